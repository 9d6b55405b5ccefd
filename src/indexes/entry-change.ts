/** What a change of an item means for one index, and how it is done there. */

import { assert } from '../errors/assert.js'
import type { ItemImage } from '../storage/item-image.js'
import { meterWrite } from '../storage/metered.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import { NO_RECORD } from '../storage/record-ref.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { TableStore } from '../storage/table-store.js'
import type { Item } from '../types/attribute.js'
import { entryUnits } from './write-units.js'

export interface EntryChange {
  /** The key of the entry that the item had; undefined if it had none. */
  readonly before: PrimaryKey | undefined
  /** The key of the entry that it has; undefined if it has none. */
  readonly after: PrimaryKey | undefined
  /** What stands in the index of the item that has an entry; an image is valid until the next write. */
  readonly item: Item | ItemImage | undefined
}

/**
 * Brings an index up to date, and counts what that consumes, unless `isCounted` says that it has been. An entry that is to
 * be removed may be missing: one that an index which is being filled does not have yet.
 */
export function changeEntry(
  index: StoredIndex,
  { before, after, item }: EntryChange,
  isCounted = false,
): void {
  const isInPlace = before?.pk === after?.pk && before?.sk === after?.sk
  const { store, description } = index
  store.compact()
  if (before !== undefined && !isInPlace) {
    const units = removedUnits(store, before)
    if (units > 0 && !isCounted) meterWrite(index, before.hash, units)
  }
  if (after !== undefined && item !== undefined) {
    // No other item has an entry of this key. But an index that is filled, or lags, may have it already.
    const isNew = !isInPlace && !isCounted && description.fillsFrom === undefined
    const found = isNew ? undefined : store.imageOf(after)
    const units = putUnits(store, after, { item, found })
    if (units > 0 && !isCounted) meterWrite(index, after.hash, units)
  }
}

/** Adds an entry, and counts what that consumes, unless the index has it already. */
export function addEntry(index: StoredIndex, key: PrimaryKey, item: Item | ItemImage): void {
  const { store } = index
  if (store.find(key) !== NO_RECORD) return
  store.compact()
  meterWrite(index, key.hash, putUnits(store, key, { item, found: undefined }))
}

/** Removes an entry, and tells what that consumes. */
function removedUnits(store: TableStore, key: PrimaryKey): number {
  const found = store.imageOf(key)
  if (found === undefined) return 0
  const units = entryUnits(found.size, undefined, false)
  store.remove(key, found)
  return units
}

interface Put {
  readonly item: Item | ItemImage
  /** The entry that the key has. */
  readonly found: ItemImage | undefined
}

/** Puts an entry in the place of the one that there is, unless both are equal, and tells what that consumes. */
function putUnits(store: TableStore, key: PrimaryKey, { item, found }: Put): number {
  const entry = store.prepare(key, item)
  assert(entry !== undefined, 'an entry is no larger than its item')
  if (found !== undefined && store.sameItem(found, entry)) {
    store.discard(entry)
    return 0
  }
  const units = entryUnits(found?.size, entry.size, true)
  store.put(key, found, entry)
  return units
}
