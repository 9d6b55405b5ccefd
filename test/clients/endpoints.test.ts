/** What clients are told of addresses and operations, each in the words that its user sees. */

import {
  DescribeBulkOperationCommand,
  DescribeEndpointsCommand,
  DynamoDB,
} from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { serve } from '../../src/server.js'
import { CREDENTIALS, DOORS, REGION } from './doors.js'

test('a server tells its own address, so that a client that looks for endpoints stays', async () => {
  const server = await serve(await Database.open(), { port: 0 })
  for (const host of ['127.0.0.1', 'localhost']) {
    const client = new DynamoDB({
      endpoint: `http://${host}:${server.port}`,
      region: 'eu-west-1',
      credentials: CREDENTIALS,
    })
    const { Endpoints } = await client.send(new DescribeEndpointsCommand({}))
    expect(Endpoints).toEqual([{ Address: `${host}:${server.port}`, CachePeriodInMinutes: 1440 }])
    client.destroy()
  }
  await server.close()
})

test('in process there is no address but that of the service', async () => {
  const db = await Database.open()
  const { Endpoints } = await new DynamoDB(db.clientConfig()).describeEndpoints({})
  expect(Endpoints?.[0]?.Address).toBe(`dynamodb.${REGION}.amazonaws.com`)
})

test.each(DOORS)('an operation that is not there yet is named $name', async ({ connect }) => {
  const { client, close } = await connect()
  const command = new DescribeBulkOperationCommand({ BulkOperationArn: 'arn' })
  await expect(client.send(command)).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'DescribeBulkOperation is not an operation of hashrange (yet).',
  })
  await close()
})
