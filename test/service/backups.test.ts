/** Backups and restores by clients of the AWS SDK: a deleted table is had back, also after the database was opened again. */

import {
  CreateBackupCommand,
  CreateTableCommand,
  DeleteBackupCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  ListBackupsCommand,
  PutItemCommand,
  QueryCommand,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { openOn } from '../disk/simulated-database.js'
import { ManualClock } from '../support/clock.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'

const MINUTE = 60_000
const Orders = { TableName: 'Orders' }
const BY_COLOR: GlobalSecondaryIndex = {
  IndexName: 'byColor',
  KeySchema: [{ AttributeName: 'color', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
}

function clientOf(db: Database): DynamoDBClient {
  return new DynamoDBClient(db.clientConfig({ maxAttempts: 1 }))
}

async function createOrders(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      ...Orders,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'color', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [BY_COLOR],
    }),
  )
}

async function put(client: DynamoDBClient, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const Item = { id: { S: id }, color: { S: 'red' } }
    await client.send(new PutItemCommand({ ...Orders, Item }))
  }
}

async function idsIn(client: DynamoDBClient, TableName: string): Promise<readonly string[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }))
  return Items.map(({ id }) => id?.S ?? '').sort()
}

async function redIn(client: DynamoDBClient, TableName: string, IndexName: string) {
  const query = new QueryCommand({
    TableName,
    IndexName,
    KeyConditionExpression: 'color = :color',
    ExpressionAttributeValues: { ':color': { S: 'red' } },
  })
  return (await client.send(query)).Count
}

const turnOn = new UpdateContinuousBackupsCommand({
  ...Orders,
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
})

test('a table that was deleted by mistake is restored from the backup that it left', async () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 22))
  await using db = await Database.open({ clock, transientStatusDuration: MINUTE })
  const client = clientOf(db)
  await createOrders(client)
  await clock.advance(MINUTE)
  await client.send(turnOn)
  await put(client, 'a', 'b')
  await client.send(new DeleteTableCommand(Orders))
  await clock.advance(MINUTE)
  const listed = await client.send(new ListBackupsCommand({ ...Orders, BackupType: 'SYSTEM' }))
  const [backup] = listed.BackupSummaries ?? []
  expect(backup?.BackupCreationDateTime).toEqual(new Date(clock.now()))
  const again = { TargetTableName: 'Orders', BackupArn: backup?.BackupArn }
  const { TableDescription } = await client.send(new RestoreTableFromBackupCommand(again))
  expect(TableDescription?.RestoreSummary?.SourceBackupArn).toBe(backup?.BackupArn)
  await clock.advance(MINUTE)
  const { Table } = await client.send(new DescribeTableCommand(Orders))
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', ItemCount: 2 })
  expect(Table?.RestoreSummary).toBeUndefined()
  expect(await idsIn(client, 'Orders')).toEqual(['a', 'b'])
})

test('a table is restored to the millisecond', async () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 22))
  await using db = await Database.open({ clock })
  const client = clientOf(db)
  await createOrders(client)
  await client.send(turnOn)
  const times: Date[] = []
  for (const id of ['a', 'b', 'c']) {
    await clock.advance(1)
    await put(client, id)
    times.push(new Date(clock.now()))
  }
  await clock.advance(5 * MINUTE)
  const { ContinuousBackupsDescription } = await client.send(
    new DescribeContinuousBackupsCommand(Orders),
  )
  const { PointInTimeRecoveryDescription: told } = ContinuousBackupsDescription ?? {}
  expect(told?.LatestRestorableDateTime).toEqual(times[2])
  for (const [nth, RestoreDateTime] of times.entries()) {
    const TargetTableName = `copy-${nth}`
    const request = { SourceTableName: 'Orders', TargetTableName, RestoreDateTime }
    await client.send(new RestoreTableToPointInTimeCommand(request))
    expect(await idsIn(client, TargetTableName)).toEqual(['a', 'b', 'c'].slice(0, nth + 1))
    expect(await redIn(client, TargetTableName, 'byColor')).toBe(nth + 1)
  }
})

test('an index that was renamed is there under its new name, and so in backups of the new table', async () => {
  await using db = await Database.open()
  const client = clientOf(db)
  await createOrders(client)
  await put(client, 'a', 'b')
  const backUp = async (TableName: string): Promise<string | undefined> => {
    const BackupName = `of-${TableName}`
    const { BackupDetails } = await client.send(new CreateBackupCommand({ TableName, BackupName }))
    return BackupDetails?.BackupArn
  }
  await client.send(
    new RestoreTableFromBackupCommand({
      TargetTableName: 'renamed',
      BackupArn: await backUp('Orders'),
      GlobalSecondaryIndexOverride: [{ ...BY_COLOR, IndexName: 'ofColor' }],
    }),
  )
  expect(await redIn(client, 'renamed', 'ofColor')).toBe(2)
  const second = { TargetTableName: 'second', BackupArn: await backUp('renamed') }
  await client.send(new RestoreTableFromBackupCommand(second))
  expect(await redIn(client, 'second', 'ofColor')).toBe(2)
})

test('on disk a backup is answered once its file is there, and restored after the next opening', async () => {
  const files = new SimulatedFiles(new Random(1))
  const first = await openOn(files)
  await createOrders(clientOf(first))
  await put(clientOf(first), 'a', 'b')
  const create = new CreateBackupCommand({ ...Orders, BackupName: 'first' })
  const { BackupDetails } = await clientOf(first).send(create)
  const BackupArn = BackupDetails?.BackupArn
  const id = BackupArn?.slice(BackupArn.lastIndexOf('/') + 1)
  expect(await files.list('/data/db')).toContain(`backup-${id}.hri`)
  await first.close()

  const second = await openOn(files)
  const client = clientOf(second)
  const restore = new RestoreTableFromBackupCommand({ TargetTableName: 'Again', BackupArn })
  const restored = second.answer({
    region: 'us-east-1',
    operation: 'RestoreTableFromBackup',
    json: restore.input,
  })
  const another = { TargetTableName: 'Another', BackupArn }
  await Promise.all([
    expect(client.send(restore)).rejects.toThrow('Table: Again is already being restored from'),
    expect(client.send(new RestoreTableFromBackupCommand(another))).rejects.toThrow(
      'Backup is being used to restore another table',
    ),
    expect(client.send(new DeleteBackupCommand({ BackupArn }))).rejects.toThrow(
      'Backup is being used to restore table',
    ),
    expect(
      client.send(
        new CreateTableCommand({
          TableName: 'Again',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        }),
      ),
    ).rejects.toThrow('Table is being used: Again'),
    restored,
  ])
  expect(await idsIn(client, 'Again')).toEqual(['a', 'b'])
  await client.send(new DeleteBackupCommand({ BackupArn }))
  await second.close()

  await using third = await openOn(files)
  expect(await idsIn(clientOf(third), 'Again')).toEqual(['a', 'b'])
  expect(await redIn(clientOf(third), 'Again', 'byColor')).toBe(2)
})
