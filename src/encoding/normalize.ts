/**
 * Values as callers hand them in, checked and brought to the one form that the library works on:
 *
 * - a number is a `number` if a double holds its decimal exactly, else a `NumberValue` in normal form;
 * - the members of a set are unique and stand in a fixed order: strings and binaries by bytes, numbers from the largest
 *   to the smallest;
 * - a property that is undefined is absent.
 *
 * Texts may have unpaired surrogates here. Storing writes them as U+FFFD, so only what is compared before it is stored
 * has to be brought to that: see `well-formed.ts`.
 *
 * What needs no change is returned as it is, which is nearly always all of it.
 */

import {
  attributeNameTooLarge,
  duplicateBinaries,
  duplicateNumbers,
  duplicateStrings,
  emptyAttributeName,
  emptySet,
  mixedSet,
  nestingTooDeep,
  unsupportedValue,
} from '../errors/value-errors.js'
import {
  type AttributeValue,
  type Item,
  type NumberAttribute,
  NumberValue,
  type SetAttribute,
} from '../types/attribute.js'
import { ATTRIBUTE_NAME_SIZE_MAX, NESTING_MAX } from '../types/limits.js'
import { compareNumbers, normalizeNumber } from './number.js'
import { stringSize } from './size.js'
import { compareBytes, compareStrings, setOwn } from './value.js'

/** A member of a set, in normal form. */
type SetMember = string | number | NumberValue | Uint8Array

/**
 * An item in normal form.
 *
 * @param item a plain object of attribute values; anything else is refused
 * @throws ValidationException for a value that is no attribute value, a number out of range, an empty set or one with
 *   duplicates, an empty or overlong name, or more than 32 levels of nesting
 */
export function normalizeItem(item: unknown): Item {
  if (!isPlainObject(item)) throw unsupportedValue('the item', describe(item))
  try {
    return normalizeMap(item, 0)
  } catch (error) {
    throw error instanceof Unsupported ? error.refusal(item) : error
  }
}

/** An attribute value in normal form. Throws as `normalizeItem` does. */
export function normalizeValue(value: unknown): AttributeValue {
  try {
    return normalize(value, 1)
  } catch (error) {
    throw error instanceof Unsupported ? error.refusal(value) : error
  }
}

/** A set of members in normal form, all of one type, in the order that stored sets have. */
export function orderedSet(members: Iterable<unknown>): SetAttribute {
  return new Set(([...members] as SetMember[]).sort(compareMembers)) as SetAttribute
}

/** Thrown where a fault is found; what is told of it needs the path, which is only looked for then. */
class Unsupported extends Error {
  readonly value: unknown
  readonly #isSet: boolean

  constructor(value: unknown, isSet = false) {
    super()
    this.value = value
    this.#isSet = isSet
  }

  refusal(root: unknown): Error {
    const path = pathTo(this.value, root, '', 0) ?? ''
    const place = path === '' ? 'the value' : path
    return this.#isSet ? mixedSet(place) : unsupportedValue(place, describe(this.value))
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
      throw new Unsupported(value)
  }
}

function normalizeObject(value: object | null, level: number): AttributeValue {
  if (value === null) return null
  if (value instanceof NumberValue) return normalizeNumber(value)
  if (value instanceof Uint8Array) return value
  if (value instanceof Set) return normalizeSet(value)
  if (level >= NESTING_MAX) throw nestingTooDeep()
  if (Array.isArray(value)) return normalizeList(value, level)
  if (isPlainObject(value)) return normalizeMap(value, level)
  throw new Unsupported(value)
}

function normalizeList(list: readonly unknown[], level: number): readonly AttributeValue[] {
  let changed: AttributeValue[] | undefined
  for (let index = 0; index < list.length; index += 1) {
    const before = list[index]
    const after = normalize(before, level + 1)
    if (after === before) continue
    changed ??= list.slice() as AttributeValue[]
    changed[index] = after
  }
  return changed ?? (list as readonly AttributeValue[])
}

function normalizeMap(map: Readonly<Record<string, unknown>>, level: number): Item {
  let changed: Record<string, AttributeValue> | undefined
  for (const name of Object.keys(map)) {
    checkName(name)
    const before = map[name]
    if (before === undefined) {
      changed ??= copyOf(map)
      delete changed[name]
      continue
    }
    const after = normalize(before, level + 1)
    if (Object.is(after, before)) continue
    changed ??= copyOf(map)
    setOwn(changed, name, after)
  }
  return changed ?? (map as Item)
}

function copyOf(map: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  return { ...map } as Record<string, AttributeValue>
}

/** Throws a `ValidationException` for an attribute name that is empty or has more than 65,535 bytes. */
export function checkName(name: string): void {
  if (name === '') throw emptyAttributeName()
  if (name.length * 3 > ATTRIBUTE_NAME_SIZE_MAX && stringSize(name) > ATTRIBUTE_NAME_SIZE_MAX) {
    throw attributeNameTooLarge()
  }
}

function normalizeSet(set: ReadonlySet<unknown>): ReadonlySet<string> {
  const members = [...set]
  const [first] = members
  if (members.length === 0) throw emptySet()
  if (typeof first === 'string') return ordered(set, stringMembers(set, members))
  if (first instanceof Uint8Array) return ordered(set, binaryMembers(set, members))
  return ordered(set, numberMembers(set, members))
}

/** The set itself if its members stand in order already. The type is as good as any: sets of all kinds pass here. */
function ordered(set: ReadonlySet<unknown>, members: readonly unknown[]): ReadonlySet<string> {
  let index = 0
  for (const member of set) {
    if (member !== members[index]) return new Set(members) as ReadonlySet<unknown> as Set<string>
    index += 1
  }
  return set as ReadonlySet<string>
}

function compareMembers(left: SetMember, right: SetMember): number {
  if (typeof left === 'string') return compareStrings(left, right as string)
  if (left instanceof Uint8Array) return compareBytes(left, right as Uint8Array)
  return compareNumbers(right as number | NumberValue, left)
}

function stringMembers(set: unknown, members: readonly unknown[]): readonly string[] {
  const strings = members.filter(member => typeof member === 'string')
  if (strings.length !== members.length) throw new Unsupported(set, true)
  if (strings.every(member => member.isWellFormed())) return strings.sort(compareMembers)
  const texts = strings.map(member => member.toWellFormed())
  // Two that differ in an unpaired surrogate only are one text.
  if (new Set(texts).size < texts.length) {
    throw duplicateStrings(`[${texts.map(text => `"${text}"`).join(', ')}]`)
  }
  return texts.sort(compareMembers)
}

function numberMembers(
  set: unknown,
  members: readonly unknown[],
): readonly (number | NumberValue)[] {
  const numbers = members.filter(isNumber).map(normalizeNumber)
  if (numbers.length !== members.length) throw new Unsupported(set, true)
  numbers.sort(compareMembers)
  for (let index = 1; index < numbers.length; index += 1) {
    const [left, right] = [numbers[index - 1], numbers[index]]
    if (left !== undefined && right !== undefined && compareNumbers(left, right) === 0) {
      throw duplicateNumbers()
    }
  }
  return numbers
}

function binaryMembers(set: unknown, members: readonly unknown[]): readonly Uint8Array[] {
  const binaries = members.filter(member => member instanceof Uint8Array)
  if (binaries.length !== members.length) throw new Unsupported(set, true)
  binaries.sort(compareMembers)
  for (let index = 1; index < binaries.length; index += 1) {
    const [left, right] = [binaries[index - 1], binaries[index]]
    if (left === undefined || right === undefined || compareBytes(left, right) !== 0) continue
    const texts = members.map(member => `"${Buffer.from(member as Uint8Array).toString('base64')}"`)
    throw duplicateBinaries(`[${texts.join(',')}]`)
  }
  return binaries
}

function isNumber(value: unknown): value is NumberAttribute {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberValue
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return true
  // A plain object of another realm, such as a test runner's.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

/** The path from `root` to the first occurrence of `value`, such as `items[2].price`. */
function pathTo(value: unknown, root: unknown, path: string, level: number): string | undefined {
  if (Object.is(root, value)) return path
  if (level > NESTING_MAX) return undefined
  if (Array.isArray(root)) {
    for (const [index, element] of root.entries()) {
      const found = pathTo(value, element, `${path}[${index}]`, level + 1)
      if (found !== undefined) return found
    }
  } else if (isPlainObject(root)) {
    for (const [name, member] of Object.entries(root)) {
      if (member === undefined) continue // absent, so never at fault
      const found = pathTo(value, member, path === '' ? name : `${path}.${name}`, level + 1)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** What a value is, for a message. */
function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null)
    return typeof value === 'symbol' ? 'a symbol' : String(value)
  const name: unknown = value.constructor?.name
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object'
}
