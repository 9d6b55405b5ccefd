/** Where reads find their table: as it is, or as it was. */

import { openTable, type StoredTable } from '../storage/table.js'

export interface TableSource {
  /** The name of the table. */
  readonly name: string
  /** The table to be looked at, whether or not it can be read; undefined if nobody has made it yet. */
  readonly shown: StoredTable | undefined
  /** The table to be read. Throws what says why it can't be, if it can't. */
  open(): StoredTable
}

/** A table as it is. */
export class PresentTable implements TableSource {
  readonly shown: StoredTable

  constructor(table: StoredTable) {
    this.shown = table
  }

  get name(): string {
    return this.shown.description.name
  }

  open(): StoredTable {
    return openTable(this.shown)
  }
}
