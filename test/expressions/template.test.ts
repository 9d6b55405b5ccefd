import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCondition } from '../../src/expressions/condition-parser.js'
import { type Expression, expr } from '../../src/expressions/template.js'
import { type AttributeValue, NumberValue } from '../../src/types/attribute.js'
import { bytes, condition, dataOf, refusalOf, update } from './harness.js'

const KIND = 'ConditionExpression'

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
    expr`${expr`n < ${100}`} AND ${expr`a.${expr.name('x.y')} = ${null} AND b = ${true}`} OR c = ${1}`,
    {
      text: 'n < :p0 AND a.#p1 = :p2 AND b = :p3 OR c = :p4',
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

const EITHER = expr`a = ${1} OR b = ${2}`
const BOTH = expr`a = ${1} AND b = ${2}`
const RANGE = expr`a BETWEEN ${1} AND ${2}`
const SUM = expr`a + ${1}`
const ENCLOSED = expr`(a = ${1} OR b = ${2})`

describe('what is put together keeps together', () => {
  test.each<[Expression, string]>([
    [expr`${EITHER} AND c = ${3}`, '(a = :p0 OR b = :p1) AND c = :p2'],
    [expr`c = ${3} AND ${EITHER}`, 'c = :p0 AND (a = :p1 OR b = :p2)'],
    [expr`c = ${3} and ${EITHER}`, 'c = :p0 and (a = :p1 OR b = :p2)'],
    [expr`${EITHER}AND c = d`, '(a = :p0 OR b = :p1)AND c = d'],
    [expr`NOT ${EITHER}`, 'NOT (a = :p0 OR b = :p1)'],
    [expr`NOT ${BOTH}`, 'NOT (a = :p0 AND b = :p1)'],
    [expr`NOT ${BOTH} OR c = d`, 'NOT (a = :p0 AND b = :p1) OR c = d'],
    [expr`${EITHER} AND ${EITHER}`, '(a = :p0 OR b = :p1) AND (a = :p2 OR b = :p3)'],
    [expr`${EITHER} ${expr`AND`} ${BOTH}`, '(a = :p0 OR b = :p1) AND a = :p2 AND b = :p3'],
    [expr`${EITHER}${expr``} ${expr`AND c = d`}`, '(a = :p0 OR b = :p1) AND c = d'],
    [expr`${expr`${EITHER} AND c = d`} AND e = f`, '(a = :p0 OR b = :p1) AND c = d AND e = f'],
    [expr`SET n = ${SUM} - b`, 'SET n = (a + :p0) - b'],
    [expr`SET n = b - ${SUM}, m = ${SUM}`, 'SET n = b - (a + :p0), m = a + :p1'],
    [expr`(${ENCLOSED}) AND c = d`, '(a = :p0 OR b = :p1) AND c = d'],
    [expr`( ${expr` (a = b) `} )`, '(  a = b )'],
  ])('%s', ({ text }, expected) => {
    expect(text).toBe(expected)
    if (!text.startsWith('SET')) expect(refusalOf(() => parseCondition(KIND, text))).toBeUndefined()
  })

  test.each<[Expression, string]>([
    [expr`${EITHER}`, 'a = :p0 OR b = :p1'],
    [expr`${EITHER} OR c = ${3}`, 'a = :p0 OR b = :p1 OR c = :p2'],
    [expr`${BOTH} OR c = d`, 'a = :p0 AND b = :p1 OR c = d'],
    [expr`${BOTH} AND c = d`, 'a = :p0 AND b = :p1 AND c = d'],
    [expr`${RANGE} AND c = d`, 'a BETWEEN :p0 AND :p1 AND c = d'],
    [expr`NOT ${RANGE}`, 'NOT a BETWEEN :p0 AND :p1'],
    [expr`NOT ${expr`NOT ${RANGE}`}`, 'NOT NOT a BETWEEN :p0 AND :p1'],
    [expr`(${EITHER}) AND c = d`, '(a = :p0 OR b = :p1) AND c = d'],
    [expr`${ENCLOSED} AND c = d`, '(a = :p0 OR b = :p1) AND c = d'],
    [expr`NOT ${ENCLOSED}`, 'NOT (a = :p0 OR b = :p1)'],
    [expr`${expr`(a = b) OR (c = d)`} OR e = f`, '(a = b) OR (c = d) OR e = f'],
    [expr`${expr`size(a)`} > ${1}`, 'size(a) > :p0'],
    [expr`x BETWEEN ${expr`low`} AND ${expr`high`}`, 'x BETWEEN low AND high'],
    [expr`x IN (${expr`${1}, ${2}`})`, 'x IN (:p0, :p1)'],
    [expr`${expr`a.b`}.${expr`c`} = d`, 'a.b.c = d'],
    [expr`${expr`x OR`} ${RANGE}`, 'x OR a BETWEEN :p0 AND :p1'],
    [expr`${expr`SET a = ${1}`} REMOVE b`, 'SET a = :p0 REMOVE b'],
    [expr`${expr`SET a = b + ${1}`}, ${expr`c = d - ${1}`}`, 'SET a = b + :p0, c = d - :p1'],
    [expr`SET ${expr`a = b + ${1}`}, c = d`, 'SET a = b + :p0, c = d'],
    [expr`SET n = ${SUM}`, 'SET n = a + :p0'],
    [expr`SET n = ${expr`if_not_exists(a, ${1})`} + b`, 'SET n = if_not_exists(a, :p0) + b'],
    [expr`${expr`a`}, ${expr`b[0]`}`, 'a, b[0]'],
  ])('as it is: %s', ({ text }, expected) => {
    expect(text).toBe(expected)
  })

  type Tree = string | readonly ['NOT', Tree] | readonly ['AND' | 'OR', Tree, Tree]

  const trees = fc.letrec<{ tree: Tree }>(tie => ({
    tree: fc.oneof(
      { depthSize: 'large', withCrossShrink: true },
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.tuple(fc.constant('NOT' as const), tie('tree')),
      fc.tuple(fc.constantFrom('AND' as const, 'OR' as const), tie('tree'), tie('tree')),
    ),
  })).tree

  const expressionOf = (tree: Tree): Expression => {
    if (typeof tree === 'string') return expr`${expr.name(tree)} = ${true}`
    if (tree[0] === 'NOT') return expr`NOT ${expressionOf(tree[1])}`
    const [left, right] = [expressionOf(tree[1]), expressionOf(tree[2])]
    return tree[0] === 'AND' ? expr`${left} AND ${right}` : expr`${left} OR ${right}`
  }

  const holds = (tree: Tree, item: Readonly<Record<string, boolean>>): boolean => {
    if (typeof tree === 'string') return item[tree] === true
    if (tree[0] === 'NOT') return !holds(tree[1], item)
    const [left, right] = [holds(tree[1], item), holds(tree[2], item)]
    return tree[0] === 'AND' ? left && right : left || right
  }

  test('conditions of any conditions mean what their parts mean', () => {
    const items = fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean(), d: fc.boolean() })
    fc.assert(
      fc.property(trees, items, (tree, item) => {
        const { text, names, values } = expressionOf(tree)
        fc.pre(text.length < 4096)
        expect(condition(text, { names, values }).test(item)).toBe(holds(tree, item))
      }),
    )
  })

  test('a long row of conditions is no deep one', () => {
    const conditions = Array.from({ length: 150 }, (_, n) => expr`a = ${n}`)
    const any = conditions.reduce((left, right) => expr`${left} OR ${right}`)
    const alternating = conditions.reduce((left, right, n) =>
      n % 2 === 0 ? expr`${left} OR ${right}` : expr`${left} AND ${right}`,
    )
    for (const { text, ...maps } of [any, alternating].map(partsOf)) {
      expect(condition(text, maps).test({ a: 149 })).toBe(text === any.text)
    }
  })
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
