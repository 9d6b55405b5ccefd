/** What `table.metrics()` tells after requests through the native interface and the service's API. */

import { beforeEach, describe, expect, test } from 'vitest'
import { Database, expr, type Item, type MetricSeries, type Table } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'

const MINUTE = 60_000
const START = Date.UTC(2026, 0, 1)

let clock: ManualClock
let db: Database
let table: Table<Item, 'pk', 'sk'>

beforeEach(async () => {
  clock = new ManualClock(START)
  db = await Database.open({ clock })
  table = await db.createTable()('metered', { partitionKey: { pk: 'S' }, sortKey: { sk: 'N' } })
})

/** `metric operation` to `[minute, value]` of each point. */
function pointsByName(series: readonly MetricSeries[]): Record<string, (readonly number[])[]> {
  return Object.fromEntries(
    series.map(({ metric, operation, index, points }) => [
      [metric, operation, index].filter(part => part !== undefined).join(' '),
      points.map(({ time, value }) => [(time.getTime() - START) / MINUTE, value]),
    ]),
  )
}

const answer = (operation: string, json: object): Promise<unknown> =>
  db.answer({ region: 'us-east-1', operation, json })

test('a table that nobody uses has none', () => {
  expect(table.metrics()).toEqual([])
})

test('each operation, minute by minute', async () => {
  await table.put({ pk: 'a', sk: 1, v: 'x'.repeat(1500) })
  table.get({ pk: 'a', sk: 1 }, { consistentRead: false })
  await clock.advance(MINUTE)
  await table.update({ pk: 'a', sk: 2 }, expr`SET v = ${1}`)
  await table.delete({ pk: 'a', sk: 9 })
  await expect(
    table.put({ pk: 'a', sk: 1 }, { if: expr`attribute_not_exists(pk)` }),
  ).rejects.toThrow('The conditional request failed')
  await clock.advance(2 * MINUTE)
  expect(table.query({ pk: 'a' }).page().items).toHaveLength(2)
  expect(table.query({ pk: 'a' }).all()).toHaveLength(2)
  expect([
    ...table.query({ pk: 'a' }, { filter: expr`attribute_exists(v) AND v = ${1}` }),
  ]).toHaveLength(1)
  expect(table.scan().count()).toBe(2)
  table.getAll([
    { pk: 'a', sk: 1 },
    { pk: 'b', sk: 1 },
  ])
  await table.putAll([
    { pk: 'c', sk: 1 },
    { pk: 'c', sk: 2 },
  ])
  await clock.advance(MINUTE)
  await db.transactWrite([
    { put: table, item: { pk: 'd', sk: 1 } },
    { delete: table, key: { pk: 'd', sk: 2 } },
  ])
  db.transactGet([{ get: table, key: { pk: 'd', sk: 1 } }])
  expect(pointsByName(table.metrics())).toEqual({
    ConsumedReadCapacityUnits: [
      [0, 0.5],
      [3, 6],
      [4, 2],
    ],
    ConsumedWriteCapacityUnits: [
      [0, 2],
      [1, 4],
      [3, 2],
      [4, 4],
    ],
    'SuccessfulRequestLatency BatchGetItem': [[3, 1]],
    'SuccessfulRequestLatency BatchWriteItem': [[3, 1]],
    'SuccessfulRequestLatency DeleteItem': [[1, 1]],
    'SuccessfulRequestLatency GetItem': [[0, 1]],
    'SuccessfulRequestLatency PutItem': [[0, 1]],
    'SuccessfulRequestLatency Query': [[3, 3]],
    'SuccessfulRequestLatency Scan': [[3, 1]],
    'SuccessfulRequestLatency TransactGetItems': [[4, 1]],
    'SuccessfulRequestLatency TransactWriteItems': [[4, 1]],
    'SuccessfulRequestLatency UpdateItem': [[1, 1]],
    'ReturnedItemCount Query': [[3, 5]],
    ConditionalCheckFailedRequests: [[1, 1]],
  })
})

test('requests of the API count as those of the native interface', async () => {
  const TableName = 'metered'
  const Key = { pk: { S: 'a' }, sk: { N: '1' } }
  await answer('PutItem', { TableName, Item: Key })
  await answer('GetItem', { TableName, Key })
  await answer('UpdateItem', { TableName, Key })
  await answer('BatchGetItem', { RequestItems: { [TableName]: { Keys: [Key] } } })
  await answer('BatchWriteItem', {
    RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] },
  })
  await answer('Scan', { TableName })
  await answer('TransactGetItems', { TransactItems: [{ Get: { TableName, Key } }] })
  await answer('TransactWriteItems', { TransactItems: [{ Delete: { TableName, Key } }] })
  const answered = table.metrics({ metric: 'SuccessfulRequestLatency' })
  expect(answered.map(({ operation, points }) => [operation, points[0]?.value])).toEqual([
    ['BatchGetItem', 1],
    ['BatchWriteItem', 1],
    ['GetItem', 1],
    ['PutItem', 1],
    ['Scan', 1],
    ['TransactGetItems', 1],
    ['TransactWriteItems', 1],
    ['UpdateItem', 1],
  ])
})

describe('what is asked for', () => {
  beforeEach(async () => {
    for (let minute = 0; minute < 240; minute += 1) {
      table.get({ pk: 'a', sk: 1 })
      await clock.advance(MINUTE)
    }
  })

  const values = (options: Parameters<typeof table.metrics>[0]): (readonly number[])[] => {
    const [series] = table.metrics({ metric: 'ConsumedReadCapacityUnits', ...options })
    return pointsByName(series === undefined ? [] : [series]).ConsumedReadCapacityUnits ?? []
  }

  test('by default, of the last three hours by the minute', () => {
    const points = values({})
    expect(points).toHaveLength(180)
    expect(points[0]).toEqual([60, 1])
  })

  test('from one time to another, in longer periods, which begin at their multiples', () => {
    const from = START + 50 * MINUTE
    const to = new Date(START + 130 * MINUTE)
    expect(values({ from, to, period: 3600 })).toEqual([
      [0, 10],
      [60, 60],
      [120, 10],
    ])
  })

  test('of one operation', () => {
    expect(table.metrics({ operation: 'Query' })).toEqual([])
    expect(table.metrics({ operation: 'GetItem' }).map(({ metric }) => metric)).toEqual([
      'SuccessfulRequestLatency',
    ])
  })

  test.each([
    [{ period: 90 }, 'period is 90, and must be a multiple of 60 seconds'],
    [{ period: 0 }, 'period is 0, and must be a multiple of 60 seconds'],
    [{ from: Number.NaN }, 'from is NaN, and must be a Date, or milliseconds since 1970'],
    [
      { from: 60_000, to: 0 },
      'from is 1970-01-01T00:01:00.000Z, and must be no later than 1970-01-01T00:00:00.000Z',
    ],
  ])('%j is refused', (options, message) => {
    expect(() => table.metrics(options)).toThrow(message)
  })
})

test('of a time to come there are none yet', async () => {
  await table.put({ pk: 'a', sk: 1 })
  const from = new Date(START + 30 * 24 * 60 * MINUTE)
  expect(table.metrics({ from })).toEqual([])
  expect(db.metrics({ from })).toEqual([])
  expect(table.heat({ from }).rows).toEqual([])
  expect(table.cost({ from })).toMatchObject({ total: 0, perMonth: undefined })
})

test('of a thousand years there are those of the last 455 days', async () => {
  await table.setCapacity({ read: 5, write: 5 })
  await clock.advance(1000 * 365.25 * 24 * 60 * MINUTE)
  await table.put({ pk: 'a', sk: 1 })
  for (const series of table.metrics({ from: 0, to: new Date(8.64e15) })) {
    expect(series.points.length).toBeLessThanOrEqual(455 * 24 * 12)
  }
  expect(table.cost().total).toBeGreaterThan(1000)
})

describe('provisioned capacity', () => {
  const provision = (read: number, write: number): Promise<unknown> =>
    answer('UpdateTable', {
      TableName: 'metered',
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write },
    })

  test('is told every five minutes while there is some', async () => {
    await clock.advance(10 * MINUTE)
    await provision(10, 20)
    await clock.advance(12 * MINUTE)
    await provision(30, 20)
    await clock.advance(8 * MINUTE)
    expect(pointsByName(table.metrics())).toEqual({
      ProvisionedReadCapacityUnits: [
        [10, 10],
        [15, 10],
        [20, (2 * 10 + 3 * 30) / 5],
        [25, 30],
      ],
      ProvisionedWriteCapacityUnits: [10, 15, 20, 25].map(minute => [minute, 20]),
    })
    await answer('UpdateTable', { TableName: 'metered', BillingMode: 'PAY_PER_REQUEST' })
    await clock.advance(60 * MINUTE)
    const from = START + 30 * MINUTE
    expect(table.metrics({ from })).toEqual([])
  })

  test('35 days with requests in each minute', async () => {
    await provision(10, 10)
    for (let minute = 0; minute < 35 * 1440; minute += 1) {
      table.get({ pk: 'a', sk: minute % 3 })
      void clock.advance(MINUTE)
    }
    const from = START
    const [daily] = table.metrics({ from, period: 86_400 })
    expect(daily?.points).toHaveLength(35)
    expect(new Set(daily?.points.map(({ value }) => value))).toEqual(new Set([1440]))
  })
})

describe('what is refused', () => {
  const valuesOf = (series: readonly MetricSeries[]): (readonly [string, number])[] =>
    series.map(({ metric, operation, points }) => [
      [metric, operation].filter(part => part !== undefined).join(' '),
      points.reduce((sum, { value }) => sum + value, 0),
    ])

  test('faults of callers are counted for the region; failed conditions are not', async () => {
    const TableName = 'metered'
    const Key = { pk: { S: 'a' }, sk: { N: '1' } }
    await answer('PutItem', { TableName, Item: Key })
    const refused: readonly (readonly [string, object])[] = [
      ['GetItem', { TableName }],
      ['GetItem', { TableName: 'missing', Key }],
      ['Nothing', {}],
      ['PutItem', { TableName, Item: Key, ConditionExpression: 'attribute_not_exists(pk)' }],
      [
        'TransactWriteItems',
        {
          TransactItems: [
            { ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_not_exists(pk)' } },
          ],
        },
      ],
    ]
    for (const [operation, json] of refused) await expect(answer(operation, json)).rejects.toThrow()
    await clock.advance(MINUTE)
    await expect(
      answer('TransactGetItems', { TransactItems: [{ Get: { TableName, Key: { pk: Key.pk } } }] }),
    ).rejects.toThrow()
    expect(pointsByName(db.metrics())).toEqual({
      UserErrors: [
        [0, 3],
        [1, 1],
      ],
    })
    expect(valuesOf(table.metrics({ metric: 'ConditionalCheckFailedRequests' }))).toEqual([
      ['ConditionalCheckFailedRequests', 1],
    ])
  })

  test('throttled requests are counted by operation and by reason', async () => {
    const throttled = await Database.open({ clock, throttle: true })
    const busy = await throttled.createTable()('busy', { partitionKey: { pk: 'S' } })
    await busy.setCapacity({ read: 1, write: 1 })
    // What a new table has saved up is used up first.
    const refusals = { put: 0, get: 0 }
    for (let count = 0; count < 400; count += 1) {
      await busy.put({ pk: 'a' }).catch(() => {
        refusals.put += 1
      })
      try {
        busy.get({ pk: 'a' })
      } catch {
        refusals.get += 1
      }
    }
    expect(refusals.put).toBeGreaterThan(50)
    const { put, get } = refusals
    const told = new Map(valuesOf(busy.metrics()))
    expect(told.get('WriteThrottleEvents')).toBe(put)
    expect(told.get('WriteProvisionedThroughputThrottleEvents')).toBe(put)
    expect(told.get('ReadThrottleEvents')).toBe(get)
    expect(told.get('ReadProvisionedThroughputThrottleEvents')).toBe(get)
    expect(told.get('ThrottledRequests PutItem')).toBe(put)
    expect(told.get('ThrottledRequests GetItem')).toBe(get)
    expect(told.get('SuccessfulRequestLatency PutItem')).toBe(400 - put)
    expect(told.get('SuccessfulRequestLatency GetItem')).toBe(400 - get)
    expect(throttled.metrics()).toEqual([])
  })
})

test('a fork begins anew, and does not count for its original', async () => {
  table.get({ pk: 'a', sk: 1 })
  const fork = db.fork().table(table)
  expect(fork.metrics()).toEqual([])
  fork.get({ pk: 'a', sk: 1 })
  fork.get({ pk: 'a', sk: 1 })
  expect(pointsByName(fork.metrics({ operation: 'GetItem' }))).toEqual({
    'SuccessfulRequestLatency GetItem': [[0, 2]],
  })
  expect(pointsByName(table.metrics({ operation: 'GetItem' }))).toEqual({
    'SuccessfulRequestLatency GetItem': [[0, 1]],
  })
})

test('items that expired are counted as they are removed', async () => {
  const sessions = await db.createTable()('sessions', {
    partitionKey: { id: 'S' },
    timeToLive: 'until',
  })
  for (const id of ['a', 'b', 'c']) await sessions.put({ id, until: START / 1000 + 90 })
  await clock.advance(10 * MINUTE)
  const deleted = sessions.metrics({ metric: 'TimeToLiveDeletedItemCount', period: 600 })
  expect(pointsByName(deleted)).toEqual({ TimeToLiveDeletedItemCount: [[0, 3]] })
  expect(sessions.metrics({ operation: 'DeleteItem' })).toEqual([])
})
