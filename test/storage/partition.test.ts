import { describe, expect, test } from 'vitest'
import { ItemCollections } from '../../src/storage/item-collections.js'
import { Meter, PARTITION_LIMITS, Partition } from '../../src/storage/partition.js'
import { HASH_SPACE } from '../../src/storage/primary-key.js'
import { keyWithHash, newSlabs, write } from './records.js'

const LIMITS = { ...PARTITION_LIMITS, readUnitsMax: 100, writeUnitsMax: 50, hotSecondsMax: 5 }
const START = Date.UTC(2026, 0, 1)

describe('a meter', () => {
  test('tells units a second, over full seconds', () => {
    const meter = new Meter()
    meter.tick(START, LIMITS)
    for (let access = 0; access < 10; access += 1) meter.count(1, 2, 0.5)
    meter.tick(START + 999, LIMITS)
    expect([meter.readRate, meter.writeRate]).toEqual([0, 0])
    meter.tick(START + 1000, LIMITS)
    expect([meter.readRate, meter.writeRate]).toEqual([20, 5])
    meter.tick(START + 1500, LIMITS)
    expect(meter.readRate).toBe(20)
    meter.count(1, 30, 0)
    meter.tick(START + 4000, LIMITS)
    expect([meter.readRate, meter.writeRate]).toEqual([10, 0])
    meter.tick(START + 5000, LIMITS)
    expect(meter.readRate).toBe(0)
  })

  test.each([
    ['reads', 101, 0],
    ['writes', 0, 51],
  ])('counts the seconds in a row that are hot by %s', (_name, readUnits, writeUnits) => {
    const meter = new Meter()
    meter.tick(START, LIMITS)
    for (let second = 1; second <= 3; second += 1) {
      meter.count(1, readUnits, writeUnits)
      meter.tick(START + second * 1000, LIMITS)
      expect(meter.hotSeconds).toBe(second)
    }
    meter.count(1, 100, 50)
    meter.tick(START + 4000, LIMITS)
    expect(meter.hotSeconds).toBe(0)
  })

  test('a pause is no heat', () => {
    const meter = new Meter()
    meter.tick(START, LIMITS)
    meter.count(1, 1000, 0)
    meter.tick(START + 1000, LIMITS)
    expect(meter.hotSeconds).toBe(1)
    meter.count(1, 1000, 0)
    meter.tick(START + 3_600_000, LIMITS)
    expect(meter.hotSeconds).toBe(0)
  })

  test('a second in which something was refused is hot, whatever the rate', () => {
    const meter = new Meter()
    meter.tick(START, LIMITS)
    for (let second = 1; second <= 3; second += 1) {
      meter.count(1, 100, 0)
      meter.refuse(1)
      meter.tick(START + second * 1000, LIMITS)
      expect([meter.hotSeconds, meter.readRate]).toEqual([second, 100])
    }
    meter.count(1, 100, 0)
    meter.tick(START + 4000, LIMITS)
    expect(meter.hotSeconds).toBe(0)
  })

  test('what is refused is sampled, too', () => {
    const meter = new Meter()
    const asked = Array.from({ length: 122 }, (_, place) => meter.refuse(place < 61 ? 5 : 9))
    expect(asked.filter(tick => tick)).toHaveLength(2)
    expect(meter.hashOfEvenLoad()).toBe(9)
  })

  test('asks for a tick every 61 accesses', () => {
    const meter = new Meter()
    const asked = Array.from({ length: 200 }, () => meter.count(1, 1, 0))
    expect(asked.flatMap((tick, place) => (tick ? [place + 1] : []))).toEqual([61, 122, 183])
  })

  test.each<[string, readonly number[], number | undefined]>([
    ['nothing', [], undefined],
    ['one key', [7], undefined],
    ['two keys', [7, 9], 9],
    ['mostly the lowest key', [7, 7, 7, 7, 9], 9],
    ['mostly the highest key', [7, 9, 9, 9, 9], 9],
    ['many keys', [1, 2, 3, 4, 5, 6, 7, 8], 5],
    ['the ends of the hash space', [0, 0, 0, HASH_SPACE - 1], HASH_SPACE - 1],
  ])('divides the accesses of %s evenly', (_name, hashes, divided) => {
    const meter = new Meter()
    for (const hash of hashes)
      for (let access = 0; access < 61; access += 1) meter.count(hash, 1, 0)
    expect(meter.hashOfEvenLoad()).toBe(divided)
  })

  test('forgets old accesses', () => {
    const meter = new Meter()
    for (let access = 0; access < 61 * 64; access += 1) meter.count(1, 1, 0)
    expect(meter.hashOfEvenLoad()).toBeUndefined()
    // Keys asked for strictly in turn are both sampled.
    for (let access = 0; access < 61 * 64; access += 1) meter.count(access % 2 === 0 ? 5 : 9, 1, 0)
    expect(meter.hashOfEvenLoad()).toBe(9)
  })
})

describe('a partition', () => {
  function partitionOf(hashes: readonly number[], low = 0, high = HASH_SPACE) {
    const slabs = newSlabs()
    const collections = new ItemCollections(slabs)
    for (const hash of hashes) {
      const key = keyWithHash(`k${hash}`, '', hash)
      const ref = write(slabs, key, { hash })
      collections.insert(key, ref, slabs.sizeOf(ref))
    }
    const range = { low, high }
    return { whole: new Partition(range, 1000, collections.contentsOf(range)), collections }
  }

  test('splits before a hash', () => {
    const { whole, collections } = partitionOf([10, 20, 30], 5, 40)
    const { bytes } = whole
    const halves = whole.split(20, collections, 77) ?? []
    expect(
      halves.map(({ low, high, items, bytesToSplit }) => [low, high, items, bytesToSplit]),
    ).toEqual([
      [5, 20, 1, 77],
      [20, 40, 2, 77],
    ])
    expect(halves.reduce((sum, half) => sum + half.bytes, 0)).toBe(bytes)
  })

  test.each<[number, readonly (readonly number[])[]]>([
    [1, [[5, 41, 3]]],
    [
      3,
      [
        [5, 17, 1],
        [17, 29, 1],
        [29, 41, 1],
      ],
    ],
    [
      4,
      [
        [5, 14, 1],
        [14, 23, 1],
        [23, 32, 1],
        [32, 41, 0],
      ],
    ],
  ])('becomes %i of even widths, empty or not', (count, expected) => {
    const { whole, collections } = partitionOf([10, 20, 30], 5, 41)
    const { bytes } = whole
    const spread = whole.spread(count, collections, 77)
    expect(spread.map(({ low, high, items }) => [low, high, items])).toEqual(expected)
    expect(spread.reduce((sum, half) => sum + half.bytes, 0)).toBe(bytes)
    expect(new Set(spread.map(({ bytesToSplit }) => bytesToSplit))).toEqual(new Set([77]))
  })

  test('does not become more than it has hashes', () => {
    const { whole, collections } = partitionOf([], 5, 8)
    const spread = whole.spread(10, collections, 77)
    expect(spread.map(({ low, high }) => [low, high])).toEqual([
      [5, 6],
      [6, 7],
      [7, 8],
    ])
  })

  test.each([5, 4, 10, 31, 40, 41])('does not split at %i, where one side would be empty', hash => {
    const { whole, collections } = partitionOf([10, 20, 30], 5, 40)
    expect(whole.split(hash, collections, 77)).toBeUndefined()
    expect(whole.items).toBe(3)
  })
})
