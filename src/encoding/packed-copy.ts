/**
 * Copies of packed items (`packed-form.ts`) behind other keys, such as the entry of an index: the bytes stay as they are, but
 * for the texts that stand for the keys, which are written out.
 */

import type { Latin1Buffer, PackedBytes, PackedPlace } from './packed-bytes.js'
import { endOfScalar, numberAt, shapeOf } from './packed-end.js'
import {
  LIST,
  MAP,
  MAP_SHAPED,
  MAP_SHORT,
  PARTITION_KEY,
  SET,
  SET_8,
  SORT_KEY,
  TEXT_ASCII,
  TEXT_SHORT,
  TEXT_SHORT_WRITTEN_MAX,
} from './packed-form.js'
import type { Shapes } from './shapes.js'

/** Bytes up to this number are copied one by one: a call into native code costs more. */
const LOOP_MAX = 48

export class PackedCopier {
  readonly #shapes: Shapes
  #source: Latin1Buffer | undefined
  #target: Latin1Buffer | undefined
  #place: PackedPlace | undefined
  /** Where in the source what is not copied yet begins, and where in the target it goes. */
  #from = 0
  #to = 0

  /** `shapes` are those of the items. */
  constructor(shapes: Shapes) {
    this.#shapes = shapes
  }

  /** Where the copy ends in `target`, from `start` on; if that is beyond its last byte, there was no room. */
  copy({ bytes }: PackedBytes, place: PackedPlace, target: PackedBytes, start: number): number {
    this.#source = bytes
    this.#target = target.bytes
    this.#place = place
    this.#from = place.start
    this.#to = start
    this.#walk(bytes, place.start)
    this.#copyTo(place.end)
    this.#source = undefined
    this.#target = undefined
    return this.#to
  }

  /** Looks for keys in the value that starts at `start`. Returns where it ends. */
  #walk(bytes: Latin1Buffer, start: number): number {
    const tag = bytes[start] as number
    if (tag >= MAP_SHORT) {
      return this.#walkAll(bytes, start + 1, shapeOf(this.#shapes, tag - MAP_SHORT).names.length)
    }
    switch (tag) {
      case PARTITION_KEY:
      case SORT_KEY:
        this.#writeKey(start, tag)
        return start + 1
      case MAP_SHAPED: {
        const { names } = shapeOf(this.#shapes, numberAt(bytes, start + 1, 2))
        return this.#walkAll(bytes, start + 3, names.length)
      }
      case MAP:
        return this.#walkAll(bytes, start + 5, 2 * numberAt(bytes, start + 1, 4))
      case LIST:
      case SET:
        return this.#walkAll(bytes, start + 5, numberAt(bytes, start + 1, 4))
      case SET_8:
        return this.#walkAll(bytes, start + 2, bytes[start + 1] as number)
      default:
        return endOfScalar(bytes, start, tag)
    }
  }

  #walkAll(bytes: Latin1Buffer, start: number, count: number): number {
    let at = start
    for (let rest = count; rest > 0; rest -= 1) at = this.#walk(bytes, at)
    return at
  }

  /** Writes out the key that stands at `at`. */
  #writeKey(at: number, tag: number): void {
    const { keysStart, sortKeyStart, start } = this.#place as PackedPlace
    this.#copyTo(at)
    const isSortKey = tag === SORT_KEY
    this.#from = isSortKey ? sortKeyStart : keysStart
    const end = isSortKey ? start : sortKeyStart
    this.#writeTextTag(end - this.#from)
    this.#copyTo(end)
    this.#from = at + 1
  }

  #writeTextTag(length: number): void {
    const target = this.#target as Latin1Buffer
    if (length <= TEXT_SHORT_WRITTEN_MAX) {
      target[this.#to++] = TEXT_SHORT + length
      return
    }
    target[this.#to++] = TEXT_ASCII
    for (let shift = 0; shift < 32; shift += 8) target[this.#to++] = (length >>> shift) & 0xff
  }

  /** Copies what is left up to `end`; out of the target's room it is only counted. */
  #copyTo(end: number): void {
    const source = this.#source as Latin1Buffer
    const target = this.#target as Latin1Buffer
    const length = end - this.#from
    if (length > LOOP_MAX) source.copy(target, Math.min(this.#to, target.length), this.#from, end)
    else {
      for (let index = 0; index < length; index += 1) {
        target[this.#to + index] = source[this.#from + index] as number
      }
    }
    this.#from = end
    this.#to += length
  }
}
