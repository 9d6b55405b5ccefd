/** What cannot be done while a table is being created or deleted. */

import { tableBeingCreated, tableBeingDeleted } from '../../errors/table-use-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { RegionTables } from './region-tables.js'

/** Throws a `ResourceInUseException` if a table is being created or deleted. */
export function refuseWhileComingOrGoing(tables: RegionTables, table: StoredTable): void {
  const { name } = table.description
  for (const { kind } of tables.changesOf(table)) {
    if (kind === 'create') throw tableBeingCreated(name)
    if (kind === 'delete') throw tableBeingDeleted(name)
  }
}
