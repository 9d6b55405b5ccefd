/** Reads that are behind see a state that was, never an older one than before, and only where the service would let them. */

import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Database } from '../../src/index.js'
import { serve } from '../../src/server.js'
import { type FaultRule, injectFaults, ManualClock } from '../../src/testing/entry.js'
import { postTo } from './raw-client.js'

const REGION = 'us-east-1'
const KEY = { id: { S: 'a' } }

type Json = Record<string, unknown>

class World {
  readonly clock = new ManualClock()
  readonly #db: Promise<Database>

  constructor(rule: FaultRule) {
    this.#db = this.#open(rule)
  }

  async #open(rule: FaultRule): Promise<Database> {
    const db = await Database.open({ clock: this.clock })
    await db.createTable('Notes', {
      partitionKey: { id: 'S' },
      globalIndexes: { byKind: { partitionKey: { kind: 'S' } } },
      localIndexes: {},
    })
    await db.createTable('Others', { partitionKey: { id: 'S' } })
    injectFaults(db, { seed: 1, rules: [rule] })
    return db
  }

  async ask(operation: string, json: Json): Promise<Json> {
    return (await (await this.#db).answer({ region: REGION, operation, json })) as Json
  }

  /** Puts an item with a number. */
  put(n: number, id = 'a', TableName = 'Notes'): Promise<Json> {
    const Item = { id: { S: id }, kind: { S: 'x' }, n: { N: String(n) } }
    return this.ask('PutItem', { TableName, Item })
  }

  /** The numbers that each way of reading finds. */
  async read(more: Json = {}): Promise<readonly number[]> {
    const answers = [
      await this.ask('GetItem', { TableName: 'Notes', Key: KEY, ...more }),
      await this.ask('Scan', { TableName: 'Notes', ...more }),
      await this.ask('Query', {
        TableName: 'Notes',
        KeyConditionExpression: 'id = :i',
        ExpressionAttributeValues: { ':i': { S: 'a' } },
        ...more,
      }),
      await this.ask('BatchGetItem', { RequestItems: { Notes: { Keys: [KEY], ...more } } }),
      await this.ask('ExecuteStatement', {
        Statement: `SELECT * FROM "Notes" WHERE id = 'a'`,
        ...more,
      }),
      await this.ask('BatchExecuteStatement', {
        Statements: [{ Statement: `SELECT * FROM "Notes" WHERE id = 'a'`, ...more }],
      }),
    ]
    return answers.map(answer => Number(/"n":\{"N":"(\d+)"/.exec(JSON.stringify(answer))?.[1] ?? 0))
  }
}

const all = (n: number) => Array(6).fill(n)

test('a read is behind by so many writes to its table, and a consistent one never is', async () => {
  const world = new World({ fault: 'staleRead', by: { writes: 2 } })
  expect(await world.read()).toEqual(all(0))
  await world.put(1)
  expect(await world.read()).toEqual(all(0))
  await world.put(2)
  await world.put(3)
  await world.put(4, 'a', 'Others')
  expect(await world.read()).toEqual(all(1))
  expect(await world.read({ ConsistentRead: true })).toEqual(all(3))
  const items = await world.ask('TransactGetItems', {
    TransactItems: [{ Get: { TableName: 'Notes', Key: KEY } }],
  })
  expect(JSON.stringify(items)).toContain('"N":"3"')
})

test('a read is behind by the time of the clock', async () => {
  const world = new World({ fault: 'staleRead', by: { ms: 1000 } })
  await world.put(1)
  await world.clock.advance(1000)
  expect(await world.read()).toEqual(all(1))
  await world.put(2)
  await world.clock.advance(999)
  expect(await world.read()).toEqual(all(1))
  await world.clock.advance(1)
  expect(await world.read()).toEqual(all(2))
})

test('a write that was refused is none that a read could be behind', async () => {
  const world = new World({ fault: 'staleRead' })
  await world.put(1)
  await world.put(2)
  const refused = world.ask('DeleteItem', {
    TableName: 'Notes',
    Key: KEY,
    ConditionExpression: 'n = :n',
    ExpressionAttributeValues: { ':n': { N: '5' } },
  })
  await expect(refused).rejects.toThrow('The conditional request failed')
  expect(await world.read()).toEqual(all(1))
})

test('an index that lags keeps nothing from reads of its table', async () => {
  const world = new World({ fault: 'laggingIndex', index: 'byKind' })
  const query = async () =>
    JSON.stringify(
      await world.ask('Query', {
        TableName: 'Notes',
        IndexName: 'byKind',
        KeyConditionExpression: 'kind = :k',
        ExpressionAttributeValues: { ':k': { S: 'x' } },
      }),
    )
  await world.put(1)
  expect(await query()).toContain('"Count":0')
  expect(await world.read()).toEqual(all(1))
  await world.put(2)
  expect(await query()).toContain('"N":"1"')
})

test('of a batch, what reads consistently, or is of another key, is of now', async () => {
  const world = new World({ fault: 'staleRead', key: { id: 'a' } })
  for (const id of ['a', 'b']) await world.put(1, id, 'Notes')
  await world.put(2, 'c', 'Others')
  await world.put(3, 'a')
  const { Responses } = await world.ask('BatchGetItem', {
    RequestItems: {
      Others: { Keys: [{ id: { S: 'c' } }], ConsistentRead: true },
      Notes: { Keys: [{ id: { S: 'b' } }, KEY] },
    },
  })
  expect(JSON.parse(JSON.stringify(Responses))).toEqual({
    Others: [{ id: { S: 'c' }, kind: { S: 'x' }, n: { N: '2' } }],
    Notes: [
      { id: { S: 'b' }, kind: { S: 'x' }, n: { N: '1' } },
      { id: { S: 'a' }, kind: { S: 'x' }, n: { N: '1' } },
    ],
  })
})

test('what has been made since is read all the same, and what is gone is gone', async () => {
  const world = new World({ fault: 'staleRead', by: { writes: 5 } })
  await world.put(1)
  await world.put(2)
  await world.ask('DeleteTable', { TableName: 'Notes' })
  const get = { TableName: 'Notes', Key: KEY }
  await expect(world.ask('GetItem', get)).rejects.toThrow('Requested resource not found')
  await world.ask('CreateTable', {
    TableName: 'Notes',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  })
  expect(await world.ask('GetItem', get)).toEqual({})
})

test('reads that are behind by chance never go back, unless the rule lets them, and see states that were', async () => {
  const step = fc.constantFrom('write', 'read')
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 0, max: 9 }),
      async (steps, most) => {
        const world = new World({ fault: 'staleRead', by: { writes: [0, most] }, probability: 1 })
        let [written, last] = [0, 0]
        for (const one of steps) {
          if (one === 'write') {
            written += 1
            await world.put(written)
            continue
          }
          const answer = await world.ask('GetItem', { TableName: 'Notes', Key: KEY })
          const { Item } = JSON.parse(JSON.stringify(answer))
          const n = Number(Item?.n.N ?? 0)
          expect(n).toBeLessThanOrEqual(written)
          expect(n).toBeGreaterThanOrEqual(Math.max(last, written - most))
          last = n
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('over HTTP, where answers are made as text, the same comes of it', async () => {
  const db = await Database.open()
  await db.createTable('Notes', { partitionKey: { id: 'S' } })
  injectFaults(db, { rules: [{ fault: 'staleRead', key: { id: 'a' } }] })
  const { url, close } = await serve(db, { port: 0 })
  onTestFinished(close)
  const ask = async (operation: string, json: object): Promise<unknown> =>
    JSON.parse((await postTo(url, operation, json)).text)
  for (const n of ['1', '2']) {
    for (const id of ['b', 'a']) {
      await ask('PutItem', { TableName: 'Notes', Item: { id: { S: id }, n: { N: n } } })
    }
  }
  const Keys = [{ id: { S: 'b' } }, KEY]
  expect(await ask('BatchGetItem', { RequestItems: { Notes: { Keys } } })).toEqual({
    Responses: {
      Notes: [
        { id: { S: 'b' }, n: { N: '2' } },
        { id: { S: 'a' }, n: { N: '1' } },
      ],
    },
    UnprocessedKeys: {},
  })
})
