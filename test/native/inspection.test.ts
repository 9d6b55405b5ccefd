/** What `console.log` shows. */

import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Database, expr, NumberValue } from '../../src/index.js'
import { openFixture, thrownBy } from './harness.js'

async function openOrders() {
  const db = await Database.open()
  const orders = await db.createTable('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
    globalIndexes: {
      byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' }, projection: ['note'] },
    },
    stream: 'KEYS_ONLY',
    timeToLive: 'until',
  })
  await orders.put({ customerId: 'c1', orderId: 'o1', status: 'open', total: 1 })
  return { db, orders }
}

const flat = (value: unknown): string => inspect(value).replace(/\s+/g, ' ')

test('a database', async () => {
  const { db } = await openOrders()
  expect(flat(db)).toBe("Database { region: 'us-east-1', tables: [ 'Orders' ] }")
  await db.close()
  expect(flat(db)).toBe('Database { closed: true }')
})

test('a table', async () => {
  const { db, orders } = await openOrders()
  expect(flat(orders)).toBe(
    "Table 'Orders' { partitionKey: { customerId: 'S' }, sortKey: { orderId: 'S' }, indexes: [ 'byStatus' ], " +
      "timeToLive: 'until', stream: 'KEYS_ONLY', items: 1 }",
  )
  await db.dropTable('Orders')
  expect(flat(orders)).toBe("Table 'Orders' { unavailable: 'Requested resource not found' }")
})

test('an index, also one that is not there', async () => {
  const { orders } = await openOrders()
  expect(flat(orders.index('byStatus'))).toBe(
    "SecondaryIndex 'byStatus' { table: 'Orders', kind: 'global', partitionKey: { status: 'S' }, " +
      "sortKey: { total: 'N' }, projection: [ 'note' ], items: 1 }",
  )
  expect(flat(orders.index('none' as 'byStatus'))).toBe(
    "SecondaryIndex 'none' { table: 'Orders', missing: true }",
  )
})

test('a selection, which says how its items are had', async () => {
  const { orders } = await openOrders()
  const hint = "read: 'for (const item of selection), .all(), .first(), .count(), .page()'"
  expect(flat(orders.query({ customerId: 'c1' }, { limit: 5, reverse: true }))).toBe(
    `Selection { table: 'Orders', query: { customerId: 'c1' }, reverse: true, limit: 5, ${hint} }`,
  )
  expect(flat(orders.index('byStatus').scan())).toBe(
    `Selection { table: 'Orders', index: 'byStatus', ${hint} }`,
  )
})

test('a trigger', async () => {
  const { orders } = await openOrders()
  const trigger = orders.trigger(async function sendMail() {})
  expect(flat(trigger)).toMatch(/^Trigger 'sendMail' \{ recordsRead: 0, .*failedReports: 0 \}$/)
  await trigger.stop()
})

test('expressions and exact numbers', () => {
  expect(flat(expr`status = ${'open'} AND n > ${1}`)).toBe(
    "Expression '#p0 = :p1 AND n > :p2' { names: { '#p0': 'status' }, values: { ':p1': 'open', ':p2': 1 } }",
  )
  expect(flat(expr`attribute_exists(a)`)).toBe("Expression 'attribute_exists(a)'")
  expect(flat({ n: new NumberValue('0.12345678901234567890123') })).toBe(
    '{ n: NumberValue 0.12345678901234567890123 }',
  )
})

test('a refusal has no members that say nothing', async () => {
  const { notes } = await openFixture()
  const item = { pk: 'a', sk: 'b' }
  const condition = { if: expr`attribute_not_exists(pk)` } as const
  const failed = await thrownBy(() => notes.put(item, condition))
  expect(inspect(failed)).not.toContain('undefined')
  expect(inspect(failed)).toContain(
    'ConditionalCheckFailedException: The conditional request failed',
  )
  const telling = { ...condition, returnValuesOnConditionCheckFailure: 'ALL_OLD' } as const
  expect(inspect(await thrownBy(() => notes.put(item, telling)))).toContain('item: {')
  expect(inspect(await thrownBy(() => notes.get({ pk: 'a' } as never)))).not.toContain('undefined')
})

test('classes have their names, and prototypes can be shown', async () => {
  const { db, orders } = await openOrders()
  const shown = [db, orders, orders.scan(), orders.index('byStatus'), expr`a = ${1}`]
  expect(shown.map(one => one.constructor.name)).toEqual([
    'Database',
    'Table',
    'Selection',
    'SecondaryIndex',
    'Expression',
  ])
  for (const one of shown) expect(inspect(Object.getPrototypeOf(one))).toEqual(expect.anything())
})
