/**
 * Key values as texts whose native order is the service's order. The texts hold characters up to U+00FF only, so
 * that V8 keeps them one byte to a character and `<` compares them as it would bytes. Each has one inverse.
 * They are for comparing and for looking up in memory and on disk; they are not what the service sends.
 *
 *     string = the UTF-8 bytes; a string of ASCII is its own text
 *     binary = the bytes
 *     number = header digit* [ end ]
 *     zero   = header 0x80 alone
 *
 * A number is written in base 100: `header` tells the sign and the exponent e of the first digit, from -65 to 62.
 *
 * | | header | digit d | end |
 * |---|---|---|---|
 * | positive | 0xc1 + e | 0x01 + d | none: a longer text is the greater number |
 * | negative | 0x3e - e | 0x64 - d | 0xff: a longer text is the smaller number |
 *
 * The last digit is never 0, so equal numbers have the same text. Zero shares its header with the exponent -65.
 *
 * Source of the order: DynamoDB developer guide, "Query", and observed behaviour.
 */

import { type KeyType, type KeyValue, NumberValue } from '../types/attribute.js'
import { type Decimal, decimalOf, normalOf, SCALE_PAIRS, scaledOf } from './number.js'

const ZERO_TEXT = '\x80'
const ZERO_HEADER = 0x80
const POSITIVE_HEADER = 0xc1
const NEGATIVE_HEADER = 0x3e
const POSITIVE_DIGIT = 0x01
const NEGATIVE_DIGIT = 0x64
const NEGATIVE_END = '\xff'

const ASCII_LIMIT = 0x80
const ZERO_DIGIT = 0x30
/** Up to here a loop is cheaper than a native call. */
const UNITS_FOR_LOOP_MAX = 12
/** Where keys change their encoding, to allocate no buffer for each. Nothing stays in it between calls. */
const SCRATCH = Buffer.allocUnsafeSlow(8192)
const UTF8_BYTES_PER_UNIT_MAX = 3
/** Digits in base 100 whose value a double holds with room to spare. */
const PAIRS_FOR_DOUBLE_MAX = 7
/** The powers of 100 that a double holds exactly. */
const POWERS_OF_100 = [1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12, 1e14, 1e16, 1e18, 1e20, 1e22] as const

/** The text of a key value. A number must be in normal form. */
export function sortableKey(value: string | number | NumberValue | Uint8Array): string {
  if (typeof value === 'string') return sortableString(value)
  if (typeof value === 'number' || value instanceof NumberValue) return sortableNumber(value)
  return sortableBinary(value)
}

/** The key value, in normal form, that `sortableKey` made this text of. */
export function keyOfSortable(text: string, type: KeyType): KeyValue {
  switch (type) {
    case 'S':
      return stringOfSortable(text)
    case 'N':
      return numberOfSortable(text)
    case 'B':
      return binaryOfSortable(text)
  }
}

/** The text of a number in normal form. Equal numbers have the same text. */
export function sortableNumber(value: number | NumberValue): string {
  if (typeof value !== 'number') return textOfDecimal(decimalOf(value))
  if (value === 0) return ZERO_TEXT
  if (Number.isSafeInteger(value)) return textOfInteger(value, 0)
  const scaled = scaledOf(value)
  return Number.isNaN(scaled)
    ? textOfDecimal(decimalOf(value))
    : textOfInteger(scaled, -SCALE_PAIRS)
}

/** The number, in normal form, that `sortableNumber` made this text of. */
export function numberOfSortable(text: string): number | NumberValue {
  if (text === ZERO_TEXT) return 0
  const header = text.charCodeAt(0)
  const negative = header < ZERO_HEADER
  const exponent = negative ? NEGATIVE_HEADER - header : header - POSITIVE_HEADER
  const end = negative ? text.length - 1 : text.length
  const unit = exponent - (end - 2) // the exponent of the last digit
  const power = POWERS_OF_100[Math.abs(unit)]
  if (end - 1 > PAIRS_FOR_DOUBLE_MAX || power === undefined) {
    return normalOf(decimalOfSortable(text, negative, exponent))
  }
  let magnitude = 0
  for (let index = 1; index < end; index += 1) {
    magnitude = magnitude * 100 + pairAt(text, index, negative)
  }
  // One operation on two exact doubles, so the result is the double nearest to the decimal.
  magnitude = unit < 0 ? magnitude / power : magnitude * power
  return negative ? -magnitude : magnitude
}

/**
 * The UTF-8 bytes of a string as characters: the string itself where it is ASCII. An unpaired surrogate is
 * written as U+FFFD, as every encoder of UTF-8 does.
 */
export function sortableString(value: string): string {
  if (isAscii(value)) return value
  if (value.length * UTF8_BYTES_PER_UNIT_MAX > SCRATCH.length) {
    return Buffer.from(value, 'utf8').toString('latin1')
  }
  return SCRATCH.toString('latin1', 0, SCRATCH.write(value, 'utf8'))
}

/** The string that `sortableString` made this text of, but for unpaired surrogates. */
export function stringOfSortable(text: string): string {
  if (isAscii(text)) return text
  if (text.length > SCRATCH.length) return Buffer.from(text, 'latin1').toString('utf8')
  return SCRATCH.toString('utf8', 0, SCRATCH.write(text, 'latin1'))
}

/** The bytes as characters. */
export function sortableBinary(value: Uint8Array): string {
  const length = value.length
  if (length > SCRATCH.length) {
    return Buffer.from(value.buffer, value.byteOffset, length).toString('latin1')
  }
  if (length > UNITS_FOR_LOOP_MAX) {
    SCRATCH.set(value)
    return SCRATCH.toString('latin1', 0, length)
  }
  let text = ''
  for (let index = 0; index < length; index += 1) text += String.fromCharCode(value[index] ?? 0)
  return text
}

/** The bytes that `sortableBinary` made this text of, as an array of its own. */
export function binaryOfSortable(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = text.charCodeAt(index)
  return bytes
}

/** Whether all characters are below U+0080. */
export function isAscii(text: string): boolean {
  if (text.length > UNITS_FOR_LOOP_MAX) return Buffer.byteLength(text, 'utf8') === text.length
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) >= ASCII_LIMIT) return false
  }
  return true
}

/** The text of `count` times 100 to the power of `unit`; `count` is a safe integer and not 0. */
function textOfInteger(count: number, unit: number): string {
  let magnitude = Math.abs(count)
  let exponent = unit
  // Exact below 2^53: a fraction of 1/100 is more than the rounding error of the quotient.
  for (let next = Math.floor(magnitude / 100); next * 100 === magnitude; ) {
    magnitude = next
    exponent += 1
    next = Math.floor(magnitude / 100)
  }
  return count < 0
    ? textOfPairs(magnitude, NEGATIVE_HEADER - exponent, -1) + NEGATIVE_END
    : textOfPairs(magnitude, POSITIVE_HEADER + exponent, 1)
}

/**
 * Header and digits of a safe integer. `header` is that of its last digit, `direction` is 1 where texts grow with
 * the magnitude and -1 where they shrink. One call makes the whole text: to join pieces costs twice as much.
 */
function textOfPairs(magnitude: number, header: number, direction: 1 | -1): string {
  const zero = direction === 1 ? POSITIVE_DIGIT : NEGATIVE_DIGIT
  if (magnitude < 1e2) return String.fromCharCode(header, zero + direction * magnitude)
  if (magnitude < 1e4) {
    const left = Math.floor(magnitude / 100)
    const right = magnitude - left * 100
    return String.fromCharCode(
      header + direction,
      zero + direction * left,
      zero + direction * right,
    )
  }
  const high = Math.floor(magnitude / 1e8)
  const low = magnitude - high * 1e8
  const lowLeft = Math.floor(low / 1e4)
  const lowRight = low - lowLeft * 1e4
  const e = zero + direction * Math.floor(lowLeft / 100)
  const f = zero + direction * (lowLeft % 100)
  const g = zero + direction * Math.floor(lowRight / 100)
  const h = zero + direction * (lowRight % 100)
  if (magnitude < 1e6) return String.fromCharCode(header + direction * 2, f, g, h)
  if (magnitude < 1e8) return String.fromCharCode(header + direction * 3, e, f, g, h)

  const highLeft = Math.floor(high / 1e4)
  const highRight = high - highLeft * 1e4
  const a = zero + direction * Math.floor(highLeft / 100)
  const b = zero + direction * (highLeft % 100)
  const c = zero + direction * Math.floor(highRight / 100)
  const d = zero + direction * (highRight % 100)
  if (magnitude < 1e10) return String.fromCharCode(header + direction * 4, d, e, f, g, h)
  if (magnitude < 1e12) return String.fromCharCode(header + direction * 5, c, d, e, f, g, h)
  if (magnitude < 1e14) return String.fromCharCode(header + direction * 6, b, c, d, e, f, g, h)
  return String.fromCharCode(header + direction * 7, a, b, c, d, e, f, g, h)
}

/** The text of a decimal that is not 0, two of its digits at a time. */
function textOfDecimal({ negative, digits, exponent }: Decimal): string {
  const pairExponent = Math.floor(exponent / 2)
  const header = negative ? NEGATIVE_HEADER - pairExponent : POSITIVE_HEADER + pairExponent
  let text = String.fromCharCode(header)
  // The first pair is short of its left digit where the exponent is even, the last one of its right digit.
  for (let index = exponent - pairExponent * 2 - 1; index < digits.length; index += 2) {
    const pair = digitAt(digits, index) * 10 + digitAt(digits, index + 1)
    text += String.fromCharCode(negative ? NEGATIVE_DIGIT - pair : POSITIVE_DIGIT + pair)
  }
  return negative ? text + NEGATIVE_END : text
}

/** The decimal digit at `index`, 0 outside the text. */
function digitAt(digits: string, index: number): number {
  return index < 0 || index >= digits.length ? 0 : digits.charCodeAt(index) - ZERO_DIGIT
}

function decimalOfSortable(text: string, negative: boolean, pairExponent: number): Decimal {
  const end = negative ? text.length - 1 : text.length
  let digits = ''
  for (let index = 1; index < end; index += 1) {
    const pair = pairAt(text, index, negative)
    const left = Math.floor(pair / 10)
    digits += String.fromCharCode(ZERO_DIGIT + left, ZERO_DIGIT + pair - left * 10)
  }
  const leading = digits.startsWith('0') ? 1 : 0
  const trailing = digits.endsWith('0') ? 1 : 0
  return {
    negative,
    digits: digits.slice(leading, digits.length - trailing),
    exponent: pairExponent * 2 + 1 - leading,
  }
}

/** The digit in base 100 at `index`. */
function pairAt(text: string, index: number, negative: boolean): number {
  const unit = text.charCodeAt(index)
  return negative ? NEGATIVE_DIGIT - unit : unit - POSITIVE_DIGIT
}
