/** The operations on items. The order of members at the end of a list, those without constraints apart, is not certain. */

import { ITEM_SIZE_MAX } from '../types/limits.js'
import {
  ATTRIBUTE_MAP,
  ATTRIBUTE_NAMES,
  ATTRIBUTE_VALUES,
  ATTRIBUTES_TO_GET,
  CONDITIONAL_OPERATOR,
  CONDITIONAL_OPERATOR_NEWER,
  CONDITIONS,
  EXPECTED,
  KEY_MAP,
  NAME,
  RETURN_CONSUMED_CAPACITY,
  RETURN_ITEM_COLLECTION_METRICS,
  RETURN_VALUES,
  RETURN_VALUES_ON_CONDITION_CHECK_FAILURE,
  SELECT,
  TABLE_OF_ITEMS,
  TABLE_TO_WRITE,
} from './common-shapes.js'
import type { Operation } from './operation.js'
import {
  ATTRIBUTE_VALUE,
  BOOLEAN,
  INTEGER,
  type MapShape,
  mapOf,
  oneOf,
  required,
  STRING,
  structure,
} from './shape.js'

/** Of PutItem and DeleteItem: what is told alone, unless the item or the key is absent. */
const ALONE_IN_PUTS_AND_DELETES = [['TableName'], ['ConditionalOperator']]

/** Of UpdateItem, likewise. */
const ALONE_IN_UPDATES = [
  ['TableName'],
  ['ReturnValues'],
  ['ConditionalOperator'],
  ['ReturnConsumedCapacity'],
  ['ReturnItemCollectionMetrics'],
  ['ReturnValuesOnConditionCheckFailure'],
]

const EXPRESSION_MAPS = {
  ExpressionAttributeNames: ATTRIBUTE_NAMES,
  ExpressionAttributeValues: ATTRIBUTE_VALUES,
}

const CONDITION = { ConditionExpression: STRING, ...EXPRESSION_MAPS }

const TABLE_NAME = required(TABLE_OF_ITEMS)
const TABLE_NAME_TO_WRITE = required(TABLE_TO_WRITE)
const KEY = required(KEY_MAP)

export const PUT_ITEM: Operation = {
  members: {
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    TableName: TABLE_NAME_TO_WRITE,
    Item: required(ATTRIBUTE_MAP),
    ReturnValues: RETURN_VALUES,
    ReturnItemCollectionMetrics: RETURN_ITEM_COLLECTION_METRICS,
    ReturnValuesOnConditionCheckFailure: RETURN_VALUES_ON_CONDITION_CHECK_FAILURE,
    ConditionalOperator: CONDITIONAL_OPERATOR_NEWER,
    Expected: EXPECTED,
    ...CONDITION,
  },
  alone: ALONE_IN_PUTS_AND_DELETES,
  joinedWithout: 'Item',
  joinsNewer: true,
}

/** Their names alone make an item too large from there on. */
const ATTRIBUTE_UPDATES: MapShape = {
  ...mapOf(
    structure('AttributeValueUpdate', {
      Value: ATTRIBUTE_VALUE,
      Action: oneOf('ADD', 'DELETE', 'PUT'),
    }),
  ),
  sizeMax: ITEM_SIZE_MAX,
}

export const UPDATE_ITEM: Operation = {
  members: {
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    TableName: TABLE_NAME_TO_WRITE,
    ReturnItemCollectionMetrics: RETURN_ITEM_COLLECTION_METRICS,
    ReturnValues: RETURN_VALUES,
    ConditionalOperator: CONDITIONAL_OPERATOR_NEWER,
    Key: KEY,
    ReturnValuesOnConditionCheckFailure: RETURN_VALUES_ON_CONDITION_CHECK_FAILURE,
    AttributeUpdates: ATTRIBUTE_UPDATES,
    Expected: EXPECTED,
    UpdateExpression: STRING,
    ...CONDITION,
  },
  alone: ALONE_IN_UPDATES,
  joinedWithout: 'Key',
  joinsNewer: true,
}

export const DELETE_ITEM: Operation = {
  members: {
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    TableName: TABLE_NAME_TO_WRITE,
    ReturnValues: RETURN_VALUES,
    ReturnItemCollectionMetrics: RETURN_ITEM_COLLECTION_METRICS,
    ConditionalOperator: CONDITIONAL_OPERATOR_NEWER,
    Key: KEY,
    ReturnValuesOnConditionCheckFailure: RETURN_VALUES_ON_CONDITION_CHECK_FAILURE,
    Expected: EXPECTED,
    ...CONDITION,
  },
  alone: ALONE_IN_PUTS_AND_DELETES,
  joinedWithout: 'Key',
  joinsNewer: true,
}

export const GET_ITEM: Operation = {
  members: {
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    AttributesToGet: ATTRIBUTES_TO_GET,
    TableName: TABLE_NAME,
    Key: KEY,
    ConsistentRead: BOOLEAN,
    ProjectionExpression: STRING,
    ExpressionAttributeNames: ATTRIBUTE_NAMES,
  },
}

export const QUERY: Operation = {
  members: {
    Select: SELECT,
    IndexName: NAME,
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    QueryFilter: CONDITIONS,
    TableName: TABLE_NAME,
    ConditionalOperator: CONDITIONAL_OPERATOR_NEWER,
    AttributesToGet: ATTRIBUTES_TO_GET,
    Limit: { kind: 'integer', range: { min: 1 }, newer: true },
    KeyConditions: CONDITIONS,
    ConsistentRead: BOOLEAN,
    ScanIndexForward: BOOLEAN,
    ExclusiveStartKey: KEY_MAP,
    KeyConditionExpression: STRING,
    FilterExpression: STRING,
    ProjectionExpression: STRING,
    ...EXPRESSION_MAPS,
  },
  alone: [['ConditionalOperator']],
  joinedWithout: 'TableName',
  conditionalOperatorBare: true,
}

export const SCAN: Operation = {
  members: {
    Select: SELECT,
    IndexName: NAME,
    TotalSegments: { ...INTEGER, range: { min: 1, max: 1_000_000 } },
    ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
    TableName: TABLE_NAME,
    ConditionalOperator: CONDITIONAL_OPERATOR,
    ScanFilter: CONDITIONS,
    Segment: { ...INTEGER, range: { min: 0, max: 999_999 } },
    Limit: { ...INTEGER, range: { min: 1 } },
    AttributesToGet: ATTRIBUTES_TO_GET,
    ConsistentRead: BOOLEAN,
    ExclusiveStartKey: KEY_MAP,
    FilterExpression: STRING,
    ProjectionExpression: STRING,
    ...EXPRESSION_MAPS,
  },
}
