/** What is on its way when something else comes back: nothing older than a write through the cache is ever kept. */

import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { accelerate } from '../../src/dax/entry.js'
import { Database } from '../../src/index.js'

/** A call that has been answered by the table and waits to be let back. */
interface Held {
  readonly operation: string
  release(): void
}

async function heldWorld() {
  const db = await Database.open()
  await db.createTable()('Orders', { partitionKey: { id: 'S' } })
  const held: Held[] = []
  let isHolding = false
  let arrived = (): void => {}
  db.intercept(async (call, next) => {
    const answer = await next(call)
    if (!isHolding) return answer
    await new Promise<void>(resolve => {
      held.push({ operation: call.operation, release: resolve })
      arrived()
    })
    return answer
  })
  const client = new DynamoDBClient(db.clientConfig() as object)
  const dax = accelerate(client)
  return {
    db,
    client,
    dax,
    held,
    hold: (holds: boolean): void => {
      isHolding = holds
    },
    /** When so many calls are held. */
    whenHeld: async (count: number): Promise<void> => {
      while (held.length < count)
        await new Promise<void>(resolve => {
          arrived = resolve
        })
    },
  }
}

const get = () => new GetItemCommand({ TableName: 'Orders', Key: { id: { S: 'a' } } })
const put = (v: string) =>
  new PutItemCommand({ TableName: 'Orders', Item: { id: { S: 'a' }, v: { S: v } } })

test('a read that began before a write is not cached when it comes back after it', async () => {
  for (const isKnown of [true, false]) {
    const { dax, client, held, hold, whenHeld } = await heldWorld()
    await client.send(put('old'))
    if (isKnown) await dax.send(get())
    if (isKnown) dax.flush()
    hold(true)
    const reading = dax.send(get())
    await whenHeld(1)
    hold(false)
    await dax.send(put('new'))
    held[0]?.release()
    expect((await reading).Item?.v?.S).toMatch(/old|new/)
    expect((await dax.send(get())).Item?.v).toEqual({ S: 'new' })
  }
})

test('whoever has been told of a write waits for no read that began before it', async () => {
  const { dax, client, held, hold, whenHeld } = await heldWorld()
  await client.send(put('old'))
  await dax.send(get())
  dax.flush()
  hold(true)
  const first = dax.send(get())
  await whenHeld(1)
  hold(false)
  await dax.send(put('new'))
  await client.send(put('newer'))
  dax.flush()
  const second = await dax.send(get())
  expect(second.Item?.v).toEqual({ S: 'newer' })
  held[0]?.release()
  expect((await first).Item?.v).toEqual({ S: 'old' })
  expect((await dax.send(get())).Item?.v).toEqual({ S: 'newer' })
})

test('of two writes on their way at once neither is cached, so the table tells which was last', async () => {
  const { dax, held, hold, whenHeld } = await heldWorld()
  await dax.send(get())
  hold(true)
  const first = dax.send(put('first'))
  await whenHeld(1)
  const second = dax.send(put('second'))
  await whenHeld(2)
  hold(false)
  held[1]?.release()
  await second
  expect((await dax.send(get())).Item?.v).toEqual({ S: 'second' })
  held[0]?.release()
  await first
  expect((await dax.send(get())).Item?.v).toEqual({ S: 'second' })
})

test('who misses the same item, or the same page, waits for one request', async () => {
  const { dax, client, held, hold, whenHeld } = await heldWorld()
  await client.send(put('x'))
  const query = new QueryCommand({
    TableName: 'Orders',
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: 'a' } },
  })
  hold(true)
  const items = [1, 2, 3].map(() => dax.send(get()))
  const pages = [1, 2, 3].map(() => dax.send(query))
  await whenHeld(2)
  for (const { release } of held) release()
  const found = await Promise.all(items)
  for (const { Item } of found) expect(Item?.v).toEqual({ S: 'x' })
  for (const { Items } of await Promise.all(pages)) expect(Items).toHaveLength(1)
  expect(held.map(({ operation }) => operation).sort()).toEqual(['GetItem', 'Query'])
  if (found[0]?.Item !== undefined) found[0].Item.v = { S: 'changed' }
  expect(found[1]?.Item?.v).toEqual({ S: 'x' })
})

test('what is on its way when all is forgotten is not cached', async () => {
  const { dax, client, held, hold, whenHeld } = await heldWorld()
  await client.send(put('old'))
  hold(true)
  const reading = dax.send(get())
  await whenHeld(1)
  dax.flush()
  hold(false)
  held[0]?.release()
  await reading
  await client.send(put('new'))
  expect((await dax.send(get())).Item?.v).toEqual({ S: 'new' })
})

test('a call that is given up ends, and those beside it do not', async () => {
  const { dax, held, hold, whenHeld } = await heldWorld()
  hold(true)
  const controller = new AbortController()
  const givenUp = dax.send(get(), { abortSignal: controller.signal })
  const other = dax.send(get())
  await whenHeld(2)
  controller.abort()
  await expect(givenUp).rejects.toMatchObject({ name: 'AbortError' })
  for (const { release } of held) release()
  expect((await other).Item).toBeUndefined()
  await expect(dax.send(get(), { abortSignal: controller.signal })).rejects.toMatchObject({
    name: 'AbortError',
  })
})

test('a callback is told of hits, of misses and of refusals', async () => {
  const { dax } = await heldWorld()
  const told = (command: GetItemCommand) =>
    new Promise<readonly unknown[]>(resolve => {
      dax.send(command, (error, output) => resolve([error, output?.$metadata.attempts]))
    })
  expect(await told(get())).toEqual([null, 1])
  expect(await told(get())).toEqual([null, 0])
  const [error] = await told(new GetItemCommand({ TableName: 'None', Key: { id: { S: 'a' } } }))
  expect(error).toMatchObject({ name: 'ResourceNotFoundException' })
})
