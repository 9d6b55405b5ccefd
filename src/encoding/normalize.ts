/**
 * Values as callers hand them in, checked and brought to the one form that the library works on:
 *
 * - a number is a `number` if a double holds its decimal exactly, else a `NumberValue` in normal form;
 * - the members of a set are unique and stand in a fixed order: strings and binaries by bytes, numbers from the largest
 *   to the smallest;
 * - a property that is undefined is absent;
 * - all of it is plain data, and nobody else's: each part of what a caller holds has been read once, and copied, so that
 *   nothing of it can run code or change from here on.
 *
 * Texts may have unpaired surrogates here. Storing writes them as U+FFFD, so only what is compared before it is stored
 * has to be brought to that: see `well-formed.ts`.
 */

import { types } from 'node:util'
import {
  attributeNameTooLarge,
  detachedBinary,
  duplicateBinaries,
  duplicateNumbers,
  duplicateStrings,
  emptyAttributeName,
  emptySet,
  itemTooLarge,
  mixedSet,
  nestingTooDeep,
  notAnItem,
  unsupportedValue,
} from '../errors/value-errors.js'
import {
  type AttributeValue,
  type Item,
  NumberValue,
  type SetAttribute,
} from '../types/attribute.js'
import {
  ATTRIBUTE_NAME_SIZE_MAX,
  ITEM_SIZE_MAX,
  NESTING_MAX,
  PLACEHOLDERS_SIZE_MAX,
} from '../types/limits.js'
import { copyOfBytes, describe, isPlainObject, membersOf, textOfNumber } from './caller-values.js'
import { compareNumbers, normalizeNumber } from './number.js'
import { inOrder } from './set-order.js'
import { stringSize } from './size.js'
import { compareBytes, isOwn, setOwn } from './value.js'

/**
 * Each value costs a byte at least, so one with more parts than bytes allowed is larger than that. One list that stands in
 * many places counts each time: a few of them, each twice in the next, would never come to an end.
 */
let partsLeft = 0

/**
 * An item in normal form.
 *
 * @param item a plain object of attribute values; anything else is refused
 * @throws ValidationException for a value that is no attribute value, a number out of range, an empty set or one with
 *   duplicates, an empty or overlong name, or more than 32 levels of nesting
 * @throws whatever a getter of the caller throws
 */
export function normalizeItem(item: unknown): Item {
  if (!isPlainObject(item)) throw notAnItem(describe(item))
  partsLeft = ITEM_SIZE_MAX
  try {
    return normalizeMap(item, 0)
  } catch (error) {
    throw error instanceof Unsupported ? error.refusal() : error
  }
}

/** An attribute value in normal form. Throws as `normalizeItem` does. */
export function normalizeValue(value: unknown): AttributeValue {
  partsLeft = PLACEHOLDERS_SIZE_MAX
  try {
    return normalize(value, 1)
  } catch (error) {
    throw error instanceof Unsupported ? error.refusal() : error
  }
}

/** Thrown where a fault is found; the path to it is put together on the way out. */
class Unsupported extends Error {
  readonly #tell: (place: string) => Error
  /** Such as `items[2].price`. */
  #path = ''

  constructor(tell: (place: string) => Error) {
    super()
    this.#tell = tell
  }

  /** The value is a part of one at this place. */
  within(place: string | number): this {
    const here = typeof place === 'number' ? `[${place}]` : place
    const isMember = this.#path !== '' && !this.#path.startsWith('[')
    this.#path = `${here}${isMember ? '.' : ''}${this.#path}`
    return this
  }

  refusal(): Error {
    return this.#tell(this.#path === '' ? 'the value' : this.#path)
  }
}

/** `level` is that of the value; the attributes of an item are on level 1. */
function normalize(value: unknown, level: number): AttributeValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
    case 'bigint':
      return normalizeNumber(value)
    case 'object':
      return normalizeObject(value, level)
    default:
      throw new Unsupported(place => unsupportedValue(place, describe(value)))
  }
}

function normalizeObject(value: object | null, level: number): AttributeValue {
  if (value === null) return null
  if (Array.isArray(value)) return normalizeList(value, level)
  // The first one is the quickest way to tell what most objects are.
  if (Object.getPrototypeOf(value) === Object.prototype) return normalizeMap(value, level)
  if (types.isUint8Array(value)) return normalizeBinary(value)
  if (types.isSet(value)) return normalizeSet(value)
  const number = textOfNumber(value)
  if (number !== undefined) return normalizeNumber(new NumberValue(number))
  if (isPlainObject(value)) return normalizeMap(value, level)
  throw new Unsupported(place => unsupportedValue(place, describe(value)))
}

function normalizeBinary(value: Uint8Array): Uint8Array {
  const bytes = copyOfBytes(value)
  if (bytes === undefined) throw new Unsupported(detachedBinary)
  return bytes
}

function normalizeList(list: readonly unknown[], level: number): readonly AttributeValue[] {
  if (level >= NESTING_MAX) throw nestingTooDeep()
  const { length } = list
  countParts(length)
  const copy: AttributeValue[] = []
  let index = 0
  try {
    for (; index < length; index += 1) copy[index] = normalize(list[index], level + 1)
  } catch (error) {
    throw error instanceof Unsupported ? error.within(index) : error
  }
  return copy
}

function normalizeMap(map: object, level: number): Item {
  if (level >= NESTING_MAX) throw nestingTooDeep()
  // This is all that touches the caller's object, and it makes one of the same hidden class in one step.
  const copy = { ...map } as Record<string, AttributeValue>
  let parts = 0
  let isComplete = true
  let name = ''
  try {
    // Not Object.keys: V8 makes this loop several times faster, the guard included.
    for (name in copy) {
      if (!isOwn(copy, name)) continue
      checkName(name)
      parts += 1
      const before: unknown = copy[name]
      if (typeof before === 'string') continue
      if (before === undefined) isComplete = false
      else {
        const after = normalize(before, level + 1)
        if (!Object.is(after, before)) copy[name] = after
      }
    }
  } catch (error) {
    throw error instanceof Unsupported ? error.within(name) : error
  }
  countParts(parts)
  return isComplete ? copy : withoutAbsent(copy)
}

/** Without the properties that are undefined. Not by deleting them, which leaves a slow object. */
function withoutAbsent(map: Readonly<Record<string, AttributeValue | undefined>>): Item {
  const copy: Record<string, AttributeValue> = {}
  for (const name of Object.keys(map)) {
    const value = map[name]
    if (value !== undefined) setOwn(copy, name, value)
  }
  return copy
}

function countParts(parts: number): void {
  partsLeft -= parts
  if (partsLeft < 0) throw itemTooLarge()
}

/** Throws a `ValidationException` for an attribute name that is empty or has more than 65,535 bytes. */
export function checkName(name: string): void {
  if (name === '') throw emptyAttributeName()
  if (name.length * 3 > ATTRIBUTE_NAME_SIZE_MAX && stringSize(name) > ATTRIBUTE_NAME_SIZE_MAX) {
    throw attributeNameTooLarge()
  }
}

function normalizeSet(set: ReadonlySet<unknown>): SetAttribute {
  const members = membersOf(set)
  countParts(members.length)
  const [first] = members
  if (members.length === 0) throw emptySet()
  if (typeof first === 'string') return new Set(stringMembers(members))
  if (types.isUint8Array(first)) return new Set(binaryMembers(members))
  return new Set(numberMembers(members))
}

function stringMembers(members: readonly unknown[]): readonly string[] {
  const strings = members.filter(member => typeof member === 'string')
  if (strings.length !== members.length) throw new Unsupported(mixedSet)
  if (strings.every(member => member.isWellFormed())) return inOrder(strings)
  const texts = strings.map(member => member.toWellFormed())
  // Two that differ in an unpaired surrogate only are one text.
  if (new Set(texts).size < texts.length) {
    throw duplicateStrings(`[${texts.map(text => `"${text}"`).join(', ')}]`)
  }
  return inOrder(texts)
}

function numberMembers(members: readonly unknown[]): readonly (number | NumberValue)[] {
  const numbers = inOrder(members.map(numberMember))
  for (let index = 1; index < numbers.length; index += 1) {
    const [left, right] = [numbers[index - 1], numbers[index]]
    if (left !== undefined && right !== undefined && compareNumbers(left, right) === 0) {
      throw duplicateNumbers()
    }
  }
  return numbers
}

function binaryMembers(members: readonly unknown[]): readonly Uint8Array[] {
  const given = members.map(binaryMember)
  const binaries = inOrder(given)
  for (let index = 1; index < binaries.length; index += 1) {
    const [left, right] = [binaries[index - 1], binaries[index]]
    if (left === undefined || right === undefined || compareBytes(left, right) !== 0) continue
    const texts = given.map(member => `"${Buffer.from(member).toString('base64')}"`)
    throw duplicateBinaries(`[${texts.join(',')}]`)
  }
  return binaries
}

function numberMember(member: unknown): number | NumberValue {
  if (typeof member === 'number' || typeof member === 'bigint') return normalizeNumber(member)
  const text = typeof member === 'object' && member !== null ? textOfNumber(member) : undefined
  if (text === undefined) throw new Unsupported(mixedSet)
  return normalizeNumber(new NumberValue(text))
}

function binaryMember(member: unknown): Uint8Array {
  if (types.isUint8Array(member)) return normalizeBinary(member)
  throw new Unsupported(mixedSet)
}
