/** TransactGetItems: what it refuses, in the order of the service's checks, and what it answers. */

import { type Fault, put, type Refusal, Rows, tablesAnd } from '../row.js'
import { cancelled, EMPTY_KEY, invalid, KEY_SCHEMA, NO_TABLE, NONE, TWICE } from './texts.js'

export const rows = new Rows('TransactGetItems')

const key = (pk: string) => ({ pk: { S: pk } })
const get = (Key: object, members: object = {}) => ({ Get: { TableName: 'hash', Key, ...members } })
const TEXT = 'x'.repeat(400_000)
const ABSENT = { Get: { TableName: 'absent', Key: key('z') } }
const suite = { operation: 'TransactGetItems', base: {} }

rows.group('faults in the order of the service', () => {
  const faults: readonly (readonly [string, readonly object[], Refusal])[] = [
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
      cancelled(NONE, NONE, invalid(KEY_SCHEMA), NONE),
    ],
    ['two of one item', [get(key('a')), get(key('a'))], TWICE],
    [
      'one number by two texts',
      ['1000', '1e3'].map(N => ({ Get: { TableName: 'numbers', Key: { pk: { N }, sk: { N } } } })),
      TWICE,
    ],
  ]
  rows.refused(
    suite,
    faults.map(([name, TransactItems, refusal]): Fault => [name, { TransactItems }, refusal]),
  )

  const reasons: readonly (readonly [string, object, string])[] = [
    ['a key of another schema', {}, KEY_SCHEMA],
    ['a key of another type', { pk: { N: '1' } }, KEY_SCHEMA],
    ['a key of too many attributes', { ...key('a'), n: { N: '1' } }, KEY_SCHEMA],
    ['an empty key', key(''), EMPTY_KEY],
  ]
  rows.refused(
    suite,
    reasons.map(
      ([name, bad, message]): Fault => [
        `${name} is a reason`,
        { TransactItems: [get(key('b')), get(bad), get(key('a'))] },
        cancelled(NONE, invalid(message), NONE),
      ],
    ),
  )
})

rows.group('answers', () => {
  const item = { ...key('a'), n: { N: '1' }, m: { M: { x: { N: '2' }, y: { N: '3' } } } }
  const long = { ...key('large'), text: { S: 'x'.repeat(5000) } }
  const world = tablesAnd(...put('hash', item, long))
  const other = { Get: { TableName: 'range', Key: { ...key('a'), sk: { S: 'a' } } } }
  const four = { TransactItems: [other, get(key('a')), get(key('large')), get(key('zz'))] }
  const found = { Responses: [{}, { Item: item }, { Item: long }, {}] }
  const units = (CapacityUnits: number) => ({ CapacityUnits, ReadCapacityUnits: CapacityUnits })
  rows.answered({ ...suite, world }, [
    [
      'one response for each action, empty where nothing is found',
      { TransactItems: [get(key('zz')), get(key('a')), other] },
      { Responses: [{}, { Item: item }, {}] },
    ],
    [
      'a projection',
      { TransactItems: [get(key('a'), { ProjectionExpression: 'm.y' })] },
      { Responses: [{ Item: { m: { M: { y: { N: '3' } } } } }] },
    ],
    [
      'a projection by placeholders',
      {
        TransactItems: [
          get(key('a'), { ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': 'n' } }),
        ],
      },
      { Responses: [{ Item: { n: { N: '1' } } }] },
    ],
    [
      'a projection that finds nothing is told as no item',
      { TransactItems: [get(key('a'), { ProjectionExpression: 'zz' })] },
      { Responses: [{}] },
    ],
    ['no capacity', { ...four, ReturnConsumedCapacity: 'NONE' }, found],
    [
      'capacity is twice that of single reads, by table',
      { ...four, ReturnConsumedCapacity: 'TOTAL' },
      {
        ...found,
        ConsumedCapacity: [
          { TableName: 'range', ...units(2) },
          { TableName: 'hash', ...units(8) },
        ],
      },
    ],
    [
      'capacity by parts',
      { ...four, ReturnConsumedCapacity: 'INDEXES' },
      {
        ...found,
        ConsumedCapacity: [
          { TableName: 'range', ...units(2), Table: units(2) },
          { TableName: 'hash', ...units(8), Table: units(8) },
        ],
      },
    ],
  ])

  const keys = Array.from({ length: 11 }, (_, n) => key(`${n}`))
  const large = {
    ...suite,
    world: tablesAnd(...put('hash', ...keys.map(each => ({ ...each, text: { S: TEXT } })))),
  }
  const TransactItems = keys.map(each => get(each, { ProjectionExpression: 'pk' }))
  rows.answered(large, [
    [
      'nearly 4 MB',
      { TransactItems: TransactItems.slice(1) },
      { Responses: keys.slice(1).map(Item => ({ Item })) },
    ],
  ])
  rows.refused(large, [
    [
      'more than 4 MB, whatever is projected (the exact text is not known)',
      { TransactItems },
      'The transaction payload is too large: its aggregate size cannot exceed 4 MB (4194304 bytes)',
    ],
  ])
})
