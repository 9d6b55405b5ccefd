/**
 * What the operations that are not on items do, for policies: the actions that each needs, and on which resources.
 *
 * Source: Service authorization reference, "Actions, resources, and condition keys for Amazon DynamoDB"; DynamoDB developer guide,
 * "Using IAM with global tables", "Restoring", "Requesting a table import" and "Requesting a table export".
 */

import type { Tag } from '../../types/table.js'
import type { OperationName } from '../../validation/request.js'
import { backupNameOf } from '../backups/backup-arn.js'
import { sourceOf } from '../backups/restore-table-to-point-in-time.js'
import type { ServiceContext } from '../context.js'
import { policyNameOf } from '../policies/policy-resource.js'
import { streamNameOf } from '../streams/region-streams.js'
import { iteratorOfText } from '../streams/shard-iterator.js'
import { checkTaggedArn } from '../tables/tags.js'
import type { WireTag } from '../tables/wire.js'
import { exportedNameOf } from '../transfers/export-table-to-point-in-time.js'
import { jobNameOf } from '../transfers/region-transfers.js'
import type { RequestTags } from './condition-keys.js'
import type { ItemOperationName } from './elements.js'
import type { NamedResource, ResourceNames } from './named-resource.js'

/** An action on a resource. */
interface ResourceUse {
  /** With the prefix of its service, as `dynamodb:DescribeTable`. */
  readonly action: string
  readonly resource: NamedResource
  readonly tags?: RequestTags | undefined
}

type Operation = Exclude<OperationName, ItemOperationName>

interface UseParts {
  readonly names: ResourceNames
  /** As its parser returned it. */
  readonly request: object
}

/**
 * All that a request needs.
 *
 * @throws ValidationException if an ARN in it is malformed
 * @throws AccessDeniedException if an ARN is of another account than the database
 */
export function usesOf(
  context: ServiceContext,
  operation: Operation,
  { names, request }: UseParts,
): readonly ResourceUse[] {
  // What the parser of an operation returns has members of these types, as far as they are there.
  const asked: Asked = { request: request as Members, names, context, action: own(operation) }
  return USES[operation](asked)
}

/** The members by which requests name resources, and what else counts. No operation has all of them. */
interface Members {
  readonly TableName: string
  readonly IndexName?: string
  readonly GlobalTableName: string
  readonly ResourceArn: string
  readonly BackupArn: string
  readonly SourceTableName?: string
  readonly SourceTableArn?: string
  readonly TargetTableName: string
  readonly TableArn: string
  readonly ExportArn: string
  readonly ImportArn: string
  readonly StreamArn: string
  readonly ShardIterator: string
  readonly S3Bucket: string
  readonly S3Prefix?: string
  readonly S3BucketSource: { readonly S3Bucket: string; readonly S3KeyPrefix?: string }
  readonly TableCreationParameters: { readonly TableName: string }
  readonly Tags?: readonly WireTag[]
  readonly TagKeys?: readonly string[]
  readonly ResourcePolicy?: string
  readonly ReplicaUpdates?: readonly RegionUpdate[]
  readonly GlobalTableWitnessUpdates?: readonly RegionUpdate[]
}

interface RegionUpdate {
  readonly Create?: { readonly RegionName: string }
  readonly Delete?: { readonly RegionName: string }
}

interface Asked {
  readonly request: Members
  readonly names: ResourceNames
  readonly context: ServiceContext
  /** That of the operation itself. */
  readonly action: string
}

type Uses = (asked: Asked) => readonly ResourceUse[]

/** What must be allowed on a table that is filled, be it by a restore or as a replica. */
const ITEM_RIGHTS = [
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'GetItem',
  'Query',
  'Scan',
  'BatchWriteItem',
]

function own(name: string): string {
  return `dynamodb:${name}`
}

function each(actions: readonly string[], resource: NamedResource): readonly ResourceUse[] {
  return actions.map(action => ({ action, resource }))
}

const onTable: Uses = ({ action, request, names }) => [
  { action, resource: names.table(request.TableName) },
]

const onTableOrIndex: Uses = ({ action, request, names }) => [
  { action, resource: names.table(request.TableName, request.IndexName) },
]

const onAll: Uses = ({ action, names }) => [{ action, resource: names.other('*') }]

const onGlobalTable: Uses = ({ action, request, names }) => {
  const arn = `arn:aws:dynamodb::${names.tables.place.accountId}:global-table/${request.GlobalTableName}`
  return [{ action, resource: names.other(arn) }]
}

const onGlobalTableAndTable: Uses = asked => {
  const { action, request, names } = asked
  return [...onGlobalTable(asked), { action, resource: names.table(request.GlobalTableName) }]
}

const onTagged: Uses = ({ action, request, names }) => {
  const { ResourceArn, Tags = [], TagKeys } = request
  checkTaggedArn(ResourceArn, names.tables.place)
  const tags = { tags: Tags.map(tagOf), keys: TagKeys ?? Tags.map(({ Key }) => Key) }
  return [{ action, resource: names.byArn(ResourceArn), tags }]
}

const onPolicyHolder: Uses = ({ action, request, names }) => {
  policyNameOf(names.tables, request.ResourceArn)
  return [{ action, resource: names.byArn(request.ResourceArn) }]
}

const onBackup: Uses = ({ action, request, names }) => {
  backupNameOf(request.BackupArn, names.tables.place)
  return [{ action, resource: names.byArn(request.BackupArn) }]
}

const onStream: Uses = ({ action, request, names }) => {
  streamNameOf(request.StreamArn)
  return [{ action, resource: names.byArn(request.StreamArn) }]
}

const onIteratedStream: Uses = ({ action, request, names, context }) => {
  const { streamArn } = iteratorOfText(request.ShardIterator, context.clock.now())
  return [{ action, resource: names.byArn(streamArn) }]
}

const onExport: Uses = ({ action, request, names }) => {
  jobNameOf('export', request.ExportArn)
  return [{ action, resource: names.byArn(request.ExportArn) }]
}

const onImport: Uses = ({ action, request, names }) => {
  jobNameOf('import', request.ImportArn)
  return [{ action, resource: names.byArn(request.ImportArn) }]
}

const createTable: Uses = ({ action, request, names }) => {
  const { TableName, Tags, ResourcePolicy } = request
  const resource = names.table(TableName)
  const tags = Tags && { tags: Tags.map(tagOf), keys: Tags.map(({ Key }) => Key) }
  return [
    { action, resource, tags },
    ...(tags === undefined ? [] : [{ action: own('TagResource'), resource, tags }]),
    ...(ResourcePolicy === undefined ? [] : [{ action: own('PutResourcePolicy'), resource }]),
  ]
}

const updateTable: Uses = asked => {
  const { ReplicaUpdates = [], GlobalTableWitnessUpdates = [] } = asked.request
  return [
    ...onTable(asked),
    ...ReplicaUpdates.flatMap(update => replicaUses(asked, update, 'TableReplica')),
    ...GlobalTableWitnessUpdates.flatMap(update =>
      replicaUses(asked, update, 'GlobalTableWitness'),
    ),
  ]
}

function replicaUses(
  { request, names }: Asked,
  { Create, Delete }: RegionUpdate,
  what: 'TableReplica' | 'GlobalTableWitness',
): readonly ResourceUse[] {
  const { TableName } = request
  const resource = names.table(TableName)
  const made = Create === undefined ? [] : [{ action: own(`Create${what}`), resource }]
  const gone = Delete === undefined ? [] : [{ action: own(`Delete${what}`), resource }]
  // A witness has no items.
  const isFilled = Create !== undefined && what === 'TableReplica' && !names.isElsewhere(TableName)
  const filled = isFilled
    ? each(ITEM_RIGHTS.map(own), names.tableIn(Create.RegionName, TableName))
    : []
  return [...made, ...gone, ...filled]
}

const restoreFromBackup: Uses = asked => {
  const { action, request, names } = asked
  const target = names.table(request.TargetTableName)
  return [...onBackup(asked), ...each([action, ...ITEM_RIGHTS.map(own)], target)]
}

const restoreToPointInTime: Uses = ({ action, request, names }) => {
  const { SourceTableName, TargetTableName } = request
  const { region, name } = sourceOf(request, names.tables.place)
  const source =
    SourceTableName === undefined ? names.tableIn(region, name) : names.table(SourceTableName)
  const target = names.table(TargetTableName)
  return [{ action, resource: source }, ...each([action, ...ITEM_RIGHTS.map(own)], target)]
}

/** Logs of imports are not written, so the rights to write them are not asked for. */
const importTable: Uses = ({ action, request, names }) => {
  const { S3Bucket, S3KeyPrefix = '' } = request.S3BucketSource
  const table = names.table(request.TableCreationParameters.TableName)
  const bucket = `arn:aws:s3:::${S3Bucket}`
  return [
    { action, resource: { ...table, arn: `${table.arn}/import/*` } },
    { action: 's3:ListBucket', resource: names.other(bucket) },
    { action: 's3:GetObject', resource: names.other(`${bucket}/${S3KeyPrefix}*`) },
  ]
}

const exportTable: Uses = ({ action, request, names }) => {
  const { S3Bucket, S3Prefix, TableArn } = request
  exportedNameOf(TableArn, names.tables.place)
  const path = S3Prefix === undefined ? '' : `${S3Prefix}/`
  const files = names.other(`arn:aws:s3:::${S3Bucket}/${path}AWSDynamoDB/*`)
  return [
    { action, resource: names.byArn(TableArn) },
    ...each(['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'], files),
  ]
}

const enableKinesis: Uses = asked => {
  const stream = asked.names.other(asked.request.StreamArn)
  return [...onTable(asked), ...each(['kinesis:PutRecords', 'kinesis:DescribeStream'], stream)]
}

const listBackups: Uses = asked =>
  (asked.request as Partial<Members>).TableName === undefined ? onAll(asked) : onTable(asked)

function tagOf({ Key, Value }: WireTag): Tag {
  return { key: Key, value: Value }
}

const USES: Readonly<Record<Operation, Uses>> = {
  CreateBackup: onTable,
  CreateGlobalTable: onGlobalTableAndTable,
  CreateTable: createTable,
  DeleteBackup: onBackup,
  DeleteResourcePolicy: onPolicyHolder,
  DeleteTable: onTable,
  DescribeBackup: onBackup,
  DescribeContinuousBackups: onTable,
  DescribeContributorInsights: onTableOrIndex,
  DescribeEndpoints: onAll,
  DescribeExport: onExport,
  DescribeGlobalTable: onGlobalTable,
  DescribeGlobalTableSettings: onGlobalTable,
  DescribeImport: onImport,
  DescribeKinesisStreamingDestination: onTable,
  DescribeLimits: onAll,
  DescribeStream: onStream,
  DescribeTable: onTable,
  DescribeTableReplicaAutoScaling: onTable,
  DescribeTimeToLive: onTable,
  DisableKinesisStreamingDestination: onTable,
  EnableKinesisStreamingDestination: enableKinesis,
  ExportTableToPointInTime: exportTable,
  GetRecords: onIteratedStream,
  GetResourcePolicy: onPolicyHolder,
  GetShardIterator: onStream,
  ImportTable: importTable,
  ListBackups: listBackups,
  ListContributorInsights: onAll,
  ListExports: onAll,
  ListGlobalTables: onAll,
  ListImports: onAll,
  ListStreams: onAll,
  ListTables: onAll,
  ListTagsOfResource: onTagged,
  PutResourcePolicy: onPolicyHolder,
  RestoreTableFromBackup: restoreFromBackup,
  RestoreTableToPointInTime: restoreToPointInTime,
  TagResource: onTagged,
  UntagResource: onTagged,
  UpdateContinuousBackups: onTable,
  UpdateContributorInsights: onTableOrIndex,
  UpdateGlobalTable: onGlobalTableAndTable,
  UpdateGlobalTableSettings: onGlobalTableAndTable,
  UpdateKinesisStreamingDestination: onTable,
  UpdateTable: updateTable,
  UpdateTableReplicaAutoScaling: onTable,
  UpdateTimeToLive: onTable,
}
