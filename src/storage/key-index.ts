/**
 * The index for point reads of tables with a sort key: fingerprint of a primary key → record. It answers in one step,
 * where a large item collection takes as many as its tree is high.
 */

import { assert } from '../errors/assert.js'
import { HashDirectory } from './hash-directory.js'
import { HashPage, homeOf } from './hash-page.js'
import type { PrimaryKey } from './primary-key.js'
import { NO_RECORD, type RecordRef } from './record-ref.js'
import type { Slabs } from './slabs.js'

/** Of a table of a million items, so many bits tell a few pages apart. */
const ORDERED_BITS = 11

export class KeyIndex {
  readonly #directory: HashDirectory<HashPage>

  /** Given a directory, the index is one of its entries. */
  constructor(directory = new HashDirectory(newPage)) {
    this.#directory = directory
  }

  /** The index of records with these fingerprints. */
  static of(fingerprints: Uint32Array, refs: Uint32Array): KeyIndex {
    const directory = HashDirectory.sized(newPage, refs.length)
    // Page by page: in the order in which they come, each would wait for memory.
    const pairs = pairsByPage(fingerprints, refs)
    for (let pair = 0; pair < pairs.length; pair += 2) {
      const fingerprint = pairs[pair] as number
      directory.pageWithRoom(fingerprint).add(fingerprint, pairs[pair + 1] as RecordRef)
    }
    return new KeyIndex(directory)
  }

  /** Bytes of memory that the pages take. */
  get byteLength(): number {
    let bytes = 0
    for (const { slots } of this.#directory.pages) bytes += slots.byteLength
    return bytes
  }

  /** A copy that shares all pages until one side writes to them. */
  fork(): KeyIndex {
    return new KeyIndex(this.#directory.fork())
  }

  /** The record with this key, or `NO_RECORD`. */
  find(key: PrimaryKey, slabs: Slabs): RecordRef {
    const { fingerprint } = key
    const { slots } = this.#directory.pageOf(fingerprint)
    const last = slots.length - 1
    // The most frequent of all steps, so it is written out.
    let slot = homeOf(fingerprint, slots)
    for (;;) {
      const ref = slots[slot + 1] as RecordRef
      if (ref === NO_RECORD) return NO_RECORD
      if (slots[slot] === fingerprint && slabs.hasKey(ref, key.pk, key.sk)) return ref
      slot = (slot + 2) & last
    }
  }

  /** Whether this very record is in the index. */
  has(fingerprint: number, ref: RecordRef): boolean {
    return this.#directory.pageOf(fingerprint).slotOf(fingerprint, ref) >= 0
  }

  /** Adds a record that is not in the index. */
  add(fingerprint: number, ref: RecordRef): void {
    this.#directory.pageWithRoom(fingerprint).add(fingerprint, ref)
  }

  /** Puts `ref` in the place of `before`, which is in the index. */
  replace(fingerprint: number, before: RecordRef, ref: RecordRef): void {
    const page = this.#directory.pageToWrite(fingerprint)
    const slot = page.slotOf(fingerprint, before)
    assert(slot >= 0, 'a record that is replaced is in the index')
    page.slots[slot + 1] = ref
  }

  /** Removes a record that is in the index. */
  remove(fingerprint: number, ref: RecordRef): void {
    const page = this.#directory.pageToWrite(fingerprint)
    const slot = page.slotOf(fingerprint, ref)
    assert(slot >= 0, 'a record that is removed is in the index')
    page.removeSlot(slot)
    this.#directory.joinSmall(page, fingerprint)
  }
}

/** Pairs in the order of the first bits of the fingerprints (distribution counting: Knuth, vol. 3, 5.2, algorithm D). */
function pairsByPage(fingerprints: Uint32Array, refs: Uint32Array): Uint32Array {
  const shift = 32 - ORDERED_BITS
  const starts = new Uint32Array(2 ** ORDERED_BITS + 1)
  for (const fingerprint of fingerprints) {
    const next = (fingerprint >>> shift) + 1
    starts[next] = (starts[next] as number) + 1
  }
  for (let bits = 1; bits < starts.length; bits += 1) {
    starts[bits] = (starts[bits] as number) + (starts[bits - 1] as number)
  }
  const pairs = new Uint32Array(2 * fingerprints.length)
  for (let place = 0; place < fingerprints.length; place += 1) {
    const bits = (fingerprints[place] as number) >>> shift
    const to = starts[bits] as number
    pairs[2 * to] = fingerprints[place] as number
    pairs[2 * to + 1] = refs[place] as number
    starts[bits] = to + 1
  }
  return pairs
}

function newPage(owner: number, depth: number, slotCount: number): HashPage {
  return new HashPage(owner, depth, slotCount)
}
