/** Capacity units by the sizes that reads and writes have. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EVENTUAL, readUnits, STRONG, TRANSACTIONAL, writeUnits } from '../../src/capacity/units.js'

const KB = 1024

/** Bytes, and the units of a read: strong, eventual, transactional. */
const READS: readonly (readonly [number, number, number, number])[] = [
  [0, 1, 0.5, 2],
  [1, 1, 0.5, 2],
  [4 * KB, 1, 0.5, 2],
  [4 * KB + 1, 2, 1, 4],
  [5 * KB, 2, 1, 4],
  [5000, 2, 1, 4],
  [8 * KB, 2, 1, 4],
  [9 * KB, 3, 1.5, 6],
  [400 * KB, 100, 50, 200],
  [1024 * KB, 256, 128, 512],
]

test.each(READS)('a read of %i bytes', (bytes, strong, eventual, transactional) => {
  expect(readUnits(bytes, STRONG)).toBe(strong)
  expect(readUnits(bytes, EVENTUAL)).toBe(eventual)
  expect(readUnits(bytes, TRANSACTIONAL)).toBe(transactional)
})

/** Bytes, and the units of a write: single, transactional. */
const WRITES: readonly (readonly [number, number, number])[] = [
  [0, 1, 2],
  [1, 1, 2],
  [KB, 1, 2],
  [KB + 1, 2, 4],
  [2.5 * KB, 3, 6],
  [3277, 4, 8],
  [4 * KB, 4, 8],
  [400 * KB, 400, 800],
]

test.each(WRITES)('a write of %i bytes', (bytes, single, transactional) => {
  expect(writeUnits(bytes, STRONG)).toBe(single)
  expect(writeUnits(bytes, TRANSACTIONAL)).toBe(transactional)
})

describe('for any two sizes', () => {
  const size = fc.nat({ max: 4 * 1024 * KB })
  const factor = fc.constantFrom(EVENTUAL, STRONG, TRANSACTIONAL)

  test('more bytes cost no less, and both together no more than each alone', () => {
    fc.assert(
      fc.property(size, size, factor, (left, right, by) => {
        for (const units of [readUnits, writeUnits]) {
          expect(units(left + right, by)).toBeGreaterThanOrEqual(units(left, by))
          expect(units(left + right, by)).toBeLessThanOrEqual(units(left, by) + units(right, by))
        }
      }),
    )
  })

  test('a read is a quarter of a write, or less than a unit away from it', () => {
    fc.assert(
      fc.property(size, bytes => {
        expect(readUnits(bytes, STRONG)).toBe(Math.ceil(writeUnits(bytes, STRONG) / 4))
        expect(readUnits(bytes, EVENTUAL) * 4).toBe(readUnits(bytes, TRANSACTIONAL))
      }),
    )
  })
})
