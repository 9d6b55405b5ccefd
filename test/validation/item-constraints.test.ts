/** Constraints of members, for the operations on items. Rows stand in the order of the checks. */

import { describe, expect, test } from 'vitest'
import type { OperationName } from '../../src/validation/request.js'
import {
  expectFailures,
  lengthFrom,
  lengthTo,
  NOT_NULL,
  oneOf,
  PATTERN,
  refusalOf,
  valueFrom,
  valueTo,
} from './expect-refusal.js'

const CAPACITY = oneOf('INDEXES, TOTAL, NONE')
const METRICS = oneOf('SIZE, NONE')
const RETURN_VALUES = oneOf('ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW')
const ON_FAILURE = oneOf('ALL_OLD, NONE')
const CONDITIONAL = oneOf('OR, AND')
const SELECT = oneOf('SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES')
const COMPARISON = oneOf(
  'IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS',
)

/** Everything wrong that can be at once. */
const WRONG = {
  TableName: 'abc;',
  ReturnConsumedCapacity: 'hi',
  ReturnItemCollectionMetrics: 'hi',
  ReturnValues: 'hi',
  ReturnValuesOnConditionCheckFailure: 'hi',
  ConditionalOperator: 'hi',
  Select: 'hi',
  IndexName: 'b;',
  AttributesToGet: [],
  Limit: 0,
  Segment: -1,
  TotalSegments: 0,
  QueryFilter: { a: {} },
  ScanFilter: { a: { ComparisonOperator: 'x' } },
  KeyConditions: { b: { ComparisonOperator: 'EQ' }, c: { ComparisonOperator: 'eq' } },
}

type Row = readonly [
  operation: OperationName,
  parts: readonly (readonly [value: string, path: string, constraint: string])[],
]

const TOGETHER: readonly Row[] = [
  [
    'PutItem',
    [
      ["'hi'", 'returnConsumedCapacity', CAPACITY],
      ["'abc;'", 'tableName', PATTERN],
      ['null', 'item', NOT_NULL],
      ["'hi'", 'returnValues', RETURN_VALUES],
      ["'hi'", 'returnItemCollectionMetrics', METRICS],
      ["'hi'", 'returnValuesOnConditionCheckFailure', ON_FAILURE],
      ["'hi'", 'conditionalOperator', CONDITIONAL],
    ],
  ],
  [
    'UpdateItem',
    [
      ["'hi'", 'returnConsumedCapacity', CAPACITY],
      ["'abc;'", 'tableName', PATTERN],
      ["'hi'", 'returnItemCollectionMetrics', METRICS],
      ["'hi'", 'returnValues', RETURN_VALUES],
      ["'hi'", 'conditionalOperator', CONDITIONAL],
      ['null', 'key', NOT_NULL],
      ["'hi'", 'returnValuesOnConditionCheckFailure', ON_FAILURE],
    ],
  ],
  [
    'DeleteItem',
    [
      ["'hi'", 'returnConsumedCapacity', CAPACITY],
      ["'abc;'", 'tableName', PATTERN],
      ["'hi'", 'returnValues', RETURN_VALUES],
      ["'hi'", 'returnItemCollectionMetrics', METRICS],
      ["'hi'", 'conditionalOperator', CONDITIONAL],
      ['null', 'key', NOT_NULL],
      ["'hi'", 'returnValuesOnConditionCheckFailure', ON_FAILURE],
    ],
  ],
  [
    'GetItem',
    [
      ["'hi'", 'returnConsumedCapacity', CAPACITY],
      ["'[]'", 'attributesToGet', lengthFrom(1)],
      ["'abc;'", 'tableName', PATTERN],
      ['null', 'key', NOT_NULL],
    ],
  ],
  [
    'Scan',
    [
      ["'hi'", 'select', SELECT],
      ["'b;'", 'indexName', PATTERN],
      ["'b;'", 'indexName', lengthFrom(3)],
      ["'0'", 'totalSegments', valueFrom(1)],
      ["'hi'", 'returnConsumedCapacity', CAPACITY],
      ["'abc;'", 'tableName', PATTERN],
      ["'hi'", 'conditionalOperator', CONDITIONAL],
      ["'x'", 'scanFilter.a.member.comparisonOperator', COMPARISON],
      ["'-1'", 'segment', valueFrom(0)],
      ["'0'", 'limit', valueFrom(1)],
    ],
  ],
]

test.each(TOGETHER)('%s lists what fails in its order', (operation, parts) => {
  expectFailures(operation, WRONG, parts)
  // The order is not that of the request.
  expectFailures(operation, Object.fromEntries(Object.entries(WRONG).reverse()), parts)
})

test('Query lists what fails in its order if the table is not named', () => {
  const { TableName: _, ...json } = WRONG
  expectFailures('Query', json, [
    ["'hi'", 'select', SELECT],
    ["'b;'", 'indexName', PATTERN],
    ["'b;'", 'indexName', lengthFrom(3)],
    ["'hi'", 'returnConsumedCapacity', CAPACITY],
    ['null', 'queryFilter.a.member.comparisonOperator', NOT_NULL],
    ['null', 'tableName', NOT_NULL],
    ["'hi'", 'conditionalOperator', CONDITIONAL],
    ["'[]'", 'attributesToGet', lengthFrom(1)],
    ["'0'", 'limit', valueFrom(1)],
    ["'eq'", 'keyConditions.c.member.comparisonOperator', COMPARISON],
  ])
})

describe.each(['PutItem', 'UpdateItem', 'DeleteItem'] as const)('%s', operation => {
  const right = { TableName: 'abc', Item: {}, Key: {} }

  test.each<readonly [string, object, readonly [string, string, string]]>([
    ['the table', WRONG, ["'abc;'", 'tableName', PATTERN]],
    ['ReturnValues', { ...WRONG, TableName: 'abc' }, ["'hi'", 'returnValues', RETURN_VALUES]],
    [
      'ReturnConsumedCapacity',
      { ReturnConsumedCapacity: 'hi', ReturnItemCollectionMetrics: 'hi' },
      ["'hi'", 'returnConsumedCapacity', CAPACITY],
    ],
    [
      'ReturnItemCollectionMetrics',
      { ReturnItemCollectionMetrics: 'hi', ReturnValuesOnConditionCheckFailure: 'hi' },
      ["'hi'", 'returnItemCollectionMetrics', METRICS],
    ],
    [
      'ReturnValuesOnConditionCheckFailure',
      { ReturnValuesOnConditionCheckFailure: 'hi', Expected: { a: { ComparisonOperator: 'x' } } },
      ["'hi'", 'returnValuesOnConditionCheckFailure', ON_FAILURE],
    ],
  ])('tells %s alone', (_name, json, part) => {
    expectFailures(operation, { ...right, ...json }, [part])
  })

  test('tells ConditionalOperator alone, in a text of its own', () => {
    const json = { ...right, ConditionalOperator: 'and', ReturnConsumedCapacity: 'hi' }
    expect(refusalOf(operation, json)).toBe(
      'ValidationException: 1 validation error detected: ' +
        'Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]',
    )
  })

  test('joins what fails within Expected', () => {
    const Expected = {
      a: { ComparisonOperator: 'x' },
      b: { Exists: false },
      c: { ComparisonOperator: '' },
    }
    expectFailures(operation, { ...right, Expected }, [
      ["'x'", 'expected.a.member.comparisonOperator', COMPARISON],
      ["''", 'expected.c.member.comparisonOperator', COMPARISON],
    ])
  })
})

test('UpdateItem names the actions there are', () => {
  const AttributeUpdates = { __a: { Action: 'put' }, b: { Action: 'PUT' } }
  expectFailures('UpdateItem', { TableName: 'abc', Key: {}, AttributeUpdates }, [
    ["'put'", 'attributeUpdates.__a.member.action', oneOf('ADD, DELETE, PUT')],
  ])
})

describe('names of tables', () => {
  const ON_ITEMS = ['PutItem', 'UpdateItem', 'DeleteItem', 'GetItem', 'Query', 'Scan'] as const
  const right = { Item: {}, Key: {} }

  test.each(ON_ITEMS)('%s', operation => {
    const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/${'a'.repeat(255)}`
    expectFailures(operation, right, [['null', 'tableName', NOT_NULL]])
    expectFailures(operation, { ...right, TableName: null }, [['null', 'tableName', NOT_NULL]])
    expectFailures(operation, { ...right, TableName: '' }, [["''", 'tableName', lengthFrom(1)]])
    const long = 'a'.repeat(256)
    expectFailures(operation, { ...right, TableName: long }, [
      [`'${long}'`, 'tableName', lengthTo(255)],
    ])
    const both = `${long} `
    expectFailures(operation, { ...right, TableName: both }, [
      [`'${both}'`, 'tableName', PATTERN],
      [`'${both}'`, 'tableName', lengthTo(255)],
    ])
    const longArn = arn.padEnd(1025, 'a')
    expectFailures(operation, { ...right, TableName: longArn }, [
      [`'${longArn}'`, 'tableName', lengthTo(1024)],
    ])
    for (const TableName of ['a', 'a.b-c_D9', 'a'.repeat(255), arn]) {
      expect(refusalOf(operation, { ...right, TableName })).toBe('accepted')
    }
  })
})

describe('numbers', () => {
  const table = { TableName: 'abc' }

  test('Query tells its limit in the newer form if nothing else fails', () => {
    const text =
      "ValidationException: 1 validation error detected: Value at 'Limit' failed to satisfy constraint: " +
      'Member must have value greater than or equal to 1'
    expect(refusalOf('Query', { ...table, Limit: 0 })).toBe(text)
    expect(refusalOf('Query', { ...table, Limit: -5 })).toBe(text)
    expect(refusalOf('Query', { ...table, Limit: 0.5 })).toBe(text)
  })

  test('Scan tells each in the older form', () => {
    expectFailures('Scan', { ...table, Limit: 0 }, [["'0'", 'limit', valueFrom(1)]])
    expectFailures('Scan', { ...table, Segment: -1 }, [["'-1'", 'segment', valueFrom(0)]])
    expectFailures('Scan', { ...table, Segment: 1_000_000 }, [
      ["'1000000'", 'segment', valueTo(999_999)],
    ])
    expectFailures('Scan', { ...table, TotalSegments: 0 }, [["'0'", 'totalSegments', valueFrom(1)]])
    expectFailures('Scan', { ...table, TotalSegments: 1_000_001 }, [
      ["'1000001'", 'totalSegments', valueTo(1_000_000)],
    ])
  })

  test('bounds are within', () => {
    const json = { ...table, Limit: 1, Segment: 999_999, TotalSegments: 1_000_000 }
    expect(refusalOf('Scan', json)).toBe('accepted')
    expect(refusalOf('Query', { ...table, Limit: 2_000_000 })).toBe('accepted')
  })
})

test('Query tells ConditionalOperator alone and bare, before Select', () => {
  const json = { TableName: 'abc', ConditionalOperator: 'hi', Select: 'hi', Limit: 0 }
  expect(refusalOf('Query', json)).toBe(
    'ValidationException: Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]',
  )
})

test('AttributesToGet may not have null in it, nor more than 255 names', () => {
  const right = { TableName: 'abc', Key: {} }
  expectFailures('GetItem', { ...right, AttributesToGet: ['a', null] }, [
    ['null', 'attributesToGet.2.member', NOT_NULL],
  ])
  const AttributesToGet = Array.from({ length: 256 }, (_, index) => `a${index}`)
  expectFailures('GetItem', { ...right, AttributesToGet }, [
    [`'[${AttributesToGet.join(', ')}]'`, 'attributesToGet', lengthTo(255)],
  ])
  expect(refusalOf('GetItem', { ...right, AttributesToGet: AttributesToGet.slice(1) })).toBe(
    'accepted',
  )
})

test('no more than ten failures are listed and counted', () => {
  const entries = Array.from({ length: 30 }, (_, index) => [`a${index}`, {}])
  const KeyConditions = Object.fromEntries(entries)
  const paths = entries
    .slice(0, 10)
    .map(([name]) => `keyConditions.${name}.member.comparisonOperator`)
  expectFailures(
    'Query',
    { TableName: 'abc', KeyConditions },
    paths.map(path => ['null', path, NOT_NULL] as const),
  )
})
