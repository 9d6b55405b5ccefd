/** Tables as the engine knows them: what they are, and where their items are. */

import type { KeySchema, TableDescription, TableId } from '../types/table.js'
import { TableStore, type TableStoreOptions } from './table-store.js'

export class StoredTable {
  readonly description: TableDescription
  readonly store: TableStore
  /** Capacity units that requests to the table have consumed. */
  readUnits = 0
  writeUnits = 0
  /** Why the table takes no further requests; undefined while it does. */
  unavailable: (() => Error) | undefined

  constructor(description: TableDescription, store: TableStore) {
    this.description = description
    this.store = store
  }

  get id(): TableId {
    return this.description.id
  }

  get keySchema(): KeySchema {
    return this.description.keySchema
  }
}

/** The tables that exist, by number and by name. */
export class Tables {
  readonly #options: TableStoreOptions
  readonly #byName = new Map<string, StoredTable>()

  constructor(options: TableStoreOptions) {
    this.#options = options
  }

  /** In the order of their names. */
  get names(): readonly string[] {
    return [...this.#byName.keys()].sort()
  }

  byName(name: string): StoredTable | undefined {
    return this.#byName.get(name)
  }

  open(description: TableDescription): StoredTable {
    const table = new StoredTable(description, new TableStore(this.#options))
    this.#byName.set(description.name, table)
    return table
  }

  /** Forgets a table. Whoever still holds it is told `reason`. */
  drop(name: string, reason: () => Error): void {
    const table = this.#byName.get(name)
    if (table !== undefined) table.unavailable = reason
    this.#byName.delete(name)
  }

  /** A copy that shares all items until one side writes to them. Takes time for each table, not for each item. */
  fork(options: TableStoreOptions): Tables {
    const fork = new Tables(options)
    for (const [name, { description, store }] of this.#byName) {
      fork.#byName.set(name, new StoredTable(description, store.fork(options)))
    }
    return fork
  }
}
