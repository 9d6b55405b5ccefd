/**
 * Items as Ion text, as exports have them: of all of Ion only what the data model needs.
 *
 * ```
 * S      "text"                          NULL, BOOL   null  true  false
 * N      103.  6d2  1.5                  B            {{base64}}
 * M      {name:value,'a name':value}     L            [value,value]
 * SS     $dynamodb_SS::["a","b"]         likewise NS and BS
 * ```
 *
 * Numbers are decimals of as many digits as they have, none of which is a zero at the end: so 600 is `6d2`. An unpaired
 * surrogate, which UTF-8 has no bytes for, is U+FFFD.
 *
 * Sources: DynamoDB developer guide, "DynamoDB table export output format"; the Ion specification, "Text encoding"; the
 * points and exponents of decimals are where the Java library of Ion puts them.
 */

import { type Decimal, decimalOf } from '../encoding/number.js'
import { isList, isOwn, isSet, typeOf } from '../encoding/value.js'
import { assert } from '../errors/assert.js'
import {
  type AttributeMap,
  type AttributeValue,
  type Item,
  isBinary,
  NumberValue,
  type SetAttribute,
} from '../types/attribute.js'

/** Names that need no quotation marks. Those with `$` do: `$10` would be the symbol of that number. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Text of ASCII without what is escaped: nearly all that there is, and quicker to test than to escape. */
const PLAIN = /^[ !#-[\]-~]*$/
const KEYWORDS: ReadonlySet<string> = new Set(['null', 'true', 'false', 'nan'])
/** A decimal point is written before up to so many zeros, and no exponent. */
const LEADING_ZEROS_MAX = 5
/** Smaller fractions have more zeros. */
const FRACTION_MIN = 1e-6

/** An item, or a part of one, as a struct. */
export function ionOfItem(item: Item): string {
  return ionOfMap(item)
}

function ionOfMap(map: AttributeMap): string {
  let text = '{'
  for (const name in map) {
    if (!isOwn(map, name)) continue
    if (text.length > 1) text += ','
    text += `${symbolOf(name)}:${ionOf(map[name] ?? null)}`
  }
  return `${text}}`
}

function ionOf(value: AttributeValue): string {
  switch (typeof value) {
    case 'string':
      return stringOf(value)
    case 'number':
    case 'bigint':
      return ionOfNumber(value)
    case 'boolean':
      return String(value)
    default:
      return ionOfObject(value)
  }
}

function ionOfObject(value: object | null): string {
  if (value === null) return 'null'
  const attribute = value as AttributeValue
  if (isList(attribute)) return `[${attribute.map(ionOf).join(',')}]`
  if (isBinary(value)) return blobOf(value)
  if (value instanceof NumberValue) return ionOfNumber(value)
  return isSet(attribute) ? ionOfSet(attribute) : ionOfMap(value as AttributeMap)
}

function ionOfSet(set: SetAttribute): string {
  const members: string[] = []
  for (const member of set) members.push(ionOf(member))
  return `$dynamodb_${typeOf(set)}::[${members.join(',')}]`
}

/** The escapes of JSON are some of those that Ion has. */
function stringOf(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text.toWellFormed())
}

function symbolOf(name: string): string {
  if (IDENTIFIER.test(name) && !KEYWORDS.has(name)) return name
  return `'${stringOf(name).slice(1, -1).replaceAll("'", "\\'")}'`
}

function blobOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return `{{${Buffer.from(buffer, byteOffset, byteLength).toString('base64')}}}`
}

function ionOfNumber(value: number | bigint | NumberValue): string {
  assert(typeof value !== 'bigint', 'a number in normal form is no bigint')
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && value % 10 !== 0) return `${value}.`
    // JavaScript writes fractions as Ion does, down to where both begin with exponents.
    if (!Number.isInteger(value) && Math.abs(value) >= FRACTION_MIN) return String(value)
  }
  return decimalText(decimalOf(value))
}

function decimalText({ negative, digits, exponent }: Decimal): string {
  const sign = negative ? '-' : ''
  if (digits === '') return '0.'
  const power = exponent - digits.length + 1
  if (power > 0) return `${sign}${digits}d${power}`
  if (exponent >= 0) return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
  const zeros = -exponent - 1
  if (zeros <= LEADING_ZEROS_MAX) return `${sign}0.${'0'.repeat(zeros)}${digits}`
  return `${sign}${digits}d${power}`
}
