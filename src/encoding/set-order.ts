/**
 * The order in which the members of a set stand, which makes equal sets equal bytes: strings and binaries by bytes, numbers
 * from the largest to the smallest.
 */

import { isBinary, NumberValue, type SetAttribute } from '../types/attribute.js'
import { compareNumbers } from './number.js'
import { sortableKey } from './sortable.js'
import { compareBytes, compareStrings } from './value.js'

/** A member of a set, in normal form. */
type SetMember = string | number | NumberValue | Uint8Array

/** So many are compared one with another; more are sorted by texts, which V8 compares by itself. */
const COMPARED_MAX = 64

/**
 * More members than any item has room for: there are 256 binaries of one byte, 65,536 of two, and the others have three or
 * more; of different strings and numbers there are fewer in as many bytes.
 */
const STORED_MAX = 160_000

/** A set of members in normal form, all of one type, in the order of stored sets. */
export function orderedSet(members: Iterable<unknown>): SetAttribute {
  return new Set(inOrder([...members] as SetMember[])) as SetAttribute
}

/**
 * The members of a set, in their order; in some other if they are too many to be stored. There may be equal ones, which are
 * neighbours then.
 */
export function inOrder<Member extends SetMember>(members: readonly Member[]): Member[] {
  if (members.length <= COMPARED_MAX) return [...members].sort(compareMembers)
  if (members.every(member => typeof member === 'number')) {
    return Array.from(
      Float64Array.from(members as readonly number[])
        .sort()
        .reverse(),
    ) as Member[]
  }
  const keyed = new Map<string, Member[]>()
  for (const member of members) {
    const key = sortableKey(member)
    const equals = keyed.get(key)
    if (equals === undefined) keyed.set(key, [member])
    else equals.push(member)
  }
  const keys = [...keyed.keys()]
  if (members.length <= STORED_MAX) keys.sort()
  if (typeof members[0] === 'number' || members[0] instanceof NumberValue) keys.reverse()
  return keys.flatMap(key => keyed.get(key) as Member[])
}

function compareMembers(left: SetMember, right: SetMember): number {
  if (typeof left === 'string') return compareStrings(left, right as string)
  if (isBinary(left)) return compareBytes(left, right as Uint8Array)
  return compareNumbers(right as number | NumberValue, left)
}
