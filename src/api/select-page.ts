/** The pages of a SELECT: each ends as one of Query or Scan does, whatever reads it goes through. */

import { primaryKeyOfKey } from '../engine/keys.js'
import { DynamoError } from '../errors/dynamo-error.js'
import { nextTokenInvalid } from '../errors/partiql-errors.js'
import { rangeBehind } from '../storage/position-range.js'
import { comparePositions, type PrimaryKey } from '../storage/primary-key.js'
import type { Item } from '../types/attribute.js'
import { PAGE_SIZE_MAX } from '../types/limits.js'
import { takeItem } from './get-item.js'
import { startEntry } from './index-range.js'
import type { ItemTaker } from './item-taker.js'
import { takePage } from './range-read.js'
import type { RangeRead } from './range-read-options.js'
import type { PointSelect, SelectPlan } from './select-plan.js'

/** Where a page ended, so that the next one begins there. */
export interface SelectPosition {
  /** Which of the reads is next. */
  readonly place: number
  /** The key of the item of it that was evaluated last; undefined if there is none. */
  readonly key: Item | undefined
}

interface PageOptions<Taken> {
  /** Default: the beginning. */
  readonly after?: SelectPosition | undefined
  /** Items evaluated at the most, before the filter. */
  readonly limit?: number | undefined
  /** What is made of the items, one after another. */
  readonly taker: ItemTaker<Taken>
}

/**
 * Takes the items of one page.
 *
 * @returns where it ended, if there may be more
 * @throws ValidationException if it is to begin where it can't
 */
export function takeSelectPage<Taken>(
  plan: SelectPlan,
  { after, limit = Number.POSITIVE_INFINITY, taker }: PageOptions<Taken>,
): SelectPosition | undefined {
  const { reads, options, key, columns } = plan
  const own = picking(columns?.pick, taker)
  if (key !== undefined && after === undefined) {
    takeItem({ ...options, key }, own)
    return undefined
  }
  let left = limit
  let bytesLeft = PAGE_SIZE_MAX
  for (const [place, read] of readsBehind(reads, after)) {
    if (left <= 0 || bytesLeft <= 0) return { place, key: undefined }
    const limited = left === Number.POSITIVE_INFINITY ? read : withLimit(read, left)
    const { lastEvaluatedKey, scannedCount, bytes } = takePage(limited, own, bytesLeft)
    if (lastEvaluatedKey !== undefined) return { place, key: lastEvaluatedKey }
    left -= scannedCount
    bytesLeft -= bytes
  }
  return undefined
}

/** Takes the one item of a statement that is about no more, if there is one. */
export function takePoint<Taken>(point: PointSelect, taker: ItemTaker<Taken>): Taken | undefined {
  return takeItem(point, picking(point.pick, taker))
}

/** Columns that are not attributes are picked from the item. */
function picking<Taken>(pick: PointSelect['pick'], taker: ItemTaker<Taken>): ItemTaker<Taken> {
  if (pick === undefined) return taker
  return {
    stored: (store, ref, _, decoded = store.decode(ref)) => taker.made(pick(decoded)),
    made: item => taker.made(pick(item)),
  }
}

function withLimit(read: RangeRead, limit: number): RangeRead {
  return { ...read, options: { ...read.options, limit } }
}

/** The reads that are left, of which the first may have been begun. */
function* readsBehind(
  reads: readonly RangeRead[],
  after: SelectPosition | undefined,
): Generator<readonly [number, RangeRead], void, undefined> {
  const { place: first = 0, key } = after ?? {}
  if (after !== undefined && reads[first] === undefined) throw nextTokenInvalid()
  for (const [place, read] of reads.entries()) {
    if (place < first) continue
    yield [place, key !== undefined && place === first ? readBehind(read, key) : read]
  }
}

function readBehind(read: RangeRead, key: Item): RangeRead {
  const { range, reverse } = read
  const start = startOf(read, key)
  if (comparePositions(start, range.from) < 0 || comparePositions(start, range.to) >= 0) {
    throw nextTokenInvalid()
  }
  return { ...read, range: rangeBehind(range, start, reverse) }
}

function startOf({ options: { table, index } }: RangeRead, key: Item): PrimaryKey {
  try {
    return index === undefined
      ? primaryKeyOfKey(table.keySchema, key)
      : startEntry(table.keySchema, index.description, key)
  } catch (error) {
    throw error instanceof DynamoError ? nextTokenInvalid() : error
  }
}
