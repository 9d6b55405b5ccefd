/** The versions that an item had. */

import type { ItemImage } from '../storage/item-image.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { Journal } from './journal.js'

export interface ItemVersion {
  /** When the item became so, in milliseconds since 1970; undefined if that is not after the time that is asked for. */
  readonly time: number | undefined
  /** Undefined if it was removed. The present one is valid until the next write to the table. */
  readonly image: ItemImage | undefined
}

/**
 * The versions of the item of a key, the oldest first: the one that was there at a time, in milliseconds since 1970, and all
 * later ones. None if it was not there then, nor ever since.
 */
export function versionsOf(
  table: StoredTable,
  journal: Journal,
  key: PrimaryKey,
  after = journal.firstTime,
): readonly ItemVersion[] {
  const codec = table.store.newCodec()
  const versions: ItemVersion[] = []
  let time: number | undefined
  const end = (image: ItemImage | undefined): void => {
    if (time !== undefined || image !== undefined) versions.push({ time, image })
  }
  for (const { entries, first, end: runEnd } of journal.runs(after)) {
    const { slab } = entries
    for (let index = first; index < runEnd; index += 1) {
      const start = entries.startAt(index)
      if (slab.hashAt(start) !== key.hash || !slab.hasKeyAt(start, key.pk, key.sk)) continue
      end(entries.imageAt(index, codec))
      time = entries.timeAt(index)
    }
  }
  end(table.store.imageOf(key))
  return versions
}
