import fc from 'fast-check'
import { expect, test } from 'vitest'
import { equalValues } from '../../src/encoding/value.js'
import { Container, contains } from '../../src/expressions/containment.js'
import { type AttributeValue, NumberValue } from '../../src/types/attribute.js'
import { bytes, condition } from './harness.js'

const BIG = new NumberValue('12345678901234567890123456789012345678')

/** Values that are easily taken for one another. */
const MEMBERS: readonly AttributeValue[] = [
  'A',
  bytes(65),
  '1',
  1,
  BIG,
  BIG.value,
  Buffer.from(BIG.value),
  true,
  'true',
  null,
  'null',
  '',
  bytes(),
  [],
  ['A'],
  {},
  { A: 1 },
  new Set(['A']),
]

test('many values that are looked for in one list are found as each by itself', () => {
  const member = fc.constantFrom(...MEMBERS)
  fc.assert(
    fc.property(fc.array(member), fc.array(member, { minLength: 5 }), (list, wanted) => {
      const container = new Container(list)
      for (const value of wanted) {
        const isThere = list.some(element => equalValues(element, value))
        expect(contains(list, value)).toBe(isThere)
        expect(container.contains(value)).toBe(isThere)
      }
    }),
  )
})

test.each([
  ['strings', new Set(['a', 'b']), 'b', 'c'],
  ['numbers', new Set([1, BIG]), new NumberValue(BIG.value), 2],
  ['binaries', new Set([bytes(1), bytes(2)]), bytes(2), bytes(3)],
] as const)('many values are looked for in one set of %s', (_, set, inside, outside) => {
  const container = new Container(set as AttributeValue)
  for (let round = 0; round < 5; round += 1) {
    expect(container.contains(inside)).toBe(true)
    expect(container.contains(outside)).toBe(false)
    expect(container.contains(undefined)).toBe(false)
  }
})

test('what a condition says twice holds for each item anew', () => {
  const text =
    'contains(a, :x) OR contains(a, :y) OR size(a) > :n OR size(a) = :m OR contains(a, :x)'
  const values = { ':x': 'x', ':y': 'y', ':n': 3, ':m': 0 }
  const asked = condition(text, { values })
  const items = [{ a: 'zz' }, { a: 'ax' }, { a: ['y'] }, { a: 'zzzz' }, { a: 'z' }, {}, { a: [] }]
  expect(items.map(item => asked.test(item))).toEqual([false, true, true, true, false, false, true])
})

test('two conditions that are alike but for their names are two', () => {
  const asked = condition('#a = :v OR #b = :v', {
    names: { '#a': 'a', '#b': 'b' },
    values: { ':v': 1 },
  })
  expect([{ a: 1 }, { b: 1 }, { c: 1 }].map(item => asked.test(item))).toEqual([true, true, false])
})

test('a list of the request is looked into for each item', () => {
  const asked = condition('contains(:list, a) AND size(:map) = :two', {
    values: { ':list': ['x', 1, BIG], ':map': { a: 1, b: 2 }, ':two': 2 },
  })
  const items = [{ a: 'x' }, { a: 2 }, { a: 1 }, { a: BIG }, {}, { a: 'y' }]
  expect(items.map(item => asked.test(item))).toEqual([true, false, true, true, false, false])
})
