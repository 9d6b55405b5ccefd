/** Refusals of requests that are much too long say what is wrong, and are short themselves. */

import { expect, test } from 'vitest'
import type { Json } from './region.js'
import { TestRegion } from './region.js'

const LENGTH = 2_000_000
const LONG = 'x'.repeat(LENGTH)
const MANY = Array.from({ length: 300_000 }, (_, index) => `m${index}`)
const key = { pk: { S: 'a' } }

test.each<[string, string, Json, string]>([
  [
    'the name of a table',
    'GetItem',
    { TableName: LONG, Key: key },
    "' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255",
  ],
  [
    'a value that is none of several',
    'Scan',
    { TableName: 'hash', Select: LONG },
    'SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]',
  ],
  [
    'the key of a map, in the path of what is wrong',
    'Scan',
    { TableName: 'hash', ScanFilter: { [LONG]: {} } },
    'Member must not be null',
  ],
  [
    'a number that is none',
    'PutItem',
    { TableName: 'hash', Item: { ...key, n: { N: LONG } } },
    'x…',
  ],
  [
    'a set with a duplicate at its end',
    'PutItem',
    { TableName: 'hash', Item: { ...key, s: { SS: [...MANY.slice(0, 60_000), 'm0'] } } },
    '…] contains duplicates.',
  ],
  [
    'a set that no item has room for, with a duplicate at its end',
    'PutItem',
    { TableName: 'hash', Item: { ...key, s: { SS: [...MANY, 'm0'] } } },
    'Item size has exceeded the maximum allowed size',
  ],
  [
    'a transaction that is too large, with a value at its end that is none',
    'TransactWriteItems',
    {
      TransactItems: Array.from({ length: 20 }, (_, index) => {
        const n = { N: index === 19 ? 'none' : '1' }
        const text = { S: 'x'.repeat(400_000) }
        return { Put: { TableName: 'hash', Item: { pk: { S: `${index}` }, text, n } } }
      }),
    },
    'its aggregate size cannot exceed 4 MB (4194304 bytes)',
  ],
  [
    'actions, far too many of them',
    'TransactWriteItems',
    {
      TransactItems: MANY.slice(0, 1000).map(name => {
        return { Put: { TableName: 'hash', Item: { pk: { S: name }, a: { S: 'x'.repeat(1000) } } } }
      }),
    },
    "]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
  ],
  [
    'names that nothing uses',
    'Scan',
    {
      TableName: 'hash',
      ProjectionExpression: 'a',
      ExpressionAttributeNames: Object.fromEntries(
        MANY.slice(0, 60_000).map(name => [`#${name}`, name]),
      ),
    },
    '…}',
  ],
])('%s', (_, operation, request, end) => {
  const region = new TestRegion()
  const { message } = region.refusal(operation, request)
  expect(message.length).toBeLessThanOrEqual(16_384)
  expect(message.endsWith(end), message.slice(-200)).toBe(true)
})

test('no half of a character is left where a text is cut off', () => {
  const region = new TestRegion()
  for (const offset of ['', 'x']) {
    const Item = { ...key, n: { N: `${offset}${'\u{1f600}'.repeat(LENGTH)}` } }
    expect(region.refusal('PutItem', { TableName: 'hash', Item }).message.isWellFormed()).toBe(true)
  }
})
