/** A comparison as text for a terminal: figures, heat maps and the verdict. Pure. */

import { drawHeat } from '../capacity/heat-picture.js'
import { notAComparison } from '../errors/design-errors.js'
import { atDoor } from '../errors/stack.js'
import { FLAG, numberFrom, optionsOf } from '../validation/options.js'
import type { Comparison } from './compare.js'
import type { DesignPart, DesignResult } from './result.js'
import { bytesOf, dollarsOf, percentOf } from './verdict.js'

/** How a comparison is drawn. */
export interface DrawComparisonOptions {
  /** Whether heat maps are in colour, by the control sequences of terminals. Default: false. */
  readonly colours?: boolean | undefined
  /** How wide lines may be: heat maps are side by side if there is room for them. Default: 80. */
  readonly columns?: number | undefined
}

const drawOptions = optionsOf<DrawComparisonOptions>('drawComparison', {
  colours: FLAG,
  columns: numberFrom(0),
})

const COLUMNS = 80
const PARTS_TOLD = 3

/**
 * Draws what `compareDesigns` returns: a column of figures for each design, the heat maps of their tables and global indexes, and
 * a verdict.
 *
 * ```ts
 * console.log(drawComparison(comparison, { colours: process.stdout.isTTY, columns: process.stdout.columns }))
 * ```
 *
 * @throws ValidationException for anything but a comparison
 */
export function drawComparison(
  comparison: Comparison,
  options: DrawComparisonOptions = {},
): string {
  const { colours = false, columns = COLUMNS } = atDoor(drawComparison, () => {
    // Callers without types may hand in the promise of one.
    if (!Array.isArray(comparison?.designs)) throw notAComparison()
    return drawOptions(options)
  })
  const { designs, verdict } = comparison
  const pictures = designs.map(design => pictureOf(design, colours))
  const lines = [
    ...tableLines(comparison),
    '',
    ...besideOrBelow(pictures, columns),
    ...verdict.flatMap(sentence => wrapped(sentence, Math.min(columns, 100))),
  ]
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`
}

/** A row: what it tells, and the cell of each design. */
type Row = readonly [label: string, ...cells: string[]]

function tableLines({ designs, seconds }: Comparison): string[] {
  const each = (label: string, cellOf: (design: DesignResult) => string): Row => [
    label,
    ...designs.map(cellOf),
  ]
  const rows: Row[] = [
    each(`${secondsOf(seconds)} of load`, ({ name }) => name),
    each('events', ({ events }) => countOf(events)),
    each('  throttled', throttledText),
    ...optional(designs, '  tried again', ({ retries }) => retries),
    ...refusalRows(designs),
    each('calls', ({ calls }) => countOf(calls)),
    ...optional(designs, '  throttled', ({ throttledCalls }) => throttledCalls),
    ...throttledRows(designs),
    each('read units/s, p50 and max', ({ readUnits: { p50, max } }) => ratesText(p50, max)),
    each('write units/s, p50 and max', ({ writeUnits: { p50, max } }) => ratesText(p50, max)),
    ...partRows(designs),
    each('on demand, a month', ({ costPerMonth }) => dollarsOf(costPerMonth.onDemand)),
    each('  provisioned for the peak', ({ costPerMonth }) => dollarsOf(costPerMonth.provisioned)),
    ...(designs.some(isProvisioned)
      ? [each('  as it is set up', ({ costPerMonth }) => dollarsOf(costPerMonth.asSetUp))]
      : []),
    each('took', ({ realSeconds }) => `${realSeconds.toFixed(1)} s`),
  ]
  return aligned(rows)
}

function optional(
  designs: readonly DesignResult[],
  label: string,
  numberOf: (design: DesignResult) => number,
): Row[] {
  const numbers = designs.map(numberOf)
  return numbers.some(number => number > 0) ? [[label, ...numbers.map(countOf)]] : []
}

function throttledText({ throttled, throttledShare }: DesignResult): string {
  return throttled === 0 ? '0' : `${countOf(throttled)} (${percentOf(throttledShare)})`
}

function refusalRows(designs: readonly DesignResult[]): Row[] {
  const names = new Set(designs.flatMap(({ refused }) => Object.keys(refused)))
  return [...names].flatMap(name =>
    optional(designs, `  ${name}`, ({ refused }) => refused[name] ?? 0),
  )
}

/** For what, and for which key, it was throttled most. */
function throttledRows(designs: readonly DesignResult[]): Row[] {
  const places = Array.from({ length: PARTS_TOLD }, (_, place) => place)
  const reasons = places.map(
    (place): Row => [
      place === 0 ? '  for' : '',
      ...designs.map(({ throttledParts }) => {
        const told = throttledParts[place]
        return told === undefined ? '' : `${countOf(told.count)} ${told.reason}`
      }),
    ],
  )
  const keys = places.map(
    (place): Row => [
      place === 0 ? '  of the keys' : '',
      ...designs.map(({ throttledKeys }) => {
        const told = throttledKeys[place]
        return told === undefined ? '' : `${countOf(told.count)} ${told.part}: ${told.key}`
      }),
    ],
  )
  return [...reasons, ...keys].filter(([, ...cells]) => cells.some(cell => cell !== ''))
}

/** Of each design its own tables, one below the other. */
function partRows(designs: readonly DesignResult[]): Row[] {
  const most = Math.max(...designs.map(({ parts }) => parts.length))
  return Array.from({ length: most }, (_, place) => place).flatMap((place): Row[] => {
    const each = (label: string, cellOf: (part: DesignPart) => string): Row => [
      label,
      ...designs.map(({ parts }) => {
        const part = parts[place]
        return part === undefined ? '' : cellOf(part)
      }),
    ]
    return [
      each(place === 0 ? 'tables and indexes' : '', ({ name }) => name),
      each('  items', ({ items, bytes }) => `${countOf(items)}, ${bytesOf(bytes)}`),
      each('  partitions', ({ partitions, splits }) =>
        splits === 0 ? `${partitions}` : `${partitions} after ${countNoun(splits, 'split')}`,
      ),
      each('  item collections', ({ collections: { count } }) => countOf(count)),
      each(
        '    size, p50 and max',
        ({ collections: { p50, max } }) => `${bytesOf(p50)}, ${bytesOf(max)}`,
      ),
      each('  hottest key', ({ hottestKey }) =>
        hottestKey === undefined ? '-' : `${hottestKey.key} ${percentOf(hottestKey.share)}`,
      ),
    ]
  })
}

function isProvisioned({ costPerMonth: { asSetUp, onDemand } }: DesignResult): boolean {
  return asSetUp !== onDemand
}

/** Cells in columns as wide as they need; numbers have no column of their own, so all is on the left. */
function aligned(rows: readonly Row[]): string[] {
  const [first] = rows
  const widths = (first ?? []).map((_, column) =>
    Math.max(...rows.map(row => [...(row[column] ?? '')].length)),
  )
  return rows.map(row => row.map((cell, column) => padded(cell, widths[column] ?? 0)).join('   '))
}

/** The lines of one design, and how wide they are without colours. */
interface Picture {
  readonly lines: readonly string[]
  readonly width: number
  readonly widths: readonly number[]
}

function pictureOf({ name, parts }: DesignResult, colours: boolean): Picture {
  const texts = parts.map(({ heat }) => drawHeat(heat).trimEnd().split('\n'))
  const plain = [name, ...texts.flatMap(lines => [...lines, ''])]
  const widths = plain.map(line => [...line].length)
  const lines = colours ? plain.map(coloured) : plain
  return { lines, widths, width: Math.max(...widths) }
}

const SPACE_BETWEEN = 3

function besideOrBelow(pictures: readonly Picture[], columns: number): string[] {
  const together = pictures.reduce((sum, { width }) => sum + width + SPACE_BETWEEN, -SPACE_BETWEEN)
  if (together > columns) return pictures.flatMap(({ lines }) => lines)
  const height = Math.max(...pictures.map(({ lines }) => lines.length))
  return Array.from({ length: height }, (_, row) =>
    pictures
      .map(({ lines, widths, width }) => {
        return `${lines[row] ?? ''}${' '.repeat(width - (widths[row] ?? 0))}`
      })
      .join(' '.repeat(SPACE_BETWEEN)),
  )
}

/** By shade, from cold to hot, numbers of colours that most terminals have. */
const COLOURS: Readonly<Record<string, number>> = { '·': 34, '░': 36, '▒': 32, '▓': 33, '█': 31 }

function coloured(line: string): string {
  if (!/^\d\d:\d\d \|/.test(line)) return line
  return line.replace(
    /([·░▒▓█])\1*/g,
    (run, shade: string) => `\x1b[${COLOURS[shade]}m${run}\x1b[39m`,
  )
}

function wrapped(sentence: string, width: number): string[] {
  const lines: string[] = []
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined) lines.push(`- ${word}`)
    else if ([...last].length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`  ${word}`)
  }
  return lines
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length))
}

function ratesText(p50: number, max: number): string {
  return `${countOf(p50)}, ${countOf(max)}`
}

function secondsOf(seconds: number): string {
  if (seconds >= 7_200) return `${countOf(seconds / 3_600)} hours`
  return seconds >= 120 ? `${countOf(seconds / 60)} minutes` : countNoun(seconds, 'second')
}

function countNoun(count: number, noun: string): string {
  return `${countOf(count)} ${noun}${count === 1 ? '' : 's'}`
}

function countOf(count: number): string {
  return (Math.round(count * 10) / 10).toLocaleString('en')
}
