/** JSON of the wrong types. Rows stand by the type that is expected. */

import { describe, expect, test } from 'vitest'
import { type OperationName, parseRequest } from '../../src/validation/request.js'
import { refusalOf } from './expect-refusal.js'

const PACKAGE = 'com.amazonaws.dynamodb.v20120810'
const STRUCTURE = 'Start of structure or map found where not expected'
const CAST =
  'class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class ' +
  '(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base ' +
  "of loader 'bootstrap')"
const mapType = (type: string): string =>
  `Unrecognized collection type java.util.Map<java.lang.String, ${type}>`
const classType = (type: string): string => `Unrecognized collection type class ${type}`

const item = (value: unknown): object => ({ TableName: 'abc', Item: { a: value } })

type Row = readonly [name: string, operation: OperationName, json: unknown, text: string]

const BODIES: readonly Row[] = [
  ['null', 'GetItem', null, ''],
  ['nothing', 'GetItem', undefined, ''],
  ['an array', 'GetItem', [], 'Start of list found where not expected'],
  ['a string', 'GetItem', 'a', 'Unexpected field type'],
  ['a number', 'DescribeLimits', 1, 'Unexpected field type'],
  ['a boolean', 'ListTables', true, 'Unexpected field type'],
]

const strings: readonly Row[] = [
  ['true', 'GetItem', { TableName: true }, 'TRUE_VALUE cannot be converted to String'],
  ['false', 'GetItem', { TableName: false }, 'FALSE_VALUE cannot be converted to String'],
  ['an integer', 'GetItem', { TableName: 23 }, 'NUMBER_VALUE cannot be converted to String'],
  ['a decimal', 'GetItem', { TableName: -2.5 }, 'DECIMAL_VALUE cannot be converted to String'],
  ['an array', 'GetItem', { TableName: [] }, classType('java.lang.String')],
  ['an object', 'GetItem', { TableName: {} }, STRUCTURE],
  [
    'a number in a list',
    'UntagResource',
    { TagKeys: ['a', 1] },
    'NUMBER_VALUE cannot be converted to String',
  ],
  [
    'a number in a map',
    'GetItem',
    { ExpressionAttributeNames: { a: 1 } },
    'NUMBER_VALUE cannot be converted to String',
  ],
]

const numbers: readonly Row[] = [
  ['a string', 'Query', { Limit: 'a' }, 'STRING_VALUE cannot be converted to Integer'],
  ['true', 'Query', { Limit: true }, 'TRUE_VALUE cannot be converted to Integer'],
  ['false', 'Query', { Limit: false }, 'FALSE_VALUE cannot be converted to Integer'],
  ['an array', 'Query', { Limit: [1] }, classType('java.lang.Integer')],
  ['an object', 'Query', { Limit: {} }, STRUCTURE],
  ...(['ReadCapacityUnits', 'WriteCapacityUnits'] as const).flatMap((name): Row[] => [
    [
      `a string for ${name}`,
      'CreateTable',
      { ProvisionedThroughput: { [name]: '1' } },
      'STRING_VALUE cannot be converted to Long',
    ],
    [
      `true for ${name}`,
      'UpdateTable',
      { ProvisionedThroughput: { [name]: true } },
      'TRUE_VALUE cannot be converted to Long',
    ],
    [
      `an array for ${name}`,
      'CreateTable',
      { ProvisionedThroughput: { [name]: [] } },
      classType('java.lang.Long'),
    ],
    [`an object for ${name}`, 'CreateTable', { ProvisionedThroughput: { [name]: {} } }, STRUCTURE],
  ]),
]

const booleans: readonly Row[] = [
  ['an integer', 'GetItem', { ConsistentRead: 1 }, 'NUMBER_VALUE cannot be converted to Boolean'],
  ['a decimal', 'GetItem', { ConsistentRead: 1.5 }, 'DECIMAL_VALUE cannot be converted to Boolean'],
  ['a string', 'GetItem', { ConsistentRead: 'on' }, 'Unexpected token received from parser'],
  ['an array', 'GetItem', { ConsistentRead: [] }, classType('java.lang.Boolean')],
  ['an object', 'GetItem', { ConsistentRead: {} }, STRUCTURE],
  [
    'an integer for BOOL',
    'PutItem',
    item({ BOOL: 1 }),
    'NUMBER_VALUE cannot be converted to Boolean',
  ],
  ['a string for NULL', 'PutItem', item({ NULL: 'null' }), 'Unexpected token received from parser'],
]

const NOT_BASE64 = 'only base-64-encoded strings are convertible to bytes'
const base64Length = (length: number): string =>
  `Base64 encoded length is expected a multiple of 4 bytes but found: ${length}`
const TAIL = 'Invalid last non-pad Base64 character dectected'

const blobs: readonly Row[] = [
  ['a number', 'PutItem', item({ B: 1 }), NOT_BASE64],
  ['true', 'PutItem', item({ B: true }), NOT_BASE64],
  ['an array', 'PutItem', item({ B: [] }), classType('java.nio.ByteBuffer')],
  ['an object', 'PutItem', item({ B: {} }), STRUCTURE],
  ['a length of 1', 'PutItem', item({ B: '1' }), base64Length(1)],
  [
    'a length of 7 with characters that are none',
    'PutItem',
    item({ B: '\u00e9!!!!!!' }),
    base64Length(7),
  ],
  ['one byte with bits left', 'PutItem', item({ B: 'YR==' }), TAIL],
  ['two bytes with bits left', 'PutItem', item({ B: 'YWJ=' }), TAIL],
  ['a character that is none', 'PutItem', item({ B: 'a-_b' }), "Invalid Base64 character: '-'"],
  ['padding within', 'PutItem', item({ B: 'YQ==YQ==' }), TAIL],
  ['padding at both ends', 'PutItem', item({ B: '=+/=' }), TAIL],
  ['nothing but padding', 'PutItem', item({ B: '====' }), TAIL],
  ['a line break', 'PutItem', item({ B: 'YWJj\nYWJ' }), "Invalid Base64 character: '\n'"],
  ['a member of a set', 'PutItem', item({ BS: ['YWJj', 'YWJ'] }), base64Length(3)],
  ['a number in a set', 'PutItem', item({ BS: [1] }), NOT_BASE64],
]

const lists: readonly Row[] = [
  ['a string', 'GetItem', { AttributesToGet: 'a' }, 'Unexpected field type'],
  ['a number', 'TransactWriteItems', { TransactItems: 1 }, 'Unexpected field type'],
  ['an object', 'GetItem', { AttributesToGet: {} }, STRUCTURE],
  ['an object for L', 'PutItem', item({ L: {} }), STRUCTURE],
  ['a string for SS', 'PutItem', item({ SS: 'a' }), 'Unexpected field type'],
  ['true for L', 'PutItem', item({ L: true }), 'Unexpected field type'],
  ['a scalar for the requests of a table', 'BatchWriteItem', { RequestItems: { abc: 'a' } }, CAST],
  [
    'an object for the requests of a table',
    'BatchWriteItem',
    { RequestItems: { abc: {} } },
    STRUCTURE,
  ],
]

const maps: readonly Row[] = [
  ['a string', 'GetItem', { Key: 'a' }, 'Unexpected field type'],
  ['true', 'PutItem', { Item: true }, 'Unexpected field type'],
  ['an array for a key', 'GetItem', { Key: [] }, mapType(`${PACKAGE}.AttributeValue`)],
  ['an array for M', 'PutItem', item({ M: [] }), mapType(`${PACKAGE}.AttributeValue`)],
  ['a number for M', 'PutItem', item({ M: 1 }), 'Unexpected field type'],
  ['an array for names', 'GetItem', { ExpressionAttributeNames: [] }, mapType('java.lang.String')],
  [
    'an array for values',
    'PutItem',
    { ExpressionAttributeValues: [] },
    mapType(`${PACKAGE}.AttributeValue`),
  ],
  [
    'an array for Expected',
    'PutItem',
    { Expected: [] },
    mapType(`${PACKAGE}.ExpectedAttributeValue`),
  ],
  [
    'an array for updates',
    'UpdateItem',
    { AttributeUpdates: [] },
    mapType(`${PACKAGE}.AttributeValueUpdate`),
  ],
  ['an array for KeyConditions', 'Query', { KeyConditions: [] }, mapType(`${PACKAGE}.Condition`)],
  ['an array for QueryFilter', 'Query', { QueryFilter: [] }, mapType(`${PACKAGE}.Condition`)],
  ['an array for ScanFilter', 'Scan', { ScanFilter: [] }, mapType(`${PACKAGE}.Condition`)],
  [
    'an array for tables to read',
    'BatchGetItem',
    { RequestItems: [] },
    mapType(`${PACKAGE}.KeysAndAttributes`),
  ],
  [
    'an array for tables to write',
    'BatchWriteItem',
    { RequestItems: [] },
    mapType(`java.util.List<${PACKAGE}.WriteRequest>`),
  ],
  [
    'a scalar for a key in a list',
    'BatchGetItem',
    { RequestItems: { abc: { Keys: ['a'] } } },
    CAST,
  ],
  [
    'an array for a key in a list',
    'BatchGetItem',
    { RequestItems: { abc: { Keys: [[]] } } },
    mapType(`${PACKAGE}.AttributeValue`),
  ],
]

const structures: readonly Row[] = [
  ['a scalar in a map', 'PutItem', item('a'), 'Unexpected value type in payload'],
  ['an array in a map', 'PutItem', item([]), classType(`${PACKAGE}.AttributeValue`)],
  ['a scalar in L', 'PutItem', item({ L: ['a'] }), 'Unexpected value type in payload'],
  ['an array in L', 'PutItem', item({ L: [[]] }), classType(`${PACKAGE}.AttributeValue`)],
  ['a scalar in a list', 'CreateTable', { KeySchema: ['a'] }, 'Unexpected value type in payload'],
  [
    'an array in a list',
    'CreateTable',
    { KeySchema: [[]] },
    classType(`${PACKAGE}.KeySchemaElement`),
  ],
  ['a scalar as a member', 'CreateTable', { ProvisionedThroughput: 'a' }, 'Unexpected field type'],
  [
    'an array as a member',
    'CreateTable',
    { ProvisionedThroughput: [] },
    classType(`${PACKAGE}.ProvisionedThroughput`),
  ],
  [
    'a scalar as a value that is a member',
    'PutItem',
    { Expected: { a: { Value: 1 } } },
    'Unexpected field type',
  ],
  [
    'an array as a value that is a member',
    'PutItem',
    { Expected: { a: { Value: [] } } },
    classType(`${PACKAGE}.AttributeValue`),
  ],
  [
    'a scalar for a table to read',
    'BatchGetItem',
    { RequestItems: { abc: 1 } },
    'Unexpected value type in payload',
  ],
  [
    'a scalar for a request to write',
    'BatchWriteItem',
    { RequestItems: { abc: ['a'] } },
    'Unexpected value type in payload',
  ],
  [
    'an array for a request to write',
    'BatchWriteItem',
    { RequestItems: { abc: [[]] } },
    classType(`${PACKAGE}.WriteRequest`),
  ],
  [
    'a scalar for a put',
    'BatchWriteItem',
    { RequestItems: { abc: [{ PutRequest: 1 }] } },
    'Unexpected field type',
  ],
  [
    'an array for an action',
    'TransactWriteItems',
    { TransactItems: [{ Put: [] }] },
    classType(`${PACKAGE}.Put`),
  ],
]

describe.each([
  ['the body', BODIES],
  ['a string', strings],
  ['a number', numbers],
  ['a boolean', booleans],
  ['binary', blobs],
  ['a list', lists],
  ['a map', maps],
  ['a structure', structures],
])('in the place of %s', (_expected, rows) => {
  test.each(rows)('%s', (_name, operation, json, text) => {
    expect(refusalOf(operation, json)).toBe(`SerializationException: ${text}`)
  })
})

test('types come before constraints', () => {
  const json = { TableName: '!', ReturnValues: 'x', Item: { a: { S: 1 } } }
  expect(refusalOf('PutItem', json)).toBe(
    'SerializationException: NUMBER_VALUE cannot be converted to String',
  )
})

describe('what is converted', () => {
  const limitOf = (limit: unknown): unknown =>
    (parseRequest('Scan', { TableName: 'abc', Limit: limit }) as { Limit: unknown }).Limit

  test.each([
    [7.9, 7],
    [1e300, 2 ** 31 - 1],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  ])('the limit %s is %s', (limit, expected) => {
    expect(limitOf(limit)).toBe(expected)
  })

  test('a fraction above -1 is 0', () => {
    const json = { TableName: 'abc', Segment: -0.5, TotalSegments: 1 }
    expect(parseRequest('Scan', json)).toStrictEqual({ ...json, Segment: 0 })
  })

  test.each([
    ['true', true],
    ['1', true],
    ['yes', true],
    ['YES', true],
    ['false', false],
    ['0', false],
    ['No', false],
  ])('the boolean %j is %s', (text, expected) => {
    const json = { TableName: 'abc', Key: { a: { BOOL: text } }, ConsistentRead: text }
    expect(parseRequest('GetItem', json)).toEqual({
      TableName: 'abc',
      Key: { a: { BOOL: expected } },
      ConsistentRead: expected,
    })
    expect(json.ConsistentRead).toBe(text)
    expect(json.Key.a.BOOL).toBe(text)
  })

  test.each(['', 'YQ==', 'YWI=', 'YWJj', 'YWJjZA==', '+/+/', 'AAAA'])('binary %j stays', text => {
    const json = item({ L: [{ B: text }, { BS: [text] }] })
    expect(parseRequest('PutItem', json)).toBe(json)
  })
})
