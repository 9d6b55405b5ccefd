/** UpdateItem: what UPDATED_OLD and UPDATED_NEW tell of the paths that an expression touches. */

import { type Answered, answer, type Json, put, Rows, refuse, tablesAnd } from '../row.js'
import { CONDITION_FAILED, DETECTED } from './texts.js'

export const rows = new Rows('UpdateItem')

const key = { pk: { S: 'a' } }
const [zero, one, two, four, text] = [{ N: '0' }, { N: '1' }, { N: '2' }, { N: '4' }, { S: 'new' }]
const list = (...L: readonly object[]) => ({ L })
const item = {
  ...key,
  n: one,
  l: list(zero, one, two),
  m: { M: { b: { S: 'old' }, c: list({ S: '0' }, { S: '1' }, { S: '2' }), d: four } },
  s: { SS: ['p', 'q'] },
}
const world = tablesAnd(...put('hash', item))
const suite = { operation: 'UpdateItem', base: { TableName: 'hash', Key: key }, world }
const m = (M: Json) => ({ m: { M } })

/** What is set to `:v`, and what is told of it before and after; undefined where there is nothing. */
type Touching = readonly [
  expression: string,
  value: object | undefined,
  old: Json | undefined,
  now: Json | undefined,
]

const TOUCHING: readonly Touching[] = [
  ['SET n = :v', text, { n: one }, { n: text }],
  ['SET n = :v', one, { n: one }, { n: one }],
  ['SET n = n', undefined, { n: one }, { n: one }],
  ['SET z = :v', text, undefined, { z: text }],
  ['SET m = :v', text, { m: item.m }, { m: text }],
  ['SET m.b = :v', text, m({ b: { S: 'old' } }), m({ b: text })],
  ['SET m.z = :v', text, undefined, m({ z: text })],
  ['SET m.c[1] = :v', text, m({ c: list({ S: '1' }) }), m({ c: list(text) })],
  [
    'SET m.c[2] = :v, m.b = :v, m.c[0] = :v',
    text,
    m({ b: { S: 'old' }, c: list({ S: '0' }, { S: '2' }) }),
    m({ b: text, c: list(text, text) }),
  ],
  ['SET l[0] = :v', text, { l: list(zero) }, { l: list(text) }],
  ['SET l[3] = :v', text, undefined, { l: list(text) }],
  ['SET l[99] = :v', text, undefined, undefined],
  ['SET l[99] = :v, n = :v', text, { n: one }, { n: text }],
  ['SET l[1] = :v, l[3] = :v, l[7] = :v', text, { l: list(one) }, { l: list(text, text) }],
  ['REMOVE n', undefined, { n: one }, undefined],
  ['REMOVE z', undefined, undefined, undefined],
  ['REMOVE m.d', undefined, m({ d: four }), undefined],
  ['REMOVE m.z', undefined, undefined, undefined],
  ['REMOVE l[0]', undefined, { l: list(zero) }, { l: list(one) }],
  ['REMOVE l[1]', undefined, { l: list(one) }, { l: list(two) }],
  ['REMOVE l[2]', undefined, { l: list(two) }, undefined],
  ['REMOVE l[0], l[2]', undefined, { l: list(zero, two) }, { l: list(one) }],
  ['REMOVE m.c[2]', undefined, m({ c: list({ S: '2' }) }), undefined],
  [
    'REMOVE m.c[0] SET m.c[1] = :v',
    text,
    m({ c: list({ S: '0' }, { S: '1' }) }),
    m({ c: list(text, { S: '2' }) }),
  ],
  ['SET z = :v REMOVE n', text, { n: one }, { z: text }],
  ['ADD n :v', two, { n: one }, { n: { N: '3' } }],
  ['ADD z :v', two, undefined, { z: two }],
  ['ADD m.d :v', two, m({ d: four }), m({ d: { N: '6' } })],
  ['ADD s :v', { SS: ['r'] }, { s: item.s }, { s: { SS: ['p', 'q', 'r'] } }],
  ['ADD s :v', { SS: ['p'] }, { s: item.s }, { s: item.s }],
  ['DELETE s :v', { SS: ['p'] }, { s: item.s }, { s: { SS: ['q'] } }],
  ['DELETE s :v', { SS: ['z'] }, { s: item.s }, { s: item.s }],
  ['DELETE s :v', { SS: ['p', 'q'] }, { s: item.s }, undefined],
  ['DELETE z :v', { SS: ['p'] }, undefined, undefined],
]

const told = (Attributes: Json | undefined) => (Attributes === undefined ? {} : { Attributes })

rows.group('what an update touches', () => {
  const rowsOf = (ReturnValues: 'UPDATED_OLD' | 'UPDATED_NEW') =>
    TOUCHING.map(([UpdateExpression, value, old, now]): Answered => {
      const values = value && { ExpressionAttributeValues: { ':v': value } }
      return [
        `${ReturnValues} of ${UpdateExpression}${value ? ` with ${JSON.stringify(value)}` : ''}`,
        { UpdateExpression, ReturnValues, ...values },
        told(ReturnValues === 'UPDATED_OLD' ? old : now),
      ]
    })
  rows.answered(suite, [...rowsOf('UPDATED_OLD'), ...rowsOf('UPDATED_NEW')])
})

rows.group('what AttributeUpdates touch', () => {
  const updates = {
    n: { Action: 'ADD', Value: two },
    s: { Action: 'DELETE', Value: { SS: ['p'] } },
    l: { Action: 'DELETE' },
    y: { Action: 'DELETE' },
    z: { Value: text },
  }
  const returning = (ReturnValues: string) => ({ AttributeUpdates: updates, ReturnValues })
  rows.answered(suite, [
    ['UPDATED_OLD', returning('UPDATED_OLD'), { Attributes: { n: one, s: item.s, l: item.l } }],
    [
      'UPDATED_NEW',
      returning('UPDATED_NEW'),
      { Attributes: { n: { N: '3' }, s: { SS: ['q'] }, z: text } },
    ],
    [
      'ALL_NEW',
      returning('ALL_NEW'),
      { Attributes: { ...key, n: { N: '3' }, s: { SS: ['q'] }, m: item.m, z: text } },
    ],
    ['ALL_OLD', returning('ALL_OLD'), { Attributes: item }],
    ['NONE', returning('NONE'), {}],
  ])
})

rows.group('an item that is not there', () => {
  const Key = { pk: { S: 'none' } }
  const setting = {
    Key,
    UpdateExpression: 'SET z = :v',
    ExpressionAttributeValues: { ':v': text },
  }
  const cases: readonly (readonly [string, Json | undefined])[] = [
    ['NONE', undefined],
    ['ALL_OLD', undefined],
    ['ALL_NEW', { ...Key, z: text }],
    ['UPDATED_OLD', undefined],
    ['UPDATED_NEW', { z: text }],
  ]
  for (const [ReturnValues, attributes] of cases) {
    rows.answered(suite, [
      [`${ReturnValues} of what makes it`, { ...setting, ReturnValues }, told(attributes)],
      [
        `${ReturnValues} of what removes from it`,
        { Key, UpdateExpression: 'REMOVE z', ReturnValues },
        {},
      ],
      [
        `${ReturnValues} of what makes it of its key`,
        { Key, ReturnValues },
        told(ReturnValues === 'ALL_NEW' ? Key : undefined),
      ],
    ])
    rows.story(`${ReturnValues} of what removes from it makes no item`, world, [
      answer('UpdateItem', { ...suite.base, Key, UpdateExpression: 'REMOVE z', ReturnValues }, {}),
      answer('GetItem', { TableName: 'hash', Key }, {}),
    ])
  }
})

rows.group('what PutItem and DeleteItem return', () => {
  const after = { ...key, n: two }
  const putting = { TableName: 'hash', Item: after }
  const deleting = { TableName: 'hash', Key: key }
  const old = { ReturnValues: 'ALL_OLD' }
  rows.story('the item that was there, each time', world, [
    answer('PutItem', { ...putting, ...old }, { Attributes: item }),
    answer('PutItem', { ...putting, ...old }, { Attributes: after }),
    answer('PutItem', { ...putting, ReturnValues: 'NONE' }, {}),
    answer('DeleteItem', { ...deleting, ...old }, { Attributes: after }),
    answer('DeleteItem', { ...deleting, ...old }, {}),
    answer('PutItem', { ...putting, ...old }, {}),
  ])
  for (const ReturnValues of ['ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']) {
    const refusal = `${DETECTED}ReturnValues can only be ALL_OLD or NONE`
    rows.story(`not ${ReturnValues}`, world, [
      refuse('PutItem', { ...putting, ReturnValues }, refusal),
      refuse('DeleteItem', { ...deleting, ReturnValues }, refusal),
    ])
  }
  const failing = { ConditionExpression: 'attribute_exists(zz)' }
  const telling = { ...failing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
  const none = { pk: { S: 'none' } }
  const failure = { text: CONDITION_FAILED, Item: item }
  rows.story('the item on which a condition failed, only if it is asked for', world, [
    refuse('PutItem', { ...putting, ...failing }, CONDITION_FAILED),
    refuse('PutItem', { ...putting, ...telling }, failure),
    refuse('DeleteItem', { ...deleting, ...telling }, failure),
    refuse('UpdateItem', { ...suite.base, ...telling }, failure),
    refuse('PutItem', { TableName: 'hash', Item: none, ...telling }, CONDITION_FAILED),
    refuse('DeleteItem', { TableName: 'hash', Key: none, ...telling }, CONDITION_FAILED),
    refuse('UpdateItem', { TableName: 'hash', Key: none, ...telling }, CONDITION_FAILED),
  ])
})
