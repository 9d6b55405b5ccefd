/** From the options of queries and scans to requests. */

import { numberOutOfRange } from '../errors/read-errors.js'
import { keyOf } from '../native/bind.js'
import type { AnyProjection, ScanOptions } from '../native/options.js'
import { readNow } from '../native/range-options.js'
import type { IndexQueryOptions } from '../native/secondary-index.js'
import type { Item } from '../types/attribute.js'
import { Pace } from './pace.js'
import type { RangeRequest } from './range-request.js'
import type { SegmentOptions } from './remote-options.js'
import { RequestParts } from './request-parts.js'
import type { Sender } from './sender.js'

/** What a query and a scan can be told, both of them. */
type GivenOptions = ScanOptions<unknown, object> &
  Pick<IndexQueryOptions<unknown, object>, 'reverse' | 'wholeItems'> &
  SegmentOptions

/** Where something is read. */
export interface RangeSource {
  readonly sender: Sender
  readonly table: string
  readonly index?: string | undefined
  /** Whether a read that says nothing of it is strongly consistent. */
  readonly consistentByDefault: () => Promise<boolean>
}

/**
 * The request of a query, or without a key that of a scan. What a caller holds is read now; what is refused is refused when items
 * are asked for, as nothing is done before.
 */
export function rangeRequestOf(
  { sender, table, index, consistentByDefault }: RangeSource,
  options: GivenOptions,
  key?: { readonly ofQuery: object },
): RangeRequest {
  const { consistentRead, reverse, wholeItems, projection, limit, segment, totalSegments } = options
  const parts = readNow(() => {
    if (limit !== undefined && !(limit >= 1)) throw numberOutOfRange('limit', limit, { min: 1 })
    const startKey = options.startKey === undefined ? undefined : keyOf(options.startKey)
    const bound = new RequestParts()
    const members = {
      KeyConditionExpression: key && bound.keyCondition(key.ofQuery),
      FilterExpression: bound.expression('filter', options.filter),
      ProjectionExpression: bound.projection(projection as AnyProjection<Item>),
      ...bound.bindings(),
    }
    return { startKey, members }
  })
  const isWhole = wholeItems === true && projection === undefined
  return {
    sender,
    operation: key === undefined ? 'Scan' : 'Query',
    input: async () => ({
      TableName: table,
      IndexName: index,
      ...parts().members,
      ConsistentRead: consistentRead ?? (await consistentByDefault()),
      ...(reverse === true && { ScanIndexForward: false }),
      ...(isWhole && { Select: 'ALL_ATTRIBUTES' }),
      ...(segment === undefined ? {} : { Segment: segment }),
      ...(totalSegments === undefined ? {} : { TotalSegments: totalSegments }),
    }),
    get startKey() {
      return parts().startKey
    },
    limit,
    hasFilter: options.filter !== undefined,
    segments: options.segments,
    pace: Pace.of(sender, options),
  }
}
