/** Restores under way: those that run, and those whose tables are CREATING. */

import type { StoredTable } from '../../storage/table.js'
import type { RestoredFrom } from '../../types/table.js'
import type { RegionTables } from '../tables/region-tables.js'

/** What a table is being restored from; undefined if no table of the name is being restored. */
export function restoreUnderWay(tables: RegionTables, name: string): RestoredFrom | undefined {
  return tables.restores.all.get(name) ?? restoreOf(tables, tables.lookUp(name))
}

/** What all the tables of a region are restored from that are being restored. */
export function restoresUnderWay(tables: RegionTables): readonly RestoredFrom[] {
  const creating = tables.names().flatMap(name => restoreOf(tables, tables.lookUp(name)) ?? [])
  return [...tables.restores.all.values(), ...creating]
}

function restoreOf(tables: RegionTables, table: StoredTable | undefined): RestoredFrom | undefined {
  if (table?.description.origin === undefined) return undefined
  const isNew = tables.changesOf(table).some(({ kind }) => kind === 'create')
  return isNew ? table.description.origin.restored : undefined
}

/** Whether a table is being restored from a backup. */
export function feedsRestore(tables: RegionTables, backupArn: string): boolean {
  return restoresUnderWay(tables).some(source => source.backupArn === backupArn)
}
