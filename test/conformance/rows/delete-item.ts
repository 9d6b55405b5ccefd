/** DeleteItem: what it refuses, in the order of the service's checks, and what it answers. */

import { answer, put, Rows, tablesAnd } from '../row.js'
import { CONDITION_FAILED, DETECTED, INVALID, NO_TABLE } from './texts.js'

export const rows = new Rows('DeleteItem')

const SCHEMA = 'The provided key element does not match the schema'
const FAILED = 'ConditionalCheckFailedException: The conditional request failed'

const suite = {
  operation: 'DeleteItem',
  base: { TableName: 'hash', Key: { pk: { S: 'a' } } },
  world: tablesAnd(...put('hash', { pk: { S: 'a' }, n: { N: '1' } })),
}

rows.group('faults in the order of the service', () => {
  rows.refusedInOrder(suite, [
    [
      'an expression beside Expected and ConditionalOperator',
      { Expected: {}, ConditionExpression: 'n', ConditionalOperator: 'OR' },
      `${DETECTED}Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected, ConditionalOperator} Expression parameters: {ConditionExpression}`,
    ],
    [
      'names without an expression',
      { ExpressionAttributeNames: {} },
      `${DETECTED}ExpressionAttributeNames can only be specified when using expressions`,
    ],
    [
      'values without an expression',
      { ExpressionAttributeValues: {} },
      `${DETECTED}ExpressionAttributeValues can only be specified when using expressions`,
    ],
    [
      'a ConditionalOperator for one condition',
      { ConditionalOperator: 'OR', Expected: { n: { Exists: false } } },
      `${DETECTED}ConditionalOperator can only be used when Filter or Expected has two or more elements`,
    ],
    [
      'a value that is none',
      { Key: { pk: { N: 'x' } } },
      `${DETECTED}The parameter cannot be converted to a numeric value: x`,
    ],
    [
      'what it does not return',
      { ReturnValues: 'UPDATED_NEW' },
      `${DETECTED}ReturnValues can only be ALL_OLD or NONE`,
    ],
    [
      'Expected in no shape',
      { Expected: { n: { Exists: false, Value: { N: '1' } } } },
      `${DETECTED}${INVALID}Value cannot be used when Exists is false for Attribute: n`,
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['a key of another schema', { Key: {} }, SCHEMA],
    ['Expected that does not hold', { Expected: { n: { Exists: false } } }, FAILED],
  ])
  rows.refusedInOrder({ ...suite, base: { ...suite.base, ConditionExpression: 'n < n2' } }, [
    [
      'what it does not return',
      { ReturnValues: 'ALL_NEW' },
      `${DETECTED}ReturnValues can only be ALL_OLD or NONE`,
    ],
    [
      'no names',
      { ExpressionAttributeNames: {} },
      `${DETECTED}ExpressionAttributeNames must not be empty`,
    ],
    [
      'a condition that is none',
      { ConditionExpression: 'size(n)' },
      `${DETECTED}Invalid ConditionExpression: The function is not allowed to be used this way in an expression; function: size`,
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['a key of another schema', { Key: { pk: { S: 'a' }, n: { S: 'a' } } }, SCHEMA],
    [
      'a path into the key',
      { ConditionExpression: 'attribute_exists(pk.a)' },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
    ],
    ['a condition that does not hold', { ConditionExpression: 'n = n2' }, FAILED],
  ])
})
rows.group('answers', () => {
  const item = { pk: { S: 'a' }, n: { N: '1' } }
  const capacity = { TableName: 'hash', CapacityUnits: 1 }
  const absent = { Key: { pk: { S: 'zz' } } }
  rows.answered(suite, [
    ['nothing by default', {}, {}],
    ['nothing for NONE', { ReturnValues: 'NONE' }, {}],
    ['nothing of no item', absent, {}],
    ['nothing for ALL_OLD of no item', { ...absent, ReturnValues: 'ALL_OLD' }, {}],
    ['ALL_OLD', { ReturnValues: 'ALL_OLD' }, { Attributes: item }],
    [
      'ALL_OLD, and capacity by parts',
      { ReturnValues: 'ALL_OLD', ReturnConsumedCapacity: 'INDEXES' },
      { Attributes: item, ConsumedCapacity: { ...capacity, Table: { CapacityUnits: 1 } } },
    ],
    [
      'what is not there costs a unit',
      { ...absent, ReturnConsumedCapacity: 'TOTAL', ReturnItemCollectionMetrics: 'SIZE' },
      { ConsumedCapacity: capacity },
    ],
    ['a condition that holds', { ConditionExpression: 'attribute_exists(n)' }, {}],
    [
      'the condition of an absent item is asked of the empty item',
      { ...absent, ConditionExpression: 'attribute_not_exists(pk)' },
      {},
    ],
    ['Expected that holds', { Expected: { n: { Value: { N: '1.0' } } } }, {}],
    ['Expected of no item', { ...absent, Expected: { n: { Exists: false } } }, {}],
  ])

  const told = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
  rows.refused(suite, [
    [
      'a failed condition of no item tells none',
      { ...absent, ...told, ConditionExpression: 'pk <= pk2' },
      CONDITION_FAILED,
    ],
    ['a failed condition tells nothing', { ConditionExpression: 'n > n2' }, CONDITION_FAILED],
    [
      'a failed condition tells the item if it is asked to',
      { ...told, ConditionExpression: 'n > n2' },
      { text: CONDITION_FAILED, Item: item },
    ],
    [
      'Expected that does not hold tells the item if it is asked to',
      { ...told, Expected: { n: { Exists: false } } },
      { text: CONDITION_FAILED, Item: item },
    ],
  ])

  rows.story('what is deleted is gone', suite.world, [
    answer('DeleteItem', suite.base, {}),
    answer('GetItem', suite.base, {}),
    answer('DeleteItem', { ...suite.base, ReturnValues: 'ALL_OLD' }, {}),
    answer('Scan', { TableName: 'hash' }, { Items: [], Count: 0, ScannedCount: 0 }),
  ])
})
