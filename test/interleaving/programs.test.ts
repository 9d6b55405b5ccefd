/** What programs may do while their orders are explored, and what is told where they do what they must not. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Database } from '../../src/index.js'
import {
  exploreOrders,
  ManualClock,
  OrderDiverged,
  ProgramStuck,
  replayOrder,
  TooManyCalls,
} from '../../src/testing/entry.js'
import { bruteForce, callsOf, type SmallProgram } from './small-programs.js'

const ROOM_SIZE = 2

async function opened(): Promise<Database> {
  const db = await Database.open()
  await db.createTable()('Items', { partitionKey: { id: 'S' } })
  await db.createTable()('Seats', { partitionKey: { room: 'S' }, sortKey: { guest: 'S' } })
  return db
}

const documents = (db: Database): DynamoDBDocumentClient =>
  db.attach(DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' })))

const send = (db: Database, operation: string, json: object): Promise<object> =>
  db.answer({ region: 'us-east-1', operation, json })
const put = (db: Database, id: string, n = 1): Promise<object> =>
  send(db, 'PutItem', { TableName: 'Items', Item: { id: { S: id }, n: { N: `${n}` } } })
const get = (db: Database, id: string): Promise<object> =>
  send(db, 'GetItem', { TableName: 'Items', Key: { id: { S: id } } })

async function book(client: DynamoDBDocumentClient, room: string, guest: string): Promise<void> {
  const query = new QueryCommand({
    TableName: 'Seats',
    KeyConditionExpression: '#room = :room',
    ExpressionAttributeNames: { '#room': 'room' },
    ExpressionAttributeValues: { ':room': room },
  })
  const { Count = 0 } = await client.send(query)
  if (Count < ROOM_SIZE)
    await client.send(new PutCommand({ TableName: 'Seats', Item: { room, guest } }))
}

test('a query depends on writes to its collection: a room is overbooked', async () => {
  await using database = await opened()
  await database.table('Seats').put({ room: 'r', guest: 'first' })
  const found = await exploreOrders({
    database,
    run: db => Promise.all(['a', 'b'].map(guest => book(documents(db), 'r', guest))),
    check: db => db.table('Seats').query({ room: 'r' }).count() <= ROOM_SIZE,
  })
  expect(found.failure?.steps.map(({ operation }) => operation)).toEqual([
    'Query',
    'Query',
    'PutItem',
    'PutItem',
  ])
  expect(found.failure?.steps[0]).toMatchObject({ request: 'room = r', outcome: '1 item' })
})

test('queries of other collections are independent', async () => {
  await using database = await opened()
  const run = (db: Database): unknown =>
    Promise.all(['r', 's', 't'].map(room => book(documents(db), room, 'a')))
  expect(await exploreOrders({ database, run })).toMatchObject({ orders: 1, complete: true })
})

test('a transaction is one call, which depends on all of its items', async () => {
  await using database = await opened()
  const swap = (client: DynamoDBDocumentClient, ids: readonly string[]): Promise<unknown> =>
    client.send(
      new TransactWriteCommand({
        TransactItems: ids.map(id => ({
          Update: {
            TableName: 'Items',
            Key: { id },
            UpdateExpression: 'ADD n :n',
            ExpressionAttributeValues: { ':n': 1 },
          },
        })),
      }),
    )
  const ordersOf = (...lists: readonly string[][]) =>
    exploreOrders({
      database,
      run: async db => {
        const client = documents(db)
        await Promise.all(lists.map(ids => swap(client, ids)))
      },
    })
  expect(await ordersOf(['a', 'b'], ['c', 'd'])).toMatchObject({ orders: 1 })
  expect(await ordersOf(['a', 'b'], ['b', 'c'])).toMatchObject({ orders: 2 })
  expect(await ordersOf(['a', 'b'], ['b', 'c'], ['c', 'd'])).toMatchObject({ orders: 4 })
})

test.each([
  ['statements of one table', 'ExecuteStatement', { Statement: `SELECT * FROM "Items"` }, 2],
  ['statements of another table', 'ExecuteStatement', { Statement: `SELECT * FROM "Seats"` }, 1],
  ['a scan', 'Scan', { TableName: 'Items' }, 2],
  ['a description of the table', 'DescribeTable', { TableName: 'Items' }, 2],
  [
    'reads of other items',
    'BatchGetItem',
    { RequestItems: { Items: { Keys: [{ id: { S: 'b' } }] } } },
    1,
  ],
  ['a list of tables', 'ListTables', {}, 2],
  ['what may touch everything', 'DescribeLimits', {}, 2],
])('%s beside a write', async (_, operation, json, orders) => {
  await using database = await opened()
  const run = (db: Database): unknown => Promise.all([put(db, 'a'), send(db, operation, json)])
  expect(await exploreOrders({ database, run })).toMatchObject({ orders, complete: true })
})

test('a key is the same however its number is written', async () => {
  await using database = await opened()
  await database.createTable()('Days', { partitionKey: { day: 'N' } })
  const write = (db: Database, day: string): Promise<object> =>
    send(db, 'PutItem', { TableName: 'Days', Item: { day: { N: day } } })
  const run = (db: Database): unknown => Promise.all([write(db, '1'), write(db, '1.0')])
  expect(await exploreOrders({ database, run })).toMatchObject({ orders: 2 })
})

test('tasks that share more than the database have all of their orders run on request', async () => {
  await using database = await opened()
  let largest = 0
  const run = async (db: Database): Promise<void> => {
    const seen: string[] = []
    await Promise.all(['a', 'b', 'c'].map(id => put(db, id).then(() => seen.push(id))))
    if (seen.join('') === 'cba') largest += 1
  }
  expect(await exploreOrders({ database, run, everyOrder: true })).toMatchObject({ orders: 6 })
  expect(largest).toBe(1)
})

test('each outcome that brute force finds is found by running the program', async () => {
  const step = fc.record({
    kind: fc.constantFrom('read' as const, 'write' as const, 'add' as const, 'if' as const),
    key: fc.constantFrom('a', 'b'),
    value: fc.integer({ min: 1, max: 2 }),
  })
  const task = fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 2 }),
    sends: fc.constant([]),
  })
  const programs = fc.record({ tasks: fc.array(task, { minLength: 2, maxLength: 3 }), last: task })
  await using database = await opened()
  await fc.assert(
    fc.asyncProperty(programs, async (program: SmallProgram) => {
      const outcomes = new Set<string>()
      const found = await exploreOrders({
        database,
        run: async db => {
          outcomes.add(await callsOf(program, (operation, json) => send(db, operation, json)))
        },
      })
      expect(found.complete).toBe(true)
      expect([...outcomes].toSorted()).toEqual([...bruteForce(program).outcomes].toSorted())
    }),
    { numRuns: 12 },
  )
}, 60_000)

test('keys that are drawn by lot do no harm', async () => {
  await using database = await opened()
  let drawn = 0
  const found = await exploreOrders({
    database,
    run: async db => {
      const add = async (): Promise<void> => {
        await get(db, 'count')
        drawn += 1
        await put(db, `key ${drawn}`)
        await put(db, 'count')
      }
      await Promise.all([add(), add()])
    },
  })
  expect(found).toMatchObject({ complete: true, orders: 4 })
})

test('a program that does something else in the same order is told where', async () => {
  await using database = await opened()
  let runs = 0
  const run = async (db: Database): Promise<void> => {
    runs += 1
    await Promise.all([put(db, 'a'), put(db, 'a')])
    if (runs === 2) await send(db, 'Scan', { TableName: 'Items' })
    else await get(db, 'a')
    await Promise.all([put(db, 'b'), put(db, 'b')])
  }
  const exploring = exploreOrders({ database, run })
  await expect(exploring).rejects.toThrow(OrderDiverged)
  await expect(exploring).rejects.toThrow(
    /^After 2 calls in the same order the program went on in another way: expected GetItem Items, found Scan Items\./,
  )
})

test('a schedule that the program does not follow is refused', async () => {
  await using database = await opened()
  const run = (db: Database): unknown => Promise.all([put(db, 'a'), put(db, 'b')])
  const followed = (schedule: string) => replayOrder({ database, run, schedule })
  expect((await followed('B')).schedule).toBe('B A')
  await expect(followed('A C')).rejects.toThrow(
    /^After 1 calls .* expected a call of C, found calls of B\./,
  )
  await expect(followed('A B A')).rejects.toThrow(/expected a call of A, found the end\./)
})

test('a program that waits for no call is given up', async () => {
  await using database = await opened()
  const run = async (db: Database): Promise<void> => {
    await put(db, 'a')
    await new Promise(() => {})
  }
  const exploring = exploreOrders({ database, run, idleTimeMax: 20 })
  await expect(exploring).rejects.toThrow(ProgramStuck)
  await expect(exploring).rejects.toThrow(/^After 1 calls the program has waited for 20 ms/)
})

test('a program that makes calls without end fails', async () => {
  await using database = await opened()
  const run = async (db: Database): Promise<void> => {
    for (;;) await get(db, 'a')
  }
  const { failure } = await exploreOrders({ database, run, callsMax: 5 })
  expect(failure?.error).toBeInstanceOf(TooManyCalls)
  expect(failure?.steps).toHaveLength(5)
})

test('a program that throws fails, and its other calls are answered all the same', async () => {
  await using database = await opened()
  const run = async (db: Database): Promise<void> => {
    const condition = { ConditionExpression: 'attribute_not_exists(id)' }
    const item = { TableName: 'Items', Item: { id: { S: 'a' } } }
    await Promise.all([put(db, 'a'), send(db, 'PutItem', { ...item, ...condition })])
  }
  const { failure } = await exploreOrders({ database, run })
  expect(failure?.error).toMatchObject({ name: 'ConditionalCheckFailedException' })
  expect(failure?.schedule).toBe('A B')
})

test('calls that nobody awaits are part of the order, and done before the check', async () => {
  await using database = await opened()
  const counts = new Set<unknown>()
  const found = await exploreOrders({
    database,
    run: db => {
      put(db, 'a', 1)
      put(db, 'a', 2)
    },
    check: db => {
      counts.add(db.table('Items').get({ id: 'a' })?.n)
    },
  })
  expect(found.orders).toBe(2)
  expect(counts).toEqual(new Set([1, 2]))
})

test('a rejection that nobody handles is a failure', async () => {
  // Whoever runs this test listens, too.
  const listeners = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  onTestFinished(() => {
    for (const listener of listeners) process.on('unhandledRejection', listener)
  })
  await using database = await opened()
  const run = async (db: Database): Promise<void> => {
    put(db, 'a').then(() => Promise.reject(new Error('nobody handles this')))
    await put(db, 'b')
  }
  const { failure } = await exploreOrders({ database, run })
  expect(String(failure)).toContain('fails with: nobody handles this')
  expect(process.listeners('unhandledRejection')).toEqual([])
})

test('timers of the program are waited for before the next call is answered', async () => {
  await using database = await opened()
  await noTimers()
  const run = async (db: Database): Promise<void> => {
    const late = new Promise(resolve => setTimeout(resolve, 2)).then(() => put(db, 'a', 1))
    await Promise.all([put(db, 'a', 2), late])
  }
  expect(await exploreOrders({ database, run })).toMatchObject({ orders: 2, complete: true })
})

/** The runner of tests has one now and then: if that ends meanwhile, one of the program's may be taken for it. */
async function noTimers(): Promise<void> {
  while (process.getActiveResourcesInfo().includes('Timeout')) {
    await new Promise(resolve => setImmediate(resolve))
  }
}

test('a time limit that stands open delays a run once, and not each of its calls', async () => {
  await using database = await opened()
  const run = async (db: Database): Promise<void> => {
    const limit = setTimeout(() => {}, 60_000)
    for (const id of ['a', 'b', 'c', 'd']) await put(db, id)
    clearTimeout(limit)
  }
  expect(await exploreOrders({ database, run, settleTime: 5 })).toMatchObject({ complete: true })
})

test('each run can have a clock of its own', async () => {
  await using database = await opened()
  const times = new Set<number>()
  const run = async (db: Database): Promise<void> => {
    await Promise.all([put(db, 'a'), put(db, 'a')])
    times.add(db.clock.now())
  }
  await exploreOrders({ database, run, clock: () => new ManualClock(5) })
  expect([...times]).toEqual([5])
})

test('a task that sends several calls goes on with the first of them', async () => {
  await using database = await opened()
  const run = async (db: Database): Promise<void> => {
    await get(db, 'a')
    await Promise.all([put(db, 'a'), put(db, 'b'), put(db, 'c')])
  }
  const { schedule } = await replayOrder({ database, run, schedule: 'A A.3' })
  expect(schedule).toBe('A A.3 A A.2')
})

test('options are checked', async () => {
  await using database = await opened()
  const run = (): void => {}
  const refused = (options: object): Promise<unknown> =>
    exploreOrders({ database, run, ...options }).catch((error: Error) => error.message)
  expect(await refused({ runMax: 3 })).toMatch(
    /^exploreOrders has no option runMax: did you mean runsMax\?/,
  )
  expect(await refused({ check: 3 })).toBe('check is 3, and must be a function')
  expect(await refused({ run: undefined })).toBe('run is undefined, and must be a function')
  expect(await refused({ database: {} })).toBe(
    'database is an object, and must be an object with the methods fork and intercept',
  )
})
