import { expect, test } from 'vitest'
import { PrimaryKey } from '../../src/storage/primary-key.js'

const PRIME_3 = 0xc2b2ae3d
const PRIME_4 = 0x27d4eb2f
const PRIME_5 = 0x165667b1

/** What a factor is undone by, among integers of 32 bits. */
function inverse(factor: number): number {
  let result = factor
  for (let round = 0; round < 5; round += 1) {
    result = Math.imul(result, 2 - Math.imul(factor, result))
  }
  return result
}

const turned = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/** A key of three words, of which the last undoes in XXH32 what the others have done. */
function colliding(index: number): string {
  const words = [index, index * 7]
  let state = PRIME_5 + 12
  for (const word of words) {
    state = Math.imul(turned((state + Math.imul(word, PRIME_3)) | 0, 17), PRIME_4)
  }
  const last = Math.imul(turned(Math.imul(1, inverse(PRIME_4)), 15) - state, inverse(PRIME_3))
  return Buffer.from(Int32Array.of(...words, last).buffer).toString('latin1')
}

test('keys made to have one hash have fingerprints of their own', () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => colliding(index))
  const partitionKeys = keys.map(pk => new PrimaryKey(pk, ''))
  const wholeKeys = keys.flatMap(one => [new PrimaryKey(one, 'x'), new PrimaryKey('x', one)])
  expect(new Set(partitionKeys.map(({ hash }) => hash)).size).toBe(1)
  // Of so many different ones, a few may be the same by chance.
  expect(new Set(partitionKeys.map(({ fingerprint }) => fingerprint)).size).toBeGreaterThan(9_980)
  expect(new Set(wholeKeys.map(({ fingerprint }) => fingerprint)).size).toBeGreaterThan(19_960)
})

test('the place of a partition key is the same in every process', () => {
  expect(new PrimaryKey('abc', 'x').hash).toBe(0x32d153ff)
})
