/** What a change of an item means for one index, and how it is done there. */

import { assert } from '../errors/assert.js'
import { meterWrite } from '../storage/metered.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { Item } from '../types/attribute.js'
import { entryUnits } from './write-units.js'

export interface EntryChange {
  /** The key of the entry that the item had; undefined if it had none. */
  readonly before: PrimaryKey | undefined
  /** The key of the entry that it has; undefined if it has none. */
  readonly after: PrimaryKey | undefined
  /** What stands in the index of the item that has an entry. */
  readonly item: Item | undefined
}

/**
 * Brings an index up to date, and counts what that consumes, unless `isCounted` says that it has been. An entry that is to be removed may be missing: one that an
 * index which is being filled does not have yet.
 */
export function changeEntry(
  index: StoredIndex,
  { before, after, item }: EntryChange,
  isCounted = false,
): void {
  const isInPlace =
    before !== undefined && after !== undefined && before.pk === after.pk && before.sk === after.sk
  if (before !== undefined && !isInPlace) removeEntry(index, before, isCounted)
  if (after === undefined) return
  assert(item !== undefined, 'an entry has an item')
  putEntry(index, after, item, isCounted)
}

function removeEntry(index: StoredIndex, key: PrimaryKey, isCounted: boolean): void {
  const { store } = index
  store.compact()
  const found = store.imageOf(key)
  if (found === undefined) return
  const units = entryUnits(found.size, undefined, false)
  store.remove(key, found)
  if (!isCounted) meterWrite(index, key.hash, units)
}

/** Puts an entry in the place of the one with its key, unless both are equal. */
export function putEntry(index: StoredIndex, key: PrimaryKey, item: Item, isCounted = false): void {
  const { store } = index
  store.compact()
  const found = store.imageOf(key)
  const entry = store.prepare(key, item)
  assert(entry !== undefined, 'an entry is no larger than its item')
  if (found !== undefined && store.sameItem(found, entry)) {
    store.discard(entry)
    return
  }
  const units = entryUnits(found?.size, entry.size, true)
  store.put(key, found, entry)
  if (!isCounted) meterWrite(index, key.hash, units)
}
