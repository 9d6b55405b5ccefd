/** One version of an item, as it stands in its record: decoded only when somebody looks, and valid for ever. */

import type { ItemCodec } from '../encoding/item-codec.js'
import type { Item } from '../types/attribute.js'
import type { Slab } from './slab.js'

export class ItemImage {
  readonly #codec: ItemCodec
  readonly #slab: Slab
  readonly #start: number
  #item: Item | undefined

  /** `start` is the offset of the record in its slab. */
  constructor(codec: ItemCodec, slab: Slab, start: number) {
    this.#codec = codec
    this.#slab = slab
    this.#start = start
  }

  /** The item's size in bytes, by the service's rules. */
  get size(): number {
    return this.#slab.sizeAt(this.#start)
  }

  /** The item's keys, as order-preserving text. */
  get keys(): { pk: string; sk: string } {
    return this.#slab.keysAt(this.#start)
  }

  /** The item, decoded once: for reading only, since all who look are given the same object. */
  get item(): Item {
    this.#item ??= this.decode()
    return this.#item
  }

  /** The item as a new object, which its receiver may change. */
  decode(): Item {
    const start = this.#slab.itemStartAt(this.#start)
    return this.#codec.decode(this.#slab, start, start + this.#slab.itemLengthAt(this.#start))
  }
}
