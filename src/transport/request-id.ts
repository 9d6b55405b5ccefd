/** Request ids, as the service gives them: 52 characters of `0-9A-Z`. */

import type { Random } from '../env/random.js'

const ID_LENGTH = 52
const CHARACTERS = Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')
/** A random byte is taken modulo the number of characters; from here on it would favour the first of them. */
const FAIR = Math.floor(256 / CHARACTERS.length) * CHARACTERS.length
/** Bytes that are asked for at once. */
const POOL_BYTES = 8192

/** Makes request ids. */
export function requestIds(random: Random): () => string {
  const id = Buffer.alloc(ID_LENGTH)
  let pool: Uint8Array = new Uint8Array(0)
  let used = 0
  return () => {
    for (let length = 0; length < ID_LENGTH; ) {
      if (used === pool.length) {
        pool = random.bytes(POOL_BYTES)
        used = 0
      }
      const drawn = pool[used] ?? 0
      used += 1
      if (drawn >= FAIR) continue
      id[length] = CHARACTERS[drawn % CHARACTERS.length] ?? 0
      length += 1
    }
    return id.toString('latin1')
  }
}
