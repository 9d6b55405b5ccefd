/** A table with indexes of every kind, on small partitions, and what a naive reader makes of its items. */

import { Catalog, itemOf } from '../../src/engine/catalog.js'
import { Committer } from '../../src/engine/commit.js'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import { MemoryLog } from '../../src/engine/log.js'
import { Regions } from '../../src/engine/regions.js'
import { settingsOnDemand } from '../../src/engine/table-settings.js'
import { SecondaryIndexes } from '../../src/indexes/secondary-indexes.js'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import { HASH_SPACE, positionOfHash } from '../../src/storage/primary-key.js'
import { RangeCursor } from '../../src/storage/range-cursor.js'
import type { StoredTable } from '../../src/storage/table.js'
import type { TableStore } from '../../src/storage/table-store.js'
import type { Item, KeyType } from '../../src/types/attribute.js'
import type { IndexDescription, KeyAttribute, KeySchema } from '../../src/types/table.js'
import { compare, identityOf } from '../model/values.js'
import { ManualClock } from '../support/clock.js'

export const key = (name: string, type: KeyType): KeyAttribute => ({ name, type })

export const SCHEMA: KeySchema = { partitionKey: key('pk', 'S'), sortKey: key('sk', 'N') }

type Part = Pick<IndexDescription, 'kind' | 'partitionKeys' | 'sortKeys'> & {
  readonly names?: readonly string[]
}

export const index = (name: string, { names, ...rest }: Part): IndexDescription => ({
  name,
  ...rest,
  projection:
    names === undefined
      ? { type: 'ALL', names: [] }
      : { type: names.length === 0 ? 'KEYS_ONLY' : 'INCLUDE', names },
  createdAt: 0,
})

const local = (name: string, sortKey: KeyAttribute, names?: readonly string[]) =>
  index(name, {
    kind: 'local',
    partitionKeys: [SCHEMA.partitionKey],
    sortKeys: [sortKey],
    ...(names && { names }),
  })

const global = (name: string, part: Omit<Part, 'kind'>) => index(name, { kind: 'global', ...part })

/** Local and global, of one attribute and of several, with all projections. */
export const INDEXES: readonly IndexDescription[] = [
  local('by-n', key('n', 'N'), []),
  local('by-s', key('s', 'S'), ['x', 'n']),
  local('by-b', key('b', 'B')),
  global('g-s', { partitionKeys: [key('s', 'S')], sortKeys: [key('n', 'N')] }),
  global('g-b', { partitionKeys: [key('b', 'B')], sortKeys: [key('s', 'S')], names: ['x'] }),
  global('g-n', { partitionKeys: [key('n', 'N')], sortKeys: [], names: [] }),
  global('g-many', {
    partitionKeys: [key('s', 'S'), key('t', 'S')],
    sortKeys: [key('b', 'B'), key('n', 'N'), key('sk', 'N')],
    names: ['x'],
  }),
  global('g-swapped', { partitionKeys: [key('sk', 'N')], sortKeys: [key('pk', 'S')] }),
]

export class World {
  readonly clock: ManualClock
  readonly regions: Regions
  readonly indexes: SecondaryIndexes
  readonly committer: Committer
  readonly #options: ConstructorParameters<typeof Regions>[0]
  readonly #lag: number

  constructor({ clock = new ManualClock(), lag = 0 } = {}, from?: World) {
    const partitionLimits = { ...PARTITION_LIMITS, bytesMax: 3000 }
    this.#options = { clock, partitionLimits }
    this.#lag = lag
    this.clock = clock
    this.regions = from?.regions.fork(this.#options) ?? new Regions(this.#options)
    const { regions } = this
    this.indexes = new SecondaryIndexes({ clock, regions, globalIndexLag: lag })
    this.committer = new Committer(new MemoryLog(1), clock, [new Catalog(regions), this.indexes])
    this.indexes.start(this.committer, from?.indexes)
  }

  fork(): World {
    return new World({ clock: this.clock, lag: this.#lag }, this)
  }

  get table(): StoredTable {
    const table = this.regions.region('r').tables.byName('items')
    if (table === undefined) throw new Error('there is no table')
    return table
  }

  /** Makes the table, or gives it other indexes. */
  describe(indexes: readonly IndexDescription[], schema = SCHEMA): void {
    const { system } = this.regions.region('r')
    const item = itemOf({
      id: 1,
      name: 'items',
      keySchema: schema,
      createdAt: 0,
      uuid: '',
      settings: { ...settingsOnDemand(schema, 0), indexes },
      changes: [],
    })
    const systemKey = primaryKeyOfItem(system.keySchema, item)
    this.committer.commit([{ table: system, key: systemKey, decide: () => item }])
  }

  drop(): void {
    const { system } = this.regions.region('r')
    const systemKey = primaryKeyOfItem(system.keySchema, { name: 'items' })
    this.committer.commit([{ table: system, key: systemKey, decide: () => 'remove' }])
  }
}

/** All items, in the order of the store. */
export function itemsOf(store: TableStore): Item[] {
  const whole = { from: positionOfHash(0), to: positionOfHash(HASH_SPACE) }
  const cursor = new RangeCursor(store, whole, false, Number.POSITIVE_INFINITY)
  const items: Item[] = []
  for (let image = cursor.next(); image !== undefined; image = cursor.next()) {
    items.push(image.decode())
  }
  return items
}

/** Whether a value may be a key of an index: of its type, not empty, not too large. */
function isKey(value: unknown, type: KeyType): boolean {
  if (type === 'N') return typeof value === 'number'
  if (type === 'S') return typeof value === 'string' && value !== ''
  return value instanceof Uint8Array && value.length > 0
}

/** What an index has of a table, worked out from nothing but the items: in the order of partition keys, then sort keys. */
export function derived({ keySchema }: StoredTable, description: IndexDescription, items: Item[]) {
  const keys = [...description.partitionKeys, ...description.sortKeys]
  const entries = items
    .filter(item => keys.every(({ name, type }) => isKey(item[name], type)))
    .map(item => {
      const { type, names } = description.projection
      const kept = new Set([keySchema.partitionKey.name, keySchema.sortKey?.name ?? '', ...names])
      for (const { name } of keys) kept.add(name)
      return type === 'ALL'
        ? item
        : Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)))
    })
  return sorted(description, entries)
}

/** In the order of partition keys, then sort keys; those that are the same in a fixed order. */
export function sorted(description: IndexDescription, entries: readonly Item[]): string[] {
  return entries
    .map(entry => ({ entry, text: identityOf(entry) }))
    .sort((a, b) => {
      const order = compareBy(description.partitionKeys, a.entry, b.entry)
      return (
        order || compareBy(description.sortKeys, a.entry, b.entry) || (a.text < b.text ? -1 : 1)
      )
    })
    .map(({ text }) => text)
}

export function compareBy(keys: readonly KeyAttribute[], a: Item, b: Item): number {
  for (const { name } of keys) {
    const order = compare(a[name], b[name]) ?? 0
    if (order !== 0) return order
  }
  return 0
}
