// What do all suites share? Their options, their report, and the way to compare engines on a
// phase of a workload.

import type { EngineName } from '../engines/engine.js'
import type { Mode } from '../harness/measure.js'
import type { Subject } from '../harness/pool.js'
import { askInTurn } from '../harness/pool.js'
import type { WatchedRound } from '../harness/protocol.js'
import type { Comparison } from '../report/statistics.js'
import { quantilesOf, ratioOf, spreadOf } from '../report/statistics.js'
import type { Table } from '../report/table.js'
import { count, significant } from '../report/table.js'

export const SUITE_NAMES = [
  'micro',
  'ycsb',
  'uses',
  'memory',
  'scale',
  'sdk',
  'http',
  'forks',
  'ttl',
  'indexes',
  'streams',
  'worst',
  'collisions',
  'log',
  'durable',
  'recovery',
  'checkpoint',
  'transfer',
  'past',
  'replication',
  'statements',
  'dax',
  'access',
  'remote',
  'mirror',
  'explorer',
  'migrate',
] as const
export type SuiteName = (typeof SUITE_NAMES)[number]

export interface SuiteOptions {
  /** Small sizes and few rounds: does everything work? The figures mean little. */
  readonly quick: boolean
  readonly engines: readonly EngineName[]
  /** How many items a database has that is opened; undefined for the usual ones. */
  readonly itemCounts?: readonly number[] | undefined
  /** Shows each table when it is there. */
  readonly show: (table: Table) => void
}

/** Numbers of items, of a list of them with commas between. */
export function itemCountsOf(list: string | undefined): readonly number[] | undefined {
  return list?.split(',').map(text => {
    const itemCount = Number(text)
    if (Number.isSafeInteger(itemCount) && itemCount > 0) return itemCount
    throw new RangeError(`${text} is no number of items`)
  })
}

/** One line of the summary at the end of a run. */
export interface Finding {
  readonly what: string
  readonly measured: string
  readonly wanted?: string
  readonly isReached?: boolean
}

export interface Picture {
  readonly fileName: string
  readonly svg: string
}

export interface SuiteReport {
  readonly name: SuiteName
  /** Goes to a file as it is. */
  readonly results: unknown
  readonly findings: readonly Finding[]
  readonly pictures?: readonly Picture[]
}

export type Suite = (options: SuiteOptions) => Promise<SuiteReport>

/** What a run says of hashrange in a line for each comparison. */
export function findingsOf(comparisons: readonly Comparison[]): readonly Finding[] {
  return comparisons.flatMap(({ title, itemCount, baseline, engines }) => {
    const own = engines.find(({ engine }) => engine === 'hashrange')
    if (own === undefined) return []
    const { operationsPerSecond, ratio } = own
    const rate = `${count(operationsPerSecond.median)} ops/s`
    const measured =
      ratio === undefined ? rate : `${rate}, ${significant(ratio.median)} x ${baseline}`
    return [{ what: `${title}, ${count(itemCount)} items`, measured }]
  })
}

/** Ratios are to the fastest peer. */
const BASELINE: EngineName = 'lmdb'

export interface Plan {
  readonly title: string
  readonly itemCount: number
  readonly phase: string
  readonly roundCount: number
  /** In a round that is timed as a whole. */
  readonly operationCount: number
  /** In a round in which each operation is timed; none for 0. */
  readonly latencyCount: number
  readonly bulk?: boolean
}

/** After a warm-up, each round asks every engine for throughput and then every one for latency. */
export async function compare(subjects: readonly Subject[], plan: Plan): Promise<Comparison> {
  const throughputMode: Mode = plan.bulk === true ? 'bulk' : 'throughput'
  const run = (mode: Mode, operationCount: number) =>
    askInTurn(subjects, { kind: 'round', phase: plan.phase, operationCount, mode })
  await run(throughputMode, Math.ceil(plan.operationCount / 2))
  if (plan.latencyCount > 0) await run('latency', Math.ceil(plan.latencyCount / 2))
  const whole: (readonly WatchedRound[])[] = []
  const single: (readonly WatchedRound[])[] = []
  for (let round = 0; round < plan.roundCount; round++) {
    whole.push(await run(throughputMode, plan.operationCount))
    if (plan.latencyCount > 0) single.push(await run('latency', plan.latencyCount))
  }
  return { title: plan.title, itemCount: plan.itemCount, ...summary(subjects, { whole, single }) }
}

interface Rounds {
  readonly whole: readonly (readonly WatchedRound[])[]
  readonly single: readonly (readonly WatchedRound[])[]
}

function summary(
  subjects: readonly Subject[],
  rounds: Rounds,
): Pick<Comparison, 'baseline' | 'engines'> {
  const ofSubject = (some: Rounds['whole'], subject: number) =>
    some.flatMap(round => round[subject] ?? [])
  const rates = subjects.map((_, subject) =>
    ofSubject(rounds.whole, subject).map(round => round.operationCount / round.seconds),
  )
  const baselineIndex = subjects.findIndex(subject => subject.engine === BASELINE)
  const baseline = rates[baselineIndex]
  const engines = subjects.map(({ engine }, subject) => {
    const own = rates[subject] ?? []
    const single = ofSubject(rounds.single, subject)
    const pauses = [...ofSubject(rounds.whole, subject), ...single].map(
      round => round.collections.longestPauseMs,
    )
    return {
      engine,
      operationsPerSecond: spreadOf(own),
      ratio: baseline === undefined ? undefined : ratioOf(own, baseline),
      readMicros: quantilesOf(single.map(round => round.readMicros)),
      writeMicros: quantilesOf(single.map(round => round.writeMicros)),
      longestPauseMs: Math.max(...pauses),
    }
  })
  return { baseline: BASELINE, engines }
}
