/**
 * XXH32, the hash that spreads partition keys: short keys, 32 bits, the same on every machine and in every
 * version, because it decides where data is kept. It is no defence against keys chosen to collide.
 *
 * Long texts are hashed by the WebAssembly library, once it is loaded; this is the only file that knows it. A short text is
 * hashed here, in JavaScript, since the call with its copy into the module's memory takes longer than that: measured with
 * Node 20, 149 nanoseconds against 36 for 8 characters and 160 against 89 for 28; at 48 the two meet, and for 256
 * characters the library takes 217 against 786. Both give the same, so it does not matter when the library is loaded, nor
 * whether it can be: where WebAssembly is forbidden, long texts only take longer.
 *
 * Source of the algorithm: the xxHash specification, "XXH32 algorithm description".
 */

import xxhash, { type XXHashAPI } from 'xxhash-wasm'

const PRIME_1 = 0x9e3779b1 | 0
const PRIME_2 = 0x85ebca77 | 0
const PRIME_3 = 0xc2b2ae3d | 0
const PRIME_4 = 0x27d4eb2f | 0
const PRIME_5 = 0x165667b1 | 0

/** Bytes that the four lanes take in one step. */
const STRIPE = 16

/** Characters up to which JavaScript is the faster one. */
const SHORT_MAX = 48

let library: XXHashAPI | undefined
let loading: Promise<void> | undefined

/** Loads the library for long texts, once in a process. Never rejects: without it the hashes are the same. */
export function loadHashOfLongTexts(): Promise<void> {
  loading ??= xxhash().then(
    loaded => {
      library = loaded
    },
    () => {},
  )
  return loading
}

/**
 * The hash of a text whose characters stand for bytes: none may be above U+00FF, as in the texts of
 * `sortable.ts`. Seed and result are unsigned 32-bit integers.
 */
export function xxh32(text: string, seed: number): number {
  if (text.length <= SHORT_MAX || library === undefined) return xxh32InJavaScript(text, seed)
  return library.h32Raw(Buffer.from(text, 'latin1'), seed)
}

/** The hash of the bytes of a range, as that of the text with a character for each. */
export function xxh32OfBytes(bytes: Buffer, start: number, end: number, seed: number): number {
  if (end - start <= SHORT_MAX || library === undefined) {
    return xxh32InJavaScript(bytes.toString('latin1', start, end), seed)
  }
  return library.h32Raw(bytes.subarray(start, end), seed)
}

function xxh32InJavaScript(text: string, seed: number): number {
  const length = text.length
  let index = 0
  let hash = (seed + PRIME_5) | 0
  if (length >= STRIPE) {
    let lane1 = (seed + PRIME_1 + PRIME_2) | 0
    let lane2 = (seed + PRIME_2) | 0
    let lane3 = seed | 0
    let lane4 = (seed - PRIME_1) | 0
    for (; index <= length - STRIPE; index += STRIPE) {
      lane1 = round(lane1, wordOfText(text, index))
      lane2 = round(lane2, wordOfText(text, index + 4))
      lane3 = round(lane3, wordOfText(text, index + 8))
      lane4 = round(lane4, wordOfText(text, index + 12))
    }
    hash = merge(lane1, lane2, lane3, lane4)
  }
  hash = (hash + length) | 0
  for (; index <= length - 4; index += 4) hash = addWord(hash, wordOfText(text, index))
  for (; index < length; index += 1) hash = addByte(hash, text.charCodeAt(index))
  return avalanche(hash)
}

/** Four characters as a little-endian word. */
function wordOfText(text: string, index: number): number {
  return (
    text.charCodeAt(index) |
    (text.charCodeAt(index + 1) << 8) |
    (text.charCodeAt(index + 2) << 16) |
    (text.charCodeAt(index + 3) << 24)
  )
}

function round(lane: number, word: number): number {
  return Math.imul(rotate(lane + Math.imul(word, PRIME_2), 13), PRIME_1)
}

function merge(lane1: number, lane2: number, lane3: number, lane4: number): number {
  return (rotate(lane1, 1) + rotate(lane2, 7) + rotate(lane3, 12) + rotate(lane4, 18)) | 0
}

function addWord(hash: number, word: number): number {
  return Math.imul(rotate(hash + Math.imul(word, PRIME_3), 17), PRIME_4)
}

function addByte(hash: number, byte: number): number {
  return Math.imul(rotate(hash + Math.imul(byte, PRIME_5), 11), PRIME_1)
}

function avalanche(hash: number): number {
  const first = Math.imul(hash ^ (hash >>> 15), PRIME_2)
  const second = Math.imul(first ^ (first >>> 13), PRIME_3)
  return (second ^ (second >>> 16)) >>> 0
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
