/** Policies are enforced whichever way a request comes: in process, by the fast lane, over HTTP. */

import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPolicies } from '../../../src/index.js'
import { type RunningServer, serve } from '../../../src/server.js'
import { ANN, allow, ann, notAllowed, ORDERS, order, policy, told, World } from './world.js'

let world: World
let server: RunningServer
const POLICIES = readPolicies({
  principals: [
    { accessKeyId: 'AKIAANN', arn: ANN, policies: ['reads'] },
    { accessKeyId: 'AKIAROOT', arn: 'arn:aws:iam::000000000000:root' },
    {
      accessKeyId: 'AKIAHOME',
      arn: ANN,
      policies: [policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.1' } } }))],
    },
    {
      accessKeyId: 'AKIATLS',
      arn: ANN,
      policies: [policy(allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }))],
    },
  ],
  policies: { reads: policy(allow({ Action: 'dynamodb:GetItem', Resource: ORDERS })) },
})

beforeAll(async () => {
  world = await World.open()
  server = await serve(world.db, { port: 0, policies: POLICIES })
})
afterAll(async () => {
  await server.close()
  await world.db.close()
})

const GET = new GetItemCommand({
  TableName: 'Orders',
  Key: { customer: { S: 'a' }, number: { N: '1' } },
})
const PUT = new PutItemCommand({
  TableName: 'Orders',
  Item: { customer: { S: 'a' }, number: { N: '1' } },
})
const READER = ann(allow({ Action: 'dynamodb:GetItem', Resource: ORDERS }))
const DENIED = notAllowed('dynamodb:PutItem', ORDERS)

/** Sends both. Items are got, and not put. */
async function expectReader(client: DynamoDBClient): Promise<void> {
  expect(await told(client.send(GET))).toMatchObject({ $metadata: { httpStatusCode: 200 } })
  expect(await told(client.send(PUT))).toBe(DENIED)
  expect(await told(client.send(new DescribeTableCommand({ TableName: 'Orders' })))).toBe(
    notAllowed('dynamodb:DescribeTable', ORDERS),
  )
}

test('a client that is configured with a principal goes by its policies', async () => {
  await expectReader(new DynamoDBClient(world.db.clientConfig({ principal: READER })))
  const streams = new DynamoDBStreamsClient(world.db.clientConfig({ principal: READER }))
  expect(await told(streams.send(new ListStreamsCommand({})))).toBe(
    notAllowed('dynamodb:ListStreams', '*'),
  )
})

test('a client that is attached with a principal goes by its policies, in the fast lane and beside it', async () => {
  const client = world.db.attach(new DynamoDBClient({ region: 'us-east-1' }), { principal: READER })
  await expectReader(client)
  const documents = DynamoDBDocumentClient.from(client)
  const get = new GetCommand({ TableName: 'Bytes', Key: { id: new Uint8Array(1) } })
  expect(await told(documents.send(get))).toBe(
    notAllowed('dynamodb:GetItem', ORDERS.replace('Orders', 'Bytes')),
  )
  client.middlewareStack.add(next => args => next(args), { step: 'initialize', name: 'mine' })
  await expectReader(client)
  world.db.attach(client)
  expect(await told(client.send(new DescribeTableCommand({ TableName: 'Orders' })))).toMatchObject({
    Table: { TableName: 'Orders' },
  })
  world.db.detach(client)
})

function clientOf(accessKeyId: string): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey: 'x' }
  return new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  })
}

test('over HTTP callers are known by their access keys', async () => {
  await expectReader(clientOf('AKIAANN'))
  expect(await told(clientOf('AKIAROOT').send(GET))).toMatchObject({})
  expect(await told(clientOf('AKIANOBODY').send(GET))).toBe(
    'UnrecognizedClientException: The security token included in the request is invalid.',
  )
  expect(await told(clientOf('constructor').send(GET))).toMatch(/^UnrecognizedClientException/)
})

test('over HTTP a caller comes from an address, without encryption', async () => {
  expect(await told(clientOf('AKIAHOME').send(GET))).toMatchObject({})
  expect(await told(clientOf('AKIATLS').send(GET))).toBe(notAllowed('dynamodb:GetItem', ORDERS))
})

test('the answer over HTTP is that of the service, member by member', async () => {
  const send = async (body: string, key = 'AKIAANN'): Promise<readonly unknown[]> => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'x-amz-date': '20260101T000000Z',
        authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00`,
      },
      body,
    })
    return [response.status, await response.json()]
  }
  const put = JSON.stringify({ TableName: 'Orders', Item: order('a') })
  expect(await send(put)).toEqual([
    400,
    {
      __type: 'com.amazon.coral.service#AccessDeniedException',
      Message: DENIED.replace('AccessDeniedException: ', ''),
    },
  ])
  // Who asks is found out before what is asked for is looked at.
  expect(await send('[]', 'AKIANOBODY')).toEqual([
    400,
    {
      __type: 'com.amazon.coral.service#UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    },
  ])
})

test('what is no principal is refused: it would not be enforced', () => {
  const none = { arn: ANN, policies: [policy(allow())] } as never
  const allowed = 'a principal, as readPrincipal or readPolicies makes it'
  expect(() => world.db.clientConfig({ principal: none })).toThrow(allowed)
  expect(() => world.db.attach(new DynamoDBClient({}), { principal: none })).toThrow(allowed)
  expect(() => world.db.explainAccess({ operation: 'Scan', input: {}, principal: none })).toThrow(
    allowed,
  )
})
