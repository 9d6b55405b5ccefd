/**
 * Packed values (`packed-form.ts`) as DynamoDB JSON: byte for byte what `JSON.stringify` makes of them in wire form, without
 * the objects between. Names stand in the order in which objects have them, for they were packed from objects.
 */

import { assert } from '../errors/assert.js'
import type { JsonOutput } from './json-output.js'
import { numberText } from './number.js'
import { type Latin1Buffer, NO_BYTES, type PackedBytes, type PackedPlace } from './packed-bytes.js'
import { endOfScalar, numberAt, shapeOf } from './packed-end.js'
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
import type { NamesJson, Shapes } from './shapes.js'
import { numberOfSortable } from './sortable.js'

const fragmentOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

const SMALL_INTEGERS = Array.from({ length: INTEGER_SMALL_MAX + 1 }, (_, integer) =>
  fragmentOf(`{"N":"${integer}"}`),
)
const BEGINS = { S: fragmentOf('{"S":"'), N: fragmentOf('{"N":"'), B: fragmentOf('{"B":"') }
const VALUE_END = fragmentOf('"}')
export const MAP_BEGIN = fragmentOf('{"M":')
export const LIST_BEGIN = fragmentOf('{"L":[')
export const LIST_END = fragmentOf(']}')
const SET_BEGINS = { S: fragmentOf('{"SS":['), N: fragmentOf('{"NS":['), B: fragmentOf('{"BS":[') }
const NULL_JSON = fragmentOf('{"NULL":true}')
const FALSE_JSON = fragmentOf('{"BOOL":false}')
const TRUE_JSON = fragmentOf('{"BOOL":true}')
const QUOTE = 0x22
export const COMMA = 0x2c
const COLON = 0x3a
export const MAP_OPEN = 0x7b
export const MAP_CLOSE = 0x7d
/** What an unpaired surrogate is stored as. */
const REPLACED = '\ufffd'

/** Writes values of an item to an output. Not re-entrant: one item at a time. */
export class JsonValues {
  readonly #out: JsonOutput
  #shapes: Shapes | undefined
  #source: Latin1Buffer = NO_BYTES.bytes
  #view: DataView = NO_BYTES.view
  #at = 0
  #keysStart = 0
  #sortKeyStart = 0
  #start = 0
  /** Whether there was a name with U+FFFD: two names of a map may be one, as they are stored. */
  isAmbiguous = false

  constructor(out: JsonOutput) {
    this.#out = out
  }

  /** Begins with an item. `shapes` are those of its table. */
  open(packed: PackedBytes, place: PackedPlace, shapes: Shapes): void {
    this.#shapes = shapes
    this.#source = packed.bytes
    this.#view = packed.view
    this.#keysStart = place.keysStart
    this.#sortKeyStart = place.sortKeyStart
    this.#start = place.start
  }

  /** Writes the members of the map that starts at `start`. Returns where it ends. */
  map(start: number): number {
    this.#at = start + 1
    this.#map(this.#source[start] as number)
    return this.#at
  }

  /** Writes the value that starts at `start`. Returns where it ends. */
  value(start: number): number {
    this.#at = start
    this.#value()
    return this.#at
  }

  /** The members of a map, whose tag has been read. */
  #map(tag: number): void {
    if (tag >= MAP_SHORT) this.#shaped(shapeOf(this.#shapes as Shapes, tag - MAP_SHORT).json)
    else if (tag === MAP_SHAPED)
      this.#shaped(shapeOf(this.#shapes as Shapes, this.#readNumber(2)).json)
    else this.#named(this.#readNumber(4))
  }

  #shaped({ bytes, ends }: NamesJson): void {
    const out = this.#out
    let start = 0
    for (let place = 0; place < ends.length; place += 1) {
      const end = ends[place] as number
      out.part(bytes, start, end)
      this.#value()
      start = end
    }
    if (start === 0) out.byte(MAP_OPEN)
    out.byte(MAP_CLOSE)
  }

  #named(count: number): void {
    const out = this.#out
    out.byte(MAP_OPEN)
    for (let index = 0; index < count; index += 1) {
      if (index > 0) out.byte(COMMA)
      out.json(JSON.stringify(this.nameAt(this.#at)))
      this.#at = endOfScalar(this.#source, this.#at, this.#source[this.#at] as number)
      out.byte(COLON)
      this.#value()
    }
    out.byte(MAP_CLOSE)
  }

  #value(): void {
    const tag = this.#source[this.#at++] as number
    const out = this.#out
    if (tag <= INTEGER_SMALL_MAX) {
      const fragment = SMALL_INTEGERS[tag] as Uint8Array
      out.part(fragment, 0, fragment.length)
    } else if (tag <= TEXT_SHORT + TEXT_SHORT_MAX) {
      const start = this.#at
      this.#at = start + tag - TEXT_SHORT
      out.part(BEGINS.S, 0, BEGINS.S.length)
      out.string(this.#source, start, this.#at)
      out.part(VALUE_END, 0, VALUE_END.length)
    } else if (isMap(tag)) {
      out.part(MAP_BEGIN, 0, MAP_BEGIN.length)
      this.#map(tag)
      out.byte(MAP_CLOSE)
    } else {
      this.#other(tag)
    }
  }

  #other(tag: number): void {
    switch (tag) {
      case NULL:
        this.#fragment(NULL_JSON)
        return
      case FALSE:
        this.#fragment(FALSE_JSON)
        return
      case TRUE:
        this.#fragment(TRUE_JSON)
        return
      case LIST:
        this.#list(this.#readNumber(4))
        return
      case SET:
        this.#set(this.#readNumber(4))
        return
      case SET_8:
        this.#set(this.#readNumber(1))
        return
      default:
        this.#fragment(BEGINS[kindOf(tag)])
        this.#scalar(tag)
        this.#fragment(VALUE_END)
    }
  }

  #list(count: number): void {
    this.#fragment(LIST_BEGIN)
    for (let index = 0; index < count; index += 1) {
      if (index > 0) this.#out.byte(COMMA)
      this.#value()
    }
    this.#fragment(LIST_END)
  }

  #set(count: number): void {
    const out = this.#out
    this.#fragment(SET_BEGINS[kindOf(this.#source[this.#at] as number)])
    for (let index = 0; index < count; index += 1) {
      if (index > 0) out.byte(COMMA)
      out.byte(QUOTE)
      this.#scalar(this.#source[this.#at++] as number)
      out.byte(QUOTE)
    }
    this.#fragment(LIST_END)
  }

  /** What stands between the quotation marks of a text, a number or a binary. */
  #scalar(tag: number): void {
    if (tag <= INTEGER_SMALL_MAX) this.#number(tag)
    else if (tag <= TEXT_SHORT + TEXT_SHORT_MAX) this.#text(tag - TEXT_SHORT)
    else this.#longScalar(tag)
  }

  #longScalar(tag: number): void {
    switch (tag) {
      case TEXT_ASCII:
      case TEXT_UTF8:
        this.#text(this.#readNumber(4))
        return
      case PARTITION_KEY:
        this.#out.string(this.#source, this.#keysStart, this.#sortKeyStart)
        return
      case SORT_KEY:
        this.#out.string(this.#source, this.#sortKeyStart, this.#start)
        return
      case BINARY:
        this.#binary(this.#readNumber(4))
        return
      case BINARY_8:
        this.#binary(this.#readNumber(1))
        return
      case DECIMAL:
        this.#decimal(this.#readNumber(1))
        return
      case DOUBLE:
        this.#double()
        return
      case INTEGER_8:
      case INTEGER_16:
      case INTEGER_32:
        this.#number(this.#readNumber(1 << (tag - INTEGER_8)))
        return
      case NEGATIVE_8:
      case NEGATIVE_16:
      case NEGATIVE_32:
        this.#number(-this.#readNumber(1 << (tag - NEGATIVE_8)))
        return
      default:
        assert(false, `a packed item has no tag ${tag}`)
    }
  }

  #text(length: number): void {
    const start = this.#at
    this.#at = start + length
    this.#out.string(this.#source, start, this.#at)
  }

  #binary(length: number): void {
    const start = this.#at
    this.#at = start + length
    this.#out.plain(this.#source.toString('base64', start, this.#at))
  }

  #decimal(length: number): void {
    const start = this.#at
    this.#at = start + length
    const text = this.#source.latin1Slice(start, this.#at)
    this.#out.plain(numberText(numberOfSortable(text)))
  }

  #double(): void {
    this.#number(this.#view.getFloat64(this.#at, true))
    this.#at += 8
  }

  #number(value: number): void {
    this.#out.plain(numberText(value))
  }

  /** The name that starts at `start`. */
  nameAt(start: number): string {
    const tag = this.#source[start] as number
    if (tag === PARTITION_KEY) return this.#source.latin1Slice(this.#keysStart, this.#sortKeyStart)
    if (tag === SORT_KEY) return this.#source.latin1Slice(this.#sortKeyStart, this.#start)
    const end = endOfScalar(this.#source, start, tag)
    if (tag !== TEXT_UTF8) {
      return this.#source.latin1Slice(tag === TEXT_ASCII ? start + 5 : start + 1, end)
    }
    const name = this.#source.toString('utf8', start + 5, end)
    if (name.includes(REPLACED)) this.isAmbiguous = true
    return name
  }

  /** A number of so many bytes, the lowest first. */
  #readNumber(length: number): number {
    const start = this.#at
    this.#at = start + length
    return numberAt(this.#source, start, length)
  }

  #fragment(fragment: Uint8Array): void {
    this.#out.part(fragment, 0, fragment.length)
  }
}

export function isMap(tag: number): boolean {
  return tag >= MAP_SHORT || tag === MAP || tag === MAP_SHAPED
}

/** The type of a value that is a text, a number or a binary. */
function kindOf(tag: number): 'S' | 'N' | 'B' {
  switch (tag) {
    case TEXT_ASCII:
    case TEXT_UTF8:
    case PARTITION_KEY:
    case SORT_KEY:
      return 'S'
    case BINARY:
    case BINARY_8:
      return 'B'
    default:
      return tag >= TEXT_SHORT && tag <= TEXT_SHORT + TEXT_SHORT_MAX ? 'S' : 'N'
  }
}
