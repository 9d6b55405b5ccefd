/**
 * What a write costs on the indexes of its table, in write capacity units.
 *
 * Source: DynamoDB developer guide, "Provisioned throughput considerations for global secondary indexes".
 */

import { itemSize } from '../encoding/size.js'
import { equalItems } from '../encoding/value.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { WRITE_UNIT_SIZE } from '../types/limits.js'
import type { IndexDescription } from '../types/table.js'
import { entryKeyOf, projectedItem } from './entry.js'
import type { KeyTexts } from './key-text.js'

/** What a write consumes on an index: never 0. */
export interface IndexUnits {
  readonly index: IndexDescription
  readonly units: number
}

/**
 * The indexes that a write changes, with what it consumes on each.
 *
 * @param key the key of the item in its table
 * @param before the item before the write, undefined if there was none; likewise `after`
 */
export function indexWriteUnits(
  { keySchema, indexes }: StoredTable,
  key: KeyTexts,
  before: Item | undefined,
  after: Item | undefined,
): readonly IndexUnits[] {
  const consumed: IndexUnits[] = []
  for (const { description: index } of indexes) {
    const keyBefore = before && entryKeyOf(index, before, key)
    const keyAfter = after && entryKeyOf(index, after, key)
    const old = before && keyBefore && projectedItem(keySchema, index, before)
    const next = after && keyAfter && projectedItem(keySchema, index, after)
    const isInPlace = keyBefore?.pk === keyAfter?.pk && keyBefore?.sk === keyAfter?.sk
    const isSame = isInPlace && old !== undefined && next !== undefined && equalItems(old, next)
    if (isSame) continue
    const units = entryUnits(old && itemSize(old), next && itemSize(next), isInPlace)
    if (units > 0) consumed.push({ index, units })
  }
  return consumed
}

/**
 * What it costs to change an entry.
 *
 * @param before size of the entry before, in bytes; undefined if there was none; likewise `after`
 * @param isInPlace whether both have one key: else the former is removed, and the latter added
 */
export function entryUnits(
  before: number | undefined,
  after: number | undefined,
  isInPlace: boolean,
): number {
  const [old, next] = [before, after].map(size =>
    size === undefined ? 0 : Math.ceil(size / WRITE_UNIT_SIZE),
  ) as [number, number]
  return isInPlace ? Math.max(old, next) : old + next
}
