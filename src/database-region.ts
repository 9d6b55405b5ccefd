/** The tables of one region of a database, and what is done with them in the native interface. */

import { lookUpTable } from './api/create-table.js'
import { removeReplica } from './api/replicas.js'
import { endStrongGroup } from './api/strong-replicas.js'
import type { DatabaseParts } from './database-parts.js'
import type { Region } from './engine/regions.js'
import { isStrong } from './engine/table-settings.js'
import { schemaMissing, tableNotNamed } from './errors/native-errors.js'
import { tableNotFoundByName } from './errors/request-errors.js'
import { makeDoors, rejectingDoor, toldAt } from './errors/stack.js'
import { type CreateOptions, createFromSchema } from './native/create.js'
import type { AnyIndex } from './native/index-types.js'
import type { Storable } from './native/item-types.js'
import type { PastDoor } from './native/past.js'
import type { NoOtherSchemaMembers, SchemaOfAnyItems, TableSchema } from './native/schema.js'
import { type SqlValue, statementTextOf } from './native/sql-text.js'
import { Statement, type StatementDoor } from './native/statement.js'
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
import type { Stream } from './streams/stream.js'
import type { Item } from './types/attribute.js'
import { showAs } from './types/inspect.js'

/** The second step of `createTable`. */
type CreateTable<Shape extends Storable<Shape>> = <const Schema extends TableSchema<Shape>>(
  name: string,
  schema: Schema & NoOtherSchemaMembers<Schema>,
  options?: CreateOptions,
) => Promise<TableOf<Schema, Shape>>

/**
 * The tables of one region of a database. A `Database` is that of the region that it was opened for; `Database.inRegion` makes
 * those of the others.
 */
export class DatabaseRegion {
  /** Such as `eu-west-1`. */
  readonly region: string
  readonly #parts: DatabaseParts
  #statementDoor: StatementDoor | undefined

  static {
    showAs(DatabaseRegion, 'DatabaseRegion', region => ({
      members: region.#parts.isClosed
        ? { closed: true }
        : { region: region.region, tables: region.tables() },
    }))
  }

  /** @internal */
  constructor(parts: DatabaseParts, region: string) {
    this.#parts = parts
    this.region = region
  }

  /**
   * Creates a table. To give the type of the items and have the names of the keys inferred it is called in two steps; in
   * one, items may be anything.
   *
   * ```ts
   * const orders = await db.createTable<Order>()('Orders', {
   *   partitionKey: { customerId: 'S' },
   *   sortKey: { orderId: 'S' },
   *   globalIndexes: { byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } } },
   * })
   * const notes = await db.createTable('Notes', { partitionKey: { id: 'S' } }, { ifNotExists: true })
   * ```
   *
   * @throws ValidationException if the name (3 to 255 of `a-z A-Z 0-9 _ . -`) or the schema is not allowed, or with
   *   `ifNotExists` if the table that there is has another schema
   * @throws ResourceInUseException if there is a table of this name
   */
  createTable<Shape extends Storable<Shape> = Item>(): CreateTable<Shape>
  /** Creates a table of any items; for items of one type see the two steps, `createTable<Order>()(name, schema)`. */
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

  /**
   * A table, by name, or the one that has the name of another table, such as a table of the database
   * that this one was forked from; its type is taken over then.
   *
   * @throws ResourceNotFoundException if there is no table of this name
   */
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
    return new Table(committer, this.storedTable(name), tableFeaturesOf(this.#parts, region))
  }

  /** The names of all tables, sorted. */
  tables(): string[] {
    const region = this.#region
    return region.tables.names.filter(name => this.#lookUp(region, name) !== undefined)
  }

  /**
   * Removes a table with all its items. If it has replicas, they stay; those of a strongly consistent one go with it, as none of
   * them can leave alone.
   *
   * @throws ResourceNotFoundException if there is no table of this name
   */
  dropTable(name: string): Promise<void> {
    const stored = this.storedTable(name)
    const { committer, regions, options } = this.#parts
    const now = options.clock.now()
    const { durable } = isStrong(stored.description.settings)
      ? endStrongGroup({ committer, regions }, stored, { now })
      : removeReplica({ committer, regions }, stored, now)
    return durable ?? DONE
  }

  /**
   * Up to 100 writes and checks on tables of this region, which take effect together or not at all:
   *
   * ```ts
   * await db.transactWrite([
   *   { put: orders, item: order, if: expr`attribute_not_exists(orderId)` },
   *   { update: stock, key: { sku }, set: expr`SET n = n - ${1}`, if: expr`n > ${0}` },
   *   { check: customers, key: { id }, if: expr`attribute_exists(id)` },
   * ])
   * ```
   *
   * @throws TransactionCanceledException if an action is refused: it has a reason for each
   * @throws ValidationException if there are no actions or too many, or two for one item
   */
  transactWrite<const Tables extends readonly AnyTable[]>(
    actions: WriteActions<Tables>,
  ): Promise<void> {
    this.#parts.throwIfClosed()
    return transactWrite(this.#parts.committer, actions, this.#isOwn).durable ?? DONE
  }

  /**
   * Up to 100 items of tables of this region, all of one moment; undefined where there is none.
   *
   * ```ts
   * const [order, stock] = db.transactGet([{ get: orders, key }, { get: stocks, key: { sku } }])
   * ```
   *
   * @throws TransactionCanceledException if a key does not fit its table
   * @throws ValidationException if there are no actions or too many, two for one item, or over 4 MB of items
   */
  transactGet<Name extends string, Actions extends readonly AnyGetAction<Name>[] | []>(
    actions: GetActions<Actions>,
  ): GotItems<Actions> {
    this.#parts.throwIfClosed()
    const found: readonly unknown[] = transactGet(actions, this.#isOwn)
    return found as GotItems<Actions>
  }

  /**
   * A statement of PartiQL on tables of this region, as a tagged template: what is interpolated is a parameter, and never
   * text. A SELECT is read at once and as often as is wanted; INSERT, UPDATE and DELETE take effect when they are awaited.
   *
   * ```ts
   * const open = db.sql<Order>`SELECT * FROM Orders WHERE customerId = ${id} AND status = ${'open'}`
   * for (const order of open) console.log(order)
   * await db.sql`INSERT INTO Orders VALUE ${order}`
   * const [after] = await db.sql<Order>`UPDATE Orders SET n = n + 1 WHERE customerId = ${id} RETURNING ALL NEW *`
   * ```
   *
   * Names are interpolated by `expr.name`. Reads are strongly consistent, but for those of global indexes.
   *
   * @throws ValidationException for the first fault that can be seen without a table
   */
  sql<Row extends object = Item>(
    strings: TemplateStringsArray,
    ...values: readonly SqlValue[]
  ): Statement<Row> {
    const asked = DatabaseRegion.prototype.sql
    try {
      this.#parts.throwIfClosed()
      return new Statement<Row>(this.statementDoor, statementTextOf(strings, values), asked)
    } catch (error) {
      // Not by `makeDoors`, which hands on no more than three values.
      throw toldAt(asked, error)
    }
  }

  /** @internal What statements work on. Made once: statements are made as often as they are run. */
  get statementDoor(): StatementDoor {
    this.#statementDoor ??= {
      committer: this.#parts.committer,
      find: name => openTable(this.storedTable(name)),
    }
    return this.#statementDoor
  }

  /** @internal The same of a copy of the database, to try writes on. */
  copiedStatementDoor(): StatementDoor {
    return new DatabaseRegion(this.#parts.fork({}), this.region).statementDoor
  }

  /** @internal Where tables are had as they were. */
  get pastDoor(): PastDoor {
    return this.#parts.pastDoor
  }

  /** @internal */
  storedTable(name: string): StoredTable {
    const stored = this.#lookUp(this.#region, name)
    if (stored === undefined) throw tableNotFoundByName(name)
    return stored
  }

  /** @internal The stream that a table has turned on; undefined if there is none. */
  storedStream(tableName: string): Stream | undefined {
    const stored = this.#lookUp(this.#region, tableName)
    return stored && this.#parts.streams.ofTable(stored.id)
  }

  /** A region that has nothing is made when it is asked for, and not kept by who has it. */
  get #region(): Region {
    this.#parts.throwIfClosed()
    return this.#parts.regions.region(this.region)
  }

  #lookUp(region: Region, name: string): StoredTable | undefined {
    const { committer, options } = this.#parts
    return lookUpTable({ committer, region }, name, options.clock.now())
  }

  readonly #isOwn = (table: StoredTable): boolean =>
    this.#region.tables.byName(table.description.name) === table
}

/** Nothing is to be waited for. */
const DONE: Promise<void> = Promise.resolve()

makeDoors(DatabaseRegion.prototype, {
  throwing: ['table', 'tables', 'transactGet'],
  rejecting: ['dropTable', 'transactWrite'],
})
