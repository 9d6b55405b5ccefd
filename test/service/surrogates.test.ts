/** Unpaired surrogates: no encoder of UTF-8 can write them, so U+FFFD takes their place, before anything is compared. */

import { expect, test } from 'vitest'
import { type Json, TestRegion } from './region.js'

const LONE = 'a\ud800'
const OTHER = 'a\udc00'
const WHOLE = 'a\ufffd'
const ITEM = {
  pk: { S: LONE },
  [LONE]: { S: LONE },
  s: { SS: [LONE, 'b'] },
  m: { M: { [LONE]: { L: [{ S: LONE }] } } },
}
const STORED = {
  pk: { S: WHOLE },
  [WHOLE]: { S: WHOLE },
  s: { SS: [WHOLE, 'b'] },
  m: { M: { [WHOLE]: { L: [{ S: WHOLE }] } } },
}

const key = { pk: { S: OTHER } }
const names = { ExpressionAttributeNames: { '#n': OTHER } }
const values = { ExpressionAttributeValues: { ':v': { S: OTHER } } }

function regionWithItem(): TestRegion {
  const region = new TestRegion()
  region.put('hash', ITEM)
  return region
}

test('what was put is found, and is of whole characters', () => {
  const region = regionWithItem()
  expect(region.run('GetItem', { TableName: 'hash', Key: key }).Item).toEqual(STORED)
  expect(region.items('hash')).toEqual([STORED])
})

test.each<[string, Json]>([
  ['a filter', { FilterExpression: '#n = :v', ...names, ...values }],
  ['a value in a document', { FilterExpression: 'contains(m.#n, :v)', ...names, ...values }],
  ['a member of a set', { FilterExpression: 'contains(s, :v)', ...values }],
  [
    'a set',
    { FilterExpression: 's = :s', ExpressionAttributeValues: { ':s': { SS: ['b', OTHER] } } },
  ],
  [
    'a map',
    {
      FilterExpression: 'm = :m',
      ExpressionAttributeValues: { ':m': { M: { [OTHER]: { L: [{ S: OTHER }] } } } },
    },
  ],
  [
    'a legacy filter',
    { ScanFilter: { [OTHER]: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: OTHER }] } } },
  ],
])('%s means it', (_, members) => {
  expect(regionWithItem().run('Scan', { TableName: 'hash', ...members }).Count).toBe(1)
})

test('projections, updates and key conditions mean it', () => {
  const region = regionWithItem()
  const projected = { TableName: 'hash', Key: key, ProjectionExpression: '#n', ...names }
  expect(region.run('GetItem', projected).Item).toEqual({ [WHOLE]: { S: WHOLE } })
  const legacy = { TableName: 'hash', Key: key, AttributesToGet: [OTHER] }
  expect(region.run('GetItem', legacy).Item).toEqual({ [WHOLE]: { S: WHOLE } })
  const found = { TableName: 'hash', KeyConditionExpression: 'pk = :v', ...values }
  expect(region.run('Query', found).Count).toBe(1)
  const update = { TableName: 'hash', Key: key, UpdateExpression: 'REMOVE #n', ...names }
  region.run('UpdateItem', update)
  expect(region.items('hash')).not.toHaveProperty([0, WHOLE])
})

test.each<[string, string, Json]>([
  [
    'the members of a set',
    'PutItem',
    { TableName: 'hash', Item: { ...key, s: { SS: [LONE, OTHER] } } },
  ],
  [
    'the keys of a batch',
    'BatchGetItem',
    { RequestItems: { hash: { Keys: [key, { pk: { S: LONE } }] } } },
  ],
])('%s that become one are duplicates', (_, operation, request) => {
  expect(new TestRegion().refusal(operation, request).message).toContain('contains duplicates')
})

test.each<[string, Json]>([
  ['a name', { ProjectionExpression: '#n', ExpressionAttributeNames: { [`#${LONE}`]: 'a' } }],
  ['an expression', { ProjectionExpression: LONE }],
  ['an index', { IndexName: `index${LONE}` }],
  ['a binary value', { ExclusiveStartKey: { pk: { B: 'AA\u{1f600}' } } }],
])('%s is told of in whole characters', (_, members) => {
  const { message } = new TestRegion().refusal('Scan', { TableName: 'hash', ...members })
  expect(message).not.toBe('')
  expect(message.isWellFormed()).toBe(true)
})
