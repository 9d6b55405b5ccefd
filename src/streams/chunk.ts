/**
 * Records of a shard, one after another, outside the JavaScript heap. Items stand in them as they stand in the table, packed,
 * so that a change costs a copy of bytes, and nothing is decoded before somebody looks.
 *
 * ```
 * record = commit:f64 time:f64 step:f64 flags:u64 [ old ] [ new ]      starts at a multiple of 8
 * flags  = kind : 2 | expiry : 1 | old : 1 | new : 1
 * ```
 *
 * `old` and `new` are records of `storage/slab.ts`. Where the view shows no item there is one that has the keys alone.
 */

import type { ItemCodec } from '../encoding/item-codec.js'
import { numberSize, stringSize } from '../encoding/size.js'
import { keyOfSortable, numberOfSortable } from '../encoding/sortable.js'
import { setOwn } from '../encoding/value.js'
import type { Change, Commit } from '../engine/change.js'
import { assert } from '../errors/assert.js'
import { ItemImage } from '../storage/item-image.js'
import { NO_RECORD } from '../storage/record-ref.js'
import { FIRST_RECORD, roundUp, Slab } from '../storage/slab.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import type { KeyAttribute, KeySchema, StreamViewType } from '../types/table.js'
import { type StreamPosition, stepOf } from './stream-position.js'

/** What the records of one stream have in common. */
export interface RecordForm {
  readonly viewType: StreamViewType
  readonly keySchema: KeySchema
  readonly codec: ItemCodec
  /** Bytes of a chunk, unless it holds one large record. */
  readonly chunkBytesMax: number
}

/** What a change does to the item. */
export type ChangeKind = Change['kind']

const HEAD_BYTES = 32
const KINDS: readonly ChangeKind[] = ['insert', 'modify', 'remove']
const KIND_CODES: Readonly<Record<ChangeKind, number>> = { insert: 0, modify: 1, remove: 2 }
const KIND_MASK = 3
const EXPIRY = 4
const OLD = 8
const NEW = 16

/** Chunks of a shard start small and double up to this, so that a shard with few records takes little. */
const CHUNK_BYTES_FIRST = 1 << 12
export const CHUNK_BYTES_MAX = 1 << 20

export class Chunk {
  readonly #form: RecordForm
  readonly #slab: Slab
  readonly #doubles: Float64Array
  /** Where each record starts. */
  readonly #starts: number[] = []

  /** @param byteLength a multiple of 8 */
  constructor(form: RecordForm, byteLength: number) {
    this.#form = form
    this.#slab = new Slab(byteLength)
    this.#doubles = new Float64Array(this.#slab.bytes.buffer)
  }

  /** A chunk to follow `last`, if there is one, with room for a change at least. */
  static after(last: Chunk | undefined, form: RecordForm, change: Change): Chunk {
    const byteLength = last === undefined ? CHUNK_BYTES_FIRST : 2 * last.byteLength
    const needed = FIRST_RECORD + roomFor(change, form.viewType)
    return new Chunk(form, Math.max(roundUp(needed), Math.min(byteLength, form.chunkBytesMax)))
  }

  /** The same in no more memory than it takes, to which nothing is added any more. */
  compacted(): Chunk {
    const { used, bytes } = this.#slab
    if (2 * used > bytes.length) return this
    const compact = new Chunk(this.#form, roundUp(used))
    bytes.copy(compact.#slab.bytes, 0, 0, used)
    compact.#slab.used = used
    compact.#starts.push(...this.#starts)
    return compact
  }

  /** Bytes of memory for records. */
  get byteLength(): number {
    return this.#slab.bytes.length
  }

  get count(): number {
    return this.#starts.length
  }

  /** Adds a record of the change at `index` of a commit. Returns whether there was room for it. */
  append(commit: Commit, change: Change, index: number): boolean {
    const slab = this.#slab
    const start = slab.used
    const { viewType } = this.#form
    if (slab.bytes.length - start < roomFor(change, viewType)) return false
    const old = oldOf(change, viewType)
    const young = newOf(change, viewType)
    let flags = KIND_CODES[change.kind]
    if (commit.origin === 'ttl') flags |= EXPIRY
    if (old !== undefined) flags |= OLD
    if (young !== undefined) flags |= NEW
    const place = start >>> 3
    this.#doubles[place] = commit.sequenceNumber
    this.#doubles[place + 1] = commit.time
    this.#doubles[place + 2] = stepOf(index)
    slab.words[(start + 24) >>> 2] = flags
    slab.used = start + HEAD_BYTES
    old?.copyTo(slab)
    young?.copyTo(slab)
    if (old === undefined && young === undefined) imageOf(change).copyKeysTo(slab)
    this.#starts.push(start)
    return true
  }

  /** The records as bytes, in slices of up to `bytesMax`, unless one record is larger. Valid until the next record is added. */
  *slices(bytesMax: number): Generator<Uint8Array, void, undefined> {
    const { bytes, used } = this.#slab
    let first = FIRST_RECORD
    let end = FIRST_RECORD
    for (const start of this.#starts) {
      const next = this.#endOf(start)
      if (next - first > bytesMax && start > first) {
        yield bytes.subarray(first, start)
        first = start
      }
      end = next
    }
    assert(end === used, 'records fill what is used')
    yield bytes.subarray(first, end)
  }

  /** Adds a slice of another chunk, which has room for it. */
  appendSlice(slice: Uint8Array): void {
    const slab = this.#slab
    let start = slab.used
    slab.bytes.set(slice, start)
    slab.used += slice.length
    for (; start < slab.used; start = this.#endOf(start)) this.#starts.push(start)
    assert(start === slab.used, 'a slice holds whole records')
  }

  commitAt(index: number): number {
    return this.#doubles[this.#startAt(index) >>> 3] as number
  }

  /** When the commit was, in milliseconds since 1970. */
  timeAt(index: number): number {
    return this.#doubles[(this.#startAt(index) >>> 3) + 1] as number
  }

  positionAt(index: number): StreamPosition {
    const place = this.#startAt(index) >>> 3
    return { commit: this.#doubles[place] as number, step: this.#doubles[place + 2] as number }
  }

  kindAt(index: number): ChangeKind {
    return KINDS[this.#flagsAt(index) & KIND_MASK] as ChangeKind
  }

  isExpiryAt(index: number): boolean {
    return (this.#flagsAt(index) & EXPIRY) !== 0
  }

  /** The item before the change, as a new object, if the record shows it. */
  oldAt(index: number): ItemImage | undefined {
    if ((this.#flagsAt(index) & OLD) === 0) return undefined
    return this.#imageAt(this.#startAt(index) + HEAD_BYTES)
  }

  /** The item after the change, as a new object, if the record shows it. */
  newAt(index: number): ItemImage | undefined {
    const flags = this.#flagsAt(index)
    if ((flags & NEW) === 0) return undefined
    return this.#imageAt(this.#newStartAt(index, flags))
  }

  #imageAt(start: number): ItemImage {
    return new ItemImage(this.#form.codec, this.#slab, start, NO_RECORD)
  }

  /** The key attributes, as a new object. */
  keyAt(index: number): Item {
    const { partitionKey, sortKey } = this.#form.keySchema
    const { pk, sk } = this.#slab.positionAt(this.#startAt(index) + HEAD_BYTES)
    const key: Record<string, AttributeValue> = {}
    setOwn(key, partitionKey.name, keyOfSortable(pk, partitionKey.type))
    if (sortKey !== undefined) setOwn(key, sortKey.name, keyOfSortable(sk, sortKey.type))
    return key
  }

  /** The hash of the partition key. */
  hashAt(index: number): number {
    return this.#slab.words[((this.#startAt(index) + HEAD_BYTES) >>> 2) + 2] as number
  }

  /** Bytes of the key and of the items that the record shows, by the service's rules. */
  sizeAt(index: number): number {
    const { partitionKey, sortKey } = this.#form.keySchema
    const flags = this.#flagsAt(index)
    const start = this.#startAt(index) + HEAD_BYTES
    const { pk, sk } = this.#slab.positionAt(start)
    let size = keySize(partitionKey, pk)
    if (sortKey !== undefined) size += keySize(sortKey, sk)
    if ((flags & OLD) !== 0) size += this.#slab.sizeAt(start)
    if ((flags & NEW) !== 0) size += this.#slab.sizeAt(this.#newStartAt(index, flags))
    return size
  }

  /** The index of the first record after a position; `count` if there is none. */
  indexAfter({ commit, step }: StreamPosition): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const place = this.#startAt(middle) >>> 3
      const found = this.#doubles[place] as number
      const isAfter =
        found > commit || (found === commit && (this.#doubles[place + 2] as number) > step)
      if (isAfter) high = middle
      else low = middle + 1
    }
    return low
  }

  #startAt(index: number): number {
    return this.#starts[index] as number
  }

  #flagsAt(index: number): number {
    return this.#slab.words[(this.#startAt(index) + 24) >>> 2] as number
  }

  /** Where the record that starts at `start` ends. */
  #endOf(start: number): number {
    const flags = this.#slab.words[(start + 24) >>> 2] as number
    const end = this.#slab.nextAt(start + HEAD_BYTES)
    return (flags & OLD) !== 0 && (flags & NEW) !== 0 ? this.#slab.nextAt(end) : end
  }

  #newStartAt(index: number, flags: number): number {
    const first = this.#startAt(index) + HEAD_BYTES
    return (flags & OLD) === 0 ? first : this.#slab.nextAt(first)
  }
}

/** The bytes that the record of a change takes. */
function roomFor(change: Change, viewType: StreamViewType): number {
  const old = oldOf(change, viewType)?.byteLength ?? 0
  const young = newOf(change, viewType)?.byteLength ?? 0
  return HEAD_BYTES + (old + young === 0 ? imageOf(change).keysByteLength : old + young)
}

function oldOf({ before }: Change, viewType: StreamViewType): ItemImage | undefined {
  return viewType === 'NEW_AND_OLD_IMAGES' || viewType === 'OLD_IMAGE' ? before : undefined
}

function newOf({ after }: Change, viewType: StreamViewType): ItemImage | undefined {
  return viewType === 'NEW_AND_OLD_IMAGES' || viewType === 'NEW_IMAGE' ? after : undefined
}

function imageOf(change: Change): ItemImage {
  return change.after ?? change.before
}

function keySize({ name, type }: KeyAttribute, text: string): number {
  const size = type === 'N' ? numberSize(numberOfSortable(text)) : text.length
  return stringSize(name) + size
}
