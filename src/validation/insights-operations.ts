/** The operations on Contributor Insights. */

import { NAME, TABLE_BY_NAME } from './common-shapes.js'
import type { Operation } from './operation.js'
import { INTEGER, oneOf, required, STRING } from './shape.js'

export const UPDATE_CONTRIBUTOR_INSIGHTS: Operation = {
  members: {
    TableName: TABLE_BY_NAME,
    IndexName: NAME,
    ContributorInsightsAction: required(oneOf('ENABLE', 'DISABLE')),
    ContributorInsightsMode: oneOf('ACCESSED_AND_THROTTLED_KEYS', 'THROTTLED_KEYS'),
  },
  tableNameIsParameter: true,
}

export const DESCRIBE_CONTRIBUTOR_INSIGHTS: Operation = {
  members: { TableName: TABLE_BY_NAME, IndexName: NAME },
  tableNameIsParameter: true,
}

export const LIST_CONTRIBUTOR_INSIGHTS: Operation = {
  members: {
    TableName: TABLE_BY_NAME,
    NextToken: STRING,
    MaxResults: { ...INTEGER, range: { min: 1, max: 100 } },
  },
}
