/** What requests on items consume, by the sizes of items. */

import {
  type Answered,
  answer,
  type Json,
  put,
  Rows,
  type Suite,
  tablesAnd,
  type World,
} from '../row.js'
import { failed } from './texts.js'

export const rows = new Rows('BatchGetItem')

const KB = 1024
/** An item of so many bytes. */
const item = (sk: string, bytes: number) => ({
  pk: { S: 'a' },
  sk: { S: sk },
  t: { S: 'x'.repeat(bytes - 'pk'.length - 'a'.length - 'sk'.length - sk.length - 't'.length) },
})
const keyOf = (sk: string) => ({ pk: { S: 'a' }, sk: { S: sk } })
const worldOf = (...items: readonly Json[]): World => tablesAnd(...put('range', ...items))
const base = { TableName: 'range', ReturnConsumedCapacity: 'TOTAL' }
const units = (CapacityUnits: number, TableName = 'range') => ({
  ConsumedCapacity: { TableName, CapacityUnits },
})

rows.group('capacity of writes', () => {
  const small = item('s', 2.5 * KB)
  const large = item('s', 3.2 * KB)
  const Key = keyOf('s')
  const [none, withSmall, withLarge] = [worldOf(), worldOf(small), worldOf(large)]
  const growing = { UpdateExpression: 'SET t = :t', ExpressionAttributeValues: { ':t': large.t } }
  const puts: readonly (readonly [string, World, Json, number])[] = [
    ['a new item', none, small, 3],
    ['an item of 1 KB', none, item('s', KB), 1],
    ['an item of 1 KB and a byte', none, item('s', KB + 1), 2],
    ['the smallest item', none, keyOf('s'), 1],
    ['the same item again', withSmall, small, 3],
    ['a smaller item', withLarge, item('s', 100), 4],
    ['a larger item', withSmall, large, 4],
  ]
  for (const [name, world, Item, count] of puts) {
    rows.answered({ operation: 'PutItem', base, world }, [[name, { Item }, units(count)]])
  }
  const update = (world: World): Suite => ({
    operation: 'UpdateItem',
    base: { ...base, Key },
    world,
  })
  rows.answered(update(withSmall), [['an update that makes the item larger', growing, units(4)]])
  rows.answered(update(withLarge), [
    ['an update that removes', { UpdateExpression: 'REMOVE t' }, units(4)],
    ['an update that changes nothing', {}, units(4)],
    [
      'what is returned is free',
      { UpdateExpression: 'REMOVE t', ReturnValues: 'ALL_OLD' },
      { Attributes: large, ...units(4) },
    ],
  ])
  rows.answered(update(none), [['an update of nothing', {}, units(1)]])
  const remove = (world: World): Suite => ({
    operation: 'DeleteItem',
    base: { ...base, Key },
    world,
  })
  rows.answered(remove(withLarge), [['a delete', {}, units(4)]])
  rows.answered(remove(none), [['a delete of nothing', {}, units(1)]])
  const { Code, Message } = failed()
  rows.refused(remove(withLarge), [
    [
      'a failed condition tells nothing of what it consumed',
      { ConditionExpression: 'attribute_not_exists(t)' },
      `${Code}Exception: ${Message}`,
    ],
  ])
})

rows.group('capacity of reads', () => {
  const stored = [item('k1', 3 * KB), item('k2', 3 * KB), item('k3', 3 * KB), item('z', 5 * KB)]
  const world = worldOf(...stored)
  const count = (ofItems: number, more: Json = {}) => ({
    Count: ofItems,
    ScannedCount: ofItems,
    ...more,
  })
  const prefix = {
    Select: 'COUNT',
    KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
    ExpressionAttributeValues: { ':p': { S: 'a' }, ':s': { S: 'k' } },
  }
  const reads: readonly (readonly [string, string, Json, Json, number, string?])[] = [
    ['of 5 KB', 'GetItem', { Key: keyOf('z') }, { Item: stored[3] }, 2],
    ['of no item', 'GetItem', { Key: keyOf('none') }, {}, 1],
    [
      'a projection does not make it cheaper',
      'GetItem',
      { Key: keyOf('z'), ProjectionExpression: 'sk' },
      { Item: { sk: { S: 'z' } } },
      2,
    ],
    ['of 3 items of 3 KB, together', 'Query', prefix, count(3), 3],
    [
      'a filter does not make it cheaper',
      'Query',
      { ...prefix, FilterExpression: 't < t2' },
      { Count: 0, ScannedCount: 3 },
      3,
    ],
    [
      'a projection does not make it cheaper',
      'Query',
      { ...prefix, Select: undefined, ProjectionExpression: 'sk' },
      count(3, { Items: ['k1', 'k2', 'k3'].map(S => ({ sk: { S } })) }),
      3,
    ],
    [
      'a limit makes it cheaper',
      'Query',
      { ...prefix, Limit: 1 },
      count(1, { LastEvaluatedKey: keyOf('k1') }),
      1,
    ],
    ['of all items, together', 'Scan', { Select: 'COUNT' }, count(4), 4],
    ['of an empty table', 'Scan', { Select: 'COUNT', TableName: 'hash' }, count(0), 1, 'hash'],
  ]
  for (const [name, operation, members, expected, strong, table] of reads) {
    rows.answered(
      { operation, base: { ...base, ...members }, world },
      [
        ['strongly consistent', { ConsistentRead: true }, strong],
        ['eventually consistent', { ConsistentRead: false }, strong / 2],
        ['by default', {}, strong / 2],
      ].map(
        ([how, consistency, consumed]): Answered => [
          `${name}, ${how}`,
          consistency as Json,
          { ...expected, ...units(consumed as number, table) },
        ],
      ),
    )
  }
})

rows.group('capacity of many', () => {
  const many = Array.from({ length: 25 }, (_, n) => item(`${n}`.padStart(2, '0'), 200))
  const Keys = many.map(({ pk, sk }) => ({ pk, sk }))
  const world = worldOf(...many)
  const all = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'a' } } }
  rows.answered({ operation: 'Query', base: { ...base, ...all, Select: 'COUNT' }, world }, [
    [
      '25 items of 200 bytes, together',
      { ConsistentRead: true },
      { Count: 25, ScannedCount: 25, ...units(2) },
    ],
  ])
  for (const [ConsistentRead, CapacityUnits] of [
    [true, 25],
    [false, 12.5],
  ] as const) {
    const request = {
      RequestItems: { range: { Keys, ConsistentRead, ProjectionExpression: 'zz' } },
      ReturnConsumedCapacity: 'TOTAL',
    }
    rows.story(`each item alone, ConsistentRead ${ConsistentRead}`, world, [
      answer('BatchGetItem', request, {
        Responses: { range: many.map(() => ({})) },
        UnprocessedKeys: {},
        ConsumedCapacity: [{ TableName: 'range', CapacityUnits }],
      }),
    ])
  }
})
