import { createRequire } from 'node:module'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainMapOf } from '../../src/dax-server/plain-form.js'
import { numberOfSortableBytes, sortableBytesOf } from '../../src/dax-server/sortable-decimal.js'
import { numberText, parseNumber } from '../../src/encoding/number.js'
import { itemOfWire, type WireMap, wireOfItem } from '../../src/encoding/wire-value.js'
import { items, texts } from '../support/items.js'
import { openWorld, type World } from './world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
  const create = world.db.createTable()
  for (const partition of ['S', 'N', 'B'] as const) {
    await create(`Only${partition}`, { partitionKey: { pk: partition } })
    for (const sort of ['S', 'N', 'B'] as const) {
      await create(`Both${partition}${sort}`, {
        partitionKey: { pk: partition },
        sortKey: { sk: sort },
      })
    }
  }
})
afterAll(() => world.close())

type Attributes = Record<string, AttributeValue>

/** As the client wants it: binary values are Buffers. */
const asPlain = (map: WireMap): Attributes => withBuffers(plainMapOf(map)) as Attributes

function withBuffers(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (Array.isArray(value)) return value.map(withBuffers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withBuffers(one)]))
}

/** Numbers by their values: the client has words of its own for those of more than 20 digits. */
function meant(item: object | undefined): unknown {
  const wire = JSON.parse(JSON.stringify(item), (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('base64') : value,
  )
  return itemOfWire(wire)
}

/** The client asks its objects for these names, and UTF-8 has no bytes for unpaired surrogates. */
function isLostByClient(wire: WireMap): boolean {
  const isAsked = /"(__proto__|hasOwnProperty)":|\\ud[89a-f]/.test(JSON.stringify(wire))
  return isAsked || Object.keys(wire).join() in {}
}

const number = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    fc.integer({ min: -120, max: 85 }),
  )
  .map(([digits, exponent]) => numberText(parseNumber(`${digits}e${exponent}`)))
const keyValues = {
  S: texts.filter(text => text !== '' && text.isWellFormed()).map(S => ({ S })),
  N: fc.oneof(fc.integer().map(String), number).map(N => ({ N })),
  B: fc.uint8Array({ minLength: 1, maxLength: 60 }).map(bytes => ({ B: Buffer.from(bytes) })),
}

test('every item is got as it was put, from the cache, past it, and without DAX', async () => {
  const { dax, direct } = world
  const TableName = 'Orders'
  await fc.assert(
    fc.asyncProperty(items, keyValues.S, async (item, id) => {
      const wire = wireOfItem(item)
      fc.pre(!isLostByClient(wire))
      const Key = { id }
      const Item = { ...asPlain(wire), ...Key }
      await dax.putItem({ TableName, Item })
      const expected = meant(Item)
      for (const ConsistentRead of [false, true]) {
        expect(meant((await dax.getItem({ TableName, Key, ConsistentRead })).Item)).toEqual(
          expected,
        )
      }
      expect(meant(withBuffers((await direct.getItem({ TableName, Key })).Item) as object)).toEqual(
        expected,
      )
      const query = { TableName, KeyConditionExpression: 'id = :id', ConsistentRead: true }
      const { Items = [] } = await dax.query({ ...query, ExpressionAttributeValues: { ':id': id } })
      expect(Items.map(meant)).toEqual([expected])
    }),
    // Of what the client itself fails for, it loses connections.
    { numRuns: 30, endOnFailure: true },
  )
})

test('keys of all types are the same on both sides, also where a page ends at one', async () => {
  const { dax, direct } = world
  const tables = ['S', 'N', 'B'].flatMap(type => [
    `Only${type}`,
    ...['S', 'N', 'B'].map(sort => `Both${type}${sort}`),
  ])
  for (const TableName of tables) {
    const [, , , , partition = 'S', sort] = TableName as unknown as (keyof typeof keyValues)[]
    await fc.assert(
      fc.asyncProperty(keyValues[partition], keyValues[sort ?? 'S'], async (pk, sk) => {
        const Key: Attributes = sort === undefined ? { pk } : { pk, sk }
        await dax.putItem({ TableName, Item: { ...Key, x: { N: '1' } } })
        const { Item } = await direct.getItem({ TableName, Key })
        expect(meant(withBuffers(Item) as object)).toEqual(meant({ ...Key, x: { N: '1' } }))
        const page = await dax.scan({ TableName, Limit: 1, ConsistentRead: true })
        expect(meant(page.LastEvaluatedKey)).toEqual(meant(Key))
        const next = { TableName, ExclusiveStartKey: page.LastEvaluatedKey, ConsistentRead: true }
        expect((await dax.scan(next)).Items).toEqual([])
        await dax.deleteItem({ TableName, Key })
      }),
      { numRuns: 4 },
    )
  }
})

const require = createRequire(import.meta.url)
const LexDecimal = require('@amazon-dax-sdk/client-dax/src/LexDecimal') as {
  encode(value: object): Buffer
  decode(bytes: Buffer, offset: number, result: object[]): number
}
const BigDecimal = require('@amazon-dax-sdk/client-dax/src/BigDecimal') as new (
  text: string,
) => object

test('numbers in sortable form are those of the client, and stand in the order of the numbers', () => {
  const same = (a: string, b: string): void => {
    expect(numberText(parseNumber(a))).toBe(numberText(parseNumber(b)))
  }
  fc.assert(
    fc.property(number, number, (a, b) => {
      const bytes = sortableBytesOf(a)
      same(numberOfSortableBytes(LexDecimal.encode(new BigDecimal(a))), a)
      same(numberOfSortableBytes(bytes), a)
      const decoded: object[] = []
      expect(LexDecimal.decode(bytes, 0, decoded)).toBe(bytes.length)
      same(String(decoded[0]), a)
      const order = parseNumber(a) === parseNumber(b) ? 0 : Math.sign(Number(a) - Number(b))
      if (order !== 0) expect(Math.sign(Buffer.compare(bytes, sortableBytesOf(b)))).toBe(order)
    }),
    { numRuns: 150 },
  )
})
