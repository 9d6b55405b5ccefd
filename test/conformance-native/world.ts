/** The tables that rows are about, on any door, and the items that are in them before each row. */

import { isDeepStrictEqual } from 'node:util'
import type { Item } from '../../src/index.js'
import type { AnyIndex } from '../../src/native/index-types.js'
import type { SqlValue } from '../../src/native/sql-text.js'
import type { AsyncStatement } from '../../src/remote/async-database.js'
import type { AsyncTable, Awaitable } from '../../src/remote/async-table.js'

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** A string of so many bytes. */
export const text = (length: number): string => 'x'.repeat(length)

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
export const NEW_KEY = { pk: 'new', sk: 'b' }

/** A value on level 1 that has its innermost scalar on level `levels`. */
export function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1
  for (let level = 1; level < levels; level += 1) value = wrap(value)
  return value
}

/** An item of `orders`. */
export const order = (orderId: string, rest: Item = {}): Item => ({
  customerId: 'c',
  orderId,
  total: 1,
  note: 'n'.repeat(2000),
  ...rest,
})

interface Contents {
  readonly schema: object
  readonly items: readonly Item[]
}

/** Tables that rows may write to. */
const WRITTEN = {
  /** `pk` S, `sk` S. */
  notes: {
    schema: { partitionKey: { pk: 'S' }, sortKey: { sk: 'S' } },
    items: [NOTE, { pk: 'a', sk: 'c', n: 2 }, { pk: 'z', sk: 'b' }],
  },
  /** `pk` S, `sk` N. */
  readings: {
    schema: { partitionKey: { pk: 'S' }, sortKey: { sk: 'N' } },
    items: [1, 2, 3].map(sk => ({ pk: 'a', sk, v: sk })),
  },
  /** `pk` B, `sk` B. */
  blobs: {
    schema: { partitionKey: { pk: 'B' }, sortKey: { sk: 'B' } },
    items: [{ pk: bytes(1), sk: bytes(1, 255) }],
  },
  /** `id` N. */
  people: {
    schema: { partitionKey: { id: 'N' } },
    items: [{ id: 1, v: 'one' }, { id: 2 }],
  },
  /** With indexes, and empty. */
  orders: {
    schema: {
      partitionKey: { customerId: 'S' },
      sortKey: { orderId: 'S' },
      localIndexes: {
        byTotal: { sortKey: { total: 'N' }, projection: 'KEYS_ONLY' },
        byShipping: { sortKey: { shippedAt: 'N' } },
      },
      globalIndexes: {
        byStatus: {
          partitionKey: { status: 'S' },
          sortKey: { total: 'N' },
          projection: ['orderId'],
        },
        byNote: { partitionKey: { note: 'S' } },
      },
    },
    items: [],
  },
} as const satisfies Record<string, Contents>

type WrittenName = keyof typeof WRITTEN
const WRITTEN_NAMES = Object.keys(WRITTEN) as WrittenName[]

/** `Database` or what `connect` returns, as rows use it. */
export interface AnyDatabase {
  createTable(name: string, schema: object, options?: object): Promise<AnyTable>
  table(name: string): AnyTable
  tables(): Awaitable<string[]>
  dropTable(name: string): Promise<void>
  transactWrite(actions: readonly object[]): Promise<void>
  transactGet(actions: readonly object[]): Awaitable<readonly (Item | undefined)[]>
  sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): AsyncStatement<Item>
}

export type AnyTable<
  PartitionKey extends string = string,
  SortKey extends string = string,
> = AsyncTable<Item, PartitionKey, SortKey, AnyIndex>

/** A database as a row finds it. */
export interface Site {
  readonly db: AnyDatabase
  readonly notes: AnyTable<'pk', 'sk'>
  readonly readings: AnyTable<'pk', 'sk'>
  readonly blobs: AnyTable<'pk', 'sk'>
  readonly people: AnyTable<'id', never>
  readonly orders: AnyTable<'customerId', 'orderId'>
}

export function siteOf(db: AnyDatabase): Site {
  const tables = WRITTEN_NAMES.map(name => [name, db.table(name)] as const)
  return { db, ...Object.fromEntries(tables) } as unknown as Site
}

/** Makes the tables, with their items. */
export async function makeWorld(db: AnyDatabase): Promise<void> {
  await Promise.all(
    WRITTEN_NAMES.map(async name => {
      const { schema, items } = WRITTEN[name]
      const table = await db.createTable(name, schema)
      await table.putAll(items)
    }),
  )
}

/** What is in the tables, and which other ones there are. */
export async function contentsOf(db: AnyDatabase): Promise<Record<string, readonly Item[]>> {
  const names = await db.tables()
  const contents = await Promise.all(
    names.map(async name => [name, await db.table(name).scan().all()] as const),
  )
  return Object.fromEntries(contents)
}

/** Makes the tables anew, whatever is in them. */
export async function remakeWorld(db: AnyDatabase): Promise<void> {
  for (const name of await db.tables()) await db.dropTable(name)
  await makeWorld(db)
}

/** Makes the tables what they were before the last row. */
export async function restoreWorld(db: AnyDatabase): Promise<void> {
  const contents = await contentsOf(db)
  for (const name of Object.keys(contents)) {
    if (!WRITTEN_NAMES.some(known => known === name)) await db.dropTable(name)
  }
  for (const name of WRITTEN_NAMES) {
    const { schema, items } = WRITTEN[name]
    const found = contents[name]
    const table = found === undefined ? await db.createTable(name, schema) : db.table(name)
    await restore(table, { schema, items, found: found ?? [] })
  }
}

async function restore(
  table: AnyTable,
  { schema, items, found }: Contents & { readonly found: readonly Item[] },
): Promise<void> {
  const { partitionKey, sortKey = {} } = schema as { partitionKey: object; sortKey?: object }
  const names = [...Object.keys(partitionKey), ...Object.keys(sortKey)]
  const keyOf = (item: Item): Item =>
    Object.fromEntries(names.map(name => [name, item[name]])) as Item
  const isIn = (item: Item, others: readonly Item[]) =>
    others.some(other => isDeepStrictEqual(item, other))
  const keys = items.map(keyOf)
  const strange = found.map(keyOf).filter(key => !isIn(key, keys))
  const missing = items.filter(item => !isIn(item, found))
  if (strange.length > 0) await table.deleteAll(strange)
  if (missing.length > 0) await table.putAll(missing)
}
