/** Walks the records of a range, forwards or backwards, in one go: nothing may be written until the walk is over. */

import { type PositionRange, rangeBehind } from './position-range.js'
import { NO_RECORD, type RecordRef } from './record-ref.js'
import type { TableStore } from './table-store.js'

/** The records fetched at a time grow from the first number to the second: short walks fetch little. */
const FETCH_MIN = 16
const FETCH_MAX = 256

export class RecordWalk {
  readonly #store: TableStore
  readonly #range: PositionRange
  readonly #reverse: boolean
  /** How many records the caller may still take, beyond those that are fetched. */
  #rest: number
  #fetch: number
  #refs: RecordRef[]
  #place = 0

  /** `countMax` is how many records the caller will take at most. */
  constructor(store: TableStore, range: PositionRange, reverse: boolean, countMax: number) {
    this.#store = store
    this.#range = range
    this.#reverse = reverse
    this.#fetch = Math.min(FETCH_MIN, countMax)
    this.#rest = countMax - this.#fetch
    this.#refs = store.collect(range, this.#fetch, reverse)
  }

  /** The next record, or `NO_RECORD` at the end. */
  next(): RecordRef {
    if (this.#place === this.#fetch && this.#rest > 0) this.#refill()
    const ref = this.#refs[this.#place]
    if (ref === undefined) return NO_RECORD
    this.#place += 1
    return ref
  }

  #refill(): void {
    const latest = this.#store.positionOf(this.#refs[this.#place - 1] ?? NO_RECORD)
    const rest = rangeBehind(this.#range, latest, this.#reverse)
    this.#fetch = Math.min(this.#fetch * 4, FETCH_MAX, this.#rest)
    this.#rest -= this.#fetch
    this.#refs = this.#store.collect(rest, this.#fetch, this.#reverse)
    this.#place = 0
  }
}
