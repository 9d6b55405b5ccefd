/** How a table, or a global index, is used now: its partitions, their heat, its hottest keys, its throttles, its cost. */

import { HOURS_A_MONTH } from '../../capacity/cost.js'
import {
  type HeatSummary,
  heatRowsOf,
  heatSourceOf,
  heatSummaryOf,
} from '../../capacity/heat-map.js'
import { wireOfItem } from '../../encoding/wire-value.js'
import { MINUTE_MS } from '../../env/minute-hand.js'
import { endOfTurn } from '../../env/timers.js'
import { optionInvalid } from '../../errors/option-errors.js'
import { costOf } from '../../native/account-of-use.js'
import type { HeatRow } from '../../storage/heat.js'
import type { StoredTable } from '../../storage/table.js'
import type { TableStore } from '../../storage/table-store.js'
import type { Usage } from '../../storage/usage.js'
import {
  READ_THROTTLED_FOR,
  type Slot,
  THROTTLE_REASONS,
  WRITE_THROTTLED_FOR,
} from '../../storage/usage-slots.js'
import type { Explorable } from '../explorable.js'
import type { Item } from '../page/items/attribute.js'
import type {
  Consumer,
  HeatMinute,
  HotKeyNow,
  KeysReport,
  MonthlyCost,
  PartitionNow,
  ThrottleCount,
  Unknown,
} from '../page/keys/keys-wire.js'
import { observedBy } from './observed.js'

/** Minutes that heat is remembered for. */
const MINUTES_MAX = 180
const MINUTES_DEFAULT = 60
/** Partitions that are told. */
const PARTITIONS_MAX = 500
const HOUR_MS = 3_600_000

/**
 * Answers `keys?region&table&index&minutes&since`: the last `minutes` are looked at (default 60), and of these the heat of the
 * minutes is told that begin at `since` or later, so that whoever asks again gets what is new. It takes some turns of the event loop,
 * as it is asked each second of a server that has other work.
 */
export async function keysNow(
  source: Explorable,
  query: URLSearchParams,
): Promise<KeysReport | Unknown> {
  const observed = observedBy(source, query)
  if (observed === undefined) return { isKnown: false }
  const { table, index } = observed
  const { usage, store, limiter } = index ?? table
  const { now } = usage
  const from = beginOf(usage, wholeNumber(query, 'minutes', MINUTES_DEFAULT, MINUTES_MAX))
  const since = wholeNumber(query, 'since', 0, Number.MAX_SAFE_INTEGER)
  const span = { from, to: now }
  const minutes = usage.heatBetween(span)
  await endOfTurn()
  const heat = heatSummaryOf(heatSourceOf(table, index), span, minutes)
  const partitions = partitionsNow(store, heat)
  await endOfTurn()
  const cost = monthlyCostOf(table, span)
  await endOfTurn()
  const { readUnitsMax, writeUnitsMax, bytesMax } = store.partitionLimits
  return {
    isKnown: true,
    now,
    from,
    isLimited: limiter !== undefined,
    limits: { readUnits: readUnitsMax, writeUnits: writeUnitsMax, bytes: bytesMax },
    partitions,
    partitionCount: store.partitionCount,
    ranges: heat.ranges,
    minutes: minutesOf(minutes.filter(({ minute }) => minute * MINUTE_MS >= since)),
    hottest: hottestOf(heat),
    throttles: throttlesOf(usage, span),
    consumers: consumersOf(table),
    cost,
  }
}

/** The first of the minutes that end now: counts are kept by the minute. */
function beginOf({ now, provided }: Usage, minutes: number): number {
  const first = (Math.floor(now / MINUTE_MS) - minutes + 1) * MINUTE_MS
  // A clock that was set back since the table was opened may be behind that.
  return Math.min(now, Math.max(first, provided[0]?.since ?? now))
}

function partitionsNow(store: TableStore, heat: HeatSummary): readonly PartitionNow[] {
  return store.partitions
    .slice(0, PARTITIONS_MAX)
    .map(({ low, high, items, bytes, meter }, place) => ({
      low,
      high,
      items,
      bytes,
      readRate: rounded(meter.readRate),
      writeRate: rounded(meter.writeRate),
      refused: meter.refused,
      refusedForTable: meter.refusedForTable,
      share: heat.partitions[place]?.share ?? 0,
    }))
}

function minutesOf(rows: readonly HeatRow[]): readonly HeatMinute[] {
  return heatRowsOf(rows, 1).map(({ time, readUnits, writeUnits }) => ({
    time: time.getTime(),
    reads: readUnits.map(rounded),
    writes: writeUnits.map(rounded),
  }))
}

function hottestOf({ hottestKeys }: HeatSummary): readonly HotKeyNow[] {
  return hottestKeys.map(({ key, ...rest }) => ({
    ...rest,
    key: key === undefined ? null : (wireOfItem(key) as Item),
  }))
}

interface Times {
  readonly from: number
  readonly to: number
}

/** Those that there were. */
function throttlesOf(usage: Usage, times: Times): readonly ThrottleCount[] {
  return THROTTLE_REASONS.map((reason, place) => ({
    reason,
    reads: countOf(usage, READ_THROTTLED_FOR + place, times),
    writes: countOf(usage, WRITE_THROTTLED_FOR + place, times),
  })).filter(({ reads, writes }) => reads + writes > 0)
}

function countOf(usage: Usage, slot: Slot, times: Times): number {
  let count = 0
  for (const { sum } of usage.between(slot, times)) count += sum
  return count
}

function consumersOf(table: StoredTable): readonly Consumer[] {
  const { store, readUnits, writeUnits, description } = table
  const own = { name: description.name, kind: 'table' as const, readUnits, writeUnits }
  return [
    { ...own, items: store.items, bytes: store.bytes },
    ...table.indexes.map(index => ({
      name: index.name,
      kind: index.description.kind,
      items: index.store.items,
      bytes: index.store.bytes,
      readUnits: index.readUnits,
      writeUnits: index.writeUnits,
    })),
  ]
}

function monthlyCostOf(table: StoredTable, times: Times): MonthlyCost | undefined {
  const hours = (times.to - times.from) / HOUR_MS
  if (hours <= 0) return undefined
  const cost = costOf(table, times)
  const aMonth = (dollars: number): number => (dollars / hours) * HOURS_A_MONTH
  const { read, write } = table.description.settings.throughput
  return {
    reads: aMonth(cost.reads),
    writes: aMonth(cost.writes),
    storage: aMonth(cost.storage),
    streamReads: aMonth(cost.streamReads),
    total: aMonth(cost.total),
    ifOnDemand: aMonth(cost.ifOnDemand),
    ifProvisioned: aMonth(cost.ifProvisioned),
    isOnDemand: read === 0 && write === 0,
  }
}

function rounded(units: number): number {
  return Math.round(units * 10) / 10
}

/** A whole number of the query, from 0 to `max`, or the default. */
function wholeNumber(query: URLSearchParams, name: string, byDefault: number, max: number): number {
  const text = query.get(name)
  if (text === null) return byDefault
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= max) return value
  throw optionInvalid(name, { value: text, allowed: `a whole number up to ${max}` })
}
