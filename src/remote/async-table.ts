/** What embedded tables and those elsewhere have in common, for code that runs on both: it awaits reads, and iterates with `for await`. */

import type { UpdateReturnValues } from '../api/update-item.js'
import type { Expression } from '../expressions/template.js'
import type { ChangesOptions, TableChange } from '../native/changes.js'
import type {
  AnyIndex,
  EntryKey,
  GlobalIndexSchema,
  IndexesOf,
  IndexItem,
  IndexNamed,
  ReadableOf,
} from '../native/index-types.js'
import type { AnyStorable, Storable } from '../native/item-types.js'
import type { Key, PartitionKeyOf, QueryKey, SortKeyOf } from '../native/key-types.js'
import type {
  AnyProjection,
  Patch,
  Projected,
  QueryOptions,
  ReadOptions,
  Returned,
  ScanOptions,
  WriteOptions,
} from '../native/options.js'
import type { PointInTimeOptions } from '../native/point-in-time.js'
import type { CapacityOptions } from '../native/scaling.js'
import type { NoOtherMembers, NumberName } from '../native/schema.js'
import type { IndexQueryOptions, IndexScanOptions } from '../native/secondary-index.js'
import type { Page } from '../native/selection.js'
import type { Item } from '../types/attribute.js'
import type { StreamViewType } from '../types/table.js'
import type { RemoteTableInfo } from './table-info.js'

/** What is there, or will be: `await` makes the same of both. */
export type Awaitable<Result> = Result | Promise<Result>

/** The items of a query or a scan: iterate them with `for await`, or await one of the methods. */
export type AsyncSelection<Shape, KeyShape> = (Iterable<Shape> | AsyncIterable<Shape>) & {
  all(): Awaitable<Shape[]>
  first(): Awaitable<Shape | undefined>
  count(): Awaitable<number>
  page(): Awaitable<Page<Shape, KeyShape>>
}

/**
 * The changes of a table, to be iterated once with `for await`. That there is no stream is told by `changes` where the table is embedded,
 * and else when the first change is asked for. A checkpoint is of the place that has told it.
 */
export type AsyncChanges<Shape, KeyShape> = AsyncIterableIterator<TableChange<Shape, KeyShape>> & {
  /** Is fulfilled once it is settled which changes are told by `from: 'now'`: those that are made after it. */
  started(): Promise<void>
  return(): Promise<IteratorReturnResult<undefined>>
}

/** A secondary index of an embedded table, or of one elsewhere. */
export interface AsyncIndex<
  Shape extends object = Item,
  TableKey extends string = string,
  Index extends AnyIndex = AnyIndex,
> {
  readonly name: string
  query<
    const Projection extends AnyProjection<ReadableOf<Shape, TableKey, Index>> = undefined,
    const Whole extends boolean = false,
  >(
    key: QueryKey<ReadableOf<Shape, TableKey, Index>, Index['partitionKey'], Index['sortKey']>,
    options?: IndexQueryOptions<Projection, EntryKey<Shape, TableKey, Index>, Whole>,
  ): AsyncSelection<
    IndexItem<Shape, TableKey, Index, Projection, Whole>,
    EntryKey<Shape, TableKey, Index>
  >
  scan<
    const Projection extends AnyProjection<ReadableOf<Shape, TableKey, Index>> = undefined,
    const Whole extends boolean = false,
  >(
    options?: IndexScanOptions<Projection, EntryKey<Shape, TableKey, Index>, Whole>,
  ): AsyncSelection<
    IndexItem<Shape, TableKey, Index, Projection, Whole>,
    EntryKey<Shape, TableKey, Index>
  >
}

/** What both tell of a table. */
type AsyncTableInfo = Pick<
  RemoteTableInfo,
  'name' | 'keySchema' | 'createdAt' | 'itemCount' | 'sizeBytes'
> & { readonly stream: { readonly viewType: StreamViewType } | undefined }

/** What all of them have, whatever is known of their indexes. */
export interface AsyncItems<
  Shape extends object,
  PartitionKey extends string,
  SortKey extends string,
> {
  readonly name: string
  get<const Projection extends AnyProjection<Shape> = undefined>(
    key: Key<Shape, PartitionKey, SortKey>,
    options?: ReadOptions<Projection>,
  ): Awaitable<Projected<Shape, Projection> | undefined>
  getAll<const Projection extends AnyProjection<Shape> = undefined>(
    keys: Iterable<Key<Shape, PartitionKey, SortKey>>,
    options?: ReadOptions<Projection>,
  ): Awaitable<(Projected<Shape, Projection> | undefined)[]>
  query<const Projection extends AnyProjection<Shape> = undefined>(
    key: QueryKey<Shape, PartitionKey, SortKey>,
    options?: QueryOptions<Projection, Key<Shape, PartitionKey, SortKey>>,
  ): AsyncSelection<Projected<Shape, Projection>, Key<Shape, PartitionKey, SortKey>>
  scan<const Projection extends AnyProjection<Shape> = undefined>(
    options?: ScanOptions<Projection, Key<Shape, PartitionKey, SortKey>>,
  ): AsyncSelection<Projected<Shape, Projection>, Key<Shape, PartitionKey, SortKey>>
  put<Returns extends 'ALL_OLD' = never, Given = Shape>(
    item: Shape | AnyStorable<Shape, Given>,
    options?: WriteOptions<Returns>,
  ): Promise<Returned<Shape, Returns>>
  putAll<Given = Shape>(items: Iterable<Shape | AnyStorable<Shape, Given>>): Promise<void>
  update<Returns extends UpdateReturnValues = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    update: Expression,
    options?: WriteOptions<Returns>,
  ): Promise<Returned<Shape, Returns>>
  patch<Returns extends UpdateReturnValues = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    attributes: Patch<Shape, PartitionKey | SortKey>,
    options?: WriteOptions<Returns>,
  ): Promise<Returned<Shape, Returns>>
  delete<Returns extends 'ALL_OLD' = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    options?: WriteOptions<Returns>,
  ): Promise<Returned<Shape, Returns>>
  deleteAll(keys: Iterable<Key<Shape, PartitionKey, SortKey>>): Promise<void>
  changes(options?: ChangesOptions): AsyncChanges<Shape, Key<Shape, PartitionKey, SortKey>>
  describe(): Awaitable<AsyncTableInfo>
  /** The compiler does not learn of the index from it: that takes the type of a schema that has it, as `AsyncTableOf` gives it. */
  addIndex<const Name extends string, const Definition extends GlobalIndexSchema<Shape>>(
    name: Name,
    definition: Definition &
      NoOtherMembers<Definition, GlobalIndexSchema<Shape>, 'member of a global index'>,
  ): Promise<AsyncItems<Shape, PartitionKey, SortKey>>
  dropIndex(name: string): Promise<void>
  setStream(view: StreamViewType | false | undefined): Promise<void>
  setTimeToLive(attribute: NumberName<Shape> | undefined): Promise<void>
  setCapacity(capacity: CapacityOptions | 'PAY_PER_REQUEST'): Promise<void>
  setPointInTimeRecovery(wanted: PointInTimeOptions | boolean): Promise<void>
  truncate(): Promise<void>
}

/** Those of which some indexes are known. */
export interface AsyncIndexedItems<
  Shape extends object,
  PartitionKey extends string,
  SortKey extends string,
  Indexes extends AnyIndex,
> extends AsyncItems<Shape, PartitionKey, SortKey> {
  index<Name extends Indexes['name']>(
    name: Name,
  ): AsyncIndex<Shape, PartitionKey | SortKey, IndexNamed<Indexes, Name>>
}

/**
 * A table that is embedded or elsewhere.
 *
 * ```ts
 * async function total(orders: AsyncTable<Order, 'customerId', 'orderId'>, customerId: string) {
 *   let sum = 0
 *   for await (const order of orders.query({ customerId })) sum += order.total
 *   return sum
 * }
 * ```
 *
 * `Indexes` is what the code knows of its indexes; one that knows none takes tables with any. That of a schema is `AsyncTableOf`.
 */
export type AsyncTable<
  Shape extends object = Item,
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends AnyIndex = never,
> = [Indexes] extends [never]
  ? AsyncItems<Shape, PartitionKey, SortKey>
  : AsyncIndexedItems<Shape, PartitionKey, SortKey, Indexes>

/** The table that a schema makes, embedded or elsewhere. */
export type AsyncTableOf<Schema, Shape extends Storable<Shape> = Item> = [Schema] extends [unknown]
  ? AsyncTable<Shape, PartitionKeyOf<Schema>, SortKeyOf<Schema>, IndexesOf<Schema>>
  : never
