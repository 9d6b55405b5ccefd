/** DescribeEvents. */

import { invalidCombination } from '../../errors/dax-control-errors.js'
import { type PageRequest, pageOf } from './pages.js'
import type { DaxEvent, EventSource, RegionDax } from './region-dax.js'

interface DescribeEventsRequest extends PageRequest {
  readonly SourceName?: string
  readonly SourceType?: EventSource
  /** Seconds since 1970. */
  readonly StartTime?: number
  readonly EndTime?: number
  /** Minutes before the end, or from the beginning on. */
  readonly Duration?: number
}

const MINUTE = 60_000
const DURATION_DEFAULT = 60
/** Events are told for so long. */
const KEPT_MINUTES = 14 * 24 * 60
const NUMBER_DIGITS = 12

/** Tells what has happened, the oldest first: of the last hour, unless another time is asked for. */
export function describeEvents(dax: RegionDax, request: DescribeEventsRequest): object {
  const { SourceName, SourceType } = request
  if (SourceName !== undefined && SourceType === undefined) {
    throw invalidCombination('SourceType must be given where SourceName is')
  }
  const { start, end } = spanOf(request, dax.now)
  const found = dax.events.filter(
    ({ source, type, time }) =>
      (SourceType === undefined || type === SourceType) &&
      (SourceName === undefined || source === SourceName.toLowerCase()) &&
      time >= start &&
      time <= end,
  )
  const { elements, next } = pageOf(found, request, keyOf)
  return { Events: elements.map(inWireForm), ...next }
}

function spanOf(
  { StartTime, EndTime, Duration }: DescribeEventsRequest,
  now: number,
): { readonly start: number; readonly end: number } {
  const minutes = Duration ?? DURATION_DEFAULT
  const from = StartTime === undefined ? undefined : StartTime * 1000
  const durationEnd = from === undefined || Duration === undefined ? now : from + minutes * MINUTE
  const end = EndTime === undefined ? durationEnd : EndTime * 1000
  const start = from ?? end - minutes * MINUTE
  return { start: Math.max(start, now - KEPT_MINUTES * MINUTE), end }
}

/** Numbers in the order of texts. */
function keyOf({ number }: DaxEvent): string {
  return String(number).padStart(NUMBER_DIGITS, '0')
}

function inWireForm({ source, type, message, time }: DaxEvent): object {
  return { SourceName: source, SourceType: type, Message: message, Date: time / 1000 }
}
