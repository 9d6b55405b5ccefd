/** What stands between clients and a database sees, changes and refuses requests, and is taken away without a trace. */

import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, onTestFinished, test } from 'vitest'
import { Database, type Interceptor, ThrottlingException } from '../../src/index.js'
import { serve } from '../../src/server.js'

const KEY = { id: { S: 'a' } }
const get = new GetItemCommand({ TableName: 'Notes', Key: KEY })

async function opened(): Promise<Database> {
  const db = await Database.open()
  const notes = await db.createTable('Notes', { partitionKey: { id: 'S' } })
  await notes.put({ id: 'a', n: 1 })
  return db
}

/** Through the SDK's own way, attached, and over HTTP. */
async function clientsOf(db: Database): Promise<readonly DynamoDBClient[]> {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const { url, close } = await serve(db, { port: 0 })
  onTestFinished(close)
  return [
    new DynamoDBClient(db.clientConfig({ maxAttempts: 1 })),
    db.attach(new DynamoDBClient({ region: 'us-east-1', credentials, maxAttempts: 1 })),
    new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 }),
  ]
}

test('an interceptor sees each request of every client, and its answer', async () => {
  await using db = await opened()
  const seen: unknown[] = []
  db.intercept(async (call, next) => {
    const answer = await next(call)
    seen.push([call.operation, 'Item' in answer])
    return answer
  })
  for (const client of await clientsOf(db)) {
    expect((await client.send(get)).Item).toEqual({ ...KEY, n: { N: '1' } })
  }
  expect(seen).toEqual(Array(3).fill(['GetItem', true]))
})

test('an interceptor refuses a request in the words of the service, and nothing happens', async () => {
  await using db = await opened()
  db.intercept((call, next) =>
    call.operation === 'PutItem'
      ? Promise.reject(new ThrottlingException('Not now', []))
      : next(call),
  )
  const put = new PutItemCommand({ TableName: 'Notes', Item: { id: { S: 'b' } } })
  for (const client of await clientsOf(db)) {
    await expect(client.send(put)).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Not now',
    })
  }
  expect(db.table('Notes').scan().count()).toBe(1)
})

test('the interceptor that came last is asked first, and one that was taken away is not', async () => {
  await using db = await opened()
  const seen: string[] = []
  const telling =
    (name: string): Interceptor =>
    (call, next) => {
      seen.push(name)
      return next(call)
    }
  const same = telling('same')
  const stops = [telling('first'), same, same, telling('last')].map(one => db.intercept(one))
  const client = new DynamoDBClient(db.clientConfig())
  await client.send(get)
  stops[1]?.()
  stops[3]?.()
  stops[3]?.()
  await client.send(get)
  expect(seen).toEqual(['last', 'same', 'same', 'first', 'same', 'first'])
})

test('a fork has no interceptors', async () => {
  await using db = await opened()
  db.intercept(() => Promise.reject(new ThrottlingException('Not now', [])))
  const client = new DynamoDBClient(db.fork().clientConfig())
  expect((await client.send(get)).Item).toBeDefined()
})

test('what is no function is refused', async () => {
  await using db = await opened()
  const wrong = {} as unknown as Interceptor
  expect(() => db.intercept(wrong)).toThrow(
    'intercept takes a function of a call and of what answers it',
  )
})
