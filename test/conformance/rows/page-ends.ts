/** Where the pages of Query and Scan end, to the byte and to the item, and what is told of the end. */

import { type Answered, type Json, put, Rows, tablesAnd } from '../row.js'

export const rows = new Rows('pages')

const MB = 1024 * 1024
const keyOf = (n: number) => ({ pk: { S: 'a' }, sk: { S: `${n}` } })
/** An item of so many bytes. */
const sized = (n: number, bytes: number) => ({
  ...keyOf(n),
  t: { S: 'x'.repeat(bytes - 'pk'.length - 'a'.length - 'sk'.length - 1 - 't'.length) },
})
const count = (scanned: number, members: object = {}) => ({
  Count: scanned,
  ScannedCount: scanned,
  ...members,
})
const last = (n: number) => ({ LastEvaluatedKey: keyOf(n) })
const query = {
  TableName: 'range',
  KeyConditionExpression: 'pk = :p',
  ExpressionAttributeValues: { ':p': { S: 'a' } },
}
const scan = { TableName: 'range' }

function both(items: readonly Json[], cases: readonly Answered[]): void {
  const world = tablesAnd(...put('range', ...items))
  rows.group('Query', () => rows.answered({ operation: 'Query', base: query, world }, cases))
  rows.group('Scan', () => rows.answered({ operation: 'Scan', base: scan, world }, cases))
}

const COUNT = { Select: 'COUNT' }
const REVERSE = { ScanIndexForward: false }

rows.group('1 MB to the byte, and nothing after it', () => {
  both(
    [1, 2, 3, 4].map(n => sized(n, MB / 4)),
    [
      ['ends the page', COUNT, count(4, last(4))],
      ['the next page is empty', { ...COUNT, ExclusiveStartKey: keyOf(4) }, count(0)],
      [
        'a filter does not make room',
        { ...COUNT, FilterExpression: 'attribute_exists(z)' },
        { Count: 0, ScannedCount: 4, ...last(4) },
      ],
      [
        'a projection does not make room',
        { ProjectionExpression: 'sk' },
        count(4, { Items: [1, 2, 3, 4].map(n => ({ sk: keyOf(n).sk })), ...last(4) }),
      ],
      ['a smaller limit ends it before', { ...COUNT, Limit: 2 }, count(2, last(2))],
    ],
  )
})

rows.group('a byte less than 1 MB', () => {
  both(
    [...[1, 2, 3].map(n => sized(n, MB / 4)), sized(4, MB / 4 - 1)],
    [
      ['is no end', COUNT, count(4)],
      ['but for a limit', { ...COUNT, Limit: 4 }, count(4, last(4))],
      ['nor is a limit that is not reached', { ...COUNT, Limit: 5 }, count(4)],
    ],
  )
})

rows.group('a byte less than 1 MB, and an item more', () => {
  both(
    [...[1, 2, 3].map(n => sized(n, MB / 4)), sized(4, MB / 4 - 1), sized(5, 100), sized(6, 100)],
    [
      ['the item that reaches 1 MB is on the page', COUNT, count(5, last(5))],
      ['the rest is on the next', { ...COUNT, ExclusiveStartKey: keyOf(5) }, count(1)],
    ],
  )
})

rows.group('in reverse', () => {
  const items = [...[2, 3, 4, 5].map(n => sized(n, MB / 4)), sized(1, 100)]
  const world = tablesAnd(...put('range', ...items))
  const base = { ...query, ScanIndexForward: false, ...COUNT }
  rows.answered({ operation: 'Query', base, world }, [
    ['1 MB', {}, count(4, last(2))],
    ['what is left', { ExclusiveStartKey: keyOf(2) }, count(1)],
    ['a limit', { Limit: 5, ExclusiveStartKey: keyOf(4) }, count(3)],
    ['a limit as the items end', { Limit: 3, ExclusiveStartKey: keyOf(4) }, count(3, last(1))],
  ])
})

rows.group('a limit that a key condition reaches', () => {
  const items = [1, 2, 3].map(n => sized(n, 100))
  const world = tablesAnd(...put('range', ...items))
  const sorted = (condition: string, ...values: readonly number[]) => ({
    ...COUNT,
    KeyConditionExpression: `pk = :p AND ${condition}`,
    ExpressionAttributeValues: {
      ':p': { S: 'a' },
      ...Object.fromEntries(values.map((n, place) => [`:v${place}`, { S: `${n}` }])),
    },
  })
  rows.answered({ operation: 'Query', base: query, world }, [
    ['= and 1', { ...sorted('sk = :v0', 2), Limit: 1 }, count(1)],
    ['= and 1, in reverse', { ...sorted('sk = :v0', 2), Limit: 1, ...REVERSE }, count(1)],
    ['= without a limit', sorted('sk = :v0', 2), count(1)],
    ['= and 2', { ...sorted('sk = :v0', 2), Limit: 2 }, count(1)],
    ['<= and as many as there can be', { ...sorted('sk <= :v0', 2), Limit: 2 }, count(2)],
    ['<= and fewer', { ...sorted('sk <= :v0', 2), Limit: 1 }, count(1, last(1))],
    ['<= in reverse', { ...sorted('sk <= :v0', 2), Limit: 2, ...REVERSE }, count(2, last(1))],
    ['< and as many as there are', { ...sorted('sk < :v0', 3), Limit: 2 }, count(2, last(2))],
    ['>= and as many as there are', { ...sorted('sk >= :v0', 2), Limit: 2 }, count(2, last(3))],
    ['>= in reverse', { ...sorted('sk >= :v0', 2), Limit: 2, ...REVERSE }, count(2)],
    ['> in reverse', { ...sorted('sk > :v0', 1), Limit: 2, ...REVERSE }, count(2, last(2))],
    ['BETWEEN', { ...sorted('sk BETWEEN :v0 AND :v1', 1, 2), Limit: 2 }, count(2)],
    [
      'begins_with, in reverse',
      { ...sorted('begins_with(sk, :v0)', 2), Limit: 1, ...REVERSE },
      count(1),
    ],
    ['begins_with', { ...sorted('begins_with(sk, :v0)', 2), Limit: 1 }, count(1, last(2))],
    ['<= and one more', { ...sorted('sk <= :v0', 2), Limit: 3 }, count(2)],
    ['> and nothing', { ...sorted('sk > :v0', 3), Limit: 1 }, count(0)],
    [
      'BETWEEN, in reverse',
      { ...sorted('sk BETWEEN :v0 AND :v1', 1, 2), Limit: 1, ScanIndexForward: false },
      count(1, last(2)),
    ],
    [
      'between two pages',
      { ...sorted('sk > :v0', 1), Limit: 1, ExclusiveStartKey: keyOf(2) },
      count(1, last(3)),
    ],
  ])
  rows.answered(
    {
      operation: 'Query',
      base: { ...query, TableName: 'hash', ...COUNT },
      world: tablesAnd(...put('hash', { pk: { S: 'a' } })),
    },
    [
      ['the one item of a partition key', { Limit: 1 }, count(1)],
      ['the same in reverse', { Limit: 1, ...REVERSE }, count(1)],
      ['the same without a limit', {}, count(1)],
    ],
  )
})
