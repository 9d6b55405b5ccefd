/**
 * `contains`: whether a text, binary, set or list has another value as a part.
 * Source: DynamoDB developer guide, "Comparison operator and function reference".
 */

import { sortableBinary } from '../encoding/sortable.js'
import { includesText } from '../encoding/substring.js'
import { equalValues, isList, isSet } from '../encoding/value.js'
import { type AttributeValue, isBinary, NumberValue } from '../types/attribute.js'

/** Members that are looked for one by one before it pays to hash all that there are. */
const SEARCHES_BEFORE_HASHING = 2

/** Whether `value` contains `member`. Takes time linear in both. */
export function contains(
  value: AttributeValue | undefined,
  member: AttributeValue | undefined,
): boolean {
  if (value === undefined || member === undefined) return false
  if (typeof value === 'string') return typeof member === 'string' && includesText(value, member)
  if (isBinary(value)) {
    if (!isBinary(member) || member.length > value.length) return false
    return includesText(sortableBinary(value), sortableBinary(member))
  }
  if (isList(value)) {
    // What is no object equals nothing but itself.
    if (!isObject(member)) return value.includes(member)
    return value.some(element => equalValues(element, member))
  }
  return isSet(value) && setContains(value, member)
}

/** A value in which several others are looked for, one after another. */
export class Container {
  readonly #value: AttributeValue | undefined
  #searches = 0
  #members: HashedMembers | undefined

  constructor(value: AttributeValue | undefined) {
    this.#value = value
  }

  /** Whether the value contains the member. */
  contains(member: AttributeValue | undefined): boolean {
    const value = this.#value
    if (value === undefined || member === undefined || !(isList(value) || isSet(value))) {
      return contains(value, member)
    }
    this.#searches += 1
    if (this.#searches <= SEARCHES_BEFORE_HASHING) return contains(value, member)
    this.#members ??= new HashedMembers(value)
    return this.#members.has(member) ?? contains(value, member)
  }
}

/** The scalars of a list or a set. */
class HashedMembers {
  readonly #plain = new Set<unknown>()
  readonly #numbers = new Set<string>()
  readonly #binaries = new Set<string>()

  constructor(members: Iterable<AttributeValue>) {
    for (const member of members) {
      if (!isObject(member)) this.#plain.add(member)
      else if (member instanceof NumberValue) this.#numbers.add(member.value)
      else if (isBinary(member)) this.#binaries.add(sortableBinary(member))
    }
  }

  /** Undefined for a document or a set, which is not looked for by its hash. */
  has(member: AttributeValue): boolean | undefined {
    if (!isObject(member)) return this.#plain.has(member)
    if (member instanceof NumberValue) return this.#numbers.has(member.value)
    return isBinary(member) ? this.#binaries.has(sortableBinary(member)) : undefined
  }
}

function setContains(set: ReadonlySet<unknown>, member: AttributeValue): boolean {
  if (set.has(member)) return true
  // Text and doubles are found by identity; only what is an object can be equal and not the same.
  if (!(isBinary(member) || member instanceof NumberValue)) return false
  for (const other of set as ReadonlySet<AttributeValue>)
    if (equalValues(other, member)) return true
  return false
}

function isObject(value: AttributeValue): value is AttributeValue & object {
  return typeof value === 'object' && value !== null
}
