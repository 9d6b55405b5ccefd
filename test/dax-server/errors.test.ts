import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifying } from '../../src/dax-server/authorization.js'
import { CREDENTIALS, openWorld, type World } from './world.js'

let world: World
beforeAll(async () => {
  world = await openWorld({ credentials: [{ ...CREDENTIALS }] })
})
afterAll(() => world.close())

const TableName = 'Orders'
const Item = { id: { S: 'a' }, total: { N: '1' } }
const isNew = 'attribute_not_exists(id)'

interface DaxError {
  readonly code: string
  readonly statusCode: number
  readonly message: string
  readonly requestId: string
  readonly cancellationReasons?: readonly object[]
}

async function errorOf(call: Promise<unknown>): Promise<DaxError> {
  return call.then(
    () => {
      throw new Error('nothing was refused')
    },
    error => error,
  )
}

test('a condition that does not hold, and what the service finds wrong, have their codes', async () => {
  const { dax } = world
  await dax.putItem({ TableName, Item })
  expect(await errorOf(dax.putItem({ TableName, Item, ConditionExpression: isNew }))).toMatchObject(
    {
      code: 'ConditionalCheckFailedException',
      statusCode: 400,
      message: 'ConditionalCheckFailedException: The conditional request failed',
      requestId: expect.stringMatching(/^[A-Z0-9]{52}$/),
    },
  )
  const wrong = { TableName, Key: { id: Item.id }, UpdateExpression: 'SET id = total' }
  expect(await errorOf(dax.updateItem(wrong))).toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining(
      'Cannot update attribute id. This attribute is part of the key',
    ),
  })
  expect(await errorOf(dax.scan({ TableName, IndexName: 'none' }))).toMatchObject({
    code: 'ValidationException',
  })
})

test('a table that is not there is not found', async () => {
  const get = { TableName: 'Nothing', Key: { id: Item.id } }
  expect(await errorOf(world.dax.getItem(get))).toMatchObject({
    code: 'ResourceNotFoundException',
    statusCode: 400,
  })
})

test('a transaction tells why each of its actions was refused, with the item if it is asked for', async () => {
  const { dax } = world
  await dax.putItem({ TableName, Item })
  const refused = {
    TableName,
    ConditionExpression: isNew,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const
  const error = await errorOf(
    dax.transactWriteItems({
      TransactItems: [
        { Put: { ...refused, Item } },
        { Put: { TableName, Item: { id: { S: 'b' } } } },
      ],
    }),
  )
  expect(error).toMatchObject({ code: 'TransactionCanceledException', statusCode: 400 })
  expect(error.cancellationReasons).toEqual([
    { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item },
    { Code: 'None', Message: null, Item: null },
  ])
  expect((await dax.getItem({ TableName, Key: { id: { S: 'b' } } })).Item).toBeUndefined()
})

test('what a bug throws is an error of the server, and is told to who runs it', async () => {
  const { db, lines } = world
  const stop = db.intercept((call, next) =>
    call.operation === 'Scan' ? Promise.reject(new TypeError('a bug')) : next(call),
  )
  const dax = world.daxOf({ readRetries: 0 })
  expect(await errorOf(dax.scan({ TableName }))).toMatchObject({
    code: 'InternalServerErrorException',
    statusCode: 500,
  })
  stop()
  expect(lines.join('\n')).toContain('a bug')
})

interface Signed {
  readonly signature: string
  readonly stringToSign: string
}
const require = createRequire(import.meta.url)
const signing = require('@amazon-dax-sdk/client-dax/src/SigV4Gen') as {
  generateSigAndStringToSign(
    credentials: object,
    url: string,
    region: string,
    payload: string,
    time: Date,
  ): Signed
}

test('only who has signed with a known key, and lately, is let in', () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5)
  const authorize = verifying([CREDENTIALS], { now: () => now })
  const signerOf = (credentials: typeof CREDENTIALS, time = now) => {
    const { signature, stringToSign } = signing.generateSigAndStringToSign(
      credentials,
      'https://dax.amazonaws.com',
      'eu-west-1',
      '',
      new Date(time),
    )
    const { accessKeyId } = credentials
    return authorize({ accessKeyId, signature, text: stringToSign, sessionToken: undefined })
  }
  expect(signerOf(CREDENTIALS)).toEqual({ accessKeyId: 'key', region: 'eu-west-1' })
  expect(() => signerOf({ ...CREDENTIALS, secretAccessKey: 'other' })).toThrow(
    'The request signature we calculated does not match',
  )
  expect(() => signerOf({ ...CREDENTIALS, accessKeyId: 'other' })).toThrow('security token')
  expect(() => signerOf(CREDENTIALS, now - 16 * 60_000)).toThrow('Signature expired')
  expect(() => signerOf(CREDENTIALS, now + 16 * 60_000)).toThrow('Signature not yet current')
})
