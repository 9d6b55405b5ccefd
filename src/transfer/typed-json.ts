/**
 * Rows in the form that exports have, read from the text to the item in one go: neither the objects of JSON nor those of
 * the wire form are made. What is not of this form is left to whoever reads any JSON, valid or not.
 *
 * ```
 * row   = {"Item":map}
 * map   = { [ string : value , … ] }
 * value = {"S":string}  {"N":string}  {"B":string}  {"BOOL":true}  {"BOOL":false}  {"NULL":true}
 *         {"M":map}  {"L":[ value , … ]}  {"SS":[ string , … ]}  likewise NS and BS
 * ```
 *
 * There are no spaces between these, no string has escapes, and the row is so short that its item can't be too large.
 */

import { parseNumber } from '../encoding/number.js'
import { setOwn } from '../encoding/value.js'
import { valueOfWire } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import type { AttributeMap, AttributeValue, Item } from '../types/attribute.js'
import { ATTRIBUTE_NAME_SIZE_MAX, ITEM_SIZE_MAX, NESTING_MAX } from '../types/limits.js'
import { readBlob } from '../validation/read-scalar.js'

/** Characters of a row, each of which may have three bytes: no item of so few is too large. */
const ROW_LENGTH_MAX = ITEM_SIZE_MAX / 3
const ROW_START = '{"Item":'
const ROW_END = /^\}[ \t\r\n]*$/
/** Characters of a name, likewise. */
const NAME_LENGTH_MAX = ATTRIBUTE_NAME_SIZE_MAX / 3

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const LEFT_BRACKET = 0x5b
const BACKSLASH = 0x5c
const RIGHT_BRACKET = 0x5d
const LEFT_BRACE = 0x7b
const RIGHT_BRACE = 0x7d

/** What is thrown where the row is of another form. */
const OTHER_FORM = Symbol('other form')

/** The item of a row, in normal form; undefined for one that is of another form, or bad. */
export function itemOfTypedJson(text: string): Item | undefined {
  if (text.length > ROW_LENGTH_MAX || !text.startsWith(ROW_START)) return undefined
  try {
    return new TypedJson(text).item()
  } catch (error) {
    if (error === OTHER_FORM || isRefusal(error)) return undefined
    throw error
  }
}

class TypedJson {
  readonly #text: string
  #at = ROW_START.length

  constructor(text: string) {
    this.#text = text
  }

  item(): Item {
    const item = this.#map(0)
    if (!ROW_END.test(this.#text.slice(this.#at))) this.#leave()
    return item
  }

  /** `level` is that of the map; the attributes of an item are on level 1. */
  #map(level: number): AttributeMap {
    const map: Record<string, AttributeValue> = {}
    this.#take(LEFT_BRACE)
    if (this.#isNext(RIGHT_BRACE)) return map
    do {
      const name = this.#string()
      if (name === '' || name.length > NAME_LENGTH_MAX) this.#leave()
      this.#take(COLON)
      setOwn(map, name, this.#value(level + 1))
    } while (this.#isNext(COMMA))
    this.#take(RIGHT_BRACE)
    return map
  }

  #value(level: number): AttributeValue {
    this.#take(LEFT_BRACE)
    const value = this.#valueOf(this.#string(), level)
    this.#take(RIGHT_BRACE)
    return value
  }

  #valueOf(type: string, level: number): AttributeValue {
    this.#take(COLON)
    switch (type) {
      case 'S':
        return this.#string()
      case 'N':
        return parseNumber(this.#string())
      case 'B':
        return Buffer.from(readBlob(this.#string()), 'base64')
      case 'BOOL':
        return this.#boolean()
      case 'NULL':
        return this.#boolean() ? null : this.#leave()
      case 'SS':
      case 'NS':
        return valueOfWire({ [type]: this.#list(() => this.#string()) })
      case 'BS':
        return valueOfWire({ BS: this.#list(() => readBlob(this.#string())) })
      case 'M':
        return level < NESTING_MAX ? this.#map(level) : this.#leave()
      case 'L':
        return level < NESTING_MAX ? this.#list(() => this.#value(level + 1)) : this.#leave()
      default:
        return this.#leave()
    }
  }

  #list<Member>(read: () => Member): Member[] {
    const list: Member[] = []
    this.#take(LEFT_BRACKET)
    if (this.#isNext(RIGHT_BRACKET)) return list
    do list.push(read())
    while (this.#isNext(COMMA))
    this.#take(RIGHT_BRACKET)
    return list
  }

  /** Without escapes it is what is between the quotation marks. */
  #string(): string {
    const text = this.#text
    this.#take(QUOTE)
    const start = this.#at
    for (let at = start; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      if (unit === QUOTE) {
        this.#at = at + 1
        return text.slice(start, at)
      }
      if (unit === BACKSLASH || unit < SPACE) break
    }
    return this.#leave()
  }

  #boolean(): boolean {
    const word = this.#text.startsWith('true', this.#at) ? 'true' : 'false'
    if (!this.#text.startsWith(word, this.#at)) this.#leave()
    this.#at += word.length
    return word === 'true'
  }

  #take(unit: number): void {
    if (!this.#isNext(unit)) this.#leave()
  }

  /** Whether this comes next; then it is behind. */
  #isNext(unit: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== unit) return false
    this.#at += 1
    return true
  }

  /** The row is of another form. */
  #leave(): never {
    throw OTHER_FORM
  }
}
