/** UpdateItem: what it refuses, in the order of the service's checks, and what it answers. */

import {
  type Answered,
  answer,
  type Fault,
  type Json,
  put,
  Rows,
  refuse,
  tablesAnd,
} from '../row.js'
import { CONDITION_FAILED, DETECTED, INVALID, NO_TABLE, nested } from './texts.js'

export const rows = new Rows('UpdateItem')

const SCHEMA = 'The provided key element does not match the schema'
const FAILED = 'ConditionalCheckFailedException: The conditional request failed'
const P = `${DETECTED}Invalid UpdateExpression: `

const suite = {
  operation: 'UpdateItem',
  base: { TableName: 'hash', Key: { pk: { S: 'a' } } },
  world: tablesAnd(...put('hash', { pk: { S: 'a' }, n: { N: '1' } })),
}

rows.group('faults in the order of the service', () => {
  rows.refusedInOrder(suite, [
    [
      'expressions beside legacy parameters',
      {
        AttributeUpdates: {},
        Expected: {},
        ConditionalOperator: 'AND',
        UpdateExpression: '',
        ConditionExpression: '',
      },
      `${DETECTED}Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates, Expected, ConditionalOperator} Expression parameters: {UpdateExpression, ConditionExpression}`,
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
      'a key value that is none',
      { Key: { pk: { NULL: false } } },
      `${DETECTED}${INVALID}Null attribute value types must have the value of true`,
    ],
    [
      'a value of an update that is none',
      { AttributeUpdates: { b: { Action: 'ADD', Value: { S: 'a' } }, a: { Value: { N: '' } } } },
      `${DETECTED}The parameter cannot be converted to a numeric value: `,
    ],
    [
      'an action without a value',
      { AttributeUpdates: { a: { Action: 'ADD' } } },
      `${DETECTED}${INVALID}Only DELETE action is allowed when no attribute value is specified`,
    ],
    [
      'Expected in no shape',
      { Expected: { n: { AttributeValueList: [] } } },
      `${DETECTED}${INVALID}AttributeValueList can only be used with a ComparisonOperator for Attribute: n`,
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['a key of another schema', { Key: { pk: { N: '1' } } }, SCHEMA],
    [
      'an update of the key',
      { AttributeUpdates: { pk: { Value: { S: 'a' } } } },
      `${INVALID}Cannot update attribute pk. This attribute is part of the key`,
    ],
    ['Expected that does not hold', { Expected: { n: { Value: { N: '2' } } } }, FAILED],
    [
      'an update of another type',
      { AttributeUpdates: { n: { Action: 'ADD', Value: { SS: ['a'] } } } },
      'Type mismatch for attribute to update',
    ],
  ])
  rows.refusedInOrder({ ...suite, base: { ...suite.base, UpdateExpression: 'REMOVE n2' } }, [
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
      'an update that is none',
      { UpdateExpression: 'SET' },
      `${P}Syntax error; token: "<EOF>", near: "SET"`,
    ],
    [
      'a condition that is none',
      { ConditionExpression: 'n = = n' },
      `${DETECTED}Invalid ConditionExpression: Syntax error; token: "=", near: "= = n"`,
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['a key of another schema', { Key: {} }, SCHEMA],
    [
      'an update of the key',
      { UpdateExpression: 'REMOVE pk.a' },
      `${INVALID}Cannot update attribute pk. This attribute is part of the key`,
    ],
    [
      'a path into the key',
      { UpdateExpression: 'SET n2 = pk.a' },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
    ],
    ['a condition that does not hold', { ConditionExpression: 'n > n3' }, FAILED],
    [
      'an operand that is missing',
      { UpdateExpression: 'SET n2 = n3' },
      'The provided expression refers to an attribute that does not exist in the item',
    ],
  ])
})

rows.group('update expressions', () => {
  const update = (UpdateExpression: string, values?: object, names?: object) => ({
    UpdateExpression,
    ...(values && { ExpressionAttributeValues: values }),
    ...(names && { ExpressionAttributeNames: names }),
  })
  rows.refused(suite, [
    ['empty', update(''), `${P}The expression can not be empty;`],
    [
      'too long',
      update(`SET ${'a'.repeat(4093)}`),
      `${P}Expression size has exceeded the maximum allowed size; expression size: 4097`,
    ],
    [
      'a section twice',
      update('SET a = :v SET b = :v', { ':v': { N: '1' } }),
      `${P}The "SET" section can only be used once in an update expression;`,
    ],
    [
      'a reserved word',
      update('SET status = :v', { ':v': { N: '1' } }),
      `${P}Attribute name is a reserved keyword; reserved keyword: status`,
    ],
    ['an unknown function', update('SET a = foo(b)'), `${P}Invalid function name; function: foo`],
    [
      'an undefined value',
      update('SET a = :v'),
      `${P}An expression attribute value used in expression is not defined; attribute value: :v`,
    ],
    [
      'overlapping targets',
      update('SET a = :v REMOVE a', { ':v': { N: '1' } }),
      `${P}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]`,
    ],
    [
      'ADD of a string',
      update('ADD a :v', { ':v': { S: 'x' } }),
      `${P}Incorrect operand type for operator or function; operator: ADD, operand type: STRING`,
    ],
    [
      'a value with too many levels',
      update('SET a = :v', { ':v': nested(32) }),
      `${DETECTED}Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit`,
    ],
    [
      'a name that is not used',
      update('REMOVE a', undefined, { '#b': 'b' }),
      '1 validation error detected: Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}',
    ],
    [
      'a path that is invalid for the item',
      update('SET n.a = :v', { ':v': { N: '1' } }),
      'The document path provided in the update expression is invalid for update',
    ],
    [
      'an operand of another type in the item',
      update('ADD n :v', { ':v': { SS: ['x'] } }),
      'An operand in the update expression has an incorrect data type',
    ],
    [
      'a number out of range',
      update('SET n = n + :v', { ':v': { N: '1e125' } }),
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
    [
      'an item that gets too large',
      update('SET a = :v', { ':v': { S: 'x'.repeat(409_600) } }),
      'Item size to update has exceeded the maximum allowed size',
    ],
  ])
})

rows.group('indexes of lists that are too large', () => {
  const fault = (kind: string) =>
    `${DETECTED}Invalid ${kind}: List index is not within the allowable range; index: [99999999999999]`
  rows.refused(suite, [
    ...['SET a[99999999999999] = n', 'SET a = n[99999999999999]', 'REMOVE a[99999999999999]'].map(
      (UpdateExpression): Fault => [
        UpdateExpression,
        { UpdateExpression },
        fault('UpdateExpression'),
      ],
    ),
    [
      'a condition',
      { ConditionExpression: 'attribute_exists(a[99999999999999])' },
      fault('ConditionExpression'),
    ],
  ])
})

rows.group('the size of an update by itself', () => {
  const TOO_LARGE = 'Item size to update has exceeded the maximum allowed size'
  const SUM = 409_600 - 3
  const text = (length: number) => ({ S: 'x'.repeat(length) })
  const update = (UpdateExpression: string, values: Json): Json => ({
    UpdateExpression,
    ExpressionAttributeValues: values,
  })
  const FALSE = { ConditionExpression: 'attribute_not_exists(pk)' }
  const key = { Key: { pk: { S: 'K' } } }
  rows.refused(suite, [
    [
      'of a new item of 409,582 bytes',
      { ...key, ...update('SET b = :v', { ':v': text(409_582 - 4) }) },
      TOO_LARGE,
    ],
    [
      'before the condition',
      { ...update('SET c = if_not_exists(c, :v)', { ':v': text(409_600) }), ...FALSE },
      TOO_LARGE,
    ],
    [
      'before the condition, by a byte',
      { ...update('SET c = :v', { ':v': text(SUM - 19) }), ...FALSE },
      TOO_LARGE,
    ],
    [
      'of two actions',
      update('SET b = :v, c = :w', { ':v': text(200_000), ':w': text(209_600) }),
      TOO_LARGE,
    ],
    [
      'of a value inside of others',
      update('SET b.c = list_append(b.c, :v)', { ':v': { L: [text(409_600)] } }),
      TOO_LARGE,
    ],
    ['of ADD', update('ADD b :v', { ':v': { SS: [text(SUM - 19).S] } }), TOO_LARGE],
    ['of DELETE', update('DELETE b :v', { ':v': { SS: [text(SUM - 2).S] } }), TOO_LARGE],
    ['of AttributeUpdates', { AttributeUpdates: { b: { Value: text(SUM - 19) } } }, TOO_LARGE],
    [
      'of AttributeUpdates, before Expected',
      {
        AttributeUpdates: { b: { Action: 'ADD', Value: { SS: [text(SUM - 19).S] } } },
        Expected: { pk: { Exists: false } },
      },
      TOO_LARGE,
    ],
    [
      'after the key of the table',
      { Key: { pk: { N: '1' } }, ...update('SET b = :v', { ':v': text(409_600) }) },
      SCHEMA,
    ],
    [
      'not told of one that fits, under a condition that does not hold',
      { ...update('SET c = :v', { ':v': text(SUM - 20) }), ...FALSE },
      FAILED,
    ],
  ])
  rows.answered(suite, [
    [
      'of a new item of 409,581 bytes',
      { ...key, ...update('SET b = :v', { ':v': text(409_581 - 4) }) },
      {},
    ],
    ['of one that only removes', { UpdateExpression: 'REMOVE b, c' }, {}],
  ])
  rows.story('an item that is as large as can be', tablesAnd(), [
    answer('PutItem', { TableName: 'hash', Item: { pk: { S: 'K' }, b: text(409_600 - 4) } }, {}),
    answer('UpdateItem', { TableName: 'hash', ...key, UpdateExpression: 'SET b = b' }, {}),
    refuse(
      'UpdateItem',
      { TableName: 'hash', ...key, ...update('SET c = :v', { ':v': { BOOL: true } }) },
      TOO_LARGE,
    ),
  ])
})

rows.group('answers', () => {
  const item = {
    pk: { S: 'a' },
    n: { N: '1' },
    l: { L: [{ N: '10' }, { N: '11' }, { N: '12' }] },
    m: { M: { x: { N: '1' } } },
    s: { SS: ['p', 'q'] },
  }
  const stored = { ...suite, world: tablesAnd(...put('hash', item)) }
  const setting = {
    UpdateExpression: 'SET n = n + :two, m.y = :two',
    ExpressionAttributeValues: { ':two': { N: '2' } },
  }
  const m = { M: { x: { N: '1' }, y: { N: '2' } } }
  const returning: readonly (readonly [ReturnValues: string, answer: object])[] = [
    ['NONE', {}],
    ['ALL_OLD', { Attributes: item }],
    ['ALL_NEW', { Attributes: { ...item, n: { N: '3' }, m } }],
    ['UPDATED_OLD', { Attributes: { n: { N: '1' } } }],
    ['UPDATED_NEW', { Attributes: { n: { N: '3' }, m: { M: { y: { N: '2' } } } } }],
  ]
  rows.answered(
    stored,
    returning.map(
      ([ReturnValues, answered]): Answered => [
        `ReturnValues ${ReturnValues}`,
        { ...setting, ReturnValues },
        answered,
      ],
    ),
  )
  const changing = (UpdateExpression: string, ReturnValues: string) => ({
    UpdateExpression,
    ReturnValues,
  })
  const absent = { Key: { pk: { S: 'b' } } }
  rows.answered(stored, [
    ['nothing by default', setting, {}],
    ['UPDATED_OLD of what was not there', changing('SET b = n', 'UPDATED_OLD'), {}],
    ['UPDATED_NEW of what is no longer there', changing('REMOVE n', 'UPDATED_NEW'), {}],
    [
      'UPDATED_NEW of what did not change',
      changing('SET n = n', 'UPDATED_NEW'),
      { Attributes: { n: { N: '1' } } },
    ],
    ['UPDATED_NEW of what was appended', changing('SET l[99] = n', 'UPDATED_NEW'), {}],
    [
      'UPDATED_NEW of what moved to the place',
      changing('REMOVE l[1]', 'UPDATED_NEW'),
      { Attributes: { l: { L: [{ N: '12' }] } } },
    ],
    [
      'UPDATED_OLD of an element',
      changing('SET l[1] = n', 'UPDATED_OLD'),
      { Attributes: { l: { L: [{ N: '11' }] } } },
    ],
    [
      'an absent item is made of its key',
      { ...absent, ReturnValues: 'ALL_NEW' },
      { Attributes: { pk: { S: 'b' } } },
    ],
    [
      'an absent item is made of its key by no updates',
      { ...absent, ReturnValues: 'ALL_NEW', AttributeUpdates: {} },
      { Attributes: { pk: { S: 'b' } } },
    ],
    [
      'an absent item from which something is removed stays absent',
      { ...absent, ...changing('REMOVE a', 'ALL_NEW') },
      {},
    ],
    ['an absent item has nothing old', { ...absent, ReturnValues: 'ALL_OLD' }, {}],
    [
      'old values, and what it consumed',
      { ...changing('REMOVE n', 'UPDATED_OLD'), ReturnConsumedCapacity: 'INDEXES' },
      {
        Attributes: { n: { N: '1' } },
        ConsumedCapacity: { TableName: 'hash', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
      },
    ],
    [
      'no item collection metrics without local indexes',
      { ...setting, ReturnItemCollectionMetrics: 'SIZE' },
      {},
    ],
  ])

  const total = (text: string, CapacityUnits: number) =>
    answer(
      'UpdateItem',
      {
        ...suite.base,
        UpdateExpression: 'SET a = :v',
        ExpressionAttributeValues: { ':v': { S: text } },
        ReturnConsumedCapacity: 'TOTAL',
      },
      { ConsumedCapacity: { TableName: 'hash', CapacityUnits } },
    )
  const large = 'x'.repeat(3000)
  rows.story('capacity is that of the larger version', stored.world, [
    total(large, 3),
    total(large, 3),
    total('x', 3),
    total('x', 1),
  ])

  const failing = { UpdateExpression: 'REMOVE n', ConditionExpression: 'attribute_not_exists(n)' }
  rows.refused(stored, [
    ['a failed condition tells nothing', failing, CONDITION_FAILED],
    [
      'a failed condition tells the item if it is asked to',
      { ...failing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      { text: CONDITION_FAILED, Item: item },
    ],
    [
      'a failed condition of no item tells none',
      {
        ...absent,
        UpdateExpression: 'REMOVE n',
        ConditionExpression: 'attribute_exists(n)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      CONDITION_FAILED,
    ],
  ])
})

rows.group('AttributeUpdates', () => {
  const item = {
    pk: { S: 'a' },
    n: { N: '1' },
    t: { S: 'text' },
    s: { SS: ['p', 'q'] },
    l: { L: [{ N: '1' }] },
  }
  const stored = { ...suite, world: tablesAnd(...put('hash', item)) }

  const { pk, n, t, s, l } = item
  const after: readonly (readonly [string, Json, object])[] = [
    ['PUT by default', { n: { Value: { S: 'a' } } }, { ...item, n: { S: 'a' } }],
    [
      'PUT of a new name, in which dots mean nothing',
      { 'm.a[0]': { Action: 'PUT', Value: n } },
      { ...item, 'm.a[0]': n },
    ],
    ['ADD to a number', { n: { Action: 'ADD', Value: { N: '-3' } } }, { ...item, n: { N: '-2' } }],
    [
      'ADD of a number to nothing',
      { x: { Action: 'ADD', Value: { N: '5' } } },
      { ...item, x: { N: '5' } },
    ],
    [
      'ADD to a set',
      { s: { Action: 'ADD', Value: { SS: ['q', 'r'] } } },
      { ...item, s: { SS: ['p', 'q', 'r'] } },
    ],
    ['ADD of a set to nothing', { x: { Action: 'ADD', Value: s } }, { ...item, x: s }],
    [
      'ADD to a list',
      { l: { Action: 'ADD', Value: { L: [t] } } },
      { ...item, l: { L: [{ N: '1' }, t] } },
    ],
    ['ADD of a list to nothing', { x: { Action: 'ADD', Value: l } }, { ...item, x: l }],
    ['DELETE', { n: { Action: 'DELETE' }, zz: { Action: 'DELETE' } }, { pk, t, s, l }],
    [
      'DELETE of members',
      { s: { Action: 'DELETE', Value: { SS: ['p', 'x'] } } },
      { ...item, s: { SS: ['q'] } },
    ],
    ['DELETE of all members', { s: { Action: 'DELETE', Value: s } }, { pk, n, t, l }],
    ['DELETE of members of nothing', { x: { Action: 'DELETE', Value: s } }, item],
    ['nothing', {}, item],
  ]
  rows.answered(
    stored,
    after.map(
      ([name, AttributeUpdates, Attributes]): Answered => [
        name,
        { AttributeUpdates, ReturnValues: 'ALL_NEW' },
        { Attributes },
      ],
    ),
  )

  const key = { pk: { S: 'b' } }
  const created: readonly (readonly [string, Json, object | undefined])[] = [
    ['PUT creates the item', { n: { Value: { N: '1' } } }, { ...key, n: { N: '1' } }],
    [
      'ADD creates the item',
      { n: { Action: 'ADD', Value: { N: '1' } } },
      { ...key, n: { N: '1' } },
    ],
    ['DELETE creates none', { n: { Action: 'DELETE' } }, undefined],
    ['DELETE of members creates none', { s: { Action: 'DELETE', Value: s } }, undefined],
    ['nothing creates the key', {}, key],
  ]
  rows.answered(
    stored,
    created.map(
      ([name, AttributeUpdates, Attributes]): Answered => [
        name,
        { Key: key, AttributeUpdates, ReturnValues: 'ALL_NEW' },
        Attributes === undefined ? {} : { Attributes },
      ],
    ),
  )

  const AttributeUpdates = { n: { Value: n }, t: { Action: 'DELETE' }, x: { Value: t } }
  rows.answered(stored, [
    [
      'UPDATED_OLD is the attributes that are named',
      { AttributeUpdates, ReturnValues: 'UPDATED_OLD' },
      { Attributes: { n, t } },
    ],
    [
      'UPDATED_NEW is the attributes that are named',
      { AttributeUpdates, ReturnValues: 'UPDATED_NEW' },
      { Attributes: { n, x: t } },
    ],
  ])

  const type = (action: string, tag: string) =>
    `${DETECTED}${INVALID}${action} is not supported for the type ${tag}`
  const fault = (Action: string, Value: object) => ({ AttributeUpdates: { n: { Action, Value } } })
  rows.refused(stored, [
    [
      'PUT without a value',
      { AttributeUpdates: { n: {} } },
      `${DETECTED}${INVALID}Only DELETE action is allowed when no attribute value is specified`,
    ],
    ['DELETE of a number', fault('DELETE', { N: '1' }), type('DELETE action with value', 'N')],
    ['DELETE of a list', fault('DELETE', { L: [] }), type('DELETE action with value', 'L')],
    ['ADD of a string', fault('ADD', { S: 'a' }), type('ADD action', 'S')],
    ['ADD of a binary', fault('ADD', { B: 'AA==' }), type('ADD action', 'B')],
    ['ADD of a boolean', fault('ADD', { BOOL: true }), type('ADD action', 'BOOL')],
    ['ADD of null', fault('ADD', { NULL: true }), type('ADD action', 'NULL')],
    ['ADD of a map', fault('ADD', { M: {} }), type('ADD action', 'M')],
    [
      'an empty name',
      { AttributeUpdates: { '': { Action: 'DELETE' } } },
      `${DETECTED}Empty attribute name`,
    ],
    [
      'ADD of a set to a number',
      fault('ADD', { SS: ['a'] }),
      'Type mismatch for attribute to update',
    ],
    ['ADD of a list to a number', fault('ADD', { L: [] }), 'Type mismatch for attribute to update'],
    [
      'DELETE of members of a number',
      fault('DELETE', { NS: ['1'] }),
      'Type mismatch for attribute to update',
    ],
    [
      'a sum out of range',
      fault('ADD', { N: '9e125' }),
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
  ])
})
