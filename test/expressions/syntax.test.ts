import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExpressionKind } from '../../src/errors/expression-errors.js'
import { parseCondition } from '../../src/expressions/condition-parser.js'
import { parseProjection } from '../../src/expressions/projection-parser.js'
import { parseUpdate } from '../../src/expressions/update-parser.js'
import { rounds } from '../fuzz/effort.js'
import {
  conditions,
  conditionText,
  paths,
  pathText,
  textStyles,
  updates,
  updateText,
  withoutSlots,
} from './arbitraries.js'
import { refusalOf } from './harness.js'

function parse(kind: ExpressionKind, text: string): unknown {
  if (kind === 'UpdateExpression') return parseUpdate(text)
  return kind === 'ProjectionExpression' ? parseProjection(text) : parseCondition(kind, text)
}

const KINDS: readonly ExpressionKind[] = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
]

describe.each(KINDS)('%s', kind => {
  test.each(['', ' ', '\t\r\n '])('blank: %j', text => {
    expect(refusalOf(() => parse(kind, text))).toBe(
      `Invalid ${kind}: The expression can not be empty;`,
    )
  })

  test.each([
    ['one byte over', `a${' '.repeat(4096)}`, 4097],
    ['characters of several bytes', `a = \u{1f600}${'é'.repeat(2047)}`, 4102],
    ['far over, and no expression', '('.repeat(100_000), 100_000],
  ])('too large: %s', (_, text, size) => {
    expect(refusalOf(() => parse(kind, text))).toBe(
      `Invalid ${kind}: Expression size has exceeded the maximum allowed size; expression size: ${size}`,
    )
  })
})

const CONDITION = 'ConditionExpression'
const UPDATE = 'UpdateExpression'
const PROJECTION = 'ProjectionExpression'

test.each<[ExpressionKind, string, string, string]>([
  // kind, text, token, near
  [UPDATE, 'INVALID SYNTAX HERE', 'INVALID', 'INVALID SYNTAX'],
  [CONDITION, 'a = = b', '=', '= = b'],
  [CONDITION, '!!! INVALID !!!', '!', '!!'],
  [CONDITION, 'attribute_not_exists(', '<EOF>', '('],
  [UPDATE, 'SET _123 = :v', '_', 'SET _123'],
  [CONDITION, 'a', '<EOF>', 'a'],
  [CONDITION, ':v', '<EOF>', ':v'],
  [CONDITION, '(a)', '<EOF>', ')'],
  [CONDITION, 'a AND b = :v', 'AND', 'a AND b'],
  [CONDITION, 'b = :v OR a', '<EOF>', 'a'],
  [CONDITION, '(a AND b = :v)', 'AND', 'a AND b'],
  [CONDITION, 'a IN ()', ')', '()'],
  [CONDITION, 'a IN :v', ':v', 'IN :v'],
  [CONDITION, 'a = b = c', '=', 'b = c'],
  [CONDITION, '(a = b) = c', '=', ') = c'],
  [CONDITION, 'a = (b = c)', '=', 'b = c'],
  [CONDITION, 'a + b = c', '+', 'a + b'],
  [CONDITION, 'size(a + b) = c', '+', 'a + b'],
  [CONDITION, 'a = b AND', '<EOF>', 'AND'],
  [CONDITION, 'NOT', '<EOF>', 'NOT'],
  [CONDITION, 'NOT a', '<EOF>', 'a'],
  [CONDITION, 'a NOT IN (:v)', 'NOT', 'a NOT IN'],
  [CONDITION, 'a NOT BETWEEN :v AND :w', 'NOT', 'a NOT BETWEEN'],
  [CONDITION, 'a BETWEEN :v', '<EOF>', ':v'],
  [CONDITION, 'a BETWEEN :v OR :w', 'OR', ':v OR :w'],
  [CONDITION, 'AND = :v', 'AND', 'AND ='],
  [CONDITION, 'a.or = :v', 'or', '.or ='],
  [CONDITION, 'a = 5', '5', '= 5'],
  [CONDITION, 'a = "x"', '"', '= "x'],
  [CONDITION, 'a = \u{1f600}', '\u{1f600}', '= \u{1f600}'],
  [CONDITION, 'a. = :v', '=', '. = :v'],
  [CONDITION, 'a.1 = :v', '1', '.1 ='],
  [CONDITION, 'a[-1] = :v', '-', '[-1'],
  [CONDITION, 'a[1.5] = :v', '.', '1.5'],
  [CONDITION, 'a[:i] = :v', ':i', '[:i]'],
  [CONDITION, 'a[#i] = :v', '#i', '[#i]'],
  [CONDITION, 'a[1 = :v', '=', '1 = :v'],
  [CONDITION, ':v.a = :v', '.', ':v.a'],
  [CONDITION, '# = :v', '#', '# ='],
  [CONDITION, 'a = :', ':', '= :'],
  [CONDITION, 'a = :é', ':', '= :é'],
  [CONDITION, 'a == :v', '=', '== :v'],
  [CONDITION, 'a != :v', '!', 'a !='],
  [CONDITION, 'a = :v;', ';', ':v;'],
  [CONDITION, 'begins_with(a, :v,)', ')', ',)'],
  [CONDITION, 'begins_with(a :v)', ':v', 'a :v)'],
  [CONDITION, 'begins_with(a, b = :v)', '=', 'b = :v'],
  [CONDITION, 'a\t=\n=  b', '=', '=\n=  b'],
  [UPDATE, 'SET (a = :v)', '(', 'SET (a'],
  [UPDATE, 'SET a = b + c + d', '+', 'c + d'],
  [UPDATE, 'SET a = list_append(b + c, d)', '+', 'b + c'],
  [UPDATE, 'SET a = list_append((b + c), d)', '+', 'b + c'],
  [UPDATE, 'SET a = :v,', '<EOF>', ','],
  [UPDATE, 'SET a', '<EOF>', 'a'],
  [UPDATE, 'SET', '<EOF>', 'SET'],
  [UPDATE, 'SET SET = :v', 'SET', 'SET SET ='],
  [UPDATE, 'SET size(a) = :v', '(', 'size(a'],
  [UPDATE, 'REMOVE a = :v', '=', 'a = :v'],
  [UPDATE, 'REMOVE :v', ':v', 'REMOVE :v'],
  [UPDATE, 'ADD a b', 'b', 'a b'],
  [UPDATE, 'ADD a = :v', '=', 'a = :v'],
  [UPDATE, 'DELETE a', '<EOF>', 'a'],
  [UPDATE, 'DELETE a size(b)', 'size', 'a size('],
  [PROJECTION, 'a,', '<EOF>', ','],
  [PROJECTION, 'a b', 'b', 'a b'],
  [PROJECTION, ',a', ',', ',a'],
  [PROJECTION, ':v', ':v', ':v'],
  [PROJECTION, 'size(a)', '(', 'size(a'],
  [PROJECTION, '(a)', '(', '(a'],
])('syntax error, %s: %s', (kind, text, token, near) => {
  expect(refusalOf(() => parse(kind, text))).toBe(
    `Invalid ${kind}: Syntax error; token: "${token}", near: "${near}"`,
  )
})

test.each<[ExpressionKind, string]>([
  [CONDITION, 'a [ 1 ] . b = :v'],
  [CONDITION, 'a[007]\r\n= :v'],
  [CONDITION, 'a[4294967294] = :v'],
  [CONDITION, '#1 = :_'],
  [CONDITION, 'nOt a = :v aNd b bEtWeEn :v And :w oR c iN (:v)'],
  [CONDITION, 'NOT NOT NOT a = :v'],
  [CONDITION, 'a=:v AND(b=:v)OR(NOT(c=:v))'],
  [CONDITION, '(a) = (:v)'],
  [CONDITION, '((a) = :v)'],
  [CONDITION, '((a = :v) AND (b = :v))'],
  [CONDITION, '(attribute_exists(a))'],
  [CONDITION, '(size((a))) > :v'],
  [CONDITION, 'contains = :v'],
  [UPDATE, 'REMOVE a SET b=:v ADD c :v DELETE d :v'],
  [UPDATE, 'set a = (b + :v), c = (if_not_exists(d, (:v))) - (e)'],
  [UPDATE, 'SET a = (b + c) - d'],
  [UPDATE, 'SET a = if_not_exists(b, if_not_exists(c, list_append(d, :v)))'],
  [PROJECTION, 'a, b.c[0][1], #d'],
])('accepted, %s: %s', (kind, text) => {
  expect(refusalOf(() => parse(kind, text))).toBeUndefined()
})

test.each<[string, ExpressionKind, string, string]>([
  ['parentheses', CONDITION, '('.repeat(4096), 'The expression has redundant parentheses;'],
  [
    'closed parentheses',
    CONDITION,
    `${'('.repeat(2000)}a${')'.repeat(2000)}=:v`,
    'The expression has redundant parentheses;',
  ],
  [
    'parentheses of an update',
    UPDATE,
    `SET a=${'('.repeat(4000)}`,
    'The expression has redundant parentheses;',
  ],
  [
    'NOT in parentheses',
    CONDITION,
    'NOT('.repeat(1000),
    'The expression contains too many operators; operator count: 501',
  ],
  [
    'functions',
    CONDITION,
    'size('.repeat(800),
    'Incorrect operand type for operator or function; operator or function: size, operand type: N',
  ],
  [
    'unknown functions',
    CONDITION,
    `a < ${'f('.repeat(600)}b${')'.repeat(600)}`,
    'Invalid function name; function: f',
  ],
  [
    'unknown functions in known ones',
    CONDITION,
    `a < ${'size('.repeat(300)}${'f('.repeat(300)}b${')'.repeat(600)}`,
    'Invalid function name; function: f',
  ],
  [
    'functions of updates in a condition',
    CONDITION,
    `a < if_not_exists(${'size('.repeat(600)}b${')'.repeat(601)}`,
    'The function is not allowed in a condition expression; function: if_not_exists',
  ],
  [
    'functions of an update',
    UPDATE,
    `SET a=${'f('.repeat(2000)}`,
    'Invalid function name; function: f',
  ],
  [
    'functions of conditions in an update',
    UPDATE,
    `SET a=${'size('.repeat(600)}b${')'.repeat(600)}`,
    'The function is not allowed in an update expression; function: size',
  ],
])('hostile nesting is refused: %s', (_, kind, text, fault) => {
  expect(refusalOf(() => parse(kind, text))).toBe(`Invalid ${kind}: ${fault}`)
})

test.each([4_294_967_294, '4294967295', '00000000004294967294', '99999999999999999999'])(
  'the list index %s is judged by its value, and told as it is written',
  index => {
    const fault = (kind: string) =>
      Number(index) <= 4_294_967_294
        ? undefined
        : `Invalid ${kind}: List index is not within the allowable range; index: [${index}]`
    for (const [kind, text] of [
      ['ProjectionExpression', `a[${index}]`],
      ['ProjectionExpression', `b, a.c[${index}].d`],
      [CONDITION, `size(a[ ${index} ]) > :v`],
      ['FilterExpression', `NOT a[0][${index}] IN (:v)`],
      ['KeyConditionExpression', `a[${index}] = :v`],
      [UPDATE, `SET a[${index}] = :v`],
      [UPDATE, `SET a = if_not_exists(b[${index}], :v)`],
      [UPDATE, `REMOVE a[${index}]`],
      [UPDATE, `ADD a[${index}] :v`],
      [UPDATE, `DELETE a[${index}] :v`],
    ] as const) {
      expect(refusalOf(() => parse(kind, text))).toBe(fault(kind))
    }
  },
)

test('a path of 32 levels is accepted, one of 33 is not', () => {
  const path = (levels: number): string => `a${'.b'.repeat(levels - 1)}`
  expect(refusalOf(() => parseProjection(path(32)))).toBeUndefined()
  expect(refusalOf(() => parseProjection(path(33)))).toBe(
    'Invalid ProjectionExpression: The document path has too many nesting levels; nesting levels: 33',
  )
})

test.each<[string, number]>([
  ['begins_with(a, :v)', 0],
  ['a = :v', 1],
  ['size(a) >= (:v)', 1],
  ['a BETWEEN :v AND :w', 1],
  ['a IN (:v, :w, :x)', 1],
  ['NOT NOT a = :v', 3],
  ['a = b AND c <> d AND NOT e IN (f) OR g BETWEEN h AND i', 8],
])('operators of %s', (text, count) => {
  expect(parseCondition(CONDITION, text).operatorCount).toBe(count)
})

test('operators of an update', () => {
  const text = 'SET a = b + c, d = (e - f) + if_not_exists(g, :v), h = :v REMOVE i'
  expect(parseUpdate(text).operatorCount).toBe(3)
})

test('condition trees survive being written and read', () => {
  fc.assert(
    fc.property(conditions, textStyles, (node, style) => {
      const tree = parseCondition(CONDITION, conditionText(node, style))
      expect(withoutSlots(tree.root)).toEqual(withoutSlots(node))
      expectSlots(tree.root, tree)
    }),
    { numRuns: rounds(400) },
  )
})

test('update trees survive being written and read', () => {
  fc.assert(
    fc.property(updates, textStyles, (actions, style) => {
      const tree = parseUpdate(updateText(actions, style))
      expect(withoutSlots(tree.actions)).toEqual(withoutSlots(actions))
      expectSlots(tree.actions, tree)
    }),
    { numRuns: rounds(400) },
  )
})

test('paths survive being written and read', () => {
  fc.assert(
    fc.property(fc.array(paths, { minLength: 1, maxLength: 4 }), textStyles, (list, style) => {
      const tree = parseProjection(list.map(path => pathText(path, style)).join(','))
      expect(withoutSlots(tree.paths)).toEqual(withoutSlots(list))
    }),
  )
})

const WORDS =
  'a b #n :v size( begins_with( if_not_exists( list_append( ( ) [ ] 0 . , = <> < >= + - AND OR NOT IN BETWEEN SET REMOVE ADD DELETE ! é \u{1f600} " _'
const garbage = fc.oneof(
  fc.array(fc.constantFrom(...WORDS.split(' ')), { maxLength: 40 }).map(words => words.join(' ')),
  fc.array(fc.constantFrom(...WORDS.split(' ')), { maxLength: 40 }).map(words => words.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
)

test('garbage throws nothing but ValidationException', () => {
  fc.assert(
    fc.property(garbage, fc.constantFrom(...KINDS), (text, kind) => {
      refusalOf(() => parse(kind, text))
    }),
    { numRuns: rounds(1500) },
  )
})

/** Every placeholder of the tree stands at its slot. */
function expectSlots(
  node: unknown,
  { names, values }: { readonly names: readonly string[]; readonly values: readonly string[] },
): void {
  if (typeof node !== 'object' || node === null) return
  if ('slot' in node && 'placeholder' in node) {
    const placeholders = String(node.placeholder).startsWith('#') ? names : values
    expect(placeholders[Number(node.slot)]).toBe(node.placeholder)
  }
  for (const member of Object.values(node)) expectSlots(member, { names, values })
}
