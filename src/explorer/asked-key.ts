/** Keys in the queries of the page: JSON in wire form. */

import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import { optionInvalid } from '../errors/option-errors.js'
import type { Item } from '../types/attribute.js'

/**
 * The key that a query has under a name.
 *
 * @throws ValidationException if there is none
 */
export function keyIn(query: URLSearchParams, name: string): Item {
  const wire = jsonIn(query, name)
  if (isKey(wire)) return itemOfWire(wire)
  const allowed = 'a key as JSON, such as { "id": { "S": "a" } }'
  throw optionInvalid(name, { value: query.get(name) ?? '', allowed })
}

/** What a query has under a name as JSON; undefined if it is none. */
export function jsonIn(query: URLSearchParams, name: string): unknown {
  try {
    return JSON.parse(query.get(name) ?? '')
  } catch {
    return undefined
  }
}

function isKey(wire: unknown): wire is WireMap {
  return typeof wire === 'object' && wire !== null && Object.values(wire).every(isKeyAttribute)
}

function isKeyAttribute(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const [entry, ...others] = Object.entries(value)
  const [type = '', content] = entry ?? []
  return others.length === 0 && ['S', 'N', 'B'].includes(type) && typeof content === 'string'
}
