import { describe, expect, test } from 'vitest'
import { INVALID, NO_TABLE, testEach, testInOrder } from './refusals.js'
import { nested, TestRegion } from './region.js'

const SCHEMA = 'The provided key element does not match the schema'
const EMPTY =
  'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty'

const suite = { operation: 'GetItem', base: { TableName: 'hash', Key: { pk: { S: 'a' } } } }

describe('faults in the order of the service', () => {
  testInOrder(suite, [
    [
      'an expression beside AttributesToGet',
      { AttributesToGet: ['a', 'a'], ProjectionExpression: 'a,' },
      'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}',
    ],
    [
      'names without an expression',
      { ExpressionAttributeNames: {}, ProjectionExpression: undefined },
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      'a value that is none',
      { Key: { pk: { N: 'x' } } },
      'The parameter cannot be converted to a numeric value: x',
    ],
    [
      'a name that comes twice',
      { AttributesToGet: ['a', 'b', 'a'] },
      `${INVALID}Duplicate value in attribute name: a`,
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['a key of another schema', { Key: { id: { S: 'a' } } }, SCHEMA],
  ])
  testInOrder({ ...suite, base: { ...suite.base, ProjectionExpression: 'a' } }, [
    ['no names', { ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
    [
      'a projection that is none',
      { ProjectionExpression: 'a,' },
      'Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ","',
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['a key of another schema', { Key: {} }, SCHEMA],
    [
      'a path into the key',
      { ProjectionExpression: 'pk[0]' },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
    ],
  ])
})

describe('keys', () => {
  const key = (table: string, Key: object) => ({ TableName: table, Key })
  testEach(suite, [
    ['too few attributes', key('range', { pk: { S: 'a' } }), SCHEMA],
    ['too many attributes', key('hash', { pk: { S: 'a' }, sk: { S: 'a' } }), SCHEMA],
    ['another type', key('hash', { pk: { N: '1' } }), SCHEMA],
    ['no scalar', key('hash', { pk: { M: {} } }), SCHEMA],
    ['an empty string', key('hash', { pk: { S: '' } }), `${EMPTY} string value. Key: pk`],
    [
      'an empty binary',
      key('binaries', { pk: { B: 'AA==' }, sk: { B: '' } }),
      `${EMPTY} binary value. Key: sk`,
    ],
    [
      'a partition key of 2049 bytes',
      key('hash', { pk: { S: 'x'.repeat(2049) } }),
      `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    [
      'a value of no type',
      key('hash', { pk: {} }),
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      'too many levels',
      key('hash', { pk: nested(32) }),
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    ],
    ['an empty name', key('hash', { '': { S: 'a' } }), 'Empty attribute name'],
  ])
})

describe('projections', () => {
  const projection = (ProjectionExpression: string, names?: object) => ({
    ProjectionExpression,
    ...(names && { ExpressionAttributeNames: names }),
  })
  const P = 'Invalid ProjectionExpression: '
  testEach(suite, [
    ['empty', projection(''), `${P}The expression can not be empty;`],
    [
      'too long',
      projection('a'.repeat(4097)),
      `${P}Expression size has exceeded the maximum allowed size; expression size: 4097`,
    ],
    [
      'reserved word',
      projection('a.status'),
      `${P}Attribute name is a reserved keyword; reserved keyword: status`,
    ],
    [
      'undefined name',
      projection('#a'),
      `${P}An expression attribute name used in the document path is not defined; attribute name: #a`,
    ],
    [
      'overlap through a name',
      projection('#a, a.b', { '#a': 'a' }),
      `${P}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]`,
    ],
    [
      'conflict',
      projection('a.b, a[0]'),
      `${P}Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]`,
    ],
    [
      'unused names',
      projection('a', { '#a': 'a', '#b': 'b' }),
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}',
    ],
  ])
})

describe('answers', () => {
  const region = new TestRegion()
  const item = {
    pk: { S: 'a' },
    n: { N: '1' },
    'b.c': { S: 'dot' },
    l: { L: [{ N: '10' }, { N: '11' }, { N: '12' }] },
    m: { M: { x: { N: '1' }, y: { N: '2' } } },
  }
  region.put('hash', item)
  region.put('numbers', { pk: { N: '1000' }, sk: { N: '1e3' } })
  const get = (members: object) =>
    region.run('GetItem', { TableName: 'hash', Key: { pk: { S: 'a' } }, ...members })

  test.each([
    ['the whole item', {}, { Item: item }],
    ['no item', { Key: { pk: { S: 'b' } } }, {}],
    ['no item, projected', { Key: { pk: { S: 'b' } }, ProjectionExpression: 'n' }, {}],
    ['nothing of an item', { ProjectionExpression: 'zz' }, { Item: {} }],
    ['nothing of an item, by names', { AttributesToGet: ['zz'] }, { Item: {} }],
    [
      'paths',
      { ProjectionExpression: 'l[2], l[0], m.x' },
      { Item: { l: { L: [{ N: '10' }, { N: '12' }] }, m: { M: { x: { N: '1' } } } } },
    ],
    [
      'a name with a dot',
      { ProjectionExpression: '#d', ExpressionAttributeNames: { '#d': 'b.c' } },
      { Item: { 'b.c': { S: 'dot' } } },
    ],
    [
      'names, in which dots mean nothing',
      { AttributesToGet: ['b.c', 'm.x', 'n'] },
      { Item: { 'b.c': { S: 'dot' }, n: { N: '1' } } },
    ],
    [
      'a number by another text',
      { TableName: 'numbers', Key: { pk: { N: '1e3' }, sk: { N: '01000.0' } } },
      { Item: { pk: { N: '1000' }, sk: { N: '1000' } } },
    ],
    [
      'capacity, eventually consistent',
      { ReturnConsumedCapacity: 'TOTAL', ProjectionExpression: 'n' },
      {
        Item: { n: { N: '1' } },
        ConsumedCapacity: { TableName: 'hash', CapacityUnits: 0.5 },
      },
    ],
    [
      'capacity of no item, strongly consistent',
      { Key: { pk: { S: 'b' } }, ConsistentRead: true, ReturnConsumedCapacity: 'INDEXES' },
      {
        ConsumedCapacity: {
          TableName: 'hash',
          CapacityUnits: 1,
          Table: { CapacityUnits: 1 },
        },
      },
    ],
    [
      'no capacity',
      { ReturnConsumedCapacity: 'NONE', AttributesToGet: ['n'] },
      { Item: { n: { N: '1' } } },
    ],
  ])('%s', (_, members, answer) => {
    expect(get(members)).toEqual(answer)
  })
})
