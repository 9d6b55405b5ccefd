/** What came of a design. */

import type { HeatMap } from '../capacity/heat-map.js'
import type { Prices } from '../capacity/prices.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import { isBinary } from '../types/attribute.js'
import { type CollectionSizes, collectionSizesOf } from './collections.js'
import { type MonthlyCost, monthlyCostOf } from './monthly-cost.js'
import { meteredOf, type Part } from './parts.js'
import { type Rates, type UnitRates, unitRatesOf } from './rates.js'
import type { Tally, ThrottledPart } from './tally.js'

/** What came of a design. */
export interface DesignResult {
  readonly name: string
  /** Events of the workload, or calls of the trace. */
  readonly events: number
  /** Events of which some call was throttled at the last attempt. */
  readonly throttled: number
  /** `throttled` as a part of `events`, from 0 to 1. */
  readonly throttledShare: number
  /** Attempts after the first. */
  readonly retries: number
  /** Events that were refused for what they are, by the name of the refusal, such as a condition that failed. */
  readonly refused: Readonly<Record<string, number>>
  /** Calls of tables and indexes, each attempt by itself; a batch or a transaction counts once for each of its tables. */
  readonly calls: number
  /** Calls that were throttled. */
  readonly throttledCalls: number
  /** What attempts were throttled for, the most frequent first. */
  readonly throttledParts: readonly ThrottledPart[]
  /** The partition keys that the most attempts were throttled for, the most frequent first. */
  readonly throttledKeys: readonly ThrottledKey[]
  /** Read capacity units a second, of all tables and indexes together. */
  readonly readUnits: UnitRates
  /** Write capacity units a second, likewise. */
  readonly writeUnits: UnitRates
  /** The tables, each followed by its global indexes. */
  readonly parts: readonly DesignPart[]
  /** Dollars. */
  readonly costPerMonth: MonthlyCost
  /** Seconds of the machine's time that it took. */
  readonly realSeconds: number
}

/** A partition key that calls were throttled for. */
export interface ThrottledKey {
  /** The name of a table, or `table.index`. */
  readonly part: string
  /** The value as text; `hash …` if it is not among the hottest keys that have items. */
  readonly key: string
  /** Attempts that were throttled. */
  readonly count: number
}

/** A table or a global index at the end. */
export interface DesignPart {
  /** Such as `Votes`, or `Votes.byCandidate`. */
  readonly name: string
  readonly items: number
  /** By the service's rules. */
  readonly bytes: number
  readonly partitions: number
  /** How many partitions have been divided since the workload began. */
  readonly splits: number
  readonly collections: CollectionSizes
  /** The hottest partition key as text, and its part of the units; undefined if nothing was asked for. */
  readonly hottestKey: { readonly key: string; readonly share: number } | undefined
  /** Where it was read and written, of the last three hours. */
  readonly heat: HeatMap
}

/** What a result is made of. */
interface Source {
  readonly name: string
  readonly parts: readonly Part[]
  /** Partitions of each part when the workload began. */
  readonly partitionsBefore: readonly number[]
  readonly tally: Tally
  readonly rates: Rates
  /** When the workload began, in milliseconds since 1970. */
  readonly start: number
  /** Seconds that it went on. */
  readonly seconds: number
  readonly realSeconds: number
  readonly prices: Prices
}

const KEYS_TOLD = 5
/** Rows of a heat map, at the most. */
const HEAT_ROWS = 12
const HEAT_MINUTES_MAX = 180
const MINUTE_MS = 60_000

export function resultOf(source: Source): DesignResult {
  const { name, parts, tally, rates, seconds, prices, realSeconds } = source
  const to = source.start + 1000 * seconds
  const minutes = Math.min(HEAT_MINUTES_MAX, Math.ceil(seconds / 60))
  const span = { from: Math.max(source.start, to - minutes * MINUTE_MS), to }
  const period = 60 * Math.ceil(minutes / HEAT_ROWS)
  const told = parts.map((part, place): DesignPart => {
    const { store } = meteredOf(part)
    const heat = part.table.heat({ ...span, period, index: part.index?.name })
    const [hottest] = heat.hottestKeys
    const partitions = store.partitions.length
    return {
      name: part.name,
      items: store.items,
      bytes: store.bytes,
      partitions,
      splits: partitions - (source.partitionsBefore[place] ?? partitions),
      collections: collectionSizesOf(store),
      hottestKey: hottest && {
        key: hottest.key === undefined ? textOfHash(hottest.hash) : textOfKey(hottest.key),
        share: hottest.share,
      },
      heat,
    }
  })
  const all = rates.all()
  return {
    name,
    events: tally.events,
    throttled: tally.throttled,
    throttledShare: tally.events === 0 ? 0 : tally.throttled / tally.events,
    retries: tally.retries,
    refused: Object.fromEntries(tally.refused),
    ...callsOf(parts, { from: source.start, to }),
    throttledParts: tally.throttledParts,
    throttledKeys: throttledKeysOf(tally, told),
    readUnits: unitRatesOf(all.read),
    writeUnits: unitRatesOf(all.write),
    parts: told,
    costPerMonth: monthlyCostOf({ parts, rates, seconds, prices }),
    realSeconds,
  }
}

/** Counted by the minute, as CloudWatch has it. */
function callsOf(
  parts: readonly Part[],
  span: { readonly from: number; readonly to: number },
): Pick<DesignResult, 'calls' | 'throttledCalls'> {
  // A table tells those of its indexes, too.
  const series = parts
    .filter(({ index }) => index === undefined)
    .flatMap(({ table }) => table.metrics(span))
  const count = (metric: string): number =>
    series
      .filter(one => one.metric === metric)
      .flatMap(({ points }) => points)
      .reduce((sum, { value }) => sum + value, 0)
  const throttledCalls = count('ThrottledRequests')
  const answered = count('SuccessfulRequestLatency') + count('ConditionalCheckFailedRequests')
  return { calls: answered + throttledCalls, throttledCalls }
}

function throttledKeysOf(tally: Tally, parts: readonly DesignPart[]): ThrottledKey[] {
  return tally.throttledHashes.slice(0, KEYS_TOLD).map(({ part, hash, count }) => {
    const heat = parts.find(({ name }) => name === part)?.heat
    const known = heat?.hottestKeys.find(one => one.hash === hash)?.key
    return { part, key: known === undefined ? textOfHash(hash) : textOfKey(known), count }
  })
}

function textOfHash(hash: number): string {
  return `hash ${hash.toString(16).padStart(8, '0')}`
}

function textOfKey(key: Item): string {
  return Object.values(key).map(textOfValue).join(' ')
}

function textOfValue(value: AttributeValue): string {
  if (isBinary(value)) return `0x${Buffer.from(value).toString('hex')}`
  // Characters that a terminal would act on.
  return String(value).replace(/\p{C}/gu, '?')
}
