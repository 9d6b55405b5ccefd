/**
 * Changes of entries that take effect some time after the commits that they come from, in the same order. What they consume
 * is counted with the commits.
 */

import { Alarm } from '../env/alarm.js'
import type { Clock } from '../env/clock.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import { changeEntry, type EntryChange } from './entry-change.js'

interface LaggingChange {
  /** When it takes effect, in milliseconds since 1970. */
  readonly due: number
  readonly table: StoredTable
  readonly index: StoredIndex
  readonly change: EntryChange
}

export class LaggingChanges {
  readonly #clock: Clock
  /** Milliseconds. */
  readonly #lag: number
  #waiting: LaggingChange[] = []
  readonly #alarm: Alarm

  constructor(clock: Clock, lag: number) {
    this.#alarm = new Alarm(clock, () => this.#takeEffect())
    this.#clock = clock
    this.#lag = lag
  }

  add(table: StoredTable, index: StoredIndex, change: EntryChange): void {
    this.#waiting.push({ due: this.#clock.now() + this.#lag, table, index, change })
    if (this.#alarm.time === undefined) this.#wait()
  }

  /** Takes over what waits in a database that this one's is a fork of; `tableOf` tells the fork's table, if it is there. */
  takeOver(
    { waiting }: { readonly waiting: readonly LaggingChange[] },
    tableOf: (table: StoredTable) => StoredTable | undefined,
  ): void {
    const dueMax = this.#clock.now() + this.#lag
    for (const { due, table, index, change } of waiting) {
      const own = tableOf(table)
      const { name, createdAt } = index.description
      const ownIndex = own?.indexes.find(
        one => one.name === name && one.description.createdAt === createdAt,
      )
      if (own?.id !== table.id || ownIndex === undefined) continue
      // The fork's clock may be behind: what waits waits no longer than what comes now.
      this.#waiting.push({ due: Math.min(due, dueMax), table: own, index: ownIndex, change })
    }
    this.#wait()
  }

  get waiting(): readonly LaggingChange[] {
    return this.#waiting
  }

  /** Forgets the changes of a table. */
  forget(table: StoredTable): void {
    this.#waiting = this.#waiting.filter(change => change.table !== table)
  }

  /** Forgets all changes. */
  stop(): void {
    this.#alarm.cancel()
    this.#waiting = []
  }

  #wait(): void {
    const [first] = this.#waiting
    if (first !== undefined) this.#alarm.set(first.due)
  }

  #takeEffect(): void {
    const now = this.#clock.now()
    let count = 0
    for (const { due, index, change } of this.#waiting) {
      if (due > now) break
      changeEntry(index, change, true)
      count += 1
    }
    this.#waiting.splice(0, count)
    this.#wait()
  }
}
