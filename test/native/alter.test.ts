/** Settings of a table are changed by its own methods, by the rules of UpdateTable but as often as one likes. */

import { describe, expect, test } from 'vitest'
import { Database, expr, type Item, type Table } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { refusalOf, thrownBy } from './harness.js'

const START = Date.UTC(2026, 0, 1)

async function openRig(options: Parameters<typeof Database.open>[0] = {}) {
  const clock = new ManualClock(START)
  const db = await Database.open({ clock, ...options })
  await db.createTable('Orders', {
    partitionKey: { id: 'S' },
    sortKey: { at: 'N' },
    localIndexes: { byKind: { sortKey: { kind: 'S' } } },
  })
  // Of its indexes the compiler knows nothing, so that those that are added can be asked for.
  const orders: Table = db.table('Orders')
  return { clock, db, orders }
}

const itemsOf = (count: number): Item[] =>
  Array.from({ length: count }, (_, n) => ({ id: `o${n % 7}`, at: n, total: n % 5, kind: 'k' }))

const BY_TOTAL = { partitionKey: { total: 'N' } } as const

describe('addIndex', () => {
  test.each([0, 1, 199, 200, 201, 1000])(
    'fills the index with %d items, though the clock stands still',
    async count => {
      const { orders } = await openRig()
      await orders.putAll(itemsOf(count))
      const table = await orders.addIndex('byTotal', BY_TOTAL)
      expect(table.index('byTotal').describe()).toMatchObject({ isFilled: true, itemCount: count })
      await table.put({ id: 'new', at: 1, total: 99 })
      expect(table.index('byTotal').query({ total: 99 }).count()).toBe(1)
    },
  )

  test('takes up what is written while the index is filled', async () => {
    const { orders } = await openRig()
    await orders.putAll(itemsOf(1000))
    const added = orders.addIndex('byTotal', BY_TOTAL)
    await orders.put({ id: 'o0', at: 0, total: 77 })
    await orders.delete({ id: 'o1', at: 1 })
    await added
    expect(orders.index('byTotal').query({ total: 77 }).count()).toBe(1)
    expect(orders.index('byTotal').scan().count()).toBe(999)
  })

  test('adds several at a time', async () => {
    const { orders } = await openRig()
    await orders.putAll(itemsOf(500))
    await Promise.all([
      orders.addIndex('byTotal', BY_TOTAL),
      orders.addIndex('byKind2', { partitionKey: { kind: 'S' }, projection: 'KEYS_ONLY' }),
      orders.setStream('KEYS_ONLY'),
    ])
    expect(orders.index('byTotal').scan().count()).toBe(500)
    expect(orders.index('byKind2').scan().count()).toBe(500)
  })

  test('waits for capacity by the clock, where capacity is limited', async () => {
    const { clock, orders } = await openRig({ throttle: true })
    await orders.putAll(itemsOf(50))
    await orders.setCapacity({ read: 10, write: 10 })
    await orders.setCapacity({ read: 1, write: 1 })
    let isAdded = false
    const added = orders.addIndex('byTotal', BY_TOTAL).then(() => {
      isAdded = true
    })
    for (let second = 0; !isAdded && second < 1000; second += 1) await clock.advance(1000)
    await added
    expect(orders.index('byTotal').scan().count()).toBe(50)
  })

  test('is known to DescribeTable, and to forks', async () => {
    const { db, orders } = await openRig()
    await orders.addIndex('byTotal', BY_TOTAL)
    const described = await db.answer({
      region: 'us-east-1',
      operation: 'DescribeTable',
      json: { TableName: 'Orders' },
    })
    expect(described).toMatchObject({
      Table: {
        TableStatus: 'ACTIVE',
        GlobalSecondaryIndexes: [{ IndexName: 'byTotal', IndexStatus: 'ACTIVE' }],
      },
    })
    expect(db.fork().table(orders).index('byTotal').scan().count()).toBe(0)
  })

  test('an index that is dropped before it is filled is told', async () => {
    const { orders } = await openRig()
    await orders.putAll(itemsOf(1000))
    const added = thrownBy(() => orders.addIndex('byTotal', BY_TOTAL))
    await orders.dropIndex('byTotal')
    expect(await added).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found: Index byTotal for table Orders',
    })
  })

  test('a table that is dropped, or a database that is closed, before it is filled is told', async () => {
    const one = await openRig()
    await one.orders.putAll(itemsOf(1000))
    const dropped = thrownBy(() => one.orders.addIndex('byTotal', BY_TOTAL))
    await one.db.dropTable('Orders')
    expect(await dropped).toMatchObject({ name: 'ResourceNotFoundException' })
    const other = await openRig()
    await other.orders.putAll(itemsOf(1000))
    const closed = thrownBy(() => other.orders.addIndex('byTotal', BY_TOTAL))
    await other.db.close()
    expect(await closed).toMatchObject({ name: 'DatabaseClosed' })
  })

  const refused: readonly (readonly [string, unknown, unknown, string])[] = [
    ['a short name', 'ab', BY_TOTAL, "Value 'ab' at 'indexName' failed to satisfy constraint"],
    ['no name', undefined, BY_TOTAL, "Value 'undefined' at 'indexName' failed"],
    ['no definition', 'byTotal', undefined, 'byTotal must be an object'],
    [
      'a local index',
      'byTotal',
      { sortKey: { total: 'N' } },
      'A local index can be made only together with its table',
    ],
    [
      'a misspelt member',
      'byTotal',
      { ...BY_TOTAL, sortkey: { at: 'N' } },
      'A global index has no member sortkey: did you mean sortKey?',
    ],
    ['a bad type', 'byTotal', { partitionKey: { total: 'X' } }, "Value 'X' at"],
    [
      'another type than in the key',
      'byTotal',
      { partitionKey: { id: 'N' } },
      'Attribute Name is duplicated: id',
    ],
    [
      'a name that is there',
      'byKind',
      BY_TOTAL,
      'Attempting to create an index which already exists',
    ],
    [
      'a bad projection',
      'byTotal',
      { ...BY_TOTAL, projection: 'SOME' },
      "projection must be 'ALL', 'KEYS_ONLY' or an array",
    ],
  ]
  test.each(refused)('refuses %s', async (_, name, definition, message) => {
    const { db, orders } = await openRig()
    expect(await refusalOf(() => orders.addIndex(name as 'x', definition as never))).toContain(
      message,
    )
    expect(db.table('Orders').describe()).toEqual(orders.describe())
    expect(await refusalOf(() => orders.index('byTotal').scan().all())).toContain('byTotal')
  })

  test('refuses the 21st', async () => {
    const { orders } = await openRig()
    for (let n = 0; n < 20; n += 1) await orders.addIndex(`index${n}`, BY_TOTAL)
    expect(await thrownBy(() => orders.addIndex('index20', BY_TOTAL))).toMatchObject({
      name: 'LimitExceededException',
    })
  })
})

describe('dropIndex', () => {
  test('removes a global index, which may be made anew', async () => {
    const { orders } = await openRig()
    await orders.putAll(itemsOf(10))
    await orders.addIndex('byTotal', BY_TOTAL)
    await orders.dropIndex('byTotal')
    expect(await refusalOf(() => orders.index('byTotal').scan().all())).toContain('byTotal')
    await orders.put({ id: 'a', at: 1, total: 'no number, now that no index has it' })
    await orders.addIndex('byTotal', { partitionKey: { total: 'S' } })
    expect(orders.index('byTotal').scan().count()).toBe(1)
  })

  test('refuses one that is not there, and a local one', async () => {
    const { orders } = await openRig()
    expect(await thrownBy(() => orders.dropIndex('none'))).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found: Index none for table Orders',
    })
    expect(await refusalOf(() => orders.dropIndex('byKind'))).toBe(
      'Cannot delete an index that is not a GlobalSecondaryIndex: byKind',
    )
  })
})

describe('setStream', () => {
  test.each([undefined, false] as const)('turns a stream on, off by %s, and on', async off => {
    const { orders } = await openRig()
    for (let turn = 0; turn < 3; turn += 1) {
      await orders.setStream('NEW_AND_OLD_IMAGES')
      const changes = orders.changes({ from: 'start', follow: false })
      await orders.put({ id: 'a', at: turn })
      const told: unknown[] = []
      for await (const { kind, key } of changes) told.push([kind, key])
      expect(told).toEqual([['insert', { id: 'a', at: turn }]])
      await orders.setStream(off)
      expect(await refusalOf(() => orders.changes())).toContain(
        "table.setStream('NEW_AND_OLD_IMAGES')",
      )
    }
  })

  test('refuses what it is already, and no view', async () => {
    const { orders } = await openRig()
    expect(await refusalOf(() => orders.setStream(undefined))).toContain('stream')
    await orders.setStream('KEYS_ONLY')
    expect(await refusalOf(() => orders.setStream('NEW_IMAGE'))).toBe(
      'Table already has an enabled stream: TableName: Orders',
    )
    expect(await refusalOf(() => orders.setStream('ALL' as never))).toContain(
      'stream is ALL, and must be',
    )
  })
})

describe('setTimeToLive', () => {
  test('lets items expire by an attribute, by none, and by another', async () => {
    const { clock, orders } = await openRig()
    const second = START / 1000 + 10
    await orders.put({ id: 'a', at: 1, until: second })
    await orders.put({ id: 'b', at: 1, end: second })
    await orders.setTimeToLive('until')
    await clock.advance(120_000)
    expect(orders.scan().all()).toEqual([{ id: 'b', at: 1, end: second }])
    await orders.setTimeToLive(undefined)
    await orders.setTimeToLive('end')
    await clock.advance(120_000)
    expect(orders.scan().count()).toBe(0)
  })

  test('refuses what it is already', async () => {
    const { orders } = await openRig()
    expect(await refusalOf(() => orders.setTimeToLive(undefined))).toBe(
      'TimeToLive is already disabled',
    )
    await orders.setTimeToLive('until')
    expect(await refusalOf(() => orders.setTimeToLive('until'))).toBe(
      'TimeToLive is already enabled',
    )
    expect(await refusalOf(() => orders.setTimeToLive('end'))).toBe(
      'TimeToLive is active on a different AttributeName: current AttributeName is until',
    )
    expect(await refusalOf(() => orders.setTimeToLive('' as never))).toContain('timeToLive must be')
  })
})

describe('truncate', () => {
  async function openFull(options = {}) {
    const rig = await openRig({ partitions: { bytesMax: 5000 }, ...options })
    await rig.orders.addIndex('byTotal', BY_TOTAL)
    await rig.orders.putAll(itemsOf(500))
    return rig
  }
  const sizesOf = (table: Table) => [
    table.describe().itemCount,
    table.describe().sizeBytes,
    table.scan().count(),
    table.index('byTotal').scan().count(),
    table.index('byKind').scan().count(),
  ]

  test('removes all items, also from indexes, and nothing else', async () => {
    const { db, orders } = await openFull()
    const fork = db.fork()
    const partitions = orders.partitions().length
    await orders.truncate()
    expect(sizesOf(orders)).toEqual([0, 0, 0, 0, 0])
    expect(orders.partitions().length).toBe(partitions)
    expect(orders.get({ id: 'o0', at: 0 })).toBeUndefined()
    expect(sizesOf(fork.table('Orders')).slice(2)).toEqual([500, 500, 500])
    await orders.putAll(itemsOf(20))
    expect(sizesOf(orders).slice(2)).toEqual([20, 20, 20])
    expect(orders.query({ id: 'o0' }).count()).toBe(3)
  })

  test('in a fork, leaves the original alone', async () => {
    const { db, orders } = await openFull()
    const fork = db.fork().table(orders)
    await fork.truncate()
    expect(sizesOf(fork)).toEqual([0, 0, 0, 0, 0])
    expect(sizesOf(orders).slice(2)).toEqual([500, 500, 500])
    await fork.put({ id: 'a', at: 1 })
    await orders.put({ id: 'b', at: 2 })
    expect(fork.scan().all()).toEqual([{ id: 'a', at: 1 }])
  })

  test('ends iterations that are under way, and keeps what they have returned', async () => {
    const { orders } = await openFull()
    const iteration = orders.scan()[Symbol.iterator]()
    const first = iteration.next().value
    await orders.truncate()
    expect(iteration.next()).toEqual({ done: true, value: undefined })
    expect(first).toMatchObject({ kind: 'k' })
  })

  test('tells no stream, whose earlier changes stay', async () => {
    const { orders } = await openRig()
    await orders.setStream('NEW_AND_OLD_IMAGES')
    await orders.put({ id: 'a', at: 1, note: 'kept' })
    await orders.truncate()
    await orders.put({ id: 'a', at: 1 })
    const told: unknown[] = []
    for await (const { kind, after } of orders.changes({ from: 'start', follow: false })) {
      told.push([kind, after])
    }
    expect(told).toEqual([
      ['insert', { id: 'a', at: 1, note: 'kept' }],
      ['insert', { id: 'a', at: 1 }],
    ])
  })

  test('forgets what was to expire', async () => {
    const { clock, orders } = await openRig()
    await orders.setTimeToLive('until')
    const second = START / 1000 + 10
    await orders.put({ id: 'a', at: 1, until: second })
    await orders.truncate()
    await orders.put({ id: 'a', at: 1, until: second + 3600 })
    await orders.put({ id: 'b', at: 1, until: second })
    await clock.advance(120_000)
    expect(orders.scan().all()).toEqual([{ id: 'a', at: 1, until: second + 3600 }])
  })

  test('forgets what lags behind', async () => {
    const { clock, orders } = await openFull({ globalIndexLag: 100 })
    await orders.put({ id: 'late', at: 1, total: 50 })
    await orders.truncate()
    await clock.advance(1000)
    expect(sizesOf(orders)).toEqual([0, 0, 0, 0, 0])
    await orders.put({ id: 'new', at: 1, total: 50 })
    await clock.advance(1000)
    expect(orders.index('byTotal').scan().count()).toBe(1)
  })

  test('goes together with an index that is being filled', async () => {
    const { orders } = await openRig()
    await orders.putAll(itemsOf(1000))
    const added = orders.addIndex('byTotal', BY_TOTAL)
    await orders.truncate()
    await orders.put({ id: 'a', at: 1, total: 1 })
    await added
    expect(orders.index('byTotal').scan().all()).toEqual([{ id: 'a', at: 1, total: 1 }])
  })

  test('is refused once the table is dropped', async () => {
    const { db, orders } = await openFull()
    await db.dropTable('Orders')
    expect(await thrownBy(() => orders.truncate())).toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

test('conditions and updates go on after a truncation', async () => {
  const { orders } = await openRig()
  await orders.putAll(itemsOf(10))
  await orders.truncate()
  await orders.put({ id: 'a', at: 1 }, { if: expr`attribute_not_exists(id)` })
  await orders.update({ id: 'a', at: 1 }, expr`SET n = ${1}`)
  expect(orders.scan().all()).toEqual([{ id: 'a', at: 1, n: 1 }])
})
