/**
 * Tables and items that a server begins with, from a file of JSON in one of two forms:
 *
 * - a document `{ "tables": [CreateTable inputs], "items": { "Orders": [items] } }`
 * - lines, each the input of CreateTable or of PutItem: `{ "TableName": "Orders", "Item": { … } }`
 *
 * Items are in the service's JSON, as `{ "id": { "S": "1" } }`, or plain, as `{ "id": "1" }`. A key is never a map, so
 * the key attributes tell which it is.
 */

import { wireOfItem } from '../encoding/wire-value.js'
import { DynamoError } from '../errors/dynamo-error.js'
import type { Servable } from '../server.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import type { Item } from '../types/attribute.js'

/** What is wrong with the file, in words for whoever wrote it. */
export class WrongSeed extends Error {
  override readonly name = 'WrongSeed'
}

/** One request, and where in the file it is from. */
interface Step {
  readonly place: string
  readonly operation: 'CreateTable' | 'PutItem'
  readonly json: Members
}

type Members = Readonly<Record<string, unknown>>

/**
 * Fills a database.
 *
 * @param text what is in the file
 * @throws WrongSeed with the place in the file, if it is not of this form or a request is refused
 */
export async function sow(database: Servable, text: string): Promise<void> {
  const keys = new Map<string, readonly string[]>()
  for (const { place, operation, json } of stepsOf(text)) {
    const table = String(json.TableName)
    if (operation === 'CreateTable') keys.set(table, keyNamesOf(json))
    const input =
      operation === 'CreateTable'
        ? { BillingMode: billingModeOf(json), ...json }
        : { ...json, Item: itemInWireForm(json.Item as Members, keys.get(table) ?? []) }
    try {
      await database.answer({ region: DEFAULT_REGION, operation, json: input })
    } catch (error) {
      if (!(error instanceof DynamoError)) throw error
      throw new WrongSeed(`${place}: ${operation} ${table}: ${error.message}`)
    }
  }
}

function stepsOf(text: string): Step[] {
  const document = parsed(text)
  if (document === undefined) return stepsOfLines(text)
  if (isMap(document) && ('tables' in document || 'items' in document)) {
    return stepsOfDocument(document)
  }
  return [stepOf('the file', document)]
}

function stepsOfDocument({ tables = [], items = {} }: Members): Step[] {
  if (!Array.isArray(tables)) throw new WrongSeed('tables must be a list of CreateTable inputs')
  if (!isMap(items)) throw new WrongSeed('items must be lists of items, by the names of tables')
  const creates = tables.map((json, index) => stepOf(`tables[${index}]`, json))
  const puts = Object.entries(items).flatMap(([TableName, list]) => {
    if (!Array.isArray(list)) throw new WrongSeed(`items.${TableName} must be a list of items`)
    return list.map((Item, index) => stepOf(`items.${TableName}[${index}]`, { TableName, Item }))
  })
  return [...creates, ...puts]
}

function stepsOfLines(text: string): Step[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const place = `line ${index + 1}`
    const json = parsed(line)
    if (json === undefined) throw new WrongSeed(`${place} is not JSON`)
    return [stepOf(place, json)]
  })
}

function stepOf(place: string, json: unknown): Step {
  if (isMap(json) && typeof json.TableName === 'string') {
    if (isMap(json.Item)) return { place, operation: 'PutItem', json }
    if (Array.isArray(json.KeySchema)) return { place, operation: 'CreateTable', json }
  }
  throw new WrongSeed(
    `${place} must be the input of CreateTable, or of PutItem: TableName and KeySchema, or TableName and Item`,
  )
}

/** Undefined if it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isMap(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function keyNamesOf({ KeySchema }: Members): readonly string[] {
  const elements = KeySchema as readonly { readonly AttributeName?: unknown }[]
  return elements.map(element => String(element?.AttributeName))
}

/** On demand, unless the table says otherwise. */
function billingModeOf({ ProvisionedThroughput }: Members): string {
  return ProvisionedThroughput === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED'
}

function itemInWireForm(item: Members, keyNames: readonly string[]): Members {
  const isPlain = keyNames.some(name => Object.hasOwn(item, name) && !isMap(item[name]))
  return isPlain ? wireOfItem(item as Item) : item
}
