/** Files in DynamoDB JSON: a line is `{"Item":{…}}`, as exports have them. A line with nothing in it is no row. */

import type { WireMap } from '../encoding/wire-value.js'
import type { Item } from '../types/attribute.js'
import { readAttributeMap } from '../validation/read-attribute-value.js'
import type { RowReader } from './import-row.js'
import { RecordReader } from './record-reader.js'
import { LINES } from './record-splitter.js'
import { BadRow, isBlank, itemOfRow, rowAt, textOf } from './row-text.js'
import { itemOfTypedJson } from './typed-json.js'

/** A reader of one file. */
export function jsonReader(): RowReader {
  return new RecordReader(LINES, (bytes, line, rows) => {
    if (!isBlank(bytes)) rows.push(rowAt(line, () => itemOfLine(bytes)))
  })
}

function itemOfLine(bytes: Buffer): Item {
  const text = textOf(bytes)
  return itemOfTypedJson(text) ?? itemOfJson(text)
}

function itemOfJson(text: string): Item {
  const json = jsonOf(text)
  const item = typeof json === 'object' && json !== null ? ownItem(json) : undefined
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw new BadRow('The row is not of the form {"Item":{…}}.')
  }
  return itemOfRow(readAttributeMap(item, 'payload') as WireMap)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadRow('The row is not JSON.')
  }
}

function ownItem(json: object): unknown {
  return Object.hasOwn(json, 'Item') ? (json as { readonly Item: unknown }).Item : undefined
}
