/** What the compiler makes of tables that are handed on: to functions, to forks, to transactions, in arrays. */

import {
  Database,
  expr,
  type Item,
  type Key,
  type Table,
  type TableOf,
  type TableSchema,
} from '../../src/index.js'
import { expectType } from './expect-type.js'

interface Order {
  customerId: string
  orderId: string
  total: number
  status?: 'open' | 'closed'
  city: string
  items: string[]
}

interface Stock {
  sku: string
  n: number
}

const db = await Database.open()
const orders = await db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  localIndexes: { byTotal: { sortKey: { total: 'N' }, projection: 'KEYS_ONLY' } },
  globalIndexes: {
    byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } },
    byCity: { partitionKey: { city: 'S' }, projection: ['items'] },
  },
})
const stocks = await db.createTable<Stock>()('Stocks', { partitionKey: { sku: 'S' } })
declare const order: Order
const key = { customerId: 'c1', orderId: 'o1' }

// Transactions: items and keys are those of the table, whatever its indexes hold.

await db.transactWrite([
  { put: orders, item: order },
  { update: stocks, key: { sku: 'a' }, set: expr`SET n = n - ${1}` },
])
await db.transactWrite([
  { put: orders, item: { ...key, total: 1, city: 'Rome', items: [] } },
  { delete: orders, key },
  { check: orders, key, if: expr`attribute_exists(total)` },
])
// @ts-expect-error The index has no items, the table has.
await db.transactWrite([{ put: orders, item: { ...key, total: 1 } }])
// @ts-expect-error An item of the index that lacks what the table has.
await db.transactWrite([{ put: orders, item: { ...key, total: 1, city: 'Rome' } }])
// @ts-expect-error The key of an index.
await db.transactWrite([{ delete: orders, key: { status: 'open' } }])
// @ts-expect-error The sort key is missing.
await db.transactWrite([{ update: orders, key: { customerId: 'c1' }, set: expr`SET total = ${1}` }])
expectType<[Order | undefined, Stock | undefined]>().from(
  db.transactGet([
    { get: orders, key },
    { get: stocks, key: { sku: 'a' } },
  ]),
)
expectType<[Pick<Order, 'city'> | undefined]>().from(
  db.transactGet([{ get: orders, key, projection: ['city'] }]),
)
expectType<[Partial<Order> | undefined]>().from(
  db.transactGet([{ get: orders, key, projection: expr`items[0]` }]),
)
// @ts-expect-error The sort key is missing.
db.transactGet([{ get: orders, key: { customerId: 'c1' } }])
// @ts-expect-error Not a key attribute.
db.transactGet([{ get: orders, key: { ...key, total: 1 } }])

// Forks and names.

const fork = db.fork()
const forked = fork.table(orders)
expectType<typeof orders>().from(forked)
await fork.transactWrite([{ put: forked, item: order }])
// @ts-expect-error An item that lacks what the table has.
await fork.transactWrite([{ put: forked, item: { ...key, total: 1 } }])
expectType<(Order | undefined)[]>().from(forked.getAll([key]))
expectType<(Pick<Order, 'total'> | undefined)[]>().from(
  forked.getAll([key], { projection: ['total'] }),
)
// @ts-expect-error The key of an index.
forked.getAll([{ status: 'open' }])

// Functions that take a table.

const totalOf = (table: Table<Order>, given: Partial<Order>) => table.get(given)?.total
const put = (table: Table<Order, 'customerId', 'orderId'>, item: Order) => table.put(item)
const withoutIndexes = (table: Table<Order, 'customerId', 'orderId', never>) => table.scan().all()
const sizeOf = (table: Table<object>) => table.describe().sizeBytes
expectType<number | undefined>().from(totalOf(orders, key))
await put(orders, order)
await put(forked, order)
sizeOf(orders)
sizeOf(stocks)
withoutIndexes(orders)
export const byName: Table<Order, 'customerId', 'orderId'> = orders
export const either: Table<Order> | Table<Stock> = orders
// @ts-expect-error A table of other items.
totalOf(stocks, {})
// @ts-expect-error A table of other items.
await put(stocks, order)

async function copy<Shape extends object, PartitionKey extends string, SortKey extends string>(
  from: Table<Shape, PartitionKey, SortKey>,
  to: Table<Shape, PartitionKey, SortKey>,
): Promise<Shape[]> {
  for (const item of from.scan()) await to.put(item)
  await to.putAll(from.scan())
  await db.transactWrite(
    from
      .scan({ limit: 5 })
      .all()
      .map(item => ({ put: to, item })),
  )
  return to.scan().all()
}
expectType<Promise<Order[]>>().from(copy(orders, forked))
expectType<Promise<Stock[]>>().from(copy(stocks, fork.table(stocks)))

async function firstOf<Shape extends object>(table: Table<Shape>): Promise<Shape | undefined> {
  return table.scan().first()
}
expectType<Promise<Order | undefined>>().from(firstOf(orders))

const putBy = <Some extends Table<Order>>(table: Some, item: Order) =>
  db.transactWrite([{ put: table as Table<Order>, item }])
await putBy(orders, order)

// Tables in arrays and records.

const tables: readonly Table<object>[] = [orders, stocks]
for (const table of tables) sizeOf(table)
const sizes = [orders, stocks].map(table => table.describe().itemCount)
expectType<number[]>().from(sizes)
export const byKind: Record<string, Table<object>> = { orders, stocks }
const shards = [orders, forked]
await Promise.all(shards.map(shard => shard.put(order)))
await db.transactWrite(shards.map(shard => ({ put: shard, item: order })))

// A type to name a table by.

const schema = {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  globalIndexes: { byStatus: { partitionKey: { status: 'S' }, projection: 'KEYS_ONLY' } },
} as const satisfies TableSchema<Order>
type Orders = TableOf<typeof schema, Order>

class Shop {
  readonly orders: Orders
  constructor(given: Orders) {
    this.orders = given
  }
  statusOf(orderKey: Key<Order, 'customerId', 'orderId'>) {
    return this.orders.get(orderKey)?.status
  }
}
const shop = new Shop(await db.createTable<Order>()('Shop', schema))
expectType<'open' | 'closed' | undefined>().from(shop.statusOf(key))
expectType<Orders>().from(await db.createTable<Order>()('Shop', schema))
expectType<{ customerId: string; orderId: string; status: 'open' | 'closed' } | undefined>().from({
  ...shop.orders.index('byStatus').query({ status: 'open' }).first(),
} as { customerId: string; orderId: string; status: 'open' | 'closed' } | undefined)
// @ts-expect-error The table has no such index.
shop.orders.index('byTotal')
expectType<TableOf<typeof schema>>().from(await db.createTable()('Any', schema))
declare const untyped: TableOf<typeof schema>
expectType<Item | undefined>().from(untyped.get(key))
// @ts-expect-error The sort key is missing.
shop.orders.get({ customerId: 'c1' })

// A schema that is only known as one.

declare const someSchema: TableSchema<Order>
const someTable = await db.createTable<Order>()('Some', someSchema)
expectType<Order | undefined>().from(someTable.get({ customerId: 'c1' }))
someTable.index('any').query({ status: 'open' })
