/** `db.sql`: statements as tagged templates; and what `explain` says of them. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ConditionalCheckFailedException,
  Database,
  DuplicateItemException,
  expr,
  type Item,
  ValidationException,
} from '../../src/index.js'
import { thrownBy } from './harness.js'

interface Order {
  customerId: string
  orderId: string
  total: number
  status?: string
}

async function open() {
  const db = await Database.open()
  const orders = await db.createTable<Order>()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
    globalIndexes: { byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } } },
    localIndexes: { byTotal: { sortKey: { total: 'N' } } },
  })
  const all = [1, 2, 3].map(n => ({ customerId: 'c1', orderId: `o${n}`, total: n, status: 'open' }))
  await orders.putAll(all)
  return { db, orders, all }
}

describe('SELECT', () => {
  test('answers as the reads of the table do', async () => {
    const { db, orders, all } = await open()
    const customerId = 'c1'
    const statement = db.sql<Order>`SELECT * FROM Orders WHERE customerId = ${customerId}`
    expect(statement.all()).toEqual(all)
    expect([...statement]).toEqual(all)
    expect(await statement).toEqual(all)
    expect(statement.first()).toEqual(all[0])
    expect(statement.count()).toBe(3)
    await orders.delete({ customerId, orderId: 'o1' })
    expect(statement.count()).toBe(2)
    expect(
      db.sql`SELECT total FROM Orders WHERE customerId = ${'c1'} AND orderId = ${'o2'}`.all(),
    ).toEqual([{ total: 2 }])
    expect(
      db.sql`SELECT * FROM Orders WHERE customerId = ${'c1'} AND orderId = ${'o9'}`.first(),
    ).toBeUndefined()
    const byStatus = db.sql<Order>`SELECT * FROM Orders.byStatus WHERE status = ${'open'} AND total > ${2}`
    expect(byStatus.all()).toEqual(
      orders
        .index('byStatus')
        .query({ status: 'open', total: { '>': 2 } })
        .all(),
    )
  })

  test('comes in pages, whose tokens are those of the service', async () => {
    const { db, all } = await open()
    const text = 'SELECT * FROM Orders WHERE customerId = ?'
    const statement = db.sql<Order>`SELECT * FROM Orders WHERE customerId = ${'c1'}`
    const first = statement.page({ limit: 2 })
    expect(first).toMatchObject({ items: all.slice(0, 2), readUnits: 1 })
    const { nextToken } = first
    expect(statement.page({ nextToken })).toEqual({
      items: all.slice(2),
      nextToken: undefined,
      readUnits: 1,
    })
    const json = { Statement: text, Parameters: [{ S: 'c1' }], NextToken: nextToken }
    const answer = await db.answer({ region: 'us-east-1', operation: 'ExecuteStatement', json })
    expect((answer as { Items: unknown[] }).Items).toHaveLength(1)
    const other = db.sql`SELECT * FROM Orders WHERE customerId = ${'c2'}`
    expect(() => other.page({ nextToken })).toThrow('NextToken does not match request')
    expect(() => statement.page({ limit: 0 })).toThrow(ValidationException)
    expect(() => statement.page({ limmit: 1 } as never)).toThrow('did you mean limit?')
  })

  test('may be iterated while the table is written to', async () => {
    const { db, orders } = await open()
    const met: string[] = []
    for (const {
      customerId,
      orderId,
    } of db.sql<Order>`SELECT * FROM Orders WHERE customerId = 'c1'`) {
      met.push(orderId)
      await orders.delete({ customerId, orderId })
    }
    expect(met).toEqual(['o1', 'o2', 'o3'])
  })
})

describe('what is interpolated', () => {
  test('is never text, whatever it is', async () => {
    const { db } = await open()
    const scratch = db.fork()
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1 }),
        fc.string({ unit: 'binary' }),
        async (name, value) => {
          const item = {
            [name]: value,
            customerId: value.length === 0 ? 'x' : value,
            orderId: "'o'",
          }
          const { customerId, orderId } = item
          const fork = scratch.fork()
          await fork.sql`INSERT INTO Orders VALUE ${item}`
          const found = fork.sql`SELECT ${expr.name(name)} FROM Orders WHERE customerId = ${customerId} AND orderId = ${orderId}`
          const expected = fork.table('Orders').get({ customerId, orderId }, { projection: [name] })
          expect(found.all()).toEqual([expected])
          expect(fork.sql`SELECT * FROM Orders`.all()).toHaveLength(4)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('names tables and indexes, too', async () => {
    const { db } = await open()
    const index = expr.name('byTotal')
    const found = db.sql`SELECT * FROM ${expr.name('Orders')}.${index} WHERE customerId = 'c1' AND total = ${2}`
    expect(found.text).toBe(
      'SELECT * FROM "Orders"."byTotal" WHERE customerId = \'c1\' AND total = ?',
    )
    expect(found.parameters).toEqual([2])
    expect(found.count()).toBe(1)
  })

  test('is copied', async () => {
    const { db } = await open()
    const tags = ['a']
    const insert = db.sql`INSERT INTO Orders VALUE ${{ customerId: 'c', orderId: 'o', tags }}`
    tags.push('b')
    await insert
    expect(db.sql<Item>`SELECT * FROM Orders WHERE customerId = 'c'`.first()?.tags).toEqual(['a'])
  })

  test('is refused where it is no value', async () => {
    const { db } = await open()
    const never = undefined as never
    expect(() => db.sql`SELECT * FROM Orders WHERE customerId = ${never}`).toThrow('position 1')
    expect(() => db.sql`SELECT * FROM Orders WHERE customerId = ${expr`a`}`).toThrow('position 1')
    expect(() => db.sql`SELECT * FROM Orders WHERE customerId = ${new Date(0)}`).toThrow(
      ValidationException,
    )
    expect(() => db.sql('SELECT * FROM Orders' as never)).toThrow('sql is a template tag')
  })
})

describe('INSERT, UPDATE and DELETE', () => {
  test('take effect when they are awaited, once', async () => {
    const { db, orders } = await open()
    const more = db.sql<Order>`UPDATE Orders SET total = total + ${10} WHERE customerId = 'c1' AND orderId = 'o1' RETURNING ALL NEW *`
    expect(orders.get({ customerId: 'c1', orderId: 'o1' })?.total).toBe(1)
    const [after] = await more
    expect(after?.total).toBe(11)
    expect(await more).toEqual([after])
    expect(orders.get({ customerId: 'c1', orderId: 'o1' })).toEqual(after)
    expect(await db.sql`DELETE FROM Orders WHERE customerId = 'c1' AND orderId = 'o1'`).toEqual([])
    expect(orders.get({ customerId: 'c1', orderId: 'o1' })).toBeUndefined()
  })

  test('are refused with the stored item, at the line of the caller', async () => {
    const { db, all } = await open()
    const refused = async function theCaller() {
      await db.sql`DELETE FROM Orders WHERE customerId = 'c1' AND orderId = 'o1' AND total > ${5}`
    }
    const error = (await thrownBy(refused)) as ConditionalCheckFailedException
    expect(error).toBeInstanceOf(ConditionalCheckFailedException)
    expect(error.item).toEqual(all[0])
    expect(String(error.stack).split('\n')[1]).toContain('theCaller')
    const again = Promise.resolve(db.sql`INSERT INTO Orders VALUE ${{ ...all[0] }}`)
    await expect(again).rejects.toThrow(DuplicateItemException)
  })

  test('have no rows to be read', async () => {
    const { db } = await open()
    const insert = db.sql`INSERT INTO Orders VALUE {'customerId': 'x', 'orderId': 'y'}`
    for (const read of [() => insert.all(), () => [...insert], () => insert.page()]) {
      expect(read).toThrow('Only SELECT has rows to be read: INSERT')
    }
    expect(db.sql`SELECT * FROM Orders`.count()).toBe(3)
  })
})

describe('explain', () => {
  test('tells what a statement becomes', async () => {
    const { db } = await open()
    const where = (statement: string) => String(db.explain(statement))
    expect(where('SELECT * FROM Orders')).toBe('Scan of Orders\n  1 read unit, 3 items evaluated')
    expect(where("SELECT * FROM Orders WHERE customerId = 'c1' AND orderId = 'o1'")).toBe(
      "GetItem of Orders\n  key: customerId = 'c1' AND orderId = 'o1'\n  1 read unit, 1 item evaluated",
    )
    expect(
      where(
        "SELECT total FROM Orders WHERE customerId IN ['c1', 'c''2'] AND orderId >= 'o' AND total > 1",
      ),
    ).toBe(
      [
        'Query ×2 of Orders',
        "  key: customerId = 'c1' AND orderId >= 'o'",
        "  key: customerId = 'c''2' AND orderId >= 'o'",
        "  filter: customerId IN ['c1', 'c''2'] AND orderId >= 'o' AND total > 1",
        '  columns: total',
        '  2 read units, 3 items evaluated',
      ].join('\n'),
    )
    const total = 9
    const update = db.sql`UPDATE Orders SET total = ${total} WHERE customerId = ${'c1'} AND orderId = ${'o1'} AND total = ${5}`
    expect(String(db.explain(update))).toBe(
      [
        'UpdateItem of Orders',
        "  key: customerId = 'c1' AND orderId = 'o1'",
        "  if: customerId = 'c1' AND orderId = 'o1' AND total = 5",
        '  1 write unit',
        '  refused: ConditionalCheckFailedException: The conditional request failed',
      ].join('\n'),
    )
    expect(
      JSON.parse(
        JSON.stringify(db.explain('SELECT * FROM Orders.byStatus WHERE status = ?', ['open'])),
      ),
    ).toEqual({
      operation: 'Query',
      table: 'Orders',
      index: 'byStatus',
      keyConditions: ["status = 'open'"],
      itemCount: 3,
      readUnits: 0.5,
    })
  })

  test('consumes nothing, and tells what running it does consume', async () => {
    const { db, orders, all } = await open()
    const used = () => {
      const { readUnits, writeUnits, indexes } = orders.describe() as never as Record<string, never>
      return JSON.stringify([readUnits, writeUnits, indexes])
    }
    const before = used()
    const texts = [
      'SELECT * FROM Orders',
      "SELECT * FROM Orders WHERE customerId = 'c1'",
      "SELECT * FROM Orders WHERE customerId = 'c1' AND orderId = 'o1'",
      "SELECT * FROM Orders.byStatus WHERE status = 'open'",
      "UPDATE Orders SET total = 7 WHERE customerId = 'c1' AND orderId = 'o1'",
      "INSERT INTO Orders VALUE {'customerId': 'c1', 'orderId': 'o9', 'status': 'open', 'total': 3}",
      "DELETE FROM Orders WHERE customerId = 'c1' AND orderId = 'o1'",
    ]
    const plans = texts.map(text => db.explain(text))
    expect(used()).toBe(before)
    expect(orders.scan().all()).toEqual(all)
    for (const [place, Statement] of texts.entries()) {
      const json = {
        Statement,
        ReturnConsumedCapacity: 'TOTAL',
        ...(place < 3 && { ConsistentRead: true }),
      }
      const fork = db.fork()
      const answer = await fork.answer({ region: 'us-east-1', operation: 'ExecuteStatement', json })
      const { ConsumedCapacity } = answer as { ConsumedCapacity: { CapacityUnits: number } }
      const { readUnits, writeUnits } = plans[place] ?? {}
      expect(readUnits ?? writeUnits).toBe(ConsumedCapacity.CapacityUnits)
    }
  })

  test('refuses what running it would refuse whatever is stored', async () => {
    const { db } = await open()
    expect(() => db.explain('SELECT * FROM Nope')).toThrow('Requested resource not found')
    expect(() => db.explain('DELETE FROM Orders')).toThrow('mandatory equality')
    expect(() => db.explain(5 as never)).toThrow('explain needs a statement')
    expect(() => db.explain('SELECT * FROM Orders WHERE a = ?')).toThrow("don't match")
  })
})
