/** Statements in PartiQL: what they read, write and refuse. */

import { expect } from 'vitest'
import { Rows } from '../row.js'
import { NEW_KEY, NOTE, NOTE_KEY } from '../world.js'

export const statements = new Rows('a statement')

statements.row('reads one item, several, or none', async ({ db }) => {
  const [pk, sk] = ['a', 'b']
  expect(await db.sql`SELECT * FROM notes WHERE pk = ${pk} AND sk = ${sk}`).toEqual([NOTE])
  const ns = db.sql`SELECT n FROM notes WHERE pk = ${pk} ORDER BY sk DESC`
  expect(await ns.all()).toEqual([{ n: 2 }, { n: 1 }])
  expect(await ns.first()).toEqual({ n: 2 })
  expect(await ns.count()).toBe(2)
  expect(await db.sql`SELECT * FROM notes WHERE pk = ${'none'}`.first()).toBeUndefined()
})

statements.row('is iterated, and read anew each time', async ({ db, readings }) => {
  const read = db.sql`SELECT sk FROM readings WHERE pk = ${'a'} AND v > ${1}`
  const found: unknown[] = []
  for await (const { sk } of read) found.push(sk)
  expect(found).toEqual([2, 3])
  await readings.put({ pk: 'a', sk: 4, v: 9 })
  expect(await read.count()).toBe(3)
})

statements.row('takes values as they are, whatever is in them', async ({ db, notes }) => {
  const hostile = `'; DELETE FROM notes WHERE pk = 'a' -- ?`
  await notes.put({ ...NEW_KEY, v: hostile })
  const found = await db.sql`SELECT v FROM notes WHERE pk = ${'new'} AND v = ${hostile}`
  expect(found).toEqual([{ v: hostile }])
  expect(await notes.get(NOTE_KEY)).toEqual(NOTE)
})

statements.row('gives pages that go on where the last one ended', async ({ db }) => {
  const read = db.sql`SELECT sk FROM readings WHERE pk = ${'a'}`
  const first = await read.page({ limit: 2 })
  expect(first.items).toEqual([{ sk: 1 }, { sk: 2 }])
  const { nextToken } = first
  const rest = await read.page({ limit: 2, nextToken })
  expect(rest.items).toEqual([{ sk: 3 }])
})

statements.row('puts an item where there is none', async ({ db, notes }) => {
  const value = { ...NEW_KEY, list: [1, 'x'] }
  await db.sql`INSERT INTO notes VALUE ${value}`
  expect(await notes.get(NEW_KEY)).toEqual(value)
  await expect(Promise.resolve(db.sql`INSERT INTO notes VALUE ${value}`)).rejects.toMatchObject({
    name: 'DuplicateItemException',
    message: 'Duplicate primary key exists in table',
  })
})

statements.row('changes and removes an item', async ({ db, notes }) => {
  await db.sql`UPDATE notes SET n = n + ${4} REMOVE s WHERE pk = ${'a'} AND sk = ${'b'}`
  const { s: _, ...rest } = NOTE
  expect(await notes.get(NOTE_KEY)).toEqual({ ...rest, n: 5 })
  const before =
    await db.sql`DELETE FROM notes WHERE pk = ${'a'} AND sk = ${'b'} RETURNING ALL OLD *`
  expect(before).toEqual([{ ...rest, n: 5 }])
  expect(await notes.get(NOTE_KEY)).toBeUndefined()
})

statements.group('is refused', () => {
  statements.refused(
    [
      'if a condition does not hold',
      ({ db }) => db.sql`UPDATE notes SET n = ${5} WHERE pk = ${'a'} AND sk = ${'b'} AND n = ${7}`,
      {
        name: 'ConditionalCheckFailedException',
        message: 'The conditional request failed',
      },
    ],
    [
      'for an update without its whole key',
      ({ db }) => db.sql`UPDATE notes SET n = ${5} WHERE pk = ${'a'}`,
      'Where clause does not contain a mandatory equality on all key attributes',
    ],
  )
})
