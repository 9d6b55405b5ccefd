/**
 * HalfSipHash-1-3, the hash of the index for point reads: it has a secret key, so that nobody can make keys that collide.
 * It takes about as long as XXH32, of which anybody can make collisions. What it gives is kept in memory only, and differs
 * from process to process.
 *
 * Source of the algorithm: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), and their reference
 * implementation of the variant for words of 32 bits.
 */

const INITIAL_2 = 0x6c796765
const INITIAL_3 = 0x74656462
const FINALIZATION = 0xff
const FINAL_ROUNDS = 3
const WORD_BYTES = 4

/** The words of what is hashed: keys have fewer than 4,096 bytes. */
const words = new Int32Array(1025)

/**
 * The hash of a text whose characters stand for bytes: none may be above U+00FF, as in the texts of `sortable.ts`. An
 * unsigned 32-bit integer.
 *
 * @param low and `high`: the secret key, two 32-bit integers
 */
export function keyedHash(text: string, low: number, high: number): number {
  const { length } = text
  let word = 0
  let index = 0
  for (; index <= length - WORD_BYTES; index += WORD_BYTES) {
    words[word] =
      text.charCodeAt(index) |
      (text.charCodeAt(index + 1) << 8) |
      (text.charCodeAt(index + 2) << 16) |
      (text.charCodeAt(index + 3) << 24)
    word += 1
  }
  let last = length << 24
  for (let shift = 0; index < length; index += 1) {
    last |= text.charCodeAt(index) << shift
    shift += 8
  }
  words[word] = last
  return hashOfWords(word + 1, low, high)
}

/** The same of the bytes of a range. */
export function keyedHashOfBytes(
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  low: number,
  high: number,
): number {
  let word = 0
  let index = start
  for (; index <= end - WORD_BYTES; index += WORD_BYTES) {
    words[word] =
      (bytes[index] as number) |
      ((bytes[index + 1] as number) << 8) |
      ((bytes[index + 2] as number) << 16) |
      ((bytes[index + 3] as number) << 24)
    word += 1
  }
  let last = (end - start) << 24
  for (let shift = 0; index < end; index += 1) {
    last |= (bytes[index] as number) << shift
    shift += 8
  }
  words[word] = last
  return hashOfWords(word + 1, low, high)
}

/** The last word has the bytes that are left, and the length above them; after it come rounds without words. */
function hashOfWords(count: number, low: number, high: number): number {
  let v0 = low
  let v1 = high
  let v2 = INITIAL_2 ^ low
  let v3 = INITIAL_3 ^ high
  for (let round = 0; round < count + FINAL_ROUNDS; round += 1) {
    const word = round < count ? (words[round] as number) : 0
    if (round === count) v2 ^= FINALIZATION
    v3 ^= word
    v0 = (v0 + v1) | 0
    v1 = rotate(v1, 5) ^ v0
    v0 = rotate(v0, 16)
    v2 = (v2 + v3) | 0
    v3 = rotate(v3, 8) ^ v2
    v0 = (v0 + v3) | 0
    v3 = rotate(v3, 7) ^ v0
    v2 = (v2 + v1) | 0
    v1 = rotate(v1, 13) ^ v2
    v2 = rotate(v2, 16)
    v0 ^= word
  }
  return (v1 ^ v3) >>> 0
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
