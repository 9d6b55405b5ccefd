import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AttributeValue, NumberValue } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'
import { conditions, conditionText, NAMES, valueMaps } from './arbitraries.js'
import { bytes, condition, filter, refusalOf } from './harness.js'

const P = 'Invalid ConditionExpression: '

const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':s': 'b',
  ':t': 'a',
  ':n': 1,
  ':m': 0,
  ':b': bytes(1),
  ':bool': true,
  ':null': null,
  ':l': [1],
  ':map': { x: 1 },
  ':ss': new Set(['a']),
  ':ns': new Set([1]),
  ':bs': new Set([bytes(1)]),
}

const refusal = (text: string): string | undefined =>
  refusalOf(() => condition(text, { names: { '#a': 'a', '#r': 'size' }, values: VALUES }))

const UNDEFINED_NAME =
  'An expression attribute name used in the document path is not defined; attribute name: '
const UNDEFINED_VALUE =
  'An expression attribute value used in expression is not defined; attribute value: '
const OPERAND_COUNT =
  'Incorrect number of operands for operator or function; operator or function: '
const PATH_REQUIRED = 'Operator or function requires a document path; operator or function: '
const NOT_DISTINCT =
  'The first operand must be distinct from the remaining operands for this operator or function; '
const OPERAND_TYPE = 'Incorrect operand type for operator or function; operator or function: '
const MISPLACED = 'The function is not allowed to be used this way in an expression; function: '
const NOT_FOR_CONDITIONS = 'The function is not allowed in a condition expression; function: '
const RESERVED = 'Attribute name is a reserved keyword; reserved keyword: '
const FUNCTION_NAME = 'Invalid function name; function: '

/** Whole-expression faults in the order in which they are reported, wherever they stand in the text. */
const BY_PRECEDENCE = [
  ['((a = :s))', 'The expression has redundant parentheses;'],
  ['SIZE(a) = :n', `${FUNCTION_NAME}SIZE`],
  ['size(b)', `${MISPLACED}size`],
  ['a.Status = :s', `${RESERVED}Status`],
  ['#undefined = :s', `${UNDEFINED_NAME}#undefined`],
] as const

const PAIRS = BY_PRECEDENCE.flatMap(([text, fault], index) =>
  BY_PRECEDENCE.slice(index + 1).map(([later]) => [text, later, fault] as const),
)

describe('precedence', () => {
  test.each(BY_PRECEDENCE)('%s', (text, fault) => {
    expect(refusal(text)).toBe(P + fault)
  })

  test.each(PAIRS)('%s before %s', (text, later, fault) => {
    expect(refusal(`${text} AND ${later}`)).toBe(P + fault)
    expect(refusal(`${later} AND ${text}`)).toBe(P + fault)
  })

  // Within one primitive condition: every row has the fault of the next one too, as far as both can be had.
  test.each([
    ['a.#x < :undefined', `${UNDEFINED_NAME}#x`],
    ['size(:undefined, a) < :bool', `${UNDEFINED_VALUE}:undefined`],
    ['attribute_exists(:s, :n)', `${OPERAND_COUNT}attribute_exists, number of operands: 2`],
    ['begins_with(a, size(a, a))', `${OPERAND_COUNT}size, number of operands: 2`],
    ['attribute_exists(size(:n))', `${PATH_REQUIRED}attribute_exists`],
    ['a BETWEEN a AND :l', `${NOT_DISTINCT}operator: BETWEEN, first operand: [a]`],
    ['a IN (size(:n), #a)', `${NOT_DISTINCT}operator: IN, first operand: [a]`],
    ['a BETWEEN :l AND :n', `${OPERAND_TYPE}BETWEEN, operand type: L`],
  ])('of one condition: %s', (text, fault) => {
    expect(refusal(text)).toBe(P + fault)
  })

  test.each([
    ['a < :bool AND #x = :s', `${OPERAND_TYPE}<, operand type: BOOL`],
    ['a = a OR b = :undefined', `${NOT_DISTINCT}operator: =, first operand: [a]`],
    ['NOT contains(a) OR a = a', `${OPERAND_COUNT}contains, number of operands: 1`],
    ['attribute_exists(:s) OR size() = :n', `${PATH_REQUIRED}attribute_exists`],
  ])('conditions are checked one after the other: %s', (text, fault) => {
    expect(refusal(text)).toBe(P + fault)
  })

  test('the number of operators comes last', () => {
    const many = (count: number, last: string): string =>
      `${'a=:s OR '.repeat(count - 1)}${last}`.replaceAll(' ', '\n')
    const tooMany = (count: number): string =>
      `${P}The expression contains too many operators; operator count: ${count}`
    expect(refusal(many(150, 'a>:s').replace('a=', 'NOT a='))).toBeUndefined() // 150 + 149 + 1
    expect(refusal(many(151, 'a>:s'))).toBe(tooMany(301))
    expect(refusal(many(400, 'a=a'))).toBe(`${P}${NOT_DISTINCT}operator: =, first operand: [a]`)
    expect(refusal(`${'NOT '.repeat(1000)}a=:s`)).toBe(tooMany(1001))
  })
})

describe('the faults of one condition', () => {
  test.each<readonly [string, string | undefined]>([
    ['((a)) = :s', 'The expression has redundant parentheses;'],
    ['a = ((:s))', 'The expression has redundant parentheses;'],
    ['contains(((a)), :s)', 'The expression has redundant parentheses;'],
    ['((a = :s) AND b = :s) AND ((c) = :s)', undefined],
    ['foo(a)', `${FUNCTION_NAME}foo`],
    ['Contains(a, :s)', `${FUNCTION_NAME}Contains`],
    ['first(second(a)) = :s', `${FUNCTION_NAME}first`],
    ['size(a) AND a = :s', `${MISPLACED}size`],
    ['(size(a))', `${MISPLACED}size`],
    ['attribute_exists(a) = :bool', `${MISPLACED}attribute_exists`],
    ['a IN (:s, contains(a, :s))', `${MISPLACED}contains`],
    ['a BETWEEN :s AND begins_with(a, :s)', `${MISPLACED}begins_with`],
    ['contains(attribute_type(a, :s), :s)', `${MISPLACED}attribute_type`],
    ['if_not_exists(a, :s) = :s', `${NOT_FOR_CONDITIONS}if_not_exists`],
    ['list_append(a, :l)', `${NOT_FOR_CONDITIONS}list_append`],
    ['size = :n', `${RESERVED}size`],
    ['a.b[0].VALUES = :n', `${RESERVED}VALUES`],
    ['#r = :n AND a.#r = :n', undefined],
    ['a.#x.#y = :s', `${UNDEFINED_NAME}#x`],
    ['contains(a, :x)', `${UNDEFINED_VALUE}:x`],
    ['a IN (:s, :x, :y)', `${UNDEFINED_VALUE}:x`],
    ['attribute_exists()', `${OPERAND_COUNT}attribute_exists, number of operands: 0`],
    ['begins_with(a, :s, :s)', `${OPERAND_COUNT}begins_with, number of operands: 3`],
    ['size(a, b) = :n', `${OPERAND_COUNT}size, number of operands: 2`],
    ['attribute_exists(:s)', `${PATH_REQUIRED}attribute_exists`],
    ['attribute_not_exists(size(a))', `${PATH_REQUIRED}attribute_not_exists`],
    ...['=', '<>', '<', '<=', '>', '>='].map(
      operator =>
        [`a ${operator} #a`, `${NOT_DISTINCT}operator: ${operator}, first operand: [a]`] as const,
    ),
    ['a.b[1] = #a.b[1]', `${NOT_DISTINCT}operator: =, first operand: [a, b, [1]]`],
    ['contains(a, a)', `${NOT_DISTINCT}operator: contains, first operand: [a]`],
    ['begins_with(a, a)', `${NOT_DISTINCT}operator: begins_with, first operand: [a]`],
    ['attribute_type(a, a)', `${NOT_DISTINCT}operator: attribute_type, first operand: [a]`],
    ['a BETWEEN b AND a', `${NOT_DISTINCT}operator: BETWEEN, first operand: [a]`],
    ['a IN (b, b, c)', undefined],
    ['a BETWEEN b AND b', undefined],
    [':s > :s', undefined],
    ['a[1] = a[2]', undefined],
  ])('%s', (text, fault) => {
    expect(refusal(text)).toBe(fault && P + fault)
  })

  test('an undefined name is looked for among own names only', () => {
    const names = Object.create({ '#x': 'x' }) as Record<string, string>
    names['#y'] = 'y'
    const maps = { names, values: { ':s': 's' } }
    expect(refusalOf(() => condition('#x = :s', maps))).toBe(`${P}${UNDEFINED_NAME}#x`)
    expect(refusalOf(() => condition('#y = :s', maps))).toBeUndefined()
  })
})

const TAGS = ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS']
const PLACEHOLDERS = [':s', ':n', ':b', ':bool', ':null', ':l', ':map', ':ss', ':ns', ':bs']

/** How a literal can stand in an operand; the name that the message has; the types that are accepted. */
const TYPE_RULES: readonly (readonly [string, string, string])[] = [
  ['a = ?', '=', 'S N B BOOL NULL L M SS NS BS'],
  ['? <> a', '<>', 'S N B BOOL NULL L M SS NS BS'],
  ['? IN (a, ?)', 'IN', 'S N B BOOL NULL L M SS NS BS'],
  ['a < ?', '<', 'S N B'],
  ['? <= a', '<=', 'S N B'],
  ['a > ?', '>', 'S N B'],
  ['a >= ?', '>=', 'S N B'],
  ['? BETWEEN a AND b', 'BETWEEN', 'S N B'],
  ['a BETWEEN ? AND b', 'BETWEEN', 'S N B'],
  ['a BETWEEN b AND ?', 'BETWEEN', 'S N B'],
  ['begins_with(a, ?)', 'begins_with', 'S B'],
  ['begins_with(?, a)', 'begins_with', 'S B'],
  ['contains(?, a)', 'contains', 'S B L SS NS BS'],
  ['contains(a, ?)', 'contains', 'S N B BOOL NULL L M SS NS BS'],
  ['size(?) = a', 'size', 'S B L M SS NS BS'],
  ['attribute_type(?, :typeName)', 'attribute_type', 'S N B BOOL NULL L M SS NS BS'],
]

describe('operand types', () => {
  test.each(TYPE_RULES)('%s', (pattern, name, accepted) => {
    for (const [index, tag] of TAGS.entries()) {
      const text = pattern.replaceAll('?', PLACEHOLDERS[index] ?? '')
      const values = { ...VALUES, ':typeName': 'S' }
      const expected = accepted.split(' ').includes(tag)
        ? undefined
        : `${P}${OPERAND_TYPE}${name}, operand type: ${tag}`
      expect(
        refusalOf(() => condition(text, { values })),
        text,
      ).toBe(expected)
    }
  })

  test.each([
    ['size(size(a)) = :n', `${OPERAND_TYPE}size, operand type: N`],
    ['begins_with(size(a), :s)', `${OPERAND_TYPE}begins_with, operand type: N`],
    ['begins_with(a, size(:n))', `${OPERAND_TYPE}size, operand type: N`],
    ['contains(a, size(b))', undefined],
    ['size(a) IN (size(:null))', `${OPERAND_TYPE}size, operand type: NULL`],
    ['size(:bool) = :n', `${OPERAND_TYPE}size, operand type: BOOL`],
    ['size(a) < :bool', `${OPERAND_TYPE}<, operand type: BOOL`],
    ['attribute_type(a, :n)', `${OPERAND_TYPE}attribute_type, operand type: N`],
    ['attribute_type(a, size(b))', `${OPERAND_TYPE}attribute_type, operand type: N`],
    [
      'attribute_type(a, b)',
      `${OPERAND_TYPE}attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}`,
    ],
    [
      'attribute_type(a, :s)',
      'Invalid attribute type name found; type: b, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ],
    [
      'a BETWEEN :n AND :t',
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}',
    ],
    [
      'a BETWEEN :s AND :t',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}',
    ],
    [
      'a BETWEEN :n AND :m',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {N:0}',
    ],
    ['a BETWEEN :s AND :s', undefined],
    [':s BETWEEN :t AND :s', undefined],
    ['a BETWEEN :s AND b', undefined],
  ])('%s', (text, fault) => {
    expect(refusal(text)).toBe(fault && P + fault)
  })

  test('bounds are shown in full', () => {
    const values = {
      ':lower': new NumberValue('12345678901234567890.5'),
      ':upper': bytes(255, 254),
    }
    expect(refusalOf(() => condition('a BETWEEN :lower AND :upper', { values }))).toBe(
      `${P}The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:12345678901234567890.5}, upper bound operand: AttributeValue: {B://4=}`,
    )
  })

  test('bounds are shown without exponents', () => {
    const values = { ':lower': 1e30, ':upper': -1e-8 }
    expect(refusalOf(() => condition('a BETWEEN :lower AND :upper', { values }))).toBe(
      `${P}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:1${'0'.repeat(30)}}, upper bound operand: AttributeValue: {N:-0.00000001}`,
    )
  })
})

test('100 operands of IN are accepted, 101 are not', () => {
  const text = (count: number): string => `a IN (${Array(count).fill(':s').join()})`
  expect(refusal(text(100))).toBeUndefined()
  expect(refusal(text(101))).toBe(
    `${P}The IN operator is provided with too many operands; number of operands: 101`,
  )
})

test('filters are named as filters', () => {
  expect(refusalOf(() => filter('a = a'))).toBe(
    `Invalid FilterExpression: ${NOT_DISTINCT}operator: =, first operand: [a]`,
  )
})

test('a text that has been compiled is checked like a new one', () => {
  fc.assert(
    fc.property(conditions, valueMaps, valueMaps, (node, values, otherValues) => {
      const text = conditionText(node)
      const answer = (someText: string): string | undefined =>
        refusalOf(() => condition(someText, { names: NAMES, values }))
      refusalOf(() => condition(text, { names: NAMES, values: otherValues }))
      const known = answer(text)
      serial += 1
      const spaces = serial.toString(2).replaceAll('0', ' ').replaceAll('1', '\n')
      expect(known).toBe(answer(text + spaces))
    }),
    { numRuns: rounds(400) },
  )
})

let serial = 0
