/** ListContributorInsights. */

import type { Outcome } from '../../api/write-one.js'
import { insightsTokenInvalid } from '../../errors/insights-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { RegionTables, TableContext } from '../tables/region-tables.js'
import {
  globalIndexesOf,
  insightsOf,
  insightsStatus,
  type Observed,
  observedNames,
} from './insights.js'

interface ListContributorInsightsRequest {
  readonly TableName?: string
  readonly MaxResults?: number
  readonly NextToken?: string
}

const PAGE_MAX = 100

/** Tells of which tables and global indexes the keys are counted, a page at a time. */
export function listContributorInsights(
  { tables }: TableContext,
  { TableName, MaxResults = PAGE_MAX, NextToken }: ListContributorInsightsRequest,
): Outcome<object> {
  const after = NextToken === undefined ? undefined : placeOf(NextToken)
  const listed = TableName === undefined ? allTables(tables) : [tables.named(TableName)]
  const rest = listed
    .flatMap(table => observedOf(tables, table))
    .filter(observed => insightsStatus(insightsOf(observed), tables.now()) !== 'DISABLED')
    .filter(observed => after === undefined || textOf(observed) > after)
  const page = rest.slice(0, MaxResults)
  const last = rest.length > page.length ? page.at(-1) : undefined
  const result = {
    ContributorInsightsSummaries: page.map(observed => ({
      ...observedNames(observed),
      ContributorInsightsStatus: insightsStatus(insightsOf(observed), tables.now()),
      ContributorInsightsMode: insightsOf(observed)?.mode,
    })),
    ...(last && { NextToken: Buffer.from(textOf(last)).toString('base64url') }),
  }
  return { result, durable: undefined }
}

function allTables(tables: RegionTables): readonly StoredTable[] {
  return tables.names().flatMap(name => tables.lookUp(name) ?? [])
}

/** A table before its indexes, and these in the order of their names, so that a page can go on after any of them. */
function observedOf(tables: RegionTables, table: StoredTable): readonly Observed[] {
  const indexes = globalIndexesOf(tables, table)
  const all = [undefined, ...indexes].map((index): Observed => ({ table, index }))
  return all.sort((left, right) => (textOf(left) < textOf(right) ? -1 : 1))
}

/** Where something stands in the list: a space comes before all characters that names have. */
function textOf({ table, index }: Observed): string {
  const { name } = table.description
  return index === undefined ? name : `${name} ${index.name}`
}

function placeOf(token: string): string {
  const place = Buffer.from(token, 'base64url').toString()
  if (!/^[a-zA-Z0-9_.-]+( [a-zA-Z0-9_.-]+)?$/.test(place)) throw insightsTokenInvalid()
  return place
}
