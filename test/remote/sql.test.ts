/** Statements on tables elsewhere are as embedded ones: the same templates on both end alike. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ConditionalCheckFailedException,
  ValidationException,
} from '../../src/errors/dynamo-error.js'
import { expr } from '../../src/expressions/template.js'
import { injectFaults } from '../../src/faults/inject-faults.js'
import type { RemoteDatabase } from '../../src/remote/remote-database.js'
import { type Order, open, outcomeOf, SCHEMA } from './world.js'

/** `HASHRANGE_FUZZ=50` makes it fifty times as many. */
const RUNS = Number(process.env.HASHRANGE_FUZZ ?? 1) * 8

/** One statement, to the table of a name, on either database. */
type Run = (db: Pick<RemoteDatabase, 'sql'>, table: string) => unknown

const customerId = fc.constantFrom('c1', 'c2', "c1' OR '1' = '1")
const orderId = fc.constantFrom('o1', 'o2', 'o3')
const total = fc.integer({ min: -2, max: 2 })
const key = fc.tuple(customerId, orderId)
const { name } = expr

const run: fc.Arbitrary<Run> = fc.oneof(
  fc.tuple(key, total, fc.constantFrom('x', 'é\ud800')).map(
    ([[customer, id], n, note]): Run =>
      (db, table) =>
        db.sql`INSERT INTO ${name(table)} VALUE ${{ customerId: customer, orderId: id, status: 'open', total: n, note }}`,
  ),
  fc.tuple(key, total).map(
    ([[customer, id], n]): Run =>
      (db, table) =>
        db.sql`UPDATE ${name(table)} SET total = total + ${n} WHERE customerId = ${customer} AND orderId = ${id} RETURNING ALL NEW *`,
  ),
  fc.tuple(key, total).map(
    ([[customer, id], n]): Run =>
      (db, table) =>
        db.sql`UPDATE ${name(table)} REMOVE note WHERE customerId = ${customer} AND orderId = ${id} AND total > ${n} RETURNING MODIFIED OLD *`,
  ),
  key.map(
    ([customer, id]): Run =>
      (db, table) =>
        db.sql`DELETE FROM ${name(table)} WHERE customerId = ${customer} AND orderId = ${id} RETURNING ALL OLD *`,
  ),
  fc.tuple(customerId, total).map(
    ([customer, n]): Run =>
      (db, table) =>
        db.sql`SELECT orderId, total FROM ${name(table)} WHERE customerId = ${customer} AND total >= ${n} ORDER BY orderId DESC`,
  ),
  fc.tuple(total, fc.constantFrom('all', 'first', 'count')).map(
    ([n, method]): Run =>
      (db, table) =>
        db.sql`SELECT * FROM ${name(table)} WHERE total = ${n}`[method as 'all'](),
  ),
  fc.constantFrom<Run>(
    (db, table) => db.sql`SELECT * FROM ${name(table)}.byStatus WHERE status = ${'open'}`.all(),
    (db, table) =>
      db.sql`SELECT * FROM ${name(table)}.byTotal WHERE customerId = ${'c1'} AND total > ${0}`.all(),
    (db, table) =>
      db.sql`SELECT * FROM ${name(table)} WHERE customerId IN [${'c1'}, ${'c2'}]`.page({
        limit: 2,
      }),
    (db, table) =>
      db.sql`SELECT note FROM ${name(table)} WHERE attribute_type(note, ${'S'})`.count(),
    (db, table) => db.sql`DELETE FROM ${name(table)} WHERE customerId = ${'c1'}`,
    (db, table) => db.sql`INSERT INTO ${name(table)} VALUE ${{ customerId: 'c1' }}`,
    (db, table) => db.sql`SELECT * FROM ${name(table)}.nowhere WHERE status = ${'open'}`.all(),
    (db, table) =>
      db.sql`SELECT * FROM ${name(table)} WHERE customerId = ${'c1'}`.page({ limit: 0 }),
    (db, table) => db.sql`DELETE FROM ${name(table)} WHERE customerId = ${'c1'}`.all(),
    (db, table) => db.sql`EXISTS(SELECT * FROM ${name(table)} WHERE customerId = ${'c1'})`,
    (db, table) => db.sql`SELEKT * FROM ${name(table)}`,
    (db, table) => db.sql`SELECT * FROM ${name(table)} WHERE total = ${undefined as never}`,
  ),
)

/** Tokens of pages differ, as the names of the tables do. */
function comparable(outcome: unknown, table: string): unknown {
  return JSON.parse(
    JSON.stringify(outcome, (member, value) =>
      member === 'nextToken' ? value !== undefined : value,
    ).replaceAll(table, 'Table'),
  )
}

describe('statements on tables elsewhere', () => {
  test('do and answer what embedded ones do, whatever is run in which order', async () => {
    const { embedded, remote } = await open()
    let count = 0
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 5, maxLength: 30 }), async runs => {
        count += 1
        const [here, there] = [`Local${count}`, `Other${count}`]
        await embedded.createTable<Order>()(here, SCHEMA)
        await embedded.createTable<Order>()(there, SCHEMA)
        for (const one of runs) {
          const expected = await outcomeOf(() => one(embedded as unknown as RemoteDatabase, here))
          const outcome = await outcomeOf(() => one(remote, there))
          expect(comparable(outcome, there)).toEqual(comparable(expected, here))
        }
        const left = embedded.table(here).scan().all()
        expect(embedded.table(there).scan().all()).toEqual(left)
      }),
      { numRuns: RUNS },
    )
  })

  test('refuse what embedded ones refuse, and tell the item of a condition that fails', async () => {
    const { remote } = await ordersIn()
    const none = remote.sql`SELECT * FROM Nowhere WHERE id = ${1}`
    await expect(none.first()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    expect(() => remote.sql`SELEKT * FROM Orders`).toThrow(ValidationException)
    expect(() => remote.sql`SELECT * FROM Orders WHERE total = ${{ a: 1 }.constructor}`).toThrow()
    const failing = remote.sql`UPDATE Orders SET total = 1 WHERE customerId = 'c' AND orderId = '1' AND total > 5`
    const error: unknown = await failing.then(undefined, thrown => thrown)
    expect(error).toBeInstanceOf(ConditionalCheckFailedException)
    expect((error as ConditionalCheckFailedException).item).toMatchObject({ total: 1 })
    expect((error as Error).stack).toContain('sql.test')
  })

  test('that write take effect once, when they are awaited, and are not sent again where they may have', async () => {
    const { embedded, remote } = await ordersIn()
    const write = remote.sql`UPDATE Orders SET total = total + 1 WHERE customerId = 'c' AND orderId = '1' RETURNING ALL NEW *`
    const total = () => embedded.table('Orders').get({ customerId: 'c', orderId: '1' })?.total
    expect(total()).toBe(1)
    expect(await write).toMatchObject([{ total: 2 }])
    expect(await write).toMatchObject([{ total: 2 }])
    expect(total()).toBe(2)
    injectFaults(embedded, { seed: 1, rules: [{ fault: 'lostReply', count: 1 }] })
    const lost = remote.sql`UPDATE Orders SET total = total + 1 WHERE customerId = 'c' AND orderId = '1'`
    await expect(lost.then(rows => rows)).rejects.toThrow()
    expect(total()).toBe(3)
    injectFaults(embedded, { seed: 1, rules: [{ fault: 'throttle', count: 3 }] })
    await remote.sql`UPDATE Orders SET total = total + 1 WHERE customerId = 'c' AND orderId = '1'`
    expect(total()).toBe(4)
  })

  test('are read page by page, a first row at little cost', async () => {
    const { embedded, remote } = await ordersIn(120, 20_000)
    const sent: (number | undefined)[] = []
    embedded.intercept((call, next) => {
      sent.push((call.json as { Limit?: number }).Limit)
      return next(call)
    })
    const all = remote.sql<Order>`SELECT orderId, total FROM Orders WHERE customerId = ${'c'}`
    const totals: number[] = []
    for await (const { total } of all) totals.push(total)
    expect(totals).toEqual(Array.from({ length: 120 }, (_, n) => n))
    expect(sent).toHaveLength(3) // megabytes
    expect(await all.count()).toBe(120)
    sent.length = 0
    expect(await all.first()).toMatchObject({ total: 0 })
    expect(sent).toEqual([1])
    const late = remote.sql<Order>`SELECT * FROM Orders WHERE customerId = ${'c'} AND total = ${17}`
    expect(await late.first()).toMatchObject({ total: 17 })
    expect(sent).toEqual([1, 1, 4, 16])
    const { items, nextToken, readUnits } = await all.page({ limit: 100 })
    expect(items.length).toBeLessThan(100) // a megabyte
    expect(readUnits).toBeGreaterThan(100)
    const rest = await all.page({ nextToken })
    expect(rest.items[0]?.total).toBe(items.length)
    await expect(late.page({ nextToken })).rejects.toThrow('NextToken does not match request')
  })

  test('of a local index are strongly consistent where the table is, also once it is another table', async () => {
    const { embedded, remote } = await ordersIn()
    const asked: unknown[] = []
    embedded.intercept((call, next) => {
      if (call.operation === 'ExecuteStatement') {
        asked.push((call.json as { ConsistentRead?: boolean }).ConsistentRead)
      }
      return next(call)
    })
    const byTotal = remote.sql`SELECT * FROM Orders.byTotal WHERE customerId = ${'c'}`
    await byTotal
    await remote.sql`SELECT * FROM Orders.byStatus WHERE status = ${'open'}`
    expect(asked).toEqual([true, false])
    await embedded.dropTable('Orders')
    await embedded.createTable('Orders', {
      partitionKey: { id: 'S' },
      globalIndexes: { byTotal: { partitionKey: { customerId: 'S' } } },
    })
    await expect(byTotal.all()).rejects.toThrow(/onsistent/)
    expect(await byTotal.all()).toEqual([])
  })
})

async function ordersIn(count = 2, noteLength = 1) {
  const world = await open()
  const orders = await world.embedded.createTable<Order>()('Orders', SCHEMA)
  const note = 'x'.repeat(noteLength)
  await orders.putAll(
    Array.from({ length: count }, (_, total) => {
      const orderId = count > 10 ? String(total).padStart(3, '0') : String(total)
      return { customerId: 'c', orderId, status: 'open', total, note }
    }),
  )
  return world
}
