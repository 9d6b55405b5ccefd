/** Which keys of queries are refused, and in which words. */

import { expect } from 'vitest'
import { Rows } from '../row.js'
import { emptyKey, INVALID, NAN, NOT_A_KEY, SUPPORTED } from '../texts.js'
import { bytes, type Site, text } from '../world.js'
import { refuseSelection } from './refused-selections.js'

export const queryKeyRefusals = new Rows('of where is read is refused')

queryKeyRefusals.group('the key of a query', () => {
  const KEY_CONDITION = 'Invalid KeyConditionExpression: '
  const TYPE_MISMATCH = `${INVALID}Condition parameter type does not match schema type`
  const oneOf = (name: string): string =>
    `The condition on ${name} must be a value, or an object with one member: '=', '<', '<=', '>', '>=', ` +
    'between: [lower, upper], or beginsWith'
  const rows: readonly (readonly [string, Exclude<keyof Site, 'db'>, unknown, string])[] = [
    ['that is null', 'notes', null, NOT_A_KEY],
    ['that is a string', 'notes', 'a', NOT_A_KEY],
    ['without the partition key', 'notes', {}, 'Query condition missed key schema element: pk'],
    [
      'with the sort key only',
      'notes',
      { sk: 'b' },
      'Query condition missed key schema element: pk',
    ],
    [
      'with another attribute',
      'notes',
      { pk: 'a', n: 1 },
      'Query condition missed key schema element: sk',
    ],
    [
      'with a sort key that the table lacks',
      'people',
      { id: 1, sk: 1 },
      'Query key condition not supported',
    ],
    [
      'with three attributes',
      'notes',
      { pk: 'a', sk: 'b', n: 1 },
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
    [
      'with two attributes too many',
      'people',
      { id: 1, a: 1, b: 1 },
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (1)',
    ],
    [
      'with a range of partition keys',
      'notes',
      { pk: { '<': 'b' } },
      'Query key condition not supported',
    ],
    [
      'with a prefix of partition keys',
      'notes',
      { pk: { beginsWith: 'a' }, sk: 'b' },
      'Query key condition not supported',
    ],
    ['with a number for a string', 'notes', { pk: 1 }, TYPE_MISMATCH],
    ['with null for a string', 'notes', { pk: null }, TYPE_MISMATCH],
    ['with a list for a string', 'notes', { pk: ['a'] }, TYPE_MISMATCH],
    ['with a set for a string', 'notes', { pk: 'a', sk: new Set(['b']) }, TYPE_MISMATCH],
    [
      'with a string for a sort key of numbers',
      'readings',
      { pk: 'a', sk: { '>': '1' } },
      TYPE_MISMATCH,
    ],
    [
      'with numbers between for a sort key of strings',
      'notes',
      { pk: 'a', sk: { between: [1, 2] } },
      TYPE_MISMATCH,
    ],
    [
      'with a prefix of a sort key of numbers',
      'readings',
      { pk: 'a', sk: { beginsWith: '1' } },
      TYPE_MISMATCH,
    ],
    [
      'with a prefix that is a number',
      'readings',
      { pk: 'a', sk: { beginsWith: 1 } },
      `${KEY_CONDITION}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
    ],
    [
      'with bounds in reverse',
      'readings',
      { pk: 'a', sk: { between: [2, 1] } },
      `${KEY_CONDITION}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}`,
    ],
    [
      'with bounds of two types',
      'notes',
      { pk: 'a', sk: { between: ['a', 1] } },
      `${KEY_CONDITION}The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:a}, upper bound operand: AttributeValue: {N:1}`,
    ],
    ['with one bound', 'notes', { pk: 'a', sk: { between: ['a'] } }, oneOf('sk')],
    ['with three bounds', 'notes', { pk: 'a', sk: { between: ['a', 'b', 'c'] } }, oneOf('sk')],
    ['with bounds that are no list', 'notes', { pk: 'a', sk: { between: 'ab' } }, oneOf('sk')],
    ['with two conditions in one', 'notes', { pk: 'a', sk: { '>': 'a', '<': 'c' } }, oneOf('sk')],
    [
      'with a condition that there is not',
      'notes',
      { pk: 'a', sk: { contains: 'a' } },
      oneOf('sk'),
    ],
    ['with <>', 'notes', { pk: 'a', sk: { '<>': 'a' } }, oneOf('sk')],
    ['with no condition', 'notes', { pk: 'a', sk: {} }, oneOf('sk')],
    ['with an empty partition key', 'notes', { pk: '' }, emptyKey('pk', 'string')],
    ['with an empty sort key', 'notes', { pk: 'a', sk: '' }, emptyKey('sk', 'string')],
    [
      'with an empty prefix',
      'notes',
      { pk: 'a', sk: { beginsWith: '' } },
      emptyKey('sk', 'string'),
    ],
    [
      'with an empty bound',
      'notes',
      { pk: 'a', sk: { between: ['', 'b'] } },
      emptyKey('sk', 'string'),
    ],
    [
      'with an empty binary',
      'blobs',
      { pk: bytes(1), sk: { '>=': bytes() } },
      emptyKey('sk', 'binary'),
    ],
    ['with NaN', 'readings', { pk: 'a', sk: { '>': Number.NaN } }, `${NAN}NaN`],
    [
      'with a date',
      'notes',
      { pk: 'a', sk: new Date(0) },
      `${INVALID}an instance of Date at the value${SUPPORTED}`,
    ],
    [
      'with an undefined condition',
      'notes',
      { pk: 'a', sk: { '=': undefined } },
      `${INVALID}undefined at the value${SUPPORTED}`,
    ],
  ]
  for (const [name, table, key, message] of rows) {
    refuseSelection(
      queryKeyRefusals,
      name,
      site => (site[table] as Site['notes']).query(key as never),
      message,
    )
  }

  queryKeyRefusals.row('not for values as large as a key may be', async ({ notes }) => {
    expect(await notes.query({ pk: text(2048) }).all()).toEqual([])
    expect(await notes.query({ pk: 'a', sk: { '<': text(1024) } }).count()).toBe(2)
    expect(await notes.query({ pk: 'a', sk: { beginsWith: text(1024) } }).count()).toBe(0)
    expect(await notes.query({ pk: 'a', sk: undefined } as never).count()).toBe(2)
  })
})
