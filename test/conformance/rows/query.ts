/** Query: what it refuses, in the order of the service's checks, and what it answers. */

import { type Answered, type Fault, Rows } from '../row.js'
import { DETECTED, INVALID, NO_TABLE } from './texts.js'

export const rows = new Rows('Query')

const NO_KEYS =
  'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.'
const MIXED =
  'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: '
const NOT_INDEXABLE = 'Attempted conditional constraint is not an indexable operation'
const NO_INDEX = 'The table does not have the specified index: index'
const DEREFERENCED =
  "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"
const PK = { ExpressionAttributeValues: { ':p': { S: 'a' } } }

const suite = { operation: 'Query', base: { TableName: 'range' } }
const byExpression = { ...suite, base: { ...suite.base, KeyConditionExpression: 'pk = :p', ...PK } }
const eq = (value: object) => ({ ComparisonOperator: 'EQ', AttributeValueList: [value] })
const byConditions = {
  ...suite,
  base: { ...suite.base, KeyConditions: { pk: eq({ S: 'a' }) } },
}

rows.group('faults in the order of the service', () => {
  rows.refusedInOrder(suite, [
    [
      'expressions beside legacy parameters',
      {
        AttributesToGet: ['a'],
        QueryFilter: {},
        ConditionalOperator: 'AND',
        KeyConditions: {},
        ProjectionExpression: '',
        FilterExpression: '',
        KeyConditionExpression: '',
      },
      `${MIXED}{AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions} Expression parameters: {ProjectionExpression, FilterExpression, KeyConditionExpression}`,
    ],
    [
      'names without an expression',
      { ExpressionAttributeNames: {}, KeyConditionExpression: undefined },
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      'values without an expression',
      { ExpressionAttributeValues: {}, KeyConditionExpression: undefined },
      'ExpressionAttributeValues can only be specified when using expressions',
    ],
    [
      'a ConditionalOperator alone',
      { ConditionalOperator: 'AND', QueryFilter: undefined },
      'ConditionalOperator cannot be used without Filter or Expected',
    ],
    [
      'a filter that is none',
      { QueryFilter: { a: { ComparisonOperator: 'EQ' } } },
      `${INVALID}Invalid number of argument(s) for the EQ ComparisonOperator`,
    ],
    [
      'a name that comes twice',
      { AttributesToGet: ['a', 'a'] },
      `${INVALID}Duplicate value in attribute name: a`,
    ],
    [
      'a value of the start key that is none',
      { ExclusiveStartKey: { pk: { N: 'x' } } },
      'The parameter cannot be converted to a numeric value: x',
    ],
    ['no key condition', { KeyConditions: undefined }, NO_KEYS],
    [
      'a value of the key conditions that is none',
      { KeyConditions: { pk: eq({ NS: [] }) } },
      `${INVALID}An number set  may not be empty`,
    ],
    ['no key conditions', { KeyConditions: {} }, 'Conditions can be of length 1 or 2 only'],
    [
      'what Select needs',
      {
        Select: 'SPECIFIC_ATTRIBUTES',
        KeyConditions: { pk: eq({ S: 'a' }) },
        AttributesToGet: undefined,
      },
      `${DETECTED}Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES`,
    ],
  ])
  rows.refusedInOrder(byExpression, [
    [
      'a value of the start key that is none',
      { ExclusiveStartKey: { pk: {} } },
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    ['no names', { ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
    ['no values', { ExpressionAttributeValues: {} }, 'ExpressionAttributeValues must not be empty'],
    [
      'a key condition that is none',
      { KeyConditionExpression: 'pk :p' },
      'Invalid KeyConditionExpression: Syntax error; token: ":p", near: "pk :p"',
    ],
    [
      'a filter that is none',
      { FilterExpression: '' },
      'Invalid FilterExpression: The expression can not be empty;',
    ],
    [
      'a projection that is none',
      { ProjectionExpression: 'a.#b' },
      'Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #b',
    ],
    [
      'a key condition that no schema has',
      { KeyConditionExpression: 'pk = :p OR sk = :p' },
      'Invalid operator used in KeyConditionExpression: OR',
    ],
    [
      'what Select needs',
      { Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: undefined },
      `${DETECTED}Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES`,
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['an index that does not exist', { IndexName: 'index' }, NO_INDEX],
    [
      'a start key of another schema',
      { ExclusiveStartKey: { pk: { S: 'a' } } },
      'The provided starting key is invalid',
    ],
    [
      'a key condition of another schema',
      { KeyConditionExpression: 'pk > :p' },
      'Query key condition not supported',
    ],
    [
      'a start key of another item collection',
      { ExclusiveStartKey: { pk: { S: 'b' }, sk: { S: 'a' } } },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    ['a projection into the key', { ProjectionExpression: 'pk.a' }, DEREFERENCED],
    [
      'a filter of the key',
      { FilterExpression: 'sk = a' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    ],
  ])
  rows.refusedInOrder(byConditions, [
    [
      'a filter that is none',
      { FilterExpression: 'a', QueryFilter: undefined },
      'Invalid FilterExpression: Syntax error; token: "<EOF>", near: "a"',
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['an index that does not exist', { IndexName: 'index' }, NO_INDEX],
    [
      'a start key of another type',
      { ExclusiveStartKey: { pk: { S: 'a' }, sk: { N: '1' } } },
      'The provided key element does not match the schema',
    ],
    [
      'no condition on the partition key',
      { KeyConditions: { sk: { ComparisonOperator: 'NULL' } } },
      'Query condition missed key schema element: pk',
    ],
    [
      'an operator that keys do not have',
      { KeyConditions: { pk: { ComparisonOperator: 'NE', AttributeValueList: [{ S: 'a' }] } } },
      NOT_INDEXABLE,
    ],
    [
      'a condition of another type',
      { KeyConditions: { pk: eq({ N: '1' }) } },
      `${INVALID}Condition parameter type does not match schema type`,
    ],
    [
      'a filter of the key',
      { QueryFilter: { pk: eq({ S: 'a' }) } },
      'QueryFilter can only contain non-primary key attributes: Primary key attribute: pk',
    ],
  ])
})

rows.group('operators that keys do not have', () => {
  const by = (ComparisonOperator: string, ...AttributeValueList: readonly object[]) => ({
    ComparisonOperator,
    ...(AttributeValueList.length > 0 && { AttributeValueList }),
  })
  rows.refused(suite, [
    ...(
      [
        by('NE', { S: 'a' }),
        by('IN', { S: 'a' }),
        by('CONTAINS', { S: 'a' }),
        by('NOT_CONTAINS', { S: 'a' }),
        by('NULL'),
        by('NOT_NULL'),
      ] as const
    ).flatMap((condition): Fault[] => [
      [
        `${condition.ComparisonOperator} on the partition key`,
        { KeyConditions: { pk: condition } },
        NOT_INDEXABLE,
      ],
      [
        `${condition.ComparisonOperator} on the sort key`,
        { KeyConditions: { pk: eq({ S: 'a' }), sk: condition } },
        NOT_INDEXABLE,
      ],
      [
        `${condition.ComparisonOperator} on no key`,
        { KeyConditions: { pk: eq({ S: 'a' }), a: condition } },
        'Query condition missed key schema element: sk',
      ],
    ]),
    [
      'before a partition key that is not tested for equality',
      { KeyConditions: { pk: by('GT', { S: 'a' }), sk: by('NULL') } },
      NOT_INDEXABLE,
    ],
    [
      'before another type',
      { KeyConditions: { pk: eq({ N: '1' }), sk: by('NULL') } },
      NOT_INDEXABLE,
    ],
    [
      'where there is no sort key',
      { TableName: 'hash', KeyConditions: { pk: eq({ S: 'a' }), sk: by('NULL') } },
      'Query key condition not supported',
    ],
    [
      'after the number of values',
      { KeyConditions: { pk: by('NULL', { S: 'a' }) }, TableName: 'absent' },
      `${INVALID}Invalid number of argument(s) for the NULL ComparisonOperator`,
    ],
  ])
})

rows.group('parameters that do not go together', () => {
  rows.refused(suite, [
    [
      'the two sorts of key conditions',
      { KeyConditions: {}, KeyConditionExpression: 'pk = :p' },
      `${MIXED}{KeyConditions} Expression parameters: {KeyConditionExpression}`,
    ],
    [
      'a key condition expression and a QueryFilter',
      { QueryFilter: {}, KeyConditionExpression: 'pk = :p' },
      `${MIXED}{QueryFilter} Expression parameters: {KeyConditionExpression}`,
    ],
    [
      'KeyConditions do not count beside other expressions',
      { KeyConditions: {}, AttributesToGet: ['a'], FilterExpression: 'a' },
      `${MIXED}{AttributesToGet} Expression parameters: {FilterExpression}`,
    ],
    [
      'values beside a projection alone',
      { ProjectionExpression: 'a', ExpressionAttributeValues: { ':a': { S: 'a' } } },
      'ExpressionAttributeValues can only be specified when using expressions',
    ],
    [
      'a ConditionalOperator for one condition',
      { QueryFilter: { a: { ComparisonOperator: 'NULL' } }, ConditionalOperator: 'OR' },
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    ],
    [
      'a ConditionalOperator for none',
      { QueryFilter: {}, ConditionalOperator: 'OR' },
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    ],
  ])
})

rows.group('Select', () => {
  const CANNOT = `${DETECTED}Cannot specify the `
  rows.refused(byExpression, [
    [
      'all attributes and a projection',
      { Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'a' },
      `${CANNOT}ProjectionExpression when choosing to get ALL_ATTRIBUTES`,
    ],
    [
      'the count and a projection',
      { Select: 'COUNT', ProjectionExpression: 'a' },
      `${CANNOT}ProjectionExpression when choosing to get only the Count`,
    ],
    [
      'projected attributes and a projection',
      { Select: 'ALL_PROJECTED_ATTRIBUTES', ProjectionExpression: 'a' },
      `${CANNOT}ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES`,
    ],
    [
      'projected attributes of no index',
      { Select: 'ALL_PROJECTED_ATTRIBUTES' },
      'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    ],
    [
      'projected attributes of an index that does not exist',
      { Select: 'ALL_PROJECTED_ATTRIBUTES', IndexName: 'index' },
      NO_INDEX,
    ],
  ])
  rows.refused(byConditions, [
    [
      'the count and names',
      { Select: 'COUNT', AttributesToGet: ['a'] },
      `${CANNOT}AttributesToGet when choosing to get only the Count`,
    ],
  ])
})

rows.group('key conditions', () => {
  const values = (one: object, two: object = one) => ({
    ExpressionAttributeValues: { ':p': one, ':s': two },
  })
  const text = (KeyConditionExpression: string, members: object = values({ S: 'a' })) => ({
    KeyConditionExpression,
    ...members,
  })
  const EMPTY =
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: '
  const HASH_KEY_TOO_LARGE = `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`
  rows.refused(suite, [
    [
      'more conditions than key attributes',
      text('pk = :p AND sk = :s AND n = :s'),
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
    [
      'another attribute in the place of the sort key',
      text('pk = :p AND n = :s'),
      'Query condition missed key schema element: sk',
    ],
    [
      'no partition key',
      text('sk = :p AND n = :s'),
      'Query condition missed key schema element: pk',
    ],
    [
      'a sort key that there is not',
      { ...text('pk = :p AND sk = :s'), TableName: 'hash' },
      'Query key condition not supported',
    ],
    [
      'another type',
      text('pk = :p AND sk = :s', values({ S: 'a' }, { N: '1' })),
      `${INVALID}Condition parameter type does not match schema type`,
    ],
    [
      'an empty partition key',
      text('pk = :p AND sk = :s', values({ S: '' }, { S: 'a' })),
      `${EMPTY}pk`,
    ],
    [
      'a partition key that is too large',
      text('pk = :p AND sk = :s', values({ S: 'a'.repeat(2049) }, { S: 'a' })),
      HASH_KEY_TOO_LARGE,
    ],
    [
      'a partition key that is too large in UTF-8',
      text('pk = :p AND sk = :s', values({ S: 'é'.repeat(1025) }, { S: 'a'.repeat(1025) })),
      HASH_KEY_TOO_LARGE,
    ],
    [
      'a partition key that is too large, alone',
      {
        KeyConditionExpression: undefined,
        KeyConditions: { pk: eq({ B: Buffer.alloc(2049, 1).toString('base64') }) },
        TableName: 'binaries',
      },
      HASH_KEY_TOO_LARGE,
    ],
    ...['sk = :s', 'sk < :s', 'begins_with(sk, :s)', 'sk BETWEEN :p AND :s'].map(
      (condition): Fault => [
        `a sort key that is too large: ${condition}`,
        text(`pk = :p AND ${condition}`, values({ S: 'a' }, { S: 'a'.repeat(1025) })),
        `${INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
      ],
    ),
    [
      'an empty sort key before a partition key that is too large',
      text('pk = :p AND sk = :s', values({ S: 'a'.repeat(2049) }, { S: '' })),
      `${EMPTY}sk`,
    ],
    ['an empty sort key', text('pk = :p AND sk = :s', values({ S: 'a' }, { S: '' })), `${EMPTY}sk`],
    [
      'nested operations',
      text('pk = :p AND size(sk) = :s'),
      'KeyConditionExpressions cannot contain nested operations',
    ],
    [
      'a value that is none',
      text('pk = :p', { ExpressionAttributeValues: { ':p': { N: '' } } }),
      'The parameter cannot be converted to a numeric value: ',
    ],
    [
      'a value that is not used',
      text('pk = :p'),
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:s}',
    ],
  ])
})

rows.group('start keys', () => {
  const start = (key: object, condition = 'pk = :p', values: object = {}) => ({
    KeyConditionExpression: condition,
    ExpressionAttributeValues: { ':p': { S: 'a' }, ...values },
    ExclusiveStartKey: key,
  })
  const AT_MOST_ONE = 'The query can return at most one row and cannot be restarted'
  const REVERSE = { ScanIndexForward: false }
  /** By operator and direction. */
  const AT_FAR_END = [
    ['sk <= :s', {}],
    ['sk >= :s', REVERSE],
    ['sk BETWEEN :p AND :s', {}],
    ['sk BETWEEN :s AND :s', REVERSE],
    ['begins_with(sk, :s)', REVERSE],
  ] as const
  const withoutSortKey = (key: string) =>
    `The provided exclusive start key is invalid: ExclusiveStartKey: {${key}}`
  const S = { ':s': { S: 'm' } }
  rows.refused(suite, [
    ['empty', start({}), 'The provided starting key is invalid'],
    [
      'of too many attributes',
      start({ pk: { S: 'a' }, sk: { S: 'a' }, n: { S: 'a' } }),
      'The provided starting key is invalid',
    ],
    [
      'without the sort key',
      start({ pk: { S: 'a' }, n: { S: 'a' } }),
      'The provided starting key is invalid',
    ],
    [
      'of another type',
      start({ pk: { N: '1' }, sk: { S: 'a' } }),
      'The provided key element does not match the schema',
    ],
    [
      'that does not satisfy the sort condition',
      start({ pk: { S: 'a' }, sk: { S: 'z' } }, 'pk = :p AND sk < :s', S),
      'The provided starting key does not match the range key predicate',
    ],
    ...AT_FAR_END.map(
      ([condition, members]): Fault => [
        `behind which nothing can be: ${condition}`,
        { ...start({ pk: { S: 'a' }, sk: { S: 'm' } }, `pk = :p AND ${condition}`, S), ...members },
        'The provided starting key does not match the range key predicate',
      ],
    ),
    ...AT_FAR_END.map(
      ([condition, members]): Fault => [
        `of another item collection, behind which nothing can be: ${condition}`,
        { ...start({ pk: { S: 'b' }, sk: { S: 'm' } }, `pk = :p AND ${condition}`, S), ...members },
        AT_MOST_ONE,
      ],
    ),
    [
      'behind which nothing can be, by legacy conditions',
      {
        KeyConditions: {
          pk: eq({ S: 'a' }),
          sk: { ComparisonOperator: 'GE', AttributeValueList: [{ S: 'm' }] },
        },
        ExclusiveStartKey: { pk: { S: 'a' }, sk: { S: 'm' } },
        ...REVERSE,
      },
      'The provided starting key does not match the range key predicate',
    ],
    [
      'behind which nothing can be, of numbers',
      {
        TableName: 'numbers',
        KeyConditionExpression: 'pk = :p AND sk <= :s',
        ExpressionAttributeValues: { ':p': { N: '1' }, ':s': { N: '5' } },
        ExclusiveStartKey: { pk: { N: '1.0' }, sk: { N: '5.0' } },
      },
      'The provided starting key does not match the range key predicate',
    ],
    [
      'of another item collection that satisfies the sort condition',
      start({ pk: { S: 'b' }, sk: { S: 'b' } }, 'pk = :p AND sk < :s', S),
      AT_MOST_ONE,
    ],
    [
      'for one item',
      start({ pk: { S: 'a' }, sk: { S: 'm' } }, 'pk = :p AND sk = :s', S),
      AT_MOST_ONE,
    ],
    [
      'for a table without a sort key',
      { ...start({ pk: { S: 'a' } }), TableName: 'hash' },
      withoutSortKey('pk=AttributeValue: {S:a}'),
    ],
    [
      'for a table without a sort key, of another item',
      { ...start({ pk: { S: 'b' } }), TableName: 'hash' },
      withoutSortKey('pk=AttributeValue: {S:b}'),
    ],
    [
      'for a table without a sort key, of too many attributes',
      { ...start({ pk: { S: 'a' }, sk: { S: 'a' } }), TableName: 'hash' },
      'The provided starting key is invalid',
    ],
    [
      'of another type, before a missing attribute',
      start({ pk: { N: '1' }, n: { S: 'a' } }),
      'The provided key element does not match the schema',
    ],
    [
      'of a missing attribute, before another type',
      start({ n: { S: 'a' }, sk: { N: '1' } }),
      'The provided starting key is invalid',
    ],
  ])
  rows.answered(
    suite,
    [
      ['sk <= :s', REVERSE],
      ['sk >= :s', {}],
      ['sk BETWEEN :p AND :s', REVERSE],
      ['sk BETWEEN :s AND :z', {}],
      ['begins_with(sk, :s)', {}],
      ['sk > :p', REVERSE],
      ['sk < :z', {}],
    ].map(([condition, members]): Answered => {
      const used = Object.entries({ ...S, ':z': { S: 'z' } }).filter(([name]) =>
        String(condition).includes(name),
      )
      const key = { pk: { S: 'a' }, sk: { S: 'm' } }
      return [
        `accepted: ${condition}`,
        {
          ...start(key, `pk = :p AND ${condition}`, Object.fromEntries(used)),
          ...(members as object),
        },
        { Count: 0, ScannedCount: 0, Items: [] },
      ]
    }),
  )
})
