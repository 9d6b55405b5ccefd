import fc from 'fast-check'
import { expect, test } from 'vitest'
import { includesText } from '../../src/encoding/substring.js'
import { rounds } from '../fuzz/effort.js'

/** Of few letters, so that much of one text is found in another again and again. */
const repetitive = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b'), maxLength })

/** A piece that comes many times, then something else: what searches that look back take long for. */
const periodic = fc
  .tuple(repetitive(6), fc.nat(60), repetitive(40))
  .map(([piece, count, rest]) => piece.repeat(count) + rest)

test.each([
  ['any texts', fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 3 })],
  ['repetitive texts', repetitive(400), repetitive(60)],
  ['periodic texts', periodic, periodic],
] as const)('of %s, one is found in another where a naive search finds it', (_, texts, wanteds) => {
  fc.assert(
    fc.property(texts, wanteds, (text, wanted) => {
      expect(includesText(text, wanted)).toBe(naive(text, wanted))
    }),
    { numRuns: rounds(400) },
  )
})

test('every part of a text is found in it', () => {
  fc.assert(
    fc.property(periodic, fc.nat(), fc.nat(), (text, start, length) => {
      expect(includesText(text, text.slice(start, start + length))).toBe(true)
    }),
    { numRuns: rounds(400) },
  )
})

test('a long text of which only the end is missing is looked for in linear time', () => {
  const text = 'a'.repeat(400_000)
  const wanted = `${'a'.repeat(300)}b${'a'.repeat(200_000)}`
  for (let round = 0; round < 20; round += 1) expect(includesText(text, wanted)).toBe(false)
})

function naive(text: string, wanted: string): boolean {
  for (let at = 0; at + wanted.length <= text.length; at += 1) {
    if (text.slice(at, at + wanted.length) === wanted) return true
  }
  return false
}
