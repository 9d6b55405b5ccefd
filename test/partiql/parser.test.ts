/** Texts of any kind: a statement is compiled, or refused in words, and either soon. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ValidationException } from '../../src/errors/dynamo-error.js'
import { placeOf, tokensOf } from '../../src/partiql/lexer.js'
import { bindStatement } from '../../src/partiql/statement.js'

const WORDS = [
  ...'SELECT FROM WHERE ORDER BY INSERT INTO VALUE UPDATE SET REMOVE DELETE RETURNING ALL OLD EXISTS'.split(
    ' ',
  ),
  ...'AND OR NOT IN IS BETWEEN LIKE NULL MISSING TRUE a b "T" "c d" __proto__ size contains set_add'.split(
    ' ',
  ),
  ...["'x'", "''''", '1', '-2.5e3', '?', '*', '=', '<>', '!=', '<', '>=', '+', '-', '(', ')'],
  ...[
    '[',
    ']',
    '{',
    '}',
    '<<',
    '>>',
    ',',
    '.',
    ':',
    ';',
    '--\n',
    '/* */',
    '\ud800',
    '1e99999999999',
  ],
]

const text = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }).map(words => words.join(' ')),
  fc
    .array(fc.constantFrom(...WORDS), { maxLength: 12 })
    .map(words => `SELECT * FROM T WHERE ${words.join(' ')}`),
  fc
    .array(fc.constantFrom(...WORDS), { maxLength: 12 })
    .map(words => `UPDATE T SET a = ${words.join(' ')}`),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .tuple(
      fc.constantFrom(
        '(',
        '[',
        '{',
        '<<',
        'NOT ',
        '- ',
        "{'a':",
        'a[',
        'size(',
        'a = ',
        'a.',
        'EXISTS(',
      ),
      fc.nat(2000),
    )
    .map(([part, count]) => `SELECT * FROM T WHERE ${part.repeat(count)}`.slice(0, 8192)),
)

test('nothing but a refusal comes of a text that is no statement', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 2 }), (statement, count) => {
      try {
        bindStatement(statement, Array<string>(count).fill('x'))
      } catch (error) {
        expect(error).toBeInstanceOf(ValidationException)
      }
    }),
    { numRuns: 800 },
  )
})

test('long chains are no depth', () => {
  const chain = Array.from({ length: 200 }, (_, n) => `a = ${n}`)
  for (const operator of [' AND ', ' OR ']) {
    const statement = `SELECT * FROM T WHERE ${chain.join(operator)}`
    expect(() => bindStatement(statement, [])).toThrow(/too many operators; operator count: 399/)
    expect(
      bindStatement(`SELECT * FROM T WHERE ${chain.slice(0, 150).join(operator)}`, []),
    ).toBeDefined()
  }
})

test('tokens stand where they are written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', '"b c"', "'d\n'", '12.5', '<<', '?'), { minLength: 1 }),
      words => {
        const statement = words.join('\n/* - */ ')
        const tokens = tokensOf(statement).slice(0, -1)
        expect(tokens.map(({ start, end }) => statement.slice(start, end))).toEqual(words)
      },
    ),
  )
  expect(placeOf('\n 😀 ab', { start: 5, end: 7 })).toBe('2:4:2')
})

test('names that objects have of their own are names', () => {
  const { statement, values } = bindStatement(
    "INSERT INTO T VALUE {'__proto__': 1, 'constructor': {'__proto__': ''}}",
    [],
  )
  if (statement.kind !== 'insert') throw new Error('an INSERT')
  const item = statement.itemWith(values)
  expect(Object.keys(item)).toEqual(['__proto__', 'constructor'])
  expect(Object.getPrototypeOf(item)).toBe(Object.prototype)
  expect(Object.keys(item.constructor as object)).toEqual(['__proto__'])
})
