/** Exports and imports by a client of the AWS SDK, with a directory that stands for a bucket. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDB, type TableCreationParameters } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'

const PARAMETERS: Omit<TableCreationParameters, 'TableName'> = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
}

let directory = ''

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hashrange-'))
})

afterAll(() => rm(directory, { recursive: true }))

async function world(clock = new ManualClock()) {
  const db = await Database.open({ clock, buckets: { bucket: directory } })
  const client = new DynamoDB(db.clientConfig({ maxAttempts: 1 }))
  const { TableDescription } = await client.createTable({ TableName: 'Orders', ...PARAMETERS })
  await client.updateContinuousBackups({
    TableName: 'Orders',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  })
  const orders = db.table('Orders')
  for (const id of ['a', 'b', 'c']) await orders.put({ id, n: 1 })
  return { db, client, clock, orders, TableArn: TableDescription?.TableArn }
}

type World = Awaited<ReturnType<typeof world>>

async function endedExport({ client }: World, ExportArn: string | undefined) {
  for (;;) {
    const { ExportDescription } = await client.describeExport({ ExportArn })
    if (ExportDescription?.ExportStatus !== 'IN_PROGRESS') return ExportDescription
    await new Promise(setImmediate)
  }
}

async function endedImport({ client }: World, ImportArn: string | undefined) {
  for (;;) {
    const { ImportTableDescription } = await client.describeImport({ ImportArn })
    if (ImportTableDescription?.ImportStatus !== 'IN_PROGRESS') return ImportTableDescription
    await new Promise(setImmediate)
  }
}

test('what is exported is imported again, and both stay told of', async () => {
  const here = await world()
  const { client, db, TableArn } = here
  const request = { TableArn, S3Bucket: 'bucket', S3Prefix: 'full', ClientToken: 'one' }
  const begun = (await client.exportTableToPointInTime(request)).ExportDescription
  expect(begun).toMatchObject({ ExportStatus: 'IN_PROGRESS', S3SseAlgorithm: 'AES256', TableArn })
  const exported = await endedExport(here, begun?.ExportArn)
  expect(exported).toMatchObject({ ExportStatus: 'COMPLETED', ItemCount: 3, ClientToken: 'one' })
  const again = (await client.exportTableToPointInTime(request)).ExportDescription
  expect(again).toEqual(exported)
  await expect(
    client.exportTableToPointInTime({ ...request, S3Prefix: 'other' }),
  ).rejects.toMatchObject({ name: 'ExportConflictException' })

  const S3KeyPrefix = `${exported?.ExportManifest?.replace(/[^/]*$/, '')}data`
  const { ImportTableDescription } = await client.importTable({
    S3BucketSource: { S3Bucket: 'bucket', S3KeyPrefix },
    InputFormat: 'DYNAMODB_JSON',
    InputCompressionType: 'GZIP',
    TableCreationParameters: { TableName: 'Again', ...PARAMETERS },
  })
  const imported = await endedImport(here, ImportTableDescription?.ImportArn)
  expect(imported).toMatchObject({
    ImportStatus: 'COMPLETED',
    ProcessedItemCount: 3,
    ImportedItemCount: 3,
    ErrorCount: 0,
    TableCreationParameters: { TableName: 'Again' },
  })
  expect(db.table('Again').scan().all()).toEqual(db.table('Orders').scan().all())
  expect((await client.listExports({ TableArn })).ExportSummaries).toEqual([
    { ExportArn: begun?.ExportArn, ExportStatus: 'COMPLETED', ExportType: 'FULL_EXPORT' },
  ])
  expect((await client.listImports({})).ImportSummaryList).toMatchObject([
    { ImportArn: imported?.ImportArn, ImportStatus: 'COMPLETED', S3BucketSource: { S3KeyPrefix } },
  ])
  await client.deleteTable({ TableName: 'Orders' })
  expect((await client.listExports({ TableArn })).ExportSummaries).toEqual([])
  expect(await endedExport(here, begun?.ExportArn)).toEqual(exported)
  here.clock.advance(90 * 86_400_000)
  await expect(client.describeExport({ ExportArn: begun?.ExportArn })).rejects.toMatchObject({
    name: 'ExportNotFoundException',
  })
  await db.close()
})

test('a bucket that nothing stands for is accepted, and then told of', async () => {
  const here = await world()
  const { client, db, TableArn } = here
  const { ExportDescription } = await client.exportTableToPointInTime({
    TableArn,
    S3Bucket: 'missing',
  })
  expect(await endedExport(here, ExportDescription?.ExportArn)).toMatchObject({
    ExportStatus: 'FAILED',
    FailureCode: 'S3NoSuchBucket',
  })
  const { ImportTableDescription } = await client.importTable({
    S3BucketSource: { S3Bucket: 'missing' },
    InputFormat: 'DYNAMODB_JSON',
    TableCreationParameters: { TableName: 'Again', ...PARAMETERS },
  })
  expect(await endedImport(here, ImportTableDescription?.ImportArn)).toMatchObject({
    ImportStatus: 'FAILED',
    FailureCode: 'S3NoSuchBucket',
  })
  expect(db.tables()).toEqual(['Orders'])
  await db.close()
})
