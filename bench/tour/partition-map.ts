/** Partitions as a picture: who owns which hashes, how much lies there, and where the load goes. Pure. */

import type { PartitionInfo } from '../../src/index.js'
import { bar, columns, cut, type Paint, padEnd, widthOf, wrap } from './drawing.js'
import { formatCount, formatSize } from './format.js'

/** A partition, and the partition keys in it with their number of items, the largest first. */
export interface MappedPartition extends PartitionInfo {
  readonly keys: readonly (readonly [key: string, itemCount: number])[]
}

/** What one partition of the service bears, in capacity units a second. */
const READ_UNITS_MAX = 3_000
const WRITE_UNITS_MAX = 1_000
const HASHES = 2 ** 32
/** Below this width, hashes are shown by their first half. */
const NARROW = 70

/**
 * Tells which partition keys are in which partition. A scan returns them in the order of their hashes, so counting
 * items is enough.
 */
export function mapPartitions(
  partitions: readonly PartitionInfo[],
  scannedKeys: Iterable<string>,
): MappedPartition[] {
  const scanned = scannedKeys[Symbol.iterator]()
  return partitions.map(partition => {
    const counts = new Map<string, number>()
    for (let left = partition.itemCount; left > 0; left--) {
      const { value, done } = scanned.next()
      if (done === true) break
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const keys = [...counts].sort(([, left], [, right]) => right - left)
    return { ...partition, keys }
  })
}

interface MapOptions {
  readonly width: number
  readonly paint: Paint
}

/** A strip of all hashes, then a line for each partition. */
export function drawPartitionMap(
  partitions: readonly MappedPartition[],
  { width, paint }: MapOptions,
): string[] {
  return [
    hashStrip(partitions, { width, paint }),
    `0${'2³²'.padStart(width - 1)}`,
    '',
    ...drawPartitions(partitions, { width, paint }),
    '',
    ...heatLegend({ width, paint }),
  ]
}

/** A line for each of some partitions. */
export function drawPartitions(
  partitions: readonly MappedPartition[],
  { width, paint }: MapOptions,
): string[] {
  const hashDigits = width < NARROW ? 4 : 8
  const rows = partitions.map(partition => {
    const { low, itemCount, sizeBytes, readUnitsPerSecond, writeUnitsPerSecond } = partition
    const heat = heatOf(partition)
    const hash = low.toString(16).padStart(8, '0').slice(0, hashDigits)
    const rates = [formatRate(readUnitsPerSecond), formatRate(writeUnitsPerSecond), heat.sign]
    return {
      left: [hash, formatCount(itemCount), formatSize(sizeBytes)],
      right: rates.map(heat.colour(paint)),
    }
  })
  const left = columns(
    [['from', 'items', 'size'], ...rows.map(row => row.left)],
    ['left', 'right', 'right'],
  )
  const right = columns(
    [['read/s', 'write/s', ' '], ...rows.map(row => row.right)],
    ['right', 'right', 'left'],
  )

  // The bars and the keys share what is left.
  const middleWidth = width - Math.max(...left.map(widthOf)) - Math.max(...right.map(widthOf)) - 6
  const keysWidth = Math.min(20, Math.max(5, Math.floor(middleWidth / 2)))
  const barWidth = Math.max(3, middleWidth - keysWidth)
  const sizeMax = Math.max(...partitions.map(({ sizeBytes }) => sizeBytes))
  const middle = partitions.map(partition => {
    const drawn = bar(partition.sizeBytes / sizeMax, barWidth)
    const keys = padEnd(keysText(partition.keys, keysWidth), keysWidth)
    return `${heatOf(partition).colour(paint)(padEnd(drawn, barWidth))}  ${keys}`
  })
  const titles = `${' '.repeat(barWidth)}  ${padEnd('keys', keysWidth)}`
  return [titles, ...middle].map((text, index) => {
    const line = `${left[index]}  ${text}  ${right[index]}`
    return index === 0 ? paint.dim(line) : line
  })
}

/** All hashes from left to right, each partition as wide as its range, with signs and colours for its load. */
function hashStrip(partitions: readonly MappedPartition[], { width, paint }: MapOptions): string {
  let strip = ''
  let before: MappedPartition | undefined
  for (let cell = 0; cell < width; cell++) {
    const hash = ((cell + 0.5) / width) * HASHES
    const owner = partitions.find(({ low, high }) => low <= hash && hash < high)
    if (owner === undefined) continue
    const heat = heatOf(owner)
    strip += before !== undefined && owner !== before ? '│' : heat.colour(paint)(heat.sign)
    before = owner
  }
  return strip
}

interface Heat {
  /** Share of what a partition bears from which on this is its heat. */
  readonly from: number
  readonly sign: string
  readonly colour: (paint: Paint) => (text: string) => string
  readonly meaning: string
}

const IDLE: Heat = { from: 0, sign: '·', colour: paint => paint.dim, meaning: 'none' }
const HEATS: readonly Heat[] = [
  { from: 1, sign: '█', colour: paint => paint.red, meaning: 'too much' },
  { from: 0.3, sign: '▓', colour: paint => paint.yellow, meaning: 'from 30 %' },
  { from: 0.1, sign: '▒', colour: paint => paint.green, meaning: 'from 10 %' },
  { from: 0.0001, sign: '░', colour: paint => paint.blue, meaning: 'less' },
  IDLE,
]

function heatOf({ readUnitsPerSecond, writeUnitsPerSecond }: PartitionInfo): Heat {
  const load = Math.max(readUnitsPerSecond / READ_UNITS_MAX, writeUnitsPerSecond / WRITE_UNITS_MAX)
  return HEATS.find(({ from }) => load >= from) ?? IDLE
}

function heatLegend({ width, paint }: MapOptions): string[] {
  const signs = HEATS.map(heat => `${heat.colour(paint)(heat.sign)} ${heat.meaning}`).reverse()
  return wrap(['load, of what a partition of the service bears:', ...signs], '  ', width)
}

function formatRate(units: number): string {
  return units < 100_000 ? formatCount(units) : `${formatCount(units / 1_000)} k`
}

function keysText(keys: MappedPartition['keys'], width: number): string {
  for (let shown = keys.length; shown > 0; shown--) {
    const names = keys.slice(0, shown).map(([key]) => key)
    const others = shown < keys.length ? [`+${keys.length - shown}`] : []
    const text = [...names, ...others].join(' ')
    if (text.length <= width || shown === 1) return cut(text, width)
  }
  return ''
}
