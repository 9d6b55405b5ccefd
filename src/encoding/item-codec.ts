/** Items packed into bytes (`packed-form.ts`); `packed-reader.ts` is the way back. */

import { assert } from '../errors/assert.js'
import { nestingTooDeep } from '../errors/value-errors.js'
import {
  type AttributeMap,
  type AttributeValue,
  type Item,
  isBinary,
  NumberValue,
} from '../types/attribute.js'
import { ITEM_SIZE_MAX, NESTING_MAX } from '../types/limits.js'
import { PackedAttributes, type PackedItem } from './packed-attribute.js'
import { type Latin1Buffer, NO_BYTES, type PackedBytes, type PackedPlace } from './packed-bytes.js'
import { PackedCopier } from './packed-copy.js'
import { PackedDifference } from './packed-difference.js'
import {
  BINARY,
  BINARY_8,
  DECIMAL,
  DOUBLE,
  FALSE,
  INTEGER_8,
  INTEGER_SMALL_MAX,
  LIST,
  MAP,
  MAP_SHAPED,
  MAP_SHORT,
  MAP_SHORT_MAX,
  NEGATIVE_8,
  NULL,
  PARTITION_KEY,
  SET,
  SET_8,
  SORT_KEY,
  TEXT_ASCII,
  TEXT_SHORT,
  TEXT_SHORT_WRITTEN_MAX,
  TEXT_UTF8,
  TRUE,
} from './packed-form.js'
import type { PackedJson } from './packed-json.js'
import { PackedReader } from './packed-reader.js'
import type { MapParts } from './part-tree.js'
import { type Shape, Shapes } from './shapes.js'
import { CONTAINER_OVERHEAD, ELEMENT_OVERHEAD, numberSize } from './size.js'
import { isAscii, sortableNumber } from './sortable.js'

/** What `encode` wrote. */
export interface Packed {
  /** Where the packed bytes end in the target. */
  end: number
  /** The item's size in bytes by the service's rules, which is not the number of packed bytes. */
  size: number
}

/** The keys that an item is packed behind, as order-preserving text. */
interface KeyTexts {
  readonly pk: string
  readonly sk: string
}

const NO_KEY: KeyTexts = { pk: '', sk: '' }

/**
 * Encodes and decodes the items of one table. Not re-entrant: one item at a time, which synchronous code does by
 * itself.
 */
export class ItemCodec {
  readonly #shapes: Shapes
  readonly #packed: Packed = { end: 0, size: 0 }
  readonly #difference: PackedDifference
  readonly #reader: PackedReader
  readonly #copier: PackedCopier
  /** Single attributes of items. */
  readonly attributes: PackedAttributes
  readonly #writeEach = (value: AttributeValue, level: number): void =>
    this.#writeValue(value, level)

  #target: Latin1Buffer = NO_BYTES.bytes
  #targetView: DataView = NO_BYTES.view
  #at = 0
  #size = 0
  /** The keys of the item; empty where they stand for no string. */
  #pk = ''
  #sk = ''

  constructor(shapes = new Shapes()) {
    this.#shapes = shapes
    this.#difference = new PackedDifference(shapes)
    this.#reader = new PackedReader(shapes)
    this.#copier = new PackedCopier(shapes)
    this.attributes = new PackedAttributes(shapes, this.#reader)
  }

  /** Another one for the same items, which holds none of the bytes that this one has worked on. */
  another(): ItemCodec {
    return new ItemCodec(this.#shapes)
  }

  /** How many shapes its items have. They become more, and none ever changes. */
  get shapeCount(): number {
    return this.#shapes.count
  }

  /** The shapes from the one with the number `first` on: their names are all that there is to know of them. */
  shapesFrom(first: number): readonly (readonly string[])[] {
    return this.#shapes.namesFrom(first)
  }

  /**
   * Takes over shapes of another codec, whose `shapesFrom(first)` they are, so that what that one has packed can be read. Those
   * that are here already must be the same, and none may be missing before them.
   */
  restoreShapes(first: number, shapes: readonly (readonly string[])[]): void {
    this.#shapes.restore(first, shapes)
  }

  /** Whether lists of names that are not shapes yet may become some. */
  learnShapes(isLearning: boolean): void {
    this.#shapes.isLearning = isLearning
  }

  /**
   * Packs `item` into `target` from `start` on. Returns undefined if there is no room, after which the bytes from `start`
   * on mean nothing. Of an item over 400 KB only so much is packed that its size tells that it is. The result is valid
   * until the next call.
   *
   * @param key what stands before the item in `target`
   * @throws ValidationException if the item is nested more deeply than 32 levels
   */
  encode(
    item: Item,
    { bytes, view }: PackedBytes,
    start: number,
    key = NO_KEY,
  ): Packed | undefined {
    this.#pk = isAscii(key.pk) ? key.pk : ''
    this.#sk = isAscii(key.sk) ? key.sk : ''
    this.#target = bytes
    this.#targetView = view
    this.#at = start
    this.#size = 0
    this.#writeMap(item, 0)
    if (this.#at > bytes.length) return undefined
    this.#packed.end = this.#at
    this.#packed.size = this.#size
    return this.#packed
  }

  /**
   * Copies an item of the same shapes, of this size, to where it has other keys before it. Returns undefined if there is no
   * room, as `encode` does.
   */
  copy(
    { source, place }: PackedItem,
    size: number,
    target: PackedBytes,
    start: number,
  ): Packed | undefined {
    const end = this.#copier.copy(source, place, target, start)
    if (end > target.bytes.length) return undefined
    this.#packed.end = end
    this.#packed.size = size
    return this.#packed
  }

  /** As `PackedReader.decode`. */
  decode(
    bytes: PackedBytes,
    keysStart: number,
    sortKeyStart: number,
    start: number,
    end: number,
  ): Item {
    return this.#reader.decode(bytes, keysStart, sortKeyStart, start, end)
  }

  /** Writes the item at `place` as JSON, or what of it is wanted. Returns false as `PackedJson.write` does. */
  writeJson(json: PackedJson, bytes: PackedBytes, place: PackedPlace, parts?: MapParts): boolean {
    return json.write(bytes, place, this.#shapes, parts)
  }

  /**
   * Whether two packed items are certain not to be equal. `at` is where the first byte differs of the one that starts at
   * `start`, and `other` what the second one has there.
   */
  differ(bytes: Buffer, start: number, at: number, other: number): boolean {
    return this.#difference.isCertain(bytes, start, at, other)
  }

  #writeMap(map: AttributeMap, level: number): void {
    if (level >= NESTING_MAX) throw nestingTooDeep()
    const names = Object.keys(map)
    if (level > 0) this.#size += ELEMENT_OVERHEAD * names.length
    const shape = this.#shapes.of(names)
    if (shape === undefined) this.#writeNamed(map, names, level)
    else this.#writeShaped(map, shape, level)
  }

  #writeShaped(map: AttributeMap, shape: Shape, level: number): void {
    if (shape.id <= MAP_SHORT_MAX) {
      this.#target[this.#at++] = MAP_SHORT + shape.id
    } else {
      this.#target[this.#at++] = MAP_SHAPED
      this.#target[this.#at++] = shape.id & 0xff
      this.#target[this.#at++] = shape.id >>> 8
    }
    this.#size += shape.nameBytes
    shape.write(map, this.#writeEach, level + 1)
  }

  #writeNamed(map: AttributeMap, names: readonly string[], level: number): void {
    this.#writeCount(MAP, names.length)
    for (const name of names) {
      if (this.#size > ITEM_SIZE_MAX) return
      this.#writeText(name)
      this.#writeValue(map[name] as AttributeValue, level + 1)
    }
  }

  #writeValue(value: AttributeValue, level: number): void {
    switch (typeof value) {
      case 'string':
        this.#writeText(value)
        return
      case 'number':
        this.#writeNumber(value)
        return
      case 'boolean':
        this.#target[this.#at++] = value ? TRUE : FALSE
        this.#size += 1
        return
      case 'object':
        this.#writeObject(value, level)
        return
      default:
        assert(false, 'what is in normal form has attribute values only')
    }
  }

  #writeObject(value: object | null, level: number): void {
    if (value === null) {
      this.#target[this.#at++] = NULL
      this.#size += 1
    } else if (this.#size > ITEM_SIZE_MAX) {
      return // whatever it is, the item is too large
    } else if (value instanceof NumberValue) {
      this.#writeDecimal(value)
    } else if (isBinary(value)) {
      this.#writeBinary(value)
    } else if (value instanceof Set) {
      if (value.size > 0xff) this.#writeCount(SET, value.size)
      else this.#writeShortCount(SET_8, value.size)
      for (const member of value as Set<AttributeValue>) {
        if (this.#size > ITEM_SIZE_MAX) return
        this.#writeValue(member, level)
      }
    } else {
      this.#size += CONTAINER_OVERHEAD
      if (Array.isArray(value)) this.#writeList(value, level)
      else this.#writeMap(value as AttributeMap, level)
    }
  }

  #writeList(list: readonly AttributeValue[], level: number): void {
    if (level >= NESTING_MAX) throw nestingTooDeep()
    this.#writeCount(LIST, list.length)
    this.#size += ELEMENT_OVERHEAD * list.length
    for (const element of list) {
      if (this.#size > ITEM_SIZE_MAX) return
      this.#writeValue(element, level + 1)
    }
  }

  #writeText(text: string): void {
    const length = text.length
    const target = this.#target
    let at = this.#at
    if (length > 0 && (text === this.#pk || text === this.#sk)) {
      target[this.#at++] = text === this.#pk ? PARTITION_KEY : SORT_KEY
      this.#size += length
      return
    }
    // Short text is copied character by character: a call into native code costs more.
    if (length > TEXT_SHORT_WRITTEN_MAX) {
      this.#writeLongText(text)
      return
    }
    target[at++] = TEXT_SHORT + length
    for (let index = 0; index < length; index += 1) {
      const unit = text.charCodeAt(index)
      if (unit > 0x7f) {
        this.#writeLongText(text)
        return
      }
      target[at++] = unit
    }
    this.#at = at
    this.#size += length
  }

  #writeLongText(text: string): void {
    if (this.#size > ITEM_SIZE_MAX) return
    const lengthMax = text.length * 3
    if (this.#at + 5 + lengthMax > this.#target.length) {
      this.#at += 5 + lengthMax // past the end: the caller comes back with more room
      return
    }
    const length = this.#target.write(text, this.#at + 5, 'utf8')
    this.#writeCount(length === text.length ? TEXT_ASCII : TEXT_UTF8, length)
    this.#at += length
    this.#size += length
  }

  #writeNumber(value: number): void {
    const magnitude = value < 0 ? -value : value
    const isInteger = magnitude <= 0xffffffff && magnitude === Math.floor(magnitude)
    this.#size += numberSize(value)
    if (!isInteger) this.#writeDouble(value)
    else if (value >= 0 && value <= INTEGER_SMALL_MAX) this.#target[this.#at++] = value
    else this.#writeInteger(value < 0 ? NEGATIVE_8 : INTEGER_8, magnitude)
  }

  /** `tag` is that of one byte; those of two and four bytes follow it. */
  #writeInteger(tag: number, magnitude: number): void {
    const target = this.#target
    if (magnitude > 0xffff) {
      this.#writeCount(tag + 2, magnitude)
    } else if (magnitude > 0xff) {
      target[this.#at++] = tag + 1
      target[this.#at++] = magnitude & 0xff
      target[this.#at++] = magnitude >>> 8
    } else {
      target[this.#at++] = tag
      target[this.#at++] = magnitude
    }
  }

  #writeDouble(value: number): void {
    this.#target[this.#at] = DOUBLE
    // Where there is no room, the caller comes back with more.
    if (this.#at + 9 <= this.#target.length) this.#targetView.setFloat64(this.#at + 1, value, true)
    this.#at += 9
  }

  #writeDecimal(value: NumberValue): void {
    const text = sortableNumber(value)
    this.#size += numberSize(value)
    this.#target[this.#at++] = DECIMAL
    this.#target[this.#at++] = text.length
    for (let index = 0; index < text.length; index += 1) {
      this.#target[this.#at++] = text.charCodeAt(index)
    }
  }

  #writeBinary(value: Uint8Array): void {
    this.#size += value.length
    if (value.length > 0xff) this.#writeCount(BINARY, value.length)
    else this.#writeShortCount(BINARY_8, value.length)
    if (this.#at + value.length <= this.#target.length) this.#target.set(value, this.#at)
    this.#at += value.length
  }

  /** Small binaries and sets count as little as nothing by the service's rules, so they must not take much room. */
  #writeShortCount(tag: number, count: number): void {
    this.#target[this.#at++] = tag
    this.#target[this.#at++] = count
  }

  #writeCount(tag: number, count: number): void {
    const target = this.#target
    target[this.#at++] = tag
    target[this.#at++] = count & 0xff
    target[this.#at++] = (count >>> 8) & 0xff
    target[this.#at++] = (count >>> 16) & 0xff
    target[this.#at++] = count >>> 24
  }
}
