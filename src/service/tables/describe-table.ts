/** DescribeTable. */

import type { Outcome } from '../../api/write-one.js'
import { tableDescription } from './description.js'
import type { TableContext } from './region-tables.js'
import type { TableRequest } from './wire.js'

/** Tells what a table is, and how much it holds as of now. */
export function describeTable(
  { tables }: TableContext,
  { TableName }: TableRequest,
): Outcome<object> {
  const table = tables.named(TableName)
  const changes = tables.changesOf(table)
  return { result: { Table: tableDescription(tables, { table, changes }) }, durable: undefined }
}
