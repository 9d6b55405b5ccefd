/** Key conditions: what they may be before the table is known, and what its keys make of them. */

import { type Answered, type Fault, Rows } from '../row.js'
import {
  type BadText,
  NO_VALUE,
  nameOf,
  operandType,
  placeholdersOf,
  syntax,
} from './condition-texts.js'
import { INVALID } from './texts.js'

export const rows = new Rows('Query')

const P = 'Invalid KeyConditionExpression: '
const operator = (name: string): string =>
  `Invalid operator used in KeyConditionExpression: ${name}`
const NESTED = 'KeyConditionExpressions cannot contain nested operations'
const NESTED_PATH = `${P}KeyConditionExpressions cannot have conditions on nested attributes`
const condition = (fault: string): string => `Invalid condition in KeyConditionExpression: ${fault}`
const notFirst = (name: string): string =>
  condition(`${name} operator must have the key attribute as its first operand`)
const SEVERAL = condition('Multiple attribute names used in one condition')
const bounds = (what: string, lower: string, upper: string): string =>
  `${P}The BETWEEN operator requires ${what}; lower bound operand: AttributeValue: {${lower}}, upper bound operand: AttributeValue: {${upper}}`

/** Here the fault is the whole refusal. */
const BEFORE: readonly BadText[] = [
  ['', `${P}The expression can not be empty;`],
  ...[syntax('pk', '<EOF>', 'pk'), syntax('pk = :s AND', '<EOF>', 'AND')].map(
    ([text, fault]): BadText => [text, `${P}${fault}`],
  ),
  ['((pk = :s))', `${P}The expression has redundant parentheses;`],
  [
    'size(pk)',
    `${P}The function is not allowed to be used this way in an expression; function: size`,
  ],
  ['pk = :s AND sk = :undefined', `${P}${NO_VALUE}`],
  ['pk = :s OR sk = :t', operator('OR')],
  ['pk = :s or sk = :t', operator('OR')],
  ['NOT pk = :s', operator('NOT')],
  ['pk IN (:s)', operator('IN')],
  ['pk <> :s', operator('<>')],
  ['attribute_exists(pk)', operator('attribute_exists')],
  ['attribute_not_exists(pk)', operator('attribute_not_exists')],
  ['contains(pk, :s)', operator('contains')],
  ['pk = :s AND attribute_type(sk, :S)', operator('attribute_type')],
  ['pk = :s AND (sk = :s OR sk = :t)', operator('OR')],
  ['size(pk) = :n', NESTED],
  ['pk = size(:s)', NESTED],
  ['pk = :s AND :t BETWEEN sk AND :s', notFirst('BETWEEN')],
  ['pk = :s AND begins_with(:t, sk)', notFirst('begins_with')],
  ['pk = sk', SEVERAL],
  ['pk = :s AND sk BETWEEN :s AND b', SEVERAL],
  [':s = :t', condition('No key attribute specified')],
  ['pk.a = :s', NESTED_PATH],
  ['pk[0] = :s', NESTED_PATH],
  ['pk = :s AND pk = :t', `${P}KeyConditionExpressions must only contain one condition per key`],
  ['pk = :s AND begins_with(sk, :n)', `${P}${operandType('begins_with', 'N')}`],
  ['pk > :l', `${P}${operandType('>', 'L')}`],
  [
    'pk = :s AND sk BETWEEN :s AND :t',
    bounds('upper bound to be greater than or equal to lower bound', 'S:b', 'S:a'),
  ],
  [
    'pk = :s AND sk BETWEEN :t AND :n',
    bounds('same data type for lower and upper bounds', 'S:a', 'N:1'),
  ],
  // The operands from left to right
  ['pk.a > sk', NESTED_PATH],
  ['pk > sk.a', NESTED_PATH],
  ['pk.a > size(sk)', NESTED_PATH],
  ['size(sk) > pk.a', NESTED],
  ['pk > size(sk)', NESTED],
  ['pk BETWEEN sk AND size(pk)', SEVERAL],
  ['pk BETWEEN size(sk) AND sk', NESTED],
  ['pk[1] BETWEEN sk AND :s', NESTED_PATH],
  [':n BETWEEN size(sk) AND size(pk) AND sk > :n', notFirst('BETWEEN')],
  ['begins_with(pk, sk)', SEVERAL],
  ['begins_with(pk, sk.a)', NESTED_PATH],
  [`pk > ${'f('.repeat(501)}sk${')'.repeat(501)}`, `${P}Invalid function name; function: f`],
  ['pk[4294967295] = :s', `${P}List index is not within the allowable range; index: [4294967295]`],
  // One clause after the other, in the order of the text
  ['pk.a = :s AND sk IN (:t)', NESTED_PATH],
  ['sk IN (:t) AND pk.a = :s', operator('IN')],
]

rows.group('key conditions before the table is known', () => {
  rows.refused(
    { operation: 'Query', base: { TableName: 'absent' } },
    BEFORE.map(([KeyConditionExpression, fault]): Fault => {
      const members = { KeyConditionExpression, ...placeholdersOf(KeyConditionExpression) }
      return [nameOf(KeyConditionExpression), members, fault]
    }),
  )
})

const UNSUPPORTED = 'Query key condition not supported'
const missed = (name: string): string => `Query condition missed key schema element: ${name}`
const TYPE = `${INVALID}Condition parameter type does not match schema type`
const tooMany = (conditions: number, keys: number): string =>
  `The number of query conditions (${conditions}) exceeds the number of key attributes defined in the schema (${keys})`

/** By table. */
const AFTER: Readonly<Record<string, readonly BadText[]>> = {
  hash: [
    ['pk = :s AND b = :t AND c = :t', tooMany(3, 1)],
    ['c = :s', missed('pk')],
    ['pk = :s AND c = :t', UNSUPPORTED],
    ['pk < :s', UNSUPPORTED],
    ['pk = :n', TYPE],
  ],
  range: [
    ['pk = :s AND sk = :t AND c = :n', tooMany(3, 2)],
    ['sk = :s', missed('pk')],
    ['c = :s AND sk = :t', missed('pk')],
    ['pk = :s AND c = :t', missed('sk')],
    ['pk > :s', UNSUPPORTED],
    ['begins_with(pk, :s)', UNSUPPORTED],
    ['pk BETWEEN :t AND :s', UNSUPPORTED],
    ['pk > :s AND sk = :t', UNSUPPORTED],
    ['pk = :bool', TYPE],
    ['pk = :l', TYPE],
    ['pk = :s AND sk = :n', TYPE],
    ['pk = :s AND begins_with(sk, :b)', TYPE],
  ],
  numbers: [
    ['pk = :s', TYPE],
    ['pk = :n AND begins_with(sk, :s)', TYPE],
  ],
  binaries: [['pk = :b AND sk = :s', TYPE]],
}

const RIGHT: Readonly<Record<string, readonly string[]>> = {
  hash: ['pk = :s', ':s = pk', '(pk = :s)'],
  range: [
    '(pk = :s) AND (sk < :t)',
    '((pk = :s) AND (sk < :t))',
    ':s = pk AND :t < sk',
    'sk = :t AND pk = :s',
    'pk = :s and begins_with(sk, :t)',
    '#pk = :s AND #sk BETWEEN :t AND :s',
  ],
  numbers: ['pk = :n AND sk BETWEEN :n AND :n', 'pk = :n AND sk >= :large'],
  binaries: ['pk = :b AND begins_with(sk, :b)'],
}

rows.group('key conditions and the keys of a table', () => {
  for (const [TableName, texts] of Object.entries(AFTER)) {
    rows.refused(
      { operation: 'Query', base: { TableName } },
      texts.map(([KeyConditionExpression, fault]): Fault => {
        const members = { KeyConditionExpression, ...placeholdersOf(KeyConditionExpression) }
        return [`${TableName}: ${KeyConditionExpression}`, members, fault]
      }),
    )
  }
  for (const [TableName, texts] of Object.entries(RIGHT)) {
    rows.answered(
      { operation: 'Query', base: { TableName } },
      texts.map((KeyConditionExpression): Answered => {
        const members = { KeyConditionExpression, ...placeholdersOf(KeyConditionExpression) }
        const answer = { Count: 0, ScannedCount: 0, Items: [] }
        return [`${TableName}: ${KeyConditionExpression}`, members, answer]
      }),
    )
  }
})
