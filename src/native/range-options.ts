/** From the options of queries and scans to what the operations take. */

import type { RangeReadOptions } from '../api/range-read-options.js'
import { EVENTUAL, STRONG } from '../capacity/units.js'
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

/** What a query or a scan of a table, or of an index of it, is to read. */
export function rangeReadOptionsOf(
  { table, index, wholeItems }: Pick<RangeReadOptions, 'table' | 'index' | 'wholeItems'>,
  options: ScanOptions<AnyProjection<Item>, object>,
): RangeReadOptions {
  const { startKey, limit } = options
  if (limit !== undefined && !(limit >= 1)) throw numberOutOfRange('limit', limit, { min: 1 })
  return {
    // Not by a spread, which would take longer than all the rest.
    table,
    index,
    wholeItems,
    exclusiveStartKey: startKey === undefined ? undefined : keyOf(startKey),
    filter: filterOf(options.filter),
    projection: projectionFor(options.projection),
    limit,
    costFactor: costFactorOf(options),
  }
}
