/**
 * Plain data as MessagePack: for what is kept or sent and is not the body of an item, such as the descriptions of tables.
 * Each packed value can be read by itself. The only file that knows the library.
 *
 * What can't be read back as it was is refused here, since the library takes it without complaint: it renames a member
 * `__proto__`, replaces unpaired surrogates, and writes functions and instances of classes as something else. It is told
 * not to ask a value for `toJSON`, to write no structures, which would have to be kept beside the data, and to take integers
 * and maps of all sizes. With or without its native addon, which is optional, it reads the same.
 */

import { Packr } from 'msgpackr'
import { assert } from '../errors/assert.js'

/** What can be packed. A member that is undefined is left out; -0 becomes 0. */
export type Packable =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly Packable[]
  | { readonly [name: string]: Packable | undefined }

/** Lists and maps within each other, at the most: the library takes its steps on the stack. */
const DEPTH_MAX = 100

const packr = new Packr({
  useRecords: false,
  mapsAsObjects: true,
  variableMapSize: true,
  useToJSON: false,
  useBigIntExtension: true,
  int64AsType: 'bigint',
  copyBuffers: true,
})

/**
 * The bytes of a value, which are the caller's own.
 *
 * @throws AssertionError if the value holds what would be read as something else
 */
export function pack(value: Packable): Uint8Array {
  // What the library returns is a part of a buffer that it writes to again.
  return new Uint8Array(packr.pack(plainOf(value, 0)))
}

/**
 * The value that was packed. It shares nothing with the bytes.
 *
 * @throws Error if the bytes are not those of one value
 */
export function unpack(bytes: Uint8Array): Packable {
  // Of a Buffer the library would make Buffers.
  return packr.unpack(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

/** A copy that has nothing but what the library reads back as it is. */
function plainOf(value: unknown, depth: number): unknown {
  assert(depth <= DEPTH_MAX, `what is packed is nested no deeper than ${DEPTH_MAX} levels`)
  switch (typeof value) {
    case 'string':
      assert(value.isWellFormed(), 'a text that is packed has no unpaired surrogate')
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
      return value
    case 'object':
      if (value === null) return value
      if (Array.isArray(value)) return Array.from(value, member => plainOf(member, depth + 1))
      if (isBytes(value)) return new Uint8Array(value)
      return plainMembersOf(value, depth)
    default:
      assert(false, `what is packed is data, not ${typeof value}`)
  }
}

function plainMembersOf(map: object, depth: number): object {
  const prototype = Object.getPrototypeOf(map)
  assert(prototype === null || Object.getPrototypeOf(prototype) === null, 'what is packed is plain')
  const members = Object.entries(map).filter(([, member]) => member !== undefined)
  const plain = members.map(([name, member]) => {
    assert(name !== '__proto__', 'no member of what is packed is named __proto__')
    return [plainOf(name, depth), plainOf(member, depth + 1)]
  })
  return Object.fromEntries(plain)
}

/** Also of another realm. */
function isBytes(value: object): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]'
}
