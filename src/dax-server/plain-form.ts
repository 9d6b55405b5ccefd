/**
 * Attribute values in wire form as the SDK's plain client has them, with binary values as bytes. Other than for clients, every name
 * is data here, also `__proto__`.
 */

import type { WireMap } from '../encoding/wire-value.js'
import type { PlainMap } from './attribute-output.js'

/** An item or a key. */
export function plainMapOf(map: WireMap): PlainMap {
  return plainOf(map) as PlainMap
}

/**
 * All of an input or an output. What has the name of a type of binary values is one where it is a text, or a list of texts: nothing
 * else in inputs and outputs is, since tables and indexes have objects below their names.
 */
export function plainOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plainOf)
  const members: [string, unknown][] = []
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push([name, plainMember(name, member)])
  }
  return Object.fromEntries(members)
}

function plainMember(name: string, value: unknown): unknown {
  if (name === 'B' && typeof value === 'string') return bytesOf(value)
  if (name === 'BS' && Array.isArray(value) && value.every(one => typeof one === 'string')) {
    return value.map(bytesOf)
  }
  return plainOf(value)
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
