/** Query and Scan. */

import { type PlainMap, writeAttributes } from './attribute-output.js'
import type { CborReader } from './cbor-reader.js'
import type { CborWriter } from './cbor-writer.js'
import type { Exchange, Output, ReadExchange, Surroundings } from './exchange.js'
import { expressionTexts } from './expression-text.js'
import { writeItem } from './items.js'
import { type KeySchema, writeKey } from './keys.js'
import { writeProjectedItem } from './projected-items.js'
import { pathsOf, writeList } from './reply-parts.js'
import { optionalBytes, readOptions, startKeyOf, textOfBytes } from './request-options.js'
import { capacityIn, REPLY, writeReply } from './single-item.js'

/** Reads a Query. */
export const readQuery: ReadExchange = async (values, surroundings) => {
  const table = textOfBytes(values.readBytes())
  const condition = optionalBytes(values)
  return readPage(table, values, { ...surroundings, condition })
}

/** Reads a Scan. */
export const readScan: ReadExchange = async (values, surroundings) => {
  const table = textOfBytes(values.readBytes())
  return readPage(table, values, { ...surroundings, condition: undefined })
}

interface PageSurroundings extends Surroundings {
  readonly condition: Uint8Array | undefined
}

async function readPage(
  TableName: string,
  values: CborReader,
  { condition, schemaOf, lists }: PageSurroundings,
): Promise<Exchange> {
  const schema = await schemaOf(TableName)
  const { members, expressions, startKey } = readOptions(values)
  const isIndexed = members.IndexName !== undefined
  const input = {
    TableName,
    ...members,
    ...startKeyOf(startKey, { isIndexed, schema }),
    ...expressionTexts({ ...expressions, KeyConditionExpression: condition }),
  }
  const paths = pathsOf(projectionIn(input))
  const writeOne = (writer: CborWriter, item: PlainMap): void => {
    if (paths !== undefined) writeProjectedItem(writer, item, paths)
    else writeWhole(writer, item, { schema, lists })
  }
  const writeLast = (writer: CborWriter, key: PlainMap): void => {
    if (isIndexed) writer.nested(() => writeAttributes(writer, key))
    else writeKey(writer, key, schema)
  }
  const write = (writer: CborWriter, output: Output): void => {
    const items = output.Items as readonly PlainMap[] | undefined
    const last = output.LastEvaluatedKey as PlainMap | undefined
    writeReply(writer, [
      [REPLY.items, items && (() => writeList(writer, items, writeOne))],
      [REPLY.count, () => writer.integer(output.Count as number)],
      [REPLY.scannedCount, () => writer.integer(output.ScannedCount as number)],
      [REPLY.lastKey, last && (() => writeLast(writer, last))],
      [REPLY.capacity, capacityIn(writer, output)],
    ])
  }
  return { input, write }
}

/** An item with its key: the client can't know which one it is. */
function writeWhole(
  writer: CborWriter,
  item: PlainMap,
  parts: { readonly schema: KeySchema; readonly lists: Surroundings['lists'] },
): void {
  writer.array(2)
  writeKey(writer, item, parts.schema)
  writeItem(writer, item, parts)
}

/** The names that the projection does not use are those of the other expressions. */
function projectionIn(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { ProjectionExpression: text, ExpressionAttributeNames: names = {} } = input
  if (text === undefined) return {}
  const used = new Set(String(text).match(/#\w+/g))
  const own = Object.entries(names as object).filter(([name]) => used.has(name))
  return {
    ProjectionExpression: text,
    ...(own.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(own) }),
  }
}
