// How long do the stages of an operation take, each by itself? Processor time, as medians of rounds.

import { collectNow } from './collections.js'

/** What is done for each item of a round: at a place, on what stands there of the stage before. */
export type Stage = (place: number) => void
export type Stages = Readonly<Record<string, Stage>>

export interface Rounds {
  readonly size: number
  readonly count: number
}

/** Processor time of each stage, in nanoseconds for a place: medians of rounds, after one to warm up. */
export function measureStages(
  stagesOf: () => Stages,
  { size, count }: Rounds,
): ReadonlyMap<string, number> {
  const rounds = new Map<string, number[]>()
  for (let round = 0; round <= count; round += 1) {
    for (const [name, stage] of Object.entries(stagesOf())) {
      // What was made for the stages moves out of the way; a major one would undo what V8 has optimised.
      collectNow('minor')
      collectNow('minor')
      const start = process.cpuUsage()
      for (let place = 0; place < size; place += 1) stage(place)
      const { user, system } = process.cpuUsage(start)
      const times = rounds.get(name) ?? []
      if (round > 0) times.push(((user + system) * 1_000) / size)
      rounds.set(name, times)
    }
  }
  return new Map([...rounds].map(([name, list]) => [name, median(list)]))
}

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? Number.NaN
}
