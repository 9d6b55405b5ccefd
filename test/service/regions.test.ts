/** Regions are made when they are asked for; those that nobody uses do not stay. */

import { expect, test } from 'vitest'
import { Jobs } from '../../src/api/jobs.js'
import { Database } from '../../src/database.js'
import { Catalog } from '../../src/engine/catalog.js'
import { Committer } from '../../src/engine/commit.js'
import { MemoryLog } from '../../src/engine/log.js'
import { Regions } from '../../src/engine/regions.js'
import { TableImages } from '../../src/engine/table-images.js'
import { systemFiles } from '../../src/env/files.js'
import { systemRandom } from '../../src/env/random.js'
import { Account } from '../../src/service/account.js'
import { RequestTokens } from '../../src/service/request-tokens.js'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import { STREAM_LIMITS } from '../../src/streams/stream.js'
import { Streams } from '../../src/streams/streams.js'
import { ManualClock } from '../support/clock.js'
import { NO_PAST } from './region.js'

const TABLE = {
  TableName: 'table',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
}

function accountOf(regions: Regions): Account {
  const clock = new ManualClock()
  const log = new MemoryLog(1)
  const committer = new Committer(log, clock, [new Catalog(regions)])
  const streams = new Streams(regions, { clock, log, limits: STREAM_LIMITS })
  const tokens = new RequestTokens(clock)
  const options = { regions, committer, streams, tokens, clock, random: systemRandom }
  const transfers = { jobs: new Jobs(), files: systemFiles, buckets: new Map() }
  const kept = { images: new TableImages(undefined), past: NO_PAST, transfers }
  const doors = { bringUp: () => {}, evaluate: () => Promise.resolve() }
  const settings = {
    home: 'us-east-1',
    disabledRegions: new Set<string>(),
    transientStatusDuration: 0,
  }
  return new Account({ ...options, ...kept, ...doors, ...settings })
}

const newRegions = (): Regions =>
  new Regions({ clock: new ManualClock(), partitionLimits: PARTITION_LIMITS })

test('a thousand names that have no tables are not kept', async () => {
  const regions = newRegions()
  const account = accountOf(regions)
  await account.answer({ region: 'us-east-1', operation: 'ListTables', json: {} })
  await account.answer({ region: 'eu-west-1', operation: 'CreateTable', json: TABLE })
  for (let index = 0; index < 1000; index += 1) {
    const call = { region: `region-${index}`, operation: 'ListTables', json: {} }
    expect(await account.answer(call)).toEqual({ TableNames: [] })
  }
  const kept = [...regions.all].map(({ name }) => name)
  expect(kept).toEqual(['us-east-1', 'eu-west-1', 'region-999'])
  expect(account.regionNames()).toEqual(['eu-west-1'])
})

test('a region whose last table is gone goes too, and can have tables again', async () => {
  const regions = newRegions()
  const account = accountOf(regions)
  const call = (region: string, operation: string, json: object): Promise<object> =>
    account.answer({ region, operation, json })
  for (let round = 0; round < 3; round += 1) {
    await call('eu-west-1', 'CreateTable', TABLE)
    await call('eu-west-1', 'PutItem', { TableName: 'table', Item: { id: { S: 'a' } } })
    await call('ap-south-1', 'ListTables', {})
    expect(await call('eu-west-1', 'Scan', { TableName: 'table' })).toMatchObject({ Count: 1 })
    await call('eu-west-1', 'DeleteTable', { TableName: 'table' })
    await call('ap-north-1', 'ListTables', {})
    expect([...regions.all].map(({ name }) => name)).not.toContain('eu-west-1')
  }
})

test('the region of a database itself stays, with and without tables', async () => {
  const db = await Database.open({ region: 'eu-central-1' })
  const ask = async (region: string): Promise<object> =>
    db.answer({ region, operation: 'ListTables', json: {} })
  await ask('eu-west-1')
  await ask('eu-west-2')
  const table = await db.createTable()('table', { partitionKey: { id: 'S' } })
  await table.put({ id: 'a' })
  expect(await ask('eu-central-1')).toEqual({ TableNames: ['table'] })
  const fork = db.fork()
  await fork.answer({ region: 'eu-west-1', operation: 'ListTables', json: {} })
  await fork.dropTable('table')
  await fork.answer({ region: 'eu-west-2', operation: 'ListTables', json: {} })
  await fork.createTable()('other', { partitionKey: { id: 'S' } })
  expect(fork.tables()).toEqual(['other'])
  expect(db.tables()).toEqual(['table'])
})
