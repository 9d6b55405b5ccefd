/**
 * The operations on global tables of the version 2017.11.29, which no new table can be of: tables that have replicas by
 * UpdateTable are none of them.
 */

import type { Outcome } from '../../api/write-one.js'
import {
  globalTableNotFound,
  globalTablesAreLegacy,
  replicaUpdatesEmpty,
} from '../../errors/replica-errors.js'

interface GlobalTableRequest {
  readonly GlobalTableName: string
}

/** CreateGlobalTable. */
export function createGlobalTable(): never {
  throw globalTablesAreLegacy()
}

/** UpdateGlobalTable. */
export function updateGlobalTable(
  _context: object,
  request: GlobalTableRequest & { readonly ReplicaUpdates: readonly object[] },
): never {
  if (request.ReplicaUpdates.length === 0) throw replicaUpdatesEmpty()
  throw globalTableNotFound(request.GlobalTableName)
}

/** DescribeGlobalTable, DescribeGlobalTableSettings and UpdateGlobalTableSettings. */
export function noGlobalTable(_context: object, { GlobalTableName }: GlobalTableRequest): never {
  throw globalTableNotFound(GlobalTableName)
}

/** ListGlobalTables. */
export function listGlobalTables(): Outcome<object> {
  return { result: { GlobalTables: [] }, durable: undefined }
}
