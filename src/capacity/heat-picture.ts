/** A heat map as text for a terminal. Pure. */

import { notAHeatMap } from '../errors/native-errors.js'
import { toldAt } from '../errors/stack.js'
import { type AttributeValue, isBinary } from '../types/attribute.js'
import type { HeatMap, HeatPartition, HotKey } from './heat-map.js'

/** From cold to hot. What is not nothing is seen. */
const SHADES = [' ', '·', '░', '▒', '▓', '█'] as const
const HASHES = 2 ** 32
const ROWS_MAX = 24
const KEYS_MAX = 5
const KEY_WIDTH = 32

/**
 * Draws a heat map: a line for each time, a column for each range of hashes, the darker the more capacity units it consumed;
 * below it the partitions with their borders, and the hottest keys.
 *
 * ```ts
 * console.log(drawHeat(orders.heat()))
 * ```
 *
 * @returns lines of about 80 columns, without colours
 * @throws ValidationException for anything but a heat map
 */
export function drawHeat(map: HeatMap): string {
  // Callers without types may hand in the table itself.
  if (!Array.isArray(map?.rows)) throw toldAt(drawHeat, notAHeatMap())
  const { name, readUnits, writeUnits } = map
  const head = `${name}: ${countOf(readUnits)} read and ${countOf(writeUnits)} write units`
  if (map.rows.length === 0) return `${head}\n(no requests)\n`
  const lines = [
    head,
    ...rowLines(map),
    ...partitionLines(map.partitions, map.ranges),
    ...keyLines(map.hottestKeys),
  ]
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`
}

function rowLines({ rows, ranges }: HeatMap): string[] {
  const shown = rows.slice(-ROWS_MAX)
  const heats = shown.map(row =>
    row.readUnits.map((units, range) => units + (row.writeUnits[range] ?? 0)),
  )
  const hottest = Math.max(...heats.flat())
  const lines = shown.map(({ time }, place) => {
    const cells = heats[place]?.map(heat => shadeOf(heat / hottest)) ?? []
    return `${time.toISOString().slice(11, 16)} |${cells.join('')}|`
  })
  const scale = `${' '.repeat(7)}0${'hashes'.padStart((ranges + 6) / 2 - 1).padEnd(ranges - 4)}2³²`
  return [...lines, scale]
}

function shadeOf(heat: number): string {
  const place = heat === 0 ? 0 : Math.max(1, Math.ceil(heat * (SHADES.length - 1)))
  return SHADES[place] ?? ''
}

/** A mark where each partition begins, and what each of the hottest had. */
function partitionLines(partitions: readonly HeatPartition[], ranges: number): string[] {
  const marks = new Array<string>(ranges).fill('-')
  for (const { low } of partitions) marks[Math.floor((low / HASHES) * ranges)] = '+'
  const hottest = [...partitions].sort((left, right) => right.share - left.share)
  const told = hottest.slice(0, KEYS_MAX).map(partition => {
    const bounds = `${hexOf(partition.low)}-${hexOf(partition.high - 1)}`
    return `  ${percentOf(partition.share)} ${bounds}  ${unitsOf(partition)}`
  })
  const count = partitions.length
  return [
    `      ${marks.join('').padStart(ranges + 1)}`,
    `${count} partition${count === 1 ? '' : 's'}`,
    ...told,
  ]
}

function keyLines(keys: readonly HotKey[]): string[] {
  const told = keys.slice(0, KEYS_MAX).map(key => {
    const text = key.key === undefined ? `(no item, hash ${hexOf(key.hash)})` : textOfKey(key.key)
    return `  ${percentOf(key.share)} ${text.padEnd(17)}  ${unitsOf(key)}`
  })
  return ['hottest keys', ...told]
}

function textOfKey(key: Readonly<Record<string, AttributeValue>>): string {
  const text = Object.values(key).map(textOfValue).join(' ')
  return text.length > KEY_WIDTH ? `${text.slice(0, KEY_WIDTH - 1)}…` : text
}

function textOfValue(value: AttributeValue): string {
  if (isBinary(value)) return `0x${Buffer.from(value).toString('hex')}`
  // Characters that a terminal would act on.
  return String(value).replace(/\p{C}/gu, '?')
}

function unitsOf({
  readUnits,
  writeUnits,
}: {
  readonly readUnits: number
  readonly writeUnits: number
}) {
  return `${countOf(readUnits)} read, ${countOf(writeUnits)} write`
}

function percentOf(share: number): string {
  return `${Math.round(share * 100)}%`.padStart(4)
}

function countOf(units: number): string {
  return (Math.round(units * 10) / 10).toLocaleString('en')
}

function hexOf(hash: number): string {
  return hash.toString(16).padStart(8, '0')
}
