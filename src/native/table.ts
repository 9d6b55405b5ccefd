/** `Table`: the items of one table, read by plain function calls and written by promises. What is asked of a table as a whole is in `whole-table.ts`. */

import { batchWriteItem } from '../api/batch-write-item.js'
import { deleteItem } from '../api/delete-item.js'
import { putItem } from '../api/put-item.js'
import { type UpdateReturnValues, updateItem } from '../api/update-item.js'
import type { Outcome } from '../api/write-one.js'
import { isIterable } from '../encoding/caller-values.js'
import { normalizeItem } from '../encoding/normalize.js'
import type { Committer } from '../engine/commit.js'
import { keeping } from '../env/keeping.js'
import { listenerInvalid, notIterable } from '../errors/native-errors.js'
import { optionInvalid } from '../errors/option-errors.js'
import { makeDoors } from '../errors/stack.js'
import type { Expression } from '../expressions/template.js'
import { openTable, type StoredTable } from '../storage/table.js'
import type { TriggerHandler } from '../streams/triggers/invocation.js'
import type { TriggerOptions } from '../streams/triggers/settings.js'
import type { Trigger } from '../streams/triggers/trigger.js'
import type { Item } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import { addIndex } from './alter.js'
import { conditionOf, keyOf, OLD, returnsOldOnFailure, returnValuesOf, updateOf } from './bind.js'
import {
  Changes,
  type ChangesOptions,
  type ListenOptions,
  listenToChanges,
  streamOf,
  type TableChange,
} from './changes.js'
import { tableShown } from './describe.js'
import type { AddedIndex, AnyIndex, GlobalIndexSchema, IndexesOf } from './index-types.js'
import type { AnyStorable, Storable } from './item-types.js'
import type { Key, PartitionKeyOf, SortKeyOf } from './key-types.js'
import {
  deleteOptions,
  type Patch,
  patchOptions,
  putOptions,
  type Returned,
  updateOptions,
  type WriteOptions,
} from './options.js'
import { type ItemVersion, TableInPast, versionsOf } from './past.js'
import { PastTable } from './past-table.js'
import { updateOfPatch } from './patch.js'
import { toldInFull } from './refusals-in-full.js'
import type { NoOtherMembers } from './schema.js'
import { triggerOf } from './trigger.js'
import { type TableFeatures, WholeTable } from './whole-table.js'

/**
 * A table. `Shape` is the type of its items, `PartitionKey` and `SortKey` are the names of its key attributes, `Indexes`
 * is what is known of its secondary indexes.
 *
 * Reads are synchronous. A write is visible to the next read at once; its promise is fulfilled when it is as durable as
 * the database is, and rejected, without effect, if it is refused. A write that changes nothing is fulfilled when what it
 * found is durable. It is rejected with a `PoisonedDatabase` if it cannot be made to last: then the database takes no further
 * writes until it is opened anew, and the write may be there by then or not. Items that are returned belong to the caller.
 *
 * All methods throw, or reject with, a `ValidationException` for input that the service would refuse, and a
 * `ResourceNotFoundException` once the table has been dropped.
 */
export class Table<
  Shape extends object = Item,
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends AnyIndex = AnyIndex,
> extends WholeTable<Shape, PartitionKey, SortKey, Indexes> {
  readonly #committer: Committer
  readonly #stored: StoredTable
  readonly #features: TableFeatures

  static {
    showAs<Table>(Table, 'Table', table => tableShown(table.#stored))
  }

  /** @internal Made by `Database.createTable` and `Database.table`. */
  constructor(committer: Committer, stored: StoredTable, features: TableFeatures) {
    super(stored, features)
    this.#committer = committer
    this.#stored = stored
    this.#features = features
  }

  /** @internal For the database only: the table as the engine knows it. */
  static storedOf(table: Table<object, never, never>): StoredTable {
    return table.#open()
  }

  /** @internal For the database only: whether a value is a table. */
  static isTable(value: unknown): value is Table<object, never, never> {
    return typeof value === 'object' && value !== null && #stored in value
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
    options?: WriteOptions<Returns>,
  ): Promise<Returned<Shape, Returns>> {
    if (options === undefined) {
      const normal = normalizeItem(item) // may run code of the caller, so it comes before the table is looked at
      return settle<undefined>(() =>
        putItem(this.#committer, { table: this.#open(), item: normal }),
      )
    }
    const given = putOptions(options)
    return settle<Returned<Shape, Returns>>(() =>
      putItem(this.#committer, {
        item: normalizeItem(item),
        returnValues: returnValuesOf(given.returnValues, OLD),
        returnOldOnFailure: returnsOldOnFailure(given),
        condition: conditionOf(given.if),
        table: this.#open(), // the last: what comes before may run code of the caller
      }),
    )
  }

  /**
   * Puts many items, each by itself: if one is refused none is put, but a crash can come between two of them, a table that
   * throttles may have capacity for some only, and those before one that an item collection of 10 GB has no room for stay.
   *
   * @param items any number of items with different keys
   */
  putAll<Given = Shape>(items: Iterable<Shape | AnyStorable<Shape, Given>>): Promise<void> {
    if (!isIterable(items)) throw notIterable('putAll', 'items')
    const normal = Array.from(items, normalizeItem)
    const table = this.#open()
    const requests = normal.map(item => ({ kind: 'put' as const, table, item }))
    const { result, durable } = toldInFull(() => batchWriteItem(this.#committer, requests))
    if (result.refusal !== undefined) throw result.refusal
    return durable ?? DONE
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
    const given = updateOptions(options)
    return settle<Returned<Shape, Returns>>(() =>
      updateItem(this.#committer, {
        key: keyOf(key),
        returnValues: returnValuesOf(given.returnValues, OLD_AND_NEW),
        returnOldOnFailure: returnsOldOnFailure(given),
        update: updateOf(update),
        condition: conditionOf(given.if),
        table: this.#open(),
      }),
    )
  }

  /**
   * Sets attributes of the item with a key, and removes those that are undefined; the other attributes stay as they are. If
   * there is no such item it is made, unless `if` says otherwise: an `update` without an expression.
   *
   * ```ts
   * await orders.patch(key, { total: 5, note: undefined }, { if: expr`attribute_exists(orderId)` })
   * ```
   *
   * @returns with `returnValues`, the item or the changed attributes, before (`…_OLD`) or after (`…_NEW`)
   * @throws ConditionalCheckFailedException if the condition does not hold
   */
  patch<Returns extends UpdateReturnValues = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    attributes: Patch<Shape, PartitionKey | SortKey>,
    options: WriteOptions<Returns> = {},
  ): Promise<Returned<Shape, Returns>> {
    const given = patchOptions(options)
    return settle<Returned<Shape, Returns>>(() =>
      updateItem(this.#committer, {
        key: keyOf(key),
        returnValues: returnValuesOf(given.returnValues, OLD_AND_NEW),
        returnOldOnFailure: returnsOldOnFailure(given),
        update: updateOfPatch(attributes),
        condition: conditionOf(given.if),
        table: this.#open(),
      }),
    )
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
    const given = deleteOptions(options)
    return settle<Returned<Shape, Returns>>(() =>
      deleteItem(this.#committer, {
        key: keyOf(key),
        returnValues: returnValuesOf(given.returnValues, OLD),
        returnOldOnFailure: returnsOldOnFailure(given),
        condition: conditionOf(given.if),
        table: this.#open(),
      }),
    )
  }

  /**
   * Removes many items, each by itself: if one key is refused none is removed, but a crash can come between two of them.
   * It is no error if there is no item with a key.
   *
   * @param keys any number of different keys
   */
  deleteAll(keys: Iterable<Key<Shape, PartitionKey, SortKey>>): Promise<void> {
    if (!isIterable(keys)) throw notIterable('deleteAll', 'keys')
    const normal = Array.from(keys, keyOf)
    const table = this.#open()
    const requests = normal.map(key => ({ kind: 'delete' as const, table, key }))
    return toldInFull(() => batchWriteItem(this.#committer, requests)).durable ?? DONE
  }

  /**
   * The table as it was at a time, with all that was written until then, to the millisecond. It is read as the table is.
   *
   * ```ts
   * orders.at(new Date(Date.now() - 60_000)).get(key) // a minute ago
   * ```
   *
   * @throws PointInTimeRecoveryUnavailableException if the past of the table is not kept: create it with
   *   `pointInTimeRecovery: true`
   * @throws InvalidRestoreTimeException if it is not kept since so long ago, or the time is still to come
   */
  at(date: Date): PastTable<Shape, PartitionKey, SortKey, Indexes> {
    return new PastTable(new TableInPast(this.#features.past, this.#open(), date))
  }

  /**
   * What the item with a key was, as far back as the past of the table is kept, the oldest first: what it was when that begins, if
   * it was there, and then each change.
   *
   * ```ts
   * for (const { at, item } of orders.history(key)) console.log(at, item?.total)
   * ```
   *
   * All changes of the table are looked through.
   *
   * @throws PointInTimeRecoveryUnavailableException if the past of the table is not kept: create it with
   *   `pointInTimeRecovery: true`
   */
  history(key: Key<Shape, PartitionKey, SortKey>): ItemVersion<Shape>[] {
    const normal = keyOf(key)
    const versions: unknown = versionsOf(this.#features.past, this.#open(), normal)
    return versions as ItemVersion<Shape>[]
  }

  /**
   * The changes of the items that are durable, one by one in their order, and then those to come:
   *
   * ```ts
   * for await (const change of table.changes({ from: 'start' })) {
   *   console.log(change.kind, change.key, change.after)
   * }
   * ```
   *
   * @throws ValidationException if the table has no stream: create it with `stream: 'NEW_AND_OLD_IMAGES'`
   */
  changes(options: ChangesOptions = {}): Changes<Shape, Key<Shape, PartitionKey, SortKey>> {
    // Whoever waits for changes is to be told of items that expire, which only a database that is there removes.
    return keeping(new Changes(streamOf(this.#features.streams, this.#open()), options), this)
  }

  /**
   * Calls `listener` with each change from now on, in their order, soon after it is durable. That goes on for as long as
   * somebody holds the database, a table of it, or what this returns.
   *
   * @param options `onLost` is called where the stream has dropped changes before the listener could be told
   * @returns what ends that
   * @throws ValidationException if the table has no stream: create it with `stream: 'NEW_AND_OLD_IMAGES'`
   */
  on(
    event: 'change',
    listener: (change: TableChange<Shape, Key<Shape, PartitionKey, SortKey>>) => void,
    options: ListenOptions = {},
  ): () => void {
    // Callers without types may hand in anything.
    if (event !== 'change') throw optionInvalid('event', { value: event, allowed: 'change' })
    if (typeof listener !== 'function') throw listenerInvalid()
    const stream = streamOf(this.#features.streams, this.#open())
    return keeping(listenToChanges(stream, listener, options), this)
  }

  /**
   * Hands the changes of the table, once they are durable, to a function from now on, as the service's event source mapping does: in batches, in
   * order, and again if the function fails. The function is one for AWS Lambda, unchanged. The table must have a stream.
   *
   * ```ts
   * const welcome = users.trigger(
   *   async event => {
   *     for (const { dynamodb } of event.Records) await sendWelcomeMail(dynamodb.NewImage?.email?.S)
   *   },
   *   { filters: [{ eventName: ['INSERT'] }], retries: 5, onFailure: failure => log.warn(failure) },
   * )
   * await welcome.stop() // what was put before is handed over
   * ```
   *
   * It runs for as long as somebody holds it, the database or a table of it, and until it has handed over what there is.
   *
   * With a `name` it can be stopped and started again, also after the database was opened anew, and goes on where it was: the
   * database keeps up to where changes are handled, soon after each batch, so that each is delivered at least once.
   *
   * @throws ValidationException if the table has no stream: create it with `stream: 'NEW_AND_OLD_IMAGES'`; or if a trigger of the
   *   same name runs on it already
   * @throws InvalidParameterValueException for a bad filter pattern
   * @throws PoisonedDatabase if it has a name that is new, and the database takes no further writes
   */
  trigger(handler: TriggerHandler, options: TriggerOptions = {}): Trigger {
    const { streams, triggers } = this.#features
    const table = this.#open()
    return triggerOf(triggers, { table, stream: streamOf(streams, table) }, { handler, options })
  }

  /**
   * Adds a global index, and fills it with the items that there are. The promise is fulfilled when it can be read, with this
   * table, whose type knows the index from then on. Writes go on meanwhile, and several indexes may be added at a time.
   *
   * ```ts
   * const orders = await table.addIndex('byTotal', { partitionKey: { status: 'S' }, sortKey: { total: 'N' } })
   * orders.index('byTotal').query({ status: 'open' })
   * ```
   *
   * In a table with provisioned capacity the index gets as much as the table has; see `setCapacity`.
   *
   * @throws ValidationException if the definition is not allowed, is that of a local index, or the index is there
   * @throws LimitExceededException if the table has 20 global indexes
   * @throws ResourceNotFoundException if the index or the table is dropped before it is filled
   */
  addIndex<const Name extends string, const Definition extends GlobalIndexSchema<Shape>>(
    name: Name,
    definition: Definition &
      NoOtherMembers<Definition, GlobalIndexSchema<Shape>, 'member of a global index'>,
  ): Promise<Table<Shape, PartitionKey, SortKey, Indexes | AddedIndex<Name, Definition>>> {
    const table = this.#open()
    const { result, durable } = addIndex(this.#features.alter, table, { name, definition })
    const altered = new Table<Shape, PartitionKey, SortKey, Indexes | AddedIndex<Name, Definition>>(
      this.#committer,
      table,
      this.#features,
    )
    return Promise.all([result, durable]).then(() => altered)
  }

  #open(): StoredTable {
    return openTable(this.#stored)
  }
}

/**
 * The table that a schema makes, to name its type by:
 *
 * ```ts
 * const schema = { partitionKey: { customerId: 'S' }, sortKey: { orderId: 'S' } } as const
 * type Orders = TableOf<typeof schema, Order>
 * ```
 */
export type TableOf<Schema, Shape extends Storable<Shape> = Item> = [Schema] extends [unknown]
  ? Table<Shape, PartitionKeyOf<Schema>, SortKeyOf<Schema>, IndexesOf<Schema>>
  : never

const OLD_AND_NEW = ['ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'] as const

/** What most writes are answered with. One promise for all of them costs nothing to make. */
const DONE: Promise<undefined> = Promise.resolve(undefined)

/** The promise of a write that is done at once: fulfilled when it lasts. What is refused is thrown. */
function settle<Result>(write: () => Outcome<Item | undefined>): Promise<Result | undefined> {
  const { result, durable } = toldInFull(write)
  if (durable !== undefined) return durable.then(() => result as Result | undefined)
  return result === undefined ? DONE : Promise.resolve(result as Result)
}

makeDoors<Table>(Table.prototype, {
  throwing: ['at', 'history', 'changes', 'on', 'trigger'],
  rejecting: ['put', 'putAll', 'update', 'patch', 'delete', 'deleteAll', 'addIndex'],
})
