/** TransactWriteItems: what it refuses, in the order of the service's checks, and what it answers. */

import {
  answer,
  type Fault,
  type Json,
  put as putItems,
  type Refusal,
  Rows,
  refuse,
  type Step,
  tablesAnd,
} from '../row.js'
import {
  cancelled,
  EMPTY_KEY,
  failed,
  INVALID,
  invalid,
  KEY_SCHEMA,
  NO_TABLE,
  NONE,
  nested,
  TWICE,
} from './texts.js'

export const rows = new Rows('TransactWriteItems')

const key = (pk: string) => ({ pk: { S: pk } })
const onTable = (members: object, TableName = 'hash') => ({ TableName, ...members })
const put = (Item: object, members: object = {}) => ({ Put: onTable({ Item, ...members }) })
const update = (Key: object, UpdateExpression: string, members: object = {}) => ({
  Update: onTable({ Key, UpdateExpression, ...members }),
})
const remove = (Key: object, members: object = {}) => ({ Delete: onTable({ Key, ...members }) })
const check = (Key: object, ConditionExpression: string, members: object = {}) => ({
  ConditionCheck: onTable({ Key, ConditionExpression, ...members }),
})
const ABSENT = { Put: { TableName: 'absent', Item: key('z') } }
const FALSE = check(key('a'), 'attribute_not_exists(pk)')

const A = { ...key('a'), n: { N: '1' }, t: { S: 'x' } }
const world = tablesAnd(...putItems('hash', A, key('b')))
const suite = { operation: 'TransactWriteItems', base: {}, world }

const SIZE = 'Item size has exceeded the maximum allowed size'
const NESTED =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'
const NOT_NUMBER = 'The parameter cannot be converted to a numeric value: x'
const text = (length: number) => ({ S: 'x'.repeat(length) })
const of = (faults: readonly (readonly [string, readonly object[], Refusal])[]): Fault[] =>
  faults.map(([name, TransactItems, refusal]) => [name, { TransactItems }, refusal])

rows.group('faults in the order of the service', () => {
  rows.refused(
    suite,
    of([
      [
        'several members, before a value that is none in an earlier action',
        [put({ pk: { N: 'x' } }), { ...put(key('a')), ...remove(key('b')) }],
        'TransactItems can only contain one of Check, Put, Update or Delete',
      ],
      [
        'no member, before a value that is none in an earlier action',
        [put({ pk: { N: 'x' } }), {}],
        'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
      ],
      [
        'names without an expression',
        [put(key('a'), { ExpressionAttributeNames: {} }), ABSENT],
        'ExpressionAttributeNames can only be specified when using expressions',
      ],
      [
        'values without an expression',
        [remove(key('a'), { ExpressionAttributeValues: {} }), ABSENT],
        'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
      ],
      [
        'a value that is none, before the expression of the same action',
        [check({ pk: { N: 'x' } }, 'a,'), ABSENT],
        NOT_NUMBER,
      ],
      [
        'an empty name, before a value that is none and stands before it',
        [put({ ...key('a'), n: { N: 'x' }, m: { M: { '': { S: 'a' } } } }), ABSENT],
        'Empty attribute name',
      ],
      [
        'a value that is none, before too many levels',
        [put({ ...key('a'), m: nested(32), n: { N: 'x' } }), ABSENT],
        NOT_NUMBER,
      ],
      [
        'a value of an expression that is none, before too many levels of an item',
        [
          put(
            { ...key('a'), m: nested(32) },
            { ConditionExpression: 'a', ExpressionAttributeValues: { ':v': {} } },
          ),
        ],
        'ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :v',
      ],
      [
        'too many levels, before a bad set of values to return',
        [
          put(
            { ...key('a'), m: nested(32) },
            { ReturnValuesOnConditionCheckFailure: 'ALL_NEW', ConditionExpression: 'a' },
          ),
        ],
        NESTED,
      ],
      [
        'actions are checked in order',
        [check(key('a'), 'a'), put({ pk: { N: 'x' } }), ABSENT],
        'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "a"',
      ],
      [
        'a value of an expression that is none, before the expression',
        [update(key('a'), '', { ExpressionAttributeValues: { ':v': { N: 'x' } } })],
        'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :v',
      ],
      [
        'a bad set of values to return, before the expression',
        [
          remove(key('a'), {
            ConditionExpression: '',
            ReturnValuesOnConditionCheckFailure: 'ALL_NEW',
          }),
        ],
        "1 validation error detected: Value 'ALL_NEW' at 'transactItems.1.member.delete.returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
      ],
      [
        'the update before the condition',
        [update(key('a'), 'SET', { ConditionExpression: '' }), ABSENT],
        'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"',
      ],
      [
        'the size of an update is not told',
        [update(key('a'), `SET ${'a'.repeat(4093)}`), ABSENT],
        'Invalid UpdateExpression: Expression size has exceeded the maximum allowed size;',
      ],
      [
        'the size of a condition is told',
        [check(key('a'), 'a'.repeat(4097)), ABSENT],
        'Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097',
      ],
      [
        'a value that is not used, before an item that is too large',
        [
          put({ ...key('c'), text: text(409_600) }),
          check(key('a'), 'a = b', { ExpressionAttributeValues: { ':v': { N: '1' } } }),
        ],
        'Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}',
      ],
      [
        'an item over 400 KB, before a table that does not exist',
        [put({ ...key('c'), text: text(409_600) }), ABSENT],
        SIZE,
      ],
      [
        'over 4 MB in all, before a table that does not exist (the exact text is not known)',
        [
          ...Array.from({ length: 11 }, (_, n) => put({ ...key(`${n}`), text: text(400_000) })),
          ABSENT,
        ],
        'The transaction payload is too large: its aggregate size cannot exceed 4 MB (4194304 bytes)',
      ],
      [
        'over 4 MB in values of expressions',
        Array.from({ length: 11 }, (_, n) =>
          check(key(`${n}`), 'a = :v', { ExpressionAttributeValues: { ':v': text(400_000) } }),
        ),
        'The transaction payload is too large: its aggregate size cannot exceed 4 MB (4194304 bytes)',
      ],
      [
        'a table that does not exist, before a key of another schema',
        [put({}), remove({}), ABSENT],
        NO_TABLE,
      ],
      ['an empty key value, before a key of another schema', [remove({}), put(key(''))], EMPTY_KEY],
      [
        'a key of another schema, before two actions on one item',
        [put(key('c')), remove(key('c')), remove({})],
        cancelled(NONE, NONE, invalid(KEY_SCHEMA)),
      ],
      [
        'two actions on one item, before a condition that does not hold',
        [FALSE, put(key('c')), update(key('c'), 'REMOVE n')],
        TWICE,
      ],
      ['a check and a write of one item', [check(key('c'), 'a = a2'), put(key('c'))], TWICE],
      [
        'one number by two texts',
        ['1000', '1e3'].map(N => ({
          Put: { TableName: 'numbers', Item: { pk: { N }, sk: { N } } },
        })),
        TWICE,
      ],
      ['a condition that does not hold', [put(key('c')), FALSE], cancelled(NONE, failed())],
    ]),
  )
})

rows.group('values in the older words', () => {
  const bound = (value: unknown, message: string): readonly [string, readonly object[], string] => [
    `bound ${JSON.stringify(value).slice(0, 60)}`,
    [check(key('a'), 'n = :v', { ExpressionAttributeValues: { ':v': value } })],
    `ExpressionAttributeValues contains invalid value: ${message} for key :v`,
  ]
  rows.refused(
    suite,
    of([
      bound({ N: '' }, 'The parameter cannot be converted to a numeric value'),
      bound(
        {},
        'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
      ),
      bound({ NULL: false }, `${INVALID}Null attribute value types must have the value of true`),
      bound({ SS: ['b', 'a', 'b'] }, `${INVALID}Input collection [b, a, b] contains duplicates.`),
      bound({ NS: ['1', '1.0'] }, 'Input collection contains duplicates'),
      bound(
        nested(32),
        'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
      ),
      [
        'in an item',
        [put({ ...key('c'), n: { NS: ['1', '1.0'] } })],
        'Input collection contains duplicates',
      ],
      ['an empty name', [put({ ...key('c'), '': { S: 'a' } })], 'Empty attribute name'],
      [
        'no values',
        [check(key('a'), 'n = n2', { ExpressionAttributeValues: {} })],
        'ExpressionAttributeValues must not be empty',
      ],
      [
        'no placeholder',
        [check(key('a'), 'n = n2', { ExpressionAttributeValues: { v: { N: 'x' } } })],
        'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"',
      ],
    ]),
  )
})

rows.group('cancellation', () => {
  const keys: readonly (readonly [string, object, string])[] = [
    ['a missing key', put({ n: { N: '1' } }), `${INVALID}Missing the key pk in the item`],
    [
      'a key of another type in an item',
      put({ pk: { N: '1' } }),
      `${INVALID}Type mismatch for key pk expected: S actual: N`,
    ],
    ['a key of another type', update({ pk: { N: '1' } }, 'REMOVE n'), KEY_SCHEMA],
    ['a key of too many attributes', remove({ ...key('c'), n: { N: '1' } }), KEY_SCHEMA],
    ['no key', check({}, 'n = n2'), KEY_SCHEMA],
    [
      'a key that is too long',
      remove(key('x'.repeat(2049))),
      `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    [
      'an update of the key (it may be told of the whole)',
      update(key('c'), 'SET pk = n'),
      `${INVALID}Cannot update attribute pk. This attribute is part of the key`,
    ],
  ]
  rows.refused(
    suite,
    keys.map(
      ([name, action, message]): Fault => [
        `${name} is told of the first such action alone, and conditions are not asked`,
        { TransactItems: [FALSE, action, put({})] },
        cancelled(NONE, invalid(message), NONE),
      ],
    ),
  )

  const updates: readonly (readonly [string, string])[] = [
    [
      'SET n2 = n3',
      'The provided expression refers to an attribute that does not exist in the item',
    ],
    ['SET n2 = t + n', 'An operand in the update expression has an incorrect data type'],
    ['SET n.a = n', 'The document path provided in the update expression is invalid for update'],
  ]
  rows.refused(
    suite,
    updates.map(
      ([expression, message]): Fault => [
        expression,
        { TransactItems: [put(key('c')), update(key('a'), expression)] },
        cancelled(NONE, invalid(message)),
      ],
    ),
  )

  const told = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
  const absent = { ConditionExpression: 'attribute_exists(pk)', ...told }
  const large = { ExpressionAttributeValues: { ':v': text(409_600) } }
  const huge = { ExpressionAttributeValues: { ':v': { N: '9e125' } } }
  rows.refused(
    suite,
    of([
      [
        'all conditions that do not hold are told, with the item where it is asked for',
        [
          check(key('a'), 'attribute_not_exists(pk)', told),
          put(key('c')),
          remove(key('b'), { ConditionExpression: 'n = n2' }),
          update(key('d'), 'SET n2 = n', absent),
        ],
        cancelled(failed(A), NONE, failed(), failed()),
      ],
      [
        'an item that gets too large, and a number out of range',
        [
          update(key('a'), 'SET t = :v', large),
          put(key('c')),
          update(key('d'), 'SET n = if_not_exists(n, :v) + :v', huge),
        ],
        cancelled(
          invalid('Item size to update has exceeded the maximum allowed size'),
          NONE,
          invalid(
            'Number overflow. Attempting to store a number with magnitude larger than supported range',
          ),
        ),
      ],
    ]),
  )
})

const transact = (TransactItems: readonly object[], members: Json = {}, expected: object = {}) =>
  answer('TransactWriteItems', { TransactItems, ...members }, expected)
const get = (Key: object, Item?: object) =>
  answer('GetItem', { TableName: 'hash', Key }, Item === undefined ? {} : { Item })
const value = (N: string) => ({ ExpressionAttributeValues: { ':v': { N } } })

rows.group('answers', () => {
  rows.story('all four kinds of actions', world, [
    transact([
      put(key('c'), { ConditionExpression: 'attribute_not_exists(pk)' }),
      update(key('a'), 'SET n = n + :v REMOVE t', value('2')),
      remove(key('b')),
      check(key('zz'), 'attribute_not_exists(pk)'),
    ]),
    get(key('a'), { ...key('a'), n: { N: '3' } }),
    get(key('b')),
    get(key('c'), key('c')),
    get(key('zz')),
  ])
  rows.story('an update makes an item, a check does not', world, [
    transact([
      update(key('a'), 'SET n = :v', value('7')),
      check(key('b'), 'attribute_exists(pk)'),
      update(key('d'), 'SET n = :v', {
        ConditionExpression: 'attribute_not_exists(pk)',
        ...value('7'),
      }),
    ]),
    get(key('a'), { ...A, n: { N: '7' } }),
    get(key('d'), { ...key('d'), n: { N: '7' } }),
  ])

  const sorted = { Put: { TableName: 'range', Item: { ...key('a'), sk: { S: 'a' } } } }
  const TransactItems = [
    put({ ...key('c'), text: text(1500) }),
    sorted,
    check(key('zz'), 'n <> n2'),
  ]
  const units = (CapacityUnits: number) => ({ CapacityUnits, WriteCapacityUnits: CapacityUnits })
  rows.answered(suite, [
    ['no capacity', { TransactItems, ReturnConsumedCapacity: 'NONE' }, {}],
    [
      'capacity is twice that of single writes, by table',
      { TransactItems, ReturnConsumedCapacity: 'TOTAL' },
      {
        ConsumedCapacity: [
          { TableName: 'hash', ...units(6) },
          { TableName: 'range', ...units(2) },
        ],
      },
    ],
    [
      'capacity by parts, and no item collection metrics',
      { TransactItems, ReturnConsumedCapacity: 'INDEXES', ReturnItemCollectionMetrics: 'SIZE' },
      {
        ConsumedCapacity: [
          { TableName: 'hash', ...units(6), Table: units(6) },
          { TableName: 'range', ...units(2), Table: units(2) },
        ],
      },
    ],
  ])
})

rows.group('client request tokens', () => {
  const add = (ClientRequestToken: string, N = '1'): Step =>
    transact([update(key('a'), 'ADD n :v', value(N))], { ClientRequestToken })
  const number = (N: string): Step => get(key('a'), { ...A, n: { N } })
  const request = (ClientRequestToken: string, ...TransactItems: readonly object[]) => ({
    ClientRequestToken,
    TransactItems,
  })
  const MINUTE = 60_000
  // The exact text is not known.
  const MISMATCH =
    'IdempotentParameterMismatchException: DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.'

  rows.story('a transaction that is sent again is not done again, for ten minutes', world, [
    add('t'),
    number('2'),
    { wait: 10 * MINUTE - 1 },
    add('t'),
    number('2'),
    { wait: 1 },
    add('t'),
    number('3'),
    add('other'),
    number('4'),
  ])
  const units = (kind: string, CapacityUnits: number) => ({ CapacityUnits, [kind]: CapacityUnits })
  const written = units('WriteCapacityUnits', 20)
  const read = units('ReadCapacityUnits', 8)
  const large = [put({ ...key('c'), text: text(9000) }), check(key('zz'), 'n <> n2')]
  const asked = { ClientRequestToken: 't', ReturnConsumedCapacity: 'INDEXES' }
  rows.story('a replay consumes reads of what was written, and tells so', world, [
    transact(large, asked, {
      ConsumedCapacity: [{ TableName: 'hash', ...written, Table: written }],
    }),
    answer('DeleteItem', { TableName: 'hash', Key: key('c') }, {}),
    transact(large, asked, { ConsumedCapacity: [{ TableName: 'hash', ...read, Table: read }] }),
    get(key('c')),
  ])
  rows.story('another transaction is refused (the exact text is not known)', world, [
    add('t'),
    refuse('TransactWriteItems', request('t', put(key('c')), remove(key('b'))), MISMATCH),
  ])
  const one = put({ ...key('c'), a: { N: '1' } })
  const two = remove(key('b'))
  const turned = { Put: { Item: { a: { N: '1' }, ...key('c') }, TableName: 'hash' } }
  rows.story('the order of members does not matter, that of actions does', world, [
    transact([one, two], { ClientRequestToken: 't' }),
    transact([turned, two], { ClientRequestToken: 't' }),
    refuse('TransactWriteItems', request('t', two, one), MISMATCH),
  ])
  const metrics = { ReturnItemCollectionMetrics: 'SIZE' }
  rows.story('what is to be returned does not matter', world, [
    transact([one, two], { ClientRequestToken: 't' }),
    transact([one, two], { ClientRequestToken: 't', ...metrics }),
  ])
  rows.story('a refused transaction does not use the token up', world, [
    refuse('TransactWriteItems', request('t', FALSE), cancelled(failed())),
    add('t'),
    number('2'),
  ])
  rows.story('faults that come before the token are told of a replay, too', world, [
    add('t'),
    refuse('TransactWriteItems', request('t', put(key('c')), remove(key('c'))), TWICE),
  ])
})
