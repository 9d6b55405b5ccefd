/**
 * Free lists: the rooms of dead records, which take new records of the same length.
 *
 * Overwrites that change the length of an item leave such rooms in all lengths that items have, and take from them, so
 * that a table that is only updated needs hardly any compaction. A free room keeps its length, so that a slab
 * can be walked, and its neighbours in the list of its length. An item that becomes a little shorter stays where it is, and
 * leaves a gap behind it, into which it can grow again: that is in no list.
 *
 * ```
 * free = bytes:32 mark:32 next:32 previous:32       where a record has its header; links are references, or 0
 * gap  = bytes:32 80000000
 * ```
 *
 * The mark is ffffffff, and one less each time that the lists are cleared: a room of before is in none of them.
 */

import { NO_RECORD, type RecordRef, startOf } from './record-ref.js'
import type { Slab } from './slab.js'

/** Longer rooms are left to compaction: items of one length are rare among them. */
const ROOM_MAX = 2048
/** Marks take the place of the length of the partition key, which is never that long. */
const MARK_FIRST = 0xffffffff
const GAP_MARK = 0x80000000

/** Shared by all that have no rooms, as those of a fork begin: most forks are over before a record of theirs dies. */
const NO_ROOMS = new Uint32Array(0)

export class FreeLists {
  readonly #slabOf: (ref: RecordRef) => Slab
  /** The first free room of each length, in units of 8 bytes. */
  #first = NO_ROOMS
  #mark = MARK_FIRST

  constructor(slabOf: (ref: RecordRef) => Slab) {
    this.#slabOf = slabOf
  }

  /** Makes a free room of a dead record, unless it is too long for one. */
  add(ref: RecordRef): void {
    const { words } = this.#slabOf(ref)
    const word = startOf(ref) >>> 2
    const room = roomAt(this.#slabOf(ref), startOf(ref))
    if (room > ROOM_MAX) return
    if (this.#first === NO_ROOMS) this.#first = new Uint32Array((ROOM_MAX >>> 3) + 1)
    const next = this.#first[room >>> 3] as RecordRef
    words[word] = room
    words[word + 1] = this.#mark
    words[word + 2] = next
    words[word + 3] = NO_RECORD
    if (next !== NO_RECORD) this.#setPrevious(next, ref)
    this.#first[room >>> 3] = ref
  }

  /** A free room of this length that is one no more, or `NO_RECORD`. */
  take(room: number): RecordRef {
    const ref = this.#first[room >>> 3] ?? NO_RECORD
    if (ref !== NO_RECORD) this.remove(ref)
    return ref
  }

  /** Forgets a free room: nothing will be put there. */
  remove(ref: RecordRef): void {
    const { words } = this.#slabOf(ref)
    const word = startOf(ref) >>> 2
    const next = words[word + 2] as RecordRef
    const previous = words[word + 3] as RecordRef
    if (next !== NO_RECORD) this.#setPrevious(next, previous)
    if (previous === NO_RECORD) this.#first[(words[word] as number) >>> 3] = next
    else this.#slabOf(previous).words[(startOf(previous) >>> 2) + 2] = next
  }

  /** Whether there is a room of these lists at `ref`. */
  has(ref: RecordRef): boolean {
    return this.#slabOf(ref).words[(startOf(ref) >>> 2) + 1] === this.#mark
  }

  /** Forgets all free rooms. */
  clear(): void {
    this.#first = NO_ROOMS
    this.#mark -= 1
  }

  #setPrevious(ref: RecordRef, previous: RecordRef): void {
    this.#slabOf(ref).words[(startOf(ref) >>> 2) + 3] = previous
  }
}

/** Whether a record, and no free room or gap, is at `start` of a slab. */
export function isRecordAt({ words }: Slab, start: number): boolean {
  return (words[(start >>> 2) + 1] as number) < GAP_MARK
}

/** Where the record, free room or gap after the one at `start` of a slab begins. */
export function nextAt(slab: Slab, start: number): number {
  return isRecordAt(slab, start) ? slab.nextAt(start) : start + (slab.words[start >>> 2] as number)
}

/** Bytes of the record at `start` of a slab, and of the gap behind it if there is one. */
export function roomAt(slab: Slab, start: number): number {
  const end = slab.nextAt(start)
  const hasGap = end < slab.used && slab.words[(end >>> 2) + 1] === GAP_MARK
  return (hasGap ? nextAt(slab, end) : end) - start
}

/** Leaves a gap of so many bytes, a multiple of 8, at `start` of a slab. */
export function leaveGap({ words }: Slab, start: number, bytes: number): void {
  if (bytes === 0) return
  words[start >>> 2] = bytes
  words[(start >>> 2) + 1] = GAP_MARK
}
