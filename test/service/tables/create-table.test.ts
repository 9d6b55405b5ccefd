/** CreateTable: its rules in the order in which they are checked, and what it answers. */

import { describe, expect, test } from 'vitest'
import {
  ACCOUNT,
  arnOf,
  OMPV,
  onDemand,
  provisioned,
  START,
  units,
  World,
  without,
} from './world.js'

const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' })
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' })
const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' })
const INVALID = 'ValidationException: '

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
const rest = (...gone: string[]): object => gone.reduce(without, { ...ONE_KEY, ...WRONG })

const ROWS: readonly (readonly [name: string, request: object, refusal: string])[] = [
  [
    'provisioned throughput of a table paid for by the request',
    { ...rest(), ProvisionedThroughput: units(2e12, 2e12), KeySchema: [range('a')] },
    `${OMPV}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
  ],
  [
    'no throughput, no billing mode',
    { ...rest('BillingMode'), AttributeDefinitions: [string('a'), string('a')] },
    `${OMPV}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
  ],
  [
    'no throughput, PROVISIONED',
    { ...rest(), BillingMode: 'PROVISIONED' },
    `${OMPV}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
  ],
  [
    'reads out of bounds, and writes',
    {
      ...rest('BillingMode'),
      ProvisionedThroughput: units(1000000000001, 1000000000001),
      AttributeDefinitions: [string('a'), string('a')],
    },
    `${INVALID}Given value 1000000000001 for ReadCapacityUnits is out of bounds`,
  ],
  [
    'writes out of bounds',
    { ...rest('BillingMode'), ProvisionedThroughput: units(1, 1000000000001) },
    `${INVALID}Given value 1000000000001 for WriteCapacityUnits is out of bounds`,
  ],
  [
    'an attribute defined twice',
    { ...rest(), KeySchema: [hash('b')], AttributeDefinitions: [string('a'), string('a')] },
    `${INVALID}Attribute Name is duplicated: a`,
  ],
  [
    'fewer definitions than keys',
    { ...rest(), KeySchema: [hash('a'), range('a')], AttributeDefinitions: [string('a')] },
    `${INVALID}Invalid KeySchema: Some index key attribute have no definition`,
  ],
  [
    'no definitions',
    { ...rest(), KeySchema: [hash('a')], AttributeDefinitions: [] },
    `${INVALID}Invalid KeySchema: Some index key attribute have no definition`,
  ],
  [
    'one of two keys without a definition',
    {
      ...rest(),
      KeySchema: [range('a'), range('b')],
      AttributeDefinitions: ['a', 'c'].map(string),
    },
    `${INVALID}Invalid KeySchema: Some index key attribute have no definition`,
  ],
  [
    'the one key without a definition',
    { ...rest(), KeySchema: [range('a')], AttributeDefinitions: ['b', 'c'].map(string) },
    `${OMPV}Some index key attributes are not defined in AttributeDefinitions. Keys: [a], AttributeDefinitions: [b, c]`,
  ],
  [
    'the same name twice',
    { ...rest(), KeySchema: [range('a'), hash('a')], AttributeDefinitions: ['a', 'b'].map(string) },
    `${INVALID}Both the Hash Key and the Range Key element in the KeySchema have the same name`,
  ],
  [
    'the first key no HASH',
    { ...rest(), KeySchema: [range('a'), hash('b')], AttributeDefinitions: ['a', 'b'].map(string) },
    `${INVALID}Invalid KeySchema: The first KeySchemaElement is not a HASH key type`,
  ],
  [
    'the second key no RANGE',
    {
      ...rest(),
      KeySchema: [hash('a'), hash('b')],
      AttributeDefinitions: ['a', 'b'].map(string),
      LocalSecondaryIndexes: [],
    },
    `${INVALID}Invalid KeySchema: The second KeySchemaElement is not a RANGE key type`,
  ],
  [
    'both index lists empty',
    { ...rest(), LocalSecondaryIndexes: [], GlobalSecondaryIndexes: [] },
    `${OMPV}List of LocalSecondaryIndexes is empty`,
  ],
  [
    'no global indexes in the list of them',
    { ...rest(), GlobalSecondaryIndexes: [], AttributeDefinitions: ['id', 'b'].map(string) },
    `${OMPV}List of GlobalSecondaryIndexes is empty`,
  ],
  [
    'indexes',
    { ...rest(), GlobalSecondaryIndexes: [{}], AttributeDefinitions: ['id', 'b'].map(string) },
    `${INVALID}GlobalSecondaryIndexes is not supported yet`,
  ],
  [
    'a definition too many',
    { ...rest(), AttributeDefinitions: ['id', 'b'].map(string) },
    `${OMPV}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
  ],
  [
    'a stream without a view',
    rest(),
    `${OMPV}Table is being created with a stream enabled, UpdateViewType is required`,
  ],
  [
    'a view without a stream',
    { ...rest(), StreamSpecification: { StreamEnabled: false, StreamViewType: 'KEYS_ONLY' } },
    `${OMPV}Table is being created with a stream disabled, UpdateViewType should not be specified`,
  ],
  [
    'a stream',
    { ...rest(), StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
    `${INVALID}StreamSpecification is not supported yet`,
  ],
  [
    'limits of a provisioned table',
    {
      ...rest('BillingMode', 'StreamSpecification'),
      ProvisionedThroughput: units(50_000, 1),
      OnDemandThroughput: { MaxWriteRequestUnits: 0, MaxReadRequestUnits: 0 },
    },
    `${OMPV}MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.`,
  ],
  [
    'a limit of 0',
    rest('StreamSpecification'),
    `${OMPV}Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range`,
  ],
  [
    'a limit of -1',
    { ...rest('StreamSpecification'), OnDemandThroughput: { MaxWriteRequestUnits: -1 } },
    `${OMPV}Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range`,
  ],
  [
    'warm below what the table has anyway',
    rest('StreamSpecification', 'OnDemandThroughput'),
    `${OMPV}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html`,
  ],
  [
    'warm below provisioned',
    {
      ...rest('BillingMode', 'StreamSpecification', 'OnDemandThroughput'),
      ProvisionedThroughput: units(1, 50_000),
      WarmThroughput: { ReadUnitsPerSecond: 1, WriteUnitsPerSecond: 49_999 },
    },
    `${OMPV}Requested WriteUnitsPerSecond for WarmThroughput for table is lower than WriteCapacityUnits of ProvisionedThroughput`,
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
        `${OMPV}${text}`,
      ] as const,
  ),
  [
    'an unknown class',
    { ...ONE_KEY, TableClass: 'BEST', Tags: WRONG.Tags },
    `${INVALID}Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].`,
  ],
  [
    'a tag',
    { ...ONE_KEY, Tags: WRONG.Tags },
    `${INVALID}Tag Key cannot be prefixed with aws:, Key: aws:x`,
  ],
  [
    'too many tags',
    { ...ONE_KEY, Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
    `${INVALID}Number of Tags exceed the current limit for the provided ResourceArn`,
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

describe('is refused', () => {
  test.each(ROWS)('%s', (_name, request, refusal) => {
    const world = new World()
    world.call('CreateTable', onDemand('there'))
    expect(world.refusal('CreateTable', request)).toBe(refusal)
  })
})

const AT = START / 1000
const UUID = '00010203-0405-4607-8809-0a0b0c0d0e0f'
const BASICS = {
  TableName: 'new',
  TableArn: arnOf('new'),
  TableId: UUID,
  CreationDateTime: AT,
  ItemCount: 0,
  TableSizeBytes: 0,
  DeletionProtectionEnabled: false,
}
const WARM = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' }

describe('makes a table', () => {
  test('paid for by the request', () => {
    const world = new World()
    const told = {
      ...BASICS,
      AttributeDefinitions: [
        { AttributeName: 'at', AttributeType: 'N' },
        { AttributeName: 'id', AttributeType: 'B' },
      ],
      KeySchema: [hash('id'), range('at')],
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...units(0, 0) },
    }
    const { AttributeDefinitions, KeySchema } = told
    const answer = world.call('CreateTable', onDemand('new', { AttributeDefinitions, KeySchema }))
    expect(answer).toEqual({
      TableDescription: {
        ...told,
        TableStatus: 'CREATING',
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      },
    })
    expect(world.call('DescribeTable', { TableName: 'new' })).toEqual({
      Table: {
        ...told,
        TableStatus: 'ACTIVE',
        BillingModeSummary: {
          BillingMode: 'PAY_PER_REQUEST',
          LastUpdateToPayPerRequestDateTime: AT,
        },
        WarmThroughput: WARM,
      },
    })
  })

  test('with provisioned throughput', () => {
    const world = new World()
    const told = {
      ...BASICS,
      AttributeDefinitions: [string('id')],
      KeySchema: [hash('id')],
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...units(7, 3) },
    }
    expect(world.call('CreateTable', provisioned('new', 7, 3))).toEqual({
      TableDescription: { ...told, TableStatus: 'CREATING' },
    })
    expect(world.describe('new')).toEqual({
      ...told,
      TableStatus: 'ACTIVE',
      WarmThroughput: { ReadUnitsPerSecond: 7, WriteUnitsPerSecond: 3, Status: 'ACTIVE' },
    })
  })

  test('with all settings', () => {
    const world = new World()
    const Tags = [
      { Key: 'team', Value: 'a b' },
      { Key: '__proto__', Value: '' },
    ]
    const request = onDemand('new', {
      OnDemandThroughput: { MaxReadRequestUnits: 40_000, MaxWriteRequestUnits: 1 },
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 5_000 },
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/mine' },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      DeletionProtectionEnabled: true,
      StreamSpecification: { StreamEnabled: false },
      Tags,
    })
    const told = {
      OnDemandThroughput: { MaxReadRequestUnits: 40_000, MaxWriteRequestUnits: 1 },
      SSEDescription: {
        Status: 'ENABLED',
        SSEType: 'KMS',
        KMSMasterKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:alias/mine`,
      },
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      DeletionProtectionEnabled: true,
    }
    const { TableDescription } = world.call('CreateTable', request)
    expect(TableDescription).toMatchObject(told)
    const warm = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 5_000 }
    expect(TableDescription.WarmThroughput).toEqual({ ...warm, Status: 'UPDATING' })
    expect(world.describe('new')).toMatchObject({
      ...told,
      WarmThroughput: { ...warm, Status: 'ACTIVE' },
    })
    expect(world.describe('new')).not.toHaveProperty('Tags')
    expect(world.call('ListTagsOfResource', { ResourceArn: arnOf('new') })).toEqual({ Tags })
  })

  test('of a name that was deleted, with the same ARN and another id', () => {
    const world = new World()
    const first = world.call('CreateTable', onDemand('new')).TableDescription
    world.call('DeleteTable', { TableName: 'new' })
    world.clock.advance(1)
    const second = world.call('CreateTable', onDemand('new')).TableDescription
    expect(second.TableArn).toBe(first.TableArn)
    expect(second.TableId).not.toBe(first.TableId)
    expect(second.CreationDateTime).toBe((START + 1) / 1000)
  })

  test('with empty settings, which are as none', () => {
    const world = new World()
    const empty = { OnDemandThroughput: {}, WarmThroughput: {}, SSESpecification: {}, Tags: [] }
    const { TableDescription } = world.call('CreateTable', onDemand('new', empty))
    const plain = new World().call('CreateTable', onDemand('new')).TableDescription
    expect(TableDescription).toEqual(plain)
  })
})
