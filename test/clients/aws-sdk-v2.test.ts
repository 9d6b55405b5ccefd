/**
 * An auction on the AWS SDK v2, over HTTP: its plain client and its document client. Every request is signed, and of
 * every answer the client verifies the checksum.
 */

import AWS from 'aws-sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { type RunningServer, serve } from '../../src/server.js'
import { REGION } from './doors.js'

const LOTS = 'Lots'
const BIDS = 'Bids'
const KEYS = { accessKeyId: 'AUCTION', secretAccessKey: 'hammer' } as const

describe('the AWS SDK v2', () => {
  let db: Database
  let server: RunningServer
  let plain: AWS.DynamoDB
  let documents: AWS.DynamoDB.DocumentClient

  beforeEach(async () => {
    db = await Database.open({ transientStatusDuration: 20 })
    server = await serve(db, { port: 0, credentials: [KEYS] })
    plain = clientWith(KEYS.secretAccessKey)
    documents = new AWS.DynamoDB.DocumentClient({ service: plain })
    await plain
      .createTable({
        TableName: LOTS,
        AttributeDefinitions: [{ AttributeName: 'lot', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'lot', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      })
      .promise()
    await plain
      .createTable({
        TableName: BIDS,
        AttributeDefinitions: [
          { AttributeName: 'lot', AttributeType: 'S' },
          { AttributeName: 'amount', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'lot', KeyType: 'HASH' },
          { AttributeName: 'amount', KeyType: 'RANGE' },
        ],
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      })
      .promise()
    const $waiter = { delay: 0.02, maxAttempts: 200 }
    await plain.waitFor('tableExists', { TableName: LOTS, $waiter }).promise()
    await plain.waitFor('tableExists', { TableName: BIDS, $waiter }).promise()
  })
  afterEach(async () => {
    await server.close()
    await db.close()
  })

  const clientWith = (secretAccessKey: string) =>
    new AWS.DynamoDB({
      endpoint: server.url,
      region: REGION,
      credentials: new AWS.Credentials({ ...KEYS, secretAccessKey }),
      maxRetries: 0,
    })

  test('values of all kinds, by both clients', async () => {
    const item: AWS.DynamoDB.DocumentClient.AttributeMap = {
      lot: 'clock',
      reserve: 120.5,
      picture: Buffer.from([0, 128, 255]),
      makers: documents.createSet(['Ada', 'Bob']),
      years: documents.createSet([1842, 1837]),
      stamps: documents.createSet([Buffer.from([1]), Buffer.from([2])]),
      parts: [{ name: 'spring', worn: true }, null, ['ünïcode ☀']],
      sold: false,
    }
    await documents.put({ TableName: LOTS, Item: item }).promise()
    const got = await documents.get({ TableName: LOTS, Key: { lot: 'clock' } }).promise()
    expect(JSON.parse(JSON.stringify(got.Item))).toEqual(JSON.parse(JSON.stringify(item)))

    const wire = await plain
      .getItem({
        TableName: LOTS,
        Key: { lot: { S: 'clock' } },
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      })
      .promise()
    expect(wire.Item).toMatchObject({
      reserve: { N: '120.5' },
      picture: { B: Buffer.from([0, 128, 255]) },
      years: { NS: ['1842', '1837'] },
    })
    expect(wire.ConsumedCapacity).toEqual({ TableName: LOTS, CapacityUnits: 1 })
  })

  test('a bid must be higher than the last', async () => {
    await documents.put({ TableName: LOTS, Item: { lot: 'clock', highest: 10 } }).promise()
    const bid = (bidder: string, amount: number) =>
      documents
        .update({
          TableName: LOTS,
          Key: { lot: 'clock' },
          UpdateExpression: 'SET highest = :amount, bidder = :bidder ADD bids :one',
          ConditionExpression:
            'highest < :amount AND (attribute_not_exists(bidder) OR bidder <> :bidder)',
          ExpressionAttributeValues: { ':amount': amount, ':bidder': bidder, ':one': 1 },
          ReturnValues: 'ALL_NEW',
        })
        .promise()
    expect((await bid('ada', 12)).Attributes).toEqual({
      lot: 'clock',
      highest: 12,
      bidder: 'ada',
      bids: 1,
    })
    await expect(bid('bob', 12)).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      statusCode: 400,
      retryable: false,
      requestId: expect.stringMatching(/^[A-Z0-9]{52}$/),
    })
    const old = await documents
      .delete({ TableName: LOTS, Key: { lot: 'clock' }, ReturnValues: 'ALL_OLD' })
      .promise()
    expect(old.Attributes?.highest).toBe(12)
  })

  test('bids are entered in batches, and read by pages', async () => {
    const amounts = Array.from({ length: 40 }, (_, index) => index + 1)
    for (const half of [amounts.slice(0, 20), amounts.slice(20)]) {
      const written = await documents
        .batchWrite({
          RequestItems: {
            [BIDS]: half.map(amount => ({ PutRequest: { Item: { lot: 'clock', amount } } })),
          },
        })
        .promise()
      expect(written.UnprocessedItems).toEqual({})
    }

    const query = {
      TableName: BIDS,
      KeyConditionExpression: 'lot = :lot AND amount BETWEEN :low AND :high',
      ExpressionAttributeValues: {
        ':lot': { S: 'clock' },
        ':low': { N: '5' },
        ':high': { N: '30' },
      },
      ScanIndexForward: false,
      Limit: 10,
    }
    const pages: (string | undefined)[][] = []
    await new Promise<void>((done, fail) => {
      plain.query(query).eachPage((error, page) => {
        if (error !== null) fail(error)
        else if (page === null) done()
        else pages.push((page.Items ?? []).map(({ amount }) => amount?.N))
        return true
      })
    })
    expect(pages.map(page => page.length)).toEqual([10, 10, 6])
    expect(pages.flat().map(Number)).toEqual(amounts.slice(4, 30).reverse())

    // As before there were expressions.
    const legacy = await documents
      .query({
        TableName: BIDS,
        KeyConditions: {
          lot: { ComparisonOperator: 'EQ', AttributeValueList: ['clock'] },
          amount: { ComparisonOperator: 'GT', AttributeValueList: [38] },
        },
        AttributesToGet: ['amount'],
      })
      .promise()
    expect(legacy.Items).toEqual([{ amount: 39 }, { amount: 40 }])

    const halves = await Promise.all(
      [0, 1].map(Segment =>
        documents.scan({ TableName: BIDS, Segment, TotalSegments: 2, Select: 'COUNT' }).promise(),
      ),
    )
    expect(halves.reduce((sum, { Count }) => sum + (Count ?? 0), 0)).toBe(40)
    const { Responses } = await documents
      .batchGet({ RequestItems: { [BIDS]: { Keys: [{ lot: 'clock', amount: 7 }] } } })
      .promise()
    expect(Responses).toEqual({ [BIDS]: [{ lot: 'clock', amount: 7 }] })
  })

  test('a lot is knocked down in one transaction', async () => {
    await documents.put({ TableName: LOTS, Item: { lot: 'clock', sold: false } }).promise()
    const knockDown = (amount: number) =>
      documents
        .transactWrite({
          ClientRequestToken: 'clock',
          TransactItems: [
            {
              Update: {
                TableName: LOTS,
                Key: { lot: 'clock' },
                UpdateExpression: 'SET sold = :yes',
                ConditionExpression: 'sold = :no',
                ExpressionAttributeValues: { ':yes': true, ':no': false },
              },
            },
            { Put: { TableName: BIDS, Item: { lot: 'clock', amount, won: true } } },
          ],
        })
        .promise()
    await knockDown(99)
    await knockDown(99)
    await expect(knockDown(100)).rejects.toMatchObject({
      code: 'IdempotentParameterMismatchException',
    })
    const again = documents.transactWrite({
      TransactItems: [
        {
          ConditionCheck: {
            TableName: LOTS,
            Key: { lot: 'clock' },
            ConditionExpression: 'sold = :no',
            ExpressionAttributeValues: { ':no': false },
          },
        },
        { Delete: { TableName: BIDS, Key: { lot: 'clock', amount: 99 } } },
      ],
    })
    await expect(again.promise()).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]',
    })
    const { Responses } = await documents
      .transactGet({
        TransactItems: [
          { Get: { TableName: LOTS, Key: { lot: 'clock' } } },
          { Get: { TableName: BIDS, Key: { lot: 'clock', amount: 99 } } },
        ],
      })
      .promise()
    expect(Responses).toEqual([
      { Item: { lot: 'clock', sold: true } },
      { Item: { lot: 'clock', amount: 99, won: true } },
    ])
  })

  test('what is refused has the service’s codes', async () => {
    const refusalOf = async (request: AWS.Request<object, AWS.AWSError>) =>
      request.promise().then(
        () => expect.fail('should be refused'),
        ({ code, statusCode, retryable }: AWS.AWSError) => ({ code, statusCode, retryable }),
      )
    const refused = { statusCode: 400, retryable: false }
    expect(await refusalOf(documents.get({ TableName: 'Nowhere', Key: { lot: 'a' } }))).toEqual({
      code: 'ResourceNotFoundException',
      ...refused,
    })
    expect(await refusalOf(documents.get({ TableName: LOTS, Key: { other: 'a' } }))).toEqual({
      code: 'ValidationException',
      ...refused,
    })
    expect(await refusalOf(clientWith('another').listTables())).toEqual({
      code: 'InvalidSignatureException',
      ...refused,
    })
    await plain.deleteTable({ TableName: LOTS }).promise()
    await plain
      .waitFor('tableNotExists', { TableName: LOTS, $waiter: { delay: 0.02, maxAttempts: 200 } })
      .promise()
    expect((await plain.listTables().promise()).TableNames).toEqual([BIDS])
  })
})
