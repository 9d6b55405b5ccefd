/** Query: what it refuses, in the order of the service's checks, and what it answers. */

import { Rows } from '../row.js'
import { DETECTED, INVALID, NO_TABLE } from './texts.js'

export const rows = new Rows('Query')

const NO_KEYS =
  'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.'
const MIXED =
  'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: '
const NO_INDEX = 'The table does not have the specified index: index'
const DEREFERENCED =
  "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"
const PK = { ExpressionAttributeValues: { ':p': { S: 'a' } } }

const suite = { operation: 'Query', base: { TableName: 'range' } }
const byExpression = { ...suite, base: { ...suite.base, KeyConditionExpression: 'pk = :p', ...PK } }
const eq = (value: object) => ({ ComparisonOperator: 'EQ', AttributeValueList: [value] })
const byConditions = {
  ...suite,
  base: { ...suite.base, KeyConditions: { pk: eq({ S: 'a' }) } },
}

rows.group('faults in the order of the service', () => {
  rows.refusedInOrder(suite, [
    [
      'expressions beside legacy parameters',
      {
        AttributesToGet: ['a'],
        QueryFilter: {},
        ConditionalOperator: 'AND',
        KeyConditions: {},
        ProjectionExpression: '',
        FilterExpression: '',
        KeyConditionExpression: '',
      },
      `${MIXED}{AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions} Expression parameters: {ProjectionExpression, FilterExpression, KeyConditionExpression}`,
    ],
    [
      'names without an expression',
      { ExpressionAttributeNames: {}, KeyConditionExpression: undefined },
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      'values without an expression',
      { ExpressionAttributeValues: {}, KeyConditionExpression: undefined },
      'ExpressionAttributeValues can only be specified when using expressions',
    ],
    [
      'a ConditionalOperator alone',
      { ConditionalOperator: 'AND', QueryFilter: undefined },
      'ConditionalOperator cannot be used without Filter or Expected',
    ],
    [
      'a filter that is none',
      { QueryFilter: { a: { ComparisonOperator: 'EQ' } } },
      `${INVALID}Invalid number of argument(s) for the EQ ComparisonOperator`,
    ],
    [
      'a name that comes twice',
      { AttributesToGet: ['a', 'a'] },
      `${INVALID}Duplicate value in attribute name: a`,
    ],
    [
      'a value of the start key that is none',
      { ExclusiveStartKey: { pk: { N: 'x' } } },
      'The parameter cannot be converted to a numeric value: x',
    ],
    ['no key condition', { KeyConditions: undefined }, NO_KEYS],
    [
      'a value of the key conditions that is none',
      { KeyConditions: { pk: eq({ NS: [] }) } },
      `${INVALID}An number set  may not be empty`,
    ],
    ['no key conditions', { KeyConditions: {} }, 'Conditions can be of length 1 or 2 only'],
    [
      'what Select needs',
      {
        Select: 'SPECIFIC_ATTRIBUTES',
        KeyConditions: { pk: eq({ S: 'a' }) },
        AttributesToGet: undefined,
      },
      `${DETECTED}Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES`,
    ],
  ])
  rows.refusedInOrder(byExpression, [
    [
      'a value of the start key that is none',
      { ExclusiveStartKey: { pk: {} } },
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    ['no names', { ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
    ['no values', { ExpressionAttributeValues: {} }, 'ExpressionAttributeValues must not be empty'],
    [
      'a key condition that is none',
      { KeyConditionExpression: 'pk :p' },
      'Invalid KeyConditionExpression: Syntax error; token: ":p", near: "pk :p"',
    ],
    [
      'a filter that is none',
      { FilterExpression: '' },
      'Invalid FilterExpression: The expression can not be empty;',
    ],
    [
      'a projection that is none',
      { ProjectionExpression: 'a.#b' },
      'Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #b',
    ],
    [
      'a key condition that no schema has',
      { KeyConditionExpression: 'pk = :p OR sk = :p' },
      'Invalid operator used in KeyConditionExpression: OR',
    ],
    [
      'what Select needs',
      { Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: undefined },
      `${DETECTED}Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES`,
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['an index that does not exist', { IndexName: 'index' }, NO_INDEX],
    [
      'a start key of another schema',
      { ExclusiveStartKey: { pk: { S: 'a' } } },
      'The provided starting key is invalid',
    ],
    [
      'a key condition of another schema',
      { KeyConditionExpression: 'pk > :p' },
      'Query key condition not supported',
    ],
    [
      'a start key of another item collection',
      { ExclusiveStartKey: { pk: { S: 'b' }, sk: { S: 'a' } } },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    ['a projection into the key', { ProjectionExpression: 'pk.a' }, DEREFERENCED],
    [
      'a filter of the key',
      { FilterExpression: 'sk = a' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    ],
  ])
  rows.refusedInOrder(byConditions, [
    [
      'a filter that is none',
      { FilterExpression: 'a', QueryFilter: undefined },
      'Invalid FilterExpression: Syntax error; token: "<EOF>", near: "a"',
    ],
    [
      'an operator that keys do not have',
      { KeyConditions: { pk: { ComparisonOperator: 'NE', AttributeValueList: [{ S: 'a' }] } } },
      'Attempted conditional constraint is not an indexable operation',
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['an index that does not exist', { IndexName: 'index' }, NO_INDEX],
    [
      'a start key of another type',
      { ExclusiveStartKey: { pk: { S: 'a' }, sk: { N: '1' } } },
      'The provided key element does not match the schema',
    ],
    [
      'a condition of another type',
      { KeyConditions: { pk: eq({ N: '1' }) } },
      `${INVALID}Condition parameter type does not match schema type`,
    ],
    [
      'a filter of the key',
      { QueryFilter: { pk: eq({ S: 'a' }) } },
      'QueryFilter can only contain non-primary key attributes: Primary key attribute: pk',
    ],
  ])
})

rows.group('parameters that do not go together', () => {
  rows.refused(suite, [
    [
      'the two sorts of key conditions',
      { KeyConditions: {}, KeyConditionExpression: 'pk = :p' },
      `${MIXED}{KeyConditions} Expression parameters: {KeyConditionExpression}`,
    ],
    [
      'a key condition expression and a QueryFilter',
      { QueryFilter: {}, KeyConditionExpression: 'pk = :p' },
      `${MIXED}{QueryFilter} Expression parameters: {KeyConditionExpression}`,
    ],
    [
      'KeyConditions do not count beside other expressions',
      { KeyConditions: {}, AttributesToGet: ['a'], FilterExpression: 'a' },
      `${MIXED}{AttributesToGet} Expression parameters: {FilterExpression}`,
    ],
    [
      'values beside a projection alone',
      { ProjectionExpression: 'a', ExpressionAttributeValues: { ':a': { S: 'a' } } },
      'ExpressionAttributeValues can only be specified when using expressions',
    ],
    [
      'a ConditionalOperator for one condition',
      { QueryFilter: { a: { ComparisonOperator: 'NULL' } }, ConditionalOperator: 'OR' },
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    ],
    [
      'a ConditionalOperator for none',
      { QueryFilter: {}, ConditionalOperator: 'OR' },
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    ],
  ])
})

rows.group('Select', () => {
  const CANNOT = `${DETECTED}Cannot specify the `
  rows.refused(byExpression, [
    [
      'all attributes and a projection',
      { Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'a' },
      `${CANNOT}ProjectionExpression when choosing to get ALL_ATTRIBUTES`,
    ],
    [
      'the count and a projection',
      { Select: 'COUNT', ProjectionExpression: 'a' },
      `${CANNOT}ProjectionExpression when choosing to get only the Count`,
    ],
    [
      'projected attributes and a projection',
      { Select: 'ALL_PROJECTED_ATTRIBUTES', ProjectionExpression: 'a' },
      `${CANNOT}ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES`,
    ],
    [
      'projected attributes of no index',
      { Select: 'ALL_PROJECTED_ATTRIBUTES' },
      'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    ],
    [
      'projected attributes of an index that does not exist',
      { Select: 'ALL_PROJECTED_ATTRIBUTES', IndexName: 'index' },
      NO_INDEX,
    ],
  ])
  rows.refused(byConditions, [
    [
      'the count and names',
      { Select: 'COUNT', AttributesToGet: ['a'] },
      `${CANNOT}AttributesToGet when choosing to get only the Count`,
    ],
  ])
})

rows.group('key conditions', () => {
  const values = (one: object, two: object = one) => ({
    ExpressionAttributeValues: { ':p': one, ':s': two },
  })
  const text = (KeyConditionExpression: string, members: object = values({ S: 'a' })) => ({
    KeyConditionExpression,
    ...members,
  })
  const EMPTY =
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: '
  rows.refused(suite, [
    [
      'more conditions than key attributes',
      text('pk = :p AND sk = :s AND n = :s'),
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
    [
      'another attribute in the place of the sort key',
      text('pk = :p AND n = :s'),
      'Query condition missed key schema element: sk',
    ],
    [
      'no partition key',
      text('sk = :p AND n = :s'),
      'Query condition missed key schema element: pk',
    ],
    [
      'a sort key that there is not',
      { ...text('pk = :p AND sk = :s'), TableName: 'hash' },
      'Query key condition not supported',
    ],
    [
      'another type',
      text('pk = :p AND sk = :s', values({ S: 'a' }, { N: '1' })),
      `${INVALID}Condition parameter type does not match schema type`,
    ],
    [
      'an empty partition key',
      text('pk = :p AND sk = :s', values({ S: '' }, { S: 'a' })),
      `${EMPTY}pk`,
    ],
    ['an empty sort key', text('pk = :p AND sk = :s', values({ S: 'a' }, { S: '' })), `${EMPTY}sk`],
    [
      'nested operations',
      text('pk = :p AND size(sk) = :s'),
      'KeyConditionExpressions cannot contain nested operations',
    ],
    [
      'a value that is none',
      text('pk = :p', { ExpressionAttributeValues: { ':p': { N: '' } } }),
      'The parameter cannot be converted to a numeric value: ',
    ],
    [
      'a value that is not used',
      text('pk = :p'),
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:s}',
    ],
  ])
})

rows.group('start keys', () => {
  const start = (key: object, condition = 'pk = :p', values: object = {}) => ({
    KeyConditionExpression: condition,
    ExpressionAttributeValues: { ':p': { S: 'a' }, ...values },
    ExclusiveStartKey: key,
  })
  const AT_MOST_ONE = 'The query can return at most one row and cannot be restarted'
  const S = { ':s': { S: 'm' } }
  rows.refused(suite, [
    ['empty', start({}), 'The provided starting key is invalid'],
    [
      'of too many attributes',
      start({ pk: { S: 'a' }, sk: { S: 'a' }, n: { S: 'a' } }),
      'The provided starting key is invalid',
    ],
    [
      'without the sort key',
      start({ pk: { S: 'a' }, n: { S: 'a' } }),
      'The provided starting key is invalid',
    ],
    [
      'of another type',
      start({ pk: { N: '1' }, sk: { S: 'a' } }),
      'The provided key element does not match the schema',
    ],
    [
      'that does not satisfy the sort condition',
      start({ pk: { S: 'a' }, sk: { S: 'z' } }, 'pk = :p AND sk < :s', S),
      'The provided starting key does not match the range key predicate',
    ],
    [
      'of another item collection that satisfies the sort condition',
      start({ pk: { S: 'b' }, sk: { S: 'b' } }, 'pk = :p AND sk < :s', S),
      AT_MOST_ONE,
    ],
    [
      'for one item',
      start({ pk: { S: 'a' }, sk: { S: 'm' } }, 'pk = :p AND sk = :s', S),
      AT_MOST_ONE,
    ],
    [
      'for a table without a sort key',
      { ...start({ pk: { S: 'a' } }), TableName: 'hash' },
      AT_MOST_ONE,
    ],
  ])
})
