/**
 * The item collections of a table, in the order of hash, partition key and sort key: hash pages, each of which holds the
 * collections of a range of hashes. A partition is a range of hashes, too, so that its collections stand in neighbouring
 * pages, and when it becomes two, nothing moves.
 */

import { Collection } from './collection.js'
import { type CollectionPage, newCollectionPage } from './collection-page.js'
import { HashDirectory } from './hash-directory.js'
import type { PositionRange } from './position-range.js'
import { HASH_SPACE, type Position } from './primary-key.js'
import type { Reading } from './reading.js'
import type { RecordRef } from './record-ref.js'
import type { Slabs } from './slabs.js'
import { RUN_MAX } from './storage-sizes.js'

/** A range of hashes: from `low`, inclusive, to `high`, exclusive. */
export interface HashRange {
  readonly low: number
  readonly high: number
}

/** What a range of hashes holds: items, and their sizes by the service's rules, added up. */
export interface Contents {
  readonly items: number
  readonly bytes: number
}

export class ItemCollections {
  readonly #slabs: Slabs
  readonly #directory: HashDirectory<CollectionPage>

  /** Given a directory, the collections are those of its pages. */
  constructor(slabs: Slabs, directory = new HashDirectory(newCollectionPage(slabs))) {
    this.#slabs = slabs
    this.#directory = directory
  }

  /** Collections of so many hashes, at the most, to which records are added in order. */
  static sized(slabs: Slabs, hashes: number): ItemCollections {
    return new ItemCollections(slabs, HashDirectory.sized(newCollectionPage(slabs), hashes))
  }

  /**
   * Adds all records of a hash, which come in the order of their keys, and of which there is nothing yet.
   *
   * @param bytes the sizes of their items, added up
   */
  addSorted(hash: number, refs: Uint32Array, bytes: number): void {
    const { owner } = this.#directory
    const slabs = this.#slabs
    if (refs.length > RUN_MAX) {
      const tree = Collection.ofSorted(refs, bytes, owner, slabs)
      this.#directory.pageWithRoom(hash).addTree(hash, tree)
      return
    }
    for (const ref of refs) {
      this.#directory.pageWithRoom(hash).addRecord(hash, ref, slabs.sizeOf(ref))
    }
  }

  /** A copy that shares everything until one side writes to it. Reads records through `slabs`. */
  fork(slabs: Slabs): ItemCollections {
    return new ItemCollections(slabs, this.#directory.fork(newCollectionPage(slabs)))
  }

  /** The record with this key, or `NO_RECORD`. */
  find(at: Position): RecordRef {
    return this.#directory.pageOf(at.hash).find(at, this.#slabs)
  }

  /** Whether this very record, whose key is `at`, is in one of the collections. */
  has(at: Position, ref: RecordRef): boolean {
    return this.#directory.pageOf(at.hash).has(at, ref)
  }

  /** Adds the record of a key that is not there. */
  insert(at: Position, ref: RecordRef, size: number): void {
    this.#directory.pageWithRoom(at.hash).insert(at, ref, size)
  }

  /** Puts `ref` in the place of `before`, which is there; `growth` is the change of the item's size. */
  replace(at: Position, before: RecordRef, ref: RecordRef, growth: number): void {
    this.#directory.pageToWrite(at.hash).replace(at, before, ref, growth)
  }

  /** Takes notice that the item at a key, which is there, has changed its size by `growth` where it stands. */
  resize(at: Position, growth: number): void {
    this.#directory.pageToWrite(at.hash).resize(at.hash, growth)
  }

  /** Removes a record, whose key is `at`, that is there. */
  remove(at: Position, ref: RecordRef, size: number): void {
    const page = this.#directory.pageToWrite(at.hash)
    page.remove(at, ref, size)
    this.#directory.joinSmall(page, at.hash)
  }

  /** Adds to `refs` the first `countMax` records of the range, or the last ones, from the end on, if `reverse`. */
  collect(range: PositionRange, countMax: number, reverse: boolean, refs: RecordRef[]): void {
    const { from, to } = range
    const reading = { reverse, limit: refs.length + countMax, refs, slabs: this.#slabs }
    if (from.hash === to.hash) {
      if (to.pk === '') return
      const bounds = { from: from.pk === '' ? undefined : from, to }
      this.#directory.pageOf(from.hash).readHash(from.hash, bounds, reading)
    } else if (reverse) this.#readBackward(range, reading)
    else this.#readForward(range, reading)
  }

  /** What a range of hashes holds. Counts page by page, and takes apart only those at the ends. */
  contentsOf({ low, high }: HashRange): Contents {
    let items = 0
    let bytes = 0
    for (let hash = low; hash < high; ) {
      const page = this.#directory.pageOf(hash)
      const start = page.lowOf(hash)
      const end = start + page.width
      const contents = start >= low && end <= high ? page : this.#partOf(page, { low, high })
      items += contents.items
      bytes += contents.bytes
      hash = end
    }
    return { items, bytes }
  }

  /** The hash up to which about half of the bytes in a range lie; undefined if it is empty. */
  middleHash({ low, high }: HashRange): number | undefined {
    let rest = this.contentsOf({ low, high }).bytes / 2
    let found: number | undefined
    for (let hash = low; hash < high; ) {
      const page = this.#directory.pageOf(hash)
      const start = page.lowOf(hash)
      hash = start + page.width
      if (found !== undefined && start >= low && rest >= page.bytes) {
        rest -= page.bytes
        continue
      }
      for (const slot of page.slotsBetween({ low, high })) {
        found = page.slots[slot] as number
        const bytes = page.bytesIn(slot, this.#slabs)
        if (rest < bytes) return found
        rest -= bytes
      }
    }
    return found
  }

  #partOf(page: CollectionPage, range: HashRange): Contents {
    let items = 0
    let bytes = 0
    for (const slot of page.slotsBetween(range)) {
      items += page.itemsIn(slot)
      bytes += page.bytesIn(slot, this.#slabs)
    }
    return { items, bytes }
  }

  #readForward(range: PositionRange, reading: Reading): void {
    const last = Math.min(range.to.hash, HASH_SPACE - 1)
    for (let hash = range.from.hash; hash <= last && reading.refs.length < reading.limit; ) {
      const page = this.#directory.pageOf(hash)
      page.read(range, reading)
      hash = page.lowOf(hash) + page.width
    }
  }

  #readBackward(range: PositionRange, reading: Reading): void {
    let hash = Math.min(range.to.hash, HASH_SPACE - 1)
    while (hash >= range.from.hash && reading.refs.length < reading.limit) {
      const page = this.#directory.pageOf(hash)
      page.read(range, reading)
      hash = page.lowOf(hash) - 1
    }
  }
}
