/** Shapes that several operations share. Sets of values stand in the service's order. */

import { PLACEHOLDERS_SIZE_MAX } from '../types/limits.js'
import {
  ATTRIBUTE_VALUE,
  BOOLEAN,
  listOf,
  type MapShape,
  mapOf,
  oneOf,
  STRING,
  type StringShape,
  structure,
} from './shape.js'

const NAME_PATTERN = /^[a-zA-Z0-9_.-]+$/
const ARN_LENGTH = { min: 1, max: 1024 }

/** The name of a table that is there, or its ARN, for operations on items. */
export const TABLE_OF_ITEMS: StringShape = {
  kind: 'string',
  pattern: NAME_PATTERN,
  length: { min: 1, max: 255 },
  orArn: ARN_LENGTH,
}

/** The same for PutItem, UpdateItem and DeleteItem. */
export const TABLE_TO_WRITE: StringShape = { ...TABLE_OF_ITEMS, newerIfEmpty: true }

/** The name of a table that is there, or its ARN, for operations on tables. */
export const TABLE_BY_NAME: StringShape = { ...TABLE_OF_ITEMS, length: ARN_LENGTH }

/** A name that is to be given to a table, or the name of an index. */
export const NAME: StringShape = {
  kind: 'string',
  pattern: NAME_PATTERN,
  length: { min: 3, max: 255 },
}

/** The ARN of a stream of DynamoDB, or of Kinesis. */
export const STREAM_ARN: StringShape = { kind: 'string', length: { min: 37, max: 1024 } }

/** What has tags or a policy. */
export const RESOURCE_ARN: StringShape = {
  kind: 'string',
  required: true,
  length: { min: 1, max: 1283 },
}

/** A table as a key of a map. */
export const TABLE_KEY: StringShape = { ...NAME, orArn: ARN_LENGTH }

export const RETURN_CONSUMED_CAPACITY = oneOf('INDEXES', 'TOTAL', 'NONE')
export const RETURN_ITEM_COLLECTION_METRICS = oneOf('SIZE', 'NONE')
/** The newer form has a name that there is not: the slip is the service's own. */
export const RETURN_VALUES: StringShape = {
  ...oneOf('ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'),
  newerOneOf: ['ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATE_NEW', 'NONE'],
}
/** The order is not certain. */
export const RETURN_VALUES_ON_CONDITION_CHECK_FAILURE = oneOf('ALL_OLD', 'NONE')
/** Of Scan. */
export const CONDITIONAL_OPERATOR = oneOf('OR', 'AND')
/** Of the other operations. The newer form is the service's own, though AND is what it accepts. */
export const CONDITIONAL_OPERATOR_NEWER: StringShape = {
  ...CONDITIONAL_OPERATOR,
  newerOneOf: ['ALL', 'OR'],
}
export const SELECT = oneOf(
  'SPECIFIC_ATTRIBUTES',
  'COUNT',
  'ALL_ATTRIBUTES',
  'ALL_PROJECTED_ATTRIBUTES',
)
const COMPARISON_OPERATOR = oneOf(
  'IN',
  'NULL',
  'BETWEEN',
  'LT',
  'NOT_CONTAINS',
  'EQ',
  'GT',
  'NOT_NULL',
  'NE',
  'LE',
  'BEGINS_WITH',
  'GE',
  'CONTAINS',
)

/** Bytes of a key with the longest names and values, and some more. */
const KEY_BYTES_MAX = 4096

/** An item. */
export const ATTRIBUTE_MAP = mapOf(ATTRIBUTE_VALUE)
export const KEY_MAP: MapShape = { ...ATTRIBUTE_MAP, sizeMax: KEY_BYTES_MAX }
/** What placeholders of expressions stand for. */
export const ATTRIBUTE_NAMES: MapShape = { ...mapOf(STRING), sizeMax: PLACEHOLDERS_SIZE_MAX }
export const ATTRIBUTE_VALUES: MapShape = { ...ATTRIBUTE_MAP, sizeMax: PLACEHOLDERS_SIZE_MAX }
export const ATTRIBUTES_TO_GET = listOf(STRING, { min: 1, max: 255 })

/** QueryFilter, ScanFilter and KeyConditions. */
export const CONDITIONS = mapOf(
  structure('Condition', {
    AttributeValueList: listOf(ATTRIBUTE_VALUE),
    ComparisonOperator: { ...COMPARISON_OPERATOR, required: true },
  }),
)

export const EXPECTED = mapOf(
  structure('ExpectedAttributeValue', {
    Value: ATTRIBUTE_VALUE,
    Exists: BOOLEAN,
    ComparisonOperator: COMPARISON_OPERATOR,
    AttributeValueList: listOf(ATTRIBUTE_VALUE),
  }),
)
