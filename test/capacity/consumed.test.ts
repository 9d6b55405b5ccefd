/** What each operation of the native interface consumes. */

import { beforeEach, describe, expect, test } from 'vitest'
import { itemSize } from '../../src/encoding/size.js'
import { Database, type Expression, expr, type Item, type Table } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'

const KB = 1024

let db: Database
let table: Table<Item, 'pk', 'sk'>

beforeEach(async () => {
  db = await Database.open()
  table = await db.createTable()('units', { partitionKey: { pk: 'S' }, sortKey: { sk: 'N' } })
})

/** An item of so many bytes in all. */
function itemOf(key: { readonly pk: string; readonly sk: number }, bytes: number): Item {
  const item = { ...key, v: '' }
  return { ...item, v: 'x'.repeat(bytes - itemSize(item)) }
}

const KEY = { pk: 'a', sk: 1 }

/** What the call consumes of the table, whether it is refused or not. */
async function consumed(call: () => unknown): Promise<{ reads: number; writes: number }> {
  const before = table.describe()
  try {
    await call()
  } catch {
    // What a refused request consumes is told all the same.
  }
  const after = table.describe()
  return {
    reads: after.readUnits - before.readUnits,
    writes: after.writeUnits - before.writeUnits,
  }
}

const writes = async (call: () => unknown): Promise<number> => {
  const { reads, writes } = await consumed(call)
  expect(reads, 'read units of a write').toBe(0)
  return writes
}

const reads = async (call: () => unknown): Promise<number> => {
  const { reads, writes } = await consumed(call)
  expect(writes, 'write units of a read').toBe(0)
  return reads
}

const never: Expression = expr`attribute_exists(never)`

describe('a write', () => {
  test('by the larger of the versions before and after', async () => {
    expect(await writes(() => table.put(itemOf(KEY, 2.5 * KB)))).toBe(3)
    expect(await writes(() => table.put(itemOf(KEY, 2.5 * KB)))).toBe(3)
    expect(await writes(() => table.put(itemOf(KEY, 500)))).toBe(3)
    expect(await writes(() => table.put(itemOf(KEY, 500)))).toBe(1)
    expect(await writes(() => table.put(itemOf(KEY, KB)))).toBe(1)
    expect(await writes(() => table.put(itemOf(KEY, KB + 1)))).toBe(2)
    expect(await writes(() => table.put(itemOf(KEY, 400 * KB)))).toBe(400)
    expect(await writes(() => table.delete(KEY))).toBe(400)
  })

  test('an update by the whole item, not by what it changes', async () => {
    await table.put(itemOf(KEY, 2.5 * KB))
    expect(await writes(() => table.update(KEY, expr`SET n = ${1}`))).toBe(3)
    expect(await writes(() => table.update(KEY, expr`SET w = ${'y'.repeat(700)}`))).toBe(4)
    expect(await writes(() => table.update(KEY, expr`REMOVE v`))).toBe(4)
    expect(await writes(() => table.update(KEY, expr`SET n = ${2}`))).toBe(1)
    expect(await writes(() => table.update({ pk: 'new', sk: 1 }, expr`SET n = ${1}`))).toBe(1)
  })

  test('that changes nothing, in full', async () => {
    await table.put(itemOf(KEY, 3.2 * KB))
    expect(await writes(() => table.put(itemOf(KEY, 3.2 * KB)))).toBe(4)
    expect(await writes(() => table.update(KEY, expr`REMOVE nothing`))).toBe(4)
    expect(await writes(() => table.update(KEY, expr`SET v = v`))).toBe(4)
  })

  test('of an absent item, one unit', async () => {
    expect(await writes(() => table.delete(KEY))).toBe(1)
    expect(await writes(() => table.update(KEY, expr`REMOVE nothing`))).toBe(1)
    expect(table.describe().itemCount).toBe(0)
  })

  test('whose condition does not hold, by the stored item', async () => {
    expect(await writes(() => table.put(itemOf(KEY, 10 * KB), { if: never }))).toBe(1)
    await table.put(itemOf(KEY, 3.2 * KB))
    expect(await writes(() => table.put(itemOf(KEY, 10 * KB), { if: never }))).toBe(4)
    expect(await writes(() => table.delete(KEY, { if: never }))).toBe(4)
    expect(
      await writes(() =>
        table.update(KEY, expr`SET w = ${'y'.repeat(9000)}`, {
          if: never,
          returnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    ).toBe(4)
  })

  test('that is refused for another reason, nothing', async () => {
    await table.put(itemOf(KEY, 3.2 * KB))
    expect(await writes(() => table.put({ pk: 'a' } as never))).toBe(0)
    expect(await writes(() => table.put({ ...KEY, v: Number.NaN }))).toBe(0)
    expect(await writes(() => table.put(itemOf(KEY, 400 * KB + 1)))).toBe(0)
    expect(await writes(() => table.put(itemOf(KEY, 400 * KB + 1), { if: never }))).toBe(0)
    expect(await writes(() => table.put(KEY, { if: expr`=` }))).toBe(0)
    expect(await writes(() => table.update(KEY, expr`SET pk = ${'b'}`))).toBe(0)
    expect(await writes(() => table.update(KEY, expr`SET n = v + ${1}`))).toBe(0)
    expect(await writes(() => table.update(KEY, expr`SET w = ${'y'.repeat(400 * KB)}`))).toBe(0)
    expect(await writes(() => table.delete({ pk: 'a' } as never))).toBe(0)
  })

  test('returns what it replaced for nothing', async () => {
    await table.put(itemOf(KEY, 2.5 * KB))
    expect(await writes(() => table.put(KEY, { returnValues: 'ALL_OLD' }))).toBe(3)
    expect(
      await writes(() => table.update(KEY, expr`SET n = ${1}`, { returnValues: 'ALL_NEW' })),
    ).toBe(1)
    expect(await writes(() => table.delete(KEY, { returnValues: 'ALL_OLD' }))).toBe(1)
  })

  test('of many items, each by itself', async () => {
    await table.put(itemOf({ pk: 'a', sk: 2 }, 5 * KB))
    const items = [
      itemOf(KEY, 100),
      itemOf({ pk: 'a', sk: 2 }, 100),
      itemOf({ pk: 'b', sk: 1 }, 1500),
    ]
    expect(await writes(() => table.putAll(items))).toBe(1 + 5 + 2)
    expect(await writes(() => table.putAll([...items, itemOf(KEY, 100)]))).toBe(0)
    expect(await writes(() => table.putAll([]))).toBe(0)
  })
})

describe('a read of one item', () => {
  test('by its size; half for an eventually consistent one', async () => {
    await table.put(itemOf(KEY, 5 * KB))
    expect(await reads(() => table.get(KEY))).toBe(2)
    expect(await reads(() => table.get(KEY, {}))).toBe(2)
    expect(await reads(() => table.get(KEY, { consistentRead: true }))).toBe(2)
    expect(await reads(() => table.get(KEY, { consistentRead: false }))).toBe(1)
    expect(await reads(() => table.get(KEY, { projection: ['pk'] }))).toBe(2)
    expect(await reads(() => table.get({ pk: 'a', sk: 2 }))).toBe(1)
    expect(await reads(() => table.get({ pk: 'a', sk: 2 }, { consistentRead: false }))).toBe(0.5)
  })

  test('that is refused, nothing', async () => {
    expect(await reads(() => table.get({ pk: 'a' } as never))).toBe(0)
    expect(await reads(() => table.get(KEY, { projection: expr`pk.x` }))).toBe(0)
    expect(await reads(() => table.getAll([KEY, KEY]))).toBe(0)
    expect(await reads(() => table.getAll([KEY], { projection: expr`pk.x` }))).toBe(0)
  })

  test('of many items, each by itself', async () => {
    const keys = Array.from({ length: 25 }, (_, sk) => ({ pk: 'a', sk }))
    await table.putAll(keys.map(key => itemOf(key, 200)))
    expect(await reads(() => table.getAll(keys))).toBe(25)
    expect(await reads(() => table.getAll(keys, { consistentRead: false }))).toBe(12.5)
    expect(await reads(() => table.getAll([KEY, { pk: 'none', sk: 1 }]))).toBe(2)
  })
})

describe('a query', () => {
  test('adds up the items before it rounds', async () => {
    const keys = Array.from({ length: 25 }, (_, sk) => ({ pk: 'a', sk }))
    await table.putAll(keys.map(key => itemOf(key, 200)))
    const query = table.query({ pk: 'a' })
    expect(await reads(() => query.page())).toBe(2)
    expect(await reads(() => query.all())).toBe(2)
    expect(await reads(() => query.count())).toBe(2)
    expect(await reads(() => [...query])).toBe(2)
    expect(await reads(() => table.query({ pk: 'a' }, { consistentRead: false }).all())).toBe(1)
    expect(query.page().readUnits).toBe(2)
  })

  test('of 3 items of 3 KB', async () => {
    await table.putAll([1, 2, 3].map(sk => itemOf({ pk: 'a', sk }, 3 * KB)))
    expect(table.query({ pk: 'a' }).page().readUnits).toBe(3)
    expect(table.query({ pk: 'a' }, { consistentRead: false }).page().readUnits).toBe(1.5)
  })

  test('counts what it evaluates: not less for a filter or a projection, less for a limit', async () => {
    await table.putAll([1, 2, 3, 4].map(sk => itemOf({ pk: 'a', sk }, 4 * KB)))
    expect(table.query({ pk: 'a' }, { filter: never }).page().readUnits).toBe(4)
    expect(await reads(() => table.query({ pk: 'a' }, { filter: never }).count())).toBe(4)
    expect(table.query({ pk: 'a' }, { projection: ['sk'] }).page().readUnits).toBe(4)
    expect(table.query({ pk: 'a' }, { limit: 2 }).page().readUnits).toBe(2)
    expect(table.query({ pk: 'a', sk: { '>': 3 } }).page().readUnits).toBe(1)
    expect(await reads(() => table.query({ pk: 'a' }).first())).toBe(1)
  })

  test('that finds nothing, one unit', async () => {
    expect(table.query({ pk: 'a' }).page().readUnits).toBe(1)
    expect(table.query({ pk: 'a' }, { consistentRead: false }).page().readUnits).toBe(0.5)
    expect(await reads(() => table.query({ pk: 'a' }).all())).toBe(1)
    expect(await reads(() => table.query({ pk: 'a' }).count())).toBe(1)
  })

  test('that is not asked for anything, or refused, nothing', async () => {
    await table.put(itemOf(KEY, 4 * KB))
    expect(await reads(() => table.query({ pk: 'a' }))).toBe(0)
    expect(await reads(() => table.query({ pk: 'a' })[Symbol.iterator]())).toBe(0)
    expect(await reads(() => table.query({ pk: 1 }).all())).toBe(0)
    expect(await reads(() => table.query({ pk: 'a' }, { limit: 0 }).page())).toBe(0)
  })

  test('costs what its pages cost, however it is read', async () => {
    // Pages end with the item that reaches 1 MB: 3 of 400 KB, which are 300 units.
    const keys = Array.from({ length: 7 }, (_, sk) => ({ pk: 'a', sk }))
    await table.putAll(keys.map(key => itemOf(key, 400 * KB - 1)))
    const query = table.query({ pk: 'a' })
    expect(query.page().readUnits).toBe(300)
    expect(await reads(() => query.all())).toBe(300 + 300 + 100)
    expect(await reads(() => query.count())).toBe(300 + 300 + 100)
    let taken = 0
    const units = await reads(() => {
      for (const _ of query) {
        taken += 1
        if (taken === 4) break
      }
    })
    expect(units).toBe(300 + 100)

    await table.putAll(keys.map(key => itemOf(key, 399 * KB)))
    const pages: number[] = []
    let startKey: { pk: string; sk: number } | undefined
    do {
      const page = table.query({ pk: 'a' }, { startKey }).page()
      pages.push(page.readUnits)
      startKey = page.lastEvaluatedKey as typeof startKey
    } while (startKey !== undefined)
    expect(pages).toEqual([300, 300, 100])
    const sum = pages.reduce((total, one) => total + one, 0)
    expect(await reads(() => query.all())).toBe(sum)
    expect(await reads(() => query.count())).toBe(sum)
  })

  test('in the middle has paid for the pages behind it', async () => {
    const keys = Array.from({ length: 7 }, (_, sk) => ({ pk: 'a', sk }))
    await table.putAll(keys.map(key => itemOf(key, 400 * KB)))
    const { readUnits: before } = table.describe()
    const items = table.query({ pk: 'a' })[Symbol.iterator]()
    for (let taken = 0; taken < 5; taken += 1) items.next()
    expect(table.describe().readUnits - before).toBe(300)
    items.return?.()
    expect(table.describe().readUnits - before).toBe(500)
  })
})

describe('a scan', () => {
  test('adds up the items before it rounds', async () => {
    const keys = Array.from({ length: 40 }, (_, sk) => ({ pk: `p${sk}`, sk }))
    await table.putAll(keys.map(key => itemOf(key, 200)))
    expect(table.scan().page().readUnits).toBe(2)
    expect(table.scan({ consistentRead: false }).page().readUnits).toBe(1)
    expect(await reads(() => table.scan({ filter: never }).all())).toBe(2)
    expect(await reads(() => table.scan().count())).toBe(2)
    const segments = [0, 1, 2].map(segment => table.scan({ segment, totalSegments: 3 }).page())
    expect(segments.every(({ readUnits }) => readUnits === 1)).toBe(true)
  })

  test('of an empty table, one unit', () => {
    expect(table.scan().page().readUnits).toBe(1)
  })

  test('is counted on the partitions where its pages begin', async () => {
    const clock = new ManualClock(1_000_000)
    const spread = await Database.open({ clock, partitions: { bytesMax: 2000 * KB } })
    const wide = await spread.createTable()('wide', { partitionKey: { pk: 'N' } })
    for (let pk = 0; pk < 40; pk += 1) await wide.put({ pk, v: 'x'.repeat(200 * KB) })
    for (const read of [() => wide.scan().count(), () => wide.scan().all()]) {
      wide.partitions()
      clock.advance(1000)
      wide.partitions()
      const before = wide.describe().readUnits
      read()
      clock.advance(1000)
      const rates = wide.partitions().map(({ readUnitsPerSecond }) => readUnitsPerSecond)
      expect(rates.length).toBeGreaterThan(2)
      // Pages of six items, a partition of ten at the most: a page begins in each.
      expect(Math.min(...rates)).toBeGreaterThan(0)
      expect(rates.reduce((sum, rate) => sum + rate, 0)).toBe(wide.describe().readUnits - before)
    }
  })
})

describe('a transaction', () => {
  test('doubles each action', async () => {
    expect(
      await writes(() => db.transactWrite([{ put: table, item: itemOf(KEY, 2.5 * KB) }])),
    ).toBe(6)
    expect(await writes(() => db.transactWrite([{ put: table, item: itemOf(KEY, 500) }]))).toBe(6)
    expect(
      await writes(() =>
        db.transactWrite([
          { update: table, key: KEY, set: expr`SET w = ${'y'.repeat(2000)}` },
          { delete: table, key: { pk: 'none', sk: 1 } },
          { check: table, key: { pk: 'none', sk: 2 }, if: expr`attribute_not_exists(pk)` },
          { put: table, item: itemOf({ pk: 'b', sk: 1 }, 100) },
        ]),
      ),
    ).toBe(6 + 2 + 2 + 2)
    expect(
      await writes(() =>
        db.transactWrite([{ check: table, key: KEY, if: expr`attribute_exists(w)` }]),
      ),
    ).toBe(6)
    expect(await writes(() => db.transactWrite([{ delete: table, key: KEY }]))).toBe(6)
  })

  test('counts each action on its table', async () => {
    const other = await db.createTable()('other', { partitionKey: { id: 'N' } })
    expect(
      await writes(() =>
        db.transactWrite([
          { put: table, item: itemOf(KEY, 100) },
          { put: other, item: { id: 1, v: 'x'.repeat(3000) } },
        ]),
      ),
    ).toBe(2)
    expect(other.describe().writeUnits).toBe(6)
  })

  test('that is cancelled, as attempted', async () => {
    await table.put(itemOf(KEY, 3.2 * KB))
    expect(
      await writes(() =>
        db.transactWrite([
          { delete: table, key: KEY },
          { check: table, key: { pk: 'none', sk: 1 }, if: never },
          { put: table, item: itemOf({ pk: 'b', sk: 1 }, 2.5 * KB) },
        ]),
      ),
    ).toBe(8 + 2 + 6)
  })

  test('that is refused as a whole, or for a key, nothing', async () => {
    await table.put(itemOf(KEY, 3.2 * KB))
    const twice = { delete: table, key: KEY }
    expect(await writes(() => db.transactWrite([]))).toBe(0)
    expect(await writes(() => db.transactWrite([twice, twice]))).toBe(0)
    expect(
      await writes(() => db.transactWrite([twice, { delete: table, key: { pk: 'a' } as never }])),
    ).toBe(0)
    expect(await reads(() => db.transactGet([{ get: table, key: { pk: 'a' } as never }]))).toBe(0)
  })

  test('of reads, likewise', async () => {
    await table.put(itemOf(KEY, 5 * KB))
    const absent = { get: table, key: { pk: 'none', sk: 1 } }
    expect(await reads(() => db.transactGet([{ get: table, key: KEY }]))).toBe(4)
    expect(await reads(() => db.transactGet([{ get: table, key: KEY }, absent]))).toBe(6)
    expect(await reads(() => db.transactGet([{ get: table, key: KEY, projection: ['pk'] }]))).toBe(
      4,
    )
    expect(
      await reads(() => db.transactGet([absent, { get: table, key: KEY, projection: expr`pk.x` }])),
    ).toBe(0)
  })
})
