/** GetItem, PutItem, UpdateItem and DeleteItem. */

import type { WireMap } from '../encoding/wire-value.js'
import type { PlainMap } from './attribute-output.js'
import type { CborReader } from './cbor-reader.js'
import type { CborWriter } from './cbor-writer.js'
import type { Exchange, Output, ReadExchange, Surroundings } from './exchange.js'
import { expressionTexts } from './expression-text.js'
import { itemOfBytes, writeAttributesOfItem, writeItem } from './items.js'
import { type KeySchema, keyOfBytes } from './keys.js'
import { writeProjectedItem } from './projected-items.js'
import {
  type ConsumedCapacity,
  type ItemCollectionMetrics,
  pathsOf,
  writeCapacity,
  writeMetrics,
} from './reply-parts.js'
import { readOptions, textOfBytes } from './request-options.js'

/** The members of replies, by their numbers. */
export const REPLY = {
  item: 0,
  capacity: 1,
  attributes: 2,
  metrics: 3,
  items: 7,
  count: 8,
  lastKey: 9,
  scannedCount: 10,
} as const

/** Members of a reply: what writes each, or undefined for what is not there. */
type ReplyMembers = readonly (readonly [number, (() => void) | undefined])[]

/** Appends a map of what is there. */
export function writeReply(writer: CborWriter, members: ReplyMembers): void {
  const given = members.filter(([, write]) => write !== undefined)
  writer.map(given.length)
  for (const [number, write] of given) {
    writer.integer(number)
    write?.()
  }
}

/** What writes the capacity of a reply, if it has some. */
export function capacityIn(
  writer: CborWriter,
  { ConsumedCapacity }: Output,
): (() => void) | undefined {
  if (ConsumedCapacity === undefined) return undefined
  return () => writeCapacity(writer, ConsumedCapacity as ConsumedCapacity)
}

/** The table and the key that requests for one item begin with. */
interface Start {
  readonly TableName: string
  readonly Key: WireMap
  readonly schema: KeySchema
}

async function readStart(values: CborReader, { schemaOf }: Surroundings): Promise<Start> {
  const TableName = textOfBytes(values.readBytes())
  const schema = await schemaOf(TableName)
  return { TableName, Key: keyOfBytes(values.readBytes(), schema), schema }
}

/** Reads a GetItem. */
export const readGet: ReadExchange = async (values, surroundings) => {
  const { TableName, Key, schema } = await readStart(values, surroundings)
  const { members, expressions } = readOptions(values)
  const input = { TableName, Key, ...members, ...expressionTexts(expressions) }
  const paths = pathsOf(input)
  const { lists } = surroundings
  const write = (writer: CborWriter, output: Output): void => {
    const item = output.Item as PlainMap | undefined
    const writeIt = (): void => {
      if (item === undefined) return
      if (paths !== undefined) writeProjectedItem(writer, item, paths)
      else writeItem(writer, item, { schema, lists })
    }
    writeReply(writer, [
      [REPLY.item, item && writeIt],
      [REPLY.capacity, capacityIn(writer, output)],
    ])
  }
  return { input, write }
}

/** Reads a PutItem. */
export const readPut: ReadExchange = async (values, surroundings) => {
  const { TableName, Key, schema } = await readStart(values, surroundings)
  const Item = itemOfBytes(values.readBytes(), Key, surroundings.lists)
  return writeExchange({ TableName, Item }, values, { schema, ...surroundings })
}

/** Reads an UpdateItem or a DeleteItem. */
export const readChange: ReadExchange = async (values, surroundings) => {
  const { TableName, Key, schema } = await readStart(values, surroundings)
  return writeExchange({ TableName, Key }, values, { schema, ...surroundings })
}

function writeExchange(
  start: Readonly<Record<string, unknown>>,
  values: CborReader,
  { schema, lists }: Surroundings & { readonly schema: KeySchema },
): Exchange {
  const { members, expressions } = readOptions(values)
  const input = { ...start, ...members, ...expressionTexts(expressions) }
  const isWhole = members.ReturnValues === 'ALL_OLD' || members.ReturnValues === 'ALL_NEW'
  const write = (writer: CborWriter, output: Output): void => {
    const attributes = output.Attributes as PlainMap | undefined
    const metrics = output.ItemCollectionMetrics as ItemCollectionMetrics | undefined
    const writeThem = (): void => {
      if (attributes === undefined) return
      if (isWhole) writeItem(writer, attributes, { schema, lists })
      else writeAttributesOfItem(writer, attributes, lists)
    }
    writeReply(writer, [
      [REPLY.attributes, attributes && writeThem],
      [REPLY.capacity, capacityIn(writer, output)],
      [REPLY.metrics, metrics && (() => writeMetrics(writer, metrics))],
    ])
  }
  return { input, write }
}
