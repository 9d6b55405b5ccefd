/** TransactGetItems and TransactWriteItems: each part of all actions comes in a list of its own. */

import { malformedCbor } from '../errors/dax-errors.js'
import type { PlainMap } from './attribute-output.js'
import { writeMetricsByTable } from './batches.js'
import { type CborReader, SIMPLE } from './cbor-reader.js'
import type { CborWriter } from './cbor-writer.js'
import type { Exchange, Output, ReadExchange, Surroundings } from './exchange.js'
import { expressionTexts } from './expression-text.js'
import { itemOfBytes, writeItem } from './items.js'
import { type KeySchema, keyOfBytes } from './keys.js'
import { writeProjectedItem } from './projected-items.js'
import { pathsOf, writeTransactCapacities } from './reply-parts.js'
import { optionalBytes, readOptions, textOfBytes } from './request-options.js'

/** Actions by their numbers. */
const ACTIONS: ReadonlyMap<number, string> = new Map([
  [2, 'Put'],
  [7, 'Delete'],
  [9, 'Update'],
  [12, 'ConditionCheck'],
])
const RETURN_ALL_OLD = 2

function readList<Element>(values: CborReader, read: () => Element): readonly Element[] {
  const list: Element[] = []
  if (!values.accept(SIMPLE.null)) values.readArray(() => list.push(read()))
  return list
}

/** Reads a TransactGetItems. */
export const readTransactGet: ReadExchange = async (values, { schemaOf, lists }) => {
  const tables = readList(values, () => textOfBytes(values.readBytes()))
  const keys = readList(values, () => values.readBytes())
  const projections = readList(values, () => optionalBytes(values))
  const { members } = readOptions(values)
  const schemas = await schemasOf(tables, schemaOf)
  const gets = tables.map((TableName, index) => ({
    TableName,
    Key: keyOfBytes(keyAt(keys, index), schemas[index] ?? []),
    ...expressionTexts({ ProjectionExpression: projections[index] }),
  }))
  const paths = gets.map(pathsOf)
  const input = { ...members, TransactItems: gets.map(Get => ({ Get })) }
  const write = (writer: CborWriter, output: Output): void => {
    const responses = output.Responses as readonly { readonly Item?: PlainMap }[]
    writer.array(2)
    writer.array(responses.length)
    for (const [index, { Item }] of responses.entries()) {
      const wanted = paths[index]
      if (Item === undefined) writer.nothing()
      else if (wanted !== undefined) writeProjectedItem(writer, Item, wanted)
      else writeItem(writer, Item, { schema: schemas[index] ?? [], lists })
    }
    writeTransactCapacities(writer, output.ConsumedCapacity)
  }
  return { input, write }
}

/** The lists of a TransactWriteItems. */
interface EncodedActions {
  readonly actions: readonly number[]
  readonly tables: readonly string[]
  readonly keys: readonly Uint8Array[]
  readonly items: readonly (Uint8Array | undefined)[]
  readonly returns: readonly number[]
  readonly conditions: readonly (Uint8Array | undefined)[]
  readonly updates: readonly (Uint8Array | undefined)[]
}

/** Reads a TransactWriteItems. */
export const readTransactWrite: ReadExchange = async (values, { schemaOf, lists }) => {
  const encoded = readActions(values)
  const { members } = readOptions(values)
  const { tables } = encoded
  const schemas = await schemasOf(tables, schemaOf)
  const TransactItems = tables.map((_, index) =>
    actionAt(encoded, index, { schema: schemas[index] ?? [], lists }),
  )
  const write = (writer: CborWriter, output: Output): void => {
    writer.array(3)
    writer.nothing()
    writeTransactCapacities(writer, output.ConsumedCapacity)
    if (output.ItemCollectionMetrics === undefined) writer.nothing()
    else writeMetricsByTable(writer, output)
  }
  return { input: { ...members, TransactItems }, write, schemas } satisfies Exchange
}

function readActions(values: CborReader): EncodedActions {
  const integers = (): readonly number[] => readList(values, () => Number(values.readInteger()))
  const strings = (): readonly (Uint8Array | undefined)[] =>
    readList(values, () => optionalBytes(values))
  const actions = integers()
  const tables = readList(values, () => textOfBytes(values.readBytes()))
  const keys = readList(values, () => values.readBytes())
  const items = strings()
  // No client sends values to return: there is null in their place.
  if (!values.accept(SIMPLE.null)) readList(values, () => values.readInteger())
  return {
    actions,
    tables,
    keys,
    items,
    returns: integers(),
    conditions: strings(),
    updates: strings(),
  }
}

function actionAt(
  { actions, tables, keys, items, returns, conditions, updates }: EncodedActions,
  index: number,
  { schema, lists }: { readonly schema: KeySchema; readonly lists: Surroundings['lists'] },
): object {
  const name = ACTIONS.get(actions[index] ?? 0)
  if (name === undefined) throw malformedCbor('an unknown action of a transaction')
  const Key = keyOfBytes(keyAt(keys, index), schema)
  const item = items[index]
  const isReturned = returns[index] === RETURN_ALL_OLD
  const action = {
    TableName: tables[index],
    ...(name === 'Put'
      ? { Item: item === undefined ? Key : itemOfBytes(item, Key, lists) }
      : { Key }),
    ...(isReturned ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } : {}),
    ...expressionTexts({
      ConditionExpression: conditions[index],
      UpdateExpression: updates[index],
    }),
  }
  return { [name]: action }
}

function keyAt(keys: readonly Uint8Array[], index: number): Uint8Array {
  const key = keys[index]
  if (key === undefined) throw malformedCbor('an action without a key')
  return key
}

async function schemasOf(
  tables: readonly string[],
  schemaOf: Surroundings['schemaOf'],
): Promise<readonly KeySchema[]> {
  const schemas: KeySchema[] = []
  for (const table of tables) schemas.push(await schemaOf(table))
  return schemas
}
