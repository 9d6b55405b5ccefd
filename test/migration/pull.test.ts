/** A table, or a sample of it, comes along with whole item collections, masked, into a database or a seed. */

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database, type Item } from '../../src/index.js'
import { pull } from '../../src/migration/entry.js'
import { seed } from '../../src/seeding/seed.js'
import { serve } from '../../src/server.js'
import { items as anyItems } from '../support/items.js'
import { itemsOf, SCHEMA, withFaults, withShortPages } from './world.js'

const TABLE = 'Orders'
const KEYS = Array.from({ length: 60 }, (_, n) => `customer ${n}`)

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hashrange-pull-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** A table of three items for each of the keys, in pages of a few items. */
async function source(): Promise<Database> {
  const db = await Database.open()
  const orders = await db.createTable(TABLE, {
    ...SCHEMA,
    timeToLive: 'expires',
    stream: 'NEW_IMAGE',
  })
  const items = KEYS.flatMap(pk =>
    [1, 2, 3].map(sk => ({ pk, sk, color: 'red', email: `${pk}@shop`, b: Buffer.from('ab') })),
  )
  await orders.putAll(items as Item[])
  withShortPages(db, 7)
  return db
}

const collectionsOf = (db: Database, table = TABLE): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { pk } of db.table(table).scan()) counts[String(pk)] = (counts[String(pk)] ?? 0) + 1
  return counts
}

test('all of a table comes along, whatever items it has, through whatever goes wrong', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyItems, { maxLength: 12 }),
      fc.nat(),
      async (some, seedOfFaults) => {
        const from = await Database.open()
        const table = await from.createTable(TABLE, SCHEMA)
        const keyed = some.map((item, sk) => ({
          ...item,
          pk: `p${sk % 4}`,
          sk,
          color: 'c',
          size: 1,
        }))
        await table.putAll(keyed as never)
        withShortPages(from, 3)
        withFaults(from, seedOfFaults)
        const into = await Database.open()
        const progress: number[] = []
        const options = { onProgress: ({ written }: { written: number }) => progress.push(written) }
        const result = await pull({ from, table: TABLE, into, ...options })
        expect(result).toEqual({ read: keyed.length, written: keyed.length })
        expect(progress.at(-1)).toBe(keyed.length)
        expect(itemsOf(into, TABLE)).toEqual(itemsOf(from, TABLE))
      },
    ),
    { numRuns: 8 },
  )
})

test('a sample has whole item collections, and the same ones of all tables and at all times', async () => {
  const from = await source()
  const other = await from.createTable('Baskets', { partitionKey: { pk: 'S' } })
  await other.putAll(KEYS.map(pk => ({ pk })))
  const into = await Database.open()
  await pull({ from, table: TABLE, into, sample: 0.3 })
  const found = collectionsOf(into)
  expect(new Set(Object.values(found))).toEqual(new Set([3]))
  expect(Object.keys(found).length).toBeGreaterThan(5)
  expect(Object.keys(found).length).toBeLessThan(35)
  await pull({ from, table: 'Baskets', into, sample: 0.3, segments: 1 })
  expect(Object.keys(collectionsOf(into, 'Baskets')).sort()).toEqual(Object.keys(found).sort())
  // A larger sample has what a smaller one has, and is added to it.
  await pull({ from, table: TABLE, into, sample: 0.6 })
  expect(Object.keys(collectionsOf(into))).toEqual(expect.arrayContaining(Object.keys(found)))
})

test('only wanted partition keys are read, each once', async () => {
  const from = await source()
  const into = await Database.open()
  const { readUnits } = from.table(TABLE).describe()
  const keys = ['customer 3', 'customer 3', 'customer 41', 'nobody']
  expect(await pull({ from, table: TABLE, into, keys })).toEqual({ read: 6, written: 6 })
  expect(collectionsOf(into)).toEqual({ 'customer 3': 3, 'customer 41': 3 })
  expect(from.table(TABLE).describe().readUnits - readUnits).toBeLessThanOrEqual(3)
  await expect(pull({ from, table: TABLE, into, keys: [7] })).rejects.toThrow('is of type S')
})

test('a limit is kept', async () => {
  const [from, into] = [await source(), await Database.open()]
  expect(await pull({ from, table: TABLE, into, limit: 10 })).toMatchObject({ written: 10 })
  expect(into.table(TABLE).scan().count()).toBe(10)
})

describe('a mask', () => {
  test('changes and drops items before they are written anywhere', async () => {
    const [from, into] = [await source(), await Database.open()]
    const mask = async ({ email: _, ...order }: Item) =>
      order.sk === 2 ? undefined : { ...order, pk: `masked ${order.pk}`, at: 5n }
    const written: unknown[] = []
    into.intercept((call, next) => {
      if (call.operation === 'BatchWriteItem') written.push(call.json)
      return next(call)
    })
    const result = await pull({ from, table: TABLE, into, mask })
    expect(result).toEqual({ read: 180, written: 120 })
    expect(into.table(TABLE).get({ pk: 'masked customer 1', sk: 1 })).toEqual({
      pk: 'masked customer 1',
      sk: 1,
      color: 'red',
      at: 5,
      b: Uint8Array.from(Buffer.from('ab')),
    })
    expect(JSON.stringify(written)).not.toContain('@shop')
  })

  test('may give items the same key, of which one stays', async () => {
    const from = await source()
    const into = join(directory, 'same.json')
    const mask = (order: Item) => ({ ...order, pk: 'anybody' })
    const database = await Database.open()
    await pull({ from, table: TABLE, into: database, mask })
    expect(collectionsOf(database)).toEqual({ anybody: 3 })
    await pull({ from, table: TABLE, into, mask })
    const seeded = await Database.open()
    await seed(seeded, into)
    expect(collectionsOf(seeded)).toEqual({ anybody: 3 })
  })

  test('that fails tells of which item, and leaves no seed', async () => {
    const from = await source()
    const into = join(directory, 'failed.json')
    const failing = pull({
      from,
      table: TABLE,
      into,
      mask: ({ pk }) => {
        throw new Error(`not ${pk}`)
      },
    })
    await expect(failing).rejects.toThrow(
      /^The mask failed at the item \{"pk":\{"S":"customer \d+"/,
    )
    expect(await readdir(directory)).not.toContain('failed.json')
    expect(await readdir(directory)).not.toContain('failed.json.unfinished')
    const wrong = pull({ from, table: TABLE, into, mask: () => ({ pk: new Date() }) as never })
    await expect(wrong).rejects.toThrow('an instance of Date')
  })
})

test('a seed makes the same table, with its indexes', async () => {
  const from = await source()
  const into = join(directory, 'orders.json')
  await writeFile(into, 'what was there before')
  expect(await pull({ from, table: TABLE, into, sample: 0.5 })).toMatchObject({ read: 180 })
  const text = await readFile(into, 'utf8')
  expect(text.split('\n').length).toBeGreaterThan(30)
  const [seeded, pulled] = [await Database.open(), await Database.open()]
  await seed(seeded, into)
  await pull({ from, table: TABLE, into: pulled, sample: 0.5 })
  expect(itemsOf(seeded, TABLE)).toEqual(itemsOf(pulled, TABLE))
  const table = seeded.table(TABLE)
  expect(table.index('byColor').scan().count()).toBe(table.scan().count())
  expect(table.index('bySize').scan().count()).toBe(0)
  expect(table.describe()).toMatchObject({ stream: undefined })
})

test('a server is pulled from into a directory, which keeps it', async () => {
  const from = await source()
  const server = await serve(from, { port: 0 })
  const into = join(directory, 'database')
  try {
    await pull({ from: server.url, table: TABLE, into, sample: 0.2 })
  } finally {
    await server.close()
  }
  const database = await Database.open({ path: into })
  try {
    expect(new Set(Object.values(collectionsOf(database)))).toEqual(new Set([3]))
  } finally {
    await database.close()
  }
})

test('what cannot be is refused, and nothing is made', async () => {
  const [from, into] = [await source(), await Database.open()]
  const given = { from, table: TABLE, into }
  await expect(pull({ ...given, sample: 0 })).rejects.toThrow('above 0 and up to 1')
  await expect(pull({ ...given, limit: 0 })).rejects.toThrow('from 1 on')
  await expect(pull({ ...given, masked: 1 } as never)).rejects.toThrow('did you mean mask')
  await expect(pull({ ...given, table: 'None' })).rejects.toThrow('There is no table None')
  expect(into.tables()).toEqual([])
  await into.createTable(TABLE, { partitionKey: { id: 'N' } })
  await expect(pull(given)).rejects.toThrow(/already, with another schema .*: the key/)
  const stopped = AbortSignal.abort()
  const other = await Database.open()
  await expect(pull({ ...given, into: other, signal: stopped })).rejects.toThrow(/abort/)
})
