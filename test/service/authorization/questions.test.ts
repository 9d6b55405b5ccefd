/** Which actions on which resources a request is, operation by operation. */

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACCOUNT, ann, type Json, ORDERS, order, REGION, TABLES, told, World } from './world.js'

let world: World
beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world.db.close())

const TABLE = { TableName: 'Orders' }
const ON_ORDERS = (...actions: readonly string[]): readonly string[] =>
  actions.map(action => `dynamodb:${action} ${ORDERS}`)
const FILLING = [
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'GetItem',
  'Query',
  'Scan',
  'BatchWriteItem',
]
const on = (resource: string, ...actions: readonly string[]): readonly string[] =>
  actions.map(action => `dynamodb:${action} ${resource}`)
const VALUES = { ExpressionAttributeValues: { ':c': { S: 'ann' } } }
const STREAM = `${ORDERS}/stream/2026-01-01T00:00:00.000`
const BACKUP = `${ORDERS}/backup/01489602797149-73d8d5bc`

type Row = readonly [operation: string, input: Json, questions: readonly string[]]

const ITEMS: readonly Row[] = [
  ['GetItem', { ...TABLE, Key: order('ann') }, ON_ORDERS('GetItem')],
  ['GetItem', { TableName: ORDERS, Key: order('ann') }, ON_ORDERS('GetItem')],
  ['PutItem', { ...TABLE, Item: order('ann') }, ON_ORDERS('PutItem')],
  ['UpdateItem', { ...TABLE, Key: order('ann') }, ON_ORDERS('UpdateItem')],
  ['DeleteItem', { ...TABLE, Key: order('ann') }, ON_ORDERS('DeleteItem')],
  ['Query', { ...TABLE, KeyConditionExpression: 'customer = :c', ...VALUES }, ON_ORDERS('Query')],
  [
    'Query',
    { ...TABLE, IndexName: 'byPhase', KeyConditionExpression: 'phase = :c', ...VALUES },
    on(`${ORDERS}/index/byPhase`, 'Query'),
  ],
  ['Scan', TABLE, ON_ORDERS('Scan')],
  ['Scan', { ...TABLE, IndexName: 'none' }, on(`${ORDERS}/index/none`, 'Scan')],
  [
    'BatchGetItem',
    {
      RequestItems: { Orders: { Keys: [order('ann')] }, Bytes: { Keys: [{ id: { B: 'AA==' } }] } },
    },
    [...ON_ORDERS('BatchGetItem'), ...on(`${TABLES}Bytes`, 'BatchGetItem')],
  ],
  [
    'BatchWriteItem',
    { RequestItems: { Orders: [{ DeleteRequest: { Key: order('ann') } }] } },
    ON_ORDERS('BatchWriteItem'),
  ],
  [
    'TransactGetItems',
    { TransactItems: [{ Get: { ...TABLE, Key: order('ann') } }] },
    ON_ORDERS('GetItem'),
  ],
  [
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { ...TABLE, Item: order('a') } },
        { Update: { ...TABLE, Key: order('b'), UpdateExpression: 'REMOVE amount' } },
        { Delete: { ...TABLE, Key: order('c') } },
        {
          ConditionCheck: {
            ...TABLE,
            Key: order('d'),
            ConditionExpression: 'attribute_exists(amount)',
          },
        },
      ],
    },
    ON_ORDERS('PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'),
  ],
  ['ExecuteStatement', { Statement: 'SELECT * FROM Orders' }, ON_ORDERS('PartiQLSelect')],
  [
    'ExecuteStatement',
    { Statement: 'SELECT * FROM "Orders"."byPhase"' },
    on(`${ORDERS}/index/byPhase`, 'PartiQLSelect'),
  ],
  [
    'BatchExecuteStatement',
    {
      Statements: [
        { Statement: "INSERT INTO Orders VALUE {'customer': 'a', 'number': 1}" },
        { Statement: 'this is no statement' },
        { Statement: 'DELETE FROM Orders WHERE customer = \'a\' AND "number" = 1' },
      ],
    },
    ON_ORDERS('PartiQLInsert', 'PartiQLDelete'),
  ],
  [
    'ExecuteTransaction',
    {
      TransactStatements: [
        { Statement: 'UPDATE Orders SET amount = 1 WHERE customer = \'a\' AND "number" = 1' },
      ],
    },
    ON_ORDERS('PartiQLUpdate'),
  ],
]

const OTHERS: readonly Row[] = [
  ...['DescribeTable', 'DeleteTable', 'DescribeTimeToLive', 'DescribeContinuousBackups'].map(
    (operation): Row => [operation, TABLE, ON_ORDERS(operation)],
  ),
  ...['ListTables', 'DescribeLimits', 'DescribeEndpoints', 'ListStreams', 'ListExports'].map(
    (operation): Row => [operation, {}, on('*', operation)],
  ),
  ['ListBackups', {}, on('*', 'ListBackups')],
  ['ListBackups', TABLE, ON_ORDERS('ListBackups')],
  ['CreateBackup', { ...TABLE, BackupName: 'one' }, ON_ORDERS('CreateBackup')],
  ['DescribeBackup', { BackupArn: BACKUP }, on(BACKUP, 'DescribeBackup')],
  [
    'RestoreTableFromBackup',
    { BackupArn: BACKUP, TargetTableName: 'Copy' },
    [
      ...on(BACKUP, 'RestoreTableFromBackup'),
      ...on(`${TABLES}Copy`, 'RestoreTableFromBackup', ...FILLING),
    ],
  ],
  [
    'RestoreTableToPointInTime',
    { SourceTableArn: ORDERS, TargetTableName: 'Copy', UseLatestRestorableTime: true },
    [
      ...ON_ORDERS('RestoreTableToPointInTime'),
      ...on(`${TABLES}Copy`, 'RestoreTableToPointInTime', ...FILLING),
    ],
  ],
  [
    'CreateTable',
    {
      TableName: 'More',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
      Tags: [{ Key: 'a', Value: 'b' }],
      ResourcePolicy: '{}',
    },
    on(`${TABLES}More`, 'CreateTable', 'TagResource', 'PutResourcePolicy'),
  ],
  [
    'UpdateTable',
    { ...TABLE, ReplicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] },
    [
      ...ON_ORDERS('UpdateTable', 'CreateTableReplica'),
      ...on(ORDERS.replace(REGION, 'eu-west-1'), ...FILLING),
    ],
  ],
  [
    'UpdateTable',
    { ...TABLE, ReplicaUpdates: [{ Delete: { RegionName: 'eu-west-1' } }] },
    ON_ORDERS('UpdateTable', 'DeleteTableReplica'),
  ],
  [
    'UpdateTable',
    { ...TABLE, GlobalTableWitnessUpdates: [{ Create: { RegionName: 'eu-west-1' } }] },
    ON_ORDERS('UpdateTable', 'CreateGlobalTableWitness'),
  ],
  ['TagResource', { ResourceArn: ORDERS, Tags: [] }, ON_ORDERS('TagResource')],
  ['GetResourcePolicy', { ResourceArn: STREAM }, on(STREAM, 'GetResourcePolicy')],
  ['DescribeStream', { StreamArn: STREAM }, on(STREAM, 'DescribeStream')],
  [
    'UpdateContributorInsights',
    { ...TABLE, IndexName: 'byPhase', ContributorInsightsAction: 'ENABLE' },
    on(`${ORDERS}/index/byPhase`, 'UpdateContributorInsights'),
  ],
  [
    'DescribeGlobalTable',
    { GlobalTableName: 'Orders' },
    on(`arn:aws:dynamodb::${ACCOUNT}:global-table/Orders`, 'DescribeGlobalTable'),
  ],
  [
    'ExportTableToPointInTime',
    { TableArn: ORDERS, S3Bucket: 'files', S3Prefix: 'daily' },
    [
      ...ON_ORDERS('ExportTableToPointInTime'),
      ...['AbortMultipartUpload', 'PutObject', 'PutObjectAcl'].map(
        action => `s3:${action} arn:aws:s3:::files/daily/AWSDynamoDB/*`,
      ),
    ],
  ],
  [
    'ImportTable',
    {
      S3BucketSource: { S3Bucket: 'files', S3KeyPrefix: 'in/' },
      InputFormat: 'ION',
      TableCreationParameters: {
        TableName: 'More',
        AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
      },
    },
    [
      `dynamodb:ImportTable ${TABLES}More/import/*`,
      's3:ListBucket arn:aws:s3:::files',
      's3:GetObject arn:aws:s3:::files/in/*',
    ],
  ],
  [
    'EnableKinesisStreamingDestination',
    { ...TABLE, StreamArn: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/changes` },
    [
      ...ON_ORDERS('EnableKinesisStreamingDestination'),
      `kinesis:PutRecords arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/changes`,
      `kinesis:DescribeStream arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/changes`,
    ],
  ],
]

test.each([...ITEMS, ...OTHERS])('%s is asked as what it does: %j', (operation, input, wanted) => {
  expect(world.questions(operation, input)).toEqual(wanted)
})

test('an iterator is asked for as its stream', async () => {
  const { LatestStreamArn } = (
    (await world.run('DescribeTable', TABLE)) as { readonly Table: { LatestStreamArn: string } }
  ).Table
  const described = await world.run('DescribeStream', { StreamArn: LatestStreamArn })
  const { StreamDescription } = described as {
    readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] }
  }
  const request = {
    StreamArn: LatestStreamArn,
    ShardId: StreamDescription.Shards[0]?.ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  }
  const { ShardIterator } = (await world.run('GetShardIterator', request)) as {
    readonly ShardIterator: string
  }
  expect(world.questions('GetRecords', { ShardIterator })).toEqual(
    on(LatestStreamArn, 'GetRecords'),
  )
})

test('a caller of another account means tables of its own by their names, and those of the database by their ARNs', () => {
  const stranger = { ...ann(), account: '999999999999' }
  const get = (TableName: string): readonly string[] =>
    world.questions('GetItem', { TableName, Key: order('ann') }, stranger)
  expect(get('Orders')).toEqual(on(ORDERS.replace(ACCOUNT, '999999999999'), 'GetItem'))
  expect(get(ORDERS)).toEqual(on(ORDERS, 'GetItem'))
})

const MALFORMED: readonly (readonly [operation: string, input: Json])[] = [
  ['GetItem', { TableName: 'arn:aws:dynamodb:eu-west-1:000000000000:table/Orders', Key: {} }],
  ['DescribeStream', { StreamArn: `${ORDERS}/stream/${'9'.repeat(37)}` }],
  ['GetRecords', { ShardIterator: 'no iterator at all' }],
  ['DescribeBackup', { BackupArn: `${ORDERS}/copy/01489602797149-73d8d5bc` }],
  ['DescribeExport', { ExportArn: `${ORDERS}/import/01489602797149-73d8d5bc` }],
  ['TagResource', { ResourceArn: ORDERS.replace(REGION, 'eu-west-1'), Tags: [] }],
  ['PutResourcePolicy', { ResourceArn: `${ORDERS}/index/a`, Policy: '{}' }],
  ['ExecuteStatement', { Statement: 'SELECT' }],
  ['TransactWriteItems', { TransactItems: [{}] }],
]

test.each(MALFORMED)(
  'what is malformed is told to whoever asks, allowed or not: %s',
  async (operation, input) => {
    const denied = await world.told(operation, input, ann())
    expect(denied).toEqual(await told(world.run(operation, input)))
    expect(denied).toMatch(/^ValidationException: /)
  },
)

test('each operation that there is has its questions: one that had none would be open to all', () => {
  const source = readFileSync('src/validation/request.ts', 'utf8')
  const [, body = ''] = /const OPERATIONS = \{(.*?)\n\} as const/s.exec(source) ?? []
  const operations = [...body.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name ?? '')
  expect(operations.length).toBeGreaterThan(50)
  const open = operations.filter(operation => {
    try {
      return world.questions(operation, {}).length === 0
    } catch {
      return false // It wants members, and was refused for the want of them.
    }
  })
  expect(open).toEqual([])
})
