// How fast is hashrange? The built package, through its native interface: in memory; as another version
// was; and with the log written but never synced, which is what `lmdb` and SQLite are asked for here.

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { whenNoCheckpointIsMade } from '../disk/checkpoints.js'
import type { Item, Key, KeyNames, Value } from '../generators/items.js'
import { builtFile, fileBefore } from '../harness/build.js'
import type { Engine, EngineName, EngineOptions, EngineWrite, Range } from './engine.js'

type Hashrange = typeof import('../../src/index.js')
type Database = Awaited<ReturnType<Hashrange['Database']['open']>>
type Table = ReturnType<typeof untypedTable>
/** The bench's tables differ in the names of their keys, which the compiler need not know. */
type KeyItem = Readonly<Record<string, string>>

const TABLE_NAME = 'Bench'
type HashrangeName = Extract<EngineName, `hashrange${string}`>

export async function openHashrange(name: HashrangeName, options: EngineOptions): Promise<Engine> {
  const { keyNames, directory } = options
  // The types come from the sources, but the measured code is what users install.
  const file = name === 'hashrange-before' ? fileBefore('index.js') : builtFile('index.js')
  const { Database, expr } = (await import(file.href)) as Hashrange
  const log = name === 'hashrange-log'
  const where: object = log ? { path: directory, durability: 'none' } : {}
  const database = await Database.open(where)
  await database.createTable<Item>()(TABLE_NAME, {
    partitionKey: { [keyNames.partition]: 'S' },
    sortKey: { [keyNames.sort]: 'S' },
  })
  if (log && readdirSync(directory).length === 0) {
    throw new Error('this build of hashrange writes no log: run without hashrange-log')
  }
  return new HashrangeEngine(name, options, { database, expr })
}

/** A database, and what makes expressions for it: a build takes only its own. */
interface Opened {
  readonly database: Database
  readonly expr: Hashrange['expr']
}

function untypedTable(database: Database) {
  return database.table<Item>(TABLE_NAME)
}

class HashrangeEngine implements Engine {
  readonly name: EngineName
  readonly #keyNames: KeyNames
  readonly #directory: string
  readonly #opened: Opened
  readonly #database: Database
  readonly #table: Table
  /** What the group that is running has written so far. */
  #written: Promise<unknown>[] = []

  constructor(name: EngineName, options: EngineOptions, opened: Opened) {
    const { database } = opened
    this.name = name
    this.#opened = opened
    this.#keyNames = options.keyNames
    this.#directory = options.directory
    this.#database = database
    this.#table = untypedTable(database)
  }

  get(key: Key): Item | undefined {
    return this.#table.get(this.#keyOf(key))
  }

  query(range: Range): readonly Item[] {
    const { partition, from, limit, reverse } = range
    const sort = reverse === true ? { '<=': from } : { '>=': from }
    const where = { [this.#keyNames.partition]: partition, [this.#keyNames.sort]: sort }
    return this.#table.query(where, reverse === true ? { limit, reverse } : { limit }).all()
  }

  put(item: Item): void {
    this.#written.push(this.#table.put(item))
  }

  remove(key: Key): void {
    this.#written.push(this.#table.delete(this.#keyOf(key)))
  }

  set(key: Key, values: Readonly<Record<string, Value>>): void {
    const names = Object.keys(values)
    this.#written.push(
      this.#table.update(
        this.#keyOf(key),
        this.#opened.expr(settersOf(names), ...names.map(name => values[name] ?? null)),
      ),
    )
  }

  add(key: Key, attribute: string, by: number): void {
    this.#written.push(
      this.#table.update(this.#keyOf(key), this.#opened.expr(adderOf(attribute), by)),
    )
  }

  transact(writes: readonly EngineWrite[]): void {
    const table = this.#table
    // A transaction has one action for an item: the last write of each is what the peers end up with, too.
    const actions = new Map<string, { put: Table; item: Item } | { delete: Table; key: KeyItem }>()
    for (const write of writes) {
      if (write.kind === 'put') {
        actions.set(this.#nameOf(write.item), { put: table, item: write.item })
      } else {
        const key = this.#keyOf(write.key)
        actions.set(this.#nameOf(key), { delete: table, key })
      }
    }
    this.#written.push(this.#database.transactWrite([...actions.values()]))
  }

  #nameOf(item: Item | KeyItem): string {
    return `${item[this.#keyNames.partition]} ${item[this.#keyNames.sort]}`
  }

  async group(body: () => void): Promise<void> {
    body()
    const written = this.#written
    this.#written = []
    // Writes that are done at once share one promise, so most of these are the same.
    for (const write of new Set(written)) await write
  }

  async putAll(items: readonly Item[]): Promise<void> {
    await this.group(() => {
      for (const item of items) this.put(item)
    })
  }

  async settle(): Promise<void> {
    if (this.name !== 'hashrange-log') return
    await this.#database.flush()
    await whenNoCheckpointIsMade(this.#directory)
  }

  diskBytes(): number {
    let bytes = 0
    for (const name of readdirSync(this.#directory))
      bytes += statSync(join(this.#directory, name)).size
    return bytes
  }

  async fork(): Promise<Engine> {
    const options = { keyNames: this.#keyNames, directory: this.#directory }
    const opened = { ...this.#opened, database: await this.#database.fork() }
    return new HashrangeEngine(this.name, options, opened)
  }

  async close(): Promise<void> {
    await this.#database.close()
  }

  #keyOf(key: Key): KeyItem {
    return { [this.#keyNames.partition]: key.partition, [this.#keyNames.sort]: key.sort }
  }
}

/** Template parts must be the same object at every use of a text, as they are in source code. */
const templates = new Map<string, TemplateStringsArray>()

function templateOf(parts: readonly string[]): TemplateStringsArray {
  const text = parts.join('?')
  const known = templates.get(text)
  if (known !== undefined) return known
  const template = Object.freeze(Object.assign([...parts], { raw: parts }))
  templates.set(text, template)
  return template
}

function settersOf(names: readonly string[]): TemplateStringsArray {
  const setters = names.map((name, index) => `${index === 0 ? 'SET' : ','} ${name} = `)
  return templateOf([...setters, ''])
}

function adderOf(attribute: string): TemplateStringsArray {
  return templateOf([`SET ${attribute} = ${attribute} + `, ''])
}
