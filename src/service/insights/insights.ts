/** Contributor Insights of tables and of their global indexes: whose they are, and what is told of them. */

import { isUnderWay, settingsDuring } from '../../engine/table-settings.js'
import { insightsIndexNotFound } from '../../errors/insights-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { IndexDescription, InsightsMode, InsightsSetting } from '../../types/table.js'
import type { RegionTables } from '../tables/region-tables.js'
import type { TableRequest } from '../tables/wire.js'

/** A request about the insights of a table, or of one of its global indexes. */
export interface InsightsRequest extends TableRequest {
  readonly IndexName?: string
}

/** What insights are of: a table, or its global index. */
export interface Observed {
  readonly table: StoredTable
  readonly index: IndexDescription | undefined
}

type InsightsStatus = 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED'

export const DEFAULT_MODE: InsightsMode = 'ACCESSED_AND_THROTTLED_KEYS'

/**
 * The table or the index that a request names, whatever its status is.
 *
 * @throws ResourceNotFoundException if there is no such table, or it has no global index of that name
 */
export function observedBy(
  tables: RegionTables,
  { TableName, IndexName }: InsightsRequest,
): Observed {
  const table = tables.named(TableName)
  if (IndexName === undefined) return { table, index: undefined }
  const index = globalIndexesOf(tables, table).find(({ name }) => name === IndexName)
  if (index === undefined) throw insightsIndexNotFound(IndexName, table.description.name)
  return { table, index }
}

/** The global indexes of a table, with those that are being deleted. */
export function globalIndexesOf(
  tables: RegionTables,
  table: StoredTable,
): readonly IndexDescription[] {
  const { indexes = [] } = settingsDuring(tables.changesOf(table), table.description.settings)
  return indexes.filter(({ kind }) => kind === 'global')
}

/** What is set; undefined if nobody ever asked for insights. */
export function insightsOf({ table, index }: Observed): InsightsSetting | undefined {
  return index === undefined ? table.description.settings.insights : index.insights
}

/** The status at a time, in milliseconds since 1970. */
export function insightsStatus(setting: InsightsSetting | undefined, now: number): InsightsStatus {
  if (setting === undefined) return 'DISABLED'
  if (isUnderWay(setting, now)) return setting.isEnabled ? 'ENABLING' : 'DISABLING'
  return setting.isEnabled ? 'ENABLED' : 'DISABLED'
}

/** By what answers tell the table or the index. */
export function observedNames({ table, index }: Observed): object {
  const TableName = table.description.name
  return index === undefined ? { TableName } : { TableName, IndexName: index.name }
}

/**
 * The rules that count: of each part of the key the most accessed values (C) and the most throttled ones (T).
 *
 * Source: DynamoDB developer guide, "CloudWatch Contributor Insights for DynamoDB: how it works".
 */
export function rulesOf({ table, index }: Observed, { mode, since }: InsightsSetting): string[] {
  const { name, keySchema } = table.description
  const hasSortKey = index === undefined ? keySchema.sortKey !== undefined : hasSortKeys(index)
  const parts = hasSortKey ? ['PK', 'SK'] : ['PK']
  const kinds = mode === 'THROTTLED_KEYS' ? ['T'] : ['C', 'T']
  return kinds.flatMap(kind =>
    parts.map(part => `DynamoDBContributorInsights-${part}${kind}-${name}-${since}`),
  )
}

function hasSortKeys({ sortKeys }: IndexDescription): boolean {
  return sortKeys.length > 0
}
