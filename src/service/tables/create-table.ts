/** CreateTable. */

import type { Outcome } from '../../api/write-one.js'
import { tableOfSeveralAccounts } from '../../errors/replica-errors.js'
import { tableExists } from '../../errors/request-errors.js'
import {
  notSupportedYet,
  throughputMissing,
  throughputOnDemand,
} from '../../errors/table-setting-errors.js'
import { tableBeingCreated, tableBeingUsed } from '../../errors/table-use-errors.js'
import type { TableDescription, TableSettings } from '../../types/table.js'
import { restoreUnderWay } from '../backups/restores-under-way.js'
import { policyDocumentOf } from '../policies/policy-document.js'
import { type TableDescriptionWire, tableDescription } from './description.js'
import { checkEncryption, keyArnOf } from './encryption.js'
import { type IndexDefinition, indexesOf, type WireIndexLists } from './index-definitions.js'
import { checkMaximumOfIndex, newIndex, refuseOnDemand, unitsOf } from './index-settings.js'
import { keySchemaOf, type WireKeyLists } from './key-lists.js'
import type { RegionTables, TableContext } from './region-tables.js'
import { settingsReplicationOf } from './settings-replication.js'
import { checkStream, createdStream } from './stream-settings.js'
import { tableClassOf } from './table-class.js'
import { tagsOf } from './tags.js'
import {
  changedOnDemand,
  checkBounds,
  checkMaximum,
  checkOnDemand,
  checkOnDemandMaximum,
  warmThroughputOf,
} from './throughput.js'
import type { TableRequest, WireSettings, WireTag } from './wire.js'

export interface CreateTableRequest
  extends TableRequest,
    WireKeyLists,
    WireIndexLists,
    WireSettings {
  readonly VectorIndexes?: readonly object[]
  readonly Tags?: readonly WireTag[]
  readonly ResourcePolicy?: string
  readonly GlobalTableSourceArn?: string
}

/** Creates a table, which is CREATING at first. */
export function createTable(
  { tables }: TableContext,
  request: CreateTableRequest,
): Outcome<object> {
  const { keySchema, settings } = plannedTable(tables, request)
  const { result, durable } = tables.create(request.TableName, keySchema, settings)
  return {
    result: { TableDescription: answerOf(tableDescription(tables, result), request) },
    durable,
  }
}

/**
 * The key and the settings of a table that a request asks for.
 *
 * @throws ValidationException if it can't be as it is asked for
 * @throws ResourceInUseException if there is a table of this name
 * @throws LimitExceededException if it is to have more capacity than it can
 */
export function plannedTable(
  tables: RegionTables,
  request: CreateTableRequest,
): Pick<TableDescription, 'keySchema' | 'settings'> {
  checkBillingMode(request)
  const keySchema = keySchemaOf(request)
  const { BillingMode: billingMode = 'PROVISIONED', GlobalSecondaryIndexes = [] } = request
  const definitions = indexesOf(request, { keySchema, billingMode })
  refuseUnsupported(request)
  if (request.StreamSpecification !== undefined) checkStream(request.StreamSpecification)
  const settings = settingsOf(tables, request, definitions)
  const { TableName: name, ProvisionedThroughput, OnDemandThroughput = {} } = request
  const { region } = tables.place
  refuseIfThere(tables, name)
  if (ProvisionedThroughput !== undefined) checkMaximum(ProvisionedThroughput, region)
  checkOnDemandMaximum(OnDemandThroughput, { region })
  for (const wire of GlobalSecondaryIndexes) checkMaximumOfIndex(wire, region)
  return { keySchema, settings }
}

function checkBillingMode(request: CreateTableRequest): void {
  const { BillingMode, ProvisionedThroughput, GlobalSecondaryIndexes = [] } = request
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (ProvisionedThroughput !== undefined) throw throughputOnDemand()
    return
  }
  if (ProvisionedThroughput === undefined) throw throughputMissing()
  checkBounds(ProvisionedThroughput)
  for (const { IndexName, ProvisionedThroughput: wire } of GlobalSecondaryIndexes) {
    if (wire !== undefined) checkBounds(wire, IndexName)
  }
}

function refuseUnsupported(request: CreateTableRequest): void {
  if (request.VectorIndexes !== undefined) throw notSupportedYet('VectorIndexes')
  if (request.GlobalTableSourceArn !== undefined) throw tableOfSeveralAccounts()
}

/** The settings that a request asks for. Throws a `ValidationException` if they do not go together. */
function settingsOf(
  tables: RegionTables,
  request: CreateTableRequest,
  definitions: readonly IndexDefinition[],
): TableSettings {
  const { ProvisionedThroughput, OnDemandThroughput = {}, SSESpecification = {} } = request
  const { GlobalSecondaryIndexes = [] } = request
  const provisioned = ProvisionedThroughput && unitsOf(ProvisionedThroughput)
  if (provisioned !== undefined) {
    refuseOnDemand(OnDemandThroughput)
    for (const wire of GlobalSecondaryIndexes)
      refuseOnDemand(wire.OnDemandThroughput, wire.IndexName)
  }
  checkOnDemand(OnDemandThroughput, { canRemove: false })
  const warmThroughput = warmThroughputOf(request.WarmThroughput, provisioned)
  const indexes = definitions.map(definition => {
    const wire = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === definition.name)
    return newIndex(definition, wire, tables.now())
  })
  checkEncryption(SSESpecification)
  const { TableClass, Tags = [] } = request
  const tableClass = TableClass === undefined ? undefined : tableClassOf(TableClass)
  return {
    attributes: request.AttributeDefinitions.map(({ AttributeName, AttributeType }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    billingMode: provisioned === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    onDemandSince: provisioned === undefined ? tables.now() : undefined,
    throughput: { read: 0, write: 0, ...provisioned, decreases: 0 },
    onDemandMax: changedOnDemand({}, OnDemandThroughput),
    warmThroughput,
    isProtected: request.DeletionProtectionEnabled ?? false,
    tableClass: { name: tableClass, changedAt: [] },
    encryption: { keyArn: keyArnOf(SSESpecification, tables.place), changedAt: [] },
    tags: tagsOf(Tags),
    ...(indexes.length > 0 && { indexes }),
    ...settingsReplicationOf(request.GlobalTableSettingsReplicationMode),
    ...createdPolicy(tables, request.ResourcePolicy),
    ...createdStream(tables, request.TableName, request.StreamSpecification),
  }
}

function createdPolicy(
  tables: RegionTables,
  text: string | undefined,
): Pick<TableSettings, 'policy'> {
  if (text === undefined) return {}
  return { policy: { document: policyDocumentOf(text), revision: tables.now() } }
}

function refuseIfThere(tables: RegionTables, name: string): void {
  if (restoreUnderWay(tables, name) !== undefined) throw tableBeingUsed(name)
  const table = tables.lookUp(name)
  if (table === undefined) return
  const isNew = tables.changesOf(table).some(({ kind }) => kind === 'create')
  throw isNew ? tableBeingCreated(name) : tableExists(name)
}

/**
 * The answer does not tell everything yet: no date of the billing mode, and warm throughput only if asked for, of indexes
 * not at all.
 */
function answerOf(
  description: TableDescriptionWire,
  { WarmThroughput }: CreateTableRequest,
): object {
  const { WarmThroughput: warm, BillingModeSummary: billing, ...rest } = description
  const indexes = description.GlobalSecondaryIndexes?.map(
    ({ WarmThroughput: _, ...index }) => index,
  )
  return {
    ...rest,
    ...(indexes && { GlobalSecondaryIndexes: indexes }),
    ...(billing && { BillingModeSummary: { BillingMode: billing.BillingMode } }),
    ...(hasMembers(WarmThroughput) && { WarmThroughput: { ...warm, Status: 'UPDATING' } }),
  }
}

function hasMembers(object: object | undefined): boolean {
  return object !== undefined && Object.keys(object).length > 0
}
