/** Databases for tests: each test's calls go to its own, whoever makes the client, and none reaches the network. */

import {
  DynamoDB,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Database, ProvisionedThroughputExceededException } from '../../src/index.js'
import { type Forked, forked, ManualClock, NoTestDatabase } from '../../src/testing/entry.js'

const KEY = { id: { S: 'a' } }
const GET = () => new GetItemCommand({ TableName: 'Users', Key: KEY })
const PUT = (id = 'a') => new PutItemCommand({ TableName: 'Users', Item: { id: { S: id } } })
const LIST = () => new ListTablesCommand({})

/** A client whose own handler tells that it was asked: it would have been the network. */
function ownClient(config: object = {}) {
  const asked: string[] = []
  const requestHandler = {
    handle: async ({ headers }: { headers: Record<string, string> }) => {
      asked.push(String(headers['x-amz-target']))
      const body = new TextEncoder().encode('{"TableNames":["network"]}')
      return { response: { statusCode: 200, headers: {}, body } }
    },
  }
  const credentials = { accessKeyId: 'own', secretAccessKey: 'own' }
  const settings = { region: 'eu-west-1', credentials, requestHandler, ...config }
  return { client: new DynamoDBClient(settings as object), asked }
}

let seeded: Database
let base: Forked | undefined

beforeEach(async () => {
  seeded = await Database.open()
  await seeded.createTable('Users', { partitionKey: { id: 'S' } })
})

afterEach(async () => {
  await base?.close()
  base = undefined
})

function open(...clients: NonNullable<Parameters<typeof forked>[1]>['clients'] & object): Forked {
  base = forked(seeded, { clients })
  return base
}

describe('clients that are handed over', () => {
  test('are answered by the database of the test that calls, and are given back', async () => {
    const { client, asked } = ownClient()
    const documents = DynamoDBDocumentClient.from(client)
    const { run, close } = bound(open(client, documents))
    const { send } = ownClient().client
    await run(async db => {
      await client.send(PUT())
      expect(db.table('Users').get({ id: 'a' })).toEqual({ id: 'a' })
      const { Item } = await documents.send(
        new GetCommand({ TableName: 'Users', Key: { id: 'a' } }),
      )
      expect(Item).toEqual({ id: 'a' })
    })
    await run(async db => {
      expect((await client.send(GET())).Item).toBeUndefined()
      expect(db.table('Users').scan().count()).toBe(0)
    })
    expect(asked).toEqual([])
    await close()
    expect([client.send, documents.send]).toEqual([send, DynamoDBDocumentClient.prototype.send])
    expect((await client.send(LIST())).TableNames).toEqual(['network'])
  })

  test('see the tables of one region, whatever their own is, or those of their own', async () => {
    const { client } = ownClient()
    const tables: unknown[] = []
    for (const regions of [false, true]) {
      const forks = forked(seeded, { clients: [client], regions })
      await forks.run(async () => tables.push((await client.send(LIST())).TableNames))
      await forks.close()
    }
    expect(tables).toEqual([['Users'], []])
  })

  test('are told what is wrong outside of tests, on both ways through the SDK', async () => {
    const { client, asked } = ownClient()
    open(client)
    for (const command of [GET(), LIST()]) {
      const refused = client.send(command as GetItemCommand)
      await expect(refused).rejects.toThrow(NoTestDatabase)
      await expect(refused).rejects.toThrow(/GetItem|ListTables/)
    }
    expect(asked).toEqual([])
  })

  test('are told of calls that come after the end of their test', async () => {
    const { client, asked } = ownClient()
    const { run } = bound(open(client))
    const left = await run(() => {
      const later = deferred()
      return { later, call: later.promise.then(() => client.send(GET())) }
    })
    left.later.resolve()
    await expect(left.call).rejects.toThrow('comes after the end of its test')
    expect(asked).toEqual([])
  })

  test('try once, so that a refusal is seen at once, or as often as is said', async () => {
    const attempts: unknown[] = []
    for (const maxAttempts of [undefined, 2]) {
      const { client } = ownClient()
      const forks = forked(seeded, { clients: [client], maxAttempts })
      await forks.run(async db => {
        let calls = 0
        db.intercept(async () => {
          calls += 1
          throw new ProvisionedThroughputExceededException('slowly', [])
        })
        await expect(client.send(PUT())).rejects.toThrow('slowly')
        attempts.push(calls)
      })
      await forks.close()
    }
    expect(attempts).toEqual([1, 2])
  })
})

describe('classes that are handed over', () => {
  test('have every client answered, wherever it is made', async () => {
    const early = ownClient()
    const { run } = bound(open(DynamoDBClient))
    await run(async db => {
      const { client, asked } = ownClient()
      await client.send(PUT('made inside'))
      await early.client.send(PUT('made before'))
      const documents = DynamoDBDocumentClient.from(client)
      await documents.send(new PutCommand({ TableName: 'Users', Item: { id: 'document' } }))
      const late = DynamoDBDocumentClient.from(ownClient().client)
      await late.send(new PutCommand({ TableName: 'Users', Item: { id: 'only document' } }))
      await new DynamoDB({ region: 'eu-west-1' }).putItem({
        TableName: 'Users',
        Item: { id: { S: 'aggregated' } },
      })
      expect([...db.table('Users').scan()].map(({ id }) => id).sort()).toEqual([
        'aggregated',
        'document',
        'made before',
        'made inside',
        'only document',
      ])
      const streams = new DynamoDBStreamsClient({ region: 'eu-west-1' })
      expect((await streams.send(new ListStreamsCommand({}))).Streams).toEqual([])
      expect([asked, early.asked]).toEqual([[], []])
    })
  })

  test('are as they were, and so are all clients, when it is over', async () => {
    const sendOf = () => Reflect.get(DynamoDBClient.prototype, 'send')
    const before = sendOf()
    const { client } = ownClient()
    const documents = DynamoDBDocumentClient.from(client)
    for (let round = 0; round < 3; round += 1) {
      const { run, close } = bound(open(DynamoDBClient, DynamoDBDocumentClient))
      await run(async () => {
        expect((await client.send(LIST())).TableNames).toEqual(['Users'])
        await documents.send(new GetCommand({ TableName: 'Users', Key: { id: 'a' } }))
      })
      await close()
      expect(sendOf()).toBe(before)
      expect(Reflect.ownKeys(client).includes('send')).toBe(false)
      expect(Reflect.ownKeys(documents).includes('send')).toBe(false)
      expect((await client.send(LIST())).TableNames).toEqual(['network'])
    }
  })

  test('leave clients that are answered in this process already', async () => {
    const other = await Database.open()
    await other.createTable('Others', { partitionKey: { id: 'S' } })
    const { run } = bound(open(DynamoDBClient))
    const configured = new DynamoDBClient(other.clientConfig())
    const attached = other.attach(new DynamoDBClient({ region: 'us-east-1' }))
    const documents = DynamoDBDocumentClient.from(attached)
    await run(async () => {
      expect((await configured.send(LIST())).TableNames).toEqual(['Others'])
      expect((await attached.send(LIST())).TableNames).toEqual(['Others'])
      expect((await documents.send(LIST() as never)) as never as object).toMatchObject({
        TableNames: ['Others'],
      })
    })
  })

  test('leave clients of other services', async () => {
    const base = Object.getPrototypeOf(DynamoDBClient) as new (config: object) => DynamoDBClient
    const { run } = bound(open(DynamoDBClient))
    const foreign = new base({ serviceId: 'S3' })
    const command = { resolveMiddleware: () => async () => ({ output: 'of S3' }) }
    await run(async () => {
      expect(await foreign.send(command as never)).toBe('of S3')
    })
  })

  test('refuse outside of tests, without the network', async () => {
    const { client, asked } = ownClient()
    open(DynamoDBClient)
    await expect(client.send(GET())).rejects.toThrow('GetItem needs a test that runs')
    expect(asked).toEqual([])
  })
})

describe('tests that run at once', () => {
  test('each see what they wrote, whatever the order of their steps', async () => {
    const { client } = ownClient()
    const { run } = bound(open(client, DynamoDBClient))
    const steps = fc.array(fc.array(fc.constantFrom('shared', 'own', 'native'), { maxLength: 5 }), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(steps, fc.scheduler(), async (tests, scheduler) => {
        const done = tests.map((kinds, index) =>
          run(async db => {
            for (const [place, kind] of kinds.entries()) {
              await scheduler.schedule(Promise.resolve())
              const id = `${index}.${place}`
              if (kind === 'shared') await client.send(PUT(id))
              if (kind === 'own') await ownClient().client.send(PUT(id))
              if (kind === 'native') await base?.db.table('Users').put({ id })
            }
            const ids = [...db.table('Users').scan()].map(({ id }) => id)
            expect(ids.sort()).toEqual(kinds.map((_, place) => `${index}.${place}`))
          }),
        )
        await scheduler.waitFor(Promise.all(done))
      }),
      { numRuns: 30 },
    )
  })

  test('are told apart by two bases, one in the other', async () => {
    const other = forked(await Database.open())
    const { run } = bound(open())
    await run(outer =>
      other.run(inner => {
        expect([base?.db, other.db]).toEqual([outer, inner])
        expect(outer).not.toBe(inner)
      }),
    )
    await other.close()
  })
})

describe('a test', () => {
  test('is wrapped with what the runner hands to it', async () => {
    const forks = open()
    const wrapped = forks.wrap(function (this: object, first: number, second: string) {
      return [this, first, second, forks.db.tables()]
    })
    const runner = {}
    expect(wrapped.length).toBe(0)
    expect(await wrapped.call(runner, 1, 'two')).toEqual([runner, 1, 'two', ['Users']])
  })

  test('has a clock of its own, which is there as what it is', async () => {
    const forks = forked(seeded, { clock: () => new ManualClock(0) })
    await forks.run(async db => {
      await forks.clock.advance(5)
      expect(db.clock.now()).toBe(5)
    })
    await forks.run(db => expect([db.clock.now(), forks.clock.now()]).toEqual([0, 0]))
    await forks.close()
  })

  test('fails with its own error, and its database is closed', async () => {
    const forks = open()
    let database = seeded
    const failing = forks.run(db => {
      database = db
      throw new RangeError('mine')
    })
    await expect(failing).rejects.toThrow('mine')
    expect(() => database.tables()).toThrow('The database is closed')
    expect(seeded.tables()).toEqual(['Users'])
  })

  test('is needed by db and clock', async () => {
    const forks = open()
    expect(() => forks.db).toThrow('db needs a test that runs')
    expect(() => forks.clock).toThrow('clock needs a test that runs')
    await forks.close()
    expect(() => forks.db).toThrow('comes after the last test')
    await expect(forks.run(() => {})).rejects.toThrow('comes after the last test')
  })
})

test.each([
  { what: 'no database', make: () => forked({} as Database), message: 'forked needs a database' },
  {
    what: 'an option that there is not',
    make: () => forked(seeded, { client: [] } as object),
    message: 'forked has no option client: did you mean clients?',
  },
  ...[null, 5, class {}, () => {}, {}, { prototype: {} }].map(client => ({
    what: `${String(client)} as a client`,
    make: () => forked(seeded, { clients: [client as never] }),
    message: /AWS SDK for JavaScript v3/,
  })),
])('$what is refused', ({ make, message }) => {
  expect(make).toThrow(message)
})

/** The methods by themselves. */
function bound(forks: Forked) {
  return { run: forks.run.bind(forks) as Forked['run'], close: forks.close.bind(forks) }
}

function deferred() {
  let resolve = (): void => {}
  const promise = new Promise<void>(resolved => {
    resolve = resolved
  })
  return { promise, resolve }
}
