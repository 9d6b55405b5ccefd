/**
 * The service's numbers: exact decimals of up to 38 significant digits, zero or of a magnitude from 1E-130 to
 * 9.99...E+125. Here is how they are read, brought to normal form, written, added and compared. It does no
 * arithmetic but addition and subtraction, for the service has no other.
 *
 *     number      = [ "+" | "-" ] coefficient [ ( "e" | "E" ) [ "+" | "-" ] digit+ ]
 *     coefficient = digit+ [ "." digit* ] | "." digit+
 *
 * Normal form: a JavaScript number where the shortest text that reads back as that double denotes exactly the
 * decimal, else a `NumberValue` of canonical text. So every decimal has one normal form, and 0.1 is a double.
 * Any decimal of up to 15 digits is a double by this rule, and none of more than 17 digits is.
 *
 * Source of the rules: DynamoDB developer guide, "Naming rules and data types", and observed behaviour.
 */

import { assert } from '../errors/assert.js'
import {
  notANumber,
  numberOverflow,
  numberUnderflow,
  tooManyDigits,
} from '../errors/value-errors.js'
import { NumberValue } from '../types/attribute.js'
import { NUMBER_DIGITS_MAX } from '../types/limits.js'

/** A decimal taken apart: d.ddd times ten to the power of `exponent`. */
export interface Decimal {
  readonly negative: boolean
  /** Significant digits without zeros at either end; empty for zero. */
  readonly digits: string
  /** The power of ten of the first digit; 0 for zero. */
  readonly exponent: number
}

const EXPONENT_MAX = 125
const EXPONENT_MIN = -130
/** Doubles from the first up to but not including the second are within range, by their shortest text. */
const MAGNITUDE_MIN = 1e-130
const MAGNITUDE_LIMIT = 1e126

/** Every decimal of so many digits survives the way to a double and back. */
const DOUBLE_DIGITS_SAFE = 15
/** The shortest text of a double never has more digits. */
const DOUBLE_DIGITS_MAX = 17
/** A sign, a point and `DOUBLE_DIGITS_SAFE` digits. */
const SHORT_LENGTH_MAX = DOUBLE_DIGITS_SAFE + 2

/** A longer text is not one that JavaScript writes for a double within the range. */
const DOUBLE_LENGTH_MAX = 25

const POWERS_OF_TEN = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
] as const

/** What `scaledOf` multiplies by: it serves decimals of up to six places. */
export const SCALE = 1e6
/** Its exponent in base 100. */
export const SCALE_PAIRS = 3
const SCALED_LIMIT = 1e15

const INT64_MAX_DIGITS = '9223372036854775807'
const INT64_MIN_DIGITS = '9223372036854775808'

const PLUS = 0x2b
const MINUS = 0x2d
const POINT = 0x2e
const ZERO_DIGIT = 0x30
const UPPER_E = 0x45
const LOWER_E = 0x65

const ZERO: Decimal = { negative: false, digits: '', exponent: 0 }

/**
 * Reads the text of an N as it stands on the wire into normal form.
 *
 * Refuses what is not a number, more than 38 significant digits, and a magnitude out of range, in this order. A
 * zero with an exponent is judged by that exponent, as the service does: `0e126` overflows.
 */
export function parseNumber(text: string): number | NumberValue {
  const short = parseShort(text)
  if (!Number.isNaN(short)) return short
  if (text.length <= DOUBLE_LENGTH_MAX) {
    const double = Number(text)
    if (String(double) === text) return normalizeNumber(double) // a double as JavaScript writes it
  }
  return normalOf(decimalOfText(text))
}

/**
 * Brings a caller's number to normal form. A NumberValue's text is read as wire text is; a bigint may have 38
 * significant digits, zeros at its end not counted. Refuses NaN and the infinities as not a number, and doubles
 * out of the service's range.
 */
export function normalizeNumber(value: number | bigint | NumberValue): number | NumberValue {
  if (typeof value === 'number') {
    const magnitude = Math.abs(value)
    if (magnitude >= MAGNITUDE_MIN && magnitude < MAGNITUDE_LIMIT) return value
    return value === 0 ? 0 : refuseDouble(value) // also where it is -0
  }
  return parseNumber(typeof value === 'bigint' ? String(value) : value.value)
}

/** The canonical text of a number in normal form: plain decimal, never an exponent, no needless zeros. */
export function numberText(value: number | NumberValue): string {
  if (typeof value !== 'number') return value.value
  const magnitude = Math.abs(value)
  const plain = (magnitude >= 1e-6 && magnitude < 1e21) || value === 0
  return plain ? String(value) : plainText(decimalOf(value))
}

/**
 * The exact sum of two numbers, all three in normal form. It is never rounded: a sum out of range is refused, and
 * with the text of an overflow one of more than 38 digits.
 */
export function addNumbers(a: number | NumberValue, b: number | NumberValue): number | NumberValue {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = shortSum(a, b)
    if (!Number.isNaN(sum)) return sum
  }
  return exactSum(decimalOf(a), decimalOf(b))
}

/** The exact difference of two numbers, all three in normal form. Refuses as `addNumbers` does. */
export function subtractNumbers(
  a: number | NumberValue,
  b: number | NumberValue,
): number | NumberValue {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = shortSum(a, -b)
    if (!Number.isNaN(difference)) return difference
  }
  const { negative, digits, exponent } = decimalOf(b)
  return exactSum(decimalOf(a), { negative: !negative, digits, exponent })
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`; both in normal form. */
export function compareNumbers(a: number | NumberValue, b: number | NumberValue): number {
  // Rounding to a double keeps the order, so only decimals that round to the same double need a closer look.
  const nearA = typeof a === 'number' ? a : Number(a.value)
  const nearB = typeof b === 'number' ? b : Number(b.value)
  if (nearA < nearB) return -1
  if (nearA > nearB) return 1
  if (a === b) return 0
  const [left, right] = [decimalOf(a), decimalOf(b)]
  return nearA < 0 ? compareMagnitudes(right, left) : compareMagnitudes(left, right)
}

/** Whether two numbers in normal form are the same decimal. */
export function equalNumbers(a: number | NumberValue, b: number | NumberValue): boolean {
  if (a === b) return true
  return typeof a !== 'number' && typeof b !== 'number' && a.value === b.value
}

/** A number in normal form, taken apart. Costs a text: for what is not served by arithmetic on doubles. */
export function decimalOf(value: number | NumberValue): Decimal {
  if (typeof value !== 'number') return decimalOfText(value.value)
  if (value === 0) return ZERO
  const text = value.toExponential() // d[.ddd]e±x, the shortest that reads back
  const start = value < 0 ? 1 : 0
  const end = text.indexOf('e')
  return {
    negative: value < 0,
    digits: text.charAt(start) + text.slice(start + 2, end),
    exponent: Number(text.slice(end + 1)),
  }
}

/** The normal form of a decimal that is within the service's range. */
export function normalOf(decimal: Decimal): number | NumberValue {
  const { negative, digits, exponent } = decimal
  if (digits === '') return 0
  if (digits.length > DOUBLE_DIGITS_MAX) return new NumberValue(plainText(decimal))
  const double = Number(`${negative ? '-' : ''}${digits}e${exponent - digits.length + 1}`)
  if (digits.length <= DOUBLE_DIGITS_SAFE) return double
  const shortest = decimalOf(double)
  const exact = shortest.digits === digits && shortest.exponent === exponent
  return exact ? double : new NumberValue(plainText(decimal))
}

/**
 * A number of up to six decimal places and 15 digits, times `SCALE`: an integer that stands for the decimal
 * exactly. NaN for other numbers. This is how ordinary fractions are spared the way through text.
 */
export function scaledOf(value: number): number {
  const scaled = Math.round(value * SCALE)
  // An integer of up to 15 digits over a power of ten is correctly rounded, so equality proves the decimal.
  return Math.abs(scaled) < SCALED_LIMIT && scaled / SCALE === value ? scaled : Number.NaN
}

/** Reads `-ddd.ddd` of up to 15 digits; NaN for any other text, right or wrong. */
function parseShort(text: string): number {
  const length = text.length
  if (length > SHORT_LENGTH_MAX) return Number.NaN
  const start = text.charCodeAt(0) === MINUS ? 1 : 0
  let coefficient = 0
  let point = -1
  for (let index = start; index < length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit >= ZERO_DIGIT && unit <= ZERO_DIGIT + 9) {
      coefficient = coefficient * 10 + (unit - ZERO_DIGIT)
    } else if (unit === POINT && point === -1) {
      point = index
    } else {
      return Number.NaN
    }
  }
  const digits = length - start - (point === -1 ? 0 : 1)
  if (digits === 0 || digits > DOUBLE_DIGITS_SAFE) return Number.NaN
  const scale = point === -1 ? 1 : (POWERS_OF_TEN[length - 1 - point] ?? Number.NaN)
  const magnitude = coefficient / scale
  return start === 1 ? 0 - magnitude : magnitude
}

/** The sum of two integers or of two numbers of a few decimal places; NaN where this way is not exact. */
function shortSum(a: number, b: number): number {
  const sum = a + b
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    return Number.isSafeInteger(sum) ? sum + 0 : Number.NaN // + 0 makes 0 of -0
  }
  const scaledSum = scaledOf(a) + scaledOf(b)
  return Math.abs(scaledSum) < SCALED_LIMIT ? scaledSum / SCALE : Number.NaN
}

/** The way for any two decimals, by way of bigint. */
function exactSum(a: Decimal, b: Decimal): number | NumberValue {
  const unit = Math.min(unitOf(a), unitOf(b))
  const sum = coefficientOf(a, unit) + coefficientOf(b, unit)
  if (sum === 0n) return 0
  const negative = sum < 0n
  const text = String(negative ? -sum : sum)
  const decimal = {
    negative,
    digits: text.slice(0, lengthWithoutZeros(text)),
    exponent: unit + text.length - 1,
  }
  if (decimal.digits.length > NUMBER_DIGITS_MAX) throw numberOverflow()
  return normalOf(inRange(decimal))
}

/** The power of ten of the last digit. */
function unitOf({ digits, exponent }: Decimal): number {
  return exponent - digits.length + 1
}

/** The decimal as a signed count of ten to the power of `unit`. */
function coefficientOf(decimal: Decimal, unit: number): bigint {
  const magnitude = BigInt(decimal.digits) * 10n ** BigInt(unitOf(decimal) - unit)
  return decimal.negative ? -magnitude : magnitude
}

function lengthWithoutZeros(text: string): number {
  let length = text.length
  while (length > 0 && text.charCodeAt(length - 1) === ZERO_DIGIT) length -= 1
  return length
}

/** Neither is zero. Digits without zeros at the end compare as text does. */
function compareMagnitudes(a: Decimal, b: Decimal): number {
  if (a.exponent !== b.exponent) return a.exponent - b.exponent
  if (a.digits === b.digits) return 0
  return a.digits < b.digits ? -1 : 1
}

function plainText({ negative, digits, exponent }: Decimal): string {
  const sign = negative ? '-' : ''
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  if (exponent >= digits.length - 1) return sign + digits.padEnd(exponent + 1, '0')
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}

/** Reads any text of the grammar; refuses as `parseNumber` does. */
function decimalOfText(text: string): Decimal {
  const sign = text.charCodeAt(0)
  const start = sign === MINUS || sign === PLUS ? 1 : 0
  let end = start
  let point = -1
  let first = -1 // first and last digit that is not 0
  let last = -1
  for (; end < text.length; end += 1) {
    const unit = text.charCodeAt(end)
    if (unit === POINT && point === -1) {
      point = end
    } else if (unit < ZERO_DIGIT || unit > ZERO_DIGIT + 9) {
      break
    } else if (unit !== ZERO_DIGIT) {
      if (first === -1) first = end
      last = end
    }
  }
  if (end - start === (point === -1 ? 0 : 1)) throw notANumber(text)

  const written = end === text.length ? 0 : exponentAt(text, end)
  const pointOrEnd = point === -1 ? end : point
  if (first === -1) {
    // The service judges a written exponent as that of the last zero: 0.0e126 is 0e125.
    const places = point === -1 ? 0 : end - point - 1
    return end === text.length ? ZERO : checkedZero(written - places)
  }
  const inside = point > first && point < last
  const digits = inside
    ? text.slice(first, point) + text.slice(point + 1, last + 1)
    : text.slice(first, last + 1)
  if (digits.length > NUMBER_DIGITS_MAX) throw tooManyDigits()
  const power = pointOrEnd > first ? pointOrEnd - first - 1 : pointOrEnd - first
  return inRange({ negative: sign === MINUS, digits, exponent: power + written })
}

/** The exponent that stands at `index`, its letter included. One beyond 64 bits makes the text no number. */
function exponentAt(text: string, index: number): number {
  const letter = text.charCodeAt(index)
  if (letter !== LOWER_E && letter !== UPPER_E) throw notANumber(text)
  const sign = text.charCodeAt(index + 1)
  const start = sign === MINUS || sign === PLUS ? index + 2 : index + 1
  let first = -1 // first digit that is not 0
  for (let at = start; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < ZERO_DIGIT || unit > ZERO_DIGIT + 9) throw notANumber(text)
    if (unit !== ZERO_DIGIT && first === -1) first = at
  }
  if (start === text.length) throw notANumber(text)
  if (first === -1) return 0

  const digits = text.slice(first)
  const limit = sign === MINUS ? INT64_MIN_DIGITS : INT64_MAX_DIGITS
  const tooLong = digits.length > limit.length
  if (tooLong || (digits.length === limit.length && digits > limit)) throw notANumber(text)
  return sign === MINUS ? -Number(digits) : Number(digits) // where inexact, far out of range anyway
}

function checkedZero(exponent: number): Decimal {
  inRange({ negative: false, digits: '0', exponent })
  return ZERO
}

function inRange(decimal: Decimal): Decimal {
  if (decimal.exponent > EXPONENT_MAX) throw numberOverflow()
  if (decimal.exponent < EXPONENT_MIN) throw numberUnderflow()
  return decimal
}

function refuseDouble(value: number): never {
  if (!Number.isFinite(value)) throw notANumber(String(value))
  assert(value !== 0, 'zero is within range')
  throw Math.abs(value) < MAGNITUDE_MIN ? numberUnderflow() : numberOverflow()
}
