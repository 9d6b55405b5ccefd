/** Replies that get lost, and calls that are late: what clients do about them is what they do with the service. */

import {
  BatchWriteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Database } from '../../src/index.js'
import { type ServedRequest, serve } from '../../src/server.js'
import { type FaultRule, injectFaults, ManualClock } from '../../src/testing/entry.js'
import { postTo } from './raw-client.js'

const REGION = 'us-east-1'
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }

async function opened(): Promise<Database> {
  const db = await Database.open()
  await db.createTable('Notes', { partitionKey: { id: 'S' } })
  return db
}

/** Waits for nothing between attempts. */
const HASTY = {
  retryStrategy: {
    acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
    refreshRetryTokenForRetry: async (token: { getRetryCount(): number }) => {
      const count = token.getRetryCount() + 1
      if (count >= 10) throw new Error('too many attempts')
      return { getRetryCount: () => count, getRetryDelay: () => 0 }
    },
    recordSuccess: () => {},
  },
} as unknown as DynamoDBClientConfig

type ClientOf = (db: Database, config: DynamoDBClientConfig) => Promise<DynamoDBClient>

const WAYS: Readonly<Record<string, ClientOf>> = {
  'in process': async (db, config) => new DynamoDBClient({ ...db.clientConfig(), ...config }),
  attached: async (db, config) =>
    db.attach(new DynamoDBClient({ region: REGION, credentials, ...config })),
  'over HTTP': async (db, config) => {
    const { url, close } = await serve(db, { port: 0 })
    const client = new DynamoDBClient({ endpoint: url, region: REGION, credentials, ...config })
    onTestFinished(async () => {
      client.destroy()
      await close()
    })
    return client
  },
}

const ADD = {
  TableName: 'Notes',
  Key: { id: { S: 'a' } },
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
}

describe.each(Object.entries(WAYS))('%s', (_, clientOf) => {
  test('the client sees the connection break, and the write is there', async () => {
    const db = await opened()
    injectFaults(db, { rules: [{ fault: 'lostReply' }] })
    const client = await clientOf(db, { maxAttempts: 1 })
    await expect(client.send(new UpdateItemCommand(ADD))).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'ECONNRESET',
      message: 'socket hang up',
    })
    expect(db.table('Notes').get({ id: 'a' })).toEqual({ id: 'a', n: 1 })
  })

  test('the SDK tries again, and counts twice what is no transaction', async () => {
    const db = await opened()
    injectFaults(db, { rules: [{ fault: 'lostReply', count: 1 }] })
    const client = await clientOf(db, HASTY)
    const { $metadata } = await client.send(new UpdateItemCommand(ADD))
    expect($metadata.attempts).toBe(2)
    expect(db.table('Notes').get({ id: 'a' })).toEqual({ id: 'a', n: 2 })
  })

  test('a transaction that is sent again counts once, by its token', async () => {
    const db = await opened()
    const faults = injectFaults(db, { rules: [{ fault: 'lostReply', count: 2 }] })
    const client = await clientOf(db, HASTY)
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: ADD }] }))
    expect(faults.trace.calls).toBe(3)
    expect(db.table('Notes').get({ id: 'a' })).toEqual({ id: 'a', n: 1 })
  })
})

test('over HTTP a raw client has no byte of an answer, and the server goes on', async () => {
  const db = await opened()
  const notes: ServedRequest[] = []
  const lines: string[] = []
  const { url, close } = await serve(db, {
    port: 0,
    onRequest: note => notes.push(note),
    log: line => lines.push(line),
  })
  onTestFinished(close)
  injectFaults(db, { rules: [{ fault: 'lostReply', count: 1 }] })
  await expect(postTo(url, 'UpdateItem', ADD)).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await postTo(url, 'UpdateItem', ADD)).toEqual({ status: 200, text: '{}' })
  expect(notes.map(({ status, refusal }) => [status, refusal])).toEqual([
    [0, 'no answer'],
    [200, undefined],
  ])
  expect(lines.filter(line => line.includes('Error'))).toEqual([])
  expect(db.table('Notes').get({ id: 'a' })).toEqual({ id: 'a', n: 2 })
})

test('a late call waits for the clock, and goes on at once when faults end', async () => {
  const clock = new ManualClock()
  const db = await Database.open({ clock })
  await db.createTable('Notes', { partitionKey: { id: 'S' } })
  const faults = injectFaults(db, { rules: [{ fault: 'latency', ms: 1000 }] })
  const client = new DynamoDBClient(db.clientConfig())
  const put = (id: string) =>
    client.send(new PutItemCommand({ TableName: 'Notes', Item: { id: { S: id } } }))
  const stored = () => Array.from(db.table('Notes').scan(), ({ id }) => id)
  // The SDK has steps of its own before the request is sent.
  const arrived = (count: number) => expect.poll(() => faults.trace.calls).toBe(count)
  const first = put('a')
  await arrived(1)
  await clock.advance(999)
  expect(stored()).toEqual([])
  await clock.advance(1)
  await first
  expect(stored()).toEqual(['a'])
  const second = put('b')
  await arrived(2)
  faults.stop()
  await second
  expect(stored().sort()).toEqual(['a', 'b'])
})

test('by the time of the machine a late call comes to an end, too, and another fault may follow', async () => {
  const db = await opened()
  const faults = injectFaults(db, {
    rules: [{ fault: 'latency', ms: [1, 3] }, { fault: 'unavailable' }],
  })
  const call = { region: REGION, operation: 'GetItem', json: { TableName: 'Notes', Key: ADD.Key } }
  await expect(db.answer(call)).rejects.toMatchObject({ statusCode: 503 })
  expect(faults.trace.decisions.map(({ fault }) => fault)).toEqual(['latency', 'unavailable'])
  expect(faults.trace.decisions[0]?.ms).toBeGreaterThan(0)
})

const harmless: fc.Arbitrary<FaultRule> = fc
  .record({
    fault: fc.constantFrom(
      'throttle',
      'transactionConflict',
      'internalError',
      'unavailable',
      'partialBatch',
      'lostReply',
      'staleRead',
    ),
    probability: fc.constantFrom(0.2, 0.5),
    share: fc.constantFrom(0.3, 1),
    effect: fc.boolean(),
  })
  .map(({ fault, probability, share, effect }) => ({
    fault,
    probability,
    ...((fault === 'throttle' || fault === 'partialBatch') && { share }),
    ...(fault === 'internalError' && { effect }),
  })) as fc.Arbitrary<FaultRule>

const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1 })
const work = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), ids, n: fc.nat(9) }),
  fc.record({ kind: fc.constant('batch' as const), ids, n: fc.nat(9) }),
  fc.record({ kind: fc.constant('transaction' as const), ids, n: fc.nat(9) }),
)

/** A client as it should be: it sends again what may have failed, and what is left of a batch. */
async function insist(send: () => Promise<unknown>): Promise<unknown> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      return await send()
    } catch (error) {
      if ((error as Error).name === 'ValidationException') throw error
    }
  }
  throw new Error('too many attempts')
}

async function done(
  steps: readonly { kind: 'put' | 'batch' | 'transaction'; ids: readonly string[]; n: number }[],
  rules: readonly FaultRule[],
): Promise<unknown> {
  const db = await opened()
  injectFaults(db, { seed: 5, rules })
  const client = db.attach(new DynamoDBClient({ region: REGION, credentials, maxAttempts: 1 }))
  for (const [place, { kind, ids, n }] of steps.entries()) {
    const items = ids.map(id => ({ id: { S: id }, n: { N: String(n) } }))
    if (kind === 'put') {
      for (const Item of items) {
        await insist(() => client.send(new PutItemCommand({ TableName: 'Notes', Item })))
      }
    } else if (kind === 'batch') {
      type Left = NonNullable<
        ConstructorParameters<typeof BatchWriteItemCommand>[0]['RequestItems']
      >
      let left: Left = { Notes: items.map(Item => ({ PutRequest: { Item } })) }
      while (Object.keys(left).length > 0) {
        const RequestItems = left
        const answer = await insist(() => client.send(new BatchWriteItemCommand({ RequestItems })))
        left = (answer as { UnprocessedItems?: Left }).UnprocessedItems ?? {}
      }
    } else {
      const TransactItems = ids.map(id => ({
        Update: { ...ADD, Key: { id: { S: id } } },
      }))
      const input = { TransactItems, ClientRequestToken: `t${place}` }
      await insist(() => client.send(new TransactWriteItemsCommand(input)))
    }
    await insist(() => client.send(new GetItemCommand({ TableName: 'Notes', Key: ADD.Key })))
  }
  return Array.from(db.table('Notes').scan())
}

test('a client that does what it should has the same table in the end, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(work, { minLength: 1, maxLength: 5 }),
      fc.array(harmless, { minLength: 1, maxLength: 3 }),
      async (steps, rules) => {
        expect(await done(steps, rules)).toEqual(await done(steps, []))
      },
    ),
    { numRuns: 15 },
  )
})
