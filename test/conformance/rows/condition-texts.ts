/** Texts that are no conditions: what is wrong with each, as a filter and as the condition of a put. */

import { type Fault, type Json, Rows } from '../row.js'
import { DETECTED } from './texts.js'

export const rows = new Rows('Scan')

/** The values of placeholders, which are told apart by their types. */
export const VALUES: Readonly<Record<string, Json>> = {
  ':s': { S: 'b' },
  ':t': { S: 'a' },
  ':n': { N: '1' },
  ':b': { B: 'AA==' },
  ':bool': { BOOL: true },
  ':null': { NULL: true },
  ':l': { L: [] },
  ':m': { M: {} },
  ':ss': { SS: ['a'] },
  ':ns': { NS: ['1'] },
  ':bs': { BS: ['AA=='] },
  ':large': { N: '1e30' },
  ':small': { N: '-0.00000001' },
  ':S': { S: 'S' },
}
const TYPES: Readonly<Record<string, string>> = {
  ':s': 'S',
  ':n': 'N',
  ':b': 'B',
  ':bool': 'BOOL',
  ':null': 'NULL',
  ':l': 'L',
  ':m': 'M',
  ':ss': 'SS',
  ':ns': 'NS',
  ':bs': 'BS',
}

/** What a request defines of the placeholders of its texts: not `#undefined` nor `:undefined`. */
export function placeholdersOf(...texts: readonly string[]): Json {
  const all = texts.join(' ')
  const names = new Set(all.match(/#\w+/g)?.filter(name => name !== '#undefined'))
  const values = new Set(all.match(/:\w+/g)?.filter(value => Object.hasOwn(VALUES, value)))
  return {
    ...(names.size > 0 && {
      ExpressionAttributeNames: Object.fromEntries([...names].map(name => [name, name.slice(1)])),
    }),
    ...(values.size > 0 && {
      ExpressionAttributeValues: Object.fromEntries([...values].map(name => [name, VALUES[name]])),
    }),
  }
}

/** A text and what is wrong with it. */
export type BadText = readonly [text: string, fault: string]

export const syntax = (text: string, token: string, near: string): BadText => [
  text,
  `Syntax error; token: "${token}", near: "${near}"`,
]

const SYNTAX: readonly BadText[] = [
  syntax('a', '<EOF>', 'a'),
  syntax(':s', '<EOF>', ':s'),
  syntax('(a)', '<EOF>', ')'),
  syntax('a = = b', '=', '= = b'),
  syntax('a  =\t=  b', '=', '=\t=  b'),
  syntax('!!! INVALID !!!', '!', '!!'),
  syntax('attribute_not_exists(', '<EOF>', '('),
  syntax('a IN ()', ')', '()'),
  syntax('a IN :s', ':s', 'IN :s'),
  syntax('a NOT IN (:s)', 'NOT', 'a NOT IN'),
  syntax('a NOT BETWEEN :s AND :t', 'NOT', 'a NOT BETWEEN'),
  syntax('a BETWEEN :s', '<EOF>', ':s'),
  syntax('a BETWEEN :s OR :t', 'OR', ':s OR :t'),
  syntax('a = b = c', '=', 'b = c'),
  syntax('a + b = c', '+', 'a + b'),
  syntax('size(a) + :n = :n', '+', ') + :n'),
  syntax('size(a + b) = :n', '+', 'a + b'),
  syntax('a[-1] = :s', '-', '[-1'),
  syntax('a[1.5] = :s', '.', '1.5'),
  syntax('a[:n] = :s', ':n', '[:n]'),
  syntax('a[#n] = :s', '#n', '[#n]'),
  syntax('a[b] = :s', 'b', '[b]'),
  syntax('a[] = :s', ']', '[] ='),
  syntax('a[1 = :s', '=', '1 = :s'),
  syntax('a..b = :s', '.', '..b'),
  syntax('.a = :s', '.', '.a'),
  syntax('a. = :s', '=', '. = :s'),
  syntax('#n.:s = :s', ':s', '.:s ='),
  syntax('NOT', '<EOF>', 'NOT'),
  syntax('NOT a', '<EOF>', 'a'),
  syntax('a = :s AND', '<EOF>', 'AND'),
  syntax('a = :s,', ',', ':s,'),
  syntax('(a = :s', '<EOF>', ':s'),
  syntax('a = :s)', ')', ':s)'),
  syntax('a AND b', 'AND', 'a AND b'),
  syntax('a b', 'b', 'a b'),
  syntax('a = 1', '1', '= 1'),
  syntax("a = 'x'", "'", "= 'x"),
  syntax('a = "x"', '"', '= "x'),
  syntax('a == b', '=', '== b'),
  syntax('a != b', '!', 'a !='),
  syntax('a >< b', '<', '>< b'),
  syntax('_a = :s', '_', '_a'),
  syntax('1a = :s', '1', '1a'),
  syntax('a = #', '#', '= #'),
  syntax('a = :', ':', '= :'),
  syntax('and = :s', 'and', 'and ='),
  syntax('a = é', 'é', '= é'),
]

const FORM: readonly BadText[] = [
  ['', 'The expression can not be empty;'],
  [' \t\r\n', 'The expression can not be empty;'],
  ...['((a = :s))', '((a)) = :s', 'a = ((:s))', '((a = :s)) AND b = :t'].map(
    (text): BadText => [text, 'The expression has redundant parentheses;'],
  ),
]

const misplaced = (name: string): string =>
  `The function is not allowed to be used this way in an expression; function: ${name}`
const forbidden = (name: string): string =>
  `The function is not allowed in a condition expression; function: ${name}`
const count = (name: string, operands: number): string =>
  `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands}`
const path = (name: string): string =>
  `Operator or function requires a document path; operator or function: ${name}`

const FUNCTIONS: readonly BadText[] = [
  ...['foo', 'SIZE', 'Contains', 'ATTRIBUTE_EXISTS'].flatMap((name): BadText[] => [
    [`${name}(a)`, `Invalid function name; function: ${name}`],
    [`a = ${name}(b)`, `Invalid function name; function: ${name}`],
  ]),
  ['size(a)', misplaced('size')],
  ['NOT size(a)', misplaced('size')],
  ['attribute_exists(a) = :bool', misplaced('attribute_exists')],
  ['a = begins_with(a, :s)', misplaced('begins_with')],
  ['a IN (attribute_type(a, :S))', misplaced('attribute_type')],
  ['a BETWEEN attribute_exists(b) AND :s', misplaced('attribute_exists')],
  ['size(contains(a, :s)) = :n', misplaced('contains')],
  ['contains(a, attribute_exists(b))', misplaced('attribute_exists')],
  ['if_not_exists(a, :s) = :s', forbidden('if_not_exists')],
  ['a = list_append(a, :l)', forbidden('list_append')],
  ...Object.entries({
    attribute_exists: 1,
    attribute_not_exists: 1,
    attribute_type: 2,
    begins_with: 2,
    contains: 2,
  }).flatMap(([name, right]) =>
    [0, 1, 2, 3]
      .filter(operands => operands !== right)
      .map((operands): BadText => {
        return [`${name}(${['a', 'b', 'c'].slice(0, operands).join(', ')})`, count(name, operands)]
      }),
  ),
  ['size() = :n', count('size', 0)],
  ['size(a, b) = :n', count('size', 2)],
  ['attribute_exists(:s)', path('attribute_exists')],
  ['attribute_not_exists(:s)', path('attribute_not_exists')],
  ['attribute_not_exists(size(a))', path('attribute_not_exists')],
]

export const reserved = (word: string): string =>
  `Attribute name is a reserved keyword; reserved keyword: ${word}`
export const NO_NAME =
  'An expression attribute name used in the document path is not defined; attribute name: #undefined'
export const NO_VALUE =
  'An expression attribute value used in expression is not defined; attribute value: :undefined'
const distinct = (operator: string, operand: string): string =>
  `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${operand}`

const OPERANDS: readonly BadText[] = [
  ['name = :s', reserved('name')],
  ['a.Size = :s', reserved('Size')],
  ['a[0].STATUS = :s', reserved('STATUS')],
  ['#undefined = :s', NO_NAME],
  ['a.#undefined = :s', NO_NAME],
  ['a = :undefined', NO_VALUE],
  ['a IN (:s, :undefined)', NO_VALUE],
  ['a BETWEEN :s AND :undefined', NO_VALUE],
  ['begins_with(a, :undefined)', NO_VALUE],
  ...['=', '<>', '<', '<=', '>', '>='].map(
    (operator): BadText => [`a.b[1] ${operator} a.#b[1]`, distinct(operator, '[a, b, [1]]')],
  ),
  ['contains(a, a)', distinct('contains', '[a]')],
  ['begins_with(#a, a)', distinct('begins_with', '[a]')],
  ['attribute_type(a, a)', distinct('attribute_type', '[a]')],
  // Of these two it is not certain.
  ['a BETWEEN :s AND a', distinct('BETWEEN', '[a]')],
  ['a IN (:s, a)', distinct('IN', '[a]')],
]

export const operandType = (name: string, type: string): string =>
  `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`
const wrongOf = (allowed: readonly string[]): readonly (readonly [string, string])[] =>
  Object.entries(TYPES).filter(([, type]) => !allowed.includes(type))
const bounds = (what: string, lower: string, upper: string): string =>
  `The BETWEEN operator requires ${what}; lower bound operand: AttributeValue: {${lower}}, upper bound operand: AttributeValue: {${upper}}`
const SAME_TYPE = 'same data type for lower and upper bounds'
const IN_ORDER = 'upper bound to be greater than or equal to lower bound'

const OPERAND_TYPES: readonly BadText[] = [
  ...wrongOf(['S', 'N', 'B']).flatMap(([value, type]): BadText[] => [
    ...['<', '<=', '>', '>='].flatMap((operator): BadText[] => [
      [`a ${operator} ${value}`, operandType(operator, type)],
      [`${value} ${operator} a`, operandType(operator, type)],
    ]),
    [`a BETWEEN ${value} AND :s`, operandType('BETWEEN', type)],
    [`a BETWEEN :s AND ${value}`, operandType('BETWEEN', type)],
    [`${value} BETWEEN a AND b`, operandType('BETWEEN', type)],
  ]),
  ...wrongOf(['S', 'B']).flatMap(([value, type]): BadText[] => [
    [`begins_with(a, ${value})`, operandType('begins_with', type)],
    [`begins_with(${value}, a)`, operandType('begins_with', type)],
  ]),
  // Of a first operand of contains that is no path it is not certain.
  ...wrongOf(['S', 'B', 'SS', 'NS', 'BS', 'L']).map(
    ([value, type]): BadText => [`contains(${value}, a)`, operandType('contains', type)],
  ),
  ...wrongOf(['S', 'B', 'SS', 'NS', 'BS', 'L', 'M']).map(
    ([value, type]): BadText => [`size(${value}) = :n`, operandType('size', type)],
  ),
  ...wrongOf(['S']).map(
    ([value, type]): BadText => [
      `attribute_type(a, ${value})`,
      operandType('attribute_type', type),
    ],
  ),
  ['size(size(a)) > :n', operandType('size', 'N')],
  ['begins_with(a, size(b))', operandType('begins_with', 'N')],
  ['attribute_type(a, b)', operandType('attribute_type', '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}')],
  [
    'attribute_type(a, :s)',
    'Invalid attribute type name found; type: b, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
  ],
  ['a BETWEEN :n AND :s', bounds(SAME_TYPE, 'N:1', 'S:b')],
  ['a BETWEEN :b AND :s', bounds(SAME_TYPE, 'B:AA==', 'S:b')],
  ['a BETWEEN :s AND :t', bounds(IN_ORDER, 'S:b', 'S:a')],
  ['a BETWEEN :large AND :small', bounds(IN_ORDER, `N:1${'0'.repeat(30)}`, 'N:-0.00000001')],
]

const many = (part: string, joint: string, parts: number): string =>
  Array.from({ length: parts }, () => part).join(joint)

const LIMITS: readonly BadText[] = [
  [
    'a = :s'.padEnd(4097),
    'Expression size has exceeded the maximum allowed size; expression size: 4097',
  ],
  [
    many('é', '', 2049),
    'Expression size has exceeded the maximum allowed size; expression size: 4098',
  ],
  [many('a=:s', ' OR ', 151), 'The expression contains too many operators; operator count: 301'],
  [
    `a IN (${many(':s', ',', 101)})`,
    'The IN operator is provided with too many operands; number of operands: 101',
  ],
  [
    `${many('a', '.', 33)} = :s`,
    'The document path has too many nesting levels; nesting levels: 33',
  ],
]

/** Two faults in one text: the first kind is told, wherever it stands. */
const ORDER: readonly BadText[] = [
  syntax('((foo(name))) = ', '<EOF>', '='),
  ['foo(a) AND ((a = :s))', 'The expression has redundant parentheses;'],
  ['size(a) AND foo(a)', 'Invalid function name; function: foo'],
  ['name = :s AND size(a)', misplaced('size')],
  ['#undefined = :s AND name = :s', reserved('name')],
  ['a = :undefined AND #undefined = :s', NO_VALUE],
  [':undefined = #undefined', NO_NAME],
  ['contains(:undefined)', NO_VALUE],
  ['attribute_exists(:s, :s)', count('attribute_exists', 2)],
  ['a < :bool AND #undefined = :s', operandType('<', 'BOOL')],
  ['a < :bool AND contains(a)', operandType('<', 'BOOL')],
]

/** What else could be taken for faults. */
const RIGHT: readonly string[] = [
  '(a = :s)',
  '(a) = (:s)',
  '((a = :s) AND (b = :t))',
  'NOT (a = :s)',
  'NOT NOT a = :s',
  'a IN (:s, (:t))',
  'size((a)) = :n',
  'a [ 1 ] . b = :s',
  'a[4294967294] = :s',
  '#1 = :s',
  '#_ = :s',
  '#set = :s',
  'not a = :s and b = :t Or c between :t And :s',
  ':s = :s',
  ':s > :s',
  ':s = :n',
  'contains(:s, a)',
  'begins_with(:s, a)',
  'size(:s) = :n',
  'size(a) = size(a)',
  'a BETWEEN b AND b',
  'contains(a, size(b))',
  ...Object.keys(TYPES).flatMap(value => [
    `a = ${value}`,
    `a <> ${value}`,
    `a IN (${value})`,
    `contains(a, ${value})`,
  ]),
  many('a=:s', ' OR ', 150),
  `a IN (${many(':s', ',', 100)})`,
  `${many('a', '.', 32)} = :s`,
  'a = :s'.padEnd(4096),
]

const GROUPS: Readonly<Record<string, readonly BadText[]>> = {
  syntax: SYNTAX,
  form: FORM,
  functions: FUNCTIONS,
  operands: OPERANDS,
  'operand types': OPERAND_TYPES,
  limits: LIMITS,
  'two faults': ORDER,
}

/** The name of a row by its text, which may be long. */
export const nameOf = (text: string): string =>
  text.length <= 60 ? JSON.stringify(text) : `${text.slice(0, 20)}... of ${text.length}`

const Item = { pk: { S: 'a' } }
for (const [name, texts] of Object.entries(GROUPS)) {
  rows.group(`filter texts > ${name}`, () => {
    rows.refused(
      { operation: 'Scan', base: { TableName: 'hash' } },
      texts.map(([FilterExpression, fault]): Fault => {
        const members = { FilterExpression, ...placeholdersOf(FilterExpression) }
        return [nameOf(FilterExpression), members, `Invalid FilterExpression: ${fault}`]
      }),
    )
  })
  rows.group(`condition texts > ${name}`, () => {
    rows.refused(
      { operation: 'PutItem', base: { TableName: 'hash', Item } },
      texts.map(([ConditionExpression, fault]): Fault => {
        const members = { ConditionExpression, ...placeholdersOf(ConditionExpression) }
        return [
          nameOf(ConditionExpression),
          members,
          `${DETECTED}Invalid ConditionExpression: ${fault}`,
        ]
      }),
    )
  })
}

rows.group('filter texts > right ones', () => {
  rows.answered(
    { operation: 'Scan', base: { TableName: 'hash' } },
    RIGHT.map(FilterExpression => [
      nameOf(FilterExpression),
      { FilterExpression, ...placeholdersOf(FilterExpression) },
      { Count: 0, ScannedCount: 0, Items: [] },
    ]),
  )
})
