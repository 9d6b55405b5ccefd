/** DescribeLimits. */

import type { Outcome } from '../../api/write-one.js'
import { ACCOUNT_UNITS_MAX, TABLE_UNITS_MAX } from '../../types/limits.js'

/** Tells how much provisioned capacity the account and a table may have. */
export function describeLimits(): Outcome<object> {
  const result = {
    AccountMaxReadCapacityUnits: ACCOUNT_UNITS_MAX,
    AccountMaxWriteCapacityUnits: ACCOUNT_UNITS_MAX,
    TableMaxReadCapacityUnits: TABLE_UNITS_MAX,
    TableMaxWriteCapacityUnits: TABLE_UNITS_MAX,
  }
  return { result, durable: undefined }
}
