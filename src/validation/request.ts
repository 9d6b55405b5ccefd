/**
 * Requests in wire form: JSON in, typed JSON out, or the service's refusal of it. What each operation takes stands as
 * data in the files of operations; here it is put together.
 *
 * Source: DynamoDB API reference, and observed behaviour.
 */

import {
  constraintFailedBare,
  constraintsFailed,
  constraintsFailedNewer,
  type Failure,
} from '../errors/constraint-errors.js'
import { bodyIsArray, emptyBody } from '../errors/serialization-errors.js'
import { tableNameMissing } from '../errors/table-errors.js'
import {
  BACKUP_BY_ARN,
  CREATE_BACKUP,
  LIST_BACKUPS,
  RESTORE_TABLE_FROM_BACKUP,
  RESTORE_TABLE_TO_POINT_IN_TIME,
  UPDATE_CONTINUOUS_BACKUPS,
} from './backup-operations.js'
import { requestCheckOf } from './check.js'
import {
  CREATE_GLOBAL_TABLE,
  GLOBAL_TABLE_BY_NAME,
  LIST_GLOBAL_TABLES,
  UPDATE_GLOBAL_TABLE,
  UPDATE_GLOBAL_TABLE_SETTINGS,
} from './global-table-operations.js'
import {
  DESCRIBE_CONTRIBUTOR_INSIGHTS,
  LIST_CONTRIBUTOR_INSIGHTS,
  UPDATE_CONTRIBUTOR_INSIGHTS,
} from './insights-operations.js'
import { DELETE_ITEM, GET_ITEM, PUT_ITEM, QUERY, SCAN, UPDATE_ITEM } from './item-operations.js'
import { KeptParts } from './kept-parts.js'
import { SWITCH_KINESIS_STREAMING, UPDATE_KINESIS_STREAMING } from './kinesis-operations.js'
import {
  BATCH_GET_ITEM,
  BATCH_WRITE_ITEM,
  TRANSACT_GET_ITEMS,
  TRANSACT_WRITE_ITEMS,
} from './multi-item-operations.js'
import { nestsTooDeep } from './nesting.js'
import type { Operation } from './operation.js'
import {
  DELETE_RESOURCE_POLICY,
  GET_RESOURCE_POLICY,
  PUT_RESOURCE_POLICY,
} from './policy-operations.js'
import { readerOf } from './read.js'
import {
  DESCRIBE_TABLE_REPLICA_AUTO_SCALING,
  UPDATE_TABLE_REPLICA_AUTO_SCALING,
} from './scaling-operations.js'
import { type StructureShape, structure } from './shape.js'
import { camel } from './show.js'
import {
  BATCH_EXECUTE_STATEMENT,
  EXECUTE_STATEMENT,
  EXECUTE_TRANSACTION,
} from './statement-operations.js'
import {
  DESCRIBE_STREAM,
  GET_RECORDS,
  GET_SHARD_ITERATOR,
  LIST_STREAMS,
} from './stream-operations.js'
import {
  CREATE_TABLE,
  LIST_TABLES,
  LIST_TAGS_OF_RESOURCE,
  NO_INPUT,
  TABLE_BY_NAME_ONLY,
  TAG_RESOURCE,
  UNTAG_RESOURCE,
  UPDATE_TABLE,
  UPDATE_TIME_TO_LIVE,
} from './table-operations.js'
import {
  DESCRIBE_EXPORT,
  DESCRIBE_IMPORT,
  EXPORT_TABLE_TO_POINT_IN_TIME,
  IMPORT_TABLE,
  LIST_EXPORTS,
  LIST_IMPORTS,
} from './transfer-operations.js'

const OPERATIONS = {
  BatchExecuteStatement: BATCH_EXECUTE_STATEMENT,
  BatchGetItem: BATCH_GET_ITEM,
  BatchWriteItem: BATCH_WRITE_ITEM,
  CreateBackup: CREATE_BACKUP,
  CreateGlobalTable: CREATE_GLOBAL_TABLE,
  CreateTable: CREATE_TABLE,
  DeleteBackup: BACKUP_BY_ARN,
  DeleteItem: DELETE_ITEM,
  DeleteResourcePolicy: DELETE_RESOURCE_POLICY,
  DeleteTable: TABLE_BY_NAME_ONLY,
  DescribeBackup: BACKUP_BY_ARN,
  DescribeContinuousBackups: TABLE_BY_NAME_ONLY,
  DescribeContributorInsights: DESCRIBE_CONTRIBUTOR_INSIGHTS,
  DescribeEndpoints: NO_INPUT,
  DescribeExport: DESCRIBE_EXPORT,
  DescribeGlobalTable: GLOBAL_TABLE_BY_NAME,
  DescribeGlobalTableSettings: GLOBAL_TABLE_BY_NAME,
  DescribeImport: DESCRIBE_IMPORT,
  DescribeKinesisStreamingDestination: TABLE_BY_NAME_ONLY,
  DescribeLimits: NO_INPUT,
  DescribeStream: DESCRIBE_STREAM,
  DescribeTable: TABLE_BY_NAME_ONLY,
  DescribeTableReplicaAutoScaling: DESCRIBE_TABLE_REPLICA_AUTO_SCALING,
  DescribeTimeToLive: TABLE_BY_NAME_ONLY,
  DisableKinesisStreamingDestination: SWITCH_KINESIS_STREAMING,
  EnableKinesisStreamingDestination: SWITCH_KINESIS_STREAMING,
  ExecuteStatement: EXECUTE_STATEMENT,
  ExecuteTransaction: EXECUTE_TRANSACTION,
  ExportTableToPointInTime: EXPORT_TABLE_TO_POINT_IN_TIME,
  GetItem: GET_ITEM,
  GetRecords: GET_RECORDS,
  GetResourcePolicy: GET_RESOURCE_POLICY,
  GetShardIterator: GET_SHARD_ITERATOR,
  ImportTable: IMPORT_TABLE,
  ListBackups: LIST_BACKUPS,
  ListContributorInsights: LIST_CONTRIBUTOR_INSIGHTS,
  ListExports: LIST_EXPORTS,
  ListGlobalTables: LIST_GLOBAL_TABLES,
  ListImports: LIST_IMPORTS,
  ListStreams: LIST_STREAMS,
  ListTables: LIST_TABLES,
  ListTagsOfResource: LIST_TAGS_OF_RESOURCE,
  PutItem: PUT_ITEM,
  PutResourcePolicy: PUT_RESOURCE_POLICY,
  Query: QUERY,
  RestoreTableFromBackup: RESTORE_TABLE_FROM_BACKUP,
  RestoreTableToPointInTime: RESTORE_TABLE_TO_POINT_IN_TIME,
  Scan: SCAN,
  TagResource: TAG_RESOURCE,
  TransactGetItems: TRANSACT_GET_ITEMS,
  TransactWriteItems: TRANSACT_WRITE_ITEMS,
  UntagResource: UNTAG_RESOURCE,
  UpdateContinuousBackups: UPDATE_CONTINUOUS_BACKUPS,
  UpdateContributorInsights: UPDATE_CONTRIBUTOR_INSIGHTS,
  UpdateGlobalTable: UPDATE_GLOBAL_TABLE,
  UpdateGlobalTableSettings: UPDATE_GLOBAL_TABLE_SETTINGS,
  UpdateItem: UPDATE_ITEM,
  UpdateKinesisStreamingDestination: UPDATE_KINESIS_STREAMING,
  UpdateTable: UPDATE_TABLE,
  UpdateTableReplicaAutoScaling: UPDATE_TABLE_REPLICA_AUTO_SCALING,
  UpdateTimeToLive: UPDATE_TIME_TO_LIVE,
} as const satisfies Readonly<Record<string, Operation>>

/** The operations whose requests can be parsed. */
export type OperationName = keyof typeof OPERATIONS

type Request = Readonly<Record<string, unknown>>
type Parser = (json: unknown) => Request

const PARSERS = new Map<OperationName, Parser>()

/**
 * The request of an operation: members of the right types, none of them null, and no others. What needs no change is
 * the caller's own object, which is never changed. Binary stays base64 text, which is valid. Attribute values have
 * the right JSON types; what they say is judged by `valueOfWire`.
 *
 * @param json what JSON.parse gives, or objects that mean the same; members that are undefined are absent
 * @throws SerializationException where a member has the wrong JSON type
 * @throws ValidationException for members that are missing, out of range, too long and the like
 */
export function parseRequest(operation: OperationName, json: unknown): object {
  let parse = PARSERS.get(operation)
  if (parse === undefined) {
    parse = parserOf(operation, OPERATIONS[operation])
    PARSERS.set(operation, parse)
  }
  return parse(json)
}

/** Whether an attribute value in a request, which has been parsed, has more levels than it may. */
export function hasTooManyLevels(operation: OperationName, request: object): boolean {
  return nestsTooDeep(request, OPERATIONS[operation].members)
}

/** What is to be kept of a long request of an operation, while it is read from JSON; there need not be such an operation. */
export function keptPartsOf(operation: string): KeptParts {
  const known = Object.hasOwn(OPERATIONS, operation) ? (operation as OperationName) : undefined
  return new KeptParts(known && inputOf(known, OPERATIONS[known]))
}

function inputOf(name: string, { members }: Operation): StructureShape {
  return structure(`${name}Input`, members)
}

/** What parses the requests of an operation, as `parseRequest` does. */
export function parserOf(name: string, operation: Operation): Parser {
  const read = readerOf(inputOf(name, operation))
  const failuresOf = requestCheckOf(operation.members)
  return json => {
    if (json === null || json === undefined) throw emptyBody()
    if (Array.isArray(json)) throw bodyIsArray()
    const request = read(json) as Request
    if (operation.tableNameIsParameter && request.TableName === undefined) throw tableNameMissing()
    const failures = failuresOf(request)
    if (failures.length > 0) throw refusalOf(failures, operation, request)
    const { requestItemsEmpty } = operation
    if (requestItemsEmpty && isEmpty(request.RequestItems)) throw requestItemsEmpty()
    return request
  }
}

function refusalOf(failures: readonly Failure[], operation: Operation, request: Request): Error {
  const { members, alone = [], joinedWithout, joinsNewer, conditionalOperatorBare } = operation
  if (joinedWithout !== undefined && request[joinedWithout] === undefined) {
    return constraintsFailed(failures)
  }
  // The layer that has the newer form doesn't take such values: the older one is asked.
  if (nestsTooDeep(request, members)) return constraintsFailed(failures)
  for (const group of alone) {
    const paths = group.map(camel)
    const own = failures.filter(({ path }) => paths.includes(path))
    const [first] = own
    if (first === undefined) continue
    return conditionalOperatorBare ? constraintFailedBare(first) : constraintsFailedNewer(own)
  }
  if (joinsNewer) return constraintsFailedNewer(failures)
  return failures.every(({ newer }) => newer !== undefined)
    ? constraintsFailedNewer(failures.slice(0, 1))
    : constraintsFailed(failures)
}

function isEmpty(map: unknown): boolean {
  return Object.keys(map as object).length === 0
}
