/**
 * Which items of a table expire, in the order of the seconds after which they do. So what has expired is found without a
 * look at the table.
 *
 * The queue is a table of its own: its entries stand in slabs, outside of the JavaScript heap, in the order of their
 * hashes, for which the seconds are taken. A fork costs nothing.
 */

import { assert } from '../errors/assert.js'
import { PrimaryKey, positionOfHash } from '../storage/primary-key.js'
import type { TableStore, TableStoreOptions } from '../storage/table-store.js'
import type { Item } from '../types/attribute.js'

/** An item that expires. */
export interface Expiring {
  readonly key: PrimaryKey
  /** Seconds since 1970. */
  readonly second: number
}

const NOTHING: Item = Object.freeze({})

export class ExpiryQueue {
  readonly #store: TableStore

  constructor(store: TableStore) {
    this.#store = store
  }

  /** How many items expire. */
  get size(): number {
    return this.#store.items
  }

  /** The second after which the first item expires, or undefined. */
  get first(): number | undefined {
    const [first] = this.dueBefore(Number.POSITIVE_INFINITY, 1)
    return first?.second
  }

  /** A copy that shares everything until one side is changed. */
  fork(options: TableStoreOptions): ExpiryQueue {
    return new ExpiryQueue(this.#store.fork(options))
  }

  /** Adds an item, unless it is there. */
  add(expiring: Expiring): void {
    const place = placeOf(expiring)
    this.#store.compact()
    if (this.#store.imageOf(place) !== undefined) return
    const entry = this.#store.prepare(place, NOTHING)
    assert(entry !== undefined, 'nothing fits into a record')
    this.#store.put(place, undefined, entry)
  }

  /** Removes an item, if it is there. */
  remove(expiring: Expiring): void {
    const place = placeOf(expiring)
    this.#store.compact()
    const entry = this.#store.imageOf(place)
    if (entry?.position.hash === expiring.second) this.#store.remove(place, entry)
  }

  /** The items that expire before a second, the first ones first. */
  dueBefore(second: number, countMax: number): readonly Expiring[] {
    const to = positionOfHash(Math.min(Math.max(second, 0), 2 ** 32))
    const refs = this.#store.collect({ from: positionOfHash(0), to }, countMax, false)
    return refs.map(ref => {
      const { hash, pk, sk } = this.#store.image(ref).position
      return { key: new PrimaryKey(pk, sk), second: hash }
    })
  }
}

/** Where an item stands in the queue. */
function placeOf({ key: { pk, sk, fingerprint }, second }: Expiring): PrimaryKey {
  return { pk, sk, fingerprint, hash: second }
}
