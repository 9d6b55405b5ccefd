/** Contributor Insights: rules in the order in which they are checked, and what is told. */

import { expect } from 'vitest'
import { answer, type Json, Rows, refuse, type Suite, type World } from '../row.js'
import { creating, GLO, ONE, SECOND } from './index-world.js'
import { AT, notFound, onDemand } from './tables.js'

export const updateRows = new Rows('UpdateContributorInsights')
export const describeRows = new Rows('DescribeContributorInsights')
export const listRows = new Rows('ListContributorInsights')

const Name = { TableName: 'one' }
const ENABLE = { ContributorInsightsAction: 'ENABLE' }
const DISABLE = { ContributorInsightsAction: 'DISABLE' }
const ALL = { ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS' }
const THROTTLED = { ContributorInsightsMode: 'THROTTLED_KEYS' }
const status = (ContributorInsightsStatus: string): Json => ({ ContributorInsightsStatus })
const WORLD: World = { given: [ONE, { operation: 'CreateTable', request: onDemand('two') }] }
const SLOW: World = { ...WORLD, transientStatusDuration: SECOND }

const NO_NAME = "The parameter 'TableName' is required but was not present in the request"
const detected = (path: string, value: string, rule: string): string =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${rule}`
const noIndex = (index: string): string =>
  `ResourceNotFoundException: Requested resource not found: Index: ${index} not found for table: one`
const inactive = (resource: string): string =>
  `Table or Index is not in a valid state to update Key Access Insights: ${resource}Status must be ACTIVE to enable ContributorInsights.`

const update: Suite = {
  operation: 'UpdateContributorInsights',
  base: { ...Name, ...ENABLE },
  world: WORLD,
}
updateRows.refusedInOrder(update, [
  ['no table name', { TableName: undefined }, NO_NAME],
  [
    'no action',
    { ContributorInsightsAction: undefined },
    detected('contributorInsightsAction', 'null', 'not be null'),
  ],
  ['a table that there is not', { TableName: 'none' }, notFound('none')],
  ['an index that there is not', { IndexName: 'none' }, noIndex('none')],
])
updateRows.refused(update, [
  ['a local index', { IndexName: 'loc' }, noIndex('loc')],
  [
    'another action',
    { ContributorInsightsAction: 'START' },
    detected('contributorInsightsAction', "'START'", 'satisfy enum value set: [ENABLE, DISABLE]'),
  ],
  [
    'another mode',
    { ContributorInsightsMode: 'ALL' },
    detected(
      'contributorInsightsMode',
      "'ALL'",
      'satisfy enum value set: [ACCESSED_AND_THROTTLED_KEYS, THROTTLED_KEYS]',
    ),
  ],
  [
    'an index name that is none',
    { IndexName: 'a b' },
    detected('indexName', "'a b'", 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+'),
  ],
])
describeRows.refusedInOrder(
  { operation: 'DescribeContributorInsights', base: Name, world: WORLD },
  [
    ['no table name', { TableName: undefined }, NO_NAME],
    ['a table that there is not', { TableName: 'none' }, notFound('none')],
    ['an index that there is not', { IndexName: 'none' }, noIndex('none')],
  ],
)
listRows.refusedInOrder({ operation: 'ListContributorInsights', base: {}, world: WORLD }, [
  [
    'a page that is too long',
    { MaxResults: 101 },
    detected('maxResults', "'101'", 'have value less than or equal to 100'),
  ],
  ['a table that there is not', { TableName: 'none' }, notFound('none')],
])
listRows.refused({ operation: 'ListContributorInsights', base: {}, world: WORLD }, [
  ['a token of nobody (the text is ours)', { NextToken: '?' }, 'The provided NextToken is invalid'],
])

const set = (members: Json, told: Json, names: Json = Name) =>
  answer('UpdateContributorInsights', { ...names, ...members }, { ...names, ...told })
const isTold = (told: Json, names: Json = Name) =>
  answer('DescribeContributorInsights', names, { ...names, ...told })
const rules = (time: number, ...kinds: readonly string[]): Json => ({
  ContributorInsightsRuleList: kinds.map(
    kind => `DynamoDBContributorInsights-${kind}-one-${Math.round(time * 1000)}`,
  ),
})
const Index = { ...Name, IndexName: 'glo' }
const Two = { TableName: 'two' }
const summary = (names: Json, mode: Json, state = 'ENABLED'): Json => ({
  ...names,
  ...status(state),
  ...mode,
})
const lists = (request: Json, ...ContributorInsightsSummaries: readonly Json[]) =>
  answer('ListContributorInsights', request, { ContributorInsightsSummaries })

updateRows.story('they are turned on and off', WORLD, [
  isTold(status('DISABLED')),
  set(DISABLE, { ...status('DISABLED'), ...ALL }),
  set(ENABLE, { ...status('ENABLING'), ...ALL }),
  set(ENABLE, { ...status('ENABLED'), ...ALL }),
  isTold({
    ...status('ENABLED'),
    ...rules(AT, 'PKC', 'SKC', 'PKT', 'SKT'),
    LastUpdateDateTime: AT,
    ...ALL,
  }),
  { wait: SECOND },
  set({ ...ENABLE, ...THROTTLED }, { ...status('ENABLING'), ...THROTTLED }),
  set(ENABLE, { ...status('ENABLED'), ...THROTTLED }),
  isTold({
    ...status('ENABLED'),
    ...rules(AT + 1, 'PKT', 'SKT'),
    LastUpdateDateTime: AT + 1,
    ...THROTTLED,
  }),
  { wait: SECOND },
  set(DISABLE, { ...status('DISABLING'), ...THROTTLED }),
  isTold({ ...status('DISABLED'), LastUpdateDateTime: AT + 2, ...THROTTLED }),
])
updateRows.story('an index has its own, until it is deleted', WORLD, [
  set(ENABLE, { ...status('ENABLING'), ...ALL }, Index),
  isTold(status('DISABLED')),
  isTold(
    { ...status('ENABLED'), ...rules(AT, 'PKC', 'PKT'), LastUpdateDateTime: AT, ...ALL },
    Index,
  ),
  answer(
    'UpdateTable',
    { ...Name, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'glo' } }] },
    expect.anything(),
  ),
  refuse('DescribeContributorInsights', Index, noIndex('glo')),
  answer('UpdateTable', { ...Name, ...creating(GLO, 'g') }, expect.anything()),
  isTold(status('DISABLED'), Index),
])
updateRows.story('it takes a while, and waits for what is not active', SLOW, [
  refuse('UpdateContributorInsights', { ...Name, ...ENABLE }, inactive('Table')),
  refuse('UpdateContributorInsights', { ...Index, ...ENABLE }, inactive('Index')),
  { wait: SECOND },
  set(ENABLE, { ...status('ENABLING'), ...ALL }),
  isTold({ ...status('ENABLING'), LastUpdateDateTime: AT + 1, ...ALL }),
  lists({}, summary(Name, ALL, 'ENABLING')),
  set(ENABLE, { ...status('ENABLING'), ...ALL }),
  { wait: SECOND },
  lists({}, summary(Name, ALL)),
  set(DISABLE, { ...status('DISABLING'), ...ALL }),
  lists({}, summary(Name, ALL, 'DISABLING')),
  { wait: SECOND },
  lists({}),
])
listRows.story('those of all tables, of one, and page by page', WORLD, [
  lists({}),
  set(ENABLE, { ...status('ENABLING'), ...ALL }, Two),
  set(ENABLE, { ...status('ENABLING'), ...ALL }, Index),
  set({ ...ENABLE, ...THROTTLED }, { ...status('ENABLING'), ...THROTTLED }),
  lists({}, summary(Name, THROTTLED), summary(Index, ALL), summary(Two, ALL)),
  lists(Name, summary(Name, THROTTLED), summary(Index, ALL)),
  answer(
    'ListContributorInsights',
    { MaxResults: 2 },
    {
      ContributorInsightsSummaries: [summary(Name, THROTTLED), summary(Index, ALL)],
      NextToken: 'b25lIGdsbw',
    },
  ),
  lists({ NextToken: 'b25lIGdsbw' }, summary(Two, ALL)),
])
