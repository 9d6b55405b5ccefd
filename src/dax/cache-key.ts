/**
 * What entries of the caches are found by. Every text is preceded by its length, so that no two keys make one; a number is the
 * same however it is written.
 *
 *     item = "i" table "|" name { name } "|" value { value }     the attributes in the order of their names
 *     page = "q" operation table "|" json       the request, the members of each object in the order of their names
 *     value = type text                         type is "S", "N" or "B"
 *     table, name, text = length ":" characters
 */

import { numberText, parseNumber } from '../encoding/number.js'
import type { WireMap, WireValue } from '../encoding/wire-value.js'
import { UNUSUAL } from '../transport/unusual.js'

/** V8 knows this function in a `for` `in` loop and drops the call. */
const hasOwn = Object.prototype.hasOwnProperty

/** What the keys of all items of a table begin with. */
export function itemPrefix(table: string): string {
  return `i${sized(table)}|`
}

/** The key of an item. Throws UNUSUAL if it has an attribute that can be no key, and a `ValidationException` for no number. */
export function itemKey(table: string, key: WireMap): string {
  const [first = '', ...rest] = Object.keys(key).sort()
  if (rest.length > 1) throw UNUSUAL
  const [second] = rest
  const text = prefixOf(table, first, second) + scalarText(key[first])
  return second === undefined ? text : text + scalarText(key[second])
}

/**
 * The same of a key as a client has it, where its values are texts or integers. Undefined where it takes more to tell.
 *
 * @param isDocument whether the values are those of a document client
 */
export function quickItemKey(
  table: string,
  key: Readonly<Record<string, unknown>>,
  isDocument: boolean,
): string | undefined {
  let first: string | undefined
  let second: string | undefined
  for (const name in key) {
    if (!hasOwn.call(key, name) || second !== undefined) return undefined
    if (first === undefined) first = name
    else second = name
  }
  if (first === undefined) return undefined
  if (second !== undefined && second < first) [first, second] = [second, first]
  const quick = isDocument ? quickDocumentText : quickText
  const firstText = quick(key[first])
  if (firstText === undefined) return undefined
  const text = prefixOf(table, first, second) + firstText
  if (second === undefined) return text
  const secondText = quick(key[second])
  return secondText === undefined ? undefined : text + secondText
}

/** The key of a page: of a Query or a Scan. */
export function pageKey(operation: string, table: string, request: object): string {
  return `q${operation}${sized(table)}|${canonicalJson(request)}`
}

/** What the keys of a table were last made with. */
interface Prefix {
  readonly first: string
  readonly second: string | undefined
  readonly text: string
}

const PREFIXES_MAX = 1_000
const prefixes = new Map<string, Prefix>()

function prefixOf(table: string, first: string, second: string | undefined): string {
  const last = prefixes.get(table)
  if (last !== undefined && last.first === first && last.second === second) return last.text
  if (prefixes.size >= PREFIXES_MAX) prefixes.clear()
  const names = second === undefined ? sized(first) : sized(first) + sized(second)
  const text = `${itemPrefix(table)}${names}|`
  prefixes.set(table, { first, second, text })
  return text
}

/** JSON that does not depend on the order in which members were set. */
function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  const texts = members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${texts.join(',')}}`
}

function scalarText(value: WireValue | undefined): string {
  if (value?.S !== undefined) return textOf(value.S)
  if (value?.N !== undefined) return `N${sized(numberText(parseNumber(value.N)))}`
  if (value?.B !== undefined) return `B${sized(value.B)}`
  throw UNUSUAL
}

/** What stands before most texts, made once: a key is joined of as few parts as can be. */
const TEXT_HEADS: readonly string[] = Array.from({ length: 256 }, (_, length) => `S${length}:`)

function textOf(text: string): string {
  return (TEXT_HEADS[text.length] ?? `S${text.length}:`) + text
}

/** Of `{ S: text }`. */
function quickText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  let text: string | undefined
  for (const type in value) {
    if (type !== 'S') return undefined
    const { S } = value as { readonly S: unknown }
    if (typeof S === 'string') text = S
  }
  return text === undefined ? undefined : textOf(text)
}

function quickDocumentText(value: unknown): string | undefined {
  if (typeof value === 'string') return textOf(value)
  return Number.isSafeInteger(value) ? `N${sized(numberText(value as number))}` : undefined
}

function sized(text: string): string {
  return `${text.length}:${text}`
}
