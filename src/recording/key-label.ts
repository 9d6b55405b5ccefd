/** Keys as short texts, for whoever reads a report. */

import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import type { Item } from '../types/attribute.js'

/** UTF-16 code units of a value in a text. */
const VALUE_LENGTH_MAX = 60

/** Such as `customerId: "anna"`. */
export function labelOfItem(key: Item): string {
  return labelOfWire(wireOfItem(key), Object.keys(key))
}

/** Some attributes of an item in wire form; undefined if one of them is missing. */
export function labelOfAttributes(wire: unknown, names: readonly string[]): string | undefined {
  if (typeof wire !== 'object' || wire === null) return undefined
  const members = wire as WireMap
  return names.every(name => members[name] !== undefined) ? labelOfWire(members, names) : undefined
}

function labelOfWire(wire: WireMap, names: readonly string[]): string {
  let label = ''
  for (const name of names) {
    const { S, N, B } = (wire[name] ?? {}) as { S?: unknown; N?: unknown; B?: unknown }
    const value = S === undefined ? String(N ?? B) : JSON.stringify(S)
    label += `${label === '' ? '' : ', '}${name}: ${cut(value)}`
  }
  return label
}

function cut(text: string): string {
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text
}
