/** What the compiler knows of tables that are made in one step, changed in their settings, and patched. */

import { Database, expr, type Table } from '../../src/index.js'
import { expectType } from './expect-type.js'

interface Order {
  customerId: string
  orderId: string
  total: number
  note?: string
  status?: 'open' | 'closed'
}

const db = await Database.open()
const orders = await db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
})
const key = { customerId: 'c1', orderId: 'o1' }
declare const order: Order

// In one step items may be anything, and the keys are known.

const things = await db.createTable('Things', {
  partitionKey: { pk: 'S' },
  sortKey: { sk: 'N' },
  globalIndexes: { byKind: { partitionKey: { kind: 'S' }, projection: ['name'] } },
})
expectType<typeof things>().from(
  await db.createTable()('Things', {
    partitionKey: { pk: 'S' },
    sortKey: { sk: 'N' },
    globalIndexes: { byKind: { partitionKey: { kind: 'S' }, projection: ['name'] } },
  }),
)
await things.put(order)
things.get({ pk: 'a', sk: 1 })
things.index('byKind').query({ kind: 'a' })
// @ts-expect-error The sort key is missing.
things.get({ pk: 'a' })
// @ts-expect-error There is no such index.
things.index('byName')
// @ts-expect-error A misspelt member.
db.createTable('Things', { partitionKey: { pk: 'S' }, sortkey: { sk: 'N' } })
// @ts-expect-error No such key type.
db.createTable('Things', { partitionKey: { pk: 'BOOL' } })
// @ts-expect-error The type of the items is given in a step of its own.
db.createTable<Order>('Orders', { partitionKey: { customerId: 'S' } })
// @ts-expect-error No schema.
db.createTable('Things')
await db.createTable('Things', { partitionKey: { pk: 'S' } }, { ifNotExists: true })
await db.createTable<Order>()(
  'Orders',
  { partitionKey: { customerId: 'S' } },
  { ifNotExists: true },
)
// @ts-expect-error A misspelt option.
db.createTable('Things', { partitionKey: { pk: 'S' } }, { ifNotExist: true })
db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  // @ts-expect-error A misspelt member of an index.
  globalIndexes: { byTotal: { partitionKey: { total: 'N' }, sortkey: { orderId: 'S' } } },
})
db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  // @ts-expect-error A misspelt member of a local index.
  localIndexes: { byTotal: { sortKey: { total: 'N' }, projections: 'ALL' } },
})
// @ts-expect-error A partition key is one attribute.
db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S', orderId: 'S' } })

// Indexes that are added are known from then on.

const withStatus = await orders.addIndex('byStatus', {
  partitionKey: { status: 'S' },
  sortKey: { total: 'N' },
  projection: 'KEYS_ONLY',
})
expectType<'open' | 'closed' | undefined>().from(
  withStatus.index('byStatus').query({ status: 'open' }).first()?.status,
)
// @ts-expect-error The index has no notes.
withStatus.index('byStatus').query({ status: 'open' }).first()?.note
// @ts-expect-error The table before does not know it.
orders.index('byStatus')
await db.transactWrite([{ put: withStatus, item: order }])
// @ts-expect-error The total is a number.
orders.addIndex('byTotal', { partitionKey: { total: 'S' } })
// @ts-expect-error No such attribute.
orders.addIndex('byWeight', { partitionKey: { weight: 'N' } })
// @ts-expect-error A misspelt member.
orders.addIndex('byTotal', { partitionKey: { total: 'N' }, sortkey: { orderId: 'S' } })
await orders.setTimeToLive('total')
// @ts-expect-error The note is no number.
orders.setTimeToLive('note')
// @ts-expect-error No such view.
orders.setStream('ALL')

// Patches set attributes, and remove those that need not be there.

await orders.patch(key, { total: 5, note: undefined })
await orders.patch(key, { status: 'closed' }, { if: expr`attribute_exists(orderId)` })
expectType<Promise<Order | undefined>>().from(
  orders.patch(key, { total: 1 }, { returnValues: 'ALL_NEW' }),
)
await things.patch({ pk: 'a', sk: 1 }, { anything: [1], gone: undefined })
await things.patch({ pk: 'a', sk: 1 }, order)
// @ts-expect-error Every order has a total.
await orders.patch(key, { total: undefined })
// @ts-expect-error Of another type.
await orders.patch(key, { total: '5' })
// @ts-expect-error No such attribute.
await orders.patch(key, { totals: 5 })
// @ts-expect-error A key can't be changed.
await orders.patch(key, { orderId: 'o2' })
// @ts-expect-error The sort key is missing.
await orders.patch({ customerId: 'c1' }, { total: 5 })

const change = <T extends { id: string }>(
  table: Table<T, 'id', never>,
  id: string,
  changes: Partial<Omit<T, 'id'>>,
) => table.patch({ id }, changes)
declare const users: Table<{ id: string; name: string }, 'id', never, never>
await change(users, 'u1', { name: 'Ada' })

// Replicas are a list of regions, or say that they are strongly consistent.

const REPLICATED = { partitionKey: { pk: 'S' } } as const
await db.createTable('Replicated', { ...REPLICATED, replicas: ['eu-west-1'] })
await db.createTable('Replicated', {
  ...REPLICATED,
  replicas: { regions: ['us-east-2', 'us-west-2'], consistency: 'STRONG' },
})
await db.createTable('Replicated', {
  ...REPLICATED,
  replicas: { regions: ['us-east-2'], witness: 'us-west-2', consistency: 'STRONG' },
})
await db.createTable('Replicated', {
  ...REPLICATED,
  // @ts-expect-error A list is what eventual ones are.
  replicas: { regions: ['us-east-2'], consistency: 'EVENTUAL' },
})
await db.createTable('Replicated', {
  ...REPLICATED,
  // @ts-expect-error A misspelt member.
  replicas: { regions: ['us-east-2'], witnes: 'us-west-2', consistency: 'STRONG' },
})
