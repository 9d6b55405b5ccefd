/** Values that are none, wherever a request may have values: the current layer and the older one word some differently. */

import { type Fault, type Json, Rows, type Suite } from '../row.js'
import { DETECTED, INVALID, nested } from './texts.js'

export const rows = new Rows('PutItem')

const NUMBER = 'The parameter cannot be converted to a numeric value'
const OVERFLOW =
  'Number overflow. Attempting to store a number with magnitude larger than supported range'
const UNDERFLOW =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range'
const DIGITS = 'Attempting to store more than 38 significant digits in a Number'
const SUPPLIED = 'Supplied AttributeValue '
const EMPTY = `${SUPPLIED}is empty, must contain exactly one of the supported datatypes`
const SEVERAL = `${SUPPLIED}has more than one datatypes set, must contain exactly one of the supported datatypes`
const DUPLICATES = `${INVALID}Input collection`

interface BadValue {
  readonly name: string
  readonly value: Json
  /** How the current layer words it. */
  readonly current: string
  /** Default: the same. */
  readonly older?: string | undefined
}

const bad = (name: string, value: Json, current: string, older?: string): BadValue => {
  return { name, value, current, older }
}

const notANumber = (text: string): BadValue => bad(`'${text}'`, { N: text }, `${NUMBER}: ${text}`)

const NO_NUMBERS = [' 1', '1 ', '0x10', '1e', '1.2.3', '1_000', 'NaN', 'Infinity', '++5', '.', '-']

/** Digits that are not ASCII, and exponents that do not fit 64 bits, are not numbers either. */
const NO_NUMBERS_HARDER = ['\u0661', '1e9223372036854775808', '1e-9223372036854775809', '1e1.5']

const BAD_VALUES: readonly BadValue[] = [
  bad('no type', {}, EMPTY),
  bad('two types', { S: 'a', BOOL: true }, SEVERAL),
  bad('two types, one of them no number', { S: 'a', N: 'x' }, `${NUMBER}: x`),
  bad(
    'NULL that is not true',
    { NULL: false },
    `${INVALID}Null attribute value types must have the value of true`,
  ),
  bad('no strings', { SS: [] }, `${INVALID}An string set  may not be empty`),
  bad('no numbers', { NS: [] }, `${INVALID}An number set  may not be empty`),
  bad('no binaries', { BS: [] }, `${INVALID}Binary sets should not be empty`),
  bad(
    'a string twice',
    { SS: ['b', 'a', 'b'] },
    `${DUPLICATES} ["a", "b", "b"] contains duplicates.`,
    `${DUPLICATES} [b, a, b] contains duplicates.`,
  ),
  bad(
    'a string twice among others',
    { SS: ['d', 'b', 'c', 'b', 'a', 'd'] },
    `${DUPLICATES} ["b", "c", "d", "b", "a", "d"] contains duplicates.`,
    `${DUPLICATES} [d, b, c, b, a, d] contains duplicates.`,
  ),
  bad(
    'a binary twice',
    { BS: ['/w==', 'AA==', 'AA=='] },
    `${DUPLICATES} ["AA==","/w==","AA=="]of type BS contains duplicates.`,
    `${DUPLICATES} [/w==, AA==, AA==]of type BS contains duplicates.`,
  ),
  bad(
    'a number twice',
    { NS: ['1', '1.0'] },
    `${DUPLICATES} contains duplicates.`,
    'Input collection contains duplicates',
  ),
  bad('an empty number', { N: '' }, `${NUMBER}: `, NUMBER),
  bad('an empty number in a set', { NS: ['1', ''] }, `${NUMBER}: `, NUMBER),
  bad('no number in a list in a map', { M: { a: { L: [{ N: 'x' }] } } }, `${NUMBER}: x`),
  bad('39 digits', { N: '1'.repeat(39) }, DIGITS),
  bad('39 digits around the point', { NS: [`${'1'.repeat(20)}.${'1'.repeat(19)}`] }, DIGITS),
  bad('1e126', { N: '1e126' }, OVERFLOW),
  bad('-1e126', { N: '-1e126' }, OVERFLOW),
  bad('1e-131', { N: '1e-131' }, UNDERFLOW),
  bad('zero, by its exponent too large', { N: '0e126' }, OVERFLOW),
  bad('zero, by its exponent too small', { N: '0e-131' }, UNDERFLOW),
  bad('an exponent of 31 bits', { N: '1e2147483647' }, OVERFLOW, UNDERFLOW),
  bad('an empty name', { M: { '': { S: 'a' } } }, 'Empty attribute name'),
  bad(
    'a name that is too large',
    { M: { ['x'.repeat(65_536)]: { S: 'a' } } },
    'Attribute name is too large, must be less than 65536 bytes',
  ),
  bad(
    '33 levels',
    nested(32),
    'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
  ),
  ...[...NO_NUMBERS, ...NO_NUMBERS_HARDER].map(notANumber),
]

interface Place {
  readonly name: string
  readonly suite: Suite
  readonly members: (value: Json) => Json
  readonly text: (value: BadValue) => string
}

const inEnvelope = ({ current }: BadValue): string =>
  current.startsWith(SUPPLIED) ? current : `${DETECTED}${current}`
const inCurrent = ({ current }: BadValue): string => current
const inOlder = ({ current, older = current }: BadValue): string => older
const asBound = (value: BadValue): string =>
  `ExpressionAttributeValues contains invalid value: ${inOlder(value)} for key :a`

const TableName = 'hash'
const Key = { pk: { S: 'a' } }
const bound = (value: Json): Json => ({ ExpressionAttributeValues: { ':a': value } })
const equals = (value: Json): Json => ({ ComparisonOperator: 'EQ', AttributeValueList: [value] })

const PLACES: readonly Place[] = [
  {
    name: 'an item',
    suite: { operation: 'PutItem', base: { TableName } },
    members: a => ({ Item: { ...Key, a } }),
    text: inEnvelope,
  },
  {
    name: 'an expected value',
    suite: { operation: 'DeleteItem', base: { TableName, Key } },
    members: Value => ({ Expected: { a: { Value } } }),
    text: inEnvelope,
  },
  {
    name: 'a value of an update',
    suite: { operation: 'UpdateItem', base: { TableName, Key, UpdateExpression: 'SET a = :a' } },
    members: bound,
    text: inEnvelope,
  },
  {
    name: 'an updated attribute',
    suite: { operation: 'UpdateItem', base: { TableName, Key } },
    members: Value => ({ AttributeUpdates: { a: { Value } } }),
    text: inEnvelope,
  },
  {
    name: 'a key',
    suite: { operation: 'GetItem', base: { TableName } },
    members: pk => ({ Key: { pk } }),
    text: inCurrent,
  },
  {
    name: 'a key',
    suite: { operation: 'BatchGetItem', base: {} },
    members: pk => ({ RequestItems: { hash: { Keys: [{ pk }] } } }),
    text: inCurrent,
  },
  {
    name: 'a value of a key condition',
    suite: { operation: 'Query', base: { TableName, KeyConditionExpression: 'pk = :a' } },
    members: bound,
    text: inCurrent,
  },
  {
    name: 'a legacy key condition',
    suite: { operation: 'Query', base: { TableName } },
    members: value => ({ KeyConditions: { pk: equals(value) } }),
    text: inCurrent,
  },
  {
    name: 'a value of a filter',
    suite: { operation: 'Scan', base: { TableName, FilterExpression: 'a = :a' } },
    members: bound,
    text: asBound,
  },
  {
    name: 'a legacy filter',
    suite: { operation: 'Scan', base: { TableName } },
    members: value => ({ ScanFilter: { a: equals(value) } }),
    text: inOlder,
  },
  {
    name: 'an item',
    suite: { operation: 'BatchWriteItem', base: {} },
    members: a => ({ RequestItems: { hash: [{ PutRequest: { Item: { ...Key, a } } }] } }),
    text: inOlder,
  },
  {
    name: 'an item',
    suite: { operation: 'TransactWriteItems', base: {} },
    members: a => ({ TransactItems: [{ Put: { TableName, Item: { ...Key, a } } }] }),
    text: inOlder,
  },
  {
    name: 'a key',
    suite: { operation: 'TransactGetItems', base: {} },
    members: pk => ({ TransactItems: [{ Get: { TableName, Key: { pk } } }] }),
    text: inOlder,
  },
]

for (const { name, suite, members, text } of PLACES) {
  rows.group(`values > ${name}`, () => {
    rows.refused(
      suite,
      BAD_VALUES.map((value): Fault => [value.name, members(value.value), text(value)]),
    )
  })
}
