// What does time to live cost? Sessions that are put into a table with it and into one without, in
// turn; then all of them expire within an hour, and are swept: how many a second, and how long a
// step of the sweeper keeps others waiting.
//
// Runs by itself, too: npx tsx bench/suites/ttl.ts --quick

import { performance } from 'node:perf_hooks'
import { openDatabase } from '../doors/built.js'
import { builtFile } from '../harness/build.js'
import type { Quantiles, Spread } from '../report/statistics.js'
import { quantilesOf, spreadOf } from '../report/statistics.js'
import { count, quantileCells, significant } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

type ManualClock = import('../../src/testing/manual-clock.js').ManualClock
const TESTING = builtFile('testing.js').href
const { ManualClock } = (await import(TESTING)) as {
  readonly ManualClock: new () => ManualClock
}

const HOUR_SECONDS = 3_600
const ROUND_COUNT = 5

interface Swept {
  readonly itemCount: number
  readonly itemsPerSecond: number
  /** Microseconds of each step. */
  readonly steps: Quantiles | undefined
}

export const ttl: Suite = async ({ quick, show }) => {
  const puts = await measurePuts(quick ? 5_000 : 50_000)
  const swept = await sweep(quick ? 20_000 : 1_000_000)
  const ratio = (puts.with.median / puts.without.median).toFixed(2)
  show({
    title: 'Puts of sessions a second',
    columns: ['table', 'median', 'x without'],
    rows: [
      ['without', count(puts.without.median), '1.00'],
      ['with', count(puts.with.median), ratio],
    ],
  })
  show({
    title: `${count(swept.itemCount)} sessions swept, steps in microseconds`,
    columns: ['sessions/s', 'p50', 'p99', 'p99.9', 'max'],
    rows: [[significant(swept.itemsPerSecond), ...quantileCells(swept.steps)]],
  })
  const findings = [
    { what: 'puts with time to live', measured: `${ratio} x those without` },
    {
      what: `${count(swept.itemCount)} expired items swept`,
      measured: `longest step ${significant((swept.steps?.max ?? Number.NaN) / 1_000)} ms`,
    },
  ]
  return { name: 'ttl', results: { puts, swept }, findings }
}

async function measurePuts(
  itemCount: number,
): Promise<{ readonly with: Spread; readonly without: Spread }> {
  const rates = { with: [] as number[], without: [] as number[] }
  for (let round = -1; round < ROUND_COUNT; round++) {
    for (const kind of ['without', 'with'] as const) {
      const clock = new ManualClock()
      const { table, database } = await openSessions(clock, kind === 'with')
      const now = clock.now() / 1_000
      const start = performance.now()
      for (let index = 0; index < itemCount; index++) table.put(session(index, now) as never)
      if (round >= 0) rates[kind].push((1_000 * itemCount) / (performance.now() - start))
      await database.close()
    }
  }
  return { with: spreadOf(rates.with), without: spreadOf(rates.without) }
}

async function sweep(itemCount: number): Promise<Swept> {
  const manual = new ManualClock()
  const steps: number[] = []
  const clock = {
    now: () => manual.now(),
    alarm: (time: number, ring: () => void) =>
      manual.alarm(time, () => {
        const start = performance.now()
        ring()
        steps.push(1_000 * (performance.now() - start))
      }),
  }
  const { table, database } = await openSessions(clock, true)
  const now = manual.now() / 1_000
  for (let index = 0; index < itemCount; index++) table.put(session(index, now) as never)
  const start = performance.now()
  await manual.advance(2 * HOUR_SECONDS * 1_000)
  const seconds = (performance.now() - start) / 1_000
  const left = table.scan().count()
  if (left > 0) throw new Error(`${left} sessions have expired and are there`)
  await database.close()
  return {
    itemCount,
    itemsPerSecond: itemCount / seconds,
    steps: quantilesOf([Float64Array.from(steps)]),
  }
}

async function openSessions(clock: Pick<ManualClock, 'now' | 'alarm'>, expire: boolean) {
  const database = await openDatabase({ clock })
  const table = await database.createTable()('Sessions', {
    partitionKey: { id: 'S' },
    ...(expire && { timeToLive: 'expiresAt' }),
  } as never)
  return { database, table }
}

function session(index: number, now: number) {
  const expiresAt = now + 1 + (index % HOUR_SECONDS)
  return { id: `session#${index}`, expiresAt, user: `user#${index % 997}`, text: 'x'.repeat(100) }
}

await runAlone(import.meta.url, ttl)
