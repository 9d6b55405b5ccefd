/** The tables of one region of a database, as the native interface has those of the database's own region. */

import { lookUpTable } from './api/create-table.js'
import { removeReplica } from './api/replicas.js'
import type { DatabaseParts } from './database-parts.js'
import type { Region } from './engine/regions.js'
import { schemaMissing, tableNotNamed } from './errors/native-errors.js'
import { tableNotFoundByName } from './errors/request-errors.js'
import { atDoor, CallSite, makeDoors, rejectingDoor, toldAt } from './errors/stack.js'
import { type CreateOptions, createFromSchema } from './native/create.js'
import type { AnyIndex } from './native/index-types.js'
import type { Storable } from './native/item-types.js'
import type { NoOtherSchemaMembers, SchemaOfAnyItems, TableSchema } from './native/schema.js'
import { type SqlValue, statementTextOf } from './native/sql-text.js'
import { Statement } from './native/statement.js'
import { Table, type TableOf } from './native/table.js'
import {
  type AnyGetAction,
  type AnyTable,
  type GetActions,
  type GotItems,
  transactGet,
  transactWrite,
  type WriteActions,
} from './native/transaction.js'
import { createDoorOf, tableFeaturesOf } from './native-doors.js'
import { openTable, type StoredTable } from './storage/table.js'
import type { Item } from './types/attribute.js'
import { showAs } from './types/inspect.js'

/** The second step of `createTable`. */
export type CreateTable<Shape extends Storable<Shape>> = <const Schema extends TableSchema<Shape>>(
  name: string,
  schema: Schema & NoOtherSchemaMembers<Schema>,
  options?: CreateOptions,
) => Promise<TableOf<Schema, Shape>>

/** The tables of a region. `Database.inRegion` makes it; what its methods do is what those of `Database` do in its own region. */
export class DatabaseRegion {
  /** Such as `eu-west-1`. */
  readonly name: string
  readonly #parts: DatabaseParts

  static {
    showAs(DatabaseRegion, 'DatabaseRegion', region => ({
      members: region.#parts.isClosed
        ? { closed: true }
        : { name: region.name, tables: region.tables() },
    }))
  }

  /** @internal */
  constructor(parts: DatabaseParts, name: string) {
    this.#parts = parts
    this.name = name
  }

  /** As `Database.createTable`. */
  createTable<Shape extends Storable<Shape> = Item>(): CreateTable<Shape>
  /** As `Database.createTable` in one step. */
  createTable<const Schema extends object>(
    name: string,
    schema: Schema & SchemaOfAnyItems<Schema>,
    options?: CreateOptions,
  ): Promise<TableOf<Schema>>
  createTable(...given: readonly unknown[]): unknown {
    const create = (name: unknown, schema: unknown, options: unknown = {}): Promise<Table> =>
      this.#createTable(name as string, schema as TableSchema<Item>, options as CreateOptions)
    if (given.length === 0) return rejectingDoor(create)
    try {
      return create(given[0], given[1], given[2])
    } catch (error) {
      return Promise.reject(toldAt(DatabaseRegion.prototype.createTable, error))
    }
  }

  #createTable(name: string, schema: TableSchema<Item>, options: CreateOptions): Promise<Table> {
    const region = this.#region
    if (typeof schema !== 'object' || schema === null) throw schemaMissing()
    const door = createDoorOf(this.#parts, region)
    const { durable = DONE } = createFromSchema(door, { name, schema, options })
    const table = this.table(name)
    return durable.then(() => table)
  }

  /** As `Database.table`. */
  table<
    Shape extends Storable<Shape> = Item,
    PartitionKey extends string = string,
    SortKey extends string = string,
    Indexes extends AnyIndex = AnyIndex,
  >(
    table: string | Table<Shape, PartitionKey, SortKey, Indexes>,
  ): Table<Shape, PartitionKey, SortKey, Indexes> {
    const region = this.#region
    const name = typeof table === 'string' ? table : table?.name
    if (typeof name !== 'string') throw tableNotNamed()
    const { committer } = this.#parts
    return new Table(committer, this.#stored(name), tableFeaturesOf(this.#parts, region))
  }

  /** The names of all tables of the region, sorted. */
  tables(): string[] {
    const region = this.#region
    return region.tables.names.filter(name => this.#lookUp(region, name) !== undefined)
  }

  /** Removes a table with all its items. If it is a replica, the others stay. */
  dropTable(name: string): Promise<void> {
    return dropTableIn(this.#parts, this.#region, name)
  }

  /** As `Database.transactWrite`, on tables of this region. */
  transactWrite<const Tables extends readonly AnyTable[]>(
    actions: WriteActions<Tables>,
  ): Promise<void> {
    this.#parts.throwIfClosed()
    return transactWrite(this.#parts.committer, actions, this.#isOwn).durable ?? DONE
  }

  /** As `Database.transactGet`, on tables of this region. */
  transactGet<Name extends string, Actions extends readonly AnyGetAction<Name>[] | []>(
    actions: GetActions<Actions>,
  ): GotItems<Actions> {
    this.#parts.throwIfClosed()
    const found: readonly unknown[] = transactGet(actions, this.#isOwn)
    return found as GotItems<Actions>
  }

  /** As `Database.sql`, on tables of this region. */
  sql<Row extends object = Item>(
    strings: TemplateStringsArray,
    ...values: readonly SqlValue[]
  ): Statement<Row> {
    const door = DatabaseRegion.prototype.sql
    return atDoor(door, () => {
      this.#parts.throwIfClosed()
      const text = statementTextOf(strings, values)
      const { committer } = this.#parts
      const find = (name: string): StoredTable => openTable(this.#stored(name))
      return new Statement<Row>({ committer, find }, text, () => new CallSite(door))
    })
  }

  /** A region that has nothing is made when it is asked for, and not kept by who has it. */
  get #region(): Region {
    this.#parts.throwIfClosed()
    return this.#parts.regions.region(this.name)
  }

  #stored(name: string): StoredTable {
    const stored = this.#lookUp(this.#region, name)
    if (stored === undefined) throw tableNotFoundByName(name)
    return stored
  }

  #lookUp(region: Region, name: string): StoredTable | undefined {
    return lookUpIn(this.#parts, region, name)
  }

  readonly #isOwn = (table: StoredTable): boolean =>
    this.#region.tables.byName(table.description.name) === table
}

/** Removes a table of a region with all its items. If it is a replica, the others stay. */
export function dropTableIn(parts: DatabaseParts, region: Region, name: string): Promise<void> {
  const stored = lookUpIn(parts, region, name)
  if (stored === undefined) throw tableNotFoundByName(name)
  const { committer, regions, options } = parts
  return removeReplica({ committer, regions }, stored, options.clock.now()).durable ?? DONE
}

function lookUpIn(
  { committer, options }: DatabaseParts,
  region: Region,
  name: string,
): StoredTable | undefined {
  return lookUpTable({ committer, region }, name, options.clock.now())
}

/** Nothing is to be waited for. */
const DONE: Promise<void> = Promise.resolve()

makeDoors(DatabaseRegion.prototype, {
  throwing: ['table', 'tables', 'transactGet'],
  rejecting: ['dropTable', 'transactWrite'],
})
