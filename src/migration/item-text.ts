/** Items in wire form as texts that are equal if, and only if, the items are: whatever server has written them. */

import { numberText, parseNumber } from '../encoding/number.js'
import type { WireMap, WireValue } from '../encoding/wire-value.js'

/** An item, a key, or the value of an M. */
export function mapText(map: WireMap): string {
  const names = Object.keys(map)
  return membersText(map, names.length > 1 ? names.sort() : names)
}

/** The key of an item, as `mapText` has it. */
export function keyTextOf(item: WireMap, keyNames: readonly string[]): string {
  return membersText(item, keyNames.length > 1 ? keyNames.toSorted() : keyNames)
}

function membersText(map: WireMap, names: readonly string[]): string {
  // Texts come after their lengths, so none needs quoting.
  let text = '{'
  for (const name of names) {
    const value = map[name]
    if (value !== undefined) text += `${name.length}:${name}${valueText(value)}`
  }
  return `${text}}`
}

function valueText(value: WireValue): string {
  if (value.S !== undefined) return `S${value.S.length}:${value.S}`
  if (value.N !== undefined) return `N${canonicalNumber(value.N)};`
  if (value.M !== undefined) return `M${mapText(value.M)}`
  if (value.L !== undefined) return `L[${value.L.map(valueText).join('')}]`
  if (value.BOOL !== undefined) return value.BOOL ? 'T' : 'F'
  if (value.NULL !== undefined) return '0'
  if (value.B !== undefined) return `B${value.B.length}:${value.B}`
  if (value.SS !== undefined) return setText('s', value.SS)
  if (value.NS !== undefined) return setText('n', value.NS.map(canonicalNumber))
  return setText('b', value.BS ?? [])
}

/** The order of sets does not count. */
function setText(tag: string, members: readonly string[]): string {
  const sorted = members.length > 1 ? members.toSorted() : members
  return `${tag}[${sorted.map(member => `${member.length}:${member}`).join('')}]`
}

/** `1.0`, `1` and `1E0` are one number. */
function canonicalNumber(text: string): string {
  return PLAIN.test(text) ? text : numberText(parseNumber(text))
}

/** What is in canonical form as it is: not all that is. */
const PLAIN = /^(?:0|-?[1-9][0-9]{0,9}(?:\.[0-9]{0,4}[1-9])?)$/
