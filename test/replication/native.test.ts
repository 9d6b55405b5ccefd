/** Replicas by the native interface: made by a schema, read in each region, over links that a test scripts. */

import { expect, test } from 'vitest'
import { Database, LinkCut } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'

const HOME = 'us-east-1'
const EU = 'eu-west-1'
const AP = 'ap-northeast-1'
const REPLICATED = { partitionKey: { id: 'S' }, replicas: [EU] } as const

async function opened(clock = new ManualClock()) {
  const db = await Database.open({ clock })
  const home = await db.createTable('Orders', REPLICATED)
  const abroad = db.inRegion(EU).table(home)
  return { db, home, abroad, clock }
}

test('what is written in one region is there in the others once the write is awaited', async () => {
  const { db, home, abroad } = await opened()
  await home.put({ id: 'a', n: 1 })
  expect(abroad.get({ id: 'a' })).toEqual({ id: 'a', n: 1 })
  await abroad.delete({ id: 'a' })
  expect(home.get({ id: 'a' })).toBeUndefined()
  expect(db.inRegion(EU).tables()).toEqual(['Orders'])
  await db.replicated()
})

test('a write takes the time of its link, and the last writer of an item wins, whole', async () => {
  const { db, home, abroad, clock } = await opened()
  db.setLink(HOME, EU, { delay: 100 })
  db.setLink(EU, HOME, { delay: 10 })
  await home.put({ id: 'a', home: true })
  await clock.advance(1)
  await abroad.put({ id: 'a', abroad: true })
  expect(home.get({ id: 'a' })).toEqual({ id: 'a', home: true })
  const all = db.replicated()
  await clock.advance(10)
  expect(home.get({ id: 'a' })).toEqual({ id: 'a', abroad: true })
  await clock.advance(100)
  await all
  expect(abroad.get({ id: 'a' })).toEqual({ id: 'a', abroad: true })
})

test('a region that is cut off goes on, and has and tells all when it is back', async () => {
  const { db, home, abroad } = await opened()
  for (const [from, to] of [
    [HOME, EU],
    [EU, HOME],
  ] as const) {
    db.setLink(from, to, { isCut: true })
  }
  await db.replicated()
  await home.put({ id: 'a' })
  await abroad.put({ id: 'b' })
  await expect(db.replicated()).rejects.toThrow(
    "Writes are on their way from us-east-1 to eu-west-1, and the link is cut: setLink('us-east-1', 'eu-west-1', {}) lets them arrive",
  )
  await expect(db.replicated()).rejects.toBeInstanceOf(LinkCut)
  expect([...home.scan()]).toEqual([{ id: 'a' }])
  db.setLink(HOME, EU)
  db.setLink(EU, HOME)
  await db.replicated()
  expect(home.get({ id: 'b' })).toEqual({ id: 'b' })
  expect(abroad.get({ id: 'a' })).toEqual({ id: 'a' })
})

test('a fork goes on with what is on its way, and its original does not see it', async () => {
  const { db, home, abroad, clock } = await opened()
  db.setLink(HOME, EU, { delay: 100 })
  await home.put({ id: 'a' })
  const fork = db.fork()
  await fork.table(home).put({ id: 'b' })
  await clock.advance(100)
  await Promise.all([db.replicated(), fork.replicated()])
  expect([...abroad.scan()]).toEqual([{ id: 'a' }])
  expect([...fork.inRegion(EU).table(home).scan()]).toHaveLength(2)
})

test('an expired item is removed in one region, and replicates as any removal', async () => {
  const clock = new ManualClock()
  const db = await Database.open({ clock })
  const schema = { ...REPLICATED, replicas: [EU, AP], timeToLive: 'till' } as const
  const home = await db.createTable('Orders', schema)
  await home.put({ id: 'a', till: Math.floor(clock.now() / 1000) + 1 })
  await clock.advance(120_000)
  await db.replicated()
  for (const region of [HOME, EU, AP]) {
    const table = db.inRegion(region).table(home)
    expect(table.get({ id: 'a' }), region).toBeUndefined()
    const { Records } = await recordsOf(db, region)
    const [, removal] = Records
    expect(removal?.eventName, region).toBe('REMOVE')
    const expired = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' }
    // That of the region whose name sorts first.
    expect(removal?.userIdentity, region).toEqual(region === AP ? expired : undefined)
  }
})

interface Answer {
  readonly LatestStreamArn: string
  readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] }
  readonly ShardIterator: string
  readonly Records: readonly {
    readonly eventName: string
    readonly awsRegion: string
    readonly userIdentity?: object
    readonly dynamodb: object
  }[]
}

async function recordsOf(db: Database, region: string): Promise<Pick<Answer, 'Records'>> {
  const ask = (operation: string, json: object): Promise<Answer> =>
    db.answer({ region, operation, json }) as Promise<Answer>
  const described = (await ask('DescribeTable', { TableName: 'Orders' })) as unknown as {
    readonly Table: Answer
  }
  const StreamArn = described.Table.LatestStreamArn
  const { StreamDescription } = await ask('DescribeStream', { StreamArn })
  const records = []
  for (const { ShardId } of StreamDescription.Shards) {
    const place = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }
    const { ShardIterator } = await ask('GetShardIterator', place)
    records.push(...(await ask('GetRecords', { ShardIterator })).Records)
  }
  return { Records: records }
}

test('the stream of each region has every change by what it was there', async () => {
  const { db, home, abroad } = await opened()
  await home.put({ id: 'a', n: 1 })
  await abroad.put({ id: 'a', n: 2 })
  await home.delete({ id: 'a' })
  for (const region of [HOME, EU]) {
    const { Records } = await recordsOf(db, region)
    expect(Records.map(({ eventName, awsRegion }) => [eventName, awsRegion])).toEqual([
      ['INSERT', region],
      ['MODIFY', region],
      ['REMOVE', region],
    ])
  }
})

test('a write consumes units in every region, of its indexes too, and none is ever refused', async () => {
  const db = await Database.open({ clock: new ManualClock(), throttle: true })
  const schema = {
    ...REPLICATED,
    globalIndexes: { byGroup: { partitionKey: { group: 'S' } } },
  } as const
  const home = await db.createTable('Orders', schema)
  const abroad = db.inRegion(EU).table(home)
  // Of either region alone less than a partition takes in a second, of both together more.
  db.setLink(EU, HOME, { isCut: true })
  db.setLink(HOME, EU, { isCut: true })
  const text = 'x'.repeat(1_500)
  for (let n = 0; n < 450; n += 1) {
    await home.put({ id: `a${n}`, group: 'g', text })
    await abroad.put({ id: `b${n}`, group: 'g', text })
  }
  db.setLink(EU, HOME)
  db.setLink(HOME, EU)
  await db.replicated()
  const [here, there] = [home, abroad].map(table => [
    table.describe(),
    table.index('byGroup').describe(),
  ])
  expect(here?.map(({ itemCount }) => itemCount)).toEqual([900, 900])
  expect(here?.map(({ writeUnits }) => writeUnits)).toEqual([1800, 1800])
  expect(there?.map(({ writeUnits }) => writeUnits)).toEqual([1800, 1800])
  await expect(abroad.put({ id: 'y', group: 'g' })).rejects.toThrow(/throughput/i)
})

test('indexes and time to live are of all replicas; what is of one alone is refused', async () => {
  const { db, home, abroad } = await opened()
  await home.put({ id: 'a', group: 'g' })
  await abroad.addIndex('byGroup', { partitionKey: { group: 'S' } })
  const { Items } = (await db.answer({
    region: HOME,
    operation: 'Scan',
    json: { TableName: 'Orders', IndexName: 'byGroup' },
  })) as { readonly Items: unknown }
  expect(Items).toEqual([{ id: { S: 'a' }, group: { S: 'g' } }])
  await home.setTimeToLive('till')
  await expect(abroad.setTimeToLive('till')).rejects.toThrow(/already/)
  await home.dropIndex('byGroup')
  await expect(abroad.dropIndex('byGroup')).rejects.toThrow(/byGroup/)
  await expect(home.truncate()).rejects.toThrow(
    'truncate is of one region alone, and Orders has replicas: drop these before, or remove the items one by one',
  )
  await expect(home.setStream(undefined)).rejects.toThrow(
    "The stream of a table that has replicas can't be changed or disabled: TableName: Orders",
  )
})

test('a table that is dropped leaves the others', async () => {
  const { db, home, abroad } = await opened()
  await home.put({ id: 'a' })
  await db.dropTable('Orders')
  expect(abroad.get({ id: 'a' })).toEqual({ id: 'a' })
  expect(db.inRegion(EU).tables()).toEqual(['Orders'])
  expect(db.tables()).toEqual([])
})

test('replicas are other regions, each of them once', async () => {
  const db = await Database.open()
  for (const replicas of [[HOME], [EU, EU], ['eu-west-9'], EU]) {
    const schema = { partitionKey: { id: 'S' }, replicas } as { readonly partitionKey: { id: 'S' } }
    await expect(db.createTable('Orders', schema)).rejects.toThrow(
      /^replicas is a list of other regions/,
    )
  }
  expect(db.tables()).toEqual([])
})

test('no table is made that is to have a replica in a region that is turned off', async () => {
  const db = await Database.open({ disabledRegions: ['ap-east-1'] })
  const made = (replicas: readonly string[]): Promise<unknown> =>
    db.createTable('Orders', { partitionKey: { id: 'S' }, replicas })
  await expect(made([EU, 'ap-east-1'])).rejects.toThrow(
    'Failed to access the region: ‘ap-east-1’. User is missing the permissions since the region is disabled.',
  )
  expect(db.tables()).toEqual([])
  expect(db.fork().inRegion(EU).tables()).toEqual([])
  await made([EU, 'af-south-1'])
})

test('a table that there is has the replicas of its schema, or is another one', async () => {
  const { db } = await opened()
  const options = { ifNotExists: true }
  await db.createTable('Orders', REPLICATED, options)
  const other = { ...REPLICATED, replicas: [AP] } as const
  await expect(db.createTable('Orders', other, options)).rejects.toThrow(
    "replicas is 'eu-west-1', not 'ap-northeast-1'",
  )
})

test('a transaction is of one region', async () => {
  const { db, home, abroad } = await opened()
  await db.inRegion(EU).transactWrite([{ put: abroad, item: { id: 'a' } }])
  expect(home.get({ id: 'a' })).toEqual({ id: 'a' })
  await expect(db.transactWrite([{ put: abroad, item: { id: 'b' } }])).rejects.toThrow()
})
