import { beforeEach, describe, expect, test } from 'vitest'
import type { DynamoError } from '../../src/errors/dynamo-error.js'
import { type Fault, INVALID, NO_TABLE, testEach, textOf } from './refusals.js'
import { type Json, nested, TestRegion } from './region.js'

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

const prepare = (region: TestRegion) =>
  region.put('hash', { ...key('a'), n: { N: '1' }, t: { S: 'x' } }, key('b'))
const suite = { operation: 'TransactWriteItems', base: {}, prepare }

const SIZE = 'Item size has exceeded the maximum allowed size'
const SCHEMA = 'The provided key element does not match the schema'
const TWICE = 'Transaction request cannot include multiple operations on one item'
const NOT_NUMBER = 'The parameter cannot be converted to a numeric value: x'
const text = (length: number) => ({ S: 'x'.repeat(length) })
const cancelled = (...codes: string[]) =>
  `TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`

const rows = (faults: readonly (readonly [string, readonly object[], string])[]): Fault[] =>
  faults.map(([name, TransactItems, refusal]) => [name, { TransactItems }, refusal])

describe('faults in the order of the service', () => {
  testEach(
    suite,
    rows([
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
      [
        'an empty key value, before a key of another schema',
        [remove({}), put(key(''))],
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
      ],
      [
        'a key of another schema, before two actions on one item',
        [put(key('c')), remove(key('c')), remove({})],
        cancelled('None', 'None', 'ValidationError'),
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
      [
        'a condition that does not hold',
        [put(key('c')), FALSE],
        cancelled('None', 'ConditionalCheckFailed'),
      ],
    ]),
  )
})

describe('values in the older words', () => {
  const bound = (value: unknown, message: string): readonly [string, readonly object[], string] => [
    `bound ${JSON.stringify(value).slice(0, 60)}`,
    [check(key('a'), 'n = :v', { ExpressionAttributeValues: { ':v': value } })],
    `ExpressionAttributeValues contains invalid value: ${message} for key :v`,
  ]
  testEach(
    suite,
    rows([
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

describe('cancellation', () => {
  let region: TestRegion
  beforeEach(() => {
    region = new TestRegion()
    prepare(region)
  })
  const reasonsOf = (TransactItems: readonly object[]) => {
    const before = region.contents()
    const error = region.refusal('TransactWriteItems', { TransactItems }) as DynamoError & {
      cancellationReasons: readonly { code: string; message?: string; item?: unknown }[]
    }
    expect(region.contents()).toEqual(before)
    const codes = error.cancellationReasons.map(({ code }) => code)
    expect(textOf(error)).toBe(cancelled(...codes))
    return error.cancellationReasons.map(({ code, message, item }) => {
      const reason = message === undefined ? code : `${code}: ${message}`
      return item === undefined ? reason : [reason, item]
    })
  }
  const FAILED = 'ConditionalCheckFailed: The conditional request failed'
  const invalid = (message: string) => `ValidationError: ${message}`

  test.each([
    ['a missing key', put({ n: { N: '1' } }), `${INVALID}Missing the key pk in the item`],
    [
      'a key of another type in an item',
      put({ pk: { N: '1' } }),
      `${INVALID}Type mismatch for key pk expected: S actual: N`,
    ],
    ['a key of another type', update({ pk: { N: '1' } }, 'REMOVE n'), SCHEMA],
    ['a key of too many attributes', remove({ ...key('c'), n: { N: '1' } }), SCHEMA],
    ['no key', check({}, 'n = n2'), SCHEMA],
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
  ])(
    '%s is told of the first such action alone, and conditions are not asked',
    (_, action, message) => {
      expect(reasonsOf([FALSE, action, put({})])).toEqual(['None', invalid(message), 'None'])
    },
  )

  test('all conditions that do not hold are told, with the item where it is asked for', () => {
    const told = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
    const absent = { ConditionExpression: 'attribute_exists(pk)', ...told }
    expect(
      reasonsOf([
        check(key('a'), 'attribute_not_exists(pk)', told),
        put(key('c')),
        remove(key('b'), { ConditionExpression: 'n = n2' }),
        update(key('d'), 'SET n2 = n', absent),
      ]),
    ).toEqual([[FAILED, { pk: 'a', n: 1, t: 'x' }], 'None', FAILED, FAILED])
  })

  test.each([
    [
      'SET n2 = n3',
      'The provided expression refers to an attribute that does not exist in the item',
    ],
    ['SET n2 = t + n', 'An operand in the update expression has an incorrect data type'],
    ['SET n.a = n', 'The document path provided in the update expression is invalid for update'],
  ])('%s', (expression, message) => {
    expect(reasonsOf([put(key('c')), update(key('a'), expression), FALSE].slice(0, 2))).toEqual([
      'None',
      invalid(message),
    ])
  })

  test('an item that gets too large, and a number out of range', () => {
    const large = { ExpressionAttributeValues: { ':v': text(409_600) } }
    const huge = { ExpressionAttributeValues: { ':v': { N: '9e125' } } }
    expect(
      reasonsOf([
        update(key('a'), 'SET t = :v', large),
        put(key('c')),
        update(key('d'), 'SET n = if_not_exists(n, :v) + :v', huge),
      ]),
    ).toEqual([
      invalid('Item size to update has exceeded the maximum allowed size'),
      'None',
      invalid(
        'Number overflow. Attempting to store a number with magnitude larger than supported range',
      ),
    ])
  })
})

describe('answers', () => {
  let region: TestRegion
  beforeEach(() => {
    region = new TestRegion()
    prepare(region)
  })
  const run = (TransactItems: readonly object[], members: Json = {}) =>
    region.run('TransactWriteItems', { TransactItems, ...members })

  test('all four kinds of actions', () => {
    const value = { ExpressionAttributeValues: { ':v': { N: '2' } } }
    const answer = run([
      put(key('c'), { ConditionExpression: 'attribute_not_exists(pk)' }),
      update(key('a'), 'SET n = n + :v REMOVE t', value),
      remove(key('b')),
      check(key('zz'), 'attribute_not_exists(pk)'),
    ])
    expect(answer).toEqual({})
    expect((region.items('hash') as object[]).length).toBe(2)
    expect(region.items('hash')).toEqual(
      expect.arrayContaining([key('c'), { ...key('a'), n: { N: '3' } }]),
    )
  })

  test('every action sees the state before', () => {
    const value = { ExpressionAttributeValues: { ':v': { N: '7' } } }
    run([
      update(key('a'), 'SET n = :v', value),
      check(key('b'), 'attribute_exists(pk)'),
      update(key('d'), 'SET n = :v', { ConditionExpression: 'attribute_not_exists(pk)', ...value }),
    ])
    expect((region.items('hash') as object[]).length).toBe(3)
  })

  test('capacity is twice that of single writes, by table', () => {
    const sorted = { Put: { TableName: 'range', Item: { ...key('a'), sk: { S: 'a' } } } }
    const actions = [put({ ...key('c'), text: text(1500) }), sorted, check(key('zz'), 'n <> n2')]
    const units = (CapacityUnits: number) => ({ CapacityUnits, WriteCapacityUnits: CapacityUnits })
    expect(run(actions, { ReturnConsumedCapacity: 'TOTAL' })).toEqual({
      ConsumedCapacity: [
        { TableName: 'hash', ...units(6) },
        { TableName: 'range', ...units(2) },
      ],
    })
    const metrics = { ReturnItemCollectionMetrics: 'SIZE' }
    expect(run(actions, { ReturnConsumedCapacity: 'INDEXES', ...metrics })).toEqual({
      ConsumedCapacity: [
        { TableName: 'hash', ...units(6), Table: units(6) },
        { TableName: 'range', ...units(2), Table: units(2) },
      ],
    })
  })
})

describe('client request tokens', () => {
  let region: TestRegion
  beforeEach(() => {
    region = new TestRegion()
    prepare(region)
  })
  const add = (ClientRequestToken: string, members: Json = {}, v = '1') =>
    region.run('TransactWriteItems', {
      ClientRequestToken,
      TransactItems: [
        update(key('a'), 'ADD n :v', { ExpressionAttributeValues: { ':v': { N: v } } }),
      ],
      ...members,
    })
  const number = () => {
    const { Item } = region.run('GetItem', { TableName: 'hash', Key: key('a') })
    return (Item as { n: { N: string } }).n.N
  }
  const MINUTE = 60_000

  test('a transaction that is sent again is not done again, for ten minutes', () => {
    expect(add('t')).toEqual({})
    expect(number()).toBe('2')
    region.clock.advance(10 * MINUTE - 1)
    expect(add('t')).toEqual({})
    expect(number()).toBe('2')
    region.clock.advance(1)
    add('t')
    expect(number()).toBe('3')
    add('other')
    expect(number()).toBe('4')
  })

  test('a replay consumes reads of what was written, and tells so', () => {
    const large = { ...key('c'), text: text(9000) }
    const request = {
      ClientRequestToken: 't',
      TransactItems: [put(large), check(key('zz'), 'n <> n2')],
      ReturnConsumedCapacity: 'INDEXES',
    }
    const units = (kind: string, CapacityUnits: number) => ({
      CapacityUnits,
      [kind]: CapacityUnits,
    })
    const written = units('WriteCapacityUnits', 20)
    expect(region.run('TransactWriteItems', request)).toEqual({
      ConsumedCapacity: [{ TableName: 'hash', ...written, Table: written }],
    })
    region.run('DeleteItem', { TableName: 'hash', Key: key('c') })
    const read = units('ReadCapacityUnits', 8)
    expect(region.run('TransactWriteItems', request)).toEqual({
      ConsumedCapacity: [{ TableName: 'hash', ...read, Table: read }],
    })
  })

  test('another transaction is refused', () => {
    add('t')
    const before = region.contents()
    const request = {
      ClientRequestToken: 't',
      TransactItems: [put({ ...key('c'), a: { N: '1' }, b: { N: '2' } }), remove(key('b'))],
    }
    const refusal = region.refusal('TransactWriteItems', request)
    // The service's text is not known.
    expect(refusal.name).toBe('IdempotentParameterMismatchException')
    expect(region.contents()).toEqual(before)
  })

  test('the order of members does not matter, that of actions does, and what is returned does not', () => {
    const [one, two] = [put({ ...key('c'), a: { N: '1' } }), remove(key('b'))]
    const token = { ClientRequestToken: 't' }
    region.run('TransactWriteItems', { TransactItems: [one, two], ...token })
    const turned = { Put: { Item: { a: { N: '1' }, ...key('c') }, TableName: 'hash' } }
    const again = { TransactItems: [turned, two], ReturnConsumedCapacity: 'TOTAL', ...token }
    expect(region.run('TransactWriteItems', again)).toHaveProperty('ConsumedCapacity')
    const exchanged = { TransactItems: [two, one], ...token }
    expect(region.refusal('TransactWriteItems', exchanged).name).toBe(
      'IdempotentParameterMismatchException',
    )
  })

  test('a refused transaction does not use the token up', () => {
    const failing = { ClientRequestToken: 't', TransactItems: [FALSE] }
    expect(region.refusal('TransactWriteItems', failing).name).toBe('TransactionCanceledException')
    add('t')
    expect(number()).toBe('2')
  })

  test('faults that come before the token are told of a replay, too', () => {
    add('t')
    const twice = { ClientRequestToken: 't', TransactItems: [put(key('c')), remove(key('c'))] }
    expect(region.refusal('TransactWriteItems', twice).message).toBe(TWICE)
  })
})
