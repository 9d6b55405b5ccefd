/** What updates make of items, and what they return. */

import { expect } from 'vitest'
import {
  type Expression,
  expr,
  type Item,
  NumberValue,
  type UpdateReturnValues,
} from '../../../src/index.js'
import { Rows } from '../row.js'
import { NEW_KEY, NOTE, NOTE_KEY } from '../world.js'

export const updates = new Rows('update')

/** An update of NOTE, and what it makes of it. */
const UPDATES: readonly (readonly [string, Expression, Partial<Record<string, unknown>>])[] = [
  ['SET of another', expr`SET a = ${1}`, { a: 1 }],
  ['SET from what was before', expr`SET n = n + ${1}, a = n`, { n: 2, a: 1 }],
  ['SET of a reserved word', expr`SET total = if_not_exists(total, ${0}) + ${5}`, { total: 5 }],
  ['SET of a name with a dot', expr`SET ${expr.name('a.b')} = ${1}`, { 'a.b': 1 }],
  ['SET inside a map', expr`SET m.y.w = ${3}`, { m: { x: 1, y: { z: 2, w: 3 } } }],
  [
    'SET beyond the end of a list',
    expr`SET l[9] = ${'w'}, l[7] = ${'v'}`,
    { l: [10, 11, 12, 'v', 'w'] },
  ],
  [
    'SET of a list that grows at its front',
    expr`SET l = list_append(${[9]}, l)`,
    { l: [9, 10, 11, 12] },
  ],
  ['REMOVE and SET of what moves', expr`REMOVE n SET a = n`, { n: undefined, a: 1 }],
  ['REMOVE of elements by their places before', expr`REMOVE l[0], l[2]`, { l: [11] }],
  [
    'REMOVE and SET of elements by their places before',
    expr`REMOVE l[0] SET l[1] = ${'v'}`,
    { l: ['v', 12] },
  ],
  ['REMOVE of the last member', expr`REMOVE m.y.z`, { m: { x: 1, y: {} } }],
  ['REMOVE of nothing', expr`REMOVE nothing, m.nothing, l[9]`, {}],
  ['ADD to a number', expr`ADD n ${-3}, m.x ${1}`, { n: -2, m: { x: 2, y: { z: 2 } } }],
  ['ADD of a number to nothing', expr`ADD a ${5}`, { a: 5 }],
  ['ADD to a set', expr`ADD ss ${new Set(['r', 'p'])}`, { ss: new Set(['p', 'q', 'r']) }],
  ['DELETE from a set', expr`DELETE ss ${new Set(['q', 'r'])}`, { ss: new Set(['p']) }],
  ['DELETE of all members', expr`DELETE ss ${new Set(['q', 'p'])}`, { ss: undefined }],
  [
    'exact sums',
    expr`SET n = n + ${0.1}, a = m.y.z - ${new NumberValue('1e-37')}`,
    { n: 1.1, a: new NumberValue(`1.${'9'.repeat(37)}`) },
  ],
]
const changed = (changes: object) =>
  Object.fromEntries(
    Object.entries({ ...NOTE, ...changes }).filter(([, value]) => value !== undefined),
  )
updates.each(UPDATES, async ({ notes }, _, update, changes) => {
  expect(await notes.update(NOTE_KEY, update)).toBeUndefined()
  expect(await notes.get(NOTE_KEY)).toEqual(changed(changes))
})
updates.group('in a transaction', () =>
  updates.each(UPDATES, async ({ db, notes }, _, update, changes) => {
    await db.transactWrite([{ update: notes, key: NOTE_KEY, set: update }])
    expect(await notes.get(NOTE_KEY)).toEqual(changed(changes))
  }),
)

updates.row('makes an item where there is none, unless it only removes', async ({ notes }) => {
  await notes.update(NEW_KEY, expr`SET a = ${1} REMOVE b`)
  expect(await notes.get(NEW_KEY)).toEqual({ ...NEW_KEY, a: 1 })
  const other = { pk: 'new', sk: 'c' }
  await notes.update(other, expr`ADD ss ${new Set(['x'])}`)
  expect(await notes.get(other)).toEqual({ ...other, ss: new Set(['x']) })
  const none = { pk: 'new', sk: 'd' }
  await notes.update(none, expr`REMOVE a, b.c DELETE ss ${new Set(['x'])}`)
  expect(await notes.get(none)).toBeUndefined()
})

/** An update of NOTE: what UPDATED_OLD and UPDATED_NEW return. */
const TOUCHED: readonly (readonly [string, Expression, Item | undefined, Item | undefined])[] = [
  ['an attribute', expr`SET n = ${5}`, { n: 1 }, { n: 5 }],
  ['one that stays as it is', expr`SET n = ${1}`, { n: 1 }, { n: 1 }],
  ['one that comes', expr`SET a = ${1}`, undefined, { a: 1 }],
  ['one that goes', expr`REMOVE n`, { n: 1 }, undefined],
  ['one that is not there', expr`REMOVE nothing`, undefined, undefined],
  ['several', expr`SET n = ${5}, a = ${1} REMOVE s`, { n: 1, s: 'text' }, { n: 5, a: 1 }],
  ['inside a map', expr`SET m.y.z = ${5}`, { m: { y: { z: 2 } } }, { m: { y: { z: 5 } } }],
  ['inside a map, and come', expr`SET m.w = ${5}`, undefined, { m: { w: 5 } }],
  ['elements of a list', expr`SET l[2] = ${5}, l[0] = ${4}`, { l: [10, 12] }, { l: [4, 5] }],
  ['an element that is appended', expr`SET l[99] = ${5}`, undefined, undefined],
  ['an element that is removed', expr`REMOVE l[1]`, { l: [11] }, { l: [12] }],
  ['the last element, removed', expr`REMOVE l[2]`, { l: [12] }, undefined],
  ['a number that is added to', expr`ADD n ${1}`, { n: 1 }, { n: 2 }],
  [
    'a set that shrinks',
    expr`DELETE ss ${new Set(['p'])}`,
    { ss: new Set(['p', 'q']) },
    { ss: new Set(['q']) },
  ],
  [
    'a set that goes',
    expr`DELETE ss ${new Set(['p', 'q'])}`,
    { ss: new Set(['p', 'q']) },
    undefined,
  ],
]
updates.group('returns what it touched', () =>
  updates.each(TOUCHED, async ({ notes }, _, update, before, after) => {
    for (const [returnValues, expected] of [
      ['UPDATED_OLD', before],
      ['UPDATED_NEW', after],
    ] as const) {
      await notes.put(NOTE)
      expect(await notes.update(NOTE_KEY, update, { returnValues })).toEqual(expected)
    }
  }),
)

updates.row('returns the whole item, before or after', async ({ notes }) => {
  const update = (key: typeof NOTE_KEY, returnValues: UpdateReturnValues) =>
    notes.update(key, expr`SET n = ${5}`, { returnValues })
  expect(await update(NOTE_KEY, 'ALL_OLD')).toEqual(NOTE)
  expect(await update(NOTE_KEY, 'ALL_NEW')).toEqual({ ...NOTE, n: 5 })
  expect(await update(NEW_KEY, 'ALL_OLD')).toBeUndefined()
  expect(await update({ pk: 'new', sk: 'c' }, 'ALL_NEW')).toEqual({ pk: 'new', sk: 'c', n: 5 })
  expect(await update({ pk: 'new', sk: 'd' }, 'UPDATED_OLD')).toBeUndefined()
  expect(await update({ pk: 'new', sk: 'e' }, 'UPDATED_NEW')).toEqual({ n: 5 })
  const nothing = { pk: 'no', sk: 'b' }
  for (const returnValues of ['ALL_NEW', 'ALL_OLD', 'UPDATED_NEW', 'UPDATED_OLD'] as const) {
    expect(await notes.update(nothing, expr`REMOVE n`, { returnValues })).toBeUndefined()
  }
})

updates.row('counts up, however many do so at a time', async ({ people }) => {
  await Promise.all(
    Array.from({ length: 12 }, () => people.update({ id: 3 }, expr`ADD visits ${1}`)),
  )
  expect(await people.get({ id: 3 })).toEqual({ id: 3, visits: 12 })
})
