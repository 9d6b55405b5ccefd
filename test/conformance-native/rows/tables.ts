/** How tables are made, found, told of and removed. */

import { expect } from 'vitest'
import { Rows } from '../row.js'

export const tables = new Rows('a table')

const SCHEMA = { partitionKey: { pk: 'S' }, sortKey: { sk: 'N' } } as const
const NO_TABLE = {
  name: 'ResourceNotFoundException',
  message: 'Requested resource not found: Table: none not found',
}
const USED = ['blobs', 'notes', 'orders', 'people', 'readings']

tables.row('is there once it is made, and gone once it is dropped', async ({ db }) => {
  const made = await db.createTable('fresh', SCHEMA)
  expect(made.name).toBe('fresh')
  await made.put({ pk: 'a', sk: 1 })
  expect(await db.table('fresh').get({ pk: 'a', sk: 1 })).toEqual({ pk: 'a', sk: 1 })
  expect(await db.tables()).toEqual([...USED, 'fresh'].sort())
  await db.dropTable('fresh')
  expect(await db.tables()).toEqual(USED)
})

tables.row('tells its name and its keys', async ({ notes, people }) => {
  expect(await notes.describe()).toMatchObject({
    name: 'notes',
    keySchema: { partitionKey: { name: 'pk', type: 'S' }, sortKey: { name: 'sk', type: 'S' } },
  })
  const { keySchema, createdAt } = await people.describe()
  expect(keySchema).toEqual({ partitionKey: { name: 'id', type: 'N' } })
  expect(createdAt).toBeInstanceOf(Date)
})

tables.row('is found again by ifNotExists, if its schema is the same', async ({ db }) => {
  const again = await db.createTable('readings', SCHEMA, { ifNotExists: true })
  expect(await again.scan().count()).toBe(3)
  const other = { partitionKey: { pk: 'N' } } as const
  await expect(db.createTable('readings', other, { ifNotExists: true })).rejects.toThrow(
    'partitionKey is',
  )
})

tables.group('is refused', () => {
  tables.refused(
    [
      'if there is one of its name',
      ({ db }) => db.createTable('notes', SCHEMA),
      { name: 'ResourceInUseException', message: 'Table already exists: notes' },
    ],
    [
      'if it is dropped and not there',
      ({ db }) => db.dropTable('none'),
      {
        name: 'ResourceNotFoundException',
        message: 'Requested resource not found: Table: none not found',
      },
    ],
    ['if it is read and not there', async ({ db }) => db.table('none').get({ pk: 'a' }), NO_TABLE],
    [
      'if it is written to and not there',
      async ({ db }) => db.table('none').put({ pk: 'a' }),
      NO_TABLE,
    ],
  )
})
