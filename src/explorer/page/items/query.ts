/** What is asked of a table, as the fields of the builder have it, and the Query or the Scan that it becomes. */

import {
  type KeyAttribute,
  keyShapeOf,
  type TableDescription,
} from '../tables/table-description.js'
import type { Attribute, Item } from './attribute.js'
import { joined, pathOf } from './path.js'

/** Conditions on a sort key, and how many values they have. */
export const SORT_OPERATORS: Readonly<Record<string, number>> = {
  '=': 1,
  '<': 1,
  '<=': 1,
  '>': 1,
  '>=': 1,
  begins_with: 1,
  between: 2,
}
/** Conditions of a filter, and how many values they have. */
export const FILTER_OPERATORS: Readonly<Record<string, number>> = {
  ...SORT_OPERATORS,
  '<>': 1,
  contains: 1,
  attribute_exists: 0,
  attribute_not_exists: 0,
}
/** Types that values of a filter can have. */
export const FILTER_TYPES = ['S', 'N', 'BOOL', 'NULL', 'B'] as const

/** One condition, with values as they are typed. */
export interface Condition {
  readonly operator: string
  readonly values: readonly string[]
}

/** A condition on an attribute that is none of the key, or on what is within it. */
export interface FilterCondition extends Condition {
  /** As it is typed, see `path.ts`; an empty one is not given. */
  readonly path: string
  readonly type: string
}

/** All fields. */
export interface Query {
  /** Undefined is the table itself. */
  readonly index: string | undefined
  /** A value for each attribute of the partition key; empty ones are not given. */
  readonly partition: readonly string[]
  /** A condition for each attribute of the sort key; one without a value is not given. */
  readonly sort: readonly Condition[]
  readonly isReversed: boolean
  readonly filters: readonly FilterCondition[]
}

/** All items. */
export const EVERYTHING: Query = {
  index: undefined,
  partition: [],
  sort: [],
  isReversed: false,
  filters: [],
}

/** An operation with its input. */
export interface QueryRequest {
  readonly operation: 'Query' | 'Scan'
  readonly input: QueryInput
}

/** The input of either, as far as the fields of a query have it. */
interface QueryInput {
  readonly TableName: string
  readonly IndexName?: string
  readonly KeyConditionExpression?: string
  readonly FilterExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Item
  readonly ScanIndexForward?: boolean
}

/** Expressions, names and values under placeholders. */
class Parts {
  readonly names = new Map<string, string>()
  readonly values = new Map<string, Attribute>()
  readonly #placeholders = new Map<string, string>()

  name(name: string): string {
    const known = this.#placeholders.get(name)
    if (known !== undefined) return known
    const placeholder = `#n${this.names.size}`
    this.names.set(placeholder, name)
    this.#placeholders.set(name, placeholder)
    return placeholder
  }

  value(attribute: Attribute): string {
    const placeholder = `:v${this.values.size}`
    this.values.set(placeholder, attribute)
    return placeholder
  }

  condition(path: string, operator: string, values: readonly Attribute[]): string {
    return conditionText(
      path,
      operator,
      values.map(value => this.value(value)),
    )
  }
}

/** A condition of an expression, of a path and values as they stand in it. */
export function conditionText(path: string, operator: string, values: readonly string[]): string {
  const [first = '', second = ''] = values
  switch (operator) {
    case 'between':
      return `${path} BETWEEN ${first} AND ${second}`
    case 'begins_with':
    case 'contains':
      return `${operator}(${path}, ${first})`
    case 'attribute_exists':
    case 'attribute_not_exists':
      return `${operator}(${path})`
    default:
      return `${path} ${operator} ${first}`
  }
}

/**
 * A Query if the partition key is given, and a Scan otherwise.
 *
 * @throws Error with a text for whoever filled the fields in, if some are missing
 */
export function requestOf(query: Query, table: TableDescription): QueryRequest {
  const parts = new Parts()
  const keys = keyConditionsOf(query, table, parts)
  const filters = query.filters
    .filter(({ path }) => path !== '')
    .map(({ path, operator, type, values }) => {
      const place = joined(pathOf(path), name => parts.name(name))
      return parts.condition(place, operator, typedValues(operator, { type, values }))
    })
  const input = {
    TableName: table.TableName,
    ...(query.index !== undefined && { IndexName: query.index }),
    ...(keys.length > 0 && { KeyConditionExpression: keys.join(' AND ') }),
    ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
    ...(parts.names.size > 0 && { ExpressionAttributeNames: Object.fromEntries(parts.names) }),
    ...(parts.values.size > 0 && { ExpressionAttributeValues: Object.fromEntries(parts.values) }),
    ...(keys.length > 0 && query.isReversed && { ScanIndexForward: false }),
  }
  return { operation: keys.length > 0 ? 'Query' : 'Scan', input }
}

function keyConditionsOf(query: Query, table: TableDescription, parts: Parts): string[] {
  const { partition, sort } = keyShapeOf(table, query.index)
  const given = partition.filter((_, place) => isGiven(query.partition[place]))
  const sorted = sort.filter((_, place) => isGiven(query.sort[place]?.values[0]))
  if (given.length === 0 && sorted.length === 0) return []
  const missing = partition.find(key => !given.includes(key))
  if (missing !== undefined) throw new Error(`A query needs a value of ${missing.name} as well.`)
  const equal = partition.map(({ name, type }, place) =>
    parts.condition(parts.name(name), '=', [typed(type, query.partition[place] ?? '')]),
  )
  const ranges = sort.flatMap((key, place) => sortConditionOf(key, query.sort[place], parts))
  return [...equal, ...ranges]
}

function sortConditionOf(
  { name, type }: KeyAttribute,
  condition: Condition | undefined,
  parts: Parts,
): string[] {
  if (condition === undefined || !isGiven(condition.values[0])) return []
  const { operator, values } = condition
  return [parts.condition(parts.name(name), operator, typedValues(operator, { type, values }))]
}

function typedValues(
  operator: string,
  { type, values }: { readonly type: string; readonly values: readonly string[] },
): Attribute[] {
  const count = FILTER_OPERATORS[operator] ?? 0
  return Array.from({ length: count }, (_, place) => typed(type, values[place] ?? ''))
}

function typed(type: string, text: string): Attribute {
  switch (type) {
    case 'N':
      return { N: text.trim() }
    case 'B':
      return { B: text.trim() }
    case 'BOOL':
      return { BOOL: text.trim() === 'true' }
    case 'NULL':
      return { NULL: true }
    default:
      return { S: text }
  }
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text !== ''
}
