/**
 * The items of a Query or a Scan as rows that are read page by page, as far as somebody has looked. The first key of each
 * page is kept, so that pages that were let go are read again when somebody looks at them; the items of some pages only are.
 */

import type { Item } from './attribute.js'

/** What a Query or a Scan answers. */
export interface ItemPage {
  readonly Items: readonly Item[]
  readonly ScannedCount: number
  readonly LastEvaluatedKey?: Item
}

interface Page {
  /** Undefined for the first page. */
  readonly startKey: Item | undefined
  readonly firstRow: number
  readonly count: number
}

/** Rows from, and up to but without. */
interface Span {
  readonly from: number
  readonly to: number
}

type Read = (startKey: Item | undefined, signal: AbortSignal) => Promise<ItemPage>

/** Pages whose items are kept, beside those that are wanted; a page has 1 MB of items at the most, as the service counts. */
const KEPT_MAX = 16

/** The rows. */
export class PagedItems {
  /** Items that were evaluated for the rows that are known, those included that a filter left out. */
  scanned = 0
  /** Whether there are no more rows than those that are known. */
  isComplete = false
  isReading = false
  /** The items of the page that was read last; the same array until there is another. */
  latest: readonly Item[] = []
  /** What was rejected last. */
  problem: unknown
  readonly #read: Read
  readonly #tell: () => void
  readonly #ending = new AbortController()
  readonly #pages: Page[] = []
  /** The items of pages, by their places; those that were looked at last stand last. */
  readonly #kept = new Map<number, readonly Item[]>()
  #nextKey: Item | undefined
  #wanted: Span = { from: 0, to: 0 }

  /** @param tell is called whenever something is otherwise than before */
  constructor(read: Read, tell: () => void) {
    this.#read = read
    this.#tell = tell
  }

  /** Rows that are known. */
  get count(): number {
    const last = this.#pages.at(-1)
    return last === undefined ? 0 : last.firstRow + last.count
  }

  /** Undefined if it is not at hand. */
  itemAt(row: number): Item | undefined {
    const place = this.#placeOf(row)
    const page = this.#pages[place]
    return page === undefined ? undefined : this.#kept.get(place)?.[row - page.firstRow]
  }

  /** Reads these rows, unless they are at hand. What was wanted before is no longer read. */
  want(span: Span): void {
    this.#wanted = span
    if (this.isReading || this.problem !== undefined) return
    if (this.#missingPlace() !== undefined) void this.#readWanted()
  }

  /** Goes on after a problem. */
  tryAgain(): void {
    this.problem = undefined
    this.want(this.#wanted)
  }

  /** Reads no more rows than those that are known. */
  stop(): void {
    this.#wanted = { from: this.#wanted.from, to: Math.min(this.#wanted.to, this.count) }
  }

  /** Reads nothing any more. */
  end(): void {
    this.#ending.abort()
  }

  async #readWanted(): Promise<void> {
    this.isReading = true
    try {
      for (;;) {
        const place = this.#missingPlace()
        if (place === undefined || this.#ending.signal.aborted) break
        await this.#readPage(place)
        this.#tell()
      }
    } catch (error) {
      if (!this.#ending.signal.aborted) this.problem = error
    }
    this.isReading = false
    if (!this.#ending.signal.aborted) this.#tell()
  }

  /** The place of a page that is wanted and not at hand. */
  #missingPlace(): number | undefined {
    const { from, to } = this.#wanted
    for (let place = this.#placeOf(from); place < this.#pages.length; place += 1) {
      const page = this.#pages[place]
      if (page === undefined || page.firstRow >= to) return undefined
      if (page.count > 0 && !this.#kept.has(place)) return place
    }
    return this.count < to && !this.isComplete ? this.#pages.length : undefined
  }

  async #readPage(place: number): Promise<void> {
    const known = this.#pages[place]
    const startKey = known === undefined ? this.#nextKey : known.startKey
    const { Items, ScannedCount, LastEvaluatedKey } = await this.#read(
      startKey,
      this.#ending.signal,
    )
    if (known === undefined) {
      this.#pages.push({ startKey, firstRow: this.count, count: Items.length })
      this.#nextKey = LastEvaluatedKey
      this.isComplete = LastEvaluatedKey === undefined
      this.scanned += ScannedCount
    }
    this.#keep(place, Items)
  }

  #keep(place: number, items: readonly Item[]): void {
    if (items.length === 0) return
    this.latest = items
    this.#kept.delete(place)
    this.#kept.set(place, items)
    for (const other of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_MAX) return
      // Pages of which a filter leaves little may be many at once: those that are wanted stay, or they would be read for ever.
      if (!this.#isWanted(other)) this.#kept.delete(other)
    }
  }

  #isWanted(place: number): boolean {
    const { firstRow = 0, count = 0 } = this.#pages[place] ?? {}
    return firstRow < this.#wanted.to && firstRow + count > this.#wanted.from
  }

  /** The place of the page of a row, by halving. */
  #placeOf(row: number): number {
    let low = 0
    let high = this.#pages.length
    while (low < high) {
      const middle = (low + high) >> 1
      const page = this.#pages[middle]
      if (page !== undefined && page.firstRow + page.count <= row) low = middle + 1
      else high = middle
    }
    return low
  }
}
