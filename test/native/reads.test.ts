/** What get, getAll, query and scan return, in which order, and how much of it is read. */

import { beforeAll, describe, expect, test } from 'vitest'
import {
  Database,
  type Expression,
  expr,
  type Item,
  NumberValue,
  type Table,
} from '../../src/index.js'
import { bytes, NOTE, NOTE_KEY, openFixture } from './harness.js'

describe('get and getAll', () => {
  test('give the item, or undefined', async () => {
    const { notes, people } = await openFixture()
    expect(notes.get(NOTE_KEY)).toEqual(NOTE)
    expect(notes.get({ sk: 'b', pk: 'a' })).toEqual(NOTE)
    expect(notes.get({ pk: 'a', sk: 'B' })).toBeUndefined()
    expect(people.get({ id: new NumberValue('1.00') })).toEqual({ id: 1, v: 'one' })
    expect(notes.get(NOTE_KEY, { consistentRead: false })).toEqual(NOTE)
  })

  test('give items in the order of the keys', async () => {
    const { people } = await openFixture()
    const keys = [2, 9, 1].map(id => ({ id }))
    expect(people.getAll(keys)).toEqual([{ id: 2 }, undefined, { id: 1, v: 'one' }])
    expect(people.getAll(new Set(keys), { projection: ['v'] })).toEqual([
      {},
      undefined,
      { v: 'one' },
    ])
    expect(people.getAll([])).toEqual([])
    expect(people.getAll(Array.from({ length: 500 }, (_, id) => ({ id })))).toHaveLength(500)
  })

  const projections: readonly (readonly [string, readonly string[] | Expression, Item])[] = [
    ['names', ['n', 's'], { n: 1, s: 'text' }],
    ['names of keys', ['sk', 'n', 'pk'], { pk: 'a', sk: 'b', n: 1 }],
    ['a name twice', ['n', 'n'], { n: 1 }],
    ['names that are not there', ['nothing', 'm.x'], {}],
    ['no names', [], {}],
    ['paths', expr`m.y.z, l[1], n`, { n: 1, l: [11], m: { y: { z: 2 } } }],
    ['elements in another order', expr`l[2], l[0]`, { l: [10, 12] }],
    ['paths that find nothing', expr`m.nothing, l[9], n.x`, {}],
    ['a reserved word', expr`total, n`, { n: 1 }],
  ]
  test.each(projections)('take of the item: %s', async (_, projection, expected) => {
    const { db, notes } = await openFixture()
    const options = { projection }
    expect(notes.get(NOTE_KEY, options)).toEqual(expected)
    expect(notes.getAll([NOTE_KEY], options)).toEqual([expected])
    expect(notes.query(NOTE_KEY, options).all()).toEqual([expected])
    expect(notes.query(NOTE_KEY, options).page().items).toEqual([expected])
    expect(notes.scan({ filter: expr`n = ${1}`, ...options }).first()).toEqual(expected)
    expect(db.transactGet([{ get: notes, key: NOTE_KEY, ...options }])).toEqual([expected])
  })

  test('a filter sees what the projection leaves out', async () => {
    const { notes } = await openFixture()
    const read = notes.query({ pk: 'a' }, { filter: expr`n = ${2}`, projection: ['sk'] })
    expect(read.all()).toEqual([{ sk: 'c' }])
  })
})

/** Sort keys in the order of the service, which is not that of JavaScript. */
const SORTED: Readonly<
  Record<'S' | 'N' | 'B', readonly (string | number | NumberValue | Uint8Array)[]>
> = {
  S: ['!', 'A', 'B', 'a', 'aa', 'ab', 'b', '\u00e9', '\uffff', '\u{1f600}', '\u{1f600}a'],
  N: [
    new NumberValue('-98765432109876543210'),
    -1e19,
    -10,
    -2,
    -1.5,
    -1e-100,
    0,
    1e-100,
    1,
    new NumberValue('1.00000000000000000000000000000000001'),
    2,
    10,
    new NumberValue('12345678901234567890'),
    1e30,
  ],
  B: [
    bytes(0),
    bytes(0, 0),
    bytes(1),
    bytes(1, 0),
    bytes(1, 255),
    bytes(1, 255, 255),
    bytes(2),
    bytes(127),
    bytes(128),
    bytes(255),
    bytes(255, 255),
    bytes(255, 255, 0),
  ],
}

const startsWith = (value: unknown, prefix: unknown): boolean => {
  const [whole, part] = [value, prefix].map(one => Buffer.from(one as string))
  return Buffer.compare(whole?.subarray(0, part?.length) ?? Buffer.of(), part ?? Buffer.of()) === 0
}

describe.each(['S', 'N', 'B'] as const)('a query by a sort key of type %s', type => {
  const sorted = SORTED[type]
  let table: Table<Item, 'pk', 'sk'>

  beforeAll(async () => {
    const db = await Database.open()
    table = await db.createTable()('sorted', {
      partitionKey: { pk: 'S' },
      sortKey: { sk: type },
    })
    const shuffled = sorted.map((_, index) => sorted[(index * 5) % sorted.length])
    expect(new Set(shuffled).size).toBe(sorted.length)
    await table.putAll(shuffled.map(sk => ({ pk: 'a', sk }) as Item))
    const others = sorted.map(sk => ({ pk: 'b', sk }))
    await table.putAll(others as Item[])
  })

  const sks = (condition?: unknown, options = {}): unknown[] => {
    const key = condition === undefined ? { pk: 'a' } : { pk: 'a', sk: condition }
    return table
      .query(key as never, options)
      .all()
      .map(({ sk }) => sk)
  }

  test('gives the items of one partition in its order, or in reverse', () => {
    expect(sks()).toEqual(sorted)
    expect(sks(undefined, { reverse: true })).toEqual(sorted.toReversed())
    expect(table.query({ pk: 'none' }).all()).toEqual([])
  })

  /** Each condition with a bound, and which of the items on either side of the bound it takes. */
  const comparisons: readonly (readonly [string, (place: number, bound: number) => boolean])[] = [
    ['=', (place, bound) => place === bound],
    ['<', (place, bound) => place < bound],
    ['<=', (place, bound) => place <= bound],
    ['>', (place, bound) => place > bound],
    ['>=', (place, bound) => place >= bound],
  ]
  test.each(comparisons)('%s each of the keys', (operator, takes) => {
    for (const [bound, value] of sorted.entries()) {
      const expected = sorted.filter((_, place) => takes(place, bound))
      expect(sks({ [operator]: value })).toEqual(expected)
      expect(sks({ [operator]: value }, { reverse: true })).toEqual(expected.toReversed())
      expect(table.query({ pk: 'a', sk: { [operator]: value } } as never).count()).toBe(
        expected.length,
      )
    }
  })

  test('a value alone means =', () => {
    for (const value of sorted) expect(sks(value)).toEqual([value])
  })

  test('between each pair of keys', () => {
    for (const [lower, from] of sorted.entries()) {
      for (const [offset, to] of sorted.slice(lower).entries()) {
        const expected = sorted.slice(lower, lower + offset + 1)
        expect(sks({ between: [from, to] })).toEqual(expected)
      }
    }
  })

  // Numbers have no prefix; that asking for one is refused is tested with the refusals.
  if (type !== 'N') {
    test('beginsWith each of the keys', () => {
      for (const prefix of sorted) {
        const expected = sorted.filter(value => startsWith(value, prefix))
        expect(expected).toContain(prefix)
        expect(sks({ beginsWith: prefix })).toEqual(expected)
        expect(sks({ beginsWith: prefix }, { reverse: true })).toEqual(expected.toReversed())
      }
    })
  }

  test('goes on behind each start key, there or not, in both directions', () => {
    for (const [place, sk] of sorted.entries()) {
      const startKey = { pk: 'a', sk }
      expect(sks(undefined, { startKey })).toEqual(sorted.slice(place + 1))
      const reverse = sorted.slice(0, place).toReversed()
      expect(sks(undefined, { startKey, reverse: true })).toEqual(reverse)
    }
  })

  test('pages of every length give all items once', () => {
    for (const reverse of [false, true]) {
      for (let limit = 1; limit <= sorted.length + 1; limit += 1) {
        const seen: unknown[] = []
        let startKey: Item | undefined
        do {
          const page = table.query({ pk: 'a' }, { limit, reverse, startKey } as never).page()
          expect(page.scannedCount).toBe(page.items.length)
          expect(page.lastEvaluatedKey === undefined).toBe(page.items.length < limit)
          seen.push(...page.items.map(({ sk }) => sk))
          startKey = page.lastEvaluatedKey
        } while (startKey !== undefined)
        expect(seen).toEqual(reverse ? sorted.toReversed() : sorted)
      }
    }
  })
})

describe('a selection', () => {
  const many = async (count = 1000) => {
    const { db, readings } = await openFixture()
    await readings.putAll(
      Array.from({ length: count }, (_, sk) => ({ pk: 'm', sk, even: sk % 2 === 0 })),
    )
    return { db, readings }
  }
  const even = expr`even = ${true}`

  test('can be asked for everything, more than once, and reads anew each time', async () => {
    const { readings } = await many()
    const read = readings.query({ pk: 'm' }, { filter: even })
    expect(read.all()).toHaveLength(500)
    expect([...read]).toHaveLength(500)
    expect(read.count()).toBe(500)
    expect(read.first()).toEqual({ pk: 'm', sk: 0, even: true })
    await readings.delete({ pk: 'm', sk: 0 })
    expect(read.count()).toBe(499)
    expect(read.first()).toEqual({ pk: 'm', sk: 2, even: true })
    expect(readings.query({ pk: 'none' }).first()).toBeUndefined()
  })

  test('counts what it evaluates against the limit, as the service does', async () => {
    const { readings } = await many()
    const read = readings.query({ pk: 'm' }, { filter: even, limit: 5 })
    expect(read.all().map(({ sk }) => sk)).toEqual([0, 2, 4])
    expect(read.count()).toBe(3)
    expect(read.page()).toMatchObject({
      scannedCount: 5,
      lastEvaluatedKey: { pk: 'm', sk: 4 },
      readUnits: 1,
    })
    const none = readings.query({ pk: 'm' }, { filter: expr`even = ${1}`, limit: 5 }).page()
    expect(none).toMatchObject({ items: [], scannedCount: 5, lastEvaluatedKey: { pk: 'm', sk: 4 } })
  })

  test('ends a page with the item that reaches the limit, also if nothing follows', async () => {
    const { readings } = await openFixture()
    const page = readings.query({ pk: 'a' }, { limit: 3 }).page()
    expect(page.items).toHaveLength(3)
    expect(page.lastEvaluatedKey).toEqual({ pk: 'a', sk: 3 })
    const startKey = page.lastEvaluatedKey
    expect(readings.query({ pk: 'a' }, { limit: 3, startKey }).page()).toEqual({
      items: [],
      scannedCount: 0,
      lastEvaluatedKey: undefined,
      readUnits: 1,
    })
    expect(readings.query({ pk: 'a' }, { limit: 4 }).page().lastEvaluatedKey).toBeUndefined()
  })

  test('reads no further than it is iterated', async () => {
    const { readings } = await many()
    const { readUnits: before } = readings.describe()
    let taken = 0
    for (const { sk } of readings.query({ pk: 'm' })) {
      expect(sk).toBe(taken)
      taken += 1
      if (taken === 10) break
    }
    expect(readings.describe().readUnits - before).toBe(1)
  })

  test('meets each item that is there all the time once, whatever is written meanwhile', async () => {
    for (const reverse of [false, true]) {
      const { readings } = await many(300)
      const seen: number[] = []
      for (const { sk } of readings.query({ pk: 'm', sk: { '<': 300 } }, { reverse })) {
        const at = Number(sk)
        seen.push(at)
        // Beside the item: one that comes and goes, one that changes, and others that were met already or not yet.
        await readings.put({ pk: 'm', sk: at + 0.5 + (reverse ? 0 : -1) })
        await readings.update({ pk: 'm', sk: at }, expr`SET seen = ${true}`)
        await readings.put({ pk: 'other', sk: at })
        if (at % 7 === 0) await readings.delete({ pk: 'm', sk: at + 0.5 + (reverse ? 0 : -1) })
      }
      const whole = seen.filter(Number.isInteger)
      const expected = Array.from({ length: 300 }, (_, sk) => sk)
      expect(whole).toEqual(reverse ? expected.toReversed() : expected)
    }
  })

  test('meets what is put ahead of it, and not what is deleted ahead of it', async () => {
    const { readings } = await many(10)
    const seen: unknown[] = []
    for (const { sk } of readings.query({ pk: 'm' })) {
      seen.push(sk)
      if (sk === 3) {
        await readings.delete({ pk: 'm', sk: 5 })
        await readings.put({ pk: 'm', sk: 6.5 })
      }
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 6, 6.5, 7, 8, 9])
  })

  test('ends although each item puts another one behind the last', async () => {
    const { readings } = await many(5)
    const seen: unknown[] = []
    for (const { sk } of readings.query({ pk: 'm', sk: { '<': 50 } })) {
      seen.push(sk)
      await readings.put({ pk: 'm', sk: Number(sk) + 5 })
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, sk) => sk))
  })

  test('deletes everything that it meets', async () => {
    const { readings } = await many()
    for (const { pk, sk } of readings.scan()) await readings.delete({ pk, sk } as never)
    expect(readings.describe()).toMatchObject({ itemCount: 0, sizeBytes: 0 })
    expect(readings.scan().first()).toBeUndefined()
  })

  test('goes on with what it began when its table is dropped', async () => {
    const { db, readings } = await many(100)
    let count = 0
    for (const _ of readings.query({ pk: 'm' })) {
      if (count === 3) await db.dropTable('readings')
      count += 1
    }
    expect(count).toBe(100)
  })
})

describe('a scan', () => {
  const open = async () => {
    const db = await Database.open()
    const table = await db.createTable()('scanned', {
      partitionKey: { pk: 'N' },
      sortKey: { sk: 'N' },
    })
    await table.putAll(
      Array.from({ length: 600 }, (_, index) => ({ pk: index % 200, sk: Math.floor(index / 200) })),
    )
    return table
  }
  const keyOf = ({ pk, sk }: Item): string => `${pk} ${sk}`

  test('gives all items, those of a partition together and in the order of the sort key', async () => {
    const table = await open()
    const items = table.scan().all()
    expect(new Set(items.map(keyOf)).size).toBe(600)
    for (const [index, { pk, sk }] of items.entries()) {
      expect(sk).toBe(index % 3)
      expect(pk).toBe(items[index - (index % 3)]?.pk)
    }
    expect(table.scan().count()).toBe(600)
    expect(table.scan({ filter: expr`sk > ${0}` }).count()).toBe(400)
    expect(table.scan({ limit: 7 }).all()).toEqual(items.slice(0, 7))
  })

  test.each([1, 2, 3, 7, 64, 1000])('of %i segments gives each item once', async totalSegments => {
    const table = await open()
    const segments = Array.from({ length: totalSegments }, (_, segment) =>
      table.scan({ segment, totalSegments }).all().map(keyOf),
    )
    expect(segments.flat()).toEqual(table.scan().all().map(keyOf))
    for (const keys of segments) expect(keys.length % 3).toBe(0)
  })

  test('goes on behind each start key', async () => {
    const table = await open()
    const keys = table.scan().all()
    for (const place of [0, 1, 2, 299, 300, 598, 599]) {
      const startKey = keys[place] as Item
      expect(table.scan({ startKey } as never).all()).toEqual(keys.slice(place + 1))
    }
    const absent = table.scan({ startKey: { pk: 3, sk: 0.5 } }).all()
    expect(absent).toEqual(keys.slice(keys.findIndex(({ pk, sk }) => pk === 3 && sk === 1)))
  })

  test('goes on within its segment', async () => {
    const table = await open()
    const seen: string[] = []
    let startKey: Item | undefined
    do {
      const page = table.scan({ segment: 1, totalSegments: 3, limit: 10, startKey } as never).page()
      seen.push(...page.items.map(keyOf))
      startKey = page.lastEvaluatedKey
    } while (startKey !== undefined)
    expect(seen).toEqual(table.scan({ segment: 1, totalSegments: 3 }).all().map(keyOf))
  })

  test('of an empty table ends at once', async () => {
    const db = await Database.open()
    const table = await db.createTable()('empty', { partitionKey: { pk: 'S' } })
    expect(table.scan().page()).toEqual({
      items: [],
      scannedCount: 0,
      lastEvaluatedKey: undefined,
      readUnits: 1,
    })
    expect(table.scan({ segment: 3, totalSegments: 4 }).all()).toEqual([])
  })
})
