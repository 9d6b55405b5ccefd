/** Transactions: all or nothing, and of one moment. */

import { expect } from 'vitest'
import { expr } from '../../../src/index.js'
import { type RefusedCall, Rows } from '../row.js'
import { canceled, NAN, PAYLOAD } from '../texts.js'
import { contentsOf, NOTE, NOTE_KEY, text } from '../world.js'

export const transactions = new Rows('a transaction')

const people = (count: number) => Array.from({ length: count }, (_, index) => ({ id: 100 + index }))

transactions.group('transactWrite', () => {
  transactions.row(
    'puts, updates, deletes and checks in several tables, all seen at once',
    async ({ db, notes, people, readings }) => {
      const answer = await db.transactWrite([
        { put: people, item: { id: 9 }, if: expr`attribute_not_exists(id)` },
        { update: notes, key: NOTE_KEY, set: expr`SET n = n + ${4} REMOVE s`, if: expr`n = ${1}` },
        { delete: readings, key: { pk: 'a', sk: 2 } },
        { check: notes, key: { pk: 'a', sk: 'c' }, if: expr`n = ${2}` },
        { update: notes, key: { pk: 'new', sk: 'b' }, set: expr`ADD n ${1}` },
      ])
      expect(answer).toBeUndefined()
      expect(await people.get({ id: 9 })).toEqual({ id: 9 })
      const { s: _, ...rest } = NOTE
      expect(await notes.get(NOTE_KEY)).toEqual({ ...rest, n: 5 })
      expect(await notes.get({ pk: 'new', sk: 'b' })).toEqual({ pk: 'new', sk: 'b', n: 1 })
      expect(await readings.query({ pk: 'a' }).all()).toHaveLength(2)
    },
  )

  transactions.row('takes 100 actions', async ({ db, people: table }) => {
    await db.transactWrite(people(100).map(item => ({ put: table, item })))
    expect(await table.scan().count()).toBe(102)
    await db.transactWrite(people(100).map(key => ({ delete: table, key })))
    expect(await table.scan().count()).toBe(2)
  })

  transactions.row(
    'does nothing for checks that hold and deletes of nothing',
    async ({ db, notes, people }) => {
      const before = await contentsOf(db)
      await db.transactWrite([
        { check: notes, key: NOTE_KEY, if: expr`attribute_exists(n)` },
        { check: notes, key: { pk: 'no', sk: 'b' }, if: expr`attribute_not_exists(pk)` },
        { delete: people, key: { id: 77 } },
        { update: people, key: { id: 78 }, set: expr`REMOVE v` },
      ])
      expect(await contentsOf(db)).toEqual(before)
    },
  )

  transactions.row(
    'sees in each action what was there before all of them',
    async ({ db, people }) => {
      await db.transactWrite([
        { delete: people, key: { id: 1 } },
        { check: people, key: { id: 2 }, if: expr`attribute_exists(id)` },
        { put: people, item: { id: 3 } },
      ])
      expect(await people.getAll([{ id: 1 }, { id: 2 }, { id: 3 }])).toEqual([
        undefined,
        { id: 2 },
        { id: 3 },
      ])
    },
  )

  transactions.row(
    'updates up to 4 MB of values, and more than that of stored items',
    async ({ db, people: table }) => {
      const keys = people(12)
      await table.putAll(keys.map(key => ({ ...key, v: text(390_000) })))
      await db.transactWrite(keys.map(key => ({ update: table, key, set: expr`SET n = ${1}` })))
      expect(await table.get({ id: 100 }, { projection: ['n'] })).toEqual({ n: 1 })
      await db.transactWrite(keys.map(key => ({ delete: table, key })))
      expect(await table.scan().count()).toBe(2)
    },
  )

  transactions.row('lets no writer in between', async ({ db, people }) => {
    await people.put({ id: 5, n: 0 })
    const steps = Array.from({ length: 10 }, (_, step) =>
      db.transactWrite([
        { update: people, key: { id: 5 }, set: expr`SET n = n + ${1}`, if: expr`n = ${step}` },
        { put: people, item: { id: 1000 + step } },
      ]),
    )
    await Promise.all(steps)
    expect(await people.get({ id: 5 })).toEqual({ id: 5, n: 10 })
  })
})

transactions.group('transactGet', () => {
  transactions.row(
    'gives the items in the order of the actions, undefined where there is none',
    async ({ db, notes, people, readings }) => {
      expect(
        await db.transactGet([
          { get: readings, key: { pk: 'a', sk: 3 } },
          { get: people, key: { id: 77 } },
          { get: notes, key: NOTE_KEY },
          { get: notes, key: { pk: 'a', sk: 'c' }, projection: ['n'] },
          { get: people, key: { id: 1n }, projection: expr`v` },
        ]),
      ).toEqual([{ pk: 'a', sk: 3, v: 3 }, undefined, NOTE, { n: 2 }, { v: 'one' }])
    },
  )

  transactions.row('takes 100 actions', async ({ db, people: table }) => {
    const found = await db.transactGet(people(100).map(key => ({ get: table, key })))
    expect(found).toHaveLength(100)
  })

  const rows: readonly RefusedCall[] = [
    [
      'no actions',
      ({ db }) => db.transactGet([]),
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      '101 actions',
      ({ db, people: table }) => db.transactGet(people(101).map(key => ({ get: table, key }))),
      "1 validation error detected: Value at 'TransactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
    ],
    [
      'the same item twice',
      ({ db, people }) =>
        db.transactGet([
          { get: people, key: { id: 1 } },
          { get: people, key: { id: 1 } },
        ]),
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'no table',
      ({ db }) => db.transactGet([{ key: { id: 1 } } as never]),
      'An action of a transaction must have one of put, update, delete and check (or get), which names a table of this database',
    ],
    [
      'null',
      ({ db }) => db.transactGet([null as never]),
      'An action of a transaction must have one of put, update, delete and check (or get), which names a table of this database',
    ],
    [
      'a projection with a syntax error',
      ({ db, people }) => db.transactGet([{ get: people, key: { id: 1 }, projection: expr`a,,b` }]),
      'Invalid ProjectionExpression: Syntax error; token: ",", near: ",,b"',
    ],
    [
      'a value that is none',
      ({ db, people }) => db.transactGet([{ get: people, key: { id: Number.NaN } }]),
      `${NAN}NaN`,
    ],
    [
      'a key that does not fit',
      ({ db, people, notes }) =>
        db.transactGet([
          { get: people, key: { id: 1 } },
          { get: notes, key: { pk: 'a' } as never },
        ]),
      canceled('None', 'ValidationError'),
    ],
    [
      'an empty key',
      ({ db, notes }) => db.transactGet([{ get: notes, key: { pk: '', sk: 'a' } }]),
      canceled('ValidationError'),
    ],
    [
      'a path into a key',
      ({ db, people, notes }) =>
        db.transactGet([
          { get: people, key: { id: 1 } },
          { get: notes, key: NOTE_KEY, projection: expr`pk.x` },
        ]),
      canceled('None', 'ValidationError'),
    ],
  ]
  transactions.group('is refused', () => transactions.refused(...rows))

  transactions.row(
    'is refused: over 4 MB of items, however little of them is wanted',
    async ({ db, people: table }) => {
      await table.putAll(people(11).map(key => ({ ...key, v: text(400_000) })))
      const actions = people(11).map(key => ({ get: table, key, projection: ['id'] }))
      await expect((async () => db.transactGet(actions))()).rejects.toThrow(PAYLOAD)
      expect(await db.transactGet(actions.slice(1))).toHaveLength(10)
    },
  )
})
