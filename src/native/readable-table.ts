/** `ReadableTable`: what can be read of a table, as it is or as it was. */

import { batchGetItem } from '../api/batch-get-item.js'
import { getItem } from '../api/get-item.js'
import { queryRead } from '../api/query.js'
import type { RangeRead } from '../api/range-read-options.js'
import { scanRead } from '../api/scan.js'
import { STRONG } from '../capacity/units.js'
import { isIterable } from '../encoding/caller-values.js'
import { notIterable } from '../errors/native-errors.js'
import { makeDoors, toldAt } from '../errors/stack.js'
import type { Item } from '../types/attribute.js'
import { keyClausesOf, keyOf, projectionFor } from './bind.js'
import type { AnyIndex, IndexNamed } from './index-types.js'
import type { Key, QueryKey } from './key-types.js'
import {
  type AnyProjection,
  getAllOptions,
  getOptions,
  type Projected,
  type QueryOptions,
  queryOptions,
  type ReadOptions,
  type ScanOptions,
  scanOptions,
} from './options.js'
import { costFactorOf, givenRangeOf, rangeReadOptionsOf, readNow } from './range-options.js'
import { toldInFull } from './refusals-in-full.js'
import { SecondaryIndex } from './secondary-index.js'
import { Selection } from './selection.js'
import type { TableSource } from './table-source.js'

/** The reads of a table: they are synchronous, and what they return belongs to the caller. */
export class ReadableTable<
  Shape extends object = Item,
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends AnyIndex = AnyIndex,
> {
  readonly #source: TableSource

  /** @internal Made as a `Table` or a `PastTable`. */
  constructor(source: TableSource) {
    this.#source = source
  }

  /** The table's name. */
  get name(): string {
    return this.#source.name
  }

  /** The item with a key, or undefined if there is none. */
  get<const Projection extends AnyProjection<Shape> = undefined>(
    key: Key<Shape, PartitionKey, SortKey>,
    options?: ReadOptions<Projection>,
  ): Projected<Shape, Projection> | undefined {
    try {
      const given = options && getOptions(options)
      const normalKey = keyOf(key)
      const projection = given && projectionFor(given.projection)
      const costFactor = given === undefined ? STRONG : costFactorOf(given)
      const table = this.#source.open()
      const item = toldInFull(() => getItem({ table, key: normalKey, projection, costFactor }))
      return item as Projected<Shape, Projection> | undefined
    } catch (error) {
      // Not by `makeDoors`, which would take a tenth of the time of a read.
      throw toldAt(ReadableTable.prototype.get, error)
    }
  }

  /** The items with these keys, in the order of the keys, undefined where there is none. No key may come twice. */
  getAll<const Projection extends AnyProjection<Shape> = undefined>(
    keys: Iterable<Key<Shape, PartitionKey, SortKey>>,
    options: ReadOptions<Projection> = {},
  ): (Projected<Shape, Projection> | undefined)[] {
    if (!isIterable(keys)) throw notIterable('getAll', 'keys')
    const given = getAllOptions(options)
    const projection = projectionFor(given.projection)
    const costFactor = costFactorOf(given)
    const normal = Array.from(keys, keyOf)
    const table = this.#source.open()
    const requests = normal.map(key => ({ table, key, projection, costFactor }))
    return toldInFull(() => batchGetItem(requests)) as (Projected<Shape, Projection> | undefined)[]
  }

  /**
   * Items of one item collection, in the order of the sort key.
   *
   * @param key the partition key's value, and a value or a condition for the sort key, as in
   *   `{ customerId: 'c1', orderId: { beginsWith: '2026-11' } }`
   */
  query<const Projection extends AnyProjection<Shape> = undefined>(
    key: QueryKey<Shape, PartitionKey, SortKey>,
    options: QueryOptions<Projection, Key<Shape, PartitionKey, SortKey>> = {},
  ): Selection<Projected<Shape, Projection>, Key<Shape, PartitionKey, SortKey>> {
    const asked = queryOptions(options)
    const { reverse } = asked
    const given = readNow(() => givenRangeOf(asked))
    const clauses = readNow(() => keyClausesOf(key))
    const read = (): RangeRead =>
      queryRead(rangeReadOptionsOf({ table: this.#source.open() }, given()), {
        clauses: clauses(),
        scanIndexForward: reverse !== true,
      })
    return new Selection(read, () => ({ table: this.name, query: key, reverse, ...asked }))
  }

  /** All items of the table, or of one segment of it, in the order of the partition keys' hashes. */
  scan<const Projection extends AnyProjection<Shape> = undefined>(
    options: ScanOptions<Projection, Key<Shape, PartitionKey, SortKey>> = {},
  ): Selection<Projected<Shape, Projection>, Key<Shape, PartitionKey, SortKey>> {
    const asked = scanOptions(options)
    const { segment, totalSegments } = asked
    const given = readNow(() => givenRangeOf(asked))
    const scan = { segment, totalSegments }
    const read = (): RangeRead =>
      scanRead(rangeReadOptionsOf({ table: this.#source.open() }, given()), scan)
    return new Selection(read, () => ({ table: this.name, ...scan, ...asked }))
  }

  /** A secondary index, by name. It is looked up when it is read. */
  index<Name extends Indexes['name']>(
    name: Name,
  ): SecondaryIndex<Shape, PartitionKey | SortKey, IndexNamed<Indexes, Name>> {
    return new SecondaryIndex(name, this.#source)
  }
}

makeDoors<ReadableTable>(ReadableTable.prototype, {
  throwing: ['getAll', 'query', 'scan', 'index'],
  rejecting: [],
})
