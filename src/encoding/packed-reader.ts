/** Packed items (`packed-form.ts`) as objects. */

import { assert } from '../errors/assert.js'
import type { AttributeMap, AttributeValue, Item } from '../types/attribute.js'
import { type Latin1Buffer, NO_BYTES, type PackedBytes, type PackedPlace } from './packed-bytes.js'
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
import type { ValueReader } from './shape-code.js'
import type { Shapes } from './shapes.js'
import { numberOfSortable } from './sortable.js'
import { setOwn } from './value.js'

/** Binaries up to this length are copied byte by byte: a call into native code costs more. */
const BINARY_LOOP_MAX = 48
/** Records up to this size are turned into one string, of which the strings of the item are parts. */
const RECORD_TEXT_MAX = 4096

/** Decodes the items of one table. Not re-entrant: one item at a time, which synchronous code does by itself. */
export class PackedReader implements ValueReader {
  readonly #shapes: Shapes

  // What code of shapes sees of it is public.
  source: Latin1Buffer = NO_BYTES.bytes
  #sourceView: DataView = NO_BYTES.view
  at = 0
  text: string | undefined
  /** Where the keys start, of which the first characters of `text` are, where the sort key starts, and where it ends. */
  keysStart = 0
  #sortKeyStart = 0
  #start = 0

  /** `shapes` are those of the items. */
  constructor(shapes: Shapes) {
    this.#shapes = shapes
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
    this.source = bytes
    this.#sourceView = view
    this.at = start
    this.keysStart = keysStart
    this.#sortKeyStart = sortKeyStart
    this.#start = start
    this.text = end - start > RECORD_TEXT_MAX ? undefined : bytes.latin1Slice(keysStart, end)
    const item = this.read()
    this.text = undefined
    assert(this.at === end, 'a packed item ends where its record ends')
    return item as Item
  }

  /** The value that starts at `at`, in the item at `place`. */
  readAt(
    { bytes, view }: PackedBytes,
    { keysStart, sortKeyStart, start }: PackedPlace,
    at: number,
  ): AttributeValue {
    this.source = bytes
    this.#sourceView = view
    this.at = at
    this.keysStart = keysStart
    this.#sortKeyStart = sortKeyStart
    this.#start = start
    return this.read()
  }

  /** The next value. */
  read(): AttributeValue {
    const tag = this.source[this.at++] as number
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
        return this.source[this.at++] as number
      case INTEGER_16:
        return this.#readShort()
      case INTEGER_32:
        return this.#readCount()
      case NEGATIVE_8:
        return -(this.source[this.at++] as number)
      case NEGATIVE_16:
        return -this.#readShort()
      case NEGATIVE_32:
        return -this.#readCount()
      case DOUBLE:
        return this.#readDouble()
      case DECIMAL:
        return numberOfSortable(this.#readAscii(this.source[this.at++] as number))
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
        return this.#readBinary(this.source[this.at++] as number)
      case SET_8:
        return new Set(this.#readList(this.source[this.at++] as number)) as Set<string>
      case PARTITION_KEY:
        return this.#textBetween(this.keysStart, this.#sortKeyStart)
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
    const start = this.at
    this.at = start + length
    return this.#textBetween(start, start + length)
  }

  #textBetween(start: number, end: number): string {
    if (this.text === undefined) return this.source.latin1Slice(start, end)
    return this.text.substring(start - this.keysStart, end - this.keysStart)
  }

  #readUtf8(length: number): string {
    const start = this.at
    this.at = start + length
    return this.source.toString('utf8', start, start + length)
  }

  #readBinary(length: number): Uint8Array {
    const start = this.at
    this.at = start + length
    const binary = new Uint8Array(length)
    if (length > BINARY_LOOP_MAX) {
      binary.set(this.source.subarray(start, start + length))
    } else {
      for (let index = 0; index < length; index += 1) {
        binary[index] = this.source[start + index] as number
      }
    }
    return binary
  }

  #readShort(): number {
    const low = this.source[this.at++] as number
    return low | ((this.source[this.at++] as number) << 8)
  }

  #readCount(): number {
    const low = this.#readShort()
    return (low | (this.#readShort() << 16)) >>> 0
  }

  #readDouble(): number {
    const start = this.at
    this.at = start + 8
    return this.#sourceView.getFloat64(start, true)
  }

  #readList(count: number): AttributeValue[] {
    const list: AttributeValue[] = []
    for (let index = 0; index < count; index += 1) list.push(this.read())
    return list
  }

  #readMap(count: number): AttributeMap {
    const map: Record<string, AttributeValue> = {}
    for (let index = 0; index < count; index += 1) {
      const name = this.read() as string
      setOwn(map, name, this.read())
    }
    return map
  }

  #readShaped(id: number): AttributeMap {
    const shape = this.#shapes.byId(id)
    assert(shape !== undefined, 'the shapes of a table outlive its items')
    return shape.read(this)
  }
}
