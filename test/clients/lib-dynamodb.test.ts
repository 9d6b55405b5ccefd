/** A shop on `@aws-sdk/lib-dynamodb`, with the paginators and waiters of `@aws-sdk/client-dynamodb`. */

import {
  ConditionalCheckFailedException,
  paginateListTables,
  paginateScan,
  ResourceInUseException,
  ResourceNotFoundException,
  TransactionCanceledException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  NumberValue,
  PutCommand,
  paginateQuery,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, DOORS } from './doors.js'

const PRODUCTS = 'Products'
const ORDERS = 'Orders'

describe.each(DOORS)('lib-dynamodb $name', door => {
  let connection: Connection
  let shop: DynamoDBDocumentClient

  beforeEach(async () => {
    connection = await door.connect({ transientStatusDuration: 20 })
    const { client } = connection
    shop = connection.documents()
    await client.createTable({
      TableName: PRODUCTS,
      AttributeDefinitions: [{ AttributeName: 'sku', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    await client.createTable({
      TableName: ORDERS,
      AttributeDefinitions: [
        { AttributeName: 'customer', AttributeType: 'S' },
        { AttributeName: 'number', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'customer', KeyType: 'HASH' },
        { AttributeName: 'number', KeyType: 'RANGE' },
      ],
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
    })
    for (const TableName of [PRODUCTS, ORDERS]) {
      const waited = await waitUntilTableExists(
        { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 },
        { TableName },
      )
      expect(waited.state).toBe('SUCCESS')
    }
  })
  afterEach(() => connection.close())

  const stock = async (sku: string): Promise<unknown> =>
    (await shop.send(new GetCommand({ TableName: PRODUCTS, Key: { sku } }))).Item?.stock

  test('tables come and go, as waiters and paginators see them', async () => {
    const { client } = connection
    await expect(
      client.createTable({
        TableName: PRODUCTS,
        AttributeDefinitions: [{ AttributeName: 'sku', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    ).rejects.toThrow(ResourceInUseException)

    const pages: unknown[] = []
    for await (const { TableNames } of paginateListTables({ client, pageSize: 1 }, {})) {
      pages.push(TableNames)
    }
    expect(pages.slice(0, 2)).toEqual([[ORDERS], [PRODUCTS]])

    const { TableDescription } = await client.deleteTable({ TableName: ORDERS })
    expect(TableDescription?.TableStatus).toBe('DELETING')
    const gone = await waitUntilTableNotExists(
      { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 },
      { TableName: ORDERS },
    )
    expect(gone.state).toBe('SUCCESS')
    await expect(
      shop.send(new GetCommand({ TableName: ORDERS, Key: { customer: 'ada', number: 1 } })),
    ).rejects.toThrow(ResourceNotFoundException)
  })

  test('values of all kinds come back as they were', async () => {
    const product = {
      sku: 'lamp',
      name: 'Lamp ☀',
      price: 12.95,
      stock: 0,
      picture: new Uint8Array([0, 127, 128, 255]),
      colours: new Set(['amber', 'blue']),
      sizes: new Set([1, 2.5]),
      thumbnails: new Set([new Uint8Array([1]), new Uint8Array([2])]),
      dimensions: { width: 10, depth: [1, [2, { deep: null }]] },
      discontinued: false,
      successor: null,
      '': undefined,
    }
    const { '': _absent, ...stored } = product
    const lossy = connection.documents({
      marshallOptions: { removeUndefinedValues: true },
    })
    await lossy.send(new PutCommand({ TableName: PRODUCTS, Item: product }))
    const got = await shop.send(new GetCommand({ TableName: PRODUCTS, Key: { sku: 'lamp' } }))
    expect(got.Item).toEqual(stored)

    const exact = connection.documents({
      unmarshallOptions: { wrapNumbers: true },
    })
    const serial = '12345678901234567890123456789012345678'
    await exact.send(
      new UpdateCommand({
        TableName: PRODUCTS,
        Key: { sku: 'lamp' },
        UpdateExpression: 'SET serial = :serial, big = :big',
        ExpressionAttributeValues: {
          ':serial': NumberValue.from(serial),
          ':big': 9007199254740993n,
        },
      }),
    )
    const numbers = await exact.send(
      new GetCommand({
        TableName: PRODUCTS,
        Key: { sku: 'lamp' },
        ProjectionExpression: 'serial, big, price',
      }),
    )
    expect(numbers.Item).toEqual({
      serial: NumberValue.from(serial),
      big: NumberValue.from('9007199254740993'),
      price: NumberValue.from('12.95'),
    })
  })

  test('stock is sold while there is some', async () => {
    await shop.send(new PutCommand({ TableName: PRODUCTS, Item: { sku: 'lamp', stock: 2 } }))
    const sell = (amount: number) =>
      shop.send(
        new UpdateCommand({
          TableName: PRODUCTS,
          Key: { sku: 'lamp' },
          UpdateExpression: 'SET stock = stock - :amount ADD sold :amount',
          ConditionExpression: 'stock >= :amount',
          ExpressionAttributeValues: { ':amount': amount },
          ReturnValues: 'UPDATED_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
    expect((await sell(2)).Attributes).toEqual({ stock: 0, sold: 2 })
    const refusal: unknown = await sell(1).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ConditionalCheckFailedException)
    expect(refusal).toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      $metadata: { httpStatusCode: 400, attempts: 1 },
      // The document client leaves the items of exceptions as they came.
      Item: { sku: { S: 'lamp' }, stock: { N: '0' }, sold: { N: '2' } },
    })
    await expect(
      shop.send(new PutCommand({ TableName: PRODUCTS, Item: { sku: 5 } })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        'One or more parameter values were invalid: Type mismatch for key sku expected: S actual: N',
    })
  })

  test('an order and its stock change together, once for each token', async () => {
    await shop.send(new PutCommand({ TableName: PRODUCTS, Item: { sku: 'lamp', stock: 3 } }))
    const order = (number: number, amount: number) =>
      new TransactWriteCommand({
        ClientRequestToken: `order-${number}`,
        TransactItems: [
          {
            Put: {
              TableName: ORDERS,
              Item: { customer: 'ada', number, lines: [{ sku: 'lamp', amount }] },
              ConditionExpression: 'attribute_not_exists(customer)',
            },
          },
          {
            Update: {
              TableName: PRODUCTS,
              Key: { sku: 'lamp' },
              UpdateExpression: 'SET stock = stock - :amount',
              ConditionExpression: 'stock >= :amount',
              ExpressionAttributeValues: { ':amount': amount },
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ],
      })
    await shop.send(order(1, 2))
    await shop.send(order(1, 2))
    expect(await stock('lamp')).toBe(1)

    const refusal: unknown = await shop.send(order(2, 2)).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(TransactionCanceledException)
    expect(refusal).toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { sku: { S: 'lamp' }, stock: { N: '1' } },
        },
      ],
    })
    await expect(shop.send(order(1, 1))).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    })

    const { Responses } = await shop.send(
      new TransactGetCommand({
        TransactItems: [
          { Get: { TableName: ORDERS, Key: { customer: 'ada', number: 1 } } },
          { Get: { TableName: ORDERS, Key: { customer: 'ada', number: 2 } } },
        ],
      }),
    )
    expect(Responses).toEqual([
      { Item: { customer: 'ada', number: 1, lines: [{ sku: 'lamp', amount: 2 }] } },
      {},
    ])
  })

  test('orders are written in batches and read in pages', async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => index - 10)
    for (let start = 0; start < numbers.length; start += 25) {
      const { UnprocessedItems } = await shop.send(
        new BatchWriteCommand({
          RequestItems: {
            [ORDERS]: numbers.slice(start, start + 25).map(number => ({
              PutRequest: { Item: { customer: 'ada', number, paid: number % 2 === 0 } },
            })),
          },
        }),
      )
      expect(UnprocessedItems).toEqual({})
    }
    const pages: number[] = []
    const found: unknown[] = []
    for await (const page of paginateQuery(
      { client: shop, pageSize: 9 },
      {
        TableName: ORDERS,
        KeyConditionExpression: 'customer = :customer AND #number >= :first',
        FilterExpression: 'paid = :paid',
        ExpressionAttributeNames: { '#number': 'number' },
        ExpressionAttributeValues: { ':customer': 'ada', ':first': 0, ':paid': true },
        ScanIndexForward: false,
      },
    )) {
      pages.push(page.ScannedCount ?? -1)
      found.push(...(page.Items ?? []).map(({ number }) => number))
    }
    expect(pages).toEqual([9, 9, 9, 9, 9, 5])
    expect(found).toEqual(numbers.filter(number => number >= 0 && number % 2 === 0).reverse())

    const { Count, Items } = await shop.send(
      new QueryCommand({
        TableName: ORDERS,
        KeyConditionExpression: 'customer = :customer AND #number < :zero',
        ExpressionAttributeNames: { '#number': 'number' },
        ExpressionAttributeValues: { ':customer': 'ada', ':zero': 0 },
        Select: 'COUNT',
      }),
    )
    expect([Count, Items]).toEqual([10, undefined])

    let scanned = 0
    for await (const page of paginateScan(
      { client: connection.client, pageSize: 7 },
      { TableName: ORDERS },
    )) {
      scanned += page.Count ?? 0
    }
    expect(scanned).toBe(60)

    const { Responses, UnprocessedKeys } = await shop.send(
      new BatchGetCommand({
        RequestItems: {
          [ORDERS]: {
            Keys: [-10, 49, 50].map(number => ({ customer: 'ada', number })),
            ProjectionExpression: '#number',
            ExpressionAttributeNames: { '#number': 'number' },
          },
        },
      }),
    )
    expect(Responses?.[ORDERS]?.map(({ number }) => number).sort((a, b) => a - b)).toEqual([
      -10, 49,
    ])
    expect(UnprocessedKeys).toEqual({})
  })

  test('a request that is given up is an AbortError', async () => {
    const abort = new AbortController()
    abort.abort()
    await expect(
      shop.send(new GetCommand({ TableName: PRODUCTS, Key: { sku: 'lamp' } }), {
        abortSignal: abort.signal,
      }),
    ).rejects.toMatchObject({ name: 'AbortError' })
  })
})
