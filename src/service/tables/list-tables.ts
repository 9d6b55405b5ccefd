/** ListTables. */

import type { Outcome } from '../../api/write-one.js'
import { TABLE_NAMES_PAGE_MAX } from '../../types/limits.js'
import type { TableContext } from './region-tables.js'

interface ListTablesRequest {
  readonly Limit?: number
  /** There need not be such a table. */
  readonly ExclusiveStartTableName?: string
}

/** Tells the names of tables, whatever their status is, a page at a time. */
export function listTables(
  { tables }: TableContext,
  { Limit = TABLE_NAMES_PAGE_MAX, ExclusiveStartTableName: start }: ListTablesRequest,
): Outcome<object> {
  const names = tables.names()
  const rest = start === undefined ? names : names.filter(name => name > start)
  const page = rest.slice(0, Limit)
  const last = rest.length > page.length ? page.at(-1) : undefined
  const result = { TableNames: page, ...(last !== undefined && { LastEvaluatedTableName: last }) }
  return { result, durable: undefined }
}
