/** Single attributes of packed items (`packed-form.ts`): found, read and compared without decoding the rest. */

import type { AttributeValue } from '../types/attribute.js'
import type { PackedBytes, PackedPlace } from './packed-bytes.js'
import { endOfValue, numberAt, shapeOf } from './packed-end.js'
import { LIST, MAP, MAP_SHAPED, MAP_SHORT } from './packed-form.js'
import type { PackedReader } from './packed-reader.js'
import type { Shapes } from './shapes.js'
import { equalValues } from './value.js'

/** A packed item, and where it stands. */
export interface PackedItem {
  readonly source: PackedBytes
  readonly place: PackedPlace
}

/** In the place of an attribute that an item does not have. */
const ABSENT = -1

export class PackedAttributes {
  readonly #shapes: Shapes
  readonly #reader: PackedReader

  /** Both are those of the items. */
  constructor(shapes: Shapes, reader: PackedReader) {
    this.#shapes = shapes
    this.#reader = reader
  }

  /** An attribute of an item, as a new value; undefined if there is none of this name. */
  read(item: PackedItem, name: string): AttributeValue | undefined {
    const at = this.#placeOf(item, name)
    return at === ABSENT ? undefined : this.#reader.readAt(item.source, item.place, at)
  }

  /** Whether two versions of an item have equal attributes of a name, or both have none. */
  areEqual(left: PackedItem, right: PackedItem, name: string): boolean {
    const [leftAt, rightAt] = [this.#placeOf(left, name), this.#placeOf(right, name)]
    if (leftAt === ABSENT || rightAt === ABSENT) return leftAt === rightAt
    const [leftBytes, rightBytes] = [left.source.bytes, right.source.bytes]
    const length = endOfValue(leftBytes, leftAt, this.#shapes) - leftAt
    let same = 0
    while (same < length && leftBytes[leftAt + same] === rightBytes[rightAt + same]) same += 1
    if (same === length) return true
    if (!mayHoldMap(leftBytes[leftAt] as number)) return false
    // A map may list its names in another order.
    const value = this.#reader.readAt(left.source, left.place, leftAt)
    return equalValues(value, this.#reader.readAt(right.source, right.place, rightAt))
  }

  /** Where the value of an attribute starts. */
  #placeOf(item: PackedItem, name: string): number {
    const { bytes } = item.source
    const { start } = item.place
    const tag = bytes[start] as number
    if (tag === MAP) return this.#placeInNamed(item, name)
    const isShort = tag !== MAP_SHAPED
    const id = isShort ? tag - MAP_SHORT : numberAt(bytes, start + 1, 2)
    const place = shapeOf(this.#shapes, id).names.indexOf(name)
    if (place === -1) return ABSENT
    let at = isShort ? start + 1 : start + 3
    for (let rest = place; rest > 0; rest -= 1) at = endOfValue(bytes, at, this.#shapes)
    return at
  }

  #placeInNamed({ source, place }: PackedItem, name: string): number {
    const { bytes } = source
    let at = place.start + 5
    for (let rest = numberAt(bytes, place.start + 1, 4); rest > 0; rest -= 1) {
      const value = endOfValue(bytes, at, this.#shapes)
      if (this.#reader.readAt(source, place, at) === name) return value
      at = endOfValue(bytes, value, this.#shapes)
    }
    return ABSENT
  }
}

function mayHoldMap(tag: number): boolean {
  return tag >= MAP_SHORT || tag === MAP || tag === MAP_SHAPED || tag === LIST
}
