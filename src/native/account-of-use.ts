/** What a table tells of its use: metrics over time, the heat map, the cost. */

import { type TableCost, tableCost } from '../capacity/cost.js'
import { type HeatMap, heatMapOf, heatSourceOf } from '../capacity/heat-map.js'
import {
  indexMetrics,
  type MetricName,
  type MetricSeries,
  regionMetrics,
  tableMetrics,
} from '../capacity/metrics.js'
import { PRICES, type Prices } from '../capacity/prices.js'
import { optionInvalid } from '../errors/option-errors.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { Span, Usage } from '../storage/usage.js'
import { ITEM_OPERATIONS, type ItemOperation } from '../types/operation.js'
import { ANYTHING, OBJECT, oneOf, optionsOf, TEXT } from '../validation/options.js'

/** The time that is asked about. */
interface SpanOptions {
  /** A date, or milliseconds since 1970. */
  readonly from?: Date | number | undefined
  /** Likewise, exclusive. Default: now, with what has just been counted. */
  readonly to?: Date | number | undefined
}

/** Which metrics of which time. */
export interface MetricsOptions extends SpanOptions {
  /** Seconds that each point is of, a multiple of 60. Default: 60. */
  readonly period?: number | undefined
  /** Default: all. */
  readonly metric?: MetricName | undefined
  /** Only those of one operation. */
  readonly operation?: ItemOperation | undefined
  /** Only those of one global index. Default: those of the table and of all of them. */
  readonly index?: string | undefined
}

/** The same of metrics that are of no table. */
export type RegionMetricsOptions = Omit<MetricsOptions, 'metric' | 'operation' | 'index'>

/** Of which time, and how finely, the heat map is. */
export interface HeatOptions extends SpanOptions {
  /** Seconds to a row, a multiple of 60. Default: 60. */
  readonly period?: number | undefined
  /** The name of a global index. Default: the table itself. */
  readonly index?: string | undefined
}

/** Of which time, and at which prices, the cost is. */
export interface CostOptions extends SpanOptions {
  /** Default: `PRICES`. */
  readonly prices?: Prices | undefined
}

const METRIC_NAMES: { readonly [Name in MetricName]: true } = {
  ConditionalCheckFailedRequests: true,
  ConsumedReadCapacityUnits: true,
  ConsumedWriteCapacityUnits: true,
  ProvisionedReadCapacityUnits: true,
  ProvisionedWriteCapacityUnits: true,
  ReadAccountLimitThrottleEvents: true,
  ReadKeyRangeThroughputThrottleEvents: true,
  ReadMaxOnDemandThroughputThrottleEvents: true,
  ReadProvisionedThroughputThrottleEvents: true,
  ReadThrottleEvents: true,
  ReturnedItemCount: true,
  SuccessfulRequestLatency: true,
  ThrottledRequests: true,
  TimeToLiveDeletedItemCount: true,
  TransactionConflict: true,
  UserErrors: true,
  WriteAccountLimitThrottleEvents: true,
  WriteKeyRangeThroughputThrottleEvents: true,
  WriteMaxOnDemandThroughputThrottleEvents: true,
  WriteProvisionedThroughputThrottleEvents: true,
  WriteThrottleEvents: true,
}

const PERIOD = { from: ANYTHING, to: ANYTHING, period: ANYTHING }

const metricsOptions = optionsOf<MetricsOptions>('metrics', {
  ...PERIOD,
  metric: oneOf(...Object.keys(METRIC_NAMES)),
  operation: oneOf(...ITEM_OPERATIONS),
  index: TEXT,
})
const regionMetricsOptions = optionsOf<RegionMetricsOptions>('metrics', PERIOD)
const heatOptions = optionsOf<HeatOptions>('heat', { ...PERIOD, index: TEXT })
const costOptions = optionsOf<CostOptions>('cost', {
  from: ANYTHING,
  to: ANYTHING,
  prices: OBJECT,
})

const HOUR_MS = 3_600_000
const SECONDS_A_MINUTE = 60
/** What the service adds to each item for its place in the table. */
const ITEM_OVERHEAD = 100

/** The metrics of a table and its global indexes. Default: of the last three hours. */
export function metricsOf(table: StoredTable, options: MetricsOptions): MetricSeries[] {
  const given = metricsOptions(options)
  const { metric, operation, index } = given
  const span = spanOf(table.usage, given, 3 * HOUR_MS)
  const window = { ...span, period: minutesOf(given.period) }
  const indexes = globalIndexes(table)
  const usages = indexes.map(({ usage }) => usage)
  const all = [
    ...(index === undefined ? tableMetrics(table.usage, usages, window) : []),
    ...indexes.flatMap(({ name, usage }) => indexMetrics(usage, window, name)),
  ]
  return all.filter(
    series =>
      (metric === undefined || series.metric === metric) &&
      (operation === undefined || series.operation === operation) &&
      (index === undefined || series.index === index),
  )
}

/** The metrics of a region that are of no table, likewise. */
export function regionMetricsOf(usage: Usage, options: RegionMetricsOptions): MetricSeries[] {
  const given = regionMetricsOptions(options)
  const span = spanOf(usage, given, 3 * HOUR_MS)
  return regionMetrics(usage, { ...span, period: minutesOf(given.period) })
}

/** The heat map of a table or of a global index. Default: of the last three hours. */
export function heatOf(table: StoredTable, options: HeatOptions): HeatMap {
  const given = heatOptions(options)
  const period = minutesOf(given.period)
  const { index } = given
  const found = globalIndexes(table).find(({ name }) => name === index)
  if (index !== undefined && found === undefined) {
    throw optionInvalid('index', { value: index, allowed: GLOBAL_INDEX })
  }
  const span = spanOf((found ?? table).usage, given, 3 * HOUR_MS)
  return heatMapOf(heatSourceOf(table, found), { ...span, period })
}

const GLOBAL_INDEX = 'the name of a global index'

/** What a table and its indexes cost. Default: since the table was opened. */
export function costOf(table: StoredTable, options: CostOptions): TableCost {
  const given = costOptions(options)
  const { store, indexes, usage, description } = table
  const opened = usage.provided[0]?.since ?? usage.now
  const stores = [store, ...indexes.map(index => index.store)]
  const source = {
    usages: [usage, ...globalIndexes(table).map(index => index.usage)],
    tableClass: description.settings.tableClass.name ?? ('STANDARD' as const),
    bytes: stores.reduce((sum, { bytes, items }) => sum + bytes + items * ITEM_OVERHEAD, 0),
  }
  // A clock that was set back since then may be behind it.
  const span = spanOf(usage, given, Math.max(0, usage.now - opened))
  return tableCost(source, span, given.prices ?? PRICES)
}

function globalIndexes({ indexes }: StoredTable): readonly StoredIndex[] {
  return indexes.filter(({ description }) => description.kind === 'global')
}

/**
 * The span of the options, which ends now and is `length` milliseconds long if they say nothing. What begins later than now,
 * as the clock of a test may have it, has no length.
 */
function spanOf(usage: Usage, options: SpanOptions, length: number): Span {
  const given = timeOf('to', options.to)
  const to = given ?? usage.now
  const from = timeOf('from', options.from) ?? to - length
  if (from <= to) return { from, to }
  if (given === undefined) return { from, to: from }
  throw optionInvalid('from', {
    value: new Date(from),
    allowed: `no later than ${new Date(to).toISOString()}`,
  })
}

/** Callers without types may hand in anything. */
function timeOf(option: string, time: Date | number | undefined): number | undefined {
  if (time === undefined) return undefined
  const milliseconds = Number(time)
  if (Math.abs(milliseconds) <= TIME_MAX) return milliseconds
  throw optionInvalid(option, { value: time, allowed: 'a Date, or milliseconds since 1970' })
}

/** Milliseconds from 1970 that a Date can be away. */
const TIME_MAX = 8.64e15

function minutesOf(seconds: number = SECONDS_A_MINUTE): number {
  const minutes = seconds / SECONDS_A_MINUTE
  if (Number.isInteger(minutes) && minutes >= 1) return minutes
  throw optionInvalid('period', { value: seconds, allowed: 'a multiple of 60 seconds' })
}
