/** Tables as the engine knows them: what they are, and where their items are. */

import type { DynamoError } from '../errors/dynamo-error.js'
import type {
  ChangeKind,
  KeySchema,
  TableChange,
  TableDescription,
  TableId,
} from '../types/table.js'
import type { Limiter } from './limiter.js'
import type { Quorum } from './quorum.js'
import { openIndexes, type StoredIndex } from './stored-index.js'
import { TableStore, type TableStoreOptions } from './table-store.js'
import { Usage } from './usage.js'

export class StoredTable {
  /** The region that the table is in, such as `us-east-1`. */
  readonly region: string
  readonly store: TableStore
  /** Capacity units that requests to the table have consumed. */
  readUnits = 0
  writeUnits = 0
  /** What it was used for over time, its local indexes included. */
  readonly usage: Usage
  /** Undefined while nothing limits the capacity of the table. */
  limiter: Limiter | undefined
  /** The other members of a strongly consistent global table; undefined if it is none. */
  quorum: Quorum | undefined
  /** Why requests may not change the items, which somebody else alone does; undefined while they may. Forks begin without. */
  guard: (() => DynamoError) | undefined
  /** Why the table takes no further requests; undefined while it does. */
  unavailable: (() => Error) | undefined
  readonly #options: TableStoreOptions
  #description: TableDescription
  #indexes: readonly StoredIndex[]

  constructor(
    region: string,
    description: TableDescription,
    options: TableStoreOptions,
    store = new TableStore(options),
    indexes: readonly StoredIndex[] = [],
  ) {
    this.region = region
    this.store = store
    this.usage = new Usage(options.clock)
    this.#options = options
    this.#description = description
    this.#indexes = openIndexes(description.settings.indexes, indexes, store, options)
    this.#followUsage()
  }

  get description(): TableDescription {
    return this.#description
  }

  get id(): TableId {
    return this.#description.id
  }

  get keySchema(): KeySchema {
    return this.#description.keySchema
  }

  /** The secondary indexes, in the order of the description. */
  get indexes(): readonly StoredIndex[] {
    return this.#indexes
  }

  /**
   * Takes over changed settings: makes and drops indexes, and removes all items, as they say. The key of a table never
   * changes.
   */
  redescribe(description: TableDescription): void {
    const isTruncated = description.truncations !== this.#description.truncations
    this.#description = description
    this.#indexes = openIndexes(
      description.settings.indexes,
      this.#indexes,
      this.store,
      this.#options,
    )
    if (isTruncated) for (const { store } of [this, ...this.#indexes]) store.clear()
    this.#followUsage()
  }

  /** A copy that shares all items until one side writes to them. */
  fork(options: TableStoreOptions): StoredTable {
    const indexes = this.#indexes.map(index => index.fork(options))
    const store = this.store.fork(options)
    return new StoredTable(this.region, this.#description, options, store, indexes)
  }

  /** A table of another description that has the items and entries of this one, which is not used any more. */
  become(region: string, description: TableDescription): StoredTable {
    const { indexes = [] } = description.settings
    const opened = indexes.flatMap(one => {
      const source = this.#indexes.find(({ name }) => name === (one.source ?? one.name))
      return source === undefined ? [] : [source.as(one, this.#options)]
    })
    return new StoredTable(region, description, this.#options, this.store, opened)
  }

  /** A copy that was made of this one is not read any more. */
  takeBack(fork: StoredTable): void {
    this.store.takeBack(fork.store)
    for (const [place, { store }] of fork.#indexes.entries()) {
      this.#indexes[place]?.store.takeBack(store)
    }
  }

  /** Tells the indexes whose they are, and those who keep account of the use how much capacity there is. */
  #followUsage(): void {
    const { settings, changes } = this.#description
    this.usage.provide(settings.throughput, sinceOf(changes, undefined))
    for (const index of this.#indexes) {
      const { kind, throughput, name } = index.description
      index.tableName = this.#description.name
      if (kind === 'local') index.usage = this.usage
      else if (throughput !== undefined) index.usage.provide(throughput, sinceOf(changes, name))
    }
  }
}

/** The table itself. Throws what says why it takes no requests, if it does not. */
export function openTable(table: StoredTable): StoredTable {
  if (table.unavailable !== undefined) throw table.unavailable()
  return table
}

/** When a change of the capacity that is under way is done; undefined if there is none. */
function sinceOf(changes: readonly TableChange[], index: string | undefined): number | undefined {
  const change = changes.find(one => one.index === index && CAPACITY_CHANGES.has(one.kind))
  return change?.until
}

const CAPACITY_CHANGES: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'throughput',
  'billing mode',
  'index throughput',
])

/** The tables of one region, by name. */
export class Tables {
  readonly #region: string
  readonly #options: TableStoreOptions
  readonly #byName = new Map<string, StoredTable>()
  /** Undefined after a change, until somebody asks. */
  #all: readonly StoredTable[] | undefined

  constructor(region: string, options: TableStoreOptions) {
    this.#region = region
    this.#options = options
  }

  /** In the order of their names. */
  get names(): readonly string[] {
    return [...this.#byName.keys()].sort()
  }

  /** In the order in which they were opened. */
  get all(): readonly StoredTable[] {
    this.#all ??= [...this.#byName.values()]
    return this.#all
  }

  get isEmpty(): boolean {
    return this.#byName.size === 0
  }

  byName(name: string): StoredTable | undefined {
    return this.#byName.get(name)
  }

  open(description: TableDescription): StoredTable {
    const table = new StoredTable(this.#region, description, this.#options)
    this.adopt(table)
    return table
  }

  /** Opens a table that has items already. */
  adopt(table: StoredTable): void {
    this.#byName.set(table.description.name, table)
    this.#all = undefined
  }

  /** Forgets a table. Whoever still holds it is told `reason`. */
  drop(name: string, reason: () => Error): void {
    const table = this.#byName.get(name)
    if (table !== undefined) table.unavailable = reason
    this.#byName.delete(name)
    this.#all = undefined
  }

  /** Forgets all tables. Whoever still holds one is told `reason`. */
  close(reason: () => Error): void {
    for (const table of this.all) table.unavailable = reason
    this.#byName.clear()
    this.#all = undefined
  }

  /** A copy that was made of this one is not read any more. */
  takeBack(fork: Tables): void {
    for (const [name, table] of fork.#byName) this.#byName.get(name)?.takeBack(table)
  }

  /** A copy that shares all items until one side writes to them. Takes time for each table, not for each item. */
  fork(options: TableStoreOptions): Tables {
    const fork = new Tables(this.#region, options)
    for (const [name, table] of this.#byName) fork.#byName.set(name, table.fork(options))
    return fork
  }
}
