import { expect, test } from 'vitest'
import { collidingKey } from '../../bench/generators/colliding-keys.js'
import { PrimaryKey } from '../../src/storage/primary-key.js'

/** The text of a key that has the hash of all of its kind. */
const colliding = (index: number): string => Buffer.from(collidingKey(index)).toString('latin1')

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
