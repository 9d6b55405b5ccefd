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

export class KeyIndex {
  readonly #directory: HashDirectory<HashPage>

  /** Given a directory, the index is one of its entries. */
  constructor(directory = new HashDirectory(newPage)) {
    this.#directory = directory
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

function newPage(owner: number, depth: number, slotCount: number): HashPage {
  return new HashPage(owner, depth, slotCount)
}
