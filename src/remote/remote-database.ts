/** What `connect` returns: the tables that a client of the SDK can reach. */

import { schemaMissing, tableNotNamed } from '../errors/native-errors.js'
import { replicasNotRemote } from '../errors/remote-errors.js'
import { atDoor } from '../errors/stack.js'
import type { CreateOptions } from '../native/create.js'
import type { AnyIndex, IndexesOf } from '../native/index-types.js'
import type { Storable } from '../native/item-types.js'
import type { PartitionKeyOf, SortKeyOf } from '../native/key-types.js'
import type { NoOtherSchemaMembers, SchemaOfAnyItems, TableSchema } from '../native/schema.js'
import { type SqlValue, statementTextOf } from '../native/sql-text.js'
import type { Table } from '../native/table.js'
import type { Item } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import { createRemoteTable, dropRemoteTable, type WholeSchema } from './create-table.js'
import { RemoteStatement } from './remote-statement.js'
import { RemoteTable } from './remote-table.js'
import type { Sender } from './sender.js'
import type { RemoteStatementDoor } from './statement-request.js'
import { FactsByName, type GivenSchema, TableFacts } from './table-facts.js'
import {
  type AnyRemoteGetAction,
  type AnyRemoteTable,
  type RemoteGetActions,
  type RemoteGotItems,
  type RemoteWriteActions,
  transactGet,
  transactWrite,
} from './transactions.js'

/** The table that a schema makes, to name its type by; that of an embedded one is `TableOf`. */
export type RemoteTableOf<Schema, Shape extends Storable<Shape> = Item> = [Schema] extends [unknown]
  ? RemoteTable<Shape, PartitionKeyOf<Schema>, SortKeyOf<Schema>, IndexesOf<Schema>>
  : never

/** A schema as tables elsewhere can have it: replicas are not made from here. */
type RemoteSchema<Shape> = Omit<TableSchema<Shape>, 'replicas'>

/** The second step of `createTable`. */
type CreateRemoteTable<Shape extends Storable<Shape>> = <const Schema extends RemoteSchema<Shape>>(
  name: string,
  schema: Schema & NoOtherSchemaMembers<Schema>,
  options?: CreateOptions,
) => Promise<RemoteTableOf<Schema, Shape>>

/** The second step of `table`. */
type FindRemoteTable<Shape extends Storable<Shape>> = <const Schema extends RemoteSchema<Shape>>(
  name: string,
  schema: Schema & NoOtherSchemaMembers<Schema>,
) => RemoteTableOf<Schema, Shape>

/** Tables elsewhere, in the interface of those of a `Database`. */
export class RemoteDatabase {
  readonly #sender: Sender
  readonly #consistentRead: boolean
  readonly #statementDoor: RemoteStatementDoor

  static {
    showAs(RemoteDatabase, 'RemoteDatabase', () => ({ members: {} }))
  }

  /** @internal Made by `connect`. */
  constructor(sender: Sender, consistentRead: boolean) {
    this.#sender = sender
    this.#consistentRead = consistentRead
    const facts = new FactsByName(sender)
    this.#statementDoor = { sender, consistentRead, factsOf: table => facts.of(table) }
  }

  /**
   * A table, by name, or the one that has the name of another table, embedded or elsewhere, whose type is taken over then. Nothing is
   * sent: whether it is there is known when it is used.
   *
   * With its schema the names of its keys are inferred, in two steps if its items have a type:
   *
   * ```ts
   * const orders = db.table<Order>()('Orders', { partitionKey: { customerId: 'S' }, sortKey: { orderId: 'S' } })
   * ```
   */
  table<Shape extends Storable<Shape> = Item>(): FindRemoteTable<Shape>
  table<
    Shape extends Storable<Shape> = Item,
    PartitionKey extends string = string,
    SortKey extends string = string,
    Indexes extends AnyIndex = AnyIndex,
  >(
    table:
      | string
      | Table<Shape, PartitionKey, SortKey, Indexes>
      | RemoteTable<Shape, PartitionKey, SortKey, Indexes>,
  ): RemoteTable<Shape, PartitionKey, SortKey, Indexes>
  table<const Schema extends object>(
    name: string,
    schema: Schema & SchemaOfAnyItems<Schema>,
  ): RemoteTableOf<Schema>
  table(...given: readonly unknown[]): unknown {
    if (given.length === 0) {
      return (name: unknown, schema: unknown) => this.#table(name, schema as GivenSchema)
    }
    const [table, schema] = given
    // Not by `makeDoors`, which hands on three values, also where there are none.
    return atDoor(RemoteDatabase.prototype.table, () => this.#table(table, schema as GivenSchema))
  }

  #table(table: unknown, schema: GivenSchema | undefined): RemoteTable {
    const name = typeof table === 'string' ? table : (table as { name?: unknown } | null)?.name
    if (typeof name !== 'string') throw tableNotNamed()
    if (schema?.replicas !== undefined) throw replicasNotRemote()
    const facts = new TableFacts(this.#sender, name, schema)
    return new RemoteTable({
      sender: this.#sender,
      name,
      facts,
      consistentRead: this.#consistentRead,
    })
  }

  /**
   * Creates a table that is paid for by the request, and waits until it can be used. To give the type of the items and have the names
   * of the keys inferred it is called in two steps, as natively.
   *
   * @throws ValidationException if the name or the schema is not allowed, or with `ifNotExists` if the table that there is has another
   *   schema
   * @throws ResourceInUseException if there is a table of this name
   */
  createTable<Shape extends Storable<Shape> = Item>(): CreateRemoteTable<Shape>
  /** Creates a table of any items; for items of one type see the two steps, `createTable<Order>()(name, schema)`. */
  createTable<const Schema extends object>(
    name: string,
    schema: Schema & SchemaOfAnyItems<Schema>,
    options?: CreateOptions,
  ): Promise<RemoteTableOf<Schema>>
  createTable(...given: readonly unknown[]): unknown {
    const create = async (name: unknown, schema: unknown, options: unknown = {}) => {
      if (typeof schema !== 'object' || schema === null) throw schemaMissing()
      const wanted = schema as WholeSchema
      const table = this.#table(name, wanted)
      const made = { name: table.name, schema: wanted, options: options as CreateOptions }
      await createRemoteTable(this.#sender, made)
      return table
    }
    return given.length === 0 ? create : create(given[0], given[1], given[2])
  }

  /** The names of all tables, sorted. */
  async tables(): Promise<string[]> {
    const names: string[] = []
    for (let last: string | undefined; ; ) {
      const output = await this.#sender.send<{
        readonly TableNames?: readonly string[]
        readonly LastEvaluatedTableName?: string
      }>('ListTables', last === undefined ? {} : { ExclusiveStartTableName: last }, REPEATABLE)
      names.push(...(output.TableNames ?? []))
      last = output.LastEvaluatedTableName
      if (last === undefined) return names.sort()
    }
  }

  /**
   * Removes a table with all its items, and waits until it is gone.
   *
   * @throws ResourceNotFoundException if there is no table of this name
   */
  async dropTable(name: string): Promise<void> {
    await dropRemoteTable(this.#sender, name)
  }

  /**
   * Up to 100 writes and checks on tables of this connection, which take effect together or not at all, and once, however often they
   * have to be sent.
   *
   * @throws TransactionCanceledException if an action is refused: it has a reason for each
   * @throws ValidationException if there are no actions or too many, or two for one item
   */
  async transactWrite<const Tables extends readonly AnyRemoteTable[]>(
    actions: RemoteWriteActions<Tables>,
  ): Promise<void> {
    await transactWrite(this.#sender, actions)
  }

  /**
   * Up to 100 items of tables of this connection, all of one moment; undefined where there is none.
   *
   * @throws TransactionCanceledException if a key does not fit its table
   * @throws ValidationException if there are no actions or too many, two for one item, or over 4 MB of items
   */
  async transactGet<Name extends string, Actions extends readonly AnyRemoteGetAction<Name>[] | []>(
    actions: RemoteGetActions<Actions>,
  ): Promise<RemoteGotItems<Actions>> {
    const found: readonly unknown[] = await transactGet(this.#sender, actions)
    return found as RemoteGotItems<Actions>
  }

  /**
   * A statement of PartiQL, as a tagged template: what is interpolated is a parameter, and never text. A SELECT is iterated with
   * `for await`, or asked for its rows; INSERT, UPDATE and DELETE take effect when they are awaited.
   *
   * ```ts
   * for await (const order of db.sql<Order>`SELECT * FROM Orders WHERE customerId = ${id}`) console.log(order)
   * await db.sql`INSERT INTO Orders VALUE ${order}`
   * ```
   *
   * Names are interpolated by `expr.name`. Reads are strongly consistent, but for those of global indexes.
   *
   * @throws ValidationException for the first fault that can be seen without a table
   */
  sql<Row extends object = Item>(
    strings: TemplateStringsArray,
    ...values: readonly SqlValue[]
  ): RemoteStatement<Row> {
    const asked = RemoteDatabase.prototype.sql
    // Not by `makeDoors`, which hands on no more than three values.
    return atDoor(asked, () => {
      const sql = statementTextOf(strings, values)
      return new RemoteStatement<Row>(this.#statementDoor, sql, asked)
    })
  }
}

const REPEATABLE = { isRepeatable: true }
