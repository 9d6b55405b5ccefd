/** A database with two tables, a cache in front of a document client of it, and the clock of both. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { type Accelerated, type AccelerateOptions, accelerate } from '../../src/dax/entry.js'
import { Database } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'

export type Attributes = Record<string, unknown>

export interface World {
  readonly clock: ManualClock
  readonly plain: DynamoDBClient
  /** Goes around the cache. */
  readonly direct: DynamoDBDocumentClient
  readonly dax: Accelerated<DynamoDBDocumentClient>
  /** The operations that came to the database. */
  readonly operations: string[]
}

export async function openWorld(options: AccelerateOptions = {}): Promise<World> {
  const clock = new ManualClock()
  const db = await Database.open({ clock })
  for (const name of ['Orders', 'Others']) {
    await db.createTable()(name, { partitionKey: { id: 'S' }, sortKey: { n: 'N' } })
  }
  const operations: string[] = []
  db.intercept((call, next) => {
    operations.push(call.operation)
    return next(call)
  })
  const plain = new DynamoDBClient(db.clientConfig() as object)
  const direct = DynamoDBDocumentClient.from(plain)
  return { clock, plain, direct, dax: accelerate(direct, { clock, ...options }), operations }
}

export const KEY = { id: 'a', n: 1 }

/** The item with the key that all tests have. */
export async function get(
  client: DynamoDBDocumentClient,
  options: object = {},
): Promise<Attributes | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: 'Orders', Key: KEY, ...options }))
  return Item
}

export async function put(client: DynamoDBDocumentClient, item: Attributes): Promise<void> {
  await client.send(new PutCommand({ TableName: 'Orders', Item: { ...KEY, ...item } }))
}

export async function query(
  client: DynamoDBDocumentClient,
  options: object = {},
): Promise<readonly Attributes[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: 'Orders',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': 'a' },
      ...options,
    }),
  )
  return Items
}
