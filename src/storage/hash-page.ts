/**
 * A page of a hash table: pairs of hash and value in open addressing with linear probing. Several entries may have one
 * hash: they keep the order in which they were added.
 *
 * All hashes of a page begin with the same bits, and keys can be chosen so that they end alike, too. So the place in the
 * page comes from a product with a secret of this process, which nobody can aim at.
 */

import { systemRandom } from '../env/random.js'
import type { Owner } from './ownership.js'

/** The value of a free slot. */
const FREE = 0

const FILL_MAX = 0.82
/** The highest bits of a product are mixed best; of 32, this leaves enough to number the slots of a page. */
const DROPPED_BITS = 12

const secret = Buffer.from(systemRandom.bytes(4)).readInt32LE(0) | 1

export class HashPage {
  readonly owner: Owner
  /** First bits of the hash that all entries have in common. */
  readonly depth: number
  entries = 0
  /** Pairs: hash, value. A slot is named by the place of its hash. */
  slots: Uint32Array

  constructor(owner: Owner, depth: number, slotCount: number) {
    this.owner = owner
    this.depth = depth
    this.slots = new Uint32Array(2 * slotCount)
  }

  get slotCount(): number {
    return this.slots.length >>> 1
  }

  /** Whether the page should make room before it takes another entry. */
  get isFull(): boolean {
    return this.entries >= FILL_MAX * this.slotCount
  }

  /** How many hashes fall to the page. */
  get width(): number {
    return 2 ** (32 - this.depth)
  }

  /** The lowest hash of the page, one of whose hashes is given. */
  lowOf(hash: number): number {
    return hash - (hash % this.width)
  }

  /** The value of the first entry of a hash; 0 if there is none. */
  firstOf(hash: number): number {
    const { slots } = this
    const last = slots.length - 1
    let slot = homeOf(hash, slots)
    while (slots[slot] !== hash && slots[slot + 1] !== FREE) slot = (slot + 2) & last
    return slots[slot + 1] as number
  }

  /** The slots of a hash, in the order of the entries. */
  slotsOf(hash: number): number[] {
    const { slots } = this
    const last = slots.length - 1
    const found: number[] = []
    for (let slot = homeOf(hash, slots); slots[slot + 1] !== FREE; slot = (slot + 2) & last) {
      if (slots[slot] === hash) found.push(slot)
    }
    return found
  }

  /** The slot with this very entry, or with a value of the hash from `orFrom` on; -1 if there is none. */
  slotOf(hash: number, value: number, orFrom = Number.POSITIVE_INFINITY): number {
    const { slots } = this
    const last = slots.length - 1
    for (let slot = homeOf(hash, slots); slots[slot + 1] !== FREE; slot = (slot + 2) & last) {
      const found = slots[slot + 1] as number
      if (slots[slot] === hash && (found === value || found >= orFrom)) return slot
    }
    return -1
  }

  /** Adds an entry, behind all others of its hash. Returns its slot. */
  add(hash: number, value: number): number {
    if (this.isFull) this.grow()
    const { slots } = this
    const last = slots.length - 1
    let slot = homeOf(hash, slots)
    while (slots[slot + 1] !== FREE) slot = (slot + 2) & last
    slots[slot] = hash
    slots[slot + 1] = value
    this.entries += 1
    return slot
  }

  /** Removes the entry in a slot. Others may change their slots. */
  removeSlot(slot: number): void {
    const { slots } = this
    const last = slots.length - 1
    let hole = slot
    let next = slot
    // Entries after the hole that would no longer be found move up into it (Knuth, vol. 3, 6.4, algorithm R).
    for (;;) {
      next = (next + 2) & last
      if (slots[next + 1] === FREE) break
      const home = homeOf(slots[next] as number, slots)
      if (((next - home) & last) < ((next - hole) & last)) continue
      slots[hole] = slots[next] as number
      slots[hole + 1] = slots[next + 1] as number
      hole = next
    }
    slots[hole + 1] = FREE
    this.entries -= 1
  }

  /** Takes twice as many slots. */
  grow(): void {
    const before = this.slots
    const order = this.takenSlots()
    this.slots = new Uint32Array(before.length * 2)
    this.entries = 0
    for (const slot of order) this.add(before[slot] as number, before[slot + 1] as number)
  }

  /** All slots that are taken; those of one hash in the order of the entries. */
  takenSlots(): Uint32Array {
    const { slots } = this
    const taken = new Uint32Array(this.entries)
    // A search may go on at the front, but not beyond a free slot.
    const start = firstFree(slots)
    let count = 0
    for (let step = 0; step < slots.length; step += 2) {
      const slot = (start + step) & (slots.length - 1)
      if (slots[slot + 1] === FREE) continue
      taken[count] = slot
      count += 1
    }
    return taken
  }

  /** How many entries have a bit in their hashes. */
  entriesWithBit(bit: number): number {
    const { slots } = this
    let count = 0
    for (let slot = 0; slot < slots.length; slot += 2) {
      if (slots[slot + 1] !== FREE && ((slots[slot] as number) & bit) !== 0) count += 1
    }
    return count
  }

  /** Becomes a copy of another page, which shares what other owners have made. */
  copyFrom(other: this): void {
    this.slots = other.slots.slice()
    this.entries = other.entries
  }

  /** Takes over the entry in a slot of another page, which is given up. */
  adopt(other: this, slot: number): void {
    this.add(other.slots[slot] as number, other.slots[slot + 1] as number)
  }
}

function firstFree(slots: Uint32Array): number {
  let slot = 0
  while (slots[slot + 1] !== FREE) slot += 2
  return slot
}

/** The slot at which the search for a hash begins. */
export function homeOf(hash: number, slots: Uint32Array): number {
  return ((Math.imul(hash, secret) >>> DROPPED_BITS) << 1) & (slots.length - 1)
}
