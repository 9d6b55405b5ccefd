/** Where an item goes: its hash, its partition, its entries in the indexes, and the units that reading and writing it takes. */

import { EVENTUAL, readUnits, STRONG, TRANSACTIONAL, writeUnits } from '../../capacity/units.js'
import { itemSize } from '../../encoding/size.js'
import { ownValue } from '../../encoding/value.js'
import { wireOfItem } from '../../encoding/wire-value.js'
import { isKeyValue, primaryKeyOfKey } from '../../engine/keys.js'
import { attributesOf, entryKeyIn, entryKeyOf, projectedItem } from '../../indexes/entry.js'
import { entryUnits } from '../../indexes/write-units.js'
import type { PrimaryKey } from '../../storage/primary-key.js'
import type { StoredIndex } from '../../storage/stored-index.js'
import type { StoredTable } from '../../storage/table.js'
import type { TableStore } from '../../storage/table-store.js'
import type { Item as StoredItem } from '../../types/attribute.js'
import { keyIn } from '../asked-key.js'
import type { Explorable } from '../explorable.js'
import type { Item } from '../page/items/attribute.js'
import type { IndexEntry, Unknown, WayReport } from '../page/keys/keys-wire.js'
import { tableOf } from './observed.js'

/**
 * Answers `way?region&table&key`, the key being JSON in wire form. Nothing is consumed.
 *
 * @throws ValidationException if this is no key of the table
 */
export function wayOf(source: Explorable, query: URLSearchParams): WayReport | Unknown {
  const table = tableOf(source, query)
  if (table === undefined) return { isKnown: false }
  const key = primaryKeyOfKey(table.keySchema, keyIn(query, 'key'))
  const image = table.store.imageOf(key)
  const item = image?.decode()
  return {
    isKnown: true,
    ...placeOf(table.store, key.hash),
    partitionCount: table.store.partitionCount,
    item: image && {
      bytes: image.size,
      eventualRead: readUnits(image.size, EVENTUAL),
      strongRead: readUnits(image.size, STRONG),
      transactionalRead: readUnits(image.size, TRANSACTIONAL),
      write: writeUnits(image.size, STRONG),
      transactionalWrite: writeUnits(image.size, TRANSACTIONAL),
    },
    entries: item === undefined ? [] : table.indexes.map(one => entryIn(one, table, { key, item })),
  }
}

function placeOf(store: TableStore, hash: number) {
  const { low, high } = store.partitionOf(hash)
  const place = store.partitions.findIndex(partition => partition.low === low)
  return { hash, partition: { place, low, high } }
}

function entryIn(
  { name, description, store }: StoredIndex,
  { keySchema }: StoredTable,
  { key, item }: { readonly key: PrimaryKey; readonly item: StoredItem },
): IndexEntry {
  const { kind, projection, partitionKeys, sortKeys } = description
  const told = { index: name, kind, projection: projection.type }
  const entryKey = entryKeyOf(description, attributesOf(item), key)
  if (entryKey === undefined) {
    const own = [...partitionKeys, ...sortKeys]
    const missing = own.filter(({ name: each, type }) => !isKeyValue(ownValue(item, each), type))
    // What is there and of the right type is empty, or too large.
    const unfit = missing.length > 0 ? missing : own
    return { ...told, unfit: unfit.map(attribute => attribute.name) }
  }
  const bytes = itemSize(projectedItem(keySchema, description, item))
  return {
    ...told,
    unfit: [],
    entry: {
      ...placeOf(store, entryKey.hash),
      key: wireOfItem(entryKeyIn(keySchema, description, item)) as Item,
      bytes,
      changeUnits: entryUnits(bytes, bytes, true),
      moveUnits: entryUnits(bytes, bytes, false),
    },
  }
}
