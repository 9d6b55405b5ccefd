/** Clients of the AWS SDK in process: what reaches the service, what comes back, and what is thrown. */

import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import { systemRandom } from '../../src/env/random.js'
import * as refusals from '../../src/errors/dynamo-error.js'
import { type ClientConfigOptions, clientConfig } from '../../src/transport/client-config.js'
import type { Answer } from '../../src/transport/exchange.js'
import { standIn } from './stand-in.js'

const configFor = (answer: Answer, options?: ClientConfigOptions) =>
  clientConfig({ answer, random: systemRandom }, options)
const refuse = (error: Error) => () => {
  throw error
}
const GET = new GetItemCommand({ TableName: 't', Key: { id: { S: 'a' } } })

test('the service is handed region, key, operation and input', async () => {
  const { calls, answer } = standIn()
  const client = new DynamoDBClient(configFor(answer, { region: 'eu-west-3' }))
  await client.send(
    new PutItemCommand({
      TableName: 't',
      Item: { id: { S: 'ä€😀' }, b: { B: new Uint8Array([0, 255]) } },
    }),
  )
  await client.send(new ListTablesCommand({}))
  expect(calls).toEqual([
    {
      region: 'eu-west-3',
      accessKeyId: 'hashrange',
      asJson: true,
      operation: 'PutItem',
      json: { TableName: 't', Item: { id: { S: 'ä€😀' }, b: { B: 'AP8=' } } },
    },
    {
      region: 'eu-west-3',
      accessKeyId: 'hashrange',
      operation: 'ListTables',
      json: {},
      asJson: true,
    },
  ])
})

test('the region and the credentials that a client overrides are the ones that count', async () => {
  const { calls, answer } = standIn()
  const credentials = { accessKeyId: 'MINE', secretAccessKey: 'secret' }
  await new DynamoDBClient({ ...configFor(answer), region: 'ap-south-1', credentials }).send(GET)
  expect(calls).toMatchObject([{ region: 'ap-south-1', accessKeyId: 'MINE' }])
})

test('a client that signs for itself is understood', async () => {
  const { calls, answer } = standIn()
  const { requestHandler } = configFor(answer)
  const credentials = { accessKeyId: 'MINE', secretAccessKey: 'secret' }
  await new DynamoDBClient({ requestHandler, region: 'ap-south-1', credentials }).send(GET)
  expect(calls).toMatchObject([{ region: 'ap-south-1', accessKeyId: 'MINE' }])
})

test('values, binary values and times come back as the SDK has them', async () => {
  const { answer } = standIn({
    GetItem: { Item: { b: { B: 'AP8=' }, n: { N: '1.5' }, s: { S: 'ä\ud800' } } },
    DescribeTable: { Table: { TableName: 't', CreationDateTime: 1761234567.891 } },
  })
  const client = new DynamoDBClient(configFor(answer))
  const got = await client.send(GET)
  expect(got.Item).toEqual({
    b: { B: new Uint8Array([0, 255]) },
    n: { N: '1.5' },
    s: { S: 'ä\ud800' },
  })
  expect(got.$metadata).toEqual({
    httpStatusCode: 200,
    requestId: expect.stringMatching(/^[0-9A-Z]{52}$/),
    extendedRequestId: undefined,
    cfId: undefined,
    attempts: 1,
    totalRetryDelay: 0,
  })
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 't' }))
  expect(Table?.CreationDateTime).toEqual(new Date(1761234567891))
})

test('an answer without a body is none of an error', async () => {
  const client = new DynamoDBClient(configFor(standIn().answer))
  const command = new TagResourceCommand({ ResourceArn: 'arn', Tags: [] })
  expect((await client.send(command)).$metadata.httpStatusCode).toBe(200)
})

test('the document client has JavaScript values', async () => {
  const { calls, answer } = standIn({ GetItem: { Item: { id: { S: 'a' }, n: { N: '1' } } } })
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(configFor(answer)))
  const { Item } = await client.send(new GetCommand({ TableName: 't', Key: { id: 'a' } }))
  expect(Item).toEqual({ id: 'a', n: 1 })
  await client.send(new PutCommand({ TableName: 't', Item: { id: 'a', set: new Set(['x']) } }))
  expect(calls[1]?.json).toEqual({ TableName: 't', Item: { id: { S: 'a' }, set: { SS: ['x'] } } })
})

test('the streams client speaks to the same service', async () => {
  const { calls, answer } = standIn({ ListStreams: { Streams: [] } })
  const client = new DynamoDBStreamsClient(configFor(answer))
  expect((await client.send(new ListStreamsCommand({}))).Streams).toEqual([])
  expect(calls).toMatchObject([{ operation: 'ListStreams', region: 'us-east-1' }])
})

test('a refusal is thrown as the exception of the SDK', async () => {
  const error = new refusals.ResourceNotFoundException('Requested resource not found')
  const client = new DynamoDBClient(configFor(standIn({ GetItem: refuse(error) }).answer))
  const thrown = await client.send(GET).catch(error => error)
  expect(thrown).toBeInstanceOf(ResourceNotFoundException)
  expect(thrown).toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found',
    $fault: 'client',
    $metadata: { httpStatusCode: 400, attempts: 1 },
  })
})

test('a refusal carries the item and the reasons', async () => {
  const item = { id: 'a', n: 1 }
  const { answer } = standIn({
    GetItem: refuse(new refusals.ConditionalCheckFailedException('no', item)),
    TransactWriteItems: refuse(
      new refusals.TransactionCanceledException('cancelled', [
        { code: 'None' },
        { code: 'ConditionalCheckFailed', message: 'no', item },
      ]),
    ),
  })
  const client = new DynamoDBClient(configFor(answer))
  const failed = await client.send(GET).catch(error => error)
  expect(failed).toBeInstanceOf(ConditionalCheckFailedException)
  expect(failed.Item).toEqual({ id: { S: 'a' }, n: { N: '1' } })
  const cancelled = await client
    .send(new TransactWriteItemsCommand({ TransactItems: [] }))
    .catch(error => error)
  expect(cancelled).toBeInstanceOf(TransactionCanceledException)
  expect(cancelled.message).toBe('cancelled')
  expect(cancelled.CancellationReasons).toEqual([
    { Code: 'None' },
    { Code: 'ConditionalCheckFailed', Message: 'no', Item: { id: { S: 'a' }, n: { N: '1' } } },
  ])
})

test('a fault of ours is a 500, which the SDK tries again as often as it was told', async () => {
  let count = 0
  const { answer } = standIn({
    GetItem: () => {
      count += 1
      if (count < 2) throw new refusals.InternalServerError('Internal server error')
      return { Item: { id: { S: 'a' } } }
    },
  })
  const patient = await new DynamoDBClient(configFor(answer)).send(GET)
  expect(patient.$metadata.attempts).toBe(2)
  count = 0
  const once = new DynamoDBClient(configFor(answer, { maxAttempts: 1 }))
  await expect(once.send(GET)).rejects.toMatchObject({
    name: 'InternalServerError',
    $metadata: { httpStatusCode: 500 },
  })
})

test('a bug is thrown as it is, at once', async () => {
  const bug = new TypeError('a bug')
  const { calls, answer } = standIn({ GetItem: refuse(bug) })
  await expect(new DynamoDBClient(configFor(answer)).send(GET)).rejects.toBe(bug)
  expect(calls).toHaveLength(1)
})

test('an aborted call is not made; one that is aborted in flight rejects', async () => {
  const never = new Promise<object>(() => {})
  const { calls, answer } = standIn({ GetItem: () => never })
  const client = new DynamoDBClient(configFor(answer))
  await expect(client.send(GET, { abortSignal: AbortSignal.abort() })).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  )
  expect(calls).toHaveLength(0)
  const controller = new AbortController()
  const sent = client.send(GET, { abortSignal: controller.signal })
  await expect.poll(() => calls.length).toBe(1)
  controller.abort()
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' })
})

test('a call that takes longer than its timeout rejects', async () => {
  const { answer } = standIn({ GetItem: () => new Promise<object>(() => {}) })
  const client = new DynamoDBClient(configFor(answer, { maxAttempts: 1 }))
  await expect(client.send(GET, { requestTimeout: 5 })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})

test('concurrent calls get their own answers, whatever their order', async () => {
  const { answer } = standIn({
    GetItem: async ({ json }) => {
      const { Key } = json as { Key: { id: { N: string } } }
      await new Promise(resolve => setTimeout(resolve, (Number(Key.id.N) * 7) % 10))
      return { Item: { id: Key.id } }
    },
  })
  const client = new DynamoDBClient(configFor(answer))
  const ids = Array.from({ length: 50 }, (_, index) => String(index))
  const got = await Promise.all(
    ids.map(id => client.send(new GetItemCommand({ TableName: 't', Key: { id: { N: id } } }))),
  )
  expect(got.map(({ Item }) => Item?.id?.N)).toEqual(ids)
})

test('destroying one client leaves the others alone', async () => {
  const config = configFor(standIn().answer)
  new DynamoDBClient(config).destroy()
  expect((await new DynamoDBClient(config).send(GET)).$metadata.httpStatusCode).toBe(200)
})
