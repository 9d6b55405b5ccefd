/**
 * The index for point reads: fingerprint of a primary key → record. It answers in one step where the tree takes as
 * many as its height.
 *
 * Extendible hashing (Fagin et al., 1979): a directory of pages, chosen by the first bits of the fingerprint; a page that is
 * full becomes two. So the index never stops to move all its entries, as one large hash table must when it grows.
 * Within a page, entries stand in open addressing with linear probing, as pairs of fingerprint and record.
 *
 * Copy-on-write: a page belongs to one index, and is copied when another writes to it.
 */

import { assert } from '../errors/assert.js'
import type { PrimaryKey } from './primary-key.js'
import { NO_RECORD, type RecordRef } from './record-ref.js'
import type { Slabs } from './slabs.js'

const PAGE_SLOTS = 1024
const PAGE_ENTRIES_MAX = 840
const FILL_MAX = PAGE_ENTRIES_MAX / PAGE_SLOTS
/**
 * A split that leaves less than this share of the entries on one side means fingerprints that were made to collide: the
 * page grows instead, since each split of it could double the directory.
 */
const SPLIT_SHARE_MIN = 0.25
const DEPTH_MAX = 24

interface Owner {
  readonly kind: 'key index'
}

class Page {
  readonly owner: Owner
  /** First bits of the fingerprint that all entries have in common. */
  depth: number
  entries = 0
  /** Pairs: fingerprint, record. */
  slots: Uint32Array

  constructor(owner: Owner, depth: number, slots: Uint32Array) {
    this.owner = owner
    this.depth = depth
    this.slots = slots
  }
}

export class KeyIndex {
  #owner: Owner = { kind: 'key index' }
  #depth: number
  #directory: Page[]
  #directoryShared: boolean

  /** Given a directory, the index shares it and its pages. */
  constructor(depth = 1, directory?: Page[]) {
    this.#depth = depth
    this.#directory = directory ?? [this.#newPage(1), this.#newPage(1)]
    this.#directoryShared = directory !== undefined
  }

  /** Bytes of memory that the pages take. */
  get byteLength(): number {
    let bytes = 0
    for (const page of new Set(this.#directory)) bytes += page.slots.byteLength
    return bytes
  }

  /** A copy that shares all pages until one side writes to them. */
  fork(): KeyIndex {
    this.#directoryShared = true
    this.#owner = { kind: 'key index' }
    return new KeyIndex(this.#depth, this.#directory)
  }

  /** The record with this key, or `NO_RECORD`. */
  find(key: PrimaryKey, slabs: Slabs): RecordRef {
    const { fingerprint } = key
    const { slots } = this.#directory[fingerprint >>> (32 - this.#depth)] as Page
    const last = slots.length - 2
    let slot = (fingerprint << 1) & last
    for (;;) {
      const ref = slots[slot + 1] as RecordRef
      if (ref === NO_RECORD) return NO_RECORD
      if (slots[slot] === fingerprint && slabs.hasKey(ref, key.pk, key.sk)) return ref
      slot = (slot + 2) & last
    }
  }

  /** Whether this very record is in the index. */
  has(fingerprint: number, ref: RecordRef): boolean {
    const { slots } = this.#directory[fingerprint >>> (32 - this.#depth)] as Page
    const last = slots.length - 2
    let slot = (fingerprint << 1) & last
    while (slots[slot + 1] !== ref) {
      if (slots[slot + 1] === NO_RECORD) return false
      slot = (slot + 2) & last
    }
    return true
  }

  /** Adds a record that is not in the index. */
  add(fingerprint: number, ref: RecordRef): void {
    let page = this.#pageToWrite(fingerprint)
    while (page.entries >= FILL_MAX * (page.slots.length >>> 1)) {
      this.#makeRoom(page, fingerprint)
      page = this.#pageToWrite(fingerprint)
    }
    addTo(page, fingerprint, ref)
  }

  /** Puts `ref` in the place of `before`, which is in the index. */
  replace(fingerprint: number, before: RecordRef, ref: RecordRef): void {
    const { slots } = this.#pageToWrite(fingerprint)
    slots[slotOf(slots, fingerprint, before) + 1] = ref
  }

  /** Removes a record that is in the index. */
  remove(fingerprint: number, ref: RecordRef): void {
    const page = this.#pageToWrite(fingerprint)
    const { slots } = page
    const last = slots.length - 2
    let hole = slotOf(slots, fingerprint, ref)
    let slot = hole
    // Entries after the hole that would no longer be found move up into it (Knuth, vol. 3, 6.4, algorithm R).
    for (;;) {
      slot = (slot + 2) & last
      if (slots[slot + 1] === NO_RECORD) break
      const home = ((slots[slot] as number) << 1) & last
      if (((slot - home) & last) < ((slot - hole) & last)) continue
      slots[hole] = slots[slot] as number
      slots[hole + 1] = slots[slot + 1] as number
      hole = slot
    }
    slots[hole + 1] = NO_RECORD
    page.entries -= 1
  }

  /** An empty page with room for so many entries. */
  #newPage(depth: number, entries = 0): Page {
    let slots = PAGE_SLOTS
    while (entries >= FILL_MAX * slots) slots *= 2
    return new Page(this.#owner, depth, new Uint32Array(slots * 2))
  }

  /** The page of a fingerprint, a copy of our own if it is shared. */
  #pageToWrite(fingerprint: number): Page {
    const page = this.#directory[fingerprint >>> (32 - this.#depth)] as Page
    if (page.owner === this.#owner) return page
    const copy = new Page(this.#owner, page.depth, page.slots.slice())
    copy.entries = page.entries
    this.#enter(copy, fingerprint)
    return copy
  }

  #makeRoom(page: Page, fingerprint: number): void {
    const high = entriesWithBit(page, 2 ** (31 - page.depth))
    const fewer = Math.min(high, page.entries - high)
    if (page.depth >= DEPTH_MAX || fewer < page.entries * SPLIT_SHARE_MIN) this.#grow(page)
    else this.#split(page, fingerprint, high)
  }

  #grow(page: Page): void {
    const before = page.slots
    page.slots = new Uint32Array(before.length * 2)
    page.entries = 0
    for (let slot = 0; slot < before.length; slot += 2) {
      const ref = before[slot + 1] as RecordRef
      if (ref !== NO_RECORD) addTo(page, before[slot] as number, ref)
    }
  }

  /** `highEntries` of the page's entries go to the upper half. */
  #split(page: Page, fingerprint: number, highEntries: number): void {
    if (page.depth === this.#depth) this.#doubleDirectory()
    const depth = page.depth + 1
    const bit = 2 ** (32 - depth)
    const low = this.#newPage(depth, page.entries - highEntries)
    const high = this.#newPage(depth, highEntries)
    const { slots } = page
    for (let slot = 0; slot < slots.length; slot += 2) {
      const ref = slots[slot + 1] as RecordRef
      if (ref === NO_RECORD) continue
      const entry = slots[slot] as number
      addTo((entry & bit) === 0 ? low : high, entry, ref)
    }
    this.#enter(low, (fingerprint & ~bit) >>> 0)
    this.#enter(high, (fingerprint | bit) >>> 0)
  }

  #doubleDirectory(): void {
    this.#directory = this.#directory.flatMap(page => [page, page])
    this.#directoryShared = false
    this.#depth += 1
  }

  /** Lets every place of the directory that shares the page's first bits with `fingerprint` point to it. */
  #enter(page: Page, fingerprint: number): void {
    if (this.#directoryShared) {
      this.#directory = this.#directory.slice()
      this.#directoryShared = false
    }
    const count = 2 ** (this.#depth - page.depth)
    const first = (fingerprint >>> (32 - page.depth)) * count
    for (let place = first; place < first + count; place += 1) this.#directory[place] = page
  }
}

function entriesWithBit({ slots }: Page, bit: number): number {
  let count = 0
  for (let slot = 0; slot < slots.length; slot += 2) {
    if (slots[slot + 1] !== NO_RECORD && ((slots[slot] as number) & bit) !== 0) count += 1
  }
  return count
}

function addTo(page: Page, fingerprint: number, ref: RecordRef): void {
  const { slots } = page
  const last = slots.length - 2
  let slot = (fingerprint << 1) & last
  while (slots[slot + 1] !== NO_RECORD) slot = (slot + 2) & last
  slots[slot] = fingerprint
  slots[slot + 1] = ref
  page.entries += 1
}

function slotOf(slots: Uint32Array, fingerprint: number, ref: RecordRef): number {
  const last = slots.length - 2
  let slot = (fingerprint << 1) & last
  while (slots[slot + 1] !== ref) {
    assert(slots[slot + 1] !== NO_RECORD, 'a record that is replaced or removed is in the index')
    slot = (slot + 2) & last
  }
  return slot
}
