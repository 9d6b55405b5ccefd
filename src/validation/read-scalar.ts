/** Scalars read from JSON. The service converts some of them, and refuses others in texts that name types of Java. */

import {
  arrayNotExpected,
  base64Character,
  base64Length,
  base64Tail,
  type JavaScalar,
  notABoolean,
  notBase64,
  objectNotExpected,
  scalarNotConverted,
} from '../errors/serialization-errors.js'

const INTEGER_MAX = 2 ** 31 - 1
/** The last second that a date can tell, and the first one, before 1970. */
const SECONDS_MAX = 8_640_000_000_000
const TRUE_WORDS: ReadonlySet<string> = new Set(['true', '1', 'yes'])
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', '0', 'no'])

const NOT_BASE64 = /[^A-Za-z0-9+/]/
const BASE64_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** The bits of the last digit that no byte takes, by the length of the padding. */
const UNUSED_BITS = [0, 0b11, 0b1111] as const

/** A text of whole characters: U+FFFD takes the place of each unpaired surrogate, as in every encoder of UTF-8. */
export function readString(json: unknown): string {
  if (typeof json === 'string') return json.isWellFormed() ? json : json.toWellFormed()
  throw refusalOfScalar(json, 'String')
}

/** A fraction is cut off. Beyond the range of the type, the nearest number in it stands in. */
export function readInteger(json: unknown, type: 'Integer' | 'Long'): number {
  if (typeof json !== 'number') throw refusalOfScalar(json, type)
  if (Number.isNaN(json)) return 0
  const max = type === 'Integer' ? INTEGER_MAX : Number.MAX_SAFE_INTEGER
  // Adding zero makes 0 of -0.
  return Math.min(Math.max(Math.trunc(json), -max), max) + 0
}

/** What is not a number counts as 0, as in integers. */
export function readDouble(json: unknown): number {
  if (typeof json !== 'number') throw refusalOfScalar(json, 'Double')
  return Number.isNaN(json) ? 0 : json
}

/** Seconds since 1970. Beyond what a date can tell, the nearest that it can stands in. */
export function readTimestamp(json: unknown): number {
  if (typeof json !== 'number') throw refusalOfScalar(json, 'Date')
  if (Number.isNaN(json)) return 0
  return Math.min(Math.max(json, -SECONDS_MAX), SECONDS_MAX)
}

/** Some words stand for a boolean. */
export function readBoolean(json: unknown): boolean {
  if (typeof json === 'boolean') return json
  if (typeof json !== 'string') throw refusalOfScalar(json, 'Boolean')
  const word = json.toLowerCase()
  if (TRUE_WORDS.has(word)) return true
  if (FALSE_WORDS.has(word)) return false
  throw notABoolean()
}

/** The same for the keys of a map. Where two of them become one, the last counts, as in JSON. */
export function withWellFormedKeys(
  map: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(map).map(([key, value]) => [key.toWellFormed(), value] as const)
  return Object.fromEntries(entries)
}

/** Base64 text, which is checked and stays as it is. */
export function readBlob(json: unknown): string {
  if (typeof json === 'string') {
    checkBase64(json)
    return json
  }
  if (typeof json !== 'object' || json === null) throw notBase64()
  throw Array.isArray(json) ? arrayNotExpected('class java.nio.ByteBuffer') : objectNotExpected()
}

/** The characters come before the bits of the last one. Padding that is not at the end is told as such bits. */
function checkBase64(text: string): void {
  const { length } = text
  if (length % 4 !== 0) throw base64Length(length)
  let padding = 0
  while (padding < 2 && text[length - padding - 1] === '=') padding += 1
  const end = length - padding
  const odd = text.search(NOT_BASE64)
  if (odd !== -1 && odd < end) throw refusalOfCharacter(characterAt(text, odd))
  const last = BASE64_DIGITS.indexOf(text[end - 1] ?? 'A')
  if ((last & (UNUSED_BITS[padding] ?? 0)) !== 0) throw base64Tail()
}

function refusalOfCharacter(character: string): Error {
  return character === '=' ? base64Tail() : base64Character(character)
}

/** The whole character that begins here. */
function characterAt(text: string, index: number): string {
  return String.fromCodePoint(text.codePointAt(index) ?? 0).toWellFormed()
}

function refusalOfScalar(json: unknown, type: JavaScalar): Error {
  if (typeof json !== 'object' || json === null) return scalarNotConverted(json, type)
  if (!Array.isArray(json)) return objectNotExpected()
  return arrayNotExpected(`class java.${type === 'Date' ? 'util' : 'lang'}.${type}`)
}
