/** Attribute values in the form of the SDK's plain client, whose binary values are bytes, as DAX encodes them in CBOR. */

import type { CborWriter } from './cbor-writer.js'

/** Such as `{ S: 'x' }` or `{ B: bytes }`. */
export type PlainValue = { readonly [type: string]: unknown }

/** An item, a key, or the value of an M. */
export type PlainMap = { readonly [name: string]: PlainValue }

const TAG = { decimal: 4, stringSet: 3321, numberSet: 3322, binarySet: 3323 } as const
/** Digits of a mantissa that the client takes as a plain integer; of longer ones it wants a big one. */
const SHORT_DIGITS_MAX = 15

/** Appends an attribute value. */
export function writeAttributeValue(writer: CborWriter, value: PlainValue): void {
  if (value.S !== undefined) writer.text(value.S as string)
  else if (value.N !== undefined) writeNumber(writer, value.N as string)
  else if (value.M !== undefined) writeAttributes(writer, value.M as PlainMap)
  else if (value.L !== undefined) writeAll(writer, value.L as PlainValue[], writeAttributeValue)
  else if (value.BOOL !== undefined) writer.flag(value.BOOL as boolean)
  else if (value.B !== undefined) writer.bytes(value.B as Uint8Array)
  else if (value.NULL !== undefined) writer.nothing()
  else writeSet(writer, value)
}

/** Appends a map of names and values. */
export function writeAttributes(writer: CborWriter, attributes: PlainMap): void {
  const entries = Object.entries(attributes)
  writer.map(entries.length)
  for (const [name, value] of entries) {
    writer.text(name)
    writeAttributeValue(writer, value)
  }
}

function writeSet(writer: CborWriter, { SS, NS, BS }: PlainValue): void {
  if (SS !== undefined) {
    writer.tag(TAG.stringSet)
    writeAll(writer, SS as string[], (to, text) => to.text(text))
  } else if (NS !== undefined) {
    writer.tag(TAG.numberSet)
    writeAll(writer, NS as string[], writeNumber)
  } else {
    writer.tag(TAG.binarySet)
    writeAll(writer, BS as Uint8Array[], (to, bytes) => to.bytes(bytes))
  }
}

function writeAll<Element>(
  writer: CborWriter,
  elements: readonly Element[],
  write: (writer: CborWriter, element: Element) => void,
): void {
  writer.array(elements.length)
  for (const element of elements) write(writer, element)
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?$/

/** Appends a number, so that the client has the same text again where it has one for it: for long ones it has words of its own. */
export function writeNumber(writer: CborWriter, text: string): void {
  const number = Number(text)
  if (String(number) === text) {
    if (Number.isSafeInteger(number)) writer.integer(number)
    else writer.float(number)
    return
  }
  const [, sign = '', whole = '0', fraction = ''] = NUMBER.exec(text) ?? []
  const digits = `${whole}${fraction}`
  const trimmed = digits.replace(/0+$/, '')
  const exponent = digits.length - trimmed.length - fraction.length
  const mantissa = BigInt(`${sign}${trimmed}`)
  if (exponent === 0) {
    writer.bigInteger(mantissa)
    return
  }
  writer.tag(TAG.decimal)
  writer.array(2)
  writer.integer(exponent)
  if (trimmed.length > SHORT_DIGITS_MAX) writer.bigInteger(mantissa)
  else writer.integer(Number(mantissa))
}
