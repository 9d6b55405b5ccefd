/** What Query and Scan have in common: they evaluate the items of a range one after another. */

import { admitPage } from '../capacity/admission.js'
import { readUnits } from '../capacity/units.js'
import { keyAttributesOf } from '../engine/keys.js'
import { toldAtIteration } from '../errors/stack.js'
import { entryKeyIn } from '../indexes/entry.js'
import { meterRead, watching } from '../storage/metered.js'
import { isEmptyRange, rangeBehind } from '../storage/position-range.js'
import { AFTER_ALL } from '../storage/primary-key.js'
import { RangeCursor } from '../storage/range-cursor.js'
import { NO_RECORD, type RecordRef } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStore } from '../storage/table-store.js'
import { RETURNED, SUCCEEDED } from '../storage/usage-slots.js'
import type { Item } from '../types/attribute.js'
import { PAGE_SIZE_MAX } from '../types/limits.js'
import { ItemReading } from './item-reading.js'
import { DECODED, type ItemTaker } from './item-taker.js'
import { bringLatest } from './latest.js'
import type { RangeRead, RangeReadOptions } from './range-read-options.js'

/** What one request of the service answers: the items of at most 1 MB of evaluated ones. */
interface Page<Taken> {
  readonly items: Taken[]
  /** Items evaluated, before the filter. */
  readonly scannedCount: number
  /** The key of the item evaluated last, if the page ended before the range did: it can be started from. */
  readonly lastEvaluatedKey: Item | undefined
  /** What the read consumed in all. */
  readonly readUnits: number
  /** What of that it consumed on the index; the rest is for items fetched from the table. 0 where no index is read. */
  readonly indexReadUnits: number
  /** Bytes of the items evaluated. */
  readonly bytes: number
}

/** One page, as the service cuts them: it ends when `limit` items or 1 MB have been evaluated. */
export function readPage(read: RangeRead): Page<Item> {
  return takePage(read, DECODED)
}

/** As `readPage`, with what is made of the items, and with another bound of bytes where less than a page is left of it. */
export function takePage<Taken>(
  read: RangeRead,
  taker: ItemTaker<Taken>,
  bytesMax = PAGE_SIZE_MAX,
): Page<Taken> {
  const { table, index, limit = Number.POSITIVE_INFINITY } = read.options
  const source = index ?? table
  admitPage(read.options, read.range.from.hash, read.operation)
  const { store } = source
  const walk = walkOf(read)
  const reading = new ItemReading(read.options, taker)
  const items: Taken[] = []
  let bytes = 0
  let scannedCount = 0
  let ref: RecordRef = NO_RECORD
  while (scannedCount < limit && bytes < bytesMax) {
    ref = walk.next()
    if (ref === NO_RECORD) break
    bytes += store.sizeOf(ref)
    scannedCount += 1
    if (reading.test(ref)) items.push(reading.take(ref))
  }
  const units = readUnits(bytes, read.options.costFactor)
  if (watching.current !== undefined) {
    watching.current.page(source, read.operation, { scanned: scannedCount, returned: items.length })
  }
  meterRead(source, read.range.from.hash, units)
  table.usage.count(SUCCEEDED[read.operation])
  table.usage.count(RETURNED[read.operation], items.length)
  const ended = ref === NO_RECORD || isLast(store, ref, read)
  return {
    items,
    scannedCount,
    lastEvaluatedKey: ended ? undefined : keyOfLatest(read.options, store.decode(ref)),
    readUnits: units + reading.fetchedUnits,
    indexReadUnits: index === undefined ? 0 : units,
    bytes,
  }
}

/** Whether no item of the range can stand behind this one, whatever is written. */
function isLast(
  store: TableStore,
  ref: RecordRef,
  { options, range, reverse, operation }: RangeRead,
): boolean {
  const { table, index } = options
  if (index !== undefined || operation === 'Scan') return false
  if (table.keySchema.sortKey === undefined) return true
  const end = reverse ? range.from.sk : range.to.sk
  // Most ranges are open at that end, and it takes a while to read a position.
  if (end === '' || end === AFTER_ALL) return false
  return isEmptyRange(rangeBehind(range, store.positionOf(ref), reverse))
}

function keyOfLatest({ table, index }: RangeReadOptions, item: Item): Item {
  if (index === undefined) return keyAttributesOf(table.keySchema, item)
  return entryKeyIn(table.keySchema, index.description, item)
}

/** The items one by one, evaluated as they are taken, over as many pages as it takes. */
export function* readLazily(read: RangeRead): Generator<Item, void, undefined> {
  const { limit = Number.POSITIVE_INFINITY } = read.options
  const { store } = sourceOf(read)
  bringLatest(read.options, undefined)
  // Whoever takes the items may write between one and the next.
  const cursor = new RangeCursor(store, read.range, read.reverse, limit)
  const meter = new PageMeter(read)
  const reading = new ItemReading(read.options, DECODED)
  let returned = 0
  try {
    for (let scanned = 0; scanned < limit; scanned += 1) {
      meter.begin()
      const image = cursor.next()
      if (image === undefined) return
      meter.count(store, image.ref)
      if (!reading.test(image.ref)) continue
      const item = reading.take(image.ref)
      cursor.leave()
      returned += 1
      yield item
    }
  } catch (error) {
    throw toldAtIteration(error)
  } finally {
    meter.end(returned)
  }
}

/** All items at once, or the first `countMax` that pass the filter. */
export function readItems(read: RangeRead, countMax = Number.POSITIVE_INFINITY): Item[] {
  const { limit = Number.POSITIVE_INFINITY } = read.options
  const { store } = sourceOf(read)
  const walk = walkOf(read, countMax)
  const meter = new PageMeter(read)
  const reading = new ItemReading(read.options, DECODED)
  const items: Item[] = []
  for (let scanned = 0; scanned < limit && items.length < countMax; scanned += 1) {
    meter.begin()
    const ref = walk.next()
    if (ref === NO_RECORD) break
    meter.count(store, ref)
    if (reading.test(ref)) items.push(reading.take(ref))
  }
  meter.end(items.length)
  return items
}

/** How many items pass the filter; without one, no item is decoded. */
export function countItems(read: RangeRead): number {
  const { limit = Number.POSITIVE_INFINITY } = read.options
  const { store } = sourceOf(read)
  const walk = walkOf(read)
  const meter = new PageMeter(read)
  const reading = new ItemReading(read.options, DECODED)
  let count = 0
  for (let scanned = 0; scanned < limit; scanned += 1) {
    meter.begin()
    const ref = walk.next()
    if (ref === NO_RECORD) break
    meter.count(store, ref)
    if (reading.test(ref)) count += 1
  }
  meter.end()
  return count
}

function sourceOf({ options: { table, index } }: RangeRead): StoredTable | StoredIndex {
  return index ?? table
}

function walkOf(read: RangeRead, countMax = Number.POSITIVE_INFINITY): RecordWalk {
  const { limit = Number.POSITIVE_INFINITY, filter } = read.options
  const { range, reverse } = read
  bringLatest(read.options, undefined)
  const evaluated = filter === undefined ? Math.min(limit, countMax) : limit
  return new RecordWalk(sourceOf(read).store, range, reverse, evaluated)
}

/**
 * Counts what a read consumes page by page, as if each had been asked for: on the table or index, and on the partition
 * where the page begins.
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
    admitPage(this.#options, this.#hash, this.#operation)
    this.#isOpen = true
  }

  /** Counts an item that has been evaluated. The one that reaches 1 MB ends the page. */
  count(store: TableStore, ref: RecordRef): void {
    this.#bytes += store.sizeOf(ref)
    if (this.#bytes < PAGE_SIZE_MAX) return
    this.end()
    this.#bytes = 0
    this.#hash = store.positionOf(ref).hash
  }

  /** Ends the page, if there is one. `returned` is how many items this and those before it returned, if it is the last. */
  end(returned = 0): void {
    const { table, index = table, costFactor } = this.#options
    table.usage.count(RETURNED[this.#operation], returned)
    if (!this.#isOpen) return
    this.#isOpen = false
    meterRead(index, this.#hash, readUnits(this.#bytes, costFactor))
    table.usage.count(SUCCEEDED[this.#operation])
  }
}
