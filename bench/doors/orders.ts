// What do the doors carry? The orders of the other benches, in the service's wire form, and the
// requests for them.

import type { Item, Value } from '../generators/items.js'
import { CUSTOMER_COUNT, order, orderKey } from '../generators/items.js'
import { Random } from '../generators/random.js'

/** An attribute value in wire form, such as `{"S":"x"}`. */
export type WireValue = Readonly<Record<string, unknown>>
export type WireItem = Readonly<Record<string, WireValue>>

export interface Request {
  readonly operation: string
  readonly input: object
}

export const TABLE_NAME = 'Orders'
/** Every customer has ten. */
export const ORDER_COUNT = 10 * CUSTOMER_COUNT
/** The most that BatchWriteItem takes. */
const BATCH_COUNT = 25
const VERSION_COUNT = 1_000

export const CREATE_TABLE: Request = {
  operation: 'CreateTable',
  input: {
    TableName: TABLE_NAME,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'customerId', KeyType: 'HASH' },
      { AttributeName: 'orderId', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'customerId', AttributeType: 'S' },
      { AttributeName: 'orderId', AttributeType: 'S' },
    ],
  },
}

export const DESCRIBE_TABLE: Request = {
  operation: 'DescribeTable',
  input: { TableName: TABLE_NAME },
}

export const LIST_TABLES: Request = { operation: 'ListTables', input: {} }

/** Puts of all orders, in as few requests as they take. */
export function* batches(orderCount = ORDER_COUNT): Generator<Request> {
  for (let from = 0; from < orderCount; from += BATCH_COUNT) {
    const length = Math.min(BATCH_COUNT, orderCount - from)
    const writes = Array.from({ length }, (_, offset) => ({
      PutRequest: { Item: wireOrder(from + offset) },
    }))
    yield { operation: 'BatchWriteItem', input: { RequestItems: { [TABLE_NAME]: writes } } }
  }
}

/** Draws requests: the same ones for the same seed. */
export class Requests {
  readonly #random: Random

  constructor(seed: number) {
    this.#random = new Random(seed)
  }

  getItem(): Request {
    return getItem(this.#random.below(ORDER_COUNT))
  }

  /** Of an order that is there, with other values. */
  putItem(): Request {
    const index = this.#random.below(ORDER_COUNT)
    const item = wireOrder(index, 1 + this.#random.below(VERSION_COUNT))
    return { operation: 'PutItem', input: { TableName: TABLE_NAME, Item: item } }
  }

  /** All ten orders of a customer. */
  query(): Request {
    const { partition } = orderKey(this.#random.below(CUSTOMER_COUNT))
    return {
      operation: 'Query',
      input: {
        TableName: TABLE_NAME,
        KeyConditionExpression: 'customerId = :c',
        ExpressionAttributeValues: { ':c': { S: partition } },
      },
    }
  }
}

export function getItem(index: number): Request {
  const { partition, sort } = orderKey(index)
  const key = { customerId: { S: partition }, orderId: { S: sort } }
  return { operation: 'GetItem', input: { TableName: TABLE_NAME, Key: key } }
}

export function wireOrder(index: number, version = 0): WireItem {
  return wireItem(order(index, version))
}

function wireItem(item: Item): WireItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, wireValue(value)]))
}

function wireValue(value: Value): WireValue {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (isList(value)) return { L: value.map(wireValue) }
  return { M: wireItem(value) }
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
