/** What get and getAll return, and what projections take of items. */

import { expect } from 'vitest'
import { type Expression, expr, type Item, NumberValue } from '../../../src/index.js'
import { Rows } from '../row.js'
import { NOTE, NOTE_KEY } from '../world.js'

export const gets = new Rows('get and getAll')

gets.row('give the item, or undefined', async ({ notes, people }) => {
  expect(await notes.get(NOTE_KEY)).toEqual(NOTE)
  expect(await notes.get({ sk: 'b', pk: 'a' })).toEqual(NOTE)
  expect(await notes.get({ pk: 'a', sk: 'B' })).toBeUndefined()
  expect(await people.get({ id: new NumberValue('1.00') })).toEqual({ id: 1, v: 'one' })
  expect(await notes.get(NOTE_KEY, { consistentRead: false })).toEqual(NOTE)
})

gets.row('give items in the order of the keys', async ({ people }) => {
  const keys = [2, 9, 1].map(id => ({ id }))
  expect(await people.getAll(keys)).toEqual([{ id: 2 }, undefined, { id: 1, v: 'one' }])
  expect(await people.getAll(new Set(keys), { projection: ['v'] })).toEqual([
    {},
    undefined,
    { v: 'one' },
  ])
  expect(await people.getAll([])).toEqual([])
  expect(await people.getAll(Array.from({ length: 250 }, (_, id) => ({ id })))).toHaveLength(250)
})

const PROJECTIONS: readonly (readonly [string, readonly string[] | Expression, Item])[] = [
  ['names', ['n', 's'], { n: 1, s: 'text' }],
  ['names of keys', ['sk', 'n', 'pk'], { pk: 'a', sk: 'b', n: 1 }],
  ['a name twice', ['n', 'n'], { n: 1 }],
  ['names that are not there', ['nothing', 'm.x'], {}],
  ['no names', [], {}],
  ['paths', expr`m.y.z, l[1], n`, { n: 1, l: [11], m: { y: { z: 2 } } }],
  ['elements in another order', expr`l[2], l[0]`, { l: [10, 12] }],
  ['paths that find nothing', expr`m.nothing, l[9], n.x`, {}],
  ['a reserved word', expr`total, n`, { n: 1 }],
]
gets.group('take of the item', () =>
  gets.each(PROJECTIONS, async ({ notes }, _, projection, expected) => {
    const options = { projection }
    expect(await notes.get(NOTE_KEY, options)).toEqual(expected)
    expect(await notes.getAll([NOTE_KEY], options)).toEqual([expected])
    expect(await notes.query(NOTE_KEY, options).all()).toEqual([expected])
    expect((await notes.query(NOTE_KEY, options).page()).items).toEqual([expected])
    expect(await notes.scan({ filter: expr`n = ${1}`, ...options }).first()).toEqual(expected)
  }),
)
gets.group('take of the item, by transactGet', () =>
  gets.each(PROJECTIONS, async ({ db, notes }, _, projection, expected) => {
    expect(await db.transactGet([{ get: notes, key: NOTE_KEY, projection }])).toEqual([expected])
  }),
)

gets.row('a filter sees what the projection leaves out', async ({ notes }) => {
  const read = notes.query({ pk: 'a' }, { filter: expr`n = ${2}`, projection: ['sk'] })
  expect(await read.all()).toEqual([{ sk: 'c' }])
})
