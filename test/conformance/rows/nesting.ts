/** Attribute values that nest too deep, beside what else is wrong with a request: what comes first, and in which words. */

import { type Fault, type Json, Rows, TABLES_ONLY } from '../row.js'
import { DETECTED, nested } from './texts.js'

export const rows = new Rows('PutItem')

const NESTING =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'
const OPERATOR = `${DETECTED}Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: Member must satisfy enum value set: [OR, AND]`
const RETURN_VALUES = `${DETECTED}Value 'hi' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]`
const EMPTY_NAME = 'Empty attribute name'
const SYNTAX = 'Syntax error; token: "<EOF>", near: "a"'

const key = (pk: string) => ({ pk: { S: pk } })
const list = (levels: number): Json =>
  levels === 0 ? { S: 'a' } : { L: [{ S: 'b' }, list(levels - 1)] }
const suiteOf = (operation: string, base: Json = {}) => ({ operation, base, world: TABLES_ONLY })
/** Deep by little, and by much. */
const DEEP: readonly (readonly [string, Json])[] = [
  ['32 maps', nested(32)],
  ['100 maps', nested(100)],
  ['100 lists', list(100)],
]

rows.group('values that nest too deep', () => {
  for (const [deep, value] of DEEP) {
    const expected = { a: { Value: value }, b: { Exists: false } }
    for (const operation of ['PutItem', 'UpdateItem', 'DeleteItem']) {
      const item = operation === 'PutItem' ? { Item: key('a') } : { Key: key('a') }
      const condition = {
        ConditionExpression: 'a = :v',
        ExpressionAttributeValues: { ':v': value },
      }
      const faults: Fault[] = [
        [`${deep}: that alone`, { Expected: expected }, `${DETECTED}${NESTING}`],
        [
          `${deep}: ConditionalOperator, in the older form`,
          { Expected: expected, ConditionalOperator: 'XOR' },
          OPERATOR,
        ],
        [
          `${deep}: ConditionalOperator, beside a list of values`,
          {
            Expected: { a: { ComparisonOperator: 'IN', AttributeValueList: [value] } },
            ConditionalOperator: 'XOR',
          },
          OPERATOR,
        ],
        [
          `${deep}: ReturnValues, in the older form`,
          { ...condition, ReturnValues: 'hi' },
          RETURN_VALUES,
        ],
        [
          `${deep}: legacy parameters beside expressions, bare`,
          { ...condition, Expected: {} },
          'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}',
        ],
      ]
      rows.refused(suiteOf(operation, { TableName: 'hash', ...item }), faults)
      if (operation === 'UpdateItem') continue
      rows.refused(suiteOf(operation, { TableName: 'hash', ...item }), [
        [
          `${deep}: ReturnValues that only an update has, bare`,
          { ...condition, ReturnValues: 'UPDATED_NEW' },
          'ReturnValues can only be ALL_OLD or NONE',
        ],
      ])
    }
    rows.refused(
      suiteOf('Query', {
        TableName: 'hash',
        KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'a' }] } },
      }),
      [
        [
          `${deep}: ConditionalOperator, in the older form`,
          {
            QueryFilter: { a: { ComparisonOperator: 'EQ', AttributeValueList: [value] } },
            ConditionalOperator: 'XOR',
          },
          OPERATOR,
        ],
      ],
    )
  }
})

rows.group('in an action of a transaction, values that nest too deep', () => {
  const onTable = (members: Json): Json => ({ TableName: 'hash', ...members })
  const action = (kind: string, members: Json): Json => ({
    TransactItems: [{ [kind]: onTable(members) }],
  })
  for (const [deep, value] of DEEP) {
    const Key = { pk: value }
    const write = suiteOf('TransactWriteItems')
    rows.refused(write, [
      [`${deep}: the key of a delete`, action('Delete', { Key }), NESTING],
      [
        `${deep}: the key of a check`,
        action('ConditionCheck', { Key, ConditionExpression: 'attribute_exists(a)' }),
        NESTING,
      ],
      [
        `${deep}: the key of an update`,
        action('Update', { Key, UpdateExpression: 'REMOVE a' }),
        NESTING,
      ],
      ...['Delete', 'ConditionCheck'].map(
        (kind): Fault => [
          `${deep}: the condition before the key, ${kind}`,
          action(kind, { Key, ConditionExpression: 'a' }),
          `Invalid ConditionExpression: ${SYNTAX}`,
        ],
      ),
      [
        `${deep}: the update before the key`,
        action('Update', { Key, UpdateExpression: 'SET a' }),
        'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "a"',
      ],
      [
        `${deep}: the condition of an update before the key`,
        action('Update', { Key, UpdateExpression: 'REMOVE a', ConditionExpression: 'a' }),
        `Invalid ConditionExpression: ${SYNTAX}`,
      ],
      [
        `${deep}: a name that is not used, before the key`,
        action('Delete', {
          Key,
          ConditionExpression: 'attribute_exists(a)',
          ExpressionAttributeNames: { '#b': 'b' },
        }),
        'Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}',
      ],
      [
        `${deep}: before an empty name within another value`,
        action('Put', { Item: { ...key('a'), e: { M: { '': { S: 'a' } } }, m: value } }),
        NESTING,
      ],
      [
        `${deep}: before an empty name within another value, which stands after it`,
        action('Put', { Item: { ...key('a'), m: value, n: { L: [{ M: { '': { S: 'a' } } }] } } }),
        NESTING,
      ],
      [
        `${deep}: after an empty name of an attribute`,
        action('Put', { Item: { ...key('a'), m: value, '': { S: 'a' } } }),
        EMPTY_NAME,
      ],
    ])
    rows.refused(suiteOf('TransactGetItems'), [
      [`${deep}: the key of a get`, action('Get', { Key }), NESTING],
      [
        `${deep}: the projection before the key of a get`,
        action('Get', { Key, ProjectionExpression: 'a,' }),
        'Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ","',
      ],
    ])
  }
})
