/**
 * Requests read from JSON, by shapes: every member has the JSON type of its shape, null and unknown members are left
 * out. Each shape is compiled once to a function. What needs no change is returned as it is; the caller's own objects are
 * never changed.
 */

import { unreachable } from '../errors/assert.js'
import {
  arrayNotExpected,
  javaStructure,
  objectNotExpected,
  scalarForCollection,
  scalarInPayload,
  scalarNotExpected,
} from '../errors/serialization-errors.js'
import { addMember, membersBefore } from './members.js'
import {
  type Place,
  readAttributeMap,
  readAttributeValue,
  TYPELESS,
} from './read-attribute-value.js'
import {
  readBoolean,
  readDouble,
  readInteger,
  readString,
  readTimestamp,
  withWellFormedKeys,
} from './read-scalar.js'
import type { ListShape, MapShape, Shape, StructureShape } from './shape.js'

/** Reads any JSON value but null. Throws a `SerializationException` for one of another type than the shape's. */
type Reader = (json: unknown) => unknown

/** V8 knows this function in a `for` `in` loop and drops the call. */
const hasOwn = Object.prototype.hasOwnProperty

type JsonMap = Readonly<Record<string, unknown>>

export function readerOf(shape: Shape, place: Place = 'member'): Reader {
  switch (shape.kind) {
    case 'string':
      return readString
    case 'integer':
      return json => readInteger(json, 'Integer')
    case 'long':
      return json => readInteger(json, 'Long')
    case 'double':
      return readDouble
    case 'timestamp':
      return readTimestamp
    case 'boolean':
      return readBoolean
    case 'attributeValue':
      return json => readAttributeValue(json, place)
    case 'list':
      return listReader(shape, place)
    case 'map':
      if (shape.value.kind === 'attributeValue') return json => readAttributeMap(json, place)
      return mapReader(shape, place)
    case 'structure':
      return structureReader(shape, place)
    default:
      return unreachable(shape)
  }
}

function structureReader({ name, members }: StructureShape, place: Place): Reader {
  const type = `class ${javaStructure(name)}`
  const readers = new Map(Object.entries(members).map(([key, shape]) => [key, readerOf(shape)]))
  return json => {
    if (typeof json !== 'object' || json === null) {
      throw place === 'payload' ? scalarInPayload() : scalarNotExpected()
    }
    if (Array.isArray(json)) throw arrayNotExpected(type)
    const value = json as JsonMap
    let changed: Record<string, unknown> | undefined
    for (const key in value) {
      if (!hasOwn.call(value, key)) continue
      const before = value[key]
      const reader = before === null || before === undefined ? undefined : readers.get(key)
      const after = reader?.(before)
      if (changed === undefined) {
        if (after === before && after !== undefined) continue
        changed = membersBefore(value, key)
      }
      if (after !== undefined) changed[key] = after
    }
    return changed ?? value
  }
}

/** Entries that are null are left out. */
function mapReader({ value: shape }: MapShape, place: Place): Reader {
  const type = `java.util.Map<java.lang.String, ${javaType(shape)}>`
  const read = readerOf(shape, 'payload')
  const readMap: Reader = json => {
    if (typeof json !== 'object' || json === null) {
      throw place === 'payload' ? scalarForCollection() : scalarNotExpected()
    }
    if (Array.isArray(json)) throw arrayNotExpected(type)
    const map = json as JsonMap
    let changed: Record<string, unknown> | undefined
    for (const key in map) {
      if (!hasOwn.call(map, key)) continue
      if (!key.isWellFormed()) return readMap(withWellFormedKeys(map))
      const before = map[key]
      const after = before === null || before === undefined ? undefined : read(before)
      if (changed === undefined) {
        if (after === before && after !== undefined) continue
        changed = membersBefore(map, key)
      }
      if (after !== undefined) addMember(changed, key, after)
    }
    return changed ?? map
  }
  return readMap
}

/** Elements that are null stay: they break a constraint. */
function listReader({ element }: ListShape, place: Place): Reader {
  const read = readerOf(element, 'payload')
  return json => {
    if (!Array.isArray(json)) {
      if (typeof json === 'object') throw objectNotExpected()
      throw place === 'payload' ? scalarForCollection() : scalarNotExpected()
    }
    const list: readonly unknown[] = json
    let changed: unknown[] | undefined
    for (let index = 0; index < list.length; index += 1) {
      const before = list[index]
      const after = readElement(before, element, read)
      if (after === before) continue
      changed ??= list.slice()
      changed[index] = after
    }
    return changed ?? list
  }
}

function readElement(json: unknown, shape: Shape, read: Reader): unknown {
  if (json !== null && json !== undefined) return read(json)
  return shape.kind === 'attributeValue' ? TYPELESS : null
}

function javaType(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return 'java.lang.String'
    case 'structure':
      return javaStructure(shape.name)
    case 'list':
      return `java.util.List<${javaType(shape.element)}>`
    default:
      return javaStructure('AttributeValue')
  }
}
