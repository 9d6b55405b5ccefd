/**
 * What a table has been used for, under the names that Amazon CloudWatch has for it.
 *
 * Source: DynamoDB developer guide, "DynamoDB metrics and dimensions" and "Understanding metrics and dimensions".
 */

import { MINUTE_MS } from '../env/minute-hand.js'
import type { Span, Usage } from '../storage/usage.js'
import {
  CONDITION_FAILED,
  READ_THROTTLED,
  READ_THROTTLED_FOR,
  READ_UNITS,
  RETURNED,
  type Slot,
  SUCCEEDED,
  THROTTLE_REASONS,
  THROTTLED,
  TRANSACTION_CONFLICT,
  TTL_DELETED,
  USER_ERRORS,
  WRITE_THROTTLED,
  WRITE_THROTTLED_FOR,
  WRITE_UNITS,
} from '../storage/usage-slots.js'
import type { ItemOperation } from '../types/operation.js'
import { providedTime } from './provided-time.js'

/** Events for which the service has a metric each for the four reasons to throttle. */
type ThrottleReasonMetric =
  `${'Read' | 'Write'}${'ProvisionedThroughput' | 'KeyRangeThroughput' | 'AccountLimit' | 'MaxOnDemandThroughput'}ThrottleEvents`

/** The name of a metric of the namespace AWS/DynamoDB. */
export type MetricName =
  | 'ConditionalCheckFailedRequests'
  | 'ConsumedReadCapacityUnits'
  | 'ConsumedWriteCapacityUnits'
  | 'ProvisionedReadCapacityUnits'
  | 'ProvisionedWriteCapacityUnits'
  | 'ReadThrottleEvents'
  | 'ReturnedItemCount'
  | 'SuccessfulRequestLatency'
  | 'ThrottledRequests'
  | 'TimeToLiveDeletedItemCount'
  | 'TransactionConflict'
  | 'UserErrors'
  | 'WriteThrottleEvents'
  | ThrottleReasonMetric

/** How the value of a point was made of what happened in its period. */
export type Statistic = 'Sum' | 'SampleCount' | 'Average'

/** The value of a metric in one period. */
export interface MetricPoint {
  /** When the period began. */
  readonly time: Date
  readonly value: number
}

/** A metric over time. */
export interface MetricSeries {
  readonly metric: MetricName
  /** The operation, of metrics that are kept for each. */
  readonly operation?: ItemOperation
  /** The name of the global index; undefined if it is the table's. */
  readonly index?: string
  /** `SampleCount` for SuccessfulRequestLatency: how many requests were answered. No time is measured. */
  readonly statistic: Statistic
  /** In the order of time. As in the service, only periods in which something happened have one. */
  readonly points: readonly MetricPoint[]
}

/** What is asked for. */
interface MetricsWindow extends Span {
  /** Minutes that a point is of. */
  readonly period: number
}

interface Counted {
  readonly metric: MetricName
  readonly slot: Slot
  readonly operation?: ItemOperation
  readonly statistic: Statistic
}

const UNITS: readonly Counted[] = [
  sumOf('ConsumedReadCapacityUnits', READ_UNITS),
  sumOf('ConsumedWriteCapacityUnits', WRITE_UNITS),
]

const THROTTLES: readonly Counted[] = [
  sumOf('ReadThrottleEvents', READ_THROTTLED),
  sumOf('WriteThrottleEvents', WRITE_THROTTLED),
  ...THROTTLE_REASONS.flatMap((reason, place) => {
    const what = reason.replace(/Exceeded$/, '')
    return [
      sumOf(`Read${what}ThrottleEvents` as ThrottleReasonMetric, READ_THROTTLED_FOR + place),
      sumOf(`Write${what}ThrottleEvents` as ThrottleReasonMetric, WRITE_THROTTLED_FOR + place),
    ]
  }),
]

/** What is counted of requests to a table. */
const REQUESTS: readonly Counted[] = [
  ...operationsOf(SUCCEEDED, 'SuccessfulRequestLatency', 'SampleCount'),
  ...operationsOf(RETURNED, 'ReturnedItemCount', 'Sum'),
  ...operationsOf(THROTTLED, 'ThrottledRequests', 'Sum'),
  sumOf('ConditionalCheckFailedRequests', CONDITION_FAILED),
  sumOf('TransactionConflict', TRANSACTION_CONFLICT),
  sumOf('TimeToLiveDeletedItemCount', TTL_DELETED),
]

function sumOf(metric: MetricName, slot: Slot): Counted {
  return { metric, slot, statistic: 'Sum' }
}

function operationsOf(
  slots: Readonly<Partial<Record<ItemOperation, Slot>>>,
  metric: MetricName,
  statistic: Statistic,
): Counted[] {
  return Object.entries(slots).map(([operation, slot]) => {
    return { metric, slot, statistic, operation: operation as ItemOperation }
  })
}

/**
 * The metrics of a table. Those that have no points are left out.
 *
 * @param indexes what its global indexes were used for: requests to them are requests to the table
 */
export function tableMetrics(
  usage: Usage,
  indexes: readonly Usage[],
  window: MetricsWindow,
): MetricSeries[] {
  return [
    ...seriesOf([usage], window, [...UNITS, ...THROTTLES]),
    ...provisionedSeries(usage, window),
    ...seriesOf([usage, ...indexes], window, REQUESTS),
  ].filter(hasPoints)
}

/** The metrics of a region: those that are of no table. */
export function regionMetrics(usage: Usage, window: MetricsWindow): MetricSeries[] {
  return seriesOf([usage], window, [sumOf('UserErrors', USER_ERRORS)]).filter(hasPoints)
}

/** The metrics of a global index, likewise. */
export function indexMetrics(usage: Usage, window: MetricsWindow, index: string): MetricSeries[] {
  const all = [
    ...seriesOf([usage], window, [...UNITS, ...THROTTLES]),
    ...provisionedSeries(usage, window),
  ]
  return all.filter(hasPoints).map(series => ({ ...series, index }))
}

function hasPoints({ points }: MetricSeries): boolean {
  return points.length > 0
}

function seriesOf(
  usages: readonly Usage[],
  window: MetricsWindow,
  all: readonly Counted[],
): MetricSeries[] {
  return all.map(({ slot, ...series }) => ({ ...series, points: pointsOf(usages, slot, window) }))
}

function pointsOf(usages: readonly Usage[], slot: Slot, window: MetricsWindow): MetricPoint[] {
  const sums = new Map<number, number>()
  for (const usage of usages) {
    for (const { start, sum } of usage.between(slot, window)) {
      const begin = start - (start % window.period)
      sums.set(begin, (sums.get(begin) ?? 0) + sum)
    }
  }
  const ordered = [...sums].sort(([left], [right]) => left - right)
  return ordered.map(([begin, value]) => ({ time: new Date(begin * MINUTE_MS), value }))
}

/** Minutes between two points of provisioned capacity, at the least. */
const PROVISIONED_PERIOD = 5
/** Milliseconds for which points are kept, as those of what is counted are. */
const POINTS_KEPT = 455 * 24 * 60 * MINUTE_MS

/** None while the table is paid for by the request, before it was opened, or for times to come. */
function provisionedSeries(usage: Usage, { period, ...window }: MetricsWindow): MetricSeries[] {
  const reads: MetricPoint[] = []
  const writes: MetricPoint[] = []
  const { now, provided } = usage
  const from = Math.max(window.from, provided[0]?.since ?? now, now - POINTS_KEPT)
  const to = Math.min(window.to, now)
  const step = Math.max(period, PROVISIONED_PERIOD) * MINUTE_MS
  for (let begin = from - (from % step); begin < to; begin += step) {
    const span = { from: Math.max(begin, from), to: Math.min(begin + step, to) }
    const { read, write, duration } = providedTime(usage.provided, span)
    if (duration === 0) continue
    reads.push({ time: new Date(begin), value: read / duration })
    writes.push({ time: new Date(begin), value: write / duration })
  }
  return [
    { metric: 'ProvisionedReadCapacityUnits', statistic: 'Average', points: reads },
    { metric: 'ProvisionedWriteCapacityUnits', statistic: 'Average', points: writes },
  ]
}
