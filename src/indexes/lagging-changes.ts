/**
 * Changes of entries that take effect some time after the commits that they come from, in the same order. What they consume
 * is counted with the commits.
 */

import { type Clock, wakeAt } from '../env/clock.js'
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
  #cancel: (() => void) | undefined

  constructor(clock: Clock, lag: number) {
    this.#clock = clock
    this.#lag = lag
  }

  add(table: StoredTable, index: StoredIndex, change: EntryChange): void {
    this.#waiting.push({ due: this.#clock.now() + this.#lag, table, index, change })
    if (this.#cancel === undefined) this.#wait()
  }

  /** Takes over what waits in a database that this one's is a fork of; `tableOf` tells the fork's table, if it is there. */
  takeOver(
    { waiting }: { readonly waiting: readonly LaggingChange[] },
    tableOf: (table: StoredTable) => StoredTable | undefined,
  ): void {
    for (const { due, table, index, change } of waiting) {
      const own = tableOf(table)
      const { name, createdAt } = index.description
      const ownIndex = own?.indexes.find(
        one => one.name === name && one.description.createdAt === createdAt,
      )
      if (own?.id !== table.id || ownIndex === undefined) continue
      this.#waiting.push({ due, table: own, index: ownIndex, change })
    }
    this.#wait()
  }

  get waiting(): readonly LaggingChange[] {
    return this.#waiting
  }

  /** Forgets all changes. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#waiting = []
  }

  #wait(): void {
    const [first] = this.#waiting
    if (first === undefined) this.#cancel = undefined
    else this.#cancel = wakeAt(this.#clock, first.due, () => this.#takeEffect())
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
