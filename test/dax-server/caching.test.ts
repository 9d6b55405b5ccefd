import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWorld, type World } from './world.js'

let world: World
beforeEach(async () => {
  world = await openWorld({ itemTtl: 60_000 })
})
afterEach(() => world.close())

const TableName = 'Orders'
const Key = { id: { S: 'a' } }
const item = (total: number) => ({ ...Key, total: { N: String(total) } })
const put = { TableName, Item: item(1) }
const change = { TableName, Item: item(2) }
const get = async (options: object = {}) =>
  (await world.dax.getItem({ TableName, Key, ...options })).Item
const query = async (options: object = {}) => {
  const request = {
    TableName,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': Key.id },
  }
  return (await world.dax.query({ ...request, ...options })).Items
}

test('what is written around the cache is seen when the time of the item is over, or past the cache', async () => {
  await world.dax.putItem(put)
  expect(await get()).toEqual(item(1))
  await world.direct.putItem(change)
  expect(await get({ ConsistentRead: true })).toEqual(item(2))
  expect(await get()).toEqual(item(1))
  expect(await get({ ProjectionExpression: 'total' })).toEqual({ total: { N: '1' } })
  world.clock.advance(60_001)
  expect(await get()).toEqual(item(2))
})

test('that an item is absent is cached until it is put through the cache', async () => {
  expect(await get()).toBeUndefined()
  await world.direct.putItem(put)
  expect(await get()).toBeUndefined()
  await world.dax.putItem(change)
  expect(await get()).toEqual(item(2))
})

test('pages stay as they were, and others are new', async () => {
  await world.dax.putItem(put)
  expect(await query()).toEqual([item(1)])
  await world.dax.putItem(change)
  expect(await query()).toEqual([item(1)])
  expect(await query({ Limit: 5 })).toEqual([item(2)])
  world.clock.advance(300_001)
  expect(await query()).toEqual([item(2)])
})

test('hits do not come to the database', async () => {
  await world.dax.putItem(put)
  await get()
  await query()
  world.operations.length = 0
  await get()
  await query()
  await world.dax.batchGetItem({ RequestItems: { [TableName]: { Keys: [Key] } } })
  expect(world.operations).toEqual([])
})

test('a table that was made anew with another key is known by it', async () => {
  await world.dax.putItem(put)
  await world.direct.deleteTable({ TableName })
  await world.db.createTable()(TableName, { partitionKey: { key: 'N' } })
  const Item = { key: { N: '5' }, id: { S: 'x' } }
  const { dax } = world
  // The client knows the old key for a minute: a new one asks.
  await expect(dax.updateItem({ TableName, Key, UpdateExpression: 'SET x = id' })).rejects.toThrow()
  const later = world.daxOf({})
  await later.putItem({ TableName, Item })
  expect((await later.getItem({ TableName, Key: { key: { N: '5' } } })).Item).toEqual(Item)
})
