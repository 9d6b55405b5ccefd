/** Which values are kept, and how they come back. */

import { expect } from 'vitest'
import { type AttributeValue, expr, type Item, NumberValue } from '../../../src/index.js'
import { Rows } from '../row.js'
import { bytes, NEW_KEY, text } from '../world.js'

export const values = new Rows('a value is kept')

/** Values as they are put, and as they come back if that is not the same. */
const VALUES: readonly (readonly [string, AttributeValue, ...AttributeValue[]])[] = [
  ['text', 'text'],
  ['empty text', ''],
  ['text beyond the basic plane', 'ä\u{1F600}\u0000'],
  ['text of 50 KB', text(50_000)],
  ['zero', 0],
  ['minus zero', -0, 0],
  ['a fraction', 0.1],
  ['the smallest double in range', 1e-130],
  ['a small bigint', 5n, 5],
  ['a large bigint', 2n ** 64n, new NumberValue('18446744073709551616')],
  ['a decimal that is a double', new NumberValue('+1.50e1'), 15],
  ['a decimal of 38 digits', new NumberValue(`0.${'1'.repeat(38)}`)],
  ['true', true],
  ['false', false],
  ['null', null],
  ['bytes', bytes(0, 255)],
  ['no bytes', bytes()],
  ['a list', [1, 'a', null, [true]]],
  ['an empty list', []],
  ['a map', { a: { b: { c: 1 } } }],
  ['an empty map', {}],
  ['a map without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['a set of strings', new Set(['b', 'a', ''])],
  ['a set of numbers', new Set([3, 1, 2])],
  ['a set of numbers of all kinds', new Set([1, 2n, new NumberValue('3.0')]), new Set([1, 2, 3])],
  ['a set of binaries', new Set([bytes(2), bytes(), bytes(1)])],
  ['a buffer', Buffer.from('abc'), Uint8Array.from(Buffer.from('abc'))],
]
values.each(VALUES, async ({ notes }, _, value, ...[returned]) => {
  const itemWith = (one: unknown) => ({ ...NEW_KEY, v: one, l: [one], m: { x: one } }) as Item
  await notes.put(itemWith(value))
  const expected = itemWith(returned === undefined ? value : returned)
  expect(await notes.get(NEW_KEY)).toStrictEqual(expected)
  expect(await notes.query({ pk: 'new' }).first()).toStrictEqual(expected)
  await notes.update(NEW_KEY, expr`SET w = v, x = ${value as AttributeValue}`)
  expect(await notes.get(NEW_KEY)).toStrictEqual({ ...expected, w: expected.v, x: expected.v })
})
