// How fast is SQLite, the embedded database that most people would reach for? With what makes it
// fastest: better-sqlite3, prepared statements, a clustered primary key, items as msgpack blobs
// with shared structures, a write-ahead log without sync, memory-mapped reads, no other process.

import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection, Statement } from 'better-sqlite3'
import Database from 'better-sqlite3'
import { Packr } from 'msgpackr'
import type { Item, Key, KeyNames, Value } from '../generators/items.js'
import type { Engine, EngineOptions, EngineWrite, Range } from './engine.js'
import { existing, keyText, numberOf } from './engine.js'

const BATCH_COUNT = 5_000

export function openSqlite(options: EngineOptions): Engine {
  const path = join(options.directory, 'data.sqlite')
  const connection = new Database(path)
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = OFF')
  connection.pragma('locking_mode = EXCLUSIVE')
  connection.pragma('temp_store = MEMORY')
  connection.pragma(`cache_size = -${256 * 1024}`)
  connection.pragma(`mmap_size = ${2 ** 34}`)
  connection.exec(
    'CREATE TABLE items (pk TEXT, sk TEXT, item BLOB, PRIMARY KEY (pk, sk)) WITHOUT ROWID',
  )
  return new Sqlite(options.keyNames, path, connection)
}

class Sqlite implements Engine {
  readonly name = 'sqlite'
  readonly #keyNames: KeyNames
  readonly #path: string
  readonly #connection: Connection
  /** In memory for the length of the bench; an application would store the structures too. */
  readonly #packr = new Packr({ structures: [] })
  readonly #get: Statement<Buffer>
  readonly #queryUp: Statement<Buffer>
  readonly #queryDown: Statement<Buffer>
  readonly #put: Statement<never>
  readonly #remove: Statement<never>
  readonly #begin: Statement<never>
  readonly #commit: Statement<never>

  constructor(keyNames: KeyNames, path: string, connection: Connection) {
    this.#keyNames = keyNames
    this.#path = path
    this.#connection = connection
    const select = 'SELECT item FROM items WHERE pk = ?'
    this.#get = connection.prepare<Buffer>(`${select} AND sk = ?`).pluck()
    this.#queryUp = connection.prepare<Buffer>(`${select} AND sk >= ? ORDER BY sk LIMIT ?`).pluck()
    this.#queryDown = connection
      .prepare<Buffer>(`${select} AND sk <= ? ORDER BY sk DESC LIMIT ?`)
      .pluck()
    this.#put = connection.prepare('INSERT OR REPLACE INTO items VALUES (?, ?, ?)')
    this.#remove = connection.prepare('DELETE FROM items WHERE pk = ? AND sk = ?')
    this.#begin = connection.prepare('BEGIN')
    this.#commit = connection.prepare('COMMIT')
  }

  get(key: Key): Item | undefined {
    const packed = this.#get.get(key.partition, key.sort)
    return packed === undefined ? undefined : this.#unpack(packed)
  }

  query(range: Range): readonly Item[] {
    const statement = range.reverse === true ? this.#queryDown : this.#queryUp
    const rows = statement.all(range.partition, range.from, range.limit)
    return rows.map(packed => this.#unpack(packed))
  }

  put(item: Item): void {
    const partition = keyText(item, this.#keyNames.partition)
    const sort = keyText(item, this.#keyNames.sort)
    this.#put.run(partition, sort, this.#packr.pack(item))
  }

  remove(key: Key): void {
    this.#remove.run(key.partition, key.sort)
  }

  set(key: Key, values: Readonly<Record<string, Value>>): void {
    this.put({ ...existing(this.get(key), key), ...values })
  }

  add(key: Key, attribute: string, by: number): void {
    const before = existing(this.get(key), key)
    this.put({ ...before, [attribute]: numberOf(before, attribute) + by })
  }

  /** The group around it is one transaction already. */
  transact(writes: readonly EngineWrite[]): void {
    for (const write of writes) {
      if (write.kind === 'put') this.put(write.item)
      else this.remove(write.key)
    }
  }

  async group(body: () => void): Promise<void> {
    this.#begin.run()
    body()
    this.#commit.run()
  }

  async putAll(items: readonly Item[]): Promise<void> {
    for (let from = 0; from < items.length; from += BATCH_COUNT) {
      this.#begin.run()
      const to = Math.min(items.length, from + BATCH_COUNT)
      for (let index = from; index < to; index++) {
        const item = items[index]
        if (item !== undefined) this.put(item)
      }
      this.#commit.run()
    }
  }

  diskBytes(): number {
    return statSync(this.#path).size + statSync(`${this.#path}-wal`).size
  }

  async close(): Promise<void> {
    this.#connection.close()
  }

  #unpack(packed: Buffer): Item {
    return this.#packr.unpack(packed) as Item
  }
}
