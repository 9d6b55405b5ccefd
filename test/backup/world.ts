/** Tables whose history is taken down, and a model that holds on to every version of them. */

import { createTable, deleteTable, redescribeTable } from '../../src/api/create-table.js'
import { History } from '../../src/backup/history.js'
import type { Unwinding } from '../../src/backup/unwind.js'
import { pack, unpack } from '../../src/encoding/msgpack.js'
import { Catalog } from '../../src/engine/catalog.js'
import { Committer, type Write } from '../../src/engine/commit.js'
import type { HistoryFiles } from '../../src/engine/history-files.js'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import { MemoryLog } from '../../src/engine/log.js'
import { Regions } from '../../src/engine/regions.js'
import { settingsOnDemand } from '../../src/engine/table-settings.js'
import type { Clock } from '../../src/env/clock.js'
import { changeEntries } from '../../src/indexes/follow-change.js'
import { SecondaryIndexes } from '../../src/indexes/secondary-indexes.js'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import { HASH_SPACE, positionOfHash } from '../../src/storage/primary-key.js'
import type { StoredTable } from '../../src/storage/table.js'
import type { TableStore } from '../../src/storage/table-store.js'
import type { Item } from '../../src/types/attribute.js'
import type { IndexDescription, KeySchema, TableDescription } from '../../src/types/table.js'

export const REGION = 'us-east-1'
const EVERYTHING = { from: positionOfHash(0), to: positionOfHash(HASH_SPACE) }

const KEY_SCHEMAS: Readonly<Record<string, KeySchema>> = {
  rows: { partitionKey: { name: 'id', type: 'S' } },
  lines: { partitionKey: { name: 'id', type: 'S' }, sortKey: { name: 'at', type: 'N' } },
}
export const TABLE_NAMES: readonly string[] = Object.keys(KEY_SCHEMAS)

export const INDEX: IndexDescription = {
  name: 'byGroup',
  kind: 'global',
  partitionKeys: [{ name: 'group', type: 'S' }],
  sortKeys: [{ name: 'rank', type: 'N' }],
  projection: { type: 'ALL', names: [] },
  createdAt: 0,
}

export function keySchemaOf(name: string): KeySchema {
  const schema = KEY_SCHEMAS[name]
  if (schema === undefined) throw new Error(`no table is called ${name}`)
  return schema
}

/** The items of a store by the text of their keys. */
export function itemsOf(store: TableStore, name: string): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>()
  for (const ref of store.collect(EVERYTHING, Number.POSITIVE_INFINITY, false)) {
    const item = store.decode(ref)
    items.set(keyOf(name, item), item)
  }
  return items
}

/** The key of an item of a table, as text. */
export function keyOf(name: string, { id, at }: Item): string {
  return JSON.stringify(name === 'lines' ? [id, at] : [id])
}

/** Those of some items that have an entry in `INDEX`. */
export function entriesOf(items: ReadonlyMap<string, Item>): ReadonlyMap<string, Item> {
  const isIn = ({ group, rank }: Item): boolean =>
    typeof group === 'string' && group !== '' && typeof rank === 'number'
  return new Map([...items].filter(([, item]) => isIn(item)))
}

interface WorldOptions {
  readonly files?: HistoryFiles | undefined
  readonly chunkBytes?: number | undefined
  readonly globalIndexLag?: number
}

/** A clock that is set as one likes, and never rings: what lags behind stays behind. */
class SetClock implements Clock {
  time = 1_000_000

  now(): number {
    return this.time
  }

  alarm(): () => void {
    return () => {}
  }
}

/** What a world goes on from. */
interface Beginning {
  readonly regions: Regions
  readonly history: History
  readonly next: number
  readonly indexes: SecondaryIndexes
  readonly time: number
}

/** A database without its doors: the parts that history has to do with. */
export class World {
  readonly clock = new SetClock()
  readonly regions: Regions
  readonly history: History
  readonly #options: WorldOptions
  readonly #indexes: SecondaryIndexes
  readonly #log: MemoryLog
  readonly committer: Committer

  constructor(options: WorldOptions, from?: Beginning) {
    const { clock } = this
    clock.time = from?.time ?? clock.time
    this.#options = options
    this.regions = from?.regions ?? new Regions(this.#storing)
    const { regions } = this
    const { globalIndexLag = 0 } = options
    this.history = from?.history ?? new History({ regions, ...options })
    this.#indexes = new SecondaryIndexes({ clock, regions, globalIndexLag })
    this.#log = new MemoryLog(from?.next ?? 1)
    const followers = [this.history, new Catalog(regions), this.#indexes]
    this.committer = new Committer(this.#log, clock, followers)
    this.#indexes.start(this.committer, from?.indexes)
  }

  /** A copy; neither sees what the other writes. */
  fork(): World {
    const regions = this.regions.fork(this.#storing)
    const history = this.history.fork(regions)
    return new World({ ...this.#options, files: undefined }, this.#beginning(regions, history))
  }

  /** The same, with a history that was saved and loaded: files that are needed have been written by then. */
  reopened(): World {
    const pieces = [...this.fork().history.save()].map(piece => pack(piece))
    const regions = this.regions.fork(this.#storing)
    const history = new History({ regions, ...this.#options })
    for (const piece of pieces) history.load(unpack(piece))
    return new World(this.#options, this.#beginning(regions, history))
  }

  #beginning(regions: Regions, history: History): Beginning {
    const next = this.#log.nextSequenceNumber
    return { regions, history, next, indexes: this.#indexes, time: this.clock.time }
  }

  get #storing(): Unwinding['options'] {
    return { clock: this.clock, partitionLimits: PARTITION_LIMITS }
  }

  get unwinding(): Unwinding {
    const [options, indexes] = [this.#storing, this.#indexes]
    const bringUp: Unwinding['bringUp'] = (table, fork) => indexes.bringUpTable(table, fork)
    return { options, bringUp, changeEntries }
  }

  table(name: string): StoredTable | undefined {
    return this.regions.region(REGION).tables.byName(name)
  }

  create(name: string): void {
    const keySchema = keySchemaOf(name)
    const createdAt = this.clock.now()
    createTable(this.#context, {
      id: this.regions.takeTableId(),
      name,
      keySchema,
      createdAt,
      uuid: '',
      settings: { ...settingsOnDemand(keySchema, createdAt), indexes: [INDEX] },
      changes: [],
    })
  }

  drop(name: string): void {
    deleteTable(this.#context, name, 0)
  }

  redescribe(
    name: string,
    changed: (description: TableDescription) => Partial<TableDescription>,
  ): void {
    const table = this.table(name)
    if (table === undefined) return
    const { description } = table
    redescribeTable(this.#context, { ...description, ...changed(description) })
  }

  /** Writes items of several tables at once: each is put, or removed if it has its key alone. */
  write(
    writes: readonly { readonly name: string; readonly item: Item; readonly isRemoved: boolean }[],
  ): void {
    const wanted = writes.flatMap(({ name, item, isRemoved }): Write[] => {
      const table = this.table(name)
      if (table === undefined) return []
      const key = primaryKeyOfItem(table.keySchema, item)
      return [{ table, key, decide: () => (isRemoved ? 'remove' : item) }]
    })
    if (wanted.length > 0) this.committer.commit(wanted)
  }

  get #context(): Parameters<typeof createTable>[0] {
    return { committer: this.committer, region: this.regions.region(REGION) }
  }
}
