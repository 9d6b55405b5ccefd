/** How many units are consumed a second, by part. */

import { meteredOf, type Part } from './parts.js'

/** Units of one kind: the middle second, the busiest, and all together. */
export interface UnitRates {
  /** Units a second that half of the seconds do not exceed. */
  readonly p50: number
  /** Units in the busiest second. */
  readonly max: number
  readonly total: number
}

/** Units of each second. */
type Seconds = number[]

interface Meter {
  readonly part: Part
  readonly read: Seconds
  readonly write: Seconds
  readUnits: number
  writeUnits: number
}

/** Seconds that capacity is planned by: what is more in some of them is taken from what was left before. */
const WINDOW_SECONDS = 60

export class Rates {
  readonly #meters: readonly Meter[]

  constructor(parts: readonly Part[]) {
    this.#meters = parts.map(part => {
      const { readUnits, writeUnits } = meteredOf(part)
      return { part, read: [], write: [], readUnits, writeUnits }
    })
  }

  /** Ends the second that goes on; so many that follow it have nothing. */
  turn(quietSeconds: number): void {
    for (const meter of this.#meters) {
      const { readUnits, writeUnits } = meteredOf(meter.part)
      meter.read.push(readUnits - meter.readUnits)
      meter.write.push(writeUnits - meter.writeUnits)
      meter.readUnits = readUnits
      meter.writeUnits = writeUnits
      for (let quiet = 0; quiet < quietSeconds; quiet += 1) {
        meter.read.push(0)
        meter.write.push(0)
      }
    }
  }

  /** Of one part. */
  of(part: Part): { readonly read: Seconds; readonly write: Seconds } {
    const { read = [], write = [] } = this.#meters.find(one => one.part === part) ?? {}
    return { read, write }
  }

  /** Of all of them together. */
  all(): { readonly read: Seconds; readonly write: Seconds } {
    return {
      read: addedUp(this.#meters.map(({ read }) => read)),
      write: addedUp(this.#meters.map(({ write }) => write)),
    }
  }
}

export function unitRatesOf(seconds: Seconds): UnitRates {
  const sorted = Float64Array.from(seconds).sort()
  const middle = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0
  return { p50: middle, max: sorted.at(-1) ?? 0, total: sumOf(seconds) }
}

/** Units a second in the busiest minute. */
export function busiestMinute(seconds: Seconds): number {
  let busiest = 0
  for (let from = 0; from < seconds.length; from += WINDOW_SECONDS) {
    const window = seconds.slice(from, from + WINDOW_SECONDS)
    // What is left at the end of a long time says nothing; a short one has nothing else.
    if (window.length < WINDOW_SECONDS && from > 0) break
    busiest = Math.max(busiest, sumOf(window) / window.length)
  }
  return busiest
}

function addedUp(all: readonly Seconds[]): Seconds {
  const [first = []] = all
  return first.map((_, second) => all.reduce((sum, one) => sum + (one[second] ?? 0), 0))
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}
