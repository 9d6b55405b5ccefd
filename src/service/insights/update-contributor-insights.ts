/** UpdateContributorInsights. */

import type { Outcome } from '../../api/write-one.js'
import { statusDuring } from '../../engine/table-settings.js'
import { insightsOfInactive } from '../../errors/insights-errors.js'
import type { InsightsMode, InsightsSetting, TableSettings } from '../../types/table.js'
import { indexStateOf } from '../tables/index-descriptions.js'
import type { RegionTables, TableContext } from '../tables/region-tables.js'
import {
  DEFAULT_MODE,
  type InsightsRequest,
  insightsOf,
  insightsStatus,
  type Observed,
  observedBy,
  observedNames,
} from './insights.js'

interface UpdateContributorInsightsRequest extends InsightsRequest {
  readonly ContributorInsightsAction: 'ENABLE' | 'DISABLE'
  readonly ContributorInsightsMode?: InsightsMode
}

/** Lets the keys of a table, or of a global index, be counted, or no longer. */
export function updateContributorInsights(
  { tables }: TableContext,
  request: UpdateContributorInsightsRequest,
): Outcome<object> {
  const observed = observedBy(tables, request)
  refuseInactive(tables, observed)
  const before = insightsOf(observed)
  const isEnabled = request.ContributorInsightsAction === 'ENABLE'
  const mode = request.ContributorInsightsMode ?? before?.mode ?? DEFAULT_MODE
  const names = observedNames(observed)
  const isSame = isEnabled ? before?.isEnabled && before.mode === mode : !before?.isEnabled
  if (isSame === true) {
    const ContributorInsightsStatus = insightsStatus(before, tables.now())
    const told = { ContributorInsightsStatus, ContributorInsightsMode: before?.mode ?? mode }
    return { result: { ...names, ...told }, durable: undefined }
  }
  const { durable } = tables.change(
    observed.table,
    changedSettings(observed, { isEnabled, mode, ...tables.passing }),
  )
  const ContributorInsightsStatus = isEnabled ? 'ENABLING' : 'DISABLING'
  return {
    result: { ...names, ContributorInsightsStatus, ContributorInsightsMode: mode },
    durable,
  }
}

function refuseInactive(tables: RegionTables, { table, index }: Observed): void {
  const changes = tables.changesOf(table)
  if (index === undefined) {
    if (statusDuring(changes) !== 'ACTIVE') throw insightsOfInactive('Table')
  } else if (indexStateOf(index, changes).status !== 'ACTIVE') throw insightsOfInactive('Index')
}

function changedSettings(
  { table, index: changed }: Observed,
  insights: InsightsSetting,
): TableSettings {
  const { settings } = table.description
  if (changed === undefined) return { ...settings, insights }
  const indexes = settings.indexes?.map(index =>
    index.name === changed.name ? { ...index, insights } : index,
  )
  return { ...settings, indexes }
}
