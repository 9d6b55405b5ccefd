/** A table as the engine knows it: what it is, and where its items are. */

import type { KeySchema, TableDescription, TableId } from '../types/table.js'
import { TableStore, type TableStoreOptions } from './table-store.js'

export class Table {
  readonly description: TableDescription
  readonly store: TableStore
  /** Capacity units that requests to the table have consumed. */
  readUnits = 0
  writeUnits = 0

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
  readonly #byName = new Map<string, Table>()

  constructor(options: TableStoreOptions) {
    this.#options = options
  }

  /** In the order of their names. */
  get names(): readonly string[] {
    return [...this.#byName.keys()].sort()
  }

  byName(name: string): Table | undefined {
    return this.#byName.get(name)
  }

  open(description: TableDescription): Table {
    const table = new Table(description, new TableStore(this.#options))
    this.#byName.set(description.name, table)
    return table
  }

  drop(name: string): void {
    this.#byName.delete(name)
  }

  /** A copy that shares all items until one side writes to them. Takes time for each table, not for each item. */
  fork(options: TableStoreOptions): Tables {
    const fork = new Tables(options)
    for (const [name, { description, store }] of this.#byName) {
      fork.#byName.set(name, new Table(description, store.fork(options)))
    }
    return fork
  }
}
