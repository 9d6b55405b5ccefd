/** Items packed into bytes (`packed-form.ts`), and back. */

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
import { PackedDifference } from './packed-difference.js'
import {
  BINARY,
  BINARY_8,
  DECIMAL,
  DOUBLE,
  FALSE,
  INTEGER_8,
  INTEGER_16,
  INTEGER_32,
  INTEGER_SMALL_MAX,
  LIST,
  MAP,
  MAP_SHAPED,
  MAP_SHORT,
  MAP_SHORT_MAX,
  NEGATIVE_8,
  NEGATIVE_16,
  NEGATIVE_32,
  NULL,
  PARTITION_KEY,
  SET,
  SET_8,
  SORT_KEY,
  TEXT_ASCII,
  TEXT_SHORT,
  TEXT_SHORT_MAX,
  TEXT_UTF8,
  TRUE,
} from './packed-form.js'
import { type Shape, Shapes } from './shapes.js'
import { CONTAINER_OVERHEAD, ELEMENT_OVERHEAD, numberSize } from './size.js'
import { isAscii, numberOfSortable, sortableNumber } from './sortable.js'
import { setOwn } from './value.js'

/** A `Buffer`, whose declaration leaves out a method. */
export interface Latin1Buffer extends Buffer {
  /**
   * Node has had this method since its first releases and does not document it: `toString('latin1', start, end)`
   * without the steps before it, which take as long as a short conversion itself.
   */
  latin1Slice(start: number, end: number): string
}

/** Text up to this length is copied character by character: a call into native code costs more. */
const TEXT_LOOP_MAX = 48
/** Binaries up to this length are copied byte by byte, likewise. */
const BINARY_LOOP_MAX = 48
/** Records up to this size are turned into one string, of which the strings of the item are parts. */
const RECORD_TEXT_MAX = 4096

/** Bytes to write packed items to, and to read them from: two views of the same memory. */
export interface PackedBytes {
  readonly bytes: Latin1Buffer
  readonly view: DataView
}

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

const NO_BYTES: PackedBytes = packedBytes(0)

/** New bytes, not shared with anything else, of undefined content. */
export function packedBytes(length: number): PackedBytes {
  const bytes = Buffer.allocUnsafeSlow(length) as Latin1Buffer
  return { bytes, view: new DataView(bytes.buffer) }
}

/**
 * Encodes and decodes the items of one table. Not re-entrant: one item at a time, which synchronous code does by
 * itself.
 */
export class ItemCodec {
  readonly #shapes: Shapes
  readonly #packed: Packed = { end: 0, size: 0 }
  readonly #difference: PackedDifference
  readonly #readValue = (): AttributeValue => this.#read()
  readonly #writeEach = (value: AttributeValue, level: number): void =>
    this.#writeValue(value, level)

  #target: Latin1Buffer = NO_BYTES.bytes
  #targetView: DataView = NO_BYTES.view
  #at = 0
  #size = 0
  /** The keys of the item; empty where they stand for no string. */
  #pk = ''
  #sk = ''

  #source: Latin1Buffer = NO_BYTES.bytes
  #sourceView: DataView = NO_BYTES.view
  #text: string | undefined
  /** Where the keys start, of which the first characters of `#text` are, where the sort key starts, and where it ends. */
  #keysStart = 0
  #sortKeyStart = 0
  #start = 0

  constructor(shapes = new Shapes()) {
    this.#shapes = shapes
    this.#difference = new PackedDifference(shapes)
  }

  /** Another one for the same items, which holds none of the bytes that this one has worked on. */
  another(): ItemCodec {
    return new ItemCodec(this.#shapes)
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
   * The item packed from `start` to `end`, as a new object that shares nothing with the bytes. Its keys stand before it:
   * the partition key from `keysStart` on, then the sort key.
   */
  decode(
    { bytes, view }: PackedBytes,
    keysStart: number,
    sortKeyStart: number,
    start: number,
    end: number,
  ): Item {
    this.#source = bytes
    this.#sourceView = view
    this.#at = start
    this.#keysStart = keysStart
    this.#sortKeyStart = sortKeyStart
    this.#start = start
    this.#text = end - start > RECORD_TEXT_MAX ? undefined : bytes.latin1Slice(keysStart, end)
    const item = this.#read()
    this.#text = undefined
    assert(this.#at === end, 'a packed item ends where its record ends')
    return item as Item
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
    if (length > TEXT_LOOP_MAX) {
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

  #read(): AttributeValue {
    const tag = this.#source[this.#at++] as number
    if (tag <= INTEGER_SMALL_MAX) return tag
    if (tag <= TEXT_SHORT + TEXT_SHORT_MAX) return this.#readAscii(tag - TEXT_SHORT)
    if (tag >= MAP_SHORT) return this.#readShaped(tag - MAP_SHORT)
    switch (tag) {
      case NULL:
        return null
      case FALSE:
        return false
      case TRUE:
        return true
      case INTEGER_8:
        return this.#source[this.#at++] as number
      case INTEGER_16:
        return this.#readShort()
      case INTEGER_32:
        return this.#readCount()
      case NEGATIVE_8:
        return -(this.#source[this.#at++] as number)
      case NEGATIVE_16:
        return -this.#readShort()
      case NEGATIVE_32:
        return -this.#readCount()
      case DOUBLE:
        return this.#readDouble()
      case DECIMAL:
        return numberOfSortable(this.#readAscii(this.#source[this.#at++] as number))
      case TEXT_ASCII:
        return this.#readAscii(this.#readCount())
      case TEXT_UTF8:
        return this.#readUtf8(this.#readCount())
      case BINARY:
        return this.#readBinary(this.#readCount())
      case LIST:
        return this.#readList(this.#readCount())
      case MAP:
        return this.#readMap(this.#readCount())
      case MAP_SHAPED:
        return this.#readShaped(this.#readShort())
      case BINARY_8:
        return this.#readBinary(this.#source[this.#at++] as number)
      case SET_8:
        return new Set(this.#readList(this.#source[this.#at++] as number)) as Set<string>
      case PARTITION_KEY:
        return this.#textBetween(this.#keysStart, this.#sortKeyStart)
      case SORT_KEY:
        return this.#textBetween(this.#sortKeyStart, this.#start)
      case SET:
        return new Set(this.#readList(this.#readCount())) as Set<string>
      default:
        return assert(false, `a packed item has no tag ${tag}`) as never
    }
  }

  /** Characters below U+0100, one byte each. */
  #readAscii(length: number): string {
    const start = this.#at
    this.#at = start + length
    return this.#textBetween(start, start + length)
  }

  #textBetween(start: number, end: number): string {
    if (this.#text === undefined) return this.#source.latin1Slice(start, end)
    return this.#text.substring(start - this.#keysStart, end - this.#keysStart)
  }

  #readUtf8(length: number): string {
    const start = this.#at
    this.#at = start + length
    return this.#source.toString('utf8', start, start + length)
  }

  #readBinary(length: number): Uint8Array {
    const start = this.#at
    this.#at = start + length
    const binary = new Uint8Array(length)
    if (length > BINARY_LOOP_MAX) {
      binary.set(this.#source.subarray(start, start + length))
    } else {
      for (let index = 0; index < length; index += 1) {
        binary[index] = this.#source[start + index] as number
      }
    }
    return binary
  }

  #readShort(): number {
    const low = this.#source[this.#at++] as number
    return low | ((this.#source[this.#at++] as number) << 8)
  }

  #readCount(): number {
    const low = this.#readShort()
    return (low | (this.#readShort() << 16)) >>> 0
  }

  #readDouble(): number {
    const start = this.#at
    this.#at = start + 8
    return this.#sourceView.getFloat64(start, true)
  }

  #readList(count: number): AttributeValue[] {
    const list: AttributeValue[] = []
    for (let index = 0; index < count; index += 1) list.push(this.#read())
    return list
  }

  #readMap(count: number): AttributeMap {
    const map: Record<string, AttributeValue> = {}
    for (let index = 0; index < count; index += 1) {
      const name = this.#read() as string
      setOwn(map, name, this.#read())
    }
    return map
  }

  #readShaped(id: number): AttributeMap {
    const shape = this.#shapes.byId(id)
    assert(shape !== undefined, 'the shapes of a table outlive its items')
    return shape.read(this.#readValue) as AttributeMap
  }
}
