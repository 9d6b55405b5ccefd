import { describe, expect, test } from 'vitest'
import { Database } from '../../src/database.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { NumberValue } from '../../src/types/attribute.js'
import { seedsFrom, withSeed } from '../support/random.js'

const START = Date.UTC(2026, 0, 1)
const NOW = START / 1_000
const YEAR = 365 * 24 * 60 * 60
const MINUTE = 60_000

interface Session {
  id: string
  expiresAt?: number
  text?: string
}

async function sessions(clock = new ManualClock(START)) {
  const db = await Database.open({ clock })
  const table = await db.createTable<Session>()('Sessions', {
    partitionKey: { id: 'S' },
    timeToLive: 'expiresAt',
  })
  const ids = () => [...table.scan()].map(({ id }) => id).sort()
  return { clock, db, table, ids }
}

describe('an item expires', () => {
  test.each<[string, unknown, boolean]>([
    ['a second that is over', NOW - 1, true],
    ['the second that it is', NOW, false],
    ['a second to come', NOW + 1, false],
    ['a fraction of a second that is over', NOW - 0.5, true],
    ['a fraction of the second that it is', NOW + 0.5, false],
    ['five years ago', NOW - 5 * YEAR, true],
    ['more than five years ago', NOW - 5 * YEAR - 1, false],
    ['milliseconds', START, false],
    ['zero', 0, false],
    ['a negative number', -NOW, false],
    ['a number of many digits', new NumberValue(`${NOW - 1}.000000000000000000000001`), false],
    ['a string of digits', String(NOW - 1), false],
    ['a set', new Set([NOW - 1]), false],
    ['a list', [NOW - 1], false],
    ['a map', { expiresAt: NOW - 1 }, false],
    ['true', true, false],
    ['null', null, false],
  ])('by %s', async (_, expiresAt, expires) => {
    const { db, table } = await sessions()
    await db.createTable()('Others', { partitionKey: { id: 'S' } })
    const item = { id: 'a', expiresAt } as unknown as Session
    await table.put(item)
    await db.table('Others').put(item as never)
    expect(table.get({ id: 'a' }), 'until it is swept').toEqual(item)
    expect(await db.sweep()).toBe(expires ? 1 : 0)
    expect(table.get({ id: 'a' }) === undefined).toBe(expires)
    expect(db.table('Others').get({ id: 'a' })).toEqual(item)
  })

  test('at the full minute, if nobody sweeps before', async () => {
    const { clock, table, ids } = await sessions()
    for (const second of [1, 59, 60, 61]) {
      await table.put({ id: `s${second}`, expiresAt: NOW + second })
    }
    await clock.advance(MINUTE - 1)
    expect(ids()).toEqual(['s1', 's59', 's60', 's61'])
    await clock.advance(1)
    expect(ids()).toEqual(['s60', 's61'])
    await clock.advance(MINUTE)
    expect(ids()).toEqual([])
  })

  test('at the next sweep, if it is put when it has expired', async () => {
    const { clock, table, ids } = await sessions()
    await clock.advance(MINUTE / 2)
    await table.put({ id: 'old', expiresAt: NOW - 1 })
    for (let n = 0; n < 100; n += 1) await table.put({ id: `${n}`, expiresAt: NOW - n })
    await clock.advance(MINUTE / 2 - 1)
    expect(ids()).toHaveLength(101)
    await clock.advance(1)
    expect(ids()).toEqual([])
    await table.put({ id: 'old', expiresAt: NOW - 1 })
    await clock.advance(MINUTE - 1)
    expect(ids()).toEqual(['old'])
    await clock.advance(1)
    expect(ids()).toEqual([])
  })

  test('unless it is rescued in time', async () => {
    const { clock, db, table, ids } = await sessions()
    for (const id of ['later', 'never', 'again', 'gone'])
      await table.put({ id, expiresAt: NOW - 1 })
    await table.put({ id: 'later', expiresAt: NOW + 600 })
    await table.put({ id: 'never' })
    await table.delete({ id: 'again' })
    await table.put({ id: 'again', text: 'new' })
    expect(await db.sweep('Sessions')).toBe(1)
    expect(ids()).toEqual(['again', 'later', 'never'])
    await clock.advance(11 * MINUTE)
    expect(ids()).toEqual(['again', 'never'])
  })

  test('in a fork for itself', async () => {
    const { clock, db, table } = await sessions()
    await table.put({ id: 'a', expiresAt: NOW + 1 })
    await table.put({ id: 'b', expiresAt: NOW + 1 })
    const fork = db.fork()
    const copy = fork.table(table)
    await table.put({ id: 'a' })
    await copy.put({ id: 'b' })
    await clock.advance(MINUTE)
    expect([...table.scan()]).toEqual([{ id: 'a' }])
    expect([...copy.scan()]).toEqual([{ id: 'b' }])
  })

  test('in a fork by its own clock', async () => {
    const { clock, db, table, ids } = await sessions()
    await table.put({ id: 'a', expiresAt: NOW + 3_600 })
    const clocks = [new ManualClock(START), new ManualClock(START - 10 * 3_600_000)]
    const [same, behind] = clocks.map(own => db.fork({ clock: own }).table(table))
    await clocks[0]?.advance(2 * 3_600_000)
    expect(same?.scan().count()).toBe(0)
    await clocks[1]?.advance(2 * 3_600_000)
    await clock.advance(MINUTE)
    expect([ids(), behind?.scan().count()]).toEqual([['a'], 1])
    await clocks[1]?.advance(9 * 3_600_000 + MINUTE)
    expect(behind?.scan().count()).toBe(0)
  })

  test('no more once the database is closed, or the table dropped', async () => {
    const { clock, db, table } = await sessions()
    await table.put({ id: 'a', expiresAt: NOW + 1 })
    await db.dropTable('Sessions')
    await db.createTable<Session>()('Sessions', { partitionKey: { id: 'S' } })
    await db.table<Session>('Sessions').put({ id: 'a', expiresAt: NOW + 1 })
    await clock.advance(MINUTE)
    expect(db.table('Sessions').get({ id: 'a' })).toBeDefined()
    const other = await sessions(clock)
    await other.table.put({ id: 'a', expiresAt: NOW - 1 })
    await other.db.close()
    await clock.advance(MINUTE)
  })
})

describe('the service', () => {
  const call = (db: Database, operation: string, json: object): Promise<object> =>
    db.answer({ region: 'us-east-1', operation, json: { TableName: 'Sessions', ...json } })
  const enabling = (Enabled: boolean, AttributeName: string) => ({
    TimeToLiveSpecification: { Enabled, AttributeName },
  })

  test('lets items expire that were there before', async () => {
    const clock = new ManualClock(START)
    const db = await Database.open({ clock })
    const table = await db.createTable<Session>()('Sessions', { partitionKey: { id: 'S' } })
    for (let count = 0; count < 1_000; count += 1) {
      await table.put({ id: `${count}`, expiresAt: NOW - 500 + count })
    }
    await call(db, 'UpdateTimeToLive', enabling(true, 'expiresAt'))
    // Writers go on meanwhile.
    await table.put({ id: '0' })
    await table.put({ id: '999', expiresAt: NOW - 1 })
    await clock.advance(MINUTE)
    expect(table.scan().count()).toBe(1 + 500 - 60 - 1)
    expect(await call(db, 'DescribeTimeToLive', {})).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
    })
    await clock.advance(31 * MINUTE)
    await call(db, 'UpdateTimeToLive', enabling(false, 'expiresAt'))
    await table.put({ id: 'late', expiresAt: NOW })
    await clock.advance(MINUTE)
    expect(table.get({ id: 'late' })).toBeDefined()
  })

  test('counts no capacity for what expires', async () => {
    const { clock, table } = await sessions()
    await table.put({ id: 'a', expiresAt: NOW })
    const { writeUnits } = table.describe()
    await clock.advance(MINUTE)
    expect(table.describe()).toMatchObject({ itemCount: 0, writeUnits })
  })
})

test('tens of thousands expire, all of them, and leave nothing behind', async () => {
  const { clock, table } = await sessions()
  const count = 40_000
  for (let place = 0; place < count; place += 1) {
    await table.put({ id: `session ${place}`, expiresAt: NOW + (place % 3_600) })
  }
  await clock.advance(30 * MINUTE)
  expect(table.scan().count()).toBe(table.describe().itemCount)
  expect(table.describe().itemCount).toBeLessThan(count * 0.51)
  await clock.advance(31 * MINUTE)
  expect(table.describe().itemCount).toBe(0)
})

test.each(seedsFrom(1, 4))('what expires is what a look at all items would find (seed %i)', seed =>
  withSeed(seed, async random => {
    const clock = new ManualClock(START)
    let side = await sessions(clock)
    const model = new Map<string, number | undefined>()
    for (let step = 0; step < 3_000; step += 1) {
      const id = `s${random.below(300)}`
      const second = Math.floor(clock.now() / 1_000)
      const expiresAt = random.chance(0.2) ? undefined : second - 100 + random.below(400)
      if (random.chance(0.2)) {
        await side.table.delete({ id })
        model.delete(id)
      } else {
        await side.table.put(expiresAt === undefined ? { id } : { id, expiresAt })
        model.set(id, expiresAt)
      }
      if (random.chance(0.05)) {
        await clock.advance(random.below(90) * 1_000)
        await side.db.sweep()
        const now = Math.floor(clock.now() / 1_000)
        for (const [key, second] of model)
          if (second !== undefined && second < now) model.delete(key)
        expect(side.ids()).toEqual([...model.keys()].sort())
      }
      if (random.chance(0.002)) {
        const db = side.db.fork()
        const table = db.table<Session, 'id', never>('Sessions')
        await side.db.close()
        side = { clock, db, table, ids: () => [...table.scan()].map(({ id }) => id).sort() }
      }
    }
  }),
)
