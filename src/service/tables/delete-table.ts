/** DeleteTable. */

import type { Outcome } from '../../api/write-one.js'
import { isStrong } from '../../engine/table-settings.js'
import { replicaNotAloneDeleted } from '../../errors/strong-replica-errors.js'
import { tableProtected } from '../../errors/table-setting-errors.js'
import {
  deletionWithStreamChange,
  encryptionBeingUpdated,
  tableBeingUpdated,
} from '../../errors/table-use-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { ChangeKind } from '../../types/table.js'
import { basicDescription } from './description.js'
import { refuseDeletionWithIndexes } from './index-use.js'
import type { RegionTables, TableContext } from './region-tables.js'
import { refuseWhileComingOrGoing } from './statuses.js'
import type { TableRequest } from './wire.js'

/** Deletes a table with all its items; it is DELETING at first. */
export function deleteTable(
  { tables }: TableContext,
  { TableName }: TableRequest,
): Outcome<object> {
  const table = tables.named(TableName)
  refuseWhileComingOrGoing(tables, table)
  if (table.description.settings.isProtected) throw tableProtected()
  refuseWhileUpdating(tables, table)
  // UpdateTable makes an end of all others at once, and leaves one that is no replica. The words of the service for it are not known.
  if (isStrong(table.description.settings)) throw replicaNotAloneDeleted()
  const { result, durable } = tables.delete(table)
  return { result: { TableDescription: basicDescription(tables, result) }, durable }
}

function refuseWhileUpdating(tables: RegionTables, table: StoredTable): void {
  for (const { kind } of tables.changesOf(table)) {
    if (kind === 'encryption') throw encryptionBeingUpdated()
    if (kind === 'stream') throw deletionWithStreamChange()
    if (!ASIDE.has(kind)) throw tableBeingUpdated(table.description.name)
  }
  refuseDeletionWithIndexes(tables, table)
}

/** What is no change of the table itself. */
const ASIDE: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'warm throughput',
  'index create',
  'index delete',
  'index throughput',
  'index warm throughput',
])
