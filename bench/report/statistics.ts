// What do many rounds say together? Medians, ratios and quantiles.

import type { EngineName } from '../engines/engine.js'

export interface Quantiles {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** One engine's part of a comparison. */
export interface Measured {
  readonly engine: EngineName
  readonly operationsPerSecond: Spread
  /** Of the medians; low and high are those of single rounds. Undefined without a baseline. */
  readonly ratio: Spread | undefined
  readonly readMicros: Quantiles | undefined
  readonly writeMicros: Quantiles | undefined
  readonly longestPauseMs: number
}

export interface Comparison {
  readonly title: string
  readonly itemCount: number
  readonly baseline: EngineName
  readonly engines: readonly Measured[]
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) }
}

/** Rounds of one engine to those of another in the same turns. */
export function ratioOf(values: readonly number[], baseline: readonly number[]): Spread {
  const ratios = values.map((value, round) => value / (baseline[round] ?? Number.NaN))
  return { ...spreadOf(ratios), median: median(values) / median(baseline) }
}

/** Undefined if nothing was sampled. */
export function quantilesOf(samples: readonly Float64Array[]): Quantiles | undefined {
  const count = samples.reduce((sum, some) => sum + some.length, 0)
  if (count === 0) return undefined
  const sorted = new Float64Array(count)
  let offset = 0
  for (const some of samples) {
    sorted.set(some, offset)
    offset += some.length
  }
  sorted.sort()
  const at = (share: number) => sorted[Math.min(count - 1, Math.floor(share * count))] ?? 0
  return { count, p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) }
}
