/** `table.heat()` and the picture of it. */

import { beforeEach, describe, expect, test } from 'vitest'
import { Database, drawHeat, type HeatMap, type Item, type Table } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'
import { Random, seedsFrom } from '../support/random.js'

const MINUTE = 60_000
const START = Date.UTC(2026, 0, 1)
const RANGE = 2 ** 32 / 64

let clock: ManualClock
let db: Database
let table: Table<Item, 'pk', 'sk'>

beforeEach(async () => {
  clock = new ManualClock(START)
  db = await Database.open({ clock, partitions: { bytesMax: 20_000 } })
  table = await db.createTable()('heated', { partitionKey: { pk: 'S' }, sortKey: { sk: 'N' } })
})

const sum = (units: readonly number[]): number => units.reduce((total, one) => total + one, 0)

test('a table that nobody uses is cold', () => {
  const map = table.heat()
  expect(map).toMatchObject({ name: 'heated', readUnits: 0, writeUnits: 0, rows: [] })
  expect(map.partitions).toEqual([{ low: 0, high: 2 ** 32, readUnits: 0, writeUnits: 0, share: 0 }])
  expect(map.hottestKeys).toEqual([])
  expect(drawHeat(map)).toBe('heated: 0 read and 0 write units\n(no requests)\n')
})

test.each(seedsFrom(3))('all units are in the rows and in the partitions, seed %i', async seed => {
  const random = new Random(seed)
  for (let count = 0; count < 3000; count += 1) {
    const key = { pk: `p${random.below(60)}`, sk: random.below(20) }
    if (random.chance(0.3)) await table.put({ ...key, v: 'x'.repeat(random.below(3000)) })
    else table.get(random.chance(0.5) ? { pk: 'hot', sk: 1 } : key)
    if (random.chance(0.01)) await clock.advance(MINUTE)
  }
  const map = table.heat()
  const { readUnits, writeUnits } = table.describe()
  expect(table.partitions().length).toBeGreaterThan(3)
  expect(map).toMatchObject({ readUnits, writeUnits })
  expect(sum(map.rows.flatMap(row => row.readUnits))).toBe(readUnits)
  expect(sum(map.rows.flatMap(row => row.writeUnits))).toBe(writeUnits)
  expect(sum(map.partitions.map(one => one.readUnits))).toBeCloseTo(readUnits, 3)
  expect(sum(map.partitions.map(one => one.writeUnits))).toBeCloseTo(writeUnits, 3)
  expect(sum(map.partitions.map(one => one.share))).toBeCloseTo(1, 6)
  expect(map.partitions.map(({ low, high }) => [low, high])).toEqual(
    table.partitions().map(({ low, high }) => [low, high]),
  )
  const heats = map.hottestKeys.map(one => one.readUnits + one.writeUnits)
  expect(heats).toEqual([...heats].sort((left, right) => right - left))
  // No item has the key that is asked for in vain, so its name is not known, but its hash is.
  const [hottest] = map.hottestKeys
  expect(hottest?.key).toBeUndefined()
  expect(Math.abs((hottest?.readUnits ?? 0) / readUnits - 0.5)).toBeLessThan(0.1)
  const own = map.partitions.find(({ low, high }) => {
    return low <= (hottest?.hash ?? -1) && (hottest?.hash ?? -1) < high
  })
  expect(own?.readUnits).toBe(Math.max(...map.partitions.map(one => one.readUnits)))
})

test('a key is told by its name, a range by its place', async () => {
  await table.put({ pk: 'one', sk: 1 })
  for (let count = 0; count < 9; count += 1) table.get({ pk: 'one', sk: 1 })
  const { hottestKeys, rows } = table.heat()
  expect(hottestKeys).toHaveLength(1)
  const [key] = hottestKeys
  expect(key).toMatchObject({ key: { pk: 'one' }, readUnits: 9, writeUnits: 1, share: 1 })
  const range = Math.floor((key?.hash ?? 0) / RANGE)
  expect(rows).toHaveLength(1)
  expect(
    rows[0]?.readUnits.map((units, place) => [place, units]).filter(([, units]) => units),
  ).toEqual([[range, 9]])
  expect(rows[0]?.writeUnits[range]).toBe(1)
})

test('of some time, several minutes to a row', async () => {
  for (let minute = 0; minute < 30; minute += 1) {
    table.get({ pk: 'a', sk: minute })
    await clock.advance(MINUTE)
  }
  const map = table.heat({
    from: START + 5 * MINUTE,
    to: new Date(START + 25 * MINUTE),
    period: 600,
  })
  expect(map.readUnits).toBe(20)
  expect(map.rows.map(({ time, readUnits }) => [time.getTime(), sum(readUnits)])).toEqual([
    [START, 5],
    [START + 10 * MINUTE, 10],
    [START + 20 * MINUTE, 5],
  ])
})

test('an index that is not there is refused', () => {
  expect(() => table.heat({ index: 'none' })).toThrow(
    'index is none, and must be the name of a global index',
  )
})

describe('the picture', () => {
  const units = (heats: Readonly<Record<number, number>>): number[] =>
    Array.from({ length: 64 }, (_, range) => heats[range] ?? 0)

  test('shows times, ranges, partitions and keys', () => {
    const map: HeatMap = {
      name: 'Orders',
      from: new Date(START),
      to: new Date(START + 2 * MINUTE),
      ranges: 64,
      readUnits: 1234.5,
      writeUnits: 20,
      rows: [
        { time: new Date(START), readUnits: units({ 0: 1 }), writeUnits: units({ 1: 50 }) },
        {
          time: new Date(START + MINUTE),
          readUnits: units({ 2: 60, 63: 100 }),
          writeUnits: units({ 2: 10 }),
        },
      ],
      partitions: [
        { low: 0, high: 2 ** 31, readUnits: 61, writeUnits: 10, share: 0.25 },
        { low: 2 ** 31, high: 2 ** 32, readUnits: 1173.5, writeUnits: 10, share: 0.75 },
      ],
      hottestKeys: [
        { key: { pk: 'c\u001b[31m1' }, hash: 5, readUnits: 100, writeUnits: 0, share: 0.5 },
        { key: undefined, hash: 255, readUnits: 3, writeUnits: 1, share: 0.01 },
      ],
    }
    expect(drawHeat(map).split('\n')).toEqual([
      'Orders: 1,234.5 read and 20 write units',
      `00:00 |·▒${' '.repeat(62)}|`,
      `00:01 |  ▓${' '.repeat(60)}█|`,
      `       0${' '.repeat(28)}hashes${' '.repeat(26)}2³²`,
      `       +${'-'.repeat(31)}+${'-'.repeat(31)}`,
      '2 partitions',
      '   75% 80000000-ffffffff  1,173.5 read, 10 write',
      '   25% 00000000-7fffffff  61 read, 10 write',
      'hottest keys',
      '   50% c?[31m1            100 read, 0 write',
      '    1% (no item, hash 000000ff)  3 read, 1 write',
      '',
    ])
  })

  test('has 24 lines of times at the most, and names that fit', async () => {
    const pk = 'k'.repeat(100)
    await table.put({ pk, sk: 1 })
    for (let minute = 0; minute < 40; minute += 1) {
      table.get({ pk, sk: 1 })
      await clock.advance(MINUTE)
    }
    const lines = drawHeat(table.heat()).split('\n')
    expect(lines.filter(line => /^\d\d:\d\d \|/.test(line))).toHaveLength(24)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
    expect(lines.some(line => line.includes(`${'k'.repeat(31)}…`))).toBe(true)
  })
})
