/**
 * Tables and items as DynamoDB's own API has them:
 *
 * - a document `{ "tables": [CreateTable inputs], "items": { "Orders": [items] } }`
 * - the input of CreateTable, or of PutItem: `{ "TableName": "Orders", "Item": { … } }`
 * - what DescribeTable answers: `{ "Table": { … } }`
 * - a line of an export, `{ "Item": { … } }`, what Scan and Query answer, `{ "Items": [ … ] }`, and items themselves, if an option
 *   says of which table
 * - the input of BatchWriteItem, `{ "RequestItems": { "Orders": [{ "PutRequest": { "Item": { … } } }] } }`, or what is in it
 * - lists of these
 */

import { SEED_REASONS } from '../errors/seed-errors.js'
import { NOTHING, type SeedContext, type SeedPlan, together } from './seed-plan.js'
import { isMap, type Members, type Spot } from './spot.js'
import { createInputOf } from './table-description.js'

/** What a value has of tables and items. Throws `WrongSeed` if it is of no form that is known. */
export function planOfRequests(root: Spot, { table }: Pick<SeedContext, 'table'>): SeedPlan {
  if (Array.isArray(root.value) && root.value.length > 0) {
    return together(root.elements().map(one => planOfRequest(one, table)))
  }
  return planOfRequest(root, table)
}

function planOfRequest(spot: Spot, table: string | undefined): SeedPlan {
  const { value } = spot
  if (!isMap(value)) throw spot.wrong(SEED_REASONS.unknownForm)
  if (Array.isArray(value.tables) || 'items' in value || 'tables' in value) {
    if (table === undefined) return planOfDocument(spot)
  }
  return tableIn(spot) ?? itemsIn(spot, table) ?? planOfItem(spot, table)
}

function planOfDocument(spot: Spot): SeedPlan {
  const tables = spot.at('tables').elements('a list of CreateTable inputs')
  const lists = spot.at('items')
  if (!lists.isMissing && !lists.isMap) {
    throw lists.wrong(SEED_REASONS.wrongType('lists of items, by the names of tables'))
  }
  const creates = tables.map(one => {
    const found = tableIn(one)
    if (found === undefined) throw one.wrong(SEED_REASONS.unknownForm)
    return found
  })
  const items = lists.entries().map(([table, list]) => planOfList(list, table))
  return together([...creates, ...items])
}

/** The table that a request or an answer is about. Undefined if it is about none. */
function tableIn(spot: Spot): SeedPlan | undefined {
  const described = spot.at('Table')
  const table = described.isMap ? described : spot
  const isNamed = typeof table.at('TableName').value === 'string'
  if (!isNamed || !Array.isArray(table.at('KeySchema').value)) return undefined
  const isDescription = described.isMap || !table.at('TableStatus').isMissing
  const value = table.value as Members
  const create = isDescription ? createInputOf(value) : value
  return { ...NOTHING, tables: [{ spot, create }] }
}

/** The items of requests and answers that have several. Undefined if it is no such one. */
function itemsIn(spot: Spot, table: string | undefined): SeedPlan | undefined {
  const list = spot.at('Items')
  if (Array.isArray(list.value) && !spot.at('Count').isMissing) return planOfList(list, table)
  const batch = spot.at('RequestItems').isMap ? spot.at('RequestItems') : spot
  const isBatch = batch.names.length > 0 && batch.names.every(name => isPuts(batch.at(name)))
  if (!isBatch) return undefined
  const puts = batch.entries().flatMap(([name, requests]) =>
    requests.elements().map(request => {
      const item = request.at('PutRequest').at('Item')
      return { spot: item, table: name, item: membersOf(item) }
    }),
  )
  return { ...NOTHING, items: puts }
}

function isPuts(list: Spot): boolean {
  const { value } = list
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    list.elements().every(request => request.at('PutRequest').at('Item').isMap)
  )
}

function planOfList(list: Spot, table: string | undefined): SeedPlan {
  const items = list.elements('a list of items')
  return { ...NOTHING, items: items.map(spot => ({ spot, table, item: membersOf(spot) })) }
}

/** A request or a line with one item, or if nothing else says of which table it is, the item itself. */
function planOfItem(spot: Spot, table: string | undefined): SeedPlan {
  const own = spot.at('TableName').value
  const item = spot.at('Item')
  const isRequest = typeof own === 'string' && item.isMap
  if (isRequest) return { ...NOTHING, items: [{ spot, table: own, item: membersOf(item) }] }
  const isLine = item.isMap && spot.names.length === 1
  if (isLine) return { ...NOTHING, items: [{ spot, table, item: membersOf(item) }] }
  if (table === undefined) throw spot.wrong(SEED_REASONS.unknownForm)
  return { ...NOTHING, items: [{ spot, table, item: membersOf(spot) }] }
}

function membersOf(item: Spot): Members {
  if (!isMap(item.value)) throw item.wrong(SEED_REASONS.wrongType('an item'))
  return item.value
}
