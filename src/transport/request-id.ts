/**
 * Request ids of the service's form: 52 characters of `0-9A-Z`. The head of an id is drawn, and serves for as many ids as
 * there are tails: to draw each id as a whole takes longer than to answer many a request.
 */

import type { Random } from '../env/random.js'

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** A random byte is taken modulo the number of characters; from here on it would favour the first of them. */
const FAIR = Math.floor(256 / CHARACTERS.length) * CHARACTERS.length
const HEAD_LENGTH = 50
/** Bytes that are asked for at once: nearly always enough for a head. */
const POOL_BYTES = 64
/** Every text of two characters. */
const TAILS = [...CHARACTERS].flatMap(first => [...CHARACTERS].map(second => first + second))

/** Makes request ids. */
export function requestIds(random: Random): () => string {
  let head = ''
  let used = TAILS.length
  return () => {
    if (used === TAILS.length) {
      head = headOf(random)
      used = 0
    }
    const tail = TAILS[used] ?? ''
    used += 1
    return head + tail
  }
}

function headOf(random: Random): string {
  let head = ''
  while (head.length < HEAD_LENGTH) {
    const drawn = Array.from(random.bytes(POOL_BYTES)).filter(byte => byte < FAIR)
    head += drawn.map(byte => CHARACTERS[byte % CHARACTERS.length]).join('')
  }
  return head.slice(0, HEAD_LENGTH)
}
