/** What the compiler knows of secondary indexes. */

import { Database, expr, type SecondaryIndex, type Selection, type Table } from '../../src/index.js'
import { expectType } from './expect-type.js'

interface Order {
  customerId: string
  orderId: string
  total: number
  shippedAt?: number
  status?: 'open' | 'closed'
  city: string
  note: string
}

const db = await Database.open()
const orders = await db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  localIndexes: {
    byTotal: { sortKey: { total: 'N' }, projection: ['city'] },
    byShipping: { sortKey: { shippedAt: 'N' } },
  },
  globalIndexes: {
    byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' }, projection: 'KEYS_ONLY' },
    byCity: { partitionKey: { city: 'S', status: 'S' }, sortKey: { total: 'N', orderId: 'S' } },
  },
})

// Items have what the index projects, and all of its key attributes.

type OfStatus = { customerId: string; orderId: string; status: 'open' | 'closed'; total: number }
expectType<OfStatus | undefined>().from(orders.index('byStatus').query({ status: 'open' }).first())
expectType<OfStatus[]>().from(orders.index('byStatus').scan({ limit: 3 }).all())
// @ts-expect-error the index has no note
orders.index('byStatus').query({ status: 'open' }).first()?.note
expectType<'open' | 'closed' | undefined>().from(
  orders.index('byCity').query({ city: 'Rome', status: 'open' }).first()?.status,
)
expectType<number | undefined>().from(
  orders.index('byShipping').query({ customerId: 'c' }).first()?.shippedAt,
)

// The key of a query is that of the index.

orders.index('byStatus').query({ status: 'open', total: { between: [1, 2] } })
orders
  .index('byCity')
  .query({ city: 'Rome', status: 'open', total: 3, orderId: { beginsWith: 'o' } })
// @ts-expect-error the partition key is missing
orders.index('byStatus').query({ total: 3 })
// @ts-expect-error one of the partition key's attributes is missing
orders.index('byCity').query({ city: 'Rome' })
// @ts-expect-error the status is a string
orders.index('byStatus').query({ status: 3 })
// @ts-expect-error the table's sort key is none of the index
orders.index('byTotal').query({ customerId: 'c', orderId: 'o' })
// @ts-expect-error there is no such index
orders.index('byNote')

// A local index fetches what it does not have; a global one has only what it projects.

expectType<{ note: string }[]>().from(
  orders
    .index('byTotal')
    .query({ customerId: 'c' }, { projection: ['note'] })
    .all(),
)
expectType<string | undefined>().from(
  orders.index('byTotal').query({ customerId: 'c' }, { wholeItems: true }).first()?.note,
)
// @ts-expect-error the index has no note without it
orders.index('byTotal').query({ customerId: 'c' }).first()?.note
// @ts-expect-error the index has no note
orders.index('byStatus').query({ status: 'open' }, { projection: ['note'] })
orders.index('byStatus').scan({ filter: expr`total > ${3}`, projection: ['total'] })

// Pages go on from all keys.

const page = orders.index('byStatus').query({ status: 'open' }, { limit: 1 }).page()
expectType<OfStatus | undefined>().from(page.lastEvaluatedKey)
const startKey = page.lastEvaluatedKey
orders.index('byStatus').query({ status: 'open' }, { startKey })
// @ts-expect-error the key of the table is missing
orders.index('byStatus').query({ status: 'open' }, { startKey: { status: 'open', total: 1 } })

// Definitions name attributes of the items, by their types.

db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  // @ts-expect-error the total is a number
  globalIndexes: { byTotal: { partitionKey: { total: 'S' } } },
})
db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  // @ts-expect-error items have no weight
  globalIndexes: { byWeight: { partitionKey: { weight: 'N' } } },
})

const bare = await db.createTable<Order>()('Bare', { partitionKey: { customerId: 'S' } })
// @ts-expect-error it has no indexes
bare.index('byStatus')

// Indexes of a table got by its name are what the caller says.

db.table('Orders').index('any').query({ some: 'value' }).all()
const fork = db.fork()
expectType<OfStatus | undefined>().from(
  fork.table(orders).index('byStatus').query({ status: 'open' }).first(),
)
const plain: Table<Order, 'customerId', 'orderId'> = orders
expectType<Selection<Order, { customerId: string; orderId: string }>>().from(
  plain.query({ customerId: 'c' }),
)
export type Indexes = SecondaryIndex<never>
