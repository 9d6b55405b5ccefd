/** Seeds of each format as people have them: what is in the database then. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { type SeedOptions, type SeedSource, seed } from '../../src/testing/entry.js'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hashrange-seeds-'))
})

afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

async function filesOf(files: Readonly<Record<string, string | object>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return join(directory, Object.keys(files)[0] ?? '')
}

async function seeded(source: SeedSource, options?: SeedOptions) {
  const db = await Database.open()
  const result = await seed(db, source, options)
  const call = async (operation: string, json: object): Promise<Record<string, never>> =>
    (await db.answer({ region: 'us-east-1', operation, json })) as Record<string, never>
  const described = async (TableName: string): Promise<object> =>
    (await call('DescribeTable', { TableName })).Table ?? {}
  return { db, result, call, described }
}

const TEMPLATE = `AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Stage: { Type: String, Default: dev }
  Reads: { Type: Number, Default: 5 }
  Keys: { Type: CommaDelimitedList, Default: "status, total" }
Mappings:
  Capacity:
    dev: { Write: 2 }
    prod: { Write: 200 }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !And [!Not [!Condition IsProd], !Or [!Equals [a, b], !Equals [a, a]]]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: !Sub "\${Stage}-orders-\${AWS::Region}"
      BillingMode: !If [IsProd, PROVISIONED, PAY_PER_REQUEST]
      AttributeDefinitions:
        - { AttributeName: id, AttributeType: S }
        - { AttributeName: !Select [0, !Ref Keys], AttributeType: S }
        - { AttributeName: !Select [1, !Split [",", "x,total"]], AttributeType: N }
      KeySchema:
        - AttributeName: id
          KeyType: HASH
      GlobalSecondaryIndexes:
        - IndexName: !Join ["-", [by, status]]
          KeySchema:
            - { AttributeName: status, KeyType: HASH }
            - { AttributeName: total, KeyType: RANGE }
          Projection: { ProjectionType: INCLUDE, NonKeyAttributes: [name] }
          ContributorInsightsSpecification: { Enabled: "true" }
          ProvisionedThroughput:
            Fn::If: [IsProd, { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }, !Ref "AWS::NoValue"]
      ProvisionedThroughput: !If
        - IsProd
        - ReadCapacityUnits: !Ref Reads
          WriteCapacityUnits: !FindInMap [Capacity, !Ref Stage, Write]
        - !Ref AWS::NoValue
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
      TimeToLiveSpecification: { AttributeName: expires, Enabled: true }
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: "7" }
      KinesisStreamSpecification: { StreamArn: !GetAtt Bucket.Arn }
      SSESpecification: { SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: !ImportValue Key }
      Tags: [{ Key: stage, Value: !Ref Stage }, { Key: count, Value: 1 }]
  Unnamed:
    Type: AWS::DynamoDB::Table
    Condition: IsTest
    Properties: &simple
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
      ProvisionedThroughput: { ReadCapacityUnits: "3", WriteCapacityUnits: "4" }
  OnlyInProduction:
    Type: AWS::DynamoDB::Table
    Condition: IsProd
    Properties: *simple
  Named:
    Type: AWS::Serverless::SimpleTable
    Properties:
      TableName: !Sub ["\${Of}-\${Orders}", { Of: !Ref Unnamed }]
      PrimaryKey: { Name: sku, Type: Number }
      Tags: { a: !Sub "\${AWS::AccountId}-\${Orders.Arn}" }
`

describe('a template of CloudFormation', () => {
  test('in YAML, with functions', async () => {
    const path = await filesOf({ 'template.yaml': TEMPLATE })
    const { result, call, described } = await seeded(path)
    const TableName = 'dev-orders-us-east-1'
    expect(result).toEqual({
      tables: [TableName, 'Unnamed', `Unnamed-${TableName}`],
      items: 0,
      notes: [
        `${path}:46 (Resources.Orders.Properties.KinesisStreamSpecification): is left out`,
        `${path}:47 (Resources.Orders.Properties.SSESpecification): is left out: Fn::ImportValue is not resolved here`,
      ],
    })
    expect(await described(TableName)).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'status', AttributeType: 'S' },
        { AttributeName: 'total', AttributeType: 'N' },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-status',
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name'] },
        },
      ],
    })
    expect(await call('DescribeTimeToLive', { TableName })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
    })
    expect(await call('DescribeContinuousBackups', { TableName })).toMatchObject({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: 7,
        },
      },
    })
    expect(
      await call('DescribeContributorInsights', { TableName, IndexName: 'by-status' }),
    ).toMatchObject({ ContributorInsightsStatus: 'ENABLED' })
    const ResourceArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}`
    expect((await call('ListTagsOfResource', { ResourceArn })).Tags).toEqual([
      { Key: 'stage', Value: 'dev' },
      { Key: 'count', Value: '1' },
    ])
    expect(await described(`Unnamed-${TableName}`)).toMatchObject({
      KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'sku', AttributeType: 'N' }],
    })
    expect(await described('Unnamed')).toMatchObject({
      ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
    })
  })

  test('with other parameters', async () => {
    const parameters = { Stage: 'prod', Reads: 7 }
    const { result, described } = await seeded(
      { text: TEMPLATE },
      { parameters, region: 'us-east-1' },
    )
    expect(result.tables).toEqual(
      ['prod-orders-us-east-1', 'OnlyInProduction', 'Unnamed-prod-orders-us-east-1'].filter(
        name => name !== 'Unnamed',
      ),
    )
    expect(await described('prod-orders-us-east-1')).toMatchObject({
      ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 200 },
    })
  })

  test('with a global table, as its replica of the region', async () => {
    const units = (MinCapacity: number) => ({
      MinCapacity,
      MaxCapacity: 100,
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 },
    })
    const { call, described } = await seeded({
      Resources: {
        Global: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            BillingMode: 'PROVISIONED',
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            GlobalSecondaryIndexes: [
              {
                IndexName: 'again',
                KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
                Projection: { ProjectionType: 'KEYS_ONLY' },
                WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: units(3) },
              },
            ],
            WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: units(4) },
            StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
            TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
            Replicas: [
              { Region: 'eu-west-1', ReadProvisionedThroughputSettings: { ReadCapacityUnits: 1 } },
              {
                Region: 'us-east-1',
                ReadProvisionedThroughputSettings: { ReadCapacityUnits: 5 },
                PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
                TableClass: 'STANDARD_INFREQUENT_ACCESS',
                DeletionProtectionEnabled: true,
                Tags: [{ Key: 'a', Value: 'b' }],
                GlobalSecondaryIndexes: [
                  {
                    IndexName: 'again',
                    ReadProvisionedThroughputSettings: { ReadCapacityUnits: 2 },
                  },
                ],
              },
            ],
          },
        },
      },
    })
    expect(await described('Global')).toMatchObject({
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 4 },
      GlobalSecondaryIndexes: [
        { ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 } },
      ],
      DeletionProtectionEnabled: true,
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    })
    expect(await call('DescribeTimeToLive', { TableName: 'Global' })).toMatchObject({
      TimeToLiveDescription: { AttributeName: 'ttl' },
    })
  })
})

const SIMPLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  },
}

describe('a global table of a template', () => {
  const global = (properties: object) => ({
    Resources: {
      Global: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: { TableName: 'Global', ...SIMPLE.Properties, ...properties },
      },
    },
  })
  const told = async (db: Database, region: string): Promise<Record<string, unknown>> => {
    const answer = await db.answer({
      region,
      operation: 'DescribeTable',
      json: { TableName: 'Global' },
    })
    return (answer as { readonly Table: Record<string, unknown> }).Table
  }
  const regions = (...names: readonly string[]) =>
    names.map(RegionName => expect.objectContaining({ RegionName, ReplicaStatus: 'ACTIVE' }))

  test('that is strongly consistent has its replicas, each with what is its own', async () => {
    const { db, result } = await seeded(
      global({
        MultiRegionConsistency: 'STRONG',
        Replicas: [
          {
            Region: 'us-east-2',
            Tags: [{ Key: 'a', Value: 'b' }],
            DeletionProtectionEnabled: true,
            TableClass: 'STANDARD_INFREQUENT_ACCESS',
            ReadOnDemandThroughputSettings: { MaxReadRequestUnits: '9' },
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            ContributorInsightsSpecification: { Enabled: true },
          },
          { Region: 'us-east-1' },
          { Region: 'us-west-2' },
        ],
      }),
    )
    expect(result).toEqual({ tables: ['Global'], items: 0, notes: [] })
    expect(await told(db, 'us-east-1')).toMatchObject({
      MultiRegionConsistency: 'STRONG',
      DeletionProtectionEnabled: false,
      Replicas: regions('us-east-2', 'us-west-2'),
    })
    const there = await told(db, 'us-east-2')
    expect(there).toMatchObject({
      MultiRegionConsistency: 'STRONG',
      DeletionProtectionEnabled: true,
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      OnDemandThroughput: { MaxReadRequestUnits: 9 },
      Replicas: regions('us-east-1', 'us-west-2'),
    })
    const ask = (operation: string, json: object): Promise<object> =>
      db.answer({ region: 'us-east-2', operation, json })
    expect(await ask('ListTagsOfResource', { ResourceArn: there.TableArn })).toEqual({
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    const TableName = 'Global'
    expect(await ask('DescribeContinuousBackups', { TableName })).toMatchObject({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
      },
    })
    expect(await ask('DescribeContributorInsights', { TableName })).toMatchObject({
      ContributorInsightsStatus: 'ENABLED',
    })
  })

  test('may have a witness', async () => {
    const { db } = await seeded(
      global({
        MultiRegionConsistency: 'STRONG',
        GlobalTableWitnesses: [{ Region: 'us-west-2' }],
        Replicas: [{ Region: 'us-east-1' }, { Region: 'us-east-2' }],
      }),
    )
    expect(await told(db, 'us-east-2')).toMatchObject({
      GlobalTableWitnesses: [{ RegionName: 'us-west-2', WitnessStatus: 'ACTIVE' }],
      Replicas: regions('us-east-1'),
    })
    expect(db.inRegion('us-west-2').tables()).toEqual([])
  })

  test('that is eventually consistent has its replicas, each with its key', async () => {
    const key = (KMSMasterKeyId: string) => ({ SSESpecification: { KMSMasterKeyId } })
    const { db } = await seeded(
      global({
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'till' },
        Replicas: [
          { Region: 'eu-west-1', ...key('there') },
          { Region: 'us-east-1', ...key('here') },
          { Region: 'ap-northeast-1', ...key('yonder') },
        ],
      }),
    )
    for (const [region, name] of [
      ['us-east-1', 'here'],
      ['eu-west-1', 'there'],
      ['ap-northeast-1', 'yonder'],
    ] as const) {
      expect(await told(db, region)).toMatchObject({
        MultiRegionConsistency: 'EVENTUAL',
        SSEDescription: {
          KMSMasterKeyArn: `arn:aws:kms:${region}:000000000000:key/${name}`,
        },
      })
    }
  })

  test('is told of where its replicas are left out', async () => {
    const replicas = [{ Region: 'eu-west-1' }, { Region: 'eu-west-2' }]
    const elsewhere = await seeded(global({ Replicas: replicas }))
    expect(elsewhere.result.notes).toEqual([
      'Resources.Global.Properties.Replicas: are left out: none of them is in us-east-1',
    ])
    expect(await told(elsewhere.db, 'us-east-1')).not.toHaveProperty('Replicas')
    const reads = { ReadProvisionedThroughputSettings: { ReadCapacityUnits: 1 } }
    const provisioned = await seeded(
      global({
        BillingMode: 'PROVISIONED',
        WriteProvisionedThroughputSettings: {
          WriteCapacityAutoScalingSettings: { MinCapacity: 1, MaxCapacity: 2 },
        },
        Replicas: [
          { Region: 'us-east-1', ...reads },
          { Region: 'eu-west-2', ...reads },
        ],
      }),
    )
    expect(provisioned.result.notes).toEqual([
      'Resources.Global.Properties.Replicas: are left out but for that of the region: they need auto scaling',
    ])
  })

  test('is refused as a whole where the service would refuse its replicas', async () => {
    const db = await Database.open()
    const source = global({
      MultiRegionConsistency: 'STRONG',
      Replicas: [{ Region: 'us-east-1' }, { Region: 'us-east-2' }],
    })
    await expect(seed(db, source)).rejects.toThrow(
      'Resources.Global: UpdateTable Global: Unsupported replica count',
    )
    expect(db.tables()).toEqual([])
  })
})

describe('what CDK writes', () => {
  const named = {
    ...SIMPLE,
    Properties: { ...SIMPLE.Properties, TableName: { 'Fn::Sub': `\${AWS::StackName}-t` } },
  }
  const manifest = {
    version: '36.0.0',
    artifacts: {
      'App.assets': { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
      App: { type: 'aws:cloudformation:stack', properties: { templateFile: 'App.template.json' } },
      'assembly-Prod': {
        type: 'cdk:cloud-assembly',
        properties: { directoryName: 'assembly-Prod' },
      },
    },
  }
  const inner = {
    version: '36.0.0',
    artifacts: {
      ProdStack: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'ProdStack.template.json', stackName: 'Prod-Stack' },
      },
    },
  }

  test('is read stack by stack', async () => {
    const path = await filesOf({
      'cdk.out/manifest.json': manifest,
      'cdk.out/App.template.json': { Resources: { Orders1A2B: SIMPLE, App: named } },
      'cdk.out/assembly-Prod/manifest.json': inner,
      'cdk.out/assembly-Prod/ProdStack.template.json': { Resources: { Prod: named } },
    })
    const tables = ['Orders1A2B', 'App-t', 'Prod-Stack-t']
    expect((await seeded(dirname(path))).result.tables).toEqual(tables)
    expect((await seeded(path)).result.tables).toEqual(tables)
  })

  test('may be without a manifest', async () => {
    const path = await filesOf({ 'bare/a.template.json': { Resources: { Alone: SIMPLE } } })
    expect((await seeded(dirname(path))).result.tables).toEqual(['Alone'])
  })

  test('is refused where there is nothing', async () => {
    const path = await filesOf({ 'other/readme.md': 'x' })
    await expect(seeded(dirname(path))).rejects.toThrow('is a directory without templates')
  })
})

describe('a service of Serverless', () => {
  const SERVICE = `service: shop
provider:
  name: aws
  stage: \${opt:stage, 'test'}
custom:
  prefix: \${self:service}-\${sls:stage}
  names:
    test: orders
    prod: \${self:custom.names.\${opt:other, 'test'}}
  attribute: id
params:
  default: { model: S }
  prod: { model: N }
resources:
  - Resources:
      Orders:
        Type: AWS::DynamoDB::Table
        Properties:
          TableName: \${self:custom.prefix}-\${self:custom.names.\${self:provider.stage}}
          AttributeDefinitions: \${file(./parts/tables.yml):attributes}
          KeySchema: [{ AttributeName: "\${self:custom.attribute}", KeyType: HASH }]
          Tags: [{ Key: region, Value: !Sub "\${AWS::Region}-\${AWS::StackName}" }]
  - \${file(parts/more.json)}
  - Parameters: { Mode: { Type: String, Default: KEYS_ONLY } }
`
  const files = {
    'serverless.yml': SERVICE,
    'parts/tables.yml': `attributes: [{ AttributeName: id, AttributeType: "\${param:model}" }]`,
    'parts/more.json': {
      Resources: {
        More: {
          ...SIMPLE,
          Properties: {
            ...SIMPLE.Properties,
            TableName: `\${env:HASHRANGE_NO_SUCH, 'more'}`,
            StreamSpecification: { StreamViewType: { Ref: 'Mode' } },
          },
        },
      },
    },
  }

  test('with variables and files', async () => {
    const { result, call, described } = await seeded(await filesOf(files))
    expect(result.tables).toEqual(['shop-test-orders', 'more'])
    expect(await described('shop-test-orders')).toMatchObject({
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    })
    expect(await described('more')).toMatchObject({
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
    })
    const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/shop-test-orders'
    expect((await call('ListTagsOfResource', { ResourceArn })).Tags).toEqual([
      { Key: 'region', Value: 'us-east-1-shop-test' },
    ])
  })

  test('with options', async () => {
    const { result, described } = await seeded(await filesOf(files), {
      parameters: { stage: 'prod' },
    })
    expect(result.tables).toEqual(['shop-prod-orders', 'more'])
    expect(await described('shop-prod-orders')).toMatchObject({
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
    })
  })
})

test('a plan of Terraform, with items', async () => {
  const table = {
    name: 'orders',
    billing_mode: 'PROVISIONED',
    hash_key: 'id',
    range_key: 'at',
    read_capacity: 4,
    write_capacity: 2,
    attribute: [
      { name: 'at', type: 'N' },
      { name: 'id', type: 'S' },
      { name: 'status', type: 'S' },
    ],
    global_secondary_index: [
      {
        name: 'byStatus',
        hash_key: 'status',
        range_key: '',
        key_schema: [],
        projection_type: 'INCLUDE',
        non_key_attributes: ['total'],
        read_capacity: 1,
        write_capacity: 1,
        on_demand_throughput: [],
        warm_throughput: [],
      },
      {
        name: 'byBoth',
        key_schema: [
          { attribute_name: 'status', key_type: 'HASH' },
          { attribute_name: 'at', key_type: 'RANGE' },
        ],
        projection_type: 'ALL',
        non_key_attributes: null,
        read_capacity: 1,
        write_capacity: 1,
      },
    ],
    local_secondary_index: [
      { name: 'local', range_key: 'status', projection_type: 'KEYS_ONLY', non_key_attributes: [] },
    ],
    point_in_time_recovery: [{ enabled: true, recovery_period_in_days: null }],
    server_side_encryption: [{ enabled: true, kms_key_arn: null }],
    stream_enabled: true,
    stream_view_type: 'OLD_IMAGE',
    table_class: '',
    tags: null,
    tags_all: { team: 'a' },
    timeouts: null,
    ttl: [{ attribute_name: 'expires', enabled: true }],
  }
  const item = { id: { S: '1' }, at: { N: '2' }, blob: { B: 'AQI=' } }
  const itemValues = { table_name: 'orders', hash_key: 'id', item: JSON.stringify(item) }
  const { result, call, described } = await seeded({
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: {
      root_module: {
        resources: [
          { address: 'data.x', mode: 'data', type: 'aws_dynamodb_table', values: {} },
          { mode: 'managed', type: 'aws_s3_bucket', values: { bucket: 'b' } },
          { mode: 'managed', type: 'aws_dynamodb_table_item', values: itemValues },
        ],
        child_modules: [
          {
            address: 'module.shop',
            resources: [
              { mode: 'managed', type: 'aws_dynamodb_table', values: table },
              {
                mode: 'managed',
                type: 'aws_dynamodb_contributor_insights',
                values: { table_name: 'orders', index_name: '' },
              },
              { mode: 'managed', type: 'aws_dynamodb_tag', values: {} },
            ],
          },
        ],
      },
    },
  })
  expect(result).toEqual({
    tables: ['orders'],
    items: 1,
    notes: [
      'planned_values.root_module.child_modules[0].resources[2].values: aws_dynamodb_tag is left out',
    ],
  })
  expect(await described('orders')).toMatchObject({
    ProvisionedThroughput: { ReadCapacityUnits: 4, WriteCapacityUnits: 2 },
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: expect.arrayContaining([
      expect.objectContaining({
        IndexName: 'byStatus',
        KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['total'] },
      }),
    ]),
    LocalSecondaryIndexes: [
      {
        IndexName: 'local',
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' },
          { AttributeName: 'status', KeyType: 'RANGE' },
        ],
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' },
    SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
  })
  expect((await call('Scan', { TableName: 'orders' })).Items).toEqual([item])
  expect(await call('DescribeContributorInsights', { TableName: 'orders' })).toMatchObject({
    ContributorInsightsStatus: 'ENABLED',
  })
})

test('a state file of Terraform', async () => {
  const attributes = {
    name: 'orders',
    hash_key: 'id',
    billing_mode: 'PAY_PER_REQUEST',
    attribute: [{ name: 'id', type: 'B' }],
    read_capacity: 0,
  }
  const { result } = await seeded({
    version: 4,
    terraform_version: '1.9.0',
    resources: [{ mode: 'managed', type: 'aws_dynamodb_table', instances: [{ attributes }] }],
  })
  expect(result.tables).toEqual(['orders'])
})

test('a model of NoSQL Workbench, with its sample data', async () => {
  const { result, call, described } = await seeded({
    ModelName: 'Shop',
    ModelMetadata: { Author: '', Version: '3.0' },
    DataModel: [
      {
        TableName: 'Orders',
        KeyAttributes: {
          PartitionKey: { AttributeName: 'id', AttributeType: 'S' },
          SortKey: { AttributeName: 'at', AttributeType: 'N' },
        },
        NonKeyAttributes: [
          { AttributeName: 'status', AttributeType: 'S' },
          { AttributeName: 'total', AttributeType: 'N' },
        ],
        TableFacets: [],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byStatus',
            KeyAttributes: { PartitionKey: { AttributeName: 'status' } },
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['total'] },
          },
        ],
        TableData: [{ id: { S: '1' }, at: { N: '5' }, status: { S: 'new' } }],
        DataAccess: { MySql: {} },
        BillingMode: 'PROVISIONED',
        ProvisionedCapacitySettings: {
          ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
        },
      },
    ],
  })
  expect(result).toMatchObject({ tables: ['Orders'], items: 1 })
  expect(await described('Orders')).toMatchObject({
    AttributeDefinitions: expect.arrayContaining([{ AttributeName: 'status', AttributeType: 'S' }]),
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
  })
  expect(
    (
      await call('Query', {
        TableName: 'Orders',
        IndexName: 'byStatus',
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':s': { S: 'new' } },
      })
    ).Count,
  ).toBe(1)
})
