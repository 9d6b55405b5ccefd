/** What a `Database` and what `connect` returns have in common, for code that runs on both. */

import { notADatabase } from '../errors/remote-errors.js'
import { atDoor } from '../errors/stack.js'
import type { Expression } from '../expressions/template.js'
import type { CreateOptions } from '../native/create.js'
import type { Storable } from '../native/item-types.js'
import type { NoOtherSchemaMembers, SchemaOfAnyItems, TableSchema } from '../native/schema.js'
import type { SqlValue } from '../native/sql-text.js'
import type { StatementPage, StatementPageOptions } from '../native/statement.js'
import type { Item } from '../types/attribute.js'
import type { AsyncTable, AsyncTableOf, Awaitable } from './async-table.js'
import type { RemoteGetActions, RemoteGotItems, RemoteWriteActions } from './transactions.js'

/** A statement on embedded tables, or on those elsewhere: await it, iterate it with `for await`, or await one of the methods. */
export type AsyncStatement<Row> = (Iterable<Row> | AsyncIterable<Row>) &
  PromiseLike<Row[]> & {
    readonly text: string
    all(): Awaitable<Row[]>
    first(): Awaitable<Row | undefined>
    count(): Awaitable<number>
    page(options?: StatementPageOptions): Awaitable<StatementPage<Row>>
  }

/** Any table of an `AsyncDatabase`: what its items are like is the caller's matter. */
interface AnyAsyncTable {
  readonly name: string
}

/** What the compiler infers the actions of `transactGet` from. */
interface AnyAsyncGetAction<Name extends string> {
  readonly get: AnyAsyncTable
  readonly key: object
  readonly projection?: readonly Name[] | Expression | undefined
}

/** Replicas are not made from afar. */
type AsyncSchema<Shape> = Omit<TableSchema<Shape>, 'replicas'>

/**
 * A database that is embedded or elsewhere, as `asyncDatabase` gives it. What its methods do is said at those of `Database`; what there
 * is at once is awaited here.
 */
export interface AsyncDatabase {
  createTable<Shape extends Storable<Shape> = Item>(): <const Schema extends AsyncSchema<Shape>>(
    name: string,
    schema: Schema & NoOtherSchemaMembers<Schema>,
    options?: CreateOptions,
  ) => Promise<AsyncTableOf<Schema, Shape>>
  createTable<const Schema extends object>(
    name: string,
    schema: Schema & SchemaOfAnyItems<Schema>,
    options?: CreateOptions,
  ): Promise<AsyncTableOf<Schema>>
  /** A table, by name. If there is none, that is told now or when it is used. */
  table<
    Shape extends Storable<Shape> = Item,
    PartitionKey extends string = string,
    SortKey extends string = string,
  >(name: string): AsyncTable<Shape, PartitionKey, SortKey>
  tables(): Awaitable<string[]>
  dropTable(name: string): Promise<void>
  transactWrite<const Tables extends readonly AnyAsyncTable[]>(
    actions: RemoteWriteActions<Tables>,
  ): Promise<void>
  transactGet<Name extends string, Actions extends readonly AnyAsyncGetAction<Name>[] | []>(
    actions: RemoteGetActions<Actions>,
  ): Awaitable<RemoteGotItems<Actions>>
  sql<Row extends object = Item>(
    strings: TemplateStringsArray,
    ...values: readonly SqlValue[]
  ): AsyncStatement<Row>
}

/** A `Database`, the tables of one of its regions, or what `connect` returns. */
interface EitherDatabase {
  createTable(...given: never[]): unknown
  table(...given: never[]): unknown
  tables(): Awaitable<string[]>
  dropTable(name: string): Promise<void>
  transactWrite(...given: never[]): Promise<void>
  transactGet(...given: never[]): unknown
  sql(...given: never[]): object
}

const METHODS = [
  'createTable',
  'table',
  'tables',
  'dropTable',
  'transactWrite',
  'transactGet',
  'sql',
]

/**
 * A database as code sees it that runs on embedded ones and on those elsewhere. It is the same one: only its type is another, which the
 * compiler can't find out by itself, as the types of its methods are inferred from what they are called with.
 *
 * ```ts
 * const total = async (db: AsyncDatabase, id: string) => {
 *   let sum = 0
 *   for await (const { total } of db.sql<Order>`SELECT total FROM Orders WHERE customerId = ${id}`) sum += total
 *   return sum
 * }
 * await total(asyncDatabase(await Database.open()), 'c1')
 * await total(asyncDatabase(connect(client)), 'c1')
 * ```
 *
 * @throws ValidationException for what is no database
 */
export function asyncDatabase(database: EitherDatabase): AsyncDatabase {
  return atDoor(asyncDatabase, () => {
    const given: unknown = database
    const isOne = typeof given === 'object' && given !== null
    if (!isOne || METHODS.some(name => typeof Reflect.get(given, name) !== 'function')) {
      throw notADatabase()
    }
    return given as AsyncDatabase
  })
}
