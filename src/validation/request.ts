/**
 * Requests in wire form: JSON in, typed JSON out, or the service's refusal of it. What each operation takes stands as
 * data in the files of operations; here it is put together.
 *
 * Source: DynamoDB API reference, and observed behaviour.
 */

import {
  conditionalOperatorInvalid,
  constraintFailedNewer,
  constraintsFailed,
  type Failure,
  requestItemsEmpty,
} from '../errors/constraint-errors.js'
import { bodyIsArray, emptyBody } from '../errors/serialization-errors.js'
import { tableNameMissing } from '../errors/table-errors.js'
import { requestCheckOf } from './check.js'
import { DELETE_ITEM, GET_ITEM, PUT_ITEM, QUERY, SCAN, UPDATE_ITEM } from './item-operations.js'
import {
  BATCH_GET_ITEM,
  BATCH_WRITE_ITEM,
  TRANSACT_GET_ITEMS,
  TRANSACT_WRITE_ITEMS,
} from './multi-item-operations.js'
import type { Operation } from './operation.js'
import { readerOf } from './read.js'
import { structure } from './shape.js'
import { camel } from './show.js'
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

const OPERATIONS = {
  BatchGetItem: BATCH_GET_ITEM,
  BatchWriteItem: BATCH_WRITE_ITEM,
  CreateTable: CREATE_TABLE,
  DeleteItem: DELETE_ITEM,
  DeleteTable: TABLE_BY_NAME_ONLY,
  DescribeEndpoints: NO_INPUT,
  DescribeLimits: NO_INPUT,
  DescribeStream: DESCRIBE_STREAM,
  DescribeTable: TABLE_BY_NAME_ONLY,
  DescribeTimeToLive: TABLE_BY_NAME_ONLY,
  GetItem: GET_ITEM,
  GetRecords: GET_RECORDS,
  GetShardIterator: GET_SHARD_ITERATOR,
  ListStreams: LIST_STREAMS,
  ListTables: LIST_TABLES,
  ListTagsOfResource: LIST_TAGS_OF_RESOURCE,
  PutItem: PUT_ITEM,
  Query: QUERY,
  Scan: SCAN,
  TagResource: TAG_RESOURCE,
  TransactGetItems: TRANSACT_GET_ITEMS,
  TransactWriteItems: TRANSACT_WRITE_ITEMS,
  UntagResource: UNTAG_RESOURCE,
  UpdateItem: UPDATE_ITEM,
  UpdateTable: UPDATE_TABLE,
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

function parserOf(name: OperationName, operation: Operation): Parser {
  const read = readerOf(structure(`${name}Input`, operation.members))
  const failuresOf = requestCheckOf(operation.members)
  return json => {
    if (json === null || json === undefined) throw emptyBody()
    if (Array.isArray(json)) throw bodyIsArray()
    const request = read(json) as Request
    if (operation.tableNameIsParameter && request.TableName === undefined) throw tableNameMissing()
    const failures = failuresOf(request)
    if (failures.length > 0) throw refusalOf(failures, operation, request)
    if (operation.requestItemsFilled && isEmpty(request.RequestItems)) throw requestItemsEmpty(name)
    return request
  }
}

function refusalOf(failures: readonly Failure[], operation: Operation, request: Request): Error {
  const { alone = [], joinedWithout, conditionalOperatorPrefix } = operation
  if (joinedWithout === undefined || request[joinedWithout] !== undefined) {
    for (const member of alone) {
      const own = failures.filter(({ path }) => path === camel(member))
      if (own.length === 0) continue
      return member === 'ConditionalOperator' && conditionalOperatorPrefix !== undefined
        ? conditionalOperatorInvalid(conditionalOperatorPrefix)
        : constraintsFailed(own)
    }
  }
  const [first] = failures
  const isNewer = failures.every(({ newerPath }) => newerPath !== undefined)
  return isNewer && first?.newerPath !== undefined
    ? constraintFailedNewer(first.newerPath, first.constraint)
    : constraintsFailed(failures)
}

function isEmpty(map: unknown): boolean {
  return Object.keys(map as object).length === 0
}
