/** BatchGetItem: what it refuses, in the order of the service's checks, and what it answers. */

import { put, Rows, tablesAnd } from '../row.js'
import { INVALID, NO_TABLE } from './texts.js'

export const rows = new Rows('BatchGetItem')

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

rows.group('faults in the order of the service', () => {
  rows.refused(suite, [
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
  rows.refused(suite, [
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
      'keys of a table that come twice, before what is wrong with a later table',
      {
        RequestItems: {
          ...block({ Keys: [key('a'), key('a')] }),
          range: { Keys: [{ pk: {} }], ProjectionExpression: '', AttributesToGet: ['a'] },
        },
      },
      DUPLICATES,
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
rows.group('answers', () => {
  const items = ['a', 'b'].map(pk => ({
    ...key(pk),
    n: { N: '1' },
    m: { M: { x: { N: '2' } } },
  }))
  const [first] = items
  const number = { pk: { N: '1000' }, sk: { N: '1' } }
  const world = tablesAnd(...put('hash', ...items), ...put('numbers', number))
  const done = (Responses: object, members: object = {}) => {
    return { Responses, UnprocessedKeys: {}, ...members }
  }
  const of = (members: object) => ({ RequestItems: { hash: { Keys: [key('a')], ...members } } })
  const both = {
    RequestItems: {
      numbers: { Keys: [number], ConsistentRead: true },
      hash: { Keys: [key('a'), key('c')] },
    },
  }
  const found = { numbers: [number], hash: [first] }
  const units = (CapacityUnits: number) => ({ CapacityUnits })
  const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/hash'
  rows.answered({ ...suite, world }, [
    [
      'what is there, by table',
      {
        RequestItems: {
          hash: { Keys: [key('a'), key('c'), key('b')] },
          range: { Keys: [{ ...key('a'), sk: { S: 'a' } }] },
        },
      },
      done({ hash: items, range: [] }),
    ],
    [
      'a projection',
      of({ ProjectionExpression: 'm.x, zz' }),
      done({ hash: [{ m: { M: { x: { N: '2' } } } }] }),
    ],
    ['a projection of nothing', of({ ProjectionExpression: 'zz' }), done({ hash: [{}] })],
    ['names', of({ AttributesToGet: ['n', 'm.x'] }), done({ hash: [{ n: { N: '1' } }] })],
    [
      'a projection by placeholders',
      of({ ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': 'n' } }),
      done({ hash: [{ n: { N: '1' } }] }),
    ],
    [
      'keys that are one number by other texts are no duplicates, and are read once',
      {
        RequestItems: {
          numbers: { Keys: ['1000', '1e3', '1000.0'].map(N => ({ pk: { N }, sk: { N: '1' } })) },
        },
      },
      done({ numbers: [number] }),
    ],
    [
      'capacity by table, in the order of the request',
      { ...both, ReturnConsumedCapacity: 'TOTAL' },
      done(found, {
        ConsumedCapacity: [
          { TableName: 'numbers', ...units(1) },
          { TableName: 'hash', ...units(1) },
        ],
      }),
    ],
    [
      'capacity by parts',
      { ...both, ReturnConsumedCapacity: 'INDEXES' },
      done(found, {
        ConsumedCapacity: [
          { TableName: 'numbers', ...units(1), Table: units(1) },
          { TableName: 'hash', ...units(1), Table: units(1) },
        ],
      }),
    ],
    ['no capacity', { ...both, ReturnConsumedCapacity: 'NONE' }, done(found)],
    [
      'a table by its ARN is told by its ARN',
      { RequestItems: { [ARN]: { Keys: [key('a')] } } },
      done({ [ARN]: [first] }),
    ],
  ])

  const keys = Array.from({ length: 45 }, (_, n) => key(`${n}`))
  const large = keys.map(each => ({ ...each, text: { S: 'x'.repeat(400_000) } }))
  const count = Math.floor((16 * 1024 * 1024) / 400_008)
  const request = { ProjectionExpression: 'pk', ConsistentRead: true }
  rows.answered({ ...suite, world: tablesAnd(...put('hash', ...large)) }, [
    [
      'no more than 16 MB, the other keys are told',
      { RequestItems: { hash: { Keys: keys, ...request } } },
      {
        Responses: { hash: keys.slice(0, count) },
        UnprocessedKeys: { hash: { Keys: keys.slice(count), ...request } },
      },
    ],
  ])
})
