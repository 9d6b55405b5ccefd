/** A clock that stands still until a test moves it. */

import type { Clock } from '../env/clock.js'
import { endOfTurn } from '../env/timers.js'
import { ascending, OrderedMap } from '../storage/ordered-map.js'

interface Alarm {
  readonly time: number
  /** How many were set before it: of two for one time, the one that was set first rings first. */
  readonly number: number
  readonly ring: () => void
}

/**
 * Time as a test wants it: `Database.open({ clock })` and everything that waits for the clock, such as the sweeping of
 * expired items, happens when the clock is moved.
 */
export class ManualClock implements Clock {
  #now: number
  readonly #alarms = new OrderedMap<Alarm, undefined>(compareAlarms)
  #alarmsSet = 0
  /** What is under way, one after another; undefined if the clock stands still. */
  #moving: Promise<void> | undefined
  /** Where the clock will be when all of that is done. */
  #end: number

  /** Starts at a time in milliseconds since 1970-01-01T00:00:00Z; by default at the beginning of 2026. */
  constructor(start = Date.UTC(2026, 0, 1)) {
    if (!Number.isFinite(start)) {
      throw new RangeError('A clock starts at a number of milliseconds since 1970.')
    }
    this.#now = start
    this.#end = start
  }

  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number {
    return this.#now
  }

  /** Calls `ring` once when the clock is moved to `time` or beyond. Returns what cancels that. */
  alarm(time: number, ring: () => void): () => void {
    // What is no time never comes.
    if (Number.isNaN(time)) return () => {}
    const alarm = { time, number: this.#alarmsSet, ring }
    this.#alarmsSet += 1
    this.#alarms.set(alarm, undefined)
    return () => this.#alarms.delete(alarm)
  }

  /**
   * Moves the clock by so many milliseconds. What waits for a moment on the way happens then, one after another; the
   * promise is fulfilled when all of it has. If nothing waits, the clock has moved when this returns. Time never goes back:
   * whoever moves a clock that is being moved, moves it on from there.
   */
  async advance(milliseconds: number): Promise<void> {
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0))
      throw new RangeError('A clock moves by 0 milliseconds or more.')
    this.#end += milliseconds
    const end = this.#end
    if (this.#moving === undefined && this.#next(end) === undefined) {
      this.#now = end
      return
    }
    const moved = (this.#moving ?? Promise.resolve()).then(() => this.#moveTo(end))
    // What rings may fail; those who moved the clock after it do so all the same.
    const settled: Promise<void> = moved.catch(() => {}).then(() => this.#rest(settled))
    this.#moving = settled
    await moved
  }

  /** Stands still, unless it is moved on after `last`. */
  #rest(last: Promise<void>): void {
    if (this.#moving !== last) return
    this.#moving = undefined
    this.#end = this.#now
  }

  async #moveTo(end: number): Promise<void> {
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#alarms.delete(next)
      this.#now = Math.max(this.#now, next.time)
      next.ring()
      // What has begun goes on as far as it comes without waiting for anything outside.
      await endOfTurn()
    }
    this.#now = Math.max(this.#now, end)
  }

  /** The alarm to ring first, up to a time. */
  #next(end: number): Alarm | undefined {
    const first = this.#alarms.firstKey
    return first !== undefined && first.time <= end ? first : undefined
  }
}

function compareAlarms(left: Alarm, right: Alarm): number {
  return ascending(left.time, right.time) || ascending(left.number, right.number)
}
