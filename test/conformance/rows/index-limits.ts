/** Limits of items by their indexes: how large keys of indexes may be, that they are not empty, and local indexes in 400 KB. */

import { answer, type Fault, type Given, type Json, put, Rows, type World } from '../row.js'
import { ALL, include, index, KEYS_ONLY, withIndexes } from './indexes.js'
import { hash, range } from './tables.js'
import { CONDITION_FAILED, cancelled, failed, INVALID, invalid, NONE } from './texts.js'

export const rows = new Rows('PutItem')

const s = (S: string) => ({ S })
const bytes = (length: number) => ({ B: Buffer.alloc(length, 1).toString('base64') })
const Key = { pk: s('p'), sk: s('1') }
const OTHER = { pk: s('p'), sk: s('2') }

const KEYED: Given = {
  operation: 'CreateTable',
  request: withIndexes('keyed', ['g', 'r', 'l', 'b:B', 'c:B', 'h', 'i'], {
    LocalSecondaryIndexes: [index('loc', ['pk', 'l'], KEYS_ONLY)],
    GlobalSecondaryIndexes: [
      index('gsi', ['g', 'r'], KEYS_ONLY),
      index('bin', ['b', 'c'], KEYS_ONLY),
      {
        IndexName: 'several',
        KeySchema: [hash('h'), hash('i'), range('r')],
        Projection: KEYS_ONLY,
      },
    ],
  }),
}
const WORLD: World = { given: [KEYED, ...put('keyed', { ...Key, x: s('') })] }
const tooLarge = (attribute: string, size: number, max: number, name: string) =>
  `${INVALID}Size limit exceeded for Index Key ${attribute} Actual Size: ${size} bytes Max Size: ${max} bytes IndexName: ${name}`

/** Attributes that are too large, and what is told of them. */
const LARGE: readonly (readonly [name: string, attributes: Json, refusal: string])[] = [
  ['a partition key', { g: s('x'.repeat(2049)) }, tooLarge('g', 2049, 2048, 'gsi')],
  [
    'a partition key, counted in bytes of UTF-8',
    { g: s('é'.repeat(1025)) },
    tooLarge('g', 2050, 2048, 'gsi'),
  ],
  ['a sort key', { r: s('x'.repeat(1025)) }, tooLarge('r', 1025, 1024, 'gsi')],
  ['the sort key of a local index', { l: s('x'.repeat(2000)) }, tooLarge('l', 2000, 1024, 'loc')],
  ['a binary partition key', { b: bytes(2049) }, tooLarge('b', 2049, 2048, 'bin')],
  ['a binary sort key', { c: bytes(1025) }, tooLarge('c', 1025, 1024, 'bin')],
  [
    'one of several partition keys',
    { h: s('h'), i: s('x'.repeat(2100)) },
    tooLarge('i', 2100, 2048, 'several'),
  ],
  [
    'of several indexes, the first by name',
    { l: s('x'.repeat(1025)), g: s('x'.repeat(2049)) },
    tooLarge('g', 2049, 2048, 'gsi'),
  ],
  [
    'several partition keys together',
    { h: s('x'.repeat(2000)), i: s('x'.repeat(100)) },
    `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
  ],
]

/** Requests that put an item, by operation; and what a refusal of it becomes. */
const PUTS: readonly (readonly [
  operation: string,
  request: (Item: Json) => Json,
  refused: (text: string) => Fault[2],
])[] = [
  ['PutItem', Item => ({ TableName: 'keyed', Item }), text => text],
  [
    'BatchWriteItem',
    Item => ({ RequestItems: { keyed: [{ PutRequest: { Item } }] } }),
    text => text,
  ],
  [
    'TransactWriteItems',
    Item => ({
      TransactItems: [
        { Put: { TableName: 'keyed', Item: OTHER } },
        { Put: { TableName: 'keyed', Item } },
      ],
    }),
    text => cancelled(NONE, invalid(text)),
  ],
]

rows.group('keys of indexes that are too large', () => {
  for (const [operation, request, refused] of PUTS) {
    rows.refused(
      { operation, base: {}, world: WORLD },
      LARGE.map(([name, attributes, text]): Fault => {
        return [`${operation}: ${name}`, request({ ...Key, ...attributes }), refused(text)]
      }),
    )
  }
  rows.answered({ operation: 'PutItem', base: { TableName: 'keyed' }, world: WORLD }, [
    [
      'as large as they may be',
      { Item: { ...Key, g: s('x'.repeat(2048)), r: s('x'.repeat(1024)), l: s('x'.repeat(1024)) } },
      {},
    ],
  ])
})

const emptyPut = (kind: string, attribute: string, name: string) =>
  `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${name}, IndexKey: ${attribute}`
const emptyUpdate = (kind: string) =>
  `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value.`

rows.group('keys of indexes that a transaction makes empty', () => {
  const onTable = (members: Json): Json => ({ TableName: 'keyed', ...members })
  const FALSE = {
    ConditionCheck: onTable({ Key, ConditionExpression: 'attribute_not_exists(pk)' }),
  }
  const puts = (attributes: Json): Json => ({ Put: onTable({ Item: { ...OTHER, ...attributes } }) })
  const updates = (UpdateExpression: string, value?: Json): Json => ({
    Update: onTable({
      Key: UpdateExpression.includes('x') ? Key : OTHER,
      UpdateExpression,
      ...(value && { ExpressionAttributeValues: { ':v': value } }),
    }),
  })
  const suite = { operation: 'TransactWriteItems', base: {}, world: WORLD }
  const faults: readonly (readonly [string, Json, string])[] = [
    ['a put, of a string', puts({ g: s('') }), emptyPut('string', 'g', 'gsi')],
    ['a put, of binary', puts({ b: bytes(0) }), emptyPut('binary', 'b', 'bin')],
    ['a put, of a local index', puts({ l: s('') }), emptyPut('string', 'l', 'loc')],
    ['an update, of a string', updates('SET g = :v', s('')), emptyUpdate('string')],
    ['an update, of binary', updates('SET c = :v', bytes(0)), emptyUpdate('binary')],
    ['an update, of a local index', updates('SET l = :v', s('')), emptyUpdate('string')],
  ]
  rows.refused(suite, [
    ...faults.map(([name, action, text]): Fault => [name, { TransactItems: [action] }, text]),
    ...faults.map(
      ([name, action, text]): Fault => [
        `${name}, before a condition that does not hold`,
        { TransactItems: [FALSE, action] },
        text,
      ],
    ),
    ['an update that copies', { TransactItems: [updates('SET g = x')] }, emptyUpdate('string')],
    [
      'another type is told with the action',
      { TransactItems: [puts({ g: { N: '1' } })] },
      cancelled(
        invalid(`${INVALID}Type mismatch for Index Key g Expected: S Actual: N IndexName: gsi`),
      ),
    ],
  ])
  rows.refused(suite, [
    [
      'no key of an index may be empty',
      { TransactItems: [FALSE, puts({ x: s('') })] },
      cancelled(failed(), NONE),
    ],
  ])
})

// Local indexes in 400 KB

const LOCAL: readonly Given[] = [
  {
    operation: 'CreateTable',
    request: withIndexes('all', ['l', 'm'], {
      LocalSecondaryIndexes: [index('loc', ['pk', 'l'], ALL), index('mod', ['pk', 'm'], ALL)],
    }),
  },
  {
    operation: 'CreateTable',
    request: withIndexes('some', ['l'], {
      LocalSecondaryIndexes: [index('loc', ['pk', 'l'], include('x'))],
    }),
  },
  {
    operation: 'CreateTable',
    request: withIndexes('global', ['l'], { GlobalSecondaryIndexes: [index('glo', ['l'], ALL)] }),
  },
]
const LARGE_WORLD: World = {
  given: [...LOCAL, ...put('all', { ...Key, t: s('x'.repeat(210_000)) })],
}
const PUT_SIZE = 'Item size has exceeded the maximum allowed size'
const UPDATE_SIZE = 'Item size to update has exceeded the maximum allowed size'
/** An item of so many bytes. Names and values of its keys are six of them, and the names of others one each. */
const sized = (size: number, more: Readonly<Record<string, { S: string }>>): Json => {
  const others = Object.values(more).reduce((sum, { S }) => sum + 1 + S.length, 0)
  return { ...OTHER, ...more, t: s('x'.repeat(size - 7 - others)) }
}
const HALF = 409_600 / 2

rows.group('entries in local indexes count for the size of an item', () => {
  const large = sized(HALF + 1, { l: s('l') })
  const base = { TableName: 'all' }
  rows.refused({ operation: 'PutItem', base, world: LARGE_WORLD }, [
    ['a put', { Item: large }, PUT_SIZE],
    [
      'a put, before the condition',
      { Item: large, ConditionExpression: 'attribute_exists(pk)' },
      PUT_SIZE,
    ],
    ['a put that is in two', { Item: sized(140_000, { l: s('l'), m: s('m') }) }, PUT_SIZE],
    [
      'a put whose entry has a part of it',
      { TableName: 'some', Item: sized(300_000, { l: s('l'), x: s('x'.repeat(110_000)) }) },
      PUT_SIZE,
    ],
    [
      'a put that is small enough, where the condition does not hold',
      { Item: sized(HALF, { l: s('l') }), ConditionExpression: 'attribute_exists(pk)' },
      CONDITION_FAILED,
    ],
  ])
  rows.answered({ operation: 'PutItem', base, world: LARGE_WORLD }, [
    ['a put of as much as may be', { Item: sized(HALF, { l: s('l') }) }, {}],
    ['a put that is in none of them', { Item: sized(409_600, {}) }, {}],
    [
      'a put whose entry has a small part of it',
      { TableName: 'some', Item: sized(409_000, { l: s('l'), x: s('x') }) },
      {},
    ],
    [
      'global indexes do not count',
      { TableName: 'global', Item: sized(409_600, { l: s('l') }) },
      {},
    ],
  ])
  rows.refused({ operation: 'UpdateItem', base: { ...base, Key }, world: LARGE_WORLD }, [
    [
      'an update that puts it into an index',
      { UpdateExpression: 'SET l = :l', ExpressionAttributeValues: { ':l': s('l') } },
      UPDATE_SIZE,
    ],
    ['an update by AttributeUpdates', { AttributeUpdates: { l: { Value: s('l') } } }, UPDATE_SIZE],
    [
      'after the condition',
      {
        UpdateExpression: 'SET l = :l',
        ConditionExpression: 'attribute_not_exists(pk)',
        ExpressionAttributeValues: { ':l': s('l') },
      },
      CONDITION_FAILED,
    ],
  ])
  rows.story('a batch with one that is too large writes nothing', LARGE_WORLD, [
    {
      operation: 'BatchWriteItem',
      request: {
        RequestItems: {
          all: [
            { PutRequest: { Item: { pk: s('q'), sk: s('1') } } },
            { PutRequest: { Item: large } },
          ],
        },
      },
      refusal: PUT_SIZE,
    },
    answer('GetItem', { ...base, Key: { pk: s('q'), sk: s('1') } }, {}),
  ])
  rows.refused({ operation: 'TransactWriteItems', base: {}, world: LARGE_WORLD }, [
    [
      'a put of a transaction, told of the request',
      {
        TransactItems: [
          { Delete: { ...base, Key, ConditionExpression: 'attribute_not_exists(pk)' } },
          { Put: { ...base, Item: large } },
        ],
      },
      PUT_SIZE,
    ],
    [
      'an update of a transaction, told of the action',
      {
        TransactItems: [
          { Put: { ...base, Item: OTHER } },
          {
            Update: {
              ...base,
              Key,
              UpdateExpression: 'SET l = :l',
              ExpressionAttributeValues: { ':l': s('l') },
            },
          },
        ],
      },
      cancelled(NONE, invalid(UPDATE_SIZE)),
    ],
  ])
})
