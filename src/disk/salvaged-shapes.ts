/**
 * Unpacks records of one table whose shapes may not all be known: a frame that is lost has taken some with it. What needs
 * one of those is found out, and not read.
 */

import { ItemCodec } from '../encoding/item-codec.js'
import { AssertionError } from '../errors/assert.js'
import { FIRST_RECORD, Slab } from '../storage/slab.js'
import type { AttributeValue, Item } from '../types/attribute.js'

/** Begins the only name in a shape that stands for a lost one. No name that has been packed has half of a character. */
const LOST = '\ud800'

export class SalvagedShapes {
  /** By number; undefined are those that are lost. */
  readonly #names: (readonly string[] | undefined)[] = []
  #codec = new ItemCodec()

  /** Takes over shapes with numbers from `first` on. */
  learn(first: number, lists: readonly (readonly string[])[]): void {
    while (this.#names.length < first) this.#names.push(undefined)
    for (const [nth, names] of lists.entries()) this.#names[first + nth] = names
    this.#codec = new ItemCodec()
    const known = this.#names.map((names, number) => names ?? [`${LOST}${number}`])
    this.#codec.restoreShapes(0, known)
  }

  /** The item of each of the records that stand one after another in some bytes; undefined where it can't be read. */
  *itemsOf(
    bytes: Buffer,
    start: number,
    end: number,
  ): Generator<Item | undefined, void, undefined> {
    const slab = new Slab(FIRST_RECORD + end - start)
    bytes.copy(slab.bytes, FIRST_RECORD, start, end)
    slab.used = FIRST_RECORD + end - start
    for (let at = FIRST_RECORD; at < slab.used; at = slab.nextAt(at)) {
      yield this.#itemAt(slab, at)
    }
  }

  #itemAt(slab: Slab, at: number): Item | undefined {
    try {
      const item = slab.decodeAt(at, this.#codec)
      return hasLost(item) ? undefined : item
    } catch (error) {
      // Of a shape that has a higher number than all that are known.
      if (error instanceof AssertionError) return undefined
      throw error
    }
  }
}

/** Whether a name in it is of a shape that is lost. */
function hasLost(value: AttributeValue): boolean {
  if (Array.isArray(value)) return value.some(hasLost)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  return Object.entries(value).some(([name, each]) => name.startsWith(LOST) || hasLost(each))
}
