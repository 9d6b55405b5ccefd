// What do partition keys cost that are chosen to have one hash? As many items under such keys as
// under keys that are spread, in tables with and without a sort key: the ratio of the times.
//
// Runs by itself, too: npx tsx bench/suites/collisions.ts --quick

import { performance } from 'node:perf_hooks'
import { openDatabase } from '../doors/built.js'
import { collidingKey } from '../generators/colliding-keys.js'
import { ratioOf, type Spread } from '../report/statistics.js'
import { count } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const RATIO_MAX = 10
const SORT_KEYS = [undefined, 'N'] as const

type KeyOf = (index: number) => Uint8Array
type Seconds = Record<string, number[]>

interface Slower {
  readonly operation: string
  readonly sortKey: boolean
  /** Times that operations on colliding keys took, over those on others. */
  readonly ratio: Spread
}

export const collisions: Suite = async ({ quick, show }) => {
  const itemCount = quick ? 5_000 : 100_000
  const results: Slower[] = []
  for (const sortKey of SORT_KEYS) {
    results.push(...(await compareKeys(itemCount, sortKey, quick ? 1 : 5)))
  }
  show({
    title: `${count(itemCount)} keys of one hash, times as slow as others`,
    columns: ['operation', 'sort key', 'median', 'least', 'most'],
    rows: results.map(({ operation, sortKey, ratio }) => {
      const figures = [ratio.median, ratio.low, ratio.high].map(figure => figure.toFixed(2))
      return [operation, sortKey ? 'yes' : 'no', ...figures]
    }),
  })
  const findings = results.map(({ operation, sortKey, ratio }) => ({
    what: `${operation} of colliding keys, ${sortKey ? 'with' : 'without'} a sort key`,
    measured: `${ratio.median.toFixed(2)} x others`,
    wanted: `<= ${RATIO_MAX} x`,
    isReached: ratio.median <= RATIO_MAX,
  }))
  return { name: 'collisions', results, findings }
}

async function compareKeys(
  itemCount: number,
  sortKey: (typeof SORT_KEYS)[number],
  roundCount: number,
): Promise<readonly Slower[]> {
  const spread: Seconds = {}
  const colliding: Seconds = {}
  for (let round = -1; round < roundCount; round++) {
    for (const [keyOf, into] of [
      [spreadKey, spread],
      [collidingKey, colliding],
    ] as const) {
      const seconds = await timesOf(itemCount, sortKey, keyOf)
      if (round < 0) continue
      for (const [operation, time] of seconds) into[operation] = [...(into[operation] ?? []), time]
    }
  }
  return Object.entries(colliding).map(([operation, times]) => {
    const ratio = ratioOf(times, spread[operation] ?? [])
    return { operation, sortKey: sortKey !== undefined, ratio }
  })
}

/** Seconds that each operation takes on all items of a new table. */
async function timesOf(
  itemCount: number,
  sortKey: (typeof SORT_KEYS)[number],
  keyOf: KeyOf,
): Promise<ReadonlyMap<string, number>> {
  const database = await openDatabase()
  const table = await database.createTable()('Collisions', {
    partitionKey: { pk: 'B' },
    ...(sortKey !== undefined && { sortKey: { sk: sortKey } }),
  } as never)
  const keys = Array.from({ length: itemCount }, (_, index) => {
    return { pk: keyOf(index), ...(sortKey !== undefined && { sk: index }) }
  }) as never[]
  const steps: readonly (readonly [string, (key: never) => unknown])[] = [
    ['put', key => table.put(key)],
    ['get', key => table.get(key)],
    ['query', key => table.query(key).all()],
    ['scan', key => key === keys[0] && table.scan().count()],
    ['remove', key => table.delete(key)],
  ]
  const seconds = new Map<string, number>()
  for (const [operation, step] of steps) {
    const start = performance.now()
    let last: unknown
    for (const key of keys) last = step(key)
    await last
    seconds.set(operation, (performance.now() - start) / 1_000)
  }
  await database.close()
  return seconds
}

/** A key of the same length whose hash is left to chance. */
function spreadKey(index: number): Uint8Array {
  return new Uint8Array(Int32Array.of(index, index * 7, 0).buffer)
}

await runAlone(import.meta.url, collisions)
