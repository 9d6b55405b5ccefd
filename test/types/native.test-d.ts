/** What the compiler knows of tables, keys, conditions, projections and transactions. */

import {
  type AttributeValue,
  Database,
  expr,
  type Item,
  type NumberValue,
  type Selection,
  type Table,
} from '../../src/index.js'
import { expectType } from './expect-type.js'

interface Address {
  city: string
  lines: string[]
}

interface Order {
  customerId: string
  orderId: string
  total: number
  shippingDate?: string
  status: 'open' | 'closed'
  items: string[]
  address: Address
}

type Reading = { sensor: Uint8Array; at: number | bigint | NumberValue; celsius: number }

interface Stock {
  sku: string
  n: number
}

declare const db: Database
declare const orders: Table<Order, 'customerId', 'orderId'>
declare const readings: Table<Reading, 'sensor', 'at'>
declare const stocks: Table<Stock, 'sku', never>
declare const order: Order
declare const sensor: Uint8Array
const key = { customerId: 'c1', orderId: 'o1' }

// The schema is a literal, and tells the names of the keys.

expectType<Promise<Table<Order, 'customerId', 'orderId', never>>>().from(
  db.createTable<Order>()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
  }),
)
expectType<Promise<Table<Reading, 'sensor', 'at', never>>>().from(
  db.createTable<Reading>()('Readings', { partitionKey: { sensor: 'B' }, sortKey: { at: 'N' } }),
)
expectType<Promise<Table<Stock, 'sku', never, never>>>().from(
  db.createTable<Stock>()('Stocks', { partitionKey: { sku: 'S' } }),
)
expectType<Promise<Table<Order, 'status', never, never>>>().from(
  db.createTable<Order>()('ByStatus', { partitionKey: { status: 'S' } }),
)
expectType<Promise<Database>>().from(Database.open())

// @ts-expect-error No such attribute.
db.createTable<Order>()('Orders', { partitionKey: { customer: 'S' } })
// @ts-expect-error A string is no number.
db.createTable<Order>()('Orders', { partitionKey: { customerId: 'N' } })
// @ts-expect-error No such key type.
db.createTable<Order>()('Orders', { partitionKey: { customerId: 'BOOL' } })
// @ts-expect-error A key attribute is never absent.
db.createTable<Order>()('Orders', { partitionKey: { shippingDate: 'S' } })
// @ts-expect-error A list cannot be a key.
db.createTable<Order>()('Orders', { partitionKey: { items: 'S' } })
// @ts-expect-error A map cannot be a key.
db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S' }, sortKey: { address: 'S' } })
// @ts-expect-error A table has a partition key.
db.createTable<Order>()('Orders', { sortKey: { orderId: 'S' } })
// @ts-expect-error No such member of a schema.
db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S' }, sort: { orderId: 'S' } })
expectType<Promise<Table<Order, 'customerId', never, never>>>().from(
  db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S' }, timeToLive: 'total' }),
)
// @ts-expect-error What says when an item expires is a number.
db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S' }, timeToLive: 'status' })
// @ts-expect-error No such attribute.
db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S' }, timeToLive: 'expires' })
db.createTable()('Orders', { partitionKey: { customerId: 'S' }, timeToLive: 'anything' })

// Without a type, any item; the names of the keys are known all the same.

const untyped = await db.createTable()('Things', {
  partitionKey: { pk: 'S' },
  sortKey: { sk: 'N' },
})
expectType<Table<Item, 'pk', 'sk', never>>().from(untyped)
expectType<AttributeValue | undefined>().from(untyped.get({ pk: 'a', sk: 1 })?.anything)
await untyped.put({ pk: 'a', sk: 1, more: [{ x: new Set(['y']) }] })
untyped.query({ pk: 'a', sk: { '>': 1 } })
// @ts-expect-error The sort key is missing.
untyped.get({ pk: 'a' })
// @ts-expect-error No such key attribute.
untyped.query({ pk: 'a', other: 1 })

// By name, the type of the items can be told; of the keys nothing is known then.

expectType<Table<Item, string, string>>().from(db.table('Orders'))
const byName = db.table<Order>('Orders')
expectType<Order | undefined>().from(byName.get(key))
byName.query({ customerId: 'c1', orderId: { beginsWith: '2026' } })
// @ts-expect-error A key of another type.
byName.get({ customerId: 1 })
expectType<Table<Order, 'customerId', 'orderId'>>().from(db.fork().table(orders))

// Items.

await orders.put(order)
expectType<Promise<void>>().from(orders.putAll([order]))
// @ts-expect-error A member is missing.
await orders.put({ ...key, total: 1, status: 'open', items: [] })
// @ts-expect-error A member is of another type.
await orders.put({ ...order, total: '1' })
// @ts-expect-error A member is nothing that the type allows.
await orders.put({ ...order, status: 'lost' })
// @ts-expect-error No such member.
await orders.put({ ...key, total: 1, status: 'open', items: [], address: order.address, note: '' })

// Keys.

expectType<Order | undefined>().from(orders.get(key))
expectType<(Order | undefined)[]>().from(orders.getAll([key]))
expectType<Stock | undefined>().from(stocks.get({ sku: 'a' }))
expectType<Reading | undefined>().from(readings.get({ sensor, at: 1n }))
// @ts-expect-error The sort key is missing.
orders.get({ customerId: 'c1' })
// @ts-expect-error Not a key attribute.
orders.get({ ...key, total: 1 })
// @ts-expect-error A wrong name.
orders.get({ customer: 'c1', orderId: 'o1' })
// @ts-expect-error A wrong type.
orders.get({ customerId: 1, orderId: 'o1' })
// @ts-expect-error A binary key.
readings.get({ sensor: 'a', at: 1 })
// @ts-expect-error The table has no sort key.
stocks.get({ sku: 'a', n: 1 })
// @ts-expect-error A wrong type.
orders.getAll([key, { customerId: 'c1', orderId: 2 }])
// @ts-expect-error The sort key is missing.
await orders.delete({ customerId: 'c1' })
// @ts-expect-error The sort key is missing.
await orders.update({ customerId: 'c1' }, expr`REMOVE total`)

// What writes return.

expectType<Promise<Order | undefined>>().from(orders.put(order, { returnValues: 'ALL_OLD' }))
expectType<Promise<Order | undefined>>().from(orders.delete(key, { returnValues: 'ALL_OLD' }))
const update = expr`SET total = total + ${5}`
expectType<Promise<Order | undefined>>().from(
  orders.update(key, update, { returnValues: 'ALL_NEW' }),
)
expectType<Promise<Order | undefined>>().from(
  orders.update(key, update, { returnValues: 'ALL_OLD' }),
)
expectType<Promise<Partial<Order> | undefined>>().from(
  orders.update(key, update, { returnValues: 'UPDATED_NEW' }),
)
expectType<Promise<Partial<Order> | undefined>>().from(
  orders.update(key, update, { returnValues: 'UPDATED_OLD' }),
)
expectType<Promise<undefined>>().from(orders.put(order))
expectType<Promise<undefined>>().from(orders.put(order, { if: expr`total < ${5}` }))
expectType<Promise<undefined>>().from(orders.update(key, update))
expectType<Promise<undefined>>().from(orders.delete(key, {}))
declare const returnValues: 'ALL_NEW' | 'UPDATED_NEW' | undefined
expectType<Promise<Order | Partial<Order> | undefined>>().from(
  orders.update(key, update, { returnValues }),
)
// @ts-expect-error A put has nothing new to return.
await orders.put(order, { returnValues: 'ALL_NEW' })
// @ts-expect-error No such version.
await orders.update(key, update, { returnValues: 'NEW' })
// @ts-expect-error An expression is made by the template tag.
await orders.update(key, 'SET total = 1')
// @ts-expect-error A condition is made by the template tag.
await orders.put(order, { if: 'total < 5' })

// Projections.

expectType<Pick<Order, 'total' | 'status'> | undefined>().from(
  orders.get(key, { projection: ['total', 'status'] }),
)
expectType<Partial<Order> | undefined>().from(orders.get(key, { projection: expr`address.city` }))
expectType<Order | undefined>().from(orders.get(key, { consistentRead: false }))
expectType<Selection<Pick<Order, 'total'>, { customerId: string; orderId: string }>>().from(
  orders.query({ customerId: 'c1' }, { projection: ['total'] }),
)
expectType<Pick<Order, 'total'>[]>().from(orders.scan({ projection: ['total'] }).all())
expectType<Partial<Order>[]>().from(orders.scan({ projection: expr`total` }).all())
expectType<(Pick<Order, 'total'> | undefined)[]>().from(
  orders.getAll([key], { projection: ['total'] }),
)
const total: readonly ('total' | 'items')[] = ['total']
expectType<Pick<Order, 'total' | 'items'>[]>().from(orders.scan({ projection: total }).all())
// @ts-expect-error No such attribute.
orders.get(key, { projection: ['totals'] })
// @ts-expect-error No such attribute.
orders.query({ customerId: 'c1' }, { projection: ['total', 'price'] })
// @ts-expect-error Paths need an expression.
orders.scan({ projection: ['address.city'] })

// Conditions on the sort key.

expectType<Selection<Order, { customerId: string; orderId: string }>>().from(
  orders.query({ customerId: 'c1' }),
)
orders.query({ customerId: 'c1', orderId: 'o1' })
orders.query({ customerId: 'c1', orderId: { beginsWith: '2026' } })
orders.query({ customerId: 'c1', orderId: { between: ['a', 'b'] } })
orders.query({ customerId: 'c1', orderId: { '>=': 'a' } }, { reverse: true, limit: 10 })
readings.query({ sensor, at: { '<': 5n } })
readings.query({ sensor, at: { between: [1, 2n] } })
// @ts-expect-error The partition key is missing.
orders.query({ orderId: 'o1' })
// @ts-expect-error The partition key is one value.
orders.query({ customerId: { '<': 'c1' } })
// @ts-expect-error Not a key attribute.
orders.query({ customerId: 'c1', total: 1 })
// @ts-expect-error Numbers have no prefix.
readings.query({ sensor, at: { beginsWith: 1 } })
// @ts-expect-error A prefix of another type.
orders.query({ customerId: 'c1', orderId: { beginsWith: 1 } })
// @ts-expect-error Two bounds.
orders.query({ customerId: 'c1', orderId: { between: ['a'] } })
// @ts-expect-error No such condition.
orders.query({ customerId: 'c1', orderId: { contains: 'a' } })
// @ts-expect-error One condition only.
orders.query({ customerId: 'c1', orderId: { '<': 'a', '>': 'b' } })
// @ts-expect-error The table has no sort key.
stocks.query({ sku: 'a', n: 1 })
// @ts-expect-error Segments are for scans.
orders.query({ customerId: 'c1' }, { segment: 0, totalSegments: 2 })
// @ts-expect-error Scans have no order to reverse.
orders.scan({ reverse: true })

const page = orders.query({ customerId: 'c1' }, { projection: ['total'] }).page()
expectType<Pick<Order, 'total'>[]>().from(page.items)
expectType<{ customerId: string; orderId: string } | undefined>().from({
  ...page.lastEvaluatedKey,
} as typeof page.lastEvaluatedKey)
orders.scan({ startKey: page.lastEvaluatedKey })
// @ts-expect-error The sort key is missing.
orders.scan({ startKey: { customerId: 'c1' } })
for (const { total } of orders.query({ customerId: 'c1' })) expectType<number>().from(total)
expectType<Order | undefined>().from(orders.scan().first())
expectType<number>().from(orders.scan().count())

// Transactions: each action is checked against the table that it goes to.

await db.transactWrite([
  { put: orders, item: order, if: expr`attribute_not_exists(orderId)` },
  { update: stocks, key: { sku: 'a' }, set: expr`SET n = n - ${1}`, if: expr`n > ${0}` },
  { delete: readings, key: { sensor, at: 5 }, returnValuesOnConditionCheckFailure: 'ALL_OLD' },
  { check: orders, key, if: expr`attribute_exists(orderId)` },
  { put: untyped, item: { pk: 'a', sk: 1, more: true } },
])
await db.transactWrite([order].map(item => ({ put: orders, item })))
declare const manyKeys: { sku: string }[]
await db.transactWrite([
  { put: orders, item: order },
  ...manyKeys.map(key => ({ delete: stocks, key })),
])
// @ts-expect-error The item of another table.
await db.transactWrite([{ put: stocks, item: order }])
await db.transactWrite([
  { put: orders, item: order },
  // @ts-expect-error The key of another table.
  { delete: stocks, key },
])
await db.transactWrite([
  { put: orders, item: order },
  // @ts-expect-error A key of another type.
  { update: stocks, key: { sku: 1 }, set: expr`SET n = ${1}` },
])
// @ts-expect-error An update says what to set.
await db.transactWrite([{ update: stocks, key: { sku: 'a' } }])
// @ts-expect-error A check has a condition.
await db.transactWrite([{ check: stocks, key: { sku: 'a' } }])
// @ts-expect-error One action at a time.
await db.transactWrite([{ put: stocks, delete: stocks, item: { sku: 'a', n: 1 } }])
// @ts-expect-error A put has an item.
await db.transactWrite([{ put: stocks, key: { sku: 'a' } }])

expectType<[Order | undefined, Stock | undefined]>().from(
  db.transactGet([
    { get: orders, key },
    { get: stocks, key: { sku: 'a' } },
  ]),
)
expectType<
  [Pick<Order, 'total'> | undefined, Partial<Stock> | undefined, Reading | undefined]
>().from(
  db.transactGet([
    { get: orders, key, projection: ['total'] },
    { get: stocks, key: { sku: 'a' }, projection: expr`n` },
    { get: readings, key: { sensor, at: 1 } },
  ]),
)
expectType<(Stock | undefined)[]>().from(
  db.transactGet(manyKeys.map(key => ({ get: stocks, key }))),
)
db.transactGet([
  { get: orders, key },
  // @ts-expect-error The key of another table.
  { get: stocks, key },
])
// @ts-expect-error The sort key is missing.
db.transactGet([{ get: orders, key: { customerId: 'c1' } }])
// @ts-expect-error No such attribute.
db.transactGet([{ get: orders, key, projection: ['totals'] }])

// A function for tables of any kind.

function sizeOf<Shape extends object>(table: Table<Shape, string, string>): number {
  return table.describe().sizeBytes
}
declare const anyTable: Table<object, never, never>
sizeOf(byName)
anyTable.describe()
