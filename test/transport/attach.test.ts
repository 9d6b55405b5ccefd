/** The fast lane: the same answers as through the handler, from databases that are told the same. */

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDB,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as documents from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemRandom } from '../../src/env/random.js'
import { InternalServerError } from '../../src/errors/dynamo-error.js'
import { attach } from '../../src/transport/attach.js'
import { clientConfig } from '../../src/transport/client-config.js'
import type { Answer } from '../../src/transport/exchange.js'
import { rounds } from '../fuzz/effort.js'
import { executeNow, TestRegion } from '../service/region.js'
import { standIn } from './stand-in.js'

const { DynamoDBDocumentClient } = documents
type TranslateConfig = documents.TranslateConfig

/** A client, and how often the SDK sent a request through its handler. */
interface Sender {
  readonly send: (command: never) => Promise<object>
  handled: number
}

function answerOf(region: TestRegion): Answer {
  return async ({ operation, json }) => executeNow(region.context, operation, json).result
}

function counting<Client extends { readonly config: object; send(command: never): unknown }>(
  client: Client,
): Sender {
  const { requestHandler } = client.config as {
    requestHandler: { handle(...args: unknown[]): unknown }
  }
  const { handle } = requestHandler
  const sender: Sender = {
    send: command => client.send(command) as Promise<object>,
    handled: 0,
  }
  requestHandler.handle = (...args) => {
    sender.handled += 1
    return handle.apply(requestHandler, args)
  }
  return sender
}

/** One client on the SDK's own way and one in the fast lane, each with a database of its own. */
function lanes(translateConfig?: TranslateConfig | 'plain') {
  const clientOf = () => {
    const service = { answer: answerOf(new TestRegion()), random: systemRandom }
    const plain = new DynamoDBClient(clientConfig(service, { maxAttempts: 1 }))
    const client =
      translateConfig === 'plain' ? plain : DynamoDBDocumentClient.from(plain, translateConfig)
    return { client, service }
  }
  const fast = clientOf()
  return {
    slow: counting(clientOf().client),
    fast: counting(attach(fast.client, fast.service)),
  }
}

/** What came of a call, without what differs by chance. */
async function outcomeOf(sender: Sender, command: object): Promise<object> {
  try {
    return withoutId({ output: await sender.send(command as never) })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return withoutId({ class: error.constructor, message: error.message, members: { ...error } })
  }
}

function withoutId(outcome: object): object {
  return JSON.parse(
    JSON.stringify(outcome, (name, value) => {
      if (name === 'requestId') return /^[0-9A-Z]{52}$/.test(value) ? 'id' : value
      if (typeof value === 'function') return value.name
      if (value instanceof Set) return { set: [...value] }
      if (value instanceof Uint8Array) return { bytes: [...value], class: value.constructor.name }
      if (typeof value === 'bigint') return { bigint: String(value) }
      return value
    }),
  ) as object
}

const bytes = (...values: number[]) => Uint8Array.of(...values)
const VALUES = {
  s: { S: 'ä€😀' },
  empty: { S: '' },
  n: { N: '1.50' },
  b: { B: bytes(0, 128, 255) },
  yes: { BOOL: true },
  no: { BOOL: false },
  nothing: { NULL: true },
  ss: { SS: ['b', 'a'] },
  ns: { NS: ['1', '2.5'] },
  bs: { BS: [bytes(1), bytes(2, 3)] },
  list: { L: [{ S: 'x' }, { L: [] }, { M: { b: { B: bytes(7) } } }] },
  map: { M: { a: { N: '1' }, bs: { BS: [bytes(9)] } } },
}
const key = (pk: string) => ({ pk: { S: pk } })
const range = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } })
const ITEM = { ...key('a'), ...VALUES }
const capacity = { ReturnConsumedCapacity: 'INDEXES' } as const
const metrics = { ReturnItemCollectionMetrics: 'SIZE' } as const

/** Calls of a plain client. The first ones are answered in the fast lane. */
const PLAIN_CALLS: readonly (readonly [name: string, make: () => object])[] = [
  ['a put', () => new PutItemCommand({ TableName: 'hash', Item: ITEM, ...capacity, ...metrics })],
  ['a get', () => new GetItemCommand({ TableName: 'hash', Key: key('a'), ConsistentRead: true })],
  ['a get of nothing', () => new GetItemCommand({ TableName: 'hash', Key: key('b'), ...capacity })],
  [
    'a projection',
    () =>
      new GetItemCommand({
        TableName: 'hash',
        Key: key('a'),
        ProjectionExpression: '#l[2].b, #b',
        ExpressionAttributeNames: { '#l': 'list', '#b': 'b' },
      }),
  ],
  [
    'an update',
    () =>
      new UpdateItemCommand({
        TableName: 'hash',
        Key: key('a'),
        UpdateExpression: 'SET n = n + :one, #new = :b',
        ExpressionAttributeNames: { '#new': 'new' },
        ExpressionAttributeValues: { ':one': { N: '1' }, ':b': { B: bytes(1) } },
        ReturnValues: 'ALL_NEW',
      }),
  ],
  [
    'a legacy update',
    () =>
      new UpdateItemCommand({
        TableName: 'hash',
        Key: key('a'),
        AttributeUpdates: { n: { Action: 'ADD', Value: { N: '2' } } },
        Expected: {
          b: { ComparisonOperator: 'EQ', AttributeValueList: [{ B: bytes(0, 128, 255) }] },
          gone: { Exists: false },
        },
        ReturnValues: 'UPDATED_OLD',
      }),
  ],
  [
    'a batch of writes',
    () =>
      new BatchWriteItemCommand({
        RequestItems: {
          range: [
            { PutRequest: { Item: { ...range('p', '1'), ...VALUES } } },
            { PutRequest: { Item: range('p', '2') } },
            { DeleteRequest: { Key: range('p', '3') } },
          ],
        },
        ...capacity,
        ...metrics,
      }),
  ],
  [
    'a batch of gets',
    () =>
      new BatchGetItemCommand({
        RequestItems: {
          hash: { Keys: [key('a'), key('b')], ConsistentRead: true },
          range: {
            Keys: [range('p', '1')],
            ProjectionExpression: '#n, bs',
            ExpressionAttributeNames: { '#n': 'n' },
          },
        },
        ...capacity,
      }),
  ],
  [
    'a query',
    () =>
      new QueryCommand({
        TableName: 'range',
        KeyConditionExpression: 'pk = :p AND sk >= :s',
        FilterExpression: 'attribute_exists(n)',
        ExpressionAttributeValues: { ':p': { S: 'p' }, ':s': { S: '0' } },
        Limit: 1,
        ScanIndexForward: false,
        ...capacity,
      }),
  ],
  [
    'a legacy query',
    () =>
      new QueryCommand({
        TableName: 'range',
        KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'p' }] } },
        QueryFilter: { n: { ComparisonOperator: 'NOT_NULL' } },
        ExclusiveStartKey: range('p', '0'),
        AttributesToGet: ['sk', 'b'],
      }),
  ],
  [
    'a scan',
    () => new ScanCommand({ TableName: 'range', Segment: 0, TotalSegments: 1, ...capacity }),
  ],
  ['a count', () => new ScanCommand({ TableName: 'range', Select: 'COUNT' })],
  [
    'a transaction of writes',
    () =>
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'hash', Item: key('t') } },
          {
            Update: {
              TableName: 'hash',
              Key: key('a'),
              UpdateExpression: 'SET n = :n',
              ExpressionAttributeValues: { ':n': { N: '9' } },
            },
          },
          { Delete: { TableName: 'hash', Key: key('gone') } },
          {
            ConditionCheck: {
              TableName: 'range',
              Key: range('p', '1'),
              ConditionExpression: 'attribute_exists(pk)',
            },
          },
        ],
        ClientRequestToken: 'token',
        ...capacity,
      }),
  ],
  [
    'a transaction of gets',
    () =>
      new TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName: 'hash', Key: key('a') } },
          { Get: { TableName: 'hash', Key: key('none') } },
        ],
      }),
  ],
  [
    'a delete',
    () => new DeleteItemCommand({ TableName: 'hash', Key: key('t'), ReturnValues: 'ALL_OLD' }),
  ],
]

/** Calls that are refused, or that the SDK treats in its own way: none of them is the fast lane's alone. */
const ODD_CALLS: readonly (readonly [name: string, make: () => object])[] = [
  ['no table', () => new GetItemCommand({ TableName: 'none', Key: key('a') })],
  ['a bad key', () => new GetItemCommand({ TableName: 'hash', Key: { pk: { N: '1' } } })],
  ['a short name', () => new GetItemCommand({ TableName: 'x', Key: key('a') })],
  [
    'a condition that fails, with the item',
    () =>
      new PutItemCommand({
        TableName: 'hash',
        Item: key('a'),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
  ],
  [
    'a transaction that is cancelled',
    () =>
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'hash', Item: key('x') } },
          {
            ConditionCheck: {
              TableName: 'hash',
              Key: key('a'),
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ],
      }),
  ],
  [
    'a value of no type',
    () => new PutItemCommand({ TableName: 'hash', Item: { ...key('v'), v: {} as never } }),
  ],
  [
    'a value of two types',
    () =>
      new PutItemCommand({
        TableName: 'hash',
        Item: { ...key('v'), v: { S: '', N: '1' } as never },
      }),
  ],
  [
    'a value of an unknown type',
    () => new PutItemCommand({ TableName: 'hash', Item: { ...key('v'), v: { X: 'x' } as never } }),
  ],
  [
    'a number as a number',
    () => new PutItemCommand({ TableName: 'hash', Item: { ...key('v'), v: { N: 1 as never } } }),
  ],
  ['a name as a number', () => new GetItemCommand({ TableName: 123 as never, Key: key('a') })],
  ['a limit as a text', () => new ScanCommand({ TableName: 'hash', Limit: '1' as never })],
  ['an unknown member', () => new ScanCommand({ TableName: 'hash', Colour: 'red' } as never)],
  ['a member that is null', () => new ScanCommand({ TableName: 'hash', Limit: null as never })],
  ['no input', () => new ScanCommand(undefined as never)],
  [
    'half a character',
    () => new PutItemCommand({ TableName: 'hash', Item: { ...key('h'), h: { S: '\ud83d' } } }),
  ],
  ['what came of it', () => new GetItemCommand({ TableName: 'hash', Key: key('h') })],
  [
    'a prototype',
    () =>
      new PutItemCommand({
        TableName: 'hash',
        Item: { ...key('p'), m: { M: JSON.parse('{"__proto__":{"S":"x"}}') } },
      }),
  ],
  ['what came of the prototype', () => new GetItemCommand({ TableName: 'hash', Key: key('p') })],
  [
    'a buffer',
    () =>
      new PutItemCommand({ TableName: 'hash', Item: { ...key('b'), b: { B: Buffer.from('x') } } }),
  ],
  [
    'other bytes',
    () =>
      new PutItemCommand({
        TableName: 'hash',
        Item: { ...key('b'), b: { B: new Uint16Array(2) as never } },
      }),
  ],
  ['tables', () => new ListTablesCommand({})],
]

describe('a plain client', () => {
  const { slow, fast } = lanes('plain')

  test.each(PLAIN_CALLS)('%s', async (_, make) => {
    fast.handled = 0
    const outcome = await outcomeOf(fast, make())
    expect(outcome).toHaveProperty('output.$metadata.attempts', 1)
    expect(outcome).toEqual(await outcomeOf(slow, make()))
    expect(fast.handled).toBe(0)
  })

  test.each(ODD_CALLS)('%s', async (_, make) => {
    expect(await outcomeOf(fast, make())).toEqual(await outcomeOf(slow, make()))
  })
})

const ITEM_OF_ALL = {
  pk: 'a',
  s: 'ä€😀',
  n: 1.5,
  big: 12345678901234567890n,
  b: bytes(0, 255),
  yes: true,
  nothing: null,
  ss: new Set(['b', 'a']),
  ns: new Set([1, 2.5]),
  bns: new Set([1n]),
  bs: new Set([bytes(1)]),
  list: ['x', [], { b: bytes(7), deep: new Set([3]) }],
  map: { a: 1, none: null },
}

const DOCUMENT_CALLS: readonly (readonly [name: string, make: () => object])[] = [
  ['a put', () => new documents.PutCommand({ TableName: 'hash', Item: ITEM_OF_ALL, ...capacity })],
  ['a get', () => new documents.GetCommand({ TableName: 'hash', Key: { pk: 'a' } })],
  ['a get of nothing', () => new documents.GetCommand({ TableName: 'hash', Key: { pk: 'b' } })],
  [
    'an update',
    () =>
      new documents.UpdateCommand({
        TableName: 'hash',
        Key: { pk: 'a' },
        UpdateExpression: 'SET n = n + :one',
        ConditionExpression: 'b = :b',
        ExpressionAttributeValues: { ':one': 1, ':b': bytes(0, 255) },
        ReturnValues: 'ALL_NEW',
      }),
  ],
  [
    'a legacy update',
    () =>
      new documents.UpdateCommand({
        TableName: 'hash',
        Key: { pk: 'a' },
        AttributeUpdates: { n: { Action: 'ADD', Value: 2 } },
        Expected: { s: { ComparisonOperator: 'EQ', AttributeValueList: ['ä€😀'] } },
        ReturnValues: 'UPDATED_NEW',
      }),
  ],
  [
    'a batch of writes',
    () =>
      new documents.BatchWriteCommand({
        RequestItems: {
          range: [
            { PutRequest: { Item: { ...ITEM_OF_ALL, pk: 'p', sk: '1' } } },
            { PutRequest: { Item: { pk: 'p', sk: '2' } } },
            { DeleteRequest: { Key: { pk: 'p', sk: '3' } } },
          ],
        },
      }),
  ],
  [
    'a batch of gets',
    () =>
      new documents.BatchGetCommand({
        RequestItems: { hash: { Keys: [{ pk: 'a' }] }, range: { Keys: [{ pk: 'p', sk: '1' }] } },
      }),
  ],
  [
    'a query',
    () =>
      new documents.QueryCommand({
        TableName: 'range',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': 'p' },
        Limit: 1,
      }),
  ],
  [
    'a legacy query',
    () =>
      new documents.QueryCommand({
        TableName: 'range',
        KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: ['p'] } },
        ExclusiveStartKey: { pk: 'p', sk: '1' },
      }),
  ],
  ['a scan', () => new documents.ScanCommand({ TableName: 'range' })],
  [
    'a transaction of writes',
    () =>
      new documents.TransactWriteCommand({
        TransactItems: [
          { Put: { TableName: 'hash', Item: { pk: 't' } } },
          { Delete: { TableName: 'hash', Key: { pk: 'gone' } } },
        ],
      }),
  ],
  [
    'a transaction of gets',
    () =>
      new documents.TransactGetCommand({
        TransactItems: [{ Get: { TableName: 'hash', Key: { pk: 'a' } } }],
      }),
  ],
  [
    'a delete',
    () =>
      new documents.DeleteCommand({ TableName: 'hash', Key: { pk: 'a' }, ReturnValues: 'ALL_OLD' }),
  ],
]

class Order {
  readonly pk = 'order'
  readonly lines = [1, 2]
}

const ODD_VALUES: readonly (readonly [name: string, value: unknown])[] = [
  ['undefined', undefined],
  ['undefined in a list', [1, undefined]],
  ['undefined in a map', { a: undefined }],
  ['undefined in a set', new Set([1, undefined])],
  ['a function', () => 1],
  ['a function in a map and a list', { f: () => 1, l: [() => 1, 2] }],
  ['an empty text', ''],
  ['empty bytes', bytes()],
  ['an empty set', new Set()],
  ['a mixed set', new Set([1, 'a'])],
  ['a set of maps', new Set([{}])],
  ['a set of sets', new Set([new Set([1])])],
  ['not a number', Number.NaN],
  ['too large a number', Number.POSITIVE_INFINITY],
  ['an imprecise number', 2 ** 60],
  ['a tiny number', 1e-7],
  ['minus nothing', -0],
  ['a large number with an exponent', documents.NumberValue.from('1e40')],
  ['a large number', documents.NumberValue.from('123456789012345678901234567890')],
  ['a number of 38 digits', documents.NumberValue.from('0.12345678901234567890123456789012345678')],
  ['a map', new Map([['a', 1]])],
  ['a date', new Date(0)],
  ['an instance', new Order()],
  ['a symbol', Symbol('x')],
  ['a boxed text', Object('text')],
  ['no prototype', Object.assign(Object.create(null), { a: 1 })],
  ['inherited members', Object.create({ a: 1 })],
  ['a member named constructor', { constructor: 'x' }],
  ['a member named __proto__', JSON.parse('{"__proto__":1,"a":2}')],
  ['an array buffer', new ArrayBuffer(2)],
  ['a buffer', Buffer.from('x')],
  ['half a character', 'x\udc00'],
  ['very deep', Array.from({ length: 5000 }).reduce<unknown>(inner => [inner], 1)],
]

describe.each<readonly [name: string, config: TranslateConfig | undefined]>([
  ['by default', undefined],
  [
    'that is lenient',
    {
      marshallOptions: {
        convertEmptyValues: true,
        removeUndefinedValues: true,
        allowImpreciseNumbers: true,
        convertClassInstanceToMap: true,
      },
    },
  ],
  ['that wraps numbers', { unmarshallOptions: { wrapNumbers: true } }],
  ['that wraps numbers by a function', { unmarshallOptions: { wrapNumbers: text => `#${text}` } }],
  [
    'without wrappers',
    {
      marshallOptions: { convertTopLevelContainer: false },
      unmarshallOptions: { convertWithoutMapWrapper: false },
    },
  ],
])('a document client %s', (name, config) => {
  const { slow, fast } = lanes(config)

  test.each(DOCUMENT_CALLS)('%s', async (_, make) => {
    expect(await outcomeOf(fast, make())).toEqual(await outcomeOf(slow, make()))
    if (name === 'by default') expect(fast.handled).toBe(0)
  })

  test.each(ODD_VALUES)('%s', async (_, v) => {
    const put = () => new documents.PutCommand({ TableName: 'hash', Item: { pk: 'v', v } })
    const get = () => new documents.GetCommand({ TableName: 'hash', Key: { pk: 'v' } })
    expect(await outcomeOf(fast, put())).toEqual(await outcomeOf(slow, put()))
    expect(await outcomeOf(fast, get())).toEqual(await outcomeOf(slow, get()))
  })

  test.each([
    ['an instance', new Order()],
    ['a list', []],
    ['null', null],
    ['a text', 'x'],
  ])('an item that is %s', async (_, item) => {
    const put = () => new documents.PutCommand({ TableName: 'hash', Item: item as never })
    expect(await outcomeOf(fast, put())).toEqual(await outcomeOf(slow, put()))
  })
})

test('random items, put and got by a document client, are the same in both lanes', async () => {
  const { slow, fast } = lanes()
  const { value } = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.maxSafeInteger(),
      fc.bigInt(),
      fc.boolean(),
      fc.constantFrom(null, undefined),
      fc.uint8Array({ maxLength: 4 }),
      fc.array(fc.string(), { maxLength: 3 }).map(members => new Set(members)),
      fc
        .array(fc.oneof(fc.integer(), fc.bigInt()), { maxLength: 3 })
        .map(members => new Set(members)),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 3 }),
    ),
  }))
  const item = fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), value, { maxKeys: 4 })
  await fc.assert(
    fc.asyncProperty(item, async members => {
      const Item = { ...members, pk: 'random' }
      const put = () => new documents.PutCommand({ TableName: 'hash', Item })
      const get = () => new documents.GetCommand({ TableName: 'hash', Key: { pk: 'random' } })
      expect(await outcomeOf(fast, put())).toEqual(await outcomeOf(slow, put()))
      expect(await outcomeOf(fast, get())).toEqual(await outcomeOf(slow, get()))
    }),
    { numRuns: rounds(60) },
  )
})

describe('what is thrown', () => {
  const service = { answer: answerOf(new TestRegion()), random: systemRandom }
  const client = attach(new DynamoDBClient(clientConfig(service)), service)

  test('is of the classes of the SDK', async () => {
    const { pk } = key('a')
    const condition = { ConditionExpression: 'attribute_exists(pk)' }
    const put = new PutItemCommand({ TableName: 'hash', Item: { pk }, ...condition })
    await expect(client.send(put)).rejects.toBeInstanceOf(ConditionalCheckFailedException)
    const check = { ConditionCheck: { TableName: 'hash', Key: { pk }, ...condition } }
    const transaction = new TransactWriteItemsCommand({ TransactItems: [check] })
    await expect(client.send(transaction)).rejects.toBeInstanceOf(TransactionCanceledException)
  })

  test('is a bug as it is', async () => {
    const bug = new RangeError('a bug')
    const broken = { ...service, answer: () => Promise.reject(bug) }
    const client = attach(new DynamoDBClient({}), broken)
    const get = new GetItemCommand({ TableName: 'hash', Key: key('a') })
    await expect(client.send(get)).rejects.toBe(bug)
  })

  test('is tried again where the SDK would', async () => {
    let count = 0
    const { calls, answer } = standIn({
      GetItem: () => {
        count += 1
        if (count < 3) throw new InternalServerError('Internal server error')
        return {}
      },
    })
    const client = attach(new DynamoDBClient({}), { ...service, answer })
    const got = await client.send(new GetItemCommand({ TableName: 'hash', Key: key('a') }))
    expect(got.$metadata.attempts).toBe(3)
    expect(calls).toHaveLength(3)
  })
})

describe('a client that is attached', () => {
  const GET = () => new GetItemCommand({ TableName: 'hash', Key: key('a') })
  const attached = (config: object = {}) => {
    const { calls, answer } = standIn({ ListTables: { TableNames: [] } })
    const service = { answer, random: systemRandom }
    const client = attach(new DynamoDBClient(config), service)
    return { calls, client, service, sender: counting(client) }
  }

  test('needs neither region nor credentials', async () => {
    const { calls, client } = attached({ region: async () => Promise.reject(new Error('none')) })
    await client.send(GET())
    await client.send(new ListTablesCommand({}))
    expect(calls).toMatchObject([
      { region: 'us-east-1', accessKeyId: 'hashrange', operation: 'GetItem' },
      { region: 'us-east-1', accessKeyId: 'hashrange', operation: 'ListTables' },
    ])
  })

  test('keeps its region', async () => {
    const { calls, client } = attached({ region: 'eu-west-1' })
    await client.send(GET())
    await client.send(new ListTablesCommand({}))
    expect(calls.map(({ region }) => region)).toEqual(['eu-west-1', 'eu-west-1'])
  })

  test('is the client itself, also as one with a method for each operation', async () => {
    const { answer } = standIn()
    const plain = new DynamoDB({})
    const client = attach(plain, { answer, random: systemRandom })
    expect(client).toBe(plain)
    const sender = counting(client)
    expect(await client.getItem({ TableName: 'hash', Key: key('a') })).toHaveProperty('$metadata')
    expect(sender.handled).toBe(0)
  })

  test('lets a document client that is made of it answer, and attach as well', async () => {
    const { calls, client, service } = attached()
    const first = DynamoDBDocumentClient.from(client)
    const get = () => new documents.GetCommand({ TableName: 'hash', Key: { pk: 'a' } })
    await first.send(get())
    const sender = counting(attach(DynamoDBDocumentClient.from(client), service))
    await sender.send(get() as never)
    expect(sender.handled).toBe(0)
    expect(calls).toHaveLength(2)
    // The first goes through the handler, whose answers are JSON.
    expect(calls[0]).toEqual({ ...calls[1], asJson: true })
  })

  test('is paginated', async () => {
    const region = new TestRegion()
    for (const sk of ['1', '2', '3']) region.put('range', range('p', sk))
    const service = { answer: answerOf(region), random: systemRandom }
    const client = attach(DynamoDBDocumentClient.from(new DynamoDBClient({})), service)
    const pages: unknown[] = []
    const input = {
      TableName: 'range',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': 'p' },
    }
    for await (const { Items } of documents.paginateQuery({ client, pageSize: 1 }, input)) {
      pages.push(...(Items ?? []).map(({ sk }) => sk))
    }
    expect(pages).toEqual(['1', '2', '3'])
  })

  test.each<readonly [name: string, use: (client: DynamoDBClient, seen: string[]) => void]>([
    [
      'is added',
      (client, seen) =>
        client.middlewareStack.add((next, { commandName }) => args => {
          seen.push(String(commandName))
          return next(args)
        }),
    ],
    [
      'is added next to one of its own',
      (client, seen) =>
        client.middlewareStack.addRelativeTo(
          ((next: (args: object) => object, { commandName }: { commandName: string }) =>
            (args: object) => {
              seen.push(commandName)
              return next(args)
            }) as never,
          { relation: 'before', toMiddleware: 'serializerMiddleware' },
        ),
    ],
    [
      'is added by a plugin',
      (client, seen) =>
        client.middlewareStack.use({
          applyToStack: stack =>
            stack.add((next, { commandName }) => args => {
              seen.push(String(commandName))
              return next(args)
            }),
        }),
    ],
  ])('steps aside where middleware %s', async (_, use) => {
    const seen: string[] = []
    const { client, sender } = attached()
    await sender.send(GET() as never)
    expect(sender.handled).toBe(0)
    use(client, seen)
    await sender.send(GET() as never)
    expect(seen).toEqual(['GetItemCommand'])
    expect(sender.handled).toBe(1)
  })

  test('steps aside where it had middleware before, or a logger', async () => {
    const plain = new DynamoDBClient({})
    let seen = 0
    plain.middlewareStack.add(next => args => {
      seen += 1
      return next(args)
    })
    const { service } = attached()
    await attach(plain, service).send(GET())
    expect(seen).toBe(1)
    const lines: unknown[] = []
    const log = (line: unknown) => lines.push(line)
    const logger = { trace: log, debug: log, info: log, warn: log, error: log }
    await attached({ logger }).client.send(GET())
    expect(lines).toContainEqual(expect.objectContaining({ commandName: 'GetItemCommand' }))
  })

  test('steps aside for a command with middleware, for options and for callbacks', async () => {
    const { client, sender } = attached()
    const command = GET()
    let seen = 0
    command.middlewareStack.add(next => args => {
      seen += 1
      return next(args)
    })
    await client.send(command)
    expect([seen, sender.handled]).toEqual([1, 1])
    const options = { abortSignal: AbortSignal.abort() }
    await expect(client.send(GET(), options)).rejects.toMatchObject({ name: 'AbortError' })
    const output = await new Promise((resolve, reject) => {
      client.send(GET(), (error: unknown, output: unknown) =>
        error ? reject(error) : resolve(output),
      )
    })
    expect(output).toHaveProperty('$metadata.httpStatusCode', 200)
  })

  test('options that say nothing do not take the long way', async () => {
    const { client, sender } = attached()
    for (const options of [undefined, {}, { abortSignal: undefined, requestTimeout: undefined }]) {
      expect(await client.send(GET(), options as object)).toHaveProperty('$metadata')
    }
    expect(sender.handled).toBe(0)
    const output = await client.send(GET(), { requestTimeout: 5000 })
    expect([output.$metadata.httpStatusCode, sender.handled]).toEqual([200, 1])
  })

  test('creates tables', async () => {
    const service = { answer: answerOf(new TestRegion()), random: systemRandom }
    const client = attach(new DynamoDBClient({}), service)
    const { TableDescription } = await client.send(
      new CreateTableCommand({
        TableName: 'new',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    )
    expect(TableDescription?.CreationDateTime).toBeInstanceOf(Date)
  })
})
