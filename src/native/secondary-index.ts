/** `SecondaryIndex`: the items of a table in another order, and perhaps only parts of them. */

import { indexToRead } from '../api/index-to-read.js'
import { queryRead } from '../api/query.js'
import type { RangeRead, RangeReadOptions } from '../api/range-read-options.js'
import { scanRead } from '../api/scan.js'
import { indexNotFound } from '../errors/parameter-errors.js'
import { makeDoors } from '../errors/stack.js'
import type { Item } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import { FLAG, optionsOf } from '../validation/options.js'
import { keyClausesOf } from './bind.js'
import { type IndexInfo, indexInfoOf, indexShown } from './describe.js'
import type { AnyIndex, EntryKey, IndexItem, ReadableOf } from './index-types.js'
import type { QueryKey } from './key-types.js'
import { type AnyProjection, QUERY, type QueryOptions, SCAN, type ScanOptions } from './options.js'
import { type GivenRange, givenRangeOf, rangeReadOptionsOf, readNow } from './range-options.js'
import { Selection } from './selection.js'
import type { TableSource } from './table-source.js'

/** What a read of an index can be told beside what one of a table can. */
interface IndexReadOptions<Whole> {
  /**
   * True returns whole items, also where the index has less of them: a local index fetches them from the table, at the cost
   * of a read each; a global one refuses. A projection tells by itself what is fetched.
   */
  readonly wholeItems?: Whole | undefined
}

/** What a query of an index can be told. Reads of global indexes are eventually consistent, also if nothing says so. */
export type IndexQueryOptions<Projection, KeyShape, Whole = boolean> = QueryOptions<
  Projection,
  KeyShape
> &
  IndexReadOptions<Whole>

/** What a scan of an index can be told, likewise. */
export type IndexScanOptions<Projection, KeyShape, Whole = boolean> = ScanOptions<
  Projection,
  KeyShape
> &
  IndexReadOptions<Whole>

const queryOptions = optionsOf<IndexQueryOptions<unknown, object>>('query', {
  ...QUERY,
  wholeItems: FLAG,
})
const scanOptions = optionsOf<IndexScanOptions<unknown, object>>('scan', {
  ...SCAN,
  wholeItems: FLAG,
})

/**
 * A secondary index of a table. Items that lack a key attribute of it are not in it.
 *
 * All methods throw a `ValidationException` for input that the service would refuse, if the table has no index of this name,
 * or if it is still being filled, and a `ResourceNotFoundException` once the table has been dropped.
 */
export class SecondaryIndex<
  Shape extends object = Item,
  TableKey extends string = string,
  Index extends AnyIndex = AnyIndex,
> {
  readonly name: string
  readonly #source: TableSource

  static {
    showAs<SecondaryIndex>(SecondaryIndex, 'SecondaryIndex', index => ({
      title: `'${index.name}'`,
      members: index.#source.shown ? indexShown(index.#source.shown, index.name) : index.#shown,
    }))
  }

  /** @internal Made by `index` of a table. */
  constructor(name: string, source: TableSource) {
    this.name = name
    this.#source = source
  }

  /**
   * Items with one value of the index's partition key, in the order of its sort key.
   *
   * @param key the values of all partition key attributes, and values or a condition for the sort key: of several sort key
   *   attributes the first ones, of which all but the last one equal values
   */
  query<
    const Projection extends AnyProjection<ReadableOf<Shape, TableKey, Index>> = undefined,
    const Whole extends boolean = false,
  >(
    key: QueryKey<ReadableOf<Shape, TableKey, Index>, Index['partitionKey'], Index['sortKey']>,
    options: IndexQueryOptions<Projection, EntryKey<Shape, TableKey, Index>, Whole> = {},
  ): Selection<
    IndexItem<Shape, TableKey, Index, Projection, Whole>,
    EntryKey<Shape, TableKey, Index>
  > {
    const asked = queryOptions(options)
    const { reverse, wholeItems } = asked
    const given = readNow(() => givenRangeOf(asked))
    const clauses = readNow(() => keyClausesOf(key))
    const read = (): RangeRead =>
      queryRead(this.#readOptions(given(), wholeItems), {
        clauses: clauses(),
        scanIndexForward: reverse !== true,
      })
    const shown = { query: key, reverse, wholeItems }
    return new Selection(read, () => ({ ...this.#shown, ...shown, ...asked }))
  }

  /** All items of the index, or of one segment of it, in the order of the hashes of its partition key. */
  scan<
    const Projection extends AnyProjection<ReadableOf<Shape, TableKey, Index>> = undefined,
    const Whole extends boolean = false,
  >(
    options: IndexScanOptions<Projection, EntryKey<Shape, TableKey, Index>, Whole> = {},
  ): Selection<
    IndexItem<Shape, TableKey, Index, Projection, Whole>,
    EntryKey<Shape, TableKey, Index>
  > {
    const asked = scanOptions(options)
    const { segment, totalSegments, wholeItems } = asked
    const given = readNow(() => givenRangeOf(asked))
    const scan = { segment, totalSegments }
    const read = (): RangeRead => scanRead(this.#readOptions(given(), wholeItems), scan)
    return new Selection(read, () => ({ ...this.#shown, ...scan, wholeItems, ...asked }))
  }

  /** What the index holds, whether it is filled, and what has been consumed on it. */
  describe(): IndexInfo {
    const index = this.#source.open().indexes.find(({ name }) => name === this.name)
    if (index === undefined) throw indexNotFound(this.name)
    return indexInfoOf(index)
  }

  get #shown(): object {
    return { table: this.#source.name, index: this.name }
  }

  #readOptions(given: GivenRange, whole: boolean | undefined): RangeReadOptions {
    const table = this.#source.open()
    const index = indexToRead(table, this.name, given.consistentRead === true)
    const { kind } = index.description
    const consistentRead = given.consistentRead ?? kind === 'local'
    const wholeItems = whole === true && given.projection === undefined
    return rangeReadOptionsOf({ table, index, wholeItems }, { ...given, consistentRead })
  }
}

makeDoors<Pick<SecondaryIndex<Item, string, AnyIndex>, 'query' | 'scan' | 'describe'>>(
  SecondaryIndex.prototype,
  { throwing: ['query', 'scan', 'describe'], rejecting: [] },
)
