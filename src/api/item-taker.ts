/** What is made of the items that are read. */

import type { Projection } from '../expressions/projection.js'
import type { RecordRef } from '../storage/record-ref.js'
import type { TableStore } from '../storage/table-store.js'
import type { Item } from '../types/attribute.js'

/** Makes of items what is wanted of them, in the moment in which they are read: their records last no longer. */
export interface ItemTaker<Taken> {
  /** Of an item as it is stored, or of what the projection takes of it. `decoded` is the item, if it is known. */
  stored(
    store: TableStore,
    ref: RecordRef,
    projection: Projection | undefined,
    decoded?: Item,
  ): Taken
  /** Of an item that was made of what is stored. */
  made(item: Item): Taken
}

/** New objects, which whoever gets them may change. */
export const DECODED: ItemTaker<Item> = {
  stored: (store, ref, projection, decoded = store.decode(ref)) =>
    projection === undefined ? decoded : projection.apply(decoded),
  made: item => item,
}
