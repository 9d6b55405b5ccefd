/** What goes wrong on the way is made good where that is safe, and told where it is not. No test waits: the clock goes on by itself. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import { DynamoError, TransactionCanceledException } from '../../src/errors/dynamo-error.js'
import { expr } from '../../src/expressions/template.js'
import { injectFaults } from '../../src/faults/inject-faults.js'
import { connect } from '../../src/remote/connect.js'
import { serve } from '../../src/server.js'
import { open, SCHEMA, WaitlessClock } from './world.js'

const KEY = { customerId: 'c', orderId: 'o' }
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ customerId: 'c', orderId: String(n), total: n }))

async function ordersIn(options: Parameters<typeof open>[0] = {}) {
  const world = await open(options)
  const orders = await world.remote.createTable('Orders', SCHEMA)
  world.clock.waits.length = 0
  return { ...world, orders }
}

describe('a request that fails', () => {
  test('is sent again while it is throttled, after waits below bounds that double', async () => {
    const { embedded, orders, clock } = await ordersIn()
    injectFaults(embedded, {
      seed: 1,
      rules: [{ fault: 'throttle', operation: 'PutItem', count: 6 }],
    })
    await orders.put({ ...KEY, total: 1 }, { if: expr`attribute_not_exists(orderId)` })
    expect(embedded.table('Orders').scan().count()).toBe(1)
    expect(clock.waits).toHaveLength(6)
    for (const [attempt, wait] of clock.waits.entries()) {
      expect(wait).toBeLessThanOrEqual(50 * 2 ** attempt)
    }
    expect(new Set(clock.waits).size).toBeGreaterThan(1)
  })

  test('is told after the last attempt', async () => {
    const { embedded, orders } = await ordersIn({ attempts: 3 })
    injectFaults(embedded, {
      seed: 1,
      rules: [{ fault: 'throttle', operation: 'GetItem', count: 3 }],
    })
    const refused = await orders.get(KEY).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(DynamoError)
    expect((refused as Error).name).toMatch(/Throttling|Throughput/)
    expect(await orders.get(KEY)).toBeUndefined()
  })

  test('is not sent again where it may have taken effect, and would twice', async () => {
    const { embedded, orders } = await ordersIn()
    await orders.put({ ...KEY, total: 1 })
    injectFaults(embedded, { seed: 1, rules: [{ fault: 'lostReply', count: 2 }] })
    await expect(orders.update(KEY, expr`SET total = total + ${1}`)).rejects.toThrow()
    expect(embedded.table('Orders').get(KEY)).toMatchObject({ total: 2 })
    await orders.put({ ...KEY, total: 5 }) // the same item twice is the item
    expect(await orders.get(KEY)).toMatchObject({ total: 5 })
  })

  test('takes effect once if it is a transaction, however often it is sent', async () => {
    const { embedded, remote, orders } = await ordersIn()
    await orders.put({ ...KEY, total: 1 })
    injectFaults(embedded, {
      seed: 1,
      rules: [{ fault: 'lostReply', operation: 'TransactWriteItems', count: 2 }],
    })
    await remote.transactWrite([
      { update: orders, key: KEY, set: expr`SET total = total + ${1}`, if: expr`total = ${1}` },
      { put: orders, item: { customerId: 'd', orderId: 'o', total: 1 } },
    ])
    const read = await remote.transactGet([
      { get: orders, key: KEY, projection: ['total'] },
      { get: orders, key: { customerId: 'none', orderId: 'o' } },
    ])
    expect(read).toEqual([{ total: 2 }, undefined])
    const failing = remote.transactWrite([{ check: orders, key: KEY, if: expr`total = ${1}` }])
    await expect(failing).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      cancellationReasons: [{ code: 'ConditionalCheckFailed' }],
    })
  })

  test('is sent again if it is a transaction in conflict with another one, with the same token, and not if a condition failed too', async () => {
    const { embedded, remote, orders, clock } = await ordersIn()
    await orders.put({ ...KEY, total: 1 })
    const tokens: unknown[] = []
    const faults = injectFaults(embedded, {
      seed: 1,
      rules: [{ fault: 'transactionConflict', operation: 'TransactWriteItems', count: 3 }],
    })
    embedded.intercept((call, next) => {
      if (call.operation === 'TransactWriteItems') {
        tokens.push((call.json as { ClientRequestToken?: string }).ClientRequestToken)
      }
      return next(call)
    })
    const add = { update: orders, key: KEY, set: expr`SET total = total + ${1}` }
    await remote.transactWrite([add])
    expect(await orders.get(KEY)).toMatchObject({ total: 2 })
    expect(clock.waits).toHaveLength(3)
    expect(tokens).toHaveLength(4)
    expect(new Set(tokens).size).toBe(1)
    faults.stop()
    clock.waits.length = 0
    embedded.intercept(async (call, next) => {
      if (call.operation !== 'TransactWriteItems') return next(call)
      throw new TransactionCanceledException('Transaction cancelled', [
        { code: 'TransactionConflict', message: 'Transaction is ongoing for the item' },
        { code: 'ConditionalCheckFailed', message: 'The conditional request failed' },
      ])
    })
    await expect(remote.transactWrite([add])).rejects.toMatchObject({
      cancellationReasons: [{ code: 'TransactionConflict' }, { code: 'ConditionalCheckFailed' }],
    })
    expect(clock.waits).toEqual([])
    expect(await orders.get(KEY)).toMatchObject({ total: 2 })
  })

  test('of a batch is made whole: what was not processed is sent again', async () => {
    const { embedded, orders } = await ordersIn()
    injectFaults(embedded, { seed: 3, rules: [{ fault: 'partialBatch', probability: 0.7 }] })
    await orders.putAll(many(120))
    expect(embedded.table('Orders').scan().count()).toBe(120)
    const keys = many(120).map(({ customerId, orderId }) => ({ customerId, orderId }))
    const asked = [...keys.toReversed(), { customerId: 'none', orderId: 'o' }]
    const found = await orders.getAll(asked, { projection: ['total'] })
    expect(found).toEqual([
      ...many(120)
        .map(({ total }) => ({ total }))
        .toReversed(),
      undefined,
    ])
    await orders.deleteAll(keys)
    expect(embedded.table('Orders').scan().count()).toBe(0)
    await expect(orders.putAll([...many(40), ...many(1)])).rejects.toThrow(/contains duplicates/)
  })

  test('of a connection that is cut is sent again, over HTTP, if it reads', async () => {
    const { embedded, orders } = await ordersIn()
    await orders.putAll(many(3))
    const server = await serve(embedded, { port: 0 })
    const { region, credentials } = embedded.clientConfig()
    const settings = { endpoint: server.url, region, credentials, maxAttempts: 1 }
    const client = new DynamoDBClient(settings)
    try {
      const over = connect(client, { clock: new WaitlessClock() }).table(orders)
      injectFaults(embedded, { seed: 5, rules: [{ fault: 'lostReply', probability: 0.4 }] })
      for (let round = 0; round < 5; round += 1) {
        expect(await over.query({ customerId: 'c' }).all()).toEqual(many(3))
      }
    } finally {
      client.destroy()
      await server.close()
    }
  })
})

test('no more units a second are consumed than are wanted', async () => {
  const { orders, clock } = await ordersIn()
  const items = many(100).map(item => ({ ...item, note: 'x'.repeat(3_900) }))
  await orders.putAll(items, { unitsPerSecond: 50 }) // 4 units and more each
  // Four requests, each of 25 items of 4 units and an entry in an index of one: the last three have waited for those before.
  expect(clock.waits).toEqual([2_500, 2_500, 2_500])
  clock.waits.length = 0
  const query = orders.query({ customerId: 'c' }, { limit: 20, unitsPerSecond: 10 })
  await query.page() // 80 KB
  await query.page()
  expect(clock.waits).toEqual([2_000])
  expect(await orders.scan({ segments: 3, unitsPerSecond: 1_000 }).all()).toHaveLength(100)
})
