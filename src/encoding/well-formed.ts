/**
 * Texts of whole characters: U+FFFD takes the place of each unpaired surrogate, as in every encoder of UTF-8. So what is
 * compared with stored values is what it would be if it were stored itself.
 */

import { type AttributeValue, isBinary, NumberValue } from '../types/attribute.js'
import { isList, isSet } from './value.js'

/** A value in normal form with all its texts, names included. What needs no change is returned as it is. */
export function wellFormedValue(value: AttributeValue): AttributeValue {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed()
  if (typeof value !== 'object' || value === null) return value
  // The members of sets are so in normal form already.
  if (value instanceof NumberValue || isBinary(value) || isSet(value)) return value
  if (isList(value)) return wellFormedList(value)
  const entries = Object.entries(value)
  const after = entries.map(([name, member]) => {
    return [name.toWellFormed(), wellFormedValue(member)] as const
  })
  const isSame = after.every(([name, member], index) => {
    return name === entries[index]?.[0] && member === entries[index]?.[1]
  })
  return isSame ? value : Object.fromEntries(after)
}

function wellFormedList(list: readonly AttributeValue[]): readonly AttributeValue[] {
  const after = list.map(wellFormedValue)
  return after.every((element, index) => element === list[index]) ? list : after
}
