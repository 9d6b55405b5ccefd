/**
 * Entries of a journal, one after another, outside the JavaScript heap: each tells when an item was changed, and what it was
 * before. The records stand as they stand in the table, packed, so that an entry costs a copy of bytes; times and places
 * stand apart from them, so that a search looks at nothing else.
 *
 * As bytes, little-endian:
 *
 * ```
 * entries = form:u32 count:u32 length:u32 0:u32 time*count place*count padding record*
 * form    = 1
 * time    = milliseconds since 1970:f64                 never less than the one before
 * place   = start of the record : 29, 0 : 1, removed : 1, absent : 1
 *                                                        from 8 on, in the order of the records
 * padding = up to a multiple of 8
 * record  = a record of storage/slab.ts                 `length` bytes in all
 * ```
 *
 * `absent` says that there was no item: the record has the key alone. `removed` says that there is none after the change.
 */

import type { ItemCodec } from '../encoding/item-codec.js'
import type { Change } from '../engine/change.js'
import { assert } from '../errors/assert.js'
import { ItemImage } from '../storage/item-image.js'
import { NO_RECORD } from '../storage/record-ref.js'
import { FIRST_RECORD, roundUp, Slab } from '../storage/slab.js'

const FORM = 1
const HEAD_BYTES = 16
const TIME_BYTES = 8
const PLACE_BYTES = 4
const ABSENT = 1
const REMOVED = 2
const START_MASK = ~7
const FLAGS = { insert: ABSENT, modify: 0, remove: REMOVED } as const

/** They start small and double, so that a journal with few entries takes little. */
const BYTES_FIRST = 1 << 12
const COUNT_FIRST = 32

export class Entries {
  /** Bytes of the records, unless it is one large record. */
  readonly bytesMax: number
  #slab: Slab
  #times: Float64Array<ArrayBuffer>
  #places: Uint32Array<ArrayBuffer>
  #count = 0
  #used = FIRST_RECORD
  #removals = 0
  /** Whether nobody else adds entries behind those that are here. */
  #isOwn = true

  /** Without more, there is little room at first. */
  constructor(bytesMax: number, { byteLength = BYTES_FIRST, countMax = COUNT_FIRST } = {}) {
    this.bytesMax = bytesMax
    this.#slab = new Slab(roundUp(byteLength))
    this.#times = new Float64Array(countMax)
    this.#places = new Uint32Array(countMax)
  }

  /** Those that were written as bytes. */
  static from(bytes: Uint8Array, bytesMax: number): Entries {
    const { buffer, byteOffset, byteLength } = bytes
    assert(byteLength >= HEAD_BYTES, 'entries have a head')
    const head = new DataView(buffer, byteOffset, byteLength)
    assert(head.getUint32(0, true) === FORM, 'entries are in a known form')
    const [count, length] = [head.getUint32(4, true), head.getUint32(8, true)]
    const [placesStart, recordsStart] = [HEAD_BYTES + count * TIME_BYTES, recordsStartOf(count)]
    assert(byteLength === recordsStart + length, 'entries have the bytes that their head says')
    const entries = new Entries(bytesMax, { byteLength: FIRST_RECORD + length, countMax: count })
    const times = new Uint8Array(entries.#times.buffer)
    times.set(bytes.subarray(HEAD_BYTES, placesStart))
    const places = new Uint8Array(entries.#places.buffer)
    places.set(bytes.subarray(placesStart, placesStart + count * PLACE_BYTES))
    entries.#slab.bytes.set(bytes.subarray(recordsStart), FIRST_RECORD)
    entries.#count = count
    for (const place of entries.#places) if ((place & REMOVED) !== 0) entries.#removals += 1
    entries.#used = FIRST_RECORD + length
    entries.#slab.used = entries.#used
    return entries
  }

  /** All of them as bytes. */
  toBytes(): Uint8Array {
    const [count, length] = [this.#count, this.#used - FIRST_RECORD]
    const placesStart = HEAD_BYTES + count * TIME_BYTES
    const recordsStart = recordsStartOf(count)
    const bytes = new Uint8Array(recordsStart + length)
    const head = new DataView(bytes.buffer)
    head.setUint32(0, FORM, true)
    head.setUint32(4, count, true)
    head.setUint32(8, length, true)
    bytes.set(new Uint8Array(this.#times.buffer, 0, count * TIME_BYTES), HEAD_BYTES)
    bytes.set(new Uint8Array(this.#places.buffer, 0, count * PLACE_BYTES), placesStart)
    bytes.set(this.#slab.bytes.subarray(FIRST_RECORD, this.#used), recordsStart)
    return bytes
  }

  /** A copy in the same memory, for another journal: what either of them adds, the other does not see. */
  share(): Entries {
    const copy = new Entries(this.bytesMax, { byteLength: 0, countMax: 0 })
    copy.#slab = this.#slab
    copy.#times = this.#times
    copy.#places = this.#places
    copy.#count = this.#count
    copy.#removals = this.#removals
    copy.#used = this.#used
    copy.#isOwn = false
    return copy
  }

  get count(): number {
    return this.#count
  }

  /** How many of them tell that an item was removed. */
  get removals(): number {
    return this.#removals
  }

  /** Bytes that the entries take. */
  get byteLength(): number {
    return this.#used - FIRST_RECORD + this.#count * (TIME_BYTES + PLACE_BYTES)
  }

  /** Holds the records. For reading only. */
  get slab(): Slab {
    return this.#slab
  }

  /**
   * Adds an entry. Returns whether there was room for it: whether there is depends on the entries before alone.
   *
   * @param time no less than that of the entry before
   * @param image what the item was before the change; if that inserted it, what it is after it
   */
  append(time: number, image: ItemImage, kind: Change['kind']): boolean {
    const isAbsent = kind === 'insert'
    const end = this.#used + (isAbsent ? image.keysByteLength : image.byteLength)
    if (end > this.bytesMax && this.#count > 0) return false
    if (!this.#isOwn || end > this.#slab.bytes.length) this.#resize(end)
    const count = this.#count
    if (count === this.#times.length) this.#makeRoom()
    const slab = this.#slab
    const start = isAbsent ? image.copyKeysTo(slab) : image.copyTo(slab)
    this.#times[count] = time
    this.#places[count] = start | FLAGS[kind]
    if (kind === 'remove') this.#removals += 1
    this.#count = count + 1
    this.#used = slab.used
    return true
  }

  /** When an item was changed, in milliseconds since 1970. */
  timeAt(index: number): number {
    return this.#times[index] as number
  }

  /** Where the record starts in the slab. */
  startAt(index: number): number {
    return (this.#places[index] as number) & START_MASK
  }

  /** Whether there was no item before the change. */
  isAbsentAt(index: number): boolean {
    return ((this.#places[index] as number) & ABSENT) !== 0
  }

  /** What the item was before the change; undefined if there was none. */
  imageAt(index: number, codec: ItemCodec): ItemImage | undefined {
    if (this.isAbsentAt(index)) return undefined
    return new ItemImage(codec, this.#slab, this.startAt(index), NO_RECORD)
  }

  /** The index of the first entry after a time; `count` if there is none. */
  indexAfter(time: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#times[middle] as number) > time) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Gives them memory of their own, which has room for so many bytes. */
  #resize(needed: number): void {
    const doubled = Math.min(2 * this.#slab.bytes.length, this.bytesMax)
    const slab = new Slab(roundUp(Math.max(needed, doubled, BYTES_FIRST)))
    this.#slab.bytes.copy(slab.bytes, 0, 0, this.#used)
    slab.used = this.#used
    this.#slab = slab
    if (this.#isOwn) return
    this.#times = this.#times.slice()
    this.#places = this.#places.slice()
    this.#isOwn = true
  }

  #makeRoom(): void {
    const length = Math.max(COUNT_FIRST, 2 * this.#count)
    const [times, places] = [this.#times, this.#places]
    this.#times = new Float64Array(length)
    this.#times.set(times)
    this.#places = new Uint32Array(length)
    this.#places.set(places)
  }
}

function recordsStartOf(count: number): number {
  return roundUp(HEAD_BYTES + count * (TIME_BYTES + PLACE_BYTES))
}
