/** A bicycle hire on dynamodb-toolbox: bicycles and rides of one table, typed by their schemas. */

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import {
  $add,
  $append,
  $delete,
  $get,
  $remove,
  $subtract,
  $sum,
  BatchDeleteRequest,
  BatchGetCommand,
  BatchGetRequest,
  BatchPutRequest,
  BatchWriteCommand,
  binary,
  ConditionCheck,
  DeleteItemCommand,
  DeletePartitionCommand,
  Entity,
  executeBatchGet,
  executeBatchWrite,
  executeTransactGet,
  executeTransactWrite,
  GetItemCommand,
  GetTransaction,
  isConditionCheckFailed,
  isTransactionCancelled,
  item,
  list,
  map,
  number,
  PutItemCommand,
  PutTransaction,
  QueryCommand,
  ScanCommand,
  set,
  string,
  Table,
  UpdateItemCommand,
  UpdateTransaction,
} from 'dynamodb-toolbox'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, DOORS } from './doors.js'

function hire(documentClient: DynamoDBDocumentClient) {
  const table = new Table({
    documentClient,
    name: 'Hire',
    partitionKey: { name: 'station', type: 'string' },
    sortKey: { name: 'entry', type: 'string' },
  })
  const bicycles = new Entity({
    name: 'bicycle',
    table,
    timestamps: false,
    schema: item({
      station: string().key(),
      frame: string().key().savedAs('entry'),
      gears: number(),
      kilometres: number().big().default(0),
      locks: set(string()).optional(),
      repairs: list(map({ day: string(), cost: number() })).default([]),
      badge: binary().optional(),
      rider: string().optional(),
    }),
  })
  const rides = new Entity({
    name: 'ride',
    table,
    timestamps: false,
    schema: item({
      station: string().key(),
      number: number().key(),
      frame: string(),
    }),
    computeKey: ({ station, number: order }) => ({
      station,
      entry: `ride#${String(order).padStart(3, '0')}`,
    }),
  })
  return { table, bicycles, rides }
}

describe.each(DOORS)('dynamodb-toolbox $name', door => {
  let connection: Connection
  let entities: ReturnType<typeof hire>

  beforeEach(async () => {
    connection = await door.connect()
    await connection.client.createTable({
      TableName: 'Hire',
      AttributeDefinitions: [
        { AttributeName: 'station', AttributeType: 'S' },
        { AttributeName: 'entry', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'station', KeyType: 'HASH' },
        { AttributeName: 'entry', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    })
    entities = hire(connection.documents())
  })
  afterEach(() => connection.close())

  const key = { station: 'quay', frame: 'b-1' }

  test('a bicycle is put once, ridden, repaired and scrapped', async () => {
    const { bicycles } = entities
    const bicycle = {
      ...key,
      gears: 3,
      locks: new Set(['front', 'rear']),
      badge: new Uint8Array([1, 200]),
    }
    const put = bicycles
      .build(PutItemCommand)
      .item(bicycle)
      .options({ condition: { attr: 'frame', exists: false } })
    await put.send()
    const refusal: unknown = await put
      .options({
        condition: { attr: 'frame', exists: false },
        returnValuesOnConditionFalse: 'ALL_OLD',
      })
      .send()
      .catch((error: unknown) => error)
    expect(isConditionCheckFailed(refusal)).toBe(true)
    expect(refusal).toMatchObject({ message: 'The conditional request failed' })

    const update = await bicycles
      .build(UpdateItemCommand)
      .item({
        ...key,
        gears: $sum($get('gears'), 4),
        kilometres: $add(12),
        locks: $delete(new Set(['front'])),
        repairs: $append([{ day: '2026-11-22', cost: 10.5 }]),
        badge: $remove(),
        rider: 'ada',
      })
      .options({ condition: { attr: 'rider', exists: false }, returnValues: 'ALL_NEW' })
      .send()
    expect(update.Attributes).toEqual({
      ...key,
      gears: 7,
      kilometres: 12,
      locks: new Set(['rear']),
      repairs: [{ day: '2026-11-22', cost: 10.5 }],
      rider: 'ada',
    })
    await bicycles
      .build(UpdateItemCommand)
      .item({
        ...key,
        repairs: { 0: { cost: $subtract($get('repairs[0].cost'), 0.4) } },
        kilometres: $add(9007199254740981n),
      })
      .send()
    const got = await bicycles
      .build(GetItemCommand)
      .key(key)
      .options({ consistent: true, attributes: ['repairs[0].cost', 'kilometres'] })
      .send()
    expect(got.Item).toEqual({ repairs: [{ cost: 10.1 }], kilometres: 9007199254740993n })

    const deleted = await bicycles
      .build(DeleteItemCommand)
      .key(key)
      .options({ returnValues: 'ALL_OLD', condition: { attr: 'gears', between: [1, 7] } })
      .send()
    expect(deleted.Attributes?.rider).toBe('ada')
    expect((await bicycles.build(GetItemCommand).key(key).send()).Item).toBeUndefined()
  })

  test('batches, queries and scans of two entities', async () => {
    const { table, bicycles, rides } = entities
    const frames = Array.from({ length: 5 }, (_, index) => `b-${index}`)
    await executeBatchWrite(
      { maxAttempts: 2 },
      table
        .build(BatchWriteCommand)
        .requests(
          ...frames.map(frame =>
            bicycles.build(BatchPutRequest).item({ station: 'quay', frame, gears: 3 }),
          ),
          ...Array.from({ length: 12 }, (_, order) =>
            rides
              .build(BatchPutRequest)
              .item({ station: 'quay', number: order, frame: `b-${order % 5}` }),
          ),
        ),
    )

    const entry = { partition: 'quay', range: { beginsWith: 'ride#' } } as const
    const numbers: number[] = []
    const counts: (number | undefined)[] = []
    let start: Record<string, unknown> | undefined
    do {
      const page = await table
        .build(QueryCommand)
        .query(entry)
        .entities(rides)
        .options({
          reverse: true,
          limit: 5,
          filters: { ride: { attr: 'frame', in: ['b-1', 'b-2'] } },
          ...(start === undefined ? {} : { exclusiveStartKey: start }),
        })
        .send()
      counts.push(page.ScannedCount)
      numbers.push(...(page.Items ?? []).map(ride => ride.number))
      start = page.LastEvaluatedKey
    } while (start !== undefined)
    expect(counts).toEqual([5, 5, 2])
    expect(numbers).toEqual([11, 7, 6, 2, 1])

    const scan = table.build(ScanCommand).entities(bicycles, rides)
    const all = await scan.options({ maxPages: Number.POSITIVE_INFINITY, limit: 4 }).send()
    expect(all.Items).toHaveLength(17)
    const halves = await Promise.all(
      [0, 1].map(segment => scan.options({ segment, totalSegments: 2, select: 'COUNT' }).send()),
    )
    expect(halves.reduce((sum, { Count }) => sum + (Count ?? 0), 0)).toBe(17)

    const { Responses } = await executeBatchGet(
      { maxAttempts: 2 },
      table
        .build(BatchGetCommand)
        .requests(
          bicycles.build(BatchGetRequest).key({ station: 'quay', frame: 'b-4' }),
          rides.build(BatchGetRequest).key({ station: 'quay', number: 99 }),
        ),
    )
    expect(Responses).toEqual([
      [{ station: 'quay', frame: 'b-4', gears: 3, kilometres: 0, repairs: [] }, undefined],
    ])

    await executeBatchWrite(
      table
        .build(BatchWriteCommand)
        .requests(bicycles.build(BatchDeleteRequest).key({ station: 'quay', frame: 'b-4' })),
    )
    await table
      .build(DeletePartitionCommand)
      .entities(bicycles, rides)
      .query({ partition: 'quay' })
      .send()
    expect((await table.build(ScanCommand).send()).Items).toEqual([])
  })

  test('a ride begins with its bicycle, or not at all', async () => {
    const { bicycles, rides } = entities
    await bicycles
      .build(PutItemCommand)
      .item({ ...key, gears: 3 })
      .send()
    const begin = (order: number) =>
      [
        rides
          .build(PutTransaction)
          .item({ station: 'quay', number: order, frame: 'b-1' })
          .options({ condition: { attr: 'number', exists: false } }),
        bicycles
          .build(UpdateTransaction)
          .item({ ...key, rider: 'ada' })
          .options({ condition: { attr: 'rider', exists: false } }),
        bicycles
          .build(ConditionCheck)
          .key({ station: 'quay', frame: 'b-9' })
          .condition({ attr: 'frame', exists: false }),
      ] as const
    await executeTransactWrite({ clientRequestToken: 'ride-1' }, ...begin(1))
    await executeTransactWrite({ clientRequestToken: 'ride-1' }, ...begin(1))
    const refusal: unknown = await executeTransactWrite(...begin(2)).catch(
      (error: unknown) => error,
    )
    if (!isTransactionCancelled(refusal, ...begin(2))) throw refusal
    expect(refusal.CancellationReasons?.map(({ Code }) => Code)).toEqual([
      'None',
      'ConditionalCheckFailed',
      'None',
    ])

    const { Responses } = await executeTransactGet(
      rides.build(GetTransaction).key({ station: 'quay', number: 1 }),
      rides.build(GetTransaction).key({ station: 'quay', number: 2 }),
      bicycles
        .build(GetTransaction)
        .key(key)
        .options({ attributes: ['rider'] }),
    )
    expect(Responses).toEqual([
      { Item: { station: 'quay', number: 1, frame: 'b-1' } },
      {},
      { Item: { rider: 'ada' } },
    ])
  })
})
