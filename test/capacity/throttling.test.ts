/** What a database that throttles refuses, in the service's words, and what it does not. */

import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  Database,
  type DatabaseOptions,
  type DynamoError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottledError,
  ThrottlingException,
} from '../../src/index.js'
import { thrownBy } from '../native/harness.js'
import { ManualClock } from '../support/clock.js'

const TABLE_TEXT =
  'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning ' +
  'level with the UpdateTable API.'
const INDEX_TEXT =
  'The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. ' +
  'Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable ' +
  'API'
const ON_DEMAND_TEXT =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or ' +
  'index so please try again shortly. If exceptions persist, check if you have a hot key: ' +
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html.'
const ON_DEMAND_INDEX_TEXT =
  'Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically scaling ' +
  'your index so please try again shortly.'
const MAXIMUM_TEXT =
  'Throughput exceeds the maximum OnDemandThroughput configured on table or index'
const ACCOUNT_TEXT =
  'Throughput exceeds the current throughput limit for your account. Contact AWS Support at ' +
  'https://aws.amazon.com/support to request a limit increase'
const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/Orders'

let clock: ManualClock
let db: Database

beforeEach(() => open())

async function open(options: DatabaseOptions = {}): Promise<void> {
  clock = new ManualClock()
  db = await Database.open({ clock, throttle: true, ...options })
}

function call(operation: string, json: object): Promise<object> {
  return db.answer({ region: 'us-east-1', operation, json })
}

const units = (read: number, write: number) => ({
  ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write },
})

const KEY = {
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
}
const ON_DEMAND = { BillingMode: 'PAY_PER_REQUEST' }

const create = (settings: object): Promise<object> =>
  call('CreateTable', { TableName: 'Orders', ...KEY, ...settings })

/** With a global index on `gk`. */
const createIndexed = (settings: object, indexSettings: object): Promise<object> =>
  create({
    ...settings,
    AttributeDefinitions: ['pk', 'gk'].map(name => ({ AttributeName: name, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byG',
        KeySchema: [{ AttributeName: 'gk', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ...indexSettings,
      },
    ],
  })

/** An item of a little more than so many kilobytes. */
const wireItem = (pk: string, kilobytes = 0, rest: object = {}) => ({
  pk: { S: pk },
  fill: { S: 'x'.repeat(kilobytes * 1024) },
  ...rest,
})

const put = (pk: string, kilobytes?: number, rest?: object): Promise<object> =>
  call('PutItem', { TableName: 'Orders', Item: wireItem(pk, kilobytes, rest) })

const get = (pk: string): Promise<object> =>
  call('GetItem', { TableName: 'Orders', Key: { pk: { S: pk } }, ConsistentRead: true })

const queryIndex = (gk: string): Promise<object> =>
  call('Query', {
    TableName: 'Orders',
    IndexName: 'byG',
    KeyConditionExpression: 'gk = :g',
    ExpressionAttributeValues: { ':g': { S: gk } },
  })

interface Expected {
  readonly type: new (...args: never[]) => ThrottledError
  readonly message: string
  readonly reason: string
  readonly resource?: string
}

async function expectThrottled(run: () => unknown, expected: Expected): Promise<void> {
  const error = (await thrownBy(run)) as DynamoError
  expect(error).toBeInstanceOf(expected.type)
  expect(error).toBeInstanceOf(ThrottledError)
  expect([error.name, error.message, error.statusCode]).toEqual([
    expected.type.name,
    expected.message,
    400,
  ])
  const { reason, resource = ARN } = expected
  expect(error.throttlingReasons).toEqual([{ reason, resource }])
}

const PROVISIONED = { type: ProvisionedThroughputExceededException, message: TABLE_TEXT }

describe('a provisioned table', () => {
  test('refuses writes, and reads, once its units are used up; those of the other kind go on', async () => {
    await create(units(2, 3))
    await put('a', 2)
    await expectThrottled(() => put('b'), {
      ...PROVISIONED,
      reason: 'TableWriteProvisionedThroughputExceeded',
    })
    await get('a')
    await get('b')
    await expectThrottled(() => get('b'), {
      ...PROVISIONED,
      reason: 'TableReadProvisionedThroughputExceeded',
    })
    await clock.advance(1000)
    await put('b')
    await get('b')
  })

  test('lets a burst of up to 300 seconds through, and what it costs too much be waited for', async () => {
    await create(units(1, 1))
    await clock.advance(3600_000)
    for (let place = 0; place < 299; place += 1) await put(`p${place}`)
    await put('large', 9)
    await expectThrottled(() => put('b'), {
      ...PROVISIONED,
      reason: 'TableWriteProvisionedThroughputExceeded',
    })
    await clock.advance(9000)
    await expectThrottled(() => put('b'), {
      ...PROVISIONED,
      reason: 'TableWriteProvisionedThroughputExceeded',
    })
    await clock.advance(1000)
    await put('b')
  })

  test('is refused before conditions, and after everything that is wrong with a request', async () => {
    await create(units(1, 1))
    await put('a')
    const conditional = { TableName: 'Orders', ConditionExpression: 'attribute_not_exists(pk)' }
    await expectThrottled(() => call('PutItem', { ...conditional, Item: wireItem('a') }), {
      ...PROVISIONED,
      reason: 'TableWriteProvisionedThroughputExceeded',
    })
    const wrong = thrownBy(() => call('PutItem', { ...conditional, Item: { pk: { N: '1' } } }))
    expect(await wrong).toMatchObject({ name: 'ValidationException' })
  })

  test('has its new throughput from the next second on, once it is no longer UPDATING', async () => {
    await open({ transientStatusDuration: 5000 })
    await create(units(1, 1))
    await clock.advance(5000)
    await put('a', 20)
    await call('UpdateTable', { TableName: 'Orders', ...units(1, 100) })
    await clock.advance(4999)
    await expectThrottled(() => put('b'), {
      ...PROVISIONED,
      reason: 'TableWriteProvisionedThroughputExceeded',
    })
    await clock.advance(1001)
    // Of 21 units that the first item cost, 11 had come in by then, and 100 came in now.
    for (let place = 0; place < 90; place += 1) await put(`p${place}`)
    await expectThrottled(() => put('b'), {
      ...PROVISIONED,
      reason: 'TableWriteProvisionedThroughputExceeded',
    })
  })

  test('gives a hot partition all that it has, up to what a partition can give', async () => {
    await create(units(10, 10_000))
    const { length } = db.table('Orders').partitions()
    expect(length).toBe(11)
    await put('hot', 390)
    await put('hot', 390)
    await put('hot', 390)
    await expectThrottled(() => put('hot'), {
      ...PROVISIONED,
      reason: 'TableWriteKeyRangeThroughputExceeded',
    })
    const others = Array.from({ length: 50 }, (_, place) => `other${place}`)
    for (const other of others) await put(other).catch(() => undefined)
    expect(db.table('Orders').describe().itemCount).toBeGreaterThan(40)
  })
})

describe('a global index', () => {
  test('holds back writes that touch its entries, and no others, while its units are used up', async () => {
    await createIndexed(units(100, 100), units(1, 1))
    await put('a', 0, { gk: { S: 'g' } })
    await expectThrottled(() => put('b', 0, { gk: { S: 'g' } }), {
      type: ProvisionedThroughputExceededException,
      message: INDEX_TEXT,
      reason: 'IndexWriteProvisionedThroughputExceeded',
      resource: `${ARN}/index/byG`,
    })
    await put('c')
    await put('a', 0, { gk: { S: 'g' } })
    expect(db.table('Orders').describe().itemCount).toBe(2)
  })

  test('refuses reads of its own, while the table is read', async () => {
    await createIndexed(units(100, 100), units(1, 1))
    await queryIndex('g')
    await expectThrottled(() => queryIndex('g'), {
      type: ProvisionedThroughputExceededException,
      message: INDEX_TEXT,
      reason: 'IndexReadProvisionedThroughputExceeded',
      resource: `${ARN}/index/byG`,
    })
    await get('a')
  })

  test('does not keep expired items from being swept', async () => {
    await createIndexed(units(100, 100), units(1, 1))
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'until' }
    await call('UpdateTimeToLive', { TableName: 'Orders', TimeToLiveSpecification })
    const until = { N: String(Math.floor(clock.now() / 1000) + 30) }
    await put('small', 0, { gk: { S: 'g' }, until })
    await clock.advance(1000)
    await put('large', 200, { gk: { S: 'g' }, until })
    await clock.advance(1000)
    await expect(put('other', 0, { gk: { S: 'g' } })).rejects.toThrow(INDEX_TEXT)
    expect(db.table('Orders').describe().itemCount).toBe(2)
    await clock.advance(60_000)
    expect(db.table('Orders').describe().itemCount).toBe(0)
  })

  test('on demand says so', async () => {
    await createIndexed(ON_DEMAND, {})
    for (let place = 0; place < 30; place += 1) {
      const error = await put(`p${place}`, 390, { gk: { S: 'g' } }).catch(thrown => thrown)
      if (!(error instanceof ThrottledError)) continue
      expect([error.name, error.message]).toEqual(['ThrottlingException', ON_DEMAND_INDEX_TEXT])
      const reason = 'IndexWriteKeyRangeThroughputExceeded'
      expect(error.throttlingReasons).toEqual([{ reason, resource: `${ARN}/index/byG` }])
      return
    }
    expect.fail('nothing was throttled')
  })

  test('is filled no faster than it can be written', async () => {
    await create(units(1, 20))
    await clock.advance(60_000)
    for (let place = 0; place < 100; place += 1) await put(`p${place}`, 0, { gk: { S: 'g' } })
    await call('UpdateTable', {
      TableName: 'Orders',
      AttributeDefinitions: ['pk', 'gk'].map(name => ({ AttributeName: name, AttributeType: 'S' })),
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'byG',
            KeySchema: [{ AttributeName: 'gk', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
            ...units(1, 10),
          },
        },
      ],
    })
    const statuses = async (): Promise<unknown> => {
      const { Table } = (await call('DescribeTable', { TableName: 'Orders' })) as {
        readonly Table: { readonly GlobalSecondaryIndexes: readonly object[] }
      }
      return Table.GlobalSecondaryIndexes
    }
    await clock.advance(8000)
    expect(await statuses()).toMatchObject([{ Backfilling: true, ItemCount: 90 }])
    await clock.advance(2000)
    expect(await statuses()).toMatchObject([{ IndexStatus: 'ACTIVE', ItemCount: 100 }])
  })
})

describe('a table that is paid for by the request', () => {
  const THROTTLED = {
    type: ThrottlingException,
    message: ON_DEMAND_TEXT,
    reason: 'TableWriteKeyRangeThroughputExceeded',
  }

  /** Writes 390 units to one key after another until it is refused. Returns how many units were written. */
  async function saturate(): Promise<number> {
    for (let written = 0; ; written += 391) {
      const error = await put(`p${written % 100_000}`, 390).catch(thrown => thrown)
      if (error instanceof ThrottledError) return written
    }
  }

  test('takes 4,000 units of writes a second at first, and twice its peak half an hour later', async () => {
    await open({ partitions: { writeUnitsMax: 8000 } })
    await create(ON_DEMAND)
    expect(await saturate()).toBe(391 * 11)
    await expectThrottled(() => put('a'), THROTTLED)
    await clock.advance(1_799_000)
    expect(await saturate()).toBe(391 * 11)
    await clock.advance(1000)
    expect(await saturate()).toBe(391 * 22)
  })

  test('takes no more than the maximum that it was given', async () => {
    await create({ ...ON_DEMAND, OnDemandThroughput: { MaxWriteRequestUnits: 2 } })
    await put('a')
    await put('b')
    await expectThrottled(() => put('c'), {
      type: ThrottlingException,
      message: MAXIMUM_TEXT,
      reason: 'TableWriteMaxOnDemandThroughputExceeded',
    })
    await clock.advance(60_000)
    await put('c')
    await put('d')
    await expectThrottled(() => put('e'), {
      type: ThrottlingException,
      message: MAXIMUM_TEXT,
      reason: 'TableWriteMaxOnDemandThroughputExceeded',
    })
  })

  test('is held back by what the account may be asked for', async () => {
    const warm = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 40_000 }
    await open({ partitions: { writeUnitsMax: 1_000_000 } })
    for (const TableName of ['One', 'Two', 'Orders']) {
      await call('CreateTable', { TableName, ...KEY, ...ON_DEMAND, WarmThroughput: warm })
    }
    for (const TableName of ['One', 'Two']) {
      for (let written = 0; written < 40_000; written += 400) {
        await call('PutItem', { TableName, Item: wireItem('p', 399) })
      }
    }
    await expectThrottled(() => put('a'), {
      type: RequestLimitExceeded,
      message: ACCOUNT_TEXT,
      reason: 'TableWriteAccountLimitExceeded',
    })
    await clock.advance(1000)
    await put('a')
  })

  test('has partitions for what it can take', async () => {
    await create(ON_DEMAND)
    expect(db.table('Orders').partitions()).toHaveLength(8)
  })
})

describe('a hot key', () => {
  test('is isolated by splits, and others are no longer throttled with it', async () => {
    await open({ partitions: { writeUnitsMax: 100, hotSecondsMax: 5 } })
    await create(units(1, 100))
    const before = db.table('Orders').partitions().length
    const keys = Array.from({ length: 40 }, (_, place) => `k${place}`)
    /** Asks for the hot key 200 times, and for each of the others once. Returns how many of the others were refused. */
    const second = async (): Promise<number> => {
      let refused = 0
      for (let place = 0; place < 200; place += 1) {
        await put('hot').catch(() => undefined)
        if (place % 5 !== 0) continue
        refused += await put(keys[place / 5] as string).then(
          () => 0,
          () => 1,
        )
      }
      await clock.advance(1000)
      return refused
    }
    await clock.advance(300_000)
    expect(await second()).toBeGreaterThan(10)
    await call('UpdateTable', { TableName: 'Orders', ...units(1, 40_000) })
    for (let count = 0; count < 90; count += 1) await second()
    expect(db.table('Orders').partitions().length).toBeGreaterThan(before)
    expect(await second()).toBeLessThan(3)
  })
})

describe('a fork', () => {
  test('has what is left of the capacity, and takes nothing from the other', async () => {
    await createIndexed(units(5, 3), units(5, 3))
    await put('a', 0, { gk: { S: 'g' } })
    const original = db
    const fork = db.fork()
    const item = { pk: 'b', gk: 'g' }
    for (const one of [fork, original]) {
      await one.table('Orders').put(item)
      await one.table('Orders').put({ ...item, pk: 'c' })
      await expect(one.table('Orders').put({ ...item, pk: 'd' })).rejects.toThrow(TABLE_TEXT)
    }
    await clock.advance(1000)
    for (const one of [fork, original]) await one.table('Orders').put({ ...item, pk: 'd' })
  })

  test('of tables that are made later, too', async () => {
    db = db.fork()
    await create(units(1, 1))
    await put('a')
    await expect(put('b')).rejects.toThrow(TABLE_TEXT)
  })
})

describe('the interfaces', () => {
  test('of this package throw, and reject', async () => {
    await create(units(2, 4))
    const table = db.table('Orders')
    await expect(
      table.putAll(Array.from({ length: 6 }, (_, place) => ({ pk: `p${place}` }))),
    ).rejects.toThrow(TABLE_TEXT)
    expect(table.describe().itemCount).toBe(4)
    await expect(table.put({ pk: 'q' })).rejects.toThrow(TABLE_TEXT)
    await expect(table.delete({ pk: 'q' })).rejects.toThrow(TABLE_TEXT)
    expect(() => table.getAll([{ pk: 'a' }, { pk: 'b' }, { pk: 'c' }])).toThrow(TABLE_TEXT)
    for (const read of [
      () => table.get({ pk: 'a' }),
      () => table.query({ pk: 'a' }).all(),
      () => table.query({ pk: 'a' }).page(),
      () => table.scan().count(),
      () => [...table.scan()],
    ]) {
      expect(read).toThrow(TABLE_TEXT)
    }
    const counts = table.metrics().filter(({ metric }) => /Throttle/.test(metric))
    const sums = counts.map(({ metric, operation, points }) => [
      [metric, operation].join(' ').trim(),
      points.reduce((sum, { value }) => sum + value, 0),
    ])
    expect(Object.fromEntries(sums)).toEqual({
      ReadThrottleEvents: 6,
      ReadProvisionedThroughputThrottleEvents: 6,
      WriteThrottleEvents: 4,
      WriteProvisionedThroughputThrottleEvents: 4,
      'ThrottledRequests BatchGetItem': 1,
      'ThrottledRequests DeleteItem': 1,
      'ThrottledRequests GetItem': 1,
      'ThrottledRequests PutItem': 1,
      'ThrottledRequests Query': 2,
      'ThrottledRequests Scan': 2,
    })
  })

  test.each(['in process', 'attached'])('of the AWS SDK, %s, tell the reasons', async door => {
    await create(units(1, 2))
    const settings = { maxAttempts: 1 }
    const client = new DynamoDBClient({ ...db.clientConfig(), ...settings })
    if (door === 'attached') db.attach(client)
    const requests = ['a', 'b', 'c'].map(pk => ({ PutRequest: { Item: { pk: { S: pk } } } }))
    const batch = new BatchWriteItemCommand({ RequestItems: { Orders: requests } })
    expect(await client.send(batch)).toMatchObject({
      UnprocessedItems: { Orders: requests.slice(2) },
    })
    const single = new PutItemCommand({ TableName: 'Orders', Item: { pk: { S: 'c' } } })
    expect(await thrownBy(() => client.send(single))).toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      message: TABLE_TEXT,
      ThrottlingReasons: [{ reason: 'TableWriteProvisionedThroughputExceeded', resource: ARN }],
    })
  })
})

test('nothing is throttled unless it is asked for', async () => {
  await open({ throttle: false })
  await create(units(1, 1))
  for (let place = 0; place < 100; place += 1) await put(`p${place}`)
  expect(db.table('Orders').partitions()).toHaveLength(1)
})
