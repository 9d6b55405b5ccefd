import { describe, expect, test } from 'vitest'
import { type Expression, expr } from '../../src/expressions/template.js'
import { type AttributeValue, NumberValue } from '../../src/types/attribute.js'
import { bytes, condition, dataOf, refusalOf, update } from './harness.js'

const partsOf = ({ text, names, values }: Expression) => ({ text, names, values })

test.each<[string, Expression, ReturnType<typeof partsOf>]>([
  [
    'no values',
    expr`attribute_exists(id)`,
    { text: 'attribute_exists(id)', names: undefined, values: undefined },
  ],
  [
    'values',
    expr`SET n = n + ${5}, m = ${'x'}`,
    { text: 'SET n = n + :p0, m = :p1', names: undefined, values: { ':p0': 5, ':p1': 'x' } },
  ],
  [
    'a name',
    expr`${expr.name('status')} = ${'open'}`,
    { text: '#p0 = :p1', names: { '#p0': 'status' }, values: { ':p1': 'open' } },
  ],
  [
    'a fragment',
    expr`${expr`n < ${100}`} AND ${expr`a.${expr.name('x.y')} = ${null} OR b = ${true}`} OR c = ${1}`,
    {
      text: 'n < :p0 AND a.#p1 = :p2 OR b = :p3 OR c = :p4',
      names: { '#p1': 'x.y' },
      values: { ':p0': 100, ':p2': null, ':p3': true, ':p4': 1 },
    },
  ],
  [
    'a fragment without values, and one in a fragment',
    expr`${expr`attribute_exists(a)`} AND ${expr`(${expr`b = ${1}`})`}`,
    { text: 'attribute_exists(a) AND (b = :p0)', names: undefined, values: { ':p0': 1 } },
  ],
  [
    'words right behind values',
    expr`a = ${1}AND ${expr`b = ${2}`}OR c = d`,
    { text: 'a = :p0 AND b = :p1 OR c = d', names: undefined, values: { ':p0': 1, ':p1': 2 } },
  ],
])('%s', (_, expression, expected) => {
  expect(partsOf(expression)).toEqual(expected)
})

test('values of all types are bound as they are', () => {
  const values: readonly AttributeValue[] = [
    '',
    0,
    10n,
    new NumberValue('1.1'),
    bytes(1),
    false,
    null,
    [],
    dataOf([['__proto__', 1]]),
    new Set(['a']),
  ]
  for (const value of values) expect(expr`a = ${value}`.values?.[':p0']).toBe(value)
})

test('no value becomes text', () => {
  const hostile = ':p1 OR attribute_exists(a)'
  const expression = expr`a = ${hostile}`
  expect(expression.text).toBe('a = :p0')
  expect(condition(expression.text, expression).test({ a: 'x' })).toBe(false)
  expect(condition(expression.text, expression).test({ a: hostile })).toBe(true)
})

test('one place in the source makes one text, whatever its values', () => {
  const texts = [1, 'x', expr.name('a'), expr`b`, 2].map(value => expr`c = ${value}`.text)
  expect(texts).toEqual(['c = :p0', 'c = :p0', 'c = #p0', 'c = b', 'c = :p0'])
})

test('an expression is compiled as it is', () => {
  const increment = expr`SET ${expr.name('total')} = ${expr.name('total')} + ${5} REMOVE a`
  const { text } = increment
  expect(update(text, increment).apply({ total: 1, a: 1 }, {})).toEqual({ total: 6 })
})

describe('refused', () => {
  test('an undefined value', () => {
    const absent = undefined as unknown as AttributeValue
    expect(refusalOf(() => expr`a = ${1} AND b = ${absent}`)).toBe(
      'The value number 2 of an expr template is undefined, which is not an attribute value',
    )
  })

  test('a placeholder that is written by hand', () => {
    const message = (placeholder: string): string =>
      `An expr template holds the placeholder ${placeholder}; interpolate the value itself, or a name by expr.name()`
    expect(refusalOf(() => expr`a = :p0 AND b = ${1}`)).toBe(message(':p0'))
    expect(refusalOf(() => expr`${1} = #name`)).toBe(message('#name'))
    expect(refusalOf(() => expr`a = :${1}`)).toBe(message(':'))
  })
})

test('an expression cannot be changed', () => {
  const expression = expr`${expr.name('a')} = ${1}`
  for (const part of [expression, expression.names, expression.values]) {
    expect(Object.isFrozen(part)).toBe(true)
  }
})

describe('reserved words written as they are', () => {
  test('become placeholders, in any case, at any level of a path, and beside what is interpolated', () => {
    expect(partsOf(expr`SET total = total + ${5}, a.Status[0] = ${'x'} REMOVE name`)).toEqual({
      text: 'SET #p0 = #p1 + :p2, a.#p3[0] = :p4 REMOVE #p5',
      names: { '#p0': 'total', '#p1': 'total', '#p3': 'Status', '#p5': 'name' },
      values: { ':p2': 5, ':p4': 'x' },
    })
    const increment = expr`SET total = total + ${5} REMOVE items`
    expect(update(increment.text, increment).apply({ total: 1, items: [] }, {})).toEqual({
      total: 6,
    })
  })

  test('stay what they are where the grammar means them: keywords and functions', () => {
    const { text, names } = expr`size(size) IN (${1}) and not (state between ${1} AND ${2})`
    expect(text).toBe('size(#p0) IN (:p1) and not (#p2 between :p3 AND :p4)')
    expect(names).toEqual({ '#p0': 'size', '#p2': 'state' })
  })

  test('are spliced with the fragment that they stand in', () => {
    const fragment = expr`total < ${100}`
    expect(partsOf(expr`${fragment} AND status = ${'open'}`)).toEqual({
      text: '#p0 < :p1 AND #p2 = :p3',
      names: { '#p0': 'total', '#p2': 'status' },
      values: { ':p1': 100, ':p3': 'open' },
    })
  })
})
