// How fast is lmdb, the fastest embedded store that Node has? With what makes it fastest in sane
// hands: no sync, msgpack values with shared structures, one string key (a tenth faster to read
// than an array key), synchronous transactions for small groups of writes and its asynchronous
// batches for large ones. Its object cache is off: on uniform keys it made reads slower, and it
// hands the same object to every reader. So is `useWritemap`, which its documentation discourages
// (it made puts 1.5 times faster here). Page sizes of 4 and 8 KiB were alike.

import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { RootDatabase } from 'lmdb'
import { open } from 'lmdb'
import type { Item, Key, KeyNames, Value } from '../generators/items.js'
import type { Engine, EngineOptions, EngineWrite, Range } from './engine.js'
import { existing, keyText, numberOf } from './engine.js'

const MAP_SIZE_BYTES = 2 ** 36
const BATCH_COUNT = 5_000
/** Between the two parts of a key, and the character after it, which ends a partition. */
const SEPARATOR = '|'
const AFTER_SEPARATOR = '}'

export function openLmdb(options: EngineOptions): Engine {
  const path = join(options.directory, 'data.mdb')
  const database = open<Item, string>({
    path,
    noSubdir: true,
    noSync: true,
    noMemInit: true,
    encoding: 'msgpack',
    sharedStructuresKey: Symbol.for('structures'),
    mapSize: MAP_SIZE_BYTES,
  })
  return new Lmdb(options.keyNames, path, database)
}

class Lmdb implements Engine {
  readonly name = 'lmdb'
  readonly #keyNames: KeyNames
  readonly #path: string
  readonly #database: RootDatabase<Item, string>

  constructor(keyNames: KeyNames, path: string, database: RootDatabase<Item, string>) {
    this.#keyNames = keyNames
    this.#path = path
    this.#database = database
  }

  get(key: Key): Item | undefined {
    return this.#database.get(joined(key))
  }

  query(range: Range): readonly Item[] {
    const { partition, from, limit, reverse } = range
    const start = partition + SEPARATOR + from
    const entries =
      reverse === true
        ? this.#database.getRange({ start, end: partition + SEPARATOR, limit, reverse })
        : this.#database.getRange({ start, end: partition + AFTER_SEPARATOR, limit })
    const items: Item[] = []
    for (const { value } of entries) items.push(value)
    return items
  }

  put(item: Item): void {
    this.#database.putSync(this.#keyOf(item), item)
  }

  remove(key: Key): void {
    this.#database.removeSync(joined(key))
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
    this.#database.transactionSync(body)
  }

  /** Promises resolve when committed; with `noSync` nothing waits for the disk. */
  async putAll(items: readonly Item[]): Promise<void> {
    for (let from = 0; from < items.length; from += BATCH_COUNT) {
      let committed: Promise<boolean> | undefined
      const to = Math.min(items.length, from + BATCH_COUNT)
      for (let index = from; index < to; index++) {
        const item = items[index]
        if (item !== undefined) committed = this.#database.put(this.#keyOf(item), item)
      }
      await committed
    }
  }

  diskBytes(): number {
    return statSync(this.#path).blocks * 512
  }

  async close(): Promise<void> {
    await this.#database.close()
  }

  #keyOf(item: Item): string {
    const { partition, sort } = this.#keyNames
    return keyText(item, partition) + SEPARATOR + keyText(item, sort)
  }
}

function joined(key: Key): string {
  return key.partition + SEPARATOR + key.sort
}
