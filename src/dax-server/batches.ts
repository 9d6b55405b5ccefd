/** BatchGetItem and BatchWriteItem. */

import type { WireMap } from '../encoding/wire-value.js'
import type { Path } from '../expressions/path.js'
import type { PlainMap } from './attribute-output.js'
import type { CborReader } from './cbor-reader.js'
import { SIMPLE } from './cbor-reader.js'
import type { CborWriter } from './cbor-writer.js'
import type { Output, ReadExchange, Surroundings } from './exchange.js'
import { expressionTexts } from './expression-text.js'
import { itemOfBytes, writeItem } from './items.js'
import { type KeySchema, keyOfBytes, writeKey } from './keys.js'
import { writeProjectedItem } from './projected-items.js'
import {
  type ConsumedCapacity,
  type ItemCollectionMetrics,
  pathsOf,
  writeCapacity,
  writeList,
  writeMap,
  writeMetrics,
} from './reply-parts.js'
import { optionalBytes, readOptions } from './request-options.js'

/** What is asked of one table, before its schema is known. */
interface EncodedReads {
  readonly ConsistentRead: boolean
  readonly projection: Uint8Array | undefined
  readonly keys: readonly Uint8Array[]
}

/** How the items of one table are written. */
interface TableForm {
  readonly schema: KeySchema
  readonly paths: readonly Path[] | undefined
}

type ByTable<Value> = Readonly<Record<string, readonly Value[]>>

/** Reads a BatchGetItem. */
export const readBatchGet: ReadExchange = async (values, { schemaOf, lists }) => {
  const encoded = new Map<string, EncodedReads>()
  values.readMap(() => encoded.set(values.readText(), readReads(values)))
  const { members } = readOptions(values)
  const forms = new Map<string, TableForm>()
  const requests: [string, object][] = []
  for (const [table, { ConsistentRead, projection, keys }] of encoded) {
    const schema = await schemaOf(table)
    const texts = expressionTexts({ ProjectionExpression: projection })
    forms.set(table, { schema, paths: pathsOf(texts) })
    const Keys = keys.map(key => keyOfBytes(key, schema))
    requests.push([table, { Keys, ...(ConsistentRead ? { ConsistentRead } : {}), ...texts }])
  }
  const input = { ...members, RequestItems: Object.fromEntries(requests) }
  return { input, write: (writer, output) => writeReads(writer, output, { forms, lists }) }
}

function readReads(values: CborReader): EncodedReads {
  const keys: Uint8Array[] = []
  let ConsistentRead = false
  let projection: Uint8Array | undefined
  values.readArray(index => {
    if (index === 0) {
      ConsistentRead = values.accept(SIMPLE.true)
      if (!ConsistentRead) values.accept(SIMPLE.false)
    } else if (index === 1) projection = optionalBytes(values)
    else values.readArray(() => keys.push(values.readBytes()))
  })
  return { ConsistentRead, projection, keys }
}

interface ReadForms {
  readonly forms: ReadonlyMap<string, TableForm>
  readonly lists: Surroundings['lists']
}

/** The third of three is outside of the array that says that it has two: so clients expect it. */
function writeReads(writer: CborWriter, output: Output, { forms, lists }: ReadForms): void {
  writer.array(2)
  writeMap(writer, (output.Responses ?? {}) as ByTable<PlainMap>, (_, items, table) => {
    const { schema = [], paths } = forms.get(table) ?? {}
    if (paths !== undefined) {
      writeList(writer, items, (to, item) => writeProjectedItem(to, item, paths))
      return
    }
    writer.array(items.length * 2)
    for (const item of items) {
      writeKey(writer, item, schema)
      writeItem(writer, item, { schema, lists })
    }
  })
  const unprocessed = (output.UnprocessedKeys ?? {}) as Readonly<
    Record<string, { readonly Keys?: readonly PlainMap[] }>
  >
  writeMap(writer, unprocessed, (_, { Keys = [] }, table) => {
    const { schema = [] } = forms.get(table) ?? {}
    writeList(writer, Keys, (to, key) => writeKey(to, key, schema))
  })
  writeCapacities(writer, output)
}

function writeCapacities(writer: CborWriter, { ConsumedCapacity = [] }: Output): void {
  writeList(writer, ConsumedCapacity as readonly ConsumedCapacity[], writeCapacity)
}

/** An item that is put, or none where the item of the key is deleted. */
interface EncodedWrite {
  readonly key: Uint8Array
  readonly item: Uint8Array | undefined
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item: PlainMap }
  readonly DeleteRequest?: { readonly Key: PlainMap }
}

/** Reads a BatchWriteItem. */
export const readBatchWrite: ReadExchange = async (values, { schemaOf, lists }) => {
  const encoded = new Map<string, EncodedWrite[]>()
  values.readMap(() => encoded.set(values.readText(), readWrites(values)))
  const { members } = readOptions(values)
  const schemas = new Map<string, KeySchema>()
  const requests: [string, object[]][] = []
  for (const [table, writes] of encoded) {
    const schema = await schemaOf(table)
    schemas.set(table, schema)
    const requestOf = ({ key, item }: EncodedWrite): object => {
      const Key: WireMap = keyOfBytes(key, schema)
      if (item === undefined) return { DeleteRequest: { Key } }
      return { PutRequest: { Item: itemOfBytes(item, Key, lists) } }
    }
    requests.push([table, writes.map(requestOf)])
  }
  const input = { ...members, RequestItems: Object.fromEntries(requests) }
  return { input, write: (writer, output) => writeWrites(writer, output, { schemas, lists }) }
}

function readWrites(values: CborReader): EncodedWrite[] {
  const writes: EncodedWrite[] = []
  let key: Uint8Array | undefined
  values.readArray(() => {
    if (key === undefined) {
      key = values.readBytes()
      return
    }
    writes.push({ key, item: optionalBytes(values) })
    key = undefined
  })
  return writes
}

interface WriteForms {
  readonly schemas: ReadonlyMap<string, KeySchema>
  readonly lists: Surroundings['lists']
}

function writeWrites(writer: CborWriter, output: Output, { schemas, lists }: WriteForms): void {
  const unprocessed = (output.UnprocessedItems ?? {}) as ByTable<WriteRequest>
  writeMap(writer, unprocessed, (_, requests, table) => {
    const schema = schemas.get(table) ?? []
    writer.array(requests.length * 2)
    for (const { PutRequest, DeleteRequest } of requests) {
      writeKey(writer, PutRequest?.Item ?? DeleteRequest?.Key ?? {}, schema)
      if (PutRequest === undefined) writer.nothing()
      else writeItem(writer, PutRequest.Item, { schema, lists })
    }
  })
  writeCapacities(writer, output)
  writeMetricsByTable(writer, output)
}

/** Appends the sizes of item collections, by table. */
export function writeMetricsByTable(
  writer: CborWriter,
  { ItemCollectionMetrics = {} }: Output,
): void {
  const byTable = ItemCollectionMetrics as ByTable<ItemCollectionMetrics>
  writeMap(writer, byTable, (_, metrics) => writeList(writer, metrics, writeMetrics))
}
