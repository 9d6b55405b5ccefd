/**
 * A leaf of a partition's tree: up to 128 records in order, as numbers in one typed array.
 *
 * Keys stand in the records, scattered over memory, so looking at one costs a cache miss or two. To do without, a leaf
 * keeps of each sort key its head: the four bytes that follow the prefix common to all sort keys of the leaf. A search
 * compares hashes and heads, which lie side by side, and looks at a record only where both are equal. (The idea is that
 * of head truncation in B-trees: Graefe, "Modern B-Tree Techniques", 2011, section 3.5; poor man's normalized keys.)
 */

import type { Position } from './primary-key.js'
import type { RecordRef } from './record-ref.js'
import type { Slabs } from './slabs.js'

export const LEAF_ENTRIES = 128
const HEADS = LEAF_ENTRIES
const REFS = 2 * LEAF_ENTRIES
const HEAD_BYTES = 4
/** Heads of sort keys that do not begin with the prefix: before, and after, all that do. */
const BEFORE_PREFIX = -1
const AFTER_PREFIX = 2 ** 32

/** Marks the tree that may write to a node. */
export interface Owner {
  readonly kind: 'key tree'
}

export class Leaf {
  readonly owner: Owner
  items = 0
  /** Sizes of the items by the service's rules, added up. */
  bytes = 0
  /** The hashes of the entries, then, from `HEADS` on, the heads, then, from `REFS` on, the records. */
  readonly #entries = new Uint32Array(3 * LEAF_ENTRIES)
  /** What all sort keys of the leaf begin with. */
  #prefix = ''
  /** Whether two partition keys in the leaf have one hash, so that heads do not tell the order. */
  #collides = false

  constructor(owner: Owner) {
    this.owner = owner
  }

  hashAt(place: number): number {
    return this.#entries[place] as number
  }

  refAt(place: number): RecordRef {
    return this.#entries[REFS + place] as RecordRef
  }

  setRefAt(place: number, ref: RecordRef): void {
    this.#entries[REFS + place] = ref
  }

  /** Place of the first entry that is not before `at`. */
  firstFrom(at: Position, slabs: Slabs): number {
    if (at.pk === '') return this.#firstOfHash(at.hash)
    if (this.#collides) return this.#firstByKey(at, slabs)
    const place = this.#firstByHead(at, slabs)
    const neighbour = this.#neighbourOf(place, at.hash)
    if (neighbour === undefined || slabs.hasPartitionKey(this.refAt(neighbour), at.pk)) return place
    return this.#firstByKey(at, slabs)
  }

  /** Place of a record, whose key is `at`, found without a look at records; `items` if it is not in the leaf. */
  placeOf(ref: RecordRef, at: Position): number {
    const entries = this.#entries
    const head = this.#headFor(at.sk)
    let place = this.#firstOfHead(at.hash, this.#collides ? BEFORE_PREFIX : head)
    while (place < this.items && entries[REFS + place] !== ref) place += 1
    return place
  }

  /** Whether the entry at `place` comes before `to`. */
  isBefore(place: number, to: Position, slabs: Slabs): boolean {
    const hash = this.#entries[place] as number
    if (hash !== to.hash) return hash < to.hash
    return to.pk !== '' && slabs.compareKey(this.refAt(place), to.pk, to.sk) < 0
  }

  /** Adds an entry to a leaf that is not full, at the place that `firstFrom` gave for it. */
  insert(place: number, at: Position, ref: RecordRef, size: number, slabs: Slabs): void {
    if (this.items === 0) this.#prefix = at.sk
    else if (!at.sk.startsWith(this.#prefix)) this.#shortenPrefix(at.sk)
    const neighbour = this.#neighbourOf(place, at.hash)
    if (neighbour !== undefined && !slabs.hasPartitionKey(this.refAt(neighbour), at.pk)) {
      this.#collides = true
    }
    const entries = this.#entries
    const { items } = this
    entries.copyWithin(place + 1, place, items)
    entries.copyWithin(HEADS + place + 1, HEADS + place, HEADS + items)
    entries.copyWithin(REFS + place + 1, REFS + place, REFS + items)
    entries[place] = at.hash
    entries[HEADS + place] = headOf(at.sk, this.#prefix.length)
    entries[REFS + place] = ref
    this.items += 1
    this.bytes += size
  }

  remove(place: number, size: number): void {
    const entries = this.#entries
    const { items } = this
    entries.copyWithin(place, place + 1, items)
    entries.copyWithin(HEADS + place, HEADS + place + 1, HEADS + items)
    entries.copyWithin(REFS + place, REFS + place + 1, REFS + items)
    this.items -= 1
    this.bytes -= size
  }

  copy(owner: Owner): Leaf {
    const copy = new Leaf(owner)
    copy.#entries.set(this.#entries)
    copy.items = this.items
    copy.bytes = this.bytes
    copy.#prefix = this.#prefix
    copy.#collides = this.#collides
    return copy
  }

  /** Two new leaves: with the entries before `place`, and with the others. */
  split(owner: Owner, place: number, slabs: Slabs): [Leaf, Leaf] {
    const left = this.#part(owner, 0, place, slabs)
    const right = this.#part(owner, place, this.items, slabs)
    for (let at = 0; at < right.items; at += 1) right.bytes += slabs.sizeOf(right.refAt(at))
    left.bytes = this.bytes - right.bytes
    return [left, right]
  }

  /** A new leaf with the entries of this one and those of `right`, which come after them. */
  join(owner: Owner, right: Leaf): Leaf {
    const joined = this.copy(owner)
    const other = right.copy(owner)
    // Heads can be compared only behind the same prefix.
    joined.#shortenPrefix(other.#prefix)
    other.#shortenPrefix(joined.#prefix)
    joined.#append(other, 0, other.items)
    joined.bytes += other.bytes
    joined.#collides = true
    return joined
  }

  #part(owner: Owner, start: number, end: number, slabs: Slabs): Leaf {
    const part = new Leaf(owner)
    part.#append(this, start, end)
    part.#prefix = this.#prefix
    part.#collides = this.#collides
    part.#lengthenPrefix(slabs)
    return part
  }

  #append(source: Leaf, start: number, end: number): void {
    const from = source.#entries
    this.#entries.set(from.subarray(start, end), this.items)
    this.#entries.set(from.subarray(HEADS + start, HEADS + end), HEADS + this.items)
    this.#entries.set(from.subarray(REFS + start, REFS + end), REFS + this.items)
    this.items += end - start
  }

  #firstOfHash(hash: number): number {
    const entries = this.#entries
    let low = 0
    let high = this.items
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((entries[middle] as number) < hash) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The first place whose hash and head are not below these. */
  #firstOfHead(hash: number, head: number): number {
    const entries = this.#entries
    let low = 0
    let high = this.items
    while (low < high) {
      const middle = (low + high) >>> 1
      let order = (entries[middle] as number) - hash
      if (order === 0) order = (entries[HEADS + middle] as number) - head
      if (order < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #firstByHead(at: Position, slabs: Slabs): number {
    const entries = this.#entries
    const { hash } = at
    const head = this.#headFor(at.sk)
    let low = 0
    let high = this.items
    while (low < high) {
      const middle = (low + high) >>> 1
      let order = (entries[middle] as number) - hash
      if (order === 0) order = (entries[HEADS + middle] as number) - head
      if (order === 0) order = slabs.compareKey(this.refAt(middle), at.pk, at.sk)
      if (order < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #firstByKey(at: Position, slabs: Slabs): number {
    const entries = this.#entries
    let low = 0
    let high = this.items
    while (low < high) {
      const middle = (low + high) >>> 1
      let order = (entries[middle] as number) - at.hash
      if (order === 0) order = slabs.compareKey(this.refAt(middle), at.pk, at.sk)
      if (order < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The place of an entry with this hash, at `place` or just before it. */
  #neighbourOf(place: number, hash: number): number | undefined {
    if (place < this.items && this.#entries[place] === hash) return place
    if (place > 0 && this.#entries[place - 1] === hash) return place - 1
    return undefined
  }

  #headFor(sk: string): number {
    const prefix = this.#prefix
    if (sk.startsWith(prefix)) return headOf(sk, prefix.length)
    return sk < prefix ? BEFORE_PREFIX : AFTER_PREFIX
  }

  /** Shortens the prefix to what it has in common with `sk`. The heads gain at the front what the prefix loses. */
  #shortenPrefix(sk: string): void {
    const before = this.#prefix
    let length = 0
    while (length < before.length && before.charCodeAt(length) === sk.charCodeAt(length))
      length += 1
    const gained = Math.min(HEAD_BYTES, before.length - length)
    if (gained === 0) return
    const front = headOf(before, length)
    for (let place = HEADS; place < HEADS + this.items; place += 1) {
      const rest = gained === HEAD_BYTES ? 0 : (this.#entries[place] as number) >>> (8 * gained)
      this.#entries[place] = front | rest
    }
    this.#prefix = before.slice(0, length)
  }

  /** Gives the heads new bytes to tell entries apart by, where all begin with the same one. */
  #lengthenPrefix(slabs: Slabs): void {
    const heads = this.#entries.subarray(HEADS, HEADS + this.items)
    for (let common = commonBytes(heads); common > 0; common = commonBytes(heads)) {
      this.#prefix += textOf(heads[0] as number, common)
      const from = this.#prefix.length + HEAD_BYTES - common
      for (let place = 0; place < this.items; place += 1) {
        let head = heads[place] as number
        for (let index = from; index < from + common; index += 1) {
          head = (head << 8) | slabs.sortKeyByteAt(this.refAt(place), index)
        }
        heads[place] = head
      }
    }
  }
}

/** The four bytes of a sort key from `start` on, as a number; bytes that it does not have count as 0. */
function headOf(sk: string, start: number): number {
  let head = 0
  let unit = 0
  for (let index = start; index < start + HEAD_BYTES; index += 1) {
    // A bound may end in a character above all bytes. Its head is above those of all keys that begin as it does, or
    // equal to them, and equal heads are told apart by the whole key.
    if (unit <= 0xff) unit = index < sk.length ? sk.charCodeAt(index) : 0
    head = (head << 8) | Math.min(unit, 0xff)
  }
  return head >>> 0
}

/** Bytes that all heads begin with. Those that are 0 do not count: they may stand for bytes that a key does not have. */
function commonBytes(heads: Uint32Array): number {
  const first = heads[0] ?? 0
  let different = 0
  for (const head of heads) different |= head ^ first
  let common = 0
  while (common < HEAD_BYTES && (first << (8 * common)) >>> 24 !== 0) {
    if ((different << (8 * common)) >>> 24 !== 0) break
    common += 1
  }
  return common
}

/** The first bytes of a head, as characters. */
function textOf(head: number, count: number): string {
  let text = ''
  for (let index = 0; index < count; index += 1) {
    text += String.fromCharCode((head << (8 * index)) >>> 24)
  }
  return text
}
