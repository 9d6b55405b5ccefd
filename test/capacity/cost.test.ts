/** From use to dollars. The prices of the rows were worked out by hand from the service's price list. */

import { describe, expect, test } from 'vitest'
import { type Consumption, Database, estimateCost, PRICES } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'

const HOUR = 3_600_000
const MINUTE = 60_000
const START = Date.UTC(2026, 0, 1)
const GB = 2 ** 30

const ROWS: readonly { readonly name: string; readonly use: Consumption; readonly cost: object }[] =
  [
    {
      name: 'nothing',
      use: {},
      cost: { reads: 0, writes: 0, storage: 0, streamReads: 0, total: 0 },
    },
    {
      name: 'ten million requests of each kind',
      use: { readRequestUnits: 10_000_000, writeRequestUnits: 10_000_000 },
      cost: { reads: 1.25, writes: 6.25, total: 7.5 },
    },
    {
      name: '100 read and 50 write units provisioned for a month',
      use: { readCapacityUnitHours: 100 * 730, writeCapacityUnitHours: 50 * 730 },
      cost: { reads: 9.49, writes: 23.725, total: 33.215 },
    },
    {
      name: '80 GB for a month',
      use: { byteHours: 80 * GB * 730 },
      cost: { storage: 20, total: 20 },
    },
    {
      name: '80 GB for a month, rarely asked for',
      use: {
        tableClass: 'STANDARD_INFREQUENT_ACCESS',
        byteHours: 80 * GB * 730,
        readRequestUnits: 2_000_000,
        writeRequestUnits: 1_000_000,
        readCapacityUnitHours: 1000,
        writeCapacityUnitHours: 1000,
      },
      cost: { storage: 8, reads: 0.31 + 0.16, writes: 0.78 + 0.81 },
    },
    {
      name: 'five million reads of a stream',
      use: { streamReads: 5_000_000 },
      cost: { streamReads: 1, total: 1 },
    },
  ]

test.each(ROWS)('$name', ({ use, cost }) => {
  const estimate = estimateCost(use)
  for (const [name, dollars] of Object.entries(cost)) {
    expect(estimate[name as keyof typeof estimate], name).toBeCloseTo(dollars as number, 9)
  }
})

test('at other prices', () => {
  const standard = { ...PRICES.standard, millionReadRequestUnits: 0.3 }
  const prices = { ...PRICES, standard }
  expect(estimateCost({ readRequestUnits: 1_000_000 }, prices).total).toBeCloseTo(0.3, 9)
})

describe('a table', () => {
  const opened = async () => {
    const clock = new ManualClock(START)
    const db = await Database.open({ clock })
    const table = await db.createTable()('costly', { partitionKey: { pk: 'S' } })
    const update = (json: object): Promise<unknown> =>
      db.answer({
        region: 'us-east-1',
        operation: 'UpdateTable',
        json: { TableName: 'costly', ...json },
      })
    return { clock, table, update }
  }

  test('costs nothing before it is used', async () => {
    const { table } = await opened()
    expect(table.cost()).toEqual({
      from: new Date(START),
      to: new Date(START),
      reads: 0,
      writes: 0,
      storage: 0,
      streamReads: 0,
      total: 0,
      perMonth: undefined,
      ifOnDemand: 0,
      ifProvisioned: 0,
    })
  })

  test('is paid for by the request', async () => {
    const { clock, table } = await opened()
    for (let count = 0; count < 100; count += 1) {
      await table.put({ pk: `p${count}`, v: 'x'.repeat(2000) })
      table.get({ pk: `p${count}` })
    }
    await clock.advance(10 * HOUR)
    const cost = table.cost()
    const { sizeBytes } = table.describe()
    expect(cost.reads).toBeCloseTo((100 * 0.125) / 1e6, 12)
    expect(cost.writes).toBeCloseTo((200 * 0.625) / 1e6, 12)
    expect(cost.storage).toBeCloseTo((((sizeBytes + 100 * 100) / GB) * 10 * 0.25) / 730, 12)
    expect(cost.total).toBeCloseTo(cost.reads + cost.writes + cost.storage, 12)
    expect(cost.perMonth).toBeCloseTo(cost.total * 73, 9)
    expect(cost.ifOnDemand).toBe(cost.total)
    // In the first hour 100 reads and 200 writes came in one minute: 3 and 5 units at 70 %. Then one of each.
    const units = (3 + 9) * 0.00013 + (5 + 9) * 0.00065
    expect(cost.ifProvisioned).toBeCloseTo(units + cost.storage, 12)
  })

  test('is paid for by the hour while it is provisioned, and by the request before', async () => {
    const { clock, table, update } = await opened()
    for (let count = 0; count < 50; count += 1) table.get({ pk: 'a' })
    await clock.advance(2 * HOUR)
    await update({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 10 },
    })
    for (let count = 0; count < 50; count += 1) table.get({ pk: 'a' })
    await clock.advance(3 * HOUR)
    await update({ ProvisionedThroughput: { ReadCapacityUnits: 200, WriteCapacityUnits: 10 } })
    await clock.advance(30 * MINUTE)
    const cost = table.cost()
    expect(cost.reads).toBeCloseTo((50 * 0.125) / 1e6 + (3 * 100 + 0.5 * 200) * 0.00013, 12)
    expect(cost.writes).toBeCloseTo(3.5 * 10 * 0.00065, 12)
    expect(cost.ifOnDemand).toBeCloseTo((100 * 0.125) / 1e6, 12)
    const later = table.cost({ from: START + 4 * HOUR, to: new Date(START + 5 * HOUR) })
    expect(later.reads).toBeCloseTo(100 * 0.00013, 12)
    expect(later.ifOnDemand).toBe(0)
  })
})

test('reads of a stream are paid for each', async () => {
  const db = await Database.open({ clock: new ManualClock(START) })
  const table = await db.createTable()('streamed', {
    partitionKey: { pk: 'S' },
    stream: 'KEYS_ONLY',
  })
  const answer = (operation: string, json: object): Promise<object> =>
    db.answer({ region: 'us-east-1', operation, json })
  const described = await answer('DescribeTable', { TableName: 'streamed' })
  const { LatestStreamArn: StreamArn } = (
    described as { readonly Table: { readonly LatestStreamArn: string } }
  ).Table
  const { StreamDescription } = (await answer('DescribeStream', { StreamArn })) as {
    readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] }
  }
  const ShardId = StreamDescription.Shards[0]?.ShardId
  const iterator = await answer('GetShardIterator', {
    StreamArn,
    ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  })
  for (let count = 0; count < 3; count += 1) await answer('GetRecords', iterator)
  expect(table.cost().streamReads).toBeCloseTo((3 * 0.2) / 1e6, 15)
})
