/** Integers that a double cannot hold come back as a bigint, exactly, if asked. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Database, NumberValue } from '../../src/index.js'

test('an integer of up to 38 digits goes in as a bigint and comes out as the same one', async () => {
  const db = await Database.open()
  const table = await db.createTable('Numbers', { partitionKey: { id: 'S' } })
  const integers = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
  await fc.assert(
    fc.asyncProperty(integers, async integer => {
      await table.put({ id: 'n', integer })
      const stored = table.get({ id: 'n' })?.integer
      const isLarge = stored instanceof NumberValue
      expect(isLarge ? stored.toBigInt() : BigInt(stored as number)).toBe(integer)
    }),
  )
})

test('trailing zeros of a large power of ten are not lost', () => {
  expect(new NumberValue(`1${'0'.repeat(125)}`).toBigInt()).toBe(10n ** 125n)
})

test.each(['1.5', '-0.1', '1e30', '', ' 1', '0x10', `1${'0'.repeat(126)}`])(
  '%s is refused: no integer, or not written as one',
  text => {
    expect(() => new NumberValue(text).toBigInt()).toThrow(RangeError)
  },
)
