/** What Kinesis data streams are told of the changes of tables, and when. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DynamoDBClient,
  EnableKinesisStreamingDestinationCommand,
  waitUntilKinesisStreamingDestinationActive,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Database, type KinesisRecord, type KinesisTarget } from '../../../src/index.js'
import { ManualClock } from '../../support/clock.js'
import { HeldLog } from '../../support/held-log.js'

const START = Date.UTC(2026, 10, 22, 6, 0, 0, 123)
const StreamArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/changes'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** What there is once all that is at hand has been done. */
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

async function opened(target: KinesisTarget, log?: HeldLog) {
  const clock = new ManualClock(START)
  const options = { clock, kinesis: { changes: target } }
  const db = log === undefined ? await Database.open(options) : Database.openWith(log, options)
  const ask = (operation: string, json: object = {}): Promise<object> =>
    db.answer({ region: 'us-east-1', operation, json: { TableName: 'Notes', ...json } })
  const notes = await db.createTable('Notes', {
    partitionKey: { id: 'S' },
    timeToLive: 'expires',
  })
  return {
    clock,
    db,
    notes,
    ask,
    enable: () => ask('EnableKinesisStreamingDestination', { StreamArn }),
  }
}

async function recorded(log?: HeldLog) {
  const records: KinesisRecord[] = []
  const world = await opened(record => records.push(record), log)
  return { ...world, records }
}

test('a change is told with both versions of the item, in the form of the service', async () => {
  const { notes, enable, records } = await recorded()
  await notes.put({ id: 'before' })
  await enable()
  await notes.put({ id: 'a', n: 1, b: Uint8Array.of(1) })
  await notes.put({ id: 'a', n: 1, b: Uint8Array.of(1) }) // no change
  await notes.put({ id: 'a', n: 2 })
  await notes.delete({ id: 'a' })
  const base = {
    awsRegion: 'us-east-1',
    eventID: expect.stringMatching(UUID),
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: 'Notes',
    eventSource: 'aws:dynamodb',
  }
  const common = { ApproximateCreationDateTime: START, Keys: { id: { S: 'a' } } }
  const first = { id: { S: 'a' }, n: { N: '1' }, b: { B: 'AQ==' } }
  const second = { id: { S: 'a' }, n: { N: '2' } }
  expect(records).toEqual([
    { ...base, eventName: 'INSERT', dynamodb: { ...common, NewImage: first, SizeBytes: 11 } },
    {
      ...base,
      eventName: 'MODIFY',
      dynamodb: { ...common, NewImage: second, OldImage: first, SizeBytes: 17 },
    },
    { ...base, eventName: 'REMOVE', dynamodb: { ...common, OldImage: second, SizeBytes: 9 } },
  ])
  expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(3)
})

test('microseconds are told as such, expiry as the service’s own, and nothing once it is disabled', async () => {
  const { db, clock, notes, ask, enable, records } = await recorded()
  await enable()
  await ask('UpdateKinesisStreamingDestination', {
    StreamArn,
    UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'MICROSECOND' },
  })
  await notes.put({ id: 'a', expires: START / 1000 + 1 })
  await clock.advance(2000)
  await db.sweep()
  await ask('DisableKinesisStreamingDestination', { StreamArn })
  await notes.put({ id: 'b' })
  const micro = { ApproximateCreationDateTimePrecision: 'MICROSECOND' }
  expect(records).toMatchObject([
    { userIdentity: null, dynamodb: { ...micro, ApproximateCreationDateTime: START * 1000 } },
    {
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      dynamodb: { ...micro, ApproximateCreationDateTime: (START + 2000) * 1000 },
    },
  ])
  expect(records).toHaveLength(2)
})

test('names that JavaScript knows are data', async () => {
  const { ask, enable, records } = await recorded()
  await enable()
  const Item = JSON.parse('{"id":{"S":"\ud800"},"__proto__":{"M":{"constructor":{"S":"x"}}}}')
  await ask('PutItem', { Item })
  expect(JSON.stringify(records[0]?.dynamodb.NewImage)).toContain(
    '"__proto__":{"M":{"constructor":{"S":"x"}}}',
  )
})

test('a record is told once its commit is durable, and those of a transaction in their order', async () => {
  const log = new HeldLog()
  log.open()
  const { db, notes, enable, records } = await recorded(log)
  await enable()
  log.hold()
  void notes.put({ id: 'a' })
  const between = log.nextSequenceNumber - 1
  void db.transactWrite([
    { put: notes, item: { id: 'b' } },
    { put: notes, item: { id: 'c' } },
  ])
  await turn()
  expect(records).toEqual([])
  log.release(between)
  await turn()
  expect(records.map(({ dynamodb }) => dynamodb.Keys.id?.S)).toEqual(['a'])
  log.release()
  await turn()
  expect(records.map(({ dynamodb }) => dynamodb.Keys.id?.S)).toEqual(['a', 'b', 'c'])
})

test('what never lasts is never told', async () => {
  const log = new HeldLog()
  log.open()
  const { db, notes, enable, records } = await recorded(log)
  await enable()
  log.hold()
  notes.put({ id: 'a' }).catch(() => {})
  log.poison(new Error('no more disk'))
  await db.close()
  expect(records).toEqual([])
})

test.each<[string, KinesisTarget]>([
  [
    'throws',
    () => {
      throw new Error('no')
    },
  ],
  [
    'throws what has no text',
    () => {
      throw Object.create(null)
    },
  ],
  ['rejects', () => Promise.reject(new Error('no'))],
  ['is a file that can’t be written to', join(tmpdir(), 'hashrange-no', 'such', 'directory')],
])('a target that %s becomes a warning, and the write stays', async (_, target) => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  onTestFinished(() => warned.mockRestore())
  const { db, notes, enable } = await opened(target)
  await enable()
  await notes.put({ id: 'a' })
  expect(notes.get({ id: 'a' })).toEqual({ id: 'a' })
  await db.close()
  await turn()
  expect(warned).toHaveBeenCalledTimes(1)
  expect(warned).toHaveBeenCalledWith(
    expect.stringMatching(/^The target of the Kinesis stream changes failed: /),
    { type: 'hashrange' },
  )
})

test('a target may write to the database: its records come after those that are on their way', async () => {
  const told: string[] = []
  const world = await opened(({ dynamodb }) => {
    const id = String(dynamodb.Keys.id?.S)
    told.push(id)
    if (id.length < 3) void world.notes.put({ id: `${id}+` })
  })
  await world.enable()
  await world.db.transactWrite([
    { put: world.notes, item: { id: 'a' } },
    { put: world.notes, item: { id: 'b' } },
  ])
  await turn()
  expect(told).toEqual(['a', 'b', 'a+', 'b+', 'a++', 'b++'])
})

test('a file has a line for each record when the database is closed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hashrange-kinesis-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'changes.jsonl')
  for (const life of ['1', '2']) {
    const { db, notes, enable } = await opened(path)
    await enable()
    for (let n = 0; n < 50; n += 1) await notes.put({ id: `${life}:${n}`, text: 'line\nline' })
    await db.close()
  }
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  const ids = lines.map(line => JSON.parse(line).dynamodb.Keys.id.S)
  expect(ids).toEqual(
    ['1', '2'].flatMap(life => Array.from({ length: 50 }, (_, n) => `${life}:${n}`)),
  )
})

test('a fork tells nobody but targets of its own, and says so', async () => {
  const { db, notes, enable, records } = await recorded()
  await enable()
  const told: KinesisRecord[] = []
  const [silent, own] = [
    db.fork(),
    db.fork({ kinesis: { [StreamArn]: record => told.push(record) } }),
  ]
  await silent.table(notes).put({ id: 'silent' })
  await own.table(notes).put({ id: 'own' })
  const statusIn = async (database: Database): Promise<unknown> =>
    database.answer({
      region: 'us-east-1',
      operation: 'DescribeKinesisStreamingDestination',
      json: { TableName: 'Notes' },
    })
  expect(records).toEqual([])
  expect(told.map(({ dynamodb }) => dynamodb.Keys.id?.S)).toEqual(['own'])
  expect(JSON.stringify(await statusIn(silent))).toContain('ENABLE_FAILED')
  expect(JSON.stringify(await statusIn(own))).toContain('ACTIVE')
})

test('the SDK enables a stream and waits for it', async () => {
  const { db } = await recorded()
  const client = new DynamoDBClient(db.clientConfig())
  const TableName = 'Notes'
  await client.send(new EnableKinesisStreamingDestinationCommand({ TableName, StreamArn }))
  const waited = await waitUntilKinesisStreamingDestinationActive(
    { client, maxWaitTime: 30 },
    { TableName },
  )
  expect(waited.state).toBe('SUCCESS')
})

test.each([[1], [''], [null], [{}]])('%j is no target', async target => {
  const kinesis = { changes: target as unknown as KinesisTarget }
  await expect(Database.open({ kinesis })).rejects.toThrow(
    /^The target of the Kinesis stream changes is .*, and must be a function, or the path of a file$/,
  )
})

/** What may be done in a random history: the item that is put, or removed. */
const step = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  n: fc.integer({ min: 0, max: 3 }),
  removes: fc.boolean(),
})

test('whoever follows the records has the table', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
      const copy = new Map<string, unknown>()
      const { db, notes, enable } = await opened(({ dynamodb: { Keys, OldImage, NewImage } }) => {
        const id = String(Keys.id?.S)
        expect(copy.get(id)).toEqual(OldImage)
        if (NewImage === undefined) copy.delete(id)
        else copy.set(id, NewImage)
      })
      await enable()
      for (const { id, n, removes } of steps) {
        await (removes ? notes.delete({ id }) : notes.put({ id, n }))
      }
      await db.close()
      const model = new Map<string, object>()
      for (const { id, n, removes } of steps) {
        if (removes) model.delete(id)
        else model.set(id, { id: { S: id }, n: { N: String(n) } })
      }
      expect(copy).toEqual(model)
    }),
    { numRuns: 200 },
  )
})
