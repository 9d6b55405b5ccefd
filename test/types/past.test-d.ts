/** What the compiler knows of the past of a table: it is read as the table is, and not written. */

import { Database, type ItemVersion, type ReadableTable } from '../../src/index.js'
import { expectType } from './expect-type.js'

interface Order {
  customerId: string
  orderId: string
  total: number
  status?: 'open' | 'closed'
}

const db = await Database.open()
const orders = await db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  globalIndexes: { byStatus: { partitionKey: { status: 'S' }, projection: ['total'] } },
  pointInTimeRecovery: { days: 7 },
})
const key = { customerId: 'c1', orderId: 'o1' }
const view = orders.at(new Date())

// Keys, projections and indexes are those of the table.

expectType<Order | undefined>().from(view.get(key))
expectType<Pick<Order, 'total'> | undefined>().from(view.get(key, { projection: ['total'] }))
expectType<(Order | undefined)[]>().from(view.getAll([key]))
expectType<Order[]>().from(view.query({ customerId: 'c1' }).all())
expectType<'open' | 'closed' | undefined>().from(
  view.index('byStatus').query({ status: 'open' }).first()?.status,
)
expectType<typeof view>().from(await view)
expectType<ItemVersion<Order>[]>().from(orders.history(key))
expectType<Order | undefined>().from(orders.history(key)[0]?.item)
// @ts-expect-error The sort key is missing.
view.get({ customerId: 'c1' })
// @ts-expect-error The sort key is missing.
orders.history({ customerId: 'c1' })
// @ts-expect-error There is no such index.
view.index('byTotal')
// @ts-expect-error The past is not written.
view.put
// @ts-expect-error It is no table of the database.
db.transactGet([{ get: view, key }])
// @ts-expect-error A date, not a number.
orders.at(0)

// What reads a table reads its past.

const totalOf = (table: ReadableTable<Order, 'customerId', 'orderId', never>): number | undefined =>
  table.get(key)?.total
totalOf(orders)
totalOf(view)

// How long it is kept.

await orders.setPointInTimeRecovery(true)
await orders.setPointInTimeRecovery({ days: 1 })
await orders.setPointInTimeRecovery(false)
// @ts-expect-error Nothing is turned on or off by nothing.
orders.setPointInTimeRecovery()
// @ts-expect-error A misspelt option.
orders.setPointInTimeRecovery({ day: 1 })
db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  // @ts-expect-error A misspelt member.
  pointInTimeRecovery: { day: 1 },
})
db.createTable('Things', { partitionKey: { id: 'S' }, pointInTimeRecovery: true })
