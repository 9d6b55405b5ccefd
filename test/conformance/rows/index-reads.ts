/** Query and Scan of secondary indexes: their rules in the order in which they are checked, pages and units. */

import { type Fault, type Json, put, Rows, type Suite, type World } from '../row.js'
import { INDEXED } from './indexes.js'
import { INVALID } from './texts.js'

export const queryRows = new Rows('Query')
export const scanRows = new Rows('Scan')

const s = (S: string) => ({ S })
const n = (N: string) => ({ N })
const item = (sk: string, more: Json): Json => ({ pk: s('p'), sk: s(sk), ...more })
const BIG = { S: 'z'.repeat(5000) }
const ONE = item('1', { local: s('b'), g: s('g'), n: n('2'), c: s('c'), x: s('x1'), z: s('z1') })
const TWO = item('2', { local: s('a'), g: s('g'), n: n('10'), c: s('c'), y: s('y2') })
const THREE = item('3', { g: s('g'), c: s('d'), x: s('x3'), z: BIG })
const OTHER = { pk: s('q'), sk: s('1'), g: s('h'), n: n('1'), local: s('c'), b: { B: 'Yg==' } }
const WORLD: World = { given: [INDEXED, ...put('indexed', ONE, TWO, THREE, OTHER)] }

const only = (from: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(names.flatMap(name => (name in from ? [[name, from[name]]] : [])))
const some = (from: Json) => only(from, 'pk', 'sk', 'g', 'n', 'x', 'y')
const page = (...Items: readonly Json[]) => ({
  Items,
  Count: Items.length,
  ScannedCount: Items.length,
})
const where = (KeyConditionExpression: string, values: Json): Json => ({
  KeyConditionExpression,
  ExpressionAttributeValues: values,
})
const G = where('g = :g', { ':g': s('g') })
const P = where('pk = :p', { ':p': s('p') })
const LEGACY = {
  KeyConditionExpression: undefined,
  ExpressionAttributeValues: undefined,
  KeyConditions: { g: { ComparisonOperator: 'EQ', AttributeValueList: [s('g')] } },
}
const eq = (value: Json): Json => ({ ComparisonOperator: 'EQ', AttributeValueList: [value] })
const base = { TableName: 'indexed' }
const on = (IndexName: string, condition: Json = {}): Suite => ({
  operation: 'Query',
  base: { ...base, IndexName, ...condition },
  world: WORLD,
})
const scanOf = (IndexName: string): Suite => ({
  operation: 'Scan',
  base: { ...base, IndexName },
  world: WORLD,
})
const capacity = (table: number, kind: 'Local' | 'Global', index: Json): Json => {
  const [CapacityUnits] = Object.values(index) as [number]
  return {
    ConsumedCapacity: {
      TableName: 'indexed',
      CapacityUnits: table + CapacityUnits,
      Table: { CapacityUnits: table },
      [`${kind}SecondaryIndexes`]: { [Object.keys(index)[0] as string]: { CapacityUnits } },
    },
  }
}
const UNITS = { ReturnConsumedCapacity: 'INDEXES' }

queryRows.group('local indexes', () => {
  queryRows.answered(on('by-local', P), [
    [
      'keys',
      UNITS,
      {
        ...page(only(TWO, 'pk', 'sk', 'local'), only(ONE, 'pk', 'sk', 'local')),
        ...capacity(0, 'Local', { 'by-local': 0.5 }),
      },
    ],
    [
      'backwards, strongly consistent',
      { ...UNITS, ConsistentRead: true, ScanIndexForward: false },
      {
        ...page(only(ONE, 'pk', 'sk', 'local'), only(TWO, 'pk', 'sk', 'local')),
        ...capacity(0, 'Local', { 'by-local': 1 }),
      },
    ],
    [
      'whole items',
      { ...UNITS, Select: 'ALL_ATTRIBUTES' },
      {
        ...page(TWO, ONE),
        ...capacity(1, 'Local', { 'by-local': 0.5 }),
      },
    ],
    [
      'what is projected',
      { Select: 'ALL_PROJECTED_ATTRIBUTES' },
      page(only(TWO, 'pk', 'sk', 'local'), only(ONE, 'pk', 'sk', 'local')),
    ],
    [
      'attributes that are fetched',
      { ...UNITS, ProjectionExpression: 'x, y' },
      {
        ...page(only(TWO, 'y'), only(ONE, 'x')),
        ...capacity(1, 'Local', { 'by-local': 0.5 }),
      },
    ],
    [
      'attributes that are there',
      { ...UNITS, ProjectionExpression: 'sk' },
      {
        ...page(only(TWO, 'sk'), only(ONE, 'sk')),
        ...capacity(0, 'Local', { 'by-local': 0.5 }),
      },
    ],
    [
      'a filter on what is fetched, which is not returned',
      { FilterExpression: 'attribute_exists(y)' },
      { ...page(only(TWO, 'pk', 'sk', 'local')), ScannedCount: 2 },
    ],
    [
      'a filter on what is fetched, and what is projected',
      { ...UNITS, FilterExpression: 'attribute_exists(y)', Select: 'ALL_PROJECTED_ATTRIBUTES' },
      {
        ...page(only(TWO, 'pk', 'sk', 'local')),
        ScannedCount: 2,
        ...capacity(1, 'Local', { 'by-local': 0.5 }),
      },
    ],
    [
      'a filter on what is fetched, and whole items',
      { FilterExpression: 'attribute_exists(y)', Select: 'ALL_ATTRIBUTES' },
      { ...page(TWO), ScannedCount: 2 },
    ],
    [
      'a filter on what is fetched, and attributes',
      { FilterExpression: 'attribute_exists(y)', ProjectionExpression: 'y, sk' },
      { ...page(only(TWO, 'sk', 'y')), ScannedCount: 2 },
    ],
    [
      'a filter on what is fetched, and the end of a page',
      { FilterExpression: 'attribute_exists(y)', Limit: 1 },
      {
        ...page(only(TWO, 'pk', 'sk', 'local')),
        LastEvaluatedKey: only(TWO, 'pk', 'sk', 'local'),
      },
    ],
    [
      'a legacy filter on what is fetched',
      {
        KeyConditionExpression: undefined,
        ExpressionAttributeValues: undefined,
        KeyConditions: { pk: eq(s('p')) },
        QueryFilter: { y: eq(s('y2')) },
      },
      { ...page(only(TWO, 'pk', 'sk', 'local')), ScannedCount: 2 },
    ],
    [
      'a filter on what is fetched',
      {
        FilterExpression: 'attribute_exists(y)',
        Select: 'COUNT',
      },
      { Count: 1, ScannedCount: 2 },
    ],
    [
      'a page with its end',
      { Limit: 1 },
      {
        ...page(only(TWO, 'pk', 'sk', 'local')),
        LastEvaluatedKey: only(TWO, 'pk', 'sk', 'local'),
      },
    ],
    [
      'the page after it',
      { ExclusiveStartKey: only(TWO, 'pk', 'sk', 'local') },
      page(only(ONE, 'pk', 'sk', 'local')),
    ],
  ])
  queryRows.answered(on('by-c', P), [
    [
      'big items are paid for one by one',
      { ...UNITS, Select: 'ALL_ATTRIBUTES' },
      {
        ...page(ONE, TWO, THREE),
        ...capacity(2, 'Local', { 'by-c': 0.5 }),
      },
    ],
  ])
})

queryRows.group('global indexes', () => {
  queryRows.answered(on('some', G), [
    [
      'sorted as numbers',
      UNITS,
      {
        ...page(some(ONE), some(TWO)),
        ...capacity(0, 'Global', { some: 0.5 }),
      },
    ],
    [
      'TOTAL',
      { ReturnConsumedCapacity: 'TOTAL' },
      {
        ...page(some(ONE), some(TWO)),
        ConsumedCapacity: { TableName: 'indexed', CapacityUnits: 0.5 },
      },
    ],
    [
      'a page with its end',
      { Limit: 1, ScanIndexForward: false },
      {
        ...page(some(TWO)),
        LastEvaluatedKey: only(TWO, 'pk', 'sk', 'g', 'n'),
      },
    ],
    [
      'the page after it',
      {
        ScanIndexForward: false,
        ExclusiveStartKey: only(TWO, 'pk', 'sk', 'g', 'n'),
      },
      page(some(ONE)),
    ],
    [
      'a start key that does not exist',
      {
        ExclusiveStartKey: { ...item('0', {}), g: s('g'), n: n('2') },
      },
      page(some(ONE), some(TWO)),
    ],
    [
      'a filter on the key of the table',
      {
        FilterExpression: 'sk = :s',
        ExpressionAttributeValues: { ':g': s('g'), ':s': s('2') },
      },
      { ...page(some(TWO)), ScannedCount: 2 },
    ],
    [
      'a condition on its sort key',
      {
        ...where('g = :g AND n BETWEEN :a AND :b', { ':g': s('g'), ':a': n('3'), ':b': n('10') }),
      },
      page(some(TWO)),
    ],
    [
      'legacy parameters',
      {
        KeyConditionExpression: undefined,
        ExpressionAttributeValues: undefined,
        KeyConditions: {
          g: { ComparisonOperator: 'EQ', AttributeValueList: [s('g')] },
          n: { ComparisonOperator: 'LT', AttributeValueList: [n('10')] },
        },
        QueryFilter: { sk: { ComparisonOperator: 'EQ', AttributeValueList: [s('1')] } },
      },
      page(some(ONE)),
    ],
  ])
  queryRows.answered(on('whole', G), [
    [
      'whole items by default',
      { FilterExpression: 'attribute_exists(z)' },
      {
        ...page(ONE, THREE),
        ScannedCount: 3,
      },
    ],
    [
      'whole items',
      { Select: 'ALL_ATTRIBUTES', Limit: 1 },
      {
        ...page(ONE),
        LastEvaluatedKey: only(ONE, 'pk', 'sk', 'g'),
      },
    ],
  ])
  queryRows.answered(on('bytes'), [
    ['binary keys', where('b = :b', { ':b': { B: 'Yg==' } }), page(only(OTHER, 'pk', 'sk', 'b'))],
  ])
  const several = on('several')
  const keys = (from: Json) => only(from, 'pk', 'sk', 'g', 'c', 'n')
  const GC = { ':g': s('g'), ':c': s('c') }
  queryRows.answered(several, [
    ['all parts of the partition key', where('g = :g AND c = :c', GC), page(keys(ONE), keys(TWO))],
    [
      'a part of the sort key, in any order',
      where('n > :n AND c = :c AND g = :g', { ...GC, ':n': n('2') }),
      page(keys(TWO)),
    ],
    [
      'the whole sort key',
      where('g = :g AND c = :c AND n = :n AND begins_with(sk, :s)', {
        ...GC,
        ':n': n('2'),
        ':s': s('1'),
      }),
      page(keys(ONE)),
    ],
    [
      'pages',
      { ...where('g = :g AND c = :c', GC), Limit: 1 },
      { ...page(keys(ONE)), LastEvaluatedKey: keys(ONE) },
    ],
  ])
  queryRows.refused(several, [
    [
      'a part of the partition key missing',
      where('g = :g AND n = :n', { ':g': s('g'), ':n': n('1') }),
      'HASH key attributes g, c must have equality conditions specified in the query',
    ],
    [
      'a part of the partition key not tested for equality',
      where('g = :g AND c > :c', GC),
      'HASH key attributes g, c must have equality conditions specified in the query',
    ],
    [
      'all parts of the partition key not tested for equality',
      where('begins_with(c, :c) AND g BETWEEN :g AND :g', GC),
      'HASH key attributes g, c must have equality conditions specified in the query',
    ],
    [
      'no part of the partition key',
      where('n = :n', { ':n': n('1') }),
      'HASH key attributes g, c must have equality conditions specified in the query',
    ],
    [
      'a part of the partition key missing, by legacy conditions',
      LEGACY,
      'HASH key attributes g, c must have equality conditions specified in the query',
    ],
    [
      'a part of the partition key not tested for equality, by legacy conditions',
      {
        ...LEGACY,
        KeyConditions: {
          g: eq(s('g')),
          c: { ComparisonOperator: 'GE', AttributeValueList: [s('g')] },
        },
      },
      'HASH key attributes g, c must have equality conditions specified in the query',
    ],
    [
      'an operator that keys do not have',
      {
        ...LEGACY,
        KeyConditions: { g: eq(s('g')), c: eq(s('c')), n: { ComparisonOperator: 'NOT_NULL' } },
      },
      'Attempted conditional constraint is not an indexable operation',
    ],
    [
      'a partition key that is too large',
      where('g = :g AND c = :c', { ':g': s('a'.repeat(1024)), ':c': s('a'.repeat(1025)) }),
      `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    [
      'a sort key that is too large',
      where('g = :g AND c = :c AND n = :n AND sk <= :s', {
        ...GC,
        ':n': n('1'),
        ':s': s('a'.repeat(1024)),
      }),
      `${INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
    ],
    [
      'a part of the sort key left out',
      where('g = :g AND c = :c AND sk = :s', { ...GC, ':s': s('1') }),
      'RANGE key attributes n must have equality conditions specified in the query because a condition is present on key attribute sk',
    ],
    [
      'a range before the last part',
      where('g = :g AND c = :c AND n > :n AND sk = :s', { ...GC, ':n': n('1'), ':s': s('1') }),
      'RANGE key attributes n must have equality conditions specified in the query because a condition is present on key attribute sk',
    ],
  ])
})

const START_INVALID = 'The provided starting key is invalid'
const NO_MATCH = 'The provided key element does not match the schema'
const ofTwo = only(TWO, 'pk', 'sk', 'g', 'n')
/** Each of another member than those after it, so that they can be put together. */
const ORDER: readonly Fault[] = [
  [
    'strongly consistent',
    { ConsistentRead: true },
    'Consistent reads are not supported on global secondary indexes',
  ],
  ['a start key with too little', { ExclusiveStartKey: only(TWO, 'g', 'n') }, START_INVALID],
  [
    'no condition on its key',
    where('pk = :p', { ':p': s('p') }),
    'Query condition missed key schema element: g',
  ],
  [
    'an attribute that it has not',
    { ProjectionExpression: 'z, x, w' },
    `${INVALID}Global secondary index some does not project [z, w]`,
  ],
  [
    'a filter on its key',
    { FilterExpression: 'attribute_exists(n)' },
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: n',
  ],
]

queryRows.group('faults of indexes', () => {
  queryRows.refusedInOrder(on('some', G), ORDER)
  queryRows.refused(on('some', G), [
    [
      'all attributes',
      { Select: 'ALL_ATTRIBUTES' },
      `${INVALID}Select type ALL_ATTRIBUTES is not supported for global secondary index some because its projection type is not ALL`,
    ],
    [
      'a legacy filter on its key',
      {
        ...LEGACY,
        QueryFilter: { n: { ComparisonOperator: 'EQ', AttributeValueList: [n('1')] } },
      },
      'QueryFilter can only contain non-primary key attributes: Primary key attribute: n',
    ],
    [
      'a legacy filter on its key, before all attributes',
      {
        ...LEGACY,
        Select: 'ALL_ATTRIBUTES',
        QueryFilter: { n: { ComparisonOperator: 'EQ', AttributeValueList: [n('1')] } },
      },
      'QueryFilter can only contain non-primary key attributes: Primary key attribute: n',
    ],
    [
      'a filter on its key, before all attributes',
      { FilterExpression: 'attribute_exists(n)', Select: 'ALL_ATTRIBUTES' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: n',
    ],
    [
      'a legacy filter on what it has not',
      { ...LEGACY, QueryFilter: { z: eq(s('z')) } },
      `${INVALID}Global secondary index some does not project [z]`,
    ],
    [
      'names that it has not',
      { ...LEGACY, AttributesToGet: ['z'] },
      `${INVALID}Global secondary index some does not project [z]`,
    ],
    ['a start key with too much', { ExclusiveStartKey: { ...ofTwo, x: s('x') } }, START_INVALID],
    [
      'a start key without a key of the index',
      { ExclusiveStartKey: { ...only(TWO, 'pk', 'sk', 'g'), x: s('x') } },
      START_INVALID,
    ],
    [
      'a start key with a key of the index of another type',
      { ExclusiveStartKey: { ...ofTwo, n: s('10') } },
      NO_MATCH,
    ],
    [
      'a start key with a key of another type before one that is missing',
      { ExclusiveStartKey: { g: n('1'), x: s('x'), y: s('y'), z: s('z') } },
      NO_MATCH,
    ],
    [
      'a start key with a missing key before one of another type',
      { ExclusiveStartKey: { n: s('1'), x: s('x'), y: s('y'), z: s('z') } },
      START_INVALID,
    ],
    [
      'a start key with a key of the table of another type',
      { ExclusiveStartKey: { ...ofTwo, sk: n('2') } },
      `${START_INVALID}: ${NO_MATCH}`,
    ],
    [
      'a start key of another partition',
      { ExclusiveStartKey: { ...ofTwo, g: s('h') } },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    [
      'a start key outside the condition',
      {
        ...where('g = :g AND n < :n', { ':g': s('g'), ':n': n('5') }),
        ExclusiveStartKey: ofTwo,
      },
      'The provided starting key does not match the range key predicate',
    ],
    [
      'a path into its key',
      { ProjectionExpression: 'x, g.a' },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: g",
    ],
    [
      'a value of another type',
      where('g = :g AND n = :n', { ':g': s('g'), ':n': s('5') }),
      `${INVALID}Condition parameter type does not match schema type`,
    ],
  ])
  queryRows.refused({ ...on('other', G), base: { ...base, ...G, IndexName: 'other' } }, [
    ['no such index', {}, 'The table does not have the specified index: other'],
    [
      'no such index, strongly consistent',
      { ConsistentRead: true },
      'The table does not have the specified index: other',
    ],
  ])
})

scanRows.group('indexes', () => {
  scanRows.answered(scanOf('bytes'), [
    [
      'only what has its key',
      UNITS,
      {
        ...page(only(OTHER, 'pk', 'sk', 'b')),
        ...capacity(0, 'Global', { bytes: 0.5 }),
      },
    ],
    [
      'a page with its end',
      { Limit: 1 },
      {
        ...page(only(OTHER, 'pk', 'sk', 'b')),
        LastEvaluatedKey: only(OTHER, 'pk', 'sk', 'b'),
      },
    ],
    ['the page after it', { ExclusiveStartKey: only(OTHER, 'pk', 'sk', 'b') }, page()],
    [
      'a filter on its key',
      {
        FilterExpression: 'b = :b',
        ExpressionAttributeValues: { ':b': { B: 'YQ==' } },
      },
      { ...page(), ScannedCount: 1 },
    ],
  ])
  scanRows.answered(scanOf('by-local'), [
    [
      'a local index, strongly consistent',
      {
        ...UNITS,
        ConsistentRead: true,
        Select: 'COUNT',
      },
      {
        Count: 3,
        ScannedCount: 3,
        ...capacity(0, 'Local', { 'by-local': 1 }),
      },
    ],
  ])
  scanRows.answered(scanOf('by-local'), [
    [
      'a filter on what is fetched, which is not returned',
      { FilterExpression: 'attribute_exists(y)' },
      { ...page(only(TWO, 'pk', 'sk', 'local')), ScannedCount: 3 },
    ],
    [
      'a filter on what is fetched, and whole items',
      { FilterExpression: 'attribute_exists(y)', Select: 'ALL_ATTRIBUTES' },
      { ...page(TWO), ScannedCount: 3 },
    ],
    [
      'a legacy filter on what is fetched, and what is projected',
      { ScanFilter: { y: eq(s('y2')) }, Select: 'ALL_PROJECTED_ATTRIBUTES' },
      { ...page(only(TWO, 'pk', 'sk', 'local')), ScannedCount: 3 },
    ],
  ])
  scanRows.refused(scanOf('some'), [
    [
      'strongly consistent',
      { ConsistentRead: true, ExclusiveStartKey: only(TWO, 'g', 'n') },
      'Consistent reads are not supported on global secondary indexes',
    ],
    [
      'a start key with too little',
      { ExclusiveStartKey: only(TWO, 'g', 'n'), Select: 'ALL_ATTRIBUTES' },
      START_INVALID,
    ],
    [
      'all attributes, before the key of the table',
      { Select: 'ALL_ATTRIBUTES', ExclusiveStartKey: { ...ofTwo, sk: n('2') } },
      `${INVALID}Select type ALL_ATTRIBUTES is not supported for global secondary index some because its projection type is not ALL`,
    ],
    [
      'a start key with a key of the table of another type',
      { ExclusiveStartKey: { ...ofTwo, sk: n('2') } },
      `${START_INVALID}: ${NO_MATCH}`,
    ],
    [
      'a start key with a key of the index of another type',
      { ExclusiveStartKey: { ...ofTwo, n: s('2') } },
      NO_MATCH,
    ],
    [
      'a start key with a key of another type before one that is missing',
      { ExclusiveStartKey: { g: n('1'), x: s('x'), y: s('y'), z: s('z') } },
      NO_MATCH,
    ],
    [
      'a start key with a missing key before one of another type',
      { ExclusiveStartKey: { n: s('1'), x: s('x'), y: s('y'), z: s('z') } },
      START_INVALID,
    ],
    [
      'a legacy filter on what it has not',
      { ScanFilter: { z: eq(s('z')) } },
      `${INVALID}Global secondary index some does not project [z]`,
    ],
    [
      'an attribute that it has not',
      { ProjectionExpression: 'z' },
      `${INVALID}Global secondary index some does not project [z]`,
    ],
  ])
})
