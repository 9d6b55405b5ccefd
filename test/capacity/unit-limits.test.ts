/** Limits of one kind of units, second by second, beside the naive simulation; and growth by itself. */

import { describe, expect, test } from 'vitest'
import { Bucket } from '../../src/capacity/bucket.js'
import { Growth } from '../../src/capacity/growth.js'
import { UnitLimits } from '../../src/capacity/unit-limits.js'
import { Partition } from '../../src/storage/partition.js'
import { HASH_SPACE } from '../../src/storage/primary-key.js'
import { expectEqual } from '../support/expect-equal.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { NaiveAccount, NaiveThrottle, type Setting } from './naive-throttling.js'

const START = 1_000_000

const newPartition = (): Partition =>
  new Partition({ low: 0, high: HASH_SPACE }, Number.POSITIVE_INFINITY)

describe('a bucket', () => {
  const bucketOf = (rate: number, secondsKept = 300): Bucket =>
    new Bucket({ rate, secondsKept, second: START })

  /** How many requests of a unit are admitted in a second. */
  const admitted = (bucket: Bucket, second: number): number => {
    let count = 0
    for (; bucket.admits(second); count += 1) bucket.take(1, second)
    return count
  }

  test('begins with what one second gives, and keeps 300 seconds of it', () => {
    const bucket = bucketOf(5)
    expect(admitted(bucket, START)).toBe(5)
    expect(admitted(bucket, START + 1)).toBe(5)
    expect(admitted(bucket, START + 11)).toBe(50)
    expect(admitted(bucket, START + 100_000)).toBe(1500)
  })

  test('admits while there is a unit, and lets debts be paid off', () => {
    const bucket = bucketOf(2)
    bucket.take(1.5, START)
    expect(bucket.admits(START)).toBe(false)
    expect(bucket.admits(START + 1)).toBe(true)
    bucket.take(9.5, START + 1)
    expect([2, 3, 4, 5, 6].map(second => bucket.admits(START + second))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ])
  })

  test('another rate fills it from its second on; what it does not keep is gone', () => {
    const bucket = bucketOf(10)
    bucket.setRate(1, START + 200)
    expect(admitted(bucket, START + 200)).toBe(300)
    bucket.setRate(100, START + 201)
    expect(admitted(bucket, START + 200)).toBe(0)
    expect(admitted(bucket, START + 201)).toBe(100)
  })

  test('a clock that goes back gives nothing', () => {
    const bucket = bucketOf(3)
    expect(admitted(bucket, START + 1)).toBe(6)
    expect(admitted(bucket, START - 10)).toBe(0)
    expect(admitted(bucket, START + 2)).toBe(3)
  })
})

describe('growth', () => {
  /** Consumes as much as there is in each second, for some seconds. Returns what there was in the last of them. */
  function saturate(growth: Growth, from: number, seconds: number): number {
    for (let second = from; second < from + seconds; second += 1) {
      while (growth.nextRaise(second) !== undefined);
      growth.count(growth.limit, second)
    }
    return growth.limit
  }

  test('doubles every half an hour under full load, up to the most that a table has', () => {
    const growth = new Growth(4000, 40_000)
    expect(saturate(growth, START, 1800)).toBe(4000)
    expect(saturate(growth, START + 1800, 1800)).toBe(8000)
    expect(saturate(growth, START + 3600, 1800)).toBe(16_000)
    expect(saturate(growth, START + 5400, 1800)).toBe(32_000)
    expect(growth.isGrown).toBe(false)
    expect(saturate(growth, START + 7200, 1)).toBe(40_000)
    expect(growth.isGrown).toBe(true)
  })

  test('a peak counts after 30 minutes, and for ever', () => {
    const growth = new Growth(4000, 40_000)
    growth.count(3000, START)
    expect(growth.nextRaise(START + 1799)).toBeUndefined()
    expect(growth.limit).toBe(4000)
    expect(growth.nextRaise(START + 500_000)).toEqual({ second: START + 1800, limit: 6000 })
    expect(growth.nextRaise(START + 500_000)).toBeUndefined()
    expect(growth.limit).toBe(6000)
    expect(growth.highest).toBe(3000)
  })

  test('what is not more than half of what there is does not raise it', () => {
    const growth = new Growth(4000, 40_000)
    growth.count(2000, START)
    expect(growth.nextRaise(START + 5000)).toBeUndefined()
    expect(growth.limit).toBe(4000)
  })
})

describe('limits', () => {
  const SECONDS = 4000

  /** What is set for a while. */
  function randomSetting(random: Random, before: Setting): Setting {
    if (random.chance(0.25)) {
      const most = random.pick([3, 20, 400])
      const provisioned = { read: random.between(1, most), write: random.between(1, most) }
      return { provisioned, max: {}, warm: before.warm }
    }
    const max = random.chance(0.8) ? {} : { write: random.between(1, 6000) }
    const write = before.warm.write + (random.chance(0.2) ? random.below(900) : 0)
    return { provisioned: undefined, max, warm: { read: before.warm.read, write } }
  }

  /** How much is asked for in a second. */
  const randomLoad = (random: Random): number =>
    random.pick([0, 0, 3, 50, 500, 2500, 5000, 11_000, 50_000])

  /** Lives through some seconds, and returns how often each cause was told. */
  function run(random: Random): ReadonlyMap<string, number> {
    const warm = { read: 12_000, write: random.pick([4000, 39_000]) }
    let setting: Setting = { provisioned: undefined, max: {}, warm }
    const account = new Bucket({ rate: 80_000, secondsKept: 1, second: 0 })
    const partitions = Array.from({ length: 10 }, newPartition)
    const partitionMax = random.pick([1000, 9000])
    const limits = new UnitLimits({
      kind: 'write',
      partitionMax,
      account,
      provision: provisionOf(setting),
      second: START,
    })
    const naive = new NaiveThrottle(new NaiveAccount(START), setting, START)
    const tally = new Map<string, number>()
    let load = 0
    for (let second = START; second < START + SECONDS; second += 1) {
      if (random.chance(0.01)) load = randomLoad(random)
      if (random.chance(0.002)) second += random.pick([10, 250, 1000])
      naive.live(second)
      for (let asked = 0; asked < load; ) {
        const place = random.below(partitions.length)
        const at = { partition: String(place), partitionMax: { read: 3000, write: partitionMax } }
        const partition = partitions[place] as Partition
        const causes = limits.shortages(partition, second).map(({ cause }) => cause)
        expectEqual([...new Set(causes)], naive.causes('write', at), `second ${second}`)
        for (const cause of causes) tally.set(cause, (tally.get(cause) ?? 0) + 1)
        if (causes.length > 0) break
        const units = random.pick([0.5, 1, 7, 400, 1000])
        limits.take(units, partition, second)
        naive.consume('write', units, at)
        asked += units
      }
      if (!random.chance(0.003)) continue
      setting = randomSetting(random, setting)
      limits.provide(provisionOf(setting), second)
      naive.set(setting)
    }
    return tally
  }

  const provisionOf = ({ provisioned, max, warm }: Setting) => ({
    throughput: provisioned,
    max,
    warm,
  })

  /** Limits on demand of a table that has grown as far as it can, and partitions without limits. */
  function grown(account: Bucket): UnitLimits {
    const warm = { read: 40_000, write: 40_000 }
    const provision = provisionOf({ provisioned: undefined, max: {}, warm })
    const partitionMax = Number.POSITIVE_INFINITY
    return new UnitLimits({ kind: 'read', partitionMax, account, provision, second: START })
  }

  test('of a table are those of the account at the most', () => {
    const limits = grown(new Bucket({ rate: 80_000, secondsKept: 1, second: START }))
    const partition = newPartition()
    limits.take(39_999, partition, START)
    expect(limits.shortages(partition, START)).toEqual([])
    limits.take(1, partition, START)
    expect(limits.shortages(partition, START)).toEqual([
      { cause: 'AccountLimitExceeded', scope: 'table or index' },
    ])
    expect(limits.shortages(partition, START + 1)).toEqual([])
  })

  test('of an account are for all tables together', () => {
    const account = new Bucket({ rate: 80_000, secondsKept: 1, second: START })
    const partition = newPartition()
    const tables = [grown(account), grown(account), grown(account)]
    for (const table of tables) table.take(27_000, partition, START)
    for (const table of tables) {
      expect(table.shortages(partition, START)).toEqual([
        { cause: 'AccountLimitExceeded', scope: 'account' },
      ])
    }
  })

  test('are those of the simulation, in every second', async () => {
    const sums = new Map<string, number>()
    const chosen = seedsFrom(1, 2, 3, 4)
    for (const seed of chosen) {
      await withSeed(seed, random => {
        for (const [cause, count] of run(random)) sums.set(cause, (sums.get(cause) ?? 0) + count)
      })
    }
    // One seed that is asked for need not have everything.
    if (chosen.length === 1) return
    for (const cause of [
      'ProvisionedThroughputExceeded',
      'KeyRangeThroughputExceeded',
      'MaxOnDemandThroughputExceeded',
    ]) {
      expect(sums.get(cause) ?? 0, cause).toBeGreaterThan(100)
    }
  })
})
