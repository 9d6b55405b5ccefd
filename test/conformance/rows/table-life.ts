/** DescribeTable, DeleteTable and ListTables; tables by ARN; regions; what tables go through, by the clock. */

import {
  answer,
  type Fault,
  type Given,
  type Json,
  put,
  Rows,
  refuse,
  type Suite,
  type World,
} from '../row.js'
import {
  AT,
  arnOf,
  deleting,
  IN_USE,
  notFound,
  onDemand,
  provisioned,
  told,
  toldProvisioned,
  units,
  without,
} from './tables.js'
import { NO_TABLE } from './texts.js'

export const describeRows = new Rows('DescribeTable')
export const deleteRows = new Rows('DeleteTable')
export const listRows = new Rows('ListTables')

const make = (request: Json): Given => ({ operation: 'CreateTable', request })
const Name = { TableName: 'one' }
const ONE: World = { given: [make(onDemand('one'))] }
const EMPTY: World = { given: [] }
const PAY = { BillingMode: 'PAY_PER_REQUEST' }
const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/'
const noArn = (arn: string) => `Invalid TableArn: Invalid ResourceArn provided as input ${arn}`
/** Tables that there are not, as operations on tables and on items refuse them. */
const NO_TABLES: readonly (readonly [name: string, table: string, refusal: string])[] = [
  ['none', 'none', notFound('none')],
  ['none, by ARN', `${ARN}none`, notFound('none')],
  [
    'one of another region',
    ARN.replace('us-east-1', 'us-west-2'),
    "1 validation error detected: Invalid AWS region in 'arn:aws:dynamodb:us-west-2:000000000000:table/'",
  ],
  [
    'one of another partition',
    'arn:amazon:dynamodb:us-east-1:000000000000:table/one',
    "1 validation error detected: Invalid AWS partition in 'arn:amazon:dynamodb:us-east-1:000000000000:table/one'",
  ],
  [
    'another kind of resource',
    'arn:aws:dynamodb:us-east-1:000000000000:chair/one',
    "1 validation error detected: Invalid resource type in 'arn:aws:dynamodb:us-east-1:000000000000:chair/one'",
  ],
  ['an index', `${ARN}one/index/two`, noArn(`${ARN}one/index/two`)],
  ['no ARN after all', 'arn:one', noArn('arn:one')],
  [
    'one of another account',
    'arn:aws:dynamodb:us-east-1:123456789012:table/one',
    'AccessDeniedException: Access is denied',
  ],
]
const Key = { id: { S: 'a' } }
const ON_TABLES: readonly (readonly [Rows, Suite])[] = [
  [describeRows, { operation: 'DescribeTable', base: {}, world: ONE }],
  [deleteRows, { operation: 'DeleteTable', base: {}, world: ONE }],
  [deleteRows, { operation: 'UpdateTable', base: PAY, world: ONE }],
]
const ON_ITEMS: readonly Suite[] = [
  { operation: 'GetItem', base: { Key }, world: ONE },
  { operation: 'PutItem', base: { Item: Key }, world: ONE },
  { operation: 'UpdateItem', base: { Key }, world: ONE },
  { operation: 'DeleteItem', base: { Key }, world: ONE },
  { operation: 'Scan', base: {}, world: ONE },
  {
    operation: 'Query',
    base: { KeyConditionExpression: 'id = :i', ExpressionAttributeValues: { ':i': Key.id } },
    world: ONE,
  },
]

for (const [rows, suite] of ON_TABLES) {
  rows.group('is not', () => {
    rows.refused(
      suite,
      NO_TABLES.map(([name, TableName, refusal]): Fault => [name, { TableName }, refusal]),
    )
  })
}
describeRows.group('items are not of', () => {
  for (const suite of ON_ITEMS) {
    describeRows.refused(
      suite,
      NO_TABLES.map(
        ([name, TableName, refusal]): Fault => [
          name,
          { TableName },
          // The operations on items do not tell the name.
          refusal.startsWith('ResourceNotFound') ? NO_TABLE : refusal,
        ],
      ),
    )
  }
})

describeRows.group('answers', () => {
  const world = { given: [...ONE.given, ...put('one', { id: { S: 'a' } }, { id: { S: 'bcd' } })] }
  // Of each item the name, 2 bytes, and the value.
  const sizes = { ItemCount: 2, TableSizeBytes: 8 }
  describeRows.answered({ operation: 'DescribeTable', base: Name, world: ONE }, [
    ['a table', {}, { Table: told('one') }],
    ['a table by its ARN', { TableName: arnOf('one') }, { Table: told('one') }],
  ])
  describeRows.answered({ operation: 'DescribeTable', base: Name, world }, [
    [
      'a table with what it holds (the service counts every six hours)',
      {},
      { Table: told('one', sizes) },
    ],
  ])
  deleteRows.answered({ operation: 'DeleteTable', base: Name, world }, [
    ['a table with what it holds', {}, { TableDescription: deleting(told('one', sizes)) }],
    [
      'a table by its ARN',
      { TableName: arnOf('one') },
      { TableDescription: deleting(told('one', sizes)) },
    ],
  ])
})

deleteRows.group('protection', () => {
  const DeletionProtectionEnabled = true
  const request = onDemand('one', { DeletionProtectionEnabled })
  deleteRows.story('is taken away first', { given: [make(request)] }, [
    refuse(
      'DeleteTable',
      Name,
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    ),
    answer(
      'UpdateTable',
      { ...Name, DeletionProtectionEnabled: false },
      { TableDescription: told('one') },
    ),
    answer('DeleteTable', Name, { TableDescription: deleting(told('one')) }),
    refuse('DeleteTable', Name, notFound('one')),
    refuse('GetItem', { ...Name, Key }, NO_TABLE),
    answer('ListTables', {}, { TableNames: [] }),
  ])
})

listRows.group('answers', () => {
  const names = ['Zebra', 'apple', 'a.b', 'a-b', 'a_b', 'B10', 'B90']
  const sorted = ['B10', 'B90', 'Zebra', 'a-b', 'a.b', 'a_b', 'apple']
  const world = { given: names.map(name => make(onDemand(name))) }
  listRows.answered({ operation: 'ListTables', base: {}, world: EMPTY }, [
    ['none', {}, { TableNames: [] }],
  ])
  listRows.answered({ operation: 'ListTables', base: {}, world }, [
    ['all, in the order of bytes', {}, { TableNames: sorted }],
    ['a page', { Limit: 2 }, { TableNames: ['B10', 'B90'], LastEvaluatedTableName: 'B90' }],
    [
      'a page after one',
      { Limit: 2, ExclusiveStartTableName: 'B90' },
      { TableNames: ['Zebra', 'a-b'], LastEvaluatedTableName: 'a-b' },
    ],
    ['the last page, full', { Limit: 7 }, { TableNames: sorted }],
    ['after one', { ExclusiveStartTableName: 'a.b' }, { TableNames: ['a_b', 'apple'] }],
    [
      'after none of them',
      { ExclusiveStartTableName: 'a.a' },
      { TableNames: ['a.b', 'a_b', 'apple'] },
    ],
    ['after all', { ExclusiveStartTableName: 'zzz', Limit: 1 }, { TableNames: [] }],
  ])
  const many = Array.from({ length: 101 }, (_, n) => `t${n + 100}`)
  listRows.answered(
    {
      operation: 'ListTables',
      base: {},
      world: { given: many.map(name => make(onDemand(name))) },
    },
    [
      ['100 at a time', {}, { TableNames: many.slice(0, 100), LastEvaluatedTableName: 't199' }],
      ['the rest', { ExclusiveStartTableName: 't199' }, { TableNames: ['t200'] }],
    ],
  )
  const east: World = {
    given: [make(onDemand('one')), { ...make(onDemand('two')), region: 'eu-west-1' } as Given],
  }
  const inEurope = { region: 'eu-west-1' }
  listRows.story('regions have tables of their own', east, [
    answer('ListTables', {}, { TableNames: ['one'] }),
    { ...answer('ListTables', {}, { TableNames: ['two'] }), ...inEurope },
    { ...answer('ListTables', {}, { TableNames: [] }), region: 'ap-south-1' },
    { ...refuse('DescribeTable', Name, notFound('one')), ...inEurope },
    {
      ...answer(
        'DescribeTable',
        { TableName: 'two' },
        { Table: told('two', { TableArn: arnOf('two', 'eu-west-1') }) },
      ),
      ...inEurope,
    },
  ])
})

describeRows.group('by the clock, a table', () => {
  const SECOND = 1000
  const slow = (...given: readonly Given[]): World => ({ given, transientStatusDuration: SECOND })
  const CREATING = `${IN_USE}Table is being created: one`
  const creating = {
    ...without(told('one'), 'WarmThroughput'),
    TableStatus: 'CREATING',
    BillingModeSummary: PAY,
  }
  const isTold = (Table: Json) => answer('DescribeTable', Name, { Table })
  describeRows.story('is CREATING, then ACTIVE', slow(), [
    answer('CreateTable', onDemand('one'), { TableDescription: creating }),
    isTold(told('one', { TableStatus: 'CREATING' })),
    answer('ListTables', {}, { TableNames: ['one'] }),
    refuse('GetItem', { ...Name, Key }, NO_TABLE),
    refuse('CreateTable', onDemand('one'), CREATING),
    refuse('DeleteTable', Name, CREATING),
    refuse('UpdateTable', { ...Name, ...PAY }, CREATING),
    refuse('TagResource', { ResourceArn: arnOf('one'), Tags: [{ Key: 'a', Value: '' }] }, CREATING),
    { wait: SECOND - 1 },
    isTold(told('one', { TableStatus: 'CREATING' })),
    { wait: 1 },
    isTold(told('one')),
    answer('GetItem', { ...Name, Key }, {}),
    refuse('CreateTable', onDemand('one'), 'ResourceInUseException: Table already exists: one'),
  ])
  describeRows.story('is DELETING, then gone', slow(make(onDemand('one')), { wait: SECOND }), [
    answer('DeleteTable', Name, { TableDescription: deleting(told('one')) }),
    isTold(told('one', { TableStatus: 'DELETING' })),
    answer('ListTables', {}, { TableNames: ['one'] }),
    refuse('GetItem', { ...Name, Key }, NO_TABLE),
    refuse('DeleteTable', Name, `${IN_USE}Table is being deleted: one`),
    refuse('CreateTable', onDemand('one'), 'ResourceInUseException: Table already exists: one'),
    { wait: SECOND },
    refuse('DescribeTable', Name, notFound('one')),
    answer('ListTables', {}, { TableNames: [] }),
  ])
  const five = toldProvisioned('one', { read: 5, write: 5 })
  const dates = { LastIncreaseDateTime: AT + 1, LastDecreaseDateTime: AT + 1 }
  const WarmThroughput = { ReadUnitsPerSecond: 6, WriteUnitsPerSecond: 5, Status: 'ACTIVE' }
  const updating = {
    ...five,
    TableStatus: 'UPDATING',
    WarmThroughput,
    ProvisionedThroughput: { ...units(5, 5), NumberOfDecreasesToday: 0, ...dates },
  }
  describeRows.story(
    'is UPDATING, then ACTIVE, and served meanwhile',
    slow(make(provisioned('one', 5, 5)), { wait: SECOND }),
    [
      answer(
        'UpdateTable',
        { ...Name, ProvisionedThroughput: units(6, 4) },
        { TableDescription: updating },
      ),
      isTold(updating),
      answer('PutItem', { ...Name, Item: Key }, {}),
      refuse('DeleteTable', Name, `${IN_USE}Table: one is in the process of being updated.`),
      refuse(
        'UpdateTable',
        { ...Name, ...PAY },
        `${IN_USE}Table IOPS are currently being updated. Table: one`,
      ),
      { wait: SECOND },
      isTold({
        ...five,
        ItemCount: 1,
        TableSizeBytes: 3,
        ProvisionedThroughput: { ...units(6, 4), NumberOfDecreasesToday: 1, ...dates },
        WarmThroughput,
      }),
    ],
  )
})
