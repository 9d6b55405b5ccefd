import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributeValue } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'
import { NAMES, updates, updateText, valueMaps } from './arbitraries.js'
import { bytes, refusalOf, update } from './harness.js'

const P = 'Invalid UpdateExpression: '

const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':s': 's',
  ':n': 1,
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
  refusalOf(() => update(text, { names: { '#a': 'a' }, values: VALUES }))

const NOT_FOR_UPDATES = 'The function is not allowed in an update expression; function: '
const OVERLAP =
  'Two document paths overlap with each other; must remove or rewrite one of these paths; '
const CONFLICT =
  'Two document paths conflict with each other; must remove or rewrite one of these paths; '
const ACTION_TYPE = 'Incorrect operand type for operator or function; operator: '
const OPERAND_COUNT =
  'Incorrect number of operands for operator or function; operator or function: '
const OPERAND_TYPE = 'Incorrect operand type for operator or function; operator or function: '

/** Faults in the order in which they are reported, wherever they stand. A section each, for SET an assignment. */
const BY_PRECEDENCE: readonly (readonly ['SET' | 'ADD' | 'REMOVE', string, string])[] = [
  ['SET', 'b1 = ((c))', 'The expression has redundant parentheses;'],
  ['SET', 'b2.Size = c', 'Attribute name is a reserved keyword; reserved keyword: Size'],
  ['SET', 'b3 = foo(c)', 'Invalid function name; function: foo'],
  ['REMOVE', 'b4 REMOVE b5', 'The "REMOVE" section can only be used once in an update expression;'],
  [
    'SET',
    'b7 = #x',
    'An expression attribute name used in the document path is not defined; attribute name: #x',
  ],
  [
    'SET',
    'b8 = :x',
    'An expression attribute value used in expression is not defined; attribute value: :x',
  ],
  ['SET', 'o = :s, o.x = :s', `${OVERLAP}path one: [o], path two: [o, x]`],
  ['SET', 'p.x = :s, p[0] = :s', `${CONFLICT}path one: [p, x], path two: [p, [0]]`],
  ['ADD', 'b9 :l', `${ACTION_TYPE}ADD, operand type: LIST`],
  ['SET', 'c1 = list_append(c)', `${OPERAND_COUNT}list_append, number of operands: 1`],
  [
    'SET',
    'c2 = if_not_exists(:n, c)',
    'Operator or function requires a document path; operator or function: if_not_exists',
  ],
  ['SET', 'c3 = c + :s', `${OPERAND_TYPE}+, operand type: S`],
]

type Fault = (typeof BY_PRECEDENCE)[number]

/** One text with two faults, the section that SET is in at the end or at the start. */
function textWith(faults: readonly Fault[], setFirst: boolean): string {
  const sets = faults.flatMap(([section, body]) => (section === 'SET' ? [body] : []))
  const set = sets.length === 0 ? [] : [`SET ${sets.join(', ')}`]
  const others = faults.flatMap(([section, body]) =>
    section === 'SET' ? [] : [`${section} ${body}`],
  )
  return (setFirst ? [...set, ...others] : [...others, ...set]).join(' ')
}

describe('precedence', () => {
  test.each(BY_PRECEDENCE)('%s %s', (section, body, fault) => {
    expect(refusal(`${section} ${body}`)).toBe(P + fault)
  })

  const pairs = BY_PRECEDENCE.flatMap((fault, index) =>
    BY_PRECEDENCE.slice(index + 1).map(later => [fault, later] as const),
  )
  test.each(pairs)('%j before %j', (fault, later) => {
    for (const setFirst of [true, false]) {
      expect(refusal(textWith([fault, later], setFirst))).toBe(P + fault[2])
      expect(refusal(textWith([later, fault], setFirst))).toBe(P + fault[2])
    }
  })

  test('the number of operators comes last', () => {
    const text = (count: number, last: string): string =>
      `SET ${Array.from({ length: count }, (_, index) => `a[${index}]=b+c,`).join('')}${last}`
    expect(refusal(text(299, 'z=b+:n'))).toBeUndefined()
    expect(refusal(text(300, 'z=b+:s'))).toBe(`${P}${OPERAND_TYPE}+, operand type: S`)
    expect(refusal(text(300, 'z=b+:n'))).toBe(
      `${P}The expression contains too many operators; operator count: 301`,
    )
  })
})

describe('faults', () => {
  test.each([
    ['SET a = (((b) + c))', 'The expression has redundant parentheses;'],
    ['SET a = list_append(((b)), c)', 'The expression has redundant parentheses;'],
    ['SET a = ((b) + (c))', undefined],
    ['SET a = size(b)', `${NOT_FOR_UPDATES}size`],
    ['SET a = b + attribute_exists(c)', `${NOT_FOR_UPDATES}attribute_exists`],
    ['SET a = IF_NOT_EXISTS(b, :n)', 'Invalid function name; function: IF_NOT_EXISTS'],
    [
      'SET a = list_append(b, list_append(c, d))',
      'The function is not allowed to be used this way in an expression; function: list_append',
    ],
    ['SET a = list_append(if_not_exists(b, :l), if_not_exists(c, list_append(d, :l)))', undefined],
    ['ADD a :n ADD b :n', 'The "ADD" section can only be used once in an update expression;'],
    ['REMOVE a remove b', 'The "REMOVE" section can only be used once in an update expression;'],
    [
      'SET a = :n DELETE b :ss SET c = :n DELETE d :ss',
      'The "SET" section can only be used once in an update expression;',
    ],
    [
      'SET a = :y, #x = :s',
      'An expression attribute name used in the document path is not defined; attribute name: #x',
    ],
    [
      'SET a = :x + :y',
      'An expression attribute value used in expression is not defined; attribute value: :x',
    ],
    ['SET a = :s REMOVE a', `${OVERLAP}path one: [a], path two: [a]`],
    ['SET #a.b = :s ADD a.b.c :n', `${OVERLAP}path one: [a, b], path two: [a, b, c]`],
    ['REMOVE m[1].x DELETE m[1] :ss', `${OVERLAP}path one: [m, [1], x], path two: [m, [1]]`],
    ['SET m.x = :s, m[0] = :s', `${CONFLICT}path one: [m, x], path two: [m, [0]]`],
    ['SET a = b, b = a', undefined],
    ['SET a = a + a', undefined],
    ['SET a[0] = a[1], a[1] = a[0] REMOVE a[2]', undefined],
    ['SET a = if_not_exists(b, c, d)', `${OPERAND_COUNT}if_not_exists, number of operands: 3`],
    ['SET a = list_append()', `${OPERAND_COUNT}list_append, number of operands: 0`],
    [
      'SET a = if_not_exists(if_not_exists(a, :n), :n)',
      'Operator or function requires a document path; operator or function: if_not_exists',
    ],
    ['SET a = list_append(b, :n)', `${OPERAND_TYPE}list_append, operand type: N`],
    ['SET a = :l - b', `${OPERAND_TYPE}-, operand type: L`],
    ['SET a = list_append(b, c) + :n', `${OPERAND_TYPE}+, operand type: L`],
    ['SET a = (b + c) - :s', `${OPERAND_TYPE}-, operand type: S`],
    ['SET a = (b + :s) - c', `${OPERAND_TYPE}+, operand type: S`],
    ['SET a = if_not_exists(b, :s) + :n', undefined],
    [
      'SET a = if_not_exists(b, if_not_exists(c, list_append(d, :s)))',
      `${OPERAND_TYPE}list_append, operand type: S`,
    ],
  ])('%s', (text, fault) => {
    expect(refusal(text)).toBe(fault && P + fault)
  })

  const LONG = 'STRING NUMBER BINARY BOOLEAN NULL LIST MAP STRING_SET NUMBER_SET BINARY_SET'.split(
    ' ',
  )
  test.each(Object.keys(VALUES).map((value, index) => [value, LONG[index] ?? ''] as const))(
    'ADD and DELETE of %s, which is %s',
    (value, type) => {
      const isSet = type.endsWith('_SET')
      expect(refusal(`ADD a ${value}`)).toBe(
        isSet || type === 'NUMBER' ? undefined : `${P}${ACTION_TYPE}ADD, operand type: ${type}`,
      )
      expect(refusal(`DELETE a ${value}`)).toBe(
        isSet ? undefined : `${P}${ACTION_TYPE}DELETE, operand type: ${type}`,
      )
    },
  )
})

test('a text that has been compiled is checked like a new one', () => {
  fc.assert(
    fc.property(updates, valueMaps, valueMaps, (actions, values, otherValues) => {
      const text = updateText(actions)
      const answer = (someText: string): string | undefined =>
        refusalOf(() => update(someText, { names: NAMES, values }))
      refusalOf(() => update(text, { names: NAMES, values: otherValues }))
      const known = answer(text)
      serial += 1
      const spaces = serial.toString(2).replaceAll('0', ' ').replaceAll('1', '\n')
      expect(known).toBe(answer(text + spaces))
    }),
    { numRuns: rounds(400) },
  )
})

let serial = 0
