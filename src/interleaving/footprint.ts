/**
 * What a call reads and writes, as far as its input tells: by items where it names their keys, by item collections for queries,
 * by tables for all else, and if need be everything. Two calls that touch nothing in common, or only read it, have the same
 * outcome in either order.
 */

import { numberText, parseNumber } from '../encoding/number.js'
import { parseStatement } from '../partiql/statement-parser.js'
import type { Call } from '../transport/exchange.js'
import type { KeySchema } from '../types/table.js'

/** What is read or written: an item, or without `item` a collection, or without `collection` a table, or everything. */
export interface Touch {
  readonly table: string | undefined
  readonly collection?: string | undefined
  readonly item?: string | undefined
  readonly writes: boolean
}

/** The key attributes of a table; undefined if it is not there. */
type KeySchemaOf = (table: string) => KeySchema | undefined

/** An item by its key. */
interface NamedItem {
  readonly table: string
  /** Values in wire form, by the names of the key attributes. */
  readonly key: Readonly<Record<string, unknown>>
}

/** What a call touches, and how it is told. */
export interface Footprint {
  readonly touches: readonly Touch[]
  /** Without repetitions, in the order of the input. */
  readonly tables: readonly string[]
  readonly items: readonly NamedItem[]
}

type Members = Readonly<Record<string, unknown>>

const READ_EVERYTHING: Touch = { table: undefined, writes: false }
const WRITE_EVERYTHING: Touch = { table: undefined, writes: true }

/** Whether the outcome of two calls can depend on their order. */
export function areDependent(left: readonly Touch[], right: readonly Touch[]): boolean {
  return left.some(one => right.some(other => (one.writes || other.writes) && overlap(one, other)))
}

function overlap(left: Touch, right: Touch): boolean {
  return (
    isSame(left.table, right.table) &&
    isSame(left.collection, right.collection) &&
    isSame(left.item, right.item)
  )
}

/** What is undefined stands for all there are. */
function isSame(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || left === right
}

/** A refused call has changed nothing, and found out something about what it touches. */
export function touchesOfRefused(touches: readonly Touch[]): readonly Touch[] {
  return touches.map(touch => ({ ...touch, writes: false }))
}

/** What a call touches, given how the tables of its region have their keys. */
export function footprintOf(call: Call, keySchemaOf: KeySchemaOf): Footprint {
  const footprint = new FootprintParts(call.region, keySchemaOf)
  const input = membersOf(call.json)
  const add = READERS.get(call.operation)
  if (add === undefined) footprint.addTable(input.TableName, WRITES)
  else add(footprint, input)
  return { touches: footprint.touches, tables: [...footprint.tables], items: footprint.items }
}

interface Access {
  readonly writes: boolean
}

const READS: Access = { writes: false }
const WRITES: Access = { writes: true }

/** How the input of an operation is read. All others may write all of their table, or everything. */
const READERS: ReadonlyMap<string, (parts: FootprintParts, input: Members) => void> = new Map([
  ['GetItem', (parts, { TableName, Key }) => parts.addItem(TableName, Key, READS)],
  ['PutItem', (parts, { TableName, Item }) => parts.addItem(TableName, Item, WRITES)],
  ['UpdateItem', (parts, { TableName, Key }) => parts.addItem(TableName, Key, WRITES)],
  ['DeleteItem', (parts, { TableName, Key }) => parts.addItem(TableName, Key, WRITES)],
  ['Query', (parts, input) => parts.addQuery(input)],
  ['Scan', (parts, { TableName }) => parts.addTable(TableName, READS)],
  ['DescribeTable', (parts, { TableName }) => parts.addTable(TableName, READS)],
  ['DescribeTimeToLive', (parts, { TableName }) => parts.addTable(TableName, READS)],
  ['ListTables', parts => parts.touches.push(READ_EVERYTHING)],
  ['BatchGetItem', addBatchGet],
  ['BatchWriteItem', addBatchWrite],
  ['TransactGetItems', addActions],
  ['TransactWriteItems', addActions],
  ['ExecuteStatement', (parts, { Statement }) => parts.addStatement(Statement)],
  ['BatchExecuteStatement', (parts, { Statements }) => addStatements(parts, Statements)],
  [
    'ExecuteTransaction',
    (parts, { TransactStatements }) => addStatements(parts, TransactStatements),
  ],
])

function addBatchGet(parts: FootprintParts, { RequestItems }: Members): void {
  for (const [table, request] of Object.entries(membersOf(RequestItems))) {
    for (const key of listOf(membersOf(request).Keys)) parts.addItem(table, key, READS)
  }
}

function addBatchWrite(parts: FootprintParts, { RequestItems }: Members): void {
  for (const [table, requests] of Object.entries(membersOf(RequestItems))) {
    for (const { PutRequest, DeleteRequest } of listOf(requests).map(membersOf)) {
      parts.addItem(table, membersOf(PutRequest).Item ?? membersOf(DeleteRequest).Key, WRITES)
    }
  }
}

function addActions(parts: FootprintParts, { TransactItems }: Members): void {
  for (const { Get, ConditionCheck, Put, Update, Delete } of listOf(TransactItems).map(membersOf)) {
    const reading = Get ?? ConditionCheck
    const { TableName, Key, Item } = membersOf(reading ?? Put ?? Update ?? Delete)
    parts.addItem(TableName, Key ?? Item, reading === undefined ? WRITES : READS)
  }
}

function addStatements(parts: FootprintParts, statements: unknown): void {
  for (const { Statement } of listOf(statements).map(membersOf)) parts.addStatement(Statement)
}

/** What has been read of an input. */
class FootprintParts {
  readonly touches: Touch[] = []
  readonly tables = new Set<string>()
  readonly items: NamedItem[] = []
  readonly #region: string
  readonly #keySchemaOf: KeySchemaOf

  constructor(region: string, keySchemaOf: KeySchemaOf) {
    this.#region = region
    this.#keySchemaOf = keySchemaOf
  }

  addTable(table: unknown, { writes }: Access): void {
    const name = nameOf(table)
    if (name === undefined) this.touches.push(writes ? WRITE_EVERYTHING : READ_EVERYTHING)
    else this.#add(name, { writes })
  }

  addItem(table: unknown, item: unknown, { writes }: Access): void {
    const name = nameOf(table)
    const schema = name === undefined ? undefined : this.#keySchemaOf(name)
    if (name === undefined || schema === undefined) {
      this.addTable(table, { writes })
      return
    }
    const members = membersOf(item)
    const { partitionKey, sortKey } = schema
    const names = sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name]
    const key = Object.fromEntries(names.map(one => [one, members[one]]))
    this.items.push({ table: name, key })
    this.#add(name, {
      collection: textOfKey(key[partitionKey.name]),
      item: names.map(one => textOfKey(key[one])).join(' '),
      writes,
    })
  }

  addQuery(input: Members): void {
    const name = nameOf(input.TableName)
    const schema =
      name === undefined || input.IndexName !== undefined ? undefined : this.#keySchemaOf(name)
    const value =
      schema === undefined ? undefined : valueInCondition(input, schema.partitionKey.name)
    if (name === undefined || value === undefined) this.addTable(input.TableName, READS)
    else this.#add(name, { collection: textOfKey(value), writes: false })
  }

  addStatement(text: unknown): void {
    const statement = statementOf(text)
    if (statement === undefined) this.touches.push(WRITE_EVERYTHING)
    else this.addTable(statement.table, statement)
  }

  #add(table: string, touch: Omit<Touch, 'table'>): void {
    this.tables.add(table)
    this.touches.push({ table: `${this.#region}/${table}`, ...touch })
  }
}

/** Tables may be named by their ARN. */
function nameOf(table: unknown): string | undefined {
  return typeof table === 'string' ? table.slice(table.lastIndexOf('/') + 1) : undefined
}

/** The value that a key condition compares an attribute with; undefined if it is not told so that it is seen at a glance. */
function valueInCondition(input: Members, attribute: string): unknown {
  const { KeyConditionExpression: text } = input
  if (typeof text !== 'string') return undefined
  const names = membersOf(input.ExpressionAttributeNames)
  const values = membersOf(input.ExpressionAttributeValues)
  for (const [, name = '', value = ''] of text.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)) {
    if ((name.startsWith('#') ? names[name] : name) === attribute) return values[value]
  }
  return undefined
}

function statementOf(text: unknown): (Access & { readonly table: string }) | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const { node } = parseStatement(text)
    const { table } = node.kind === 'exists' ? node.select.from : node.from
    return { table, writes: node.kind !== 'select' && node.kind !== 'exists' }
  } catch {
    return undefined
  }
}

/** Equal for values that are one key: numbers may be written in more than one way. */
function textOfKey(value: unknown): string {
  const { N } = membersOf(value)
  if (typeof N !== 'string') return JSON.stringify(value) ?? ''
  try {
    return `{"N":"${numberText(parseNumber(N))}"}`
  } catch {
    return JSON.stringify(value)
  }
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
