/** JSON of the wrong types: refused before all else. Rows stand by the type that is expected. */

import { type Json, Rows, refuse, type World } from '../row.js'

export const rows = new Rows('PutItem')

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

type Typed = readonly [
  name: string,
  operation: string,
  json: unknown,
  text: string,
  isUnsent?: 'unsent',
]

const BODIES: readonly Typed[] = [
  ['null', 'GetItem', null, ''],
  ['an array', 'GetItem', [], 'Start of list found where not expected'],
  ['a string', 'GetItem', 'a', 'Unexpected field type'],
  ['a number', 'DescribeLimits', 1, 'Unexpected field type'],
  ['a boolean', 'ListTables', true, 'Unexpected field type'],
]

const strings: readonly Typed[] = [
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

const numbers: readonly Typed[] = [
  ['a string', 'Query', { Limit: 'a' }, 'STRING_VALUE cannot be converted to Integer'],
  ['true', 'Query', { Limit: true }, 'TRUE_VALUE cannot be converted to Integer'],
  ['false', 'Query', { Limit: false }, 'FALSE_VALUE cannot be converted to Integer'],
  ['an array', 'Query', { Limit: [1] }, classType('java.lang.Integer')],
  ['an object', 'Query', { Limit: {} }, STRUCTURE],
  ...(['ReadCapacityUnits', 'WriteCapacityUnits'] as const).flatMap((name): Typed[] => [
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

const booleans: readonly Typed[] = [
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
    'unsent',
  ],
  [
    'a string for NULL',
    'PutItem',
    item({ NULL: 'null' }),
    'Unexpected token received from parser',
    'unsent',
  ],
]

const NOT_BASE64 = 'only base-64-encoded strings are convertible to bytes'
const base64Length = (length: number): string =>
  `Base64 encoded length is expected a multiple of 4 bytes but found: ${length}`
const TAIL = 'Invalid last non-pad Base64 character dectected'

const blobs: readonly Typed[] = [
  ['a number', 'PutItem', item({ B: 1 }), NOT_BASE64, 'unsent'],
  ['true', 'PutItem', item({ B: true }), NOT_BASE64, 'unsent'],
  ['an array', 'PutItem', item({ B: [] }), classType('java.nio.ByteBuffer'), 'unsent'],
  ['an object', 'PutItem', item({ B: {} }), STRUCTURE, 'unsent'],
  ['a length of 1', 'PutItem', item({ B: '1' }), base64Length(1), 'unsent'],
  [
    'a length of 7 with characters that are none',
    'PutItem',
    item({ B: '\u00e9!!!!!!' }),
    base64Length(7),
    'unsent',
  ],
  ['one byte with bits left', 'PutItem', item({ B: 'YR==' }), TAIL, 'unsent'],
  ['two bytes with bits left', 'PutItem', item({ B: 'YWJ=' }), TAIL, 'unsent'],
  [
    'a character that is none',
    'PutItem',
    item({ B: 'a-_b' }),
    "Invalid Base64 character: '-'",
    'unsent',
  ],
  ['padding within', 'PutItem', item({ B: 'YQ==YQ==' }), TAIL, 'unsent'],
  ['padding at both ends', 'PutItem', item({ B: '=+/=' }), TAIL, 'unsent'],
  ['nothing but padding', 'PutItem', item({ B: '====' }), TAIL, 'unsent'],
  ['a line break', 'PutItem', item({ B: 'YWJj\nYWJ' }), "Invalid Base64 character: '\n'", 'unsent'],
  ['a member of a set', 'PutItem', item({ BS: ['YWJj', 'YWJ'] }), base64Length(3), 'unsent'],
  ['a number in a set', 'PutItem', item({ BS: [1] }), NOT_BASE64, 'unsent'],
]

const lists: readonly Typed[] = [
  ['a string', 'GetItem', { AttributesToGet: 'a' }, 'Unexpected field type'],
  ['a number', 'TransactWriteItems', { TransactItems: 1 }, 'Unexpected field type', 'unsent'],
  ['an object', 'GetItem', { AttributesToGet: {} }, STRUCTURE],
  ['an object for L', 'PutItem', item({ L: {} }), STRUCTURE, 'unsent'],
  ['a string for SS', 'PutItem', item({ SS: 'a' }), 'Unexpected field type', 'unsent'],
  ['true for L', 'PutItem', item({ L: true }), 'Unexpected field type', 'unsent'],
  ['a scalar for the requests of a table', 'BatchWriteItem', { RequestItems: { abc: 'a' } }, CAST],
  [
    'an object for the requests of a table',
    'BatchWriteItem',
    { RequestItems: { abc: {} } },
    STRUCTURE,
  ],
]

const maps: readonly Typed[] = [
  ['a string', 'GetItem', { Key: 'a' }, 'Unexpected field type'],
  ['true', 'PutItem', { Item: true }, 'Unexpected field type'],
  ['an array for a key', 'GetItem', { Key: [] }, mapType(`${PACKAGE}.AttributeValue`), 'unsent'],
  ['an array for M', 'PutItem', item({ M: [] }), mapType(`${PACKAGE}.AttributeValue`), 'unsent'],
  ['a number for M', 'PutItem', item({ M: 1 }), 'Unexpected field type', 'unsent'],
  ['an array for names', 'GetItem', { ExpressionAttributeNames: [] }, mapType('java.lang.String')],
  [
    'an array for values',
    'PutItem',
    { ExpressionAttributeValues: [] },
    mapType(`${PACKAGE}.AttributeValue`),
    'unsent',
  ],
  [
    'an array for Expected',
    'PutItem',
    { Expected: [] },
    mapType(`${PACKAGE}.ExpectedAttributeValue`),
    'unsent',
  ],
  [
    'an array for updates',
    'UpdateItem',
    { AttributeUpdates: [] },
    mapType(`${PACKAGE}.AttributeValueUpdate`),
    'unsent',
  ],
  [
    'an array for KeyConditions',
    'Query',
    { KeyConditions: [] },
    mapType(`${PACKAGE}.Condition`),
    'unsent',
  ],
  [
    'an array for QueryFilter',
    'Query',
    { QueryFilter: [] },
    mapType(`${PACKAGE}.Condition`),
    'unsent',
  ],
  [
    'an array for ScanFilter',
    'Scan',
    { ScanFilter: [] },
    mapType(`${PACKAGE}.Condition`),
    'unsent',
  ],
  [
    'an array for tables to read',
    'BatchGetItem',
    { RequestItems: [] },
    mapType(`${PACKAGE}.KeysAndAttributes`),
    'unsent',
  ],
  [
    'an array for tables to write',
    'BatchWriteItem',
    { RequestItems: [] },
    mapType(`java.util.List<${PACKAGE}.WriteRequest>`),
    'unsent',
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
    'unsent',
  ],
]

const structures: readonly Typed[] = [
  ['a scalar in a map', 'PutItem', item('a'), 'Unexpected value type in payload'],
  ['an array in a map', 'PutItem', item([]), classType(`${PACKAGE}.AttributeValue`), 'unsent'],
  ['a scalar in L', 'PutItem', item({ L: ['a'] }), 'Unexpected value type in payload', 'unsent'],
  ['an array in L', 'PutItem', item({ L: [[]] }), classType(`${PACKAGE}.AttributeValue`), 'unsent'],
  ['a scalar in a list', 'CreateTable', { KeySchema: ['a'] }, 'Unexpected value type in payload'],
  [
    'an array in a list',
    'CreateTable',
    { KeySchema: [[]] },
    classType(`${PACKAGE}.KeySchemaElement`),
    'unsent',
  ],
  ['a scalar as a member', 'CreateTable', { ProvisionedThroughput: 'a' }, 'Unexpected field type'],
  [
    'an array as a member',
    'CreateTable',
    { ProvisionedThroughput: [] },
    classType(`${PACKAGE}.ProvisionedThroughput`),
    'unsent',
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
    'unsent',
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
    'unsent',
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
    'unsent',
  ],
]

const EMPTY: World = { given: [] }
const NOT_SENT = 'The SDK does not send JSON of this type here'
const PLACES: readonly (readonly [string, readonly Typed[]])[] = [
  ['a string', strings],
  ['a number', numbers],
  ['a boolean', booleans],
  ['binary', blobs],
  ['a list', lists],
  ['a map', maps],
  ['a structure', structures],
]

rows.group('in the place of the body', () => {
  for (const [name, operation, json, text] of BODIES) {
    const steps = [refuse(operation, json as Json, `SerializationException: ${text}`)]
    rows.story(name, EMPTY, steps, NOT_SENT)
  }
})
for (const [expected, typed] of PLACES) {
  rows.group(`in the place of ${expected}`, () => {
    for (const [name, operation, json, text, isUnsent] of typed) {
      const notBySdk = isUnsent && NOT_SENT
      rows.refused({ operation, base: {}, world: EMPTY }, [
        [name, json as Json, `SerializationException: ${text}`, notBySdk],
      ])
    }
  })
}

rows.story(
  'types come before constraints',
  EMPTY,
  [
    refuse(
      'PutItem',
      { TableName: '!', ReturnValues: 'x', Item: { a: { S: 1 } } },
      'SerializationException: NUMBER_VALUE cannot be converted to String',
    ),
  ],
  NOT_SENT,
)
