/** One version of an item, as it stands in its record: decoded only when somebody looks. */

import type { ItemCodec } from '../encoding/item-codec.js'
import type { Item } from '../types/attribute.js'
import type { Position } from './primary-key.js'
import type { RecordRef } from './record-ref.js'
import type { Slab } from './slab.js'

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
