/**
 * Fills an index that was made on a table with items, a step at a time, so that writers need not wait. They keep the index
 * up to date from its first moment on, so it does not matter where the backfill stands when an item is written.
 */

import { itemOf } from '../engine/catalog.js'
import type { Committer } from '../engine/commit.js'
import { primaryKeyOfItem } from '../engine/keys.js'
import { PoisonedDatabase } from '../engine/log.js'
import { Alarm } from '../env/alarm.js'
import type { Clock } from '../env/clock.js'
import { endOfTurn } from '../env/timers.js'
import type { ItemImage } from '../storage/item-image.js'
import { EVERYTHING } from '../storage/position-range.js'
import { RangeCursor } from '../storage/range-cursor.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { IndexDescription } from '../types/table.js'
import { entryKeyOf, projectedImage } from './entry.js'
import { addEntry } from './entry-change.js'

/** Items, and bytes of them, that a step takes up: about a millisecond. */
const STEP_ITEMS = 200
const STEP_BYTES = 1 << 18
/** Milliseconds: the capacity of an index is filled up as a second begins. */
const SECOND = 1000

interface BackfillOptions {
  readonly clock: Clock
  /** The table that holds the description of `table`. */
  readonly system: StoredTable
  readonly table: StoredTable
  readonly index: StoredIndex
}

export class Backfill {
  readonly #options: BackfillOptions
  readonly #cursor: RangeCursor
  /** The hash of the latest entry: the next one asks for capacity where this is. */
  #hash = 0
  readonly #alarm: Alarm
  /** Tells that the index has been filled. */
  #committer: Committer | undefined
  #isStopped = false
  /** Whether the next step waits for capacity, and whom it is told when it is taken. */
  #isShort = false
  #tell: () => void = () => {}

  constructor(options: BackfillOptions) {
    this.#options = options
    this.#alarm = new Alarm(options.clock, () => this.#step())
    this.#cursor = new RangeCursor(options.table.store, EVERYTHING, false, Number.POSITIVE_INFINITY)
  }

  get table(): StoredTable {
    return this.#options.table
  }

  /** False once the index is filled, or the index or its table is dropped. */
  get isWanted(): boolean {
    const { table, index } = this.#options
    if (table.unavailable !== undefined || index.description.fillsFrom === undefined) return false
    return table.indexes.includes(index)
  }

  /** Whether the index is there and is said to be filled. */
  get isFilled(): boolean {
    const { table, index } = this.#options
    return !this.isWanted && table.unavailable === undefined && table.indexes.includes(index)
  }

  /** The first step is taken at the end of what is going on, so that an index of few items is soon there. */
  start(committer: Committer): void {
    this.#committer = committer
    const { clock, index } = this.#options
    const { fillsFrom = 0, createdAt } = index.description
    const now = clock.now()
    // By the clock of a fork the index may be of the future: nothing is waited for then.
    if (fillsFrom <= now || now < createdAt) queueMicrotask(() => this.#step())
    else this.#alarm.set(fillsFrom)
  }

  /**
   * Takes the steps one after another, whether or not the clock moves, between which others have their turn; it is only
   * waited for where capacity is wanting. Fulfilled when the index is filled, or is not to be filled any more.
   */
  async hurry(): Promise<void> {
    while (this.isWanted && !this.#isStopped) {
      if (this.#isShort) {
        await new Promise<void>(resolve => {
          this.#tell = resolve
        })
        continue
      }
      this.#alarm.cancel()
      this.#step()
      await endOfTurn()
    }
  }

  /** The log says that the index is filled, so it was when that was written: what is missing here is taken up at once. */
  complete(): void {
    if (this.#isStopped) return
    this.stop()
    for (let image = this.#cursor.next(); image !== undefined; image = this.#cursor.next()) {
      this.#takeUp(image)
    }
  }

  stop(): void {
    this.#isStopped = true
    this.#alarm.cancel()
    this.#tell()
  }

  #step(): void {
    if (this.#isStopped || !this.isWanted) return
    this.#isShort = false
    this.#tell()
    let bytes = 0
    for (let items = 0; items < STEP_ITEMS && bytes < STEP_BYTES; items += 1) {
      if (this.#options.index.limiter?.canWrite(this.#hash) === false) {
        this.#isShort = true
        this.#rest(SECOND - (this.#options.clock.now() % SECOND))
        return
      }
      const image = this.#cursor.next()
      if (image === undefined) {
        this.#finish()
        return
      }
      bytes += image.size
      this.#takeUp(image)
    }
    this.#rest(0)
  }

  /** Takes the next step in so many milliseconds. */
  #rest(milliseconds: number): void {
    this.#cursor.leave()
    this.#alarm.set(this.#options.clock.now() + milliseconds)
  }

  #takeUp(image: ItemImage): void {
    const { table, index } = this.#options
    const key = entryKeyOf(index.description, image, image.position)
    if (key === undefined) return
    this.#hash = key.hash
    addEntry(index, key, projectedImage(table.keySchema, index.description, image))
  }

  /** From now on the index can be read. */
  #finish(): void {
    this.#isStopped = true
    const { system, table, index } = this.#options
    const { description } = table
    const indexes = description.settings.indexes?.map(one =>
      one === index.description ? filled(one) : one,
    )
    const settings = { ...description.settings, indexes }
    const item = itemOf({ ...description, settings })
    const key = primaryKeyOfItem(system.keySchema, item)
    try {
      this.#committer?.commit([{ table: system, key, decide: () => item }])
    } catch (error) {
      // Nobody can be told that the database takes no further writes, but whoever tries to write.
      if (!(error instanceof PoisonedDatabase)) throw error
    }
  }
}

function filled({ fillsFrom: _, ...description }: IndexDescription): IndexDescription {
  return description
}
