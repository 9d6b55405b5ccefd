/** BatchWriteItem: what it refuses, in the order of the service's checks, and what it answers. */

import { answer, type Json, put as putItems, Rows, tablesAnd } from '../row.js'
import { INVALID, NO_TABLE } from './texts.js'

export const rows = new Rows('BatchWriteItem')

const key = (pk: string) => ({ pk: { S: pk } })
const put = (Item: object) => ({ PutRequest: { Item } })
const remove = (Key: object) => ({ DeleteRequest: { Key } })
const request = (hash: readonly object[], others: object = {}) => ({
  RequestItems: { hash, ...others },
})
const suite = {
  operation: 'BatchWriteItem',
  base: {},
  world: tablesAnd(...putItems('hash', { ...key('a'), n: { N: '1' } })),
}
const ABSENT = { absent: [put(key('a'))] }
const DUPLICATES = 'Provided list of item keys contains duplicates'
const SCHEMA = 'The provided key element does not match the schema'
const AMBIGUOUS =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes'
const SIZE = 'Item size has exceeded the maximum allowed size'
const LARGE = { ...key('large'), text: { S: 'x'.repeat(409_600) } }

rows.group('faults in the order of the service', () => {
  rows.refused(suite, [
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
    ['a missing key, before duplicates', request([put(key('b')), put(key('b')), put({})]), SCHEMA],
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
      SCHEMA,
    ],
    ['an item with other attributes only', request([put({ n: { N: '1' } })]), SCHEMA],
    [
      'a partition key that is missing, beside a sort key',
      { RequestItems: { range: [put({ sk: { S: 'a' } })] } },
      SCHEMA,
    ],
    [
      'a sort key that is missing, beside a partition key that is empty',
      { RequestItems: { range: [put(key(''))] } },
      SCHEMA,
    ],
  ])
})
rows.group('answers', () => {
  const done = { UnprocessedItems: {} }
  const write = (RequestItems: Json) => answer('BatchWriteItem', { RequestItems }, done)
  const get = (Key: object, Item?: object) =>
    answer('GetItem', { TableName: 'hash', Key }, Item === undefined ? {} : { Item })
  const sorted = { ...key('a'), sk: { S: 'a' } }

  rows.story('puts and deletes', suite.world, [
    write({ hash: [put(key('a')), put({ ...key('b'), n: { N: '01' } })] }),
    get(key('a'), key('a')),
    get(key('b'), { ...key('b'), n: { N: '1' } }),
    write({ hash: [remove(key('a')), remove(key('zz'))], range: [put(sorted)] }),
    get(key('a')),
    answer('GetItem', { TableName: 'range', Key: sorted }, { Item: sorted }),
  ])
  const requests = {
    range: [remove({ ...key('zz'), sk: { S: 'a' } })],
    hash: [put({ ...key('c'), text: { S: 'x'.repeat(1500) } }), put(key('d'))],
  }
  const units = (CapacityUnits: number) => ({ CapacityUnits })
  rows.answered(suite, [
    [
      'one key in two tables is no duplicate',
      request([put(key('b'))], { range: [put({ ...key('b'), sk: { S: 'b' } })] }),
      done,
    ],
    [
      '25 requests',
      request(Array.from({ length: 25 }, (_, n) => (n % 2 === 0 ? put : remove)(key(`${n}`)))),
      done,
    ],
    [
      'capacity by table, in the order of the request, and no item collection metrics',
      {
        RequestItems: requests,
        ReturnConsumedCapacity: 'TOTAL',
        ReturnItemCollectionMetrics: 'SIZE',
      },
      {
        ...done,
        ConsumedCapacity: [
          { TableName: 'range', ...units(1) },
          { TableName: 'hash', ...units(3) },
        ],
      },
    ],
    [
      'capacity by parts',
      { RequestItems: requests, ReturnConsumedCapacity: 'INDEXES' },
      {
        ...done,
        ConsumedCapacity: [
          { TableName: 'range', ...units(1), Table: units(1) },
          { TableName: 'hash', ...units(3), Table: units(3) },
        ],
      },
    ],
  ])
})
