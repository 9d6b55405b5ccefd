/**
 * A database is an account: it holds regions, each with tables of its own. One log and one committer serve them all, so
 * there is one order of all changes.
 */

import { assert } from '../errors/assert.js'
import { StoredTable, Tables } from '../storage/table.js'
import type { TableStoreOptions } from '../storage/table-store.js'
import type { TableDescription, TableId } from '../types/table.js'
import { settingsOnDemand } from './table-settings.js'

const SYSTEM_KEY = { partitionKey: { name: 'name', type: 'S' } } as const

/** The table of a region's tables. It has a name, but is not found by it. */
const SYSTEM_TABLE: TableDescription = {
  id: 0,
  name: '$tables',
  keySchema: SYSTEM_KEY,
  createdAt: 0,
  uuid: '00000000-0000-0000-0000-000000000000',
  settings: settingsOnDemand(SYSTEM_KEY, 0),
  changes: [],
}

const TRIGGER_KEY = {
  partitionKey: { name: 'table', type: 'N' },
  sortKey: { name: 'name', type: 'S' },
} as const

/** The table of the positions of a region's triggers, by the number of their table and their name. */
const TRIGGER_TABLE: TableDescription = {
  ...SYSTEM_TABLE,
  id: 1,
  name: '$triggers',
  keySchema: TRIGGER_KEY,
  settings: settingsOnDemand(TRIGGER_KEY, 0),
}

const RECORD_KEY = {
  partitionKey: { name: 'kind', type: 'S' },
  sortKey: { name: 'id', type: 'S' },
} as const

/** The table of what outlives the tables of a region: backups, exports and imports. */
const RECORD_TABLE: TableDescription = {
  ...SYSTEM_TABLE,
  id: 2,
  name: '$records',
  keySchema: RECORD_KEY,
  settings: settingsOnDemand(RECORD_KEY, 0),
}

/** The numbers below it are of system tables, which each region has its own of. */
const FIRST_TABLE_ID: TableId = 16

/** Whether a table holds the descriptions of tables. */
export function isSystemTable(table: StoredTable): boolean {
  return table.id === SYSTEM_TABLE.id
}

/** Whether a table holds the records of backups, exports and imports. */
export function isRecordTable(table: StoredTable): boolean {
  return table.id === RECORD_TABLE.id
}

/** Whether a number is that of a system table, which each region has its own of. */
export function isOfEachRegion(id: TableId): boolean {
  return id < FIRST_TABLE_ID
}

type RegionParts = Pick<Region, 'name' | 'tables' | 'system' | 'triggers' | 'records'>

/** The tables of one region. */
export class Region {
  readonly name: string
  readonly tables: Tables
  /** Holds the descriptions of the tables. */
  readonly system: StoredTable
  /** Holds the positions of the triggers that have names. */
  readonly triggers: StoredTable
  /** Holds the records of backups, exports and imports. */
  readonly records: StoredTable

  constructor(name: string, own: Omit<RegionParts, 'name'>) {
    this.name = name
    this.tables = own.tables
    this.system = own.system
    this.triggers = own.triggers
    this.records = own.records
  }

  /** The tables that each region has, the one that describes the others first. */
  get systemTables(): readonly StoredTable[] {
    return [this.system, this.triggers, this.records]
  }

  /** Whether nothing would be lost with it. */
  get isEmpty(): boolean {
    return this.tables.isEmpty && this.records.store.items === 0
  }

  /** Forgets all tables. Whoever still holds one is told `reason`. */
  close(reason: () => Error): void {
    this.tables.close(reason)
    for (const table of this.systemTables) table.unavailable = reason
  }
}

/** The regions of a database, by name. */
export class Regions {
  /** What stores of tables are made with. */
  readonly options: TableStoreOptions
  readonly #byName = new Map<string, Region>()
  #nextTableId: TableId = FIRST_TABLE_ID

  constructor(options: TableStoreOptions) {
    this.options = options
  }

  /** The regions that have been used. */
  get all(): Iterable<Region> {
    return this.#byName.values()
  }

  /** The region of a name, if it has been used. */
  find(name: string): Region | undefined {
    return this.#byName.get(name)
  }

  /** The region of a name, such as `us-east-1`. It is made on first use. */
  region(name: string): Region {
    const found = this.#byName.get(name)
    if (found !== undefined) return found
    const region = new Region(name, {
      tables: new Tables(name, this.options),
      system: new StoredTable(name, SYSTEM_TABLE, this.options),
      triggers: new StoredTable(name, TRIGGER_TABLE, this.options),
      records: new StoredTable(name, RECORD_TABLE, this.options),
    })
    this.#byName.set(name, region)
    return region
  }

  /** Forgets a region, which must be empty: if it is asked for again, it is made anew. */
  forget(name: string): void {
    this.#byName.delete(name)
  }

  /** The table with this number; undefined if there is none any more. Looks at all of them. */
  tableById(id: TableId): StoredTable | undefined {
    return this.tables.find(table => table.id === id)
  }

  /** All tables but those of the system. */
  get tables(): readonly StoredTable[] {
    let all: readonly StoredTable[] = []
    for (const { tables } of this.#byName.values()) {
      all = all.length === 0 ? tables.all : all.concat(tables.all)
    }
    return all
  }

  /** The table that has the name of one of another database. */
  readonly sameTable = ({ region, description }: StoredTable): StoredTable | undefined =>
    this.#byName.get(region)?.tables.byName(description.name)

  /** The table of a region that has this number in each of them. */
  systemTable(name: string, id: TableId): StoredTable {
    const table = this.region(name).systemTables.find(one => one.id === id)
    assert(table !== undefined, 'there are no other system tables')
    return table
  }

  /** The number that the next table has, unless there is another one before. */
  get nextTableId(): TableId {
    return this.#nextTableId
  }

  /** Gives out no number below this one any more. */
  reserveTableIds(nextTableId: TableId): void {
    this.#nextTableId = Math.max(this.#nextTableId, nextTableId)
  }

  /** A number that no table of the database has had. */
  takeTableId(): TableId {
    const id = this.#nextTableId
    this.#nextTableId += 1
    return id
  }

  /** A copy that was made of this one is not read any more. */
  takeBack(fork: Regions): void {
    for (const { name, tables, systemTables } of fork.#byName.values()) {
      const own = this.#byName.get(name)
      for (const [place, table] of systemTables.entries()) own?.systemTables[place]?.takeBack(table)
      own?.tables.takeBack(tables)
    }
  }

  /** A copy that shares all items until one side writes to them. Takes time for each table, not for each item. */
  fork(options: TableStoreOptions): Regions {
    const fork = new Regions(options)
    fork.#nextTableId = this.#nextTableId
    for (const [name, { tables, system, triggers, records }] of this.#byName) {
      const own = {
        tables: tables.fork(options),
        system: system.fork(options),
        triggers: triggers.fork(options),
        records: records.fork(options),
      }
      fork.#byName.set(name, new Region(name, own))
    }
    return fork
  }
}
