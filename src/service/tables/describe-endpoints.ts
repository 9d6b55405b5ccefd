/** DescribeEndpoints. */

import type { Outcome } from '../../api/write-one.js'
import type { TableContext } from './region-tables.js'

/** A day. */
const CACHE_PERIOD_IN_MINUTES = 1440

/** Tells the one address of the region. */
export function describeEndpoints({ tables }: TableContext): Outcome<object> {
  const Address = `dynamodb.${tables.place.region}.amazonaws.com`
  const result = { Endpoints: [{ Address, CachePeriodInMinutes: CACHE_PERIOD_IN_MINUTES }] }
  return { result, durable: undefined }
}
