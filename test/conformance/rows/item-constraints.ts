/** Constraints of members of the operations on items, in the order in which they are told. */

import { type Fault, type Json, Rows, type Suite, type World } from '../row.js'
import {
  CAPACITY,
  counted,
  detected,
  lengthFrom,
  lengthTo,
  METRICS,
  NOT_NULL,
  oneOf,
  PATTERN,
  type Part,
  valueFrom,
  valueTo,
} from './constraints.js'
import { NO_TABLE } from './texts.js'

export const rows = new Rows('PutItem')

const RETURN_VALUES = oneOf('ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW')
/** In the newer form, with a slip of the service's. */
const RETURN_VALUES_NEWER =
  'Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]'
const ON_FAILURE = oneOf('ALL_OLD, NONE')
const CONDITIONAL_NEWER =
  'Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]'
const CONDITIONAL = oneOf('OR, AND')
const SELECT = oneOf('SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES')
const COMPARISON = oneOf(
  'IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS',
)
const EMPTY: World = { given: [] }
const suiteOf = (operation: string, base: Json = {}): Suite => ({ operation, base, world: EMPTY })
const sentence = (path: string, constraint: string): string =>
  `Value 'hi' at '${path}' failed to satisfy constraint: Member must ${constraint}`
const failures = (...faults: readonly (readonly [string, Json, ...Part[]])[]): Fault[] =>
  faults.map(([name, members, ...parts]) => [name, members, detected(...parts)])

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
/** What of it each operation has. */
const WRITE = [
  'TableName',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
  'ConditionalOperator',
]
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  PutItem: WRITE,
  UpdateItem: WRITE,
  DeleteItem: WRITE,
  GetItem: ['TableName', 'ReturnConsumedCapacity', 'AttributesToGet'],
  Scan: [
    'TableName',
    'ReturnConsumedCapacity',
    'Select',
    'IndexName',
    'TotalSegments',
    'ConditionalOperator',
    'ScanFilter',
    'Segment',
    'Limit',
  ],
  Query: [
    'ReturnConsumedCapacity',
    'Select',
    'IndexName',
    'ConditionalOperator',
    'QueryFilter',
    'AttributesToGet',
    'Limit',
    'KeyConditions',
  ],
}
const wrongOf = (operation: string): Json =>
  Object.fromEntries(Object.entries(WRONG).filter(([name]) => MEMBERS[operation]?.includes(name)))

const TOGETHER: readonly (readonly [operation: string, ...Part[]])[] = [
  [
    'PutItem',
    ["'hi'", 'returnConsumedCapacity', CAPACITY],
    ["'abc;'", 'tableName', PATTERN],
    ['null', 'item', NOT_NULL],
    ["'hi'", 'returnValues', RETURN_VALUES],
    ["'hi'", 'returnItemCollectionMetrics', METRICS],
    ["'hi'", 'returnValuesOnConditionCheckFailure', ON_FAILURE],
    ["'hi'", 'conditionalOperator', CONDITIONAL],
  ],
  [
    'UpdateItem',
    ["'hi'", 'returnConsumedCapacity', CAPACITY],
    ["'abc;'", 'tableName', PATTERN],
    ["'hi'", 'returnItemCollectionMetrics', METRICS],
    ["'hi'", 'returnValues', RETURN_VALUES],
    ["'hi'", 'conditionalOperator', CONDITIONAL],
    ['null', 'key', NOT_NULL],
    ["'hi'", 'returnValuesOnConditionCheckFailure', ON_FAILURE],
  ],
  [
    'DeleteItem',
    ["'hi'", 'returnConsumedCapacity', CAPACITY],
    ["'abc;'", 'tableName', PATTERN],
    ["'hi'", 'returnValues', RETURN_VALUES],
    ["'hi'", 'returnItemCollectionMetrics', METRICS],
    ["'hi'", 'conditionalOperator', CONDITIONAL],
    ['null', 'key', NOT_NULL],
    ["'hi'", 'returnValuesOnConditionCheckFailure', ON_FAILURE],
  ],
  [
    'GetItem',
    ["'hi'", 'returnConsumedCapacity', CAPACITY],
    ["'[]'", 'attributesToGet', lengthFrom(1)],
    ["'abc;'", 'tableName', PATTERN],
    ['null', 'key', NOT_NULL],
  ],
  [
    'Scan',
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
  [
    'Query',
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
  ],
]

const LONG = 'a'.repeat(256)
const ARN = `arn:aws:dynamodb:us-east-1:000000000000:table/${'a'.repeat(255)}`
const LONG_ARN = ARN.padEnd(1025, 'a')
const NAMES: readonly (readonly [string, Json, ...Part[]])[] = [
  ['no name', {}, ['null', 'tableName', NOT_NULL]],
  ['a long name', { TableName: LONG }, [`'${LONG}'`, 'tableName', lengthTo(255)]],
  [
    'a long name of bad characters',
    { TableName: `${LONG} ` },
    [`'${LONG} '`, 'tableName', PATTERN],
    [`'${LONG} '`, 'tableName', lengthTo(255)],
  ],
  ['a long ARN', { TableName: LONG_ARN }, [`'${LONG_ARN}'`, 'tableName', lengthTo(1024)]],
]
const EMPTY_NAME =
  "1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1"
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem']
const Key = { a: { S: 'a' } }
const RIGHT: readonly (readonly [operation: string, base: Json])[] = [
  ['PutItem', { Item: Key }],
  ['UpdateItem', { Key }],
  ['DeleteItem', { Key }],
  ['GetItem', { Key }],
  ['Scan', {}],
  ['Query', { KeyConditionExpression: 'a = :a', ExpressionAttributeValues: { ':a': Key.a } }],
]

rows.group('constraints', () => {
  for (const [operation, ...parts] of TOGETHER) {
    const wrong = wrongOf(operation)
    const turned = Object.fromEntries(Object.entries(wrong).reverse())
    rows.refused(
      suiteOf(operation),
      failures(
        ['all that fails, in its order', wrong, ...parts],
        ['all that fails, whatever the order of the request', turned, ...parts],
      ),
    )
  }
  for (const [operation, base] of RIGHT) {
    rows.refused(suiteOf(operation, base), failures(...NAMES))
    const isWrite = WRITES.includes(operation)
    rows.refused(suiteOf(operation, base), [
      [
        'an empty name',
        { TableName: '' },
        isWrite ? EMPTY_NAME : detected(["''", 'tableName', lengthFrom(1)]),
      ],
    ])
    if (!isWrite) continue
    rows.refused(suiteOf(operation, operation === 'PutItem' ? { Item: {} } : { Key: {} }), [
      ['an empty name, before a key that is none', { TableName: '' }, EMPTY_NAME],
      [
        'an empty name, before a set of values',
        { TableName: '', ReturnValues: 'hi', ReturnConsumedCapacity: 'hi' },
        EMPTY_NAME,
      ],
    ])
    rows.refused(
      suiteOf(operation),
      failures([
        'an empty name, in the older form beside what is absent',
        { TableName: '' },
        ["''", 'tableName', lengthFrom(1)],
        ['null', operation === 'PutItem' ? 'item' : 'key', NOT_NULL],
      ]),
    )
    const names = ['a', 'a.b-c_D9', 'a'.repeat(255), ARN]
    rows.refused(
      suiteOf(operation, base),
      names.map((TableName): Fault => [`the name ${TableName} is right`, { TableName }, NO_TABLE]),
    )
  }
})

/** What is told of these members if each is `hi`. */
const SENTENCES: Readonly<Record<string, string>> = {
  ReturnConsumedCapacity: sentence('returnConsumedCapacity', CAPACITY),
  ReturnItemCollectionMetrics: sentence('returnItemCollectionMetrics', METRICS),
  ReturnValues: RETURN_VALUES_NEWER,
  ReturnValuesOnConditionCheckFailure: sentence('returnValuesOnConditionCheckFailure', ON_FAILURE),
}
const hi = (names: readonly string[]): Json => Object.fromEntries(names.map(name => [name, 'hi']))
/** Two or more of some. */
const several = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: 2 ** names.length }, (_, chosen) =>
    names.filter((_, place) => (chosen >> place) & 1),
  ).filter(({ length }) => length > 1)

/** The members in the order in which they are told. */
const JOINED: readonly (readonly [operation: string, members: readonly string[]])[] = [
  [
    'PutItem',
    [
      'ReturnConsumedCapacity',
      'ReturnValues',
      'ReturnItemCollectionMetrics',
      'ReturnValuesOnConditionCheckFailure',
    ],
  ],
  [
    'DeleteItem',
    [
      'ReturnConsumedCapacity',
      'ReturnValues',
      'ReturnItemCollectionMetrics',
      'ReturnValuesOnConditionCheckFailure',
    ],
  ],
]
/** The first is told alone. */
const FIRST_ALONE: readonly (readonly [operation: string, members: readonly string[]])[] = [
  [
    'UpdateItem',
    [
      'ReturnValues',
      'ReturnConsumedCapacity',
      'ReturnItemCollectionMetrics',
      'ReturnValuesOnConditionCheckFailure',
    ],
  ],
]

rows.group('sets of values', () => {
  for (const [operation, members] of [...JOINED, ...FIRST_ALONE]) {
    const item = operation === 'PutItem' ? { Item: Key } : { Key }
    const suite = suiteOf(operation, { TableName: 'abc', ...item })
    rows.refused(
      suite,
      members.map((name): Fault => [name, hi([name]), counted([SENTENCES[name] ?? ''])]),
    )
    const isJoined = JOINED.some(([joined]) => joined === operation)
    rows.refused(
      suite,
      several(members).map((names): Fault => {
        const told = (isJoined ? names : names.slice(0, 1)).map(name => SENTENCES[name] ?? '')
        return [names.join(', '), hi(names), counted(told)]
      }),
    )
  }
})

rows.group('constraints that are told alone', () => {
  for (const operation of WRITES) {
    const item = operation === 'PutItem' ? { Item: Key } : { Key }
    const suite = suiteOf(operation, { TableName: 'abc', ...item })
    const wrong = wrongOf(operation)
    rows.refused(
      suite,
      failures(
        ['the table', wrong, ["'abc;'", 'tableName', PATTERN]],
        [
          'what fails within Expected is joined',
          {
            Expected: {
              a: { ComparisonOperator: 'x' },
              b: { Exists: false },
              c: { ComparisonOperator: '' },
            },
          },
          ["'x'", 'expected.a.member.comparisonOperator', COMPARISON],
          ["''", 'expected.c.member.comparisonOperator', COMPARISON],
        ],
      ),
    )
    rows.refused(suite, [
      [
        'ConditionalOperator, in a text of its own',
        { ConditionalOperator: 'and', ReturnConsumedCapacity: 'hi' },
        counted([CONDITIONAL_NEWER]),
      ],
    ])
  }
  rows.refused(
    suiteOf('UpdateItem', { TableName: 'abc', Key }),
    failures([
      'an action that there is not',
      { AttributeUpdates: { __a: { Action: 'put' }, b: { Action: 'PUT' } } },
      ["'put'", 'attributeUpdates.__a.member.action', oneOf('ADD, DELETE, PUT')],
    ]),
  )
})

rows.group('constraints of reads', () => {
  const query = suiteOf('Query', { TableName: 'abc' })
  const LIMIT =
    "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
  rows.refused(query, [
    ['Limit alone is told in the newer form', { Limit: 0 }, LIMIT],
    ['a Limit below 0', { Limit: -5 }, LIMIT],
    ['a Limit between 0 and 1', { Limit: 0.5 }, LIMIT],
    [
      'ConditionalOperator is told alone and bare, before Select',
      { ConditionalOperator: 'hi', Select: 'hi', Limit: 0 },
      CONDITIONAL_NEWER,
    ],
  ])
  rows.refused(
    query,
    failures([
      'no more than ten are told and counted',
      { KeyConditions: Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`a${n}`, {}])) },
      ...Array.from(
        { length: 10 },
        (_, n): Part => ['null', `keyConditions.a${n}.member.comparisonOperator`, NOT_NULL],
      ),
    ]),
  )
  const scan = suiteOf('Scan', { TableName: 'abc' })
  rows.refused(
    scan,
    failures(
      ['a Limit of 0', { Limit: 0 }, ["'0'", 'limit', valueFrom(1)]],
      ['a Segment below 0', { Segment: -1 }, ["'-1'", 'segment', valueFrom(0)]],
      ['a Segment too many', { Segment: 1e6 }, ["'1000000'", 'segment', valueTo(999_999)]],
      ['no segments', { TotalSegments: 0 }, ["'0'", 'totalSegments', valueFrom(1)]],
      [
        'too many segments',
        { TotalSegments: 1_000_001 },
        ["'1000001'", 'totalSegments', valueTo(1_000_000)],
      ],
    ),
  )
  rows.refused(scan, [
    ['bounds are within', { Limit: 1, Segment: 999_999, TotalSegments: 1_000_000 }, NO_TABLE],
  ])
  const names = Array.from({ length: 256 }, (_, n) => `a${n}`)
  const get = suiteOf('GetItem', { TableName: 'abc', Key })
  rows.refused(
    get,
    failures([
      '256 names',
      { AttributesToGet: names },
      [`'[${names.join(', ')}]'`, 'attributesToGet', lengthTo(255)],
    ]),
  )
  rows.refused(get, [
    ['255 names', { AttributesToGet: names.slice(1) }, NO_TABLE],
    [
      'null among names',
      { AttributesToGet: ['a', null] },
      detected(['null', 'attributesToGet.2.member', NOT_NULL]),
      'The SDK leaves null out of lists',
    ],
  ])
})
