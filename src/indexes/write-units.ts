/**
 * What a write costs on the indexes of its table, in write capacity units.
 *
 * Source: DynamoDB developer guide, "Provisioned throughput considerations for global secondary indexes".
 */

import { itemSize } from '../encoding/size.js'
import { equalItems } from '../encoding/value.js'
import type { Item } from '../types/attribute.js'
import { WRITE_UNIT_SIZE } from '../types/limits.js'
import type { IndexDescription, KeySchema } from '../types/table.js'
import { attributesOf, entryKeyOf, projectedItem } from './entry.js'
import type { KeyTexts } from './key-text.js'

/** A write to an item of a table with indexes. */
interface IndexedWrite {
  /** The key schema of the table. */
  readonly keySchema: KeySchema
  /** The key of the item in the table. */
  readonly key: KeyTexts
  /** The item before, in normal form; undefined if there was none. */
  readonly before: Item | undefined
  /** The item after, likewise. */
  readonly after: Item | undefined
}

/** What a write consumes on an index; 0 if it leaves the entry as it is. */
export function indexWriteUnits(
  index: IndexDescription,
  { keySchema, key, before, after }: IndexedWrite,
): number {
  const keyBefore = before && entryKeyOf(index, attributesOf(before), key)
  const keyAfter = after && entryKeyOf(index, attributesOf(after), key)
  const old = before && keyBefore && projectedItem(keySchema, index, before)
  const next = after && keyAfter && projectedItem(keySchema, index, after)
  const isInPlace = keyBefore?.pk === keyAfter?.pk && keyBefore?.sk === keyAfter?.sk
  if (isInPlace && old !== undefined && next !== undefined && equalItems(old, next)) return 0
  return entryUnits(old && itemSize(old), next && itemSize(next), isInPlace)
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
  const old = before === undefined ? 0 : Math.ceil(before / WRITE_UNIT_SIZE)
  const next = after === undefined ? 0 : Math.ceil(after / WRITE_UNIT_SIZE)
  return isInPlace ? Math.max(old, next) : old + next
}
