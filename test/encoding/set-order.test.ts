import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNumber } from '../../src/encoding/number.js'
import { inOrder } from '../../src/encoding/set-order.js'
import { NumberValue } from '../../src/types/attribute.js'

type SetMember = Parameters<typeof inOrder>[0][number]

const text = fc.string({ unit: 'grapheme', maxLength: 6 }).map(value => value.toWellFormed())
const number = fc.tuple(fc.bigInt({ min: -(10n ** 38n - 1n), max: 10n ** 38n - 1n }), fc.nat(60))
const many = { minLength: 65, maxLength: 200 }

const MEMBERS: readonly (readonly [string, fc.Arbitrary<readonly SetMember[]>])[] = [
  ['strings', fc.array(text, many)],
  ['binaries', fc.array(fc.uint8Array({ maxLength: 6 }), many)],
  ['doubles', fc.array(fc.integer(), many)],
  [
    'numbers',
    fc.array(
      number.map(([digits, places]) => parseNumber(`${digits}e-${places}`)),
      many,
    ),
  ],
]

test.each(MEMBERS)('many %s stand in the order in which few of them do', (_, members) => {
  fc.assert(
    fc.property(members, list => {
      const all = inOrder(list)
      expect(all).toHaveLength(list.length)
      for (let start = 0; start + 1 < all.length; start += 1) {
        const pair = all.slice(start, start + 2)
        expect(inOrder(pair).map(shown)).toEqual(pair.map(shown))
      }
    }),
    { numRuns: 100 },
  )
})

function shown(member: SetMember): string {
  if (member instanceof NumberValue) return member.value
  return typeof member === 'object' ? Buffer.from(member).toString('hex') : String(member)
}
