/** Clients are told only of what is durable, through every door. */

import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Database } from '../../src/database.js'
import { PoisonedDatabase } from '../../src/engine/log.js'
import {
  ConditionalCheckFailedException,
  IdempotentParameterMismatchException,
  InternalServerError,
} from '../../src/errors/dynamo-error.js'
import { serve } from '../../src/server.js'
import { ManualClock } from '../support/clock.js'
import { HeldLog, isSettled } from '../support/held-log.js'

const ATTRIBUTES = [{ AttributeName: 'id', AttributeType: 'S' }]
const KEYS = [{ AttributeName: 'id', KeyType: 'HASH' }]
const key = (id: string) => ({ id: { S: id } })

async function opened() {
  const log = new HeldLog()
  log.open()
  const db = Database.openWith(log, { clock: new ManualClock() })
  const rows = await db.createTable('rows', {
    partitionKey: { id: 'S' },
    stream: 'NEW_AND_OLD_IMAGES',
  })
  await rows.put({ id: 'a' })
  await db.createTable('spare', { partitionKey: { id: 'S' } })
  log.hold()
  const answer = (operation: string, json: object): Promise<object> =>
    db.answer({ region: 'us-east-1', operation, json: { TableName: 'rows', ...json } })
  const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/rows`
  const bare = (operation: string, json: object): Promise<object> =>
    db.answer({ region: 'us-east-1', operation, json })
  return { log, db, rows, answer, bare, arn }
}

type World = Awaited<ReturnType<typeof opened>>
type Ask = (world: World) => Promise<object>

const WRITES: Readonly<Record<string, Ask>> = {
  PutItem: ({ answer }) => answer('PutItem', { Item: key('b') }),
  UpdateItem: ({ answer }) => answer('UpdateItem', { Key: key('b') }),
  DeleteItem: ({ answer }) => answer('DeleteItem', { Key: key('a') }),
  BatchWriteItem: ({ bare }) =>
    bare('BatchWriteItem', { RequestItems: { rows: [{ PutRequest: { Item: key('b') } }] } }),
  TransactWriteItems: ({ bare }) =>
    bare('TransactWriteItems', {
      TransactItems: [{ Put: { TableName: 'rows', Item: key('b') } }],
    }),
  CreateTable: ({ answer }) =>
    answer('CreateTable', {
      TableName: 'other',
      AttributeDefinitions: ATTRIBUTES,
      KeySchema: KEYS,
      BillingMode: 'PAY_PER_REQUEST',
    }),
  UpdateTable: ({ answer }) => answer('UpdateTable', { DeletionProtectionEnabled: true }),
  DeleteTable: ({ answer }) => answer('DeleteTable', { TableName: 'spare' }),
  UpdateTimeToLive: ({ answer }) =>
    answer('UpdateTimeToLive', {
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    }),
  CreateBackup: ({ answer }) => answer('CreateBackup', { BackupName: 'first' }),
  UpdateContinuousBackups: ({ answer }) =>
    answer('UpdateContinuousBackups', {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  UpdateContributorInsights: ({ answer }) =>
    answer('UpdateContributorInsights', { ContributorInsightsAction: 'ENABLE' }),
  EnableKinesisStreamingDestination: ({ answer }) =>
    answer('EnableKinesisStreamingDestination', {
      StreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/changes',
    }),
  TagResource: ({ bare, arn }) =>
    bare('TagResource', { ResourceArn: arn, Tags: [{ Key: 'a', Value: 'b' }] }),
}

const READS: Readonly<Record<string, Ask>> = {
  GetItem: ({ answer }) => answer('GetItem', { Key: key('x') }),
  BatchGetItem: ({ bare }) =>
    bare('BatchGetItem', { RequestItems: { rows: { Keys: [key('x')] } } }),
  TransactGetItems: ({ bare }) =>
    bare('TransactGetItems', { TransactItems: [{ Get: { TableName: 'rows', Key: key('x') } }] }),
  Query: ({ answer }) =>
    answer('Query', {
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: 'x' } },
    }),
  Scan: ({ answer }) => answer('Scan', {}),
  DescribeTable: ({ answer }) => answer('DescribeTable', {}),
  ListTables: ({ bare }) => bare('ListTables', {}),
  ListBackups: ({ bare }) => bare('ListBackups', {}),
  DescribeContinuousBackups: ({ answer }) => answer('DescribeContinuousBackups', {}),
  ListStreams: ({ bare }) => bare('ListStreams', {}),
  'a put that changes nothing': ({ answer }) => answer('PutItem', { Item: key('x') }),
  'a delete of nothing': ({ answer }) => answer('DeleteItem', { Key: key('nobody') }),
}

describe.each(Object.entries(WRITES))('%s', (_name, ask) => {
  test('is answered when it is durable, and not before', async () => {
    const world = await opened()
    const answered = ask(world)
    expect(world.log.pending).toBeGreaterThan(0)
    expect(await isSettled(answered)).toBe(false)
    world.log.release()
    await answered
  })

  test('fails if it never will be, and so does what comes after it', async () => {
    const world = await opened()
    const answered = ask(world)
    answered.catch(() => {})
    world.log.poison(new Error('no more disk'))
    await expect(answered).rejects.toThrow(InternalServerError)
    await expect(answered).rejects.toMatchObject({
      message: 'Internal server error',
      statusCode: 500,
      cause: expect.any(PoisonedDatabase),
    })
    await expect(WRITES.PutItem?.(world)).rejects.toThrow(InternalServerError)
  })
})

describe.each(Object.entries(READS))('%s', (_name, ask) => {
  test('is answered when what it may have seen is durable', async () => {
    const world = await opened()
    void world.rows.put({ id: 'x' })
    const answered = ask(world)
    expect(await isSettled(answered)).toBe(false)
    void world.rows.put({ id: 'later' }) // which it has not seen
    world.log.release(world.log.nextSequenceNumber - 2)
    await answered
  })

  test('fails if what it may have seen never will be durable', async () => {
    const world = await opened()
    world.rows.put({ id: 'x' }).catch(() => {})
    const answered = ask(world)
    answered.catch(() => {})
    world.log.poison(new Error('no more disk'))
    await expect(answered).rejects.toThrow(InternalServerError)
    await expect(ask(world)).rejects.toThrow(InternalServerError)
  })

  test('waits for nothing where all is durable', async () => {
    const world = await opened()
    void world.rows.put({ id: 'x' })
    world.log.release()
    await ask(world)
    expect(world.log.pending).toBe(0)
  })
})

test('reads are answered where a database takes no writes, but all that there is lasts', async () => {
  const world = await opened()
  world.log.poison(new Error('no more disk'))
  expect(await world.answer('GetItem', { Key: key('a') })).toEqual({ Item: key('a') })
  await expect(world.answer('PutItem', { Item: key('b') })).rejects.toThrow(InternalServerError)
})

test('a refusal that tells of an item waits until the item is durable', async () => {
  const { log, rows, answer } = await opened()
  void rows.put({ id: 'x' })
  const refused = answer('PutItem', {
    Item: key('x'),
    ConditionExpression: 'attribute_not_exists(id)',
  })
  refused.catch(() => {})
  expect(await isSettled(refused)).toBe(false)
  log.release()
  await expect(refused).rejects.toThrow(ConditionalCheckFailedException)
})

test('a refusal that tells of an item that does not last is an internal error', async () => {
  const { log, rows, answer } = await opened()
  rows.put({ id: 'x' }).catch(() => {})
  const request = { Item: key('x'), ConditionExpression: 'attribute_not_exists(id)' }
  const refused = answer('PutItem', request)
  refused.catch(() => {})
  log.poison(new Error('no more disk'))
  await expect(refused).rejects.toThrow(InternalServerError)
})

describe('a transaction with a token', () => {
  const once = (ClientRequestToken: string, TransactItems: readonly object[]) =>
    ['TransactWriteItems', { ClientRequestToken, TransactItems }] as const
  const add = {
    Update: {
      TableName: 'rows',
      Key: key('a'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  }
  const check = {
    ConditionCheck: {
      TableName: 'rows',
      Key: key('a'),
      ConditionExpression: 'attribute_exists(id)',
    },
  }

  test('has it in its commit, with the sizes of what it found and left', async () => {
    const { log, bare, rows } = await opened()
    log.open()
    await rows.put({ id: 'c', text: 'x'.repeat(1000) })
    const gone = { Delete: { TableName: 'rows', Key: key('c') } }
    await bare(...once('t1', [add, gone, { Put: { TableName: 'rows', Item: key('d') } }]))
    await bare('TransactWriteItems', { TransactItems: [add] })
    expect(log.tokens).toEqual([
      {
        region: 'us-east-1',
        token: 't1',
        digest: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        sizes: [6, 1007, 3],
      },
    ])
  })

  test('that changes nothing is a commit all the same, so that it is not done again', async () => {
    const { log, bare, rows } = await opened()
    log.open()
    const before = log.nextSequenceNumber
    await bare(...once('t1', [check]))
    expect(log.nextSequenceNumber).toBe(before + 1)
    expect(log.tokens).toMatchObject([{ token: 't1', sizes: [3] }])
    await rows.delete({ id: 'a' })
    await bare(...once('t1', [check]))
    await expect(bare(...once('t2', [check]))).rejects.toThrow('ConditionalCheckFailed')
  })

  test('that is sent again waits for the first one', async () => {
    const { log, bare, rows } = await opened()
    const first = bare(...once('t1', [add]))
    const again = bare(...once('t1', [add]))
    expect(await isSettled(again)).toBe(false)
    log.release()
    await Promise.all([first, again])
    expect(rows.get({ id: 'a' })).toEqual({ id: 'a', n: 1 })
    await expect(bare(...once('t1', [check]))).rejects.toThrow(IdempotentParameterMismatchException)
  })

  test('is remembered in a fork', async () => {
    const { log, bare, db } = await opened()
    log.open()
    await bare(...once('t1', [add]))
    const fork = db.fork()
    const [operation, json] = once('t1', [add])
    await fork.answer({ region: 'us-east-1', operation, json })
    expect(fork.table('rows').get({ id: 'a' })).toEqual({ id: 'a', n: 1 })
  })
})

describe.each(['attached', 'in process', 'HTTP'])('a client of the SDK, %s', door => {
  async function clientOf(db: Database): Promise<DynamoDBClient> {
    const rest = { region: 'us-east-1', maxAttempts: 1 }
    if (door === 'in process') return new DynamoDBClient({ ...db.clientConfig(), ...rest })
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    if (door === 'attached') return db.attach(new DynamoDBClient({ ...rest, credentials }))
    const server = await serve(db, { port: 0 })
    onTestFinished(() => server.close())
    return new DynamoDBClient({ ...rest, credentials, endpoint: server.url })
  }

  test('is answered when what it wrote, and what it read, is durable', async () => {
    const { log, db } = await opened()
    const client = await clientOf(db)
    const put = client.send(new PutItemCommand({ TableName: 'rows', Item: key('x') }))
    while (log.pending === 0) await new Promise(resolve => setImmediate(resolve))
    const got = client.send(new GetItemCommand({ TableName: 'rows', Key: key('x') }))
    await new Promise(resolve => setTimeout(resolve, 50)) // for the way to and fro
    expect(await isSettled(put)).toBe(false)
    expect(await isSettled(got)).toBe(false)
    log.release()
    await put
    expect((await got).Item).toEqual(key('x'))
  })

  test('is told of an internal error where that never comes to last', async () => {
    const { log, db } = await opened()
    const client = await clientOf(db)
    const put = client.send(new PutItemCommand({ TableName: 'rows', Item: key('x') }))
    put.catch(() => {})
    while (log.pending === 0) await new Promise(resolve => setImmediate(resolve))
    log.poison(new Error('no more disk'))
    const failure = { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } }
    await expect(put).rejects.toMatchObject(failure)
    const got = client.send(new GetItemCommand({ TableName: 'rows', Key: key('a') }))
    await expect(got).rejects.toMatchObject(failure)
  })
})
