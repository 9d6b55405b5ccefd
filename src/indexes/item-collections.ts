/**
 * Item collections: the items of one partition key value, with their entries in the local indexes of the table. Only tables
 * with local indexes have them. One may not be larger than 10 GB, and what an item has in it not larger than 400 KB.
 * Source: DynamoDB developer guide, "Item collections in Local Secondary Indexes", and "Item size" there.
 */

import { itemSize } from '../encoding/size.js'
import type { Change, CommitOrigin } from '../engine/change.js'
import type { CheckedWrite, Follower } from '../engine/follower.js'
import { itemCollectionTooLarge } from '../errors/index-errors.js'
import { itemTooLarge } from '../errors/value-errors.js'
import type { ItemImage } from '../storage/item-image.js'
import { AFTER_ALL, type PrimaryKey } from '../storage/primary-key.js'
import { RangeCursor } from '../storage/range-cursor.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStore } from '../storage/table-store.js'
import type { Item } from '../types/attribute.js'
import { ITEM_SIZE_MAX, LOCAL_INDEXES_MAX } from '../types/limits.js'
import { attributesOf, entryKeyOf, projectedItem } from './entry.js'

/** Whether a table has item collections. */
export function hasItemCollections({ indexes }: StoredTable): boolean {
  // The local indexes come first.
  return indexes[0]?.description.kind === 'local'
}

/**
 * An estimate of the size of an item collection, in whole GB, rounded down. It takes time for each item of the collection,
 * but only in a table that holds a GB.
 */
export function itemCollectionGigabytes(table: StoredTable, partition: PartitionOfKey): number {
  if (sizeOf(table) < GIGABYTE) return 0
  return Math.floor(itemCollectionSize(table, partition) / GIGABYTE)
}

type PartitionOfKey = Pick<PrimaryKey, 'hash' | 'pk'>

const GIGABYTE = 2 ** 30
/** Bytes of all item collections of a table. */
function sizeOf(table: StoredTable): number {
  return storesOf(table).reduce((sum, { bytes }) => sum + bytes, 0)
}

function itemCollectionSize(table: StoredTable, partition: PartitionOfKey): number {
  return storesOf(table).reduce((sum, store) => sum + bytesIn(store, partition), 0)
}

function storesOf({ store, indexes }: StoredTable): readonly TableStore[] {
  const locals = indexes.filter(({ description }) => description.kind === 'local')
  return [store, ...locals.map(index => index.store)]
}

function bytesIn(store: TableStore, { hash, pk }: PartitionOfKey): number {
  const range = { from: { hash, pk, sk: '' }, to: { hash, pk, sk: AFTER_ALL } }
  const cursor = new RangeCursor(store, range, false, Number.POSITIVE_INFINITY)
  let bytes = 0
  for (let image = cursor.next(); image !== undefined; image = cursor.next()) bytes += image.size
  return bytes
}

/**
 * Throws a `ValidationException` if an item that is to be put would be over 400 KB with its entries in local indexes. The
 * commit looks at that for every write, but only once conditions have been asked.
 *
 * @param key the key of the item in its table
 */
export function refuseTooLargeWithEntries(table: StoredTable, key: PrimaryKey, item: Item): void {
  if (!hasItemCollections(table)) return
  if (isTooLargeWithEntries(table, key, { item, size: itemSize(item) })) throw itemTooLarge()
}

/** A version of an item, and its size in bytes. */
type Sized = Pick<ItemImage, 'item' | 'size'>

function isTooLargeWithEntries(table: StoredTable, key: PrimaryKey, sized: Sized): boolean {
  // No entry is larger than its item, so that the entries of most items need not be looked at.
  if (sized.size * (1 + LOCAL_INDEXES_MAX) <= ITEM_SIZE_MAX) return false
  return contribution(table, key, sized) > ITEM_SIZE_MAX
}

/** Refuses writes that would make an item too large with its entries in local indexes, or an item collection. */
export class ItemCollections implements Follower {
  readonly name = 'item collections'
  readonly #sizeMax: number

  /** @param sizeMax bytes of an item collection at the most */
  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax
  }

  check(
    { table, key, before, after }: Change,
    _origin: CommitOrigin | undefined,
    { tooLarge = itemTooLarge }: CheckedWrite,
  ): void {
    if (after === undefined || !hasItemCollections(table)) return
    if (isTooLargeWithEntries(table, key, after)) throw tooLarge()
    // No write makes a collection grow by more than an item may have in it.
    if (sizeOf(table) + ITEM_SIZE_MAX <= this.#sizeMax) return
    const growth = contribution(table, key, after) - contribution(table, key, before)
    if (growth <= 0) return
    if (itemCollectionSize(table, key) + growth > this.#sizeMax) throw itemCollectionTooLarge()
  }

  apply(): void {
    // Nothing is kept: a size is worked out when it matters.
  }
}

/** Bytes that a version of an item has in its item collection, with its entries in local indexes. */
function contribution(table: StoredTable, key: PrimaryKey, sized: Sized | undefined): number {
  if (sized === undefined) return 0
  const { item, size } = sized
  let bytes = size
  for (const { description } of table.indexes) {
    if (description.kind !== 'local') break
    if (entryKeyOf(description, attributesOf(item), key) === undefined) continue
    const projected = projectedItem(table.keySchema, description, item)
    bytes += projected === item ? size : itemSize(projected)
  }
  return bytes
}
