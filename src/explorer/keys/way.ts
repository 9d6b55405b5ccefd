/** Where an item goes: its hash, its partition, its entries in the indexes, and the units that reading and writing it takes. */

import { EVENTUAL, readUnits, STRONG, TRANSACTIONAL, writeUnits } from '../../capacity/units.js'
import { itemSize } from '../../encoding/size.js'
import { ownValue } from '../../encoding/value.js'
import { itemOfWire, type WireMap, wireOfItem } from '../../encoding/wire-value.js'
import { isKeyValue, primaryKeyOfItem, primaryKeyOfKey } from '../../engine/keys.js'
import { optionInvalid } from '../../errors/option-errors.js'
import { itemTooLarge } from '../../errors/value-errors.js'
import { attributesOf, entryKeyIn, entryKeyOf, projectedItem } from '../../indexes/entry.js'
import { refuseIndexKeysOfPut } from '../../indexes/index-keys.js'
import { refuseTooLargeWithEntries } from '../../indexes/item-collections.js'
import { entryUnits, indexWriteUnits } from '../../indexes/write-units.js'
import type { PrimaryKey } from '../../storage/primary-key.js'
import type { StoredIndex } from '../../storage/stored-index.js'
import type { StoredTable } from '../../storage/table.js'
import type { TableStore } from '../../storage/table-store.js'
import type { Item as StoredItem } from '../../types/attribute.js'
import { ITEM_SIZE_MAX } from '../../types/limits.js'
import { parseRequest } from '../../validation/request.js'
import { jsonIn, keyIn } from '../asked-key.js'
import type { Explorable } from '../explorable.js'
import type { Item } from '../page/items/attribute.js'
import type { IndexEntry, Unknown, WayReport } from '../page/keys/keys-wire.js'
import { isItem } from '../page/transfer/formats.js'
import { tableOf } from './observed.js'

/** Characters of what is no item that are told. */
const SHOWN_MAX = 60

/**
 * Answers `way?region&table&key`, the key being JSON in wire form, or `way?region&table&item`, the item being one that is planned.
 * Nothing is consumed, and nothing written.
 *
 * @throws ValidationException if this is no key of the table, or no item that could be put
 */
export function wayOf(source: Explorable, query: URLSearchParams): WayReport | Unknown {
  const table = tableOf(source, query)
  if (table === undefined) return { isKnown: false }
  if (query.has('item')) return wayOfPlanned(table, plannedItem(table, query))
  const key = primaryKeyOfKey(table.keySchema, keyIn(query, 'key'))
  const image = table.store.imageOf(key)
  const item = image?.decode()
  return {
    ...keyWay(table, key),
    item: image && unitsOf(image.size),
    entries: item === undefined ? [] : table.indexes.map(one => entryIn(one, table, { key, item })),
  }
}

/** An item, and its key. */
interface Keyed {
  readonly key: PrimaryKey
  readonly item: StoredItem
}

function wayOfPlanned(table: StoredTable, planned: Keyed): WayReport {
  const { keySchema, store, indexes } = table
  const { key, item } = planned
  const before = store.imageOf(key)
  const bytes = itemSize(item)
  const tableUnits = writeUnits(Math.max(bytes, before?.size ?? 0), STRONG)
  const write = { keySchema, key, before: before?.decode(), after: item }
  const entries = indexes.map(index => ({
    ...entryIn(index, table, planned),
    putUnits: indexWriteUnits(index.description, write),
  }))
  const totalUnits = entries.reduce((sum, { putUnits }) => sum + putUnits, tableUnits)
  return {
    ...keyWay(table, key),
    planned: { beforeBytes: before?.size, tableUnits, totalUnits },
    item: unitsOf(bytes),
    entries,
  }
}

/** The item that is planned, by the rules of PutItem. */
function plannedItem(table: StoredTable, query: URLSearchParams): Keyed {
  const wire = jsonIn(query, 'item')
  if (!isItem(wire)) {
    const allowed = 'an item as JSON with types, of 32 levels at the most'
    throw optionInvalid('item', { value: query.get('item')?.slice(0, SHOWN_MAX), allowed })
  }
  const { name: TableName } = table.description
  const { Item: parsed } = parseRequest('PutItem', { TableName, Item: wire }) as { Item: WireMap }
  const item = itemOfWire(parsed)
  if (itemSize(item) > ITEM_SIZE_MAX) throw itemTooLarge()
  const key = primaryKeyOfItem(table.keySchema, item)
  refuseIndexKeysOfPut(table, item)
  refuseTooLargeWithEntries(table, key, item)
  return { key, item }
}

function keyWay({ store }: StoredTable, { hash }: PrimaryKey) {
  return {
    isKnown: true as const,
    ...placeOf(store, hash),
    partitionCount: store.partitionCount,
  }
}

/** What reading and writing an item of so many bytes takes. */
function unitsOf(bytes: number) {
  return {
    bytes,
    eventualRead: readUnits(bytes, EVENTUAL),
    strongRead: readUnits(bytes, STRONG),
    transactionalRead: readUnits(bytes, TRANSACTIONAL),
    write: writeUnits(bytes, STRONG),
    transactionalWrite: writeUnits(bytes, TRANSACTIONAL),
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
  { key, item }: Keyed,
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
