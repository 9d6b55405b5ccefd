/** Loads the items of tables, and the entries of their indexes, as they come out of a file. No item is decoded. */

import { assert } from '../errors/assert.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStore } from '../storage/table-store.js'
import type { StoredPart } from './checkpoint-form.js'

/** What is not as it must be is a bug: the checksums were right. */
export class StoreLoader {
  /** Where records go, and what has been said of it. */
  #store: TableStore | undefined
  #part: StoredPart | undefined

  /** What comes now is of the table, or of the index of it that `part` tells of. The one before has been ended. */
  begin(table: StoredTable, part: StoredPart): void {
    const { index } = part
    const store = index === undefined ? table.store : indexOf(table, index).store
    if (part.shapes !== undefined) store.restoreShapes(0, part.shapes)
    store.beginLoading(part.records)
    this.#store = store
    this.#part = part
  }

  /** Adds the records that stand one after another in some bytes. */
  add(bytes: Buffer, start: number, end: number): void {
    assert(this.#store !== undefined, 'records come after what says whose they are')
    this.#store.loadRecords(bytes, start, end)
  }

  /** All records of what has begun, if anything has, are there. */
  end(): void {
    if (this.#store === undefined || this.#part === undefined) return
    this.#store.endLoading(this.#part.partitions)
    assert(this.#store.items === this.#part.records, 'a store has the records that were written')
    this.#store = undefined
    this.#part = undefined
  }
}

function indexOf(
  { indexes }: StoredTable,
  { name, createdAt }: NonNullable<StoredPart['index']>,
): { readonly store: TableStore } {
  const index = indexes.find(one => one.name === name && one.description.createdAt === createdAt)
  assert(index !== undefined, 'a table has the indexes of its description')
  return index
}
