import { describe, expect, test } from 'vitest'
import {
  refuseKeyDereference,
  refuseKeysInFilter,
  refuseKeyUpdate,
} from '../../src/expressions/key-attributes.js'
import { type KeyRange, keyRangeOf } from '../../src/expressions/key-condition.js'
import type { AttributeValue } from '../../src/types/attribute.js'
import type { KeySchema } from '../../src/types/table.js'
import { bytes, filter, keyCondition, refusalOf, update } from './harness.js'

const P = 'Invalid KeyConditionExpression: '
const CONDITION = 'Invalid condition in KeyConditionExpression: '
const OPERATOR = 'Invalid operator used in KeyConditionExpression: '
const NESTED = 'KeyConditionExpressions cannot contain nested operations'
const NESTED_PATH = `${P}KeyConditionExpressions cannot have conditions on nested attributes`
const SEVERAL_NAMES = `${CONDITION}Multiple attribute names used in one condition`
const NO_KEY = `${CONDITION}No key attribute specified`

const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':s': 'b',
  ':t': 'a',
  ':n': 1,
  ':m': 2,
  ':b': bytes(1),
  ':bool': true,
  ':l': [],
  ':empty': '',
  ':emptyB': bytes(),
}
const NAMES = { '#a': 'a', '#status': 'status' }

const clausesOf = (text: string) => keyCondition(text, { names: NAMES, values: VALUES }).clauses
const refusal = (text: string): string | undefined => refusalOf(() => clausesOf(text))

describe('before the schema is known', () => {
  test.each([
    // What holds for every condition comes first.
    ['a = = :s', `${P}Syntax error; token: "=", near: "= = :s"`],
    ['((a = :s)) OR b = :s', `${P}The expression has redundant parentheses;`],
    ['a = :s OR status = :s', `${P}Attribute name is a reserved keyword; reserved keyword: status`],
    [
      'a = :s OR #x = :s',
      `${P}An expression attribute name used in the document path is not defined; attribute name: #x`,
    ],
    [
      'a = :s OR b = :x',
      `${P}An expression attribute value used in expression is not defined; attribute value: :x`,
    ],
    [
      'begins_with(a, :n)',
      `${P}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
    ],
    [
      'a < :bool',
      `${P}Incorrect operand type for operator or function; operator or function: <, operand type: BOOL`,
    ],
    [
      'a BETWEEN :s AND :t',
      `${P}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}`,
    ],
    [
      'a BETWEEN :n AND :t',
      `${P}The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}`,
    ],
    // Then the clauses in text order, and for each the rules in this order.
    ['a = :s OR b = :s', `${OPERATOR}OR`],
    ['NOT a = :s', `${OPERATOR}NOT`],
    ['a in (:s)', `${OPERATOR}IN`],
    ['a <> :s', `${OPERATOR}<>`],
    ['attribute_exists(a)', `${OPERATOR}attribute_exists`],
    ['attribute_not_exists(a)', `${OPERATOR}attribute_not_exists`],
    ['contains(a, :s)', `${OPERATOR}contains`],
    ['size(a) = :n', NESTED],
    ['size(a) BETWEEN :n AND :m', NESTED],
    ['a BETWEEN :n AND size(b)', NESTED],
    [
      'begins_with(:s, a)',
      `${CONDITION}begins_with operator must have the key attribute as its first operand`,
    ],
    [
      ':n BETWEEN a AND b',
      `${CONDITION}BETWEEN operator must have the key attribute as its first operand`,
    ],
    ['a = b', SEVERAL_NAMES],
    ['a BETWEEN b AND :s', SEVERAL_NAMES],
    ['begins_with(a, b)', SEVERAL_NAMES],
    ['a.b = c', NESTED_PATH],
    ['a = c.b', NESTED_PATH],
    ['a BETWEEN b AND size(a)', SEVERAL_NAMES],
    ['a BETWEEN size(b) AND c', NESTED],
    ['begins_with(a, b.c)', NESTED_PATH],
    ['size(a) = b', NESTED],
    ['a = size(b)', NESTED],
    ['a.b = size(b)', NESTED_PATH],
    [':s = :t', NO_KEY],
    ['a.b = :s', NESTED_PATH],
    [':s < a[0]', NESTED_PATH],
    [
      ':n BETWEEN size(b) AND size(a) AND b > :n',
      `${CONDITION}BETWEEN operator must have the key attribute as its first operand`,
    ],
    ['a = :s AND a > :t', `${P}KeyConditionExpressions must only contain one condition per key`],
    [
      'a = :s AND b = :s AND #a = :t',
      `${P}KeyConditionExpressions must only contain one condition per key`,
    ],
    ['a = b AND c.d = :s', SEVERAL_NAMES],
    [
      'c.d = :s AND a = b',
      `${P}KeyConditionExpressions cannot have conditions on nested attributes`,
    ],
    ['a = :s AND (b = :s OR c = :s)', `${OPERATOR}OR`],
    ['a = :s AND (b = :s AND (NOT c = :s))', `${OPERATOR}NOT`],
    ['(a = :s AND b <> :s) AND c = d', `${OPERATOR}<>`],
  ])('%s', (text, message) => {
    expect(refusal(text)).toBe(message)
  })

  test.each<[string, readonly (readonly [string, string, ...AttributeValue[]])[]]>([
    ['a = :s', [['a', '=', 'b']]],
    [
      '#status = :s AND #a < :n',
      [
        ['status', '=', 'b'],
        ['a', '<', 1],
      ],
    ],
    [
      'b BETWEEN :n AND :m AND (a = :s)',
      [
        ['b', 'BETWEEN', 1, 2],
        ['a', '=', 'b'],
      ],
    ],
    ['begins_with(b, :s)', [['b', 'begins_with', 'b']]],
    [
      ':n < a AND :n <= b',
      [
        ['a', '>', 1],
        ['b', '>=', 1],
      ],
    ],
    [
      ':n > a AND :n >= b',
      [
        ['a', '<', 1],
        ['b', '<=', 1],
      ],
    ],
    [':n = a', [['a', '=', 1]]],
    [
      'a = :s AND (b = :s AND c = :l) AND d >= :s',
      [
        ['a', '=', 'b'],
        ['b', '=', 'b'],
        ['c', '=', []],
        ['d', '>=', 'b'],
      ],
    ],
  ])('clauses of %s', (text, expected) => {
    const clauses = clausesOf(text).map(({ attribute, operator, values }) => [
      attribute,
      operator,
      ...values,
    ])
    expect(clauses).toEqual(expected)
  })

  test('a text that has been compiled is checked for other values', () => {
    const text = 'a = :p AND begins_with(b, :q)'
    expect(refusalOf(() => keyCondition(text, { values: { ':p': 1, ':q': 'x' } }))).toBeUndefined()
    expect(refusalOf(() => keyCondition(text, { values: { ':p': 1, ':q': 1 } }))).toBe(
      `${P}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
    )
  })
})

const TEXT_KEYS: KeySchema = {
  partitionKey: { name: 'a', type: 'S' },
  sortKey: { name: 'b', type: 'S' },
}
const HASH_ONLY: KeySchema = { partitionKey: { name: 'a', type: 'S' } }
const TYPED_KEYS: KeySchema = {
  partitionKey: { name: 'a', type: 'B' },
  sortKey: { name: 'b', type: 'N' },
}
const MISMATCH =
  'One or more parameter values were invalid: Condition parameter type does not match schema type'
const missed = (name: string): string => `Query condition missed key schema element: ${name}`
const empty = (kind: string, name: string): string =>
  `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`
const NOT_SUPPORTED = 'Query key condition not supported'

describe('against the schema', () => {
  test.each<[string, KeySchema, string]>([
    // In the order of the checks: each row has faults of the rows below it.
    [
      'a > :empty AND b = :empty AND c = :n',
      TEXT_KEYS,
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
    [
      'a > :empty AND b = :empty AND c = :n',
      HASH_ONLY,
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (1)',
    ],
    ['b = :n', TEXT_KEYS, missed('a')],
    ['b = :empty AND c = :n', TEXT_KEYS, missed('a')],
    ['a > :n AND c = :n', TEXT_KEYS, missed('b')],
    ['a = :s AND b = :s', HASH_ONLY, NOT_SUPPORTED],
    ['c = :s AND b = :s', HASH_ONLY, missed('a')],
    ['a < :n', HASH_ONLY, NOT_SUPPORTED],
    ['begins_with(a, :s) AND b = :n', TEXT_KEYS, NOT_SUPPORTED],
    ['a BETWEEN :s AND :s', TEXT_KEYS, NOT_SUPPORTED],
    ['a = :bool', TEXT_KEYS, MISMATCH],
    ['a = :empty AND b = :n', TEXT_KEYS, MISMATCH],
    ['a = :b AND begins_with(b, :s)', TYPED_KEYS, MISMATCH],
    ['a = :b AND b BETWEEN :s AND :s', TYPED_KEYS, MISMATCH],
    ['b = :empty AND a = :empty', TEXT_KEYS, empty('string', 'a')],
    ['a = :s AND b BETWEEN :empty AND :s', TEXT_KEYS, empty('string', 'b')],
    ['a = :emptyB AND b = :n', TYPED_KEYS, empty('binary', 'a')],
    ['a = :empty', HASH_ONLY, empty('string', 'a')],
  ])('%s', (text, schema, message) => {
    expect(refusalOf(() => keyRangeOf(clausesOf(text), schema))).toBe(message)
  })

  test.each<[string, KeySchema, KeyRange]>([
    ['a = :s', HASH_ONLY, { partition: 'b' }],
    [':s = a', TEXT_KEYS, { partition: 'b' }],
    ['b < :t AND a = :s', TEXT_KEYS, { partition: 'b', sort: { operator: '<', value: 'a' } }],
    ['a = :b AND :n < b', TYPED_KEYS, { partition: bytes(1), sort: { operator: '>', value: 1 } }],
    [
      'a = :b AND b BETWEEN :n AND :m',
      TYPED_KEYS,
      { partition: bytes(1), sort: { operator: 'BETWEEN', lower: 1, upper: 2 } },
    ],
    [
      'a = :s AND begins_with(b, :t)',
      TEXT_KEYS,
      { partition: 'b', sort: { operator: 'begins_with', value: 'a' } },
    ],
  ])('the range of %s', (text, schema, expected) => {
    expect(keyRangeOf(clausesOf(text), schema)).toEqual(expected)
  })
})

describe('key attributes in other expressions', () => {
  test.each([
    ['Key', 'pk.x', 'pk'],
    ['IndexKey', 'b, pk, sk[0]', 'sk'],
    ['Key', 'pk, sk, a.pk, b[1].sk', undefined],
  ] as const)('%s: paths %s', (label, text, name) => {
    const paths = text.split(', ').map(path => filter(`attribute_exists(${path})`).paths.flat())
    expect(refusalOf(() => refuseKeyDereference(paths, ['pk', 'sk'], label))).toBe(
      name &&
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${label}: ${name}`,
    )
  })

  test('a filter may not name the keys of what is queried', () => {
    const condition = filter('a = :v AND contains(b, sk)', { values: { ':v': 1 } })
    expect(refusalOf(() => refuseKeysInFilter(condition, ['pk', 'sk']))).toBe(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    )
    expect(refusalOf(() => refuseKeysInFilter(condition, ['pk']))).toBeUndefined()
  })

  test.each(['SET a = pk, sk.x = :v', 'REMOVE sk', 'SET a = :v ADD sk :v', 'DELETE sk[0] :set'])(
    'an update may not have them as targets: %s',
    text => {
      const values = { ':v': 1, ':set': new Set(['x']) }
      const { targets } = update(text, { values })
      expect(refusalOf(() => refuseKeyUpdate(targets, ['pk', 'sk']))).toBe(
        'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
      )
      expect(refusalOf(() => refuseKeyUpdate(targets, ['pk']))).toBeUndefined()
    },
  )
})
