/** Databases and forks that nobody holds any more, though something in them waits. */

import { expect, test } from 'vitest'
import { type Clock, Database, type DatabaseOptions } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'
import { leftAfter } from '../support/garbage.js'

const COUNT = 8
/** What the engine keeps on its stack of the last ones made. */
const SLACK = 1

const HOUR = 3600

type Waiting = (db: Database, clock: Clock) => Promise<unknown>

const SCHEMA = {
  partitionKey: { id: 'S' },
  timeToLive: 'until',
  stream: 'NEW_AND_OLD_IMAGES',
  globalIndexes: { byTeam: { partitionKey: { team: 'S' } } },
} as const

const secondsOf = (clock: Clock): number => Math.floor(clock.now() / 1000)

async function rows(db: Database) {
  return db.tables().includes('rows') ? db.table('rows') : db.createTable()('rows', SCHEMA)
}

function answer(db: Database, operation: string, json: object): Promise<object> {
  return db.answer({ region: 'us-east-1', operation, json })
}

const PUT = { Put: { TableName: 'rows', Item: { id: { S: 'a' } } } }
const THROUGHPUT = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }

/** What is left waiting, by what it waits for. */
const WAITING: Readonly<Record<string, Waiting>> = {
  'an item to expire': async (db, clock) =>
    (await rows(db)).put({ id: 'a', until: secondsOf(clock) + HOUR }),
  'an expired item to be swept': async (db, clock) =>
    (await rows(db)).put({ id: 'a', until: secondsOf(clock) - HOUR }),
  'records to be trimmed': async db => (await rows(db)).put({ id: 'a' }),
  'a dropped stream to be forgotten': async db => {
    await rows(db)
    await db.dropTable('rows')
  },
  'an entry of an index that lags': async db => (await rows(db)).put({ id: 'a', team: 'x' }),
  'an index to be filled': async db => {
    const table = await rows(db)
    await table.putAll(Array.from({ length: 250 }, (_, n) => ({ id: `${n}`, kind: 'x' })))
    await answer(db, 'UpdateTable', {
      TableName: 'rows',
      AttributeDefinitions: [{ AttributeName: 'kind', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'byKind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    })
  },
  'a table to be created, and to be deleted': async db => {
    const made = (TableName: string) =>
      answer(db, 'CreateTable', {
        TableName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      })
    await made('creating')
    await rows(db)
    await answer(db, 'DeleteTable', { TableName: 'rows' })
  },
  'capacity to be scaled': async db => {
    const table = await rows(db)
    await table.setCapacity({ read: 5, write: 5, indexes: { byTeam: { read: 5, write: 5 } } })
    await table.autoScale({ read: { min: 5, max: 50 }, write: { min: 5, max: 50 } })
    await table.put({ id: 'a' })
  },
  'a request token to be forgotten': async db => {
    await rows(db)
    await answer(db, 'TransactWriteItems', { TransactItems: [PUT], ClientRequestToken: 'token' })
  },
  'changes to be iterated': async db => {
    const table = await rows(db)
    await table.put({ id: 'a' })
    const changes = table.changes({ from: 'start' })
    await changes.next()
    void changes.next()
  },
  'a listener to be told': async db => {
    const table = await rows(db)
    table.on('change', () => db.tables())
    await table.put({ id: 'a' })
  },
  'a trigger with nothing to do': async db => {
    const table = await rows(db)
    const trigger = table.trigger(() => db.tables())
    await table.put({ id: 'a' })
    await trigger.idle()
  },
  'metrics of this minute': async db => (await rows(db)).get({ id: 'a' }),
  'a capacity that is throttled': async db => {
    await answer(db, 'CreateTable', {
      TableName: 'slow',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ProvisionedThroughput: THROUGHPUT,
    })
  },
}

const OPTIONS: DatabaseOptions = { globalIndexLag: 60_000 }

/** Every clock that there is; callers' clocks may have no alarms. */
const CLOCKS: Readonly<Record<string, () => Clock | undefined>> = {
  'the machine': () => undefined,
  'a clock that a test moves': () => new ManualClock(),
  'a clock that only tells the time': () => ({ now: () => Date.now() }),
}

const cases = Object.keys(WAITING).flatMap(what => Object.keys(CLOCKS).map(clock => [what, clock]))

const leftOf = (make: () => Promise<object>) => leftAfter(COUNT, make, { enough: SLACK })

test('what is held is counted', async () => {
  const held: Database[] = []
  const left = await leftAfter(3, async () => {
    const db = await Database.open()
    held.push(db)
    return db
  })
  expect(left).toBe(held.length)
})

test.each(cases)('a database is not kept by %s, by %s', async (what, which) => {
  const clock = CLOCKS[which as string]?.()
  const wait = WAITING[what as string] as Waiting
  const transientStatusDuration = what.startsWith('a table to be') ? 60_000 : 0
  const left = await leftOf(async () => {
    const db = await Database.open({ ...OPTIONS, clock, transientStatusDuration })
    await wait(db, clock ?? { now: () => Date.now() })
    return db
  })
  expect(left).toBeLessThanOrEqual(SLACK)
})

test.each(cases)('a fork is not kept by %s, by %s', async (what, which) => {
  const clock = CLOCKS[which as string]?.()
  const wait = WAITING[what as string] as Waiting
  const db = await Database.open({ ...OPTIONS, clock })
  await rows(db)
  const left = await leftOf(async () => {
    const fork = db.fork()
    await wait(fork, clock ?? { now: () => Date.now() })
    return fork
  })
  expect(left).toBeLessThanOrEqual(SLACK)
  expect(db.tables()).toEqual(['rows'])
})

test.each(Object.keys(WAITING))(
  'a fork is not kept by its original, where %s waits',
  async what => {
    const clock = new ManualClock()
    const db = await Database.open({ ...OPTIONS, clock })
    await (WAITING[what] as Waiting)(db, clock)
    const left = await leftOf(async () => db.fork({ clock: new ManualClock() }))
    expect(left).toBeLessThanOrEqual(SLACK)
    expect(db.tables().length).toBeGreaterThanOrEqual(0)
  },
)
