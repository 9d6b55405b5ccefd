/** What a change of an item means for the indexes of its table. */

import type { Change } from '../engine/change.js'
import type { ItemImage } from '../storage/item-image.js'
import { EVERYTHING } from '../storage/position-range.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import { NO_RECORD } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import type { IndexDescription } from '../types/table.js'
import { entryKeyOf, haveSameEntryKey, haveSameProjection, projectedImage } from './entry.js'
import { addEntry, changeEntry } from './entry-change.js'

/** The keys of the entries that an item had and has; undefined where there is none. */
interface EntryKeys {
  readonly before: PrimaryKey | undefined
  readonly after: PrimaryKey | undefined
}

/** The keys of the entries that a change is about; undefined if it leaves the index as it is. */
export function entryKeysOf(
  index: IndexDescription,
  { table, key, before, after }: Change,
): EntryKeys | undefined {
  const isChange = before !== undefined && after !== undefined
  const isSameKey = isChange && haveSameEntryKey(index, before, after)
  if (isSameKey && haveSameProjection(table.keySchema, index, before, after)) return undefined
  const keyAfter = after && entryKeyOf(index, after, key)
  const keyBefore = isSameKey ? keyAfter : before && entryKeyOf(index, before, key)
  if (keyBefore === undefined && keyAfter === undefined) return undefined
  return { before: keyBefore, after: keyAfter }
}

/** What stands in the entry of an item after a change; undefined if it has none. Valid until the next write. */
export function entryImageOf(
  index: IndexDescription,
  { table, after }: Change,
  keys: EntryKeys,
): Item | ItemImage | undefined {
  return after && keys.after && projectedImage(table.keySchema, index, after)
}

/** Brings all indexes of a table up to date with a change that has been made, at once. Nothing counts what that consumes. */
export function changeEntries(change: Change): void {
  for (const index of change.table.indexes) {
    const { description } = index
    const keys = entryKeysOf(description, change)
    if (keys === undefined) continue
    const item = entryImageOf(description, change, keys)
    changeEntry(index, { before: keys.before, after: keys.after, item }, true)
  }
}

/** Fills those indexes of a table at once that are being filled. */
export function fillIndexes(table: StoredTable): void {
  const { store, keySchema } = table
  const indexes = table.indexes.filter(index => index.description.fillsFrom !== undefined)
  if (indexes.length === 0) return
  const walk = new RecordWalk(store, EVERYTHING, false, Number.POSITIVE_INFINITY)
  for (let ref = walk.next(); ref !== NO_RECORD; ref = walk.next()) {
    const image = store.image(ref)
    for (const index of indexes) {
      const key = entryKeyOf(index.description, image, image.position)
      if (key === undefined) continue
      addEntry(index, key, projectedImage(keySchema, index.description, image))
    }
  }
}
