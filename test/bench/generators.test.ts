// Do the benches draw what they say they draw? The YCSB generators against the analytic
// frequencies, with fixed seeds, and the items against themselves.

import { describe, expect, test } from 'vitest'
import type { Item } from '../../bench/generators/items.js'
import { order, orderKey, orders } from '../../bench/generators/items.js'
import { Random, shuffled } from '../../bench/generators/random.js'
import type { Chooser } from '../../bench/generators/zipfian.js'
import {
  fnvHashModulo,
  Latest,
  ScrambledZipfian,
  THETA,
  Uniform,
  Zipfian,
  zeta,
} from '../../bench/generators/zipfian.js'
import { createWorkload } from '../../bench/workloads/registry.js'
import { WORKLOAD_NAMES } from '../../bench/workloads/workload.js'

const SEED = 42
const DRAW_COUNT = 400_000
const ITEM_COUNT = 10_000

function frequencies(chooser: Chooser, itemCount: number): Float64Array {
  const drawn = new Float64Array(itemCount)
  for (let draw = 0; draw < DRAW_COUNT; draw++) {
    const item = chooser.next()
    if (!(item >= 0 && item < itemCount)) throw new RangeError(`drew ${item} of ${itemCount}`)
    drawn[item] = (drawn[item] ?? 0) + 1 / DRAW_COUNT
  }
  return drawn
}

function shareOf(drawn: Float64Array, range: { from: number; to: number }): number {
  return drawn.subarray(range.from, range.to).reduce((sum, share) => sum + share, 0)
}

function analyticShare(range: { from: number; to: number }, itemCount = ITEM_COUNT): number {
  return zeta(range, THETA) / zeta({ from: 0, to: itemCount }, THETA)
}

/** Chi-square over its degrees of freedom: about 1 if `expected` is what was drawn from. */
function misfit(observed: readonly number[], expected: readonly number[]): number {
  const terms = observed.map((share, index) => {
    const wanted = expected[index] ?? Number.NaN
    return (DRAW_COUNT * (share - wanted) ** 2) / wanted
  })
  return terms.reduce((sum, term) => sum + term, 0) / (terms.length - 1)
}

describe('zipfian', () => {
  const drawn = frequencies(new Zipfian(ITEM_COUNT, new Random(SEED)), ITEM_COUNT)

  test.each([0, 1])('rank %i is exact', rank => {
    const range = { from: rank, to: rank + 1 }
    const expected = analyticShare(range)
    const deviation = Math.sqrt((expected * (1 - expected)) / DRAW_COUNT)
    expect(Math.abs(shareOf(drawn, range) - expected)).toBeLessThan(4 * deviation)
  })

  // The closed form is an approximation between the ranks that it draws exactly and the tail.
  test.each([
    { from: 2, to: 4, tolerance: 0.2 },
    { from: 4, to: 8, tolerance: 0.1 },
    { from: 8, to: 16, tolerance: 0.06 },
    { from: 16, to: 64, tolerance: 0.05 },
    { from: 64, to: 256, tolerance: 0.05 },
    { from: 256, to: 1_024, tolerance: 0.05 },
    { from: 1_024, to: 4_096, tolerance: 0.05 },
    { from: 4_096, to: 10_000, tolerance: 0.05 },
  ])('ranks $from to $to within $tolerance', ({ from, to, tolerance }) => {
    const expected = analyticShare({ from, to })
    const relative = Math.abs(shareOf(drawn, { from, to }) / expected - 1)
    expect(relative).toBeLessThan(tolerance)
  })

  test('fits what the closed form promises, and does not fit another theta', () => {
    const edges = [0, 1, 2, 3, 5, 9, 20, 50, 120, 300, 800, 2_000, 5_000, ITEM_COUNT]
    const ranges = edges.slice(1).map((to, index) => ({ from: edges[index] ?? 0, to }))
    const observed = ranges.map(range => shareOf(drawn, range))
    const expected = (theta: number) => closedFormShares(ranges, theta)
    expect(misfit(observed, expected(THETA))).toBeLessThan(2.5)
    expect(misfit(observed, expected(0.97))).toBeGreaterThan(20)
  })

  test('growing is the same as having been larger', () => {
    const grown = new Zipfian(1_000, new Random(SEED))
    grown.growTo(ITEM_COUNT)
    const large = new Zipfian(ITEM_COUNT, new Random(SEED))
    for (let draw = 0; draw < 1_000; draw++) expect(grown.next()).toBe(large.next())
  })
})

/** The cumulative shares of Gray et al.: exact for two ranks, then the inverse of their formula. */
function closedFormShares(
  ranges: readonly { from: number; to: number }[],
  theta: number,
): readonly number[] {
  const zetaAll = zeta({ from: 0, to: ITEM_COUNT }, theta)
  const eta =
    (1 - (2 / ITEM_COUNT) ** (1 - theta)) / (1 - zeta({ from: 0, to: 2 }, theta) / zetaAll)
  const below = (rank: number) => {
    if (rank <= 2) return zeta({ from: 0, to: rank }, theta) / zetaAll
    return Math.max(
      (1 + 0.5 ** theta) / zetaAll,
      1 - (1 - (rank / ITEM_COUNT) ** (1 - theta)) / eta,
    )
  }
  return ranges.map(({ from, to }) => below(to) - below(from))
}

test('scrambled zipfian spreads the popular ranks over the table and keeps their shares', () => {
  const drawn = frequencies(new ScrambledZipfian(ITEM_COUNT, new Random(SEED)), ITEM_COUNT)
  const hottest = fnvHashModulo(0, ITEM_COUNT)
  const second = fnvHashModulo(1, ITEM_COUNT)
  expect(hottest).not.toBe(0)
  expect(drawn[hottest]).toBe(Math.max(...drawn))
  // The rank is one of ten billion, and items share what the long tail adds to each.
  expect(drawn[hottest]).toBeCloseTo(1 / 26.469, 2)
  expect(drawn[second]).toBeCloseTo(0.5 ** THETA / 26.469, 2)
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = shareOf(drawn, { from: tenth * 1_000, to: (tenth + 1) * 1_000 })
    expect(share).toBeGreaterThan(0.04)
    expect(share).toBeLessThan(0.2)
  }
})

test('the hash is FNV-1a of 64 bits, absolute', () => {
  const mask = (1n << 64n) - 1n
  const reference = (value: number) => {
    let hash = 0xcbf29ce484222325n
    for (let index = 0n; index < 8n; index++) {
      hash = ((hash ^ ((BigInt(value) >> (8n * index)) & 255n)) * 1_099_511_628_211n) & mask
    }
    const signed = BigInt.asIntN(64, hash)
    return signed < 0n ? -signed : signed
  }
  const random = new Random(SEED)
  for (const modulus of [7, 1_000, 999_983, 10_000_000]) {
    for (let sample = 0; sample < 500; sample++) {
      const value = random.below(10_000_000_000)
      expect(fnvHashModulo(value, modulus)).toBe(Number(reference(value) % BigInt(modulus)))
    }
  }
})

test('latest prefers the newest, and an insert becomes the newest', () => {
  const latest = new Latest(ITEM_COUNT, new Random(SEED))
  const before = frequencies(latest, ITEM_COUNT)
  expect(before[ITEM_COUNT - 1]).toBeCloseTo(analyticShare({ from: 0, to: 1 }), 2)
  for (let insert = 0; insert < 10; insert++) latest.grow()
  const after = frequencies(latest, ITEM_COUNT + 10)
  expect(after[ITEM_COUNT + 9]).toBe(Math.max(...after))
})

test('uniform is uniform', () => {
  const drawn = frequencies(new Uniform(100, new Random(SEED)), 100)
  const expected = Array.from({ length: 100 }, () => 0.01)
  expect(misfit(Array.from(drawn), expected)).toBeLessThan(1.5)
})

test('a shuffle keeps every number once, and the seed decides its order', () => {
  const range = { from: 10, to: 1_010 }
  const numbers = shuffled(range, new Random(SEED))
  expect(numbers).toEqual(shuffled(range, new Random(SEED)))
  expect(numbers).not.toEqual(shuffled(range, new Random(SEED + 1)))
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => 10 + i))
})

describe('orders', () => {
  test('are decided by number, version and seed', () => {
    expect(order(123_456)).toEqual(order(123_456))
    expect(order(123_456, 1)).not.toEqual(order(123_456, 2))
    expect(order(123_456, 0, 1)).not.toEqual(order(123_456, 0, 2))
    expect([...orders({ from: 5, to: 8 })]).toEqual([order(5), order(6), order(7)])
  })

  test('look like this', () => {
    expect(order(123_456)).toMatchInlineSnapshot(`
      {
        "address": {
          "city": "Gothenburg",
          "country": "SE",
          "street": "118 Windmill Lane",
          "zip": "54768",
        },
        "coupon": "SPRING10",
        "created": "2026-01-02T10:11:25.632Z",
        "currency": "JPY",
        "customerId": "customer#000456",
        "orderId": "order#000123",
        "paid": false,
        "qty": 7,
        "status": "RETURNED",
        "tags": [
          "fragile",
          "fragile",
        ],
        "total": 389.93,
        "updated": 1767380641520,
      }
    `)
  })

  test('have the keys of their number, and sort by it', () => {
    const { customerId, orderId } = order(123_456, 3)
    expect(orderKey(123_456)).toEqual({ partition: customerId, sort: orderId })
    expect(orderKey(9_999_999).sort > orderKey(8_999_999).sort).toBe(true)
  })

  test('are of some 300 bytes', () => {
    const sizes = Array.from({ length: 2_000 }, (_, n) => JSON.stringify(order(n * 97)).length)
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
    expect(mean).toBeGreaterThan(290)
    expect(mean).toBeLessThan(330)
  })
})

test.each(WORKLOAD_NAMES)('%s: two runs are the same, operation by operation', name => {
  const phase = name === 'ycsb' ? 'A' : name === 'orders' ? 'half' : name
  const run = () => {
    const workload = createWorkload(name)
    const items: Item[] = [...workload.fill(2_000)]
    return { items, operations: [1, 2, 3].map(() => workload.operations(phase, 500)) }
  }
  const first = run()
  expect(first.items).toHaveLength(2_000)
  expect(run()).toEqual(first)
})
