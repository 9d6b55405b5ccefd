/** Tables elsewhere have the types of embedded ones, and code that is written for `AsyncTable` takes both. */

import { type Database, expr, type TableOf } from '../../src/index.js'
import {
  type AsyncDatabase,
  type AsyncTable,
  type AsyncTableOf,
  asyncDatabase,
  type RemoteDatabase,
} from '../../src/remote/entry.js'
import { expectType } from './expect-type.js'

interface Order {
  customerId: string
  orderId: string
  status: string
  total: number
  note?: string
}

const schema = {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  globalIndexes: { byStatus: { partitionKey: { status: 'S' }, projection: ['total'] } },
} as const

export async function run(here: Database, there: RemoteDatabase): Promise<void> {
  const local = await here.createTable<Order>()('Orders', schema)
  const orders = await there.createTable<Order>()('Orders', schema)
  const key = { customerId: 'c', orderId: 'o' }

  expectType<Promise<Order | undefined>>().from(orders.get(key))
  expectType<Promise<Pick<Order, 'total'> | undefined>>().from(
    orders.get(key, { projection: ['total'] }),
  )
  expectType<Promise<Order | undefined>>().from(
    orders.put({ ...key, status: 'x', total: 1 }, { returnValues: 'ALL_OLD' }),
  )
  expectType<Promise<Partial<Order> | undefined>>().from(
    orders.update(key, expr`SET total = ${1}`, { returnValues: 'UPDATED_NEW' }),
  )
  expectType<Promise<Order[]>>().from(orders.query({ customerId: 'c' }).all())
  for await (const order of orders.query({ customerId: 'c', orderId: { beginsWith: '2' } })) {
    expectType<Order>().from(order)
  }
  for await (const entry of orders.index('byStatus').query({ status: 'x' })) {
    expectType<number>().from(entry.total)
    // @ts-expect-error the index has no notes
    entry.note
  }
  // @ts-expect-error a name that is no key attribute
  await orders.get({ customerId: 'c', order: 'o' })
  // @ts-expect-error an index that there is not
  orders.index('byTotal')
  // @ts-expect-error a number where a string is
  await orders.patch(key, { status: 5 })
  // @ts-expect-error what can't be had from afar
  orders.heat()
  // @ts-expect-error what can't be had from afar
  there.fork()

  await sumOf(local)
  await sumOf(orders)
  await statusOf(local)
  await statusOf(orders)
  await sumOf(there.table(local))
  await sumOf(there.table<Order>()('Orders', schema))
  await sumOf(here.table<Order>('Orders') as TableOf<typeof schema, Order>)
  await there.transactWrite([
    { put: orders, item: { ...key, status: 'x', total: 1 }, if: expr`attribute_not_exists(note)` },
    { update: orders, key: { ...key, orderId: 'p' }, set: expr`SET total = ${1}` },
  ])
  // @ts-expect-error a number where a string is
  await there.transactWrite([{ delete: orders, key: { customerId: 5, orderId: 'o' } }])
  expectType<[Order | undefined, Pick<Order, 'total'> | undefined]>().from(
    await there.transactGet([
      { get: orders, key },
      { get: orders, key, projection: ['total'] },
    ]),
  )
  for await (const row of there.sql<Order>`SELECT * FROM Orders WHERE customerId = ${'c'}`) {
    expectType<Order>().from(row)
  }
  expectType<Promise<Order | undefined>>().from(there.sql<Order>`SELECT * FROM Orders`.first())
  expectType<Order[]>().from(
    await there.sql<Order>`DELETE FROM Orders WHERE a = 1 RETURNING ALL OLD *`,
  )
  const indexed = await orders.addIndex('byNote', { partitionKey: { note: 'S' } })
  await sumOf(indexed)
  for await (const { note } of indexed.index('byNote').query({ note: 'n' })) {
    expectType<string>().from(note)
  }
  // @ts-expect-error an attribute of another type
  await orders.addIndex('byText', { partitionKey: { total: 'S' } })
  // @ts-expect-error what is no number of seconds
  await orders.setTimeToLive('status')
  await orders.setStream('NEW_IMAGE')
  await orders.truncate({ unitsPerSecond: 5 })
  await there.table('Any').put({ anything: 1 })
}

async function sumOf(orders: AsyncTable<Order, 'customerId', 'orderId'>): Promise<number> {
  let sum = 0
  for await (const { total } of orders.query({ customerId: 'c' })) sum += total
  for (const order of await orders.scan({ projection: ['total'] }).all()) sum += order.total
  const order = await orders.get({ customerId: 'c', orderId: 'o' })
  await orders.put({ customerId: 'c', orderId: 'o', status: 'x', total: order?.total ?? 0 })
  const before = await orders.delete(
    { customerId: 'c', orderId: 'o' },
    { returnValues: 'ALL_OLD', if: expr`total > ${0}` },
  )
  return sum + (before?.total ?? 0)
}

async function watched(orders: AsyncTable<Order, 'customerId', 'orderId'>): Promise<string> {
  await orders.setStream('NEW_AND_OLD_IMAGES')
  await orders.setTimeToLive('total')
  // @ts-expect-error a string is no time
  await orders.setTimeToLive('status')
  const changes = orders.changes({ from: 'start', follow: false })
  await changes.started()
  for await (const { kind, key, after } of changes) {
    expectType<string | undefined>().from(after?.status)
    expectType<'insert' | 'modify' | 'remove'>().from(kind)
    return key.orderId
  }
  const added = await orders.addIndex('byNote', { partitionKey: { note: 'S' } })
  await added.dropIndex('byNote')
  // @ts-expect-error items have no such attribute
  await orders.addIndex('byColor', { partitionKey: { color: 'S' } })
  return ''
}

async function statusOf(orders: AsyncTableOf<typeof schema, Order>): Promise<number> {
  for await (const { total } of orders.index('byStatus').query({ status: 'open' })) return total
  return 0
}

export async function runOnEither(here: Database, there: RemoteDatabase): Promise<void> {
  await ordersOf(asyncDatabase(here))
  await ordersOf(asyncDatabase(here.inRegion('eu-west-1')))
  await ordersOf(asyncDatabase(there))
  // @ts-expect-error what is no database
  asyncDatabase({ tables: () => [] })
}

async function ordersOf(db: AsyncDatabase): Promise<void> {
  const orders = await db.createTable<Order>()('Orders', schema)
  const plain = db.table<Order, 'customerId', 'orderId'>('Orders')
  const key = { customerId: 'c', orderId: 'o' }
  await sumOf(orders)
  await sumOf(plain)
  await watched(orders)
  await statusOf(orders)
  await db.transactWrite([
    { put: orders, item: { ...key, status: 'x', total: 1 }, if: expr`attribute_not_exists(note)` },
    { update: plain, key: { ...key, orderId: 'p' }, set: expr`SET total = ${1}` },
  ])
  // @ts-expect-error a number where a string is
  await db.transactWrite([{ delete: orders, key: { customerId: 5, orderId: 'o' } }])
  // @ts-expect-error an item without a total
  await db.transactWrite([{ put: plain, item: { ...key, status: 'x' } }])
  expectType<[Order | undefined, Pick<Order, 'total'> | undefined]>().from(
    await db.transactGet([
      { get: orders, key },
      { get: plain, key, projection: ['total'] },
    ]),
  )
  for await (const row of db.sql<Order>`SELECT * FROM Orders WHERE customerId = ${'c'}`) {
    expectType<Order>().from(row)
  }
  expectType<Order | undefined>().from(await db.sql<Order>`SELECT * FROM Orders`.first())
  expectType<Order[]>().from(
    await db.sql<Order>`DELETE FROM Orders WHERE a = 1 RETURNING ALL OLD *`,
  )
  expectType<string[]>().from(await db.tables())
  await db.dropTable('Orders')
  // @ts-expect-error what only an embedded one has
  db.fork()
}
