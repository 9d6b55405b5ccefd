/** Secondary indexes as the engine knows them: what they are, and where their entries are. */

import type { IndexDescription } from '../types/table.js'
import type { Limiter } from './limiter.js'
import type { TableStore, TableStoreOptions } from './table-store.js'
import { Usage } from './usage.js'

export class StoredIndex {
  /** The entries, each with what the index projects of its item. */
  readonly store: TableStore
  /** The name of the table that it is of. */
  tableName = ''
  /** Capacity units that reads of the index, and writes to its table, have consumed on it. */
  readUnits = 0
  writeUnits = 0
  /** What it was used for over time; that of a local index is its table's. */
  usage: Usage
  /** That of a local index is its table's. Undefined while nothing limits the capacity. */
  limiter: Limiter | undefined
  #description: IndexDescription

  constructor(description: IndexDescription, store: TableStore, usage: Usage) {
    this.#description = description
    this.store = store
    this.usage = usage
  }

  get description(): IndexDescription {
    return this.#description
  }

  get name(): string {
    return this.#description.name
  }

  /** Takes over changed settings. Key and projection of an index never change. */
  redescribe(description: IndexDescription): void {
    this.#description = description
  }

  /** An index of another table, of the same key and projection, that has these entries. */
  as(description: IndexDescription, options: TableStoreOptions): StoredIndex {
    return new StoredIndex(description, this.store, new Usage(options.clock))
  }

  /** A copy that shares all entries until one side writes to them. */
  fork(options: TableStoreOptions): StoredIndex {
    return new StoredIndex(this.#description, this.store.fork(options), new Usage(options.clock))
  }
}

/** The indexes that a table is to have: those of `opened` that stay, and new ones, which are empty. */
export function openIndexes(
  descriptions: readonly IndexDescription[] = [],
  opened: readonly StoredIndex[],
  table: TableStore,
  options: TableStoreOptions,
): readonly StoredIndex[] {
  if (descriptions.length === 0) return NO_INDEXES
  return descriptions.map(description => {
    const { name, createdAt } = description
    const same = opened.find(
      index => index.name === name && index.description.createdAt === createdAt,
    )
    same?.redescribe(description)
    return (
      same ?? new StoredIndex(description, table.newWithShapes(options), new Usage(options.clock))
    )
  })
}

const NO_INDEXES: readonly StoredIndex[] = []
