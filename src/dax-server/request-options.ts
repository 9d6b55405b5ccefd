/** The options of a request: a map of numbers to values, or null. */

import type { WireMap, WireValue } from '../encoding/wire-value.js'
import { malformedCbor } from '../errors/dax-errors.js'
import { readAttributeValue } from './attribute-values.js'
import { CborReader, SIMPLE } from './cbor-reader.js'
import type { EncodedExpressions } from './expression-text.js'
import { type KeySchema, keyOfBytes } from './keys.js'

/** What options say: members of the request in wire form, and what has to be made into such. */
interface RequestOptions {
  readonly members: Readonly<Record<string, unknown>>
  readonly expressions: EncodedExpressions
  /** Not decoded: how depends on the table, and on whether there is an index. */
  readonly startKey: Uint8Array | undefined
}

type ReadOption = (reader: CborReader) => unknown

const flag: ReadOption = reader => {
  if (reader.accept(SIMPLE.true)) return true
  if (reader.accept(SIMPLE.false)) return false
  return reader.readInteger() !== 0
}
const integer: ReadOption = reader => Number(reader.readInteger())
const text: ReadOption = reader => textOfBytes(reader.readBytes())
const bytes: ReadOption = reader => reader.readBytes()
const oneOf =
  (...names: readonly string[]): ReadOption =>
  reader => {
    const name = names[Number(reader.readInteger())]
    if (name === undefined || name === '') throw malformedCbor('an option of an unknown value')
    return name
  }

/** By their numbers. The names and values of expressions have numbers, too, but come within the expressions. */
const OPTIONS: ReadonlyMap<number, readonly [name: string, read: ReadOption]> = new Map([
  [0, ['ProjectionExpression', bytes]],
  [2, ['ConsistentRead', flag]],
  [3, ['ReturnConsumedCapacity', oneOf('NONE', 'TOTAL', 'INDEXES')]],
  [4, ['ConditionExpression', bytes]],
  [6, ['ReturnItemCollectionMetrics', oneOf('NONE', 'SIZE')]],
  [7, ['ReturnValues', oneOf('', 'NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW')]],
  [8, ['UpdateExpression', bytes]],
  [9, ['ExclusiveStartKey', bytes]],
  [10, ['FilterExpression', bytes]],
  [11, ['IndexName', text]],
  [13, ['Limit', integer]],
  [14, ['ScanIndexForward', flag]],
  [
    15,
    [
      'Select',
      oneOf('', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'COUNT', 'SPECIFIC_ATTRIBUTES'),
    ],
  ],
  [16, ['Segment', integer]],
  [17, ['TotalSegments', integer]],
  [19, ['ClientRequestToken', reader => reader.readText()]],
])

/** Reads the options that come next. Throws a `MalformedDaxRequest` for what is none. */
export function readOptions(reader: CborReader): RequestOptions {
  const members: Record<string, unknown> = {}
  const expressions: Record<string, Uint8Array> = {}
  let startKey: Uint8Array | undefined
  if (reader.accept(SIMPLE.null)) return { members, expressions, startKey }
  reader.readMap(() => {
    const [name, read] = OPTIONS.get(Number(reader.readInteger())) ?? []
    if (name === undefined || read === undefined) throw malformedCbor('an unknown option')
    const value = read(reader)
    if (name === 'ExclusiveStartKey') startKey = value as Uint8Array
    else if (name.endsWith('Expression')) expressions[name] = value as Uint8Array
    else members[name] = value
  })
  return { members, expressions, startKey }
}

/** A key that a page begins behind: of an index with all names, of a table by its schema. */
export function startKeyOf(
  key: Uint8Array | undefined,
  { isIndexed, schema }: { readonly isIndexed: boolean; readonly schema: KeySchema },
): { readonly ExclusiveStartKey?: WireMap } {
  if (key === undefined) return {}
  if (!isIndexed) return { ExclusiveStartKey: keyOfBytes(key, schema) }
  const reader = new CborReader(key)
  const attributes: [string, WireValue][] = []
  reader.readMap(() => attributes.push([reader.readText(), readAttributeValue(reader)]))
  return { ExclusiveStartKey: Object.fromEntries(attributes) }
}

/** Names of tables and indexes come as byte strings, or as texts. */
export function textOfBytes(given: Uint8Array): string {
  return Buffer.from(given.buffer, given.byteOffset, given.length).toString()
}

/** Undefined if there is null in its place. */
export function optionalBytes(reader: CborReader): Uint8Array | undefined {
  return reader.accept(SIMPLE.null) ? undefined : reader.readBytes()
}
