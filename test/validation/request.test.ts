/** What parsing does to requests that are right, and that no request makes it throw anything but a refusal. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itemOfWire, type WireMap } from '../../src/encoding/wire-value.js'
import { DynamoError } from '../../src/errors/dynamo-error.js'
import { type OperationName, parseRequest } from '../../src/validation/request.js'
import { rounds } from '../fuzz/effort.js'
import { refusalOf } from './expect-refusal.js'

const OPERATIONS: readonly OperationName[] = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateBackup',
  'CreateTable',
  'DeleteBackup',
  'DeleteItem',
  'DeleteTable',
  'DescribeBackup',
  'DescribeContinuousBackups',
  'DescribeEndpoints',
  'DescribeLimits',
  'DescribeTable',
  'DescribeTableReplicaAutoScaling',
  'DescribeTimeToLive',
  'GetItem',
  'ListBackups',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'RestoreTableFromBackup',
  'RestoreTableToPointInTime',
  'Scan',
  'TagResource',
  'TransactGetItems',
  'TransactWriteItems',
  'UntagResource',
  'UpdateContinuousBackups',
  'UpdateItem',
  'UpdateTable',
  'UpdateTimeToLive',
]

/** One of each type, nested. */
const ITEM = {
  s: { S: '' },
  n: { N: '1.50' },
  b: { B: 'YQ==' },
  bool: { BOOL: false },
  nil: { NULL: true },
  sets: { L: [{ SS: ['a'] }, { NS: ['1'] }, { BS: [''] }] },
  m: { M: { a: { M: {} }, l: { L: [] } } },
}
const CONDITION = { AttributeValueList: [{ S: 'a' }], ComparisonOperator: 'EQ' }
const NAMES = { '#a': 'a' }
const VALUES = { ':a': { S: 'a' } }
const WRITE = {
  TableName: 'abc',
  ConditionExpression: 'a = :a',
  ExpressionAttributeNames: NAMES,
  ExpressionAttributeValues: VALUES,
  Expected: { a: { Value: { S: 'a' }, Exists: true, ...CONDITION } },
  ConditionalOperator: 'OR',
  ReturnValues: 'ALL_OLD',
  ReturnConsumedCapacity: 'INDEXES',
  ReturnItemCollectionMetrics: 'SIZE',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
}
const SELECTION = {
  AttributesToGet: ['a', 'b'],
  ProjectionExpression: '#a',
  ExpressionAttributeNames: NAMES,
  ConsistentRead: true,
}
const READ = { ...SELECTION, TableName: 'abc', ReturnConsumedCapacity: 'TOTAL' }
const RANGE = {
  ...READ,
  IndexName: 'idx',
  Select: 'COUNT',
  Limit: 10,
  ExclusiveStartKey: ITEM,
  ConditionalOperator: 'AND',
  FilterExpression: 'a = :a',
  ExpressionAttributeValues: VALUES,
}
const ACTION = {
  TableName: 'abc',
  ConditionExpression: 'a = :a',
  ExpressionAttributeNames: NAMES,
  ExpressionAttributeValues: VALUES,
  ReturnValuesOnConditionCheckFailure: 'NONE',
}
const KEY_SCHEMA = [{ AttributeName: 'a', KeyType: 'HASH' }]
const THROUGHPUT = { ReadCapacityUnits: 1, WriteCapacityUnits: 2 }
const ON_DEMAND = { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 1 }
const WARM = { ReadUnitsPerSecond: 1, WriteUnitsPerSecond: 1 }
const GLOBAL_INDEX = {
  IndexName: 'idx',
  KeySchema: KEY_SCHEMA,
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
  ProvisionedThroughput: THROUGHPUT,
  OnDemandThroughput: ON_DEMAND,
  WarmThroughput: WARM,
}
const TABLE = {
  TableName: 'abc',
  AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
  BillingMode: 'PROVISIONED',
  ProvisionedThroughput: THROUGHPUT,
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'a' },
  TableClass: 'STANDARD',
  DeletionProtectionEnabled: true,
  OnDemandThroughput: ON_DEMAND,
  WarmThroughput: WARM,
}

const BACKUP = { BackupArn: `arn:${'a'.repeat(40)}` }
const RESTORE = {
  TargetTableName: 'abc',
  BillingModeOverride: 'PROVISIONED',
  ProvisionedThroughputOverride: THROUGHPUT,
  OnDemandThroughputOverride: ON_DEMAND,
  SSESpecificationOverride: TABLE.SSESpecification,
  LocalSecondaryIndexOverride: [{ IndexName: 'ldx', KeySchema: KEY_SCHEMA, Projection: {} }],
  GlobalSecondaryIndexOverride: [GLOBAL_INDEX],
}
const KINESIS = { TableName: 'abc', StreamArn: `arn:${'a'.repeat(40)}` }

const SCALING = {
  MinimumUnits: 1,
  MaximumUnits: 2,
  AutoScalingDisabled: false,
  AutoScalingRoleArn: 'role',
  ScalingPolicyUpdate: {
    PolicyName: 'policy',
    TargetTrackingScalingPolicyConfiguration: {
      DisableScaleIn: true,
      ScaleInCooldown: 1,
      ScaleOutCooldown: 1,
      TargetValue: 50.5,
    },
  },
}

/** All members that there are. */
const FULL: Readonly<Record<OperationName, object>> = {
  BatchGetItem: {
    RequestItems: { abc: { ...SELECTION, Keys: [ITEM] } },
    ReturnConsumedCapacity: 'NONE',
  },
  BatchWriteItem: {
    RequestItems: { abc: [{ PutRequest: { Item: ITEM } }, { DeleteRequest: { Key: ITEM } }] },
    ReturnConsumedCapacity: 'NONE',
    ReturnItemCollectionMetrics: 'NONE',
  },
  CreateBackup: { TableName: 'abc', BackupName: 'one' },
  CreateGlobalTable: { GlobalTableName: 'abc', ReplicationGroup: [{ RegionName: 'a' }] },
  DescribeGlobalTable: { GlobalTableName: 'abc' },
  DescribeGlobalTableSettings: { GlobalTableName: 'abc' },
  ListGlobalTables: { ExclusiveStartGlobalTableName: 'abc', Limit: 1, RegionName: 'a' },
  UpdateGlobalTable: {
    GlobalTableName: 'abc',
    ReplicaUpdates: [{ Create: { RegionName: 'a' } }, { Delete: { RegionName: 'a' } }],
  },
  UpdateGlobalTableSettings: {
    GlobalTableName: 'abc',
    GlobalTableBillingMode: 'PROVISIONED',
    GlobalTableProvisionedWriteCapacityUnits: 1,
  },
  CreateTable: {
    ...TABLE,
    KeySchema: KEY_SCHEMA,
    LocalSecondaryIndexes: [{ IndexName: 'ldx', KeySchema: KEY_SCHEMA, Projection: {} }],
    GlobalSecondaryIndexes: [GLOBAL_INDEX],
    Tags: [{ Key: 'a', Value: '' }],
    ResourcePolicy: '{}',
  },
  DeleteBackup: BACKUP,
  DeleteItem: { ...WRITE, Key: ITEM },
  DeleteResourcePolicy: { ResourceArn: 'arn:', ExpectedRevisionId: '1' },
  DeleteTable: { TableName: 'abc' },
  DescribeBackup: BACKUP,
  DescribeContinuousBackups: { TableName: 'abc' },
  DescribeContributorInsights: { TableName: 'abc', IndexName: 'idx' },
  DescribeEndpoints: {},
  DescribeExport: { ExportArn: `arn:${'a'.repeat(40)}` },
  DescribeImport: { ImportArn: `arn:${'a'.repeat(40)}` },
  DescribeKinesisStreamingDestination: { TableName: 'abc' },
  DescribeLimits: {},
  DescribeStream: {
    StreamArn: `arn:${'a'.repeat(40)}`,
    Limit: 1,
    ExclusiveStartShardId: `shardId-${'1'.repeat(20)}`,
    ShardFilter: { Type: 'CHILD_SHARDS', ShardId: 'a' },
  },
  DescribeTable: { TableName: 'abc' },
  DescribeTableReplicaAutoScaling: { TableName: 'abc' },
  DescribeTimeToLive: { TableName: 'abc' },
  DisableKinesisStreamingDestination: KINESIS,
  EnableKinesisStreamingDestination: {
    ...KINESIS,
    EnableKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'MICROSECOND' },
  },
  ExportTableToPointInTime: {
    TableArn: 'arn:',
    S3Bucket: 'abc',
    S3BucketOwner: '123456789012',
    S3Prefix: 'a/b',
    S3SseAlgorithm: 'KMS',
    S3SseKmsKeyId: 'key',
    ExportTime: 1.5,
    ClientToken: 'token',
    ExportFormat: 'ION',
    ExportType: 'INCREMENTAL_EXPORT',
    IncrementalExportSpecification: {
      ExportFromTime: 1,
      ExportToTime: 2,
      ExportViewType: 'NEW_IMAGE',
    },
  },
  BatchExecuteStatement: {
    Statements: [
      {
        Statement: 'SELECT * FROM abc',
        Parameters: [{ S: 'a' }],
        ConsistentRead: true,
        ReturnValuesOnConditionCheckFailure: 'NONE',
      },
    ],
    ReturnConsumedCapacity: 'NONE',
  },
  ExecuteTransaction: {
    TransactStatements: [
      {
        Statement: 'SELECT * FROM abc',
        Parameters: [{ S: 'a' }],
        ReturnValuesOnConditionCheckFailure: 'NONE',
      },
    ],
    ClientRequestToken: 'a',
    ReturnConsumedCapacity: 'NONE',
  },
  ExecuteStatement: {
    Statement: 'SELECT * FROM abc',
    Parameters: [{ S: 'a' }],
    ConsistentRead: true,
    NextToken: 'a',
    ReturnConsumedCapacity: 'NONE',
    Limit: 1,
    ReturnValuesOnConditionCheckFailure: 'NONE',
  },
  GetItem: { ...READ, Key: ITEM },
  GetRecords: { ShardIterator: 'a', Limit: 1000 },
  GetResourcePolicy: { ResourceArn: 'arn:' },
  GetShardIterator: {
    StreamArn: `arn:${'a'.repeat(40)}`,
    ShardId: `shardId-${'1'.repeat(20)}`,
    ShardIteratorType: 'AT_SEQUENCE_NUMBER',
    SequenceNumber: '1'.repeat(21),
  },
  ImportTable: {
    S3BucketSource: { S3Bucket: 'abc', S3BucketOwner: '123456789012', S3KeyPrefix: 'a/' },
    InputFormat: 'CSV',
    InputFormatOptions: { Csv: { Delimiter: ';', HeaderList: ['a', 'b'] } },
    InputCompressionType: 'GZIP',
    TableCreationParameters: {
      TableName: 'abc',
      AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
    ClientToken: 'token',
  },
  ListBackups: {
    TableName: 'abc',
    Limit: 1,
    TimeRangeLowerBound: 1.5,
    TimeRangeUpperBound: 2,
    ExclusiveStartBackupArn: BACKUP.BackupArn,
    BackupType: 'ALL',
  },
  ListContributorInsights: { TableName: 'abc', NextToken: 'a', MaxResults: 1 },
  ListExports: { TableArn: 'arn:', MaxResults: 25, NextToken: 'a' },
  ListImports: { TableArn: 'arn:', PageSize: 25, NextToken: 'a' },
  ListStreams: { TableName: 'abc', Limit: 100, ExclusiveStartStreamArn: `arn:${'a'.repeat(40)}` },
  ListTables: { Limit: 1, ExclusiveStartTableName: 'abc' },
  ListTagsOfResource: { ResourceArn: 'arn:', NextToken: 'a' },
  PutItem: { ...WRITE, Item: ITEM },
  PutResourcePolicy: {
    ResourceArn: 'arn:',
    Policy: '{}',
    ExpectedRevisionId: '1',
    ConfirmRemoveSelfResourceAccess: true,
  },
  Query: {
    ...RANGE,
    ScanIndexForward: false,
    KeyConditions: { a: CONDITION },
    QueryFilter: { a: CONDITION },
    KeyConditionExpression: 'a = :a',
  },
  RestoreTableFromBackup: { ...RESTORE, ...BACKUP },
  RestoreTableToPointInTime: {
    ...RESTORE,
    SourceTableName: 'abc',
    SourceTableArn: 'arn:',
    UseLatestRestorableTime: true,
    RestoreDateTime: 1.5,
  },
  Scan: { ...RANGE, ScanFilter: { a: CONDITION }, Segment: 0, TotalSegments: 1 },
  TagResource: { ResourceArn: 'arn:', Tags: [{ Key: 'a', Value: 'b' }] },
  TransactGetItems: {
    TransactItems: [
      {
        Get: {
          TableName: 'abc',
          Key: ITEM,
          ProjectionExpression: 'a',
          ExpressionAttributeNames: {},
        },
      },
    ],
    ReturnConsumedCapacity: 'NONE',
  },
  TransactWriteItems: {
    TransactItems: [
      { Put: { ...ACTION, Item: ITEM } },
      { Update: { ...ACTION, Key: ITEM, UpdateExpression: 'SET a = :a' } },
      { Delete: { ...ACTION, Key: ITEM } },
      { ConditionCheck: { ...ACTION, Key: ITEM } },
    ],
    ClientRequestToken: 'a',
    ReturnConsumedCapacity: 'NONE',
    ReturnItemCollectionMetrics: 'SIZE',
  },
  UntagResource: { ResourceArn: 'arn:', TagKeys: ['a'] },
  UpdateContinuousBackups: {
    TableName: 'abc',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 1 },
  },
  UpdateContributorInsights: {
    TableName: 'abc',
    IndexName: 'idx',
    ContributorInsightsAction: 'ENABLE',
    ContributorInsightsMode: 'THROTTLED_KEYS',
  },
  UpdateItem: {
    ...WRITE,
    Key: ITEM,
    UpdateExpression: 'SET a = :a',
    AttributeUpdates: { a: { Value: { S: 'a' }, Action: 'PUT' } },
    ReturnValues: 'UPDATED_NEW',
  },
  UpdateKinesisStreamingDestination: {
    ...KINESIS,
    UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'MICROSECOND' },
  },
  UpdateTableReplicaAutoScaling: {
    TableName: 'abc',
    ProvisionedWriteCapacityAutoScalingUpdate: SCALING,
    GlobalSecondaryIndexUpdates: [
      { IndexName: 'gdx', ProvisionedWriteCapacityAutoScalingUpdate: SCALING },
    ],
    ReplicaUpdates: [
      {
        RegionName: 'eu-west-1',
        ReplicaProvisionedReadCapacityAutoScalingUpdate: SCALING,
        ReplicaGlobalSecondaryIndexUpdates: [
          { IndexName: 'gdx', ProvisionedReadCapacityAutoScalingUpdate: SCALING },
        ],
      },
    ],
  },
  UpdateTimeToLive: {
    TableName: 'abc',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'a' },
  },
  UpdateTable: {
    ...TABLE,
    GlobalSecondaryIndexUpdates: [
      { Create: GLOBAL_INDEX },
      { Update: { IndexName: 'idx', ProvisionedThroughput: THROUGHPUT } },
      { Delete: { IndexName: 'idx' } },
    ],
  },
}

const NOISE: readonly (readonly [string, unknown])[] = [
  ['Unknown', { deep: [null] }],
  ['Nothing', null],
]

const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe.each(OPERATIONS)('%s', operation => {
  const full = jsonOf(FULL[operation]) as object

  test('a request that is right is returned itself', () => {
    expect(parseRequest(operation, deepFrozen(full))).toBe(full)
  })

  test('null and unknown members are left out at every level of the request', () => {
    expect(parseRequest(operation, deepFrozen(withNoise(full)))).toEqual(full)
  })

  test('undefined members are absent', () => {
    const json = { ...full, TableNames: undefined, ReturnConsumedCapacity: undefined }
    const { ReturnConsumedCapacity: _, ...expected } = full as Record<string, unknown>
    expect(parseRequest(operation, deepFrozen(json))).toStrictEqual(expected)
  })
})

describe('names that objects have', () => {
  const NAMED =
    '{"__proto__":{"S":"a"},"constructor":{"N":"1"},"toString":{"M":{"__proto__":{"L":[]}}}}'

  test('are data in items', () => {
    const json = JSON.parse(`{"TableName":"abc","Item":${NAMED}}`) as object
    expect(parseRequest('PutItem', json)).toBe(json)
  })

  test('are data where something else is left out', () => {
    const noisy = NAMED.replace('{"S":"a"}', '{"S":"a","N":null}').replace(
      '[]',
      '[{"S":"a","X":1}]',
    )
    const json = JSON.parse(`{"TableName":"abc","Item":${noisy}}`) as object
    const { Item } = parseRequest('PutItem', json) as { Item: object }
    expect(JSON.stringify(Item)).toBe(NAMED.replace('[]', '[{"S":"a"}]'))
    expect(Object.getPrototypeOf(Item)).toBe(Object.prototype)
  })

  test('are unknown members of requests', () => {
    const json = JSON.parse('{"__proto__":{"Limit":0},"constructor":1,"toString":2,"Limit":1}')
    expect(JSON.stringify(parseRequest('ListTables', json))).toBe('{"Limit":1}')
  })

  test('are tables', () => {
    const json = JSON.parse('{"RequestItems":{"__proto__":{"Keys":[{}],"Keys2":[]}}}') as object
    expect(JSON.stringify(parseRequest('BatchGetItem', json))).toBe(
      '{"RequestItems":{"__proto__":{"Keys":[{}]}}}',
    )
  })
})

describe('null among values', () => {
  test.each(['{"a":null}', '{"a":{"L":[null]}}', '{"a":{"SS":["b",null]}}', '{"a":{"BS":[null]}}'])(
    '%s has a value without a type',
    text => {
      const json = JSON.parse(`{"TableName":"abc","Item":${text}}`)
      const { Item } = parseRequest('PutItem', json) as { Item: WireMap }
      expect(() => itemOfWire(Item)).toThrow('Supplied AttributeValue is empty')
    },
  )
})

describe('deep nesting', () => {
  const LEVELS = 100_000

  test.each([
    ['{"L":[', ']}'],
    ['{"M":{"a":', '}}'],
  ])('%s', (open, close) => {
    const text = `${open.repeat(LEVELS)}{"S":"a"}${close.repeat(LEVELS)}`
    const json = JSON.parse(`{"TableName":"abc","Item":{"a":${text}}}`)
    const { Item } = parseRequest('PutItem', json) as { Item: WireMap }
    expect(() => itemOfWire(Item)).toThrow('Nesting Levels have exceeded supported limits')
    const items = JSON.parse(`{"RequestItems":{"a!":{"Keys":[{"a":${text}}]}}}`)
    expect(refusalOf('BatchGetItem', items)).toContain('Map keys must satisfy constraint')
    const puts = JSON.parse(`{"RequestItems":{"a!":[{"PutRequest":{"Item":{"a":${text}}}}]}}`)
    expect(refusalOf('BatchWriteItem', puts)).toContain('Map keys must satisfy constraint')
  })

  test('of anything else', () => {
    const json = JSON.parse(`${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`)
    for (const operation of OPERATIONS) {
      expect(refusalOf(operation, json)).toContain('Start of list')
      expect(refusalOf(operation, { TableName: json })).toMatch(/Exception: |accepted/)
    }
  })
})

describe('hostile requests', () => {
  const MEMBERS = [...new Set(OPERATIONS.flatMap(operation => namesIn(FULL[operation])))]
  const name = fc.oneof(
    fc.constantFrom(...MEMBERS, '__proto__', 'constructor', 'toString', '', '0', 'length'),
    fc.string(),
  )
  const scalar = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'HASH',
      'ALL_OLD',
      'abc',
      'YQ==',
      '1',
      'true',
      '\ud800',
      'arn:',
      'a'.repeat(300),
    ),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom<unknown>(null, undefined, 1n, Symbol('a'), () => 1, new Date(0), /a/),
    fc.constant(Uint8Array.of(1)),
  )
  const anything = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 5 },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie('value')), { maxLength: 6 }).map(ownEntries),
    ),
  })).value

  test('never throw anything but a refusal, whatever they are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OPERATIONS), anything, (operation, json) => {
        expectKnownEnd(operation, json)
      }),
      { numRuns: rounds(1200) },
    )
  })

  test('never throw anything but a refusal, where something of a right one is replaced', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...OPERATIONS),
        fc.array(fc.tuple(fc.nat(), anything), { minLength: 1, maxLength: 4 }),
        (operation, replacements) => {
          let json = jsonOf(FULL[operation])
          for (const [at, value] of replacements) json = replacedAt(json, at, value)
          expectKnownEnd(operation, json)
        },
      ),
      { numRuns: rounds(2500) },
    )
  })
})

function expectKnownEnd(operation: OperationName, json: unknown): void {
  deepFrozen(json)
  try {
    const request = parseRequest(operation, json)
    expect(parseRequest(operation, request), 'a parsed request needs no change').toBe(request)
    itemOfWire((request as { Item?: WireMap }).Item ?? {})
  } catch (error) {
    if (!(error instanceof DynamoError)) throw error
  }
}

/** Adds what is to be ignored to every structure of a request, but not to its maps, where all names are data. */
function withNoise(value: unknown, isRequest = true): unknown {
  if (Array.isArray(value)) return value.map(element => withNoise(element, false))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    withNoise(member, false),
  ])
  const isMap = !isRequest && entries.every(([name]) => !/^[A-Z]/.test(name))
  return Object.fromEntries(isMap ? entries : [...entries, ...NOISE])
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => [name, ...namesIn(member)])
}

/** An object whose names are all its own, `__proto__` too. */
function ownEntries(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries)
}

/** A copy with another value at the place that a number picks. */
function replacedAt(json: unknown, at: number, value: unknown): unknown {
  if (typeof json !== 'object' || json === null || Object.keys(json).length === 0) return value
  const names = Object.keys(json)
  const name = names[at % (names.length + 1)]
  if (name === undefined) return value
  const rest = Math.floor(at / (names.length + 1))
  const entries = Object.entries(json).map(([key, member]): [string, unknown] => [
    key,
    key === name ? replacedAt(member, rest, value) : member,
  ])
  return Array.isArray(json) ? entries.map(([, member]) => member) : ownEntries(entries)
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const member of Object.values(value)) deepFrozen(member)
  return Object.freeze(value)
}
