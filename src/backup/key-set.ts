/**
 * A set of primary keys that stand in records, numbered from 0 on in the order in which they come. It holds copies of the keys,
 * one behind another, so that it outlives the records, and so that to compare keys is to look at few bytes that lie close.
 *
 * ```
 * key = number:u32 lengths:u32 partition-key sort-key, zeros up to a multiple of 4
 * lengths = length of sort key : 16 | length of partition key : 16
 * ```
 */

import { fingerprintWith, PrimaryKey, partitionPrintOf } from '../storage/primary-key.js'
import { HEADER_BYTES, type Slab } from '../storage/slab.js'
import type { Entries } from './entries.js'

/** Keys whose fingerprints are taken together, at the most. */
const BATCH = 64

const SLOTS_FIRST = 1 << 6
const WORDS_FIRST = 1 << 10
const HEAD_WORDS = 2
const LENGTH_MASK = 0xffff

export class KeySet {
  /** Pairs of a fingerprint, and where its key stands + 1, by open addressing: at most half of them are taken. */
  #slots = new Uint32Array(2 * SLOTS_FIRST)
  /** The keys, and where the next one will stand. */
  #words = new Uint32Array(WORDS_FIRST)
  #bytes = Buffer.from(this.#words.buffer)
  #used = 0
  /** Where each key stands, in words. */
  #places = new Uint32Array(SLOTS_FIRST / 2)
  #size = 0
  readonly #fingerprints = new Uint32Array(BATCH)
  /** What `fingerprintsOf` read: its loads would be optimised away if they led to nothing. */
  touched = 0

  get size(): number {
    return this.#size
  }

  /**
   * The fingerprints of the keys of some entries, up to `BATCH` of them, which are about to be looked for; valid until it is
   * called again. Each look waits for memory; but waits that do not depend on each other, as here, overlap.
   */
  fingerprintsOf(entries: Entries, first: number, end: number): Uint32Array {
    const { slab } = entries
    const fingerprints = this.#fingerprints
    const slots = this.#slots
    const last = slots.length - 1
    let sum = 0
    for (let index = first; index < end; index += 1) {
      const fingerprint = fingerprintAt(slab, entries.startAt(index))
      fingerprints[index - first] = fingerprint
      sum ^= slots[(fingerprint << 1) & last] as number
    }
    for (let place = 0; place < end - first; place += 1) {
      const slot = ((fingerprints[place] as number) << 1) & last
      sum ^= this.#words[slots[slot + 1] as number] as number
    }
    this.touched = sum
    return fingerprints
  }

  /**
   * The number of the key of the record at `start`, which is added if it is not there: it has the number `size` then.
   *
   * @param fingerprint the key's
   */
  add(slab: Slab, start: number, fingerprint: number): number {
    const found = this.#placeOf(fingerprint, slab, start)
    if (found >= 0) return this.#words[found] as number
    if (this.#size === this.#places.length) this.#grow()
    this.#enter(fingerprint, this.#used)
    this.#keep(slab, start)
    return this.#size - 1
  }

  /** The number of the key of the record at `start`; -1 if it is not there. */
  find(slab: Slab, start: number, fingerprint: number): number {
    const found = this.#placeOf(fingerprint, slab, start)
    return found === -1 ? -1 : (this.#words[found] as number)
  }

  /** The key of a number. */
  keyAt(number: number): PrimaryKey {
    const place = this.#places[number] as number
    const lengths = this.#words[place + 1] as number
    const start = 4 * (place + HEAD_WORDS)
    const middle = start + (lengths & LENGTH_MASK)
    const end = start + lengthOf(lengths)
    const bytes = this.#bytes
    return new PrimaryKey(
      bytes.toString('latin1', start, middle),
      bytes.toString('latin1', middle, end),
    )
  }

  /** Where the key of a record stands; -1 if it is not there. */
  #placeOf(fingerprint: number, slab: Slab, start: number): number {
    const slots = this.#slots
    const last = slots.length - 1
    for (let slot = (fingerprint << 1) & last; ; slot = (slot + 2) & last) {
      const place = (slots[slot + 1] as number) - 1
      if (place === -1) return -1
      if (slots[slot] === fingerprint && this.#isKey(place, slab, start)) return place
    }
  }

  /** Whether the key that stands at a place is that of a record. */
  #isKey(place: number, slab: Slab, start: number): boolean {
    const lengths = lengthsAt(slab, start)
    const length = lengthOf(lengths)
    const [own, others] = [this.#words, slab.words]
    if (own[place + 1] !== lengths) return false
    const first = place + HEAD_WORDS
    const shift = ((start + HEADER_BYTES) >>> 2) - first
    const wholeEnd = first + (length >>> 2)
    for (let word = first; word < wholeEnd; word += 1) {
      if (own[word] !== others[word + shift]) return false
    }
    const bits = 8 * (length & 3)
    if (bits === 0) return true
    const mask = (1 << bits) - 1
    return own[wholeEnd] === ((others[wholeEnd + shift] as number) & mask) >>> 0
  }

  #enter(fingerprint: number, place: number): void {
    const slots = this.#slots
    const last = slots.length - 1
    let slot = (fingerprint << 1) & last
    while (slots[slot + 1] !== 0) slot = (slot + 2) & last
    slots[slot] = fingerprint
    slots[slot + 1] = place + 1
  }

  #keep(slab: Slab, start: number): void {
    const lengths = lengthsAt(slab, start)
    const length = lengthOf(lengths)
    const place = this.#used
    const end = place + HEAD_WORDS + ((length + 3) >>> 2)
    if (end > this.#words.length) {
      const words = new Uint32Array(2 * end)
      words.set(this.#words)
      this.#words = words
      this.#bytes = Buffer.from(words.buffer)
    }
    this.#words[place] = this.#size
    this.#words[place + 1] = lengths
    const keyStart = start + HEADER_BYTES
    slab.bytes.copy(this.#bytes, 4 * (place + HEAD_WORDS), keyStart, keyStart + length)
    this.#places[this.#size] = place
    this.#used = end
    this.#size += 1
  }

  /** Makes room for twice as many keys. */
  #grow(): void {
    const places = new Uint32Array(2 * this.#size)
    places.set(this.#places)
    this.#places = places
    const slots = this.#slots
    this.#slots = new Uint32Array(2 * slots.length)
    for (let slot = 0; slot < slots.length; slot += 2) {
      const place = (slots[slot + 1] as number) - 1
      if (place >= 0) this.#enter(slots[slot] as number, place)
    }
  }
}

/** The lengths of the keys of a record, as they stand in front of a key of the set. */
function lengthsAt(slab: Slab, start: number): number {
  const middle = slab.sortKeyStartAt(start)
  return (middle - start - HEADER_BYTES) | ((slab.itemStartAt(start) - middle) << 16)
}

/** Bytes of both keys. */
function lengthOf(lengths: number): number {
  return (lengths & LENGTH_MASK) + (lengths >>> 16)
}

/** By the secret of this process, as that of `PrimaryKey`: nobody can make keys that collide. */
function fingerprintAt(slab: Slab, start: number): number {
  const middle = slab.sortKeyStartAt(start)
  const end = slab.itemStartAt(start)
  const print = partitionPrintOf(slab.bytes, start + HEADER_BYTES, middle)
  return middle === end ? print : fingerprintWith(print, slab.bytes, middle, end)
}

/** Walks entries, each with the fingerprint of its key. */
export function forEachKey(
  keys: KeySet,
  { entries, first, end }: EntryRun,
  take: (index: number, fingerprint: number) => void,
): void {
  for (let from = first; from < end; from += BATCH) {
    const to = Math.min(end, from + BATCH)
    const fingerprints = keys.fingerprintsOf(entries, from, to)
    for (let index = from; index < to; index += 1) take(index, fingerprints[index - from] as number)
  }
}

interface EntryRun {
  readonly entries: Entries
  readonly first: number
  readonly end: number
}
