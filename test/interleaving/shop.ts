/** A shop that sells what is in stock, as programs do it wrongly and rightly. */

import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { Database } from '../../src/index.js'

/** A database with ten apples. */
export async function openedShop(): Promise<Database> {
  const db = await Database.open()
  const stock = await db.createTable()('Stock', { partitionKey: { sku: 'S' } })
  await stock.put({ sku: 'apple', n: 10 })
  return db
}

const APPLE = { TableName: 'Stock', Key: { sku: 'apple' } }

/** Reads, subtracts and writes: whoever reads before another has written undoes the other's sale. */
export async function buy(client: DynamoDBDocumentClient): Promise<void> {
  const { Item = {} } = await client.send(new GetCommand(APPLE))
  const n = Number(Item.n) - 1
  await client.send(new PutCommand({ TableName: 'Stock', Item: { ...Item, n } }))
}

/** Writes only what nobody has changed since it was read, and else begins again. */
export async function buyCarefully(client: DynamoDBDocumentClient): Promise<void> {
  const { Item = {} } = await client.send(new GetCommand(APPLE))
  const put = new PutCommand({
    TableName: 'Stock',
    Item: { ...Item, n: Number(Item.n) - 1 },
    ConditionExpression: 'n = :n',
    ExpressionAttributeValues: { ':n': Item.n },
  })
  try {
    await client.send(put)
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error
    await buyCarefully(client)
  }
}

/** Leaves it to the service to subtract. */
export async function buyAtOnce(client: DynamoDBDocumentClient): Promise<void> {
  await client.send(
    new UpdateCommand({
      ...APPLE,
      UpdateExpression: 'SET n = n - :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  )
}
