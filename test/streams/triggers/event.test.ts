import { describe, expect, test } from 'vitest'
import { Database, type StreamEvent, type TriggerHandler } from '../../../src/index.js'
import { ManualClock } from '../../../src/testing/manual-clock.js'
import { type Item, NumberValue } from '../../../src/types/attribute.js'
import type { StreamViewType } from '../../../src/types/table.js'

interface Opened {
  readonly db: Database
  readonly clock: ManualClock
  readonly users: ReturnType<typeof Database.prototype.table>
}

async function openUsers(viewType: StreamViewType = 'NEW_AND_OLD_IMAGES'): Promise<Opened> {
  const clock = new ManualClock(Date.UTC(2026, 0, 1, 0, 0, 0, 999))
  const db = await Database.open({ clock, sweepInterval: 60_000 })
  await answer(db, 'CreateTable', {
    TableName: 'Users',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
  })
  return { db, clock, users: db.table('Users') }
}

const answer = (db: Database, operation: string, json: object): Promise<object> =>
  db.answer({ region: 'us-east-1', operation, json })

/** What a handler is given for these writes. */
async function eventOf(
  { clock, users }: Opened,
  write: () => Promise<unknown>,
): Promise<StreamEvent> {
  const events: StreamEvent[] = []
  const trigger = users.trigger(event => void events.push(event))
  await write()
  await clock.advance(0)
  await trigger.stop()
  expect(events).toHaveLength(1)
  return events[0] as StreamEvent
}

describe('the event', () => {
  test('has the shape that Lambda gives it', async () => {
    const opened = await openUsers()
    const { users } = opened
    await users.put({ id: 'my-item-id', attr1: 'value1' })
    const event = await eventOf(opened, () =>
      users.put({ id: 'my-item-id', attr1: 'value1', attr2: 'value2' }),
    )
    const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Users/stream/2026-01-01T00:00:00.999'
    expect(event).toEqual({
      Records: [
        {
          eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventName: 'MODIFY',
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: 'us-east-1',
          dynamodb: {
            ApproximateCreationDateTime: Date.UTC(2026, 0, 1) / 1000,
            Keys: { id: { S: 'my-item-id' } },
            NewImage: {
              id: { S: 'my-item-id' },
              attr1: { S: 'value1' },
              attr2: { S: 'value2' },
            },
            OldImage: { id: { S: 'my-item-id' }, attr1: { S: 'value1' } },
            SequenceNumber: expect.stringMatching(/^\d{21,40}$/),
            SizeBytes: 69,
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          },
          eventSourceARN: arn,
        },
      ],
    })
  })

  test('has the records that GetRecords has', async () => {
    const opened = await openUsers()
    const { db, users } = opened
    const event = await eventOf(opened, async () => {
      await users.put({ id: 'a' })
      await users.put({ id: 'a', n: 1 })
      await users.delete({ id: 'a' })
    })
    const [first] = event.Records
    const streamArn = first?.eventSourceARN ?? ''
    const { StreamDescription } = (await answer(db, 'DescribeStream', {
      StreamArn: streamArn,
    })) as { StreamDescription: { Shards: { ShardId: string }[] } }
    const { ShardIterator } = (await answer(db, 'GetShardIterator', {
      StreamArn: streamArn,
      ShardId: StreamDescription.Shards[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    })) as { ShardIterator: string }
    const { Records } = (await answer(db, 'GetRecords', { ShardIterator })) as {
      Records: object[]
    }
    expect(event.Records).toEqual(Records.map(record => ({ ...record, eventSourceARN: streamArn })))
    expect(Records).toHaveLength(3)
  })

  test('has values of every type in JSON', async () => {
    const opened = await openUsers('NEW_IMAGE')
    const item: Item = Object.fromEntries<Item[string]>([
      ['id', 'a'],
      ['number', 0.1],
      ['long', new NumberValue('12345678901234567890123456789012345678')],
      ['bytes', Uint8Array.of(0, 255)],
      ['yes', true],
      ['nothing', null],
      ['list', ['x', { y: 1 }]],
      ['strings', new Set(['p', 'q'])],
      ['numbers', new Set([1, 2])],
      ['binaries', new Set([Uint8Array.of(1)])],
      ['__proto__', 'a name like any other'],
    ])
    const event = await eventOf(opened, () => opened.users.put(item))
    const image = event.Records[0]?.dynamodb.NewImage ?? {}
    expect(new Map(Object.entries(image))).toEqual(
      new Map<string, object>([
        ['id', { S: 'a' }],
        ['number', { N: '0.1' }],
        ['long', { N: '12345678901234567890123456789012345678' }],
        ['bytes', { B: 'AP8=' }],
        ['yes', { BOOL: true }],
        ['nothing', { NULL: true }],
        ['list', { L: [{ S: 'x' }, { M: { y: { N: '1' } } }] }],
        ['strings', { SS: ['p', 'q'] }],
        ['numbers', { NS: ['2', '1'] }],
        ['binaries', { BS: ['AQ=='] }],
        ['__proto__', { S: 'a name like any other' }],
      ]),
    )
  })

  test('says when an item was removed because it had expired, and a filter can ask for that', async () => {
    const { db, clock, users } = await openUsers()
    await answer(db, 'UpdateTimeToLive', {
      TableName: 'Users',
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'end' },
    })
    const events: StreamEvent[] = []
    users.trigger(event => void events.push(event), {
      filters: [{ userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] } }],
    })
    await users.put({ id: 'by hand' })
    await users.delete({ id: 'by hand' })
    await users.put({ id: 'by time', end: Math.floor(clock.now() / 1000) + 100 })
    await clock.advance(600_000)
    expect(events.flatMap(({ Records }) => Records)).toMatchObject([
      {
        eventName: 'REMOVE',
        dynamodb: { Keys: { id: { S: 'by time' } } },
        userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      },
    ])
  })
})

describe('the handler', () => {
  const ways: readonly (readonly [string, TriggerHandler])[] = [
    ['throws', () => fail()],
    ['rejects', async () => fail()],
    ['calls back with an error', (_event, _context, callback) => callback(new Error('no'))],
    ['calls back with a text', (_event, _context, callback) => callback('no')],
    ['calls back later', (_event, _context, callback) => void setImmediate(callback, 'no')],
    ['calls context.fail', (_event, context) => context.fail('no')],
    ['calls context.done', (_event, context) => context.done('no')],
  ]
  test.each(ways)('fails if it %s', async (_name, handler) => {
    const { clock, users } = await openUsers()
    const trigger = users.trigger(handler, { retries: 0 })
    await users.put({ id: 'a' })
    await clock.advance(0)
    await trigger.idle()
    expect(trigger.counts).toMatchObject({
      invocations: 1,
      failedInvocations: 1,
      recordsGivenUp: 1,
    })
    expect(String(trigger.lastError)).toContain('no')
  })

  const well: readonly (readonly [string, TriggerHandler])[] = [
    ['returns', () => undefined],
    ['returns a promise', async () => ({ statusCode: 200 })],
    ['calls back', (_event, _context, callback) => callback(null)],
    ['calls back later', (_event, _context, callback) => void setImmediate(callback)],
    ['has a callback and a promise', async (_event, _context, _callback) => undefined],
    ['calls context.succeed', (_event, context) => context.succeed('yes')],
  ]
  test.each(well)('succeeds if it %s', async (_name, handler) => {
    const { clock, users } = await openUsers()
    const trigger = users.trigger(handler)
    await users.put({ id: 'a' })
    await clock.advance(0)
    await trigger.idle()
    expect(trigger.counts).toMatchObject({
      invocations: 1,
      failedInvocations: 0,
      recordsHandled: 1,
    })
  })

  test('is given a context', async () => {
    const { clock, users } = await openUsers()
    const contexts: unknown[] = []
    const sendMail: TriggerHandler = (_event, context) => void contexts.push(context)
    users.trigger(sendMail)
    await users.put({ id: 'a' })
    await clock.advance(0)
    expect(contexts).toMatchObject([
      {
        functionName: 'sendMail',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:sendMail',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        logGroupName: '/aws/lambda/sendMail',
      },
    ])
  })
})

function fail(): never {
  throw new Error('no')
}

describe('what is refused', () => {
  const none = (): undefined => undefined
  const rows: readonly (readonly [handler: unknown, options: object, message: string])[] = [
    [undefined, {}, 'The handler of a trigger must be a function'],
    [none, { batchsize: 1 }, 'A trigger has no option batchsize'],
    [
      none,
      { startingPosition: 'AT_TIMESTAMP' },
      'startingPosition is AT_TIMESTAMP, and must be TRIM_HORIZON or LATEST',
    ],
    [none, { batchSize: 0 }, 'batchSize is 0, and must be a whole number from 1 to 10000'],
    [none, { batchSize: 10_001 }, 'batchSize is 10001, and must be a whole number from 1 to 10000'],
    [none, { batchSize: 1.5 }, 'batchSize is 1.5, and must be a whole number from 1 to 10000'],
    [none, { batchSize: '5' }, 'batchSize is 5, and must be a whole number from 1 to 10000'],
    [none, { window: -1 }, 'window is -1, and must be a whole number from 0 to 300'],
    [none, { window: 301 }, 'window is 301, and must be a whole number from 0 to 300'],
    [
      none,
      { parallelizationFactor: 11 },
      'parallelizationFactor is 11, and must be a whole number from 1 to 10',
    ],
    [
      none,
      { retries: -2 },
      'retries is -2, and must be a whole number from 0 to 10000, or -1 for no limit',
    ],
    [
      none,
      { retries: 10_001 },
      'retries is 10001, and must be a whole number from 0 to 10000, or -1 for no limit',
    ],
    [
      none,
      { maximumRecordAge: 59 },
      'maximumRecordAge is 59, and must be a whole number from 60 to 604800, or -1 for no limit',
    ],
    [none, { bisectOnError: 1 }, 'bisectOnError is 1, and must be true or false'],
    [
      none,
      { reportBatchItemFailures: {} },
      'reportBatchItemFailures is an object, and must be true or false',
    ],
    [none, { filters: {} }, 'Invalid filter pattern definition.'],
    [none, { filters: ['x'] }, 'Invalid filter pattern definition.'],
    [
      none,
      { filters: Array(11).fill({}) },
      'filters is an array of 11, and must be up to 10 patterns',
    ],
    [none, { onFailure: 'queue' }, 'onFailure is queue, and must be a function'],
  ]
  test.each(rows)('%o %j', async (handler, options, message) => {
    const { users } = await openUsers()
    expect(() => users.trigger(handler as TriggerHandler, options)).toThrow(message)
  })

  test('a table without a stream', async () => {
    const db = await Database.open()
    const plain = await db.createTable()('plain', { partitionKey: { id: 'S' } })
    const start = (): unknown => plain.trigger(none)
    expect(start).toThrow("plain has no stream: create it with stream: 'NEW_AND_OLD_IMAGES'")
    expect(start).toThrow(expect.objectContaining({ name: 'ValidationException' }))
  })
})

test('triggers end with their database, and follow no fork', async () => {
  const { db, clock, users } = await openUsers()
  let count = 0
  users.trigger(({ Records }) => {
    count += Records.length
  })
  const fork = db.fork()
  await fork.table(users).put({ id: 'of the fork' })
  await clock.advance(1000)
  expect(count).toBe(0)
  await users.put({ id: 'a' })
  await clock.advance(1000)
  expect(count).toBe(1)
  await users.put({ id: 'b' })
  await db.close()
  await clock.advance(1000)
  expect(count).toBe(1)
})
