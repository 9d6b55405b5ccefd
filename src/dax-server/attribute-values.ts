/**
 * Attribute values as clients of DAX encode them in CBOR, to wire form.
 *
 * | Type | CBOR |
 * |---|---|
 * | S, B, BOOL, NULL | text, byte string, true or false, null |
 * | N | an integer; a big integer (tags 2 and 3); a floating point number, where its shortest text is the number; else a decimal fraction (tag 4) |
 * | L, M | array, map with texts as keys |
 * | SS, NS, BS | array under tag 3321, 3322, 3323 |
 *
 * Only the form is checked here. What the service checks of values, it checks of all requests.
 */

import type { WireValue } from '../encoding/wire-value.js'
import { malformedCbor } from '../errors/dax-errors.js'
import { type CborReader, MAJOR, SIMPLE } from './cbor-reader.js'

const TAG = {
  positiveBigInteger: 2,
  negativeBigInteger: 3,
  decimal: 4,
  stringSet: 3321,
  numberSet: 3322,
  binarySet: 3323,
} as const

/** Levels of lists and maps that are read. The service refuses more than 32; what is far deeper must not use up the stack. */
const DEPTH_MAX = 200
/** Bytes of a big integer. Numbers have 38 digits, and text of more is refused; but to make text of a million takes minutes. */
const BIG_INTEGER_BYTES_MAX = 256

/** One attribute value, at the place of the reader. Throws a `MalformedDaxRequest` if there is none. */
export function readAttributeValue(reader: CborReader): WireValue {
  return readValue(reader, 0)
}

/** The text of a number, at the place of the reader: decimal, with an exponent where it came with one. */
export function readNumber(reader: CborReader): string {
  switch (reader.peekMajor()) {
    case MAJOR.unsigned:
    case MAJOR.negative:
      return String(reader.readInteger())
    case MAJOR.tag:
      return readTaggedNumber(reader, reader.readTag())
    default: {
      const number = reader.readFloat()
      if (!Number.isFinite(number)) throw malformedCbor(`the number ${number}`)
      return String(number)
    }
  }
}

function readValue(reader: CborReader, depth: number): WireValue {
  if (depth > DEPTH_MAX) throw malformedCbor('an attribute value that is nested too deep')
  switch (reader.peekMajor()) {
    case MAJOR.text:
      return { S: reader.readText() }
    case MAJOR.bytes:
      return { B: reader.readBytes().toString('base64') }
    case MAJOR.array: {
      const L: WireValue[] = []
      reader.readArray(() => L.push(readValue(reader, depth + 1)))
      return { L }
    }
    case MAJOR.map:
      return { M: readMembers(reader, depth + 1) }
    case MAJOR.tag:
      return readTagged(reader)
    case MAJOR.simple:
      return readSimple(reader)
    default:
      return { N: readNumber(reader) }
  }
}

function readMembers(reader: CborReader, depth: number): Readonly<Record<string, WireValue>> {
  const members = new Map<string, WireValue>()
  reader.readMap(() => {
    const name = reader.readText()
    if (members.has(name)) throw malformedCbor('a map that has a key twice')
    members.set(name, readValue(reader, depth))
  })
  // A member may be named `__proto__`.
  return Object.fromEntries(members)
}

function readTagged(reader: CborReader): WireValue {
  const tag = reader.readTag()
  switch (tag) {
    case TAG.stringSet:
      return { SS: readList(reader, () => reader.readText()) }
    case TAG.numberSet:
      return { NS: readList(reader, () => readNumber(reader)) }
    case TAG.binarySet:
      return { BS: readList(reader, () => reader.readBytes().toString('base64')) }
    default:
      return { N: readTaggedNumber(reader, tag) }
  }
}

function readSimple(reader: CborReader): WireValue {
  if (reader.accept(SIMPLE.true)) return { BOOL: true }
  if (reader.accept(SIMPLE.false)) return { BOOL: false }
  if (reader.accept(SIMPLE.null)) return { NULL: true }
  return { N: readNumber(reader) }
}

function readList<Element>(reader: CborReader, read: () => Element): readonly Element[] {
  const list: Element[] = []
  reader.readArray(() => list.push(read()))
  return list
}

function readTaggedNumber(reader: CborReader, tag: number): string {
  if (tag !== TAG.decimal) return String(readBigInteger(reader, tag))
  const parts = readList(reader, () => readIntegerOfAnySize(reader))
  const [exponent, digits] = parts
  if (exponent === undefined || digits === undefined || parts.length > 2) {
    throw malformedCbor('a decimal that is not of two integers')
  }
  return exponent === 0 ? String(digits) : `${digits}e${exponent}`
}

function readIntegerOfAnySize(reader: CborReader): number | bigint {
  return reader.peekMajor() === MAJOR.tag
    ? readBigInteger(reader, reader.readTag())
    : reader.readInteger()
}

function readBigInteger(reader: CborReader, tag: number): bigint {
  if (tag !== TAG.positiveBigInteger && tag !== TAG.negativeBigInteger) {
    throw malformedCbor(`an attribute value with the tag ${tag}`)
  }
  const bytes = reader.readBytes()
  if (bytes.length > BIG_INTEGER_BYTES_MAX) throw malformedCbor('an integer of too many bytes')
  const absolute = BigInt(`0x0${bytes.toString('hex')}`)
  return tag === TAG.positiveBigInteger ? absolute : -1n - absolute
}
