/** The operations by name: parse the request, then run it. */

import type { Outcome } from '../api/write-one.js'
import { unknownOperation } from '../errors/request-errors.js'
import { type OperationName, parseRequest } from '../validation/request.js'
import { guarded, refuseDenied } from './authorization/authorize.js'
import { type ItemOperationName, isItemOperation } from './authorization/elements.js'
import type { Caller } from './authorization/questions.js'
import { createBackup } from './backups/create-backup.js'
import { deleteBackup } from './backups/delete-backup.js'
import { describeBackup } from './backups/describe-backup.js'
import { describeContinuousBackups } from './backups/describe-continuous-backups.js'
import { listBackups } from './backups/list-backups.js'
import { restoreTableFromBackup } from './backups/restore-table-from-backup.js'
import { restoreTableToPointInTime } from './backups/restore-table-to-point-in-time.js'
import { updateContinuousBackups } from './backups/update-continuous-backups.js'
import { batchGetItem } from './batch-get-item.js'
import { batchWriteItem } from './batch-write-item.js'
import type { ItemContext, ServiceContext } from './context.js'
import { deleteItem } from './delete-item.js'
import { getItem } from './get-item.js'
import { describeContributorInsights } from './insights/describe-contributor-insights.js'
import { listContributorInsights } from './insights/list-contributor-insights.js'
import { updateContributorInsights } from './insights/update-contributor-insights.js'
import { describeKinesisStreamingDestination } from './kinesis/describe-kinesis-streaming-destination.js'
import { disableKinesisStreamingDestination } from './kinesis/disable-kinesis-streaming-destination.js'
import { enableKinesisStreamingDestination } from './kinesis/enable-kinesis-streaming-destination.js'
import { updateKinesisStreamingDestination } from './kinesis/update-kinesis-streaming-destination.js'
import { batchExecuteStatement } from './partiql/batch-execute-statement.js'
import { executeStatement } from './partiql/execute-statement.js'
import { executeTransaction } from './partiql/execute-transaction.js'
import { deleteResourcePolicy } from './policies/delete-resource-policy.js'
import { getResourcePolicy } from './policies/get-resource-policy.js'
import { putResourcePolicy } from './policies/put-resource-policy.js'
import { putItem } from './put-item.js'
import { query } from './query.js'
import {
  createGlobalTable,
  listGlobalTables,
  noGlobalTable,
  updateGlobalTable,
} from './replicas/legacy-global-tables.js'
import { describeTableReplicaAutoScaling } from './replicas/replica-scaling.js'
import { updateTableReplicaAutoScaling } from './replicas/replica-scaling-updates.js'
import { scan } from './scan.js'
import { describeStream } from './streams/describe-stream.js'
import { getRecords } from './streams/get-records.js'
import { getShardIterator } from './streams/get-shard-iterator.js'
import { listStreams } from './streams/list-streams.js'
import { createTable } from './tables/create-table.js'
import { deleteTable } from './tables/delete-table.js'
import { describeEndpoints } from './tables/describe-endpoints.js'
import { describeLimits } from './tables/describe-limits.js'
import { describeTable } from './tables/describe-table.js'
import { describeTimeToLive } from './tables/describe-time-to-live.js'
import { listTables } from './tables/list-tables.js'
import { listTagsOfResource } from './tables/list-tags-of-resource.js'
import { tagResource } from './tables/tag-resource.js'
import { untagResource } from './tables/untag-resource.js'
import { updateTable } from './tables/update-table.js'
import { updateTimeToLive } from './tables/update-time-to-live.js'
import { transactGetItems } from './transact-get-items.js'
import { transactWriteItems } from './transact-write-items.js'
import { describeExport } from './transfers/describe-export.js'
import { describeImport } from './transfers/describe-import.js'
import { exportTableToPointInTime } from './transfers/export-table-to-point-in-time.js'
import { importTable } from './transfers/import-table.js'
import { listExports } from './transfers/list-exports.js'
import { listImports } from './transfers/list-imports.js'
import { updateItem } from './update-item.js'

/** One operation, its request parsed. Throws a `DynamoError` to refuse; then nothing has happened. */
type Handler = (context: ServiceContext, request: never) => Answered

type ItemHandler = (context: ItemContext, request: never) => Answered

/** What comes of an operation: at once, unless files have to be read or written before. */
type Answered = Outcome<object> | Promise<Outcome<object>>

/** An operation for which time stands still. */
function atOneMoment<Request>(
  handler: (context: ServiceContext, request: Request) => Answered,
): (context: ServiceContext, request: Request) => Answered {
  return (context, request) => context.tables.atOneMoment(() => handler(context, request))
}

/** The operations on items, for which tables are found when their requests have been checked. */
const ITEM_HANDLERS: Readonly<Record<ItemOperationName, ItemHandler>> = {
  BatchExecuteStatement: batchExecuteStatement,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  DeleteItem: deleteItem,
  ExecuteStatement: executeStatement,
  ExecuteTransaction: executeTransaction,
  GetItem: getItem,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  UpdateItem: updateItem,
}

const HANDLERS: Readonly<Record<OperationName, Handler>> = {
  ...ITEM_HANDLERS,
  CreateBackup: atOneMoment(createBackup),
  CreateGlobalTable: createGlobalTable,
  CreateTable: atOneMoment(createTable),
  DeleteBackup: atOneMoment(deleteBackup),
  DeleteResourcePolicy: atOneMoment(deleteResourcePolicy),
  DeleteTable: atOneMoment(deleteTable),
  DescribeBackup: atOneMoment(describeBackup),
  DescribeContinuousBackups: atOneMoment(describeContinuousBackups),
  DescribeContributorInsights: describeContributorInsights,
  DescribeEndpoints: describeEndpoints,
  DescribeExport: describeExport,
  DescribeGlobalTable: noGlobalTable,
  DescribeGlobalTableSettings: noGlobalTable,
  DescribeImport: describeImport,
  DescribeKinesisStreamingDestination: describeKinesisStreamingDestination,
  DescribeLimits: describeLimits,
  DescribeStream: describeStream,
  DescribeTable: atOneMoment(describeTable),
  DescribeTableReplicaAutoScaling: atOneMoment(describeTableReplicaAutoScaling),
  DescribeTimeToLive: describeTimeToLive,
  DisableKinesisStreamingDestination: atOneMoment(disableKinesisStreamingDestination),
  EnableKinesisStreamingDestination: atOneMoment(enableKinesisStreamingDestination),
  ExportTableToPointInTime: atOneMoment(exportTableToPointInTime),
  GetRecords: getRecords,
  GetResourcePolicy: getResourcePolicy,
  GetShardIterator: getShardIterator,
  ImportTable: atOneMoment(importTable),
  ListBackups: atOneMoment(listBackups),
  ListContributorInsights: listContributorInsights,
  ListExports: listExports,
  ListGlobalTables: listGlobalTables,
  ListImports: listImports,
  ListStreams: listStreams,
  ListTables: listTables,
  ListTagsOfResource: listTagsOfResource,
  PutResourcePolicy: atOneMoment(putResourcePolicy),
  RestoreTableFromBackup: atOneMoment(restoreTableFromBackup),
  RestoreTableToPointInTime: atOneMoment(restoreTableToPointInTime),
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateContinuousBackups: atOneMoment(updateContinuousBackups),
  UpdateContributorInsights: atOneMoment(updateContributorInsights),
  UpdateGlobalTable: updateGlobalTable,
  UpdateGlobalTableSettings: noGlobalTable,
  UpdateKinesisStreamingDestination: atOneMoment(updateKinesisStreamingDestination),
  UpdateTable: atOneMoment(updateTable),
  UpdateTableReplicaAutoScaling: atOneMoment(updateTableReplicaAutoScaling),
  UpdateTimeToLive: atOneMoment(updateTimeToLive),
}

/** Whether there is an operation of this name. */
export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(HANDLERS, name)
}

/**
 * Runs an operation.
 *
 * @param operation its name, such as `PutItem`
 * @param json the request in wire form, as `JSON.parse` gives it
 * @param caller whose policies must allow it; undefined for whoever may do everything
 * @returns the answer in wire form; a write lasts once `durable`, if there is one, is fulfilled
 * @throws UnknownOperationException if there is no such operation
 * @throws AccessDeniedException if the caller may not do it
 * @throws DynamoError if the request is refused
 */
export function execute(
  context: ServiceContext,
  operation: string,
  json: unknown,
  caller?: Caller,
): Answered {
  if (!isOperation(operation)) throw unknownOperation(operation)
  const request = parseRequest(operation, json)
  if (caller !== undefined) return executeFor(caller, { context, operation, request })
  // What the parser of an operation returns is what its handler takes.
  return HANDLERS[operation](context, request as never)
}

interface Parsed {
  readonly context: ServiceContext
  readonly operation: OperationName
  readonly request: object
}

function executeFor(caller: Caller, { context, operation, request }: Parsed): Answered {
  if (isItemOperation(operation)) {
    const own = guarded(context, { operation, request, caller })
    return ITEM_HANDLERS[operation](own, request as never)
  }
  refuseDenied(context, { operation, request, caller })
  return HANDLERS[operation](context, request as never)
}
