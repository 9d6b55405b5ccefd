import { describe, expect, test } from 'vitest'
import { INVALID, NO_TABLE, testEach } from './refusals.js'
import { TestRegion } from './region.js'

const key = (pk: string) => ({ pk: { S: pk } })
const put = (Item: object) => ({ PutRequest: { Item } })
const remove = (Key: object) => ({ DeleteRequest: { Key } })
const request = (hash: readonly object[], others: object = {}) => ({
  RequestItems: { hash, ...others },
})
const suite = {
  operation: 'BatchWriteItem',
  base: {},
  prepare: (region: TestRegion) => region.put('hash', { ...key('a'), n: { N: '1' } }),
}
const ABSENT = { absent: [put(key('a'))] }
const DUPLICATES = 'Provided list of item keys contains duplicates'
const SCHEMA = 'The provided key element does not match the schema'
const AMBIGUOUS =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes'
const SIZE = 'Item size has exceeded the maximum allowed size'
const LARGE = { ...key('large'), text: { S: 'x'.repeat(409_600) } }

describe('faults in the order of the service', () => {
  testEach(suite, [
    [
      'requests are checked one after another: no request',
      request([put(key('b')), {}, put({ pk: { N: 'x' } })], ABSENT),
      AMBIGUOUS,
    ],
    [
      'two in one, before its values',
      request([{ ...put({ pk: {} }), ...remove({ pk: {} }) }], ABSENT),
      AMBIGUOUS,
    ],
    [
      'a value that is none, before a later request that is none',
      request([put({ pk: { N: 'x' } }), {}], ABSENT),
      'The parameter cannot be converted to a numeric value: x',
    ],
    [
      'in the older words',
      request([remove({ pk: { SS: ['b', 'a', 'b'] } })], ABSENT),
      `${INVALID}Input collection [b, a, b] contains duplicates.`,
    ],
    [
      'an item over 400 KB, before a later value that is none',
      request([put(LARGE), put({ pk: { N: 'x' } })], ABSENT),
      SIZE,
    ],
    [
      'too many requests, before a table that does not exist',
      request(
        Array.from({ length: 25 }, (_, n) => put(key(`${n}`))),
        ABSENT,
      ),
      'Too many items requested for the BatchWriteItem call',
    ],
    ['a table that does not exist, before a missing key', request([put({})], ABSENT), NO_TABLE],
    [
      'a missing key, before duplicates',
      request([put(key('b')), put(key('b')), put({})]),
      `${INVALID}Missing the key pk in the item`,
    ],
    ['a key of another type', request([put({ pk: { N: '1' } })]), SCHEMA],
    ['a key that is no scalar', request([put({ pk: { L: [] } })]), SCHEMA],
    ['a key of another schema', request([remove({ ...key('a'), n: { N: '1' } })]), SCHEMA],
    [
      'an empty key',
      request([put(key(''))]),
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ],
    [
      'two puts of one key',
      request([put(key('b')), put({ ...key('b'), n: { N: '1' } })]),
      DUPLICATES,
    ],
    ['a put and a delete of one key', request([put(key('a')), remove(key('a'))]), DUPLICATES],
    ['two deletes of one key', request([remove(key('a')), remove(key('a'))]), DUPLICATES],
    [
      'keys that are one number by other texts',
      {
        RequestItems: {
          numbers: ['1000', '1e3'].map(N => put({ pk: { N }, sk: { N: '1' } })),
        },
      },
      DUPLICATES,
    ],
    [
      'a fault in the last request of the last table',
      request([put(key('c')), remove(key('a'))], { range: [put(key('a'))] }),
      `${INVALID}Missing the key sk in the item`,
    ],
  ])
})

describe('answers', () => {
  const region = new TestRegion()
  const write = (RequestItems: object, members: object = {}) =>
    region.run('BatchWriteItem', { RequestItems, ...members })

  test('puts and deletes', () => {
    const done = { UnprocessedItems: {} }
    expect(write({ hash: [put(key('a')), put({ ...key('b'), n: { N: '01' } })] })).toEqual(done)
    const range = [put({ ...key('a'), sk: { S: 'a' } })]
    expect(write({ hash: [remove(key('a')), remove(key('zz'))], range })).toEqual(done)
    expect(region.items('hash')).toEqual([{ ...key('b'), n: { N: '1' } }])
    expect(region.items('range')).toEqual([{ ...key('a'), sk: { S: 'a' } }])
  })

  test('one key in two tables is no duplicate', () => {
    const both = { ...key('b'), sk: { S: 'b' } }
    expect(write({ hash: [put(key('b'))], range: [put(both)] })).toEqual({ UnprocessedItems: {} })
  })

  test('capacity, by table, in the order of the request', () => {
    const requests = {
      range: [remove({ ...key('zz'), sk: { S: 'a' } })],
      hash: [put({ ...key('c'), text: { S: 'x'.repeat(1500) } }), put(key('d'))],
    }
    const metrics = { ReturnItemCollectionMetrics: 'SIZE' }
    expect(write(requests, { ReturnConsumedCapacity: 'TOTAL', ...metrics })).toEqual({
      UnprocessedItems: {},
      ConsumedCapacity: [
        { TableName: 'range', CapacityUnits: 1 },
        { TableName: 'hash', CapacityUnits: 3 },
      ],
    })
    expect(write(requests, { ReturnConsumedCapacity: 'INDEXES' }).ConsumedCapacity).toEqual([
      { TableName: 'range', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
      { TableName: 'hash', CapacityUnits: 3, Table: { CapacityUnits: 3 } },
    ])
  })
})
