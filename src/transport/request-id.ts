/** Request ids, as the service gives them: 52 characters of `0-9A-Z`. */

import type { Random } from '../env/random.js'

/** Characters come in pairs: 26 of them make an id. */
const ID_PAIRS = 26
const BASE = 36
const PAIRS: readonly string[] = Array.from({ length: BASE * BASE }, (_, index) =>
  index.toString(BASE).toUpperCase().padStart(2, '0'),
)
/** 16 random bits are taken modulo the number of pairs; beyond this they would favour the first of them. */
const FAIR = Math.floor(0x10000 / PAIRS.length) * PAIRS.length
/** Bytes that are asked for at once. */
const POOL_BYTES = 8192

/** Makes request ids. */
export function requestIds(random: Random): () => string {
  let pool = new Uint16Array(0)
  let used = 0
  return () => {
    let id = ''
    for (let pairs = 0; pairs < ID_PAIRS; ) {
      if (used === pool.length) {
        pool = new Uint16Array(Uint8Array.from(random.bytes(POOL_BYTES)).buffer)
        used = 0
      }
      const drawn = pool[used] ?? 0
      used += 1
      if (drawn >= FAIR) continue
      id += PAIRS[drawn % PAIRS.length]
      pairs += 1
    }
    return id
  }
}
