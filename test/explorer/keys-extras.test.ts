/** What the server tells of the keys of a table, next to what the database does. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collidingKey } from '../../bench/generators/colliding-keys.js'
import { wireOfItem } from '../../src/encoding/wire-value.js'
import { collectionsOf } from '../../src/explorer/keys/collections.js'
import { keysNow } from '../../src/explorer/keys/keys-now.js'
import { wayOf } from '../../src/explorer/keys/way.js'
import type {
  CollectionsReport,
  KeysReport,
  WayReport,
} from '../../src/explorer/page/keys/keys-wire.js'
import { Database } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'

const START = Date.UTC(2026, 10, 30, 12, 0, 0)
const SCHEMA = {
  partitionKey: { customer: 'S' },
  sortKey: { order: 'N' },
  localIndexes: { byDate: { sortKey: { date: 'S' }, projection: 'KEYS_ONLY' } },
  globalIndexes: {
    byState: { partitionKey: { state: 'S' } },
    byTotal: { partitionKey: { total: 'N' }, projection: ['note'] },
  },
} as const

interface Order {
  readonly customer: string
  readonly order: number
  readonly date?: string
  readonly state?: string
  readonly total?: number
  readonly note?: string
}

const orders = fc.array(
  fc.record(
    {
      customer: fc.constantFrom('ann', 'bob', 'cid', 'dan', 'eve'),
      order: fc.nat(30),
      date: fc.constantFrom('2026-01', '2026-02'),
      state: fc.constantFrom('open', 'shut'),
      total: fc.nat(3),
      note: fc.string({ maxLength: 2000 }),
    },
    { requiredKeys: ['customer', 'order'] },
  ),
  { maxLength: 60 },
)

function queryOf(more: Readonly<Record<string, string>> = {}): URLSearchParams {
  return new URLSearchParams({ region: 'us-east-1', table: 'Orders', ...more })
}

/** A new table with some items. */
async function filled(items: readonly Order[], clock = new ManualClock(START)) {
  const db = await Database.open({ clock })
  const table = await db.createTable()('Orders', SCHEMA)
  for (const item of items) await table.put(item)
  return { db, table, clock }
}

function wayIn(db: Database, key: object): WayReport {
  return wayOf(db, queryOf({ key: JSON.stringify(key) })) as WayReport
}

test('item collections are as large as their items with their entries in local indexes', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async items => {
      const { db, table } = await filled(items)
      const report = (await collectionsOf(db, queryOf())) as CollectionsReport
      const own = table.scan().all()
      const expected = new Map<string, { items: number; bytes: number }>()
      for (const { customer, order } of own as unknown as readonly Order[]) {
        const way = wayIn(db, { customer: { S: customer }, order: { N: String(order) } })
        const sum = expected.get(customer) ?? { items: 0, bytes: 0 }
        const local = way.entries.find(({ kind }) => kind === 'local')?.entry
        sum.items += 1
        sum.bytes += (way.item?.bytes ?? 0) + (local?.bytes ?? 0)
        expected.set(customer, sum)
      }
      const told = report.largest.map(({ key, items: count, bytes }) => [key, count, bytes])
      const sorted = [...expected].sort(([, left], [, right]) => right.bytes - left.bytes)
      const sizes = sorted.map(([, { bytes }]) => bytes)
      expect(told.map(([, , bytes]) => bytes)).toEqual(sizes)
      for (const [key, count, bytes] of told) {
        const { S: customer = '' } = (key as { customer: { S: string } }).customer
        expect(expected.get(customer)).toEqual({ items: count, bytes })
      }
      expect([report.collectionCount, report.itemCount]).toEqual([expected.size, own.length])
      expect(report.bytesMax).toBe(10 * 2 ** 30)
    }),
    { numRuns: 12 },
  )
})

test('item collections are walked while others write, each item that stays once', async () => {
  const { db, table } = await filled([])
  const customers = Array.from({ length: 25 }, (_, n) => `c${n}`)
  await table.putAll(
    customers.flatMap(customer => Array.from({ length: 50 }, (_, order) => ({ customer, order }))),
  )
  const found = collectionsOf(db, queryOf()) as Promise<CollectionsReport>
  let isFound = false
  void found.then(() => {
    isFound = true
  })
  for (let n = 0; !isFound; n += 1) {
    const customer = `c${n % 25}`
    await table.put({ customer, order: 1000, note: 'x'.repeat(n % 500) })
    await table.delete({ customer, order: 1000 })
    // At first in the same turn, between two collections, and then in turns of their own.
    if (n > 200) await new Promise(resolve => setImmediate(resolve))
  }
  const { largest, collectionCount, itemCount } = await found
  expect(collectionCount).toBe(25)
  expect(itemCount).toBeGreaterThanOrEqual(1250)
  expect(itemCount).toBeLessThanOrEqual(1275)
  expect(largest).toHaveLength(20)
})

test('item collections of two keys with one hash are told apart', async () => {
  const db = await Database.open()
  const table = await db.createTable()('Orders', { partitionKey: { id: 'B' }, sortKey: { n: 'N' } })
  for (const key of [1, 2]) {
    for (let n = 0; n < key * 3; n += 1) await table.put({ id: collidingKey(key), n } as never)
  }
  const { largest } = (await collectionsOf(db, queryOf())) as CollectionsReport
  expect(largest.map(({ items }) => items)).toEqual([6, 3])
  expect(new Set(largest.map(({ hash }) => hash)).size).toBe(1)
})

test('the way of an item tells its partition, its entries, and the units that are consumed', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async items => {
      const { db, table } = await filled(items)
      for (const item of table.scan().all() as unknown as readonly Order[]) {
        const Key = { customer: { S: item.customer }, order: { N: String(item.order) } }
        const before = table.describe()
        const way = wayIn(db, Key)
        expect(table.describe()).toEqual(before)
        const { low, high } = table.partitions()[way.partition.place] ?? { low: 1, high: 0 }
        expect([way.partition.low, way.partition.high]).toEqual([low, high])
        expect(way.hash >= low && way.hash < high).toBe(true)
        const shown = way.entries.filter(({ entry }) => entry).map(({ index }) => index)
        const wanted = [
          ...(item.date === undefined ? [] : ['byDate']),
          ...(item.state === undefined ? [] : ['byState']),
          ...(item.total === undefined ? [] : ['byTotal']),
        ]
        expect(shown).toEqual(wanted)
        for (const { entry, unfit } of way.entries) expect(unfit.length > 0).toBe(!entry)
        const call = (operation: string, more: object) =>
          db.answer({
            region: 'us-east-1',
            operation,
            json: { TableName: 'Orders', Key, ReturnConsumedCapacity: 'INDEXES', ...more },
          }) as Promise<{ ConsumedCapacity: Consumed }>
        const read = await call('GetItem', { ConsistentRead: true })
        expect(read.ConsumedCapacity.CapacityUnits).toBe(way.item?.strongRead)
        const removed = (await call('DeleteItem', {})).ConsumedCapacity
        expect(removed.Table.CapacityUnits).toBe(way.item?.write)
        for (const { index, entry } of way.entries) {
          const consumed = { ...removed.LocalSecondaryIndexes, ...removed.GlobalSecondaryIndexes }
          expect(consumed[index]?.CapacityUnits ?? 0).toBe(entry?.changeUnits ?? 0)
        }
        expect(wayIn(db, Key)).toMatchObject({ hash: way.hash, entries: [] })
      }
    }),
    { numRuns: 12 },
  )
})

test('the way of an item that is planned is that of the item once it is put, with the units that the put consumes', async () => {
  // Of up to some kilobytes, and often in the place of one that there is.
  const large = orders
    .filter(items => items.length > 1)
    .map(items =>
      items.map(({ note, ...rest }) =>
        note === undefined ? rest : { ...rest, note: 'x'.repeat(300 * note.length) },
      ),
    )
  await fc.assert(
    fc.asyncProperty(large, fc.boolean(), async ([planned, ...items], isThere) => {
      const { db, table } = await filled(items)
      const [{ customer, order }] = items as [Order]
      const Item = wireOfItem({ ...planned, ...(isThere && { customer, order }) } as never)
      const before = table.describe()
      const way = wayOf(db, queryOf({ item: JSON.stringify(Item) })) as WayReport
      expect(table.describe()).toEqual(before)
      const { ConsumedCapacity } = (await db.answer({
        region: 'us-east-1',
        operation: 'PutItem',
        json: { TableName: 'Orders', Item, ReturnConsumedCapacity: 'INDEXES' },
      })) as { ConsumedCapacity: Consumed }
      const { CapacityUnits, Table, ...byIndex } = ConsumedCapacity
      expect(way.planned?.totalUnits).toBe(CapacityUnits)
      expect(way.planned?.tableUnits).toBe(Table.CapacityUnits)
      const consumed = { ...byIndex.LocalSecondaryIndexes, ...byIndex.GlobalSecondaryIndexes }
      for (const { index, putUnits } of way.entries) {
        expect(putUnits).toBe(consumed[index]?.CapacityUnits ?? 0)
      }
      const stored = wayIn(db, { customer: Item.customer, order: Item.order })
      const entries = way.entries.map(({ putUnits: _, ...entry }) => entry)
      const { planned: _, ...rest } = way
      expect({ ...rest, entries }).toEqual(stored)
    }),
    { numRuns: 40 },
  )
})

const KEY = { customer: { S: 'a' }, order: { N: '1' } }
test.each<readonly [string, string, RegExp]>([
  ['no JSON', '{', /must be an item as JSON/],
  ['a list', '[]', /must be an item as JSON/],
  ['33 levels', JSON.stringify({ ...KEY, deep: deep(33) }), /must be an item as JSON/],
  ['100,000 levels', `${'{"M":{"a":'.repeat(100_000)}1${'}}'.repeat(100_000)}`, /must be an item/],
  ['no key', '{}', /Missing the key customer/],
  ['a key of another type', JSON.stringify({ ...KEY, order: { S: '1' } }), /Type mismatch for key/],
  [
    'a number that is none',
    JSON.stringify({ ...KEY, n: { N: 'x' } }),
    /cannot be converted to a numeric/,
  ],
  ['no base64', JSON.stringify({ ...KEY, b: { B: '*' } }), /Base64|base64/],
  [
    'an index key of another type',
    JSON.stringify({ ...KEY, total: { S: '1' } }),
    /Type mismatch for Index Key total/,
  ],
  ['400 KB', JSON.stringify({ ...KEY, text: { S: 'x'.repeat(409_600) } }), /size has exceeded/],
])('what is no item that could be put, as %s, is refused and not put', async (_, item, message) => {
  const { db, table } = await filled([])
  expect(() => wayOf(db, queryOf({ item }))).toThrow(message)
  expect(table.scan().count()).toBe(0)
})

function deep(levels: number): object {
  return levels === 0 ? { S: 'x' } : { M: { d: deep(levels - 1) } }
}

interface Consumed {
  readonly CapacityUnits: number
  readonly Table: { readonly CapacityUnits: number }
  readonly LocalSecondaryIndexes?: Readonly<Record<string, { readonly CapacityUnits: number }>>
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, { readonly CapacityUnits: number }>>
}

describe('a table as it is used now', () => {
  test('has its partitions with all items, the heat of each minute, and the hottest key first', async () => {
    const { db, table, clock } = await filled([])
    for (let n = 0; n < 50; n += 1) await table.put({ customer: `c${n}`, order: 1 })
    await clock.advance(60_000)
    for (let n = 0; n < 300; n += 1) table.get({ customer: 'c7', order: 1 })
    const report = (await keysNow(db, queryOf())) as KeysReport
    expect(report.partitions).toHaveLength(report.partitionCount)
    expect(report.partitions.reduce((sum, { items }) => sum + items, 0)).toBe(50)
    expect(report.partitions.map(({ low }) => low)).toEqual(
      table.partitions().map(({ low }) => low),
    )
    expect(report.minutes.map(({ time }) => time)).toEqual([START, START + 60_000])
    const [first, second] = report.minutes
    expect([sumOf(first?.writes), sumOf(second?.reads)]).toEqual([50, 300])
    expect(report.hottest[0]?.key).toEqual({ customer: { S: 'c7' } })
    const later = (await keysNow(db, queryOf({ since: String(START + 60_000) }))) as KeysReport
    expect(later.minutes).toEqual([second])
    const short = (await keysNow(db, queryOf({ minutes: '1' }))) as KeysReport
    expect([short.from, short.minutes]).toEqual([START + 60_000, [second]])
  })

  test('tells the write units of each index, and looks at one of them', async () => {
    const { db, table } = await filled([])
    for (let n = 0; n < 10; n += 1) await table.put({ customer: 'a', order: n, state: 'open' })
    const { consumers } = (await keysNow(db, queryOf())) as KeysReport
    const units = consumers.map(({ name, kind, writeUnits }) => [name, kind, writeUnits])
    expect(units).toEqual([
      ['Orders', 'table', 10],
      ['byDate', 'local', 0],
      ['byState', 'global', 10],
      ['byTotal', 'global', 0],
    ])
    const index = (await keysNow(db, queryOf({ index: 'byState' }))) as KeysReport
    expect(index.hottest.map(({ key }) => key)).toEqual([{ state: { S: 'open' } }])
    const collections = await collectionsOf(db, queryOf({ index: 'byState' }))
    expect(collections).toMatchObject({
      largest: [{ key: { state: { S: 'open' } }, items: 10 }],
      bytesMax: undefined,
    })
  })

  test('tells how many requests were throttled, why, and by which partition', async () => {
    const clock = new ManualClock(START)
    const db = await Database.open({
      clock,
      throttle: true,
      partitions: { writeUnitsMax: 10, readUnitsMax: 30 },
    })
    const table = await db.createTable()('Orders', SCHEMA)
    let refused = 0
    for (let n = 0; n < 30; n += 1) {
      await table.put({ customer: 'hot', order: n }).catch(() => {
        refused += 1
      })
    }
    const report = (await keysNow(db, queryOf())) as KeysReport
    expect(refused).toBeGreaterThan(0)
    expect(report.isLimited).toBe(true)
    expect(report.limits).toMatchObject({ writeUnits: 10, readUnits: 30 })
    expect(report.throttles).toEqual([
      { reason: 'KeyRangeThroughputExceeded', reads: 0, writes: refused },
    ])
    const { hash } = wayIn(db, { customer: { S: 'hot' }, order: { N: '0' } })
    const by = report.partitions.filter(({ refused: count }) => count > 0)
    expect(by.map(({ refused: count }) => count)).toEqual([refused])
    expect(by[0] && hash >= by[0].low && hash < by[0].high).toBe(true)
  })

  test('tells heat from what the table has not, by partition', async () => {
    const db = await Database.open({
      clock: new ManualClock(START),
      throttle: true,
      partitions: { writeUnitsMax: 20, readUnitsMax: 3000 },
    })
    await db.answer({
      region: 'us-east-1',
      operation: 'CreateTable',
      json: {
        TableName: 'Orders',
        AttributeDefinitions: [{ AttributeName: 'customer', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'customer', KeyType: 'HASH' }],
        ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 30 },
      },
    })
    const table = db.table('Orders')
    const customers = ['ann', 'bob', 'cid', 'dan', 'eve', 'hot']
    const lowOf = (customer: string): number =>
      wayIn(db, { customer: { S: customer } }).partition.low
    const expected = new Map<number, { heat: number; table: number }>()
    for (let n = 0; n < 200; n += 1) {
      const customer = n < 50 ? 'hot' : (customers[n % customers.length] ?? '')
      await table.put({ customer }).catch(({ throttlingReasons }) => {
        const counts = expected.get(lowOf(customer)) ?? { heat: 0, table: 0 }
        expected.set(lowOf(customer), counts)
        for (const { reason } of throttlingReasons) {
          counts[reason === 'TableWriteKeyRangeThroughputExceeded' ? 'heat' : 'table'] += 1
        }
      })
    }
    const told = (await keysNow(db, queryOf())) as KeysReport
    expect(told.partitions.length).toBeGreaterThan(1)
    const of = (pick: 'heat' | 'table') =>
      told.partitions.map(({ low }) => expected.get(low)?.[pick] ?? 0)
    expect(told.partitions.map(({ refused }) => refused)).toEqual(of('heat'))
    expect(told.partitions.map(({ refusedForTable }) => refusedForTable)).toEqual(of('table'))
    for (const pick of ['heat', 'table'] as const) {
      expect(Math.max(...of(pick))).toBeGreaterThan(0)
    }
    expect(of('heat')).not.toEqual(of('table'))
  })

  test('costs in a month what it would at the rate of the time that is looked at', async () => {
    const { db, table, clock } = await filled([])
    for (let n = 0; n < 60; n += 1) await table.put({ customer: `c${n}`, order: 1 })
    await clock.advance(60_000)
    const { cost } = (await keysNow(db, queryOf())) as KeysReport
    // 60 write units a minute, of 0.625 dollars a million, for 730 hours.
    expect(cost?.writes).toBeCloseTo(60 * 60 * 730 * 0.625e-6, 6)
    expect(cost?.ifOnDemand).toBeCloseTo(cost?.total ?? 0, 9)
    expect(cost?.isOnDemand).toBe(true)
  })
})

describe('what can not be told is told as such', () => {
  test('of a table that is elsewhere', async () => {
    const elsewhere = {
      answer: () => Promise.resolve({}),
      knows: () => true,
      regions: () => [],
    }
    expect(await keysNow(elsewhere, queryOf())).toEqual({ isKnown: false })
    expect(await collectionsOf(elsewhere, queryOf())).toEqual({ isKnown: false })
    expect(wayOf(elsewhere, queryOf({ key: '{}' }))).toEqual({ isKnown: false })
  })

  const keys: readonly string[] = [
    '',
    'null',
    '[]',
    '{',
    '{"customer":"a"}',
    '{"customer":{"S":1},"order":{"N":"1"}}',
    '{"customer":{"S":"a","N":"1"},"order":{"N":"1"}}',
    '{"customer":{"S":"a"}}',
    '{"customer":{"S":""},"order":{"N":"1"}}',
    '{"customer":{"S":"a"},"order":{"N":"one"}}',
    '{"customer":{"S":"a"},"order":{"S":"1"}}',
    '{"customer":{"S":"a"},"order":{"N":"1"},"__proto__":{"S":"1"}}',
    '{"customer":{"S":"a"},"order":{"B":"%"}}',
  ]
  test.each(keys)('by a refusal: the key %j', async key => {
    const { db } = await filled([])
    const refusal = expect.objectContaining({ name: 'ValidationException' })
    expect(() => wayOf(db, queryOf({ key }))).toThrow(refusal)
  })

  test('by a refusal: a key that is too large', async () => {
    const { db } = await filled([])
    const key = JSON.stringify({ customer: { S: 'a'.repeat(2049) }, order: { N: '1' } })
    expect(() => wayOf(db, queryOf({ key }))).toThrow(/2048/)
  })

  test.each([
    [{ table: 'Others' }, 'ResourceNotFoundException'],
    [{ region: 'eu-west-1' }, 'ResourceNotFoundException'],
    [{ index: 'byDate' }, 'ValidationException'],
    [{ minutes: '-1' }, 'ValidationException'],
    [{ minutes: '1e9' }, 'ValidationException'],
    [{ since: 'now' }, 'ValidationException'],
  ])('by a refusal: %o', async (more, name) => {
    const { db } = await filled([])
    await expect(keysNow(db, queryOf(more))).rejects.toMatchObject({ name })
  })
})

function sumOf(units: readonly number[] = []): number {
  return units.reduce((sum, each) => sum + each, 0)
}
