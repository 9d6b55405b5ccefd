/** `table.autoScale()`: provisioned capacity follows its use, minute by minute on the clock. */

import { describe, expect, test } from 'vitest'
import { Database, type DatabaseOptions, type Item } from '../../src/index.js'
import { Table } from '../../src/native/table.js'
import { meterWrite } from '../../src/storage/metered.js'
import { ManualClock } from '../support/clock.js'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const START = Date.UTC(2026, 0, 1)

/** A clock that tells how often it was waited for. */
class CountingClock extends ManualClock {
  alarms = 0

  override alarm(time: number, ring: () => void): () => void {
    this.alarms += 1
    return super.alarm(time, ring)
  }
}

interface World {
  readonly clock: CountingClock
  readonly db: Database
  readonly table: Table<Item, 'pk', never>
}

async function provisioned(
  read: number,
  write: number,
  options: DatabaseOptions = {},
): Promise<World> {
  const clock = new CountingClock(START)
  const db = await Database.open({ clock, ...options })
  const table = await db.createTable()('scaled', {
    partitionKey: { pk: 'S' },
    globalIndexes: { byKind: { partitionKey: { kind: 'S' } } },
  })
  await table.setCapacity({ read, write, indexes: { byKind: { read: 10, write: 10 } } })
  if (options.transientStatusDuration) await clock.advance(options.transientStatusDuration)
  return { clock, db, table }
}

/** As DescribeTable tells it. */
async function unitsOf(db: Database, index?: string): Promise<readonly [number, number]> {
  interface Told {
    readonly ProvisionedThroughput: {
      readonly ReadCapacityUnits: number
      readonly WriteCapacityUnits: number
    }
    readonly IndexName?: string
    readonly GlobalSecondaryIndexes?: readonly Told[]
  }
  const json = { TableName: 'scaled' }
  const answer = await db.answer({ region: 'us-east-1', operation: 'DescribeTable', json })
  const told = (answer as { readonly Table: Told }).Table
  const part =
    index === undefined
      ? told
      : told.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index)
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = part?.ProvisionedThroughput ?? {}
  return [ReadCapacityUnits, WriteCapacityUnits]
}

/** Minutes in each of which so many units are read. */
async function readFor(world: World, minutes: number, units: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    for (let count = 0; count < units; count += 1) world.table.get({ pk: 'a' })
    await world.clock.advance(MINUTE)
  }
}

const told = ({ table }: World): readonly (readonly unknown[])[] =>
  table
    .scalingActivities()
    .map(({ time, from, to, cause, status }) => [
      (time.getTime() - START) / MINUTE,
      from,
      to,
      cause,
      status,
    ])

test('up after two minutes above, down after fifteen below', async () => {
  const world = await provisioned(10, 10)
  await world.table.autoScale({ read: { min: 5, max: 100 } })
  await readFor(world, 1, 600)
  expect(await unitsOf(world.db)).toEqual([10, 10])
  await readFor(world, 1, 630)
  expect(await unitsOf(world.db)).toEqual([15, 10])
  await readFor(world, 14, 42)
  expect(await unitsOf(world.db)).toEqual([15, 10])
  await readFor(world, 1, 42)
  expect(await unitsOf(world.db)).toEqual([5, 10])
  expect(told(world)).toEqual([
    [2, 10, 15, 'high', 'Successful'],
    [17, 15, 5, 'low', 'Successful'],
  ])
})

describe('bounds', () => {
  test('hold at once, and after a change from outside as the minute ends', async () => {
    const world = await provisioned(10, 10)
    await world.table.autoScale({ read: { min: 20, max: 40 }, write: { min: 1, max: 5 } })
    expect(await unitsOf(world.db)).toEqual([20, 5])
    await world.table.setCapacity({ read: 400, write: 5 })
    expect(await unitsOf(world.db)).toEqual([400, 5])
    await world.clock.advance(MINUTE)
    expect(await unitsOf(world.db)).toEqual([40, 5])
    expect(told(world)).toEqual([
      [0, 10, 20, 'bounds', 'Successful'],
      [0, 10, 5, 'bounds', 'Successful'],
      [1, 400, 40, 'bounds', 'Successful'],
    ])
  })

  test('may move', async () => {
    const world = await provisioned(10, 10)
    await world.table.autoScale({ read: { min: 5, max: 40 } })
    await world.table.autoScale({ read: { min: 30, max: 40 } })
    expect(await unitsOf(world.db)).toEqual([30, 10])
    await world.table.autoScale({ read: { min: 1, max: 8 } })
    expect(await unitsOf(world.db)).toEqual([8, 10])
  })
})

test('a decrease that the service would refuse is tried until it may be, and told once', async () => {
  const world = await provisioned(100, 10)
  for (const read of [90, 80, 70, 60]) await world.table.setCapacity({ read, write: 10 })
  await world.table.autoScale({ read: { min: 5, max: 100 } })
  await readFor(world, 59, 42)
  expect(await unitsOf(world.db)).toEqual([60, 10])
  expect(told(world)).toEqual([[15, 60, 5, 'low', 'Failed']])
  expect(world.table.scalingActivities()[0]?.message).toContain(
    'Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day.',
  )
  await readFor(world, 1, 42)
  expect(await unitsOf(world.db)).toEqual([5, 10])
  expect(told(world)[1]).toEqual([60, 60, 5, 'low', 'Successful'])
})

test('a table that nobody uses keeps its capacity, and nothing waits for the clock', async () => {
  const world = await provisioned(50, 50)
  await world.table.autoScale({ read: { min: 5, max: 100 }, write: { min: 5, max: 100 } })
  await world.clock.advance(MINUTE)
  const { alarms } = world.clock
  await world.clock.advance(35 * DAY)
  expect(world.clock.alarms).toBe(alarms)
  expect(await unitsOf(world.db)).toEqual([50, 50])
  await readFor(world, 15, 42)
  expect(await unitsOf(world.db)).toEqual([5, 50])
})

test('without targets, no alarm is ever set', async () => {
  const world = await provisioned(50, 50)
  await readFor(world, 100, 10)
  expect(world.clock.alarms).toBe(0)
  await world.table.autoScale({ read: { min: 5, max: 100 } })
  // What was used before the targets were set counts for them.
  await readFor(world, 2, 10)
  await world.table.autoScale({ read: null })
  const { alarms } = world.clock
  await readFor(world, 30, 10_000)
  expect(world.clock.alarms).toBe(alarms)
  expect(await unitsOf(world.db)).toEqual([5, 50])
})

test('17 days of days and nights, the minutes of the first of which are forgotten', async () => {
  const { table, clock, db } = await provisioned(10, 10)
  await table.autoScale({ write: { min: 5, max: 500, target: 70 } })
  const stored = Table.storedOf(table)
  let above = 0
  for (let minute = 0; minute < 17 * 1440; minute += 1) {
    await table.put({ pk: 'a' })
    // What as many more writes would have been counted as: from 60 to 12,060 a minute, in steps of 20 minutes.
    const turn = ((minute - (minute % 20)) / 1440) * 2 * Math.PI
    const units = 60 + Math.round(6000 * (1 - Math.cos(turn)))
    meterWrite(stored, 7, units - 1)
    await clock.advance(MINUTE)
    const { write } = stored.description.settings.throughput
    if (units > 60 * write) above += 1
  }
  const activities = table.scalingActivities()
  expect(activities.every(({ to }) => to >= 5 && to <= 500)).toBe(true)
  const lowered = new Map<number, number>()
  for (const { time, from, to, status } of activities) {
    const day = Math.floor(time.getTime() / DAY)
    if (to < from && status === 'Successful') lowered.set(day, (lowered.get(day) ?? 0) + 1)
  }
  expect(lowered.size).toBeGreaterThan(3)
  // Four a day, and one more in each hour.
  expect(Math.max(...lowered.values())).toBeLessThanOrEqual(27)
  // As the load grows, there is hardly ever less than it takes.
  expect(above / 17).toBeLessThan(10)
  const [read, write] = await unitsOf(db)
  expect(read).toBe(10)
  expect(write).toBeLessThan(50)
  const cost = table.cost()
  expect(cost.writes).toBeLessThan(cost.ifOnDemand)
})

test('the capacity of an index follows the use of the index', async () => {
  const world = await provisioned(10, 10)
  const { table, clock } = world
  await table.put({ pk: 'a', kind: 'k' })
  await table.autoScale({ indexes: { byKind: { read: { min: 5, max: 50 } } } })
  for (let minute = 0; minute < 2; minute += 1) {
    for (let count = 0; count < 700; count += 1) {
      table.index('byKind').query({ kind: 'k' }, { consistentRead: false }).all()
      table.index('byKind').query({ kind: 'k' }, { consistentRead: false }).all()
    }
    await clock.advance(MINUTE)
  }
  expect(await unitsOf(world.db, 'byKind')).toEqual([17, 10])
  expect(await unitsOf(world.db)).toEqual([10, 10])
  expect(table.scalingActivities()).toMatchObject([{ index: 'byKind', capacity: 'read', to: 17 }])
})

test('cooldowns', async () => {
  const world = await provisioned(10, 10)
  const read = { min: 5, max: 1000, scaleOutCooldown: 300, scaleInCooldown: 1800 }
  await world.table.autoScale({ read })
  await readFor(world, 2, 600)
  await readFor(world, 4, 6000)
  expect(await unitsOf(world.db)).toEqual([15, 10])
  await readFor(world, 1, 6000)
  expect(await unitsOf(world.db)).toEqual([143, 10])
  await readFor(world, 15, 600)
  await readFor(world, 29, 60)
  await readFor(world, 1, 60)
  expect(told(world)).toEqual([
    [2, 10, 15, 'high', 'Successful'],
    [7, 15, 143, 'high', 'Successful'],
    [22, 143, 15, 'low', 'Successful'],
    [52, 15, 5, 'low', 'Successful'],
  ])
})

test('while a table is being updated, the next minute must do', async () => {
  const world = await provisioned(10, 10, { transientStatusDuration: 90_000 })
  await world.table.autoScale({ read: { min: 20, max: 40 }, write: { min: 20, max: 40 } })
  expect(await unitsOf(world.db)).toEqual([10, 10])
  await world.clock.advance(90_000)
  expect(await unitsOf(world.db)).toEqual([20, 10])
  await world.clock.advance(3 * MINUTE)
  expect(await unitsOf(world.db)).toEqual([20, 20])
  expect(world.table.scalingActivities().map(({ status }) => status)).toEqual([
    'Successful',
    'Successful',
  ])
})

test('targets of a table that is paid for by the request wait until it is not', async () => {
  const world = await provisioned(10, 10)
  await world.table.setCapacity('PAY_PER_REQUEST')
  await world.table.autoScale({ read: { min: 20, max: 40 } })
  await readFor(world, 20, 5000)
  expect(await unitsOf(world.db)).toEqual([0, 0])
  expect(told(world)).toEqual([])
  await world.table.setCapacity({ read: 5, write: 5, indexes: { byKind: { read: 5, write: 5 } } })
  await world.clock.advance(MINUTE)
  expect(await unitsOf(world.db)).toEqual([20, 5])
})

test('a fork goes on by itself', async () => {
  const world = await provisioned(10, 10)
  await world.table.autoScale({ read: { min: 5, max: 100 } })
  await readFor(world, 2, 600)
  const db = world.db.fork()
  const fork = { ...world, db, table: db.table(world.table) }
  expect(told(fork)).toEqual(told(world))
  await readFor(fork, 2, 6000)
  expect(await unitsOf(db)).toEqual([100, 10])
  expect(await unitsOf(world.db)).toEqual([15, 10])
  await db.close()
  await readFor(world, 2, 1200)
  expect(await unitsOf(world.db)).toEqual([29, 10])
  expect(told(world)).toHaveLength(2)
})

test('after the table or the database is gone, nothing waits', async () => {
  const world = await provisioned(10, 10)
  await world.table.autoScale({ read: { min: 5, max: 100 } })
  await readFor(world, 1, 600)
  const fork = world.db.fork()
  const { alarms } = world.clock
  await world.db.dropTable('scaled')
  await fork.close()
  await world.clock.advance(10 * MINUTE)
  expect(world.clock.alarms).toBe(alarms)
  expect(() => world.table.scalingActivities()).toThrow('Requested resource not found')
})

test.each([
  [{ read: { min: 0, max: 5 } }, 'min is 0, and must be a whole number from 1 on'],
  [{ read: { min: 5, max: 4 } }, 'max is 4, and must be a whole number from min to 40000'],
  [
    { write: { min: 1, max: 50_000 } },
    'max is 50000, and must be a whole number from min to 40000',
  ],
  [
    { write: { min: 1, max: 5, target: 19 } },
    'target is 19, and must be a percentage from 20 to 90',
  ],
  [
    { write: { min: 1, max: 5, scaleInCooldown: -1 } },
    'scaleInCooldown is -1, and must be a number of seconds from 0 on',
  ],
  [
    { indexes: { none: { read: { min: 1, max: 5 } } } },
    'indexes is none, and must be the names of global indexes',
  ],
])('%j is refused', async (options, message) => {
  const { table, db } = await provisioned(10, 10)
  await expect(table.autoScale(options)).rejects.toThrow(message)
  expect(await unitsOf(db)).toEqual([10, 10])
})

describe('capacity', () => {
  test('is set and taken away', async () => {
    const { table, db } = await provisioned(10, 20)
    expect(await unitsOf(db, 'byKind')).toEqual([10, 10])
    await table.setCapacity({ read: 5, write: 20, indexes: { byKind: { read: 1, write: 2 } } })
    expect([await unitsOf(db), await unitsOf(db, 'byKind')]).toEqual([
      [5, 20],
      [1, 2],
    ])
    await table.setCapacity('PAY_PER_REQUEST')
    expect(await unitsOf(db)).toEqual([0, 0])
  })

  test('is refused in the words of the service', async () => {
    const { table } = await provisioned(10, 20)
    await expect(table.setCapacity({ read: 10, write: 20 })).rejects.toThrow(
      'The provisioned throughput for the table will not change.',
    )
    await expect(table.setCapacity({ read: 0.5, write: 20 })).rejects.toThrow(
      'read is 0.5, and must be a whole number from 1 on',
    )
  })
})
