/** What a table, or an index, knows of whoever limits its capacity. */

import type { DynamoError } from '../errors/dynamo-error.js'

/**
 * Limits the capacity of one table, or of one global index; a local index has that of its table. Hashes are those of
 * partition keys, and for a page of a query or a scan, the one where it begins.
 */
export interface Limiter {
  /** Why a read can't be done now, which counts as throttled then; undefined if it can. */
  readRefusal(hash: number): DynamoError | undefined
  /** The same for a write. */
  writeRefusal(hash: number): DynamoError | undefined
  /** Whether a write could be done now, for whoever can wait instead of being refused. */
  canWrite(hash: number): boolean
  /** Takes away capacity units that have been consumed. */
  consume(hash: number, readUnits: number, writeUnits: number): void
}
