/** GetItem: what it refuses, in the order of the service's checks, and what it answers. */

import { put, Rows, tablesAnd } from '../row.js'
import { INVALID, NO_TABLE, nested } from './texts.js'

export const rows = new Rows('GetItem')

const SCHEMA = 'The provided key element does not match the schema'
const EMPTY =
  'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty'

const suite = { operation: 'GetItem', base: { TableName: 'hash', Key: { pk: { S: 'a' } } } }

rows.group('faults in the order of the service', () => {
  rows.refusedInOrder(suite, [
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
  rows.refusedInOrder({ ...suite, base: { ...suite.base, ProjectionExpression: 'a' } }, [
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

rows.group('keys', () => {
  const key = (table: string, Key: object) => ({ TableName: table, Key })
  rows.refused(suite, [
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

rows.group('projections', () => {
  const projection = (ProjectionExpression: string, names?: object) => ({
    ProjectionExpression,
    ...(names && { ExpressionAttributeNames: names }),
  })
  const P = 'Invalid ProjectionExpression: '
  rows.refused(suite, [
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
rows.group('answers', () => {
  const item = {
    pk: { S: 'a' },
    n: { N: '1' },
    'b.c': { S: 'dot' },
    b: { B: 'AAEC' },
    l: { L: [{ N: '10' }, { N: '11' }, { N: '12' }] },
    m: { M: { x: { N: '1' }, y: { N: '2' } } },
  }
  const world = tablesAnd(
    ...put('hash', item),
    ...put('numbers', { pk: { N: '1000' }, sk: { N: '1e3' } }),
  )
  const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/hash'
  const total = (members: object) => ({ ReturnConsumedCapacity: 'TOTAL', ...members })
  const capacity = (CapacityUnits: number, TableName = 'hash') => ({
    ConsumedCapacity: { TableName, CapacityUnits },
  })
  const B = { Key: { pk: { S: 'b' } } }
  rows.answered({ ...suite, world }, [
    ['the whole item', {}, { Item: item }],
    ['no item', B, {}],
    ['no item, projected', { ...B, ProjectionExpression: 'n' }, {}],
    ['nothing of an item', { ProjectionExpression: 'zz' }, { Item: {} }],
    ['nothing of an item, by names', { AttributesToGet: ['zz'] }, { Item: {} }],
    ['the key alone', { ProjectionExpression: 'pk' }, { Item: { pk: item.pk } }],
    [
      'paths',
      { ProjectionExpression: 'l[2], l[0], m.x' },
      { Item: { l: { L: [{ N: '10' }, { N: '12' }] }, m: { M: { x: { N: '1' } } } } },
    ],
    [
      'paths that are there and paths that are not',
      { ProjectionExpression: 'l[7], m.zz, n.x, m.y, b' },
      { Item: { m: { M: { y: { N: '2' } } }, b: item.b } },
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
      total({ ProjectionExpression: 'n' }),
      { Item: { n: { N: '1' } }, ...capacity(0.5) },
    ],
    [
      'capacity, strongly consistent',
      total({ AttributesToGet: ['n'], ConsistentRead: true }),
      { Item: { n: { N: '1' } }, ...capacity(1) },
    ],
    ['capacity of no item', total(B), capacity(0.5)],
    [
      'capacity of no item, strongly consistent, by parts',
      { ...B, ConsistentRead: true, ReturnConsumedCapacity: 'INDEXES' },
      {
        ConsumedCapacity: { TableName: 'hash', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
      },
    ],
    ['capacity of a table by its ARN', total({ ...B, TableName: ARN }), capacity(0.5, ARN)],
    [
      'no capacity',
      { ReturnConsumedCapacity: 'NONE', AttributesToGet: ['n'] },
      { Item: { n: { N: '1' } } },
    ],
    ['booleans by other texts', { ...total(B), ConsistentRead: 'yes' }, capacity(1)],
  ])
})
