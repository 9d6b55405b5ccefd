/** What the tests of the native interface have in common: a database with a table of each kind, and refusals. */

import { expect } from 'vitest'
import { itemSize } from '../../src/encoding/size.js'
import { Database, DynamoError, type Item, type Table } from '../../src/index.js'

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** A string of so many bytes. */
export const text = (length: number): string => 'x'.repeat(length)

/** What `call` throws, at once or as a rejection. Fails if it does neither. */
export async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call()
  } catch (error) {
    return error
  }
  return expect.fail('nothing was thrown')
}

/** The message of the `DynamoError` that `call` ends with. */
export async function refusalOf(call: () => unknown): Promise<string> {
  const error = await thrownBy(call)
  if (!(error instanceof DynamoError)) throw error
  return error.message
}

/** Tables of each kind of key, with some items in each. */
export interface Fixture {
  readonly db: Database
  /** `pk` S, `sk` S. */
  readonly notes: Table<Item, 'pk', 'sk'>
  /** `pk` S, `sk` N. */
  readonly readings: Table<Item, 'pk', 'sk'>
  /** `pk` B, `sk` B. */
  readonly blobs: Table<Item, 'pk', 'sk'>
  /** `id` N. */
  readonly people: Table<Item, 'id', never>
}

export const NOTE: Item = {
  pk: 'a',
  sk: 'b',
  n: 1,
  s: 'text',
  l: [10, 11, 12],
  m: { x: 1, y: { z: 2 } },
  ss: new Set(['p', 'q']),
}
export const NOTE_KEY = { pk: 'a', sk: 'b' }

async function makeFixture(): Promise<Fixture> {
  const db = await Database.open()
  const notes = await db.createTable()('notes', { partitionKey: { pk: 'S' }, sortKey: { sk: 'S' } })
  const readings = await db.createTable()('readings', {
    partitionKey: { pk: 'S' },
    sortKey: { sk: 'N' },
  })
  const blobs = await db.createTable()('blobs', { partitionKey: { pk: 'B' }, sortKey: { sk: 'B' } })
  const people = await db.createTable()('people', { partitionKey: { id: 'N' } })
  await notes.putAll([NOTE, { pk: 'a', sk: 'c', n: 2 }, { pk: 'z', sk: 'b' }])
  await readings.putAll([1, 2, 3].map(sk => ({ pk: 'a', sk, v: sk })))
  await blobs.put({ pk: bytes(1), sk: bytes(1, 255) })
  await people.putAll([{ id: 1, v: 'one' }, { id: 2 }])
  return { db, notes, readings, blobs, people }
}

let made: Promise<Fixture> | undefined

/** The tables, for one test alone: a fork of those made first. */
export async function openFixture(): Promise<Fixture> {
  made ??= makeFixture()
  const { db, notes, readings, blobs, people } = await made
  const fork = db.fork()
  return {
    db: fork,
    notes: fork.table(notes),
    readings: fork.table(readings),
    blobs: fork.table(blobs),
    people: fork.table(people),
  }
}

/** Everything in the database. The sizes that the tables tell are checked against their items. */
export function contentsOf(db: Database): Record<string, unknown> {
  const contents: Record<string, unknown> = {}
  for (const name of db.tables()) {
    const table = db.table(name)
    const items = table.scan().all()
    const { itemCount, sizeBytes } = table.describe()
    expect(itemCount).toBe(items.length)
    expect(sizeBytes).toBe(items.reduce((sum, item) => sum + itemSize(item), 0))
    contents[name] = { items, itemCount, sizeBytes }
  }
  return contents
}

/** What a refusal is seen by. */
export interface Refusal {
  readonly name: string
  readonly message: string
}

export const invalid = (message: string): Refusal => ({ name: 'ValidationException', message })

/** The call is refused, in these words, and changes nothing in the database. */
export async function expectRefusal(
  db: Database,
  call: () => unknown,
  { name, message }: Refusal,
): Promise<DynamoError> {
  const before = contentsOf(db)
  const error = await thrownBy(call)
  if (!(error instanceof DynamoError)) throw error
  expect({ name: error.name, message: error.message }).toEqual({ name, message })
  expect(error.constructor.name).toBe(name)
  expect(error.code).toBe(name)
  expect(error.statusCode).toBe(400)
  expect(contentsOf(db)).toEqual(before)
  return error
}

export type Call = (fixture: Fixture) => unknown

/** A name, the call, and the message of its `ValidationException`, or another refusal. */
export type Row = readonly [name: string, call: Call, refusal: string | Refusal]

/** Runs a row of a table of refusals. */
export async function isRefused(...[, call, refusal]: Row): Promise<void> {
  const fixture = await openFixture()
  const expected = typeof refusal === 'string' ? invalid(refusal) : refusal
  await expectRefusal(fixture.db, () => call(fixture), expected)
}
