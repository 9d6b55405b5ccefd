/** Writes to tables with secondary indexes: what keys of indexes may be, what each index costs, item collections. */

import { answer, type Fault, type Json, put, Rows, refuse, type World } from '../row.js'
import { INDEXED, include, index, KEYS_ONLY, withIndexes } from './indexes.js'
import { cancelled, INVALID, invalid } from './texts.js'

export const putRows = new Rows('PutItem')
export const updateRows = new Rows('UpdateItem')
export const batchRows = new Rows('BatchWriteItem')
export const transactRows = new Rows('TransactWriteItems')

const s = (S: string) => ({ S })
const n = (N: string) => ({ N })
const Key = { pk: s('p'), sk: s('1') }
const WORLD: World = { given: [INDEXED, ...put('indexed', { ...Key, g: s('g'), x: s('x') })] }
const base = { TableName: 'indexed' }
const mismatch = (attribute: string, expected: string, actual: string, name: string) =>
  `${INVALID}Type mismatch for Index Key ${attribute} Expected: ${expected} Actual: ${actual} IndexName: ${name}`
const EMPTY_KEY =
  'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: some, IndexKey: g'
const EMPTY_UPDATE =
  'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.'
const TOO_LONG = s('z'.repeat(2049))
/** Values that are no keys of indexes, as attributes of an item. */
const WRONG: readonly (readonly [name: string, attributes: Json, refusal: string])[] = [
  ['another type', { n: s('1') }, mismatch('n', 'N', 'S', 'several')],
  ['no scalar', { g: { M: {} } }, mismatch('g', 'S', 'M', 'several')],
  ['NULL', { local: { NULL: true } }, mismatch('local', 'S', 'NULL', 'by-local')],
  [
    'too long',
    { g: TOO_LONG },
    `${INVALID}Size limit exceeded for Index Key g Actual Size: 2049 bytes Max Size: 2048 bytes IndexName: several`,
  ],
]

putRows.group('keys of indexes', () => {
  const suite = { operation: 'PutItem', base, world: WORLD }
  putRows.refused(suite, [
    ...WRONG.map(
      ([name, more, refusal]) => [name, { Item: { ...Key, ...more } }, refusal] as const,
    ),
    ['empty', { Item: { ...Key, g: s(''), n: n('1') } }, EMPTY_KEY.replace('some', 'several')],
    [
      'before the condition',
      { Item: { ...Key, g: n('1') }, ConditionExpression: 'attribute_not_exists(pk)' },
      mismatch('g', 'S', 'N', 'several'),
    ],
    [
      'after the key of the table',
      { Item: { pk: s('p'), g: n('1') } },
      `${INVALID}Missing the key sk in the item`,
    ],
  ])
  putRows.answered(suite, [['absent', { Item: Key }, {}]])
})

updateRows.group('keys of indexes', () => {
  const set = (UpdateExpression: string, values?: Json): Json => ({
    Key,
    UpdateExpression,
    ...(values && { ExpressionAttributeValues: values }),
  })
  updateRows.refused({ operation: 'UpdateItem', base, world: WORLD }, [
    ['another type', set('SET n = :v', { ':v': s('1') }), mismatch('n', 'N', 'S', 'several')],
    [
      'another type, before the condition',
      {
        ...set('SET n = :v', { ':v': s('1') }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
      mismatch('n', 'N', 'S', 'several'),
    ],
    ...(
      [
        ['ADD', 'ADD g :v', mismatch('g', 'S', 'N', 'several')],
        ['ADD of a set', 'ADD g :set', mismatch('g', 'S', 'SS', 'several')],
        ['a sum', 'SET g = x + :v', mismatch('g', 'S', 'N', 'several')],
        ['a difference', 'SET g = (x - :v)', mismatch('g', 'S', 'N', 'several')],
        ['a list', 'SET n = list_append(x, :list)', mismatch('n', 'N', 'L', 'several')],
        ['of a local index', 'SET #local = x + :v', mismatch('local', 'S', 'N', 'by-local')],
        ['of binary', 'ADD b :v', mismatch('b', 'B', 'N', 'bytes')],
        ['of two, the first index', 'SET c = x + :v, b = x + :v', mismatch('c', 'S', 'N', 'by-c')],
        ['before a path into a key', 'SET g = pk.a + :v', mismatch('g', 'S', 'N', 'several')],
        [
          'before a path into one of an index',
          'SET g = c.a + :v',
          mismatch('g', 'S', 'N', 'several'),
        ],
      ] as const
    ).map(([name, UpdateExpression, refusal]): Fault => {
      const values = { ':v': n('1'), ':set': { SS: ['a'] }, ':list': { L: [] } }
      const used = Object.entries(values).filter(([value]) => UpdateExpression.includes(value))
      return [
        `another type by ${name}`,
        {
          ...set(UpdateExpression, Object.fromEntries(used)),
          ...(UpdateExpression.includes('#') && {
            ExpressionAttributeNames: { '#local': 'local' },
          }),
        },
        refusal,
      ]
    }),
    [
      'another type by AttributeUpdates',
      { Key, AttributeUpdates: { c: { Action: 'ADD', Value: n('1') } } },
      mismatch('c', 'S', 'N', 'by-c'),
    ],
    [
      'another type by AttributeUpdates that put',
      { Key, AttributeUpdates: { n: { Value: s('1') } } },
      mismatch('n', 'N', 'S', 'several'),
    ],
    [
      'a list by AttributeUpdates',
      { Key, AttributeUpdates: { g: { Action: 'ADD', Value: { L: [] } } } },
      mismatch('g', 'S', 'L', 'several'),
    ],
    [
      'another type, before a condition with a path into a key',
      { ...set('ADD g :v', { ':v': n('1') }), ConditionExpression: 'attribute_exists(g.a)' },
      mismatch('g', 'S', 'N', 'several'),
    ],
    [
      'a key of the table, before another type',
      set('SET g = :v, pk = :v', { ':v': n('1') }),
      `${INVALID}Cannot update attribute pk. This attribute is part of the key`,
    ],
    [
      'another type, only as the item shows',
      set('SET c = if_not_exists(c, :v)', { ':v': n('1') }),
      'The update expression attempted to update the secondary index key to unsupported type',
    ],
    [
      'another type, copied',
      set('SET n = x'),
      'The update expression attempted to update the secondary index key to unsupported type',
    ],
    ['empty', set('SET g = :v', { ':v': s('') }), EMPTY_UPDATE],
    [
      'too long',
      set('SET g = :v', { ':v': TOO_LONG }),
      'The update expression attempted to update the secondary index key beyond allowed size limits',
    ],
  ])
})

batchRows.group('keys of indexes', () => {
  batchRows.refused({ operation: 'BatchWriteItem', base: {}, world: WORLD }, [
    [
      'one of several',
      {
        RequestItems: {
          indexed: [
            { PutRequest: { Item: { ...Key, sk: s('2') } } },
            { PutRequest: { Item: { ...Key, n: s('1') } } },
          ],
        },
      },
      mismatch('n', 'N', 'S', 'several'),
    ],
  ])
})

transactRows.group('keys of indexes', () => {
  const Message = mismatch('n', 'N', 'S', 'several')
  transactRows.refused({ operation: 'TransactWriteItems', base: {}, world: WORLD }, [
    [
      'one of several',
      {
        TransactItems: [
          { Put: { TableName: 'indexed', Item: { ...Key, sk: s('2') } } },
          { Put: { TableName: 'indexed', Item: { ...Key, n: s('1') } } },
        ],
      },
      {
        text: 'TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]',
        CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError', Message }],
      },
    ],
  ])
})

transactRows.group('keys of indexes in updates', () => {
  const update = (UpdateExpression: string) => ({
    TransactItems: [
      {
        Update: {
          TableName: 'indexed',
          Key,
          UpdateExpression,
          ExpressionAttributeValues: { ':v': n('1') },
        },
      },
    ],
  })
  transactRows.refused({ operation: 'TransactWriteItems', base: {}, world: WORLD }, [
    ['ADD', update('ADD g :v'), cancelled(invalid(mismatch('g', 'S', 'N', 'several')))],
    ['a sum', update('SET c = x + :v'), cancelled(invalid(mismatch('c', 'S', 'N', 'by-c')))],
  ])
})

// What writes consume

const PAID = {
  operation: 'CreateTable',
  request: withIndexes('paid', ['gk', 'lk'], {
    LocalSecondaryIndexes: [index('loc', ['pk', 'lk'], include('x'))],
    GlobalSecondaryIndexes: [index('glo', ['gk'], KEYS_ONLY)],
  }),
}
const KB = (size: number) => s('z'.repeat(size * 1024))
const ITEM = { ...Key, gk: s('gk'), lk: s('lk'), x: s('x'), t: KB(2.4) }
const INDEXES = { ReturnConsumedCapacity: 'INDEXES' }
const consumed = (units: Readonly<Record<'table' | 'g' | 'i', number>>) => ({
  TableName: 'paid',
  CapacityUnits: units.table + units.g + units.i,
  Table: { CapacityUnits: units.table },
  ...(units.g > 0 && { GlobalSecondaryIndexes: { glo: { CapacityUnits: units.g } } }),
  ...(units.i > 0 && { LocalSecondaryIndexes: { loc: { CapacityUnits: units.i } } }),
})
const paid = (table: number, g: number, i: number) => ({
  ConsumedCapacity: consumed({ table, g, i }),
})
const doubled = (table: number, g: number) => ({
  TableName: 'paid',
  CapacityUnits: table + g,
  WriteCapacityUnits: table + g,
  Table: { CapacityUnits: table, WriteCapacityUnits: table },
  GlobalSecondaryIndexes: { glo: { CapacityUnits: g, WriteCapacityUnits: g } },
})
const request = (more: Json): Json => ({ TableName: 'paid', ...INDEXES, ...more })
const updated = (UpdateExpression: string, value?: Json): Json =>
  request({
    Key,
    UpdateExpression,
    ...(value && { ExpressionAttributeValues: { ':v': value } }),
  })

putRows.group('capacity of indexes', () => {
  const Item = { ...ITEM, t: KB(3.1) }
  putRows.story('write after write', { given: [PAID] }, [
    answer('PutItem', request({ Item: ITEM }), paid(3, 1, 1)),
    answer('PutItem', request({ Item: ITEM }), paid(3, 0, 0)),
    answer('UpdateItem', updated('SET t = :v', KB(3.1)), paid(4, 0, 0)),
    answer('UpdateItem', updated('SET x = :v', s('y')), paid(4, 0, 1)),
    answer('UpdateItem', updated('SET gk = :v', s('other')), paid(4, 2, 0)),
    answer('UpdateItem', updated('REMOVE gk'), paid(4, 1, 0)),
    answer('UpdateItem', updated('SET gk = :v', s('gk')), paid(4, 1, 0)),
    answer(
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'paid', Item: { ...Item, x: s('y'), gk: s('third') } } },
        ],
        ...INDEXES,
      },
      { ConsumedCapacity: [doubled(8, 2)] },
    ),
    answer(
      'DeleteItem',
      { TableName: 'paid', Key, ReturnConsumedCapacity: 'TOTAL' },
      { ConsumedCapacity: { TableName: 'paid', CapacityUnits: 6 } },
    ),
    answer('DeleteItem', request({ Key }), paid(1, 0, 0)),
    answer(
      'BatchWriteItem',
      {
        RequestItems: {
          paid: [
            { PutRequest: { Item: ITEM } },
            { PutRequest: { Item: { ...Key, sk: s('2'), gk: s('g') } } },
          ],
        },
        ...INDEXES,
      },
      { UnprocessedItems: {}, ConsumedCapacity: [consumed({ table: 4, g: 2, i: 1 })] },
    ),
  ])
})

// Item collections

const SIZE = { ReturnItemCollectionMetrics: 'SIZE' }
const metrics = (pk: string) => ({
  ItemCollectionKey: { pk: s(pk) },
  SizeEstimateRangeGB: [0, 1],
})
const told = (pk: string) => ({ ItemCollectionMetrics: metrics(pk) })

putRows.group('item collections', () => {
  const to = (table: string, more: Json): Json => ({ TableName: table, ...SIZE, ...more })
  const PLAIN = {
    operation: 'CreateTable',
    request: withIndexes('plain', ['g'], { GlobalSecondaryIndexes: [index('glo', ['g'])] }),
  }
  const other = { pk: s('q'), sk: s('1') }
  putRows.story('are told of where there are local indexes', { given: [PAID, PLAIN] }, [
    answer('PutItem', to('paid', { Item: ITEM }), told('p')),
    answer('PutItem', { TableName: 'paid', Item: ITEM }, {}),
    answer('PutItem', { TableName: 'paid', Item: ITEM, ReturnItemCollectionMetrics: 'NONE' }, {}),
    answer('PutItem', to('plain', { Item: Key }), {}),
    answer('UpdateItem', to('paid', { Key: other }), told('q')),
    answer('DeleteItem', to('paid', { Key: other }), told('q')),
    refuse(
      'DeleteItem',
      to('paid', { Key, ConditionExpression: 'attribute_not_exists(pk)' }),
      'ConditionalCheckFailedException: The conditional request failed',
    ),
    answer(
      'BatchWriteItem',
      {
        ...SIZE,
        RequestItems: {
          paid: [
            { PutRequest: { Item: other } },
            { PutRequest: { Item: Key } },
            { DeleteRequest: { Key: { ...other, sk: s('2') } } },
          ],
          plain: [{ PutRequest: { Item: other } }],
        },
      },
      { UnprocessedItems: {}, ItemCollectionMetrics: { paid: [metrics('q'), metrics('p')] } },
    ),
    answer(
      'TransactWriteItems',
      {
        ...SIZE,
        TransactItems: [
          { Put: { TableName: 'paid', Item: other } },
          { Delete: { TableName: 'paid', Key: { ...other, sk: s('2') } } },
          {
            ConditionCheck: {
              TableName: 'paid',
              Key,
              ConditionExpression: 'attribute_exists(pk)',
            },
          },
          { Put: { TableName: 'plain', Item: other } },
        ],
      },
      { ItemCollectionMetrics: { paid: [metrics('q')] } },
    ),
  ])
})
