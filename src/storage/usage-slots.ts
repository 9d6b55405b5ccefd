/** What is counted of a table or an index in each minute, and the place of each count among the others. */

import { ITEM_OPERATIONS, type ItemOperation } from '../types/operation.js'

/** The place of a count. */
export type Slot = number

export const READ_UNITS: Slot = 0
export const WRITE_UNITS: Slot = 1
export const CONDITION_FAILED: Slot = 2
export const TRANSACTION_CONFLICT: Slot = 3
export const TTL_DELETED: Slot = 4
/** Requests, or parts of batches and transactions, that were refused for want of capacity. */
export const READ_THROTTLED: Slot = 5
export const WRITE_THROTTLED: Slot = 6
/** Of those, by the reason: the place is that of `THROTTLE_REASONS` after these. */
export const READ_THROTTLED_FOR: Slot = 7
export const WRITE_THROTTLED_FOR: Slot = 11
export const THROTTLE_REASONS = [
  'ProvisionedThroughputExceeded',
  'KeyRangeThroughputExceeded',
  'AccountLimitExceeded',
  'MaxOnDemandThroughputExceeded',
] as const
/** Requests that were answered, by operation. */
export const SUCCEEDED = slotsFrom(15)
/** Requests that were refused because they, or all parts of them, were throttled, by operation. */
export const THROTTLED = slotsFrom(25)
/** Items that were returned. */
export const RETURNED = { Query: 35, Scan: 36 } as const
/** Calls of GetRecords on the stream of a table. */
export const STREAM_READS: Slot = 37
/** Requests that were refused through a fault of the caller. They are counted for a region, not for its tables. */
export const USER_ERRORS: Slot = 38
export const SLOT_COUNT = 39

function slotsFrom(first: Slot): Readonly<Record<ItemOperation, Slot>> {
  const entries = ITEM_OPERATIONS.map((operation, place) => [operation, first + place])
  return Object.fromEntries(entries) as Record<ItemOperation, Slot>
}
