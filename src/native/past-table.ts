/** `PastTable`: a table as it was at some time, to be read. */

import { makeDoors } from '../errors/stack.js'
import type { Item } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import { type TableInfo, tableInfoOf, tableShown } from './describe.js'
import type { AnyIndex } from './index-types.js'
import type { TableInPast } from './past.js'
import { ReadableTable } from './readable-table.js'

/**
 * A table as it was at a time, to the millisecond, with the indexes that it has now. Nothing that happens later changes it, and
 * it can't be written to; `db.restore` makes a table of its own of the past.
 *
 * It is made when it is read first, which may take a second where millions of changes are to be undone, and throws until then what
 * `Table.at` throws, and a `ResourceNotFoundException` if the table has been dropped. After that it is there for as long as
 * somebody holds it, whatever becomes of the table and of the database.
 */
export class PastTable<
  Shape extends object = Item,
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends AnyIndex = AnyIndex,
> extends ReadableTable<Shape, PartitionKey, SortKey, Indexes> {
  readonly #source: TableInPast

  static {
    showAs<PastTable>(PastTable, 'PastTable', table => {
      const { name, shown, time } = table.#source
      const title = `'${name}'`
      const { members } = shown === undefined ? { members: {} } : tableShown(shown)
      return { title, members: { at: new Date(time), ...members } }
    })
  }

  /** @internal Made by `Table.at`. */
  constructor(source: TableInPast) {
    super(source)
    this.#source = source
  }

  /** Up to when, including what was written in this millisecond, the table is as it was. */
  get time(): Date {
    return new Date(this.#source.time)
  }

  /** How much the table held. */
  describe(): TableInfo {
    return tableInfoOf(this.#source.open())
  }
}

makeDoors<PastTable>(PastTable.prototype, { throwing: ['describe'], rejecting: [] })
