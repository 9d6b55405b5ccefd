/** Names of attributes that are none, in the parameters that expressions have replaced. */

import { type Fault, type Json, Rows, TABLES_ONLY } from '../row.js'
import { DETECTED } from './texts.js'

export const rows = new Rows('GetItem')

const EMPTY = 'Empty attribute name'
const TOO_LARGE = 'Attribute name is too large, must be less than 65536 bytes'
/** A name, what it is told as, and how rows call it. */
const FAULTY: readonly (readonly [string, string, string])[] = [
  ['an empty name', '', EMPTY],
  ['a name of 65,536 bytes', 'x'.repeat(65_536), TOO_LARGE],
  ['a name of 65,536 bytes in fewer characters', 'é'.repeat(32_768), TOO_LARGE],
]
const LONGEST = 'x'.repeat(65_535)

const Key = { pk: { S: 'a' } }
const S = { S: 'a' }
const EQ = { ComparisonOperator: 'EQ', AttributeValueList: [S] }
const NULL = { ComparisonOperator: 'NULL' }
const KeyConditions = { pk: EQ }
const suiteOf = (operation: string, base: Json) => ({ operation, base, world: TABLES_ONLY })

/** What each operation does with a name. */
const USES: readonly (readonly [
  operation: string,
  base: Json,
  uses: Readonly<Record<string, (name: string) => Json>>,
  prefix?: string,
])[] = [
  [
    'GetItem',
    { TableName: 'hash', Key },
    { AttributesToGet: name => ({ AttributesToGet: ['a', name] }) },
  ],
  [
    'BatchGetItem',
    {},
    {
      AttributesToGet: name => ({
        RequestItems: { hash: { Keys: [Key], AttributesToGet: ['a', name] } },
      }),
    },
  ],
  [
    'Query',
    { TableName: 'hash', KeyConditions },
    {
      AttributesToGet: name => ({ AttributesToGet: [name] }),
      QueryFilter: name => ({ QueryFilter: { a: NULL, [name]: EQ } }),
      KeyConditions: name => ({ KeyConditions: { pk: EQ, [name]: EQ } }),
    },
  ],
  [
    'Scan',
    { TableName: 'hash' },
    {
      AttributesToGet: name => ({ AttributesToGet: [name] }),
      ScanFilter: name => ({ ScanFilter: { a: NULL, [name]: NULL } }),
    },
  ],
  ...['PutItem', 'UpdateItem', 'DeleteItem'].map(
    operation =>
      [
        operation,
        { TableName: 'hash', ...(operation === 'PutItem' ? { Item: Key } : { Key }) },
        {
          'Expected, by value': (name: string) => ({ Expected: { [name]: { Value: S } } }),
          'Expected, absent': (name: string) => ({ Expected: { [name]: { Exists: false } } }),
          'Expected, compared': (name: string) => ({ Expected: { a: NULL, [name]: EQ } }),
        },
        DETECTED,
      ] as const,
  ),
  [
    'UpdateItem',
    { TableName: 'hash', Key },
    {
      'AttributeUpdates, put': name => ({
        AttributeUpdates: { a: { Value: S }, [name]: { Value: S } },
      }),
      'AttributeUpdates, deleted': name => ({ AttributeUpdates: { [name]: { Action: 'DELETE' } } }),
    },
    DETECTED,
  ],
]

rows.group('names that are none', () => {
  for (const [operation, base, uses, prefix = ''] of USES) {
    for (const [parameter, use] of Object.entries(uses)) {
      rows.refused(
        suiteOf(operation, base),
        FAULTY.map(([name, text, refusal]): Fault => {
          return [`${operation}, ${parameter}: ${name}`, use(text), `${prefix}${refusal}`]
        }),
      )
    }
  }
  rows.refused(suiteOf('GetItem', { TableName: 'absent', Key }), [
    ['twice an empty name', { AttributesToGet: ['', ''] }, EMPTY],
    ['before a table that does not exist', { AttributesToGet: [''] }, EMPTY],
  ])
  rows.answered(suiteOf('GetItem', { TableName: 'hash', Key }), [
    ['the longest name there is', { AttributesToGet: [LONGEST] }, {}],
  ])
})
