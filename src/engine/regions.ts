/**
 * A database is an account: it holds regions, each with tables of its own. One log and one committer serve them all, so
 * there is one order of all changes.
 */

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

/** The numbers below it are of system tables, which each region has its own of. */
const FIRST_TABLE_ID: TableId = 16

/** Whether a table holds the descriptions of tables. */
export function isSystemTable(table: StoredTable): boolean {
  return table.id === SYSTEM_TABLE.id
}

/** Whether a number is that of a system table, which each region has its own of. */
export function isOfEachRegion(id: TableId): boolean {
  return id < FIRST_TABLE_ID
}

/** The tables of one region. */
export class Region {
  readonly name: string
  readonly tables: Tables
  /** Holds the descriptions of the tables. */
  readonly system: StoredTable
  /** Holds the positions of the triggers that have names. */
  readonly triggers: StoredTable

  constructor(name: string, own: Pick<Region, 'tables' | 'system' | 'triggers'>) {
    this.name = name
    this.tables = own.tables
    this.system = own.system
    this.triggers = own.triggers
  }

  /** Forgets all tables. Whoever still holds one is told `reason`. */
  close(reason: () => Error): void {
    for (const name of this.tables.names) this.tables.drop(name, reason)
    this.system.unavailable = reason
    this.triggers.unavailable = reason
  }
}

/** The regions of a database, by name. */
export class Regions {
  readonly #options: TableStoreOptions
  readonly #byName = new Map<string, Region>()
  #nextTableId: TableId = FIRST_TABLE_ID

  constructor(options: TableStoreOptions) {
    this.#options = options
  }

  /** The regions that have been used. */
  get all(): Iterable<Region> {
    return this.#byName.values()
  }

  /** The region of a name, such as `us-east-1`. It is made on first use. */
  region(name: string): Region {
    const found = this.#byName.get(name)
    if (found !== undefined) return found
    const system = new StoredTable(name, SYSTEM_TABLE, this.#options)
    const triggers = new StoredTable(name, TRIGGER_TABLE, this.#options)
    const region = new Region(name, { tables: new Tables(name, this.#options), system, triggers })
    this.#byName.set(name, region)
    return region
  }

  /** Forgets a region, which must have no tables: if it is asked for again, it is made anew. */
  forget(name: string): void {
    this.#byName.delete(name)
  }

  /** The table with this number; undefined if there is none any more. Looks at all of them. */
  tableById(id: TableId): StoredTable | undefined {
    return this.tables.find(table => table.id === id)
  }

  /** All tables but those of the system. */
  get tables(): readonly StoredTable[] {
    return [...this.#byName.values()].flatMap(({ tables }) => tables.all)
  }

  /** The table that has the name of one of another database. */
  readonly sameTable = ({ region, description }: StoredTable): StoredTable | undefined =>
    this.#byName.get(region)?.tables.byName(description.name)

  /** The table of a region that has this number in each of them. */
  systemTable(name: string, id: TableId): StoredTable {
    const { system, triggers } = this.region(name)
    return id === system.id ? system : triggers
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
    for (const { name, tables, system, triggers } of fork.#byName.values()) {
      const own = this.#byName.get(name)
      own?.system.takeBack(system)
      own?.triggers.takeBack(triggers)
      own?.tables.takeBack(tables)
    }
  }

  /** A copy that shares all items until one side writes to them. Takes time for each table, not for each item. */
  fork(options: TableStoreOptions): Regions {
    const fork = new Regions(options)
    fork.#nextTableId = this.#nextTableId
    for (const [name, { tables, system, triggers }] of this.#byName) {
      const own = {
        tables: tables.fork(options),
        system: system.fork(options),
        triggers: triggers.fork(options),
      }
      fork.#byName.set(name, new Region(name, own))
    }
    return fork
  }
}
