/** `RemoteIndex`: a secondary index of a table elsewhere. */

import { indexNotFound } from '../errors/parameter-errors.js'
import { makeDoors } from '../errors/stack.js'
import type { AnyIndex, EntryKey, IndexItem, ReadableOf } from '../native/index-types.js'
import type { QueryKey } from '../native/key-types.js'
import type { AnyProjection } from '../native/options.js'
import type { IndexQueryOptions, IndexScanOptions } from '../native/secondary-index.js'
import type { Item } from '../types/attribute.js'
import { showAs } from '../types/inspect.js'
import type { PaceOptions } from './pace.js'
import { type RangeSource, rangeRequestOf } from './range-input.js'
import { indexQueryOptions, indexScanOptions, type SegmentOptions } from './remote-options.js'
import type { RemotePlace } from './remote-place.js'
import { RemoteSelection } from './remote-selection.js'
import { describeTable } from './table-facts.js'
import { describedIndex, type RemoteIndexInfo } from './table-info.js'

/** A secondary index of a table elsewhere. Items that lack a key attribute of it are not in it. */
export class RemoteIndex<
  Shape extends object = Item,
  TableKey extends string = string,
  Index extends AnyIndex = AnyIndex,
> {
  readonly name: string
  readonly #place: RemotePlace

  static {
    showAs<RemoteIndex>(RemoteIndex, 'RemoteIndex', index => ({
      title: `'${index.name}'`,
      members: { table: index.#place.name },
    }))
  }

  /** @internal Made by `index` of a table. */
  constructor(name: string, place: RemotePlace) {
    this.name = name
    this.#place = place
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
    options: IndexQueryOptions<Projection, EntryKey<Shape, TableKey, Index>, Whole> &
      PaceOptions = {},
  ): RemoteSelection<
    IndexItem<Shape, TableKey, Index, Projection, Whole>,
    EntryKey<Shape, TableKey, Index>
  > {
    const asked = indexQueryOptions(options)
    const request = rangeRequestOf(this.#source, asked, { ofQuery: key })
    return new RemoteSelection(request, () => ({ ...this.#shown, query: key, ...asked }))
  }

  /** All items of the index, or of one segment of it, in the order of the hashes of its partition key; with `segments` in none. */
  scan<
    const Projection extends AnyProjection<ReadableOf<Shape, TableKey, Index>> = undefined,
    const Whole extends boolean = false,
  >(
    options: IndexScanOptions<Projection, EntryKey<Shape, TableKey, Index>, Whole> &
      SegmentOptions = {},
  ): RemoteSelection<
    IndexItem<Shape, TableKey, Index, Projection, Whole>,
    EntryKey<Shape, TableKey, Index>
  > {
    const asked = indexScanOptions(options)
    const request = rangeRequestOf(this.#source, asked)
    return new RemoteSelection(request, () => ({ ...this.#shown, ...asked }))
  }

  /**
   * What the index holds, which the service counts every six hours or so, and whether it is filled.
   *
   * @throws ValidationException, as the promise is rejected with it, if the table has no index of this name
   */
  async describe(): Promise<RemoteIndexInfo> {
    const { sender, name } = this.#place
    const info = describedIndex(await describeTable(sender, name), this.name)
    if (info === undefined) throw indexNotFound(this.name)
    return info
  }

  get #shown(): object {
    return { table: this.#place.name, index: this.name }
  }

  get #source(): RangeSource {
    const { sender, name } = this.#place
    const consistentByDefault = (): Promise<boolean> => this.#isConsistent()
    return { sender, table: name, index: this.name, consistentByDefault }
  }

  /** Local indexes are, as tables are, and global ones can't be. */
  async #isConsistent(): Promise<boolean> {
    const { facts, consistentRead } = this.#place
    if (!consistentRead) return false
    const kind = await facts.kindOf(this.name)
    if (kind !== undefined) return kind === 'local'
    // It may be made later: it is asked for anew then.
    facts.forget()
    throw indexNotFound(this.name)
  }
}

makeDoors<Pick<RemoteIndex<Item, string, AnyIndex>, 'query' | 'scan'>>(RemoteIndex.prototype, {
  throwing: ['query', 'scan'],
  rejecting: [],
})
