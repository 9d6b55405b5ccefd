/**
 * What can be asked of attribute values without a table: which type, equal or not, which comes first, and what is
 * under a name. Numbers are in normal form and sets are not empty, as in stored data; nothing here checks input.
 *
 * Maps are plain objects whose keys are data: `__proto__` and `constructor` are names like any other, and nothing
 * is ever read from a prototype.
 *
 * Source of the rules: DynamoDB developer guide, "Comparison operator and function reference", and observed
 * behaviour.
 */

import { assert } from '../errors/assert.js'
import {
  type AttributeMap,
  type AttributeValue,
  type Item,
  isBinary,
  type NumberAttribute,
  NumberValue,
  type SetAttribute,
  type TypeTag,
} from '../types/attribute.js'
import { compareNumbers, equalNumbers } from './number.js'
import { sortableBinary, sortableString } from './sortable.js'

type SetMember = string | NumberAttribute | Uint8Array

/** Up to here a loop over bytes is cheaper than a native call. */
const BYTES_FOR_LOOP_MAX = 32
/** So much of two texts is compared by a loop over its units. */
const UNITS_FOR_LOOP_MAX = 1024
const SURROGATE_MIN = 0xd800
const SURROGATE_MAX = 0xdfff
const PROTO = '__proto__'
/** V8 knows this function in a `for` `in` loop and drops the call; `Object.hasOwn` it does not. */
const hasOwn = Object.prototype.hasOwnProperty

/** The service's type of a value; that of a set is told by its first member. */
export function typeOf(value: AttributeValue): TypeTag {
  switch (typeof value) {
    case 'string':
      return 'S'
    case 'number':
    case 'bigint':
      return 'N'
    case 'boolean':
      return 'BOOL'
    default:
      return typeOfObject(value)
  }
}

/** Whether a value is an L. */
export function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value)
}

/** Whether a value is an SS, NS or BS. */
export function isSet(value: AttributeValue): value is SetAttribute {
  return value instanceof Set
}

/** Whether a value is an M: an object that is none of the other types. */
export function isPlainMap(value: AttributeValue): value is AttributeMap {
  if (typeof value !== 'object' || value === null || isList(value)) return false
  return !(isBinary(value) || value instanceof NumberValue || value instanceof Set)
}

/** Whether a map has this name itself, whatever a prototype holds. */
export function isOwn(map: AttributeMap, name: string): boolean {
  return hasOwn.call(map, name)
}

/** The value under an own name of a map; undefined where there is none, whatever a prototype holds. */
export function ownValue(map: AttributeMap, name: string): AttributeValue | undefined {
  return isOwn(map, name) ? map[name] : undefined
}

/** Puts a value under a name as an own property, also where the name is `__proto__`. */
export function setOwn(
  map: Record<string, AttributeValue>,
  name: string,
  value: AttributeValue,
): void {
  if (name === PROTO) {
    Object.defineProperty(map, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
  } else {
    map[name] = value
  }
}

/**
 * Whether two values are equal: of one type, and numbers by value, binary by bytes, sets without order, lists in
 * order, maps by their own keys; all this at any depth. An absent value equals nothing, not even another one.
 */
export function equalValues(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === b) return a !== undefined
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isList(a)) return isList(b) && equalLists(a, b)
  if (isBinary(a)) return isBinary(b) && equalBytes(a, b)
  if (a instanceof NumberValue) return b instanceof NumberValue && equalNumbers(a, b)
  if (isSet(a)) return isSet(b) && equalSets(a, b)
  return isPlainMap(b) && equalItems(a, b)
}

/** Whether two items, or two maps, have the same names with equal values. */
export function equalItems(a: Item, b: Item): boolean {
  let surplus = 0
  // Not Object.keys: V8 makes these loops several times faster, the guards included.
  for (const name in a) {
    if (!isOwn(a, name)) continue
    if (!equalValues(a[name], ownValue(b, name))) return false
    surplus += 1
  }
  for (const name in b) if (isOwn(b, name)) surplus -= 1
  return surplus === 0
}

/**
 * Negative, zero or positive by the order of the UTF-8 bytes. It is that of UTF-16, which `<` uses, except that
 * surrogates come after all other characters. Unpaired ones count as U+FFFD.
 */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  const shared = Math.min(a.length, b.length)
  for (let index = samePrefix(a, b, shared); index < shared; index += 1) {
    const unitA = a.charCodeAt(index)
    const unitB = b.charCodeAt(index)
    if (unitA === unitB) continue
    if (isSurrogate(unitA) || isSurrogate(unitB)) {
      return compareNative(sortableString(a), sortableString(b))
    }
    return unitA - unitB
  }
  return a.length - b.length
}

/** A length up to which two long texts are the same, which V8 finds out many times faster than a loop. */
function samePrefix(a: string, b: string, shared: number): number {
  let same = 0
  while (shared - same > UNITS_FOR_LOOP_MAX) {
    const end = same + UNITS_FOR_LOOP_MAX
    if (a.slice(same, end) !== b.slice(same, end)) break
    same = end
  }
  return same
}

/** Negative, zero or positive by the order of unsigned bytes; a prefix comes first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  const looped = Math.min(shared, BYTES_FOR_LOOP_MAX)
  for (let index = 0; index < looped; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return looped === shared ? a.length - b.length : Buffer.compare(a, b)
}

/** The order of two values of one type among S, N and B; undefined for any others. */
export function compareScalars(a: AttributeValue, b: AttributeValue): number | undefined {
  if (typeof a === 'string') return typeof b === 'string' ? compareStrings(a, b) : undefined
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) : undefined
  if (isBinary(a) && isBinary(b)) return compareBytes(a, b)
  return undefined
}

function typeOfObject(value: AttributeValue & (object | null)): TypeTag {
  if (value === null) return 'NULL'
  if (isList(value)) return 'L'
  if (isBinary(value)) return 'B'
  if (value instanceof NumberValue) return 'N'
  return isSet(value) ? typeOfSet(value) : 'M'
}

function typeOfSet(set: SetAttribute): TypeTag {
  for (const member of set) {
    if (typeof member === 'string') return 'SS'
    return isBinary(member) ? 'BS' : 'NS'
  }
  assert(false, 'a stored set has a member')
}

function isNumber(value: AttributeValue): value is number | NumberValue {
  assert(typeof value !== 'bigint', 'a number in normal form is no bigint')
  return typeof value === 'number' || value instanceof NumberValue
}

function equalLists(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) {
    if (!equalValues(a[index], b[index])) return false
  }
  return true
}

/** Whether two binaries have the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0
}

/** Sets have no equal members, so that of two of one size each holds the other if the other holds it. */
function equalSets(a: SetAttribute, b: SetAttribute): boolean {
  if (a.size !== b.size || typeOfSet(a) !== typeOfSet(b)) return false
  const others: ReadonlySet<unknown> = b
  let otherKeys: ReadonlySet<unknown> | undefined
  for (const member of a) {
    if (others.has(member)) continue
    if (typeof member !== 'object') return false
    otherKeys ??= new Set(Array.from<SetMember, unknown>(b, memberKey))
    if (!otherKeys.has(memberKey(member))) return false
  }
  return true
}

/** A primitive that stands for a member among those of its type: a number that is no double stands as text. */
function memberKey(member: SetMember): unknown {
  if (isBinary(member)) return sortableBinary(member)
  return member instanceof NumberValue ? member.value : member
}

function isSurrogate(unit: number): boolean {
  return unit >= SURROGATE_MIN && unit <= SURROGATE_MAX
}

function compareNative(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
