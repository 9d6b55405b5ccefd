/** Back-pressure: no more capacity units a second than a caller wants to be consumed, by what the service says was. */

import { numberFrom, type OptionRule } from '../validation/options.js'
import type { Sender } from './sender.js'

/** What any call can be told that may consume much. */
export interface PaceOptions {
  /** Capacity units that are to be consumed a second, on the average. Default: as many as there are. */
  readonly unitsPerSecond?: number | undefined
}

const UNITS_PER_SECOND_MIN = 0.01

/** What `unitsPerSecond` may be. */
export const UNITS_PER_SECOND: OptionRule = numberFrom(UNITS_PER_SECOND_MIN)

/**
 * The requests of one call. What one of them will consume is known only when it is answered: then the next ones wait until that
 * much would have been there.
 */
export class Pace {
  readonly #sender: Sender
  readonly #unitsPerSecond: number
  /** From when on there is something to consume, in milliseconds since 1970. */
  #since: number

  constructor(sender: Sender, unitsPerSecond: number) {
    this.#sender = sender
    this.#unitsPerSecond = unitsPerSecond
    this.#since = sender.clock.now()
  }

  /** A pace, if there is to be one. */
  static of(sender: Sender, { unitsPerSecond }: PaceOptions): Pace | undefined {
    return unitsPerSecond === undefined ? undefined : new Pace(sender, unitsPerSecond)
  }

  /** Waits until a request may be sent. */
  async turn(): Promise<void> {
    // Another request may have been answered meanwhile.
    for (;;) {
      const left = this.#since - this.#sender.clock.now()
      if (left <= 0) return
      await this.#sender.sleep(left)
    }
  }

  /** A request has consumed so many units. */
  spent(units: number): void {
    const from = Math.max(this.#since, this.#sender.clock.now())
    this.#since = from + (units / this.#unitsPerSecond) * 1000
  }
}
