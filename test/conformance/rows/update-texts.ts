/** Texts that are no updates, and texts that are no projections. The table that they name does not exist. */

import { type Fault, Rows } from '../row.js'
import {
  type BadText,
  NO_NAME,
  NO_VALUE,
  nameOf,
  operandType,
  placeholdersOf,
  reserved,
  syntax,
} from './condition-texts.js'
import { DETECTED, NO_TABLE } from './texts.js'

export const rows = new Rows('UpdateItem')

const EMPTY = 'The expression can not be empty;'
const PARENTHESES = 'The expression has redundant parentheses;'

const SYNTAX: readonly BadText[] = [
  ['', EMPTY],
  [' \n', EMPTY],
  syntax('INVALID SYNTAX HERE', 'INVALID', 'INVALID SYNTAX'),
  syntax('a = :s', 'a', 'a ='),
  syntax('SET', '<EOF>', 'SET'),
  syntax('SET a', '<EOF>', 'a'),
  syntax('SET a =', '<EOF>', '='),
  syntax('SET a = :s,', '<EOF>', ','),
  syntax('SET a = :s;', ';', ':s;'),
  syntax('SET a = :s, REMOVE b', 'REMOVE', ', REMOVE b'),
  syntax('SET a = :s b = :t', 'b', ':s b ='),
  syntax('SET a = :s SET', '<EOF>', 'SET'),
  syntax('SET a == :s', '=', '== :s'),
  syntax('SET a :s', ':s', 'a :s'),
  syntax('SET (a = :s)', '(', 'SET (a'),
  syntax('SET :s = a', ':s', 'SET :s ='),
  syntax('SET a = 1', '1', '= 1'),
  syntax('SET a = - :n', '-', '= - :n'),
  syntax('SET a = b + c + d', '+', 'c + d'),
  syntax('SET a = b +', '<EOF>', '+'),
  syntax('SET a = list_append(b + c, :l)', '+', 'b + c'),
  syntax('SET size(a) = :s', '(', 'size(a'),
  syntax('SET _123 = :s', '_', 'SET _123'),
  syntax('SET a[-1] = :s', '-', '[-1'),
  syntax('SET a[:n] = :s', ':n', '[:n]'),
  syntax('SET set = :s', 'set', 'SET set ='),
  syntax('REMOVE add', 'add', 'REMOVE add'),
  syntax('REMOVE a,', '<EOF>', ','),
  syntax('REMOVE a = :s', '=', 'a = :s'),
  syntax('REMOVE size(a)', '(', 'size(a'),
  syntax('ADD a', '<EOF>', 'a'),
  syntax('ADD a b', 'b', 'a b'),
  syntax('ADD a (:n)', '(', 'a (:n'),
  syntax('ADD a :n + :n', '+', ':n + :n'),
  syntax('ADD a if_not_exists(a, :n)', 'if_not_exists', 'a if_not_exists('),
  syntax('DELETE a = :ss', '=', 'a = :ss'),
]

const unknown = (name: string): string => `Invalid function name; function: ${name}`
const once = (section: string): string =>
  `The "${section}" section can only be used once in an update expression;`
const count = (name: string, operands: number): string =>
  `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands}`
const NO_PATH = 'Operator or function requires a document path; operator or function: if_not_exists'
const NESTED =
  'The function is not allowed to be used this way in an expression; function: list_append'

const FORM: readonly BadText[] = [
  ['SET name = :s', reserved('name')],
  ['REMOVE a.Size', reserved('Size')],
  ['SET a = and', reserved('and')],
  ['SET a = ((:s))', PARENTHESES],
  ['SET a = ((b + :n))', PARENTHESES],
  ...['foo', 'SIZE', 'IF_NOT_EXISTS', 'List_Append'].map(
    (name): BadText => [`SET a = ${name}(a, :s)`, unknown(name)],
  ),
  ...[
    'size',
    'attribute_exists',
    'attribute_not_exists',
    'attribute_type',
    'begins_with',
    'contains',
  ].map(
    (name): BadText => [
      `SET a = ${name}(a)`,
      `The function is not allowed in an update expression; function: ${name}`,
    ],
  ),
  ['SET a = list_append(list_append(a, :l), :l)', NESTED],
  ['SET a = :s SET b = :t', once('SET')],
  ['set a = :s Set b = :t', once('SET')],
  ['REMOVE a REMOVE b', once('REMOVE')],
  ['ADD a :n ADD b :n', once('ADD')],
  ['DELETE a :ss DELETE b :ss', once('DELETE')],
  ...['if_not_exists', 'list_append'].flatMap(name =>
    [0, 1, 3].map((operands): BadText => {
      return [
        `SET a = ${name}(${['b', 'c', 'd'].slice(0, operands).join(', ')})`,
        count(name, operands),
      ]
    }),
  ),
  ['SET a = if_not_exists(:s, :t)', NO_PATH],
  ['SET a = if_not_exists(if_not_exists(b, :s), :t)', NO_PATH],
  ['SET #undefined = :s', NO_NAME],
  ['REMOVE a.#undefined', NO_NAME],
  ['SET a = if_not_exists(#undefined, :s)', NO_NAME],
  ['SET a = :undefined', NO_VALUE],
  ['ADD a :undefined', NO_VALUE],
]

const clash = (what: string, one: string, two: string): string =>
  `Two document paths ${what} with each other; must remove or rewrite one of these paths; path one: ${one}, path two: ${two}`
const overlap = (one: string, two: string): string => clash('overlap', one, two)
const conflict = (one: string, two: string): string => clash('conflict', one, two)

const PATHS: readonly BadText[] = [
  ['SET a = :s REMOVE a', overlap('[a]', '[a]')],
  ['SET a = :s, a.b = :t', overlap('[a]', '[a, b]')],
  ['SET a.b = :s, a = :t', overlap('[a, b]', '[a]')],
  ['SET #a = :s, a = :t', overlap('[a]', '[a]')],
  ['SET a = :s, b = :t, a = :t', overlap('[a]', '[a]')],
  ['REMOVE a[1], a[1].b', overlap('[a, [1]]', '[a, [1], b]')],
  ['ADD a :n DELETE a :ss', overlap('[a]', '[a]')],
  ['SET m.x = :s, m[0] = :t', conflict('[m, x]', '[m, [0]]')],
  ['REMOVE m[0] SET m.x = :s', conflict('[m, [0]]', '[m, x]')],
  ['SET m.x = :s, m[0] = :t, c = :s, c = :t', overlap('[c]', '[c]')],
]

const LONG: Readonly<Record<string, string>> = {
  ':s': 'STRING',
  ':n': 'NUMBER',
  ':b': 'BINARY',
  ':bool': 'BOOLEAN',
  ':null': 'NULL',
  ':l': 'LIST',
  ':m': 'MAP',
  ':ss': 'STRING_SET',
  ':ns': 'NUMBER_SET',
  ':bs': 'BINARY_SET',
}
const SHORT: Readonly<Record<string, string>> = {
  STRING: 'S',
  NUMBER: 'N',
  BINARY: 'B',
  BOOLEAN: 'BOOL',
  NULL: 'NULL',
  LIST: 'L',
  MAP: 'M',
  STRING_SET: 'SS',
  NUMBER_SET: 'NS',
  BINARY_SET: 'BS',
}
const SETS = ['STRING_SET', 'NUMBER_SET', 'BINARY_SET']
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ADD: ['NUMBER', ...SETS],
  DELETE: SETS,
  '+': ['NUMBER'],
  '-': ['NUMBER'],
  list_append: ['LIST'],
}

/** The texts that use a value so. */
const TEXTS: Readonly<Record<string, (value: string) => readonly string[]>> = {
  ADD: value => [`ADD a ${value}`],
  DELETE: value => [`DELETE a ${value}`],
  '+': value => [`SET a = b + ${value}`, `SET a = ${value} + b`],
  '-': value => [`SET a = b - ${value}`, `SET a = ${value} - b`],
  list_append: value => [`SET a = list_append(b, ${value})`, `SET a = list_append(${value}, b)`],
}

function textsOf(right: boolean): readonly BadText[] {
  return Object.entries(LONG).flatMap(([value, type]) =>
    Object.entries(TEXTS)
      .filter(([use]) => ALLOWED[use]?.includes(type) === right)
      .flatMap(([use, texts]) => texts(value).map((text): BadText => [text, faultOf(use, type)])),
  )
}

function faultOf(use: string, type: string): string {
  if (use !== 'ADD' && use !== 'DELETE') return operandType(use, SHORT[type] ?? '')
  return `Incorrect operand type for operator or function; operator: ${use}, operand type: ${type}`
}

/** Two faults in one text: the first kind is told, wherever it stands. */
const ORDER: readonly BadText[] = [
  ['SET a = foo(name)', reserved('name')],
  ['SET a = :s SET b = foo(b)', unknown('foo')],
  ['SET a = :undefined SET b = :t', once('SET')],
  ['SET a = :undefined, #undefined = :s', NO_NAME],
  ['ADD a :undefined, a :n', NO_VALUE],
  ['ADD a.b.c :s, a.b :n', overlap('[a, b, c]', '[a, b]')],
  ['SET a = list_append(:n) ADD b :s', faultOf('ADD', 'STRING')],
  ['SET a = :s + :n, b = list_append(:l)', count('list_append', 1)],
  ['SET a = if_not_exists(:s)', count('if_not_exists', 1)],
  ['SET a = list_append(:n, :l), b = if_not_exists(:s, :t)', NO_PATH],
]

/** What else could be taken for faults. */
const RIGHT: readonly string[] = [
  'SET a = b, b = a',
  'SET a.b = :s, a.c = :t',
  'SET a[0] = :s, a[1] = :t',
  'SET a[4294967294] = :s',
  'SET a [ 0 ] . b = :s',
  'SET a = (b + :n)',
  'SET a = (b) + (:n)',
  'SET a = if_not_exists(a, if_not_exists(b, :s))',
  'SET a = if_not_exists(a, list_append(b, :l))',
  'SET a = list_append(if_not_exists(a, :l), :l)',
  'SET a = if_not_exists(a, :n) + if_not_exists(b, :n)',
  'SET a = list_append((a), (:l))',
  'set a = :s remove b add c :n delete d :ss',
  'DELETE d :ss ADD c :n REMOVE b SET a = :s',
  ...textsOf(true).map(([text]) => text),
]

const GROUPS: Readonly<Record<string, readonly BadText[]>> = {
  syntax: SYNTAX,
  form: FORM,
  paths: PATHS,
  'operand types': textsOf(false),
  'two faults': ORDER,
}

const base = { TableName: 'absent', Key: { pk: { S: 'a' } } }
const requestOf = (UpdateExpression: string) => ({
  UpdateExpression,
  ...placeholdersOf(UpdateExpression),
})

for (const [name, texts] of Object.entries(GROUPS)) {
  rows.group(`update texts > ${name}`, () => {
    rows.refused(
      { operation: 'UpdateItem', base },
      texts.map(([text, fault]): Fault => {
        return [nameOf(text), requestOf(text), `${DETECTED}Invalid UpdateExpression: ${fault}`]
      }),
    )
    rows.refused(
      { operation: 'TransactWriteItems', base: {} },
      texts.map(([text, fault]): Fault => {
        const members = { TransactItems: [{ Update: { ...base, ...requestOf(text) } }] }
        return [nameOf(text), members, `Invalid UpdateExpression: ${fault}`]
      }),
    )
  })
}

rows.group('update texts > right ones', () => {
  rows.refused(
    { operation: 'UpdateItem', base },
    RIGHT.map((text): Fault => [nameOf(text), requestOf(text), NO_TABLE]),
  )
})

const PROJECTIONS: readonly BadText[] = [
  ['', EMPTY],
  syntax('a,', '<EOF>', ','),
  syntax('a,,b', ',', ',,b'),
  syntax('a b', 'b', 'a b'),
  syntax('a, :s', ':s', ', :s'),
  syntax('(a)', '(', '(a'),
  syntax('size(a)', '(', 'size(a'),
  ['name', reserved('name')],
  ['and', reserved('and')],
  ['#undefined, a, a', NO_NAME],
  ['#undefined, name', reserved('name')],
  ['a, #a', overlap('[a]', '[a]')],
  ['a.b, a', overlap('[a, b]', '[a]')],
  ['a[0], a[0].b', overlap('[a, [0]]', '[a, [0], b]')],
  ['a.b, a[0]', conflict('[a, b]', '[a, [0]]')],
  ['a[0], a.b', conflict('[a, [0]]', '[a, b]')],
  ['a.b, a[0], c, c', overlap('[c]', '[c]')],
  [
    'a'.padEnd(4097),
    'Expression size has exceeded the maximum allowed size; expression size: 4097',
  ],
]

for (const operation of ['GetItem', 'Scan']) {
  rows.group('projection texts', () => {
    rows.refused(
      { operation, base: operation === 'GetItem' ? base : { TableName: 'absent' } },
      PROJECTIONS.map(([text, fault]): Fault => {
        const members = {
          ProjectionExpression: text,
          ExpressionAttributeNames: placeholdersOf(text).ExpressionAttributeNames,
        }
        return [nameOf(text), members, `Invalid ProjectionExpression: ${fault}`]
      }),
    )
  })
}
