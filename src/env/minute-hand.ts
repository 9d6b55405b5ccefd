/** Which minute it is, for those who ask so often that reading the clock each time would cost too much. */

import { type Clock, systemClock, wakeAt } from './clock.js'

export const MINUTE_MS = 60_000
/** What `minute` says while nobody knows. It equals no minute. */
const NO_MINUTE = -1

/**
 * Follows the time of the machine: whoever compares `minute` with what it last saw need not look as long as they are
 * equal. One alarm at the end of a minute in which somebody looked is all that it takes. Other clocks, such as those of
 * tests, cost little to read: of them `minute` says nothing, so they are looked at each time, and have no alarms.
 */
export class MinuteHand {
  /** Minutes since 1970, or `NO_MINUTE` from the end of a minute until somebody looks. */
  minute = NO_MINUTE
  readonly #clock: Clock
  readonly #isRemembered: boolean
  #cancel: (() => void) | undefined

  constructor(clock: Clock, isRemembered: boolean) {
    this.#clock = clock
    this.#isRemembered = isRemembered
  }

  /** Reads the clock. Returns the minutes since 1970. */
  look(): number {
    const minute = Math.floor(this.#clock.now() / MINUTE_MS)
    if (!this.#isRemembered || minute === this.minute) return minute
    this.minute = minute
    this.#cancel?.()
    this.#cancel = wakeAt(this.#clock, (minute + 1) * MINUTE_MS, () => {
      this.minute = NO_MINUTE
    })
    return minute
  }
}

/** All databases share it, so that it does not keep one of them. */
const systemHand = new MinuteHand(systemClock, true)

/** The minute hand of a clock. */
export function minuteHandOf(clock: Clock): MinuteHand {
  return clock === systemClock ? systemHand : new MinuteHand(clock, false)
}
