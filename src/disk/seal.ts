/**
 * Encryption of what stands on disk, by AES-256-GCM. Each file has a key of its own, which follows from that of the caller and
 * from a random salt in the head of the file; so a counter that goes up within the file never makes a nonce twice.
 *
 * Sources: NIST SP 800-38D (GCM), RFC 5869 (HKDF).
 */

import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto'
import { assert } from '../errors/assert.js'
import type { ByteRange } from './checksum.js'

/** Bytes of the caller's key, of a salt, and of what sealing adds. */
export const KEY_BYTES = 32
export const SALT_BYTES = 16
export const TAG_BYTES = 16

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const CHECK_BYTES = 16
/** Bytes of a counter in a nonce: more than the whole numbers of a double take. */
const COUNTER_BYTES = 6

/** What is sealed, and what goes with it. */
export interface Sealed {
  readonly content: ByteRange
  /** Is not encrypted, but must be the same when the content is opened. */
  readonly head: ByteRange
  /** A whole number below 2^48 that no other content of the file has. */
  readonly counter: number
}

/** Seals and opens the contents of one file. */
export class Seal {
  readonly #key: Buffer

  /** `purpose` tells the keys of one salt apart, such as `log`. */
  constructor(key: Uint8Array, salt: Uint8Array, purpose: string) {
    this.#key = derived(key, salt, { purpose, length: KEY_BYTES })
  }

  /** Encrypts the content where it stands. The tag takes the `TAG_BYTES` after it. */
  close(bytes: Buffer, { content, head, counter }: Sealed): void {
    const cipher = createCipheriv(CIPHER, this.#key, nonceOf(counter))
    cipher.setAAD(bytes.subarray(head.start, head.end))
    cipher.update(bytes.subarray(content.start, content.end)).copy(bytes, content.start)
    cipher.final()
    cipher.getAuthTag().copy(bytes, content.end)
  }

  /** Decrypts the content where it stands. False, and nothing is changed, if it is not what was sealed with this key. */
  open(bytes: Buffer, { content, head, counter }: Sealed): boolean {
    const decipher = createDecipheriv(CIPHER, this.#key, nonceOf(counter))
    decipher.setAAD(bytes.subarray(head.start, head.end))
    decipher.setAuthTag(bytes.subarray(content.end, content.end + TAG_BYTES))
    const opened = decipher.update(bytes.subarray(content.start, content.end))
    try {
      decipher.final()
    } catch {
      return false
    }
    opened.copy(bytes, content.start)
    return true
  }
}

/** Bytes by which a key is known again; they tell nothing of it. */
export function keyCheckOf(key: Uint8Array, salt: Uint8Array): Uint8Array {
  return derived(key, salt, { purpose: 'check', length: CHECK_BYTES })
}

export function isKeyOf(check: Uint8Array, key: Uint8Array, salt: Uint8Array): boolean {
  return check.length === CHECK_BYTES && timingSafeEqual(check, keyCheckOf(key, salt))
}

function derived(
  key: Uint8Array,
  salt: Uint8Array,
  { purpose, length }: { readonly purpose: string; readonly length: number },
): Buffer {
  assert(key.length === KEY_BYTES, 'the length of a key has been checked')
  assert(salt.length === SALT_BYTES, 'a salt has its length')
  return Buffer.from(hkdfSync('sha256', key, salt, `hashrange ${purpose}`, length))
}

function nonceOf(counter: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.writeUIntLE(counter, 0, COUNTER_BYTES)
  return nonce
}
