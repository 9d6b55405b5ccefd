/** Maps in order, compared with a plain one that is sorted at each look. */

import { describe, expect, test } from 'vitest'
import { ascending, OrderedMap } from '../../src/storage/ordered-map.js'
import { expectEqual } from '../support/expect-equal.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'

const EVERYTHING = Number.POSITIVE_INFINITY

interface Pair {
  readonly map: OrderedMap<number, number | undefined>
  readonly model: Map<number, number | undefined>
}

function expectSame({ map, model }: Pair, random: Random): void {
  const sorted = [...model].sort(([left], [right]) => left - right)
  expectEqual(map.entriesUpTo(EVERYTHING), sorted)
  expectEqual(
    map.values(),
    sorted.map(([, value]) => value),
  )
  expectEqual(map.size, sorted.length)
  expectEqual(map.firstKey, sorted[0]?.[0])
  expectEqual(map.lastKey, sorted.at(-1)?.[0])
  for (let look = 0; look < 5; look += 1) {
    const key = random.below(1000) - 1
    expectEqual(map.has(key), model.has(key))
    expectEqual(map.get(key), model.get(key))
    const before = sorted.filter(([each]) => each <= key)
    expectEqual(map.valueAtOrBefore(key), before.at(-1)?.[1])
    const countMax = random.pick([0, 1, 2, before.length, random.below(200)])
    expectEqual(map.entriesUpTo(key, countMax), before.slice(0, countMax))
    expectEqual(
      map.firstKeys(countMax),
      sorted.slice(0, countMax).map(([each]) => each),
    )
  }
}

test.each(seedsFrom(1, 2, 3))(
  'a map and its forks are as plain maps that are sorted (seed %i)',
  seed =>
    withSeed(seed, random => {
      const pairs: Pair[] = [{ map: new OrderedMap(ascending), model: new Map() }]
      for (let step = 0; step < 100; step += 1) {
        writeTo(random.pick(pairs), random)
        if (random.chance(0.1)) {
          const { map, model } = random.pick(pairs)
          const fork = { map: map.fork(), model: new Map(model) }
          if (pairs.length < 4) pairs.push(fork)
          else pairs[random.below(pairs.length)] = fork
        }
        for (const pair of pairs) expectSame(pair, random)
      }
    }),
)

/** Now it grows over several nodes, now it shrinks to none. */
function writeTo({ map, model }: Pair, random: Random): void {
  const share = random.chance(0.5) ? 0.9 : 0.1
  for (let write = random.below(200); write > 0; write -= 1) {
    const key = random.below(1000)
    if (random.chance(share)) {
      const value = random.chance(0.3) ? undefined : random.word()
      map.set(key, value)
      model.set(key, value)
    } else expectEqual(map.delete(key), model.delete(key))
  }
  if (random.chance(0.02)) {
    map.clear()
    model.clear()
  }
}

test('a map without entries has no first, no last, and nothing up to anything', () => {
  const map = new OrderedMap<number, string>(ascending)
  map.set(1, 'a')
  map.delete(1)
  for (const empty of [map, map.fork(), new OrderedMap<number, string>(ascending)]) {
    expect([empty.size, empty.firstKey, empty.lastKey]).toEqual([0, undefined, undefined])
    expect([empty.get(1), empty.valueAtOrBefore(1)]).toEqual([undefined, undefined])
    expect([empty.entriesUpTo(EVERYTHING), empty.values()]).toEqual([[], []])
    expect(empty.delete(1)).toBe(false)
  }
})

describe('what is asked for is a list that stays as it is', () => {
  const filled = (count: number): OrderedMap<number, number> => {
    const map = new OrderedMap<number, number>(ascending)
    for (let key = 0; key < count; key += 1) map.set(key, key)
    return map
  }

  test('so each entry is met once while the map is emptied', () => {
    const map = filled(500)
    const met: number[] = []
    for (const [key] of map.entriesUpTo(EVERYTHING)) {
      met.push(key)
      map.delete(key)
    }
    expect(met).toEqual(Array.from({ length: 500 }, (_, key) => key))
    expect(map.size).toBe(0)
  })

  test('so entries that are added meanwhile are met by the next look', () => {
    const map = filled(100)
    for (const [key] of map.entriesUpTo(EVERYTHING)) map.set(key + 0.5, key)
    expect(map.size).toBe(200)
  })

  test.each([0, 1, 2, 31, 32, 33, 64, 100, 101])('of as many as are asked for: %i', count => {
    expect(filled(100).entriesUpTo(EVERYTHING, count)).toHaveLength(Math.min(count, 100))
  })
})

test('keys may be of any kind that can be compared, and infinite numbers among them', () => {
  const compare = (left: readonly [string, number], right: readonly [string, number]): number =>
    left[0] === right[0] ? ascending(left[1], right[1]) : left[0] < right[0] ? -1 : 1
  const map = new OrderedMap<readonly [string, number], number>(compare)
  map.set(['b', Number.NEGATIVE_INFINITY], 3)
  map.set(['a', Number.POSITIVE_INFINITY], 2)
  map.set(['a', 0], 0)
  map.set(['a', 1], 1)
  map.set(['a', 1], -1)
  expect(map.values()).toEqual([0, -1, 2, 3])
  expect(map.valueAtOrBefore(['a', 5])).toBe(-1)
  expect(map.entriesUpTo(['a', 1])).toEqual([
    [['a', 0], 0],
    [['a', 1], -1],
  ])
})
