/** `RemoteTable`: the items of a table elsewhere, in the interface of the embedded ones. */

import type { UpdateReturnValues } from '../api/update-item.js'
import { makeDoors } from '../errors/stack.js'
import type { Expression } from '../expressions/template.js'
import type { ChangesOptions } from '../native/changes.js'
import type { AddedIndex, AnyIndex, GlobalIndexSchema, IndexNamed } from '../native/index-types.js'
import type { AnyStorable } from '../native/item-types.js'
import type { Key, QueryKey } from '../native/key-types.js'
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
import type { NoOtherMembers } from '../native/schema.js'
import type { Item } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import { getMany, getOne } from './item-reads.js'
import { deleteMany, deleteOne, patchOne, putMany, putOne, updateOne } from './item-writes.js'
import type { PaceOptions } from './pace.js'
import { type RangeSource, rangeRequestOf } from './range-input.js'
import { RemoteChanges } from './remote-changes.js'
import { RemoteIndex } from './remote-index.js'
import { queryOptions, type SegmentOptions, scanOptions } from './remote-options.js'
import type { RemotePlace } from './remote-place.js'
import { RemoteSelection } from './remote-selection.js'
import { RemoteWholeTable } from './remote-whole-table.js'
import { addIndex } from './table-settings.js'

/**
 * A table elsewhere. It has the methods of an embedded table, with the same types, options, values and errors; reads are promises, and
 * what is iterated there is iterated with `for await` here. Items that are returned belong to the caller.
 *
 * Absent is what the service's API does not tell or do: `at` and `history`, as a past there can only be restored to another table;
 * `partitions` and `heat`, which it keeps to itself; `metrics`, `cost`, `autoScale` and `scalingActivities`, which are matters of
 * Amazon CloudWatch and Application Auto Scaling; and `trigger`, in whose place AWS Lambda stands.
 *
 * All methods reject with a `ValidationException` for input that the service refuses, and with a `ResourceNotFoundException` if there
 * is no such table. A failure of the client itself, such as of its credentials, is thrown as it is.
 */
export class RemoteTable<
  Shape extends object = Item,
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends AnyIndex = AnyIndex,
> extends RemoteWholeTable<Shape> {
  readonly #place: RemotePlace

  static {
    showAs<RemoteTable>(RemoteTable, 'RemoteTable', table => ({
      title: `'${table.name}'`,
      members: {},
    }))
  }

  /** @internal Made by `table` and `createTable` of what `connect` returns. */
  constructor(place: RemotePlace) {
    super(place)
    this.#place = place
  }

  /** @internal Where a table is; undefined for what is none. */
  static placeOf(value: unknown): RemotePlace | undefined {
    const isOne = typeof value === 'object' && value !== null && #place in value
    return isOne ? value.#place : undefined
  }

  /** The item with a key, or undefined if there is none. */
  get<const Projection extends AnyProjection<Shape> = undefined>(
    key: Key<Shape, PartitionKey, SortKey>,
    options: ReadOptions<Projection> = {},
  ): Promise<Projected<Shape, Projection> | undefined> {
    return found(getOne(this.#place, key, options))
  }

  /**
   * The items with these keys, in the order of the keys, undefined where there is none. No key may come twice. They are read in
   * batches of 100, which are not of one moment.
   */
  getAll<const Projection extends AnyProjection<Shape> = undefined>(
    keys: Iterable<Key<Shape, PartitionKey, SortKey>>,
    options: ReadOptions<Projection> & PaceOptions = {},
  ): Promise<(Projected<Shape, Projection> | undefined)[]> {
    return found(getMany(this.#place, keys, options))
  }

  /**
   * Items of one item collection, in the order of the sort key.
   *
   * @param key the partition key's value, and a value or a condition for the sort key, as in
   *   `{ customerId: 'c1', orderId: { beginsWith: '2026-11' } }`
   */
  query<const Projection extends AnyProjection<Shape> = undefined>(
    key: QueryKey<Shape, PartitionKey, SortKey>,
    options: QueryOptions<Projection, Key<Shape, PartitionKey, SortKey>> & PaceOptions = {},
  ): RemoteSelection<Projected<Shape, Projection>, Key<Shape, PartitionKey, SortKey>> {
    const asked = queryOptions(options)
    const request = rangeRequestOf(this.#source, asked, { ofQuery: key })
    return new RemoteSelection(request, () => ({ table: this.name, query: key, ...asked }))
  }

  /** All items of the table, or of one segment of it, in the order of the partition keys' hashes; with `segments` in none. */
  scan<const Projection extends AnyProjection<Shape> = undefined>(
    options: ScanOptions<Projection, Key<Shape, PartitionKey, SortKey>> & SegmentOptions = {},
  ): RemoteSelection<Projected<Shape, Projection>, Key<Shape, PartitionKey, SortKey>> {
    const asked = scanOptions(options)
    const request = rangeRequestOf(this.#source, asked)
    return new RemoteSelection(request, () => ({ table: this.name, ...asked }))
  }

  /** A secondary index, by name. It is looked up when it is read. */
  index<Name extends Indexes['name']>(
    name: Name,
  ): RemoteIndex<Shape, PartitionKey | SortKey, IndexNamed<Indexes, Name>> {
    return new RemoteIndex(name, this.#place)
  }

  /**
   * Puts an item in the place of the one with its key, or where there was none.
   *
   * @param item its key attributes and up to 400 KB in all
   * @returns with `returnValues: 'ALL_OLD'` the item before, if there was one
   * @throws ConditionalCheckFailedException if the condition does not hold
   */
  put<Returns extends 'ALL_OLD' = never, Given = Shape>(
    item: Shape | AnyStorable<Shape, Given>,
    options: WriteOptions<Returns> = {},
  ): Promise<Returned<Shape, Returns>> {
    return found(putOne(this.#place, item, options))
  }

  /**
   * Puts many items, each by itself, in batches of 25: if one is refused, others may have been put.
   *
   * @param items any number of items with different keys
   */
  putAll<Given = Shape>(
    items: Iterable<Shape | AnyStorable<Shape, Given>>,
    options: PaceOptions = {},
  ): Promise<void> {
    return putMany(this.#place, items, options)
  }

  /**
   * Changes attributes of the item with a key, or makes that item.
   *
   * @param update such as expr`SET total = total + ${5} REMOVE note`
   * @returns with `returnValues`, the item or the changed attributes, before (`…_OLD`) or after (`…_NEW`)
   * @throws ConditionalCheckFailedException if the condition does not hold
   */
  update<Returns extends UpdateReturnValues = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    update: Expression,
    options: WriteOptions<Returns> = {},
  ): Promise<Returned<Shape, Returns>> {
    return found(updateOne(this.#place, { key, update }, options))
  }

  /**
   * Sets attributes of the item with a key, and removes those that are undefined; the other attributes stay as they are. If
   * there is no such item it is made, unless `if` says otherwise: an `update` without an expression.
   *
   * @returns with `returnValues`, the item or the changed attributes, before (`…_OLD`) or after (`…_NEW`)
   * @throws ConditionalCheckFailedException if the condition does not hold
   */
  patch<Returns extends UpdateReturnValues = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    attributes: Patch<Shape, PartitionKey | SortKey>,
    options: WriteOptions<Returns> = {},
  ): Promise<Returned<Shape, Returns>> {
    return found(patchOne(this.#place, { key, attributes }, options))
  }

  /**
   * Removes the item with a key. It is no error if there is none.
   *
   * @returns with `returnValues: 'ALL_OLD'` the item before, if there was one
   * @throws ConditionalCheckFailedException if the condition does not hold
   */
  delete<Returns extends 'ALL_OLD' = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    options: WriteOptions<Returns> = {},
  ): Promise<Returned<Shape, Returns>> {
    return found(deleteOne(this.#place, key, options))
  }

  /**
   * Removes many items, each by itself, in batches of 25: if one key is refused, others may have been removed. It is no error if
   * there is no item with a key.
   *
   * @param keys any number of different keys
   */
  deleteAll(
    keys: Iterable<Key<Shape, PartitionKey, SortKey>>,
    options: PaceOptions = {},
  ): Promise<void> {
    return deleteMany(this.#place, keys, options)
  }

  /**
   * The changes of the items, each item's in their order, as the stream of the table tells them, and then those to come:
   *
   * ```ts
   * for await (const change of table.changes({ from: 'start' })) {
   *   console.log(change.kind, change.key, change.after)
   * }
   * ```
   *
   * Read by polling, an idle stream once a second. Whoever goes on from a `checkpoint` has each change once, but for those of parts of
   * the table of which none was told before it: there some of the hours before may be told again. The time of a change is a whole
   * second. Needs the package `@aws-sdk/client-dynamodb-streams`, or a client in the option `streams` of `connect`. Rejects with a
   * `ValidationException` if the table has no stream.
   */
  changes(options: ChangesOptions = {}): RemoteChanges<Shape, Key<Shape, PartitionKey, SortKey>> {
    return new RemoteChanges(this.#place, options)
  }

  /**
   * Adds a global index, and fills it with the items that there are. The promise is fulfilled when it can be read, with this
   * table, whose type knows the index from then on: of a large table that takes hours. Writes go on meanwhile.
   *
   * ```ts
   * const orders = await table.addIndex('byTotal', { partitionKey: { status: 'S' }, sortKey: { total: 'N' } })
   * ```
   *
   * The service makes one index of a table at a time: several that are added are made one after the other. In a table with provisioned
   * capacity the index gets as much as the table has; see `setCapacity`.
   *
   * @throws ValidationException if the definition is not allowed, is that of a local index, or the index is there
   * @throws LimitExceededException if the table has 20 global indexes
   */
  async addIndex<const Name extends string, const Definition extends GlobalIndexSchema<Shape>>(
    name: Name,
    definition: Definition &
      NoOtherMembers<Definition, GlobalIndexSchema<Shape>, 'member of a global index'>,
  ): Promise<RemoteTable<Shape, PartitionKey, SortKey, Indexes | AddedIndex<Name, Definition>>> {
    await addIndex(this.#place, { name, definition })
    return new RemoteTable(this.#place)
  }

  get #source(): RangeSource {
    const { sender, name, consistentRead } = this.#place
    return { sender, table: name, consistentByDefault: async () => consistentRead }
  }
}

/** What the types say of an item is the caller's matter. */
function found<Result>(read: Promise<unknown>): Promise<Result> {
  return read as Promise<Result>
}

makeDoors<RemoteTable>(RemoteTable.prototype, {
  throwing: ['query', 'scan', 'index', 'changes'],
  rejecting: [],
})
