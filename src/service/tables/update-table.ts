/** UpdateTable. */

import type { Outcome } from '../../api/write-one.js'
import {
  billingModeBeingUpdated,
  encryptionBeingUpdated,
  tableClassBeingUpdated,
  throughputBeingUpdated,
} from '../../errors/table-use-errors.js'
import type { StoredTable } from '../../storage/table.js'
import { encryptReplicas, refuseKeyOfReplicas } from '../replicas/replica-encryption.js'
import { updateReplicas } from '../replicas/replica-updates.js'
import { updatedBilling } from './billing.js'
import { type TableDescriptionWire, tableDescription } from './description.js'
import { updatedEncryption } from './encryption.js'
import { updatedIndexes } from './index-updates.js'
import { refuseWhileIndexesChange } from './index-use.js'
import type { RegionTables, TableContext } from './region-tables.js'
import { changedSettingsReplication } from './settings-replication.js'
import type { Updated } from './shared-changes.js'
import { refuseWhileComingOrGoing } from './statuses.js'
import { refuseWhileStreamChanges, updatedStream } from './stream-settings.js'
import { changedTableClass, tableClassOf } from './table-class.js'
import { changedWarmThroughput } from './throughput.js'
import { checkUpdate, isOfReplicas, type UpdateTableRequest } from './update-rules.js'

/**
 * Changes settings of a table, which is UPDATING for a while if that takes time.
 *
 * @param isAlone whether replicas in other processes know of it already
 */
export function updateTable(
  { tables }: TableContext,
  request: UpdateTableRequest,
  isAlone = false,
): Outcome<object> | Promise<Outcome<object>> {
  checkUpdate(request)
  const table = tables.named(request.TableName)
  if (isOfReplicas(request) && !isAlone) return updateReplicas(tables, table, request)
  const planned = plannedUpdate(tables, request)
  const shared = isAlone ? undefined : tables.peers?.share(table, 'UpdateTable', request)
  if (shared === undefined) return change(tables, request, planned)
  return shared.then(() => change(tables, request, plannedUpdate(tables, request)))
}

/** What becomes of a table that a request is to change. Throws what the request is refused with. */
export function plannedUpdate(
  tables: RegionTables,
  request: UpdateTableRequest,
): Updated & { readonly table: StoredTable } {
  checkUpdate(request)
  const table = tables.named(request.TableName)
  refuseWhileComingOrGoing(tables, table)
  refuseWhileUpdating(tables, table, request)
  refuseWhileStreamChanges(tables, table, request)
  refuseWhileIndexesChange(tables, table, request)
  const { SSESpecification } = request
  if (SSESpecification !== undefined) refuseKeyOfReplicas(tables, table, SSESpecification)
  return { ...updated(tables, table, request), table }
}

function change(
  tables: RegionTables,
  request: UpdateTableRequest,
  { table, settings, begun }: ReturnType<typeof plannedUpdate>,
): Outcome<object> {
  const { SSESpecification } = request
  const { result, durable } =
    SSESpecification === undefined
      ? tables.changeShared(table, settings, begun)
      : encryptReplicas(tables, table, SSESpecification)
  return {
    result: { TableDescription: answerOf(tableDescription(tables, result), request) },
    durable,
  }
}

function refuseWhileUpdating(
  tables: RegionTables,
  table: StoredTable,
  request: UpdateTableRequest,
): void {
  const { name, settings } = table.description
  const kinds = new Set(tables.changesOf(table).map(({ kind }) => kind))
  const isBilling = request.BillingMode !== undefined || request.ProvisionedThroughput !== undefined
  if (isBilling && (kinds.has('throughput') || kinds.has('billing mode'))) {
    throw throughputBeingUpdated(name)
  }
  if (request.OnDemandThroughput !== undefined && kinds.has('billing mode')) {
    throw billingModeBeingUpdated()
  }
  if (request.TableClass !== undefined && kinds.has('table class')) {
    throw tableClassBeingUpdated(name, settings.tableClass.name ?? 'STANDARD')
  }
  if (request.SSESpecification !== undefined && kinds.has('encryption')) {
    throw encryptionBeingUpdated()
  }
}

/** What becomes of the table. The request has members for one change alone, or for the billing mode and its like. */
function updated(tables: RegionTables, table: StoredTable, request: UpdateTableRequest): Updated {
  const { settings } = table.description
  const { place } = tables
  const now = tables.now()
  const { SSESpecification, TableClass, DeletionProtectionEnabled, WarmThroughput = {} } = request
  const { GlobalTableSettingsReplicationMode } = request
  if (SSESpecification !== undefined) {
    return updatedEncryption(settings, SSESpecification, { place, now })
  }
  if (TableClass !== undefined) {
    const { tableClass: before } = settings
    const tableClass = changedTableClass(before, tableClassOf(TableClass), now)
    const begun = { kind: 'table class', before: { tableClass: before } } as const
    return { settings: { ...settings, tableClass }, begun: [begun] }
  }
  if (DeletionProtectionEnabled !== undefined) {
    return { settings: { ...settings, isProtected: DeletionProtectionEnabled } }
  }
  if (GlobalTableSettingsReplicationMode !== undefined) {
    return { settings: changedSettingsReplication(settings, GlobalTableSettingsReplicationMode) }
  }
  if (Object.keys(WarmThroughput).length > 0) {
    const { warmThroughput: before } = settings
    const warmThroughput = changedWarmThroughput(before, WarmThroughput)
    const begun = { kind: 'warm throughput', before: { warmThroughput: before } } as const
    return { settings: { ...settings, warmThroughput }, begun: [begun] }
  }
  const moment = { now, doneAt: tables.doneAt, region: place.region }
  const billing = updatedBilling(settings, request, moment)
  const others = updatedIndexes(table.description, billing, { ...request, moment })
  return updatedStream(tables, table.description, {
    updated: others,
    wire: request.StreamSpecification,
  })
}

/** The answer repeats the -1 that removes a limit, which is told nowhere else. */
function answerOf(
  description: TableDescriptionWire,
  { OnDemandThroughput = {} }: UpdateTableRequest,
): object {
  const { OnDemandThroughput: shown } = description
  if (!Object.values(OnDemandThroughput).includes(-1)) return description
  return { ...description, OnDemandThroughput: { ...shown, ...OnDemandThroughput } }
}
