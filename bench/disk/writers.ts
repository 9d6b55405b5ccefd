// Who makes puts last, and is waited for? hashrange, `lmdb` and SQLite with what makes them fastest
// and the sync that the other suites leave out, and the bare loop.

import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../doors/built.js'
import { keyText } from '../engines/engine.js'
import type { Item } from '../generators/items.js'
import { ORDER_KEY_NAMES, order } from '../generators/items.js'
import { BareLoop } from './bare-loop.js'

type DatabaseOptions = NonNullable<Parameters<typeof openDatabase>[0]>

/** Puts items by so many writers, each of which waits for one before the next. */
export interface Writers {
  readonly name: string
  /** Of the items of a round, the share that is enough to measure it. */
  readonly share: number
  put(items: readonly Item[], writerCount: number): Promise<void>
  close(): Promise<void>
}

/** A table of orders. */
export async function openOrders(options: DatabaseOptions) {
  const database = await openDatabase(options)
  const { partition, sort } = ORDER_KEY_NAMES
  const table = await database.createTable<Item>()('Orders', {
    partitionKey: { [partition]: 'S' },
    sortKey: { [sort]: 'S' },
  })
  return { database, table }
}

export async function hashrangeWriters(name: string, options: DatabaseOptions): Promise<Writers> {
  const { database, table } = await openOrders(options)
  return {
    name,
    share: 1,
    put: (items, writerCount) => byEach(items, writerCount, item => table.put(item)),
    close: () => database.close(),
  }
}

/** A put is fulfilled when it is committed; that it lasts is said by `flushed`. */
export async function lmdbWriters(directory: string): Promise<Writers> {
  const { open } = await import('lmdb')
  const database = open<Item, string>({
    path: join(directory, 'data.mdb'),
    noSubdir: true,
    noMemInit: true,
    encoding: 'msgpack',
    sharedStructuresKey: Symbol.for('structures'),
    mapSize: 2 ** 36,
  })
  const put = async (item: Item): Promise<void> => {
    await database.put(keysOf(item).join('|'), item)
    await database.flushed
  }
  return {
    name: 'lmdb',
    share: 1,
    put: (items, writerCount) => byEach(items, writerCount, put),
    close: () => database.close(),
  }
}

/** One put is one transaction, as its callers know nothing of each other; or all those of a step are one. */
export async function sqliteWriters(
  directory: string,
  transaction: 'each' | 'batched',
): Promise<Writers> {
  const [{ default: Sqlite }, { Packr }] = await Promise.all([
    import('better-sqlite3'),
    import('msgpackr'),
  ])
  const connection = new Sqlite(join(directory, `${transaction}.sqlite`))
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = FULL')
  connection.pragma('locking_mode = EXCLUSIVE')
  connection.pragma(`cache_size = -${256 * 1024}`)
  connection.exec(
    'CREATE TABLE items (pk TEXT, sk TEXT, item BLOB, PRIMARY KEY (pk, sk)) WITHOUT ROWID',
  )
  const insert = connection.prepare('INSERT OR REPLACE INTO items VALUES (?, ?, ?)')
  const [begin, commit] = [connection.prepare('BEGIN'), connection.prepare('COMMIT')]
  const packr = new Packr({ structures: [] })
  const put = (item: Item): unknown => insert.run(...keysOf(item), packr.pack(item))
  return {
    name: transaction === 'each' ? 'sqlite' : 'sqlite, batched',
    share: transaction === 'each' ? 1 / 16 : 1,
    async put(items, writerCount) {
      if (transaction === 'each' || writerCount === 1) {
        for (const item of items) put(item)
        return
      }
      for (let from = 0; from < items.length; from += writerCount) {
        begin.run()
        for (const item of items.slice(from, from + writerCount)) put(item)
        commit.run()
      }
    },
    close: async () => connection.close(),
  }
}

/** Writes as many bytes for an item as the log of hashrange does. */
export async function bareWriters(directory: string): Promise<Writers> {
  const itemBytes = await logBytesOfPut(directory)
  const loop = await BareLoop.open(join(directory, 'bare'))
  return {
    name: 'bare loop',
    share: 1,
    put: (items, writerCount) => loop.append(itemBytes * writerCount, items.length / writerCount),
    close: () => loop.close(),
  }
}

/** Few enough that they stay in the log when the database is closed. */
const SAMPLE_COUNT = 100

/** A log that is closed has no room that is not used. */
async function logBytesOfPut(directory: string): Promise<number> {
  const sizes: number[] = []
  for (const count of [0, SAMPLE_COUNT]) {
    const path = join(directory, `sample of ${count}`)
    mkdirSync(path)
    const { database, table } = await openOrders({ path, durability: 'none' })
    for (let index = 0; index < count; index++) table.put(order(index))
    await database.close()
    sizes.push(logBytes(path))
  }
  const [empty = 0, full = 0] = sizes
  return Math.round((full - empty) / SAMPLE_COUNT)
}

function logBytes(path: string): number {
  const segments = readdirSync(path).filter(name => name.startsWith('log-'))
  return segments.reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
}

async function byEach(
  items: readonly Item[],
  writerCount: number,
  put: (item: Item) => Promise<unknown>,
): Promise<void> {
  const write = async (first: number): Promise<void> => {
    for (let index = first; index < items.length; index += writerCount) {
      const item = items[index]
      if (item !== undefined) await put(item)
    }
  }
  await Promise.all(Array.from({ length: writerCount }, (_, first) => write(first)))
}

function keysOf(item: Item): readonly [string, string] {
  const { partition, sort } = ORDER_KEY_NAMES
  return [keyText(item, partition), keyText(item, sort)]
}
