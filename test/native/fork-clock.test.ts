/** Forks that have clocks of their own. */

import { describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'

const START = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000
const MINUTE = 60_000

/** Where the clock of the fork stands when it is made, against that of the original. */
const CLOCKS = { 'the same time': 0, 'a day ahead': 24 * HOUR, 'a year behind': -365 * 24 * HOUR }
const cases = Object.entries(CLOCKS)

type Answer = Promise<{ readonly [member: string]: unknown }>

function answer(db: Database, operation: string, json: object): Answer {
  return db.answer({ region: 'us-east-1', operation, json }) as unknown as Answer
}

const CREATE = {
  TableName: 'rows',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
}

async function statusOf(db: Database): Promise<unknown> {
  const { Table } = await answer(db, 'DescribeTable', { TableName: 'rows' })
  return (Table as { readonly TableStatus: string }).TableStatus
}

describe.each(cases)('%s', (_, distance) => {
  const clocks = () => ({
    clock: new ManualClock(START),
    own: new ManualClock(START + distance),
  })

  test('the clocks move by themselves', async () => {
    const { clock, own } = clocks()
    const db = await Database.open({ clock })
    const SCHEMA = { partitionKey: { id: 'S' }, stream: 'NEW_IMAGE' } as const
    const rows = await db.createTable()('rows', SCHEMA)
    await rows.put({ id: 'a' })
    const fork = db.fork({ clock: own })
    const copy = fork.table(rows)
    await clock.advance(5 * MINUTE)
    expect(own.now()).toBe(START + distance)
    await copy.put({ id: 'b' })
    await rows.put({ id: 'c' })
    const timesOf = async (table: typeof rows) => {
      const times: number[] = []
      for await (const { time } of table.changes({ from: 'start', follow: false })) times.push(time)
      return times
    }
    expect((await timesOf(copy)).at(-1)).toBe(START + distance)
    expect((await timesOf(rows)).at(-1)).toBe(START + 5 * MINUTE)
    // A fork of the fork has the clock of the fork, unless it is given another.
    const again = fork.fork().table(rows)
    await own.advance(7)
    await again.put({ id: 'd' })
    expect((await timesOf(again)).at(-1)).toBe(START + distance + 7)
  })

  test('a table that is being created is there soon', async () => {
    const { clock, own } = clocks()
    const db = await Database.open({ clock, transientStatusDuration: MINUTE })
    await answer(db, 'CreateTable', { ...CREATE, BillingMode: 'PAY_PER_REQUEST' })
    const fork = db.fork({ clock: own })
    await own.advance(MINUTE)
    expect(await statusOf(fork)).toBe('ACTIVE')
    await fork.table('rows').put({ id: 'a' })
    expect(await statusOf(db)).toBe('CREATING')
  })

  test('an index that lags is up to date soon', async () => {
    const { clock, own } = clocks()
    const db = await Database.open({ clock, globalIndexLag: MINUTE })
    const rows = await db.createTable<{ id: string; team: string }>()('rows', {
      partitionKey: { id: 'S' },
      globalIndexes: { byTeam: { partitionKey: { team: 'S' } } },
    })
    await rows.put({ id: 'a', team: 'x' })
    const copy = db.fork({ clock: own }).table(rows)
    await copy.put({ id: 'b', team: 'x' })
    await own.advance(MINUTE)
    expect(copy.index('byTeam').query({ team: 'x' }).count()).toBe(2)
    expect(rows.index('byTeam').query({ team: 'x' }).count()).toBe(0)
  })

  test('capacity that was spent comes back second by second', async () => {
    const { clock, own } = clocks()
    const db = await Database.open({ clock, throttle: true })
    const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
    await answer(db, 'CreateTable', { ...CREATE, ProvisionedThroughput })
    const rows = db.table('rows')
    await rows.put({ id: 'a' })
    await expect(rows.put({ id: 'b' })).rejects.toThrow('level of configured provisioned')
    const copy = db.fork({ clock: own }).table('rows')
    for (let second = 0; second < 3; second += 1) {
      await own.advance(1000)
      await copy.put({ id: `${second}` })
    }
    await expect(rows.put({ id: 'b' })).rejects.toThrow('level of configured provisioned')
  })

  test('a request token is known for ten minutes at the most', async () => {
    const { clock, own } = clocks()
    const db = await Database.open({ clock })
    const rows = await db.createTable()('rows', { partitionKey: { id: 'S' } })
    const request = {
      ClientRequestToken: 'token',
      TransactItems: [{ Put: { TableName: 'rows', Item: { id: { S: 'a' } } } }],
    }
    await answer(db, 'TransactWriteItems', request)
    await rows.delete({ id: 'a' })
    const fork = db.fork({ clock: own })
    await answer(fork, 'TransactWriteItems', request)
    expect(fork.table(rows).scan().count()).toBe(distance > 0 ? 1 : 0)
  })

  test('metrics and cost begin anew', async () => {
    const { clock, own } = clocks()
    const db = await Database.open({ clock })
    const rows = await db.createTable()('rows', { partitionKey: { id: 'S' } })
    const copy = db.fork({ clock: own }).table(rows)
    await own.advance(HOUR)
    await copy.put({ id: 'a' })
    const [series] = copy.metrics({ metric: 'ConsumedWriteCapacityUnits' })
    expect(series?.points).toEqual([{ time: new Date(START + distance + HOUR), value: 1 }])
    expect(copy.cost().from).toEqual(new Date(START + distance))
    expect(rows.metrics()).toEqual([])
  })
})

test.each([
  [{ clock: {} }, /^clock is .* must be an object with the methods? now/],
  [{ clock: { now: () => Number.NaN } }, /^clock is .* must be an object whose now\(\) returns/],
  [{ glock: new ManualClock() }, /^fork has no option glock/],
])('a fork is not made with %o', async (options, message) => {
  const db = await Database.open()
  expect(() => db.fork(options as never)).toThrow(message)
})

test('a stream is found though the clock tells fractions of milliseconds', async () => {
  let now = START + 0.75
  const db = await Database.open({ clock: { now: () => now } })
  const rows = await db.createTable()('rows', { partitionKey: { id: 'S' }, stream: 'NEW_IMAGE' })
  await rows.put({ id: 'a' })
  const { Streams } = await answer(db, 'ListStreams', {})
  const [stream] = Streams as readonly { readonly StreamArn: string }[]
  const { StreamDescription } = await answer(db, 'DescribeStream', { StreamArn: stream?.StreamArn })
  expect(StreamDescription).toMatchObject({ StreamStatus: 'ENABLED' })
  now = Number.NaN
  await rows.put({ id: 'b' })
  for await (const { time } of rows.changes({ from: 'start', follow: false })) {
    expect(time).toBe(START)
  }
  expect(rows.describe().createdAt.getTime()).toBe(START)
})

test('a clock that is set back before the opening is taken as it is', async () => {
  let now = START
  const db = await Database.open({ clock: { now: () => now }, throttle: true })
  const rows = await db.createTable()('rows', { partitionKey: { id: 'S' }, stream: 'NEW_IMAGE' })
  await rows.setCapacity({ read: 5, write: 5 })
  now -= 365 * 24 * HOUR
  await rows.put({ id: 'a' })
  expect(rows.get({ id: 'a' })).toEqual({ id: 'a' })
  expect(rows.cost()).toMatchObject({ from: new Date(now), to: new Date(now), perMonth: undefined })
  expect(rows.heat().rows).toHaveLength(1)
  expect(rows.metrics()).toEqual(expect.any(Array))
  expect(db.fork().table(rows).cost().perMonth).toBeUndefined()
})
