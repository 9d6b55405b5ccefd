/**
 * A token bucket. What it is refilled with comes as each second of the clock begins, so that within a second there is never
 * more than what had been saved and the rate. Units are whole or halves, so nothing is rounded.
 *
 * Source: DynamoDB developer guide, "Burst capacity": up to 300 seconds of unused throughput are kept.
 */

/** There must be one unit for a request to be admitted: what it costs is known later. */
const UNITS_TO_ADMIT = 1

interface BucketOptions {
  /** Units a second. */
  readonly rate: number
  /** Seconds at the rate for which unused units are kept. */
  readonly secondsKept: number
  /** The second since 1970 that it is. */
  readonly second: number
}

export class Bucket {
  readonly #secondsKept: number
  #rate: number
  #balance: number
  #second: number

  /** There is what one second gives. */
  constructor({ rate, secondsKept, second }: BucketOptions) {
    this.#secondsKept = secondsKept
    this.#rate = rate
    this.#balance = rate
    this.#second = second
  }

  /** A copy for a clock by which it is a certain second. If it is behind, what is there is refilled from then on. */
  copy(second: number): Bucket {
    const start = Math.min(second, this.#second)
    const copy = new Bucket({ rate: this.#rate, secondsKept: this.#secondsKept, second: start })
    copy.#balance = this.#balance
    return copy
  }

  /** Whether there is enough for a request in a second, which is not before any that it was asked for. */
  admits(second: number): boolean {
    this.#refill(second)
    return this.#balance >= UNITS_TO_ADMIT
  }

  /** Takes units out, whether or not they are there: what is owed has to come in first. */
  take(units: number, second: number): void {
    this.#refill(second)
    this.#balance -= units
  }

  /** Gives it another rate, at which it is first refilled in `second`. What would not be kept any more is gone. */
  setRate(rate: number, second: number): void {
    this.#refill(second - 1)
    this.#rate = rate
    this.#balance = Math.min(this.#balance, rate * this.#secondsKept)
  }

  #refill(second: number): void {
    if (second <= this.#second) return
    const balance = this.#balance + this.#rate * (second - this.#second)
    this.#balance = Math.min(balance, this.#rate * this.#secondsKept)
    this.#second = second
  }
}
