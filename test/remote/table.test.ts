/**
 * A table elsewhere is as an embedded one: the same calls on both, one by way of a client of the AWS SDK, end alike in what is returned,
 * what is refused, and what there is afterwards.
 */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Database } from '../../src/database.js'
import {
  ConditionalCheckFailedException,
  ValidationException,
} from '../../src/errors/dynamo-error.js'
import { expr } from '../../src/expressions/template.js'
import type { AnyIndex } from '../../src/native/index-types.js'
import type { TableOf } from '../../src/native/table.js'
import type { AsyncTable, AsyncTableOf } from '../../src/remote/async-table.js'
import { connect } from '../../src/remote/connect.js'
import { type Item, NumberValue } from '../../src/types/attribute.js'
import { expectEqual } from '../support/expect-equal.js'
import { items } from '../support/items.js'
import { type Order, open, openOverHttp, outcomeOf, SCHEMA } from './world.js'

type Orders = AsyncTableOf<typeof SCHEMA, Order>

type Indexed = AsyncTable<Item, string, string, AnyIndex>

/** One call on either table, as code that runs on both would have it. */
type Call = (orders: Orders) => unknown

const key = fc.record({
  customerId: fc.constantFrom('c1', 'c2'),
  orderId: fc.constantFrom('o1', 'o2', 'o3'),
})
const order = fc.record(
  {
    customerId: fc.constantFrom('c1', 'c2'),
    orderId: fc.constantFrom('o1', 'o2', 'o3'),
    status: fc.constantFrom('open', 'paid'),
    total: fc.integer({ min: -3, max: 3 }),
    note: fc.constantFrom('x', 'y'),
  },
  { requiredKeys: ['customerId', 'orderId', 'status', 'total'] },
)
const old = fc.constantFrom(undefined, 'ALL_OLD' as const)
const any = fc.constantFrom(undefined, 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW' as const)
const condition = fc.constantFrom(
  undefined,
  expr`attribute_exists(orderId)`,
  expr`total > ${0}`,
  expr`status = ${'open'} AND NOT contains(note, ${'x'})`,
)
const failure = fc.constantFrom(undefined, 'ALL_OLD' as const)
const told = <Returns>(returnValues: fc.Arbitrary<Returns>) =>
  fc.record({ if: condition, returnValues, returnValuesOnConditionCheckFailure: failure })

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(order, told(old)).map(
    ([item, options]): Call =>
      orders =>
        orders.put(item, options),
  ),
  fc.tuple(key, told(old)).map(
    ([one, options]): Call =>
      orders =>
        orders.delete(one, options),
  ),
  fc.tuple(key, told(any), fc.integer({ min: -2, max: 2 })).map(
    ([one, options, n]): Call =>
      orders =>
        orders.update(
          one,
          expr`SET total = total + ${n}, status = ${'paid'} REMOVE note`,
          options as never,
        ),
  ),
  fc.tuple(key, told(any), fc.constantFrom(undefined, 'y')).map(
    ([one, options, note]): Call =>
      orders =>
        orders.patch(one, { status: 'open', note }, options as never),
  ),
  fc.tuple(key, fc.constantFrom(undefined, ['total', 'note'] as const, expr`note, total`)).map(
    ([one, projection]): Call =>
      orders =>
        orders.get(one, { projection: projection as readonly ['total', 'note'] }),
  ),
  fc.uniqueArray(key, { selector: one => JSON.stringify(one), maxLength: 5 }).map(
    (keys): Call =>
      orders =>
        orders.getAll(keys, { projection: ['orderId', 'total'] }),
  ),
  fc.uniqueArray(order, { selector: one => one.customerId + one.orderId, maxLength: 5 }).map(
    (all): Call =>
      orders =>
        orders.putAll(all),
  ),
  fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 4 }), condition).map(
    ([reverse, limit, filter]): Call =>
      orders =>
        orders
          .query(
            { customerId: 'c1', orderId: { between: ['o1', 'o2'] } },
            { reverse, limit, filter },
          )
          .all(),
  ),
  fc.constantFrom<Call>(
    orders => orders.query({ customerId: 'c2', orderId: { beginsWith: 'o' } }).count(),
    orders => orders.query({ customerId: 'c1' }, { filter: expr`total > ${0}` }).first(),
    orders => orders.query({ customerId: 'c1' }, { limit: 2, projection: ['orderId'] }).page(),
    orders => orders.scan({ filter: expr`status = ${'open'}` }).all(),
    orders => orders.scan({ filter: expr`status = ${'open'}`, projection: ['status'] }).count(),
    orders => (orders as Indexed).index('byStatus').query({ status: 'open' }).all(),
    orders =>
      (orders as Indexed)
        .index('byTotal')
        .query({ customerId: 'c1', total: { '>': 0 } })
        .all(),
    orders =>
      (orders as Indexed).index('byTotal').query({ customerId: 'c1' }, { wholeItems: true }).all(),
    orders => (orders as Indexed).index('none').query({ status: 'open' }).all(),
    orders => (orders as Indexed).index('byStatus').scan({ consistentRead: true }).all(),
  ),
)

describe('a table elsewhere', () => {
  test.each([
    { way: 'in process', reach: open, programs: 12 },
    { way: 'over HTTP', reach: openOverHttp, programs: 6 },
  ])(
    'does and answers what an embedded one does, whatever is called in which order, $way',
    async ({ reach, programs }) => {
      const { embedded, remote } = await reach()
      let count = 0
      await fc.assert(
        fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 30 }), async calls => {
          count += 1
          const local = await embedded.createTable<Order>()(`Local${count}`, SCHEMA)
          const other = await remote.createTable<Order>()(`Other${count}`, SCHEMA)
          for (const one of calls) {
            const expected = await outcomeOf(() => one(local))
            expect(await outcomeOf(() => one(other))).toEqual(expected)
          }
          expect(embedded.table(`Other${count}`).scan().all()).toEqual(local.scan().all())
        }),
        { numRuns: programs },
      )
    },
  )

  test('keeps any item as it is, and gives it back', async () => {
    const { embedded, remote } = await open()
    await embedded.createTable('Things', { partitionKey: { id: 'S' } })
    const [here, there] = [embedded.table('Things'), remote.table('Things')]
    await fc.assert(
      fc.asyncProperty(items, async item => {
        const given = { ...item, id: 'x' }
        fc.pre(!JSON.stringify(given).includes('__proto__'))
        await here.put(given)
        const expected = here.get({ id: 'x' })
        await here.delete({ id: 'x' })
        await there.put(given)
        expectEqual(here.get({ id: 'x' }), expected)
        expectEqual(await there.get({ id: 'x' }), expected)
      }),
      { numRuns: 40 },
    )
    await there.put({ id: 'y', n: 12345678901234567890n, s: new Set([2, 1]), b: Buffer.from('ab') })
    const y = await there.get({ id: 'y' })
    expect(y).toEqual(here.get({ id: 'y' }))
    expect(y?.n).toEqual(new NumberValue('12345678901234567890'))
  })

  test('refuses an attribute that the SDK would lose', async () => {
    const { remote } = await open()
    await remote.createTable('Things', { partitionKey: { id: 'S' } })
    const things = remote.table('Things')
    const item = JSON.parse('{"id":"x","__proto__":"y"}')
    await expect(things.put(item)).rejects.toThrow(/named __proto__ cannot be sent/)
    await expect(things.put({ id: 'x', m: item })).rejects.toThrow(ValidationException)
  })

  test('throws the errors of the embedded one, by class, with the item', async () => {
    const { remote } = await open()
    const orders = await remote.createTable<Order>()('Orders', SCHEMA)
    const one = { customerId: 'c', orderId: 'o', status: 'open', total: 12345678901234567890n }
    await orders.put(one as unknown as Order)
    const failing = orders.put(one as unknown as Order, {
      if: expr`attribute_not_exists(orderId)`,
      returnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    const error = await failing.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConditionalCheckFailedException)
    expect((error as ConditionalCheckFailedException).item).toEqual({
      ...one,
      total: new NumberValue('12345678901234567890'),
    })
    await expect(remote.table('None').get({ id: 'x' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    })
  })

  test('is iterated with for await, as an embedded one', async () => {
    const { embedded, remote } = await open()
    const orders = await remote.createTable<Order>()('Orders', SCHEMA)
    await orders.putAll(
      Array.from({ length: 300 }, (_, n) => ({
        customerId: 'c',
        orderId: String(n).padStart(3, '0'),
        status: 'open',
        total: n,
        note: 'x'.repeat(20_000),
      })),
    )
    const idsOf = async (table: AsyncTable<Order, 'customerId', 'orderId'>, limit: number) => {
      const ids: string[] = []
      for await (const { orderId } of table.query({ customerId: 'c' }, { limit })) ids.push(orderId)
      return ids
    }
    const local: Orders = embedded.table<Order>('Orders') as TableOf<typeof SCHEMA, Order>
    expect(await idsOf(orders, Number.POSITIVE_INFINITY)).toEqual(await idsOf(local, 1000))
    expect(await idsOf(orders, 70)).toHaveLength(70)
    const segmented = await orders.scan({ segments: 4 }).all()
    expect(new Set(segmented.map(({ orderId }) => orderId)).size).toBe(300)
    expect(segmented).toHaveLength(300)
  })

  test('may be reached by a document client, and by its embedded twin', async () => {
    const embedded = await Database.open()
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(embedded.clientConfig()))
    const remote = connect(client)
    const local = await embedded.createTable<Order>()('Orders', SCHEMA)
    const orders = remote.table(local)
    expect(await remote.table<Order>()('Orders', SCHEMA).scan().all()).toEqual([])
    expect(() => remote.table(undefined as never)).toThrow(/needs the name of a table/)
    await orders.put({ customerId: 'c', orderId: 'o', status: 'open', total: 1 })
    expect(await orders.get({ customerId: 'c', orderId: 'o' })).toEqual(
      local.get({ customerId: 'c', orderId: 'o' }),
    )
  })

  test('is made once, and found again if it has the same schema', async () => {
    const { embedded, remote } = await open()
    const schema = { ...SCHEMA, stream: 'KEYS_ONLY', pointInTimeRecovery: { days: 3 } } as const
    const again = { ifNotExists: true }
    await remote.createTable('Orders', { ...schema, timeToLive: 'expires' }, again)
    await remote.createTable('Orders', { ...schema, timeToLive: 'expires' }, again)
    await embedded.createTable('Orders', { ...schema, timeToLive: 'expires' }, again)
    await expect(remote.createTable('Orders', schema)).rejects.toMatchObject({
      name: 'ResourceInUseException',
    })
    await expect(remote.createTable('Orders', SCHEMA, again)).rejects.toThrow(
      "stream is 'KEYS_ONLY', not none; timeToLive is 'expires', not none",
    )
    expect(await remote.tables()).toEqual(['Orders'])
    expect(await remote.table('Orders').describe()).toMatchObject({
      name: 'Orders',
      keySchema: { partitionKey: { name: 'customerId', type: 'S' } },
      status: 'ACTIVE',
      stream: { viewType: 'KEYS_ONLY' },
    })
    await remote.dropTable('Orders')
    expect(embedded.tables()).toEqual([])
  })

  test('makes no replicas, and says so', async () => {
    const { embedded, remote } = await open()
    // As callers without types may hand it in.
    const schema = { ...SCHEMA, replicas: ['eu-west-1'] } as typeof SCHEMA
    await expect(remote.createTable('Orders', schema)).rejects.toThrow(ValidationException)
    expect(() => remote.table('Orders', schema)).toThrow('replicas cannot be made of the schema')
    expect(embedded.tables()).toEqual([])
  })

  test('takes nothing that is no client, and no option that there is not', () => {
    expect(() => connect({} as never)).toThrow(/connect takes a client/)
    expect(() => connect(undefined as never)).toThrow(ValidationException)
    const client = new DynamoDBClient({ region: 'eu-west-1' })
    expect(() => connect(client, { attempt: 3 } as never)).toThrow(/did you mean attempts/)
    expect(() => connect(client, { attempts: 0 })).toThrow(/from 1 on/)
    const orders = connect(client).table('Orders')
    expect(() => orders.scan({ segments: 2, limit: 3 })).toThrow(/together with limit/)
    expect(() => orders.query({ id: 1 }, { segments: 2 } as never)).toThrow(/no option segments/)
  })
})
