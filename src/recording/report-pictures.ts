/** The pictures of a report, as SVG: calls over time, units by table, hot keys, and items evaluated against returned. */

import { type Markup, markup } from './markup.js'
import type { PlaceSummary, ReportData } from './report-data.js'
import type { Timeline } from './timeline.js'
import { count, duration, percent, units } from './wording.js'

const WIDTH = 480
const HEIGHT = 120
const ROW_HEIGHT = 34
const BAR_HEIGHT = 12
/** Rows of a picture. */
const ROWS_MAX = 8
/** UTF-16 code units of a name in a picture. */
const NAME_LENGTH_MAX = 44

export function picturesOf(report: ReportData): readonly Markup[] {
  return [
    timePicture(report.timeline),
    unitsPicture(report.places),
    keysPicture(report.places),
    itemsPicture(report),
  ].filter(picture => picture !== undefined)
}

function figure(title: string, legend: Markup | undefined, picture: Markup): Markup {
  return markup`<figure><figcaption>${title}${legend}</figcaption>${picture}</figure>\n`
}

function timePicture({ span, calls, units: consumed }: Timeline): Markup | undefined {
  if (calls.length === 0) return undefined
  const most = Math.max(...calls)
  const width = WIDTH / Math.max(calls.length, 20)
  const bars = calls.flatMap((amount, place) => {
    if (amount === 0) return []
    const height = (amount / most) * HEIGHT
    const told = `${duration(place * span)}: ${count(amount, 'call')}, ${units(consumed[place] ?? 0)}`
    return markup`<rect class="read" x="${place * width}" y="${HEIGHT - height}" width="${Math.max(1, width - 1)}" height="${height}"><title>${told}</title></rect>`
  })
  const end = duration(calls.length * span)
  return figure(
    'Calls over time',
    markup`<span class="legend">at most ${count(most, 'call')} in ${duration(span)}</span>`,
    markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 20}" role="img">${bars}<line class="axis" x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"/><text x="0" y="${HEIGHT + 15}">0</text><text x="${Math.min(WIDTH, calls.length * width)}" y="${HEIGHT + 15}" text-anchor="end">${end}</text></svg>`,
  )
}

/** A row of two bars, one behind the other or one upon the other. */
interface Row {
  readonly name: string
  readonly told: string
  readonly first: number
  readonly second: number
}

function unitsPicture(places: readonly PlaceSummary[]): Markup | undefined {
  const rows = places
    .filter(({ readUnits, writeUnits }) => readUnits + writeUnits > 0)
    .toSorted((a, b) => b.readUnits + b.writeUnits - a.readUnits - a.writeUnits)
    .map(place => ({
      name: nameOf(place),
      told: `${units(place.readUnits)} of reads, ${units(place.writeUnits)} of writes`,
      first: place.readUnits,
      second: place.writeUnits,
    }))
  return barPicture('Units by table and index', rows, ['reads', 'writes'])
}

function keysPicture(places: readonly PlaceSummary[]): Markup | undefined {
  const rows = places
    .flatMap(place => place.hottestKeys.map(one => ({ ...one, place })))
    .filter(({ units: own }) => own > 0)
    .sort((a, b) => b.units - a.units)
    .map(({ key, units: own, share, place }) => ({
      name: `${nameOf(place)} — ${key}`,
      told: `${units(own)}, ${percent(share)}`,
      first: own,
      second: 0,
    }))
  return barPicture('Partition keys with the most units', rows, undefined)
}

function itemsPicture({ shapes }: ReportData): Markup | undefined {
  const rows = shapes
    .filter(({ scanned }) => scanned > 0)
    .toSorted((a, b) => b.scanned - a.scanned)
    .map(({ operation, table, index, scanned, returned }) => ({
      name: `${operation} ${table}${index === undefined ? '' : ` / ${index}`}`,
      told: `${returned} of ${count(scanned, 'item')}`,
      first: returned,
      second: Math.max(0, scanned - returned),
    }))
  return barPicture('Items evaluated, and returned', rows, ['returned', 'thrown away'])
}

function barPicture(
  title: string,
  rows: readonly Row[],
  names: readonly [string, string] | undefined,
): Markup | undefined {
  const shown = rows.slice(0, ROWS_MAX)
  if (shown.length === 0) return undefined
  const most = Math.max(...shown.map(({ first, second }) => first + second))
  const bars = shown.map(({ name, told, first, second }, place) => {
    const [top, one, other] = [place * ROW_HEIGHT, widthOf(first, most), widthOf(second, most)]
    return markup`<text x="0" y="${top + 12}">${cut(name)}</text><text x="${WIDTH}" y="${top + 12}" text-anchor="end" class="figure">${told}</text><rect class="read" x="0" y="${top + 17}" width="${one}" height="${BAR_HEIGHT}"/><rect class="write" x="${one}" y="${top + 17}" width="${other}" height="${BAR_HEIGHT}"/>`
  })
  const legend =
    names &&
    markup`<span class="legend"><i class="read"></i>${names[0]} <i class="write"></i>${names[1]}</span>`
  const height = shown.length * ROW_HEIGHT
  return figure(
    title,
    legend,
    markup`<svg viewBox="0 0 ${WIDTH} ${height}" role="img">${bars}</svg>`,
  )
}

function widthOf(amount: number, most: number): number {
  return most === 0 ? 0 : (amount / most) * WIDTH
}

function nameOf({ table, index }: PlaceSummary): string {
  return index === undefined ? table : `${table} / ${index}`
}

function cut(name: string): string {
  return name.length > NAME_LENGTH_MAX ? `${name.slice(0, NAME_LENGTH_MAX - 1)}…` : name
}
