/** Secondary indexes: what they have of items, in which order, and what is refused. */

import { expect } from 'vitest'
import { type Expression, expr, type Item, NumberValue } from '../../../src/index.js'
import { Rows } from '../row.js'
import { order } from '../world.js'
import { refuseItems, refuseSelection } from './refused-selections.js'

export const indexes = new Rows('an index')

indexes.row('local has the items of a partition in another order', async ({ orders }) => {
  const totals = [order('a', { total: 3 }), order('b', { total: 1 }), order('c', { total: 2 })]
  await orders.putAll(totals)
  const byTotal = orders.index('byTotal')
  expect(await byTotal.query({ customerId: 'c' }).all()).toEqual([
    { customerId: 'c', orderId: 'b', total: 1 },
    { customerId: 'c', orderId: 'c', total: 2 },
    { customerId: 'c', orderId: 'a', total: 3 },
  ])
  const upTo = await byTotal.query({ customerId: 'c', total: { '<=': 2 } }).all()
  expect(upTo.map(({ orderId }) => orderId)).toEqual(['b', 'c'])
  const reverse = await byTotal.query({ customerId: 'c' }, { reverse: true }).all()
  expect(reverse.map(({ orderId }) => orderId)).toEqual(['a', 'c', 'b'])
})

indexes.row('local fetches what it does not have', async ({ orders }) => {
  const items = [order('a'), order('b', { total: 2 })]
  await orders.putAll(items)
  const byTotal = orders.index('byTotal')
  const notes = await byTotal.query({ customerId: 'c' }, { projection: ['note'] }).all()
  expect(notes).toEqual(items.map(({ note }) => ({ note })))
  const whole = await byTotal.query({ customerId: 'c' }, { wholeItems: true }).all()
  expect(whole).toEqual(items)
})

indexes.row('local finds by a filter on what it does not have', async ({ orders }) => {
  await orders.putAll([order('a'), order('b', { total: 2, note: 'another' })])
  const filter = expr`begins_with(note, ${'n'})`
  const found = orders.index('byTotal').query({ customerId: 'c' }, { filter })
  expect(await found.count()).toBe(1)
})

indexes.row('local is read consistently', async ({ orders }) => {
  await orders.put(order('a'))
  const options = { consistentRead: true }
  const found = orders.index('byTotal').query({ customerId: 'c' }, options)
  expect(await found.count()).toBe(1)
})

indexes.row('local has no items without its sort key', async ({ orders }) => {
  await orders.putAll([order('a', { shippedAt: 5 }), order('b')])
  const byShipping = orders.index('byShipping')
  expect(await byShipping.query({ customerId: 'c' }).all()).toEqual([order('a', { shippedAt: 5 })])
  await orders.update({ customerId: 'c', orderId: 'a' }, expr`REMOVE shippedAt`)
  expect(await byShipping.scan().count()).toBe(0)
})

indexes.row('global has the items that have its keys, and of them what it projects', async site => {
  const { orders } = site
  await orders.putAll([order('a', { status: 'open' }), order('b'), order('c', { status: 'done' })])
  const [byStatus, byNote] = [orders.index('byStatus'), orders.index('byNote')]
  const entry = { customerId: 'c', orderId: 'a', status: 'open', total: 1 }
  expect(await byStatus.query({ status: 'open' }).all()).toEqual([entry])
  expect(await byStatus.scan().count()).toBe(2)
  expect(await byNote.query({ note: order('').note as string }).count()).toBe(3)
  await orders.update({ customerId: 'c', orderId: 'a' }, expr`SET total = ${5}`)
  expect(await byStatus.query({ status: 'open', total: 5 }).count()).toBe(1)
  await orders.delete({ customerId: 'c', orderId: 'a' })
  expect(await byStatus.query({ status: 'open' }).first()).toBeUndefined()
})

indexes.row('gives pages that go on from its keys and the table’s', async ({ orders }) => {
  await orders.putAll(['a', 'b', 'c', 'd', 'e'].map(id => order(id, { status: 'open' })))
  const byStatus = orders.index('byStatus')
  const first = await byStatus.query({ status: 'open' }, { limit: 3 }).page()
  const { lastEvaluatedKey: startKey } = first
  expect(Object.keys(startKey ?? {}).sort()).toEqual(['customerId', 'orderId', 'status', 'total'])
  const rest = await byStatus.query({ status: 'open' }, { limit: 3, startKey }).page()
  expect(rest.lastEvaluatedKey).toBeUndefined()
  const found = [...first.items, ...rest.items].map(({ orderId }) => orderId)
  expect(found.sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
})

indexes.row('finds a number however it is written', async ({ orders }) => {
  await orders.put(order('a', { total: new NumberValue('1e2') }))
  expect(await orders.index('byTotal').query({ customerId: 'c', total: 100 }).count()).toBe(1)
})

indexes.group('is refused', () => {
  const inStatus = { status: 'open' }
  refuseSelection(
    indexes,
    'a consistent read of a global one',
    ({ orders }) => orders.index('byStatus').query(inStatus, { consistentRead: true }),
    'Consistent reads are not supported on global secondary indexes',
  )
  refuseSelection(
    indexes,
    'a name that there is not',
    ({ orders }) => orders.index('other').scan(),
    'The table does not have the specified index: other',
  )
  refuseItems(
    indexes,
    'an attribute that a global one does not project',
    ({ orders }) => orders.index('byStatus').query(inStatus, { projection: ['note'] }),
    'One or more parameter values were invalid: Global secondary index byStatus does not project [note]',
  )
  refuseItems(
    indexes,
    'whole items of a global one that has not all',
    ({ orders }) => orders.index('byStatus').query(inStatus, { wholeItems: true }),
    'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index byStatus because its projection type is not ALL',
  )
  refuseSelection(
    indexes,
    'a filter on its own keys',
    ({ orders }) => orders.index('byStatus').query(inStatus, { filter: expr`total = ${1}` }),
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: total',
  )

  const KEY = { customerId: 'c', orderId: 'a', status: 'open', total: 1 }
  const INVALID_START = 'The provided starting key is invalid'
  const STARTS: readonly (readonly [string, Item, string])[] = [
    [
      'without its own keys',
      { customerId: 'c', orderId: 'a' },
      `${INVALID_START}: status is missing, total is missing`,
    ],
    ['with another attribute', { ...KEY, note: 'n' }, `${INVALID_START}: note is no key attribute`],
    [
      'of another partition',
      { ...KEY, status: 'done' },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
  ]
  for (const [name, startKey, message] of STARTS) {
    const options = { startKey } as never
    refuseSelection(
      indexes,
      `a start key ${name}`,
      ({ orders }) => orders.index('byStatus').query(inStatus, options),
      message,
    )
  }

  const mismatch = (attribute: string, index: string, types: string) =>
    `One or more parameter values were invalid: Type mismatch for Index Key ${attribute} ${types} IndexName: ${index}`
  const ITEMS: readonly (readonly [string, Item, string])[] = [
    [
      'a string for a number',
      { shippedAt: '1' },
      mismatch('shippedAt', 'byShipping', 'Expected: N Actual: S'),
    ],
    [
      'a list for a number',
      { shippedAt: [] },
      mismatch('shippedAt', 'byShipping', 'Expected: N Actual: L'),
    ],
    [
      'an empty string',
      { status: '' },
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byStatus, IndexKey: status',
    ],
  ]
  for (const [name, rest, message] of ITEMS) {
    const item = order('a', rest)
    indexes.refused(
      [`an item with ${name} for its key, by put`, ({ orders }) => orders.put(item), message],
      [
        `an item with ${name} for its key, by putAll`,
        ({ orders }) => orders.putAll([item]),
        message,
      ],
    )
  }

  const UPDATES: readonly (readonly [string, Expression, string])[] = [
    [
      'to a list',
      expr`SET shippedAt = ${[]}`,
      mismatch('shippedAt', 'byShipping', 'Expected: N Actual: L'),
    ],
    [
      'inside of it',
      expr`SET total.x = ${1}`,
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: total",
    ],
  ]
  for (const [name, update, message] of UPDATES) {
    indexes.refused([
      `an update of its key ${name}`,
      ({ orders }) => orders.update({ customerId: 'c', orderId: 'a' }, update),
      message,
    ])
  }
})
