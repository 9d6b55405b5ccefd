/** Consumed capacity: what each operation tells that it has consumed, by the sizes of items. */

import {
  type Answered,
  answer,
  type Json,
  put,
  Rows,
  refuse,
  tablesAnd,
  type World,
} from '../row.js'
import { CONDITION_FAILED } from './texts.js'

export const rows = new Rows('consumed capacity')

const KB = 1024
const TOTAL = { ReturnConsumedCapacity: 'TOTAL' }
const KEY_ONLY = { ProjectionExpression: 'pk' }
const key = (pk: string) => ({ pk: { S: pk } })
/** An item of so many bytes. */
const sized = (pk: string, bytes: number) => ({
  ...key(pk),
  t: { S: 'x'.repeat(bytes - 'pk'.length - pk.length - 't'.length) },
})
const units = (CapacityUnits: number) => ({ CapacityUnits })
const consumed = (CapacityUnits: number) => ({
  ConsumedCapacity: { TableName: 'hash', CapacityUnits },
})
const worldOf = (...items: readonly Json[]): World => tablesAnd(...put('hash', ...items))

/** Sizes with the units that a write and a strongly consistent read of them consume. */
const SIZES: readonly (readonly [bytes: number, write: number, read: number])[] = [
  [100, 1, 1],
  [KB, 1, 1],
  [KB + 1, 2, 1],
  [4 * KB, 4, 1],
  [4 * KB + 1, 5, 2],
  [8 * KB, 8, 2],
  [8 * KB + 1, 9, 3],
  [400 * KB, 400, 100],
]

/** An item of one of the sizes, and what it costs. */
interface Sized {
  readonly item: Json
  readonly world: World
  readonly write: number
  readonly read: number
}

for (const [bytes, write, read] of SIZES) {
  const item = sized('a', bytes)
  const one = { item, world: worldOf(item), write, read }
  rows.group(`${bytes} bytes`, () => {
    written(one)
    readAlone(one)
    batched(one)
    transacted(one)
  })
}

function written({ item, world, write }: Sized): void {
  const base = { TableName: 'hash', ...TOTAL }
  const keyed = { ...base, Key: key('a') }
  rows.story('written', tablesAnd(), [
    answer('PutItem', { ...base, Item: item }, consumed(write)),
    answer('PutItem', { ...base, Item: item }, consumed(write)),
    answer('UpdateItem', keyed, consumed(write)),
    answer('PutItem', { ...base, Item: key('a') }, consumed(write)),
    answer('PutItem', { ...base, Item: key('a') }, consumed(1)),
  ])
  rows.story('deleted', world, [
    answer('DeleteItem', keyed, consumed(write)),
    answer('DeleteItem', keyed, consumed(1)),
  ])
  const { ConsumedCapacity } = consumed(write)
  rows.story('updated to less', world, [
    answer(
      'UpdateItem',
      { ...keyed, UpdateExpression: 'REMOVE t', ReturnConsumedCapacity: 'INDEXES' },
      { ConsumedCapacity: { ...ConsumedCapacity, Table: units(write) } },
    ),
  ])
}

function readAlone({ world, read }: Sized): void {
  const base = { TableName: 'hash', ...TOTAL }
  const getting = { ...base, Key: key('a'), ...KEY_ONLY }
  const querying = {
    ...base,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': key('a').pk },
  }
  const filtering = { FilterExpression: 'attribute_exists(z)', ConsistentRead: true }
  const one = { Count: 1, ScannedCount: 1 }
  const Items = [key('a')]
  rows.story('read', world, [
    answer('GetItem', getting, { Item: key('a'), ...consumed(read / 2) }),
    answer('GetItem', { ...getting, ConsistentRead: true }, { Item: key('a'), ...consumed(read) }),
    answer('Query', { ...querying, Select: 'COUNT' }, { ...one, ...consumed(read / 2) }),
    answer(
      'Query',
      { ...querying, ...filtering },
      { Items: [], Count: 0, ScannedCount: 1, ...consumed(read) },
    ),
    answer('Scan', { ...base, ...KEY_ONLY }, { Items, ...one, ...consumed(read / 2) }),
    answer(
      'Scan',
      { ...base, Select: 'COUNT', ConsistentRead: true },
      { ...one, ...consumed(read) },
    ),
  ])
}

function batched({ world, write, read }: Sized): void {
  const Keys = [key('a'), key('none')]
  const requests = [
    { DeleteRequest: { Key: key('a') } },
    { DeleteRequest: { Key: key('none') } },
    { PutRequest: { Item: key('c') } },
  ]
  const told = (CapacityUnits: number) => ({
    ConsumedCapacity: [{ TableName: 'hash', CapacityUnits }],
  })
  rows.story('in batches', world, [
    answer(
      'BatchGetItem',
      { ...TOTAL, RequestItems: { hash: { Keys, ...KEY_ONLY } } },
      { Responses: { hash: [key('a')] }, UnprocessedKeys: {}, ...told((read + 1) / 2) },
    ),
    answer(
      'BatchWriteItem',
      { ...TOTAL, RequestItems: { hash: requests } },
      { UnprocessedItems: {}, ...told(write + 2) },
    ),
  ])
}

function transacted({ world, write, read }: Sized): void {
  const TableName = 'hash'
  const gets = ['a', 'none'].map(pk => ({ Get: { TableName, Key: key(pk), ...KEY_ONLY } }))
  const ConditionExpression = 'attribute_exists(pk)'
  const check = { ConditionCheck: { TableName, Key: key('a'), ConditionExpression } }
  const update = { Update: { TableName, Key: key('a'), UpdateExpression: 'REMOVE t' } }
  const remove = { Delete: { TableName, Key: key('none') } }
  const told = (kind: 'Read' | 'Write', CapacityUnits: number) => ({
    ConsumedCapacity: [{ TableName, CapacityUnits, [`${kind}CapacityUnits`]: CapacityUnits }],
  })
  const writing = { ...TOTAL, TransactItems: [update, remove], ClientRequestToken: 'token' }
  rows.story('in transactions', world, [
    answer(
      'TransactGetItems',
      { ...TOTAL, TransactItems: gets },
      { Responses: [{ Item: key('a') }, {}], ...told('Read', 2 * read + 2) },
    ),
    answer(
      'TransactWriteItems',
      { ...TOTAL, TransactItems: [check, remove] },
      told('Write', 2 * write + 2),
    ),
    answer('TransactWriteItems', writing, told('Write', 2 * write + 2)),
    answer('TransactWriteItems', writing, told('Read', 2 * read + 2)),
  ])
}

rows.group('what is told', () => {
  const world = worldOf(sized('a', 3 * KB))
  const failing = { ConditionExpression: 'attribute_not_exists(pk)', ...TOTAL }
  rows.story('nothing of a condition that failed', world, [
    refuse('DeleteItem', { TableName: 'hash', Key: key('a'), ...failing }, CONDITION_FAILED),
    refuse('PutItem', { TableName: 'hash', Item: key('a'), ...failing }, CONDITION_FAILED),
    refuse('UpdateItem', { TableName: 'hash', Key: key('a'), ...failing }, CONDITION_FAILED),
  ])
  const none = { TableName: 'hash', Key: key('none'), ...TOTAL }
  rows.story('of an item that is not there', world, [
    answer('GetItem', none, consumed(0.5)),
    answer('GetItem', { ...none, ConsistentRead: true }, consumed(1)),
    answer('DeleteItem', none, consumed(1)),
    answer('UpdateItem', { ...none, UpdateExpression: 'REMOVE t' }, consumed(1)),
  ])
})

rows.group('pages are rounded as a whole', () => {
  const item = (n: number, bytes: number) => {
    const sk = String(n).padStart(2, '0')
    const size = 'pk'.length + 'a'.length + 'sk'.length + sk.length + 't'.length
    return { pk: { S: 'a' }, sk: { S: sk }, t: { S: 'x'.repeat(bytes - size) } }
  }
  const many = Array.from({ length: 25 }, (_, n) => item(n, 200))
  const world = tablesAnd(...put('range', ...many))
  const keyOf = (n: number) => ({ pk: { S: 'a' }, sk: { S: String(n).padStart(2, '0') } })
  const base = { TableName: 'range', Select: 'COUNT', ...TOTAL }
  const condition = {
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'a' } },
  }
  const page = (count: number, CapacityUnits: number, last?: number) => ({
    Count: count,
    ScannedCount: count,
    ...(last !== undefined && { LastEvaluatedKey: keyOf(last) }),
    ConsumedCapacity: { TableName: 'range', CapacityUnits },
  })
  const limits: readonly Answered[] = [
    ['25 items of 200 bytes', {}, page(25, 1)],
    ['the same, strongly consistent', { ConsistentRead: true }, page(25, 2)],
    ['20 of them', { Limit: 20 }, page(20, 0.5, 19)],
    ['21 of them', { Limit: 21 }, page(21, 1, 20)],
    ['what comes after 20 of them', { ExclusiveStartKey: keyOf(19) }, page(5, 0.5)],
    ['what comes after all', { ExclusiveStartKey: keyOf(24) }, page(0, 0.5)],
  ]
  rows.answered({ operation: 'Query', base: { ...base, ...condition }, world }, limits)
  rows.answered({ operation: 'Scan', base, world }, limits)
  rows.story('a batch rounds each item by itself', world, [
    answer(
      'BatchGetItem',
      {
        ...TOTAL,
        RequestItems: {
          range: { Keys: many.map((_item, n) => keyOf(n)), ProjectionExpression: 'zz' },
        },
      },
      {
        Responses: { range: many.map(() => ({})) },
        UnprocessedKeys: {},
        ConsumedCapacity: [{ TableName: 'range', CapacityUnits: 12.5 }],
      },
    ),
  ])
})
