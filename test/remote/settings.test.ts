/** The settings of tables elsewhere are changed as those of embedded ones, and the change is there when its promise is fulfilled. */

import { describe, expect, test } from 'vitest'
import { expr } from '../../src/expressions/template.js'
import { injectFaults } from '../../src/faults/inject-faults.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { type Order, open, outcomeOf, SCHEMA, WaitlessClock } from './world.js'

const OTHER = {
  partitionKey: { note: 'S' },
  sortKey: { total: 'N' },
  projection: ['status'],
} as const

async function twins() {
  const world = await open()
  const local = await world.embedded.createTable<Order>()('HereTable', SCHEMA)
  const orders = await world.remote.createTable<Order>()('ThereTable', SCHEMA)
  return { ...world, local, orders }
}

/** One in which each change takes a second. */
async function slowWorld() {
  const clock = new ManualClock(Date.UTC(2026, 10, 30))
  const world = await open(
    { clock: new WaitlessClock(clock) },
    { clock, transientStatusDuration: 1_000 },
  )
  return world
}

/** All changes of settings, each of which is refused or not by what was done before. */
const CHANGES = [
  table => table.setStream('KEYS_ONLY'),
  table => table.setStream('NEW_IMAGE'),
  table => table.setStream(false),
  table => table.setStream(undefined),
  table => table.setStream('NEW_AND_OLD_IMAGES'),
  table => table.setStream('SOMETHING' as never),
  table => table.setPointInTimeRecovery({ days: 5 }),
  table => table.setPointInTimeRecovery({ days: 50 }),
  table => table.setPointInTimeRecovery(false),
  table => table.setTimeToLive(undefined),
  table => table.setTimeToLive('total'),
  table => table.setTimeToLive('total'),
  table => table.setTimeToLive('else' as never),
  table => table.setCapacity({ read: 5, write: 6, indexes: { byStatus: { read: 3, write: 4 } } }),
  table => table.setCapacity({ read: 0, write: 6 }),
  table => table.setCapacity({ read: 7, write: 6, indexes: { nothing: { read: 3, write: 4 } } }),
  table => table.setCapacity({ read: 7, write: 6 }),
  table => table.addIndex('byNote', OTHER),
  table => table.addIndex('byNote', OTHER),
  table => table.addIndex('x', OTHER),
  table => table.addIndex('byNothing', { sortKey: { total: 'N' } } as never),
  table => table.addIndex('byTotalText', { partitionKey: { total: 'S' } } as never),
  table => table.dropIndex('byNote'),
  table => table.dropIndex('byNote'),
  table => table.dropIndex('byTotal'),
  table => table.setCapacity('PAY_PER_REQUEST'),
] satisfies ((table: Awaited<ReturnType<typeof twins>>['orders']) => unknown)[]

describe('the settings of a table elsewhere', () => {
  test('become, or are refused to become, what those of an embedded one do', async () => {
    const { embedded, local, orders } = await twins()
    for (const [step, change] of CHANGES.entries()) {
      const expected = await outcomeOf(async () => void (await change(local as never)))
      const outcome = await outcomeOf(async () => void (await change(orders)))
      expect({ step, ...named(outcome) }).toEqual({ step, ...named(expected) })
      expect({ step, ...(await settingsOf(embedded, 'ThereTable')) }).toEqual({
        step,
        ...(await settingsOf(embedded, 'HereTable')),
      })
    }
  })

  test('wait for others that are changed meanwhile, and until the change is there', async () => {
    const { embedded, remote } = await slowWorld()
    const orders = await remote.createTable<Order>()('Orders', SCHEMA)
    await orders.put({ customerId: 'c', orderId: 'o', status: 'x', total: 1, note: 'n' })
    const [byNote] = await Promise.all([
      orders.addIndex('byNote', OTHER),
      orders.addIndex('byOrder', { partitionKey: { orderId: 'S' } }),
    ])
    expect(await byNote.index('byNote').query({ note: 'n' }).all()).toMatchObject([{ total: 1 }])
    const byOrder = remote.table<Order, 'customerId', 'orderId'>('Orders').index('byOrder')
    expect(await byOrder.query({ orderId: 'o' } as never).count()).toBe(1)
    const byNoteInfo = { name: 'byNote', kind: 'global', isFilled: true, itemCount: 1 }
    expect(await byNote.index('byNote').describe()).toMatchObject(byNoteInfo)
    expect(await orders.index('byTotal').describe()).toMatchObject({ kind: 'local', itemCount: 1 })
    await orders.dropIndex('byNote')
    await expect(byNote.index('byNote').describe()).rejects.toThrow(/index/)
    await expect(byNote.index('byNote').query({ note: 'n' }).all()).rejects.toThrow(/index/)
    const units = { read: 5, write: 5 }
    await Promise.all([
      orders.setCapacity({ ...units, indexes: { byStatus: units, byOrder: units } }),
      orders.setStream('KEYS_ONLY'),
    ])
    expect(await orders.describe()).toMatchObject({ status: 'ACTIVE', itemCount: 1 })
    expect(embedded.table('Orders').describe().stream?.viewType).toBe('KEYS_ONLY')
  })
})

describe('truncate', () => {
  test('leaves nothing, at the pace that is wanted, and whatever is left unprocessed', async () => {
    const { embedded, orders, clock } = await twins()
    const other = embedded.table<Order>('ThereTable')
    await other.putAll(
      Array.from({ length: 130 }, (_, n) => ({
        customerId: `c${n % 7}`,
        orderId: String(n),
        status: 'x',
        total: n,
      })),
    )
    injectFaults(embedded, { seed: 3, rules: [{ fault: 'partialBatch', probability: 0.5 }] })
    clock.waits.length = 0
    await orders.truncate({ unitsPerSecond: 100 })
    expect(other.scan().count()).toBe(0)
    expect(await orders.scan({ filter: expr`total > ${0}` }).count()).toBe(0)
    expect(clock.waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(2_500)
    await orders.truncate()
    await expect(orders.truncate({ units: 1 } as never)).rejects.toThrow(/no option units/)
  })
})

/** Names of the tables differ. */
function named(outcome: unknown): object {
  return JSON.parse(JSON.stringify(outcome).replaceAll(/HereTable|ThereTable/g, 'Table'))
}

async function settingsOf(
  embedded: Awaited<ReturnType<typeof open>>['embedded'],
  table: string,
): Promise<object> {
  const ask = async (operation: string) =>
    embedded.answer({ region: 'us-east-1', operation, json: { TableName: table } })
  const described = JSON.stringify([
    await ask('DescribeTable'),
    await ask('DescribeTimeToLive'),
    await ask('DescribeContinuousBackups'),
  ])
  const timeless = described.replaceAll(
    /"[A-Za-z]*(DateTime|Id|Label|Arn)":("[^"]*"|[\d.]+),?/g,
    '',
  )
  return { settings: timeless.replaceAll(table, 'Table') }
}
