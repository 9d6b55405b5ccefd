/** From the options of queries and scans to what the operations take. */

import type { RangeReadOptions } from '../api/range-read-options.js'
import { EVENTUAL, STRONG } from '../capacity/units.js'
import { DynamoError } from '../errors/dynamo-error.js'
import { numberOutOfRange } from '../errors/read-errors.js'
import type { Item } from '../types/attribute.js'
import { filterOf, keyOf, projectionFor } from './bind.js'
import type { AnyProjection, ReadOptions, ScanOptions } from './options.js'

/** How a read is paid for. */
export function costFactorOf({
  consistentRead,
}: Pick<ReadOptions<never>, 'consistentRead'>): number {
  return consistentRead === false ? EVENTUAL : STRONG
}

/** What a query or a scan was told, with nothing of the caller left in it. */
export interface GivenRange
  extends Pick<RangeReadOptions, 'exclusiveStartKey' | 'filter' | 'projection' | 'limit'> {
  readonly consistentRead: boolean | undefined
}

/**
 * Reads now what a caller holds, once for however often it is used; what is refused is refused where it is used, because a
 * query does nothing until it is asked for.
 */
export function readNow<Result>(read: () => Result): () => Result {
  try {
    const result = read()
    return () => result
  } catch (error) {
    if (!(error instanceof DynamoError)) throw error
    return () => {
      throw error
    }
  }
}

/** Reads the options of a query or a scan. */
export function givenRangeOf(options: ScanOptions<AnyProjection<Item>, object>): GivenRange {
  const { startKey, limit } = options
  if (limit !== undefined && !(limit >= 1)) throw numberOutOfRange('limit', limit, { min: 1 })
  return {
    exclusiveStartKey: startKey === undefined ? undefined : keyOf(startKey),
    filter: filterOf(options.filter),
    projection: projectionFor(options.projection),
    limit,
    consistentRead: options.consistentRead,
  }
}

/** What a query or a scan of a table, or of an index of it, is to read. */
export function rangeReadOptionsOf(
  { table, index, wholeItems }: Pick<RangeReadOptions, 'table' | 'index' | 'wholeItems'>,
  given: GivenRange,
): RangeReadOptions {
  const { exclusiveStartKey, filter, projection, limit } = given
  return {
    // Not by a spread, which would take longer than all the rest.
    table,
    index,
    wholeItems,
    exclusiveStartKey,
    filter,
    projection,
    limit,
    costFactor: costFactorOf(given),
  }
}
