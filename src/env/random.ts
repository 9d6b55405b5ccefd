/** Chance, as an interface, so that a test can repeat it. */

import { randomBytes } from 'node:crypto'

export interface Random {
  /** So many random bytes. */
  bytes(count: number): Uint8Array
}

/** The chance of the machine. */
export const systemRandom: Random = { bytes: count => randomBytes(count) }

/** A random UUID of version 4, in lower case. Source: RFC 9562, section 5.4. */
export function uuidOf(random: Random): string {
  const bytes = Uint8Array.from(random.bytes(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return [8, 12, 16, 20, 32]
    .map((end, index, ends) => hex.slice(ends[index - 1] ?? 0, end))
    .join('-')
}

/** A seed for chance that is to be repeated: a whole number of 32 bits. */
export function seedOf(random: Random): number {
  return random.bytes(4).reduce((seed, byte) => seed * 256 + byte, 0)
}
