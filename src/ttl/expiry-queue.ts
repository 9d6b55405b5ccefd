/**
 * Which items of a table expire, in the order of the seconds after which they do. So what has expired is found without a
 * look at the table. A fork costs nothing.
 *
 * Seconds in order, and the keys of each in order: numbers are compared faster than keys, and only keys of one second are.
 */

import { ascending, OrderedMap } from '../storage/ordered-map.js'
import { newOwner, type Owner } from '../storage/ownership.js'
import { PrimaryKey } from '../storage/primary-key.js'

/** An item that expires. */
export interface Expiring {
  readonly key: PrimaryKey
  /** Seconds since 1970. */
  readonly second: number
}

/** A copy of a key in few bytes: the partition key alone where the table has no sort key. */
type Key = string | { readonly pk: string; readonly sk: string }

/** All that expires after one second, where that is more than one item. */
interface Crowd {
  /** Who may change it: all others share it. */
  readonly owner: Owner
  readonly keys: OrderedMap<Key, undefined>
}

export class ExpiryQueue {
  readonly #seconds: OrderedMap<number, Key | Crowd>
  #owner = newOwner()
  #size: number

  constructor(seconds = new OrderedMap<number, Key | Crowd>(ascending), size = 0) {
    this.#seconds = seconds
    this.#size = size
  }

  /** How many items expire. */
  get size(): number {
    return this.#size
  }

  /** The second after which the first item expires, or undefined. */
  get first(): number | undefined {
    return this.#seconds.firstKey
  }

  /** A copy that shares everything until one side is changed. */
  fork(): ExpiryQueue {
    this.#owner = newOwner()
    return new ExpiryQueue(this.#seconds.fork(), this.#size)
  }

  /** Adds an item, unless it is there. */
  add({ key, second }: Expiring): void {
    const added = keyOf(key)
    const found = this.#seconds.get(second)
    if (found === undefined) {
      this.#seconds.set(second, added)
      this.#size += 1
    } else if (isCrowd(found)) {
      this.#addTo(this.#owned(second, found), added)
    } else if (compareKeys(found, added) !== 0) {
      const keys = new OrderedMap<Key, undefined>(compareKeys)
      keys.set(found, undefined)
      this.#addTo(keys, added)
      this.#seconds.set(second, { owner: this.#owner, keys })
    }
  }

  /** Removes an item, if it is there. */
  remove({ key, second }: Expiring): void {
    const removed = keyOf(key)
    const found = this.#seconds.get(second)
    if (found === undefined) return
    if (isCrowd(found)) {
      const keys = this.#owned(second, found)
      if (!keys.delete(removed)) return
      if (keys.size === 0) this.#seconds.delete(second)
    } else {
      if (compareKeys(found, removed) !== 0) return
      this.#seconds.delete(second)
    }
    this.#size -= 1
  }

  /** The items that expire before a second, the first ones first. */
  dueBefore(second: number, countMax: number): readonly Expiring[] {
    const due: Expiring[] = []
    for (const [at, found] of this.#seconds.entriesUpTo(second - 1, countMax)) {
      const keys = isCrowd(found) ? found.keys.firstKeys(countMax - due.length) : [found]
      for (const key of keys) due.push({ key: primaryKeyOf(key), second: at })
      if (due.length === countMax) break
    }
    return due
  }

  #addTo(keys: OrderedMap<Key, undefined>, key: Key): void {
    const before = keys.size
    keys.set(key, undefined)
    this.#size += keys.size - before
  }

  /** The keys of a second, as ones that may be changed. */
  #owned(second: number, crowd: Crowd): OrderedMap<Key, undefined> {
    if (crowd.owner === this.#owner) return crowd.keys
    const keys = crowd.keys.fork()
    this.#seconds.set(second, { owner: this.#owner, keys })
    return keys
  }
}

function isCrowd(found: Key | Crowd): found is Crowd {
  return typeof found === 'object' && 'keys' in found
}

function keyOf({ pk, sk }: PrimaryKey): Key {
  return sk === '' ? pk : { pk, sk }
}

function primaryKeyOf(key: Key): PrimaryKey {
  return typeof key === 'string' ? new PrimaryKey(key, '') : new PrimaryKey(key.pk, key.sk)
}

function compareKeys(left: Key, right: Key): number {
  if (typeof left === 'string' || typeof right === 'string') return compareTexts(left, right)
  return compareTexts(left.pk, right.pk) || compareTexts(left.sk, right.sk)
}

function compareTexts<Text>(left: Text, right: Text): number {
  return left < right ? -1 : left > right ? 1 : 0
}
