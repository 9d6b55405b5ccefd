/** Query: what it answers. */

import { type Answered, type Json, put, Rows, tablesAnd } from '../row.js'

export const rows = new Rows('Query')

const PK = { ExpressionAttributeValues: { ':p': { S: 'a' } } }
const eq = (value: object) => ({ ComparisonOperator: 'EQ', AttributeValueList: [value] })
const suite = { operation: 'Query', base: { TableName: 'range' } }
const byExpression = { ...suite, base: { ...suite.base, KeyConditionExpression: 'pk = :p', ...PK } }
const byConditions = { ...suite, base: { ...suite.base, KeyConditions: { pk: eq({ S: 'a' }) } } }

rows.group('answers', () => {
  const item = (sk: string, n: number) => ({ pk: { S: 'a' }, sk: { S: sk }, n: { N: `${n}` } })
  const [a, b, c] = [item('a', 1), item('b', 2), item('c', 3)]
  const keyOf = ({ pk, sk }: typeof a) => ({ pk, sk })
  const number = (sk: number) => ({ pk: { N: '1' }, sk: { N: `${sk}` } })
  const world = tablesAnd(
    ...put('range', a, b, c, { pk: { S: 'other' }, sk: { S: 'a' } }),
    ...put('numbers', number(1), number(2), number(10), number(-3)),
  )
  const page = (Items: readonly object[], members: object = {}) => {
    return { Items, Count: Items.length, ScannedCount: Items.length, ...members }
  }
  const withSort = (condition: string, values: object) => ({
    KeyConditionExpression: `pk = :p AND ${condition}`,
    ExpressionAttributeValues: { ':p': { S: 'a' }, ...values },
  })

  rows.answered({ ...byExpression, world }, [
    ['all in order', {}, page([a, b, c])],
    ['all in reverse', { ScanIndexForward: false }, page([c, b, a])],
    ['none', { ExpressionAttributeValues: { ':p': { S: 'none' } } }, page([])],
    [
      'a limit that is reached as the items end',
      { Limit: 3 },
      page([a, b, c], { LastEvaluatedKey: keyOf(c) }),
    ],
    ['a limit that is not reached', { Limit: 4 }, page([a, b, c])],
    ['a limit', { Limit: 1 }, page([a], { LastEvaluatedKey: keyOf(a) })],
    [
      'a limit, in reverse',
      { Limit: 2, ScanIndexForward: false },
      page([c, b], { LastEvaluatedKey: keyOf(b) }),
    ],
    [
      'after a key',
      { ExclusiveStartKey: keyOf(a), Limit: 1 },
      page([b], { LastEvaluatedKey: keyOf(b) }),
    ],
    ['after the last key', { ExclusiveStartKey: keyOf(c), Limit: 1 }, page([])],
    [
      'after a key that is not there',
      { ExclusiveStartKey: { pk: { S: 'a' }, sk: { S: 'bb' } } },
      page([c]),
    ],
    [
      'after a key, in reverse',
      { ExclusiveStartKey: keyOf(b), ScanIndexForward: false },
      page([a]),
    ],
    ['a sort key', withSort('sk = :s', { ':s': { S: 'b' } }), page([b])],
    ['below', withSort('sk < :s', { ':s': { S: 'b' } }), page([a])],
    ['not above', withSort('sk <= :s', { ':s': { S: 'b' } }), page([a, b])],
    ['above', withSort('sk > :s', { ':s': { S: 'b' } }), page([c])],
    ['not below', withSort('sk >= :s', { ':s': { S: 'b' } }), page([b, c])],
    ['the operands exchanged', withSort(':s < sk', { ':s': { S: 'b' } }), page([c])],
    [
      'the conditions exchanged, in parentheses',
      { ...withSort('', { ':s': { S: 'b' } }), KeyConditionExpression: '(sk = :s) AND (pk = :p)' },
      page([b]),
    ],
    [
      'between',
      withSort('sk BETWEEN :s AND :t', { ':s': { S: 'b' }, ':t': { S: 'c' } }),
      page([b, c]),
    ],
    ['a prefix', withSort('begins_with(sk, :s)', { ':s': { S: 'c' } }), page([c])],
    [
      'a filter',
      {
        FilterExpression: 'n > :n',
        ExpressionAttributeValues: { ':p': { S: 'a' }, ':n': { N: '1' } },
      },
      { Items: [b, c], Count: 2, ScannedCount: 3 },
    ],
    [
      'a filter that lets nothing pass before the limit',
      { FilterExpression: 'n < n2', Limit: 2 },
      { Items: [], Count: 0, ScannedCount: 2, LastEvaluatedKey: keyOf(b) },
    ],
    [
      'the count',
      { Select: 'COUNT', Limit: 2 },
      { Count: 2, ScannedCount: 2, LastEvaluatedKey: keyOf(b) },
    ],
    ['a projection', { ProjectionExpression: 'n' }, page([a, b, c].map(({ n }) => ({ n })))],
    [
      'a projection of nothing',
      { ProjectionExpression: 'zz', Limit: 1 },
      page([{}], { LastEvaluatedKey: keyOf(a) }),
    ],
    [
      'specific attributes',
      { ProjectionExpression: 'sk', Select: 'SPECIFIC_ATTRIBUTES', Limit: 1 },
      page([{ sk: { S: 'a' } }], { LastEvaluatedKey: keyOf(a) }),
    ],
    ['all attributes', { Select: 'ALL_ATTRIBUTES' }, page([a, b, c])],
    [
      'capacity, eventually consistent',
      { ReturnConsumedCapacity: 'TOTAL', Select: 'COUNT' },
      { Count: 3, ScannedCount: 3, ConsumedCapacity: { TableName: 'range', CapacityUnits: 0.5 } },
    ],
    [
      'capacity of nothing, strongly consistent',
      {
        ExpressionAttributeValues: { ':p': { S: 'none' } },
        ConsistentRead: true,
        ReturnConsumedCapacity: 'INDEXES',
      },
      page([], {
        ConsumedCapacity: { TableName: 'range', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
      }),
    ],
    [
      'numbers are in the order of their values',
      {
        TableName: 'numbers',
        KeyConditionExpression: 'pk = :p AND sk >= :s',
        ExpressionAttributeValues: { ':p': { N: '1.0' }, ':s': { N: '-5' } },
      },
      page([-3, 1, 2, 10].map(number)),
    ],
  ])

  const sorted = (ComparisonOperator: string, ...AttributeValueList: object[]) => ({
    KeyConditions: { sk: { ComparisonOperator, AttributeValueList }, pk: eq({ S: 'a' }) },
  })
  const legacy: readonly (readonly [string, Json, readonly object[], object?])[] = [
    ['a partition key', {}, [a, b, c]],
    ['EQ', sorted('EQ', { S: 'b' }), [b]],
    ['LE', sorted('LE', { S: 'b' }), [a, b]],
    ['LT', sorted('LT', { S: 'b' }), [a]],
    ['GE', sorted('GE', { S: 'b' }), [b, c]],
    ['GT', sorted('GT', { S: 'b' }), [c]],
    ['BEGINS_WITH', sorted('BEGINS_WITH', { S: 'b' }), [b]],
    ['BETWEEN', sorted('BETWEEN', { S: 'a' }, { S: 'b' }), [a, b]],
    [
      'beside a filter expression',
      { FilterExpression: 'attribute_not_exists(n)' },
      [],
      { ScannedCount: 3 },
    ],
    [
      'beside a projection expression',
      { ProjectionExpression: 'n', Limit: 1 },
      [{ n: { N: '1' } }],
      { LastEvaluatedKey: keyOf(a) },
    ],
    [
      'beside AttributesToGet',
      { AttributesToGet: ['sk', 'zz'], Limit: 1 },
      [{ sk: { S: 'a' } }],
      { LastEvaluatedKey: keyOf(a) },
    ],
    ['beside a QueryFilter', { QueryFilter: { n: eq({ N: '2' }) } }, [b], { ScannedCount: 3 }],
    ['beside an empty QueryFilter', { QueryFilter: {} }, [a, b, c]],
    [
      'a QueryFilter of two conditions',
      {
        QueryFilter: { n: eq({ N: '2' }), zz: { ComparisonOperator: 'NOT_NULL' } },
        ConditionalOperator: 'OR',
      },
      [b],
      { ScannedCount: 3 },
    ],
  ]
  rows.answered(
    { ...byConditions, world },
    legacy.map(
      ([name, members, items, more]): Answered => [
        `KeyConditions: ${name}`,
        members,
        page(items, more),
      ],
    ),
  )
})
