/** Clients that are attached again and again, and detached. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from 'vitest'
import { systemRandom } from '../../src/env/random.js'
import { InternalServerError } from '../../src/errors/dynamo-error.js'
import { Database } from '../../src/index.js'
import { attach, detach } from '../../src/transport/attach.js'
import { standIn } from './stand-in.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const GET = () => new GetItemCommand({ TableName: 'abc', Key: { id: { S: '1' } } })
const LIST = () => new ListTablesCommand({})

/** A service that answers with its name, whatever way a request takes. */
function named(name: string) {
  const { calls, answer } = standIn({
    ListTables: { TableNames: [name] },
    GetItem: { Item: { name: { S: name } } },
  })
  return { calls, service: { answer, random: systemRandom } }
}

/** Who answers a client: in the fast lane, and on the SDK's own way. */
async function answererOf(client: DynamoDBClient): Promise<readonly unknown[]> {
  const { Item } = await client.send(GET())
  const { TableNames } = await client.send(LIST())
  return [Item?.name?.S, TableNames?.[0]]
}

/** A client with a handler of its own, which tells what it is asked. */
function ownClient(config: object = {}) {
  const asked: string[] = []
  const requestHandler = {
    handle: async ({ headers }: { headers: Record<string, string> }) => {
      asked.push(String(headers['x-amz-target']))
      const body = new TextEncoder().encode('{"TableNames":["own"],"Item":{"name":{"S":"own"}}}')
      return { response: { statusCode: 200, headers: {}, body } }
    },
  }
  const credentials = { accessKeyId: 'own', secretAccessKey: 'own' }
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    credentials,
    requestHandler,
    maxAttempts: 2,
    ...config,
  })
  return { client, asked, requestHandler }
}

/** All that there is of a client, its configuration and its middleware. */
function stateOf({ config, middlewareStack }: DynamoDBClient, client: object) {
  return [client, config, middlewareStack].map(object => {
    const descriptors = Object.getOwnPropertyDescriptors(object) as object
    // The SDK itself takes this one away with the first command.
    const keys = Reflect.ownKeys(descriptors).filter(key => key !== 'handlers')
    return new Map(keys.map(key => [key, Reflect.get(descriptors, key)]))
  })
}

describe('a client that is attached again', () => {
  test('is answered by the newest, in both lanes', async () => {
    const { client, asked } = ownClient()
    for (const name of ['first', 'second', 'third']) {
      expect(attach(client, named(name).service)).toBe(client)
      expect(await answererOf(client)).toEqual([name, name])
    }
    expect(asked).toEqual([])
  })

  test('also by the same one, and keeps its region', async () => {
    const { client } = ownClient()
    const { calls, service } = named('one')
    for (let count = 0; count < 3; count += 1) attach(client, service)
    await answererOf(client)
    expect(calls.map(({ region }) => region)).toEqual(['eu-west-1', 'eu-west-1'])
  })

  test('is no different after 3,000 times', async () => {
    const { client } = ownClient()
    attach(client, named('first').service)
    const state = stateOf(client, client)
    const { send } = client
    for (let count = 0; count < 3000; count += 1) attach(client, named(`${count}`).service)
    expect(client.send).toBe(send)
    expect(stateOf(client, client).map(({ size }) => size)).toEqual(state.map(({ size }) => size))
    expect(await answererOf(client)).toEqual(['2999', '2999'])
  })

  test('forgets the databases before', async () => {
    const { client } = ownClient()
    const attachNew = (): WeakRef<object> => {
      const { service } = named('x')
      attach(client, service)
      return new WeakRef(service)
    }
    const early = Array.from({ length: 5 }, attachNew)
    await answererOf(client)
    // What is referred to weakly is kept to the end of the turn.
    await new Promise(resolve => setImmediate(resolve))
    collect()
    expect(early.map(reference => reference.deref() === undefined)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
  })

  test('is answered by the newest through all document clients that are made of it', async () => {
    const { client } = ownClient()
    const before = DynamoDBDocumentClient.from(client)
    attach(before, named('first').service)
    attach(client, named('second').service)
    const after = DynamoDBDocumentClient.from(client)
    const attached = attach(DynamoDBDocumentClient.from(client), named('third').service)
    const get = () => new GetCommand({ TableName: 'abc', Key: { id: '1' } })
    for (const one of [before, after, attached]) {
      expect((await one.send(get())).Item).toEqual({ name: 'third' })
    }
    expect(await answererOf(client)).toEqual(['third', 'third'])
  })

  test('is answered although somebody has taken the place of its method since', async () => {
    const { client } = ownClient()
    attach(client, named('first').service)
    client.send = (async () => ({ stubbed: true })) as never
    attach(client, named('second').service)
    expect(await answererOf(client)).toEqual(['second', 'second'])
  })

  test('is answered by the newest where the SDK remembers the way of a command', async () => {
    const { client } = ownClient({ cacheMiddleware: true })
    expect(await answererOf(client)).toEqual(['own', 'own'])
    for (const name of ['first', 'second']) {
      const { service } = named(name)
      attach(client, service)
      expect(await answererOf(client)).toEqual([name, name])
      if (name === 'second') detach(client, service)
    }
    expect(await answererOf(client)).toEqual(['own', 'own'])
  })

  test('is looked at anew: middleware that has gone does not keep it from the fast lane', async () => {
    const { client } = ownClient()
    attach(client, named('first').service)
    const middleware = (next: (args: never) => never) => next
    client.middlewareStack.add(middleware as never, { name: 'odd' })
    client.middlewareStack.remove('odd')
    const { calls, service } = named('second')
    attach(client, service)
    const { Item } = await client.send(GET())
    expect([Item?.name?.S, calls.length]).toEqual(['second', 1])
  })
})

describe('a client that is detached', () => {
  test('is as it was', async () => {
    const { client, asked } = ownClient()
    const before = stateOf(client, client)
    const { service } = named('db')
    attach(client, service)
    await answererOf(client)
    expect(stateOf(client, client)).not.toEqual(before)
    expect(detach(client, service)).toBe(client)
    expect(stateOf(client, client)).toEqual(before)
    expect(await answererOf(client)).toEqual(['own', 'own'])
    expect(asked).toHaveLength(2)
  })

  test('is as it was before all databases that it was attached to', async () => {
    const { client } = ownClient()
    const before = stateOf(client, client)
    const [first, second] = [named('first').service, named('second').service]
    attach(client, first, { maxAttempts: 1 })
    attach(client, second)
    detach(client, second)
    expect(stateOf(client, client)).toEqual(before)
  })

  test('keeps what was set while it was attached', async () => {
    const { client } = ownClient()
    const { service } = named('db')
    attach(client, service)
    const region = async () => 'eu-north-1'
    client.config.region = region
    detach(client, service)
    expect(client.config.region).toBe(region)
  })

  test('takes its document clients along, which can be attached again', async () => {
    const { client } = ownClient()
    const { service } = named('db')
    const documents = attach(DynamoDBDocumentClient.from(client), service)
    attach(client, service)
    detach(client, service)
    const get = () => new GetCommand({ TableName: 'abc', Key: { id: '1' } })
    expect((await documents.send(get())).Item).toEqual({ name: 'own' })
    attach(documents, service)
    expect((await documents.send(get())).Item).toEqual({ name: 'db' })
    detach(documents, service)
    expect((await documents.send(get())).Item).toEqual({ name: 'own' })
  })

  test.each<readonly [name: string, attachTo: 'nothing' | 'another']>([
    ['is attached to nothing', 'nothing'],
    ['is attached to another database by now', 'another'],
  ])('does not change where it %s', async (_, attachTo) => {
    const { client } = ownClient()
    const [first, second] = [named('first').service, named('second').service]
    if (attachTo === 'another') attach(attach(client, first), second)
    const before = stateOf(client, client)
    expect(detach(client, first)).toBe(client)
    expect(stateOf(client, client)).toEqual(before)
    const name = attachTo === 'another' ? 'second' : 'own'
    expect(await answererOf(client)).toEqual([name, name])
  })

  test('is detached by its database alone', async () => {
    const [db, other] = [await Database.open(), await Database.open()]
    await db.createTable()('Orders', { partitionKey: { id: 'S' } })
    const { client } = ownClient({ region: 'us-east-1' })
    db.attach(client)
    other.detach(client)
    expect((await client.send(LIST())).TableNames).toEqual(['Orders'])
    db.detach(client)
    expect((await client.send(LIST())).TableNames).toEqual(['own'])
  })
})

describe('the number of attempts', () => {
  const failing = () => {
    const { calls, answer } = standIn({
      GetItem: () => {
        throw new InternalServerError('Internal server error')
      },
      ListTables: () => {
        throw new InternalServerError('Internal server error')
      },
    })
    return { calls, service: { answer, random: systemRandom } }
  }

  test.each([
    [1, 1],
    [2, 2],
    [5, 2],
    [undefined, 2],
  ])('%s attempts of a client that makes 2 by itself are %i', async (maxAttempts, made) => {
    const { client } = ownClient()
    for (const command of [GET(), LIST()]) {
      const { calls, service } = failing()
      attach(client, service, { maxAttempts })
      await expect(client.send(command as never)).rejects.toMatchObject({
        name: 'InternalServerError',
        $metadata: { attempts: made },
      })
      expect(calls).toHaveLength(made)
    }
  })

  test('is that of the client again once it is detached, or attached without one', async () => {
    const { client } = ownClient()
    const { service } = failing()
    const own = await client.config.maxAttempts()
    attach(client, service, { maxAttempts: 1 })
    expect(await client.config.maxAttempts()).toBe(1)
    attach(client, service)
    expect(await client.config.maxAttempts()).toBe(own)
    detach(attach(client, service, { maxAttempts: 1 }), service)
    expect(await client.config.maxAttempts()).toBe(own)
  })

  test('of throttled writes to a table is told at the first refusal', async () => {
    const db = await Database.open({ throttle: true })
    const orders = await db.createTable()('Orders', { partitionKey: { id: 'S' } })
    await orders.setCapacity({ read: 1, write: 1 })
    const { client } = ownClient({ region: 'us-east-1' })
    db.attach(client, { maxAttempts: 1 })
    const item = { id: { S: 'x'.repeat(2000) }, text: { S: 'x'.repeat(300_000) } }
    const put = () => client.send(new PutItemCommand({ TableName: 'Orders', Item: item }))
    const outcomes = await Promise.allSettled([put(), put(), put()])
    expect(outcomes.at(-1)).toMatchObject({
      reason: { name: 'ProvisionedThroughputExceededException', $metadata: { attempts: 1 } },
    })
  })
})

test.each([[{}], [undefined], [null], ['client'], [{ send: () => {} }]])(
  '%j is no client',
  async value => {
    const db = await Database.open()
    for (const method of ['attach', 'detach'] as const) {
      expect(() => db[method](value as never)).toThrow(
        expect.objectContaining({
          name: 'ValidationException',
          message: expect.stringContaining('a DynamoDBClient or a DynamoDBDocumentClient'),
        }),
      )
    }
  },
)

test.each([[{ maxAttempt: 1 }], [{ maxAttempts: 0 }], [{ maxAttempts: '1' }]])(
  'the options %j are refused',
  async options => {
    const { client } = ownClient()
    const before = stateOf(client, client)
    expect(() => attach(client, named('db').service, options as never)).toThrow('maxAttempt')
    expect(stateOf(client, client)).toEqual(before)
  },
)
