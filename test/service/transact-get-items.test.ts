import { describe, expect, test } from 'vitest'
import { type Fault, NO_TABLE, testEach } from './refusals.js'
import { TestRegion } from './region.js'

const key = (pk: string) => ({ pk: { S: pk } })
const get = (Key: object, members: object = {}) => ({ Get: { TableName: 'hash', Key, ...members } })
const ABSENT = { Get: { TableName: 'absent', Key: key('z') } }
const suite = { operation: 'TransactGetItems', base: {} }

const TWICE = 'Transaction request cannot include multiple operations on one item'
const cancelled = (...codes: string[]) =>
  `TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`

describe('faults in the order of the service', () => {
  const rows: readonly (readonly [string, readonly object[], string])[] = [
    [
      'names without an expression',
      [get({ pk: { N: 'x' } }, { ExpressionAttributeNames: {} }), ABSENT],
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      'a value that is none, before the projection of the same action',
      [get({ pk: { N: '' } }, { ProjectionExpression: 'a,' }), ABSENT],
      'The parameter cannot be converted to a numeric value',
    ],
    [
      'actions are checked in order',
      [get(key('a'), { ProjectionExpression: 'a,' }), get({ pk: {} }), ABSENT],
      'Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ","',
    ],
    [
      'names that are not used',
      [get(key('a'), { ProjectionExpression: 'a', ExpressionAttributeNames: { '#b': 'b' } })],
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}',
    ],
    ['a table that does not exist, before a key of another schema', [get({}), ABSENT], NO_TABLE],
    [
      'a key of another schema, before two of one item',
      [get(key('a')), get(key('a')), get({}), get({})],
      cancelled('None', 'None', 'ValidationError', 'None'),
    ],
    ['two of one item', [get(key('a')), get(key('a'))], TWICE],
    [
      'one number by two texts',
      ['1000', '1e3'].map(N => ({ Get: { TableName: 'numbers', Key: { pk: { N }, sk: { N } } } })),
      TWICE,
    ],
  ]
  testEach(
    suite,
    rows.map(([name, TransactItems, refusal]): Fault => [name, { TransactItems }, refusal]),
  )

  test.each([
    ['a key of another schema', {}, 'The provided key element does not match the schema'],
    [
      'an empty key',
      key(''),
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ],
  ])('%s is a reason', (_, bad, message) => {
    const TransactItems = [get(key('a')), get(bad)]
    expect(new TestRegion().refusal('TransactGetItems', { TransactItems })).toMatchObject({
      cancellationReasons: [{ code: 'None' }, { code: 'ValidationError', message }],
    })
  })
})

describe('answers', () => {
  const region = new TestRegion()
  const item = { ...key('a'), n: { N: '1' }, m: { M: { x: { N: '2' }, y: { N: '3' } } } }
  region.put('hash', item, { ...key('large'), text: { S: 'x'.repeat(5000) } })
  const run = (TransactItems: readonly object[], members: object = {}) =>
    region.run('TransactGetItems', { TransactItems, ...members })

  test('one response for each action, empty where nothing is found', () => {
    const other = { Get: { TableName: 'range', Key: { ...key('a'), sk: { S: 'a' } } } }
    expect(run([get(key('zz')), get(key('a')), other])).toEqual({
      Responses: [{}, { Item: item }, {}],
    })
  })

  test('projections; one that finds nothing is told as no item', () => {
    expect(run([get(key('a'), { ProjectionExpression: 'm.y' })])).toEqual({
      Responses: [{ Item: { m: { M: { y: { N: '3' } } } } }],
    })
    expect(run([get(key('a'), { ProjectionExpression: 'zz' })])).toEqual({ Responses: [{}] })
  })

  test('capacity is twice that of single reads, by table', () => {
    const other = { Get: { TableName: 'range', Key: { ...key('a'), sk: { S: 'a' } } } }
    const actions = [other, get(key('a')), get(key('large')), get(key('zz'))]
    const units = (CapacityUnits: number) => ({ CapacityUnits, ReadCapacityUnits: CapacityUnits })
    expect(run(actions, { ReturnConsumedCapacity: 'TOTAL' }).ConsumedCapacity).toEqual([
      { TableName: 'range', ...units(2) },
      { TableName: 'hash', ...units(8) },
    ])
    expect(run(actions, { ReturnConsumedCapacity: 'INDEXES' }).ConsumedCapacity).toEqual([
      { TableName: 'range', ...units(2), Table: units(2) },
      { TableName: 'hash', ...units(8), Table: units(8) },
    ])
  })

  test('no more than 4 MB (the exact text is not known)', () => {
    const large = new TestRegion()
    const keys = Array.from({ length: 11 }, (_, n) => key(`${n}`))
    for (const each of keys) large.put('hash', { ...each, text: { S: 'x'.repeat(400_000) } })
    const TransactItems = keys.map(each => get(each, { ProjectionExpression: 'pk' }))
    expect(large.refusal('TransactGetItems', { TransactItems }).name).toBe('ValidationException')
    const fewer = { TransactItems: TransactItems.slice(0, 10) }
    expect(large.run('TransactGetItems', fewer).Responses).toHaveLength(10)
  })
})
