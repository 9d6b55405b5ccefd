/** What is written in an editor: mistakes with the messages that name what to write, and names with what is shown over them. */

export const PREFACE = `
import { Database } from '../../src/index.js'
interface Order { customerId: string; orderId: string; total: number; status?: 'open'; note?: string }
interface Meeting { id: string; days: { from: Date }[] }
declare const order: Order
declare const meeting: Meeting
const db = await Database.open()
const orders = await db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  localIndexes: { byTotal: { sortKey: { total: 'N' }, projection: 'KEYS_ONLY' } },
  globalIndexes: { byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } } },
})
const things = await db.createTable('Things', { partitionKey: { id: 'S' } })
const key = { customerId: 'c1', orderId: 'o1' }
`

export const MISTAKES: readonly (readonly [code: string, message: string])[] = [
  [
    "db.createTable<Order>('Orders', { partitionKey: { customerId: 'S' } })",
    "a type of items comes in a step of its own: createTable<Order>()('Orders', { partitionKey: { id: 'S' } })",
  ],
  ["db.createTable('Orders', { sortKey: { id: 'S' } })", 'a schema has a partitionKey'],
  [
    "db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S' }, sortkey: { orderId: 'S' } })",
    "'sortkey' is no member of a schema: partitionKey, sortKey, localIndexes, globalIndexes, timeToLive, stream, pointInTimeRecovery, replicas",
  ],
  [
    "db.createTable('Orders', { partitionKey: { id: 'S' }, ttl: 'expires' })",
    "'ttl' is no member of a schema",
  ],
  [
    "db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S', orderId: 'S' } })",
    'a key is one attribute, such as { customerId: "S" }; the other one goes to sortKey',
  ],
  [
    "db.createTable('Orders', { partitionKey: { id: 'S' }, globalIndexes: { byTotal: { partitionKey: { total: 'N' }, project: 'ALL' } } })",
    "'project' is no member of a global index: partitionKey, sortKey, projection",
  ],
  [
    "orders.addIndex('byTotal', { partitionKey: { total: 'N' }, sortkey: { orderId: 'S' } })",
    "'sortkey' is no member of a global index",
  ],
  ['db.createTable<Meeting>()', 'days[].from is a Date: store its toISOString() or getTime()'],
  [
    'db.createTable<{ id: string; tags?: Map<string, string> }>()',
    'tags is a Map: store Object.fromEntries(map)',
  ],
  [
    'db.createTable<{ id: string; greet(): void }>()',
    'greet is a function, which is no attribute value',
  ],
  ['things.put(meeting)', 'days[].from is a Date: store its toISOString() or getTime()'],
  ["orders.put({ ...key, total: '1' })", "Type 'string' is not assignable to type 'number'"],
  ['db.transactGet([{ get: orders, key: order }])', "'total' is no key attribute of the table"],
  ['db.attach({})', "is not assignable to parameter of type 'AttachableClient'"],
]

export const HOVERS: readonly (readonly [code: string, name: string, hover: RegExp])[] = [
  [
    'orders',
    'orders',
    /^const orders: Table<Order, "customerId", "orderId", LocalIndex<"byTotal", .*> \| GlobalIndex<"byStatus", .*>>$/,
  ],
  ['things', 'things', /^const things: Table<Item, "id", never, never>$/],
  [
    'orders.put(order)',
    'put',
    /\.put<never, Order>\(item: Order, options\?: WriteOptions<never> \| undefined\): Promise<undefined>$/,
  ],
  [
    "orders.query({ customerId: 'c1' })",
    'query',
    /\): Selection<Order, \{\s+customerId: string;\s+orderId: string;\s+\}>$/,
  ],
  ['orders.get(key)', 'get', /\): Order \| undefined$/],
  [
    'db.createTable<Order>()',
    'createTable',
    /^\(method\) DatabaseRegion\.createTable<Order>\(\): CreateTable<Order>/,
  ],
  ['db.transactWrite([{ put: orders, item: order }])', 'transactWrite', /Promise<void>$/],
  ['db.transactGet([{ get: orders, key }])', 'transactGet', /\[Order \| undefined\]|\[\.\.\.\]$/],
  ["orders.index('byStatus').query({ status: 'open' })", 'query', /\): Selection<Order & \{/],
]
