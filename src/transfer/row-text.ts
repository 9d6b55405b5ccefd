/** What the readers of all formats do with the text of a row. */

import { isUtf8 } from 'node:buffer'
import { type WireMap, WireReading } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { itemTooLarge } from '../errors/value-errors.js'
import type { Item } from '../types/attribute.js'
import { ITEM_SIZE_MAX } from '../types/limits.js'
import { type FaultRow, faultAt, type ImportRow } from './import-row.js'
import { NEWLINE, RECORD_BYTES_MAX } from './record-splitter.js'

const CARRIAGE_RETURN = 0x0d
/** What stands for bytes that are no text. */
const REPLACED = '\ufffd'

/** What is wrong with a row, as a sentence. */
export class BadRow extends Error {
  override readonly name = 'BadRow'
}

/** Whether there is nothing in a row, such as in the last line of a file. */
export function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (!isSpace(byte)) return false
  return true
}

/**
 * The text of bytes in UTF-8.
 *
 * @throws BadRow if they are not in UTF-8
 */
export function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (text.includes(REPLACED) && !isUtf8(bytes)) throw new BadRow('The row is not in UTF-8.')
  return text
}

/**
 * The item that typed JSON stands for.
 *
 * @param wire of the right JSON types, base64 text being valid
 * @throws a refusal of the service if it is no item, or is larger than any
 */
export function itemOfRow(wire: WireMap): Item {
  const reading = new WireReading({ layer: 'current' }, ITEM_SIZE_MAX)
  const item = reading.item(wire)
  // Not all of it has been read.
  if (reading.isTooLarge) throw itemTooLarge()
  return item
}

/** The row of the item that a function makes, or what is wrong with it. */
export function rowAt(line: number, make: () => Item): ImportRow {
  try {
    return { kind: 'item', line, item: make() }
  } catch (error) {
    if (error instanceof BadRow) return faultAt(line, error.message)
    if (!isRefusal(error)) throw error
    return faultAt(line, error.message || error.name)
  }
}

/** What is told of a record without an end. */
export function unendedRow(cause: 'too long' | 'end of file', line: number): FaultRow {
  const reason =
    cause === 'too long'
      ? `The row has more than ${RECORD_BYTES_MAX} bytes, or is not ended.`
      : 'The file ends within the row.'
  return faultAt(line, reason)
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN || byte === NEWLINE
}
