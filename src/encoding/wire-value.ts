/**
 * Attribute values in wire form, such as `{"S":"x"}`, to and from the library's JavaScript values.
 *
 * What comes in has the right JSON types already: whoever parses requests sees to that. What is checked here is what the
 * service checks of values: numbers, sets, names, nesting, and that each value has one type. The result is in normal
 * form. Names are data: `__proto__` is one like any other, and nothing is read from a prototype.
 *
 * Source of the rules: DynamoDB API reference, "AttributeValue", and observed behaviour.
 */

import {
  attributeValueAmbiguous,
  attributeValueEmpty,
  duplicateBinaries,
  duplicateNumbers,
  duplicateNumbersOlder,
  duplicateStrings,
  emptyNumberOlder,
  emptySetOf,
  nestingTooDeep,
  notANumber,
  nullNotTrue,
  numberUnderflow,
} from '../errors/value-errors.js'
import {
  type AttributeMap,
  type AttributeValue,
  type Item,
  isBinary,
  NumberValue,
  type SetAttribute,
  type TypeTag,
} from '../types/attribute.js'
import { ITEM_SIZE_MAX, NESTING_MAX } from '../types/limits.js'
import { checkName } from './normalize.js'
import { numberText, parseNumber } from './number.js'
import { orderedSet } from './set-order.js'
import { ELEMENT_OVERHEAD, numberSize, stringSize } from './size.js'
import { compareStrings, isList, isOwn, isSet, setOwn, typeOf } from './value.js'

/** Any attribute value as JSON. Numbers are decimal text, B is base64 text. */
export type WireValue = {
  readonly S?: string
  readonly N?: string
  readonly B?: string
  readonly BOOL?: boolean
  readonly NULL?: boolean
  readonly SS?: readonly string[]
  readonly NS?: readonly string[]
  readonly BS?: readonly string[]
  readonly L?: readonly WireValue[]
  readonly M?: WireMap
}

/** An item, a key, or the value of an M: names to values. */
export type WireMap = { readonly [name: string]: WireValue }

/** Which texts refusals have: the service words some of them in one way or the other, by operation. */
export interface WireOptions {
  readonly layer: 'current' | 'older'
  /** Whether an exponent that is no integer of 32 bits makes a text no number. */
  readonly hasShortExponents?: boolean | undefined
}

/** V8 knows this function in a `for` `in` loop and drops the call. */
const hasOwn = Object.prototype.hasOwnProperty

/** A number with an exponent from ten digits on: those before the point, and the exponent. */
const HUGE_EXPONENT = /^[+-]?(\d*)(?:\.\d*)?[eE]\+?0*(\d{10,19})$/
const EXPONENT = /[eE]([+-]?\d+)$/
const INT32_MAX = 2 ** 31 - 1
const INT64_MAX = 2n ** 63n - 1n

/** Members of a set that are sorted to be told of: the text is cut off before so many. */
const SORTED_MAX = 10_000

const CURRENT: WireOptions = { layer: 'current' }

/**
 * An attribute value in normal form. One that is larger than any item need not be all of what the wire says: it is larger
 * than any item in any case.
 *
 * @param wire of the right JSON types, base64 text being valid
 * @throws ValidationException for a value with no type or several, a bad number, NULL that is not true, an empty set or
 *   one with duplicates, an empty or overlong name, or more than 32 levels of nesting
 */
export function valueOfWire(wire: WireValue, options: WireOptions = CURRENT): AttributeValue {
  return new WireReading(options, ITEM_SIZE_MAX).value(wire)
}

/** An item in normal form. Does as `valueOfWire` does; throws also for an empty or overlong attribute name. */
export function itemOfWire(wire: WireMap, options: WireOptions = CURRENT): Item {
  return new WireReading(options, ITEM_SIZE_MAX).item(wire)
}

/** A value in normal form as the service writes it. */
export function wireOfValue(value: AttributeValue): WireValue {
  switch (typeof value) {
    case 'string':
      return { S: value }
    case 'number':
      return { N: numberText(value) }
    case 'bigint':
      return { N: String(value) }
    case 'boolean':
      return { BOOL: value }
    default:
      return wireOfObject(value)
  }
}

/** An item in normal form as the service writes it. */
export function wireOfItem(item: Item): WireMap {
  const wire: Record<string, WireValue> = {}
  for (const name in item) {
    if (isOwn(item, name)) setOwnWire(wire, name, wireOfValue(item[name] ?? null))
  }
  return wire
}

/** Whether a value, one of the attributes of an item, has more levels than it may. */
export function hasTooManyLevels(wire: WireValue, level = 1): boolean {
  const { M, L } = wire
  if (M === undefined && L === undefined) return false
  if (level >= NESTING_MAX) return true
  const isTooDeep = (one: WireValue): boolean => hasTooManyLevels(one, level + 1)
  return Object.values(M ?? {}).some(isTooDeep) || L?.some(isTooDeep) === true
}

/**
 * Values that are read one after another. Once they are known to be larger in all than they may be, what else there is in
 * them is not read: it could not change that.
 */
export class WireReading {
  readonly #options: WireOptions
  /** Bytes that there may be of values, at least: how much of them there is may be told before they are made. */
  #bytesLeft: number

  constructor(options: WireOptions, sizeMax: number) {
    this.#options = options
    this.#bytesLeft = sizeMax
  }

  /** Whether what was read is larger than it may be. */
  get isTooLarge(): boolean {
    return this.#bytesLeft < 0
  }

  /** The next value; some other one if those before are too large. Throws as `valueOfWire` does. */
  value(wire: WireValue): AttributeValue {
    return this.isTooLarge ? null : this.#read(wire, 1)
  }

  /** The next attribute of an item. Throws as `itemOfWire` does. */
  attribute(name: string, wire: WireValue): AttributeValue {
    checkName(name)
    this.#bytesLeft -= name.length
    return this.value(wire)
  }

  /** A map of values. Throws as `itemOfWire` does. */
  item(wire: WireMap): Item {
    return this.#readMap(wire, 0)
  }

  /** `level` is that of the value; the attributes of an item are on level 1. */
  #read(wire: WireValue, level: number): AttributeValue {
    let only: string | undefined
    for (const tag in wire) {
      if (!hasOwn.call(wire, tag)) continue
      if (only !== undefined) throw this.#refusalOfSeveral(wire, level)
      only = tag
    }
    return this.#readTag(wire, only, level)
  }

  #readTag(wire: WireValue, tag: string | undefined, level: number): AttributeValue {
    switch (tag) {
      case 'S': {
        const text = wire.S ?? ''
        this.#bytesLeft -= text.length
        return text
      }
      case 'N':
        this.#bytesLeft -= 1
        return this.#readNumber(wire.N ?? '')
      case 'B':
        return this.#readBinary(wire.B ?? '')
      case 'BOOL':
        this.#bytesLeft -= 1
        return wire.BOOL === true
      case 'NULL':
        if (wire.NULL !== true) throw nullNotTrue()
        this.#bytesLeft -= 1
        return null
      case 'SS':
        return this.#readStrings(wire.SS ?? [])
      case 'NS':
        return this.#readNumbers(wire.NS ?? [])
      case 'BS':
        return this.#readBinaries(wire.BS ?? [])
      case 'M':
        if (level >= NESTING_MAX) throw nestingTooDeep()
        return this.#readMap(wire.M ?? {}, level)
      case 'L':
        if (level >= NESTING_MAX) throw nestingTooDeep()
        return this.#readList(wire.L ?? [], level)
      default:
        throw attributeValueEmpty()
    }
  }

  /** What is wrong with any of several types comes before there being several. */
  #refusalOfSeveral(wire: WireValue, level: number): Error {
    const has = (tag: TypeTag): boolean => Object.hasOwn(wire, tag)
    for (const tag of ['N', 'NULL'] as const) if (has(tag)) this.#readTag(wire, tag, level)
    for (const tag of ['SS', 'NS', 'BS'] as const) {
      if (has(tag) && wire[tag]?.length === 0) throw emptySetOf(tag)
    }
    for (const tag of ['NS', 'SS', 'BS', 'M', 'L'] as const) {
      if (has(tag)) this.#readTag(wire, tag, level)
    }
    return attributeValueAmbiguous()
  }

  #readNumber(text: string): number | NumberValue {
    if (this.#options.layer === 'current') return parseNumber(text)
    if (text === '') throw emptyNumberOlder()
    if (this.#options.hasShortExponents === true && hasLongExponent(text)) throw notANumber(text)
    try {
      return parseNumber(text)
    } catch (error) {
      throw wrapsToUnderflow(text) ? numberUnderflow() : error
    }
  }

  #readBinary(base64: string): Uint8Array {
    const binary = binaryOf(base64)
    this.#bytesLeft -= binary.length
    return binary
  }

  #readMap(wire: WireMap, level: number): AttributeMap {
    const map: Record<string, AttributeValue> = {}
    for (const name in wire) {
      if (this.isTooLarge) break
      if (!hasOwn.call(wire, name)) continue
      checkName(name)
      this.#bytesLeft -= name.length
      setOwn(map, name, this.#read(wire[name] ?? {}, level + 1))
    }
    return map
  }

  #readList(wire: readonly WireValue[], level: number): AttributeValue[] {
    const list: AttributeValue[] = []
    for (const element of wire) {
      if (this.isTooLarge) break
      this.#bytesLeft -= ELEMENT_OVERHEAD
      list.push(this.#read(element, level + 1))
    }
    return list
  }

  #readStrings(members: readonly string[]): AttributeValue {
    if (members.length === 0) throw emptySetOf('SS')
    const read = this.#membersWithin(members, stringSize)
    const set = new Set(read)
    if (set.size === read.length) return this.#setOf(read)
    throw duplicateStrings(
      this.#options.layer === 'older'
        ? `[${read.join(', ')}]`
        : quoted(untilRepeat(read, compareStrings), ', '),
    )
  }

  #readNumbers(members: readonly string[]): AttributeValue {
    if (members.length === 0) throw emptySetOf('NS')
    const numbers: (number | NumberValue)[] = []
    for (const member of members) {
      if (this.isTooLarge) break
      const number = this.#readNumber(member)
      this.#bytesLeft -= numberSize(number)
      numbers.push(number)
    }
    const keys = numbers.map(number => (number instanceof NumberValue ? number.value : number))
    if (new Set(keys).size === numbers.length) return this.#setOf(numbers)
    throw this.#options.layer === 'older' ? duplicateNumbersOlder() : duplicateNumbers()
  }

  #readBinaries(members: readonly string[]): AttributeValue {
    if (members.length === 0) throw emptySetOf('BS')
    const read = this.#membersWithin(members, base64Size)
    if (new Set(read).size === read.length) return this.#setOf(read.map(binaryOf))
    throw duplicateBinaries(
      this.#options.layer === 'older'
        ? `[${read.join(', ')}]`
        : quoted(untilRepeat(read, compareBase64), ','),
    )
  }

  /** One that is too large is not stored, so its order does not matter. */
  #setOf(members: readonly (string | number | NumberValue | Uint8Array)[]): SetAttribute {
    return this.isTooLarge ? (new Set(members) as SetAttribute) : orderedSet(members)
  }

  /** So many members as there is room for, and one more. */
  #membersWithin(
    members: readonly string[],
    sizeOf: (member: string) => number,
  ): readonly string[] {
    for (let index = 0; index < members.length; index += 1) {
      if (this.isTooLarge) return members.slice(0, index)
      this.#bytesLeft -= sizeOf(members[index] ?? '')
    }
    return members
  }
}

function hasLongExponent(text: string): boolean {
  const [, exponent] = EXPONENT.exec(text) ?? []
  return exponent !== undefined && Math.abs(Number(exponent)) > INT32_MAX
}

/** The older layer counts exponents in 32 bits, so that one which is far too large is told as too small. */
function wrapsToUnderflow(text: string): boolean {
  const [, digits = '', exponent] = HUGE_EXPONENT.exec(text) ?? []
  if (exponent === undefined || BigInt(exponent) > INT64_MAX) return false
  return BigInt.asIntN(32, BigInt(exponent) + BigInt(digits.length)) < 0n
}

function binaryOf(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64')
}

/** Bytes that valid base64 text stands for. */
function base64Size(base64: string): number {
  return Buffer.byteLength(base64, 'base64')
}

/** As the service meets them, which sorts each member in until one is there already. */
function untilRepeat(
  members: readonly string[],
  compare: (left: string, right: string) => number,
): readonly string[] {
  const seen = new Set<string>()
  const repeat = members.findIndex(member => seen.size === seen.add(member).size)
  if (repeat > SORTED_MAX) return members.slice(0, SORTED_MAX)
  return [...members.slice(0, repeat).sort(compare), ...members.slice(repeat)]
}

function quoted(members: readonly string[], separator: string): string {
  return `[${members.map(member => `"${member}"`).join(separator)}]`
}

function compareBase64(left: string, right: string): number {
  return Buffer.compare(binaryOf(left), binaryOf(right))
}

function wireOfObject(value: AttributeValue & (object | null)): WireValue {
  if (value === null) return { NULL: true }
  if (isList(value)) return { L: value.map(wireOfValue) }
  if (isBinary(value)) return { B: base64Of(value) }
  if (value instanceof NumberValue) return { N: value.value }
  return isSet(value) ? wireOfSet(value) : { M: wireOfItem(value) }
}

function wireOfSet(set: SetAttribute): WireValue {
  const members: string[] = []
  for (const member of set) {
    if (typeof member === 'string') members.push(member)
    else if (isBinary(member)) members.push(base64Of(member))
    else members.push(typeof member === 'number' ? numberText(member) : String(member))
  }
  switch (typeOf(set)) {
    case 'SS':
      return { SS: members }
    case 'NS':
      return { NS: members }
    default:
      return { BS: members }
  }
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function setOwnWire(wire: Record<string, WireValue>, name: string, value: WireValue): void {
  // A type of JSON values would be one more name for what setOwn does with any property.
  setOwn(wire as Record<string, AttributeValue>, name, value as AttributeValue)
}
