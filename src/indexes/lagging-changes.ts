/**
 * Changes of entries that take effect some time after the commits that they come from, in the same order. What they consume
 * is counted with the commits.
 */

import { Alarm } from '../env/alarm.js'
import type { Clock } from '../env/clock.js'
import { ascending, OrderedMap } from '../storage/ordered-map.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import { changeEntry, type EntryChange } from './entry-change.js'

interface LaggingChange {
  readonly table: StoredTable
  readonly index: StoredIndex
  readonly change: EntryChange
}

export class LaggingChanges {
  readonly #clock: Clock
  /** Milliseconds. */
  readonly #lag: number
  /** By the time at which they take effect, in milliseconds since 1970: those of one time in the order of their commits. */
  readonly #waiting = new OrderedMap<number, LaggingChange[]>(ascending)
  readonly #alarm: Alarm

  constructor(clock: Clock, lag: number) {
    this.#alarm = new Alarm(clock, () => this.#takeEffect())
    this.#clock = clock
    this.#lag = lag
  }

  add(table: StoredTable, index: StoredIndex, change: EntryChange): void {
    this.#enqueue(this.#clock.now() + this.#lag, { table, index, change })
    if (this.#alarm.time === undefined) this.#wait()
  }

  /** Takes over what waits in a database that this one's is a fork of; `tableOf` tells the fork's table, if it is there. */
  takeOver(from: LaggingChanges, tableOf: (table: StoredTable) => StoredTable | undefined): void {
    const dueMax = this.#clock.now() + this.#lag
    for (const [due, changes] of from.#waiting.entriesUpTo(Number.POSITIVE_INFINITY)) {
      for (const waiting of changes) {
        const own = ownOf(waiting, tableOf)
        // The fork's clock may be behind: what waits waits no longer than what comes now.
        if (own !== undefined) this.#enqueue(Math.min(due, dueMax), own)
      }
    }
    this.#wait()
  }

  /** Lets all that waits take effect in another database, a fork of this one's, at once. */
  bringUp(tableOf: (table: StoredTable) => StoredTable | undefined): void {
    for (const [, changes] of this.#waiting.entriesUpTo(Number.POSITIVE_INFINITY)) {
      for (const waiting of changes) {
        const own = ownOf(waiting, tableOf)
        if (own !== undefined) changeEntry(own.index, own.change, true)
      }
    }
  }

  /** Forgets the changes of a table. */
  forget(table: StoredTable): void {
    for (const [due, changes] of this.#waiting.entriesUpTo(Number.POSITIVE_INFINITY)) {
      const others = changes.filter(change => change.table !== table)
      if (others.length === 0) this.#waiting.delete(due)
      else this.#waiting.set(due, others)
    }
  }

  /** Forgets all changes. */
  stop(): void {
    this.#alarm.cancel()
    this.#waiting.clear()
  }

  #enqueue(time: number, change: LaggingChange): void {
    // Behind all others, also if the clock was set back: changes of one entry take effect in their order.
    const due = Math.max(time, this.#waiting.lastKey ?? time)
    const changes = this.#waiting.get(due)
    if (changes === undefined) this.#waiting.set(due, [change])
    else changes.push(change)
  }

  #wait(): void {
    const first = this.#waiting.firstKey
    if (first !== undefined) this.#alarm.set(first)
  }

  #takeEffect(): void {
    for (const [due, changes] of this.#waiting.entriesUpTo(this.#clock.now())) {
      this.#waiting.delete(due)
      for (const { index, change } of changes) changeEntry(index, change, true)
    }
    this.#wait()
  }
}

/** The same change for the table of a fork; undefined if it has no such table or index. */
function ownOf(
  { table, index, change }: LaggingChange,
  tableOf: (table: StoredTable) => StoredTable | undefined,
): LaggingChange | undefined {
  // One of its name may have been made since then, at the same time by the clock.
  if (!table.indexes.includes(index)) return undefined
  const own = tableOf(table)
  const { name, createdAt } = index.description
  const ownIndex = own?.indexes.find(
    one => one.name === name && one.description.createdAt === createdAt,
  )
  if (own?.id !== table.id || ownIndex === undefined) return undefined
  return { table: own, index: ownIndex, change }
}
