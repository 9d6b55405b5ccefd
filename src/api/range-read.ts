/** What Query and Scan have in common: they evaluate the items of a range one after another. */

import { admitRead } from '../capacity/admission.js'
import { readUnits } from '../capacity/units.js'
import { keyAttributesOf } from '../engine/keys.js'
import type { Condition } from '../expressions/condition.js'
import type { Projection } from '../expressions/projection.js'
import type { ItemImage } from '../storage/item-image.js'
import type { PositionRange } from '../storage/key-tree.js'
import { meterRead } from '../storage/metered.js'
import { RangeCursor } from '../storage/range-cursor.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { PAGE_SIZE_MAX } from '../types/limits.js'

/** What Query and Scan take beside the range. */
export interface RangeReadOptions {
  readonly table: StoredTable
  /** The index of the table that is read in its place: what `indexToRead` found. */
  readonly index?: StoredIndex | undefined
  /**
   * Of an index: true reads whole items, also where the index has less of them (`ALL_ATTRIBUTES`). Without it and without
   * a projection, items are what the index has of them.
   */
  readonly wholeItems?: boolean | undefined
  readonly filter?: Condition | undefined
  readonly projection?: Projection | undefined
  /** Items evaluated at the most, before the filter: 1 or more. */
  readonly limit?: number | undefined
  /** The key of the item after which to begin. It need not exist. */
  readonly exclusiveStartKey?: Item | undefined
  /** How the read is paid for: `EVENTUAL` or `STRONG`. */
  readonly costFactor: number
}

/** A range of items to be read, checked against the schema. */
export interface RangeRead {
  readonly options: RangeReadOptions
  readonly range: PositionRange
  readonly reverse: boolean
  readonly operation: 'Query' | 'Scan'
}

/** What one request of the service answers: the items of at most 1 MB of evaluated ones. */
interface Page {
  readonly items: Item[]
  /** Items evaluated, before the filter. */
  readonly scannedCount: number
  /** The key of the item evaluated last, if the page ended before the range did. */
  readonly lastEvaluatedKey: Item | undefined
  /** What the read consumed in all. */
  readonly readUnits: number
  /** What of that it consumed on the index; the rest is for items fetched from the table. 0 where no index is read. */
  readonly indexReadUnits: number
}

/** One page, as the service cuts them: it ends when `limit` items or 1 MB have been evaluated. */
export function readPage(read: RangeRead): Page {
  const { table, filter, projection, limit = Number.POSITIVE_INFINITY } = read.options
  admitRead(read.options.index ?? table, read.range.from.hash, read.operation)
  const cursor = cursorOf(read)
  const items: Item[] = []
  let bytes = 0
  let scannedCount = 0
  let latest: Item | undefined
  while (scannedCount < limit && bytes < PAGE_SIZE_MAX) {
    const image = cursor.next()
    if (image === undefined) {
      latest = undefined
      break
    }
    bytes += image.size
    scannedCount += 1
    latest = image.decode()
    if (filter === undefined || filter.test(latest)) items.push(latest)
  }
  const units = readUnits(bytes, read.options.costFactor)
  meterRead(table, read.range.from.hash, units)
  const lastEvaluatedKey = latest && keyAttributesOf(table.keySchema, latest)
  const projected = projection === undefined ? items : items.map(item => projection.apply(item))
  return { items: projected, scannedCount, lastEvaluatedKey, readUnits: units, indexReadUnits: 0 }
}

/** The items one by one, evaluated as they are taken, over as many pages as it takes. */
export function* readLazily(read: RangeRead): Generator<Item, void, undefined> {
  const { filter, projection, limit = Number.POSITIVE_INFINITY } = read.options
  const cursor = cursorOf(read)
  const meter = new PageMeter(read)
  try {
    for (let scanned = 0; scanned < limit; scanned += 1) {
      meter.begin()
      const image = cursor.next()
      if (image === undefined) return
      meter.count(image)
      const item = image.decode()
      if (filter !== undefined && !filter.test(item)) continue
      cursor.leave()
      yield projection === undefined ? item : projection.apply(item)
    }
  } finally {
    meter.end()
  }
}

/** All items at once, or the first `countMax` that pass the filter. */
export function readItems(read: RangeRead, countMax = Number.POSITIVE_INFINITY): Item[] {
  const { filter, projection, limit = Number.POSITIVE_INFINITY } = read.options
  const cursor = cursorOf(read)
  const meter = new PageMeter(read)
  const items: Item[] = []
  for (let scanned = 0; scanned < limit && items.length < countMax; scanned += 1) {
    meter.begin()
    const image = cursor.next()
    if (image === undefined) break
    meter.count(image)
    const item = image.decode()
    if (filter !== undefined && !filter.test(item)) continue
    items.push(projection === undefined ? item : projection.apply(item))
  }
  meter.end()
  return items
}

/** How many items pass the filter; without one, no item is decoded. */
export function countItems(read: RangeRead): number {
  const { filter, limit = Number.POSITIVE_INFINITY } = read.options
  const cursor = cursorOf(read)
  const meter = new PageMeter(read)
  let count = 0
  for (let scanned = 0; scanned < limit; scanned += 1) {
    meter.begin()
    const image = cursor.next()
    if (image === undefined) break
    meter.count(image)
    if (filter === undefined || filter.test(image.item)) count += 1
  }
  meter.end()
  return count
}

function cursorOf({ options, range, reverse }: RangeRead): RangeCursor {
  const { table, limit = Number.POSITIVE_INFINITY } = options
  return new RangeCursor(table.store, range, reverse, limit)
}

/**
 * Counts what a read consumes page by page, as if each had been asked for: on the table, and on the partition where the
 * page begins.
 */
class PageMeter {
  readonly #options: RangeReadOptions
  readonly #operation: 'Query' | 'Scan'
  /** The hash at which the page begins. */
  #hash: number
  #bytes = 0
  #isOpen = false

  constructor({ options, range, operation }: RangeRead) {
    this.#options = options
    this.#operation = operation
    this.#hash = range.from.hash
  }

  /** Begins a page, unless it goes on. Throws if there is no capacity for one. */
  begin(): void {
    if (this.#isOpen) return
    const { table, index = table } = this.#options
    admitRead(index, this.#hash, this.#operation)
    this.#isOpen = true
  }

  /** Counts an item that has been evaluated. The one that reaches 1 MB ends the page. */
  count(image: ItemImage): void {
    this.#bytes += image.size
    if (this.#bytes < PAGE_SIZE_MAX) return
    this.end()
    this.#bytes = 0
    this.#hash = image.position.hash
  }

  /** Ends the page, if there is one. */
  end(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    const { table, costFactor } = this.#options
    meterRead(table, this.#hash, readUnits(this.#bytes, costFactor))
  }
}
