/** What UpdateTable answers once it has seen to replicas. */

import type { Outcome } from '../../api/write-one.js'
import type { TableSettings } from '../../types/table.js'
import { tableDescription } from '../tables/description.js'
import type { Changing, RegionTables } from '../tables/region-tables.js'

/** The description of the table, in which the changes tell of what is under way. */
export function answerOf(
  tables: RegionTables,
  { durable }: Outcome<unknown>,
  changing: Changing,
): Outcome<object> {
  return { result: { TableDescription: tableDescription(tables, changing) }, durable }
}

/** Changes that tell of settings as they were. */
export function told(
  changes: Changing['changes'],
  before: Partial<TableSettings>,
): Changing['changes'] {
  return changes.map(change => (change.kind === 'replica' ? { ...change, before } : change))
}
