/** The command with a real database: what it begins with, what it tells of requests, and how many databases it keeps. */

import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/env/clock.js'
import { Database } from '../../src/index.js'
import { runCommand } from '../../src/tools/command.js'
import { DatabasesByKey } from '../../src/tools/databases-by-key.js'

async function start(args: string, files: Readonly<Record<string, string>> = {}) {
  const out: string[] = []
  const errors: string[] = []
  const outcome = await runCommand(['serve', '--port', '0', ...args.split(' ')], {
    version: '1.2.3',
    environment: {},
    write: text => out.push(text),
    writeError: text => errors.push(text),
    isTerminal: false,
    open: () => Database.open(),
    readBytes: async path => {
      if (path in files) return Buffer.from(String(files[path]))
      throw Object.assign(new Error(`ENOENT: ${path}`), { syscall: 'open' })
    },
  })
  const exitCode = 'exitCode' in outcome ? outcome.exitCode : undefined
  if (!('server' in outcome)) return { out, errors, exitCode }
  const { server } = outcome
  const clientOf = (accessKeyId = 'a') =>
    new DynamoDBClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey: 'b' },
      maxAttempts: 1,
    })
  return { out, errors, client: clientOf(), clientOf, close: () => server.close() }
}

async function started(args: string, files: Readonly<Record<string, string>> = {}) {
  const world = await start(args, files)
  if (world.client === undefined) throw new Error(world.errors.join(''))
  return world
}

const ORDERS = {
  TableName: 'Orders',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
} as const
const PLAIN = { id: '1', total: 5.5, tags: ['a'], paid: true, note: null, to: { S: 'x' } }
const WIRE = {
  id: { S: '1' },
  total: { N: '5.5' },
  tags: { L: [{ S: 'a' }] },
  paid: { BOOL: true },
  note: { NULL: true },
  to: { M: { S: { S: 'x' } } },
}

test('--explorer prints the address of a page that shows what is served, until the command ends', async () => {
  const { out, client, close } = await started('--explorer')
  await client.send(
    new CreateTableCommand({
      TableName: 'Orders',
      AttributeDefinitions: [...ORDERS.AttributeDefinitions],
      KeySchema: [...ORDERS.KeySchema],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  const [, address, token] = /browser on this machine: (\S+)#token=(\S+)\n/.exec(out.join('')) ?? []
  const listed = (): Promise<Response> =>
    fetch(String(address), {
      method: 'POST',
      body: '{}',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        'x-hashrange-token': String(token),
      },
    })
  expect(await (await listed()).json()).toEqual({ TableNames: ['Orders'] })
  await close()
  await expect(listed()).rejects.toThrow()
})

describe('a seed', () => {
  test.each([
    ['a document of plain items', JSON.stringify({ tables: [ORDERS], items: { Orders: [PLAIN] } })],
    [
      "a document of the service's items",
      JSON.stringify({ tables: [ORDERS], items: { Orders: [WIRE] } }, null, 2),
    ],
    [
      'lines',
      `${JSON.stringify(ORDERS)}\n\n${JSON.stringify({ TableName: 'Orders', Item: PLAIN })}\r\n`,
    ],
    [
      "lines of the service's items",
      `${JSON.stringify(ORDERS)}\n${JSON.stringify({ TableName: 'Orders', Item: WIRE })}`,
    ],
  ])('of %s', async (_, text) => {
    const { client, close } = await started('--seed data', { data: text })
    const { Items } = await client.send(new ScanCommand({ TableName: 'Orders' }))
    expect(Items).toEqual([WIRE])
    await close()
  })

  test('of a table alone', async () => {
    const { client, close } = await started('--seed data', { data: JSON.stringify(ORDERS) })
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Orders'])
    await close()
  })

  test('of each database, where every key has its own', async () => {
    const { clientOf, close } = await started('--seed data --db-per-key', {
      data: JSON.stringify(ORDERS),
    })
    for (const key of ['x', 'y']) {
      const { TableNames } = await clientOf(key).send(new ListTablesCommand({}))
      expect(TableNames).toEqual(['Orders'])
    }
    await close()
  })

  const item = (Item: object) => JSON.stringify({ TableName: 'Orders', Item })
  test.each([
    ['', 'ENOENT: none'],
    ['{"a":1}', 'data:1: must be the input of CreateTable, or of PutItem'],
    ['[]', 'data:1: must be the input'],
    ['{', 'data:1: is not JSON'],
    [`${JSON.stringify(ORDERS)}\n{}`, 'data:2: must be the input'],
    [`${JSON.stringify(ORDERS)}\n{`, 'data:2: is not JSON'],
    ['{"tables":{}}', 'data:1 (tables): must be a list'],
    ['{"items":[]}', 'data:1 (items): must be lists of items'],
    ['{"items":{\n"Orders":{}}}', 'data:2 (items.Orders): must be a list of items'],
    ['{"tables":[{}]}', 'data:1 (tables[0]): must be the input'],
    [item({ id: { S: '1' } }), 'data:1: is an item of Orders: there is no table of that name'],
    [`${JSON.stringify(ORDERS)}\n${item({ n: 1 })}`, 'data:2: PutItem Orders: '],
    [`${JSON.stringify(ORDERS)}\n${item({ id: 1 })}`, 'data:2: PutItem Orders: One or more'],
    [`${JSON.stringify(ORDERS)}\n${JSON.stringify(ORDERS)}`, 'data:2: CreateTable Orders: Table'],
  ])('%j is refused', async (text, message) => {
    const { errors, exitCode } = await start(
      text === '' ? '--seed none' : '--seed data',
      text === '' ? {} : { data: text },
    )
    expect(exitCode).toBe(1)
    expect(errors.join('')).toContain(`hashrange: ${message}`)
  })
})

test('requests are told, a line each', async () => {
  const { out, client, close } = await started('--log')
  const before = out.length
  await client.send(new CreateTableCommand({ ...ORDERS, BillingMode: 'PAY_PER_REQUEST' } as never))
  const put = await client.send(new PutItemCommand({ TableName: 'Orders', Item: WIRE as never }))
  expect(put).not.toHaveProperty('ConsumedCapacity')
  const key = { id: { S: '1' } }
  const total = { ReturnConsumedCapacity: 'TOTAL' } as const
  const get = await client.send(new GetItemCommand({ TableName: 'Orders', Key: key, ...total }))
  expect(get.ConsumedCapacity?.CapacityUnits).toBe(0.5)
  const never = { ConditionExpression: 'attribute_not_exists(id)' }
  await expect(
    client.send(new PutItemCommand({ TableName: 'Orders', Item: key, ...never })),
  ).rejects.toThrow('The conditional request failed')
  await client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: 'Orders', Item: key } },
        { Delete: { TableName: 'Orders', Key: { id: { S: '2' } } } },
      ],
    }),
  )
  await expect(client.send(new QueryCommand({ TableName: 'None' }))).rejects.toThrow()
  await expect(client.send(new QueryCommand({ TableName: null as never }))).rejects.toThrow()
  const lines = out.slice(before).map(line => line.replace(/\d+\.\d ms/, 'T'))
  expect(lines).toEqual([
    'CreateTable Orders 200 T\n',
    'PutItem Orders 200 T 1 unit\n',
    'GetItem Orders 200 T 0.5 units\n',
    'PutItem Orders 400 ConditionalCheckFailedException T\n',
    'TransactWriteItems Orders 200 T 4 units\n',
    'Query None 400 ValidationException T\n',
    'Query - 400 ValidationException T\n',
  ])
  await close()
})

test('requests that are refused before their operation are told as well', async () => {
  const { out, client, close } = await started('--log --credentials KEY:secret')
  const before = out.length
  await expect(client.send(new ListTablesCommand({}))).rejects.toThrow()
  expect(out.slice(before)).toEqual(['ListTables - 400 UnrecognizedClientException 0.0 ms\n'])
  await close()
})

describe('faults', () => {
  const PUT = new PutItemCommand({ TableName: 'Orders', Item: { id: { S: '1' } } })
  const CREATE = structuredClone({
    ...ORDERS,
    BillingMode: 'PAY_PER_REQUEST',
  }) as unknown as CreateTableCommandInput
  const rules = [{ fault: 'unavailable', operation: 'PutItem', every: 2 }]

  test('requests fail by a file, whose seed and rules are told at the start, and each fault with --log', async () => {
    const files = { 'faults.json': JSON.stringify({ seed: 7, rules }) }
    const { out, client, close } = await started('--faults faults.json --log', files)
    await client.send(new CreateTableCommand(CREATE))
    await client.send(PUT)
    await expect(client.send(PUT)).rejects.toMatchObject({ name: 'ServiceUnavailableException' })
    expect(out[0]).toBe('Faults of faults.json: unavailable; seed 7\n')
    expect(out).toContain('fault unavailable of rules[0]: call 3, PutItem Orders\n')
    await close()
  })

  test('each key has a database with faults of its own', async () => {
    const files = { 'faults.json': JSON.stringify({ seed: 7, rules }) }
    const { clientOf, close } = await started('--faults faults.json --db-per-key', files)
    for (const key of ['a', 'b']) {
      const client = clientOf(key)
      await client.send(new CreateTableCommand(CREATE))
      await client.send(PUT)
      await expect(client.send(PUT)).rejects.toMatchObject({ name: 'ServiceUnavailableException' })
    }
    await close()
  })

  test.each([
    ['{ "rules": [', /^hashrange: faults\.json: .*JSON/],
    [
      '{ "rules": [{ "fault": "x" }] }',
      /^hashrange: faults\.json: rules\[0\]: fault is 'x', and must/,
    ],
    ['[]', /^hashrange: faults\.json: The options of injectFaults are an array/],
  ])('a file that has %s is refused before anything is served', async (text, message) => {
    const { errors, exitCode } = await start('--faults faults.json', { 'faults.json': text })
    expect(exitCode).toBe(1)
    expect(errors.join('')).toMatch(message)
  })
})

describe('databases by key', () => {
  /** Databases that are counted, and have a table where they are told so. */
  const world = () => {
    const opened: { tables: boolean }[] = []
    const { databaseOf } = new DatabasesByKey(async () => {
      const state = { tables: false }
      opened.push(state)
      return {
        answer: async () => state,
        knows: () => true,
        regions: () => (state.tables ? ['us-east-1'] : []),
        recovery: undefined,
        clock: systemClock,
        intercept: () => () => {},
        fork: () => ({ answer: async () => ({}) }),
        close: async () => {},
      }
    })
    const use = async (key: string) =>
      (await (await databaseOf(key)).answer({ region: '', operation: '', json: {} })) as {
        tables: boolean
      }
    return { opened, use }
  }

  test('are forgotten where they have no tables, and kept where they have', async () => {
    const { opened, use } = world()
    const first = await use('kept')
    first.tables = true
    for (let count = 0; count < 2000; count += 1) {
      await use(`key ${count}`)
      if (count % 50 === 0) await new Promise(resolve => setImmediate(resolve))
    }
    expect(opened).toHaveLength(2001)
    expect(await use('kept')).toBe(first)
    await use('key 1999')
    expect(opened).toHaveLength(2001)
    await use('key 0')
    expect(opened).toHaveLength(2002)
  })

  test('have an end, if they have tables', async () => {
    const { use } = world()
    for (let count = 0; count < 10_000; count += 1) (await use(`key ${count}`)).tables = true
    await expect(use('one more')).rejects.toMatchObject({ name: 'LimitExceededException' })
    expect((await use('key 0')).tables).toBe(true)
  })

  test('are opened again after a failure', async () => {
    let count = 0
    const { databaseOf } = new DatabasesByKey(async () => {
      count += 1
      throw new Error(`failure ${count}`)
    })
    await expect(databaseOf('a')).rejects.toThrow('failure 1')
    await expect(databaseOf('a')).rejects.toThrow('failure 2')
  })
})
