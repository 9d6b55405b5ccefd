/** Where packed values end (`packed-form.ts`), for whoever passes over them. */

import { assert } from '../errors/assert.js'
import {
  BINARY,
  BINARY_8,
  DECIMAL,
  DOUBLE,
  INTEGER_8,
  INTEGER_16,
  INTEGER_32,
  INTEGER_SMALL_MAX,
  LIST,
  MAP,
  MAP_SHAPED,
  MAP_SHORT,
  NEGATIVE_8,
  NEGATIVE_16,
  NEGATIVE_32,
  SET,
  SET_8,
  TEXT_ASCII,
  TEXT_SHORT,
  TEXT_SHORT_MAX,
  TEXT_UTF8,
} from './packed-form.js'
import type { Shape, Shapes } from './shapes.js'

/** Where the value ends that starts at `start`. */
export function endOfValue(bytes: Uint8Array, start: number, shapes: Shapes): number {
  const tag = bytes[start] as number
  if (tag < LIST) return endOfScalar(bytes, start, tag)
  if (tag >= MAP_SHORT) {
    return endOfValues(bytes, start + 1, shapeOf(shapes, tag - MAP_SHORT).names.length, shapes)
  }
  switch (tag) {
    case MAP_SHAPED: {
      const { names } = shapeOf(shapes, numberAt(bytes, start + 1, 2))
      return endOfValues(bytes, start + 3, names.length, shapes)
    }
    case MAP:
      return endOfValues(bytes, start + 5, 2 * numberAt(bytes, start + 1, 4), shapes)
    case LIST:
    case SET:
      return endOfValues(bytes, start + 5, numberAt(bytes, start + 1, 4), shapes)
    case SET_8:
      return endOfValues(bytes, start + 2, numberAt(bytes, start + 1, 1), shapes)
    default:
      return endOfScalar(bytes, start, tag)
  }
}

function endOfValues(bytes: Uint8Array, start: number, count: number, shapes: Shapes): number {
  let at = start
  for (let index = 0; index < count; index += 1) at = endOfValue(bytes, at, shapes)
  return at
}

/** Of a value that holds no others. */
export function endOfScalar(bytes: Uint8Array, start: number, tag: number): number {
  if (tag <= INTEGER_SMALL_MAX) return start + 1
  if (tag <= TEXT_SHORT + TEXT_SHORT_MAX) return start + 1 + tag - TEXT_SHORT
  switch (tag) {
    case INTEGER_8:
    case NEGATIVE_8:
      return start + 2
    case INTEGER_16:
    case NEGATIVE_16:
      return start + 3
    case INTEGER_32:
    case NEGATIVE_32:
      return start + 5
    case DOUBLE:
      return start + 9
    case DECIMAL:
    case BINARY_8:
      return start + 2 + numberAt(bytes, start + 1, 1)
    case TEXT_ASCII:
    case TEXT_UTF8:
    case BINARY:
      return start + 5 + numberAt(bytes, start + 1, 4)
    default:
      return start + 1
  }
}

/** Of so many bytes, the lowest first. */
export function numberAt(bytes: Uint8Array, start: number, length: number): number {
  let number = 0
  for (let at = start + length - 1; at >= start; at -= 1) {
    number = number * 256 + (bytes[at] as number)
  }
  return number
}

/** The shape of this number. */
export function shapeOf(shapes: Shapes, id: number): Shape {
  const shape = shapes.byId(id)
  assert(shape !== undefined, 'the shapes of a table outlive its items')
  return shape
}
