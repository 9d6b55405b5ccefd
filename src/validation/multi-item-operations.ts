/** Batches and transactions. The order of the members of an action is not certain. */

import { requestItemsRequired, requestItemsTooShort } from '../errors/constraint-errors.js'
import {
  ATTRIBUTE_MAP,
  ATTRIBUTE_NAMES,
  ATTRIBUTE_VALUES,
  ATTRIBUTES_TO_GET,
  KEY_MAP,
  RETURN_CONSUMED_CAPACITY,
  RETURN_ITEM_COLLECTION_METRICS,
  TABLE_KEY,
  TABLE_OF_ITEMS,
} from './common-shapes.js'
import type { Operation } from './operation.js'
import {
  BOOLEAN,
  type ListShape,
  listOf,
  type MapShape,
  required,
  STRING,
  structure,
} from './shape.js'

const KEYS: ListShape = {
  kind: 'list',
  required: true,
  element: KEY_MAP,
  length: { min: 1, max: 100 },
  newer: true,
}

const TABLES_TO_READ: MapShape = {
  kind: 'map',
  required: true,
  keys: TABLE_KEY,
  value: structure('KeysAndAttributes', {
    Keys: KEYS,
    AttributesToGet: ATTRIBUTES_TO_GET,
    ConsistentRead: BOOLEAN,
    ProjectionExpression: STRING,
    ExpressionAttributeNames: ATTRIBUTE_NAMES,
  }),
  shownAs: 'json',
}

const TABLES_TO_WRITE: MapShape = {
  kind: 'map',
  required: true,
  keys: TABLE_KEY,
  valueLength: { min: 1, max: 25 },
  value: listOf(
    structure('WriteRequest', {
      DeleteRequest: structure('DeleteRequest', { Key: required(KEY_MAP) }),
      PutRequest: structure('PutRequest', { Item: required(ATTRIBUTE_MAP) }),
    }),
  ),
}

export const BATCH_GET_ITEM: Operation = {
  members: { RequestItems: TABLES_TO_READ, ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY },
  requestItemsEmpty: requestItemsTooShort,
}

export const BATCH_WRITE_ITEM: Operation = {
  members: {
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    ReturnItemCollectionMetrics: RETURN_ITEM_COLLECTION_METRICS,
    RequestItems: TABLES_TO_WRITE,
  },
  alone: [['ReturnConsumedCapacity', 'ReturnItemCollectionMetrics']],
  joinedWithout: 'RequestItems',
  requestItemsEmpty: requestItemsRequired,
}

const ACTIONS_LENGTH = { min: 1, max: 100 }

const TABLE_NAME = required(TABLE_OF_ITEMS)
const KEY = required(KEY_MAP)

/** Its set of values is judged later, with the action that it stands in. */
const CONDITION = {
  ExpressionAttributeNames: ATTRIBUTE_NAMES,
  ExpressionAttributeValues: ATTRIBUTE_VALUES,
  ReturnValuesOnConditionCheckFailure: STRING,
}

export const TRANSACT_GET_ITEMS: Operation = {
  members: {
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    TransactItems: required(
      listOf(
        structure('TransactGetItem', {
          Get: required(
            structure('Get', {
              Key: KEY,
              TableName: TABLE_NAME,
              ProjectionExpression: STRING,
              ExpressionAttributeNames: ATTRIBUTE_NAMES,
            }),
          ),
        }),
        ACTIONS_LENGTH,
      ),
    ),
  },
}

export const TRANSACT_WRITE_ITEMS: Operation = {
  members: {
    ClientRequestToken: { kind: 'string', length: { min: 1, max: 36 } },
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    ReturnItemCollectionMetrics: RETURN_ITEM_COLLECTION_METRICS,
    TransactItems: required(
      listOf(
        structure('TransactWriteItem', {
          ConditionCheck: structure('ConditionCheck', {
            Key: KEY,
            TableName: TABLE_NAME,
            ConditionExpression: required(STRING),
            ...CONDITION,
          }),
          Put: structure('Put', {
            Item: required(ATTRIBUTE_MAP),
            TableName: TABLE_NAME,
            ConditionExpression: STRING,
            ...CONDITION,
          }),
          Delete: structure('Delete', {
            Key: KEY,
            TableName: TABLE_NAME,
            ConditionExpression: STRING,
            ...CONDITION,
          }),
          Update: structure('Update', {
            Key: KEY,
            UpdateExpression: required(STRING),
            TableName: TABLE_NAME,
            ConditionExpression: STRING,
            ...CONDITION,
          }),
        }),
        ACTIONS_LENGTH,
      ),
    ),
  },
}
