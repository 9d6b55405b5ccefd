/** Keys as short texts, for whoever reads a report. Most are never told, so they are made to texts when they are. */

import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import type { Item } from '../types/attribute.js'

/** UTF-16 code units of a value in a text. */
const VALUE_LENGTH_MAX = 60

/** A text, or the one attribute that it is made of when it is told. */
export type KeyLabel = string | ShortKey

interface ShortKey {
  readonly name: string
  /** A text of no more than is told of it. */
  readonly text: string
}

/** As it is told, such as `customerId: "anna"`. */
export function textOfLabel(label: KeyLabel): string {
  return typeof label === 'string' ? label : `${label.name}: ${cut(JSON.stringify(label.text))}`
}

/** Such as `customerId: "anna"`. */
export function labelOfItem(key: Item): string {
  return labelOfWire(wireOfItem(key), Object.keys(key))
}

/** Some attributes of an item in wire form; undefined if one of them is missing. */
export function labelOfAttributes(wire: unknown, names: readonly string[]): KeyLabel | undefined {
  if (typeof wire !== 'object' || wire === null) return undefined
  const members = wire as WireMap
  const [name] = names
  if (name !== undefined && names.length === 1) {
    const value = members[name]
    if (value === undefined) return undefined
    const text = (value as { readonly S?: unknown }).S
    if (typeof text === 'string' && text.length <= VALUE_LENGTH_MAX) return { name, text }
  }
  return names.every(one => members[one] !== undefined) ? labelOfWire(members, names) : undefined
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
