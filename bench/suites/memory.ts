// What does an item cost in memory, and how long does collecting garbage stop the process? Bytes
// per item and the longest pause at a million items; reads and pauses under a load of half reads
// and half writes on five million; and what fork() of a million items and the writes after it cost.
//
// Engines run one after the other, each alone. The pages of `lmdb`'s and SQLite's files count as
// resident when they are mapped, so the part of it that is the process's own is shown beside it. A
// database with a path is measured too, when its checkpoint is made.

import type { EngineName } from '../engines/engine.js'
import { meanSizes } from '../generators/sizes.js'
import type { Subject } from '../harness/pool.js'
import { withSubjects } from '../harness/pool.js'
import type { Memory } from '../harness/protocol.js'
import type { Quantiles } from '../report/statistics.js'
import { quantilesOf } from '../report/statistics.js'
import type { Table } from '../report/table.js'
import { count, quantileCells, significant } from '../report/table.js'
import type { Finding, Suite } from './suite.js'

interface Footprint {
  readonly engine: EngineName
  readonly itemCount: number
  readonly bytesPerItem: Memory
  readonly fillSeconds: number
  readonly longestPauseMs: number
  readonly collectionShare: number
}

interface Load extends Footprint {
  readonly readMicros: Quantiles | undefined
  readonly operationsPerSecond: number
  readonly loadLongestPauseMs: number
  readonly loadCollectionShare: number
}

interface ForkCost {
  readonly engine: EngineName
  readonly itemCount: number
  readonly forkMs: number
  readonly bytes: number
  readonly beforeMicros: Quantiles | undefined
  readonly copyMicros: Quantiles | undefined
  readonly originalMicros: Quantiles | undefined
}

const FORK_WRITE_COUNT = 1_000
/** What a path adds to the memory of a database is always shown. */
const WITH_PATH: EngineName = 'hashrange-log'

export const memory: Suite = async ({ quick, engines, show }) => {
  const sizes = await meanSizes(10_000)
  const itemCount = quick ? 20_000 : 1_000_000
  const footprints: Footprint[] = []
  const forks: ForkCost[] = []
  for (const engine of engines) {
    await withSubjects([engine], 'orders', async subjects => {
      for (const subject of subjects) {
        footprints.push(await footprint(subject, itemCount))
        const cost = await forkCost(subject, itemCount)
        if (cost !== undefined) forks.push(cost)
      }
    })
  }
  if (engines.includes('hashrange') && !engines.includes(WITH_PATH)) {
    await withSubjects([WITH_PATH], 'orders', async subjects => {
      for (const subject of subjects) footprints.push(await footprint(subject, itemCount))
    })
  }
  show(footprintTable(footprints, sizes))
  if (forks.length > 0) show(forkTable(forks))
  const loads: Load[] = []
  for (const engine of engines) {
    await withSubjects([engine], 'orders', async subjects => {
      for (const subject of subjects) loads.push(await load(subject, quick))
    })
  }
  show(loadTable(loads))
  const results = { itemBytes: sizes, footprints, forks, loads }
  return { name: 'memory', results, findings: findingsOf(results) }
}

function findingsOf(results: {
  readonly footprints: readonly Footprint[]
  readonly forks: readonly ForkCost[]
  readonly loads: readonly Load[]
}): readonly Finding[] {
  const isOwn = ({ engine }: { readonly engine: EngineName }) => engine === 'hashrange'
  const ofFill = results.footprints.flatMap(({ engine, itemCount, bytesPerItem }) => {
    if (!engine.startsWith('hashrange')) return []
    const measured = `${count(bytesPerItem.resident)} bytes an item, ${count(bytesPerItem.heap)} of them heap`
    const what = engine === WITH_PATH ? 'memory with a path' : 'memory'
    return { what: `${what}, ${count(itemCount)} items`, measured }
  })
  const ofForks = results.forks.filter(isOwn).map(({ itemCount, forkMs }) => {
    return { what: `fork, ${count(itemCount)} items`, measured: `${significant(forkMs)} ms` }
  })
  const ofLoads = results.loads.filter(isOwn).map(({ itemCount, readMicros, ...load }) => {
    const pause = `longest pause ${significant(load.loadLongestPauseMs)} ms`
    const measured = `reads p99.9 ${significant(readMicros?.p999 ?? Number.NaN)} us, ${pause}`
    return { what: `half reads, half writes, ${count(itemCount)} items`, measured }
  })
  return [...ofFill, ...ofForks, ...ofLoads]
}

async function footprint(subject: Subject, itemCount: number): Promise<Footprint> {
  const empty = await subject.ask({ kind: 'memory' })
  const { seconds, collections } = await subject.ask({ kind: 'fill', itemCount })
  const full = await subject.ask({ kind: 'memory' })
  const perItem = (part: keyof Memory) => (full[part] - empty[part]) / itemCount
  return {
    engine: subject.engine,
    itemCount,
    bytesPerItem: {
      resident: perItem('resident'),
      residentAnonymous: perItem('residentAnonymous'),
      heap: perItem('heap'),
      external: perItem('external'),
      disk: full.disk / itemCount,
    },
    fillSeconds: seconds,
    longestPauseMs: collections.longestPauseMs,
    collectionShare: collections.share,
  }
}

async function load(subject: Subject, quick: boolean): Promise<Load> {
  const filled = await footprint(subject, quick ? 50_000 : 5_000_000)
  const half = { kind: 'round', phase: 'half', mode: 'loaded reads' } as const
  await subject.ask({ ...half, operationCount: quick ? 2_000 : 20_000 })
  const operationCount = quick ? 5_000 : 200_000
  const rounds = []
  for (let round = 0; round < (quick ? 2 : 5); round++) {
    rounds.push(await subject.ask({ ...half, operationCount }))
  }
  const seconds = rounds.reduce((sum, round) => sum + round.seconds, 0)
  const shares = rounds.map(round => round.collections.share)
  return {
    ...filled,
    readMicros: quantilesOf(rounds.map(round => round.readMicros)),
    operationsPerSecond: (rounds.length * operationCount) / seconds,
    loadLongestPauseMs: Math.max(...rounds.map(round => round.collections.longestPauseMs)),
    loadCollectionShare: shares.reduce((sum, share) => sum + share, 0) / shares.length,
  }
}

async function forkCost(subject: Subject, itemCount: number): Promise<ForkCost | undefined> {
  const result = await subject.ask({ kind: 'fork', writeCount: FORK_WRITE_COUNT })
  if (result === undefined) return undefined
  return {
    engine: subject.engine,
    itemCount,
    forkMs: result.forkMs,
    bytes: result.bytes,
    beforeMicros: quantilesOf([result.beforeMicros]),
    copyMicros: quantilesOf([result.copyMicros]),
    originalMicros: quantilesOf([result.originalMicros]),
  }
}

function footprintTable(
  footprints: readonly Footprint[],
  sizes: { readonly json: number; readonly packed: number },
): Table {
  const { json, packed } = sizes
  const about = `${count(json)} bytes of JSON, ${count(packed)} packed`
  return {
    title: `memory, ${count(footprints[0]?.itemCount ?? 0)} items of ${about}; bytes per item`,
    columns: ['engine', 'resident', 'own', 'heap', 'external', 'files', 'longest pause ms', 'gc %'],
    rows: footprints.map(({ engine, bytesPerItem, longestPauseMs, collectionShare }) => [
      engine,
      count(bytesPerItem.resident),
      count(bytesPerItem.residentAnonymous),
      count(bytesPerItem.heap),
      count(bytesPerItem.external),
      count(bytesPerItem.disk),
      significant(longestPauseMs),
      (collectionShare * 100).toFixed(1),
    ]),
  }
}

function forkTable(forks: readonly ForkCost[]): Table {
  const itemCount = forks[0]?.itemCount ?? 0
  return {
    title: `fork() of ${count(itemCount)} items, then ${count(FORK_WRITE_COUNT)} writes to each side`,
    columns: [
      'engine',
      'fork ms',
      'own MB',
      ...['before p50', 'p99', 'p99.9', 'max us'],
      ...['copy p50', 'p99', 'p99.9', 'max us'],
      ...['original p50', 'p99', 'p99.9', 'max us'],
    ],
    rows: forks.map(fork => [
      fork.engine,
      significant(fork.forkMs),
      significant(fork.bytes / 1e6),
      ...quantileCells(fork.beforeMicros),
      ...quantileCells(fork.copyMicros),
      ...quantileCells(fork.originalMicros),
    ]),
  }
}

function loadTable(loads: readonly Load[]): Table {
  return {
    title: `half reads, half writes, ${count(loads[0]?.itemCount ?? 0)} items`,
    columns: [
      'engine',
      'ops/s',
      ...['read p50', 'p99', 'p99.9', 'max us'],
      ...['longest pause ms', 'gc %', 'resident B/item', 'own', 'fill pause ms', 'fill s'],
    ],
    rows: loads.map(load => [
      load.engine,
      count(load.operationsPerSecond),
      ...quantileCells(load.readMicros),
      significant(load.loadLongestPauseMs),
      (load.loadCollectionShare * 100).toFixed(1),
      count(load.bytesPerItem.resident),
      count(load.bytesPerItem.residentAnonymous),
      significant(load.longestPauseMs),
      significant(load.fillSeconds),
    ]),
  }
}
