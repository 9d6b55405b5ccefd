/** Random requests, made from the shapes that requests are checked by: valid ones, and then some that nearly are. */

import {
  DESCRIBE_CONTRIBUTOR_INSIGHTS,
  LIST_CONTRIBUTOR_INSIGHTS,
  UPDATE_CONTRIBUTOR_INSIGHTS,
} from '../../src/validation/insights-operations.js'
import {
  DELETE_ITEM,
  GET_ITEM,
  PUT_ITEM,
  QUERY,
  SCAN,
  UPDATE_ITEM,
} from '../../src/validation/item-operations.js'
import {
  SWITCH_KINESIS_STREAMING,
  UPDATE_KINESIS_STREAMING,
} from '../../src/validation/kinesis-operations.js'
import {
  BATCH_GET_ITEM,
  BATCH_WRITE_ITEM,
  TRANSACT_GET_ITEMS,
  TRANSACT_WRITE_ITEMS,
} from '../../src/validation/multi-item-operations.js'
import type { Operation } from '../../src/validation/operation.js'
import {
  DELETE_RESOURCE_POLICY,
  GET_RESOURCE_POLICY,
  PUT_RESOURCE_POLICY,
} from '../../src/validation/policy-operations.js'
import type { Members, Shape } from '../../src/validation/shape.js'
import {
  CREATE_TABLE,
  LIST_TABLES,
  LIST_TAGS_OF_RESOURCE,
  NO_INPUT,
  TABLE_BY_NAME_ONLY,
  TAG_RESOURCE,
  UNTAG_RESOURCE,
  UPDATE_TABLE,
} from '../../src/validation/table-operations.js'
import type { Random } from '../support/random.js'
import { hostileJson, hostileValue, type Json, type JsonMap, own } from './hostile.js'
import { placeholdersIn, plausibleText, plausibleValue } from './plausible.js'
import { keyValue, TABLES } from './world.js'

export const ITEM_OPERATIONS: Readonly<Record<string, Operation>> = {
  BatchGetItem: BATCH_GET_ITEM,
  BatchWriteItem: BATCH_WRITE_ITEM,
  DeleteItem: DELETE_ITEM,
  GetItem: GET_ITEM,
  PutItem: PUT_ITEM,
  Query: QUERY,
  Scan: SCAN,
  TransactGetItems: TRANSACT_GET_ITEMS,
  TransactWriteItems: TRANSACT_WRITE_ITEMS,
  UpdateItem: UPDATE_ITEM,
}

export const TABLE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateTable: CREATE_TABLE,
  DeleteResourcePolicy: DELETE_RESOURCE_POLICY,
  DeleteTable: TABLE_BY_NAME_ONLY,
  DescribeContributorInsights: DESCRIBE_CONTRIBUTOR_INSIGHTS,
  DescribeEndpoints: NO_INPUT,
  DescribeLimits: NO_INPUT,
  DescribeTable: TABLE_BY_NAME_ONLY,
  DisableKinesisStreamingDestination: SWITCH_KINESIS_STREAMING,
  EnableKinesisStreamingDestination: SWITCH_KINESIS_STREAMING,
  GetResourcePolicy: GET_RESOURCE_POLICY,
  ListContributorInsights: LIST_CONTRIBUTOR_INSIGHTS,
  ListTables: LIST_TABLES,
  ListTagsOfResource: LIST_TAGS_OF_RESOURCE,
  PutResourcePolicy: PUT_RESOURCE_POLICY,
  TagResource: TAG_RESOURCE,
  UntagResource: UNTAG_RESOURCE,
  UpdateContributorInsights: UPDATE_CONTRIBUTOR_INSIGHTS,
  UpdateKinesisStreamingDestination: UPDATE_KINESIS_STREAMING,
  UpdateTable: UPDATE_TABLE,
}

const OPERATIONS: Readonly<Record<string, Operation>> = { ...ITEM_OPERATIONS, ...TABLE_OPERATIONS }

/** How a request was made. */
export type Health = 'valid' | 'nearly valid' | 'hostile'

export interface RandomRequest {
  readonly operation: string
  readonly health: Health
  readonly json: Json
}

/** A request to one of the operations. Only `valid` ones try to be; not all of them are. */
export function randomRequest(random: Random, operations: readonly string[]): RandomRequest {
  const operation = random.pick(operations)
  const { members } = OPERATIONS[operation] as Operation
  const health = random.pick<Health>(['valid', 'valid', 'nearly valid', 'nearly valid', 'hostile'])
  const request = structureOf(members, { random, table: undefined, optional: 0.25 })
  if (health === 'valid') return { operation, health, json: request }
  let json: Json = request
  const count = health === 'hostile' ? random.between(2, 8) : 1
  for (let done = 0; done < count; done += 1) json = mutated(json, random)
  return { operation, health, json }
}

/** Where a value is to stand. */
interface Site {
  readonly random: Random
  /** The table that the surrounding structure is about. */
  readonly table: string | undefined
  /** The share of the members that are there although they need not be. */
  readonly optional: number
}

const EXPRESSION = /Expression$/
const LEGACY: ReadonlySet<string> = new Set([
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
])
/** Of TransactItems and of batches: one of them. */
const ACTIONS = ['ConditionCheck', 'Put', 'Delete', 'Update', 'Get', 'PutRequest', 'DeleteRequest']

function structureOf(members: Members, site: Site): JsonMap {
  const { random } = site
  const table =
    'TableName' in members || 'ResourceArn' in members
      ? random.pick(Object.keys(TABLES))
      : site.table
  const names = Object.keys(members)
  const actions = names.filter(name => ACTIONS.includes(name))
  const action = actions.length === 0 ? undefined : random.pick(actions)
  const isLegacy = random.chance(0.2)
  const made: [string, Json][] = []
  for (const [name, shape] of Object.entries(members)) {
    if (action !== undefined && ACTIONS.includes(name) && name !== action) continue
    if ((isLegacy ? EXPRESSION.test(name) : LEGACY.has(name)) && random.chance(0.97)) continue
    const isWanted =
      shape.required === true ||
      name === action ||
      /^KeyCondition/.test(name) ||
      name === 'TableName'
    if (!isWanted && (/^ExpressionAttribute/.test(name) || !random.chance(site.optional))) continue
    made.push([name, valueFor(shape, name, { ...site, table })])
  }
  const request = Object.fromEntries(made)
  if (!('ExpressionAttributeNames' in members)) return request
  return { ...request, ...placeholdersIn(request, { random, keys: TABLES[table ?? ''] ?? {} }) }
}

function valueFor(shape: Shape, name: string, site: Site): Json {
  const { random, table = 'hash' } = site
  const keys = TABLES[table] ?? {}
  switch (shape.kind) {
    case 'string':
      return plausibleText(shape, name, { random, table, keys })
    case 'integer':
    case 'long':
      return random.between(shape.range?.min ?? 1, Math.min(shape.range?.max ?? 20, 50))
    case 'double':
      return random.between(0, 100)
    case 'timestamp':
      return random.between(0, 2_000_000_000)
    case 'boolean':
      return random.chance(0.5)
    case 'attributeValue':
      return plausibleValue(random)
    case 'structure':
      return structureOf(shape.members, site)
    case 'list': {
      const { min = 0, max = 4 } = shape.length ?? {}
      const length = random.between(min, Math.max(min, Math.min(max, 4)))
      return Array.from({ length }, () => valueFor(shape.element, `${name}.element`, site))
    }
    case 'map': {
      if (shape.value.kind === 'attributeValue') return itemOf(name, site)
      const names = /RequestItems/.test(name)
        ? Object.keys(TABLES)
        : [...Object.keys(keys), 'a', 'b']
      const entries = random.sample(names, random.between(1, 2)).map((key): [string, Json] => {
        const inner = /RequestItems/.test(name) ? { ...site, table: key } : site
        return [key, valueFor(shape.value, key, inner)]
      })
      return Object.fromEntries(entries)
    }
  }
}

/** A key, or an item, that fits the table. */
function itemOf(name: string, { random, table = 'hash' }: Site): JsonMap {
  const keys = Object.entries(TABLES[table] ?? {}).map(([key, type]): [string, Json] => {
    return [key, keyValue(type, random.below(3))]
  })
  if (name !== 'Item') return Object.fromEntries(keys)
  const others = random.sample(['a', 'b', 'l', 'm', 's', 'toString', 'c.d'], random.below(5))
  return Object.fromEntries([
    ...keys,
    ...others.map((other): [string, Json] => [other, plausibleValue(random)]),
  ])
}

/** A copy in which one place is something else, is gone, or is there twice. */
function mutated(json: Json, random: Random): Json {
  if (typeof json !== 'object' || json === null || random.chance(0.15)) return replaced(random)
  if (Array.isArray(json)) {
    const list = json as readonly Json[]
    if (list.length === 0) return replaced(random)
    const place = random.below(list.length)
    const here = list[place] ?? null
    const change = random.below(8)
    if (change === 0) return [...list, here]
    if (change === 1) return list.filter((_, index) => index !== place)
    if (change === 2) return Array.from({ length: 101 }, () => here)
    return list.map((element, index) => (index === place ? mutated(element, random) : element))
  }
  const map = json as JsonMap
  const names = Object.keys(map)
  if (names.length === 0)
    return own(random.pick(['__proto__', 'constructor', 'S']), replaced(random))
  const name = random.pick(names)
  const others = Object.entries(map).filter(([other]) => other !== name)
  const change = random.below(10)
  if (change === 0) return Object.fromEntries(others)
  if (change === 1) {
    const other = random.pick(['__proto__', 'constructor', 'toString', '', '\ud800', 'Limit'])
    return Object.fromEntries([...others, [other, map[name] ?? null]])
  }
  return Object.fromEntries([...others, [name, mutated(map[name] ?? null, random)]])
}

function replaced(random: Random): Json {
  return random.chance(0.5) ? hostileJson(random) : hostileValue(random)
}
