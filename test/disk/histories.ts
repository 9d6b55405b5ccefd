/**
 * Histories of a database: requests of all kinds, by chance, and everything that can be read of it as one text. Two databases
 * to which the same was done are the same text.
 */

import type { Database } from '../../src/index.js'
import { DynamoError } from '../../src/index.js'
import type { Random } from '../support/random.js'

export interface Request {
  readonly operation: string
  readonly json: object
}

const REGIONS = ['us-east-1', 'eu-west-1'] as const
const TABLES = ['first', 'second'] as const
const GLOBAL_INDEX = {
  IndexName: 'byColor',
  KeySchema: [
    { AttributeName: 'color', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n'] },
}
const LOCAL_INDEX = {
  IndexName: 'bySize',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'size', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
}
/** The time at which histories begin, in milliseconds since 1970. */
export const START = Date.UTC(2026, 0, 1)

const ATTRIBUTES = [
  { AttributeName: 'pk', AttributeType: 'S' },
  { AttributeName: 'sk', AttributeType: 'S' },
  { AttributeName: 'color', AttributeType: 'S' },
]

/** Removes what has expired. It is no request of the service's, and one commit for each item. */
export const SWEEP: Request = { operation: 'sweep', json: {} }

/** Time passes. It is no request either, and whoever has the clocks sees to it. */
export const PASS = 'pass'

/** Makes a table of what another one was. Others wait for it, since it takes its turns on a disk. */
export const RESTORE: Request = {
  operation: 'RestoreTableToPointInTime',
  json: { SourceTableName: 'first', TargetTableName: 'third', UseLatestRestorableTime: true },
}

/** The tokens of transactions, each of which is always the same one. */
export const TOKENS = ['token-0', 'token-1', 'token-2', 'token-3'] as const

/** A request, of any kind. Most write items; some change tables. */
export function randomRequest(random: Random): Request {
  const TableName = random.pick(TABLES)
  switch (random.below(32)) {
    case 0:
      return { operation: 'CreateTable', json: randomTable(TableName, random) }
    case 1:
      return {
        operation: 'DeleteTable',
        json: { TableName: random.pick([TableName, 'third', 'third', '']) },
      }
    case 2:
      return { operation: 'UpdateTable', json: { TableName, ...streamSetting(random) } }
    case 3:
      return { operation: 'UpdateTable', json: { TableName, ...indexChange(random) } }
    case 4:
    case 5:
      return { operation: 'UpdateItem', json: randomUpdate(TableName, random) }
    case 6:
    case 7:
    case 8:
      return { operation: 'DeleteItem', json: { TableName, Key: randomKey(random) } }
    case 9:
    case 10:
      return random.chance(1 / 2)
        ? transactionOf(random.pick(TOKENS))
        : transaction(String(random.below(9)))
    case 11:
      return { operation: 'TagResource', json: randomTags(TableName, random) }
    case 12:
      return { operation: 'UpdateTimeToLive', json: randomTimeToLive(random) }
    case 13:
    case 14:
      return { operation: 'UpdateContinuousBackups', json: randomRecovery(TableName, random) }
    case 15:
      return {
        operation: 'CreateBackup',
        json: { TableName, BackupName: `b${random.below(1e6)}xx` },
      }
    case 16:
    case 17:
      return RESTORE
    case 18:
    case 19:
    case 20:
      return { operation: PASS, json: { milliseconds: random.pick([1, 100, 400_000]) } }
    default:
      return { operation: 'PutItem', json: { TableName, Item: randomItem(random) } }
  }
}

/** The requests that give a history something to work on. */
export function firstRequests(random: Random): Request[] {
  return TABLES.map(name => ({ operation: 'CreateTable', json: randomTable(name, random) }))
}

/** The transaction of a token. */
export function transactionOf(token: string): Request {
  const { operation, json } = transaction(token)
  return { operation, json: { ...json, ClientRequestToken: token } }
}

/** Does what is requested. What is refused is done nowhere. */
export async function send(db: Database, { operation, json }: Request): Promise<void> {
  try {
    if (operation === PASS) return
    if (operation === SWEEP.operation) await db.sweep()
    else await db.answer({ region: REGIONS[0], operation, json })
  } catch (error) {
    if (!(error instanceof DynamoError) || error.statusCode >= 500) throw error
  }
}

/** Everything that can be read of a database, but for what is random in itself. */
export async function textOf(db: Database): Promise<string> {
  const parts: unknown[] = [await numberOfCommits(db)]
  const { TableNames } = (await ask(db, 'ListTables', {})) as { TableNames: readonly string[] }
  for (const TableName of TableNames) {
    const { Table } = (await ask(db, 'DescribeTable', { TableName })) as {
      Table: Record<string, unknown> & IndexesWire
    }
    parts.push({ ...Table, TableId: undefined })
    parts.push(await ask(db, 'DescribeTimeToLive', { TableName }))
    parts.push(await ask(db, 'ListTagsOfResource', { ResourceArn: Table.TableArn }))
    parts.push((await ask(db, 'Scan', { TableName, ReturnConsumedCapacity: 'NONE' })) as object)
    parts.push(await pastOf(db, TableName))
    const indexes = [
      ...(Table.GlobalSecondaryIndexes ?? []),
      ...(Table.LocalSecondaryIndexes ?? []),
    ]
    for (const { IndexName } of indexes) {
      parts.push(await ask(db, 'Scan', { TableName, IndexName }))
    }
  }
  parts.push(await streamsOf(db))
  parts.push(await backupsOf(db))
  return JSON.stringify(parts, undefined, 1)
}

/** What a stream that was turned on now would begin with: it tells the number of the last commit, also of one that left no trace. */
async function numberOfCommits(db: Database): Promise<unknown> {
  const fork = db.fork()
  const schema = { partitionKey: { id: 'S' }, stream: 'KEYS_ONLY' } as const
  await fork.createTable('ofItsOwn', schema)
  const { Streams } = (await ask(fork, 'ListStreams', { TableName: 'ofItsOwn' })) as StreamsWire
  const stream = await ask(fork, 'DescribeStream', { StreamArn: Streams[0]?.StreamArn })
  return (stream as StreamWire).StreamDescription.Shards
}

/** What a table was, and what its indexes had, at the first moment that is known, and at one since then. */
async function pastOf(db: Database, name: string): Promise<unknown[]> {
  const table = db.table(name)
  const { pointInTimeRecovery: recovery } = table.describe()
  if (recovery === undefined) return []
  const [first, last] = [recovery.earliest.getTime(), recovery.latest.getTime()]
  return [first, Math.floor((first + last) / 2)].map(time => {
    const past = table.at(new Date(time))
    return [time, past.scan().all()]
  })
}

/** The backups, but for what is random of them. */
async function backupsOf(db: Database): Promise<unknown[]> {
  const { BackupSummaries } = (await ask(db, 'ListBackups', { BackupType: 'ALL' })) as {
    readonly BackupSummaries: readonly object[]
  }
  return BackupSummaries.map(summary => ({ ...summary, BackupArn: undefined, TableId: undefined }))
    .map(summary => JSON.stringify(summary))
    .sort()
}

/** What the backups hold, in the order of their names. Those of deleted tables have the names of these. */
export async function contentsOfBackups(db: Database): Promise<string> {
  const contents: string[] = []
  for (const backup of db.backups()) {
    const fork = db.fork()
    const table = await fork.restore({ backup, as: 'restored' })
    contents.push(JSON.stringify([backup.name, backup.createdAt, table.scan().all()]))
  }
  return contents.sort().join('\n')
}

interface IndexesWire {
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string }[]
  readonly LocalSecondaryIndexes?: readonly { readonly IndexName: string }[]
}
interface StreamsWire {
  readonly Streams: readonly { readonly StreamArn: string }[]
}
interface StreamWire {
  readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] }
}
interface RecordsWire {
  readonly Records: readonly { readonly eventID: string }[]
}

async function streamsOf(db: Database): Promise<unknown[]> {
  const { Streams } = (await ask(db, 'ListStreams', {})) as StreamsWire
  const parts: unknown[] = []
  for (const { StreamArn } of Streams) {
    const stream = (await ask(db, 'DescribeStream', { StreamArn })) as StreamWire
    parts.push(stream)
    for (const { ShardId } of stream.StreamDescription.Shards) {
      const from = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }
      const iterator = (await ask(db, 'GetShardIterator', from)) as object
      const { Records } = (await ask(db, 'GetRecords', iterator)) as RecordsWire
      parts.push(Records)
    }
  }
  return parts
}

/** The answer, or the refusal. */
async function ask(db: Database, operation: string, json: object): Promise<object> {
  try {
    return await db.answer({ region: REGIONS[0], operation, json })
  } catch (error) {
    if (error instanceof DynamoError && error.statusCode < 500) return { refused: error.message }
    throw error
  }
}

function randomTable(TableName: string, random: Random): object {
  const hasLocal = random.chance(1 / 2)
  const hasGlobal = random.chance(1 / 2)
  return {
    TableName,
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      ...ATTRIBUTES.slice(0, hasGlobal ? 3 : 2),
      ...(hasLocal ? [{ AttributeName: 'size', AttributeType: 'N' }] : []),
    ],
    BillingMode: 'PAY_PER_REQUEST',
    ...(hasLocal && { LocalSecondaryIndexes: [LOCAL_INDEX] }),
    ...(hasGlobal && { GlobalSecondaryIndexes: [GLOBAL_INDEX] }),
    ...(random.chance(2 / 3) && streamSetting(random)),
  }
}

function streamSetting(random: Random): object {
  if (random.chance(1 / 4)) return { StreamSpecification: { StreamEnabled: false } }
  const views = ['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY'] as const
  return { StreamSpecification: { StreamEnabled: true, StreamViewType: random.pick(views) } }
}

function indexChange(random: Random): object {
  if (random.chance(1 / 2)) {
    return { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byColor' } }] }
  }
  return {
    AttributeDefinitions: ATTRIBUTES,
    GlobalSecondaryIndexUpdates: [{ Create: GLOBAL_INDEX }],
  }
}

function randomRecovery(TableName: string, random: Random): object {
  const PointInTimeRecoveryEnabled = random.chance(4 / 5)
  return { TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled } }
}

function randomTags(TableName: string, random: Random): object {
  const ResourceArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}`
  return { ResourceArn, Tags: [{ Key: `k${random.below(3)}`, Value: `v${random.below(9)}` }] }
}

const KEYS = 24

const randomKey = (random: Random): object => keyOf(random.below(KEYS))

const keyOf = (number: number): object => ({
  pk: { S: `p${number % 3}` },
  sk: { S: `s${number % 8}` },
})

function randomItem(random: Random): object {
  const number = random.below(KEYS)
  const item: Record<string, object> = { ...keyOf(number) }
  // No two items expire in one second, so that it is known in which order they are removed.
  const second = START / 1000 + number + KEYS * random.below(100)
  if (random.chance(1 / 3)) item.expires = { N: String(second) }
  if (random.chance(2 / 3))
    item.color = { S: random.pick(['red', 'green', '\u00fcber', '\ud83d\ude00']) }
  if (random.chance(1 / 2)) item.size = { N: String(random.between(-5, 5)) }
  if (random.chance(1 / 2)) item.n = { N: random.pick(['0', '1.5', '1e40', '-0.3']) }
  if (random.chance(1 / 3))
    item.list = { L: [{ M: { [random.pick('abc'.split(''))]: { BOOL: true } } }] }
  if (random.chance(1 / 8))
    item.bytes = { B: Buffer.alloc(random.below(3000), 7).toString('base64') }
  return item
}

function randomUpdate(TableName: string, random: Random): object {
  return {
    TableName,
    Key: randomKey(random),
    UpdateExpression: 'SET color = :c ADD n :n',
    ExpressionAttributeValues: { ':c': { S: `c${random.below(4)}` }, ':n': { N: '1' } },
  }
}

function transaction(name: string): Request {
  return {
    operation: 'TransactWriteItems',
    json: {
      TransactItems: TABLES.map(TableName => ({
        Update: {
          TableName,
          Key: { pk: { S: 'p1' }, sk: { S: `t${name}` } },
          UpdateExpression: 'ADD n :n',
          ExpressionAttributeValues: { ':n': { N: '1' } },
        },
      })),
    },
  }
}

/** Of one table only: in which order those of several are swept, nobody promises. */
function randomTimeToLive(random: Random): object {
  const Enabled = random.chance(3 / 4)
  const TimeToLiveSpecification = { Enabled, AttributeName: 'expires' }
  return { TableName: TABLES[0], TimeToLiveSpecification }
}
