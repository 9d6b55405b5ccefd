/** What was consumed of each table and of each index. Tables of one name, as those of forks have, are one. */

import { keyOfHash } from '../capacity/heat-map.js'
import type { Metered } from '../storage/metered.js'
import type { StoredIndex } from '../storage/stored-index.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStore } from '../storage/table-store.js'
import type { TableClass } from '../types/table.js'
import { labelOfItem } from './key-label.js'
import { KeyUse } from './key-use.js'

/** A table or an index. */
export class PlaceUse {
  readonly table: string
  /** Undefined for the table itself. */
  readonly index: string | undefined
  readonly isGlobalIndex: boolean
  readonly tableClass: TableClass
  /** The names of the attributes of its partition key. */
  readonly partitionKey: readonly string[]
  /** Of the sort key, as far as it is a table's. */
  readonly sortKey: string | undefined
  readUnits = 0
  writeUnits = 0
  /** Pages that were read of it. */
  pages = 0
  /** Units that went to keys: all but those of scans, which ask for no key. */
  keyedUnits = 0
  readonly keys = new KeyUse()

  constructor(source: Described) {
    this.table = source.table
    this.index = source.index
    this.isGlobalIndex = source.isGlobalIndex
    this.tableClass = source.tableClass
    this.partitionKey = source.partitionKey
    this.sortKey = source.sortKey
  }

  /** The partition key with a hash, if an item has it. */
  labelFromStore(store: TableStore, hash: number): string {
    const key = keyOfHash({ store, partitionKey: this.partitionKey }, hash)
    return key === undefined ? `hash ${hash.toString(16)}` : labelOfItem(key)
  }
}

interface Described {
  readonly table: string
  readonly index: string | undefined
  readonly isGlobalIndex: boolean
  readonly tableClass: TableClass
  readonly partitionKey: readonly string[]
  readonly sortKey: string | undefined
}

/** Tables and indexes that are told apart. What comes then is put together. */
const PLACES_MAX = 500
const OTHERS: Described = {
  table: '(others)',
  index: undefined,
  isGlobalIndex: false,
  tableClass: 'STANDARD',
  partitionKey: [],
  sortKey: undefined,
}

export class PlaceUses {
  /** Databases that were recorded. */
  databases = 0
  readonly #byName = new Map<string, PlaceUse>()

  get all(): Iterable<PlaceUse> {
    return this.#byName.values()
  }

  of(metered: Metered): PlaceUse {
    return this.#named(describe(metered as StoredTable | StoredIndex))
  }

  #named(described: Described): PlaceUse {
    const name = JSON.stringify([described.table, described.index])
    const found = this.#byName.get(name)
    if (found !== undefined) return found
    if (this.#byName.size >= PLACES_MAX && described !== OTHERS) return this.#named(OTHERS)
    const use = new PlaceUse(described)
    this.#byName.set(name, use)
    return use
  }
}

/** The tables and indexes of one database. It is kept by the database alone, and may keep what belongs to it. */
export class PlacesOfDatabase {
  /** Tells the databases of a recording apart. */
  readonly number: number
  readonly #uses: PlaceUses
  /** Tables come and go. */
  readonly #bySource = new WeakMap<Metered, PlaceUse>()
  /** Those that were touched last are found without looking them up. */
  #last: Metered | undefined
  #lastUse: PlaceUse | undefined
  #second: Metered | undefined
  #secondUse: PlaceUse | undefined

  constructor(uses: PlaceUses) {
    uses.databases += 1
    this.number = uses.databases
    this.#uses = uses
  }

  of(metered: Metered): PlaceUse {
    if (metered === this.#last && this.#lastUse !== undefined) return this.#lastUse
    const use =
      metered === this.#second && this.#secondUse !== undefined
        ? this.#secondUse
        : this.#find(metered)
    this.#second = this.#last
    this.#secondUse = this.#lastUse
    this.#last = metered
    this.#lastUse = use
    return use
  }

  #find(metered: Metered): PlaceUse {
    const known = this.#bySource.get(metered)
    if (known !== undefined) return known
    const use = this.#uses.of(metered)
    this.#bySource.set(metered, use)
    return use
  }
}

function describe(source: StoredTable | StoredIndex): Described {
  if ('keySchema' in source) {
    const { name, keySchema, settings } = source.description
    return {
      table: name,
      index: undefined,
      isGlobalIndex: false,
      tableClass: settings.tableClass?.name ?? 'STANDARD',
      partitionKey: [keySchema.partitionKey.name],
      sortKey: keySchema.sortKey?.name,
    }
  }
  const { kind, partitionKeys } = source.description
  return {
    table: source.tableName,
    index: source.name,
    isGlobalIndex: kind === 'global',
    tableClass: 'STANDARD',
    partitionKey: partitionKeys.map(({ name }) => name),
    sortKey: undefined,
  }
}
