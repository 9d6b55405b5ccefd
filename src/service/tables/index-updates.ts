/** What becomes of the indexes of a table by GlobalSecondaryIndexUpdates. */

import { type TableKeys, withIndex, withoutIndex } from '../../engine/table-settings.js'
import {
  attributesRedefined,
  globalIndexAboveLimit,
  indexExists,
  indexIsLocal,
  indexNotFoundByName,
  throughputOfIndexesMissing,
} from '../../errors/index-definition-errors.js'
import { GLOBAL_INDEXES_MAX } from '../../types/limits.js'
import type {
  IndexDescription,
  KeyAttribute,
  TableDescription,
  TableSettings,
} from '../../types/table.js'
import { changedIndex } from './index-changes.js'
import {
  checkBillingOfIndex,
  checkProjectedNames,
  globalIndexOf,
  type IndexDefinition,
  type WireGlobalIndex,
} from './index-definitions.js'
import { checkMaximumOfIndex, newIndex, refuseOnDemandInUpdate } from './index-settings.js'
import type { WireIndexUpdate } from './index-update-rules.js'
import type { WireDefinition } from './key-lists.js'
import type { Begun, Updated } from './shared-changes.js'

/** When, in milliseconds since 1970, when what begins now is done, and where. */
interface Moment {
  readonly now: number
  readonly doneAt: number
  readonly region: string
}

/** The members of UpdateTable that are about indexes. */
interface IndexUpdates {
  readonly AttributeDefinitions?: readonly WireDefinition[]
  readonly GlobalSecondaryIndexUpdates?: readonly WireIndexUpdate[]
}

/**
 * What becomes of a table.
 *
 * @param updated what becomes of it by the other members of the request
 * @throws ResourceNotFoundException if there is no such index
 * @throws ValidationException if an action does not fit the table or the index, or would change nothing
 * @throws LimitExceededException if there are too many indexes, or one is to have too much
 */
export function updatedIndexes(
  { name: table, keySchema, settings: before }: TableDescription,
  updated: Updated,
  request: IndexUpdates & { readonly moment: Moment },
): Updated {
  const { AttributeDefinitions = [], GlobalSecondaryIndexUpdates: updates = [], moment } = request
  let { settings } = updated
  const begun: Begun[] = [...(updated.begun ?? [])]
  const isSwitched = settings.billingMode !== before.billingMode
  if (isSwitched && settings.billingMode === 'PROVISIONED') checkAllProvisioned(before, updates)
  for (const { Create, Update, Delete } of updates) {
    if (Create !== undefined) {
      const index = createdIndex({ keySchema, settings }, Create, { AttributeDefinitions, moment })
      settings = withIndex(settings, index)
      begun.push({ kind: 'index create', index: index.name, before: {} })
    }
    if (Update !== undefined) {
      const index = globalIndex(settings, { table, name: Update.IndexName, action: 'update' })
      const { billingMode } = settings
      const change = changedIndex(index, Update, { ...moment, billingMode, isSwitched })
      settings = withChangedIndex(settings, change.index)
      begun.push(...change.begun)
    }
    if (Delete !== undefined) {
      const index = globalIndex(settings, { table, name: Delete.IndexName, action: 'delete' })
      settings = withoutIndex({ keySchema, settings }, index)
      begun.push({ kind: 'index delete', index: index.name, before: { indexes: [index] } })
    }
  }
  return { settings, begun }
}

/** Throws a `ValidationException` if a table that is switched to PROVISIONED has an index that is not told its units. */
function checkAllProvisioned(
  { indexes = [] }: TableSettings,
  updates: readonly WireIndexUpdate[],
): void {
  const told = new Set(
    updates.map(({ Update }) => Update?.ProvisionedThroughput && Update.IndexName),
  )
  const untold = indexes.filter(({ kind, name }) => kind === 'global' && !told.has(name))
  if (untold.length > 0) throw throughputOfIndexesMissing(untold.map(({ name }) => name))
}

function globalIndex(
  { indexes = [] }: TableSettings,
  { table, name, action }: { table: string; name: string; action: 'update' | 'delete' },
): IndexDescription {
  const index = indexes.find(one => one.name === name)
  if (index === undefined) throw indexNotFoundByName(name, table)
  if (index.kind === 'local') throw indexIsLocal(action, name)
  return index
}

// Create

function createdIndex(
  table: TableKeys,
  wire: WireGlobalIndex,
  {
    AttributeDefinitions,
    moment,
  }: { AttributeDefinitions: readonly WireDefinition[]; moment: Moment },
): IndexDescription {
  const { indexes = [], billingMode } = table.settings
  const definition = globalIndexOf(wire, AttributeDefinitions)
  if (indexes.some(({ name }) => name === definition.name)) throw indexExists()
  if (indexes.filter(({ kind }) => kind === 'global').length >= GLOBAL_INDEXES_MAX) {
    throw globalIndexAboveLimit(GLOBAL_INDEXES_MAX)
  }
  refuseRedefinition(table, definition)
  checkBillingOfIndex(wire, billingMode)
  checkProjectedNames([...indexes, definition])
  if (billingMode === 'PROVISIONED') refuseOnDemandInUpdate(wire.OnDemandThroughput, wire.IndexName)
  const index = newIndex(definition, wire, moment.now)
  checkMaximumOfIndex(wire, moment.region)
  return { ...index, fillsFrom: moment.doneAt }
}

/** Throws a `ValidationException` if a key attribute has another type in another key of the table. */
function refuseRedefinition(
  { keySchema, settings: { indexes = [] } }: TableKeys,
  { partitionKeys, sortKeys }: IndexDefinition,
): void {
  const { partitionKey, sortKey } = keySchema
  const ofTable = {
    partitionKeys: [partitionKey],
    sortKeys: sortKey === undefined ? [] : [sortKey],
  }
  for (const existing of [ofTable, ...indexes]) {
    const attributes = [...existing.partitionKeys, ...existing.sortKeys]
    const isOther = ({ name, type }: KeyAttribute): boolean =>
      attributes.some(one => one.name === name && one.type !== type)
    if ([...partitionKeys, ...sortKeys].some(isOther)) {
      throw attributesRedefined(schemaText(existing), schemaText({ partitionKeys, sortKeys }))
    }
  }
}

/** A key as the service writes it in this one refusal. */
function schemaText({
  partitionKeys,
  sortKeys,
}: Pick<IndexDefinition, 'partitionKeys' | 'sortKeys'>): string {
  const element = (kind: string) => (attribute: KeyAttribute) =>
    `SchemaElement: key{${attribute.name}:${attribute.type}:${kind}}`
  const elements = [...partitionKeys.map(element('HASH')), ...sortKeys.map(element('RANGE'))]
  return `Schema:[${elements.join(', ')}]`
}

function withChangedIndex(settings: TableSettings, changed: IndexDescription): TableSettings {
  const indexes = settings.indexes?.map(index => (index.name === changed.name ? changed : index))
  return { ...settings, indexes }
}
