/** Parts of statements as text, with values in the place of their parameters: for people, never to be parsed again. */

import { typeOf } from '../encoding/value.js'
import type { Values } from '../expressions/compiler.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import type { ReadSlots } from './key-reads.js'
import { type Token, tokensOf } from './lexer.js'

/** What stands behind WHERE; undefined if there is none. */
export function textOfWhere(
  text: string,
  parameters: readonly AttributeValue[],
): string | undefined {
  const tokens = tokensOf(text)
  const first = tokens.findIndex(token => isKeyword(token, 'where')) + 1
  if (first === 0) return undefined
  const last = tokens.findIndex((token, place) => place > first && isEnd(token))
  const shown: string[] = []
  let from = tokens[first]?.start ?? 0
  for (const [place, token] of tokens.entries()) {
    if (token.kind !== 'symbol' || token.text !== '?') continue
    const slot = tokens
      .slice(0, place)
      .filter(one => one.kind === 'symbol' && one.text === '?').length
    if (place < first || place >= last) continue
    shown.push(text.slice(from, token.start), textOfValue(parameters[slot] ?? null))
    from = token.end
  }
  shown.push(text.slice(from, tokens[last]?.start))
  return shown.join('').trim()
}

/** These stand behind WHERE, and in no expression. */
const ENDS = ['order', 'returning', 'set', 'remove']

function isEnd(token: Token): boolean {
  if (token.kind === 'end' || (token.kind === 'symbol' && token.text === ';')) return true
  return ENDS.some(word => isKeyword(token, word))
}

function isKeyword({ kind, text }: Token, word: string): boolean {
  return kind === 'keyword' && text === word
}

/** The condition on the key that a read confines itself to. `keys` are the names of its attributes. */
export function textOfRead(
  { partition, sort }: ReadSlots,
  [partitionKey, sortKey = '']: readonly [string, string?],
  values: Values,
): string {
  const valueIn = (slot: number | undefined): string => textOfValue(values[slot ?? -1] ?? null)
  const conditions = sort.map(({ operator, slots: [first, second] }) => {
    switch (operator) {
      case 'BETWEEN':
        return `${sortKey} BETWEEN ${valueIn(first)} AND ${valueIn(second)}`
      case 'begins_with':
        return `begins_with(${sortKey}, ${valueIn(first)})`
      default:
        return `${sortKey} ${operator} ${valueIn(first)}`
    }
  })
  return [`${partitionKey} = ${valueIn(partition)}`, ...conditions].join(' AND ')
}

/** A key as a condition. */
export function textOfKey(key: Item): string {
  return Object.keys(key)
    .map(name => `${name} = ${textOfValue(key[name] ?? null)}`)
    .join(' AND ')
}

/** Characters of a value that are shown. */
const SHOWN_MAX = 100

/** A value as a literal, or what it is where there are no literals of its type. */
function textOfValue(value: AttributeValue): string {
  const text = literalOf(value)
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}...` : text
}

function literalOf(value: AttributeValue): string {
  switch (typeOf(value)) {
    case 'S':
      return `'${String(value).replaceAll("'", "''")}'`
    case 'N':
    case 'BOOL':
    case 'NULL':
      return String(value)
    case 'B':
      return `binary of ${(value as Uint8Array).length} bytes`
    case 'L':
      return `[${(value as readonly AttributeValue[]).map(literalOf).join(', ')}]`
    case 'M':
      return `{${Object.entries(value as object)
        .map(([name, member]) => `'${name}': ${literalOf(member as AttributeValue)}`)
        .join(', ')}}`
    default:
      return `<<${Array.from(value as Iterable<AttributeValue>, literalOf).join(', ')}>>`
  }
}
