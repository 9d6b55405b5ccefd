/**
 * A clock that is moved from event to event, millions of times: unlike the clock of tests it is moved without a promise as
 * long as nothing waits on the way.
 */

import type { Clock } from '../env/clock.js'
import { endOfTurn } from '../env/timers.js'

interface Alarm {
  readonly time: number
  readonly ring: () => void
}

export class SimulatedClock implements Clock {
  #now: number
  /** The first one first. A database has a few. */
  #alarms: Alarm[] = []

  /** @param start milliseconds since 1970 */
  constructor(start: number) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  alarm(time: number, ring: () => void): () => void {
    if (Number.isNaN(time)) return () => {}
    const alarm = { time, ring }
    const place = this.#alarms.findIndex(other => other.time > time)
    this.#alarms.splice(place === -1 ? this.#alarms.length : place, 0, alarm)
    return () => {
      this.#alarms = this.#alarms.filter(other => other !== alarm)
    }
  }

  /** Moves on to a time. What it returns, if anything, is fulfilled when all that waited on the way has happened. */
  moveTo(time: number): Promise<void> | undefined {
    const [first] = this.#alarms
    if (first !== undefined && first.time <= time) return this.#ringUntil(time)
    if (time > this.#now) this.#now = time
    return undefined
  }

  async #ringUntil(time: number): Promise<void> {
    for (let [next] = this.#alarms; next !== undefined && next.time <= time; ) {
      this.#alarms.shift()
      this.#now = Math.max(this.#now, next.time)
      next.ring()
      // What has begun goes on as far as it comes without waiting for anything outside.
      await endOfTurn()
      next = this.#alarms[0]
    }
    this.#now = Math.max(this.#now, time)
  }
}
