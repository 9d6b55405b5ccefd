/** Conditions of the older parameters: Expected, QueryFilter, ScanFilter and KeyConditions. */

import { type Answered, put, Rows, tablesAnd } from '../row.js'
import { CONDITION_FAILED, DETECTED, INVALID, nested } from './texts.js'

export const rows = new Rows('PutItem')

const suite = { operation: 'PutItem', base: { TableName: 'hash', Item: { pk: { S: 'new' } } } }

const item = {
  pk: { S: 'a' },
  s: { S: 'text' },
  n: { N: '5' },
  b: { B: 'AQID' },
  yes: { BOOL: true },
  nil: { NULL: true },
  ss: { SS: ['x', 'y'] },
  ns: { NS: ['2', '1'] },
  l: { L: [{ S: 'x' }, { N: '1' }] },
  m: { M: { x: { S: 'x' } } },
}

interface Condition {
  readonly ComparisonOperator: string
  readonly AttributeValueList?: readonly object[]
}

const condition = (ComparisonOperator: string, ...values: object[]): Condition =>
  values.length === 0 ? { ComparisonOperator } : { ComparisonOperator, AttributeValueList: values }

rows.group('the shape of Expected', () => {
  const expected = (n: object) => ({ Expected: { n } })
  const P = DETECTED + INVALID
  rows.refused(suite, [
    [
      'Value and AttributeValueList',
      expected({
        Value: { N: '1' },
        AttributeValueList: [],
        Exists: true,
        ComparisonOperator: 'EQ',
      }),
      `${P}Value and AttributeValueList cannot be used together for Attribute: n`,
    ],
    [
      'Exists and ComparisonOperator',
      expected({ Exists: false, ComparisonOperator: 'EQ' }),
      `${P}Exists and ComparisonOperator cannot be used together for Attribute: n`,
    ],
    [
      'ComparisonOperator alone',
      expected({ ComparisonOperator: 'BETWEEN' }),
      `${P}Value or AttributeValueList must be used with ComparisonOperator: BETWEEN for Attribute: n`,
    ],
    [
      'AttributeValueList alone',
      expected({ AttributeValueList: [{}] }),
      `${P}AttributeValueList can only be used with a ComparisonOperator for Attribute: n`,
    ],
    [
      'AttributeValueList and Exists',
      expected({ AttributeValueList: [], Exists: true }),
      `${P}AttributeValueList can only be used with a ComparisonOperator for Attribute: n`,
    ],
    ['nothing', expected({}), `${P}Value must be provided when Exists is null for Attribute: n`],
    [
      'Exists alone',
      expected({ Exists: true }),
      `${P}Value must be provided when Exists is true for Attribute: n`,
    ],
    [
      'Exists false and Value',
      expected({ Exists: false, Value: {} }),
      `${P}Value cannot be used when Exists is false for Attribute: n`,
    ],
    [
      'Value for an operator without values',
      expected({ ComparisonOperator: 'NULL', Value: { N: '1' } }),
      `${P}Invalid number of argument(s) for the NULL ComparisonOperator`,
    ],
    [
      'Value for an operator with two values',
      expected({ ComparisonOperator: 'BETWEEN', Value: { N: '1' } }),
      `${P}Invalid number of argument(s) for the BETWEEN ComparisonOperator`,
    ],
    [
      'the first entry at fault',
      { Expected: { a: { Value: { N: 'x' } }, b: {} } },
      `${DETECTED}The parameter cannot be converted to a numeric value: x`,
    ],
    [
      'a value of no type is told bare',
      expected({ Value: {} }),
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      'too many levels',
      expected({ Value: nested(32) }),
      `${DETECTED}Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit`,
    ],
  ])
})

/** Of each operator: its name and the values that it takes, then what it is told for others. */
const ARITY = `${INVALID}Invalid number of argument(s) for the `
const TYPES = `${INVALID}AttributeValues inside AttributeValueList must be of same type`
const N = { N: '1' }
const notValid = (operator: string, type: string) =>
  `${INVALID}ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`
const REVERSED =
  'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound'

const FAULTS: readonly (readonly [Condition, string])[] = [
  ...['EQ', 'NE', 'LE', 'LT', 'GE', 'GT', 'BEGINS_WITH', 'CONTAINS', 'NOT_CONTAINS'].flatMap(
    operator =>
      [
        [
          { ComparisonOperator: operator, AttributeValueList: [] },
          `${ARITY}${operator} ComparisonOperator`,
        ],
        [condition(operator, N, { S: 'a' }), `${ARITY}${operator} ComparisonOperator`],
      ] as const,
  ),
  [condition('BETWEEN', N), `${ARITY}BETWEEN ComparisonOperator`],
  [condition('BETWEEN', N, N, N), `${ARITY}BETWEEN ComparisonOperator`],
  [{ ComparisonOperator: 'IN', AttributeValueList: [] }, `${ARITY}IN ComparisonOperator`],
  [condition('NULL', N), `${ARITY}NULL ComparisonOperator`],
  [condition('NOT_NULL', N), `${ARITY}NOT_NULL ComparisonOperator`],
  [condition('BETWEEN', N, { S: 'a' }), TYPES],
  [condition('IN', N, { S: 'a' }), TYPES],
  [condition('IN', { L: [] }, { S: 'a' }), TYPES],
  ...['LE', 'LT', 'GE', 'GT', 'IN', 'BEGINS_WITH', 'CONTAINS', 'NOT_CONTAINS'].flatMap(operator =>
    [
      ['SS', { SS: ['a'] }],
      ['NS', { NS: ['1'] }],
      ['BS', { BS: ['AA=='] }],
      ['L', { L: [] }],
      ['M', { M: {} }],
    ].map(([type, value]) => {
      return [condition(operator, value as object), notValid(operator, type as string)] as const
    }),
  ),
  [condition('LT', { BOOL: true }), notValid('LT', 'BOOL')],
  [condition('GE', { NULL: true }), notValid('GE', 'NULL')],
  [condition('IN', { BOOL: true }), notValid('IN', 'BOOL')],
  [condition('BETWEEN', { BOOL: true }, { BOOL: true }), notValid('BETWEEN', 'BOOL')],
  [condition('BEGINS_WITH', N), notValid('BEGINS_WITH', 'N')],
  [condition('BETWEEN', { N: '2' }, { N: '1' }), REVERSED],
  [condition('BETWEEN', { S: 'b' }, { S: 'a' }), REVERSED],
  [condition('BETWEEN', { B: 'Ag==' }, { B: 'AQ==' }), REVERSED],
]

rows.group('the values of operators', () => {
  const nameOf = ({ ComparisonOperator, AttributeValueList }: Condition) =>
    `${ComparisonOperator} ${JSON.stringify(AttributeValueList)}`
  rows.refused(
    suite,
    FAULTS.map(([n, text]) => [`Expected: ${nameOf(n)}`, { Expected: { n } }, DETECTED + text]),
  )
  rows.refused(
    { operation: 'Scan', base: { TableName: 'hash' } },
    FAULTS.map(([n, text]) => [`ScanFilter: ${nameOf(n)}`, { ScanFilter: { n } }, text]),
  )
  rows.refused(
    {
      operation: 'Query',
      base: { TableName: 'hash', KeyConditions: { pk: condition('EQ', { S: 'a' }) } },
    },
    FAULTS.map(([n, text]) => [`QueryFilter: ${nameOf(n)}`, { QueryFilter: { n } }, text]),
  )
  rows.refused(
    { operation: 'Query', base: { TableName: 'hash' } },
    FAULTS.map(([pk, text]) => [`KeyConditions: ${nameOf(pk)}`, { KeyConditions: { pk } }, text]),
  )
})

rows.group('KeyConditions', () => {
  const eq = condition('EQ', { S: 'a' })
  const NOT_INDEXABLE = 'Attempted conditional constraint is not an indexable operation'
  rows.refused({ operation: 'Query', base: { TableName: 'range' } }, [
    ['none', { KeyConditions: {} }, 'Conditions can be of length 1 or 2 only'],
    [
      'three',
      { KeyConditions: { pk: eq, sk: eq, n: condition('NE', N) } },
      'Conditions can be of length 1 or 2 only',
    ],
    ...['NE', 'CONTAINS', 'NOT_CONTAINS', 'IN'].map(
      operator =>
        [operator, { KeyConditions: { pk: condition(operator, N) } }, NOT_INDEXABLE] as const,
    ),
    ['NULL', { KeyConditions: { pk: condition('NULL') } }, NOT_INDEXABLE],
    ['NOT_NULL', { KeyConditions: { pk: condition('NOT_NULL') } }, NOT_INDEXABLE],
    [
      'no partition key',
      { KeyConditions: { sk: eq } },
      'Query condition missed key schema element: pk',
    ],
    [
      'another attribute',
      { KeyConditions: { pk: eq, n: eq } },
      'Query condition missed key schema element: sk',
    ],
    [
      'not EQ on the partition key',
      { KeyConditions: { pk: condition('GT', { S: 'a' }) } },
      'Query key condition not supported',
    ],
    [
      'a second condition without a sort key',
      { TableName: 'hash', KeyConditions: { pk: eq, sk: eq } },
      'Query key condition not supported',
    ],
    [
      'another type',
      { KeyConditions: { pk: eq, sk: condition('EQ', N) } },
      `${INVALID}Condition parameter type does not match schema type`,
    ],
    [
      'an empty value',
      { KeyConditions: { pk: condition('EQ', { S: '' }) } },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ],
  ])
})

rows.group('what holds', () => {
  const world = tablesAnd(...put('hash', item))
  const conditions: readonly (readonly [string, Condition, boolean])[] = [
    ['n', condition('EQ', { N: '5.0' }), true],
    ['n', condition('EQ', { S: '5' }), false],
    ['ss', condition('EQ', { SS: ['y', 'x'] }), true],
    ['l', condition('EQ', item.l), true],
    ['m', condition('EQ', { M: {} }), false],
    ['yes', condition('EQ', { BOOL: true }), true],
    ['nil', condition('EQ', { NULL: true }), true],
    ['zz', condition('EQ', N), false],
    ['n', condition('NE', { N: '5' }), false],
    ['n', condition('NE', { S: '5' }), true],
    ['zz', condition('NE', N), true],
    ['n', condition('LE', { N: '5' }), true],
    ['n', condition('LT', { N: '5' }), false],
    ['n', condition('GE', { N: '5' }), true],
    ['n', condition('GT', { N: '5' }), false],
    ['s', condition('GT', { S: 'tex' }), true],
    ['b', condition('GT', { B: 'AQI=' }), true],
    ['s', condition('GT', N), false],
    ['zz', condition('LT', N), false],
    ['n', condition('BETWEEN', { N: '5' }, { N: '6' }), true],
    ['n', condition('BETWEEN', { N: '1' }, { N: '4' }), false],
    ['n', condition('IN', { N: '1' }, { N: '5' }), true],
    ['n', condition('IN', { N: '1' }), false],
    ['s', condition('BEGINS_WITH', { S: 'te' }), true],
    ['b', condition('BEGINS_WITH', { B: 'AQI=' }), true],
    ['n', condition('BEGINS_WITH', { S: '5' }), false],
    ['s', condition('CONTAINS', { S: 'ex' }), true],
    ['ss', condition('CONTAINS', { S: 'x' }), true],
    ['ns', condition('CONTAINS', { N: '2.0' }), true],
    ['l', condition('CONTAINS', { N: '1' }), true],
    ['l', condition('CONTAINS', { BOOL: true }), false],
    ['m', condition('CONTAINS', { S: 'x' }), false],
    ['zz', condition('CONTAINS', { S: 'x' }), false],
    ['s', condition('NOT_CONTAINS', { S: 'zz' }), true],
    ['s', condition('NOT_CONTAINS', { S: 'ex' }), false],
    ['n', condition('NOT_CONTAINS', { S: 'zz' }), true],
    ['zz', condition('NOT_CONTAINS', { S: 'x' }), false],
    ['zz', condition('NULL'), true],
    ['nil', condition('NULL'), false],
    ['nil', condition('NOT_NULL'), true],
    ['zz', condition('NOT_NULL'), false],
    ['m.x', condition('NOT_NULL'), false],
    ['l[0]', condition('NULL'), true],
  ]
  rows.answered(
    { operation: 'Scan', base: { TableName: 'hash' }, world },
    conditions.map(
      ([name, entry, holds]): Answered => [
        `${name} ${JSON.stringify(entry)}`,
        { ScanFilter: { [name]: entry } },
        { Items: holds ? [item] : [], Count: holds ? 1 : 0, ScannedCount: 1 },
      ],
    ),
  )

  const yes = { Value: item.n }
  const no = { Value: { N: '6' } }
  const expectations: readonly (readonly [string, object, string | undefined, boolean])[] = [
    ['Value', { n: yes }, undefined, true],
    ['another Value', { n: no }, undefined, false],
    ['Exists and Value', { n: { ...yes, Exists: true } }, undefined, true],
    ['Exists as text', { zz: { Exists: 'false' } }, undefined, true],
    ['Exists false', { zz: { Exists: false } }, undefined, true],
    ['Exists false of what exists', { n: { Exists: false } }, undefined, false],
    [
      'an operator and Value',
      { n: { ComparisonOperator: 'LT', Value: { N: '6' } } },
      undefined,
      true,
    ],
    ['an operator and a list', { n: condition('LT', { N: '5' }) }, undefined, false],
    ['both', { n: yes, s: { Value: item.s } }, undefined, true],
    ['one of two', { n: yes, s: no }, undefined, false],
    ['one of two, AND', { n: yes, s: no }, 'AND', false],
    ['one of two, OR', { n: yes, s: no }, 'OR', true],
    ['none of two, OR', { n: no, s: no }, 'OR', false],
    ['nothing', {}, undefined, true],
  ]
  const requests = expectations.map(
    ([name, Expected, ConditionalOperator, holds]) =>
      [`Expected: ${name}`, { Expected, ConditionalOperator }, holds] as const,
  )
  const Key = { pk: item.pk }
  const suites = [
    { operation: 'PutItem', base: { TableName: 'hash', Item: item }, world },
    { operation: 'DeleteItem', base: { TableName: 'hash', Key }, world },
    { operation: 'UpdateItem', base: { TableName: 'hash', Key }, world },
  ]
  for (const each of suites) {
    for (const [name, members, holds] of requests) {
      if (holds) rows.answered(each, [[name, members, {}]])
      else rows.refused(each, [[name, members, CONDITION_FAILED]])
    }
    const told = { Expected: { n: no }, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
    rows.refused(each, [
      [
        'a failed condition tells the item if it is asked to',
        told,
        { text: CONDITION_FAILED, Item: item },
      ],
    ])
  }
})
