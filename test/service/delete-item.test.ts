import { describe, expect, test } from 'vitest'
import { DETECTED, INVALID, NO_TABLE, testInOrder } from './refusals.js'
import { TestRegion } from './region.js'

const SCHEMA = 'The provided key element does not match the schema'
const FAILED = 'ConditionalCheckFailedException: The conditional request failed'

const suite = {
  operation: 'DeleteItem',
  base: { TableName: 'hash', Key: { pk: { S: 'a' } } },
  prepare: (region: TestRegion) => region.put('hash', { pk: { S: 'a' }, n: { N: '1' } }),
}

describe('faults in the order of the service', () => {
  testInOrder(suite, [
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
  testInOrder({ ...suite, base: { ...suite.base, ConditionExpression: 'n < n2' } }, [
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

describe('answers', () => {
  const region = new TestRegion()
  const remove = (members: object) =>
    region.run('DeleteItem', { TableName: 'hash', Key: { pk: { S: 'a' } }, ...members })
  const item = { pk: { S: 'a' }, n: { N: '1' } }

  test('nothing by default, whether or not there is an item', () => {
    region.put('hash', item)
    expect(remove({})).toEqual({})
    expect(region.items('hash')).toEqual([])
    expect(remove({})).toEqual({})
    expect(remove({ ReturnValues: 'ALL_OLD' })).toEqual({})
  })

  test('ALL_OLD', () => {
    region.put('hash', item)
    expect(remove({ ReturnValues: 'ALL_OLD', ReturnConsumedCapacity: 'INDEXES' })).toEqual({
      Attributes: item,
      ConsumedCapacity: { TableName: 'hash', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
    })
  })

  test('what is not there costs a unit', () => {
    expect(
      remove({ ReturnConsumedCapacity: 'TOTAL', ReturnItemCollectionMetrics: 'SIZE' }),
    ).toEqual({
      ConsumedCapacity: { TableName: 'hash', CapacityUnits: 1 },
    })
  })

  test('the condition of an absent item is asked of the empty item', () => {
    expect(remove({ ConditionExpression: 'attribute_not_exists(pk)' })).toEqual({})
    const failing = { TableName: 'hash', Key: { pk: { S: 'a' } }, ConditionExpression: 'pk <= pk2' }
    expect(
      region.refusal('DeleteItem', { ...failing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ).toMatchObject({ name: 'ConditionalCheckFailedException', item: undefined })
  })

  test('a failed condition tells the item if it is asked to', () => {
    region.put('hash', item)
    const failing = { TableName: 'hash', Key: { pk: { S: 'a' } }, ConditionExpression: 'n > n2' }
    expect(region.refusal('DeleteItem', failing)).toMatchObject({ item: undefined })
    expect(
      region.refusal('DeleteItem', { ...failing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ).toMatchObject({ item: { pk: 'a', n: 1 } })
  })
})
