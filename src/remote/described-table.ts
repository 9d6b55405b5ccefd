/** The table that there is elsewhere, in the form that embedded ones are described in. */

import { settingsOnDemand } from '../engine/table-settings.js'
import type { KeyType } from '../types/attribute.js'
import type { IndexDescription, KeyAttribute, KeySchema, TableSettings } from '../types/table.js'
import type { Sender } from './sender.js'
import { describeTable, type SdkIndex, type SdkTable } from './table-facts.js'
import { describedTable } from './table-info.js'

/** What a table is, as far as it is compared with a schema, or changed. */
export interface Described {
  readonly keySchema: KeySchema
  readonly settings: TableSettings
}

const REPEATABLE = { isRepeatable: true }

/** What DescribeTable, DescribeTimeToLive and DescribeContinuousBackups say of a table. Throws as they do. */
export async function existingOf(sender: Sender, name: string): Promise<Described> {
  const { keySchema, settings } = await describedBy(sender, name)
  const timeToLive = await timeToLiveIn(sender, name)
  const days = await daysKept(sender, name)
  return {
    keySchema,
    settings: {
      ...settings,
      timeToLive: timeToLive === undefined ? undefined : { attribute: timeToLive, changedAt: [] },
      pointInTime: days === undefined ? undefined : { days, since: 0 },
    },
  }
}

/** What DescribeTable alone says of a table: nothing of expiry, and of its past. Throws as it does. */
export async function describedBy(sender: Sender, name: string): Promise<Described> {
  const table = await describeTable(sender, name)
  const { keySchema, stream } = describedTable(table)
  const indexes = [
    ...(table.LocalSecondaryIndexes ?? []).map(index => indexOf(table, index, 'local')),
    ...(table.GlobalSecondaryIndexes ?? []).map(index => indexOf(table, index, 'global')),
  ]
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } =
    table.ProvisionedThroughput ?? {}
  const settings: TableSettings = {
    ...settingsOnDemand(keySchema, 0),
    // The service says nothing of it of tables that have never been paid for by the request.
    billingMode: read + write > 0 ? 'PROVISIONED' : 'PAY_PER_REQUEST',
    throughput: { read, write, decreases: 0 },
    indexes,
    stream: stream && { viewType: stream.viewType, createdAt: 0, isEnabled: true },
  }
  return { keySchema, settings }
}

function indexOf(
  { AttributeDefinitions = [] }: SdkTable,
  { IndexName = '', KeySchema = [], Projection = {} }: SdkIndex,
  kind: 'local' | 'global',
): IndexDescription {
  const typed = (keyType: string): KeyAttribute[] =>
    KeySchema.filter(key => key.KeyType === keyType).map(({ AttributeName: name = '' }) => ({
      name,
      type: AttributeDefinitions.find(one => one.AttributeName === name)?.AttributeType as KeyType,
    }))
  const { ProjectionType = 'ALL', NonKeyAttributes = [] } = Projection
  return {
    name: IndexName,
    kind,
    partitionKeys: typed('HASH'),
    sortKeys: typed('RANGE'),
    projection: {
      type: ProjectionType as IndexDescription['projection']['type'],
      names: NonKeyAttributes,
    },
    createdAt: 0,
  }
}

/** The attribute by which items expire; undefined if they do not. */
export async function timeToLiveIn(sender: Sender, name: string): Promise<string | undefined> {
  const { TimeToLiveDescription: told } = await sender.send<{
    readonly TimeToLiveDescription?: {
      readonly TimeToLiveStatus?: string
      readonly AttributeName?: string
    }
  }>('DescribeTimeToLive', { TableName: name }, REPEATABLE)
  const isOn = told?.TimeToLiveStatus === 'ENABLED' || told?.TimeToLiveStatus === 'ENABLING'
  return isOn ? told?.AttributeName : undefined
}

async function daysKept(sender: Sender, name: string): Promise<number | undefined> {
  const { ContinuousBackupsDescription: told } = await sender.send<{
    readonly ContinuousBackupsDescription?: {
      readonly PointInTimeRecoveryDescription?: {
        readonly PointInTimeRecoveryStatus?: string
        readonly RecoveryPeriodInDays?: number
      }
    }
  }>('DescribeContinuousBackups', { TableName: name }, REPEATABLE)
  const { PointInTimeRecoveryStatus, RecoveryPeriodInDays = 35 } =
    told?.PointInTimeRecoveryDescription ?? {}
  return PointInTimeRecoveryStatus === 'ENABLED' ? RecoveryPeriodInDays : undefined
}
