/** `hashrange serve --dax`: clients of DAX reach the database that HTTP reaches, through caches. */

import { once } from 'node:events'
import { connect } from 'node:net'
import { Dax } from '@amazon-dax-sdk/client-dax'
import { type CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb'
import { afterEach, expect, test } from 'vitest'
import { run } from './directories.js'

const ORDERS = {
  TableName: 'Orders',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
} satisfies CreateTableCommandInput
const GET = { TableName: 'Orders', Key: { id: { S: '1' } } }
const CREDENTIALS = { accessKeyId: 'KEY', secretAccessKey: 'secret' }

const toEnd: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const end of toEnd.splice(0).reverse()) await end()
})

async function started(...args: readonly string[]) {
  const { out, errors, ...outcome } = await run('serve', '--port', '0', ...args)
  if (!('server' in outcome)) throw new Error(errors)
  const { url, daxUrl, close } = outcome.server
  toEnd.push(close)
  const direct = new DynamoDB({ endpoint: url, region: 'us-east-1', credentials: CREDENTIALS })
  toEnd.push(() => direct.destroy())
  return { daxUrl, direct, out, close }
}

function daxOf(endpoint: string | undefined): DynamoDB {
  const dax = new Dax({
    endpoint,
    region: 'us-east-1',
    credentials: CREDENTIALS,
    maxRetries: 0,
  } as object)
  toEnd.push(() => (dax as unknown as { shutdown(): void }).shutdown())
  return dax
}

const item = (total: string) => ({ id: { S: '1' }, total: { N: total } })

test('a client of DAX reads an item at the address that is told, as its cache has it', async () => {
  const { daxUrl, direct, out } = await started('--dax', '0')
  expect(daxUrl).toMatch(/^dax:\/\/127\.0\.0\.1:[1-9]\d*$/)
  expect(out).toContain(`For clients of DAX: ${daxUrl}\n`)
  await direct.createTable(ORDERS)
  await direct.putItem({ TableName: 'Orders', Item: item('1') })
  const dax = daxOf(daxUrl)
  expect((await dax.getItem(GET)).Item).toEqual(item('1'))
  await direct.putItem({ TableName: 'Orders', Item: item('2') })
  expect((await dax.getItem(GET)).Item).toEqual(item('1'))
  expect((await dax.getItem({ ...GET, ConsistentRead: true })).Item).toEqual(item('2'))
})

test('what a client of DAX writes is there over HTTP', async () => {
  const { daxUrl, direct } = await started('--dax', '0')
  await direct.createTable(ORDERS)
  await daxOf(daxUrl).putItem({ TableName: 'Orders', Item: item('3') })
  expect((await direct.getItem({ ...GET, ConsistentRead: true })).Item).toEqual(item('3'))
})

test('0 is any free port: two servers have two addresses', async () => {
  const [first, second] = [await started('--dax', '0'), await started('--dax', '0')]
  expect(first.daxUrl).not.toBe(second.daxUrl)
})

test('the end of the command is the end of its connections of DAX', async () => {
  const { daxUrl, close } = await started('--dax', '0')
  const socket = connect(Number(new URL(String(daxUrl)).port), '127.0.0.1').resume()
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  await close()
  await closed
  expect(socket.destroyed).toBe(true)
})

test('without --dax there is nothing for clients of DAX', async () => {
  const { daxUrl, out } = await started()
  expect(daxUrl).toBeUndefined()
  expect(out).not.toContain('DAX')
})

test.each(['', 'x', '-1', '65536', '1.5'])('--dax=%s is no port', async port => {
  const outcome = await run('serve', `--dax=${port}`)
  expect(outcome).toMatchObject({ exitCode: 2 })
  expect(outcome.errors).toContain(`--dax: ${port} is not a number from 0 to 65535`)
})
