/** Items and keys that are typed, in wire form. */

import { normalizeItem } from '../encoding/normalize.js'
import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import type { KeyType } from '../types/attribute.js'
import type { Json } from './door.js'
import { type Key, WrongLine } from './line.js'

/** The attributes of a table's key, in their order. */
export interface KeyAttribute {
  readonly name: string
  readonly type: KeyType
}

/** Digits from which on a double may be another number. Source: IEEE 754, binary64. */
const DIGITS_MAX = 15
const TEXT_OR_NUMBER = /"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

/**
 * The item of a text of JSON.
 *
 * @param keys an item whose key attributes are no objects is plain: a key is never a map
 * @throws WrongLine if it is no JSON, or no object
 */
export function itemOfText(text: string, keys: readonly KeyAttribute[]): WireMap {
  const json = objectOf(text)
  const isPlain = keys.some(({ name }) => Object.hasOwn(json, name) && !isObject(json[name]))
  if (!isPlain) return json as WireMap
  refuseInexact(text)
  return wireOfItem(normalizeItem(json))
}

/** The key of an item. Throws as `itemOfText` does, and if there are more or fewer values than the key has. */
export function keyOf(key: Key, keys: readonly KeyAttribute[]): WireMap {
  if ('json' in key) return itemOfText(key.json, keys)
  const names = keys.map(({ name }) => name).join(' and ')
  if (key.values.length !== keys.length) throw new WrongLine(`the key is ${names}`)
  return Object.fromEntries(
    keys.map(({ name, type }, place) => [name, { [type]: key.values[place] ?? '' }]),
  )
}

/** The object of a text of JSON. Throws `WrongLine`. */
export function objectOf(text: string): Json {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new WrongLine(error instanceof Error ? error.message : String(error))
  }
  if (!isObject(json)) throw new WrongLine('expected an object of JSON')
  return json
}

/** A number that JSON would read as another one is not put as that. */
function refuseInexact(text: string): void {
  for (const [token] of text.matchAll(TEXT_OR_NUMBER)) {
    if (token.startsWith('"')) continue
    const digits = token.replace(/[eE].*$/, '').replaceAll(/^-?[0.]+|\D/g, '')
    if (digits.length > DIGITS_MAX) {
      throw new WrongLine(`${token} has more digits than plain JSON keeps: write items with types`)
    }
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
