/** Where in the space of hashes a table, or an index, is read and written: which partitions, ranges and keys are hot. */

import { MINUTE_MS } from '../env/minute-hand.js'
import { HEAT_RANGES, type HeatRow, type HotHash, hotterFirst } from '../storage/heat.js'
import { HASH_SPACE, positionOfHash } from '../storage/primary-key.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStore } from '../storage/table-store.js'
import type { Span, Usage } from '../storage/usage.js'
import type { AttributeValue, Item } from '../types/attribute.js'

/** Capacity units that were consumed. */
export interface HeatUnits {
  /** Read capacity units. */
  readonly readUnits: number
  /** Write capacity units. */
  readonly writeUnits: number
}

/** One row of the map: the units of each range, in the order of hashes. */
export interface HeatMapRow {
  /** When the row begins. */
  readonly time: Date
  /** Read capacity units of each range. */
  readonly readUnits: readonly number[]
  /** Write capacity units of each range. */
  readonly writeUnits: readonly number[]
}

/** A partition and its share of the heat. */
export interface HeatPartition extends HeatUnits {
  /** The first hash of the partition. */
  readonly low: number
  /** The hash at which the next one begins. */
  readonly high: number
  /** Units of all that fell into the range that it has now, whichever partition had it then. From 0 to 1. */
  readonly share: number
}

/** A partition key, and the units that its items consumed, estimated from a sample. */
export interface HotKey extends HeatUnits {
  /** The attributes of the partition key; undefined if no item has it. */
  readonly key: Item | undefined
  readonly hash: number
  /** Of all units, from 0 to 1. */
  readonly share: number
}

/** Which parts of a table, or of an index, were read and written. */
export interface HeatMap extends HeatUnits {
  readonly name: string
  readonly from: Date
  readonly to: Date
  /** Ranges of equal width that the hashes from 0 to 2³² - 1 are divided into: the columns of the map. */
  readonly ranges: number
  /** Only times in which there was a request have one. */
  readonly rows: readonly HeatMapRow[]
  readonly partitions: readonly HeatPartition[]
  /** The hottest first. */
  readonly hottestKeys: readonly HotKey[]
}

/** All of a map but its rows. */
export type HeatSummary = Omit<HeatMap, 'rows'>

/** What the map is made of. */
interface HeatSource {
  readonly name: string
  readonly usage: Usage
  readonly store: TableStore
  /** The names of the attributes of the partition key. */
  readonly partitionKey: readonly string[]
}

/** What is asked for. */
interface HeatWindow extends Span {
  /** Minutes to a row. */
  readonly period: number
}

/** Keys that are told. */
const KEYS_MAX = 16
/** Hashes of one range. */
const RANGE_WIDTH = HASH_SPACE / HEAT_RANGES

/** What a map of a table, or of one of its global indexes, is made of. */
export function heatSourceOf(table: StoredTable, index?: StoredIndex): HeatSource {
  if (index === undefined) {
    const { usage, store, description, keySchema } = table
    return { name: description.name, usage, store, partitionKey: [keySchema.partitionKey.name] }
  }
  const { name, usage, store, description } = index
  return { name, usage, store, partitionKey: description.partitionKeys.map(key => key.name) }
}

/** The map of the minutes of a window, several of them to a row. */
export function heatMapOf(source: HeatSource, window: HeatWindow): HeatMap {
  const minutes = source.usage.heatBetween(window)
  return { ...heatSummaryOf(source, window, minutes), rows: heatRowsOf(minutes, window.period) }
}

/** The same without the rows, of the minutes of a span. */
export function heatSummaryOf(
  source: HeatSource,
  { from, to }: Span,
  minutes: readonly HeatRow[],
): HeatSummary {
  const all = sumOfRows(minutes)
  const hot = sumOfHashes(minutes)
  const reads = {
    units: all.slice(0, HEAT_RANGES),
    hot: byRange(hot.map(({ hash, readUnits: amount }) => ({ hash, amount }))),
  }
  const writes = {
    units: all.slice(HEAT_RANGES),
    hot: byRange(hot.map(({ hash, writeUnits: amount }) => ({ hash, amount }))),
  }
  const readUnits = sumOf(reads.units)
  const writeUnits = sumOf(writes.units)
  const total = readUnits + writeUnits
  return {
    name: source.name,
    from: new Date(from),
    to: new Date(to),
    ranges: HEAT_RANGES,
    readUnits,
    writeUnits,
    partitions: source.store.partitions.map(bounds => {
      const { low, high } = bounds
      const heat = {
        readUnits: unitsWithin(bounds, reads),
        writeUnits: unitsWithin(bounds, writes),
      }
      return { low, high, ...heat, share: shareOf(heat, total) }
    }),
    hottestKeys: hottestKeysOf(source, hot, all),
  }
}

/** The rows alone, of `period` minutes each. */
export function heatRowsOf(minutes: readonly HeatRow[], period: number): HeatMapRow[] {
  const byBegin = new Map<number, HeatRow[]>()
  for (const row of minutes) {
    const begin = row.minute - (row.minute % period)
    const rows = byBegin.get(begin) ?? []
    rows.push(row)
    byBegin.set(begin, rows)
  }
  return [...byBegin].map(([begin, rows]) => {
    const units = sumOfRows(rows)
    return {
      time: new Date(begin * MINUTE_MS),
      readUnits: units.slice(0, HEAT_RANGES),
      writeUnits: units.slice(HEAT_RANGES),
    }
  })
}

function sumOfRows(rows: readonly HeatRow[]): number[] {
  const units = new Array<number>(2 * HEAT_RANGES).fill(0)
  for (const row of rows) {
    // Three hours have 23,040 of them: an iterator takes ten times as long.
    for (let place = 0; place < units.length; place += 1) {
      units[place] = (units[place] ?? 0) + (row.units[place] ?? 0)
    }
  }
  return units
}

/** The hottest first. */
function sumOfHashes(rows: readonly HeatRow[]): HotHash[] {
  const byHash = new Map<number, { hash: number; readUnits: number; writeUnits: number }>()
  for (const { hot } of rows) {
    for (const { hash, readUnits, writeUnits } of hot) {
      const sum = byHash.get(hash)
      if (sum === undefined) byHash.set(hash, { hash, readUnits, writeUnits })
      else {
        sum.readUnits += readUnits
        sum.writeUnits += writeUnits
      }
    }
  }
  return [...byHash.values()].sort(hotterFirst)
}

function hottestKeysOf(
  source: HeatSource,
  hot: readonly HotHash[],
  units: readonly number[],
): HotKey[] {
  const total = sumOf(units)
  return hot
    .map(one => ({ ...one, ...boundedUnits(one, units, Math.floor(one.hash / RANGE_WIDTH)) }))
    .sort(hotterFirst)
    .slice(0, KEYS_MAX)
    .map(one => ({ key: keyOfHash(source, one.hash), ...one, share: shareOf(one, total) }))
}

/** What a sample says of a hash, which is no more than what its range has. */
function boundedUnits(sampled: HeatUnits, units: readonly number[], range: number): HeatUnits {
  return {
    readUnits: Math.min(sampled.readUnits, units[range] ?? 0),
    writeUnits: Math.min(sampled.writeUnits, units[HEAT_RANGES + range] ?? 0),
  }
}

/** Units of one kind, reads or writes. */
interface Heated {
  /** By range. */
  readonly units: readonly number[]
  /** Hashes from the sample, by range. */
  readonly hot: ReadonlyMap<number, readonly HotAmount[]>
}

interface HotAmount {
  readonly hash: number
  readonly amount: number
}

/** Partitions are many, and each asks for the hashes of a range or two. */
function byRange(hot: readonly HotAmount[]): ReadonlyMap<number, readonly HotAmount[]> {
  const ranges = new Map<number, HotAmount[]>()
  for (const one of hot) {
    const range = Math.floor(one.hash / RANGE_WIDTH)
    const within = ranges.get(range) ?? []
    within.push(one)
    ranges.set(range, within)
  }
  return ranges
}

interface Bounds {
  readonly low: number
  readonly high: number
}

/**
 * What went to the hashes of a partition: of a range that several share, what went to its own hot keys, and of the rest as
 * much as its part of the range is wide.
 */
function unitsWithin({ low, high }: Bounds, { units, hot }: Heated): number {
  let sum = 0
  for (const [range, total] of units.entries()) {
    const begin = range * RANGE_WIDTH
    const overlap = Math.min(high, begin + RANGE_WIDTH) - Math.max(low, begin)
    if (overlap <= 0 || total === 0) continue
    const within = hot.get(range) ?? []
    const sampled = sumOf(within.map(({ amount }) => amount))
    const own = within.filter(({ hash }) => hash >= low && hash < high)
    // A sample may overrate its hashes; together they have no more than the range.
    const scale = sampled > total ? total / sampled : 1
    sum += scale * sumOf(own.map(({ amount }) => amount))
    sum += ((total - scale * sampled) * overlap) / RANGE_WIDTH
  }
  return sum
}

/** The attributes of the partition key with a hash; undefined if no item has it. Of several, those of the first. */
export function keyOfHash(
  { store, partitionKey }: Pick<HeatSource, 'store' | 'partitionKey'>,
  hash: number,
): Item | undefined {
  const range = { from: positionOfHash(hash), to: positionOfHash(hash + 1) }
  const [ref] = store.collect(range, 1, false)
  if (ref === undefined) return undefined
  const item = store.decode(ref)
  return Object.fromEntries(
    partitionKey.map(attribute => [attribute, item[attribute] as AttributeValue]),
  )
}

function shareOf({ readUnits, writeUnits }: HeatUnits, total: number): number {
  return total === 0 ? 0 : Math.min(1, (readUnits + writeUnits) / total)
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}
