/** A shop that wastes in every way that reports tell of, and one that does the same without. */

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { Database } from '../../src/index.js'
import { ManualClock, type Recording, record } from '../../src/testing/entry.js'

const ORDERS = 60
const CUSTOMERS = 12

/** A database with the tables of the shop, a client of it, and a recording that has begun. */
export interface Shop {
  readonly db: Database
  readonly client: DynamoDBClient
  readonly clock: ManualClock
  readonly recording: Recording
}

export async function openShop(): Promise<Shop> {
  const clock = new ManualClock(Date.UTC(2026, 10, 1))
  const db = await Database.open({ clock, throttle: true })
  await db.createTable('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
    globalIndexes: { byStatus: { partitionKey: { status: 'S' } } },
  })
  await db.createTable('Products', { partitionKey: { sku: 'S' } })
  await db.answer({
    region: 'us-east-1',
    operation: 'CreateTable',
    json: {
      TableName: 'Sessions',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    },
  })
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const client = new DynamoDBClient({ region: 'us-east-1', credentials })
  db.attach(client, { maxAttempts: 1 })
  return { db, client, clock, recording: record(db) }
}

const text = (S: string): { S: string } => ({ S })
const orderOf = (place: number) => ({
  customerId: text(`customer-${place % CUSTOMERS}`),
  orderId: text(`order-${place}`),
  status: text(place % 20 === 0 ? 'OPEN' : 'PAID'),
  city: text(`city-${place % 15}`),
})
const productOf = (place: number) => ({ sku: text(`sku-${place}`), name: text(`Product ${place}`) })

/** Calls that come one after the other. */
async function each(count: number, call: (place: number) => Promise<unknown>): Promise<void> {
  for (let place = 0; place < count; place += 1) await call(place)
}

export async function runWasteful({ client }: Shop): Promise<void> {
  // Written one by one.
  await each(ORDERS, place =>
    client.send(new PutItemCommand({ TableName: 'Orders', Item: orderOf(place) })),
  )
  await each(40, place =>
    client.send(new PutItemCommand({ TableName: 'Products', Item: productOf(place) })),
  )
  // Found by scanning, again and again, and in a language that hides it.
  await each(5, place =>
    client.send(
      new ScanCommand({
        TableName: 'Orders',
        FilterExpression: '#c = :c',
        ExpressionAttributeNames: { '#c': 'city' },
        ExpressionAttributeValues: { ':c': text(`city-${place}`) },
      }),
    ),
  )
  await each(4, place =>
    client.send(
      new ExecuteStatementCommand({
        Statement: `SELECT * FROM Products WHERE name = 'Product ${place}'`,
      }),
    ),
  )
  // A filter where a key would do.
  await each(20, place =>
    client.send(
      new QueryCommand({
        TableName: 'Orders',
        KeyConditionExpression: 'customerId = :c',
        FilterExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: {
          ':c': text(`customer-${place % CUSTOMERS}`),
          ':s': text('OPEN'),
        },
      }),
    ),
  )
  // The product of each order, one by one.
  await each(30, place =>
    client.send(new GetItemCommand({ TableName: 'Products', Key: { sku: text(`sku-${place}`) } })),
  )
  // One item that everybody counts on.
  await each(200, () =>
    client.send(
      new UpdateItemCommand({
        TableName: 'Products',
        Key: { sku: text('sku-7') },
        UpdateExpression: 'ADD sold :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    ),
  )
  // A guard that nearly always refuses.
  await each(15, () =>
    client
      .send(
        new PutItemCommand({
          TableName: 'Products',
          Item: productOf(7),
          ConditionExpression: 'attribute_not_exists(sku)',
        }),
      )
      .catch(() => {}),
  )
}

/** More than the table has capacity for: it has saved up five minutes of it. */
export async function runThrottled({ client }: Shop): Promise<void> {
  const put = new PutItemCommand({ TableName: 'Sessions', Item: { id: text('a') } })
  const isDone = (): Promise<boolean> =>
    client.send(put).then(
      () => true,
      () => false,
    )
  while (await isDone());
  await isDone()
}

/** Reads consistently what was written long ago. */
export async function runOverConsistent({ client, clock }: Shop): Promise<void> {
  clock.advance(60_000)
  await each(12, () =>
    client.send(
      new GetItemCommand({
        TableName: 'Products',
        Key: { sku: text('never written') },
        ConsistentRead: true,
      }),
    ),
  )
}

/** The same shop, as it should be. */
export async function runClean({ client }: Shop): Promise<void> {
  const orders = Array.from({ length: ORDERS }, (_, place) => orderOf(place))
  for (let place = 0; place < ORDERS; place += 25) {
    const requests = orders.slice(place, place + 25).map(Item => ({ PutRequest: { Item } }))
    await client.send(new BatchWriteItemCommand({ RequestItems: { Orders: requests } }))
  }
  await client.send(
    new BatchGetItemCommand({
      RequestItems: {
        Orders: {
          Keys: orders.slice(0, 50).map(({ customerId, orderId }) => ({ customerId, orderId })),
        },
      },
    }),
  )
  await each(3, place =>
    client.send(
      new QueryCommand({
        TableName: 'Orders',
        KeyConditionExpression: 'customerId = :c',
        ExpressionAttributeValues: { ':c': text(`customer-${place}`) },
      }),
    ),
  )
  await client.send(
    new QueryCommand({
      TableName: 'Orders',
      IndexName: 'byStatus',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':s': text('OPEN') },
    }),
  )
  // A condition that fails now and then, and one scan: an export, perhaps.
  await client
    .send(
      new PutItemCommand({
        TableName: 'Orders',
        Item: orderOf(0),
        ConditionExpression: 'attribute_not_exists(orderId)',
      }),
    )
    .catch(() => {})
  await client.send(new ScanCommand({ TableName: 'Orders' }))
}
