/**
 * What a call touches: one item, a range, or each of the elements of a batch or a transaction. It is read off the request as it
 * is; what is wrong with a request is the database's to say, so nothing is refused here.
 */

import { type WireMap, type WireValue, wireOfItem, wireOfValue } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import type { BoundStatement } from '../partiql/statement.js'
import { statementOfWire, type WireStatement } from '../service/partiql/wire-statement.js'
import type { Call } from '../transport/exchange.js'
import type { AttributeValue } from '../types/attribute.js'

/** One thing that a call touches. */
export interface Element {
  /** `other` is what is about no items. */
  readonly kind: 'read' | 'write' | 'other'
  readonly table: string | undefined
  readonly index?: string | undefined
  /** Whether it reads what was written last. */
  readonly isConsistent?: boolean | undefined
  /** The key, where the request has it apart from other attributes. */
  readonly key?: WireMap | undefined
  /** What the request says that an attribute equals, if it is a key attribute. */
  readonly namedValue: (name: string) => WireValue | undefined
}

type Json = Readonly<Record<string, unknown>>

const NOTHING = (): undefined => undefined

/** The elements, in the order of the request; none if it is malformed. */
export function elementsOf({ operation, json }: Pick<Call, 'operation' | 'json'>): Element[] {
  const read = Object.hasOwn(READERS, operation) ? READERS[operation] : otherElements
  try {
    return read?.(mapOf(json)) ?? []
  } catch (error) {
    // It will be refused for the same reason.
    if (isRefusal(error) || error instanceof TypeError) return []
    throw error
  }
}

const READERS: Readonly<Record<string, (json: Json) => Element[]>> = {
  GetItem: json => [{ ...keyed('read', json), isConsistent: json.ConsistentRead === true }],
  PutItem: json => [put(json)],
  UpdateItem: json => [keyed('write', json)],
  DeleteItem: json => [keyed('write', json)],
  Query: json => [range(json)],
  Scan: json => [range(json)],
  BatchGetItem: json =>
    blocksOf(json).flatMap(([table, block]) =>
      listOf(mapOf(block).Keys).map(Key => ({
        ...keyed('read', { TableName: table, Key }),
        isConsistent: mapOf(block).ConsistentRead === true,
      })),
    ),
  BatchWriteItem: json =>
    blocksOf(json).flatMap(([TableName, writes]) =>
      listOf(writes).map(write => {
        const { PutRequest, DeleteRequest } = mapOf(write)
        return PutRequest === undefined
          ? keyed('write', { ...mapOf(DeleteRequest), TableName })
          : put({ ...mapOf(PutRequest), TableName })
      }),
    ),
  TransactGetItems: json =>
    listOf(json.TransactItems).map(one => keyed('read', mapOf(mapOf(one).Get))),
  TransactWriteItems: json =>
    listOf(json.TransactItems).map(one => {
      const { Put, ...others } = mapOf(one)
      return Put === undefined
        ? keyed('write', mapOf(Object.values(others).find(other => other !== undefined)))
        : put(mapOf(Put))
    }),
  ExecuteStatement: json => [statement(json)],
  BatchExecuteStatement: json => listOf(json.Statements).map(one => statement(mapOf(one))),
  ExecuteTransaction: json => listOf(json.TransactStatements).map(one => statement(mapOf(one))),
}

function otherElements({ TableName }: Json): Element[] {
  return [{ kind: 'other', table: tableOf(TableName), namedValue: NOTHING }]
}

function keyed(kind: 'read' | 'write', { TableName, Key }: Json): Element {
  const key = mapOf(Key) as WireMap
  return { kind, table: tableOf(TableName), key, namedValue: name => key[name] }
}

function put({ TableName, Item }: Json): Element {
  const item = mapOf(Item) as WireMap
  return { kind: 'write', table: tableOf(TableName), namedValue: name => item[name] }
}

function range(json: Json): Element {
  const { TableName, IndexName, ConsistentRead } = json
  const equal = equalitiesOf(json)
  return {
    kind: 'read',
    table: tableOf(TableName),
    index: typeof IndexName === 'string' ? IndexName : undefined,
    isConsistent: ConsistentRead === true,
    namedValue: name => equal.get(name),
  }
}

/** Conditions on keys are joined by AND only, so an equality that stands in one holds. */
const EQUALITY = /([#\w.-]+)\s*=\s*(:\w+)/g

function equalitiesOf(json: Json): ReadonlyMap<string, WireValue> {
  const text = typeof json.KeyConditionExpression === 'string' ? json.KeyConditionExpression : ''
  const names = mapOf(json.ExpressionAttributeNames)
  const values = mapOf(json.ExpressionAttributeValues) as WireMap
  const found = new Map<string, WireValue>()
  for (const [, name = '', value = ''] of text.matchAll(EQUALITY)) {
    const bound = values[value]
    if (bound !== undefined) found.set(String(names[name] ?? name), bound)
  }
  for (const [name, condition] of Object.entries(mapOf(json.KeyConditions))) {
    const { ComparisonOperator, AttributeValueList } = mapOf(condition)
    const [value] = listOf(AttributeValueList)
    if (ComparisonOperator === 'EQ' && value !== undefined) found.set(name, value as WireValue)
  }
  return found
}

function statement(json: Json): Element {
  const bound = statementOfWire(json as unknown as WireStatement)
  const { kind, from } = bound.statement
  return {
    // EXISTS takes part in transactions that write.
    kind: kind === 'select' ? 'read' : 'write',
    table: tableOf(from.table),
    index: from.index,
    isConsistent: json.ConsistentRead === true,
    namedValue: equalityOf(bound),
  }
}

function equalityOf({ statement, values }: BoundStatement): Element['namedValue'] {
  if (statement.kind === 'insert') {
    const item = wireOfItem(statement.itemWith(values))
    return name => item[name]
  }
  const { where } = statement.kind === 'exists' ? statement.select : statement
  return name => {
    const [slot] = where?.equalityOn([name]).slots[0] ?? []
    return slot === undefined ? undefined : wireOfValue(values[slot] as AttributeValue)
  }
}

/** The name of a table that may be called by its ARN. */
function tableOf(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined
  return given.startsWith('arn:') ? given.split('/')[1] : given
}

function blocksOf({ RequestItems }: Json): [string, unknown][] {
  return Object.entries(mapOf(RequestItems))
}

function mapOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
