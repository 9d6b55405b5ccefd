/**
 * What a request is told of the item collections that it writes to: those of tables with local indexes.
 * Source: DynamoDB API reference, "ItemCollectionMetrics".
 */

import { setOwn } from '../encoding/value.js'
import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import { primaryKeyOfItem } from '../engine/keys.js'
import { hasItemCollections, itemCollectionGigabytes } from '../indexes/item-collections.js'
import type { StoredTable } from '../storage/table.js'
import type { AttributeValue, Item } from '../types/attribute.js'

export type ReturnItemCollectionMetrics = 'SIZE' | 'NONE'

/** One item collection. */
export interface ItemCollectionMetrics {
  /** The partition key. */
  readonly ItemCollectionKey: WireMap
  /** The least and the most that it may be, in GB. */
  readonly SizeEstimateRangeGB: readonly [number, number]
}

/** A write that has been done: `item` has at least the key attributes. */
export interface Written {
  /** As the request names the table. */
  readonly name: string
  readonly table: StoredTable
  readonly item: Item
}

/** What is told of one write; undefined if it is not wanted, or the table has no item collections. */
export function itemCollectionMetricsOf(
  wanted: ReturnItemCollectionMetrics | undefined,
  { table, item }: Omit<Written, 'name'>,
): ItemCollectionMetrics | undefined {
  if (wanted !== 'SIZE' || !hasItemCollections(table)) return undefined
  const { name } = table.keySchema.partitionKey
  const key: Record<string, AttributeValue> = {}
  setOwn(key, name, item[name] as AttributeValue)
  const gigabytes = itemCollectionGigabytes(table, primaryKeyOfItem(table.keySchema, item))
  return {
    ItemCollectionKey: wireOfItem(key),
    SizeEstimateRangeGB: [gigabytes, gigabytes + 1],
  }
}

/** What is told of several writes, by table: each item collection once; undefined if there is nothing to tell. */
export function itemCollectionMetricsOfAll(
  wanted: ReturnItemCollectionMetrics | undefined,
  writes: readonly Written[],
): Readonly<Record<string, readonly ItemCollectionMetrics[]>> | undefined {
  if (wanted !== 'SIZE') return undefined
  const byTable = new Map<string, Map<string, ItemCollectionMetrics>>()
  for (const { name, ...write } of writes) {
    const metrics = itemCollectionMetricsOf(wanted, write)
    if (metrics === undefined) continue
    const ofTable = byTable.get(name) ?? new Map<string, ItemCollectionMetrics>()
    byTable.set(name, ofTable)
    ofTable.set(JSON.stringify(metrics.ItemCollectionKey), metrics)
  }
  if (byTable.size === 0) return undefined
  return Object.fromEntries([...byTable].map(([name, metrics]) => [name, [...metrics.values()]]))
}
