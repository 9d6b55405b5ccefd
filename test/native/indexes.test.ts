/** Secondary indexes through the native door. */

import { beforeEach, describe, expect, test } from 'vitest'
import { Database, expr } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'

interface Order {
  customerId: string
  orderId: string
  total: number
  status?: string
  shippedAt?: number
  note: string
}

const SCHEMA = {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  localIndexes: {
    byTotal: { sortKey: { total: 'N' }, projection: 'KEYS_ONLY' },
    byShipping: { sortKey: { shippedAt: 'N' } },
  },
  globalIndexes: {
    byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' }, projection: ['orderId'] },
    byBoth: { partitionKey: { status: 'S', note: 'S' }, sortKey: { total: 'N', orderId: 'S' } },
  },
} as const

const open = async (clock = new ManualClock(), globalIndexLag = 0) => {
  const db = await Database.open({ clock, globalIndexLag })
  return { db, orders: await db.createTable<Order>()('Orders', SCHEMA) }
}

const order = (orderId: string, rest: Partial<Order> = {}): Order => ({
  customerId: 'c',
  orderId,
  total: 1,
  note: 'n'.repeat(2000),
  ...rest,
})

let { db, orders } = {} as Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  ;({ db, orders } = await open())
})

describe('a local index', () => {
  test('fetches what it does not have, at the cost of a read for each item', async () => {
    await orders.putAll([order('a'), order('b', { total: 2 })])
    const { readUnits } = orders.describe()
    const query = orders.index('byTotal').query({ customerId: 'c' }, { projection: ['note'] })
    expect(query.all()).toEqual([{ note: order('a').note }, { note: order('a').note }])
    expect(orders.describe().readUnits).toBe(readUnits + 2)
    const whole = orders.index('byTotal').query({ customerId: 'c' }, { wholeItems: true })
    expect(whole.all()).toEqual([order('a'), order('b', { total: 2 })])
    expect(whole.page().readUnits).toBe(1 + 2)
    const filter = expr`begins_with(note, ${'n'})`
    const filtered = orders.index('byTotal').query({ customerId: 'c' }, { filter })
    expect(filtered.count()).toBe(2)
    expect(filtered.page().readUnits).toBe(3)
  })
})

describe('a global index', () => {
  test('has only the items that have its keys, and of them what it projects', async () => {
    await orders.putAll([
      order('a', { status: 'open' }),
      order('b'),
      order('c', { status: 'done' }),
    ])
    const { byStatus, byBoth } = {
      byStatus: orders.index('byStatus'),
      byBoth: orders.index('byBoth'),
    }
    const entry = { customerId: 'c', orderId: 'a', status: 'open', total: 1 }
    expect(byStatus.query({ status: 'open' }).all()).toEqual([entry])
    expect(byStatus.scan().count()).toBe(2)
    const both = { status: 'done', note: order('').note }
    expect(byBoth.query(both).all()).toEqual([order('c', { status: 'done' })])
    await orders.update({ customerId: 'c', orderId: 'a' }, expr`SET total = ${5}`)
    expect(byStatus.query({ status: 'open', total: 5 }).count()).toBe(1)
  })

  test('reads at half the cost, and never consistently', async () => {
    await orders.put(order('a', { status: 'open' }))
    const byStatus = orders.index('byStatus')
    expect(byStatus.query({ status: 'open' }).page().readUnits).toBe(0.5)
    const consistent = byStatus.query({ status: 'open' }, { consistentRead: true })
    expect(() => consistent.all()).toThrow(
      'Consistent reads are not supported on global secondary indexes',
    )
  })

  test('has only what it projects', async () => {
    const query = { status: 'open' }
    const byStatus = db.table('Orders').index('byStatus')
    expect(() => byStatus.query(query, { projection: ['note', 'x', 'note'] }).all()).toThrow(
      'Global secondary index byStatus does not project [note, x]',
    )
    expect(() => byStatus.query(query, { wholeItems: true }).all()).toThrow(
      'Select type ALL_ATTRIBUTES is not supported for global secondary index byStatus because its projection type is not ALL',
    )
    expect(() => byStatus.query(query, { filter: expr`note = ${1}` }).all()).toThrow(
      'does not project [note]',
    )
    expect(() => byStatus.query(query, { filter: expr`total = ${1}` }).all()).toThrow(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: total',
    )
    expect(byStatus.query(query, { filter: expr`customerId = ${'c'}` }).all()).toEqual([])
  })

  test('lags if the database was told so', async () => {
    const clock = new ManualClock()
    const { orders: lagging } = await open(clock, 500)
    await lagging.put(order('a', { status: 'open' }))
    const query = lagging.index('byStatus').query({ status: 'open' })
    expect([query.count(), lagging.index('byTotal').scan().count()]).toEqual([0, 1])
    await clock.advance(500)
    expect(query.count()).toBe(1)
  })
})

const KEY = { customerId: 'c', orderId: 'a', status: 'open', total: 1 }
const START_INVALID = 'The provided starting key is invalid'
const MISMATCH = 'The provided key element does not match the schema'

test.each([
  [{ customerId: 'c', orderId: 'a' }, `${START_INVALID}: status is missing, total is missing`],
  [{ ...KEY, note: 'n' }, `${START_INVALID}: note is no key attribute`],
  [
    { customerId: 'c', orderId: 'a', status: 'open', x: 1 },
    `${START_INVALID}: total is missing, x is no key attribute`,
  ],
  [{ ...KEY, total: '1' }, `${MISMATCH}: total must be of type N, and is of type S`],
  [
    { ...KEY, orderId: 1 },
    `${START_INVALID}: ${MISMATCH}: orderId must be of type S, and is of type N`,
  ],
  [
    { customerId: 'c', status: 'open', total: 1, x: 1 },
    `${START_INVALID}: ${MISMATCH}: orderId is missing`,
  ],
  [
    { ...KEY, status: 'done' },
    'The provided starting key is outside query boundaries based on provided conditions',
  ],
])('a query does not begin after %j', async (startKey, message) => {
  const byStatus = db.table('Orders').index('byStatus')
  const query = byStatus.query({ status: 'open' }, { startKey })
  expect(() => query.all()).toThrow(new RegExp(`^${message}$`))
})

test('a query of one with a sort condition does not begin outside of it', () => {
  const byStatus = db.table('Orders').index('byStatus')
  const above = byStatus.query({ status: 'open', total: { '>': 1 } }, { startKey: KEY })
  expect(() => above.all()).toThrow(
    'The provided starting key does not match the range key predicate',
  )
  const equal = byStatus.query({ status: 'open', total: 1 }, { startKey: KEY })
  expect(equal.all()).toEqual([])
})

const WITHOUT_EQUALITY =
  'HASH key attributes status, note must have equality conditions specified in the query'

test.each([
  [{ note: 'n' }, WITHOUT_EQUALITY],
  [{}, WITHOUT_EQUALITY],
  [{ status: 'open', note: { beginsWith: 'n' } }, WITHOUT_EQUALITY],
  [{ status: { between: ['a', 'b'] }, note: { '>': 'n' } }, WITHOUT_EQUALITY],
  [
    { status: 'open', note: 'n', total: { '>': 1 }, orderId: 'a' },
    'RANGE key attributes total must have equality conditions specified in the query because a condition is present on ' +
      'key attribute orderId',
  ],
  [
    { status: 'open', note: 'n', orderId: 'a' },
    'RANGE key attributes total must have equality conditions specified in the query because a condition is present on ' +
      'key attribute orderId',
  ],
  [{ status: 'open', note: 'n', x: 1 }, 'Query condition missed key schema element: total'],
  [
    { status: 'open', note: 'n', total: 1, orderId: 'a', x: 1 },
    'The number of query conditions (5) exceeds the number of key attributes defined in the schema (4)',
  ],
  [
    { status: 'open', note: 1 },
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  ],
  [
    { status: 'open', note: '' },
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string ' +
      'value. Key: note',
  ],
])('a query of an index with keys of several attributes is refused: %j', (key, message) => {
  const byBoth = db.table('Orders').index('byBoth')
  expect(() => byBoth.query(key).all()).toThrow(message)
})

describe('what can be no key of an index is refused', () => {
  const mismatch = (attribute: string, index: string, types: string) =>
    `One or more parameter values were invalid: Type mismatch for Index Key ${attribute} ${types} IndexName: ${index}`

  test.each([
    [{ total: '1' }, mismatch('total', 'byBoth', 'Expected: N Actual: S')],
    [{ shippedAt: [] }, mismatch('shippedAt', 'byShipping', 'Expected: N Actual: L')],
    [
      { status: '' },
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
        'The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byBoth, IndexKey: status',
    ],
    [
      { status: 's'.repeat(2049) },
      'One or more parameter values were invalid: Size limit exceeded for Index Key status Actual Size: 2049 bytes ' +
        'Max Size: 2048 bytes IndexName: byBoth',
    ],
    [
      { status: 's'.repeat(2048), note: 'n' },
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ],
  ])('in an item that is put: %j', async (rest, message) => {
    const item = { ...order('a', { status: 's' }), ...rest }
    const table = db.table('Orders')
    await expect(table.put(item)).rejects.toThrow(message)
    await expect(table.put(item, { if: expr`attribute_exists(x)` })).rejects.toThrow(message)
    await expect(table.putAll([item])).rejects.toThrow(message)
    expect(table.scan().count()).toBe(0)
  })

  test.each([
    [expr`SET total = ${'1'}`, mismatch('total', 'byBoth', 'Expected: N Actual: S')],
    [
      expr`SET shippedAt = note`,
      'The update expression attempted to update the secondary index key to unsupported type',
    ],
    [
      expr`SET note = ${''}`,
      'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a ' +
        'value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.',
    ],
    [
      expr`SET note = ${'n'.repeat(2048)}, shippedAt = ${1}`,
      'The update expression attempted to update the secondary index key beyond allowed size limits',
    ],
    [
      expr`SET total.x = ${1}`,
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: total",
    ],
  ])('in an update: %j', async (update, message) => {
    const item = order('a', { status: 'open' })
    await orders.put(item)
    const key = { customerId: 'c', orderId: 'a' }
    await expect(orders.update(key, update)).rejects.toThrow(message)
    const action = { update: orders, key, set: update }
    await expect(db.transactWrite([action])).rejects.toThrow()
    expect(orders.get(key)).toEqual(item)
  })
})

test('an index tells what it holds, and what it has consumed', async () => {
  await orders.putAll([order('a', { status: 'open' }), order('b')])
  orders.index('byStatus').query({ status: 'open' }).all()
  expect(orders.index('byStatus').describe()).toEqual({
    name: 'byStatus',
    kind: 'global',
    isFilled: true,
    itemCount: 1,
    sizeBytes: 'customerIdc'.length + 'orderIda'.length + 'statusopen'.length + 'total'.length + 2,
    readUnits: 0.5,
    writeUnits: 1,
  })
  expect(orders.index('byTotal').describe()).toMatchObject({ kind: 'local', itemCount: 2 })
  expect(() => db.table('Orders').index('other').describe()).toThrow('specified index: other')
})

test('forks have indexes of their own', async () => {
  await orders.put(order('a', { status: 'open' }))
  const fork = db.fork()
  const forked = fork.table(orders)
  await forked.put(order('b', { status: 'open' }))
  await orders.delete({ customerId: 'c', orderId: 'a' })
  const count = (table: typeof orders) => table.index('byStatus').query({ status: 'open' }).count()
  expect([count(orders), count(forked)]).toEqual([0, 2])
})

test('a global index that UpdateTable makes is read once it is filled', async () => {
  await orders.putAll([order('a', { shippedAt: 3 }), order('b')])
  await db.answer({
    region: 'us-east-1',
    operation: 'UpdateTable',
    json: {
      TableName: 'Orders',
      AttributeDefinitions: [{ AttributeName: 'shippedAt', AttributeType: 'N' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'late',
            KeySchema: [{ AttributeName: 'shippedAt', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    },
  })
  const late = db.table('Orders').index('late').query({ shippedAt: 3 })
  expect(late.all()).toEqual([order('a', { shippedAt: 3 })])
})

describe('a definition is refused', () => {
  const local = { sortKey: { n: 'N' } }
  const many = (count: number, definition: object) =>
    Object.fromEntries(Array.from({ length: count }, (_, place) => [`index-${place}`, definition]))

  test.each([
    [{ localIndexes: { ab: local } }, "Value 'ab' at 'indexName'"],
    [{ localIndexes: { 'a b c': local } }, "Value 'a b c' at 'indexName'"],
    [{ localIndexes: 3 }, 'localIndexes must be an object'],
    [{ localIndexes: { one: 3 } }, 'one must be an object'],
    [{ localIndexes: { one: {} } }, 'sortKey must be an object'],
    [{ localIndexes: { one: { sortKey: { n: 'N', m: 'N' } } } }, 'sortKey must be an object'],
    [
      { localIndexes: { one: { sortKey: { pk: 'S' } } } },
      'multiple key attributes with the same name',
    ],
    [{ localIndexes: { one: { ...local, partitionKey: { n: 'N' } } } }, 'no member partitionKey'],
    [{ localIndexes: many(6, local) }, 'LocalSecondaryIndexes exceeds per-table limit of 5'],
    [{ globalIndexes: many(21, { partitionKey: { n: 'N' } }) }, 'limit of 20'],
    [{ globalIndexes: { one: {} } }, 'partitionKey must be an object'],
    [{ globalIndexes: { one: { partitionKey: { n: 'L' } } } }, "Value 'L' at"],
    [{ globalIndexes: { one: { partitionKey: { pk: 'N' } } } }, 'Attribute Name is duplicated: pk'],
    [
      { globalIndexes: { one: { partitionKey: { a: 'S', b: 'S', c: 'S', d: 'S', e: 'S' } } } },
      'exceeds the maximum allowed number of HASH key attributes',
    ],
    [
      { globalIndexes: { one: { partitionKey: { n: 'N' }, projection: 'SOME' } } },
      "projection must be 'ALL', 'KEYS_ONLY' or an array of names",
    ],
    [
      { globalIndexes: { one: { partitionKey: { n: 'N' }, projection: ['a', 'a'] } } },
      'Duplicate element in NonKeyAttributes: a',
    ],
    [
      { localIndexes: { one: local }, globalIndexes: { one: { partitionKey: { n: 'N' } } } },
      'Duplicate index name: one',
    ],
  ])('%j', async (indexes, message) => {
    const schema = { partitionKey: { pk: 'S' }, sortKey: { sk: 'S' }, ...indexes } as const
    await expect(db.createTable()('Other', schema as never)).rejects.toThrow(message)
    expect(db.tables()).toEqual(['Orders'])
  })

  test('of a local index without a sort key of the table', async () => {
    const schema = { partitionKey: { pk: 'S' }, localIndexes: { one: local } } as const
    await expect(db.createTable()('Other', schema as never)).rejects.toThrow(
      'Table KeySchema does not have a range key',
    )
  })
})
