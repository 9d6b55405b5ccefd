/** CreateTable: its rules in the order in which they are checked, and what it answers. */

import { answer, type Fault, type Json, Rows, type World } from '../row.js'
import {
  AT,
  arnOf,
  deleting,
  hash,
  onDemand,
  provisioned,
  range,
  string,
  told,
  toldProvisioned,
  units,
  warm,
  without,
} from './tables.js'
import { INVALID } from './texts.js'

export const rows = new Rows('CreateTable')

/** Each request breaks its own rule and, where it can, all that come after it. */
const WRONG = {
  StreamSpecification: { StreamEnabled: true },
  OnDemandThroughput: { MaxReadRequestUnits: 0 },
  WarmThroughput: { ReadUnitsPerSecond: 1 },
  SSESpecification: { SSEType: 'KMS' },
  TableClass: 'BEST',
  Tags: [{ Key: 'aws:x', Value: '' }],
}
const ONE_KEY = onDemand('there')
const rest = (...gone: string[]): Json => without({ ...ONE_KEY, ...WRONG }, ...gone)

const FAULTS: readonly Fault[] = [
  [
    'provisioned throughput of a table paid for by the request',
    { ...rest(), ProvisionedThroughput: units(2e12, 2e12), KeySchema: [range('a')] },
    `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
  ],
  [
    'no throughput, no billing mode',
    { ...rest('BillingMode'), AttributeDefinitions: [string('a'), string('a')] },
    `${INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
  ],
  [
    'no throughput, PROVISIONED',
    { ...rest(), BillingMode: 'PROVISIONED' },
    `${INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
  ],
  [
    'reads out of bounds, and writes',
    {
      ...rest('BillingMode'),
      ProvisionedThroughput: units(1000000000001, 1000000000001),
      AttributeDefinitions: [string('a'), string('a')],
    },
    'Given value 1000000000001 for ReadCapacityUnits is out of bounds',
  ],
  [
    'writes out of bounds',
    { ...rest('BillingMode'), ProvisionedThroughput: units(1, 1000000000001) },
    'Given value 1000000000001 for WriteCapacityUnits is out of bounds',
  ],
  [
    'an attribute defined twice',
    { ...rest(), KeySchema: [hash('b')], AttributeDefinitions: [string('a'), string('a')] },
    'Attribute Name is duplicated: a',
  ],
  [
    'fewer definitions than keys',
    { ...rest(), KeySchema: [hash('a'), range('a')], AttributeDefinitions: [string('a')] },
    'Invalid KeySchema: Some index key attribute have no definition',
  ],
  [
    'no definitions',
    { ...rest(), KeySchema: [hash('a')], AttributeDefinitions: [] },
    'Invalid KeySchema: Some index key attribute have no definition',
  ],
  [
    'one of two keys without a definition',
    {
      ...rest(),
      KeySchema: [range('a'), range('b')],
      AttributeDefinitions: ['a', 'c'].map(string),
    },
    'Invalid KeySchema: Some index key attribute have no definition',
  ],
  [
    'the one key without a definition',
    { ...rest(), KeySchema: [range('a')], AttributeDefinitions: ['b', 'c'].map(string) },
    `${INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: [a], AttributeDefinitions: [b, c]`,
  ],
  [
    'the same name twice',
    { ...rest(), KeySchema: [range('a'), hash('a')], AttributeDefinitions: ['a', 'b'].map(string) },
    'Both the Hash Key and the Range Key element in the KeySchema have the same name',
  ],
  [
    'the first key no HASH',
    { ...rest(), KeySchema: [range('a'), hash('b')], AttributeDefinitions: ['a', 'b'].map(string) },
    'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
  ],
  [
    'the second key no RANGE',
    {
      ...rest(),
      KeySchema: [hash('a'), hash('b')],
      AttributeDefinitions: ['a', 'b'].map(string),
      LocalSecondaryIndexes: [],
    },
    'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
  ],
  [
    'both index lists empty',
    { ...rest(), LocalSecondaryIndexes: [], GlobalSecondaryIndexes: [] },
    `${INVALID}List of LocalSecondaryIndexes is empty`,
  ],
  [
    'no global indexes in the list of them',
    { ...rest(), GlobalSecondaryIndexes: [], AttributeDefinitions: ['id', 'b'].map(string) },
    `${INVALID}List of GlobalSecondaryIndexes is empty`,
  ],
  ['vector indexes', { ...rest(), VectorIndexes: [{}] }, 'VectorIndexes is not supported yet'],
  [
    'a definition too many',
    { ...rest(), AttributeDefinitions: ['id', 'b'].map(string) },
    `${INVALID}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
  ],
  [
    'a stream without a view',
    rest(),
    `${INVALID}Table is being created with a stream enabled, UpdateViewType is required`,
  ],
  [
    'a view without a stream',
    { ...rest(), StreamSpecification: { StreamEnabled: false, StreamViewType: 'KEYS_ONLY' } },
    `${INVALID}Table is being created with a stream disabled, UpdateViewType should not be specified`,
  ],
  [
    'limits of a provisioned table',
    {
      ...rest('BillingMode', 'StreamSpecification'),
      ProvisionedThroughput: units(50_000, 1),
      OnDemandThroughput: { MaxWriteRequestUnits: 0, MaxReadRequestUnits: 0 },
    },
    `${INVALID}MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.`,
  ],
  [
    'a limit of 0',
    rest('StreamSpecification'),
    `${INVALID}Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range`,
  ],
  [
    'a limit of -1',
    { ...rest('StreamSpecification'), OnDemandThroughput: { MaxWriteRequestUnits: -1 } },
    `${INVALID}Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range`,
  ],
  [
    'warm below what the table has anyway',
    rest('StreamSpecification', 'OnDemandThroughput'),
    `${INVALID}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html`,
  ],
  [
    'warm below provisioned',
    {
      ...rest('BillingMode', 'StreamSpecification', 'OnDemandThroughput'),
      ProvisionedThroughput: units(1, 50_000),
      WarmThroughput: { ReadUnitsPerSecond: 1, WriteUnitsPerSecond: 49_999 },
    },
    `${INVALID}Requested WriteUnitsPerSecond for WarmThroughput for table is lower than WriteCapacityUnits of ProvisionedThroughput`,
  ],
  ...(
    [
      [
        { SSEType: 'AES256', KMSMasterKeyId: 'k' },
        'SSEType can not be specified if Enabled is false',
      ],
      [
        { Enabled: false, KMSMasterKeyId: 'k' },
        'KMSMasterKeyId can not be specified if Enabled is false',
      ],
      [
        { Enabled: true, KMSMasterKeyId: 'k' },
        'SSEType KMS is required if KMSMasterKeyId is specified',
      ],
      [{ Enabled: true, SSEType: 'AES256' }, 'SSEType AES256 is not supported'],
    ] as const
  ).map(
    ([SSESpecification, text]) =>
      [
        `encryption: ${text}`,
        {
          ...rest('StreamSpecification', 'OnDemandThroughput', 'WarmThroughput'),
          SSESpecification,
        },
        `${INVALID}${text}`,
      ] as const,
  ),
  [
    'an unknown class',
    { ...ONE_KEY, TableClass: 'BEST', Tags: WRONG.Tags },
    'Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].',
  ],
  ['a tag', { ...ONE_KEY, Tags: WRONG.Tags }, 'Tag Key cannot be prefixed with aws:, Key: aws:x'],
  [
    'too many tags',
    { ...ONE_KEY, Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
    'Number of Tags exceed the current limit for the provided ResourceArn',
  ],
  [
    'a name that is taken',
    { ...provisioned('there', 50_000, 50_000) },
    'ResourceInUseException: Table already exists: there',
  ],
  [
    'a name that is taken, and a limit above the quota',
    { ...onDemand('there'), OnDemandThroughput: { MaxReadRequestUnits: 40_001 } },
    'ResourceInUseException: Table already exists: there',
  ],
  [
    'a limit above the quota',
    { ...onDemand('new'), OnDemandThroughput: { MaxWriteRequestUnits: 40_001 } },
    'LimitExceededException: Subscriber limit exceeded: Requested MaxWriteRequestUnits for OnDemandThroughput for table exceeds TableMaxWriteCapacityUnits of the account in region us-east-1',
  ],
  [
    'reads above the quota, and writes',
    provisioned('new', 50_000, 60_000),
    'LimitExceededException: The requested ReadCapacityUnits, 50000, is above the per table maximum for the account in us-east-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  ],
  [
    'writes above the quota',
    provisioned('new', 40_000, 40_001),
    'LimitExceededException: The requested WriteCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  ],
]

rows.group('faults in the order of the service', () => {
  const world: World = { given: [{ operation: 'CreateTable', request: onDemand('there') }] }
  rows.refused({ operation: 'CreateTable', base: {}, world }, FAULTS)
})

const EMPTY: World = { given: [] }
/** A table while it is made: what is told is not yet all that will be. */
const creating = (description: Json): Json => ({
  ...without(description, 'WarmThroughput', 'BillingModeSummary'),
  TableStatus: 'CREATING',
  ...(description.BillingModeSummary === undefined
    ? {}
    : { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } }),
})
const made = (request: Json, description: Json, during = creating(description)) => [
  answer('CreateTable', request, { TableDescription: during }),
  answer('DescribeTable', { TableName: 'new' }, { Table: description }),
]

rows.group('answers', () => {
  const keys = {
    AttributeDefinitions: [
      { AttributeName: 'at', AttributeType: 'N' },
      { AttributeName: 'id', AttributeType: 'B' },
    ],
    KeySchema: [hash('id'), range('at')],
  }
  rows.story('paid for by the request', EMPTY, made(onDemand('new', keys), told('new', keys)))
  const [read, write] = [7, 3]
  rows.story(
    'with provisioned throughput',
    EMPTY,
    made(provisioned('new', read, write), toldProvisioned('new', { read, write })),
  )
  rows.story(
    'with provisioned throughput, said so',
    EMPTY,
    made(
      { ...provisioned('new', read, write), BillingMode: 'PROVISIONED' },
      toldProvisioned('new', { read, write }),
    ),
  )
  rows.story(
    'with empty settings, which are as none',
    EMPTY,
    made(
      onDemand('new', {
        OnDemandThroughput: {},
        WarmThroughput: {},
        SSESpecification: {},
        Tags: [],
      }),
      told('new'),
    ),
  )

  const Tags = [
    { Key: 'team', Value: 'a b' },
    { Key: '__proto__', Value: '' },
  ]
  const units12 = warm(12_000, 5_000)
  const settings = {
    OnDemandThroughput: { MaxReadRequestUnits: 40_000, MaxWriteRequestUnits: 1 },
    DeletionProtectionEnabled: true,
  }
  const described = told('new', {
    ...settings,
    SSEDescription: {
      Status: 'ENABLED',
      SSEType: 'KMS',
      KMSMasterKeyArn: 'arn:aws:kms:us-east-1:000000000000:alias/mine',
    },
    TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
    WarmThroughput: { ...units12, Status: 'ACTIVE' },
  })
  rows.story('with all settings', EMPTY, [
    ...made(
      onDemand('new', {
        ...settings,
        WarmThroughput: units12,
        SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/mine' },
        TableClass: 'STANDARD_INFREQUENT_ACCESS',
        StreamSpecification: { StreamEnabled: false },
        Tags,
      }),
      described,
      { ...creating(described), WarmThroughput: { ...units12, Status: 'UPDATING' } },
    ),
    answer('ListTagsOfResource', { ResourceArn: arnOf('new') }, { Tags }),
  ])
  const later = { CreationDateTime: AT + 1 }
  rows.story('of a name that was deleted', EMPTY, [
    ...made(onDemand('new'), told('new')),
    answer(
      'DeleteTable',
      { TableName: 'new' },
      {
        TableDescription: deleting(told('new')),
      },
    ),
    { wait: 1000 },
    ...made(
      onDemand('new'),
      told('new', {
        ...later,
        BillingModeSummary: {
          BillingMode: 'PAY_PER_REQUEST',
          LastUpdateToPayPerRequestDateTime: AT + 1,
        },
      }),
    ),
  ])
})
