/** Values of attached clients are those of any realm, and stored as what they are. */

import { runInNewContext } from 'node:vm'
import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'

const ofTwo = (): ArrayBuffer => new Uint8Array([1, 2]).buffer

const UNDERSTOOD: readonly (readonly [name: string, make: () => unknown])[] = [
  ['a Uint8Array', () => new Uint8Array(ofTwo())],
  ['a part of a larger buffer', () => new Uint8Array([0, 1, 2, 3]).subarray(1, 3)],
  ['a Buffer', () => Buffer.from([1, 2])],
  [
    'a SharedArrayBuffer',
    () => {
      const bytes = new Uint8Array(new SharedArrayBuffer(2))
      bytes.set([1, 2])
      return bytes
    },
  ],
  ['a Uint8Array of another realm', () => runInNewContext('new Uint8Array([1, 2])')],
]

async function doors() {
  const db = await Database.open()
  const table = await db.createTable<Record<string, unknown> & { id: string }>()('abc', {
    partitionKey: { id: 'S' },
  } as never)
  const client = db.attach(new DynamoDBClient({}))
  const documents = db.attach(DynamoDBDocumentClient.from(new DynamoDBClient({})))
  const stored = (): unknown => (table as { get(key: object): unknown }).get({ id: 'k' })
  return { client, documents, stored }
}

const put = (values: Record<string, unknown>): PutItemCommand =>
  new PutItemCommand({
    TableName: 'abc',
    Item: { id: { S: 'k' }, ...(values as Record<string, AttributeValue>) },
  })

test.each(UNDERSTOOD)('%s is stored as its bytes', async (_name, make) => {
  const { client, documents, stored } = await doors()
  const expected = {
    id: 'k',
    b: new Uint8Array([1, 2]),
    set: new Set([new Uint8Array([1, 2])]),
    list: [new Uint8Array([1, 2])],
    map: { b: new Uint8Array([1, 2]) },
  }
  await client.send(
    put({
      b: { B: make() },
      set: { BS: [make()] },
      list: { L: [{ B: make() }] },
      map: { M: { b: { B: make() } } },
    }),
  )
  expect(stored()).toEqual(expected)
  const Item = { id: 'k', b: make(), set: new Set([make()]), list: [make()], map: { b: make() } }
  await documents.send(new PutCommand({ TableName: 'abc', Item }))
  expect(stored()).toEqual(expected)
})

test('values of other realms take the fast lane, and subclasses are not asked for their members', async () => {
  const { client, documents, stored } = await doors()
  const realm = <Value>(source: string): Value => runInNewContext(`(${source})`) as Value
  await client.send(
    put(realm('{ l: { L: [{ S: "a" }] }, m: { M: { n: { N: "1" } } }, s: { SS: ["x"] } }')),
  )
  expect(stored()).toEqual({ id: 'k', l: ['a'], m: { n: 1 }, s: new Set(['x']) })
  const Item = realm<object>('{ id: "k", l: ["a"], m: { n: 1 }, s: new Set(["x"]) }')
  await documents.send(new PutCommand({ TableName: 'abc', Item: Item as { id: string } }))
  expect(stored()).toEqual({ id: 'k', l: ['a'], m: { n: 1 }, s: new Set(['x']) })
  class OtherList extends Array<unknown> {
    override map(): never {
      throw new Error('code of the caller')
    }
    override [Symbol.iterator](): never {
      throw new Error('code of the caller')
    }
  }
  const list = new OtherList()
  list.push({ S: 'a' })
  await client.send(put({ l: { L: list } }))
  expect(stored()).toEqual({ id: 'k', l: ['a'] })
})
