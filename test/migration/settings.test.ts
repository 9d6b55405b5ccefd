/** What a table has besides its items comes along, and what can't is told by its name. */

import { describe, expect, test } from 'vitest'
import { UnknownOperationException, ValidationException } from '../../src/errors/dynamo-error.js'
import { Database } from '../../src/index.js'
import { migrate } from '../../src/migration/entry.js'
import { newPath } from './paths.js'
import { endAt, SCHEMA } from './world.js'

const TableName = 'Things'
type Told = Readonly<Record<string, unknown>>

const ask = async (db: Database, operation: string, json: object = {}): Promise<Told> =>
  (await db.answer({ region: 'us-east-1', operation, json: { TableName, ...json } })) as Told

async function about(db: Database, operation: string, json: object): Promise<Told> {
  return (await db.answer({ region: 'us-east-1', operation, json })) as Told
}

async function tableOf(
  db: Database,
): Promise<Told & { TableArn: string; LatestStreamArn: string }> {
  return (await ask(db, 'DescribeTable')).Table as never
}

const policyOf = (arn: string, action: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: action,
        Resource: arn,
      },
    ],
  })

/** One in another region has other names for its tables. */
async function databases(): Promise<{ source: Database; target: Database }> {
  const source = await Database.open()
  await source.createTable(TableName, { ...SCHEMA, stream: 'NEW_IMAGE' })
  return { source, target: await Database.open() }
}

const leftOf = async (source: Database, target: Database): Promise<readonly string[]> => {
  const { tables } = await migrate({ from: source, to: target, follow: false })
  return tables[0]?.left ?? ['no table']
}

describe('at the target', () => {
  test('are the past, insights and the policies, with the names that are there', async () => {
    const { source } = await databases()
    const PointInTimeRecoverySpecification = {
      PointInTimeRecoveryEnabled: true,
      RecoveryPeriodInDays: 7,
    }
    await ask(source, 'UpdateContinuousBackups', { PointInTimeRecoverySpecification })
    const ContributorInsightsAction = 'ENABLE'
    await ask(source, 'UpdateContributorInsights', { ContributorInsightsAction })
    const ofIndex = { ContributorInsightsAction, IndexName: 'bySize' }
    await ask(source, 'UpdateContributorInsights', ofIndex)
    const { TableArn, LatestStreamArn } = await tableOf(source)
    const policies = [
      [TableArn, policyOf(TableArn, 'dynamodb:GetItem')],
      [LatestStreamArn, policyOf(LatestStreamArn, 'dynamodb:GetRecords')],
    ] as const
    for (const [ResourceArn, Policy] of policies) {
      await about(source, 'PutResourcePolicy', { ResourceArn, Policy })
    }
    const target = await Database.open()
    const { tables } = await migrate({
      from: source,
      to: { at: target, region: 'eu-west-1' },
      follow: false,
    })
    expect(tables[0]?.left).toEqual([])
    const there = async (operation: string, json: object = { TableName }): Promise<Told> =>
      (await target.answer({ region: 'eu-west-1', operation, json })) as Told
    expect(await there('DescribeContinuousBackups')).toMatchObject({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: 7,
        },
      },
    })
    const { ContributorInsightsSummaries } = await there('ListContributorInsights')
    expect(ContributorInsightsSummaries).toMatchObject([
      { TableName, ContributorInsightsStatus: 'ENABLED' },
      { TableName, IndexName: 'bySize', ContributorInsightsStatus: 'ENABLED' },
    ])
    const made = (await there('DescribeTable')).Table as {
      TableArn: string
      LatestStreamArn: string
    }
    expect(made.TableArn).toContain('eu-west-1')
    const ofTable = await there('GetResourcePolicy', { ResourceArn: made.TableArn })
    expect(JSON.parse(ofTable.Policy as string)).toEqual(
      JSON.parse(policyOf(made.TableArn, 'dynamodb:GetItem')),
    )
    const ofStream = await there('GetResourcePolicy', { ResourceArn: made.LatestStreamArn })
    expect(JSON.parse(ofStream.Policy as string)).toEqual(
      JSON.parse(policyOf(made.LatestStreamArn, 'dynamodb:GetRecords')),
    )
  })

  test('is the encryption, with the key of the account there, and that is told', async () => {
    const { source, target } = await databases()
    const key = 'arn:aws:kms:us-east-1:111122223333:key/mine'
    await ask(source, 'UpdateTable', {
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
    })
    const left = await leftOf(source, target)
    const { SSEDescription } = await tableOf(target)
    expect(SSEDescription).toMatchObject({ Status: 'ENABLED', SSEType: 'KMS' })
    const { KMSMasterKeyArn } = SSEDescription as Told
    expect(left).toEqual([`encryption: the key is ${KMSMasterKeyArn}, and not ${key}`])
  })

  test('are encryption and a policy that a table had there before', async () => {
    const { source, target } = await databases()
    await target.createTable(TableName, { ...SCHEMA, stream: 'NEW_IMAGE' })
    const key = (name: string) => `arn:aws:kms:us-east-1:111122223333:key/${name}`
    const encrypt = (db: Database, KMSMasterKeyId: string) =>
      ask(db, 'UpdateTable', {
        SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId },
      })
    await encrypt(source, key('mine'))
    await encrypt(target, key('theirs'))
    for (const [db, action] of [
      [source, 'dynamodb:GetItem'],
      [target, 'dynamodb:Query'],
    ] as const) {
      const { TableArn: ResourceArn } = await tableOf(db)
      await about(db, 'PutResourcePolicy', { ResourceArn, Policy: policyOf(ResourceArn, action) })
    }
    expect(await leftOf(source, target)).toEqual([
      `encryption: the key is ${key('theirs')}, and not ${key('mine')}`,
      'resource policy: the table has another one already',
    ])
    expect(await tableOf(target)).toMatchObject({
      SSEDescription: { KMSMasterKeyArn: key('theirs') },
    })
  })

  test('are limits on demand, deletion protection and the class, as the table is made', async () => {
    const { source, target } = await databases()
    const OnDemandThroughput = { MaxReadRequestUnits: 50, MaxWriteRequestUnits: 60 }
    await ask(source, 'UpdateTable', { OnDemandThroughput })
    await ask(source, 'UpdateTable', { TableClass: 'STANDARD_INFREQUENT_ACCESS' })
    await ask(source, 'UpdateTable', { DeletionProtectionEnabled: true })
    expect(await leftOf(source, target)).toEqual([])
    expect(await tableOf(target)).toMatchObject({
      OnDemandThroughput,
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      DeletionProtectionEnabled: true,
    })
  })
})

describe('is told, and not taken over', () => {
  test('what the table could take at once, and an index', async () => {
    const { source, target } = await databases()
    const WarmThroughput = { ReadUnitsPerSecond: 20_000, WriteUnitsPerSecond: 9_000 }
    await ask(source, 'UpdateTable', { WarmThroughput })
    await ask(source, 'UpdateTable', {
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'bySize', WarmThroughput } }],
    })
    const rest =
      'takes 12000 read and 4000 write units a second at once, and 20000 and 9000 at the source'
    expect(await leftOf(source, target)).toEqual([
      `warm throughput: the table ${rest}`,
      `warm throughput: bySize ${rest}`,
    ])
  })

  test('the stream that changes are handed on to, and replicas', async () => {
    const { source, target } = await databases()
    const StreamArn = 'arn:aws:kinesis:us-east-1:111122223333:stream/all'
    source.intercept(async (call, next) => {
      if (call.operation === 'DescribeKinesisStreamingDestination') {
        const gone = { StreamArn: 'gone', DestinationStatus: 'DISABLED' }
        const KinesisDataStreamDestinations = [{ StreamArn, DestinationStatus: 'ACTIVE' }, gone]
        return { TableName, KinesisDataStreamDestinations }
      }
      const answer = (await next(call)) as { readonly Table?: object }
      if (call.operation !== 'DescribeTable') return answer
      return { Table: { ...answer.Table, Replicas: [{ RegionName: 'eu-west-1' }] } }
    })
    expect(await leftOf(source, target)).toEqual([
      `kinesis streaming: changes at the target are not handed on to ${StreamArn}`,
      'replicas: none are made in eu-west-1',
    ])
  })

  test('what one side refuses, by its name; what the source knows nothing of is nothing', async () => {
    const { source, target } = await databases()
    const { TableArn: ResourceArn } = await tableOf(source)
    const Policy = policyOf(ResourceArn, 'dynamodb:GetItem')
    await about(source, 'PutResourcePolicy', { ResourceArn, Policy })
    const isUnknown = /Insights|ContinuousBackups|Kinesis/
    source.intercept(async (call, next) => {
      if (isUnknown.test(call.operation)) throw new UnknownOperationException('')
      if (call.operation === 'DescribeTimeToLive') throw new ValidationException('not for you')
      return await next(call)
    })
    target.intercept(async (call, next) => {
      if (call.operation === 'PutResourcePolicy') throw new ValidationException('nobody is there')
      return await next(call)
    })
    expect(await leftOf(source, target)).toEqual([
      'time to live: not for you',
      'resource policy: nobody is there',
    ])
  })
})

test('a migration that ends at any call of its end gives the target everything all the same', async () => {
  for (let call = 1; call <= 36; call += 1) {
    const { source, target } = await databases()
    await source.table(TableName).setTimeToLive('gone')
    const { TableArn: ResourceArn } = await tableOf(source)
    const Policy = policyOf(ResourceArn, 'dynamodb:GetItem')
    await about(source, 'PutResourcePolicy', { ResourceArn, Policy })
    const SSESpecification = { Enabled: true, SSEType: 'KMS' }
    await ask(source, 'UpdateTable', { SSESpecification })
    const options = { from: source, to: target, follow: false, journal: newPath() }
    const stop = endAt(target, call, call % 2 === 0)
    await migrate(options).catch(error => expect(error.message).toBe('the end'))
    stop()
    const { tables } = await migrate(options)
    expect(tables).toMatchObject([{ isDone: true, left: [] }])
    expect(await tableOf(target)).toMatchObject({ SSEDescription: { Status: 'ENABLED' } })
    expect(await ask(target, 'DescribeTimeToLive')).toMatchObject({
      TimeToLiveDescription: { AttributeName: 'gone' },
    })
    expect(await about(target, 'GetResourcePolicy', { ResourceArn })).toHaveProperty('Policy')
  }
})
