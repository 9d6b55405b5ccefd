/**
 * How much something takes that is paid for by the request: what it was warmed to, or twice its peak. A peak counts once it
 * is 30 minutes old, so traffic that more than doubles within 30 minutes is throttled.
 *
 * Source: DynamoDB developer guide, "On-demand capacity mode", initial throughput and scaling.
 */

/** Seconds after which a peak counts. */
const PEAK_AGE = 1800

interface Peak {
  /** The second from which on it counts. */
  readonly from: number
  /** Units that were consumed in one second. */
  readonly units: number
}

/** More from a second on. */
interface Raise {
  readonly second: number
  readonly limit: number
}

export class Growth {
  /** Units a second of the account for one table. */
  readonly #max: number
  #base: number
  /** The highest peak that counts. */
  #peak = 0
  /** Higher ones, one higher than the other, that do not count yet. */
  readonly #coming: Peak[] = []
  #highest = 0
  #second = 0
  #units = 0

  /** @param base units a second that it takes without any peak */
  constructor(base: number, max: number) {
    this.#base = base
    this.#max = max
  }

  /** A copy for a clock by which it is a certain second. If it is behind, peaks that do not count yet are forgotten. */
  copy(second: number): Growth {
    const copy = new Growth(this.#base, this.#max)
    copy.#peak = this.#peak
    copy.#highest = this.#highest
    copy.#second = Math.min(second, this.#second)
    copy.#units = this.#units
    if (second >= this.#second) copy.#coming.push(...this.#coming)
    return copy
  }

  /** Units a second that it takes. */
  get limit(): number {
    return Math.min(Math.max(this.#base, 2 * this.#peak), this.#max)
  }

  /** Whether it can't grow any more. */
  get isGrown(): boolean {
    return this.limit === this.#max
  }

  /** The most that was ever consumed in one second. */
  get highest(): number {
    return Math.max(this.#highest, this.#units)
  }

  warm(base: number): void {
    this.#base = Math.max(this.#base, base)
  }

  /** Counts units that are consumed in a second. */
  count(units: number, second: number): void {
    this.#turn(second)
    this.#units += units
  }

  /** The first raise up to a second that has not been told yet: it is in force then. */
  nextRaise(second: number): Raise | undefined {
    this.#turn(second)
    const [next] = this.#coming
    if (next === undefined || next.from > second) return undefined
    this.#coming.shift()
    this.#peak = next.units
    return { second: next.from, limit: this.limit }
  }

  #turn(second: number): void {
    if (second <= this.#second) return
    const units = this.#units
    const highest = this.#coming.at(-1)?.units ?? this.#peak
    if (units > highest && 2 * units > this.limit) {
      this.#coming.push({ from: this.#second + PEAK_AGE, units })
    }
    this.#highest = Math.max(this.#highest, units)
    this.#second = second
    this.#units = 0
  }
}
