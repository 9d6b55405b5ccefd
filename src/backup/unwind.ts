/** A table as it was, made of the table as it is and of its journal. */

import type { Change } from '../engine/change.js'
import { assert } from '../errors/assert.js'
import { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStoreOptions } from '../storage/table-store.js'
import { type EntryPlace, firstChanges } from './first-changes.js'
import type { Journal } from './journal.js'

/** What it takes beside the table and its journal. */
export interface Unwinding {
  readonly options: TableStoreOptions
  /** Lets the indexes of a fork of the table hold all that they are to hold of its items. */
  readonly bringUp: (table: StoredTable, fork: StoredTable) => void
  /** Keeps the indexes of a table in step with a change that has been made. */
  readonly changeEntries: (change: Change) => void
}

/**
 * The table as it was at a time, in milliseconds since 1970: with all changes of that time, and none after it. A copy that
 * belongs to nobody else, and has the settings and the indexes that the table has now.
 */
export function tableAt(
  table: StoredTable,
  journal: Journal,
  time: number,
  { options, bringUp, changeEntries }: Unwinding,
): StoredTable {
  assert(time >= journal.firstTime, 'what was before is not known')
  const past = table.fork(options)
  bringUp(table, past)
  // An item that is not there now was removed: once all that are there have been found, only removals can tell of more.
  let unchanged = past.store.items
  const isOver = (removals: number): boolean => removals === 0 && unchanged === 0
  for (const place of firstChanges(journal, time, isOver)) {
    const change = putBack(past, place)
    if (change === undefined) continue
    if (change.kind !== 'insert') unchanged -= 1
    if (past.indexes.length > 0) changeEntries(change)
  }
  return past
}

/** Makes an item what an entry tells that it was. Returns that as a change. */
function putBack(table: StoredTable, { entries, index }: EntryPlace): Change | undefined {
  const { store } = table
  const { slab } = entries
  const start = entries.startAt(index)
  const { pk, sk } = slab.positionAt(start)
  const key = new PrimaryKey(pk, sk)
  store.compact() // before anybody holds on to a record
  const before = store.imageOf(key)
  if (entries.isAbsentAt(index)) {
    if (before === undefined) return undefined
    store.remove(key, before)
    return { kind: 'remove', table, key, before, after: undefined }
  }
  const after = store.prepareRecord(slab.bytes, start, slab.nextAt(start) - start)
  store.put(key, before, after)
  if (before === undefined) return { kind: 'insert', table, key, before, after }
  return { kind: 'modify', table, key, before, after }
}
