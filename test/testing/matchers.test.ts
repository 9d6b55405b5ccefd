/** Failures of the matchers say what there is instead, and snapshots are the same whatever the order of hashes. */

import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Database, NumberValue } from '../../src/index.js'
import {
  type HashrangeMatchers,
  hashrangeMatchers,
  record,
  snapshotOf,
} from '../../src/testing/entry.js'

declare module 'vitest' {
  interface Matchers<T> extends HashrangeMatchers<T> {}
}

expect.extend(hashrangeMatchers)

async function opened(): Promise<Database> {
  const db = await Database.open()
  onTestFinished(() => db.close())
  const orders = await db.createTable('Orders', {
    partitionKey: { customer: 'S' },
    sortKey: { number: 'N' },
  })
  for (const number of [10, 9, 1]) await orders.put({ customer: 'anna', number, status: 'PAID' })
  await orders.put({ customer: 'bert', number: 2, tags: new Set(['b', 'a']) })
  return db
}

/** The text of a failure. */
function failureOf(run: () => void): string {
  try {
    run()
  } catch (error) {
    return String((error as Error).message)
  }
  throw new Error('it passed')
}

test('a table has an item, with some attributes or all', async () => {
  const orders = (await opened()).table('Orders')
  expect(orders).toHaveItem({ customer: 'anna', number: 1 })
  expect(orders).toHaveItem({ customer: 'anna', number: 1 }, { status: 'PAID' })
  expect(orders).toHaveItem({ customer: 'anna', number: 1 }, { status: expect.any(String) })
  expect(orders).toHaveItem({ customer: 'bert', number: 2 }, { tags: new Set(['a', 'b']) })
  expect(orders).not.toHaveItem({ customer: 'anna', number: 2 })
  expect(orders).not.toHaveItem({ customer: 'anna', number: 1 }, { status: 'OPEN' })
})

test('what is missing is told with the keys that are nearest', async () => {
  const orders = (await opened()).table('Orders')
  const text = failureOf(() => expect(orders).toHaveItem({ customer: 'berta', number: 2 }))
  expect(text).toContain('Orders has no item with the key')
  expect(text.indexOf('"bert"')).toBeGreaterThan(0)
  expect(text.indexOf('"bert"')).toBeLessThan(text.indexOf('"anna"'))
  await orders.truncate()
  const empty = failureOf(() => expect(orders).toHaveItem({ customer: 'anna', number: 1 }))
  expect(empty).toContain('it is empty')
})

test('what differs is told with the item, and the difference', async () => {
  const orders = (await opened()).table('Orders')
  const text = failureOf(() =>
    expect(orders).toHaveItem({ customer: 'anna', number: 9 }, { status: 'OPEN' }),
  )
  expect(text).toContain('Orders has the item')
  expect(text).toMatch(/- .*"OPEN"/)
  expect(text).toMatch(/\+ .*"PAID"/)
})

test('what was consumed is told with the report', async () => {
  const db = await opened()
  const recording = record(db)
  const json = { TableName: 'Orders', Key: { customer: { S: 'anna' }, number: { N: '1' } } }
  await db.answer({ region: 'us-east-1', operation: 'GetItem', json })
  expect(recording).toHaveConsumed({ read: 0.5, write: 0 })
  expect(recording).toHaveConsumed({ atMost: { read: 1 } })
  expect(recording).not.toHaveConsumed({ write: 1 })
  const text = failureOf(() => expect(recording).toHaveConsumed({ atMost: { read: 0.2 } }))
  expect(text).toContain('0.5 read units were consumed rather than 0.2 at most')
  expect(text).toContain('GetItem Orders: 1 call')
})

test('what is neither a table nor a recording is refused', () => {
  expect(() => expect({}).toHaveItem({})).toThrow('toHaveItem is for tables')
  expect(() => expect({}).toHaveConsumed({})).toThrow('toHaveConsumed is for recordings')
  expect(() => snapshotOf({} as Database)).toThrow('snapshotOf takes a table or a database')
})

test('a snapshot prints tables by name and items by key', async () => {
  const db = await opened()
  const all = await db.createTable('All', { partitionKey: { id: 'B' } })
  await all.put({
    id: new Uint8Array([1, 2]),
    big: new NumberValue('12345678901234567890123'),
    list: [1, null, true, { z: 1, a: 2 }],
    long: new Uint8Array(100),
  })
  expect(snapshotOf(db)).toMatchInlineSnapshot(`
    {
      "All": [
        {
          "big": "12345678901234567890123",
          "id": "<binary AQI=>",
          "list": [
            1,
            null,
            true,
            {
              "a": 2,
              "z": 1,
            },
          ],
          "long": "<binary AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA… 100 bytes>",
        },
      ],
      "Orders": [
        {
          "customer": "anna",
          "number": 1,
          "status": "PAID",
        },
        {
          "customer": "anna",
          "number": 9,
          "status": "PAID",
        },
        {
          "customer": "anna",
          "number": 10,
          "status": "PAID",
        },
        {
          "customer": "bert",
          "number": 2,
          "tags": Set {
            "a",
            "b",
          },
        },
      ],
    }
  `)
})

test('a snapshot does not depend on the order in which items and members were written', async () => {
  const db = await Database.open()
  onTestFinished(() => db.close())
  await db.createTable('Things', { partitionKey: { id: 'S' }, sortKey: { n: 'N' } })
  const things = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), n: fc.integer() }), {
    selector: JSON.stringify,
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(
      things,
      fc.uniqueArray(fc.integer(), { minLength: 1 }),
      async (items, members) => {
        const snapshots: string[] = []
        for (const [list, set] of [
          [items, members],
          [items.toReversed(), members.toReversed()],
        ] as const) {
          const table = db.fork().table('Things')
          for (const item of list) await table.put({ ...item, set: new Set(set) })
          snapshots.push(
            JSON.stringify(snapshotOf(table), (_, value) =>
              value instanceof Set ? [...value] : value,
            ),
          )
        }
        expect(snapshots[0]).toBe(snapshots[1])
      },
    ),
    { numRuns: 50 },
  )
})
