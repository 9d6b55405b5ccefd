/** What is counted by the minute: as a naive list of all that was counted has it. */

import { describe, expect, test } from 'vitest'
import { HEAT_RANGES } from '../../src/storage/heat.js'
import { Series } from '../../src/storage/series.js'
import { Usage } from '../../src/storage/usage.js'
import { READ_UNITS, SUCCEEDED, WRITE_UNITS } from '../../src/storage/usage-slots.js'
import { ManualClock } from '../support/clock.js'
import { Random, seedsFrom } from '../support/random.js'

const MINUTE = 60_000
const HEAT_MINUTES_MAX = 180
const DAY = 1440

test.each(seedsFrom(17))('sums over 500 days, seed %i', seed => {
  const random = new Random(seed)
  const series = new Series()
  const naive: { readonly minute: number; readonly sum: number }[] = []
  const begin = 30_000_000
  const end = begin + 500 * DAY
  for (let minute = begin; minute < end; minute += random.pick([1, 1, 1, 7, 61, 400])) {
    const sum = random.between(1, 100)
    series.add(minute, sum)
    naive.push({ minute, sum })
  }
  const last = naive.at(-1)?.minute ?? 0
  const points = [...series.between(begin, end)]
  expect(points.map(({ start }) => start)).toEqual(
    points.map(({ start }) => start).sort((left, right) => left - right),
  )
  // Days more are kept than are promised, so that they need not be moved minute by minute.
  const isFine = (start: number): boolean => start > last - 15 * DAY
  expect(points.filter(({ start }) => isFine(start))).toEqual(
    naive.filter(({ minute }) => isFine(minute)).map(({ minute: start, sum }) => ({ start, sum })),
  )
  // Of what is kept, nothing is lost and nothing is told twice.
  const hour = points[0]?.start ?? 0
  expect(hour).toBeGreaterThanOrEqual(last - 458 * DAY)
  expect(hour).toBeLessThanOrEqual(last - 455 * DAY + 460)
  const total = (sums: readonly { readonly sum: number }[]): number =>
    sums.reduce((sum, one) => sum + one.sum, 0)
  expect(total(points)).toBe(total(naive.filter(({ minute }) => minute >= hour)))
  const places = points
    .filter(({ start }) => start < last - 64 * DAY)
    .map(({ start }) => start % 60)
  expect(new Set(places)).toEqual(new Set([0]))
  expect(points.length).toBeLessThan(16 * DAY + (65 * DAY) / 5 + 458 * 24)
})

describe('counts', () => {
  test('belong to the minute in which they were made', () => {
    const clock = new ManualClock(100 * MINUTE)
    const usage = new Usage(clock)
    usage.read(1, 0.5)
    void clock.advance(MINUTE - 1)
    usage.read(2, 1)
    usage.count(SUCCEEDED.GetItem)
    void clock.advance(1)
    usage.write(3, 4)
    void clock.advance(5 * MINUTE)
    usage.read(1, 2)
    const span = { from: 0, to: clock.now() }
    expect([...usage.between(READ_UNITS, span)]).toEqual([
      { start: 100, sum: 1.5 },
      { start: 106, sum: 2 },
    ])
    expect([...usage.between(WRITE_UNITS, span)]).toEqual([{ start: 101, sum: 4 }])
    expect([...usage.between(SUCCEEDED.GetItem, span)]).toEqual([{ start: 100, sum: 1 }])
    expect([...usage.between(READ_UNITS, { from: 101 * MINUTE, to: 105 * MINUTE })]).toEqual([])
  })

  test('stay where they are if the clock goes back', () => {
    let time = 10 * MINUTE
    const usage = new Usage({ now: () => time })
    usage.read(1, 1)
    time = 8 * MINUTE
    usage.read(1, 1)
    time = 11 * MINUTE
    usage.read(1, 1)
    expect([...usage.between(READ_UNITS, { from: 0, to: time })]).toEqual([
      { start: 10, sum: 2 },
      { start: 11, sum: 1 },
    ])
  })

  test('whoever asks is told when the first of a minute comes, and only then', () => {
    const clock = new ManualClock()
    const usage = new Usage(clock)
    let begun = 0
    usage.onMinute = () => {
      begun += 1
    }
    for (const step of [0, 0, MINUTE, 0, 90 * MINUTE]) {
      void clock.advance(step)
      usage.read(1, 1)
      usage.count(SUCCEEDED.GetItem)
    }
    expect(begun).toBe(3)
  })
})

describe('heat', () => {
  test.each(seedsFrom(5))('by ranges exactly, by hashes from a sample, seed %i', seed => {
    const random = new Random(seed)
    const clock = new ManualClock(50 * MINUTE)
    const usage = new Usage(clock)
    const naive = new Array<number>(2 * HEAT_RANGES).fill(0)
    const hot = random.word()
    let hotUnits = 0
    for (let count = 0; count < 40_000; count += 1) {
      const hash = random.chance(0.3) ? hot : random.word()
      const units = random.pick([0.5, 1, 2, 5])
      const range = Math.floor(hash / (2 ** 32 / HEAT_RANGES))
      const isRead = random.chance(0.7)
      if (isRead) usage.read(hash, units)
      else usage.write(hash, units)
      const place = isRead ? range : HEAT_RANGES + range
      naive[place] = (naive[place] ?? 0) + units
      if (hash === hot) hotUnits += units
    }
    const [row, ...others] = usage.heatBetween({ from: 0, to: clock.now() })
    expect(others).toEqual([])
    expect(row?.minute).toBe(50)
    expect([...(row?.units ?? [])]).toEqual(naive)
    const [first] = row?.hot ?? []
    expect(first?.hash).toBe(hot)
    const told = (first?.readUnits ?? 0) + (first?.writeUnits ?? 0)
    expect(told / hotUnits).toBeGreaterThan(0.6)
    expect(told / hotUnits).toBeLessThan(1.6)
  })

  test('keys that are asked for in turn are all sampled', () => {
    const usage = new Usage(new ManualClock())
    for (let count = 0; count < 64_000; count += 1) usage.read(count % 8, 1)
    const [row] = usage.heatBetween({ from: 0, to: Number.MAX_SAFE_INTEGER })
    expect(row?.hot.map(({ hash }) => hash).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    for (const { readUnits } of row?.hot ?? [])
      expect(Math.abs(readUnits - 8000)).toBeLessThan(4500)
  })

  test('is remembered for so many minutes with requests', () => {
    const clock = new ManualClock(0)
    const usage = new Usage(clock)
    for (let minute = 0; minute < 500; minute += 1) {
      usage.read(0, 1)
      void clock.advance(MINUTE)
    }
    usage.read(0, 1)
    const rows = usage.heatBetween({ from: 0, to: clock.now() })
    expect(rows.map(({ minute }) => minute)).toEqual(
      Array.from({ length: HEAT_MINUTES_MAX + 1 }, (_, place) => 500 - HEAT_MINUTES_MAX + place),
    )
  })
})
