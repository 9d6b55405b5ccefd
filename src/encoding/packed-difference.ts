/**
 * Whether two packed items of different bytes are certain to be different items, told by the first byte that differs.
 *
 * They are, unless that byte is the name or the shape of a map: what comes before it is the same in both, so both have
 * two values at the same place, and each value but a map has one form only.
 */

import { endOfScalar, numberAt, shapeOf } from './packed-end.js'
import { LIST, MAP, MAP_SHAPED, MAP_SHORT, SET, SET_8 } from './packed-form.js'
import type { Shapes } from './shapes.js'

/** In the place of where a value ends: the difference is in it, and certain, or not. */
const CERTAIN = -1
const UNCERTAIN = -2

export class PackedDifference {
  readonly #shapes: Shapes
  #bytes: Uint8Array = new Uint8Array()
  #at = 0
  #other = 0

  /** `shapes` are those of both items. */
  constructor(shapes: Shapes) {
    this.#shapes = shapes
  }

  /**
   * @param bytes of the first item, which starts at `start`
   * @param at where the first byte of it is that differs
   * @param other what the second item has there
   */
  isCertain(bytes: Uint8Array, start: number, at: number, other: number): boolean {
    this.#bytes = bytes
    this.#at = at
    this.#other = other
    return this.#endOf(start) === CERTAIN
  }

  /** Where the value ends that starts at `start`, up to where there is no difference; or what the difference is. */
  #endOf(start: number): number {
    const tag = this.#bytes[start] as number
    if (start === this.#at) return isMap(tag) && isMap(this.#other) ? UNCERTAIN : CERTAIN
    if (tag >= MAP_SHORT) return this.#endOfShaped(start + 1, tag - MAP_SHORT)
    if (tag === MAP_SHAPED) {
      if (this.#at < start + 3) return UNCERTAIN
      return this.#endOfShaped(start + 3, numberAt(this.#bytes, start + 1, 2))
    }
    if (tag === MAP) return this.#endOfMap(start)
    if (tag === LIST || tag === SET) {
      return this.#endOfValues(start + 5, numberAt(this.#bytes, start + 1, 4))
    }
    if (tag === SET_8) return this.#endOfValues(start + 2, numberAt(this.#bytes, start + 1, 1))
    const end = endOfScalar(this.#bytes, start, tag)
    return this.#at < end ? CERTAIN : end
  }

  #endOfShaped(start: number, id: number): number {
    return this.#endOfValues(start, shapeOf(this.#shapes, id).names.length)
  }

  /** Of values one after another. Where their number differs, what is before the first of them does. */
  #endOfValues(start: number, count: number): number {
    if (this.#at < start) return CERTAIN
    let at = start
    for (let index = 0; index < count && at >= 0; index += 1) at = this.#endOf(at)
    return at
  }

  #endOfMap(start: number): number {
    let at = start + 5
    if (this.#at < at) return CERTAIN
    for (let rest = numberAt(this.#bytes, start + 1, 4); rest > 0 && at >= 0; rest -= 1) {
      at = this.#endOf(at)
      if (at < 0) return UNCERTAIN // the difference is in a name
      at = this.#endOf(at)
    }
    return at
  }
}

function isMap(tag: number): boolean {
  return tag >= MAP_SHORT || tag === MAP || tag === MAP_SHAPED
}
