/** The past of a table, as it is read: views of a moment, and the versions of an item. */

import { describe, expect, test } from 'vitest'
import { Database, type Item, type Table } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { openOn } from '../disk/simulated-database.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { refusalOf, thrownBy } from './harness.js'

const START = Date.UTC(2026, 0, 1)
const DAY = 86_400_000

const SCHEMA = {
  partitionKey: { id: 'S' },
  sortKey: { at: 'N' },
  localIndexes: { byRank: { sortKey: { rank: 'N' }, projection: 'KEYS_ONLY' } },
  globalIndexes: {
    byColor: { partitionKey: { color: 'S' }, sortKey: { rank: 'N' } },
    byPlace: { partitionKey: { color: 'S', rank: 'N' }, projection: ['note'] },
  },
  pointInTimeRecovery: true,
} as const

async function openRig(options: Parameters<typeof Database.open>[0] = {}) {
  const clock = new ManualClock(START)
  const db = await Database.open({ clock, ...options })
  const rows = await db.createTable('Rows', SCHEMA)
  return { clock, db, rows, at: (ms: number) => rows.at(new Date(START + ms)) }
}

const row = (at: number, rank: number, color = 'red'): Item => ({ id: 'a', at, rank, color })

/** What can be read of a table, in all ways. */
function readingsOf(table: Pick<Table, 'get' | 'getAll' | 'query' | 'scan' | 'index'>): unknown {
  return [
    table.get({ id: 'a', at: 1 }),
    table.getAll([
      { id: 'a', at: 2 },
      { id: 'a', at: 1 },
    ]),
    table.query({ id: 'a', at: { '>': 1 } }, { reverse: true }).all(),
    table.scan().all(),
    table.index('byRank').query({ id: 'a' }).all(),
    table.index('byRank').query({ id: 'a' }, { wholeItems: true }).all(),
    table
      .index('byColor')
      .query({ color: 'red', rank: { '<': 5 } })
      .all(),
    table.index('byPlace').scan().all(),
  ]
}

describe('a view', () => {
  test('reads the table as it was, in all ways', async () => {
    const { clock, rows, at } = await openRig()
    const seen: unknown[] = [readingsOf(rows)]
    for (const item of [row(1, 1), row(2, 7), row(1, 3, 'blue'), row(2, 2)]) {
      await clock.advance(10)
      await rows.put(item)
      seen.push(readingsOf(rows))
    }
    await clock.advance(10)
    await rows.delete({ id: 'a', at: 1 })
    for (const [place, readings] of seen.entries()) {
      expect(readingsOf(at(10 * place))).toEqual(readings)
      expect(readingsOf(at(10 * place + 9))).toEqual(readings)
    }
    expect(readingsOf(at(50))).toEqual(readingsOf(rows))
    expect(at(20).describe()).toMatchObject({
      name: 'Rows',
      itemCount: 2,
      readUnits: 0,
      pointInTimeRecovery: undefined,
    })
    expect(at(20).index('byColor').describe()).toMatchObject({ itemCount: 2, isFilled: true })
  })

  test('of a moment that is not over has what was written until now', async () => {
    const { rows, at } = await openRig()
    await rows.put(row(1, 1))
    const [first, other] = [at(0), at(0)]
    expect(first.scan().count()).toBe(1)
    await rows.put(row(2, 2))
    expect([first, other, at(0)].map(view => view.scan().count())).toEqual([1, 1, 2])
  })

  test('is moved by nothing that happens to the table later', async () => {
    const { clock, db, rows, at } = await openRig()
    await rows.putAll([row(1, 1), row(2, 2)])
    const readings = readingsOf(rows)
    await clock.advance(1)
    const [view, late] = [at(0), at(0)]
    expect(readingsOf(view)).toEqual(readings)
    await rows.put(row(1, 9))
    expect(readingsOf(view)).toEqual(readings)
    await rows.truncate()
    expect(readingsOf(view)).toEqual(readings)
    expect(readingsOf(late)).toEqual(readings)
    await rows.dropIndex('byColor')
    await rows.setPointInTimeRecovery(false)
    expect(readingsOf(view)).toEqual(readings)
    await db.dropTable('Rows')
    expect(readingsOf(view)).toEqual(readings)
    await db.close()
    expect(readingsOf(view)).toEqual(readings)
  })

  test('that nobody has read is refused once there is no past any more', async () => {
    const { clock, db, rows, at } = await openRig()
    await clock.advance(1)
    const view = at(0)
    await rows.setPointInTimeRecovery(false)
    expect(await refusalOf(() => view.get({ id: 'a', at: 1 }))).toBe(
      "Point in time recovery is not enabled for table 'Rows'",
    )
    await db.dropTable('Rows')
    expect(await thrownBy(() => view.scan().all())).toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  test('can be awaited, and written by nothing', async () => {
    const { clock, db, rows, at } = await openRig()
    await rows.put(row(1, 1))
    await clock.advance(1)
    const view = await at(0)
    expect(view.get({ id: 'a', at: 1 })).toEqual(row(1, 1))
    expect('put' in view).toBe(false)
    const get = { get: view, key: { id: 'a', at: 1 } }
    expect(await refusalOf(() => db.transactGet([get as never]))).toContain('table')
  })

  test('tells its table, its moment, and what it has, once it has been read', async () => {
    const { clock, rows, at } = await openRig()
    await rows.put(row(1, 1))
    await clock.advance(5)
    const view = at(3)
    const { name, time } = view
    expect([name, time]).toEqual(['Rows', new Date(START + 3)])
    time.setFullYear(1999)
    expect(view.time).toEqual(new Date(START + 3))
    await rows.truncate()
    expect(view.scan().count()).toBe(1)
  })

  test('costs the table nothing, and is not held up by its capacity', async () => {
    const { clock, rows, at } = await openRig({ throttle: true })
    const units = { read: 1, write: 1 }
    await rows.putAll(Array.from({ length: 100 }, (_, nth) => row(nth, nth)))
    await rows.setCapacity({ ...units, indexes: { byColor: units, byPlace: units } })
    await clock.advance(1)
    const view = at(0)
    for (let round = 0; round < 50; round += 1) view.scan().count()
    expect(rows.describe().readUnits).toBe(0)
    expect(view.describe().readUnits).toBeGreaterThan(0)
  })
})

describe('the time that is asked for', () => {
  const WINDOW =
    "must be within EarliestRestorableDateTime '2026-01-01T00:00:00.000Z' and LatestRestorableDateTime '2026-01-01T00:00:05.000Z'"

  test.each([
    { at: START - 1, refusal: `RestoreDateTime '2025-12-31T23:59:59.999Z' ${WINDOW}` },
    { at: START + 5001, refusal: `RestoreDateTime '2026-01-01T00:00:05.001Z' ${WINDOW}` },
    { at: Number.NaN, refusal: 'at is an invalid date, and must be a valid date' },
  ])('is within the window: $at', async ({ at, refusal }) => {
    const { clock, rows } = await openRig()
    await clock.advance(5000)
    expect(await refusalOf(() => rows.at(new Date(at)))).toBe(refusal)
  })

  test.each([
    { at: START, shown: `${START}` },
    { at: '2026-01-01', shown: "'2026-01-01'" },
    { at: undefined, shown: 'undefined' },
    { at: { getTime: () => START }, shown: 'an object' },
  ])('is a date: $shown', async ({ at, shown }) => {
    const { rows } = await openRig()
    expect(await refusalOf(() => rows.at(at as never))).toBe(
      `at is ${shown}, and must be a valid date`,
    )
  })

  test('is of a table whose past is kept', async () => {
    const { db } = await openRig()
    const plain = await db.createTable('Plain', { partitionKey: { id: 'S' } })
    for (const look of [() => plain.at(new Date(START)), () => plain.history({ id: 'a' })]) {
      expect(await thrownBy(look)).toMatchObject({
        name: 'PointInTimeRecoveryUnavailableException',
        message: "Point in time recovery is not enabled for table 'Plain'",
      })
    }
    await db.dropTable('Plain')
    expect(await thrownBy(() => plain.at(new Date(START)))).toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await db.close()
    expect(await thrownBy(() => db.table('Rows'))).toMatchObject({ name: 'DatabaseClosed' })
  })
})

describe('history', () => {
  test('tells the versions of an item, the oldest first, also two of one millisecond', async () => {
    const { clock, rows } = await openRig()
    await rows.put(row(1, 1))
    await rows.put(row(1, 2))
    await clock.advance(7)
    await rows.put(row(2, 5))
    await rows.put(row(1, 2)) // which changes nothing
    await rows.delete({ id: 'a', at: 1 })
    await clock.advance(7)
    await rows.put(row(1, 3))
    expect(rows.history({ id: 'a', at: 1 })).toEqual([
      { at: new Date(START), item: row(1, 1) },
      { at: new Date(START), item: row(1, 2) },
      { at: new Date(START + 7), item: undefined },
      { at: new Date(START + 14), item: row(1, 3) },
    ])
    expect(rows.history({ id: 'a', at: 9 })).toEqual([])
  })

  test('begins with what was there when the past begins to be kept', async () => {
    const { clock, db } = await openRig()
    const notes = await db.createTable('Notes', { partitionKey: { id: 'S' } })
    await notes.put({ id: '__proto__', text: 'first' })
    await clock.advance(10)
    await notes.setPointInTimeRecovery({ days: 1 })
    await clock.advance(10)
    await notes.truncate()
    expect(notes.history({ id: '__proto__' })).toEqual([
      { at: new Date(START + 10), item: { id: '__proto__', text: 'first' } },
      { at: new Date(START + 20), item: undefined },
    ])
    expect(notes.history({ id: 'constructor' })).toEqual([])
  })

  test('returns items that belong to the caller', async () => {
    const { rows } = await openRig()
    await rows.put({ ...row(1, 1), tags: ['x'] })
    const [version] = rows.history({ id: 'a', at: 1 })
    const tags = version?.item?.tags as string[]
    tags.push('y')
    expect(rows.history({ id: 'a', at: 1 })[0]?.item?.tags).toEqual(['x'])
  })

  test.each([
    { key: { id: 'a' }, refusal: 'at is missing' },
    { key: { id: 'a', at: '1' }, refusal: 'at' },
    { key: { id: 'a', at: 1, rank: 1 }, refusal: 'rank is no key attribute' },
    { key: undefined, refusal: 'key' },
  ])('refuses what is no key: $refusal', async ({ key, refusal }) => {
    const { rows } = await openRig()
    expect(await refusalOf(() => rows.history(key as never))).toContain(refusal)
  })
})

describe('the window', () => {
  test('of 35 days moves on with the clock', async () => {
    const { clock, db, rows } = await openRig()
    for (let day = 0; day <= 40; day += 1) {
      await rows.put(row(1, day))
      await clock.advance(DAY)
    }
    const earliest = START + 6 * DAY
    expect(rows.describe().pointInTimeRecovery).toMatchObject({
      days: 35,
      earliest: new Date(earliest),
      latest: new Date(clock.now()),
      fileBytes: 0,
    })
    expect(rows.at(new Date(earliest)).get({ id: 'a', at: 1 })).toEqual(row(1, 6))
    const restored = await db.restore({ table: 'Rows', to: new Date(earliest), as: 'Copy' })
    expect(restored.get({ id: 'a', at: 1 })).toEqual(row(1, 6))
    expect((await thrownBy(() => rows.at(new Date(earliest - 1)))) as Error).toMatchObject({
      name: 'InvalidRestoreTimeException',
    })
    const versions = rows.history({ id: 'a', at: 1 })
    expect(versions.length).toBe(35)
    expect(versions[0]).toEqual({ at: new Date(earliest), item: row(1, 6) })
  })

  test('that gets longer has no more than is kept still', async () => {
    const { clock, rows } = await openRig()
    await rows.setPointInTimeRecovery({ days: 1 })
    for (let day = 0; day < 5; day += 1) {
      await rows.put(row(1, day))
      await clock.advance(DAY)
    }
    await rows.setPointInTimeRecovery({ days: 35 })
    const { earliest, days } = rows.describe().pointInTimeRecovery ?? {}
    expect([days, earliest]).toEqual([35, new Date(START + 3 * DAY)])
    expect(
      rows
        .at(new Date(START + 3 * DAY))
        .scan()
        .all(),
    ).toEqual([row(1, 3)])
    expect(await refusalOf(() => rows.at(new Date(START + 3 * DAY - 1)))).toContain(
      'must be within',
    )
  })

  test('begins anew when it is turned off and on, and not when it is turned on once more', async () => {
    const { clock, rows, at } = await openRig()
    await rows.put(row(1, 1))
    await clock.advance(100)
    await rows.setPointInTimeRecovery({ days: 3 })
    await rows.setPointInTimeRecovery(true)
    expect(rows.describe().pointInTimeRecovery).toMatchObject({
      days: 35,
      earliest: new Date(START),
    })
    expect(at(50).scan().count()).toBe(1)
    await rows.setPointInTimeRecovery(false)
    await rows.setPointInTimeRecovery(false)
    expect(rows.describe().pointInTimeRecovery).toBeUndefined()
    await rows.setPointInTimeRecovery({ days: 3 })
    expect(rows.describe().pointInTimeRecovery).toMatchObject({
      earliest: new Date(START + 100),
      bytes: 0,
    })
    expect(await refusalOf(() => at(50))).toContain('must be within')
  })

  test.each([undefined, null, 7, 'x', [], { days: 0 }, { days: 36 }, { days: 1.5 }, { day: 1 }])(
    'is what it can be: not %j',
    async wanted => {
      const { db, rows } = await openRig()
      const pointInTimeRecovery = wanted as never
      const set = await refusalOf(() => rows.setPointInTimeRecovery(pointInTimeRecovery))
      expect(set).toMatch(/pointInTimeRecovery|days is .* a whole number from 1 to 35/)
      if (wanted === undefined) return
      const schema = { partitionKey: { id: 'S' }, pointInTimeRecovery } as const
      expect(await refusalOf(() => db.createTable('More', schema))).toBe(set)
    },
  )

  test('is part of the schema', async () => {
    const { db } = await openRig()
    const again = await db.createTable('Rows', SCHEMA, { ifNotExists: true })
    expect(again.describe().pointInTimeRecovery?.days).toBe(35)
    const other = { ...SCHEMA, pointInTimeRecovery: { days: 7 } } as const
    expect(await refusalOf(() => db.createTable('Rows', other, { ifNotExists: true }))).toContain(
      'pointInTimeRecovery is { days: 35 }, not { days: 7 }',
    )
  })
})

describe('a fork', () => {
  test('has a past of its own from there on', async () => {
    const { clock, db, rows, at } = await openRig()
    await rows.put(row(1, 1))
    await clock.advance(10)
    const fork = db.fork().table(rows)
    await fork.put(row(1, 2))
    await rows.put(row(1, 3))
    await clock.advance(10)
    await fork.delete({ id: 'a', at: 1 })
    await rows.setPointInTimeRecovery(false)
    const ranks = [0, 10, 20].map(ms => fork.at(new Date(START + ms)).get({ id: 'a', at: 1 })?.rank)
    expect(ranks).toEqual([1, 2, undefined])
    expect(fork.history({ id: 'a', at: 1 }).map(({ item }) => item?.rank)).toEqual([
      1,
      2,
      undefined,
    ])
    expect(await refusalOf(() => at(0))).toContain('not enabled')
  })

  test('whose clock is behind knows no time before', async () => {
    const { clock, db, rows } = await openRig()
    await clock.advance(40 * DAY)
    await rows.put(row(1, 1))
    const behind = new ManualClock(START + 2 * DAY)
    const fork = db.fork({ clock: behind }).table(rows)
    expect(await thrownBy(() => fork.at(new Date(behind.now())))).toMatchObject({
      name: 'InvalidRestoreTimeException',
    })
    expect(fork.describe().pointInTimeRecovery?.earliest).toEqual(new Date(START + 5 * DAY))
  })
})

test('on disk the past is there after closing and opening, in files and in memory', async () => {
  const files = new SimulatedFiles(new Random(1))
  const clock = new ManualClock(START)
  const sizes = { segmentSizes: { first: 1 << 18, max: 1 << 20 }, checkpointBytes: 1 << 20 }
  const options = { database: { clock }, ...sizes }
  let db = await openOn(files, options)
  await db.createTable('Rows', SCHEMA)
  const seen = new Map<number, unknown>()
  for (let place = 0; place < 120; place += 1) {
    const rows = db.table('Rows')
    await clock.advance(1)
    const note = String(place).padEnd(30_000, 'x')
    await rows.put({ ...row(place % 4, place, place % 3 === 0 ? 'blue' : 'red'), note })
    if (place % 10 === 7) await rows.delete({ id: 'a', at: 2 })
    if (place % 12 === 5) seen.set(clock.now(), readingsOf(rows))
    if (place % 50 !== 49) continue
    await db.close()
    db = await openOn(files, options)
  }
  await clock.advance(1)
  const rows = db.table('Rows')
  const { bytes = 0, fileBytes = 0 } = rows.describe().pointInTimeRecovery ?? {}
  expect(fileBytes).toBeGreaterThan(2_000_000)
  expect(bytes).toBeGreaterThan(100_000)
  for (const table of [rows, db.fork().table(rows)]) {
    for (const [time, readings] of seen) {
      expect(readingsOf(table.at(new Date(time)))).toEqual(readings)
    }
  }
  const ranks = rows.history({ id: 'a', at: 3 }).map(({ item }) => item?.rank)
  expect(ranks).toEqual(Array.from({ length: 30 }, (_, nth) => 4 * nth + 3))
  await db.close()
})
