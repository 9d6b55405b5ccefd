import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLongJson } from '../../src/transport/long-json.js'
import { keptPartsOf, type OperationName, parseRequest } from '../../src/validation/request.js'
import { expectEqual } from '../support/expect-equal.js'

async function keptOf(operation: string, json: unknown): Promise<unknown> {
  const text = typeof json === 'string' ? json : JSON.stringify(json)
  return parseLongJson(text, { kept: keptPartsOf(operation) })
}

/** What an operation is given, or why it is not. */
function requestOf(operation: OperationName, json: unknown): unknown {
  try {
    return { request: parseRequest(operation, json) }
  } catch (error) {
    return String(error)
  }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => index)
const mapOf = (count: number, value: unknown) =>
  Object.fromEntries(many(count).map(index => [`n${index}`, value]))

const few = { maxLength: 2 }

/** Requests of any shape that is nearly right, with values that are nearly values. */
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.record(
      {
        S: fc.string(),
        N: fc.constantFrom('1', 1, null),
        B: fc.constantFrom('AA==', 'A'),
        BOOL: fc.boolean(),
        SS: fc.array(fc.constantFrom('', 'a', 'b', null)),
        X: fc.constantFrom(1, { a: [{}] }, [[1]]),
        L: fc.array(tie('value'), { maxLength: 2 }),
        M: fc.dictionary(fc.string(), tie('value'), { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    ),
    fc.constantFrom(null, 1, 'text', [], [{}], {}),
  ),
}))

test.each<OperationName>(['PutItem', 'Query', 'TransactWriteItems', 'BatchGetItem'])(
  'of requests of %s that are not too large, all is kept that is looked at',
  async operation => {
    const values = fc.dictionary(fc.string(), value, { maxKeys: 2 })
    const request = fc.record(
      {
        TableName: fc.constantFrom('abc', 1, null, []),
        Item: values,
        Key: value,
        Unknown: fc.constantFrom(1, { a: [{}] }, [[1]]),
        AttributeUpdates: fc.dictionary(
          fc.string(),
          fc.record({ Value: value, Action: fc.string() }),
        ),
        ExpressionAttributeNames: fc.dictionary(
          fc.string(),
          fc.oneof(fc.string(), fc.constant({ a: 1 })),
        ),
        ExpressionAttributeValues: values,
        QueryFilter: fc.dictionary(
          fc.string(),
          fc.record({ AttributeValueList: fc.array(value, few) }),
          { maxKeys: 2 },
        ),
        TransactItems: fc.array(fc.record({ Put: fc.record({ Item: values, Other: value }) }), few),
        RequestItems: fc.dictionary(fc.string(), fc.record({ Keys: fc.array(values, few) }), {
          maxKeys: 2,
        }),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(request, async json => {
        const plain: unknown = JSON.parse(JSON.stringify(json))
        expect(requestOf(operation, await keptOf(operation, plain))).toEqual(
          requestOf(operation, plain),
        )
      }),
      { numRuns: 15 },
    )
  },
)

describe('of what is too large, so much is kept that it is too large still', () => {
  const size = (one: unknown): number => JSON.stringify(one).length

  test.each<[string, unknown]>([
    ['a set', { NS: many(1_000_000).map(String) }],
    ['a list', { L: many(1_000_000).map(() => ({ S: '' })) }],
    ['a map', { M: mapOf(150_000, { NULL: true }) }],
    ['long texts', { L: many(50).map(() => ({ S: 'x'.repeat(100_000) })) }],
    ['long binaries', { L: many(50).map(() => ({ B: 'AAAA'.repeat(30_000) })) }],
  ])('%s', async (_, large) => {
    const json = { Item: { large, n: { N: '1' } }, TableName: 'abc', ReturnValues: 'NONE' }
    const kept = (await keptOf('PutItem', json)) as typeof json
    expect(size(kept)).toBeLessThan(size(json) / 2)
    expect(size(kept)).toBeGreaterThan(400 * 1024)
    expect({ ...kept, Item: {} }).toEqual({ ...json, Item: {} })
  })

  test('names of placeholders', async () => {
    const json = { ExpressionAttributeNames: mapOf(320_000, 'x'), ProjectionExpression: '#a' }
    const kept = (await keptOf('GetItem', json)) as typeof json
    const { length } = Object.keys(kept.ExpressionAttributeNames)
    expect(length).toBeGreaterThan(200_000)
    expect(length).toBeLessThan(300_000)
    expect(kept.ProjectionExpression).toBe('#a')
  })

  test('updates without an expression', async () => {
    const json = { AttributeUpdates: mapOf(150_000, { Action: 'DELETE' }) }
    const { AttributeUpdates: kept } = (await keptOf('UpdateItem', json)) as typeof json
    expect(Object.keys(kept).length).toBeLessThan(100_000)
    expect(Object.keys(kept).join('').length).toBeGreaterThan(409_590)
  })

  test('actions of a transaction', async () => {
    const kept = (await keptOf('TransactWriteItems', { TransactItems: many(5000) })) as {
      TransactItems: unknown[]
    }
    expect(kept.TransactItems).toHaveLength(1000)
  })
})

test.each([
  ['texts', `{"S":"${'x'.repeat(150_000)}"}`],
  ['sets', `{"SS":["",${many(150_000).map(index => `"${index}"`)}]}`],
  ['lists', `{"L":[${many(50_000).map(() => '{"M":{"a":{"NULL":true}}}')}]}`],
])('%s that come twice count once', async (_, large) => {
  const json = `{"Item":{"a":${large},"a":${large},"b":${large.replace('{', `${large.slice(0, -1)},`)}}}`
  expectEqual(await keptOf('PutItem', json), JSON.parse(json))
  const larger = `{"Item":{"a":${large},"a":${large},"b":${large},"c":${large},"d":{"S":""}}}`
  const { Item: kept } = (await keptOf('PutItem', larger)) as { Item: object }
  expect(Object.keys(kept)).toEqual(['a', 'b', 'c'])
})

test('of a request of no operation nothing is kept but its kind', async () => {
  expect(await keptOf('Unknown', { Item: {}, a: 1 })).toEqual({})
  expect(await keptOf('toString', [1, 2])).toEqual([])
})
