/** What a query or a scan reads: nothing until it is asked for. */

import { countItems, readItems, readLazily, readPage } from '../api/range-read.js'
import type { RangeRead } from '../api/range-read-options.js'
import { makeDoors } from '../errors/stack.js'
import type { Item } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import { toldInFull } from './refusals-in-full.js'

/** One page of a query or a scan, as the service cuts them. */
export interface Page<Shape, KeyShape> {
  readonly items: Shape[]
  /** Items evaluated, before the filter. */
  readonly scannedCount: number
  /**
   * Where the next page starts (`startKey`); undefined if the range ends with this page. A page that ends because of its
   * limit has one, whether or not anything follows, unless nothing can: behind the item that has the whole key of a query.
   */
  readonly lastEvaluatedKey: KeyShape | undefined
  /** Read capacity units that the page consumed. */
  readonly readUnits: number
}

/** For whoever prints a selection in the place of its items. */
const HINT = { read: 'for (const item of selection), .all(), .first(), .count(), .page()' }

/**
 * The items of a query or a scan. Iterate it, or ask for them in one of the ways below; each reads the table anew, as it
 * is at that moment. The table may be written to while an iteration goes on: each item that is there all the time is
 * met once.
 */
export class Selection<Shape, KeyShape> implements Iterable<Shape> {
  readonly #read: () => RangeRead
  readonly #asked: () => object

  static {
    showAs<Selection<unknown, unknown>>(Selection, 'Selection', selection => ({
      members: { ...selection.#asked(), ...HINT },
    }))
  }

  /**
   * @internal Made by `Table.query` and `Table.scan`.
   *
   * @param asked the table and what of it is read, to be shown
   */
  constructor(read: () => RangeRead, asked: () => object) {
    this.#read = () => toldInFull(read)
    this.#asked = asked
  }

  /** The items one by one, read as they are taken. */
  [Symbol.iterator](): Generator<Shape, void, undefined> {
    return readLazily(this.#read()) as Generator<Item, void, undefined> as Generator<Shape>
  }

  /** All items. */
  all(): Shape[] {
    return readItems(this.#read()) as Item[] as Shape[]
  }

  /** The first item, or undefined if there is none. */
  first(): Shape | undefined {
    const [first] = readItems(this.#read(), 1)
    return first as Item | undefined as Shape | undefined
  }

  /** How many items there are. Reads no more of them than the filter needs. */
  count(): number {
    return countItems(this.#read())
  }

  /** One page, as the service cuts them: it ends when 1 MB of items, or `limit` items, have been evaluated. */
  page(): Page<Shape, KeyShape> {
    const { items, scannedCount, lastEvaluatedKey, readUnits } = readPage(this.#read())
    const page: Page<Item, Item> = { items, scannedCount, lastEvaluatedKey, readUnits }
    return page as Page<Shape, KeyShape>
  }
}

makeDoors<Selection<unknown, unknown>>(Selection.prototype, {
  throwing: [Symbol.iterator, 'all', 'first', 'count', 'page'],
  rejecting: [],
})
