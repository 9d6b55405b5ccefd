/**
 * Builds the order and the index of a table from records that come in its order, block by block: no key becomes a text, no
 * page is split, and leaves are full.
 */

import { assert } from '../errors/assert.js'
import { ItemCollections } from './item-collections.js'
import { KeyIndex } from './key-index.js'
import { fingerprintWith, partitionPrintOf } from './primary-key.js'
import { refOf } from './record-ref.js'
import { HEADER_BYTES, type Slab } from './slab.js'
import type { Slabs } from './slabs.js'
import { RUN_MAX } from './storage-sizes.js'

export class BulkLoad {
  readonly #slabs: Slabs
  /** All records, and the fingerprints of those with a sort key. */
  readonly #refs: Uint32Array
  readonly #fingerprints: Uint32Array
  #records = 0
  #hasIndex = false
  /** The hashes that there are, where the records of each begin, and the sizes of their items, added up. */
  readonly #hashes: number[] = []
  readonly #starts: number[] = []
  readonly #bytes: number[] = []
  #hash = -1
  /** The first part of the fingerprints of one partition key, and where it stands. */
  #print = 0
  #printed: { readonly slab: Slab; readonly at: number } | undefined

  /** @param records how many there will be */
  constructor(slabs: Slabs, records: number) {
    this.#slabs = slabs
    this.#refs = new Uint32Array(records)
    this.#fingerprints = new Uint32Array(records)
  }

  /** Takes over records that stand one after another in some bytes. */
  add(bytes: Buffer, start: number, end: number): void {
    const { slab, number, from } = this.#slabs.load(bytes, start, end)
    for (let at = from; at < slab.used; at = slab.nextAt(at)) {
      const hash = slab.hashAt(at)
      if (hash !== this.#hash) this.#begin(hash)
      const last = this.#bytes.length - 1
      this.#bytes[last] = (this.#bytes[last] as number) + slab.sizeAt(at)
      this.#refs[this.#records] = refOf(number, at)
      const itemStart = slab.itemStartAt(at)
      const middle = slab.sortKeyStartAt(at)
      if (middle < itemStart) {
        this.#hasIndex = true
        const print = this.#printOf(slab, at, middle)
        const fingerprint = fingerprintWith(print, slab.bytes, middle, itemStart)
        this.#fingerprints[this.#records] = fingerprint
      }
      this.#records += 1
    }
  }

  /** What has been built. */
  end(): { readonly collections: ItemCollections; readonly index: KeyIndex } {
    const [hashes, starts] = [this.#hashes, this.#starts]
    const refs = this.#refs
    assert(this.#records === refs.length, 'there are as many records as were said')
    starts.push(refs.length)
    // Large collections have one entry; a few more than that do no harm.
    const entries = Math.min(refs.length, hashes.length * RUN_MAX)
    const collections = ItemCollections.sized(this.#slabs, entries)
    for (let place = 0; place < hashes.length; place += 1) {
      const run = refs.subarray(starts[place], starts[place + 1])
      collections.addSorted(hashes[place] as number, run, this.#bytes[place] as number)
    }
    const index = this.#hasIndex ? KeyIndex.of(this.#fingerprints, refs) : new KeyIndex()
    return { collections, index }
  }

  #begin(hash: number): void {
    this.#hash = hash
    this.#hashes.push(hash)
    this.#starts.push(this.#records)
    this.#bytes.push(0)
  }

  /** Neighbours mostly have the same partition key, whose part of the fingerprint is taken once. */
  #printOf(slab: Slab, at: number, end: number): number {
    const printed = this.#printed
    if (printed === undefined || !haveSamePartitionKey(slab, at, printed.slab, printed.at)) {
      this.#print = partitionPrintOf(slab.bytes, at + HEADER_BYTES, end)
      this.#printed = { slab, at }
    }
    return this.#print
  }
}

function haveSamePartitionKey(slab: Slab, at: number, other: Slab, otherAt: number): boolean {
  if (slab.hashAt(at) !== other.hashAt(otherAt)) return false
  const length = slab.sortKeyStartAt(at) - at
  if (other.sortKeyStartAt(otherAt) - otherAt !== length) return false
  for (let index = HEADER_BYTES; index < length; index += 1) {
    if (slab.bytes[at + index] !== other.bytes[otherAt + index]) return false
  }
  return true
}
