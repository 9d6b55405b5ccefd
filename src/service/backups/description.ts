/** What is told of backups, in wire form. */

import type { BackupRecord } from '../../types/backup.js'
import type { IndexDescription, TableSettings, Units } from '../../types/table.js'
import { tableArnOf } from '../tables/arn.js'
import { encryption } from '../tables/description.js'
import { wireKeySchema, wireProjection } from '../tables/index-descriptions.js'
import { onDemandThroughput } from '../tables/throughput-wire.js'
import { secondsOf } from '../tables/wire.js'
import type { RegionBackups } from './region-backups.js'

type BackupStatus = 'CREATING' | 'AVAILABLE' | 'DELETED'

/** What is told of a backup itself. */
export function backupDetails(
  backups: RegionBackups,
  record: BackupRecord,
  status: BackupStatus,
): object {
  const { name, sizeBytes, type, createdAt, expiresAt } = record
  return {
    BackupArn: backups.arnOf(record),
    BackupName: name,
    BackupSizeBytes: sizeBytes,
    BackupStatus: status,
    BackupType: type,
    BackupCreationDateTime: secondsOf(createdAt),
    ...(expiresAt !== undefined && { BackupExpiryDateTime: secondsOf(expiresAt) }),
  }
}

/** What is told of a backup in a list. */
export function backupSummary(backups: RegionBackups, record: BackupRecord): object {
  return { ...tableNames(backups, record), ...backupDetails(backups, record, 'AVAILABLE') }
}

/** All that is told of a backup. */
export function backupDescription(
  backups: RegionBackups,
  record: BackupRecord,
  status: BackupStatus,
): object {
  return {
    BackupDetails: backupDetails(backups, record, status),
    SourceTableDetails: tableDetails(backups, record),
    // Nothing of it is told of tables that were deleted.
    SourceTableFeatureDetails: record.type === 'SYSTEM' ? {} : featureDetails(record),
  }
}

function tableNames(backups: RegionBackups, { table }: BackupRecord): object {
  const { name, uuid } = table
  return { TableName: name, TableId: uuid, TableArn: tableArnOf(name, backups.tables.place) }
}

function tableDetails(backups: RegionBackups, record: BackupRecord): object {
  const { keySchema, settings, createdAt } = record.table
  const { partitionKey, sortKey } = keySchema
  return {
    ...tableNames(backups, record),
    TableSizeBytes: record.sizeBytes,
    KeySchema: wireKeySchema([partitionKey], sortKey === undefined ? [] : [sortKey]),
    TableCreationDateTime: secondsOf(createdAt),
    ProvisionedThroughput: unitsOnly(settings.throughput),
    ...onDemandThroughput(settings.onDemandMax),
    ItemCount: record.itemCount,
    BillingMode: settings.billingMode,
  }
}

/** Each member if the table has such a thing. */
function featureDetails({ table: { settings } }: BackupRecord): object {
  const [locals, globals] = (['local', 'global'] as const).map(kind =>
    (settings.indexes ?? []).filter(index => index.kind === kind),
  )
  return {
    ...(locals?.length && { LocalSecondaryIndexes: locals.map(indexInfo) }),
    ...(globals?.length && { GlobalSecondaryIndexes: globals.map(indexInfo) }),
    ...streamInfo(settings),
    ...timeToLiveInfo(settings),
    ...encryption(settings, []),
  }
}

function indexInfo(index: IndexDescription): object {
  const { name, partitionKeys, sortKeys, projection, throughput, onDemandMax } = index
  return {
    IndexName: name,
    KeySchema: wireKeySchema(partitionKeys, sortKeys),
    Projection: wireProjection(projection),
    ...(throughput && { ProvisionedThroughput: unitsOnly(throughput) }),
    ...onDemandThroughput(onDemandMax ?? {}),
  }
}

function streamInfo({ stream }: TableSettings): object {
  if (stream?.isEnabled !== true) return {}
  return { StreamDescription: { StreamEnabled: true, StreamViewType: stream.viewType } }
}

function timeToLiveInfo({ timeToLive }: TableSettings): object {
  const attribute = timeToLive?.attribute
  if (attribute === undefined) return {}
  return {
    TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
  }
}

function unitsOnly({ read, write }: Units): object {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write }
}
