/** Strongly consistent replicas by the native interface: made by a schema, dropped together, there again after a restart. */

import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { openOn } from '../disk/simulated-database.js'
import { ManualClock } from '../support/clock.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'

const HOME = 'us-east-1'
const OHIO = 'us-east-2'
const OREGON = 'us-west-2'
const WITNESSED = {
  partitionKey: { id: 'S' },
  globalIndexes: { byGroup: { partitionKey: { group: 'S' } } },
  replicas: { regions: [OHIO], witness: OREGON, consistency: 'STRONG' },
} as const
const THREE = {
  partitionKey: { id: 'S' },
  replicas: { regions: [OHIO, OREGON], consistency: 'STRONG' },
} as const

const opened = (): Promise<Database> => Database.open({ clock: new ManualClock() })
/** As a caller without types has it. */
const loosely = (db: Database, replicas: unknown, more: object = {}): Promise<unknown> =>
  db.createTable('Orders', { ...more, partitionKey: { id: 'S' }, replicas } as {
    readonly partitionKey: { id: 'S' }
  })

interface Told {
  readonly MultiRegionConsistency?: string
  readonly Replicas?: readonly { readonly RegionName: string; readonly ReplicaStatus: string }[]
  readonly GlobalTableWitnesses?: readonly object[]
  readonly StreamSpecification?: { readonly StreamViewType: string }
  readonly GlobalSecondaryIndexes?: readonly object[]
}

async function told(db: Database, region: string): Promise<Told> {
  const json = { TableName: 'Orders' }
  const answer = (await db.answer({ region, operation: 'DescribeTable', json })) as {
    readonly Table: Told
  }
  return answer.Table
}

async function expectGroup(db: Database): Promise<void> {
  for (const [region, other] of [
    [HOME, OHIO],
    [OHIO, HOME],
  ] as const) {
    const table = await told(db, region)
    expect(table, region).toMatchObject({
      MultiRegionConsistency: 'STRONG',
      Replicas: [{ RegionName: other, ReplicaStatus: 'ACTIVE' }],
      GlobalTableWitnesses: [{ RegionName: OREGON, WitnessStatus: 'ACTIVE' }],
    })
    expect(table.GlobalSecondaryIndexes, region).toHaveLength(1)
    expect(table.StreamSpecification, region).toBeUndefined()
  }
  expect(db.inRegion(OREGON).tables()).toEqual([])
}

test('a schema makes two replicas and a witness, or three replicas', async () => {
  const db = await opened()
  const home = await db.createTable('Orders', WITNESSED)
  await expectGroup(db)
  await home.put({ id: 'a', group: 'g' })
  expect(db.inRegion(OHIO).table(home).get({ id: 'a' })).toEqual({ id: 'a', group: 'g' })
  const other = await opened()
  await other.createTable('Orders', THREE)
  for (const region of [HOME, OHIO, OREGON]) {
    const { Replicas = [] } = await told(other, region)
    const regions = [region, ...Replicas.map(({ RegionName }) => RegionName)]
    expect(regions.sort()).toEqual([HOME, OHIO, OREGON])
  }
})

test('a table of a schema with a stream has one in every region, and each may go', async () => {
  const db = await opened()
  const home = await db.createTable('Orders', { ...THREE, stream: 'KEYS_ONLY' })
  for (const region of [HOME, OHIO, OREGON]) {
    expect((await told(db, region)).StreamSpecification?.StreamViewType).toBe('KEYS_ONLY')
  }
  await db.inRegion(OHIO).table(home).setStream(undefined)
  expect((await told(db, OHIO)).StreamSpecification).toBeUndefined()
  expect((await told(db, HOME)).StreamSpecification?.StreamViewType).toBe('KEYS_ONLY')
})

test('what a strongly consistent table cannot have is refused, and nothing is made', async () => {
  const db = await opened()
  const rows: readonly (readonly [replicas: unknown, text: RegExp, more?: object])[] = [
    [{ regions: [OHIO, OREGON] }, /^consistency of replicas is undefined, and must be 'STRONG'$/],
    [
      { regions: [OHIO, OREGON], consistency: 'EVENTUAL' },
      /^consistency of replicas is EVENTUAL, and must be 'STRONG'$/,
    ],
    [{ consistency: 'STRONG' }, /^regions of replicas is a list of other regions/],
    [{ regions: [HOME, OHIO], consistency: 'STRONG' }, /^regions of replicas is a list of other/],
    [{ regions: [OHIO, OHIO], consistency: 'STRONG' }, /^regions of replicas is a list of other/],
    [{ regions: [OHIO], consistency: 'STRONG' }, /^Unsupported replica count/],
    [{ regions: [], consistency: 'STRONG' }, /^Unsupported replica count/],
    [
      { regions: [OHIO], witness: OHIO, consistency: 'STRONG' },
      /^Cannot add a witness in the same/,
    ],
    [{ regions: [OHIO], witness: '__proto__', consistency: 'STRONG' }, /^Unsupported Region\(s\)/],
    [{ regions: [OHIO], witness: 5, consistency: 'STRONG' }, /^witness is 5, and must be a string/],
    [{ regions: [OHIO, 'eu-west-1'], consistency: 'STRONG' }, /^Unsupported Region\(s\) specified/],
    [{ regions: [OHIO, OREGON], consistancy: 'STRONG' }, /consistancy/],
    [THREE.replicas, /^Time to Live is not supported/, { timeToLive: 'till' }],
    [
      THREE.replicas,
      /^Local secondary indexes are not supported/,
      { sortKey: { n: 'N' }, localIndexes: { byGroup: { sortKey: { group: 'S' } } } },
    ],
  ]
  for (const [replicas, text, more] of rows) {
    await expect(loosely(db, replicas, more)).rejects.toThrow(text)
  }
  for (const region of [HOME, OHIO, OREGON]) expect(db.inRegion(region).tables()).toEqual([])
})

test('no time to live, no transactions', async () => {
  const db = await opened()
  const home = await db.createTable('Orders', THREE)
  const one = await db.createTable('One', { partitionKey: { id: 'S' } })
  await expect(home.setTimeToLive('till')).rejects.toThrow(/^Time to Live is not supported/)
  const put = [
    { put: one, item: { id: 'a' } },
    { put: home, item: { id: 'a' } },
  ] as const
  await expect(db.transactWrite(put)).rejects.toThrow(/^Transactions are not supported/)
  expect(one.get({ id: 'a' })).toBeUndefined()
  expect(() => db.transactGet([{ get: home, key: { id: 'a' } }])).toThrow(
    /^Transactions are not supported/,
  )
})

test('a table of the name in another region is in the way of replicas, not of a witness', async () => {
  const db = await opened()
  await db.inRegion(OREGON).createTable('Orders', { partitionKey: { id: 'S' } })
  await expect(db.createTable('Orders', THREE)).rejects.toThrow(/^Failed to create/)
  expect([...db.tables(), ...db.inRegion(OHIO).tables()]).toEqual([])
  const home = await db.createTable('Orders', WITNESSED)
  await home.put({ id: 'a' })
  expect([...db.inRegion(OREGON).table('Orders').scan()]).toEqual([])
  await expect(db.createTable('Orders', WITNESSED)).rejects.toThrow(/^Table already exists/)
  await db.dropTable('Orders')
  expect(db.inRegion(OREGON).tables()).toEqual(['Orders'])
})

test('a table that there is has the replicas of its schema, or is another one', async () => {
  const db = await opened()
  const options = { ifNotExists: true }
  await db.createTable('Orders', WITNESSED)
  await db.createTable('Orders', WITNESSED, options)
  const other = { ...WITNESSED, replicas: THREE.replicas } as const
  await expect(db.createTable('Orders', other, options)).rejects.toThrow(
    "replicas is { regions: ['us-east-2'], witness: 'us-west-2', consistency: 'STRONG' }, " +
      "not { regions: ['us-east-2', 'us-west-2'], consistency: 'STRONG' }",
  )
  const eventual = { ...WITNESSED, replicas: [OHIO] } as const
  await expect(db.createTable('Orders', eventual, options)).rejects.toThrow(/replicas is /)
})

test('none leaves alone: a table that is dropped goes in all regions', async () => {
  const db = await opened()
  await db.createTable('Orders', THREE)
  await db.inRegion(OHIO).dropTable('Orders')
  for (const region of [HOME, OHIO, OREGON]) expect(db.inRegion(region).tables()).toEqual([])
  await db.createTable('Orders', WITNESSED)
  await expectGroup(db)
})

const END = {
  TableName: 'Orders',
  ReplicaUpdates: [{ Delete: { RegionName: HOME } }],
  GlobalTableWitnessUpdates: [{ Delete: { RegionName: OREGON } }],
}

async function emptyDisk(random: Random): Promise<SimulatedFiles> {
  const files = new SimulatedFiles(random)
  await files.makeDirectory('/data')
  await files.syncDirectory('/')
  return files
}

test('a database that is opened again has the group as it was, also after it has ended', async () => {
  const random = new Random(1)
  const files = await emptyDisk(random)
  const first = await openOn(files, { random })
  await first.createTable('Orders', WITNESSED)
  await first.close()
  const second = await openOn(files, { random })
  await expectGroup(second)
  await second.answer({ region: OHIO, operation: 'UpdateTable', json: END })
  await second.close()
  const third = await openOn(files, { random })
  expect(third.tables()).toEqual([])
  expect((await told(third, OHIO)).MultiRegionConsistency).toBeUndefined()
  await third.close()
})

/** Returns whether the disk was taken away before the end. */
async function crashAt(at: number): Promise<boolean> {
  const random = new Random(at)
  const files = await emptyDisk(random)
  let calls = 0
  files.plan = () => {
    calls += 1
    return calls === at ? 'crash' : undefined
  }
  const live = async (): Promise<boolean> => {
    const db = await openOn(files, { random })
    await db.createTable('Orders', WITNESSED)
    await db.answer({ region: OHIO, operation: 'UpdateTable', json: END })
    await db.close()
    return true
  }
  const hasEnded = await Promise.race([live(), files.crashed.then(() => false)])
  const db = await openOn(files.restarted('power'), { random })
  const regions = [HOME, OHIO].filter(region => db.inRegion(region).tables().length > 0)
  if (regions.includes(HOME)) await expectGroup(db)
  else if (regions.includes(OHIO)) {
    expect((await told(db, OHIO)).MultiRegionConsistency).toBeUndefined()
  }
  await db.close()
  return !hasEnded
}

test('whenever the disk is taken away, there are all replicas, or none, or the one that is left', async () => {
  let at = 1
  while (at < 1_000 && (await crashAt(at))) at += 1
  expect(at).toBeGreaterThan(10)
})

test('a fork has the group, and ends it for itself', async () => {
  const db = await opened()
  await db.createTable('Orders', WITNESSED)
  const fork = db.fork()
  await expectGroup(fork)
  await fork.dropTable('Orders')
  await expectGroup(db)
})
