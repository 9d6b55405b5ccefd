/**
 * Packed items in slabs (`slab.ts`), which the garbage collector need not walk.
 *
 * An item that is written again gets a new record. Where it fits into the room of the old one they change places, and
 * no reference to it has to change. Otherwise the room of the old one is a free room for the next record of its length (`free-list.ts`);
 * and if too much is dead, compaction (`compaction.ts`) copies what lives out of a slab and drops the slab. Records that
 * a fork can see never change.
 */

import type { ItemCodec, Packed } from '../encoding/item-codec.js'
import { type PackedBytes, packedBytes } from '../encoding/packed-bytes.js'
import { equalItems } from '../encoding/value.js'
import { assert } from '../errors/assert.js'
import type { Item } from '../types/attribute.js'
import { ITEM_SIZE_MAX } from '../types/limits.js'
import { FreeLists, isRecordAt, leaveGap, nextAt, roomAt } from './free-list.js'
import { ItemImage } from './item-image.js'
import type { Position, PrimaryKey } from './primary-key.js'
import {
  NO_RECORD,
  RECORD_START_MAX,
  type RecordRef,
  refOf,
  SLABS_MAX,
  slabNumberOf,
  startOf,
} from './record-ref.js'
import { FIRST_RECORD, HEADER_BYTES, ITEM_LENGTH_MAX, roundUp, Slab } from './slab.js'
import { SLAB_BYTES } from './storage-sizes.js'

/** Slabs of a table start small and double, so that a small table, or a short-lived fork, takes little. */
const SLAB_BYTES_FIRST = 1 << 14
/** A block that is loaded and has fewer bytes has a slab of its size. */
const LOADED_BYTES_MIN = 1 << 16
/** A slab with less room than this gets no further record. */
const ROOM_MIN = 2048
/** A record moves rather than that it leaves a longer gap in its room: that would not be used soon. */
const GAP_MAX = 32
const WORDS_PER_CACHE_LINE = 16

export class Slabs {
  readonly codec: ItemCodec
  #slabs: (Slab | undefined)[] = []
  /** Bytes of the live records of each slab. */
  #live: number[] = []
  /** Bytes of all records of each slab that count here: the table that a fork comes from may fill its tail further. */
  #used: number[] = []
  /** The slab that takes new records, and its number. No fork writes into it. */
  #tail: Slab | undefined
  #tailNumber = -1
  #nextSlabBytes = SLAB_BYTES_FIRST
  /** The slab that takes what is loaded. */
  #loading: { readonly slab: Slab; readonly number: number } | undefined
  /** Whether no fork shares the slab, for each of them. */
  #exclusive: boolean[] = []
  /** Those that compaction is emptying. */
  readonly #closed = new Set<number>()
  /** Tells this from all others. */
  readonly #number = ++latestNumber
  /** The latest fork, and what was exclusive before it. */
  #lent: { readonly to: number; readonly exclusive: readonly boolean[] } | undefined
  /** Where in the tail a dead record starts that is the last one, and that the next one may overwrite. */
  #leftover: number | undefined
  #bytesUsed = 0
  #bytesLive = 0
  readonly #freeLists = new FreeLists(ref => this.#slabOf(ref))
  /** Records freed by the latest commit: whoever follows it may still look at them. */
  readonly #freed: RecordRef[] = []
  /** What `touch` read: its loads would be optimised away if they led to nothing. */
  touched = 0

  constructor(codec: ItemCodec) {
    this.codec = codec
  }

  /** Bytes of memory that the slabs take. */
  get byteLength(): number {
    return this.#slabs.reduce((sum, slab) => sum + (slab?.bytes.length ?? 0), 0)
  }

  /** Bytes of records that are no longer referred to. */
  get bytesDead(): number {
    return this.#bytesUsed - this.#bytesLive
  }

  get bytesLive(): number {
    return this.#bytesLive
  }

  /**
   * A copy that shares all slabs, and the codec, since its shapes are only ever added to. Both sides write into slabs of
   * their own from here on.
   */
  fork(): Slabs {
    this.#leftover = undefined
    const fork = new Slabs(this.codec)
    this.#lent = { to: fork.#number, exclusive: this.#exclusive.slice() }
    this.#exclusive.fill(false)
    this.#freeLists.clear()
    this.#freed.length = 0
    fork.#slabs = this.#slabs.slice()
    fork.#live = this.#live.slice()
    fork.#used = this.#used.slice()
    fork.#exclusive = this.#exclusive.slice()
    fork.#bytesUsed = this.#bytesUsed
    fork.#bytesLive = this.#bytesLive
    return fork
  }

  /** `fork`, if it is the last one, is not read any more: what was shared with it alone may change again. */
  takeBack(fork: Slabs): void {
    if (this.#lent?.to !== fork.#number) return
    for (const [number, wasExclusive] of this.#lent.exclusive.entries()) {
      if (wasExclusive && !this.#closed.has(number)) this.#exclusive[number] = true
    }
    this.#lent = undefined
  }

  /**
   * Packs an item straight into the place where it will live. Nothing counts it yet: `keep` it, or `discard` it before
   * the next one is written. Returns `NO_RECORD` if the item is larger than 400 KB. Throws as `ItemCodec.encode` does.
   *
   * @param item an object, or an item of a table with the same shapes, whose bytes are copied
   */
  write(key: PrimaryKey, item: Item | ItemImage): RecordRef {
    const slab = this.#tailWithRoom(ROOM_MIN)
    const start = slab.used + HEADER_BYTES + key.pk.length + key.sk.length
    const packed = this.#pack(key, item, slab, start)
    if (packed === undefined) return this.#writeLarge(key, item)
    if (packed.size > ITEM_SIZE_MAX) return NO_RECORD
    return this.#append(slab, key, packed, packed.end - start)
  }

  /**
   * Copies a record that stands in other bytes, of a table with the same shapes, to where it will live. Nothing counts it
   * yet, as after `write`.
   */
  writeRecord(bytes: Buffer, start: number, length: number): RecordRef {
    const slab = this.#tailWithRoom(Math.max(length, ROOM_MIN))
    const at = slab.used
    bytes.copy(slab.bytes, at, start, start + length)
    slab.used += length
    assert(slab.nextAt(at) === slab.used, 'a record takes the bytes that its head says')
    this.#countUsed(this.#tailNumber, length)
    return refOf(this.#tailNumber, at)
  }

  /**
   * Copies records that stand one after another in other bytes, where they count as live, behind those that were loaded before.
   *
   * @returns where the first of them starts
   */
  load(
    bytes: Buffer,
    start: number,
    end: number,
  ): { readonly slab: Slab; readonly number: number; readonly from: number } {
    const length = end - start
    const { slab, number } = this.#loadingSlab(length)
    const from = slab.used
    bytes.copy(slab.bytes, from, start, end)
    slab.used += length
    this.#countUsed(number, length)
    this.#live[number] = (this.#live[number] as number) + length
    this.#bytesLive += length
    return { slab, number, from }
  }

  /** Nothing more is loaded. */
  endLoading(): void {
    this.#loading = undefined
  }

  #loadingSlab(length: number): { readonly slab: Slab; readonly number: number } {
    const current = this.#loading
    if (current !== undefined && current.slab.bytes.length - current.slab.used >= length) {
      return current
    }
    // Little is the end of a table, behind which nothing comes.
    const size = length < LOADED_BYTES_MIN ? 0 : SLAB_BYTES
    const slab = new Slab(Math.max(size, FIRST_RECORD + length))
    this.#loading = { slab, number: this.#enter(slab) }
    return this.#loading
  }

  /** Copies the record at `ref` to other bytes. */
  copyRecord(ref: RecordRef, target: Buffer, at: number): void {
    const { bytes } = this.#slabOf(ref)
    bytes.copy(target, at, startOf(ref), startOf(ref) + this.recordBytes(ref))
  }

  /** Counts a record as live; the one written last moves into a free room of its length, if there is one. */
  keep(image: ItemImage): void {
    const { ref } = image
    const room = this.#freeRoomFor(ref)
    if (room !== NO_RECORD) image.moveTo(this.#slabOf(room), startOf(room), room)
    this.#countLive(image.ref)
  }

  /** Takes back a record that nothing refers to, the one written last first. In an older slab it stays, dead. */
  discard(ref: RecordRef): void {
    const slab = this.#slabOf(ref)
    if (slab !== this.#tail) return
    const start = startOf(ref)
    this.#countUsed(this.#tailNumber, start - slab.used)
    slab.used = start
  }

  /**
   * Lets a live record change places with `ref`, the one written last, if that fits well into its room and no fork sees
   * the former: then every reference to it is one to the new item. Returns whether it did.
   */
  exchange(live: RecordRef, ref: RecordRef): boolean {
    if (this.#exclusive[slabNumberOf(live)] !== true) return false
    const [left, right] = [this.#slabOf(live), this.#slabOf(ref)]
    const [leftStart, rightStart] = [startOf(live), startOf(ref)]
    const end = right.nextAt(rightStart)
    if (right !== this.#tail || end !== right.used) return false
    const before = left.nextAt(leftStart) - leftStart
    const bytes = end - rightStart
    const gap = roomAt(left, leftStart) - bytes
    if (gap < 0 || gap > GAP_MAX || rightStart + before > right.bytes.length) return false
    left.exchange(leftStart, Math.max(before, bytes), right, rightStart)
    leaveGap(left, leftStart + bytes, gap)
    this.#countChanged(live, bytes - before)
    right.used = rightStart + before
    this.#countUsed(this.#tailNumber, before - bytes)
    this.#leftover = rightStart
    return true
  }

  /** No longer counts the record as live. Its bytes stay as they are until `reclaim`. */
  free(ref: RecordRef): void {
    this.#countDead(ref)
    if (this.#exclusive[slabNumberOf(ref)] === true) this.#freed.push(ref)
  }

  /** Frees the rooms of the records freed so far: nobody looks at them any more. */
  reclaim(): void {
    const freed = this.#freed
    while (freed.length > 0) this.#freeLists.add(freed.pop() as RecordRef)
  }

  /** Puts no further record into a slab, which is about to be emptied. What was freed must have been reclaimed. */
  close(number: number): void {
    this.#closed.add(number)
    if (this.#exclusive[number] !== true) return
    this.#exclusive[number] = false
    for (
      let ref = this.recordAfter(NO_RECORD, number);
      ref !== NO_RECORD;
      ref = this.recordAfter(ref, number)
    ) {
      if (this.#freeLists.has(ref)) this.#freeLists.remove(ref)
    }
  }

  /** Copies a live record to the tail, where it counts as live, and no longer counts it here. */
  move(ref: RecordRef): RecordRef {
    const from = this.#slabOf(ref)
    const start = startOf(ref)
    const bytes = this.recordBytes(ref)
    const to = this.#tailWithRoom(bytes)
    const moved = refOf(this.#tailNumber, to.used)
    from.bytes.copy(to.bytes, to.used, start, start + bytes)
    to.used += bytes
    this.#countUsed(this.#tailNumber, bytes)
    this.#countDead(ref)
    this.#countLive(moved)
    return moved
  }

  /** The slab, other than the tail, with the most dead bytes; undefined if all of them are full of life. */
  mostDead(): number | undefined {
    let most = 0
    let found: number | undefined
    for (const [number, slab] of this.#slabs.entries()) {
      if (slab === undefined || slab === this.#tail) continue
      const dead = (this.#used[number] as number) - (this.#live[number] as number)
      if (dead <= most) continue
      most = dead
      found = number
    }
    return found
  }

  /** Whether there is still a record, and no free room or gap. */
  isRecord(ref: RecordRef): boolean {
    return isRecordAt(this.#slabOf(ref), startOf(ref))
  }

  /** The record, free room or gap after `ref` in its slab, or the first one of slab `number`; `NO_RECORD` at the end. */
  recordAfter(ref: RecordRef, number: number): RecordRef {
    const slab = this.#slabs[number]
    assert(slab !== undefined, 'a slab is walked before it is dropped')
    const start = ref === NO_RECORD ? FIRST_RECORD : nextAt(slab, startOf(ref))
    const end = FIRST_RECORD + (this.#used[number] as number)
    return start < end ? refOf(number, start) : NO_RECORD
  }

  /** Forgets a slab without live records. Images and forks that still use it keep it in memory. */
  drop(number: number): void {
    const slab = this.#slabs[number]
    assert(slab !== undefined, 'a slab is dropped once')
    assert(this.#live[number] === 0, 'a dropped slab holds no live record')
    this.#countUsed(number, -(this.#used[number] as number))
    this.#slabs[number] = undefined
    this.#closed.delete(number)
  }

  /** The size in bytes, by the service's rules, of the item at `ref`. */
  sizeOf(ref: RecordRef): number {
    return this.#slabOf(ref).sizeAt(startOf(ref))
  }

  /** Where the item at `ref` stands in the order of its table. */
  positionOf(ref: RecordRef): Position {
    return this.#slabOf(ref).positionAt(startOf(ref))
  }

  /** Four bytes of the sort key at `ref`, from one on, as a number; those that it does not have count as 0. */
  sortKeyWordAt(ref: RecordRef, index: number): number {
    return this.#slabOf(ref).sortKeyWordAt(startOf(ref), index)
  }

  /** Whether the record at `ref` has this key. */
  hasKey(ref: RecordRef, pk: string, sk: string): boolean {
    return this.#slabOf(ref).hasKeyAt(startOf(ref), pk, sk)
  }

  /** Whether the record at `ref` has this partition key. */
  hasPartitionKey(ref: RecordRef, pk: string): boolean {
    return this.#slabOf(ref).hasPartitionKeyAt(startOf(ref), pk)
  }

  /** Below 0 if the key at `ref` sorts before this one, above 0 if after it; the hash of both being the same. */
  compareKey(ref: RecordRef, pk: string, sk: string): number {
    return this.#slabOf(ref).compareKeyAt(startOf(ref), pk, sk)
  }

  /**
   * Brings records into the processor's cache before they are decoded one after another. Records lie scattered, so each
   * is a wait for memory; but waits that do not depend on each other, as here, overlap.
   */
  touch(refs: readonly RecordRef[]): void {
    let sum = 0
    for (const ref of refs) {
      const { words } = this.#slabOf(ref)
      const word = startOf(ref) >>> 2
      const last = words.length - 1
      sum ^= words[word] as number
      sum ^= words[Math.min(word + WORDS_PER_CACHE_LINE, last)] as number
      sum ^= words[Math.min(word + 2 * WORDS_PER_CACHE_LINE, last)] as number
    }
    this.touched = sum
  }

  /** The item at `ref`, as a new object. */
  decode(ref: RecordRef): Item {
    return this.#slabOf(ref).decodeAt(startOf(ref), this.codec)
  }

  /** The item at `ref` as a version that stays readable after the record is gone. */
  image(ref: RecordRef): ItemImage {
    return new ItemImage(this.codec, this.#slabOf(ref), startOf(ref), ref)
  }

  /** Whether two items of one key are equal, deciding by bytes wherever those suffice. */
  sameItem(left: RecordRef, right: RecordRef): boolean {
    const [leftSlab, rightSlab] = [this.#slabOf(left), this.#slabOf(right)]
    const [leftStart, rightStart] = [startOf(left), startOf(right)]
    if (leftSlab.sizeAt(leftStart) !== rightSlab.sizeAt(rightStart)) return false
    const at = leftSlab.differenceAt(leftStart, rightSlab, rightStart)
    if (at === -1) return true
    const other = rightSlab.bytes[at + rightStart - leftStart] as number
    if (this.codec.differ(leftSlab.bytes, leftSlab.itemStartAt(leftStart), at, other)) return false
    // A map may list its names in another order.
    return equalItems(this.decode(left), this.decode(right))
  }

  #slabOf(ref: RecordRef): Slab {
    return this.#slabs[slabNumberOf(ref)] as Slab
  }

  /** Bytes that the record at `ref` takes. */
  recordBytes(ref: RecordRef): number {
    return this.#slabOf(ref).nextAt(startOf(ref)) - startOf(ref)
  }

  #countLive(ref: RecordRef): void {
    this.#countChanged(ref, this.recordBytes(ref))
  }

  #countDead(ref: RecordRef): void {
    this.#countChanged(ref, -this.recordBytes(ref))
  }

  #countChanged(ref: RecordRef, bytes: number): void {
    const number = slabNumberOf(ref)
    this.#live[number] = (this.#live[number] as number) + bytes
    this.#bytesLive += bytes
  }

  /** Moves the record written last into a free room; `NO_RECORD` if there is none, or the record is not the last. */
  #freeRoomFor(ref: RecordRef): RecordRef {
    const slab = this.#slabOf(ref)
    const start = startOf(ref)
    const end = slab.nextAt(start)
    if (slab !== this.#tail || end !== slab.used) return NO_RECORD
    const room = this.#freeLists.take(end - start)
    if (room === NO_RECORD) return NO_RECORD
    this.#slabOf(room).copyFrom(startOf(room), slab, start)
    this.#countUsed(this.#tailNumber, start - end)
    slab.used = start
    return room
  }

  #pack(
    key: PrimaryKey,
    item: Item | ItemImage,
    target: PackedBytes,
    start: number,
  ): Packed | undefined {
    if (item instanceof ItemImage) return item.copyItemTo(target, start)
    return this.codec.encode(item, target, start, key)
  }

  /** For an item that may not fit into what is left of the tail: finds its length first. */
  #writeLarge(key: PrimaryKey, item: Item | ItemImage): RecordRef {
    scratch ??= packedBytes(ITEM_LENGTH_MAX)
    const packed = this.#pack(key, item, scratch, 0)
    if (packed === undefined || packed.size > ITEM_SIZE_MAX) return NO_RECORD
    const keyLength = key.pk.length + key.sk.length
    const slab = this.#tailWithRoom(HEADER_BYTES + keyLength + packed.end)
    const start = slab.used + HEADER_BYTES + keyLength
    scratch.bytes.copy(slab.bytes, start, 0, packed.end)
    return this.#append(slab, key, packed, packed.end)
  }

  #append(slab: Slab, key: PrimaryKey, packed: Packed, length: number): RecordRef {
    const start = slab.append(key, packed, length)
    this.#countUsed(this.#tailNumber, slab.used - start)
    return refOf(this.#tailNumber, start)
  }

  #countUsed(number: number, bytes: number): void {
    this.#used[number] = (this.#used[number] as number) + bytes
    this.#bytesUsed += bytes
  }

  #tailWithRoom(bytes: number): Slab {
    const tail = this.#tail
    if (tail !== undefined && this.#leftover !== undefined) {
      this.#countUsed(this.#tailNumber, this.#leftover - tail.used)
      tail.used = this.#leftover
      this.#leftover = undefined
    }
    // A slab for one large item is longer than offsets reach, and empty again once the item is discarded.
    const open = tail !== undefined && tail.used < RECORD_START_MAX
    if (open && tail.bytes.length - tail.used >= bytes) return tail
    return this.#newTail(roundUp(FIRST_RECORD + bytes))
  }

  #newTail(byteLengthMin: number): Slab {
    const slab = new Slab(Math.max(byteLengthMin, this.#nextSlabBytes))
    this.#nextSlabBytes = Math.min(2 * this.#nextSlabBytes, SLAB_BYTES)
    this.#tail = slab
    this.#tailNumber = this.#enter(slab)
    return slab
  }

  /** Gives a new slab a number. */
  #enter(slab: Slab): number {
    const free = this.#slabs.indexOf(undefined)
    const number = free === -1 ? this.#slabs.length : free
    assert(number < SLABS_MAX, 'a table takes no more than 31 GB of memory')
    this.#slabs[number] = slab
    this.#live[number] = 0
    this.#exclusive[number] = true
    this.#used[number] = 0
    return number
  }
}

let latestNumber = 0

/** Takes items that may be too large for what is left of a slab. */
let scratch: PackedBytes | undefined
