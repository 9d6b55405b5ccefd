/**
 * An alarm that its owner sets for itself, again and again. The clock holds it weakly, and so whatever it belongs to: a
 * database that nobody holds any more is given back to memory, although it would have had something to do later.
 */

import { type Clock, wakeAt } from './clock.js'

/** What is left of an alarm that nobody holds any more: it is to be cancelled. */
interface Pending {
  cancel: (() => void) | undefined
}

const abandoned = new FinalizationRegistry((pending: Pending) => pending.cancel?.())

export class Alarm {
  readonly #clock: Clock
  readonly #ring: () => void
  #time: number | undefined
  /** Made when the alarm is first set: most are never. */
  #pending: Pending | undefined
  #weakly: WeakRef<Alarm> | undefined

  /** @param ring is called once for each time that comes. It may hold the owner, which must hold the alarm */
  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** When it rings, in milliseconds since 1970; undefined if it is not set. */
  get time(): number | undefined {
    return this.#time
  }

  /** Rings when this time has come, in milliseconds since 1970, or soon after, and at no time that was set before. */
  set(time: number): void {
    if (time === this.#time) return
    const pending = this.#enroll()
    pending.cancel?.()
    this.#time = time
    pending.cancel = wakeAt(this.#clock, time, ringerOf(this.#weakly as WeakRef<Alarm>, pending))
  }

  /** Rings no more, unless it is set again. */
  cancel(): void {
    this.#time = undefined
    const pending = this.#pending
    if (pending === undefined) return
    pending.cancel?.()
    pending.cancel = undefined
  }

  /** For the clock only. */
  ring(): void {
    this.#time = undefined
    this.#ring()
  }

  #enroll(): Pending {
    if (this.#pending !== undefined) return this.#pending
    const pending: Pending = { cancel: undefined }
    this.#pending = pending
    this.#weakly = new WeakRef(this)
    abandoned.register(this, pending)
    return pending
  }
}

/** Outside of the class, so that what the clock is given holds nothing else. */
function ringerOf(alarm: WeakRef<Alarm>, pending: Pending): () => void {
  return () => {
    pending.cancel = undefined
    alarm.deref()?.ring()
  }
}
