/** Constraints of members of batches and transactions, in the order in which they are told. */

import { expect } from 'vitest'
import { type Fault, type Json, Rows, type Suite, type World } from '../row.js'
import {
  CAPACITY,
  counted,
  detected,
  lengthFrom,
  lengthTo,
  METRICS,
  NOT_NULL,
  PATTERN,
  type Part,
} from './constraints.js'
import { NO_TABLE } from './texts.js'

export const rows = new Rows('BatchGetItem')

const MAP_KEYS =
  'Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]'
const MAP_VALUE =
  'Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]'
const BY_NULL = 'The SDK leaves null out'

const TOO_MANY =
  /^1 validation error detected: Value '\[.*' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/

const EMPTY: World = { given: [] }
const suiteOf = (operation: string): Suite => ({ operation, base: {}, world: EMPTY })
const failures = (...faults: readonly (readonly [string, Json, ...Part[]])[]): Fault[] =>
  faults.map(([name, members, ...parts]) => [name, members, detected(...parts)])

const key = (n = 0) => ({ a: { S: `${n}` } })
const keys = (count: number) => Array.from({ length: count }, (_, n) => key(n))
const puts = (count: number) => keys(count).map(Item => ({ PutRequest: { Item } }))
/** What else can be wrong with RequestItems of BatchWriteItem. */
const FAULTY_BLOCKS: readonly (readonly [string, Json])[] = [
  ['the name of a table', { 'bad!name': puts(1) }],
  ['too many requests', { abc: puts(26) }],
  ['no requests', { abc: [] }],
  ['a request without an item', { abc: [{ PutRequest: {} }] }],
  ['no tables', {}],
]
/** A map whose keys or values fail. */
const mapPart = (shown: string, constraint: string): string =>
  `Value '${shown}' at 'requestItems' failed to satisfy constraint: ${constraint}`

rows.group('constraints', () => {
  const batch = suiteOf('BatchGetItem')
  const NEWER =
    "1 validation error detected: Value at 'RequestItems.Tbl.member.Keys' failed to satisfy constraint: Member must have length"
  const none =
    "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"
  rows.refused(
    batch,
    failures(
      ['nothing', {}, ['null', 'requestItems', NOT_NULL]],
      [
        'RequestItems before the set of values',
        { ReturnConsumedCapacity: 'hi' },
        ['null', 'requestItems', NOT_NULL],
        ["'hi'", 'returnConsumedCapacity', CAPACITY],
      ],
      [
        'a set of values before no table at all',
        { RequestItems: {}, ReturnConsumedCapacity: 'hi' },
        ["'hi'", 'returnConsumedCapacity', CAPACITY],
      ],
    ),
  )
  rows.refused(batch, [
    [
      'keys before what they stand for, and that before the set of values',
      { RequestItems: { 'abc;': { AttributesToGet: [] } }, ReturnConsumedCapacity: 'hi' },
      counted([
        mapPart('{"abc;":{"AttributesToGet":[]}}', MAP_KEYS),
        "Value null at 'requestItems.abc;.member.keys' failed to satisfy constraint: Member must not be null",
        "Value '[]' at 'requestItems.abc;.member.attributesToGet' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value 'hi' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
      ]),
    ],
    ...['bad!name', 'ab', 'a'.repeat(256), ''].map((name): Fault => {
      const RequestItems = { [name]: { Keys: [key()] } }
      return [
        `the table name ${JSON.stringify(name)}`,
        { RequestItems },
        counted([mapPart(JSON.stringify(RequestItems), MAP_KEYS)]),
      ]
    }),
    ['no table at all', { RequestItems: {} }, none],
    ['null in the place of the only table', { RequestItems: { abc: null } }, none, BY_NULL],
    [
      'no keys are told in the newer form',
      { RequestItems: { Tbl: { Keys: [] } } },
      `${NEWER} greater than or equal to 1`,
    ],
    [
      'too many keys are told in the newer form',
      { RequestItems: { abc: { Keys: [key()] }, Tbl: { Keys: keys(101) } } },
      `${NEWER} less than or equal to 100`,
    ],
    [
      'null among keys',
      { RequestItems: { abc: { Keys: [key(), null] } } },
      detected(['null', 'requestItems.abc.member.keys.2.member', NOT_NULL]),
      BY_NULL,
    ],
    ['100 keys', { RequestItems: { abc: { Keys: keys(100) } } }, NO_TABLE],
  ])
})

rows.group('constraints', () => {
  const batch = suiteOf('BatchWriteItem')
  const requests = (...abc: readonly unknown[]) => ({ RequestItems: { abc } })
  rows.refused(
    batch,
    failures(
      [
        'sets of values before RequestItems',
        { ReturnItemCollectionMetrics: 'hi', ReturnConsumedCapacity: 'hi' },
        ["'hi'", 'returnConsumedCapacity', CAPACITY],
        ["'hi'", 'returnItemCollectionMetrics', METRICS],
        ['null', 'requestItems', NOT_NULL],
      ],
      [
        'a request without what it is about',
        requests({ PutRequest: { Item: key() } }, { PutRequest: {} }, { DeleteRequest: {} }, {}),
        ['null', 'requestItems.abc.member.2.member.putRequest.item', NOT_NULL],
        ['null', 'requestItems.abc.member.3.member.deleteRequest.key', NOT_NULL],
      ],
    ),
  )
  rows.refused(batch, [
    [
      'null among requests',
      requests({ PutRequest: { Item: key() } }, null),
      detected(['null', 'requestItems.abc.member.2.member', NOT_NULL]),
      BY_NULL,
    ],
    [
      'keys before values',
      { RequestItems: { 'abc;': [] } },
      counted([mapPart('{abc;=[]}', MAP_KEYS), mapPart('{abc;=[]}', MAP_VALUE)]),
    ],
    [
      'no requests for a table',
      { RequestItems: { abc: [] } },
      counted([mapPart('{abc=[]}', MAP_VALUE)]),
    ],
    [
      'no table at all',
      { RequestItems: {} },
      'The requestItems parameter is required for BatchWriteItem',
    ],
    ...FAULTY_BLOCKS.map(
      ([name, RequestItems]): Fault => [
        `a set of values alone, beside ${name}`,
        { RequestItems, ReturnConsumedCapacity: 'BOGUS' },
        detected(["'BOGUS'", 'returnConsumedCapacity', CAPACITY]),
      ],
    ),
    [
      'sets of values without the name of a table',
      {
        RequestItems: { 'bad!name': puts(1) },
        ReturnConsumedCapacity: 'BOGUS',
        ReturnItemCollectionMetrics: 'BOGUS',
      },
      detected(
        ["'BOGUS'", 'returnConsumedCapacity', CAPACITY],
        ["'BOGUS'", 'returnItemCollectionMetrics', METRICS],
      ),
    ],
    [
      'the set of values of metrics, without the name of a table',
      { RequestItems: { 'bad!name': puts(1) }, ReturnItemCollectionMetrics: 'BOGUS' },
      detected(["'BOGUS'", 'returnItemCollectionMetrics', METRICS]),
    ],
    ['25 requests', { RequestItems: { abc: puts(25) } }, NO_TABLE],
    // The service shows the requests as Java does.
    [
      '26 requests',
      { RequestItems: { abc: puts(26) } },
      {
        text: expect.stringContaining(
          `' at 'requestItems' failed to satisfy constraint: ${MAP_VALUE}`,
        ),
      },
    ],
  ])
})

rows.group('constraints', () => {
  const transaction = suiteOf('TransactWriteItems')
  const action = (n = 0) => ({ Put: { TableName: 'abc', Item: key(n) } })
  const actions = (count: number) => Array.from({ length: count }, (_, n) => action(n))
  const ClientRequestToken = 'a'.repeat(37)
  const at = (place: number, member: string) => `transactItems.${place}.member.${member}`
  rows.refused(
    transaction,
    failures(
      [
        'all that fails, in its order',
        {
          TransactItems: [],
          ReturnItemCollectionMetrics: 'hi',
          ReturnConsumedCapacity: 'hi',
          ClientRequestToken,
        },
        [`'${ClientRequestToken}'`, 'clientRequestToken', lengthTo(36)],
        ["'hi'", 'returnConsumedCapacity', CAPACITY],
        ["'hi'", 'returnItemCollectionMetrics', METRICS],
        ["'[]'", 'transactItems', lengthFrom(1)],
      ],
      ['nothing', {}, ['null', 'transactItems', NOT_NULL]],
      [
        'an empty token',
        { ClientRequestToken: '', TransactItems: [action()] },
        ["''", 'clientRequestToken', lengthFrom(1)],
      ],
      [
        'what each action requires',
        { TransactItems: [{ ConditionCheck: {} }, { Put: {} }, { Delete: {} }] },
        ['null', at(1, 'conditionCheck.key'), NOT_NULL],
        ['null', at(1, 'conditionCheck.tableName'), NOT_NULL],
        ['null', at(1, 'conditionCheck.conditionExpression'), NOT_NULL],
        ['null', at(2, 'put.item'), NOT_NULL],
        ['null', at(2, 'put.tableName'), NOT_NULL],
        ['null', at(3, 'delete.key'), NOT_NULL],
        ['null', at(3, 'delete.tableName'), NOT_NULL],
      ],
      [
        'what an update requires',
        { TransactItems: [action(), { Update: { TableName: 'a;', Key: {} } }] },
        ['null', at(2, 'update.updateExpression'), NOT_NULL],
        ["'a;'", at(2, 'update.tableName'), PATTERN],
      ],
    ),
  )
  rows.refused(transaction, [
    ['100 actions', { TransactItems: actions(100) }, NO_TABLE],
    // The service shows the actions as Java does.
    ['101 actions', { TransactItems: actions(101) }, { text: expect.stringMatching(TOO_MANY) }],
  ])
})

rows.group('constraints', () => {
  const transaction = suiteOf('TransactGetItems')
  const get = (n = 0) => ({ Get: { TableName: 'abc', Key: key(n) } })
  const gets = (count: number) => Array.from({ length: count }, (_, n) => get(n))
  rows.refused(
    transaction,
    failures(
      ['nothing', {}, ['null', 'transactItems', NOT_NULL]],
      ['no actions', { TransactItems: [] }, ["'[]'", 'transactItems', lengthFrom(1)]],
      [
        'what each action requires',
        { TransactItems: [get(), {}, { Get: {} }], ReturnConsumedCapacity: 'hi' },
        ["'hi'", 'returnConsumedCapacity', CAPACITY],
        ['null', 'transactItems.2.member.get', NOT_NULL],
        ['null', 'transactItems.3.member.get.key', NOT_NULL],
        ['null', 'transactItems.3.member.get.tableName', NOT_NULL],
      ],
    ),
  )
  const faults: readonly Fault[] = [
    [
      'null among actions',
      { TransactItems: [get(), null] },
      detected(['null', 'transactItems.2.member', NOT_NULL]),
      BY_NULL,
    ],
    ['100 actions', { TransactItems: gets(100) }, NO_TABLE],
    ['101 actions', { TransactItems: gets(101) }, { text: expect.stringMatching(TOO_MANY) }],
    [
      'a table that does not exist, before two actions on one item',
      { TransactItems: [get(), get()] },
      NO_TABLE,
    ],
  ]
  rows.refused(transaction, faults)
})
