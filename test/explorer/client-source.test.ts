/** Tables elsewhere as what is explored: through a client of the SDK all is as the database itself has it. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { explorableOf } from '../../src/explorer/client-source.js'
import type { Explorable } from '../../src/explorer/explorable.js'
import { Database } from '../../src/index.js'
import { explore, type RunningServer, serve } from '../../src/server.js'

const CREDENTIALS = { accessKeyId: 'a', secretAccessKey: 'b' }
const REGION = 'eu-west-1'

let db: Database
let server: RunningServer
let client: DynamoDBClient
let source: Explorable

beforeAll(async () => {
  db = await Database.open()
  await db.inRegion(REGION).createTable()('Things', { partitionKey: { id: 'S' } })
  server = await serve(db, { port: 0 })
  client = new DynamoDBClient({
    endpoint: server.url,
    region: REGION,
    credentials: CREDENTIALS,
    maxAttempts: 1,
  })
  source = explorableOf(client)
})

afterAll(async () => {
  client.destroy()
  await server.close()
})

function asked(of: Explorable, operation: string, json: object): Promise<unknown> {
  return of.answer({ region: REGION, operation, json }).then(
    answer => JSON.parse(JSON.stringify(answer)),
    ({ name, message }) => ({ name, message }),
  )
}

const ITEM = {
  id: { S: 'x' },
  n: { N: '12345678901234567890.5' },
  b: { B: 'AQL/' },
  B: { M: { B: { B: 'AA==' }, BS: { BS: ['AQ==', 'Ag=='] } } },
  BS: { L: [{ BOOL: false }, { NULL: true }, { SS: ['a'] }, { NS: ['1'] }, { M: {} }] },
}

test.each<readonly [string, object]>([
  ['PutItem', { TableName: 'Things', Item: ITEM }],
  ['GetItem', { TableName: 'Things', Key: { id: { S: 'x' } } }],
  ['Scan', { TableName: 'Things', Limit: 1 }],
  ['ListTables', {}],
  ['DescribeTable', { TableName: 'Things' }],
  ['DescribeTimeToLive', { TableName: 'Things' }],
  ['BatchWriteItem', { RequestItems: { Things: [{ PutRequest: { Item: ITEM } }] } }],
  ['DescribeTable', { TableName: 'Nothing' }],
  [
    'UpdateItem',
    {
      TableName: 'Things',
      Key: { id: { S: 'x' } },
      UpdateExpression: 'SET c = :c',
      ConditionExpression: 'b = :b',
      ExpressionAttributeValues: { ':b': { B: 'AAAA' }, ':c': { N: '1' } },
    },
  ],
  ['Query', { TableName: 'Things', KeyConditionExpression: 'nonsense' }],
])('%s is answered, or refused, as by the database', async (operation, json) => {
  const expected = await asked(db, operation, json)
  expect(await asked(source, operation, json)).toEqual(expected)
})

test('what there is no operation for is refused, and so is a name that the SDK would drop', async () => {
  expect(await asked(source, 'Nothing', {})).toMatchObject({ name: 'UnknownOperationException' })
  const hostile = JSON.parse('{"TableName":"Things","Item":{"id":{"S":"y"},"__proto__":{"S":"z"}}}')
  expect(await asked(source, 'PutItem', hostile)).toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('__proto__'),
  })
  expect(await asked(db, 'GetItem', { TableName: 'Things', Key: { id: { S: 'y' } } })).toEqual({})
})

test('that nobody is there is told as the client has it', async () => {
  const nobody = await explore(db)
  await nobody.close()
  const lost = explorableOf(
    new DynamoDBClient({
      endpoint: `http://127.0.0.1:${nobody.port}`,
      region: REGION,
      credentials: CREDENTIALS,
      maxAttempts: 1,
    }),
  )
  await expect(
    lost.answer({ region: REGION, operation: 'ListTables', json: {} }),
  ).rejects.toMatchObject({
    statusCode: 502,
    message: expect.stringContaining('ECONNREFUSED'),
  })
})

test('streams are read by a client of their own, of the same settings, in wire form', async () => {
  const json = {
    TableName: 'Things',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  }
  await asked(source, 'UpdateTable', json)
  const { Table } = (await asked(source, 'DescribeTable', { TableName: 'Things' })) as {
    readonly Table: { readonly LatestStreamArn: string }
  }
  const { LatestStreamArn: StreamArn } = Table
  const described = (await asked(source, 'DescribeStream', { StreamArn })) as {
    readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] }
  }
  expect(described).toEqual(await asked(db, 'DescribeStream', { StreamArn }))
  await asked(db, 'PutItem', { TableName: 'Things', Item: { id: { S: 's' }, b: { B: 'AQL/' } } })
  const records: unknown[] = []
  for (const { ShardId } of described.StreamDescription.Shards) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }
    const iterator = (await asked(source, 'GetShardIterator', start)) as object
    const { Records } = (await asked(source, 'GetRecords', iterator)) as { Records: unknown[] }
    records.push(...Records)
  }
  expect(records).toMatchObject([
    {
      eventName: 'INSERT',
      dynamodb: {
        NewImage: { id: { S: 's' }, b: { B: 'AQL/' } },
        ApproximateCreationDateTime: expect.any(Number),
      },
    },
  ])
})

test('that the way fails is told in the stream of events, and what was told stays', async () => {
  const own = await serve(db, { port: 0 })
  const failing = new DynamoDBClient({
    endpoint: own.url,
    region: REGION,
    credentials: CREDENTIALS,
    maxAttempts: 1,
  })
  const bugs: string[] = []
  await using explorer = await explore(failing, { log: line => bugs.push(line) })
  const [origin = '', token = ''] = explorer.url.split('/#token=')
  const ending = new AbortController()
  const response = await fetch(`${origin}/_explorer/events?region=${REGION}&table=Things`, {
    headers: { 'x-hashrange-token': token },
    signal: ending.signal,
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (found: RegExp): Promise<void> => {
    while (!found.test(text)) text += (await reader?.read())?.value ?? ''
  }
  await until(/event: table\ndata: .*"TableName":"Things".*\n\n/)
  await until(/event: tables\ndata: .*\n\n/)
  await own.close()
  await until(/event: problem\ndata: .*ECONNREFUSED.*\n\n/)
  expect(text).not.toContain('event: table\ndata: null')
  expect(text.match(/event: tables/g)).toHaveLength(1)
  expect(bugs).toEqual([])
  ending.abort()
})

test('explore shows the tables of a client, in its region', async () => {
  await using explorer = await explore(client)
  const headers = { 'x-hashrange-token': String(explorer.url.split('=')[1]) }
  const address = `http://127.0.0.1:${explorer.port}/`
  const facts = await fetch(`${address}_explorer/facts`, { headers })
  expect(await facts.json()).toEqual({ regions: [REGION] })
  const listed = await fetch(address, {
    method: 'POST',
    body: '{}',
    headers: {
      ...headers,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
    },
  })
  expect(await listed.json()).toEqual({ TableNames: ['Things'] })
})
