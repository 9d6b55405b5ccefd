/**
 * Attribute values in wire form, read from JSON: the JSON types of what is in them, and no more. What needs no change is
 * returned as it is.
 */

import {
  arrayNotExpected,
  javaStructure,
  objectNotExpected,
  scalarForCollection,
  scalarInPayload,
  scalarNotExpected,
} from '../errors/serialization-errors.js'
import { NESTING_MAX } from '../types/limits.js'
import { addMember, membersBefore } from './members.js'
import { readBlob, readBoolean, readString, withWellFormedKeys } from './read-scalar.js'

const NAME = javaStructure('AttributeValue')

/**
 * Levels that are read. A value with more of them is refused when it comes to values, where the limit is lower; so what
 * lies deeper is left out, and whoever walks a request never runs out of stack.
 */
const LEVELS_READ_MAX = 2 * NESTING_MAX

/**
 * A value without a type, which is refused as such. It stands in for null as an element of a list or as the value of a
 * map, and for a set that has null in it.
 */
export const TYPELESS: object = Object.freeze({})
const NO_ENTRIES: object = Object.freeze({})
const NO_ELEMENTS: readonly unknown[] = Object.freeze([])

/** Whether a value is in a list or a map, or is the member of a structure: texts differ. */
export type Place = 'payload' | 'member'

/** V8 knows this function in a `for` `in` loop and drops the call. */
const hasOwn = Object.prototype.hasOwnProperty

type JsonMap = Readonly<Record<string, unknown>>

/** An attribute value. */
export function readAttributeValue(json: unknown, place: Place): object {
  return readValue(json, place, 1)
}

/** A map of names to attribute values: an item, a key, or the values of expressions. */
export function readAttributeMap(json: unknown, place: Place): object {
  return readMap(json, place, 0)
}

function readValue(json: unknown, place: Place, level: number): object {
  if (typeof json !== 'object' || json === null) {
    throw place === 'payload' ? scalarInPayload() : scalarNotExpected()
  }
  if (Array.isArray(json)) throw arrayNotExpected(`class ${NAME}`)
  const value = json as JsonMap
  let changed: Record<string, unknown> | undefined
  for (const tag in value) {
    if (!hasOwn.call(value, tag)) continue
    const before = value[tag]
    // Most values are text: this spares them the rest.
    if (typeof before === 'string' && (tag === 'S' || tag === 'N') && before.isWellFormed()) {
      if (changed !== undefined) changed[tag] = before
      continue
    }
    const after = before === null || before === undefined ? undefined : readTag(tag, before, level)
    if (after === TYPELESS) return TYPELESS
    if (changed === undefined) {
      if (after === before && after !== undefined) continue
      changed = membersBefore(value, tag)
    }
    if (after !== undefined) changed[tag] = after
  }
  return changed ?? value
}

/** What is under a tag; undefined where there is no such tag. */
function readTag(tag: string, json: unknown, level: number): unknown {
  switch (tag) {
    case 'S':
    case 'N':
      return readString(json)
    case 'B':
      return readBlob(json)
    case 'BOOL':
    case 'NULL':
      return readBoolean(json)
    case 'SS':
    case 'NS':
      return readSet(listOf(json), readString)
    case 'BS':
      return readSet(listOf(json), readBlob)
    case 'L':
      return readList(listOf(json), level)
    case 'M':
      return readMap(json, 'member', level)
    default:
      return undefined
  }
}

function readMap(json: unknown, place: Place, level: number): object {
  if (typeof json !== 'object' || json === null) {
    throw place === 'payload' ? scalarForCollection() : scalarNotExpected()
  }
  if (Array.isArray(json)) throw arrayNotExpected(`java.util.Map<java.lang.String, ${NAME}>`)
  if (level >= LEVELS_READ_MAX) return NO_ENTRIES
  const map = json as JsonMap
  let changed: Record<string, unknown> | undefined
  for (const name in map) {
    if (!hasOwn.call(map, name)) continue
    if (!name.isWellFormed()) return readMap(withWellFormedKeys(map), place, level)
    const before = map[name]
    const after = before === null ? TYPELESS : before && readValue(before, 'payload', level + 1)
    if (changed === undefined) {
      if (after === before && after !== undefined) continue
      changed = membersBefore(map, name)
    }
    if (after !== undefined) addMember(changed, name, after)
  }
  return changed ?? map
}

function readList(list: readonly unknown[], level: number): readonly unknown[] {
  if (level >= LEVELS_READ_MAX) return NO_ELEMENTS
  let changed: unknown[] | undefined
  for (let index = 0; index < list.length; index += 1) {
    const before = list[index]
    const after =
      before === null || before === undefined ? TYPELESS : readValue(before, 'payload', level + 1)
    if (after === before) continue
    changed ??= list.slice()
    changed[index] = after
  }
  return changed ?? list
}

function readSet(list: readonly unknown[], read: (json: unknown) => string): unknown {
  let changed: unknown[] | undefined
  for (let index = 0; index < list.length; index += 1) {
    const before = list[index]
    if (before === null || before === undefined) return TYPELESS
    const after = read(before)
    if (after === before) continue
    changed ??= list.slice()
    changed[index] = after
  }
  return changed ?? list
}

function listOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json
  throw typeof json === 'object' ? objectNotExpected() : scalarNotExpected()
}
