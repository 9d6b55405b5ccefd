/** What is told of a table: `TableDescription` of the service, in wire form. */

import { settingsDuring, statusDuring } from '../../engine/table-settings.js'
import type { StoredTable } from '../../storage/table.js'
import type {
  BillingMode,
  TableChange,
  TableDescription,
  TableSettings,
} from '../../types/table.js'
import { globalTableDescription } from '../replicas/replica-descriptions.js'
import { tableArnOf } from './arn.js'
import {
  type IndexDescriptionsWire,
  indexDescriptions,
  wireKeySchema,
} from './index-descriptions.js'
import type { Changing, RegionTables } from './region-tables.js'
import { streamDescription } from './stream-settings.js'
import { onDemandThroughput, provisionedThroughput, warmThroughput } from './throughput-wire.js'
import { secondsOf } from './wire.js'

/** All that is told of a table. Members that nobody asks for by name are not listed. */
export interface TableDescriptionWire extends IndexDescriptionsWire {
  readonly AttributeDefinitions: readonly object[]
  readonly KeySchema: readonly object[]
  readonly CreationDateTime: number
  readonly WarmThroughput: object
  readonly OnDemandThroughput?: object
  readonly BillingModeSummary?: { readonly BillingMode: BillingMode }
}

/**
 * All that is told of a table.
 *
 * @param changing the table, and the changes of it that are under way
 */
export function tableDescription(tables: RegionTables, changing: Changing): TableDescriptionWire {
  const { table, changes } = changing
  const { keySchema, settings } = table.description
  const shown = settingsDuring(changes, settings)
  const isWarming = changes.some(({ kind }) => kind === 'warm throughput')
  return {
    AttributeDefinitions: settings.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: wireKeySchema(
      [keySchema.partitionKey],
      keySchema.sortKey === undefined ? [] : [keySchema.sortKey],
    ),
    ...basicDescription(tables, changing),
    CreationDateTime: secondsOf(table.description.createdAt),
    WarmThroughput: warmThroughput(shown.warmThroughput, isWarming),
    ...onDemandThroughput(shown.onDemandMax),
    ...encryption(shown, changes),
    ...restoreSummary(table.description, changes),
    ...tableClass(shown),
    ...streamDescription(tables, table.description),
    ...globalTableDescription(tables, changing, shown),
    ...indexDescriptions(tables, { table, changes, indexes: shown.indexes ?? [] }),
  }
}

/** What is told of a table that is being deleted. */
export function basicDescription(tables: RegionTables, { table, changes }: Changing): object {
  const { name, uuid, settings } = table.description
  const shown = settingsDuring(changes, settings)
  return {
    TableName: name,
    TableArn: tableArnOf(name, tables.place),
    TableId: uuid,
    TableStatus: statusDuring(changes),
    ...sizes(table),
    ProvisionedThroughput: provisionedThroughput(shown.throughput, tables.now()),
    ...billingModeSummary(shown),
    DeletionProtectionEnabled: shown.isProtected,
  }
}

/** As of now: the service counts every six hours or so. */
function sizes({ store }: StoredTable): object {
  return { ItemCount: store.items, TableSizeBytes: store.bytes }
}

/** Tables that always were PROVISIONED have none. */
function billingModeSummary({ billingMode, onDemandSince }: TableSettings): object {
  if (onDemandSince === undefined) return {}
  return {
    BillingModeSummary: {
      BillingMode: billingMode,
      LastUpdateToPayPerRequestDateTime: secondsOf(onDemandSince),
    },
  }
}

/** There is none while the key is the service's own. */
export function encryption(
  { encryption: { keyArn } }: TableSettings,
  changes: readonly TableChange[],
): object {
  if (keyArn === undefined) return {}
  const isChanging = changes.some(({ kind }) => kind === 'encryption')
  const Status = isChanging ? 'UPDATING' : 'ENABLED'
  return { SSEDescription: { Status, SSEType: 'KMS', KMSMasterKeyArn: keyArn } }
}

/** It is told only while the table is being made. */
function restoreSummary({ origin }: TableDescription, changes: readonly TableChange[]): object {
  const restored = origin?.restored
  if (restored === undefined || !changes.some(({ kind }) => kind === 'create')) return {}
  const { backupArn, tableArn, time } = restored
  return {
    RestoreSummary: {
      ...(backupArn !== undefined && { SourceBackupArn: backupArn }),
      SourceTableArn: tableArn,
      RestoreDateTime: secondsOf(time),
      RestoreInProgress: true,
    },
  }
}

/** There is none until somebody has chosen one. */
function tableClass({ tableClass: { name, changedAt } }: TableSettings): object {
  if (name === undefined) return {}
  const last = changedAt.at(-1)
  return {
    TableClassSummary: {
      TableClass: name,
      ...(last !== undefined && { LastUpdateDateTime: secondsOf(last) }),
    },
  }
}
