/** What a recording counts is what the service tells, of whatever client and however many databases; in bounded memory. */

import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Database } from '../../src/index.js'
import { serve } from '../../src/server.js'
import { type Recordable, record } from '../../src/testing/entry.js'

const REGION = 'us-east-1'
const text = (S: string): { S: string } => ({ S })

async function opened(): Promise<Database> {
  const db = await Database.open()
  onTestFinished(() => db.close())
  await db.createTable('Notes', {
    partitionKey: { id: 'S' },
    globalIndexes: { byKind: { partitionKey: { kind: 'S' } } },
  })
  await db.createTable('Logs', { partitionKey: { id: 'S' }, sortKey: { at: 'N' } })
  return db
}

const id = fc.constantFrom('a', 'b', 'c', 'd')
const note = fc.record({ id: id.map(text), kind: id.map(text) })
const logKey = fc.record({ id: id.map(text), at: fc.nat(5).map(n => ({ N: String(n) })) })
const ConsistentRead = fc.boolean()

/** Requests of all kinds, some of which are refused. */
const request = fc.oneof(
  fc.record({ TableName: fc.constant('Notes'), Item: note }).map(json => ['PutItem', json]),
  note.map(Item => [
    'PutItem',
    { TableName: 'Notes', Item, ConditionExpression: 'attribute_not_exists(id)' },
  ]),
  logKey.map(Item => [
    'PutItem',
    { TableName: 'Logs', Item: { ...Item, text: text('x'.repeat(900)) } },
  ]),
  fc
    .record({ Key: logKey, ConsistentRead })
    .map(json => ['GetItem', { TableName: 'Logs', ...json }]),
  id.map(one => ['DeleteItem', { TableName: 'Notes', Key: { id: text(one) } }]),
  fc.record({ id, ConsistentRead }).map(one => [
    'Query',
    {
      TableName: 'Logs',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': text(one.id) },
      ConsistentRead: one.ConsistentRead,
    },
  ]),
  id.map(one => [
    'Query',
    {
      TableName: 'Notes',
      IndexName: 'byKind',
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': text(one) },
    },
  ]),
  fc.constant(['Scan', { TableName: 'Logs', Limit: 3 }]),
  note.map(Item => ['BatchWriteItem', { RequestItems: { Notes: [{ PutRequest: { Item } }] } }]),
  logKey.map(Key => ['BatchGetItem', { RequestItems: { Logs: { Keys: [Key] } } }]),
  fc.record({ Item: note, Key: logKey }).map(({ Item, Key }) => [
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: 'Notes', Item } },
        { Delete: { TableName: 'Logs', Key } },
      ],
    },
  ]),
  id.map(one => ['ExecuteStatement', { Statement: `SELECT * FROM Logs WHERE id = '${one}'` }]),
  fc.constant(['GetItem', { TableName: 'Nowhere', Key: { id: text('a') } }]),
) as fc.Arbitrary<[operation: string, json: object]>

interface Told {
  readonly ConsumedCapacity?: { CapacityUnits: number } | readonly { CapacityUnits: number }[]
}

test('units are those that the service tells, and answers those that there are without a recording', async () => {
  const db = await opened()
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 30 }), async requests => {
      const [bare, recorded] = [db.fork(), db.fork()]
      const recording = record(recorded)
      let told = 0
      for (const [operation, json] of requests) {
        const asked = { ...json, ReturnConsumedCapacity: 'TOTAL' }
        const outcomes = [bare, recorded].map(one =>
          one.answer({ region: REGION, operation, json: asked }).catch(String),
        )
        const [expected, found] = await Promise.all(outcomes)
        expect(found).toEqual(expected)
        const call = recording.calls.at(-1)
        expect(call).toMatchObject({ operation, region: REGION })
        if (typeof found === 'string' || found === undefined) continue
        const { ConsumedCapacity: consumed = [] } = found as Told
        const units = [consumed].flat().reduce((sum, one) => sum + one.CapacityUnits, 0)
        expect((call?.readUnits ?? 0) + (call?.writeUnits ?? 0)).toBe(units)
        told += units
      }
      const data = recording.report().toJSON()
      expect(data.calls).toBe(requests.length)
      expect(data.readUnits + data.writeUnits).toBeGreaterThanOrEqual(told)
      expect(recording.units).toEqual({ read: data.readUnits, write: data.writeUnits })
      const places = data.places.reduce((sum, one) => sum + one.readUnits + one.writeUnits, 0)
      const shapes = data.shapes.reduce((sum, one) => sum + one.readUnits + one.writeUnits, 0)
      expect(shapes).toBeCloseTo(places)
    }),
    { numRuns: 60 },
  )
})

test('each client is recorded: in process, attached, and over HTTP', async () => {
  const db = await opened()
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const { url, close } = await serve(db, { port: 0 })
  onTestFinished(close)
  const recording = record(db)
  const clients = [
    new DynamoDBClient(db.clientConfig()),
    db.attach(new DynamoDBClient({ region: REGION, credentials })),
    new DynamoDBClient({ endpoint: url, region: REGION, credentials }),
  ]
  for (const client of clients) {
    await client.send(new GetItemCommand({ TableName: 'Notes', Key: { id: text('a') } }))
  }
  expect(recording.calls).toEqual(
    Array(3).fill(
      expect.objectContaining({ tables: ['Notes'], keys: ['id: "a"'], readUnits: 0.5 }),
    ),
  )
})

test('a log of requests and two recordings all see the units', async () => {
  const db = await opened()
  const notes: unknown[] = []
  const { url, close } = await serve(db, { port: 0, onRequest: note => notes.push(note.units) })
  onTestFinished(close)
  const recordings = [record(db), record(db)]
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const client = new DynamoDBClient({ endpoint: url, region: REGION, credentials })
  await client.send(new GetItemCommand({ TableName: 'Notes', Key: { id: text('a') } }))
  expect(notes).toEqual([0.5])
  for (const { units } of recordings) expect(units).toEqual({ read: 0.5, write: 0 })
})

test('one recording follows many forks as one, once each, and none when it is stopped', async () => {
  const db = await opened()
  const recording = record(db)
  const forks = [db.fork(), db.fork()]
  for (const fork of [...forks, ...forks]) recording.follow(fork)
  const put = (one: Database) =>
    one.answer({
      region: REGION,
      operation: 'PutItem',
      json: { TableName: 'Logs', Item: { id: text('a'), at: { N: '1' } } },
    })
  for (const one of [db, ...forks]) await put(one)
  expect(recording.report().toJSON().places).toMatchObject([{ table: 'Logs', writeUnits: 3 }])
  recording.stop()
  for (const one of [db, ...forks]) await put(one)
  expect(recording.calls).toHaveLength(3)
})

test('memory is bounded: by bytes for calls, by number for shapes, keys and names', async () => {
  const db = await opened()
  const recording = record(db, { callBytes: 10_000 })
  for (let place = 0; place < 1500; place += 1) {
    const json = {
      TableName: 'Notes',
      Key: { id: text(`key-${place}`) },
      ProjectionExpression: `attribute${place}`,
    }
    await db.answer({ region: REGION, operation: 'GetItem', json })
  }
  expect(recording.calls.length).toBeLessThan(34)
  expect(recording.calls.at(-1)?.keys).toEqual(['id: "key-1499"'])
  const { calls, shapes, readUnits } = recording.report().toJSON()
  expect([calls, shapes.length, readUnits]).toEqual([1500, 50, 750])
})

test('the heaviest keys are found among very many, and never told too much of', async () => {
  const db = await opened()
  const recording = record(db)
  for (let place = 0; place < 2000; place += 1) {
    const key = place % 3 === 0 ? 'hot' : `key-${place}`
    const json = { TableName: 'Notes', Key: { id: text(key) }, ConsistentRead: true }
    await db.answer({ region: REGION, operation: 'GetItem', json })
  }
  const [hottest] = recording.report().toJSON().places[0]?.hottestKeys ?? []
  expect(hottest).toMatchObject({ key: 'id: "hot"', units: 667 })
})

test('the page is a page whatever names and keys there are, and loads nothing', async () => {
  const db = await opened()
  const recording = record(db)
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>\u0000\u001b[31m\ud800`
  for (const json of [
    { TableName: hostile, Key: { id: text(hostile) } },
    { TableName: 'Notes', Key: { id: text(hostile) } },
    { TableName: 'Notes', Key: { id: text('a') }, ProjectionExpression: hostile },
  ]) {
    await db.answer({ region: REGION, operation: 'GetItem', json }).catch(() => {})
  }
  await db
    .answer({ region: REGION, operation: hostile, json: { TableName: 'Notes' } })
    .catch(() => {})
  const report = recording.report()
  const page = report.html()
  expect(page.startsWith('<!doctype html>')).toBe(true)
  expect(page).not.toMatch(/<(script|img|link|iframe)|\son\w+=["']|https?:|url\(/)
  expect(page.replace(/[\n\r]/g, '')).not.toMatch(/[\p{Cc}\p{Cs}]/u)
  expect(String(report).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}]/u)
})

test('what can not be recorded, and options that there are not, are refused', async () => {
  const db = await opened()
  expect(() => record({} as Recordable)).toThrow('What is recorded must be a Database')
  expect(() => record(db, { tracer: () => {} } as object)).toThrow(
    'record has no option tracer: did you mean trace?',
  )
})

test('without calls there is a report, too', async () => {
  const report = record(await opened()).report()
  expect(report.toJSON()).toMatchObject({ calls: 0, findings: [], cost: { run: 0 } })
  expect(report.html()).toContain('Nothing was asked')
  expect(String(report)).toContain('0 calls')
})
