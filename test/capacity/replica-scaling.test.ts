/** Auto scaling of replicas: capacity follows use in each region, that of writes is the same in all. */

import { expect, test } from 'vitest'
import { Database, type DatabaseOptions, type Item, type Table } from '../../src/index.js'
import { Table as NativeTable } from '../../src/native/table.js'
import { meterWrite } from '../../src/storage/metered.js'
import { ManualClock } from '../support/clock.js'

const MINUTE = 60_000
const START = Date.UTC(2026, 0, 1)
const US = 'us-east-1'
const EU = 'eu-west-1'
const AP = 'ap-northeast-1'
const REGIONS = [US, EU, AP] as const

interface World {
  readonly clock: ManualClock
  readonly db: Database
  readonly tables: Readonly<Record<string, Table<Item, 'id', never>>>
}

/** A table in three regions, with ten units of everything. */
async function world(options: DatabaseOptions = {}): Promise<World> {
  const clock = new ManualClock(START)
  const db = await Database.open({ clock, ...options })
  const home = await db.createTable()('Orders', {
    partitionKey: { id: 'S' },
    globalIndexes: { byKind: { partitionKey: { kind: 'S' } } },
    replicas: [EU, AP],
  })
  await home.setCapacity({ read: 10, write: 10, indexes: { byKind: { read: 10, write: 10 } } })
  const tables = Object.fromEntries(REGIONS.map(name => [name, db.inRegion(name).table(home)]))
  return { clock, db, tables } as World
}

const targets = (min: number, max: number, more: object = {}): object => ({
  MinimumUnits: min,
  MaximumUnits: max,
  ScalingPolicyUpdate: {
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, ...more },
  },
})

function scale({ db }: World, update: object, region = US): Promise<object> {
  const json = { TableName: 'Orders', ...update }
  return db.answer({ region, operation: 'UpdateTableReplicaAutoScaling', json })
}

/** Read and write capacity by region, as it is stored. */
function capacity({ tables }: World, index?: string): Readonly<Record<string, readonly number[]>> {
  const entries = Object.entries(tables).map(([region, table]) => {
    const { settings } = NativeTable.storedOf(table).description
    const own = settings.indexes?.find(({ name }) => name === index)?.throughput
    const { read = 0, write = 0 } = (index === undefined ? settings.throughput : own) ?? {}
    return [region, [read, write]]
  })
  return Object.fromEntries(entries)
}

/** Minutes in each of which so many units are read, by region, and so many written in the regions of `writes`. */
async function use(
  { clock, tables }: World,
  minutes: number,
  { reads = {}, writes = {} }: Readonly<Record<'reads' | 'writes', Record<string, number>>>,
): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    for (const [region, units] of Object.entries(reads)) {
      for (let count = 0; count < units; count += 1) tables[region]?.get({ id: 'a' })
    }
    for (const [region, units] of Object.entries(writes)) {
      const table = tables[region]
      if (table !== undefined) meterWrite(NativeTable.storedOf(table), 7, units)
    }
    await clock.advance(MINUTE)
  }
}

const WRITES = { ProvisionedWriteCapacityAutoScalingUpdate: targets(5, 100) }
const readsOf = (region: string, update: object): object => ({
  ReplicaUpdates: [{ RegionName: region, ReplicaProvisionedReadCapacityAutoScalingUpdate: update }],
})

test('is between the bounds at once: writes in all regions, reads in one', async () => {
  const all = await world()
  await scale(all, {
    ProvisionedWriteCapacityAutoScalingUpdate: targets(20, 30),
    ...readsOf(EU, targets(1, 4)),
  })
  expect(capacity(all)).toEqual({ [US]: [10, 20], [EU]: [4, 20], [AP]: [10, 20] })
  const GlobalSecondaryIndexUpdates = [
    { IndexName: 'byKind', ProvisionedWriteCapacityAutoScalingUpdate: targets(30, 40) },
  ]
  const ReplicaUpdates = [
    {
      RegionName: AP,
      ReplicaGlobalSecondaryIndexUpdates: [
        { IndexName: 'byKind', ProvisionedReadCapacityAutoScalingUpdate: targets(50, 60) },
      ],
    },
  ]
  await scale(all, { GlobalSecondaryIndexUpdates, ReplicaUpdates }, EU)
  expect(capacity(all, 'byKind')).toEqual({ [US]: [10, 30], [EU]: [10, 30], [AP]: [50, 30] })
  expect(capacity(all)).toEqual({ [US]: [10, 20], [EU]: [4, 20], [AP]: [10, 20] })
})

test('reads follow the use of each region, writes that of the busiest', async () => {
  const all = await world()
  const ReplicaUpdates = [US, EU].map(RegionName => ({
    RegionName,
    ReplicaProvisionedReadCapacityAutoScalingUpdate: targets(5, 100),
  }))
  await scale(all, { ...WRITES, ReplicaUpdates })
  const busy = { reads: { [US]: 630, [EU]: 1260, [AP]: 1260 }, writes: { [EU]: 840, [US]: 42 } }
  await use(all, 1, busy)
  expect(capacity(all)).toEqual({ [US]: [10, 10], [EU]: [10, 10], [AP]: [10, 10] })
  await use(all, 1, busy)
  expect(capacity(all)).toEqual({ [US]: [15, 20], [EU]: [30, 20], [AP]: [10, 20] })
  // What a region that is hardly written to sees does not lower what another one needs.
  await use(all, 20, busy)
  expect(capacity(all)).toEqual({ [US]: [15, 20], [EU]: [30, 20], [AP]: [10, 20] })
  await use(all, 15, { reads: { [US]: 630, [EU]: 42 }, writes: { [EU]: 42, [US]: 42 } })
  expect(capacity(all)).toEqual({ [US]: [15, 5], [EU]: [5, 5], [AP]: [10, 5] })
})

test('a pause that one region begins is kept by all', async () => {
  const all = await world()
  const update = targets(5, 100, { ScaleOutCooldown: 300 })
  await scale(all, { ProvisionedWriteCapacityAutoScalingUpdate: update })
  await use(all, 2, { reads: {}, writes: { [US]: 600 } })
  expect(capacity(all)[AP]).toEqual([10, 15])
  await use(all, 4, { reads: {}, writes: { [EU]: 4200 } })
  expect(capacity(all)[AP]).toEqual([10, 15])
  await use(all, 1, { reads: {}, writes: { [EU]: 4200 } })
  expect(capacity(all)[AP]).toEqual([10, 100])
})

test('natively, reads are of the region, writes of all; what is changed by hand is scaled again', async () => {
  const all = await world()
  await all.tables[EU]?.autoScale({ read: { min: 20, max: 40 }, write: { min: 1, max: 5 } })
  expect(capacity(all)).toEqual({ [US]: [10, 5], [EU]: [20, 5], [AP]: [10, 5] })
  // Reads are shared but where they are scaled.
  await all.tables[US]?.setCapacity({ read: 7, write: 9 })
  expect(capacity(all)).toEqual({ [US]: [7, 9], [EU]: [20, 9], [AP]: [7, 9] })
  await all.clock.advance(MINUTE)
  expect(capacity(all)).toEqual({ [US]: [7, 5], [EU]: [20, 5], [AP]: [7, 5] })
  const asked = { region: AP, operation: 'DescribeTableReplicaAutoScaling' }
  const told = await all.db.answer({ ...asked, json: { TableName: 'Orders' } })
  const writes = { MinimumUnits: 1, MaximumUnits: 5 }
  expect(told).toMatchObject({
    TableAutoScalingDescription: {
      Replicas: [
        {
          RegionName: AP,
          ReplicaProvisionedReadCapacityAutoScalingSettings: { AutoScalingDisabled: true },
          ReplicaProvisionedWriteCapacityAutoScalingSettings: writes,
        },
        {
          RegionName: EU,
          ReplicaProvisionedReadCapacityAutoScalingSettings: { MinimumUnits: 20, MaximumUnits: 40 },
          ReplicaProvisionedWriteCapacityAutoScalingSettings: writes,
        },
        { RegionName: US, ReplicaProvisionedWriteCapacityAutoScalingSettings: writes },
      ],
    },
  })
})

test('paid for by the request and back, all regions have the units that are asked for', async () => {
  const all = await world()
  await scale(all, readsOf(EU, targets(1, 100)))
  await all.tables[US]?.setCapacity('PAY_PER_REQUEST')
  expect(capacity(all)).toEqual({ [US]: [0, 0], [EU]: [0, 0], [AP]: [0, 0] })
  const indexes = { byKind: { read: 1, write: 1 } }
  await all.tables[US]?.setCapacity({ read: 3, write: 4, indexes })
  expect(capacity(all)).toEqual({ [US]: [3, 4], [EU]: [3, 4], [AP]: [3, 4] })
})

test('each region counts its own decreases of a day', async () => {
  const all = await world()
  await scale(all, readsOf(EU, targets(1, 100)))
  for (const write of [9, 8, 7]) await all.tables[US]?.setCapacity({ read: 10, write })
  await scale(all, readsOf(EU, targets(1, 9)), AP)
  expect(capacity(all)[EU]).toEqual([9, 7])
  // The fifth of the day in Europe.
  await scale(all, readsOf(EU, targets(1, 8)), AP)
  expect(capacity(all)[EU]).toEqual([9, 7])
  expect(all.tables[EU]?.scalingActivities().map(({ status }) => status)).toEqual([
    'Successful',
    'Failed',
  ])
  // The fourth of the others.
  await all.tables[US]?.setCapacity({ read: 10, write: 6 })
  expect(capacity(all)).toEqual({ [US]: [10, 6], [EU]: [9, 6], [AP]: [10, 6] })
})

test('a region whose reads change is UPDATING, the others are not', async () => {
  const all = await world({ transientStatusDuration: 1000 })
  await all.clock.advance(1000)
  await scale(all, readsOf(EU, targets(20, 30)))
  const statuses = REGIONS.map(async region => {
    const json = { TableName: 'Orders' }
    const told = await all.db.answer({ region, operation: 'DescribeTable', json })
    return (told as { readonly Table: { readonly TableStatus: string } }).Table.TableStatus
  })
  expect(await Promise.all(statuses)).toEqual(['ACTIVE', 'UPDATING', 'ACTIVE'])
})

test('a fork goes on with the targets', async () => {
  const all = await world()
  await scale(all, { ...WRITES, ...readsOf(EU, targets(5, 100)) })
  const db = all.db.fork()
  const tables = Object.fromEntries(
    Object.entries(all.tables).map(([name, table]) => [name, db.inRegion(name).table(table)]),
  )
  const fork = { ...all, db, tables }
  await use(fork, 2, { reads: { [EU]: 630 }, writes: { [EU]: 840 } })
  expect(capacity(fork)).toEqual({ [US]: [10, 20], [EU]: [15, 20], [AP]: [10, 20] })
  expect(capacity(all)).toEqual({ [US]: [10, 10], [EU]: [10, 10], [AP]: [10, 10] })
})

test('a new replica begins with the targets of the one that it is added from', async () => {
  const all = await world()
  await all.tables[US]?.autoScale({
    read: { min: 5, max: 50 },
    write: { min: 5, max: 50 },
    indexes: { byKind: { write: { min: 5, max: 50 } } },
  })
  const ReplicaUpdates = [{ Create: { RegionName: 'sa-east-1' } }]
  const json = { TableName: 'Orders', ReplicaUpdates }
  await all.db.answer({ region: US, operation: 'UpdateTable', json })
  const added = all.db.inRegion('sa-east-1').table('Orders')
  const { settings } = NativeTable.storedOf(added).description
  expect(settings.autoScaling).toEqual(
    NativeTable.storedOf(all.tables[US] as Table).description.settings.autoScaling,
  )
  const sa = { ...all, tables: { ...all.tables, 'sa-east-1': added } } as unknown as World
  await use(sa, 2, { reads: { 'sa-east-1': 630 }, writes: {} })
  expect(capacity(sa)['sa-east-1']).toEqual([15, 10])
  expect(capacity(sa)[US]).toEqual([10, 10])
})

test('a table whose writes are scaled gets replicas once those of its global indexes are, too', async () => {
  const db = await Database.open({ clock: new ManualClock(START) })
  const home = await db.createTable()('Orders', {
    partitionKey: { id: 'S' },
    globalIndexes: { byKind: { partitionKey: { kind: 'S' } } },
  })
  await home.setCapacity({ read: 10, write: 10, indexes: { byKind: { read: 10, write: 10 } } })
  const update = (ReplicaUpdates: readonly object[]): Promise<object> =>
    db.answer({
      region: US,
      operation: 'UpdateTable',
      json: { TableName: 'Orders', ReplicaUpdates },
    })
  const add = (): Promise<object> => update([{ Create: { RegionName: EU } }])
  const rule = 'write capacity should either be Pay-Per-Request or AutoScaled.'
  await expect(add()).rejects.toThrow(`Table ${rule}`)
  const write = { min: 10, max: 20 }
  await home.autoScale({ write })
  await expect(add()).rejects.toThrow(`GSI ${rule}`)
  await home.autoScale({ write, indexes: { byKind: { write } } })
  await add()
  const own = { ProvisionedThroughputOverride: { ReadCapacityUnits: 3 } }
  const indexes = [{ IndexName: 'byKind', ...own }]
  const answer = await update([
    { Update: { RegionName: EU, ...own, GlobalSecondaryIndexes: indexes } },
  ])
  expect(answer).toMatchObject({
    TableDescription: {
      ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 },
      Replicas: [{ RegionName: EU, ...own, GlobalSecondaryIndexes: indexes }],
    },
  })
  const tables = { [US]: home, [EU]: db.inRegion(EU).table(home) }
  const all = { db, tables } as unknown as World
  expect(capacity(all)).toEqual({ [US]: [10, 10], [EU]: [3, 10] })
  expect(capacity(all, 'byKind')).toEqual({ [US]: [10, 10], [EU]: [3, 10] })
  await home.setCapacity({ read: 7, write: 12, indexes: { byKind: { read: 8, write: 13 } } })
  expect(capacity(all)).toEqual({ [US]: [7, 12], [EU]: [3, 12] })
  expect(capacity(all, 'byKind')).toEqual({ [US]: [8, 13], [EU]: [3, 13] })
})
