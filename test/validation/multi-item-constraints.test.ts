/** Constraints of members, for batches and transactions. Rows stand in the order of the checks. */

import { describe, expect, test } from 'vitest'
import {
  expectFailures,
  lengthFrom,
  lengthTo,
  NOT_NULL,
  oneOf,
  PATTERN,
  refusalOf,
} from './expect-refusal.js'

const CAPACITY = oneOf('INDEXES, TOTAL, NONE')
const METRICS = oneOf('SIZE, NONE')

const MAP_KEYS =
  'Map keys must satisfy constraint: [Member must have length less than or equal to 255, ' +
  'Member must have length greater than or equal to 3, ' +
  'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]'
const MAP_VALUE =
  'Map value must satisfy constraint: [Member must have length less than or equal to 25, ' +
  'Member must have length greater than or equal to 1]'

const key = { a: { S: 'x' } }
const keys = (count: number): object[] => Array.from({ length: count }, () => key)
const puts = (count: number): object[] =>
  Array.from({ length: count }, () => ({ PutRequest: { Item: key } }))

/** The text for a map whose keys or values fail; `rest` is what else fails, before it and after it. */
const ofMap = (
  shown: string,
  constraint: string,
  rest: { readonly before?: string[]; readonly after?: string[] } = {},
): string => {
  const part = `Value '${shown}' at 'requestItems' failed to satisfy constraint: ${constraint}`
  const parts = [...(rest.before ?? []), part, ...(rest.after ?? [])]
  const plural = parts.length === 1 ? '' : 's'
  return `ValidationException: ${parts.length} validation error${plural} detected: ${parts.join('; ')}`
}

describe('BatchGetItem', () => {
  const refusal = (RequestItems: unknown, rest = {}): string =>
    refusalOf('BatchGetItem', { RequestItems, ...rest })

  test('RequestItems is required', () => {
    expectFailures('BatchGetItem', {}, [['null', 'requestItems', NOT_NULL]])
    expectFailures('BatchGetItem', { ReturnConsumedCapacity: 'hi' }, [
      ['null', 'requestItems', NOT_NULL],
      ["'hi'", 'returnConsumedCapacity', CAPACITY],
    ])
  })

  test('keys come before what they stand for, and that before the set of values', () => {
    const after = [
      "Value null at 'requestItems.abc;.member.keys' failed to satisfy constraint: Member must not be null",
      "Value '[]' at 'requestItems.abc;.member.attributesToGet' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
      "Value 'hi' at 'returnConsumedCapacity' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [INDEXES, TOTAL, NONE]',
    ]
    expect(refusal({ 'abc;': { AttributesToGet: [] } }, { ReturnConsumedCapacity: 'hi' })).toBe(
      ofMap('{"abc;":{"AttributesToGet":[]}}', MAP_KEYS, { after }),
    )
  })

  test.each(['bad!name', 'ab', 'a'.repeat(256), ''])('the table name %j', name => {
    const items = { [name]: { Keys: [key] } }
    expect(refusal(items)).toBe(ofMap(JSON.stringify(items), MAP_KEYS))
  })

  const NEWER =
    "ValidationException: 1 validation error detected: Value at 'RequestItems.Tbl.member.Keys'"

  test('how many keys there are is told in the newer form', () => {
    expect(refusal({ Tbl: { Keys: [] } })).toBe(
      `${NEWER} failed to satisfy constraint: Member must have length greater than or equal to 1`,
    )
    expect(refusal({ abc: { Keys: [key] }, Tbl: { Keys: keys(101) } })).toBe(
      `${NEWER} failed to satisfy constraint: Member must have length less than or equal to 100`,
    )
  })

  test('null in the place of keys', () => {
    expectFailures('BatchGetItem', { RequestItems: { abc: { Keys: [key, null] } } }, [
      ['null', 'requestItems.abc.member.keys.2.member', NOT_NULL],
    ])
    expect(refusal({ abc: { Keys: Array(101).fill(null) } })).toContain("Value '[null, null, ")
  })

  test('no table at all', () => {
    const text = 'ValidationException: The requestItems parameter is required for BatchGetItem'
    expect(refusal({})).toBe(text)
    expect(refusal({ abc: null })).toBe(text)
    expectFailures('BatchGetItem', { RequestItems: {}, ReturnConsumedCapacity: 'hi' }, [
      ["'hi'", 'returnConsumedCapacity', CAPACITY],
    ])
  })

  test('what is right', () => {
    const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/abc'
    expect(refusal({ abc: { Keys: keys(100) }, [arn]: { Keys: keys(100) } })).toBe('accepted')
  })
})

describe('BatchWriteItem', () => {
  const refusal = (RequestItems: unknown, rest = {}): string =>
    refusalOf('BatchWriteItem', { RequestItems, ...rest })

  test('sets of values come before RequestItems', () => {
    expectFailures(
      'BatchWriteItem',
      { ReturnItemCollectionMetrics: 'hi', ReturnConsumedCapacity: 'hi' },
      [
        ["'hi'", 'returnConsumedCapacity', CAPACITY],
        ["'hi'", 'returnItemCollectionMetrics', METRICS],
        ['null', 'requestItems', NOT_NULL],
      ],
    )
  })

  test('keys come before values', () => {
    expect(refusal({ 'abc;': [] })).toBe(
      ofMap('{abc;=[]}', MAP_KEYS, {
        after: [`Value '{abc;=[]}' at 'requestItems' failed to satisfy constraint: ${MAP_VALUE}`],
      }),
    )
  })

  test('how many requests there are for a table', () => {
    expect(refusal({ abc: [] })).toBe(ofMap('{abc=[]}', MAP_VALUE))
    expect(refusal({ abc: puts(1), abd: [] })).toContain(MAP_VALUE)
    expect(refusal({ abc: puts(26) })).toContain(MAP_VALUE)
    expect(refusal({ abc: puts(25), abd: puts(25) })).toBe('accepted')
  })

  test('a request without what it is about', () => {
    const requests = [
      { PutRequest: { Item: key } },
      { PutRequest: {} },
      { DeleteRequest: {} },
      {},
      null,
    ]
    expectFailures('BatchWriteItem', { RequestItems: { abc: requests } }, [
      ['null', 'requestItems.abc.member.2.member.putRequest.item', NOT_NULL],
      ['null', 'requestItems.abc.member.3.member.deleteRequest.key', NOT_NULL],
      ['null', 'requestItems.abc.member.5.member', NOT_NULL],
    ])
  })

  test('no table at all', () => {
    expect(refusal({})).toBe(
      'ValidationException: The requestItems parameter is required for BatchWriteItem',
    )
  })
})

describe('TransactWriteItems', () => {
  const right = { Put: { TableName: 'abc', Item: {} } }

  test('lists what fails in its order', () => {
    const ClientRequestToken = 'a'.repeat(37)
    const wrong = {
      TransactItems: [],
      ReturnItemCollectionMetrics: 'hi',
      ReturnConsumedCapacity: 'hi',
      ClientRequestToken,
    }
    expectFailures('TransactWriteItems', wrong, [
      [`'${ClientRequestToken}'`, 'clientRequestToken', lengthTo(36)],
      ["'hi'", 'returnConsumedCapacity', CAPACITY],
      ["'hi'", 'returnItemCollectionMetrics', METRICS],
      ["'[]'", 'transactItems', lengthFrom(1)],
    ])
    expectFailures('TransactWriteItems', {}, [['null', 'transactItems', NOT_NULL]])
    expectFailures('TransactWriteItems', { ClientRequestToken: '', TransactItems: [right] }, [
      ["''", 'clientRequestToken', lengthFrom(1)],
    ])
  })

  test('what each action requires', () => {
    const TransactItems = [{ ConditionCheck: {} }, { Put: {} }, { Delete: {} }]
    expectFailures('TransactWriteItems', { TransactItems }, [
      ['null', 'transactItems.1.member.conditionCheck.key', NOT_NULL],
      ['null', 'transactItems.1.member.conditionCheck.tableName', NOT_NULL],
      ['null', 'transactItems.1.member.conditionCheck.conditionExpression', NOT_NULL],
      ['null', 'transactItems.2.member.put.item', NOT_NULL],
      ['null', 'transactItems.2.member.put.tableName', NOT_NULL],
      ['null', 'transactItems.3.member.delete.key', NOT_NULL],
      ['null', 'transactItems.3.member.delete.tableName', NOT_NULL],
    ])
    const update = { Update: { TableName: 'a;', Key: {} } }
    expectFailures('TransactWriteItems', { TransactItems: [right, update] }, [
      ['null', 'transactItems.2.member.update.updateExpression', NOT_NULL],
      ["'a;'", 'transactItems.2.member.update.tableName', PATTERN],
    ])
  })

  test('how many actions there are', () => {
    const actions = (count: number): object => ({ TransactItems: Array(count).fill(right) })
    expect(refusalOf('TransactWriteItems', actions(100))).toBe('accepted')
    expect(refusalOf('TransactWriteItems', actions(101))).toMatch(
      /^ValidationException: 1 validation error detected: Value '\[.*\]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/,
    )
  })

  test('what is judged later, action by action', () => {
    const Put = { ...right.Put, ReturnValuesOnConditionCheckFailure: 'hi' }
    expect(refusalOf('TransactWriteItems', { TransactItems: [{}, { Put }] })).toBe('accepted')
  })
})

test('TransactGetItems requires Get, and what that requires', () => {
  const TransactItems = [{ Get: { TableName: 'abc', Key: {} } }, {}, { Get: {} }, null]
  expectFailures('TransactGetItems', { TransactItems, ReturnConsumedCapacity: 'hi' }, [
    ["'hi'", 'returnConsumedCapacity', CAPACITY],
    ['null', 'transactItems.2.member.get', NOT_NULL],
    ['null', 'transactItems.3.member.get.key', NOT_NULL],
    ['null', 'transactItems.3.member.get.tableName', NOT_NULL],
    ['null', 'transactItems.4.member', NOT_NULL],
  ])
})
