/** The forms that items have in files, and one item in each of them as text. */

import type { Attribute, Item } from '../items/attribute.js'
import type { KeyShape } from '../tables/table-description.js'

/**
 * `dynamodb`: a line for each item, as the service's export to S3 has it; `json`: an array of plain values, in which sets are arrays
 * and binary is text in base64; `csv`: comma-separated values (RFC 4180), see `csv-cells.ts`.
 */
export type Format = 'dynamodb' | 'json' | 'csv'

/** What each is called, and how the names of files end. */
export const FORMATS: Readonly<
  Record<Format, { readonly title: string; readonly ending: string }>
> = {
  dynamodb: { title: 'DynamoDB JSON, a line for each item', ending: 'jsonl' },
  json: { title: 'Plain JSON', ending: 'json' },
  csv: { title: 'CSV', ending: 'csv' },
}

/** The types of the attributes of a key, by their names. */
export function keyTypesOf({ partition, sort }: KeyShape): ReadonlyMap<string, string> {
  return new Map([...partition, ...sort].map(({ name, type }) => [name, type]))
}

/** Levels that an attribute can have. Source: DynamoDB developer guide, "Quotas": 32. */
const LEVELS_MAX = 32

/** Whether what a file has is an item in wire form. */
export function isItem(value: unknown, level = 0): value is Item {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return level <= LEVELS_MAX && Object.values(value).every(each => isAttribute(each, level + 1))
}

/** Whether what a file has is an attribute in wire form. What its content may be, the service knows. */
export function isAttribute(value: unknown, level = 1): value is Attribute {
  if (typeof value !== 'object' || value === null || level > LEVELS_MAX) return false
  const entries = Object.entries(value)
  const [type, content]: readonly [string, unknown] = entries[0] ?? ['', undefined]
  if (entries.length !== 1) return false
  switch (type) {
    case 'S':
    case 'N':
    case 'B':
      return typeof content === 'string'
    case 'BOOL':
    case 'NULL':
      return typeof content === 'boolean'
    case 'SS':
    case 'NS':
    case 'BS':
      return Array.isArray(content) && content.every(each => typeof each === 'string')
    case 'L':
      return Array.isArray(content) && content.every(each => isAttribute(each, level + 1))
    default:
      return type === 'M' && isItem(content, level)
  }
}

/** An item as plain JSON. Numbers have all their digits. */
export function plainTextOf(item: Item): string {
  const members = Object.entries(item).map(
    ([name, value]) => `${JSON.stringify(name)}:${plainValueOf(value)}`,
  )
  return `{${members.join(',')}}`
}

function plainValueOf(value: Attribute): string {
  if ('N' in value) return value.N
  if ('NULL' in value) return 'null'
  if ('NS' in value) return `[${value.NS.join(',')}]`
  if ('L' in value) return `[${value.L.map(plainValueOf).join(',')}]`
  if ('M' in value) return plainTextOf(value.M)
  // What is left is the same in JSON: texts, binary, booleans, and arrays of texts.
  const [content] = Object.values(value)
  return JSON.stringify(content)
}

/** Plain JSON as what the service has for it. */
type Reviver = (
  this: unknown,
  name: string,
  value: unknown,
  context?: { readonly source?: string },
) => unknown

/** Every value becomes an attribute, the innermost ones first. */
const attributeOfPlain: Reviver = (_, value, context) => {
  switch (typeof value) {
    case 'string':
      return { S: value }
    case 'number':
      return { N: context?.source ?? exactText(value) }
    case 'boolean':
      return { BOOL: value }
    default:
      if (value === null) return { NULL: true }
      return Array.isArray(value) ? { L: value } : { M: value }
  }
}

/** Browsers that do not tell what a number was in the text may have rounded it. */
function exactText(value: number): string {
  const text = String(value)
  if (text.replaceAll(/\D/g, '').length > 15) {
    throw new Error('This browser can not read a number with so many digits.')
  }
  return text
}

/**
 * Plain JSON in wire form; a value that is binary in the key of the table is text in base64.
 *
 * @throws SyntaxError if this is no JSON
 */
export function attributeOfJson(text: string): Attribute {
  return JSON.parse(text, attributeOfPlain) as Attribute
}

/** An item of plain JSON. Undefined if it is something else. */
export function itemOfPlain(
  value: Attribute,
  keyTypes: ReadonlyMap<string, string>,
): Item | undefined {
  if (!('M' in value)) return undefined
  const entries = Object.entries(value.M).map(([name, each]): [string, Attribute] =>
    keyTypes.get(name) === 'B' && 'S' in each ? [name, { B: each.S }] : [name, each],
  )
  return Object.fromEntries(entries)
}
