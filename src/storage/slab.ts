/**
 * A slab: a large buffer outside the JavaScript heap, and how a record stands in it.
 *
 * ```
 * record  = header partition-key sort-key item       starts at a multiple of 8
 * header  = word0 word1 word2                        32 bits each
 * word0   = length of item : 21 | length of sort key : 11
 * word1   = size of item by the service's rules : 19 | length of partition key : 12
 * word2   = hash of the partition key
 * ```
 *
 * The keys stand as order-preserving bytes (`encoding/sortable.ts`), so that they compare without decoding.
 */

import type { ItemCodec, Packed } from '../encoding/item-codec.js'
import type { PackedItem } from '../encoding/packed-attribute.js'
import { type Latin1Buffer, type PackedBytes, packedBytes } from '../encoding/packed-bytes.js'
import type { PackedJson } from '../encoding/packed-json.js'
import type { MapParts } from '../encoding/part-tree.js'
import { assert } from '../errors/assert.js'
import type { Item } from '../types/attribute.js'
import type { Position, PrimaryKey } from './primary-key.js'

export const HEADER_BYTES = 12
/** The first record of a slab starts here, so that no reference to a record is 0. */
export const FIRST_RECORD = 8
/** An item of 400 KB packs into less than this: the worst is a set of one empty binary, four bytes counted as one. */
export const ITEM_LENGTH_MAX = 2 ** 21 - 1

const ITEM_LENGTH_BITS = 21
/** For longer records a call into native code takes less time than a loop. */
const COPIED_BY_WORDS_MAX = 512
const SIZE_BITS = 19
const SIZE_MASK = (1 << SIZE_BITS) - 1
const KEY_LENGTH_MASK = 0xfff

export class Slab implements PackedBytes {
  readonly bytes: Latin1Buffer
  readonly view: DataView
  readonly words: Uint32Array
  /** Bytes that records take, from the start of the slab. */
  used = FIRST_RECORD

  constructor(byteLength: number) {
    const { bytes, view } = packedBytes(byteLength)
    this.bytes = bytes
    this.view = view
    this.words = new Uint32Array(bytes.buffer)
  }

  /** Of the record that starts at `start`: the hash of its partition key. */
  hashAt(start: number): number {
    return this.words[(start >>> 2) + 2] as number
  }

  /** Of the record that starts at `start`: the size of its item by the service's rules. */
  sizeAt(start: number): number {
    return (this.words[(start >>> 2) + 1] as number) & SIZE_MASK
  }

  /** Where the partition key ends and the sort key begins. */
  sortKeyStartAt(start: number): number {
    const pkLength = ((this.words[(start >>> 2) + 1] as number) >>> SIZE_BITS) & KEY_LENGTH_MASK
    return start + HEADER_BYTES + pkLength
  }

  /** Where the sort key ends and the packed item begins. */
  itemStartAt(start: number): number {
    return this.sortKeyStartAt(start) + ((this.words[start >>> 2] as number) >>> ITEM_LENGTH_BITS)
  }

  /** Four bytes of the sort key, from one on, as a number; those that it does not have count as 0. */
  sortKeyWordAt(start: number, index: number): number {
    const { bytes } = this
    const first = this.sortKeyStartAt(start)
    const end = first + ((this.words[start >>> 2] as number) >>> ITEM_LENGTH_BITS)
    let word = 0
    for (let at = first + index; at < first + index + 4; at += 1) {
      word = (word << 8) | (at < end ? (bytes[at] as number) : 0)
    }
    return word >>> 0
  }

  /** Bytes of the packed item. */
  itemLengthAt(start: number): number {
    return (this.words[start >>> 2] as number) & ITEM_LENGTH_MAX
  }

  /** The hash of the partition key, and both keys as order-preserving text. */
  positionAt(start: number): Position {
    const middle = this.sortKeyStartAt(start)
    return {
      hash: this.hashAt(start),
      pk: this.bytes.latin1Slice(start + HEADER_BYTES, middle),
      sk: this.bytes.latin1Slice(middle, this.itemStartAt(start)),
    }
  }

  /** The item of the record, as a new object. */
  decodeAt(start: number, codec: ItemCodec): Item {
    const middle = this.sortKeyStartAt(start)
    const itemStart = this.itemStartAt(start)
    const end = itemStart + this.itemLengthAt(start)
    return codec.decode(this, start + HEADER_BYTES, middle, itemStart, end)
  }

  /** Writes the item of the record as JSON, or what of it is wanted. Returns false as `PackedJson.write` does. */
  writeJsonAt(start: number, codec: ItemCodec, json: PackedJson, parts?: MapParts): boolean {
    return codec.writeJson(json, this, this.itemAt(start).place, parts)
  }

  /** Where the packed item of the record is. */
  itemAt(start: number): PackedItem {
    const itemStart = this.itemStartAt(start)
    const place = {
      keysStart: start + HEADER_BYTES,
      sortKeyStart: this.sortKeyStartAt(start),
      start: itemStart,
      end: itemStart + this.itemLengthAt(start),
    }
    return { source: this, place }
  }

  /** Where the next record starts. */
  nextAt(start: number): number {
    return roundUp(this.itemStartAt(start) + this.itemLengthAt(start))
  }

  hasPartitionKeyAt(start: number, pk: string): boolean {
    const { bytes, words } = this
    const pkLength = ((words[(start >>> 2) + 1] as number) >>> SIZE_BITS) & KEY_LENGTH_MASK
    return pkLength === pk.length && sameText(bytes, start + HEADER_BYTES, pk)
  }

  hasKeyAt(start: number, pk: string, sk: string): boolean {
    const { bytes, words } = this
    if ((words[start >>> 2] as number) >>> ITEM_LENGTH_BITS !== sk.length) return false
    const pkLength = ((words[(start >>> 2) + 1] as number) >>> SIZE_BITS) & KEY_LENGTH_MASK
    if (pkLength !== pk.length) return false
    const keyStart = start + HEADER_BYTES
    return sameText(bytes, keyStart, pk) && sameText(bytes, keyStart + pkLength, sk)
  }

  /** Below 0 if the key of the record sorts before this one, above 0 if after it; the hash of both being the same. */
  compareKeyAt(start: number, pk: string, sk: string): number {
    const middle = this.sortKeyStartAt(start)
    const order = compareText(this.bytes, start + HEADER_BYTES, middle, pk)
    if (order !== 0) return order
    return compareText(this.bytes, middle, this.itemStartAt(start), sk)
  }

  /** Where the item of the record at `start` has its first byte that is not that of one in `other`; -1 if all are. */
  differenceAt(start: number, other: Slab, otherStart: number): number {
    const shift = otherStart - start
    const end = this.itemStartAt(start) + this.itemLengthAt(start)
    let at = this.itemStartAt(start) & ~3
    while (at + 4 <= end && this.words[at >>> 2] === other.words[(at + shift) >>> 2]) at += 4
    while (at < end && this.bytes[at] === other.bytes[at + shift]) at += 1
    return at < end ? at : -1
  }

  /** Lets so many bytes from `start` on change places with those from `otherStart` of `other` on. */
  exchange(start: number, bytes: number, other: Slab, otherStart: number): void {
    const left = this.words
    const right = other.words
    const words = bytes >>> 2
    const shift = (otherStart - start) >> 2
    for (let place = start >>> 2; place < (start >>> 2) + words; place += 1) {
      const word = left[place] as number
      left[place] = right[place + shift] as number
      right[place + shift] = word
    }
  }

  /** Copies the record at `otherStart` of `other` to `start`. */
  copyFrom(start: number, other: Slab, otherStart: number): void {
    const from = other.words
    const to = this.words
    const end = other.nextAt(otherStart) >>> 2
    const shift = (start - otherStart) >> 2
    for (let word = otherStart >>> 2; word < end; word += 1) {
      to[word + shift] = from[word] as number
    }
  }

  /** Adds a copy of the record at `otherStart` of `other`, for which there is room. Returns where it starts. */
  appendCopy(other: Slab, otherStart: number): number {
    const start = this.used
    const end = other.nextAt(otherStart)
    if (end - otherStart > COPIED_BY_WORDS_MAX) other.bytes.copy(this.bytes, start, otherStart, end)
    else this.copyFrom(start, other, otherStart)
    this.used = start + end - otherStart
    return start
  }

  /** Adds a record with the keys of the one at `otherStart` of `other`, and without an item. Returns where it starts. */
  appendKeysOf(other: Slab, otherStart: number): number {
    const start = this.used
    const { words } = this
    const from = otherStart >>> 2
    const word = start >>> 2
    words[word] = (other.words[from] as number) & ~ITEM_LENGTH_MAX
    words[word + 1] = (other.words[from + 1] as number) & ~SIZE_MASK
    words[word + 2] = other.words[from + 2] as number
    const keysEnd = other.itemStartAt(otherStart)
    other.bytes.copy(this.bytes, start + HEADER_BYTES, otherStart + HEADER_BYTES, keysEnd)
    this.used = roundUp(start + keysEnd - otherStart)
    return start
  }

  /** Writes a record with the keys of the one at `start`, and without an item, into other bytes. Returns where it ends. */
  writeKeys(start: number, target: Buffer, at: number): number {
    const { words } = this
    const word = start >>> 2
    target.writeUInt32LE(((words[word] as number) & ~ITEM_LENGTH_MAX) >>> 0, at)
    target.writeUInt32LE(((words[word + 1] as number) & ~SIZE_MASK) >>> 0, at + 4)
    target.writeUInt32LE(words[word + 2] as number, at + 8)
    const keysEnd = this.itemStartAt(start)
    const end = at + keysEnd - start
    this.bytes.copy(target, at + HEADER_BYTES, start + HEADER_BYTES, keysEnd)
    const next = at + roundUp(keysEnd - start)
    target.fill(0, end, next)
    return next
  }

  /** Adds a record whose packed item of `length` bytes stands in its place already. Returns where it starts. */
  append(key: PrimaryKey, packed: Packed, length: number): number {
    assert(length <= ITEM_LENGTH_MAX, 'the size of an item bounds its packed length')
    const start = this.used
    const { bytes, words } = this
    const word = start >>> 2
    words[word] = length | (key.sk.length << ITEM_LENGTH_BITS)
    words[word + 1] = packed.size | (key.pk.length << SIZE_BITS)
    words[word + 2] = key.hash
    const keyStart = start + HEADER_BYTES
    writeText(bytes, keyStart, key.pk)
    writeText(bytes, keyStart + key.pk.length, key.sk)
    this.used = roundUp(keyStart + key.pk.length + key.sk.length + length)
    return start
  }
}

/** The keys of a record that stands at any place of other bytes, as order-preserving text. */
export function keysOfRecord(bytes: Buffer, start: number): Pick<Position, 'pk' | 'sk'> {
  const middle =
    start + HEADER_BYTES + ((bytes.readUInt32LE(start + 4) >>> SIZE_BITS) & KEY_LENGTH_MASK)
  const end = middle + (bytes.readUInt32LE(start) >>> ITEM_LENGTH_BITS)
  return {
    pk: bytes.toString('latin1', start + HEADER_BYTES, middle),
    sk: bytes.toString('latin1', middle, end),
  }
}

/** Records start at multiples of 8. */
export function roundUp(bytes: number): number {
  return (bytes + 7) & ~7
}

function writeText(bytes: Buffer, start: number, text: string): void {
  for (let index = 0; index < text.length; index += 1) bytes[start + index] = text.charCodeAt(index)
}

function sameText(bytes: Buffer, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false
  }
  return true
}

function compareText(bytes: Buffer, start: number, end: number, text: string): number {
  const length = Math.min(end - start, text.length)
  for (let index = 0; index < length; index += 1) {
    const difference = (bytes[start + index] as number) - text.charCodeAt(index)
    if (difference !== 0) return difference
  }
  return end - start - text.length
}
