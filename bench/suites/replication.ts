// What do replicas cost? Puts natively into a table that has none and into one that has two others, in
// turn: of the latter the time ends when all three have all of them.
//
// Runs by itself, too: npx tsx bench/suites/replication.ts --quick

import { performance } from 'node:perf_hooks'
import { openDatabase } from '../doors/built.js'
import type { Spread } from '../report/statistics.js'
import { spreadOf } from '../report/statistics.js'
import { count } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const PUTS_WANTED = 100_000
const OTHERS = ['eu-west-1', 'ap-northeast-1']
/** Puts that are under way at once. */
const BATCH = 100

export const replication: Suite = async ({ quick, show }) => {
  const putCount = quick ? 2_000 : 100_000
  const roundCount = quick ? 2 : 7
  const rates = await measure(putCount, roundCount)
  const ratio = (rates.replicated.median / rates.alone.median).toFixed(2)
  show({
    title: `${count(putCount)} puts a second, until all replicas have them`,
    columns: ['replicas', 'median', 'x alone'],
    rows: [
      ['none', count(rates.alone.median), '1.00'],
      ['two others', count(rates.replicated.median), ratio],
    ],
  })
  return {
    name: 'replication',
    results: rates,
    findings: [
      {
        what: 'puts a second with two replicas more, all up to date',
        measured: count(rates.replicated.median),
        wanted: count(PUTS_WANTED),
        isReached: rates.replicated.median >= PUTS_WANTED,
      },
    ],
  }
}

interface Rates {
  readonly alone: Spread
  readonly replicated: Spread
}

async function measure(putCount: number, roundCount: number): Promise<Rates> {
  const alone: number[] = []
  const replicated: number[] = []
  for (let round = -1; round < roundCount; round += 1) {
    const pair = [await rateOf([], putCount), await rateOf(OTHERS, putCount)] as const
    if (round < 0) continue
    alone.push(pair[0])
    replicated.push(pair[1])
  }
  return { alone: spreadOf(alone), replicated: spreadOf(replicated) }
}

async function rateOf(replicas: readonly string[], putCount: number): Promise<number> {
  const db = await openDatabase()
  const table = await db.createTable('Orders', { partitionKey: { id: 'S' }, replicas })
  const start = performance.now()
  for (let first = 0; first < putCount; first += BATCH) {
    const puts: Promise<unknown>[] = []
    for (let n = first; n < first + BATCH; n += 1) {
      puts.push(table.put({ id: `order-${n}`, status: 'open', total: n, text: 'a'.repeat(100) }))
    }
    await Promise.all(puts)
  }
  await db.replicated()
  const seconds = (performance.now() - start) / 1_000
  await db.close()
  return putCount / seconds
}

await runAlone(import.meta.url, replication)
