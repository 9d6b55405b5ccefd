// Who is faster, and is it by as much as is wanted? Contestants in rounds taken in turn, A B C A B
// C, so that what slows the machine down for a while hits all alike; ratios are those of rounds.

import type { Spread } from '../report/statistics.js'
import { ratioOf, spreadOf } from '../report/statistics.js'
import type { Table } from '../report/table.js'
import { count, significant } from '../report/table.js'
import type { Finding } from '../suites/suite.js'

export interface Contestant {
  readonly name: string
  /** Runs a round: operations in a second. */
  readonly round: () => Promise<number>
}

export interface Standing {
  readonly name: string
  readonly operationsPerSecond: Spread
  /** How many times as fast as the first contestant; low and high are those of single rounds. */
  readonly ratio: Spread
}

export interface Contest {
  readonly title: string
  readonly standings: readonly Standing[]
  /** Of each contestant in each round, in operations a second. */
  readonly rounds: Readonly<Record<string, readonly number[]>>
}

/** What is wanted of a contest: that one is at least so many times as fast as another. */
export interface Aim {
  readonly text: string
  readonly contest: Contest
  readonly of: string
  readonly to: string
  readonly ratio: number
}

/** So many rounds warm up; they do not count. */
const WARM_UP_COUNT = 5

/** The first contestant is the one that others are compared with. */
export async function compete(
  title: string,
  contestants: readonly Contestant[],
  roundCount: number,
): Promise<Contest> {
  const rates = contestants.map((): number[] => [])
  for (let round = -WARM_UP_COUNT; round < roundCount; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const rate = await contestant.round()
      if (round >= 0) rates[index]?.push(rate)
    }
  }
  const rounds = contestants.map(({ name }, index) => [name, rates[index] ?? []] as const)
  return contestOf(title, Object.fromEntries(rounds))
}

/** What rounds in turn come to that have been run: of each contestant those of all, in operations a second. */
export function contestOf(title: string, rounds: Contest['rounds']): Contest {
  const [baseline = []] = Object.values(rounds)
  const standings = Object.entries(rounds).map(([name, own]) => ({
    name,
    operationsPerSecond: spreadOf(own),
    ratio: ratioOf(own, baseline),
  }))
  return { title, standings, rounds }
}

export function contestTable({ title, standings }: Contest): Table {
  return {
    title,
    columns: ['', 'ops/s', 'us each', `x ${standings[0]?.name ?? ''}`, 'rounds'],
    rows: standings.map(({ name, operationsPerSecond: { median }, ratio }) => [
      name,
      count(median),
      significant(1e6 / median),
      significant(ratio.median),
      rangeText(ratio),
    ]),
  }
}

/** Undefined where one of the two has not taken part. */
function ratioFor({ contest, of, to }: Aim): Spread | undefined {
  const [own, other] = [contest.rounds[of], contest.rounds[to]]
  return own === undefined || other === undefined ? undefined : ratioOf(own, other)
}

export function aimTable(title: string, aims: readonly Aim[]): Table {
  return {
    title,
    columns: ['', 'wanted', 'measured', 'rounds', 'reached'],
    rows: aims.map(aim => {
      const ratio = ratioFor(aim)
      const wanted = `>= ${significant(aim.ratio)}`
      if (ratio === undefined) return [aim.text, wanted, 'not installed', '', '']
      const reached = ratio.median >= aim.ratio ? 'yes' : 'no'
      return [aim.text, wanted, significant(ratio.median), rangeText(ratio), reached]
    }),
  }
}

/** For the summary. */
export function aimFindings(aims: readonly Aim[]): readonly Finding[] {
  return aims.map(aim => {
    const ratio = ratioFor(aim)
    const wanted = `>= ${significant(aim.ratio)}`
    if (ratio === undefined) return { what: aim.text, measured: 'not installed', wanted }
    const measured = `${significant(ratio.median)} times as fast`
    return { what: aim.text, measured, wanted, isReached: ratio.median >= aim.ratio }
  })
}

/** For the file of results. */
export function aimResults(aims: readonly Aim[]): unknown {
  return aims.map(aim => {
    const { text, of, to, ratio } = aim
    return { text, of, to, wanted: ratio, measured: ratioFor(aim) ?? 'not installed' }
  })
}

function rangeText({ low, high }: Spread): string {
  return `${significant(low)}..${significant(high)}`
}
