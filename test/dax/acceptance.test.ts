/** What a cache in front of DynamoDB does that its users can see, stale answers included. */

import {
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  paginateScan,
  TransactGetItemsCommand,
} from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from 'vitest'
import { accelerate } from '../../src/dax/entry.js'
import { get, KEY, openWorld, put, query } from './world.js'

const MINUTES_5 = 300_000

describe('items', () => {
  test('what is written around the cache is seen when the entry has expired', async () => {
    const { dax, direct, clock } = await openWorld()
    await put(direct, { v: 1 })
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
    await put(direct, { v: 2 })
    await clock.advance(MINUTES_5 - 1)
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
    await clock.advance(1)
    expect(await get(dax)).toEqual({ ...KEY, v: 2 })
  })

  test('that an item is absent is cached, until it is put through the cache or has expired', async () => {
    const { dax, direct, clock } = await openWorld()
    expect(await get(dax)).toBeUndefined()
    await put(direct, { v: 1 })
    expect(await get(dax)).toBeUndefined()
    await clock.advance(MINUTES_5)
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
    await dax.send(new DeleteCommand({ TableName: 'Orders', Key: KEY }))
    await put(direct, { v: 2 })
    expect(await get(dax)).toBeUndefined()
    await put(dax, { v: 3 })
    expect(await get(dax)).toEqual({ ...KEY, v: 3 })
  })

  test('a put fills the cache, also before the cache has met a key of the table', async () => {
    const { dax, direct } = await openWorld()
    await put(dax, { v: 1 })
    await put(direct, { v: 2 })
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
  })

  test('a put that waits for the key of its table to be known expires as any other', async () => {
    const { dax, direct, clock } = await openWorld()
    await put(dax, { v: 1 })
    await put(direct, { v: 2 })
    await clock.advance(MINUTES_5)
    expect(await get(dax)).toEqual({ ...KEY, v: 2 })
  })

  test('a consistent read is new, and leaves the cached item as it is', async () => {
    const { dax, direct } = await openWorld()
    await put(direct, { v: 1 })
    await get(dax)
    await put(direct, { v: 2 })
    expect(await get(dax, { ConsistentRead: true })).toEqual({ ...KEY, v: 2 })
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
    await dax.send(
      new TransactGetCommand({ TransactItems: [{ Get: { TableName: 'Orders', Key: KEY } }] }),
    )
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
  })

  test('whole items are cached: each reader is given his parts, and a write is seen by all', async () => {
    const { dax, direct, operations } = await openWorld()
    await put(direct, { map: { a: 1, b: 2 }, xs: [1, 2, 3], v: 1 })
    const parts = {
      ProjectionExpression: '#m.a, xs[2], xs[0], absent',
      ExpressionAttributeNames: { '#m': 'map' },
    }
    expect(await get(dax, parts)).toEqual({ map: { a: 1 }, xs: [1, 3] })
    expect(await get(dax, { AttributesToGet: ['v'] })).toEqual({ v: 1 })
    expect(await get(dax)).toEqual({ ...KEY, map: { a: 1, b: 2 }, xs: [1, 2, 3], v: 1 })
    expect(operations.filter(name => name === 'GetItem')).toHaveLength(1)
    await dax.send(
      new UpdateCommand({
        TableName: 'Orders',
        Key: KEY,
        UpdateExpression: 'SET #m.a = :two',
        ExpressionAttributeNames: { '#m': 'map' },
        ExpressionAttributeValues: { ':two': 2 },
      }),
    )
    expect(await get(dax, parts)).toEqual({ map: { a: 2 }, xs: [1, 3] })
    expect(await get(dax, { ProjectionExpression: 'absent' })).toEqual({})
  })

  test('what is wrong with a request is said by the service, whatever is cached', async () => {
    const { dax, direct } = await openWorld()
    await put(direct, { v: 1 })
    await get(dax)
    for (const wrong of [
      { ProjectionExpression: 'a,,b' },
      { ProjectionExpression: 'v', ExpressionAttributeNames: { '#x': 'x' } },
      { ProjectionExpression: 'v', AttributesToGet: ['v'] },
      { ProjectionExpression: 'id.x' },
      { Key: { id: 'a' } },
      { Key: { id: 'a', n: 1, m: 2 } },
      { Key: { id: 'a', n: '1' } },
    ]) {
      const told = await get(direct, wrong).catch(String)
      expect(await get(dax, wrong).catch(String)).toBe(told)
      expect(told).toContain('ValidationException')
    }
  })

  test('keys of two tables and of two types are apart, and a number is the same however it is written', async () => {
    const { dax, plain, direct } = await openWorld()
    await put(direct, { v: 1 })
    await get(dax)
    const other = await dax.send(new GetCommand({ TableName: 'Others', Key: KEY }))
    expect(other.Item).toBeUndefined()
    const low = accelerate(plain)
    for (const n of ['1', '1.0', '10e-1', '+01']) {
      const Key = { id: { S: 'a' }, n: { N: n } }
      const { Item } = await low.send(new GetItemCommand({ TableName: 'Orders', Key }))
      expect(Item?.v).toEqual({ N: '1' })
    }
    expect(low.metrics()).toMatchObject({ ItemCacheHits: 3, ItemCacheMisses: 1 })
  })

  test('a hit costs nothing, a miss what the service says', async () => {
    const { dax } = await openWorld()
    const request = { TableName: 'Orders', Key: KEY, ReturnConsumedCapacity: 'TOTAL' } as const
    const miss = await dax.send(new GetCommand(request))
    expect(miss.ConsumedCapacity).toMatchObject({ CapacityUnits: 0.5 })
    expect(miss.$metadata.attempts).toBe(1)
    const hit = await dax.send(new GetCommand(request))
    expect(hit.ConsumedCapacity).toBeUndefined()
    expect(hit.$metadata).toMatchObject({ attempts: 0, httpStatusCode: 200 })
  })

  test('what a caller does with an item is his own', async () => {
    const { dax, direct } = await openWorld()
    const item = { bytes: new Uint8Array([1]), set: new Set(['x']), map: { list: [1] } }
    await put(direct, item)
    for (let reader = 0; reader < 3; reader++) {
      const found = (await get(dax)) as typeof item
      expect(found).toEqual({ ...KEY, ...item })
      found.bytes[0] = 9
      found.set.add('y')
      found.map.list.push(2)
    }
    item.map.list.push(3)
    await put(dax, item)
    item.map.list.push(4)
    expect((await get(dax))?.map).toEqual({ list: [1, 3] })
  })

  test('each reader has a copy of his own of every type of value', async () => {
    const { plain } = await openWorld()
    const low = accelerate(plain)
    const key = { id: { S: 'a' }, n: { N: '1' } }
    const all = {
      S: { S: '' },
      N: { N: '1.5' },
      B: { B: new Uint8Array([1, 2]) },
      BOOL: { BOOL: false },
      NULL: { NULL: true },
      SS: { SS: ['x', 'y'] },
      NS: { NS: ['1', '2'] },
      BS: { BS: [new Uint8Array([3])] },
    }
    const Item = {
      ...key,
      ...all,
      texts: { L: [{ S: 'x' }, { S: 'y' }] },
      mixed: { L: [{ S: 'x' }, { N: '1' }, { M: { all: { L: Object.values(all) } } }] },
      none: { L: [] },
      map: { M: { ...all, 0: { S: 'a number' } } },
    }
    await plain.send(new PutItemCommand({ TableName: 'Orders', Item }))
    const read = new GetItemCommand({ TableName: 'Orders', Key: key })
    const { Item: stored = {} } = await plain.send(read)
    for (let reader = 0; reader < 4; reader++) {
      const { Item: found = {}, $metadata } = await low.send(read)
      expect($metadata.attempts).toBe(reader === 0 ? 1 : 0)
      expect(found).toEqual(stored)
      expect(Object.keys(found).sort()).toEqual(Object.keys(stored).sort())
      spoil(found)
    }
  })

  test('a put is cached as it is stored', async () => {
    const { dax, plain } = await openWorld()
    const low = accelerate(plain)
    const read = new GetItemCommand({ TableName: 'Orders', Key: { id: { S: 'a' }, n: { N: '1' } } })
    await low.send(read)
    const Item = { id: { S: 'a' }, n: { N: '1.0' }, v: { N: '0010' }, s: { NS: ['2.0', '1'] } }
    await low.send(new PutItemCommand({ TableName: 'Orders', Item }))
    const { Item: cached } = await low.send(read)
    const { Item: stored } = await plain.send(read)
    expect(cached).toEqual(stored)
    expect((await get(dax))?.v).toBe(10)
  })

  test('a time to live of 0 is for ever', async () => {
    const { dax, direct, clock } = await openWorld({ itemTtl: 0 })
    await put(direct, { v: 1 })
    await get(dax)
    await put(direct, { v: 2 })
    await clock.advance(1e12)
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
    dax.flush()
    expect(await get(dax)).toEqual({ ...KEY, v: 2 })
  })

  test('whichever was read longest ago leaves when there is no room', async () => {
    const { dax, direct, operations } = await openWorld({ maxBytes: 3_000 })
    const read = (n: number) =>
      dax.send(new GetCommand({ TableName: 'Orders', Key: { id: 'a', n } }))
    for (const n of [1, 2, 3, 4]) {
      const Item = { id: 'a', n, text: 'x'.repeat(800) }
      await direct.send(new PutCommand({ TableName: 'Orders', Item }))
    }
    for (const n of [1, 2, 1, 3, 4, 1, 4, 3]) await read(n)
    const { ItemCacheHits, EvictedSize, EstimatedDbSize, CacheMemoryUtilization } = dax.metrics()
    expect(operations.filter(name => name === 'GetItem')).toHaveLength(4)
    expect(ItemCacheHits).toBe(4)
    expect(EvictedSize).toBeGreaterThan(800)
    expect(EstimatedDbSize).toBeLessThanOrEqual(3_000)
    expect(CacheMemoryUtilization).toBeCloseTo(EstimatedDbSize / 30, 5)
  })

  test('what is greater than the whole cache is not kept, and takes the place of nothing but its own', async () => {
    const { dax } = await openWorld({ maxBytes: 1_000 })
    await get(dax)
    const Key = { id: 'a', n: 2 }
    const other = () => dax.send(new GetCommand({ TableName: 'Orders', Key }))
    await put(dax, { v: 1 })
    await other()
    await put(dax, { v: 'x'.repeat(2_000) })
    expect((await other()).$metadata.attempts).toBe(0)
    expect(await get(dax)).toMatchObject({ v: 'x'.repeat(2_000) })
    expect(dax.metrics().EvictedSize).toBe(0)
  })
})

/** Changes all that can be changed in a value. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (ArrayBuffer.isView(value)) {
    new Uint8Array(value.buffer, value.byteOffset, value.byteLength).fill(9)
    return
  }
  for (const name of Object.keys(value)) {
    spoil(Reflect.get(value, name))
    Reflect.set(value, name, 'spoilt')
  }
}

describe('pages', () => {
  test('no write touches a cached page; another limit is another page', async () => {
    const { dax, direct, clock } = await openWorld()
    await put(direct, { v: 1 })
    expect(await query(dax)).toEqual([{ ...KEY, v: 1 }])
    await put(dax, { v: 2 })
    expect(await query(dax)).toEqual([{ ...KEY, v: 1 }])
    expect(await query(dax, { Limit: 5 })).toEqual([{ ...KEY, v: 2 }])
    expect(await query(dax, { ConsistentRead: true })).toEqual([{ ...KEY, v: 2 }])
    expect(await query(dax)).toEqual([{ ...KEY, v: 1 }])
    expect(await get(dax)).toEqual({ ...KEY, v: 2 })
    await clock.advance(MINUTES_5)
    expect(await query(dax)).toEqual([{ ...KEY, v: 2 }])
  })

  test('an empty page is cached, and pages do not fill the item cache', async () => {
    const { dax, direct } = await openWorld()
    expect(await query(dax)).toEqual([])
    await put(direct, { v: 1 })
    expect(await query(dax)).toEqual([])
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
    const scan = new ScanCommand({ TableName: 'Orders' })
    expect((await dax.send(scan)).Items).toHaveLength(1)
    expect((await dax.send(scan)).Count).toBe(1)
    expect(dax.metrics()).toMatchObject({ ScanCacheHits: 1, ScanCacheMisses: 1, QueryCacheHits: 1 })
  })

  test('paginators go through the cache page by page', async () => {
    const { plain, operations } = await openWorld()
    const low = accelerate(plain)
    for (const n of ['1', '2', '3']) {
      const Item = { id: { S: 'a' }, n: { N: n } }
      await low.send(new PutItemCommand({ TableName: 'Orders', Item }))
    }
    for (let round = 0; round < 2; round++) {
      const found: unknown[] = []
      for await (const { Items = [] } of paginateScan(
        { client: low, pageSize: 2 },
        { TableName: 'Orders' },
      )) {
        found.push(...Items)
      }
      expect(found).toHaveLength(3)
    }
    expect(operations.filter(name => name === 'Scan')).toHaveLength(2)
  })
})

describe('writes', () => {
  test("a write that is refused leaves the cache as it was, and its error is the client's", async () => {
    const { dax, direct } = await openWorld()
    await put(direct, { v: 1 })
    await get(dax)
    await put(direct, { v: 2 })
    const condition = { ConditionExpression: 'attribute_not_exists(id)' }
    const refused = dax.send(
      new PutCommand({ TableName: 'Orders', Item: { ...KEY, v: 3 }, ...condition }),
    )
    await expect(refused).rejects.toThrow('The conditional request failed')
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
    expect(dax.metrics()).toMatchObject({ ErrorRequestCount: 1, FailedRequestCount: 1 })
  })

  test.each(['NONE', 'ALL_NEW', 'UPDATED_NEW', 'ALL_OLD', 'UPDATED_OLD', undefined] as const)(
    'an update that returns %s returns what it does without the cache, and is seen',
    async ReturnValues => {
      const { dax, direct } = await openWorld()
      for (const start of [{}, { map: { a: 1, b: 2 }, v: 1, gone: 'x' }]) {
        await put(direct, { map: {}, ...start })
        const update = {
          TableName: 'Orders',
          Key: KEY,
          UpdateExpression: 'SET #m.a = :two, w = :two REMOVE gone ADD v :two',
          ExpressionAttributeNames: { '#m': 'map' },
          ExpressionAttributeValues: { ':two': 2 },
          ...(ReturnValues === undefined ? {} : { ReturnValues }),
        }
        const told = await direct.send(new UpdateCommand(update))
        const after = await get(direct)
        await put(direct, { map: {}, ...start })
        await get(dax)
        const { Attributes, $metadata } = await dax.send(new UpdateCommand(update))
        expect(Attributes).toEqual(told.Attributes)
        expect($metadata.attempts).toBe(1)
        expect(await get(dax)).toEqual(after)
      }
    },
  )

  test("a batch asks for what is missing only, and gives all in the caller's parts", async () => {
    const { dax, direct, operations } = await openWorld()
    for (const n of [1, 2]) {
      await direct.send(new PutCommand({ TableName: 'Orders', Item: { id: 'a', n, v: n } }))
    }
    await get(dax)
    const Keys = [1, 2, 3].map(n => ({ id: 'a', n }))
    const batch = new BatchGetCommand({
      RequestItems: { Orders: { Keys, ProjectionExpression: 'v' } },
      ReturnConsumedCapacity: 'TOTAL',
    })
    const first = await dax.send(batch)
    expect(first.Responses?.Orders).toEqual(expect.arrayContaining([{ v: 1 }, { v: 2 }]))
    expect(first.UnprocessedKeys).toEqual({})
    expect(first.ConsumedCapacity?.[0]?.CapacityUnits).toBe(1)
    const again = await dax.send(batch)
    expect(again.Responses?.Orders).toHaveLength(2)
    expect(again.$metadata.attempts).toBe(0)
    expect(operations.filter(name => name === 'BatchGetItem')).toHaveLength(1)
    expect(dax.metrics()).toMatchObject({ ItemCacheHits: 4, ItemCacheMisses: 3 })
    const consistent = await dax.send(
      new BatchGetCommand({ RequestItems: { Orders: { Keys, ConsistentRead: true } } }),
    )
    expect(consistent.Responses?.Orders).toHaveLength(2)
    const twice = [...Keys, ...Keys]
    const wrong = dax.send(new BatchGetCommand({ RequestItems: { Orders: { Keys: twice } } }))
    await expect(wrong).rejects.toThrow('duplicates')
  })

  test('a batch of writes and a transaction are seen at once', async () => {
    const { dax, direct } = await openWorld()
    await put(direct, { v: 1 })
    await get(dax)
    const Item = { ...KEY, v: 2 }
    await dax.send(new BatchWriteCommand({ RequestItems: { Orders: [{ PutRequest: { Item } }] } }))
    await put(direct, { v: 3 })
    expect(await get(dax)).toEqual(Item)
    const update = {
      TableName: 'Orders',
      Key: KEY,
      UpdateExpression: 'SET v = :four',
      ExpressionAttributeValues: { ':four': 4 },
    }
    await dax.send(new TransactWriteCommand({ TransactItems: [{ Update: update }] }))
    expect(await get(dax)).toEqual({ ...KEY, v: 4 })
  })

  test('what a transaction has written is read in the background, if it is known how', async () => {
    const { direct, clock, operations } = await openWorld()
    const dax = accelerate(direct, { clock, transactGetItems: TransactGetItemsCommand })
    const removed = { ...KEY, n: 2 }
    const checked = { TableName: 'Orders', Key: { ...KEY, n: 3 } }
    await dax.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName: 'Orders', Item: { ...KEY, v: 1 } } },
          { Delete: { TableName: 'Orders', Key: removed } },
          { ConditionCheck: { ...checked, ConditionExpression: 'attribute_not_exists(id)' } },
        ],
      }),
    )
    await dax.settled()
    expect(operations.slice(-1)).toEqual(['TransactGetItems'])
    await put(direct, { v: 2 })
    await put(direct, { ...removed, v: 2 })
    expect(await get(dax)).toEqual({ ...KEY, v: 1 })
    expect(await get(dax, { Key: removed })).toBeUndefined()
  })

  test('operations that the cache has no part in go to the client', async () => {
    const { dax, direct } = await openWorld()
    const { TableNames } = await dax.send(new ListTablesCommand({}))
    expect(TableNames).toEqual(['Orders', 'Others'])
    expect(dax).toBeInstanceOf(DynamoDBDocumentClient)
    expect(dax.config).toBe(direct.config)
  })
})
