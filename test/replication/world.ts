/** Regions with a replicated table in each, without the doors of a database, and what was last written to each item. */

import { createTable } from '../../src/api/create-table.js'
import {
  addReplica,
  type ReplicasContext,
  redescribeReplicas,
  removeReplica,
} from '../../src/api/replicas.js'
import type { PastOfTables } from '../../src/api/restored-table.js'
import { type Packable, pack, unpack } from '../../src/encoding/msgpack.js'
import { Catalog } from '../../src/engine/catalog.js'
import { Committer } from '../../src/engine/commit.js'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import { MemoryLog } from '../../src/engine/log.js'
import { Regions } from '../../src/engine/regions.js'
import { TableImages } from '../../src/engine/table-images.js'
import { settingsOnDemand } from '../../src/engine/table-settings.js'
import { systemRandom } from '../../src/env/random.js'
import type { SeededRandom } from '../../src/env/seeded-random.js'
import { SecondaryIndexes } from '../../src/indexes/secondary-indexes.js'
import { Replication } from '../../src/replication/replication.js'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import { HASH_SPACE, positionOfHash } from '../../src/storage/primary-key.js'
import type { StoredTable } from '../../src/storage/table.js'
import type { TableStore } from '../../src/storage/table-store.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import type { Item } from '../../src/types/attribute.js'
import type { IndexDescription, KeySchema } from '../../src/types/table.js'

export const NAMES = ['ap-northeast-1', 'eu-west-1', 'sa-east-1', 'us-east-1', 'us-west-2']
export const TABLE = 'Orders'
const KEY_SCHEMA: KeySchema = { partitionKey: { name: 'id', type: 'S' } }
const EVERYTHING = { from: positionOfHash(0), to: positionOfHash(HASH_SPACE) }

const INDEX: IndexDescription = {
  name: 'byGroup',
  kind: 'global',
  partitionKeys: [{ name: 'group', type: 'S' }],
  sortKeys: [],
  projection: { type: 'ALL', names: [] },
  createdAt: 0,
}

/** Nobody asks for it here. */
const NO_PAST = {} as PastOfTables

interface Beginning {
  readonly regions: Regions
  readonly next: number
  readonly pieces: readonly Uint8Array[]
  readonly indexes: SecondaryIndexes
}

export class World {
  readonly clock: ManualClock
  readonly names: readonly string[]
  readonly replication: Replication
  readonly committer: Committer
  readonly #regions: Regions
  readonly #log: MemoryLog
  readonly #indexes: SecondaryIndexes
  readonly #images = new TableImages(undefined)
  readonly #random: SeededRandom

  constructor(
    names: readonly string[],
    random: SeededRandom,
    clock = new ManualClock(),
    from?: Beginning,
  ) {
    this.names = names
    this.#random = random
    this.clock = clock
    const options = { clock, partitionLimits: PARTITION_LIMITS }
    const regions = from?.regions ?? new Regions(options)
    this.#regions = regions
    const keptMin = random.unit() < 0.5 ? 1 : undefined
    const seed = random.between(0, 1_000_000)
    this.replication = new Replication({ clock, regions, seed, keptMin })
    for (const piece of from?.pieces ?? []) this.replication.load(unpack(piece))
    this.#indexes = new SecondaryIndexes({ clock, regions, globalIndexLag: 0 })
    this.#log = new MemoryLog(from?.next ?? 1)
    const followers = [new Catalog(regions, this.#images), this.#indexes, this.replication]
    this.committer = new Committer(this.#log, clock, followers)
    this.#indexes.start(this.committer, from?.indexes)
    this.replication.start(this.committer)
    if (from !== undefined) return
    const [first = '', ...others] = names
    this.#createIn(first)
    for (const name of others) this.join(name, first)
  }

  /** As a checkpoint of this moment has it. */
  reopened(): World {
    const { clock } = this
    const regions = this.#regions.fork({ clock, partitionLimits: PARTITION_LIMITS })
    const pieces = Array.from(this.replication.save(), (piece: Packable) => pack(piece).slice())
    this.replication.close()
    const next = this.#log.nextSequenceNumber
    return new World(this.names, this.#random, clock, {
      regions,
      next,
      pieces,
      indexes: this.#indexes,
    })
  }

  /** The regions that have a replica. */
  get members(): readonly string[] {
    return [...this.#regions.all].flatMap(({ name, tables }) => (tables.isEmpty ? [] : [name]))
  }

  /** Adds a replica that begins with what another one has. */
  join(region: string, source: string): void {
    const table = this.tableOf(source)
    const id = this.#regions.takeTableId()
    addReplica(this.#context, table, { region, description: { ...table.description, id } })
  }

  leave(region: string): void {
    removeReplica(this.#context, this.tableOf(region), this.clock.now())
  }

  /** The replicas, and the witness if there is one, are strongly consistent from here on. */
  makeStrong(witness: string | undefined): void {
    const [first = ''] = this.members
    redescribeReplicas(this.#context, this.tableOf(first), ({ description }) => {
      const { replication } = description.settings
      if (replication === undefined) throw new Error('there are replicas')
      const strong = { ...replication, consistency: 'STRONG' as const, witness }
      return { ...description, settings: { ...description.settings, replication: strong } }
    })
  }

  get #context(): ReplicasContext {
    const [committer, regions, indexes] = [this.committer, this.#regions, this.#indexes]
    return {
      committer,
      regions,
      disabledRegions: new Set(),
      images: this.#images,
      random: systemRandom,
      options: regions.options,
      past: NO_PAST,
      bringUp: (table, copy) => indexes.bringUpTable(table, copy),
    }
  }

  write(region: string, id: string, item: Item | undefined): void {
    const table = this.tableOf(region)
    const key = primaryKeyOfItem(KEY_SCHEMA, { id })
    this.committer.commit([{ table, key, decide: () => item ?? 'remove' }])
  }

  itemOf(region: string, id: string): Item | undefined {
    return this.tableOf(region).store.imageOf(primaryKeyOfItem(KEY_SCHEMA, { id }))?.decode()
  }

  /** The items of a region by their keys, and the entries of its index. */
  contentOf(region: string): {
    readonly items: ReadonlyMap<string, Item>
    readonly entries: ReadonlyMap<string, Item>
  } {
    const table = this.tableOf(region)
    const [index] = table.indexes
    if (index === undefined) throw new Error('there is an index')
    return { items: itemsOf(table.store), entries: itemsOf(index.store) }
  }

  tableOf(region: string): StoredTable {
    const table = this.#regions.region(region).tables.byName(TABLE)
    if (table === undefined) throw new Error(`there is a table in ${region}`)
    return table
  }

  #createIn(name: string): void {
    createTable(
      { committer: this.committer, region: this.#regions.region(name) },
      {
        id: this.#regions.takeTableId(),
        name: TABLE,
        keySchema: KEY_SCHEMA,
        createdAt: this.clock.now(),
        uuid: '00000000-0000-0000-0000-000000000000',
        settings: { ...settingsOnDemand(KEY_SCHEMA, 0), indexes: [INDEX] },
        changes: [],
      },
    )
  }
}

function itemsOf(store: TableStore): ReadonlyMap<string, Item> {
  const refs = store.collect(EVERYTHING, Number.POSITIVE_INFINITY, false)
  const items = refs.map(ref => store.decode(ref))
  return new Map(items.map(item => [String(item.id), item] as const).sort())
}
