import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from './world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const order = (id: string, more: object = {}) => ({ id: { S: id }, ...more })
const event = (id: string, n: number, more: object = {}) => ({
  id: { S: id },
  n: { N: String(n) },
  ...more,
})

describe('one item', () => {
  test('is put, got, updated and deleted, and shows what it was', async () => {
    const { dax } = world
    const TableName = 'Orders'
    const Key = order('one')
    const Item = { ...Key, total: { N: '5' }, tags: { SS: ['a', 'b'] } }
    expect(await dax.putItem({ TableName, Item })).toEqual({})
    expect(await dax.getItem({ TableName, Key })).toEqual({ Item })
    const changed = {
      TableName,
      Key,
      UpdateExpression: 'SET total = total + :one, #n = :note REMOVE tags',
      ExpressionAttributeNames: { '#n': 'note' },
      ExpressionAttributeValues: { ':one': { N: '1' }, ':note': { S: 'x' } },
    }
    const updated = { total: { N: '6' }, note: { S: 'x' } }
    expect(await dax.updateItem({ ...changed, ReturnValues: 'UPDATED_NEW' })).toEqual({
      Attributes: updated,
    })
    expect(await dax.updateItem({ ...changed, ReturnValues: 'UPDATED_OLD' })).toEqual({
      Attributes: { total: { N: '6' }, note: { S: 'x' } },
    })
    expect(await dax.updateItem({ ...changed, ReturnValues: 'ALL_NEW' })).toEqual({
      Attributes: { ...Key, total: { N: '8' }, note: { S: 'x' } },
    })
    expect(await dax.putItem({ TableName, Item, ReturnValues: 'ALL_OLD' })).toEqual({
      Attributes: { ...Key, total: { N: '8' }, note: { S: 'x' } },
    })
    const deleted = { TableName, Key, ReturnValues: 'ALL_OLD' } as const
    expect(await dax.deleteItem(deleted)).toEqual({ Attributes: Item })
    expect(await dax.deleteItem(deleted)).toEqual({})
    expect(await dax.getItem({ TableName, Key })).toEqual({})
  })

  test('shows the parts that are asked for, with elements of lists closed up', async () => {
    const { dax } = world
    const TableName = 'Orders'
    const Key = order('parts')
    const list = [{ M: { a: { N: '1' } } }, { S: 'x' }, { L: [{ N: '7' }, { N: '8' }] }, { N: '3' }]
    await dax.putItem({
      TableName,
      Item: { ...Key, list: { L: list }, map: { M: { a: { S: 'b' } } } },
    })
    const { Item } = await dax.getItem({
      TableName,
      Key,
      ProjectionExpression: '#l[3], map.a, #l[0].a, id, #l[9], none',
      ExpressionAttributeNames: { '#l': 'list' },
    })
    expect(Item).toEqual({
      ...Key,
      list: { L: [{ M: { a: { N: '1' } } }, { N: '3' }] },
      map: { M: { a: { S: 'b' } } },
    })
  })

  test('tells the capacity it took, and none where the cache had it', async () => {
    const { dax } = world
    const get = {
      TableName: 'Events',
      Key: event('capacity', 1),
      ReturnConsumedCapacity: 'INDEXES',
    }
    const Item = event('capacity', 1, { text: { S: 'x' }, kind: { S: 'k' } })
    const one = { CapacityUnits: 1 }
    expect(
      await dax.putItem({
        TableName: 'Events',
        Item,
        ReturnConsumedCapacity: 'INDEXES',
        ReturnItemCollectionMetrics: 'SIZE',
      }),
    ).toEqual({
      ConsumedCapacity: {
        TableName: 'Events',
        CapacityUnits: 3,
        Table: one,
        LocalSecondaryIndexes: { byText: one },
        GlobalSecondaryIndexes: { byKind: one },
      },
      ItemCollectionMetrics: {
        ItemCollectionKey: { id: { S: 'capacity' } },
        SizeEstimateRangeGB: [0, 1],
      },
    })
    const { ConsumedCapacity } = await dax.getItem({ ...get, ConsistentRead: true } as never)
    expect(ConsumedCapacity).toMatchObject({ CapacityUnits: 1, Table: one })
    await dax.getItem(get as never)
    expect((await dax.getItem(get as never)).ConsumedCapacity).toEqual({
      TableName: 'Events',
      CapacityUnits: 0,
    })
  })
})

describe('pages', () => {
  const TableName = 'Events'
  const items = [-2.5, 0, 1, 30].map((n, index) =>
    event('page', n, {
      text: { S: String(9 - index) },
      kind: { S: 'page' },
      index: { N: String(index) },
    }),
  )
  const page = { ':id': { S: 'page' } }
  beforeAll(async () => {
    for (const Item of items) await world.dax.putItem({ TableName, Item })
  })

  test('of a query go on where the last one has ended, either way, in a table and its indexes', async () => {
    const { dax } = world
    for (const index of [undefined, 'byText', 'byKind']) {
      for (const ScanIndexForward of [true, false]) {
        const found: unknown[] = []
        let ExclusiveStartKey: Record<string, never> | undefined
        do {
          const { Items = [], LastEvaluatedKey } = await dax.query({
            TableName,
            ...(index === undefined ? {} : { IndexName: index }),
            KeyConditionExpression: index === 'byKind' ? 'kind = :id' : 'id = :id',
            ExpressionAttributeValues: page,
            ScanIndexForward,
            Limit: 3,
            ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
          })
          found.push(...Items)
          ExclusiveStartKey = LastEvaluatedKey as Record<string, never> | undefined
        } while (ExclusiveStartKey !== undefined)
        const expected = index === 'byText' ? items.toReversed() : items
        expect(found, `${index} ${ScanIndexForward}`).toEqual(
          ScanIndexForward ? expected : expected.toReversed(),
        )
      }
    }
  })

  test('of a query have a condition, a filter, a projection, or are a count', async () => {
    const { dax } = world
    const condition = {
      TableName,
      KeyConditionExpression: 'id = :id AND n BETWEEN :low AND :high',
      ExpressionAttributeValues: {
        ...page,
        ':low': { N: '-3' },
        ':high': { N: '1' },
        ':i': { N: '0' },
      },
      FilterExpression: '#i > :i',
      ExpressionAttributeNames: { '#i': 'index' },
    }
    expect(await dax.query({ ...condition, Select: 'COUNT' })).toEqual({
      Count: 2,
      ScannedCount: 3,
    })
    expect(await dax.query({ ...condition, ProjectionExpression: 'n, #i' })).toEqual({
      Items: [
        { n: { N: '0' }, index: { N: '1' } },
        { n: { N: '1' }, index: { N: '2' } },
      ],
      Count: 2,
      ScannedCount: 3,
    })
  })

  test('of a scan are those of all segments', async () => {
    const { dax } = world
    for (const index of [{}, { IndexName: 'byText' }]) {
      const segments = [0, 1, 2].map(Segment =>
        dax.scan({
          TableName,
          ...index,
          Segment,
          TotalSegments: 3,
          FilterExpression: 'kind = :id',
          ExpressionAttributeValues: page,
          ConsistentRead: true,
        }),
      )
      const found = (await Promise.all(segments)).flatMap(({ Items = [] }) => Items)
      expect(found.sort((a, b) => Number(a.n?.N) - Number(b.n?.N))).toEqual(items)
    }
  })
})

describe('many items', () => {
  test('are written and read by batches, over several tables', async () => {
    const { dax } = world
    const Item = event('batch', 1e20, { map: { M: { 'a b': { BOOL: false } } } })
    await dax.putItem({ TableName: 'Orders', Item: order('gone') })
    expect(
      await dax.batchWriteItem({
        RequestItems: {
          Orders: [
            { PutRequest: { Item: order('batch', { none: { NULL: true } }) } },
            { DeleteRequest: { Key: order('gone') } },
          ],
          Events: [{ PutRequest: { Item } }],
        },
        ReturnConsumedCapacity: 'TOTAL',
        ReturnItemCollectionMetrics: 'SIZE',
      }),
    ).toEqual({
      UnprocessedItems: {},
      ConsumedCapacity: expect.arrayContaining([
        { TableName: 'Orders', CapacityUnits: 2 },
        { TableName: 'Events', CapacityUnits: 1 },
      ]),
      ItemCollectionMetrics: {
        Events: [{ ItemCollectionKey: { id: { S: 'batch' } }, SizeEstimateRangeGB: [0, 1] }],
      },
    })
    const { Responses, UnprocessedKeys } = await dax.batchGetItem({
      RequestItems: {
        Orders: { Keys: [order('batch'), order('gone')], ConsistentRead: true },
        Events: { Keys: [event('batch', 1e20)], ProjectionExpression: 'id, map' },
      },
    })
    expect(UnprocessedKeys).toEqual({})
    const { n: _, ...parts } = Item as unknown as Record<string, object>
    expect(Responses).toEqual({
      Orders: [order('batch', { none: { NULL: true } })],
      Events: [parts],
    })
  })

  test('that a batch has not come to are told', async () => {
    const { dax, db } = world
    const stop = db.intercept((call, next) => {
      if (call.operation !== 'BatchGetItem') return next(call)
      const { RequestItems } = call.json as { readonly RequestItems: object }
      return Promise.resolve({ Responses: {}, UnprocessedKeys: RequestItems })
    })
    const Keys = [order('a'), order('b')]
    const request = { RequestItems: { Orders: { Keys, ConsistentRead: true } } }
    expect(await dax.batchGetItem(request)).toEqual({
      Responses: { Orders: [] },
      UnprocessedKeys: request.RequestItems,
    })
    stop()
  })

  test('are written and read together by transactions', async () => {
    const { dax } = world
    await dax.putItem({ TableName: 'Orders', Item: order('t3', { x: { N: '1' } }) })
    const token = { ClientRequestToken: 'once', ReturnConsumedCapacity: 'TOTAL' } as const
    const request = {
      ...token,
      TransactItems: [
        { Put: { TableName: 'Orders', Item: order('t1', { x: { BS: [Buffer.from([1, 2])] } }) } },
        {
          Update: {
            TableName: 'Events',
            Key: event('t2', 7),
            UpdateExpression: 'SET x = :x',
            ExpressionAttributeValues: { ':x': { L: [{ N: '1' }] } },
          },
        },
        { Delete: { TableName: 'Orders', Key: order('t3') } },
        {
          ConditionCheck: {
            TableName: 'Orders',
            Key: order('t4'),
            ConditionExpression: 'attribute_not_exists(id)',
          },
        },
      ],
    }
    const { ConsumedCapacity } = await dax.transactWriteItems(request)
    expect(ConsumedCapacity).toEqual([
      { TableName: 'Orders', CapacityUnits: 6, WriteCapacityUnits: 6 },
      { TableName: 'Events', CapacityUnits: 2, WriteCapacityUnits: 2 },
    ])
    const again = await dax.transactWriteItems(request)
    expect(again.ConsumedCapacity?.[0]).toMatchObject({ ReadCapacityUnits: 6 })
    const got = await dax.transactGetItems({
      TransactItems: [
        { Get: { TableName: 'Orders', Key: order('t1') } },
        { Get: { TableName: 'Orders', Key: order('t3') } },
        { Get: { TableName: 'Events', Key: event('t2', 7), ProjectionExpression: 'x[0], n' } },
      ],
    })
    expect(got.Responses).toEqual([
      { Item: order('t1', { x: { BS: [Buffer.from([1, 2])] } }) },
      {},
      { Item: { n: { N: '7' }, x: { L: [{ N: '1' }] } } },
    ])
  })
})

test('plain JavaScript values are taken and given by the document client of DAX', async () => {
  const document = world.documents()
  const Item = {
    id: 'document',
    total: 5.25,
    tags: new Set(['a']),
    bytes: Buffer.from([1]),
    more: [{ a: null }],
  }
  await document.put({ TableName: 'Orders', Item })
  const { Item: got } = await document.get({ TableName: 'Orders', Key: { id: 'document' } })
  expect(got).toEqual(Item)
  const { Items } = await document.scan({
    TableName: 'Orders',
    FilterExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': 'document' },
  })
  expect(Items).toEqual([Item])
})
