/**
 * The clock of a database that is recovered from its log: each commit is made again at the time at which it was made, and
 * alarms wait until all of them have been. From then on it is the clock that it is made of.
 */

import { type Clock, wakeAt } from './clock.js'

interface Held {
  readonly time: number
  readonly ring: () => void
}

export class RecoveryClock implements Clock {
  readonly #clock: Clock
  /** The time of the commit that is being replayed. */
  #replayed: number | undefined
  /** Alarms that are to be set, and what cancels those that are; undefined once recovery is over. */
  #held: Set<Held> | undefined = new Set()
  /** What cancels alarms that were held. */
  readonly #cancels = new WeakMap<Held, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    return this.#replayed ?? this.#clock.now()
  }

  alarm(time: number, ring: () => void): () => void {
    const held = this.#held
    if (held === undefined) return wakeAt(this.#clock, time, ring)
    const one = { time, ring }
    held.add(one)
    return () => {
      held.delete(one)
      this.#cancels.get(one)?.()
    }
  }

  /** It is this time now, in milliseconds since 1970, until another is replayed or `end` is called. */
  replay(time: number): void {
    this.#replayed = time
  }

  /** Recovery is over. */
  end(): void {
    const held = this.#held ?? new Set()
    this.#replayed = undefined
    this.#held = undefined
    for (const one of held) this.#cancels.set(one, wakeAt(this.#clock, one.time, one.ring))
  }
}
