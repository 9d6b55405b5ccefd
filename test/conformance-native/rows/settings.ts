/** The settings of a table: indexes, the stream, expiry, capacity and the past. */

import { expect } from 'vitest'
import { expr } from '../../../src/index.js'
import { Rows } from '../row.js'
import { INVALID } from '../texts.js'
import { type AnyDatabase, type AnyTable, NOTE_KEY } from '../world.js'

export const settings = new Rows('the settings of a table')

const BY_TEXT = { partitionKey: { s: 'S' }, projection: 'KEYS_ONLY' } as const
const UNITS = { read: 5, write: 6 }

let made = 0

/** A table of another name each time: what is put back after a row is items, and no settings. */
async function fresh(db: AnyDatabase, rest: object = {}): Promise<AnyTable> {
  made += 1
  const schema = { partitionKey: { pk: 'S' }, sortKey: { sk: 'S' }, ...rest }
  const table = await db.createTable(`settled${made}`, schema)
  await table.putAll([
    { ...NOTE_KEY, s: 'text' },
    { pk: 'z', sk: 'b' },
  ])
  return table
}

settings.row('take an index, which has the items that there are, and later ones', async site => {
  const table = await fresh(site.db)
  expect((await table.addIndex('byText', BY_TEXT)).name).toBe(table.name)
  const byText = site.db.table(table.name).index('byText')
  expect(await byText.query({ s: 'text' }).all()).toEqual([{ ...NOTE_KEY, s: 'text' }])
  await table.patch({ pk: 'z', sk: 'b' }, { s: 'text' })
  expect(await byText.query({ s: 'text' }).count()).toBe(2)
  await table.delete(NOTE_KEY)
  expect(await byText.scan().count()).toBe(1)
})

settings.row('take one index after the other, and give them up again', async ({ db }) => {
  const table = await fresh(db)
  await table.addIndex('byText', BY_TEXT)
  await table.addIndex('byN', { partitionKey: { n: 'N' }, sortKey: { s: 'S' }, projection: ['x'] })
  await table.put({ pk: 'a', sk: 'n', n: 3, s: 'three', x: 1, y: 2 })
  const found = await db.table(table.name).index('byN').query({ n: 3 }).all()
  expect(found).toEqual([{ pk: 'a', sk: 'n', n: 3, s: 'three', x: 1 }])
  await table.dropIndex('byText')
  await table.dropIndex('byN')
  const gone = async () => await db.table(table.name).index('byText').query({ s: 'text' }).all()
  await expect(gone()).rejects.toThrow('index')
  expect(await table.scan().count()).toBe(3)
})

settings.row('turn a stream on, off, and on with another view', async ({ db }) => {
  const table = await fresh(db)
  expect((await table.describe()).stream).toBeUndefined()
  await table.setStream('KEYS_ONLY')
  expect((await table.describe()).stream?.viewType).toBe('KEYS_ONLY')
  await expect(table.setStream('NEW_IMAGE')).rejects.toThrow('already has an enabled stream')
  await table.setStream(false)
  expect((await table.describe()).stream).toBeUndefined()
  await table.setStream('NEW_IMAGE')
  expect((await table.describe()).stream?.viewType).toBe('NEW_IMAGE')
})

settings.row('let items expire by an attribute', async ({ db }) => {
  const table = await fresh(db)
  await table.setTimeToLive('gone')
  await expect(table.setTimeToLive('other')).rejects.toThrow(/TimeToLive|Time to live/)
})

settings.row('let nothing expire any more', async ({ db }) => {
  const table = await fresh(db, { timeToLive: 'gone' })
  await table.setTimeToLive(undefined)
  await table.setTimeToLive('other')
})

settings.row('change what is paid for, also of an index', async ({ db }) => {
  const table = await fresh(db, { globalIndexes: { byText: BY_TEXT } })
  await table.setCapacity({ ...UNITS, indexes: { byText: UNITS } })
  await expect(table.setCapacity(UNITS)).rejects.toThrow('will not change')
  await table.setCapacity({ read: 7, write: 6 })
  await table.setCapacity('PAY_PER_REQUEST')
  expect(await table.index('byText').query({ s: 'text' }).count()).toBe(1)
})

settings.row('keep the past, for so many days, or no longer', async ({ db }) => {
  const table = await fresh(db)
  await table.setPointInTimeRecovery(true)
  await table.setPointInTimeRecovery({ days: 7 })
  await table.setPointInTimeRecovery(false)
})

settings.row('stay when all items are removed', async ({ db }) => {
  const table = await fresh(db, { globalIndexes: { byText: BY_TEXT }, stream: 'KEYS_ONLY' })
  await table.truncate()
  expect(await table.scan().all()).toEqual([])
  await table.truncate()
  expect((await table.describe()).stream?.viewType).toBe('KEYS_ONLY')
  await table.update(NOTE_KEY, expr`SET s = ${'text'}`)
  expect(await table.index('byText').query({ s: 'text' }).count()).toBe(1)
})

settings.group('are refused', () => {
  settings.refused(
    [
      'an index that is there',
      ({ orders }) => orders.addIndex('byStatus', BY_TEXT),
      'Attempting to create an index which already exists',
    ],
    [
      'an index with another type for a key',
      ({ orders }) => orders.addIndex('byAny', { partitionKey: { total: 'S' } }),
      'Attribute Name is duplicated: total',
    ],
    [
      'an index without a partition key',
      ({ orders }) => orders.addIndex('byAny', { sortKey: { total: 'N' } } as never),
      `${INVALID}byAny has no partitionKey. A local index can be made only together with its table; a global one can be added, and has a partitionKey of its own`,
    ],
    [
      'to drop a local index',
      ({ orders }) => orders.dropIndex('byTotal'),
      'Cannot delete an index that is not a GlobalSecondaryIndex: byTotal',
    ],
    [
      'to drop an index that is not there',
      ({ orders }) => orders.dropIndex('none'),
      {
        name: 'ResourceNotFoundException',
        message: 'Requested resource not found: Index none for table orders',
      },
    ],
    [
      'to turn off a stream that there is not',
      ({ notes }) => notes.setStream(false),
      'Table has no stream to disable: TableName: notes',
    ],
    [
      'to end an expiry that there is not',
      ({ notes }) => notes.setTimeToLive(undefined),
      'TimeToLive is already disabled',
    ],
    [
      'capacity of a table alone, where it has global indexes',
      ({ orders }) => orders.setCapacity(UNITS),
      `${INVALID}ProvisionedThroughput must be specified for index: byStatus,byNote`,
    ],
    [
      'capacity of an index that is not there',
      ({ notes }) => notes.setCapacity({ ...UNITS, indexes: { none: UNITS } }),
      {
        name: 'ResourceNotFoundException',
        message: 'Requested resource not found: Index none for table notes',
      },
    ],
    [
      'if the table is not there',
      ({ db }) => db.table('none').setStream('KEYS_ONLY'),
      {
        name: 'ResourceNotFoundException',
        message: 'Requested resource not found: Table: none not found',
      },
    ],
  )
  settings.refusedUnsent(
    [
      'a view that there is not',
      ({ notes }) => notes.setStream('ALL' as never),
      'stream is ALL, and must be one of KEYS_ONLY, NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES',
    ],
    [
      'no capacity',
      ({ notes }) => notes.setCapacity({ read: 0, write: 1 }),
      'read is 0, and must be a whole number from 1 on',
    ],
    [
      'a past of too many days',
      ({ notes }) => notes.setPointInTimeRecovery({ days: 50 }),
      'days is 50, and must be a whole number from 1 to 35',
    ],
  )
})
