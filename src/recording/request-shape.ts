/** What requests of one kind have in common: the operation, tables and expressions, and not the values. */

import { tablesOf } from '../transport/request-log.js'

/** A request, as far as it is looked at; nothing of it has been checked. */
export interface RequestMembers {
  readonly TableName?: unknown
  readonly IndexName?: unknown
  readonly KeyConditionExpression?: unknown
  readonly FilterExpression?: unknown
  readonly ProjectionExpression?: unknown
  readonly ConditionExpression?: unknown
  readonly UpdateExpression?: unknown
  readonly ExpressionAttributeNames?: unknown
  readonly ConsistentRead?: unknown
  readonly ReturnValues?: unknown
  readonly Select?: unknown
  readonly Statement?: unknown
  readonly Parameters?: unknown
  readonly Key?: unknown
  readonly Item?: unknown
  readonly RequestItems?: unknown
  readonly KeyConditions?: unknown
  readonly QueryFilter?: unknown
  readonly ScanFilter?: unknown
  readonly Expected?: unknown
  readonly TotalSegments?: unknown
  readonly ExclusiveStartKey?: unknown
  readonly NextToken?: unknown
}

/** UTF-16 code units of an expression that count. */
const TEXT_LENGTH_MAX = 500
/** UTF-16 code units of a sample. */
const SAMPLE_LENGTH_MAX = 400
/** UTF-16 code units of a request's names of which something is kept. */
const NAMES_LENGTH_MAX = 2000

/** The same text for requests of one shape. */
export function shapeText(operation: string, json: RequestMembers): string {
  let text = operation
  if (typeof json.TableName === 'string') {
    text += `\n${json.TableName}`
  } else if (typeof json.Statement === 'string') {
    return `${text}\n${withoutLiterals(json.Statement)}`
  } else {
    return `${text}\n${[...new Set(tablesOf(json))].sort().join('\n').slice(0, TEXT_LENGTH_MAX)}`
  }
  text += part(json.IndexName)
  text += part(json.KeyConditionExpression)
  text += part(json.FilterExpression)
  text += part(json.ProjectionExpression)
  text += part(json.ConditionExpression)
  text += part(json.UpdateExpression)
  if (json.ConsistentRead === true) text += '\nconsistent'
  if (json.ReturnValues !== undefined) text += part(json.ReturnValues)
  if (json.Select !== undefined) text += part(json.Select)
  if (json.TotalSegments !== undefined) text += '\nsegment'
  text += namesOf(json.ExpressionAttributeNames)
  const legacy = json.KeyConditions ?? json.QueryFilter ?? json.ScanFilter ?? json.Expected
  return legacy === undefined ? text : text + legacyOf(json)
}

/**
 * What of a request its shape depends on, for those that name one table: requests that are alike in it are of one shape, and need
 * no text to find that out.
 */
export class ShapeMembers {
  readonly #operation: string
  readonly #json: RequestMembers
  /** Of names, as they were: the request may be changed by who sent it. */
  readonly #names: Readonly<Record<string, unknown>> | undefined
  readonly #nameCount: number

  constructor(operation: string, json: RequestMembers) {
    const { TableName, IndexName, KeyConditionExpression, FilterExpression } = json
    const { ProjectionExpression, ConditionExpression, UpdateExpression } = json
    const { ConsistentRead, ReturnValues, Select, TotalSegments } = json
    const { ExpressionAttributeNames: names } = json
    this.#operation = operation
    this.#json = {
      TableName,
      IndexName,
      KeyConditionExpression,
      FilterExpression,
      ProjectionExpression,
      ConditionExpression,
      UpdateExpression,
      ConsistentRead,
      ReturnValues,
      Select,
      TotalSegments,
    }
    this.#names = typeof names === 'object' && names !== null ? { ...names } : undefined
    this.#nameCount = namesIn(this.#names).length
  }

  /** Whether a request names one table, and none of the parameters of before there were expressions. */
  static has(json: RequestMembers): boolean {
    const { TableName, KeyConditions, QueryFilter, ScanFilter, Expected } = json
    if (typeof TableName !== 'string') return false
    return (KeyConditions ?? QueryFilter ?? ScanFilter ?? Expected) === undefined
  }

  /** Whether such a request is of this shape for certain. */
  matches(operation: string, json: RequestMembers): boolean {
    const own = this.#json
    return (
      operation === this.#operation &&
      json.TableName === own.TableName &&
      json.IndexName === own.IndexName &&
      json.KeyConditionExpression === own.KeyConditionExpression &&
      json.FilterExpression === own.FilterExpression &&
      json.ProjectionExpression === own.ProjectionExpression &&
      json.ConditionExpression === own.ConditionExpression &&
      json.UpdateExpression === own.UpdateExpression &&
      json.ConsistentRead === own.ConsistentRead &&
      json.ReturnValues === own.ReturnValues &&
      json.Select === own.Select &&
      json.TotalSegments === own.TotalSegments &&
      this.#hasNames(json.ExpressionAttributeNames)
    )
  }

  #hasNames(names: unknown): boolean {
    const own = this.#names
    if (own === undefined || typeof names !== 'object' || names === null) return own === names
    let count = 0
    for (const placeholder in names) {
      const name = (names as Readonly<Record<string, unknown>>)[placeholder]
      // What is no text may be another thing the next time.
      if (typeof name !== 'string' || name !== own[placeholder]) return false
      count += 1
    }
    return count === this.#nameCount
  }
}

/** A request of the shape, for people: attributes of items by name only, and cut off if it is long. */
export function sampleOf(json: RequestMembers): string {
  const { Item: item, RequestItems, ...rest } = json as Readonly<Record<string, unknown>>
  const shown = {
    ...rest,
    ...(item !== undefined && { Item: `{ ${namesIn(item).join(', ')} }` }),
    ...(RequestItems !== undefined && { RequestItems: namesIn(RequestItems) }),
  }
  const text = JSON.stringify(shown) ?? ''
  return text.length > SAMPLE_LENGTH_MAX ? `${text.slice(0, SAMPLE_LENGTH_MAX)}…` : text
}

/** What of a request tells what it filters by, if that is not too much to keep. */
export function filteringPartOf(json: RequestMembers): RequestMembers {
  const { FilterExpression, ExpressionAttributeNames, QueryFilter, ScanFilter, Statement } = json
  const part = { FilterExpression, ExpressionAttributeNames, QueryFilter, ScanFilter, Statement }
  const length = (JSON.stringify(part) ?? '').length
  if (length > NAMES_LENGTH_MAX) return {}
  const { Parameters: parameters } = json
  const count = Array.isArray(parameters) ? parameters.length : 0
  return { ...part, Parameters: Array.from({ length: count }, () => null) }
}

function part(value: unknown): string {
  return typeof value === 'string' ? `\n${value.slice(0, TEXT_LENGTH_MAX)}` : '\n'
}

/** One text of an expression means as many things as it has names. */
function namesOf(names: unknown): string {
  if (typeof names !== 'object' || names === null) return ''
  let text = '\n'
  for (const placeholder in names) {
    if (text.length > TEXT_LENGTH_MAX) break
    text += `${placeholder}=${String((names as Readonly<Record<string, unknown>>)[placeholder])},`
  }
  return text.slice(0, TEXT_LENGTH_MAX)
}

function legacyOf({ KeyConditions, QueryFilter, ScanFilter, Expected }: RequestMembers): string {
  const lists = [KeyConditions, QueryFilter, ScanFilter, Expected].map(namesIn)
  return `\n${JSON.stringify(lists).slice(0, TEXT_LENGTH_MAX)}`
}

function namesIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}

/** Statements that differ in their literals are of one shape. */
function withoutLiterals(statement: string): string {
  const begin = statement.slice(0, TEXT_LENGTH_MAX)
  return begin.replace(/'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b/g, '?')
}
