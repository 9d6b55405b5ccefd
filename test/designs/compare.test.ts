/** Designs under one workload: what is throttled follows from the limits of partitions, and is the same each time. */

import { describe, expect, test } from 'vitest'
import {
  type Comparison,
  compareDesigns,
  dailyRate,
  defineDesign,
  defineWorkload,
  drawComparison,
} from '../../src/testing/entry.js'

/** Units a second of one partition. */
const PARTITION_WRITES = 1_000

const VOTES = { partitionKey: { day: 'S' }, sortKey: { id: 'N' } } as const

const votes = defineWorkload({
  rate: 3_000,
  duration: 5,
  events: (_random, n) => ({ kind: 'vote', day: '11-29', n }),
})

const oneKey = defineDesign({
  name: 'one key a day',
  workload: votes,
  tables: { Votes: VOTES },
  operations: { vote: ({ day, n }, { Votes }) => Votes.put({ day, id: n }) },
})

const tenKeys = defineDesign({
  name: 'ten keys a day',
  workload: votes,
  tables: { Votes: VOTES },
  operations: { vote: ({ day, n }, { Votes }) => Votes.put({ day: `${day}#${n % 10}`, id: n }) },
})

/** Without what depends on the machine. */
function repeatable({ designs, ...rest }: Comparison): Comparison {
  return { ...rest, designs: designs.map(design => ({ ...design, realSeconds: 0 })) }
}

test('one key is throttled beyond what its partition writes in a second, ten keys are not', async () => {
  const { seconds, designs, verdict } = await compareDesigns([oneKey, tenKeys])
  const [one, ten] = designs
  const written = PARTITION_WRITES * seconds
  const refused = 3_000 * seconds - written
  expect(one).toMatchObject({
    events: 15_000,
    calls: 15_000,
    throttled: refused,
    throttledCalls: refused,
    throttledShare: 2 / 3,
    retries: 0,
    throttledParts: [
      { part: 'Votes', reason: 'TableWriteKeyRangeThroughputExceeded', count: refused },
    ],
    throttledKeys: [{ part: 'Votes', key: '11-29', count: refused }],
    writeUnits: { p50: PARTITION_WRITES, max: PARTITION_WRITES, total: written },
    readUnits: { p50: 0, max: 0, total: 0 },
  })
  expect(one?.parts).toMatchObject([
    {
      name: 'Votes',
      items: written,
      collections: { count: 1 },
      hottestKey: { key: '11-29', share: expect.closeTo(1, 1) },
    },
  ])
  expect(ten).toMatchObject({ events: 15_000, throttled: 0, throttledKeys: [], throttledParts: [] })
  expect(ten?.parts).toMatchObject([{ items: 15_000, collections: { count: 10 } }])
  expect(verdict[0]).toBe(
    'one key a day: 67 % of the events were throttled, 100 % of that for the key 11-29 of Votes; with ten keys a day nothing was.',
  )
})

test('costs are those of the units that were consumed, for a month', async () => {
  const { designs } = await compareDesigns([oneKey, tenKeys])
  const [one, ten] = designs.map(({ costPerMonth }) => costPerMonth)
  const seconds = 730 * 3600
  const onDemand = (units: number) => (units * seconds * 0.625) / 1e6
  const provisioned = (units: number) => Math.ceil(units / 0.7) * 730 * 0.00065 + 730 * 0.00013
  expect((one?.onDemand ?? 0) - (one?.storage ?? 0)).toBeCloseTo(onDemand(1_000), 6)
  expect((ten?.onDemand ?? 0) - (ten?.storage ?? 0)).toBeCloseTo(onDemand(3_000), 6)
  expect((ten?.provisioned ?? 0) - (ten?.storage ?? 0)).toBeCloseTo(provisioned(3_000), 6)
  expect(one?.asSetUp).toBe(one?.onDemand)
})

test('the same seed gives the same comparison, another one another', async () => {
  const readers = defineWorkload({
    rate: second => 200 + 100 * (second % 2),
    duration: 4,
    arrivals: 'random',
    load: { count: 300, events: (_random, n) => ({ kind: 'add', user: n, n }) },
    events: (random, n) =>
      random.next() < 0.3
        ? { kind: 'add', user: random.zipf(300), n: 1_000 + n }
        : { kind: 'read', user: random.integer(300) },
  })
  const design = (name: string, capacity?: { read: number; write: number }) =>
    defineDesign({
      name,
      workload: readers,
      tables: {
        Notes: {
          partitionKey: { user: 'N' },
          sortKey: { n: 'N' },
          globalIndexes: { byText: { partitionKey: { text: 'S' } } },
          ...(capacity && { capacity }),
        },
      },
      operations: {
        add: ({ user, n }, { Notes }) => Notes.put({ user, n, text: `note ${n % 7}` }),
        read: ({ user }, { Notes }) => Notes.query({ user }).all(),
      },
    })
  const designs = [design('on demand'), design('provisioned', { read: 100, write: 1 })]
  const compared = async (seed: number) =>
    repeatable(await compareDesigns(designs, { seed, attempts: 3 }))
  const first = await compared(7)
  expect(await compared(7)).toEqual(first)
  expect(await compared(8)).not.toEqual(first)
  const [onDemand, provisioned] = first.designs
  expect(onDemand).toMatchObject({ throttled: 0, retries: 0 })
  expect(onDemand?.parts.map(({ name }) => name)).toEqual(['Notes', 'Notes.byText'])
  expect(provisioned?.events).toBe(onDemand?.events)
  expect(provisioned?.costPerMonth.asSetUp).not.toBe(provisioned?.costPerMonth.onDemand)
})

test('what is throttled is tried again by the delays of the SDK, and may pass then', async () => {
  const burst = defineWorkload({
    rate: second => (second < 1 ? 1_500 : 0),
    duration: 2,
    events: (_random, n) => ({ kind: 'vote', day: '11-29', n }),
  })
  const options = { workload: burst }
  const patient = await compareDesigns([oneKey, tenKeys], { ...options, attempts: 10 })
  const hasty = await compareDesigns([oneKey, tenKeys], options)
  expect(hasty.designs[0]).toMatchObject({ throttled: 500, retries: 0 })
  expect(patient.designs[0]).toMatchObject({ throttled: 0, events: 1_500 })
  expect(patient.designs[0]?.retries).toBeGreaterThanOrEqual(500)
})

test('transactions and batches that are throttled are counted as well', async () => {
  const { designs } = await compareDesigns(
    [
      defineDesign({
        name: 'once',
        workload: votes,
        tables: { Votes: VOTES },
        operations: {
          vote: ({ day, n }, { Votes }, { db }) =>
            db.transactWrite([{ put: Votes, item: { day, id: n } }]),
        },
      }),
      defineDesign({
        name: 'by batches',
        workload: votes,
        tables: { Votes: VOTES },
        operations: { vote: ({ day, n }, { Votes }) => Votes.putAll([{ day, id: n }]) },
      }),
    ],
    { duration: 1 },
  )
  // A write in a transaction costs two units.
  expect(designs.map(({ throttled }) => throttled)).toEqual([2_500, 2_000])
  expect(designs[0]?.throttledParts).toEqual([
    { part: 'batches and transactions', reason: 'ThrottlingError', count: 2_500 },
  ])
})

test('events come by the rate, also where it is that of a day', async () => {
  const rate = dailyRate({ low: 0, high: 0.02, peak: 20 })
  expect([8, 14, 20].map(hour => rate(hour * 3600))).toEqual([
    expect.closeTo(0),
    expect.closeTo(0.01),
    expect.closeTo(0.02),
  ])
  const { designs, seconds } = await compareDesigns([oneKey, tenKeys], {
    workload: defineWorkload({
      rate: dailyRate({ low: 0.01, high: 0.03 }),
      duration: 86_400,
      events: (_random, n) => ({ kind: 'vote', day: '11-29', n }),
    }),
  })
  expect(seconds).toBe(86_400)
  expect(Math.abs((designs[0]?.events ?? 0) - 1_728)).toBeLessThan(20)
  expect(designs[0]?.calls).toBe(designs[0]?.events)
})

test('ranks of zipf come in proportion to their power', async () => {
  const counts = new Map<number, number>()
  const ranks = defineWorkload({
    rate: 10_000,
    duration: 1,
    events: random => {
      const rank = random.zipf(50, 1)
      counts.set(rank, (counts.get(rank) ?? 0) + 1)
      return { kind: 'none' }
    },
  })
  const idle = (name: string) =>
    defineDesign({ name, tables: { Things: VOTES }, operations: { none: () => {} } })
  await compareDesigns([idle('a'), idle('b')], { workload: ranks })
  const harmonic = Array.from({ length: 50 }, (_, rank) => 1 / (rank + 1)).reduce((a, b) => a + b)
  for (const rank of [0, 1, 4, 9]) {
    const expected = 20_000 / (rank + 1) / harmonic
    // Both designs meet the same events, which doubles the variance.
    expect(Math.abs((counts.get(rank) ?? 0) - expected)).toBeLessThan(6 * Math.sqrt(2 * expected))
  }
  expect(Math.max(...counts.keys())).toBeLessThan(50)
})

describe('the text', () => {
  const comparing = compareDesigns([oneKey, tenKeys], { duration: 1 })

  test('has a column for each design, heat maps and the verdict', async () => {
    const comparison = await comparing
    const text = drawComparison(comparison)
    expect(text).toMatch(/^1 second of load +one key a day +ten keys a day$/m)
    expect(text).toMatch(/^ {2}throttled +2,000 \(67 %\) +0$/m)
    expect(text).toMatch(/^ {2}of the keys +2,000 Votes: 11-29$/m)
    expect(text.match(/^00:00 \|/gm)).toHaveLength(2)
    expect(text).toContain(`- ${comparison.verdict[0]?.slice(0, 30)}`)
    expect(text).not.toContain('\x1b')
    const wide = drawComparison(comparison, { columns: 200, colours: true })
    expect(wide).toContain('\x1b[31m█\x1b[39m')
    expect(wide).toMatch(/^00:00 \|.*\| +00:00 \|/m)
  })

  test('of what is no comparison is refused', () => {
    expect(() => drawComparison(comparing as never)).toThrow(/^drawComparison needs/)
  })
})
