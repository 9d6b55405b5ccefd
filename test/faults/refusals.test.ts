/** Faults are told in the service's words, the same through every door, and only to the calls that they are for. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { type FaultRule, injectFaults, ManualClock } from '../../src/testing/entry.js'
import { ATTACHED, DIRECT, HANDLER, HttpDoor } from '../conformance/doors.js'
import type { Json } from '../conformance/row.js'

const http = new HttpDoor()
beforeAll(() => http.start())
afterAll(() => http.stop())

const REGION = 'us-east-1'
const ARN = `arn:aws:dynamodb:${REGION}:000000000000:table/Notes`
const TOO_MUCH =
  'The level of configured provisioned throughput for the table was exceeded. Consider increasing your ' +
  'provisioning level with the UpdateTable API.'
const ONGOING = 'Transaction is ongoing for the item'
const key = (id: string) => ({ id: { S: id } })
const put = (id: string) => ({ TableName: 'Notes', Item: key(id) })
const read = (id: string) => ({ TableName: 'Notes', Key: key(id) })

async function opened(): Promise<Database> {
  const db = await Database.open({ clock: new ManualClock() })
  const notes = await db.createTable('Notes', {
    partitionKey: { id: 'S' },
    globalIndexes: { byKind: { partitionKey: { kind: 'S' } } },
  })
  await notes.put({ id: 'a', kind: 'x', n: 1 })
  await notes.put({ id: 'b', kind: 'x', n: 1 })
  return db
}

interface Row {
  readonly name: string
  readonly rule: FaultRule
  readonly operation: string
  readonly request: object
  readonly outcome: object
}

const ROWS: readonly Row[] = [
  {
    name: 'throttle',
    rule: { fault: 'throttle', table: 'Notes' },
    operation: 'PutItem',
    request: put('c'),
    outcome: {
      refusal: `ProvisionedThroughputExceededException: ${TOO_MUCH}`,
      status: 400,
    },
  },
  {
    name: 'throttle of what is paid for by the request',
    rule: { fault: 'throttle', kind: 'ThrottlingException', message: 'Slow down' },
    operation: 'GetItem',
    request: read('a'),
    outcome: { refusal: 'ThrottlingException: Slow down', status: 400 },
  },
  {
    name: 'throttle of all of a batch',
    rule: { fault: 'throttle' },
    operation: 'BatchWriteItem',
    request: { RequestItems: { Notes: [{ PutRequest: { Item: key('c') } }] } },
    outcome: { refusal: `ProvisionedThroughputExceededException: ${TOO_MUCH}`, status: 400 },
  },
  {
    name: 'throttle of some writes of a batch',
    rule: { fault: 'throttle', key: { id: 'd' } },
    operation: 'BatchWriteItem',
    request: {
      RequestItems: {
        Notes: [{ PutRequest: { Item: key('c') } }, { DeleteRequest: { Key: key('d') } }],
      },
    },
    outcome: { answer: { UnprocessedItems: { Notes: [{ DeleteRequest: { Key: key('d') } }] } } },
  },
  {
    name: 'throttle of some reads of a batch',
    rule: { fault: 'throttle', key: key('a') },
    operation: 'BatchGetItem',
    request: {
      RequestItems: { Notes: { Keys: [key('a'), key('b')], ProjectionExpression: 'id' } },
    },
    outcome: {
      answer: {
        Responses: { Notes: [key('b')] },
        UnprocessedKeys: { Notes: { Keys: [key('a')], ProjectionExpression: 'id' } },
      },
    },
  },
  {
    name: 'throttle of an action of a transaction',
    rule: { fault: 'throttle', key: { id: 'b' } },
    operation: 'TransactWriteItems',
    request: { TransactItems: [{ Put: put('c') }, { Delete: read('b') }] },
    outcome: {
      refusal:
        'TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons ' +
        '[None, ProvisionedThroughputExceeded]',
      status: 400,
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ProvisionedThroughputExceeded', Message: TOO_MUCH },
      ],
    },
  },
  {
    name: 'throttle of an index',
    rule: { fault: 'throttle', index: 'byKind' },
    operation: 'Query',
    request: {
      TableName: 'Notes',
      IndexName: 'byKind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: 'x' } },
    },
    outcome: {
      refusal:
        'ProvisionedThroughputExceededException: The level of configured provisioned throughput for one or more global ' +
        'secondary indexes of the table was exceeded. Consider increasing your provisioning level for the ' +
        'under-provisioned global secondary indexes with the UpdateTable API',
      status: 400,
    },
  },
  {
    name: 'conflict of a single write',
    rule: { fault: 'transactionConflict' },
    operation: 'DeleteItem',
    request: read('a'),
    outcome: { refusal: `TransactionConflictException: ${ONGOING}`, status: 400 },
  },
  {
    name: 'conflict of a transaction that reads',
    rule: { fault: 'transactionConflict', key: { id: 'a' } },
    operation: 'TransactGetItems',
    request: { TransactItems: [{ Get: read('a') }, { Get: read('b') }] },
    outcome: {
      refusal:
        'TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons ' +
        '[TransactionConflict, None]',
      status: 400,
      CancellationReasons: [{ Code: 'TransactionConflict', Message: ONGOING }, { Code: 'None' }],
    },
  },
  {
    name: 'conflict of a statement of a batch',
    rule: { fault: 'transactionConflict', key: { id: 'b' } },
    operation: 'BatchExecuteStatement',
    request: {
      Statements: [
        { Statement: `UPDATE "Notes" SET n = 2 WHERE id = 'a'` },
        { Statement: `UPDATE "Notes" SET n = 2 WHERE id = ?`, Parameters: [{ S: 'b' }] },
      ],
    },
    outcome: {
      answer: {
        Responses: [
          { TableName: 'Notes' },
          { Error: { Code: 'TransactionConflict', Message: ONGOING } },
        ],
      },
    },
  },
  {
    name: 'internal error',
    rule: { fault: 'internalError' },
    operation: 'GetItem',
    request: read('a'),
    outcome: { refusal: 'InternalServerError: Internal server error', status: 500 },
  },
  {
    name: 'unavailable',
    rule: { fault: 'unavailable', message: 'Later' },
    operation: 'ListTables',
    request: {},
    outcome: { refusal: 'ServiceUnavailableException: Later', status: 503 },
  },
]

describe.each(ROWS)('$name', ({ rule, operation, request, outcome }) => {
  test.each([DIRECT, HANDLER, ATTACHED, http])('$name', async door => {
    await using db = await opened()
    const before = JSON.stringify(request)
    injectFaults(db, { seed: 1, rules: [rule] })
    const way = door.open(db)
    const told = await way.ask({ operation, request: request as never, region: REGION })
    way.close?.()
    // Not all of them pass the SDK, and they are looked at below.
    const { ThrottlingReasons: _, throttlingReasons: __, ...rest } = told as Json
    expect(rest).toEqual(outcome)
    expect(JSON.stringify(request)).toBe(before)
  })
})

test('a throttled request says what has too little, and where', async () => {
  await using db = await opened()
  injectFaults(db, { rules: [{ fault: 'throttle', operation: ['Scan', 'PutItem'] }] })
  const ask = (operation: string, json: object) => db.answer({ region: REGION, operation, json })
  await expect(ask('PutItem', put('c'))).rejects.toMatchObject({
    throttlingReasons: [{ reason: 'TableWriteProvisionedThroughputExceeded', resource: ARN }],
  })
  const scan = { TableName: 'Notes', IndexName: 'byKind' }
  await expect(ask('Scan', scan)).rejects.toMatchObject({
    throttlingReasons: [
      { reason: 'IndexReadProvisionedThroughputExceeded', resource: `${ARN}/index/byKind` },
    ],
  })
})

test('what is wrong with a request comes before a want of capacity, and a condition that does not hold after it', async () => {
  await using db = await opened()
  injectFaults(db, { rules: [{ fault: 'throttle' }] })
  const ask = (operation: string, json: object) => db.answer({ region: REGION, operation, json })
  await expect(ask('PutItem', { TableName: 'Notes', Item: { no: { S: 'x' } } })).rejects.toThrow(
    'Missing the key id in the item',
  )
  await expect(ask('PutItem', { ...put('c'), TableName: 'None' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  const conditional = { ...put('a'), ConditionExpression: 'attribute_not_exists(id)' }
  await expect(ask('PutItem', conditional)).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
  })
  expect(db.table('Notes').scan().count()).toBe(2)
})

test('a service that fails has done nothing before, or everything', async () => {
  await using db = await opened()
  const ask = () => db.answer({ region: REGION, operation: 'PutItem', json: put('c') })
  const before = injectFaults(db, { rules: [{ fault: 'internalError' }] })
  await expect(ask()).rejects.toMatchObject({ name: 'InternalServerError', statusCode: 500 })
  expect(db.table('Notes').get({ id: 'c' })).toBeUndefined()
  before.stop()
  injectFaults(db, { rules: [{ fault: 'internalError', effect: true }] })
  await expect(ask()).rejects.toMatchObject({ name: 'InternalServerError' })
  expect(db.table('Notes').get({ id: 'c' })).toEqual({ id: 'c' })
})
