/** The expiring items of one table: which they are, and their removal a while after they have expired. */

import type { Change } from '../engine/change.js'
import type { Committer } from '../engine/commit.js'
import { PoisonedDatabase } from '../engine/log.js'
import { Alarm } from '../env/alarm.js'
import type { Clock } from '../env/clock.js'
import type { ItemImage } from '../storage/item-image.js'
import { EVERYTHING } from '../storage/position-range.js'
import { PrimaryKey } from '../storage/primary-key.js'
import { RangeCursor } from '../storage/range-cursor.js'
import type { StoredTable } from '../storage/table.js'
import { TTL_DELETED } from '../storage/usage-slots.js'
import { expiryOf, isExpired, isTooOld, secondOf, timeOfExpiry } from './expiry.js'
import { type Expiring, ExpiryQueue } from './expiry-queue.js'

/** Items looked at, or removed, in one go: others wait for no longer than that. */
const STEP_ITEMS = 25

/** What all sweepers of a database have in common. */
export interface SweeperOptions {
  readonly clock: Clock
  readonly committer: Committer
  /** Milliseconds: expired items are removed at multiples of this. */
  readonly sweepInterval: number
}

export class Sweeper {
  readonly table: StoredTable
  readonly attribute: string
  readonly #options: SweeperOptions
  readonly #queue: ExpiryQueue
  /** Walks over the items that were there before anybody asked when they expire. */
  #filling: RangeCursor | undefined
  /** For the next step. */
  readonly #alarm: Alarm
  /** A sweep is under way that has more to remove. */
  #isSweeping = false

  constructor(options: SweeperOptions, table: StoredTable, attribute: string, queue?: ExpiryQueue) {
    this.table = table
    this.attribute = attribute
    this.#options = options
    this.#queue = queue ?? new ExpiryQueue()
    this.#alarm = new Alarm(options.clock, () => this.#step())
    if (queue === undefined && table.store.items > 0) this.#beginToFill()
    this.#arm()
  }

  /** The same for a copy of the table. */
  fork(options: SweeperOptions, table: StoredTable): Sweeper {
    // What is not filled yet begins anew.
    const queue = this.#filling === undefined ? this.#queue.fork() : undefined
    return new Sweeper(options, table, this.attribute, queue)
  }

  /** Takes notice of a change of the table. `now` in milliseconds since 1970. */
  follow({ key, before, after }: Change, now: number): void {
    const left = before && expiryOf(before, this.attribute)
    const entered = after && expiryOf(after, this.attribute)
    if (left === entered) return
    if (left !== undefined) this.#queue.remove({ key, second: left })
    if (entered === undefined || isTooOld(entered, now)) return
    this.#queue.add({ key, second: entered })
    this.#armFor(entered)
  }

  /** Removes all items that have expired. Returns how many. */
  sweep(): number {
    while (this.#filling !== undefined) this.#fill(this.#filling)
    let removed = 0
    for (let due = this.#due(); due.length > 0; due = this.#due()) removed += this.#remove(due)
    return removed
  }

  /** Ends all that waits for the clock. */
  stop(): void {
    this.#alarm.cancel()
  }

  #due(): readonly Expiring[] {
    return this.#queue.dueBefore(secondOf(this.#options.clock.now()), STEP_ITEMS)
  }

  /** Removes some of what has expired; others are removed soon after. */
  #sweepOn(): void {
    const due = this.#due()
    this.#remove(due)
    this.#isSweeping = due.length === STEP_ITEMS
  }

  #beginToFill(): void {
    const { store } = this.table
    this.#filling = new RangeCursor(store, EVERYTHING, false, Number.POSITIVE_INFINITY)
  }

  /** Looks at some items that were there before. */
  #fill(cursor: RangeCursor): void {
    for (let step = 0; step < STEP_ITEMS; step += 1) {
      const image = cursor.next()
      if (image === undefined) {
        this.#filling = undefined
        return
      }
      this.#enter(image)
    }
    cursor.leave()
  }

  #enter(image: ItemImage): void {
    const second = expiryOf(image, this.attribute)
    if (second === undefined || isTooOld(second, this.#options.clock.now())) return
    const { pk, sk } = image.position
    this.#queue.add({ key: new PrimaryKey(pk, sk), second })
  }

  /** Removes items that are still expired, as any write does. Returns how many. */
  #remove(due: readonly Expiring[]): number {
    let removed = 0
    for (const expiring of due) {
      removed += this.#removeExpired(expiring.key) ? 1 : 0
      // What does not expire after all, for it is too old, is gone from the queue as well.
      this.#queue.remove(expiring)
    }
    return removed
  }

  #removeExpired(key: PrimaryKey): boolean {
    const { committer, clock } = this.#options
    const decide = (before: ItemImage | undefined): 'remove' | 'keep' => {
      const second = before && expiryOf(before, this.attribute)
      return second !== undefined && isExpired(second, clock.now()) ? 'remove' : 'keep'
    }
    const { commit } = committer.commit([{ table: this.table, key, decide }], 'ttl')
    if (commit.changes.length === 0) return false
    this.table.usage.count(TTL_DELETED)
    return true
  }

  /** Sees to it that the next step is made in time. */
  #arm(): void {
    const { first } = this.#queue
    if (this.#filling !== undefined || this.#isSweeping) this.#armAt(this.#options.clock.now())
    else if (first !== undefined) this.#armFor(first)
  }

  /** Sees to it that what expires after a second is removed in time. */
  #armFor(second: number): void {
    const expires = timeOfExpiry(second)
    if (this.#alarm.time !== undefined && this.#alarm.time <= expires) return
    const { clock, sweepInterval } = this.#options
    // What has expired already is found by the next sweep, not at once.
    const sweep = Math.max(
      Math.ceil(expires / sweepInterval),
      Math.floor(clock.now() / sweepInterval) + 1,
    )
    this.#armAt(sweep * sweepInterval)
  }

  #armAt(time: number): void {
    const set = this.#alarm.time
    if (set === undefined || time < set) this.#alarm.set(time)
  }

  #step(): void {
    if (this.table.unavailable !== undefined) return
    try {
      if (this.#filling !== undefined) this.#fill(this.#filling)
      else this.#sweepOn()
    } catch (error) {
      // Nobody waits here for an answer. Whoever writes next is told.
      if (error instanceof PoisonedDatabase) return
      throw error
    }
    this.#arm()
  }
}
