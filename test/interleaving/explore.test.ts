/** A lost update is found and told plainly, and a program without one is shown to be right in all orders of its calls. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import type { Database } from '../../src/index.js'
import { exploreOrders, OrderFailed, replayOrder } from '../../src/testing/entry.js'
import { buy, buyAtOnce, buyCarefully, openedShop } from './shop.js'

type Buy = (client: DynamoDBDocumentClient) => Promise<void>

const bySdk = (db: Database): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(db.clientConfig()))
const attached = (db: Database): DynamoDBDocumentClient =>
  db.attach(DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' })))

const leaves =
  (n: number) =>
  (db: Database): boolean =>
    db.table('Stock').get({ sku: 'apple' })?.n === n

function buyers(count: number, one: Buy, clientOf = attached) {
  return async (db: Database): Promise<void> => {
    const client = clientOf(db)
    await Promise.all(Array.from({ length: count }, () => one(client)))
  }
}

test.each([
  ['the SDK', bySdk],
  ['an attached client', attached],
])('a lost update is found through %s, and told call by call', async (_, clientOf) => {
  await using database = await openedShop()
  const run = buyers(3, buy, clientOf)
  const found = await exploreOrders({ database, run, check: leaves(7) })
  expect(found.complete).toBe(false)
  expect(String(found)).toBe(
    [
      'after 2 orders one was found that fails with: check returned false (6 calls, 3 changes of task)',
      '  1  A  GetItem  Stock  sku=apple       → n=10',
      '  2  A  PutItem  Stock  sku=apple  n=9  → done',
      '  3  B  GetItem  Stock  sku=apple       → n=9',
      '  4  C  GetItem  Stock  sku=apple       → n=9',
      '  5  C  PutItem  Stock  sku=apple  n=8  → done',
      '  6  B  PutItem  Stock  sku=apple  n=8  → done',
      "schedule: 'A A B C C B'",
    ].join('\n'),
  )
  expect(database.table('Stock').get({ sku: 'apple' })?.n).toBe(10)
})

test('the order that was found can be run again, and is the same', async () => {
  await using database = await openedShop()
  const program = { database, run: buyers(3, buy), check: leaves(7) }
  const { failure } = await exploreOrders(program)
  const again = await replayOrder({ ...program, schedule: failure?.schedule ?? '' })
  expect(again).toEqual(failure)
  expect(again.failed).toBe(true)
})

test('an order that does not fail is told as well', async () => {
  await using database = await openedShop()
  const run = await replayOrder({
    database,
    run: buyers(2, buyCarefully),
    check: leaves(8),
    schedule: 'A B A B',
  })
  expect(run.failed).toBe(false)
  expect(run.schedule).toBe('A B A B B B')
  expect(run.steps.map(({ outcome }) => outcome)).toEqual([
    'n=10',
    'n=10',
    'done',
    'refused: ConditionalCheckFailedException',
    'n=9',
    'done',
  ])
})

test.each([
  ['an update that subtracts', buyAtOnce, 3, 6],
  ['a write with a condition that is tried again', buyCarefully, 2, 4],
] as const)('%s is right in all orders', async (_, one, count, orders) => {
  await using database = await openedShop()
  const run = buyers(count, one)
  const found = await exploreOrders({ database, run, check: leaves(10 - count) })
  expect(found).toMatchObject({ complete: true, orders, failure: undefined })
  expect(String(found.throwIfFailed())).toBe(
    `all ${orders} orders that can differ were run: none fails`,
  )
})

test('a failed exploration throws what tells the order, with the failure as its cause', async () => {
  await using database = await openedShop()
  const fault = new Error('too few')
  const check = (db: Database): void => {
    if (!leaves(8)(db)) throw fault
  }
  const found = await exploreOrders({ database, run: buyers(2, buy), check })
  const thrown = await Promise.resolve()
    .then(() => found.throwIfFailed())
    .catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(OrderFailed)
  expect(thrown).toMatchObject({ cause: fault, message: String(found) })
  expect(String(found)).toContain('fails with: too few (4 calls, 2 changes of task)')
})

test('the plainest order is found among many calls, however the failure was found', async () => {
  await using database = await openedShop()
  await database.createTable()('Log', { partitionKey: { id: 'S' } })
  const run = async (db: Database): Promise<void> => {
    const client = attached(db)
    const noted = async (id: string): Promise<void> => {
      await db.answer({
        region: 'us-east-1',
        operation: 'PutItem',
        json: { TableName: 'Log', Item: { id: { S: id } } },
      })
      await buy(client)
      await db.answer({ region: 'us-east-1', operation: 'Scan', json: { TableName: 'Log' } })
    }
    await Promise.all(['a', 'b', 'c', 'd'].map(noted))
  }
  const { failure } = await exploreOrders({ database, run, check: leaves(6), seed: 7 })
  const tasks = failure?.schedule.split(' ') ?? []
  expect(tasks).toHaveLength(16)
  expect(tasks.filter((task, index) => task !== tasks[index - 1])).toHaveLength(5)
})

test('an exploration can be cut short, and says so', async () => {
  await using database = await openedShop()
  const run = buyers(3, buyAtOnce)
  const byRuns = await exploreOrders({ database, run, check: leaves(7), runsMax: 4 })
  expect(byRuns).toMatchObject({ complete: false, runs: 4, orders: 4, failure: undefined })
  expect(String(byRuns)).toBe('4 orders were run: none fails, and there are more')
  const byTime = await exploreOrders({ database, run, timeMax: 0 })
  expect(byTime.complete).toBe(false)
})

test('clients that a program has by itself are attached for each run, and left as they were', async () => {
  await using database = await openedShop()
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }))
  const { send } = client
  const found = await exploreOrders({
    database,
    clients: [client],
    run: () => Promise.all([buy(client), buy(client)]),
    check: leaves(8),
  })
  expect(found.failure?.schedule).toBe('A B B A')
  expect(client.send).toBe(send)
})
