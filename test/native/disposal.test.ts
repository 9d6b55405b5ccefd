/** `await using` ends what is declared with it at the end of the block. */

import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { serve } from '../../src/server.js'
import { refusalOf, thrownBy } from './harness.js'

const SCHEMA = { partitionKey: { pk: 'S' }, stream: 'NEW_IMAGE' } as const

test('a database is closed', async () => {
  let left: Database
  {
    await using db = await Database.open()
    await db.createTable('Table', SCHEMA)
    left = db
  }
  expect(await thrownBy(() => left.tables())).toMatchObject({ name: 'DatabaseClosed' })
  await left[Symbol.asyncDispose]()
})

test('a server is closed', async () => {
  const db = await Database.open()
  let url: string
  {
    await using server = await serve(db, { port: 0 })
    url = server.url
    expect((await fetch(url)).status).toBe(200)
  }
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('a trigger has handled what was put, and ends', async () => {
  const db = await Database.open()
  const table = await db.createTable('Table', SCHEMA)
  let handled = 0
  {
    await using _trigger = table.trigger(event => {
      handled += event.Records.length
    })
    await table.put({ pk: 'a' })
  }
  await table.put({ pk: 'b' })
  expect(handled).toBe(1)
})

test('an iteration of changes ends', async () => {
  const db = await Database.open()
  const table = await db.createTable('Table', SCHEMA)
  let waiting: Promise<IteratorResult<unknown>>
  {
    await using changes = table.changes()
    waiting = changes.next()
  }
  expect(await waiting).toEqual({ done: true, value: undefined })
})

test('what is given in the place of names, keys and actions is told what is wanted', async () => {
  const db = await Database.open()
  const table = await db.createTable('Table', SCHEMA)
  const anything: never = undefined as never
  expect(await refusalOf(() => db.table(anything))).toBe(
    "table needs the name of a table, as in db.table('Orders')",
  )
  expect(await refusalOf(() => table.putAll(anything))).toBe(
    'putAll needs an array, or another iterable, of items',
  )
  expect(await refusalOf(() => table.getAll(anything))).toBe(
    'getAll needs an array, or another iterable, of keys',
  )
  expect(await refusalOf(() => table.deleteAll(anything))).toBe(
    'deleteAll needs an array, or another iterable, of keys',
  )
  expect(await refusalOf(() => table.on('change', anything))).toBe('A listener must be a function')
  expect(await refusalOf(() => db.transactWrite(anything))).toMatch(/^A transaction needs an array/)
  expect(await refusalOf(() => db.transactGet(anything))).toMatch(/^A transaction needs an array/)
})
