/** The chance of a workload: seeded, so that each design meets the same events, and another run meets them again. */

/** Chance that can be repeated. */
export interface WorkloadRandom {
  /** A number from 0 to 1, exclusive. */
  next(): number
  /** A whole number from 0 to `below`, exclusive, each as likely as the others. */
  integer(below: number): number
  /** One of some values, each as likely as the others. */
  pick<Value>(values: readonly Value[]): Value
  /**
   * A rank from 0 to `count - 1`, of which low ones come most: rank r comes in proportion to 1 / (r + 1) to the power of
   * `exponent`. Default: 0.99, as in the benchmark YCSB.
   */
  zipf(count: number, exponent?: number): number
}

const EXPONENT = 0.99
/** Distributions whose constants are kept; a workload has a few. */
const KEPT_MAX = 64

type Draw = (next: () => number) => number

/** The chance of a seed. */
export function workloadRandom(seed: number): WorkloadRandom {
  const next = uniformOf(seed)
  const kept = new Map<string, Draw>()
  return {
    next,
    integer: below => Math.floor(next() * below),
    pick: <Value>(values: readonly Value[]) => values[Math.floor(next() * values.length)] as Value,
    zipf: (count, exponent = EXPONENT) => {
      const name = `${count} ${exponent}`
      let draw = kept.get(name)
      if (draw === undefined) {
        if (kept.size === KEPT_MAX) kept.clear()
        draw = zipfOf(count, exponent)
        kept.set(name, draw)
      }
      return draw(next)
    },
  }
}

/** Numbers from 0 to 1, of 32 bits. Source: Tommy Ettinger, "mulberry32". */
function uniformOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Draws ranks in a time that does not grow with their count.
 *
 * Source: W. Hörmann and G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions",
 * 1996.
 */
function zipfOf(count: number, exponent: number): Draw {
  const away = 1 - exponent
  const area = (x: number): number => expm1Of(away * Math.log(x)) * Math.log(x)
  const density = (x: number): number => Math.exp(-exponent * Math.log(x))
  const inverse = (y: number): number => Math.exp(log1pOf(Math.max(-1, y * away)) * y)
  const from = area(1.5) - 1
  const to = area(count + 0.5)
  const sure = 2 - inverse(area(2.5) - density(2))
  return next => {
    for (;;) {
      const drawn = to + next() * (from - to)
      const x = inverse(drawn)
      const rank = Math.min(count, Math.max(1, Math.round(x)))
      if (rank - x <= sure || drawn >= area(rank + 0.5) - density(rank)) return rank - 1
    }
  }
}

/** (eˣ - 1) / x, also where x is nearly 0. */
function expm1Of(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + x / 2
}

/** ln(1 + x) / x, likewise. */
function log1pOf(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x / 2
}
