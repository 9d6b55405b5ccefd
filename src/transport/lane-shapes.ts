/**
 * Inputs and outputs of the operations on items, between the form of a client of the AWS SDK and wire form. A member has
 * one kind under its name, whatever the operation, so one table does for all of them. Members that are not in it are
 * UNUSUAL in inputs and copied in outputs.
 *
 * Source: DynamoDB API reference, the request and response syntax of the operations.
 */

import type { WireMap } from '../encoding/wire-value.js'
import { ITEM_OPERATIONS } from '../types/operation.js'
import type { LaneValues } from './lane-values.js'
import { UNUSUAL, usualList, usualName, usualObject, usualText } from './unusual.js'

type Convert = (value: unknown, values: LaneValues) => unknown

/** The operations whose inputs and outputs are known here. */
export const LANE_OPERATIONS: ReadonlySet<string> = new Set(ITEM_OPERATIONS)

const flag: Convert = value => {
  if (typeof value !== 'boolean') throw UNUSUAL
  return value
}
const integer: Convert = value => {
  if (!Number.isSafeInteger(value)) throw UNUSUAL
  return value
}
const texts: Convert = value => usualList(value, usualText)
const each =
  (convert: Convert): Convert =>
  (value, values) => {
    const result: Record<string, unknown> = {}
    for (const [name, member] of Object.entries(usualObject(value))) {
      result[usualName(name)] = convert(member, values)
    }
    return result
  }
const list =
  (convert: Convert): Convert =>
  (value, values) =>
    usualList(value, element => convert(element, values))
const oneOrList =
  (convert: Convert): Convert =>
  (value, values) =>
    Array.isArray(value) ? list(convert)(value, values) : convert(value, values)

const structIn: Convert = (value, values) => inputInWireForm(value, values)
const mapIn: Convert = (value, values) => values.mapToWire(value)
const valueIn: Convert = (value, values) => {
  const wire = values.toWire(value)
  if (wire === undefined) throw UNUSUAL
  return wire
}

const INPUT_MEMBERS: ReadonlyMap<string, Convert> = new Map<string, Convert>([
  ...[
    'Action',
    'ClientRequestToken',
    'ComparisonOperator',
    'ConditionExpression',
    'ConditionalOperator',
    'FilterExpression',
    'IndexName',
    'KeyConditionExpression',
    'ProjectionExpression',
    'ReturnConsumedCapacity',
    'ReturnItemCollectionMetrics',
    'ReturnValues',
    'ReturnValuesOnConditionCheckFailure',
    'Select',
    'TableName',
    'UpdateExpression',
  ].map(name => [name, usualText] as const),
  ['ConsistentRead', flag],
  ['Exists', flag],
  ['ScanIndexForward', flag],
  ['Limit', integer],
  ['Segment', integer],
  ['TotalSegments', integer],
  ['AttributesToGet', texts],
  ['ExpressionAttributeNames', each(usualText)],
  ['ExclusiveStartKey', mapIn],
  ['ExpressionAttributeValues', mapIn],
  ['Item', mapIn],
  ['Key', mapIn],
  ['Keys', list(mapIn)],
  ['Value', valueIn],
  ['AttributeValueList', list(valueIn)],
  ['AttributeUpdates', each(structIn)],
  ['Expected', each(structIn)],
  ['KeyConditions', each(structIn)],
  ['QueryFilter', each(structIn)],
  ['ScanFilter', each(structIn)],
  ['RequestItems', each(oneOrList(structIn))],
  ['TransactItems', list(structIn)],
  ...['ConditionCheck', 'Delete', 'DeleteRequest', 'Get', 'Put', 'PutRequest', 'Update'].map(
    name => [name, structIn] as const,
  ),
])

const structOut: Convert = (value, values) => outputOfWireForm(value as object, values)
const mapOut: Convert = (value, values) => values.mapOfWire(value as WireMap)

const OUTPUT_MEMBERS: ReadonlyMap<string, Convert> = new Map<string, Convert>([
  ['Attributes', mapOut],
  ['Item', mapOut],
  ['ItemCollectionKey', mapOut],
  ['Key', mapOut],
  ['LastEvaluatedKey', mapOut],
  ['Items', list(mapOut)],
  ['Keys', list(mapOut)],
  ['DeleteRequest', structOut],
  ['PutRequest', structOut],
  ['UnprocessedItems', each(list(structOut))],
  ['UnprocessedKeys', each(structOut)],
])

/** Of BatchGetItem, items by table; of TransactGetItems, a structure for each. */
const responsesOut: Convert = (value, values) =>
  Array.isArray(value) ? list(structOut)(value, values) : each(list(mapOut))(value, values)

/** Of one item, a structure; of batches and transactions, a list of them for each table. */
const metricsOut: Convert = (value, values) => {
  const { ItemCollectionKey: key } = value as { readonly ItemCollectionKey?: unknown }
  const isOne = key !== undefined && !Array.isArray(key)
  return isOne ? structOut(value, values) : each(list(structOut))(value, values)
}

/** An input in wire form. It shares nothing that can be changed with what the caller holds. */
export function inputInWireForm(input: unknown, values: LaneValues): object {
  const result: Record<string, unknown> = {}
  const members = usualObject(input)
  for (const name in members) {
    const member = members[name]
    if (member === undefined) continue
    const convert = INPUT_MEMBERS.get(name)
    if (convert === undefined) throw UNUSUAL
    result[name] = convert(member, values)
  }
  return result
}

/** An output in the client's form. */
export function outputOfWireForm(output: object, values: LaneValues): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(output)) {
    if (member === undefined) continue
    result[name] = converterOf(name)(member, values)
  }
  return result
}

function converterOf(name: string): Convert {
  if (name === 'Responses') return responsesOut
  if (name === 'ItemCollectionMetrics') return metricsOut
  return OUTPUT_MEMBERS.get(name) ?? copyOf
}

/** A copy without the members that JSON would leave out. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  const copy: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) copy[usualName(name)] = copyOf(member)
  }
  return copy
}
