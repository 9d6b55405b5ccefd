import * as dynamodb from '@aws-sdk/client-dynamodb'
import * as streams from '@aws-sdk/client-dynamodb-streams'
import { expect, test } from 'vitest'
import { execute, isOperation } from '../../src/service/registry.js'
import { MISSING_OPERATIONS } from '../../src/types/operation.js'
import { executeNow, TestRegion } from './region.js'

test.each<readonly [name: string, message: string]>([
  ['SearchVectors', 'SearchVectors is not an operation of hashrange (yet).'],
  ['StartBulkPutItems', 'StartBulkPutItems is not an operation of hashrange (yet).'],
  ...['putItem', '__proto__', 'constructor', ''].map(name => [name, ''] as const),
])('%j is no operation', (name, message) => {
  const { context } = new TestRegion()
  expect(isOperation(name)).toBe(false)
  expect(() => execute(context, name, {})).toThrow(
    expect.objectContaining({ name: 'UnknownOperationException', message }),
  )
})

test('every operation of the service is there or known to be missing', () => {
  const commands = { ...dynamodb, ...streams }
  const names = Object.keys(commands).flatMap(name => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
  expect(names.length).toBeGreaterThan(60)
  for (const name of names)
    expect([isOperation(name), MISSING_OPERATIONS.has(name)]).toContain(true)
  for (const name of MISSING_OPERATIONS) expect([name, isOperation(name)]).toEqual([name, false])
})

test('a request is not changed', () => {
  const { context } = new TestRegion()
  const request = {
    TableName: 'hash',
    Item: { pk: { S: 'a' }, s: { SS: ['b', 'a'] }, n: { N: '1.0' }, none: null },
    ConditionExpression: null,
    Unknown: 1,
  }
  const before = structuredClone(request)
  const items = { ...request, Item: { ...request.Item, none: { NULL: true } } }
  execute(context, 'PutItem', items)
  expect(request).toEqual(before)
})

test('names that JavaScript knows are data', () => {
  const region = new TestRegion()
  const request =
    JSON.parse(`{"TableName":"hash","Item":{"pk":{"S":"a"},"__proto__":{"M":{"constructor":{"S":"x"}}}},
    "Expected":{"__proto__":{"Exists":false},"constructor":{"ComparisonOperator":"NULL"}}}`)
  const { result } = executeNow(region.context, 'PutItem', request)
  expect(result).toEqual({})
  const got = executeNow(region.context, 'GetItem', {
    TableName: 'hash',
    Key: { pk: { S: 'a' } },
    ProjectionExpression: '#p.#c',
    ExpressionAttributeNames: { '#p': '__proto__', '#c': 'constructor' },
  })
  expect(JSON.stringify(got.result)).toBe('{"Item":{"__proto__":{"M":{"constructor":{"S":"x"}}}}}')
  const updated =
    JSON.parse(`{"TableName":"hash","Key":{"pk":{"S":"a"}},"ReturnValues":"UPDATED_NEW",
    "AttributeUpdates":{"__proto__":{"Action":"PUT","Value":{"S":"y"}}}}`)
  expect(JSON.stringify(executeNow(region.context, 'UpdateItem', updated).result)).toBe(
    '{"Attributes":{"__proto__":{"S":"y"}}}',
  )
})

test('a table may have a name that JavaScript knows', () => {
  const region = new TestRegion()
  region.createTable('__proto__', { pk: 'S' })
  const write = '{"RequestItems":{"__proto__":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}}]}}'
  execute(region.context, 'BatchWriteItem', JSON.parse(write))
  const read = '{"RequestItems":{"__proto__":{"Keys":[{"pk":{"S":"a"}}]}}}'
  const { result } = executeNow(region.context, 'BatchGetItem', JSON.parse(read))
  expect(JSON.stringify(result)).toBe(
    '{"Responses":{"__proto__":[{"pk":{"S":"a"}}]},"UnprocessedKeys":{}}',
  )
})

test('a filter with very many values', () => {
  const region = new TestRegion()
  const AttributeValueList = Array.from({ length: 200_000 }, (_, n) => ({ N: `${n}` }))
  const ScanFilter = { n: { ComparisonOperator: 'IN', AttributeValueList } }
  region.put('hash', { pk: { S: 'a' }, n: { N: '199999' } })
  expect(region.run('Scan', { TableName: 'hash', ScanFilter }).Count).toBe(1)
})
