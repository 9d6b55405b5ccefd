/** DescribeContributorInsights. */

import type { Outcome } from '../../api/write-one.js'
import type { TableContext } from '../tables/region-tables.js'
import { secondsOf } from '../tables/wire.js'
import {
  type InsightsRequest,
  insightsOf,
  insightsStatus,
  observedBy,
  observedNames,
  rulesOf,
} from './insights.js'

/** Tells whether the keys of a table, or of a global index, are counted, and by which rules. */
export function describeContributorInsights(
  { tables }: TableContext,
  request: InsightsRequest,
): Outcome<object> {
  const observed = observedBy(tables, request)
  const setting = insightsOf(observed)
  const status = insightsStatus(setting, tables.now())
  const result = {
    ...observedNames(observed),
    ...(setting !== undefined &&
      status === 'ENABLED' && { ContributorInsightsRuleList: rulesOf(observed, setting) }),
    ContributorInsightsStatus: status,
    ...(setting && {
      LastUpdateDateTime: secondsOf(setting.since),
      ContributorInsightsMode: setting.mode,
    }),
  }
  return { result, durable: undefined }
}
