/**
 * Sums over time that are kept as the service's metrics are: by the minute for 15 days, by five minutes for 63 days, by the
 * hour for 455 days. What is older is forgotten.
 *
 * Source: Amazon CloudWatch user guide, "Metrics retention".
 */

const DAY = 1440

interface Tier {
  /** Minutes that one sum is of. */
  readonly width: number
  /** Minutes for which it is kept. */
  readonly age: number
  /** Minutes since 1970 at which the sums begin, ascending. Only where there is one. */
  readonly starts: number[]
  readonly sums: number[]
}

/** A sum over some minutes. */
export interface Point {
  /** Minutes since 1970. */
  readonly start: number
  readonly sum: number
}

export class Series {
  readonly #tiers: readonly Tier[] = [
    { width: 1, age: 15 * DAY, starts: [], sums: [] },
    { width: 5, age: 63 * DAY, starts: [], sums: [] },
    { width: 60, age: 455 * DAY, starts: [], sums: [] },
  ]

  /** The last minute that was added to. */
  #now = 0

  /** Adds to the sum of a minute, which is none before the last one that was added to. */
  add(minute: number, sum: number): void {
    this.#now = minute
    this.#add(0, minute, sum)
  }

  /** The sums of the minutes from `from`, inclusive, to `to`, exclusive, in order. */
  *between(from: number, to: number): Generator<Point, void, undefined> {
    for (const { starts, sums } of this.#tiers.toReversed()) {
      for (let place = placeOf(starts, from); place < starts.length; place += 1) {
        const start = starts[place] as number
        if (start >= to) break
        yield { start, sum: sums[place] as number }
      }
    }
  }

  #add(place: number, minute: number, sum: number): void {
    const tier = this.#tiers[place]
    if (tier === undefined) return
    const { width, age, starts, sums } = tier
    const start = minute - (minute % width)
    const last = starts.length - 1
    if (starts[last] === start) sums[last] = (sums[last] as number) + sum
    else {
      starts.push(start)
      sums.push(sum)
    }
    // A day at once, so that what is left need not be moved for each point.
    if (this.#now - (starts[0] as number) >= age + DAY) this.#pass(place, this.#now - age)
  }

  /** Hands what is older than a minute to the next tier. */
  #pass(place: number, before: number): void {
    const { starts, sums } = this.#tiers[place] as Tier
    const count = placeOf(starts, before)
    const oldStarts = starts.splice(0, count)
    const oldSums = sums.splice(0, count)
    for (const [index, start] of oldStarts.entries()) {
      this.#add(place + 1, start, oldSums[index] as number)
    }
  }
}

/** The place of the first number that is not below `least`. */
function placeOf(numbers: readonly number[], least: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}
