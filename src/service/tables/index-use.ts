/** What cannot be done while indexes of a table, or the table, are being changed. */

import { settingsDuring } from '../../engine/table-settings.js'
import { oneIndexAtATime } from '../../errors/index-definition-errors.js'
import {
  deletionOfNewIndex,
  deletionWithIndexes,
  indexBeingDeleted,
  indexBeingUpdated,
  indexesWithTableClass,
  indexesWithThroughput,
  onDemandWithNewIndex,
  streamWithNewIndex,
  throughputWithDeletedIndex,
  throughputWithNewIndex,
  updateOfNewIndex,
} from '../../errors/index-use-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { TableChange } from '../../types/table.js'
import { type IndexState, indexStateOf } from './index-descriptions.js'
import type { WireIndexUpdate } from './index-update-rules.js'
import type { RegionTables } from './region-tables.js'
import type { UpdateTableRequest } from './update-rules.js'

/** Throws a `ResourceInUseException` if an index is not as it is to stay. */
export function refuseDeletionWithIndexes(tables: RegionTables, table: StoredTable): void {
  for (const { status } of statesOf(table, tables.changesOf(table)).values()) {
    if (status !== 'ACTIVE') throw deletionWithIndexes()
  }
}

/**
 * @throws ResourceInUseException if a member of the request cannot go together with what is under way
 * @throws LimitExceededException if one more index is to be created or deleted
 */
export function refuseWhileIndexesChange(
  tables: RegionTables,
  table: StoredTable,
  request: UpdateTableRequest,
): void {
  const changes = tables.changesOf(table)
  const { name, settings } = table.description
  if (settings.indexes === undefined && request.GlobalSecondaryIndexUpdates === undefined) return
  const states = statesOf(table, changes)
  refuseTableChanges(name, states, request)
  const { GlobalSecondaryIndexUpdates: updates = [] } = request
  if (updates.some(({ Create, Delete }) => Create !== undefined || Delete !== undefined)) {
    const kinds = new Set(changes.map(({ kind }) => kind))
    if (kinds.has('throughput') || kinds.has('billing mode')) throw indexesWithThroughput(name)
    if (kinds.has('table class')) {
      throw indexesWithTableClass(name, settings.tableClass.name ?? 'STANDARD')
    }
  }
  for (const update of updates) refuseIndexChange(name, states, update)
}

type States = ReadonlyMap<string, IndexState>

/** Those of the global indexes, by name, with those that are being deleted. */
function statesOf(table: StoredTable, changes: readonly TableChange[]): States {
  const { indexes = [] } = settingsDuring(changes, table.description.settings)
  const globals = indexes.filter(({ kind }) => kind === 'global')
  return new Map(globals.map(index => [index.name, indexStateOf(index, changes)]))
}

function refuseTableChanges(table: string, states: States, request: UpdateTableRequest): void {
  const { BillingMode, ProvisionedThroughput, OnDemandThroughput, StreamSpecification } = request
  const isBilling = BillingMode !== undefined || ProvisionedThroughput !== undefined
  for (const [index, { status, backfilling }] of states) {
    const names = { table, index }
    if (backfilling === false) {
      if (isBilling) throw throughputWithNewIndex(names)
      if (OnDemandThroughput !== undefined) throw onDemandWithNewIndex(index)
      if (StreamSpecification !== undefined) throw streamWithNewIndex()
    }
    if (status === 'DELETING' && isBilling) throw throughputWithDeletedIndex(names)
  }
}

function refuseIndexChange(
  table: string,
  states: States,
  { Create, Update, Delete }: WireIndexUpdate,
): void {
  const index = (Create ?? Update ?? Delete)?.IndexName ?? ''
  const names = { table, index }
  const state = states.get(index)
  if (Create === undefined && state !== undefined) refuseAction(names, state, Update !== undefined)
  if (Update !== undefined) return
  for (const [other, { status }] of states) {
    if (other === index && Delete !== undefined) continue
    if (status === 'CREATING' || status === 'DELETING') throw oneIndexAtATime()
  }
}

function refuseAction(
  names: { readonly table: string; readonly index: string },
  { status, backfilling }: IndexState,
  isUpdate: boolean,
): void {
  if (backfilling === false) throw isUpdate ? updateOfNewIndex(names) : deletionOfNewIndex(names)
  if (status === 'DELETING') throw indexBeingDeleted(names)
  if (status === 'UPDATING') throw indexBeingUpdated(names)
}
