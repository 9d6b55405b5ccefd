// What does it cost that a put lasts? New orders by 64 writers at once and by one, each of which
// waits until its put is on the disk before the next: hashrange, `lmdb`, SQLite, and a bare loop that writes
// and syncs as many bytes with the same grouping. And what the log costs if nobody waits for it, next
// to a database in memory.
//
// All in one process, in turns. The files are in the folder for temporary ones: TMPDIR names another disk.
// Runs by itself, too: npx tsx bench/suites/durable.ts --quick

import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Writers } from '../disk/writers.js'
import {
  bareWriters,
  hashrangeWriters,
  lmdbWriters,
  openOrders,
  sqliteWriters,
} from '../disk/writers.js'
import { type Item, order } from '../generators/items.js'
import type { Spread } from '../report/statistics.js'
import { spreadOf } from '../report/statistics.js'
import { count, significant } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Finding, Suite } from './suite.js'

const ROUND_COUNT = 9
const OWN = 'hashrange'
/** Lowest ratios of hashrange to others, by the number of writers. */
const WANTED: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  64: { lmdb: 1.5, sqlite: 3, 'bare loop': 0.7 },
  1: { 'bare loop': 1 / 1.2 },
}
/** Of a database whose log nobody waits for, to one in memory. */
const WANTED_OF_NONE = 1 / 1.25

interface Row {
  readonly name: string
  readonly putsPerSecond: Spread
  /** Of hashrange to it, within each round. */
  readonly ownRatio: Spread
}

export const durable: Suite = async ({ quick, show }) => {
  const results: Record<string, readonly Row[]> = {}
  const findings: Finding[] = []
  for (const [writerCount, fullStepCount] of [
    [64, 400],
    [1, 500],
  ] as const) {
    const by = writerCount === 1 ? 'one writer' : `${writerCount} writers`
    const rows = await measure(writerCount, quick ? 32 : fullStepCount)
    results[by] = rows
    show({
      title: `Durable puts of orders a second, by ${by}`,
      columns: ['', 'median', `${OWN} x`, 'rounds'],
      rows: rows.map(rowCells),
    })
    findings.push(...findingsOf(rows, by, WANTED[writerCount] ?? {}))
  }
  const unsynced = await measureUnsynced(quick ? 2_048 : 25_600)
  results['durability none'] = unsynced
  show({
    title: `Puts of orders a second, 64 in each turn; '${NONE}' has a log that nobody waits for`,
    columns: ['', 'median', `${NONE} x`, 'rounds'],
    rows: unsynced.map(rowCells),
  })
  const ratio = unsynced.find(({ name }) => name === MEMORY)?.ownRatio.median ?? Number.NaN
  findings.push({
    what: 'puts, durability none',
    measured: `${significant(1 / ratio)} x the time of memory`,
    wanted: `${significant(1 / WANTED_OF_NONE)} x`,
    isReached: ratio >= WANTED_OF_NONE,
  })
  return { name: 'durable', results, findings }
}

function rowCells({ name, putsPerSecond, ownRatio }: Row): readonly string[] {
  const { median, low, high } = ownRatio
  const rounds = `${significant(low)} to ${significant(high)}`
  return [name, count(putsPerSecond.median), significant(median), rounds]
}

function findingsOf(
  rows: readonly Row[],
  by: string,
  wanted: Readonly<Record<string, number>>,
): readonly Finding[] {
  return rows.flatMap(({ name, ownRatio }) => {
    const lowest = wanted[name]
    if (lowest === undefined) return []
    return {
      what: `durable puts, ${by}`,
      measured: `${significant(ownRatio.median)} x ${name}`,
      wanted: `${significant(lowest)} x`,
      isReached: ownRatio.median >= lowest,
    }
  })
}

async function measure(writerCount: number, stepCount: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hashrange-bench-durable-'))
  const directory = (name: string): string => {
    const path = join(folder, name)
    mkdirSync(path)
    return path
  }
  const encrypted = { path: directory('encrypted'), encryptionKey: randomBytes(32) }
  const all = [
    await hashrangeWriters(OWN, { path: directory('hashrange') }),
    await hashrangeWriters(`${OWN}, encrypted`, encrypted),
    await lmdbWriters(directory('lmdb')),
    await sqliteWriters(directory('sqlite'), 'each'),
    ...(writerCount === 1 ? [] : [await sqliteWriters(folder, 'batched')]),
    await bareWriters(directory('bare')),
  ]
  const itemCount = writerCount * stepCount
  const rates = await ratesOf(
    all.map(({ name }) => name),
    round => {
      const items = newOrders(round, itemCount)
      return all.map(writers => () => putAll(writers, items, writerCount))
    },
  )
  for (const writers of all) await writers.close()
  rmSync(folder, { recursive: true })
  return rowsOf(rates, OWN)
}

/** @returns puts a second */
async function putAll(
  { share, put }: Writers,
  items: readonly Item[],
  writerCount: number,
): Promise<number> {
  const some = writerCount === 1 ? items : items.slice(0, items.length * share)
  const start = performance.now()
  await put(some, writerCount)
  return (1_000 * some.length) / (performance.now() - start)
}

const NONE = 'none'
const MEMORY = 'in memory'
const TURN_COUNT = 64

async function measureUnsynced(itemCount: number): Promise<readonly Row[]> {
  const path = mkdtempSync(join(tmpdir(), 'hashrange-bench-durable-'))
  const opened = [await openOrders({ path, durability: 'none' }), await openOrders({})]
  const rates = await ratesOf([NONE, MEMORY], round => {
    const items = newOrders(round, itemCount)
    return opened.map(({ table }) => async () => {
      const start = performance.now()
      for (const [index, item] of items.entries()) {
        table.put(item)
        // The log is written between turns.
        if (index % TURN_COUNT === TURN_COUNT - 1) await nextTurn()
      }
      return (1_000 * itemCount) / (performance.now() - start)
    })
  })
  for (const { database } of opened) await database.close()
  rmSync(path, { recursive: true })
  return rowsOf(rates, NONE)
}

/** By name, the rates of the rounds that count. All take their turn in each, after one to warm up. */
async function ratesOf(
  names: readonly string[],
  turnsOf: (round: number) => readonly (() => Promise<number>)[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rates = names.map(() => [] as number[])
  for (let round = 0; round <= ROUND_COUNT; round++) {
    for (const [index, turn] of turnsOf(round).entries()) {
      const rate = await turn()
      if (round > 0) rates[index]?.push(rate)
    }
  }
  return new Map(names.map((name, index) => [name, rates[index] ?? []]))
}

function rowsOf(rates: ReadonlyMap<string, readonly number[]>, own: string): readonly Row[] {
  const ownRates = rates.get(own) ?? []
  return [...rates].map(([name, some]) => ({
    name,
    putsPerSecond: spreadOf(some),
    ownRatio: spreadOf(ownRates.map((rate, round) => rate / (some[round] ?? Number.NaN))),
  }))
}

function newOrders(round: number, itemCount: number): readonly Item[] {
  return Array.from({ length: itemCount }, (_, index) => order(round * itemCount + index))
}

await runAlone(import.meta.url, durable)
