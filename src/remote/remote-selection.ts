/** What a query or a scan of a table elsewhere reads: nothing until it is asked for. */

import { pageOfSegments } from '../errors/remote-errors.js'
import type { Page } from '../native/selection.js'
import { showAs } from '../types/inspect.js'
import { firstPageOf, pagesOf, type RangeRequest } from './range-request.js'
import { itemOfSdk, type SdkMap } from './values.js'

/** For whoever prints a selection in the place of its items. */
const HINT = {
  read: 'for await (const item of selection), await selection.all(), .first(), .count(), .page()',
}

/**
 * The items of a query or a scan. Iterate it with `for await`, or ask for them in one of the ways below; each reads the table anew.
 * While the items of one page are used, the next page is on its way.
 */
export class RemoteSelection<Shape, KeyShape> implements AsyncIterable<Shape> {
  readonly #request: RangeRequest
  readonly #asked: () => object

  static {
    showAs<RemoteSelection<unknown, unknown>>(RemoteSelection, 'RemoteSelection', selection => ({
      members: { ...selection.#asked(), ...HINT },
    }))
  }

  /** @internal Made by `query` and `scan`. `asked` is the table and what of it is read, to be shown. */
  constructor(request: RangeRequest, asked: () => object) {
    this.#request = request
    this.#asked = asked
  }

  /** The items one by one. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Shape, void, undefined> {
    for await (const { Items = [] } of pagesOf(this.#request, { readsAhead: true })) {
      for (const item of Items) yield itemOf(item)
    }
  }

  /** All items. */
  async all(): Promise<Shape[]> {
    const items: Shape[] = []
    for await (const { Items = [] } of pagesOf(this.#request, { readsAhead: true })) {
      for (const item of Items) items.push(itemOf(item))
    }
    return items
  }

  /** The first item, or undefined if there is none. */
  async first(): Promise<Shape | undefined> {
    const { limit, hasFilter } = this.#request
    const request = hasFilter ? this.#request : { ...this.#request, limit: Math.min(limit ?? 1, 1) }
    for await (const { Items = [] } of pagesOf(request, { readsAhead: false })) {
      const [first] = Items
      if (first !== undefined) return itemOf(first)
    }
    return undefined
  }

  /** How many items there are. They are counted where they are, and read as if they were returned. */
  async count(): Promise<number> {
    let count = 0
    const wanted = { isCount: true, readsAhead: true }
    for await (const page of pagesOf(this.#request, wanted)) count += page.Count ?? 0
    return count
  }

  /**
   * One page, as the service cuts them: it ends when 1 MB of items, or `limit` items, have been evaluated.
   *
   * @throws ValidationException, as the promise is rejected with it, if it is a scan with `segments`
   */
  async page(): Promise<Page<Shape, KeyShape>> {
    if (this.#request.segments !== undefined) throw pageOfSegments()
    const page = await firstPageOf(this.#request)
    const { Items = [], ScannedCount = 0, LastEvaluatedKey, ConsumedCapacity } = page
    return {
      items: Items.map(item => itemOf<Shape>(item)),
      scannedCount: ScannedCount,
      lastEvaluatedKey: LastEvaluatedKey && itemOf<KeyShape>(LastEvaluatedKey),
      readUnits: ConsumedCapacity?.CapacityUnits ?? 0,
    }
  }
}

/** What the types say of an item is the caller's matter. */
function itemOf<Shape>(item: SdkMap): Shape {
  return itemOfSdk(item) as Shape
}
