/** One version of an item, as it stands in its record: decoded only when somebody looks. */

import type { ItemCodec, Packed } from '../encoding/item-codec.js'
import type { PackedBytes } from '../encoding/packed-bytes.js'
import type { PackedJson } from '../encoding/packed-json.js'
import type { MapParts } from '../encoding/part-tree.js'
import { ownValue } from '../encoding/value.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import type { Position } from './primary-key.js'
import type { RecordRef } from './record-ref.js'
import { roundUp, type Slab } from './slab.js'

/** Valid until the next write to the table: whoever looks later takes the item, or its position, now. */
export class ItemImage {
  readonly #codec: ItemCodec
  #slab: Slab
  #start: number
  #ref: RecordRef
  #item: Item | undefined

  /** `start` is the offset of the record in its slab. */
  constructor(codec: ItemCodec, slab: Slab, start: number, ref: RecordRef) {
    this.#codec = codec
    this.#slab = slab
    this.#start = start
    this.#ref = ref
  }

  /** The record. */
  get ref(): RecordRef {
    return this.#ref
  }

  /** The item's size in bytes, by the service's rules. */
  get size(): number {
    return this.#slab.sizeAt(this.#start)
  }

  /** Where the item stands in the order of its table. */
  get position(): Position {
    return this.#slab.positionAt(this.#start)
  }

  /** The item, decoded once: for reading only, since all who look are given the same object. */
  get item(): Item {
    this.#item ??= this.decode()
    return this.#item
  }

  /** The item as a new object, which its receiver may change. */
  decode(): Item {
    return this.#slab.decodeAt(this.#start, this.#codec)
  }

  /** An attribute, read without the rest of the item; undefined if there is none of this name. */
  attribute(name: string): AttributeValue | undefined {
    if (this.#item !== undefined) return ownValue(this.#item, name)
    return this.#codec.attributes.read(this.#slab.itemAt(this.#start), name)
  }

  /** Whether this and another version of the item have equal attributes of a name, or both have none. */
  hasSameAttribute(other: ItemImage, name: string): boolean {
    const [own, others] = [this.#slab.itemAt(this.#start), other.#slab.itemAt(other.#start)]
    return this.#codec.attributes.areEqual(own, others, name)
  }

  /** Packs the item behind other keys, as `ItemCodec.copy` does. */
  copyItemTo(target: PackedBytes, start: number): Packed | undefined {
    return this.#codec.copy(this.#slab.itemAt(this.#start), this.size, target, start)
  }

  /** Writes the item as JSON, or what of it is wanted. Returns false as `PackedJson.write` does. */
  writeJson(json: PackedJson, parts?: MapParts): boolean {
    return this.#slab.writeJsonAt(this.#start, this.#codec, json, parts)
  }

  /** Bytes that the record, and a copy of it, takes. */
  get byteLength(): number {
    return this.#slab.nextAt(this.#start) - this.#start
  }

  /** Bytes that a record with the keys alone takes. */
  get keysByteLength(): number {
    return roundUp(this.#slab.itemStartAt(this.#start) - this.#start)
  }

  /** Adds a copy of the record to another slab, which has room for it. Returns where the copy starts. */
  copyTo(slab: Slab): number {
    return slab.appendCopy(this.#slab, this.#start)
  }

  /** Adds a record with the keys alone to another slab. Returns where it starts. */
  copyKeysTo(slab: Slab): number {
    return slab.appendKeysOf(this.#slab, this.#start)
  }

  /** Writes the record, as it stands in the table, into `target`, which has `byteLength` bytes for it. Returns where it ends. */
  writeRecord(target: Buffer, at: number): number {
    const end = this.#start + this.byteLength
    return at + this.#slab.bytes.copy(target, at, this.#start, end)
  }

  /** Writes a record with the keys alone, for which there are `keysByteLength` bytes. Returns where it ends. */
  writeKeys(target: Buffer, at: number): number {
    return this.#slab.writeKeys(this.#start, target, at)
  }

  /** The record has moved. */
  moveTo(slab: Slab, start: number, ref: RecordRef): void {
    this.#slab = slab
    this.#start = start
    this.#ref = ref
  }

  /** Lets this image and another one change places, because their records have done so. */
  exchange(other: ItemImage): void {
    const [slab, start, ref] = [this.#slab, this.#start, this.#ref]
    this.#slab = other.#slab
    this.#start = other.#start
    this.#ref = other.#ref
    other.#slab = slab
    other.#start = start
    other.#ref = ref
  }
}
