import { describe, expect, test } from 'vitest'
import { INVALID, NO_TABLE, testEach } from './refusals.js'
import { TestRegion } from './region.js'

const suite = { operation: 'BatchGetItem', base: {} }
const key = (pk: string) => ({ pk: { S: pk } })
const DUPLICATES = 'Provided list of item keys contains duplicates'
const SCHEMA = 'The provided key element does not match the schema'
const MIXED =
  'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}'

const ABSENT = { absent: { Keys: [key('a')] } }
const block = (members: object) => ({ hash: { Keys: [key('a')], ...members } })
const bad = (Keys: object[] = [{ pk: { N: 'x' } }], members: object = {}) => ({
  RequestItems: { hash: { Keys, ...members }, ...ABSENT },
})

describe('faults in the order of the service', () => {
  testEach(suite, [
    [
      'an expression beside names, before an unused name and a value that is none',
      bad(undefined, {
        AttributesToGet: ['a', 'a'],
        ProjectionExpression: '',
        ExpressionAttributeNames: {},
      }),
      MIXED,
    ],
    [
      'names without an expression, before a value that is none',
      bad(undefined, { ExpressionAttributeNames: {} }),
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      'a name that comes twice, before a value that is none',
      bad(undefined, { AttributesToGet: ['a', 'a'] }),
      `${INVALID}Duplicate value in attribute name: a`,
    ],
    [
      'a projection that is none, before a value that is none',
      bad(undefined, { ProjectionExpression: 'a,' }),
      'Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ","',
    ],
    [
      'a value that is none, before keys that come twice',
      bad([key('a'), key('a'), { pk: { N: 'x' } }]),
      'The parameter cannot be converted to a numeric value: x',
    ],
    [
      'keys that come twice, before a table that does not exist',
      bad([key('a'), key('a')]),
      DUPLICATES,
    ],
    [
      'too many keys, before a table that does not exist',
      bad(Array.from({ length: 100 }, (_, n) => key(`${n}`))),
      'Too many items requested for the BatchGetItem call',
    ],
    ['a table that does not exist, before a key of another schema', bad([{}]), `${NO_TABLE}`],
    [
      'a key of another schema, before a path into it',
      { RequestItems: { hash: { Keys: [{}], ProjectionExpression: 'pk.a' } } },
      SCHEMA,
    ],
    [
      'a path into the key',
      { RequestItems: block({ ProjectionExpression: 'pk.a' }) },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
    ],
  ])
  testEach(suite, [
    [
      'the sorts of projections are not mixed across tables',
      {
        RequestItems: {
          ...block({ ProjectionExpression: 'a' }),
          range: { Keys: [{ ...key('a'), sk: { S: 'a' } }], AttributesToGet: ['a'] },
        },
      },
      MIXED,
    ],
    [
      'tables are checked in order',
      {
        RequestItems: {
          range: { Keys: [{ pk: {} }] },
          ...block({ ProjectionExpression: '' }),
        },
      },
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      'keys that come twice, their members in another order',
      {
        RequestItems: {
          range: {
            Keys: [
              { pk: { S: 'a' }, sk: { S: 'b' } },
              { sk: { S: 'b' }, pk: { S: 'a' } },
            ],
          },
        },
      },
      DUPLICATES,
    ],
    [
      'names that are not used',
      {
        RequestItems: block({ ProjectionExpression: 'a', ExpressionAttributeNames: { '#a': 'a' } }),
      },
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}',
    ],
    [
      'an empty key',
      { RequestItems: { hash: { Keys: [key('')] } } },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ],
  ])
})

describe('answers', () => {
  const region = new TestRegion()
  const items = ['a', 'b'].map(pk => ({
    pk: { S: pk },
    n: { N: '1' },
    m: { M: { x: { N: '2' } } },
  }))
  region.put('hash', ...items)
  region.put('numbers', { pk: { N: '1000' }, sk: { N: '1' } })
  const get = (RequestItems: object, members: object = {}) =>
    region.run('BatchGetItem', { RequestItems, ...members })
  const done = (Responses: object) => ({ Responses, UnprocessedKeys: {} })

  test('what is there, by table', () => {
    const keys = { hash: { Keys: [key('a'), key('c'), key('b')] } }
    const range = { Keys: [{ ...key('a'), sk: { S: 'a' } }] }
    expect(get({ ...keys, range })).toEqual(done({ hash: items, range: [] }))
  })

  test('projections, by expression and by name', () => {
    const Keys = [key('a')]
    expect(get({ hash: { Keys, ProjectionExpression: 'm.x, zz' } })).toEqual(
      done({ hash: [{ m: { M: { x: { N: '2' } } } }] }),
    )
    expect(get({ hash: { Keys, ProjectionExpression: 'zz' } })).toEqual(done({ hash: [{}] }))
    expect(get({ hash: { Keys, AttributesToGet: ['n', 'm.x'] } })).toEqual(
      done({ hash: [{ n: { N: '1' } }] }),
    )
    const names = { ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': 'n' } }
    expect(get({ hash: { Keys, ...names } })).toEqual(done({ hash: [{ n: { N: '1' } }] }))
  })

  test('keys that are one number by other texts are no duplicates, and are read once', () => {
    const Keys = ['1000', '1e3', '1000.0'].map(N => ({ pk: { N }, sk: { N: '1' } }))
    const found = [{ pk: { N: '1000' }, sk: { N: '1' } }]
    expect(get({ numbers: { Keys } })).toEqual(done({ numbers: found }))
  })

  test('capacity, by table, in the order of the request', () => {
    const requests = {
      numbers: { Keys: [{ pk: { N: '1000' }, sk: { N: '1' } }], ConsistentRead: true },
      hash: { Keys: [key('a'), key('c')] },
    }
    expect(get(requests, { ReturnConsumedCapacity: 'TOTAL' }).ConsumedCapacity).toEqual([
      { TableName: 'numbers', CapacityUnits: 1 },
      { TableName: 'hash', CapacityUnits: 1 },
    ])
    expect(get(requests, { ReturnConsumedCapacity: 'INDEXES' }).ConsumedCapacity).toEqual([
      { TableName: 'numbers', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
      { TableName: 'hash', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
    ])
    expect(get(requests, { ReturnConsumedCapacity: 'NONE' })).not.toHaveProperty('ConsumedCapacity')
  })

  test('a table by its ARN is told by its ARN', () => {
    const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/hash'
    expect(get({ [arn]: { Keys: [key('a')] } })).toEqual(done({ [arn]: [items[0]] }))
  })

  test('no more than 16 MB, the other keys are told', () => {
    const large = new TestRegion()
    const text = { S: 'x'.repeat(400_000) }
    const keys = Array.from({ length: 45 }, (_, n) => key(`${n}`))
    for (const each of keys) large.put('hash', { ...each, text })
    const request = { ProjectionExpression: 'pk', ConsistentRead: true }
    const answer = large.run('BatchGetItem', { RequestItems: { hash: { Keys: keys, ...request } } })
    const count = Math.floor((16 * 1024 * 1024) / 400_008)
    expect(answer).toEqual({
      Responses: { hash: keys.slice(0, count) },
      UnprocessedKeys: { hash: { Keys: keys.slice(count), ...request } },
    })
  })
})
