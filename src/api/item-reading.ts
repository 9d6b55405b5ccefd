/**
 * What is read of the items of a range: which of them pass the filter, and what is made of those. Where a local index has
 * only parts of an item, all of it may have to be fetched from the table.
 */

import { readUnits } from '../capacity/units.js'
import { primaryKeyOfItem } from '../engine/keys.js'
import { assert } from '../errors/assert.js'
import { projectedItem } from '../indexes/entry.js'
import { meterRead } from '../storage/metered.js'
import { NO_RECORD, type RecordRef } from '../storage/record-ref.js'
import type { TableStore } from '../storage/table-store.js'
import type { Item } from '../types/attribute.js'
import { fetchesItems } from './index-range.js'
import type { ItemTaker } from './item-taker.js'
import type { RangeReadOptions } from './range-read-options.js'

/** Reads items one after another. */
export class ItemReading<Taken> {
  readonly #options: RangeReadOptions
  readonly #taker: ItemTaker<Taken>
  readonly #store: TableStore
  readonly #fetches: boolean
  /** The item that the filter has looked at. */
  #looked: Item | undefined
  #fetchedUnits = 0

  constructor(options: RangeReadOptions, taker: ItemTaker<Taken>) {
    this.#options = options
    this.#taker = taker
    this.#store = (options.index ?? options.table).store
    this.#fetches = fetchesItems(options)
  }

  /** Read capacity units of all items fetched so far: each is a read of its own, and counts on the table. */
  get fetchedUnits(): number {
    return this.#fetchedUnits
  }

  /** Whether an item passes the filter. Without one, it is not decoded. */
  test(ref: RecordRef): boolean {
    const { filter } = this.#options
    if (filter === undefined) return true
    const item = this.#store.decode(ref)
    this.#looked = this.#fetches ? this.#fetch(item) : item
    return filter.test(this.#looked)
  }

  /** What is returned of an item that has been tested. */
  take(ref: RecordRef): Taken {
    const looked = this.#looked
    if (!this.#fetches) {
      return this.#taker.stored(this.#store, ref, this.#options.projection, looked)
    }
    return this.#taker.made(this.#shaped(looked ?? this.#fetch(this.#store.decode(ref))))
  }

  /** What is wanted of an item that was fetched: where that is not said, only the filter sees more than the index has. */
  #shaped(item: Item): Item {
    const { table, index, projection, wholeItems } = this.#options
    if (projection !== undefined) return projection.apply(item)
    if (index === undefined || wholeItems === true) return item
    return projectedItem(table.keySchema, index.description, item)
  }

  /** The item that an entry is of, as a new object. */
  #fetch(entry: Item): Item {
    const { table, costFactor } = this.#options
    const key = primaryKeyOfItem(table.keySchema, entry)
    const ref = table.store.find(key)
    assert(ref !== NO_RECORD, 'a local index has no entry without an item')
    const units = readUnits(table.store.sizeOf(ref), costFactor)
    meterRead(table, key.hash, units)
    this.#fetchedUnits += units
    return table.store.decode(ref)
  }
}
