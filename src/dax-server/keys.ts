/**
 * Primary keys as DAX's protocol has them, without names: those are told by the schema of the table, which both sides know.
 *
 * ```
 * key            = the partition key alone: text or bytes as they are, or a number as CBOR
 *                | partition key as CBOR, sort key: text or bytes as they are, or a number in sortable form
 * ```
 */

import { isUtf8 } from 'node:buffer'
import type { WireMap, WireValue } from '../encoding/wire-value.js'
import { malformedCbor } from '../errors/dax-errors.js'
import { type PlainMap, writeAttributeValue, writeNumber } from './attribute-output.js'
import { readNumber } from './attribute-values.js'
import { CborReader } from './cbor-reader.js'
import type { CborWriter } from './cbor-writer.js'
import { numberOfSortableBytes, sortableBytesOf } from './sortable-decimal.js'

/** One attribute of a primary key. */
export interface KeyAttribute {
  readonly name: string
  readonly type: 'S' | 'N' | 'B'
}

/** That of the partition key, and that of the sort key if there is one. */
export type KeySchema = readonly KeyAttribute[]

/** The key that bytes stand for. Throws a `MalformedDaxRequest` if it is none of the table. */
export function keyOfBytes(bytes: Uint8Array, [partition, sort]: KeySchema): WireMap {
  if (partition === undefined) throw malformedCbor('a key of a table without one')
  const reader = new CborReader(bytes)
  if (sort === undefined) {
    if (partition.type !== 'N')
      return Object.fromEntries([[partition.name, rawValue(partition, bytes)]])
    return Object.fromEntries([[partition.name, { N: readNumber(reader) }]])
  }
  const first = cborValue(partition, reader)
  const rest = bytes.subarray(reader.position)
  const second = sort.type === 'N' ? { N: numberOfSortableBytes(rest) } : rawValue(sort, rest)
  return Object.fromEntries([
    [partition.name, first],
    [sort.name, second],
  ])
}

function cborValue({ type }: KeyAttribute, reader: CborReader): WireValue {
  switch (type) {
    case 'S':
      return { S: reader.readText() }
    case 'N':
      return { N: readNumber(reader) }
    case 'B':
      return { B: reader.readBytes().toString('base64') }
  }
}

function rawValue({ type }: KeyAttribute, bytes: Uint8Array): WireValue {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (type === 'B') return { B: buffer.toString('base64') }
  if (!isUtf8(buffer)) throw malformedCbor('a key that is not UTF-8')
  return { S: buffer.toString() }
}

/** Appends the key of an item as a byte string. */
export function writeKey(writer: CborWriter, item: PlainMap, schema: KeySchema): void {
  const [partition, sort] = schema
  writer.nested(() => {
    if (partition === undefined) return
    if (sort === undefined) {
      writeLast(writer, item, partition, to => writeNumber(to, textOf(item, partition)))
      return
    }
    writeAttributeValue(writer, item[partition.name] ?? {})
    writeLast(writer, item, sort, to => to.raw(sortableBytesOf(textOf(item, sort))))
  })
}

function writeLast(
  writer: CborWriter,
  item: PlainMap,
  { name, type }: KeyAttribute,
  writeNumeric: (writer: CborWriter) => void,
): void {
  const value = item[name]
  if (type === 'N') writeNumeric(writer)
  else writer.raw(type === 'B' ? (value?.B as Uint8Array) : Buffer.from(String(value?.S)))
}

function textOf(item: PlainMap, { name }: KeyAttribute): string {
  return String(item[name]?.N)
}
