/** `RemoteTable`: the items of a table elsewhere, in the interface of the embedded ones. */

import type { UpdateReturnValues } from '../api/update-item.js'
import { isIterable } from '../encoding/caller-values.js'
import { normalizeItem } from '../encoding/normalize.js'
import { notIterable } from '../errors/native-errors.js'
import { duplicateKeys } from '../errors/request-errors.js'
import { makeDoors } from '../errors/stack.js'
import type { Expression } from '../expressions/template.js'
import { keyOf } from '../native/bind.js'
import type { AnyIndex, IndexNamed } from '../native/index-types.js'
import type { AnyStorable } from '../native/item-types.js'
import type { Key, QueryKey } from '../native/key-types.js'
import {
  type AnyProjection,
  deleteOptions,
  getOptions,
  type Patch,
  type Projected,
  patchOptions,
  putOptions,
  type QueryOptions,
  type ReadOptions,
  type Returned,
  type ScanOptions,
  updateOptions,
  type WriteOptions,
} from '../native/options.js'
import type { Item } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import { type BatchWrite, writeAll } from './batches.js'
import { itemsOf } from './get-all.js'
import { keyTextOf } from './key-text.js'
import { Pace, type PaceOptions } from './pace.js'
import { type RangeSource, rangeRequestOf } from './range-input.js'
import { RemoteIndex } from './remote-index.js'
import {
  getAllOptions,
  manyOptions,
  queryOptions,
  type SegmentOptions,
  scanOptions,
} from './remote-options.js'
import { RemoteSelection } from './remote-selection.js'
import { RequestParts } from './request-parts.js'
import type { Sender } from './sender.js'
import { describeTable, type TableFacts } from './table-facts.js'
import { describedTable, type RemoteTableInfo } from './table-info.js'
import { itemOfSdk, type SdkMap, sdkMapOf } from './values.js'
import { type WriteRequest, writeRequestOf } from './write-input.js'

/** Where a table is. */
interface RemotePlace {
  readonly sender: Sender
  readonly name: string
  readonly facts: TableFacts
  /** Whether reads that say nothing of it are strongly consistent, where they can be. */
  readonly consistentRead: boolean
}

const putAllOptions = manyOptions('putAll')
const deleteAllOptions = manyOptions('deleteAll')
/** Up to so many writes the service looks for two of one item itself. */
const WRITES_OF_REQUEST = 25

/**
 * A table elsewhere. It has the methods of an embedded table, with the same types, options, values and errors; reads are promises, and
 * what is iterated there is iterated with `for await` here. Items that are returned belong to the caller.
 *
 * All methods reject with a `ValidationException` for input that the service refuses, and with a `ResourceNotFoundException` if there
 * is no such table. A failure of the client itself, such as of its credentials, is thrown as it is.
 */
export class RemoteTable<
  Shape extends object = Item,
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends AnyIndex = AnyIndex,
> {
  readonly #place: RemotePlace

  static {
    showAs<RemoteTable>(RemoteTable, 'RemoteTable', table => ({
      title: `'${table.name}'`,
      members: {},
    }))
  }

  /** @internal Made by `table` and `createTable` of what `connect` returns. */
  constructor(place: RemotePlace) {
    this.#place = place
  }

  /** @internal Where a table is; undefined for what is none. */
  static placeOf(value: unknown): RemotePlace | undefined {
    const isOne = typeof value === 'object' && value !== null && #place in value
    return isOne ? value.#place : undefined
  }

  /** The table's name. */
  get name(): string {
    return this.#place.name
  }

  /** The item with a key, or undefined if there is none. */
  async get<const Projection extends AnyProjection<Shape> = undefined>(
    key: Key<Shape, PartitionKey, SortKey>,
    options: ReadOptions<Projection> = {},
  ): Promise<Projected<Shape, Projection> | undefined> {
    const { sender, name, consistentRead } = this.#place
    const given = getOptions(options)
    const parts = new RequestParts()
    const Key = sdkMapOf(keyOf(key))
    const projection = parts.projection(given.projection)
    const input = {
      TableName: name,
      Key,
      ConsistentRead: given.consistentRead ?? consistentRead,
      ...(projection === undefined ? {} : { ProjectionExpression: projection }),
      ...parts.bindings(),
    }
    const { Item } = await sender.send<{ readonly Item?: SdkMap }>('GetItem', input, REPEATABLE)
    return Item && (itemOfSdk(Item) as Projected<Shape, Projection>)
  }

  /**
   * The items with these keys, in the order of the keys, undefined where there is none. No key may come twice. They are read in
   * batches of 100, which are not of one moment.
   */
  async getAll<const Projection extends AnyProjection<Shape> = undefined>(
    keys: Iterable<Key<Shape, PartitionKey, SortKey>>,
    options: ReadOptions<Projection> & PaceOptions = {},
  ): Promise<(Projected<Shape, Projection> | undefined)[]> {
    if (!isIterable(keys)) throw notIterable('getAll', 'keys')
    const given = getAllOptions(options)
    const { consistentRead = this.#place.consistentRead, projection } = given
    const asked = Array.from(keys, key => sdkMapOf(keyOf(key)))
    const items = await itemsOf(this.#batchDoor(given), asked, {
      consistentRead,
      projection: projection as AnyProjection<Item>,
    })
    return items as unknown as (Projected<Shape, Projection> | undefined)[]
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
  async put<Returns extends 'ALL_OLD' = never, Given = Shape>(
    item: Shape | AnyStorable<Shape, Given>,
    options: WriteOptions<Returns> = {},
  ): Promise<Returned<Shape, Returns>> {
    const given = putOptions(options)
    const write = { TableName: this.name, Item: sdkMapOf(normalizeItem(item)) }
    const parts = new RequestParts()
    return this.#write('PutItem', writeRequestOf(write, given, { parts, kind: 'replace' }))
  }

  /**
   * Puts many items, each by itself, in batches of 25: if one is refused, others may have been put.
   *
   * @param items any number of items with different keys
   */
  async putAll<Given = Shape>(
    items: Iterable<Shape | AnyStorable<Shape, Given>>,
    options: PaceOptions = {},
  ): Promise<void> {
    if (!isIterable(items)) throw notIterable('putAll', 'items')
    const door = this.#batchDoor(putAllOptions(options))
    const maps = Array.from(items, item => sdkMapOf(normalizeItem(item)))
    await this.#refuseRepeated(maps)
    const writes = maps.map((Item): BatchWrite => ({ PutRequest: { Item } }))
    await writeAll(door, writes)
  }

  /**
   * Changes attributes of the item with a key, or makes that item.
   *
   * @param update such as expr`SET total = total + ${5} REMOVE note`
   * @returns with `returnValues`, the item or the changed attributes, before (`…_OLD`) or after (`…_NEW`)
   * @throws ConditionalCheckFailedException if the condition does not hold
   */
  async update<Returns extends UpdateReturnValues = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    update: Expression,
    options: WriteOptions<Returns> = {},
  ): Promise<Returned<Shape, Returns>> {
    const given = updateOptions(options)
    const parts = new RequestParts()
    const write = {
      TableName: this.name,
      Key: sdkMapOf(keyOf(key)),
      // `null` is none: it is refused as natively.
      UpdateExpression: parts.expression('The update', update ?? (null as never)),
    }
    return this.#write('UpdateItem', writeRequestOf(write, given, { parts, kind: 'update' }))
  }

  /**
   * Sets attributes of the item with a key, and removes those that are undefined; the other attributes stay as they are. If
   * there is no such item it is made, unless `if` says otherwise: an `update` without an expression.
   *
   * @returns with `returnValues`, the item or the changed attributes, before (`…_OLD`) or after (`…_NEW`)
   * @throws ConditionalCheckFailedException if the condition does not hold
   */
  async patch<Returns extends UpdateReturnValues = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    attributes: Patch<Shape, PartitionKey | SortKey>,
    options: WriteOptions<Returns> = {},
  ): Promise<Returned<Shape, Returns>> {
    const given = patchOptions(options)
    const parts = new RequestParts()
    const update = parts.patch(attributes)
    const write = {
      TableName: this.name,
      Key: sdkMapOf(keyOf(key)),
      ...(update === undefined ? {} : { UpdateExpression: update }),
    }
    return this.#write('UpdateItem', writeRequestOf(write, given, { parts, kind: 'change' }))
  }

  /**
   * Removes the item with a key. It is no error if there is none.
   *
   * @returns with `returnValues: 'ALL_OLD'` the item before, if there was one
   * @throws ConditionalCheckFailedException if the condition does not hold
   */
  async delete<Returns extends 'ALL_OLD' = never>(
    key: Key<Shape, PartitionKey, SortKey>,
    options: WriteOptions<Returns> = {},
  ): Promise<Returned<Shape, Returns>> {
    const given = deleteOptions(options)
    const write = { TableName: this.name, Key: sdkMapOf(keyOf(key)) }
    const parts = new RequestParts()
    return this.#write('DeleteItem', writeRequestOf(write, given, { parts, kind: 'replace' }))
  }

  /**
   * Removes many items, each by itself, in batches of 25: if one key is refused, others may have been removed. It is no error if
   * there is no item with a key.
   *
   * @param keys any number of different keys
   */
  async deleteAll(
    keys: Iterable<Key<Shape, PartitionKey, SortKey>>,
    options: PaceOptions = {},
  ): Promise<void> {
    if (!isIterable(keys)) throw notIterable('deleteAll', 'keys')
    const door = this.#batchDoor(deleteAllOptions(options))
    const maps = Array.from(keys, key => sdkMapOf(keyOf(key)))
    await this.#refuseRepeated(maps)
    const writes = maps.map((Key): BatchWrite => ({ DeleteRequest: { Key } }))
    await writeAll(door, writes)
  }

  /** What the table is, and how much it holds: the service counts that every six hours or so. */
  async describe(): Promise<RemoteTableInfo> {
    const { sender, name } = this.#place
    return describedTable(await describeTable(sender, name))
  }

  get #source(): RangeSource {
    const { sender, name, consistentRead } = this.#place
    return { sender, table: name, consistentByDefault: async () => consistentRead }
  }

  #batchDoor(options: PaceOptions) {
    const { sender, name } = this.#place
    return { sender, table: name, pace: Pace.of(sender, options) }
  }

  async #write<Result>(operation: string, request: WriteRequest): Promise<Result> {
    const { input, isRepeatable } = request
    const { Attributes } = await this.#place.sender.send<{ readonly Attributes?: SdkMap }>(
      operation,
      input,
      { isRepeatable },
    )
    return (Attributes && itemOfSdk(Attributes)) as Result
  }

  /** In several requests the last one of two writes would win, whichever that is. */
  async #refuseRepeated(maps: readonly SdkMap[]): Promise<void> {
    if (maps.length <= WRITES_OF_REQUEST) return
    const names = await this.#place.facts.keyNames()
    const texts = new Set(maps.map(map => keyTextOf(map, names)))
    if (texts.size < maps.length) throw duplicateKeys()
  }
}

const REPEATABLE = { isRepeatable: true }

makeDoors<RemoteTable>(RemoteTable.prototype, {
  throwing: ['query', 'scan', 'index'],
  rejecting: [],
})
