/** Tables are created in one step or in two, and opened if they are there with the same schema. */

import { describe, expect, test } from 'vitest'
import { Database, type Item, ResourceInUseException } from '../../src/index.js'
import { refusalOf, thrownBy } from './harness.js'

const SCHEMA = {
  partitionKey: { id: 'S' },
  sortKey: { at: 'N' },
  localIndexes: { byKind: { sortKey: { kind: 'S' }, projection: ['a', 'b'] } },
  globalIndexes: {
    byTotal: { partitionKey: { total: 'N' }, sortKey: { kind: 'S', at: 'N' } },
  },
  timeToLive: 'until',
  stream: 'NEW_IMAGE',
} as const

describe('in one step', () => {
  test('makes a table', async () => {
    const db = await Database.open()
    const orders = await db.createTable('Orders', SCHEMA)
    await orders.put({ id: 'a', at: 1 })
    expect(orders.get({ id: 'a', at: 1 })).toEqual({ id: 'a', at: 1 })
    expect(await thrownBy(() => db.createTable('Orders', SCHEMA))).toBeInstanceOf(
      ResourceInUseException,
    )
  })

  const missing =
    "createTable needs a name and a schema, as in db.createTable('Orders', { partitionKey: { id: 'S' } })"
  test.each<[string, unknown[], string]>([
    ['without a schema', ['Orders'], missing],
    ['with an undefined name and no schema', [undefined], missing],
    [
      'without a name',
      [undefined, SCHEMA],
      "The parameter 'TableName' is required but was not present in the request",
    ],
    [
      'with a misspelt member',
      ['Orders', { ...SCHEMA, sortkey: {} }],
      "A table's schema has no member sortkey: did you mean sortKey? Its members are partitionKey, sortKey, timeToLive, stream, pointInTimeRecovery, localIndexes, globalIndexes, replicas",
    ],
    [
      'with a misspelt option',
      ['Orders', SCHEMA, { ifNotExist: true }],
      'createTable has no option ifNotExist: did you mean ifNotExists? Its options are ifNotExists',
    ],
    [
      'with an option of the wrong type',
      ['Orders', SCHEMA, { ifNotExists: 'yes' }],
      "ifNotExists is 'yes', and must be true or false",
    ],
    ['with null for a schema', ['Orders', null], missing],
  ])('%s it is refused', async (_, given, message) => {
    const db = await Database.open()
    const create: (...args: unknown[]) => unknown = db.createTable.bind(db)
    expect(await refusalOf(() => create(...given))).toBe(message)
    expect(await refusalOf(() => (create() as typeof create)(...given))).toBe(message)
    expect(db.tables()).toEqual([])
  })
})

describe('if it does not exist', () => {
  const open = { ifNotExists: true } as const

  test('makes a table, and then finds it with its items', async () => {
    const db = await Database.open()
    const first = await db.createTable<Item>()('Orders', SCHEMA, open)
    await first.put({ id: 'a', at: 1 })
    const second = await db.createTable('Orders', SCHEMA, open)
    expect(second.scan().all()).toEqual([{ id: 'a', at: 1 }])
    expect(db.tables()).toEqual(['Orders'])
  })

  test('is not disturbed by the order of names, nor by capacity', async () => {
    const db = await Database.open()
    const table = await db.createTable('Orders', SCHEMA)
    await table.setCapacity({ read: 5, write: 5, indexes: { byTotal: { read: 1, write: 1 } } })
    const { byKind } = SCHEMA.localIndexes
    const localIndexes = { byKind: { ...byKind, projection: ['b', 'a'] } } as const
    await db.createTable('Orders', { ...SCHEMA, localIndexes }, open)
  })

  test('compares with what the table is by now', async () => {
    const db = await Database.open()
    const table = await db.createTable('Orders', SCHEMA)
    await table.setStream(false)
    await table.dropIndex('byTotal')
    await table.addIndex('byAt', { partitionKey: { at: 'N' }, projection: 'KEYS_ONLY' })
    expect(await refusalOf(() => db.createTable('Orders', SCHEMA, open))).toBe(
      "Table Orders is there with another schema: globalIndexes.byAt is { partitionKey: { at: 'N' }, projection: " +
        "'KEYS_ONLY' }, not none; globalIndexes.byTotal is none, not { partitionKey: { total: 'N' }, sortKey: " +
        "{ kind: 'S', at: 'N' }, projection: 'ALL' }; stream is none, not 'NEW_IMAGE'",
    )
  })

  test.each<[string, object, string]>([
    [
      'partition key',
      { partitionKey: { id: 'N' } },
      "partitionKey is { id: 'S' }, not { id: 'N' }",
    ],
    ['sort key', { sortKey: { time: 'N' } }, "sortKey is { at: 'N' }, not { time: 'N' }"],
    ['time to live', { timeToLive: undefined }, "timeToLive is 'until', not none"],
    ['stream', { stream: 'KEYS_ONLY' }, "stream is 'NEW_IMAGE', not 'KEYS_ONLY'"],
    [
      'local index',
      { localIndexes: undefined },
      "localIndexes.byKind is { sortKey: { kind: 'S' }, projection: ['a', 'b'] }, not none",
    ],
  ])('another %s is refused, and the table stays as it is', async (_, changed, difference) => {
    const db = await Database.open()
    const table = await db.createTable('Orders', SCHEMA)
    const before = table.describe()
    const schema = { ...SCHEMA, ...changed } as typeof SCHEMA
    expect(await refusalOf(() => db.createTable('Orders', schema, open))).toBe(
      `Table Orders is there with another schema: ${difference}`,
    )
    expect(table.describe()).toEqual(before)
  })

  test('a table that is being deleted is refused as one that is there', async () => {
    const db = await Database.open({ transientStatusDuration: 60_000 })
    await db.createTable('Orders', SCHEMA)
    const call = { region: 'us-east-1', operation: 'DeleteTable', json: { TableName: 'Orders' } }
    await db.answer(call)
    expect(await thrownBy(() => db.createTable('Orders', SCHEMA, open))).toBeInstanceOf(
      ResourceInUseException,
    )
    await db.close()
  })

  test('a bad schema is refused, whether or not the table is there', async () => {
    const db = await Database.open()
    await db.createTable('Orders', SCHEMA)
    const schema = { ...SCHEMA, stream: 'ALL' } as unknown as typeof SCHEMA
    expect(await refusalOf(() => db.createTable('Orders', schema, open))).toContain('stream is ALL')
  })
})
