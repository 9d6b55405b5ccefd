/** GetItem: reads the item with a key. */

import { admitRead } from '../capacity/admission.js'
import { readUnits } from '../capacity/units.js'
import { primaryKeyOfKey } from '../engine/keys.js'
import type { Projection } from '../expressions/projection.js'
import { meterRead } from '../storage/metered.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import { NO_RECORD } from '../storage/record-ref.js'
import type { StoredTable } from '../storage/table.js'
import { SUCCEEDED } from '../storage/usage-slots.js'
import type { Item } from '../types/attribute.js'
import { DECODED, type ItemTaker } from './item-taker.js'
import { refuseKeyPaths } from './key-paths.js'
import { bringLatest } from './latest.js'

export interface GetItem {
  readonly table: StoredTable
  /** The key attributes. */
  readonly key: Item
  readonly projection?: Projection | undefined
  /** How the read is paid for: `EVENTUAL`, `STRONG` or `TRANSACTIONAL`. */
  readonly costFactor: number
}

/**
 * @returns the item, or what the projection takes of it; undefined if there is none
 * @throws ValidationException if the key does not fit the schema, or a projected path goes into a key attribute
 * @throws what `admitRead` throws if the table has no capacity for a read
 */
export function getItem(request: GetItem): Item | undefined {
  return takeItem(request, DECODED)
}

/** As `getItem`, with what is made of the item. */
export function takeItem<Taken>(request: GetItem, taker: ItemTaker<Taken>): Taken | undefined {
  const { table, key } = request
  const primaryKey = primaryKeyOfKey(table.keySchema, key)
  checkProjection(request)
  admitRead(table, primaryKey.hash, 'GetItem')
  const item = readItem(request, primaryKey, taker)
  table.usage.count(SUCCEEDED.GetItem)
  return item
}

/** Throws a `ValidationException` if a projected path goes into a key attribute. */
export function checkProjection({
  table,
  projection,
}: Pick<GetItem, 'table' | 'projection'>): void {
  refuseKeyPaths(table, projection?.paths)
}

/** As `takeItem`, where the request has been checked and admitted, and its primary key is known. */
export function readItem<Taken>(
  request: Omit<GetItem, 'key'>,
  primaryKey: PrimaryKey,
  taker: ItemTaker<Taken>,
): Taken | undefined {
  const { table, projection, costFactor } = request
  if (table.quorum !== undefined) bringLatest(request, primaryKey)
  const { store } = table
  const ref = store.find(primaryKey)
  const units = readUnits(ref === NO_RECORD ? 0 : store.sizeOf(ref), costFactor)
  meterRead(table, primaryKey.hash, units)
  return ref === NO_RECORD ? undefined : taker.stored(store, ref, projection)
}
