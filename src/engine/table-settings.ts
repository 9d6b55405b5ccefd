/** What a table is set to before anybody sets it to something else, and what its status is, by the clock. */

import type {
  ChangeKind,
  IndexDescription,
  KeySchema,
  Period,
  TableChange,
  TableDescription,
  TableSettings,
  Units,
} from '../types/table.js'

/**
 * What a table that is paid for by the request can take from the start.
 * Source: DynamoDB developer guide, "Understanding DynamoDB warm throughput".
 */
export const WARM_ON_DEMAND: Units = { read: 12_000, write: 4_000 }

/** The settings of a table that is paid for by the request. `now` is in milliseconds since 1970. */
export function settingsOnDemand({ partitionKey, sortKey }: KeySchema, now: number): TableSettings {
  return {
    attributes: sortKey === undefined ? [partitionKey] : [partitionKey, sortKey],
    billingMode: 'PAY_PER_REQUEST',
    onDemandSince: now,
    throughput: { read: 0, write: 0, decreases: 0 },
    onDemandMax: {},
    warmThroughput: WARM_ON_DEMAND,
    isProtected: false,
    tableClass: { changedAt: [] },
    encryption: { changedAt: [] },
    tags: [],
  }
}

/** Whether a table is a replica of a strongly consistent global table. */
export function isStrong({ replication }: TableSettings): boolean {
  return replication?.consistency === 'STRONG'
}

type TableStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'

/** What a change makes of the table's status while it is under way. */
const STATUS_DURING: Readonly<Record<ChangeKind, TableStatus>> = {
  create: 'CREATING',
  delete: 'DELETING',
  throughput: 'UPDATING',
  'billing mode': 'UPDATING',
  'table class': 'UPDATING',
  encryption: 'ACTIVE',
  'warm throughput': 'ACTIVE',
  stream: 'UPDATING',
  'index create': 'UPDATING',
  'index delete': 'UPDATING',
  'index throughput': 'ACTIVE',
  'index warm throughput': 'ACTIVE',
  replica: 'UPDATING',
  witness: 'UPDATING',
}

/** Whether a change is under way. By a clock that is behind its beginning, such as a fork may have, it is done. */
export function isUnderWay({ since, until }: Period, now: number): boolean {
  return since <= now && now < until
}

/** The changes that are under way at a time, in milliseconds since 1970. */
export function changesAt({ changes }: TableDescription, now: number): readonly TableChange[] {
  return changes.length === 0 ? changes : changes.filter(change => isUnderWay(change, now))
}

/** The status that the changes under way give a table. */
export function statusDuring(changes: readonly TableChange[]): TableStatus {
  const statuses = changes.map(({ kind }) => STATUS_DURING[kind])
  return statuses.find(status => status !== 'ACTIVE') ?? 'ACTIVE'
}

/** The settings as they are told while changes are under way. */
export function settingsDuring(
  changes: readonly TableChange[],
  settings: TableSettings,
): TableSettings {
  const indexes = indexesDuring(changes, settings)
  return Object.assign({}, settings, ...changes.map(({ before }) => before), { indexes })
}

/** The indexes: those that change as they were, those that are deleted at the end. */
function indexesDuring(
  changes: readonly TableChange[],
  { indexes = [] }: TableSettings,
): readonly IndexDescription[] {
  const shown = new Map(indexes.map(index => [index.name, index]))
  for (const { before } of changes) {
    for (const index of before.indexes ?? []) shown.set(index.name, index)
  }
  return [...shown.values()]
}

/** Whether the time is past at which a table was to be deleted. */
export function isGone({ changes }: TableDescription, now: number): boolean {
  return changes.some(change => change.kind === 'delete' && !isUnderWay(change, now))
}

/** When a table was gone that is so by now: all times in milliseconds since 1970. */
export function goneSince({ changes }: TableDescription, now: number): number {
  const deletions = changes.filter(({ kind }) => kind === 'delete')
  return Math.min(now, ...deletions.map(({ until }) => until))
}

/** What of a table its indexes follow from. */
export type TableKeys = Pick<TableDescription, 'keySchema' | 'settings'>

/** With an index more, and those of its key attributes that no other key has. */
export function withIndex(settings: TableSettings, index: IndexDescription): TableSettings {
  const { attributes, indexes = [] } = settings
  const added = [...index.partitionKeys, ...index.sortKeys].filter(
    ({ name }) => !attributes.some(one => one.name === name),
  )
  return { ...settings, attributes: [...attributes, ...added], indexes: [...indexes, index] }
}

/** Without an index, and the attributes that no other key has. */
export function withoutIndex(
  { keySchema, settings }: TableKeys,
  gone: IndexDescription,
): TableSettings {
  const indexes = (settings.indexes ?? []).filter(({ name }) => name !== gone.name)
  return withIndexes({ keySchema, settings }, indexes)
}

/** With these of its indexes, and without the attributes that no key has then. */
export function withIndexes(
  { keySchema, settings }: TableKeys,
  indexes: readonly IndexDescription[],
): TableSettings {
  const keys = [keySchema.partitionKey, keySchema.sortKey].concat(
    indexes.flatMap(({ partitionKeys, sortKeys }) => [...partitionKeys, ...sortKeys]),
  )
  const attributes = settings.attributes.filter(({ name }) => keys.some(key => key?.name === name))
  return { ...settings, attributes, indexes }
}
