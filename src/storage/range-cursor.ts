/**
 * Walks a range of a table, forwards or backwards, while the table may be written to: every item that is there all the
 * time is met once, in order; one that comes or goes meanwhile may be met or not.
 */

import type { ItemImage } from './item-image.js'
import type { PositionRange } from './position-range.js'
import { rangeBehind } from './position-range.js'
import type { Position } from './primary-key.js'
import type { RecordRef } from './record-ref.js'
import type { TableStore } from './table-store.js'

/** The records fetched at a time grow from the first number to the second: short walks fetch little. */
const FETCH_MIN = 16
const FETCH_MAX = 256

export class RangeCursor {
  readonly #store: TableStore
  readonly #reverse: boolean
  #rest: PositionRange
  #refs: RecordRef[] = []
  #place = 0
  #version = -1
  #fetch: number
  #ended = false
  #latest: ItemImage | undefined
  /** Where the latest item was, if the cursor has been left. */
  #left: Position | undefined

  /** `countMax` is how many items the caller will take at most. */
  constructor(store: TableStore, range: PositionRange, reverse: boolean, countMax: number) {
    this.#store = store
    this.#rest = range
    this.#reverse = reverse
    this.#fetch = Math.min(FETCH_MIN, countMax)
  }

  /** The next item, or undefined at the end. */
  next(): ItemImage | undefined {
    // References hold only as long as nothing is written.
    if (this.#version !== this.#store.version) {
      this.#fetch = Math.min(this.#fetch, FETCH_MIN)
      this.#refill()
    } else if (this.#place === this.#refs.length && !this.#ended) {
      this.#refill()
    }
    const ref = this.#refs[this.#place]
    if (ref === undefined) return undefined
    this.#place += 1
    this.#latest = this.#store.image(ref)
    this.#left = undefined
    return this.#latest
  }

  /** To be called before anybody may write to the table: remembers where the cursor is. */
  leave(): void {
    this.#left = this.#latest?.position
  }

  #refill(): void {
    const reached = this.#left ?? this.#latest?.position
    if (reached !== undefined) this.#rest = rangeBehind(this.#rest, reached, this.#reverse)
    this.#refs = this.#store.collect(this.#rest, this.#fetch, this.#reverse)
    this.#ended = this.#refs.length < this.#fetch
    this.#version = this.#store.version
    this.#place = 0
    this.#fetch = Math.min(this.#fetch * 4, FETCH_MAX)
  }
}
