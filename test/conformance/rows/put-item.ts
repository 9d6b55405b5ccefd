/** PutItem: what it refuses, in the order of the service's checks, and what it answers. */

import { answer, type Fault, put, Rows, tablesAnd } from '../row.js'
import { CONDITION_FAILED, DETECTED, INVALID, NO_TABLE, nested } from './texts.js'

export const rows = new Rows('PutItem')

const LARGE = { pk: { S: 'a' }, text: { S: 'x'.repeat(409_600) } }

const suite = {
  operation: 'PutItem',
  base: { TableName: 'hash', Item: { pk: { S: 'a' } } },
  world: tablesAnd(...put('hash', { pk: { S: 'a' }, n: { N: '1' } })),
}

rows.group('faults in the order of the service', () => {
  rows.refusedInOrder(suite, [
    [
      'a value that is none',
      { Item: { pk: { S: 'a' }, n: { N: 'x' } } },
      `${DETECTED}The parameter cannot be converted to a numeric value: x`,
    ],
    [
      'an expression beside Expected',
      {
        Expected: { n: { Exists: false } },
        ConditionExpression: 'n = = n',
        ConditionalOperator: undefined,
      },
      `${DETECTED}Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}`,
    ],
    [
      'names without an expression',
      { ExpressionAttributeNames: {} },
      `${DETECTED}ExpressionAttributeNames can only be specified when using expressions`,
    ],
    [
      'values without an expression',
      { ExpressionAttributeValues: {} },
      `${DETECTED}ExpressionAttributeValues can only be specified when using expressions`,
    ],
    [
      'a ConditionalOperator alone',
      { ConditionalOperator: 'AND', Expected: undefined },
      `${DETECTED}ConditionalOperator cannot be used without Filter or Expected`,
    ],
    [
      'what it does not return',
      { ReturnValues: 'ALL_NEW' },
      `${DETECTED}ReturnValues can only be ALL_OLD or NONE`,
    ],
    ['an item over 400 KB', { Item: LARGE }, 'Item size has exceeded the maximum allowed size'],
    [
      'Expected in no shape',
      { Expected: { n: {} } },
      `${DETECTED}${INVALID}Value must be provided when Exists is null for Attribute: n`,
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['no key', { Item: { n: { N: '1' } } }, `${INVALID}Missing the key pk in the item`],
    [
      'Expected that does not hold',
      { Expected: { n: { Value: { N: '2' } } } },
      'ConditionalCheckFailedException: The conditional request failed',
    ],
  ])
})

rows.group('faults with a condition expression, in the order of the service', () => {
  rows.refusedInOrder({ ...suite, base: { ...suite.base, ConditionExpression: 'n = n2' } }, [
    [
      'what it does not return',
      { ReturnValues: 'UPDATED_OLD' },
      `${DETECTED}ReturnValues can only be ALL_OLD or NONE`,
    ],
    ['an item over 400 KB', { Item: LARGE }, 'Item size has exceeded the maximum allowed size'],
    [
      'no names',
      { ExpressionAttributeNames: {} },
      `${DETECTED}ExpressionAttributeNames must not be empty`,
    ],
    [
      'no values',
      { ExpressionAttributeValues: {} },
      `${DETECTED}ExpressionAttributeValues must not be empty`,
    ],
    [
      'an expression that is none',
      { ConditionExpression: 'n = = n' },
      `${DETECTED}Invalid ConditionExpression: Syntax error; token: "=", near: "= = n"`,
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    [
      'a key of another type',
      { Item: { pk: { N: '1' } } },
      `${INVALID}Type mismatch for key pk expected: S actual: N`,
    ],
    [
      'a path into the key',
      { ConditionExpression: 'pk.a = n' },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
    ],
    [
      'a condition that does not hold',
      { ConditionExpression: 'n > n2' },
      'ConditionalCheckFailedException: The conditional request failed',
    ],
  ] satisfies readonly Fault[])
})

const item = (n: unknown) => ({ Item: { pk: { S: 'a' }, n } })
const value = (v: unknown) => ({
  ConditionExpression: 'n = :v',
  ExpressionAttributeValues: { ':v': v },
})
const NESTED = `${DETECTED}Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit`

rows.group('values', () => {
  rows.refused(suite, [
    [
      'of no type is told bare',
      item({}),
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      'of two types is told bare',
      item({ S: 'a', N: '1' }),
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ],
    [
      'NULL that is not true',
      item({ NULL: false }),
      `${DETECTED}${INVALID}Null attribute value types must have the value of true`,
    ],
    ['an empty set', item({ SS: [] }), `${DETECTED}${INVALID}An string set  may not be empty`],
    [
      'a set with duplicates',
      item({ SS: ['b', 'a', 'b'] }),
      `${DETECTED}${INVALID}Input collection ["a", "b", "b"] contains duplicates.`,
    ],
    ['too many levels', item(nested(32)), NESTED],
    [
      'an empty name',
      { Item: { pk: { S: 'a' }, '': { S: 'a' } } },
      `${DETECTED}Empty attribute name`,
    ],
    [
      'of an expression',
      value({ N: '' }),
      `${DETECTED}The parameter cannot be converted to a numeric value: `,
    ],
    ['of an expression, with too many levels', value(nested(32)), NESTED],
    [
      'of an expression, of no type, is told bare',
      value({}),
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      'of Expected',
      { Expected: { n: { Value: { N: '1e200' } } } },
      `${DETECTED}Number overflow. Attempting to store a number with magnitude larger than supported range`,
    ],
  ])
})

rows.group('placeholders', () => {
  rows.refusedInOrder({ ...suite, base: { ...suite.base, ConditionExpression: '#n = :v' } }, [
    [
      'no names',
      { ExpressionAttributeNames: {} },
      `${DETECTED}ExpressionAttributeNames must not be empty`,
    ],
    [
      'a name that is no placeholder',
      { ExpressionAttributeNames: { '#n': 'n', n: 'n' } },
      `${DETECTED}ExpressionAttributeNames contains invalid key: Syntax error; key: "n"`,
    ],
    [
      'no values',
      { ExpressionAttributeValues: {} },
      `${DETECTED}ExpressionAttributeValues must not be empty`,
    ],
    [
      'a value that is no placeholder, before a value that is none',
      { ExpressionAttributeValues: { ':v': { N: 'x' }, v: { N: '1' } } },
      `${DETECTED}ExpressionAttributeValues contains invalid key: Syntax error; key: "v"`,
    ],
    [
      'a value that is none',
      { ExpressionAttributeValues: { ':v': { N: 'x' } } },
      `${DETECTED}The parameter cannot be converted to a numeric value: x`,
    ],
    [
      'a name that is not defined',
      { ExpressionAttributeValues: { ':v': { N: '1' } }, ExpressionAttributeNames: undefined },
      `${DETECTED}Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #n`,
    ],
    [
      'a value that is not defined',
      { ExpressionAttributeNames: { '#n': 'n' } },
      `${DETECTED}Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :v`,
    ],
  ] satisfies readonly Fault[])
  // Whether the service still tells these two bare is not certain.
  rows.refused(suite, [
    [
      'a name that is not used',
      { ConditionExpression: 'n = n2', ExpressionAttributeNames: { '#n': 'n' } },
      '1 validation error detected: Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}',
    ],
    [
      'a value that is not used',
      { ConditionExpression: 'n = n2', ExpressionAttributeValues: { ':v': { N: '1' } } },
      '1 validation error detected: Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}',
    ],
  ])
})

rows.group('keys', () => {
  const EMPTY =
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty'
  const put = (table: string, pk: unknown, sk: unknown = pk) => ({
    TableName: table,
    Item: { pk, sk },
  })
  rows.refused(suite, [
    ['missing sort key', { TableName: 'range' }, `${INVALID}Missing the key sk in the item`],
    [
      'no scalar',
      put('hash', { L: [] }),
      `${INVALID}Type mismatch for key pk expected: S actual: L`,
    ],
    ['empty string', put('hash', { S: '' }), `${EMPTY} string value. Key: pk`],
    ['empty sort key', put('range', { S: 'a' }, { S: '' }), `${EMPTY} string value. Key: sk`],
    ['empty binary', put('binaries', { B: '' }), `${EMPTY} binary value. Key: pk`],
    [
      'partition key of 2049 bytes',
      put('hash', { S: 'x'.repeat(2049) }),
      `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    [
      'sort key of 1025 bytes',
      put('range', { S: 'a' }, { S: 'x'.repeat(1025) }),
      `${INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
    ],
  ])
})

rows.group('answers', () => {
  const v = (n: string) => ({ pk: { S: 'a' }, n: { N: n } })
  const stored = { ...suite, world: tablesAnd(...put('hash', v('5'))) }
  const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/hash'
  const capacity = { TableName: 'hash', CapacityUnits: 1 }
  rows.answered(stored, [
    ['nothing by default', { Item: v('1') }, {}],
    ['nothing for NONE', { Item: v('1'), ReturnValues: 'NONE' }, {}],
    [
      'nothing for ALL_OLD without an item before',
      { Item: { pk: { S: 'b' } }, ReturnValues: 'ALL_OLD' },
      {},
    ],
    ['ALL_OLD', { Item: v('6'), ReturnValues: 'ALL_OLD' }, { Attributes: v('5') }],
    [
      'ALL_OLD if nothing changes',
      { Item: v('5.0'), ReturnValues: 'ALL_OLD' },
      { Attributes: v('5') },
    ],
    [
      'the table by its ARN, told by its ARN',
      { TableName: ARN, ReturnConsumedCapacity: 'TOTAL' },
      { ConsumedCapacity: { ...capacity, TableName: ARN } },
    ],
    [
      'what each part of the table consumed',
      { ReturnConsumedCapacity: 'INDEXES' },
      { ConsumedCapacity: { ...capacity, Table: { CapacityUnits: 1 } } },
    ],
    ['nothing of what it consumed', { ReturnConsumedCapacity: 'NONE' }, {}],
    [
      'no item collection metrics without local indexes',
      { ReturnItemCollectionMetrics: 'SIZE' },
      {},
    ],
    [
      'old values, and what it consumed',
      { ReturnValues: 'ALL_OLD', ReturnConsumedCapacity: 'TOTAL' },
      { Attributes: v('5'), ConsumedCapacity: capacity },
    ],
    ['a condition that holds', { ConditionExpression: 'attribute_exists(pk)' }, {}],
    [
      'an item of 400 KB',
      { Item: { pk: { S: 'l' }, text: { S: 'x'.repeat(409_600 - 2 - 1 - 4) } } },
      {},
    ],
    ['an item of 31 levels', { Item: { pk: { S: 'l' }, m: nested(31) } }, {}],
    ['members that are unknown', { Unknown: 1 }, {}, 'The SDK sends the members that it knows'],
    [
      'members that are null',
      { ConditionExpression: null, ReturnValues: null },
      {},
      'The SDK leaves null out',
    ],
  ])

  const failing = { Item: v('6'), ConditionExpression: 'attribute_not_exists(pk)' }
  rows.refused(stored, [
    ['a failed condition tells nothing by default', failing, CONDITION_FAILED],
    [
      'a failed condition tells nothing for NONE',
      { ...failing, ReturnValuesOnConditionCheckFailure: 'NONE' },
      CONDITION_FAILED,
    ],
    [
      'a failed condition tells the item if it is asked to',
      { ...failing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      { text: CONDITION_FAILED, Item: v('5') },
    ],
    [
      'a failed condition tells no item if there is none',
      {
        Item: { pk: { S: 'c' } },
        ConditionExpression: 'attribute_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      CONDITION_FAILED,
    ],
  ])

  const types = {
    pk: { S: 'types' },
    s: { S: '' },
    n: { N: '12345678901234567890123456789012345678' },
    b: { B: 'AAEC' },
    yes: { BOOL: true },
    no: { BOOL: false },
    nil: { NULL: true },
    ss: { SS: ['', 'a'] },
    ns: { NS: ['2', '1.5'] },
    bs: { BS: ['AA==', '/w=='] },
    l: { L: [{ S: 'a' }, { M: {} }, { L: [] }] },
    m: JSON.parse('{"M":{"__proto__":{"S":"a"},"b.c[0]":{"N":"1"}}}'),
  }
  rows.story('every type comes back as it was put', tablesAnd(), [
    answer('PutItem', { TableName: 'hash', Item: types }, {}),
    answer('GetItem', { TableName: 'hash', Key: { pk: types.pk } }, { Item: types }),
  ])
  rows.story('an item is replaced as a whole', tablesAnd(), [
    answer('PutItem', { TableName: 'hash', Item: types }, {}),
    answer('PutItem', { TableName: 'hash', Item: { pk: types.pk, x: types.s } }, {}),
    answer(
      'GetItem',
      { TableName: 'hash', Key: { pk: types.pk } },
      { Item: { pk: types.pk, x: types.s } },
    ),
  ])
})
