// Partition keys that all have one XXH32 hash, as anybody could make them: the hash has no secret.

const PRIME_3 = 0xc2b2ae3d
const PRIME_4 = 0x27d4eb2f
const PRIME_5 = 0x165667b1

/** One of 2^32 keys of 12 bytes with the same hash: three words, of which the last undoes what the others have done. */
export function collidingKey(index: number): Uint8Array {
  const words = [index, index * 7]
  let state = PRIME_5 + 12
  for (const word of words) {
    state = Math.imul(turned((state + Math.imul(word, PRIME_3)) | 0, 17), PRIME_4)
  }
  const last = Math.imul(turned(Math.imul(1, inverse(PRIME_4)), 15) - state, inverse(PRIME_3))
  return new Uint8Array(Int32Array.of(...words, last).buffer)
}

/** What a factor is undone by, among integers of 32 bits. */
function inverse(factor: number): number {
  let result = factor
  for (let round = 0; round < 5; round += 1) {
    result = Math.imul(result, 2 - Math.imul(factor, result))
  }
  return result
}

function turned(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
