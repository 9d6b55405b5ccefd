/**
 * Sizes as the service counts them, in bytes: they decide the limit of 400 KB and the capacity units of every
 * read and write. They are not the bytes that this library stores. Values are in normal form.
 *
 * Source of the rules: DynamoDB developer guide, "Item sizes and formats", and observed behaviour at the limit.
 */

import {
  type AttributeMap,
  type AttributeValue,
  type Item,
  isBinary,
  NumberValue,
  type SetAttribute,
} from '../types/attribute.js'
import { decimalOf, normalizeNumber, SCALE, scaledOf } from './number.js'
import { isList, isOwn, isSet } from './value.js'

/** Bytes that a list or a map costs by itself. */
export const CONTAINER_OVERHEAD = 3
/** Bytes that an element of a list or an entry of a map costs besides its content. */
export const ELEMENT_OVERHEAD = 1

/** Up to here a loop over code units is cheaper than a native call. */
const UNITS_FOR_LOOP_MAX = 12
/** Decimal places of a number that `scaledOf` serves. */
const SCALE_PLACES = 6
const FLAG_SIZE = 1

/** Bytes of an item: names and values. */
export function itemSize(item: Item): number {
  return sizeOfEntries(item, 0)
}

/** Bytes of a value, without the name it stands under. */
export function valueSize(value: AttributeValue): number {
  switch (typeof value) {
    case 'string':
      return stringSize(value)
    case 'number':
      return numberSize(value)
    case 'bigint':
      return numberSize(normalizeNumber(value))
    case 'boolean':
      return FLAG_SIZE
    default:
      return objectSize(value)
  }
}

/** Bytes of the UTF-8 encoding; three for an unpaired surrogate, which is written as U+FFFD. */
export function stringSize(text: string): number {
  const length = text.length
  if (length > UNITS_FOR_LOOP_MAX) return Buffer.byteLength(text, 'utf8')
  for (let index = 0; index < length; index += 1) {
    if (text.charCodeAt(index) >= 0x80) return Buffer.byteLength(text, 'utf8')
  }
  return length
}

/**
 * Bytes of a number: one, one for every two significant digits left of the decimal point and right of it, one for
 * a minus sign. Zeros at either end of the number are not significant: 100 has one digit.
 */
export function numberSize(value: number | NumberValue): number {
  if (value === 0) return 1
  if (typeof value !== 'number') return decimalSize(value)
  if (Number.isSafeInteger(value)) {
    return 1 + pairsOfInteger(withoutZeros(Math.abs(value))) + (value < 0 ? 1 : 0)
  }
  const scaled = scaledOf(value)
  return Number.isNaN(scaled) ? decimalSize(value) : fractionSize(Math.abs(scaled), value < 0)
}

function objectSize(value: AttributeValue & (object | null)): number {
  if (value === null) return FLAG_SIZE
  if (isList(value)) return listSize(value)
  if (isBinary(value)) return value.length
  if (value instanceof NumberValue) return numberSize(value)
  return isSet(value) ? setSize(value) : CONTAINER_OVERHEAD + sizeOfEntries(value, ELEMENT_OVERHEAD)
}

function listSize(list: readonly AttributeValue[]): number {
  let size = CONTAINER_OVERHEAD + ELEMENT_OVERHEAD * list.length
  for (const element of list) size += valueSize(element)
  return size
}

/** Names and values; each entry costs `overhead` besides. */
function sizeOfEntries(map: AttributeMap, overhead: number): number {
  let size = 0
  // Not Object.keys: V8 makes this loop several times faster, the guard included.
  for (const name in map) {
    if (isOwn(map, name)) size += overhead + stringSize(name) + valueSize(map[name] ?? null)
  }
  return size
}

function setSize(set: SetAttribute): number {
  let size = 0
  for (const member of set) size += valueSize(member)
  return size
}

/** Of a number that is no integer, given times `SCALE`. */
function fractionSize(scaled: number, negative: boolean): number {
  const whole = Math.floor(scaled / SCALE)
  let places = scaled - whole * SCALE
  let count = SCALE_PLACES
  while (places % 10 === 0) {
    places /= 10
    count -= 1
  }
  const right = whole === 0 ? pairsOfInteger(places) : Math.ceil(count / 2)
  return 1 + pairsOfInteger(whole) + right + (negative ? 1 : 0)
}

function decimalSize(value: number | NumberValue): number {
  const { negative, digits, exponent } = decimalOf(value)
  const left = Math.min(Math.max(exponent + 1, 0), digits.length)
  const right = digits.length - left
  return 1 + Math.ceil(left / 2) + Math.ceil(right / 2) + (negative ? 1 : 0)
}

function withoutZeros(integer: number): number {
  let rest = integer
  for (let next = Math.floor(rest / 10); next * 10 === rest; next = Math.floor(rest / 10)) {
    rest = next
  }
  return rest
}

/** Pairs of decimal digits, the last one perhaps single; none for 0. */
function pairsOfInteger(integer: number): number {
  let pairs = 0
  for (let rest = integer; rest >= 1; rest /= 100) pairs += 1
  return pairs
}
