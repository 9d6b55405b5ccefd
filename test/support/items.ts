/** Items of all types, with names and values that are hard to write and to read. */

import fc from 'fast-check'
import { normalizeItem } from '../../src/encoding/normalize.js'
import { type AttributeValue, type Item, NumberValue } from '../../src/types/attribute.js'
import { dataOf } from '../expressions/harness.js'

/** Any text, some of it long, with what JSON escapes and without. */
export const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 70 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\0', '\x1f', '\x7f', '\u2028', 'é', '😀') }),
  fc.nat(300).map(length => 'x'.repeat(length)),
  fc.nat(100).map(length => `${'x'.repeat(length)}"€`),
)
const numbers = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, 2 ** 32, 2 ** 32 - 1, -(2 ** 32), 1e21, 1e-7, 1e125, -1e-130, 0.1),
  fc.double({ min: -1e100, max: 1e100, noNaN: true }).filter(value => Math.abs(value) > 1e-100),
  fc
    .tuple(fc.stringMatching(/^-?[1-9][0-9]{15,35}[1-9]$/), fc.integer({ min: -120, max: 80 }))
    .map(([digits, exponent]) => new NumberValue(`${digits}e${exponent}`)),
)
const binaries = fc.uint8Array({ maxLength: 300 })
const names = fc.oneof(
  fc.constantFrom('a', 'b', 'pk', '__proto__', 'constructor', 'toJSON', 'é', '\0', '"', '\ufffd'),
  fc.constantFrom('0', '10', '2', '01', '-1', '4294967294', '4294967295'),
  texts.filter(name => name !== ''),
)
const sets: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.uniqueArray(texts, { minLength: 1, maxLength: 20 }).map(list => new Set(list)),
  fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 300 }).map(list => new Set(list)),
  fc
    .uniqueArray(binaries, { minLength: 1, maxLength: 5, selector: String })
    .map(list => new Set(list)),
)
const { value: values } = fc.letrec<{ value: AttributeValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'value' },
    texts,
    numbers,
    binaries,
    fc.constantFrom<AttributeValue>(true, false, null, '', [], {}, 'sort key'),
    sets,
    fc.array(tie('value'), { maxLength: 5, depthIdentifier: 'value' }),
    fc
      .uniqueArray(fc.tuple(names, tie('value')), { maxLength: 5, selector: ([name]) => name })
      .map(dataOf),
  ),
}))
/** Any item in normal form, with any names. */
export const items: fc.Arbitrary<Item> = fc
  .uniqueArray(fc.tuple(names, values), { maxLength: 12, selector: ([name]) => name })
  .map(entries => normalizeItem(dataOf(entries)))
