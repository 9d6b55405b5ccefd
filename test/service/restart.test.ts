/**
 * A query for at most one item that stops at its limit tells where it stopped, as every page does, and cannot begin there:
 * so it is in the service, and both doors have it.
 */

import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'

const REFUSAL = 'The query can return at most one row and cannot be restarted'
const KEY = { pk: 'a', sk: 'b' }
const WIRE_KEY = { pk: { S: 'a' }, sk: { S: 'b' } }

async function databaseWithItem(): Promise<Database> {
  const db = await Database.open()
  const table = await db.createTable()('table', {
    partitionKey: { pk: 'S' },
    sortKey: { sk: 'S' },
  })
  await table.put(KEY)
  return db
}

test('by the native interface', async () => {
  const table = (await databaseWithItem()).table('table')
  expect(table.query(KEY).page().lastEvaluatedKey).toBeUndefined()
  expect(table.query(KEY, { limit: 1 }).page().lastEvaluatedKey).toEqual(KEY)
  expect(() => table.query(KEY, { startKey: KEY }).page()).toThrow(REFUSAL)
  expect(table.query(KEY, { limit: 1 }).all()).toEqual([KEY])
})

test('on the wire', async () => {
  const db = await databaseWithItem()
  const query = (more: object): Promise<object> => {
    const json = {
      TableName: 'table',
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': WIRE_KEY.pk, ':sk': WIRE_KEY.sk },
      ...more,
    }
    return db.answer({ region: 'us-east-1', operation: 'Query', json })
  }
  expect(await query({})).not.toHaveProperty('LastEvaluatedKey')
  expect(await query({ Limit: 1 })).toMatchObject({ LastEvaluatedKey: WIRE_KEY })
  await expect(query({ ExclusiveStartKey: WIRE_KEY })).rejects.toThrow(REFUSAL)
})
