/** What is read of an item: where a local index has only parts of it, all of it may have to be fetched from the table. */

import { readUnits } from '../capacity/units.js'
import { primaryKeyOfItem } from '../engine/keys.js'
import { assert } from '../errors/assert.js'
import { projectedItem } from '../indexes/entry.js'
import type { ItemImage } from '../storage/item-image.js'
import { meterRead } from '../storage/metered.js'
import type { Item } from '../types/attribute.js'
import { fetchesItems } from './index-range.js'
import type { RangeReadOptions } from './range-read-options.js'

/** Fetches items, and counts on the table what that consumes: each is a read of its own. */
class ItemFetcher {
  readonly #options: RangeReadOptions
  #units = 0

  constructor(options: RangeReadOptions) {
    this.#options = options
  }

  /** Read capacity units of all items so far. */
  get units(): number {
    return this.#units
  }

  /** The item that an entry is of, as a new object. */
  itemOf(entry: ItemImage): Item {
    const { table, costFactor } = this.#options
    const key = primaryKeyOfItem(table.keySchema, entry.item)
    const found = table.store.imageOf(key)
    assert(found !== undefined, 'a local index has no entry without an item')
    const units = readUnits(found.size, costFactor)
    meterRead(table, key.hash, units)
    this.#units += units
    return found.decode()
  }
}

/** Undefined if what is read has all that is asked for. */
export function fetcherOf(options: RangeReadOptions): ItemFetcher | undefined {
  return fetchesItems(options) ? new ItemFetcher(options) : undefined
}

/** What is returned of an item that has been read; undefined if all of it is. */
export function shapeOf(options: RangeReadOptions): ((item: Item) => Item) | undefined {
  const { table, index, projection, wholeItems } = options
  if (projection !== undefined) return item => projection.apply(item)
  if (index === undefined || wholeItems === true || !fetchesItems(options)) return undefined
  // Only the filter sees more than the index has.
  return item => projectedItem(table.keySchema, index.description, item)
}
