import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Heat } from '../../src/storage/heat.js'

/** Hashes of one minute that are remembered. */
const HOT_HASHES = 16

test('the hashes of a minute that are told are the hottest, those of equal heat in the order of their first access', () => {
  const access = fc.record({
    hash: fc.integer({ min: 0, max: 40 }),
    units: fc.integer({ min: 1, max: 4 }),
    isRead: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(access, { maxLength: 200, size: 'max' }), accesses => {
      const heat = new Heat()
      const sums = new Map<number, { hash: number; readUnits: number; writeUnits: number }>()
      for (const { hash, units, isRead } of accesses) {
        heat[isRead ? 'read' : 'write'](hash, units)
        const sum = sums.get(hash) ?? { hash, readUnits: 0, writeUnits: 0 }
        sum[isRead ? 'readUnits' : 'writeUnits'] += units
        sums.set(hash, sum)
      }
      const hottest = [...sums.values()].toSorted(
        (left, right) => right.readUnits + right.writeUnits - (left.readUnits + left.writeUnits),
      )
      expect(heat.rows(7).flatMap(row => row.hot)).toEqual(hottest.slice(0, HOT_HASHES))
    }),
  )
})
