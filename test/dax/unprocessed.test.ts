/** Batches of which the table does only a part: what it leaves is as if it had not been asked for. */

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { accelerate } from '../../src/dax/entry.js'
import { openWorld, put } from './world.js'

const keyOf = (n: number) => ({ id: { S: 'a' }, n: { N: String(n) } })
const read = (n: number) => new GetItemCommand({ TableName: 'Orders', Key: keyOf(n) })
const write = (...elements: object[]) =>
  new BatchWriteItemCommand({ RequestItems: { Orders: elements } })
const putOf = (n: number, v: string) => ({ PutRequest: { Item: { ...keyOf(n), v: { S: v } } } })

/** A client that does the first part of each batch only. */
function hasty(client: DynamoDBClient): DynamoDBClient {
  const send = async (command: BatchWriteItemCommand | BatchGetItemCommand | GetItemCommand) => {
    const { RequestItems } = command.input as { RequestItems?: { Orders: object } }
    if (RequestItems === undefined) return await client.send(command as GetItemCommand)
    const { Orders: asked } = RequestItems
    if (Array.isArray(asked)) {
      const reply = await client.send(write(asked[0]))
      return { ...reply, UnprocessedItems: { Orders: asked.slice(1) } }
    }
    const { Keys } = asked as { Keys: Record<string, { S: string }>[] }
    const first = new BatchGetItemCommand({ RequestItems: { Orders: { Keys: Keys.slice(0, 1) } } })
    const reply = await client.send(first)
    return { ...reply, UnprocessedKeys: { Orders: { Keys: Keys.slice(1) } } }
  }
  return Object.assign(Object.create(client), { send })
}

test('elements of a batch that were not processed leave the cache as it was', async () => {
  const { plain, clock } = await openWorld()
  const dax = accelerate(hasty(plain), { clock })
  for (const n of [1, 2, 3]) {
    await plain.send(write(putOf(n, 'old')))
    await dax.send(read(n))
  }
  const reply = await dax.send(
    write(putOf(1, 'new'), putOf(2, 'new'), { DeleteRequest: { Key: keyOf(3) } }),
  )
  expect(reply.UnprocessedItems?.Orders).toHaveLength(2)
  for (const n of [1, 2, 3]) await plain.send(write(putOf(n, 'around')))
  const found = await Promise.all([1, 2, 3].map(n => dax.send(read(n))))
  expect(found.map(({ Item }) => Item?.v?.S)).toEqual(['new', 'old', 'old'])
})

test('keys of a batch that were not processed are not known to be absent', async () => {
  const { direct, plain, clock } = await openWorld()
  const dax = accelerate(hasty(plain), { clock })
  for (const n of [1, 2]) await put(direct, { n, v: n })
  const Keys = [1, 2].map(keyOf)
  const batch = new BatchGetItemCommand({ RequestItems: { Orders: { Keys } } })
  const first = await dax.send(batch)
  expect(first.UnprocessedKeys?.Orders?.Keys).toEqual([keyOf(2)])
  expect(first.Responses?.Orders).toHaveLength(1)
  const second = await dax.send(batch)
  expect(second.UnprocessedKeys).toEqual({})
  expect(second.Responses?.Orders).toHaveLength(2)
})
