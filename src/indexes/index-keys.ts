/** Which items do not fit the keys of a table's indexes. An attribute may be missing: the item is not in the index then. */

import { normalizeNumber } from '../encoding/number.js'
import { sortableKey } from '../encoding/sortable.js'
import { equalValues, ownValue, typeOf } from '../encoding/value.js'
import { isKeyValue } from '../engine/keys.js'
import {
  indexKeyEmpty,
  indexKeyTooLarge,
  indexKeyTypeMismatch,
  indexKeyUpdatedToEmpty,
  indexKeyUpdatedToOtherType,
  indexKeyUpdatedToTooLarge,
} from '../errors/index-errors.js'
import { partitionKeyTooLarge, sortKeyTooLarge } from '../errors/key-errors.js'
import type { StoredTable } from '../storage/table.js'
import {
  type AttributeValue,
  type Item,
  isBinary,
  type KeyValue,
  type TypeTag,
} from '../types/attribute.js'
import { PARTITION_KEY_SIZE_MAX, SORT_KEY_SIZE_MAX } from '../types/limits.js'
import type { IndexDescription, KeyAttribute } from '../types/table.js'

/**
 * Throws a `ValidationException` if an attribute of an item that is put is of another type than an index has it, empty, or
 * too large. Tables without indexes take any.
 */
export function refuseIndexKeysOfPut({ indexes }: StoredTable, item: Item): void {
  if (indexes.every(({ description }) => surelyFits(description, item))) return
  for (const { name: index, partitionKeys, sortKeys } of byName(indexes)) {
    for (const [keys, max] of [
      [partitionKeys, PARTITION_KEY_SIZE_MAX],
      [sortKeys, SORT_KEY_SIZE_MAX],
    ] as const) {
      for (const key of keys) refuseIndexKey(key, item, { index, max })
    }
    if (sizeOf(partitionKeys, item) > PARTITION_KEY_SIZE_MAX) throw partitionKeyTooLarge()
    if (sizeOf(sortKeys, item) > SORT_KEY_SIZE_MAX) throw sortKeyTooLarge()
  }
}

function refuseIndexKey(
  key: KeyAttribute,
  item: Item,
  { index, max }: { readonly index: string; readonly max: number },
): void {
  const { name: attribute, type } = key
  const value = ownValue(item, attribute)
  if (value === undefined) return
  if (!isKeyValue(value, type)) throw typeMismatch(index, key, typeOf(value))
  const empty = emptyKind(value)
  if (empty !== undefined) throw indexKeyEmpty(empty, { index, attribute })
  const size = textOf(value).length
  if (size > max) throw indexKeyTooLarge({ index, attribute, size, max })
}

/**
 * Throws a `ValidationException` if an attribute of an item that is put is empty, and an index has it as a key. This is
 * one of the things that `refuseIndexKeysOfPut` refuses.
 */
export function refuseEmptyIndexKeysOfPut({ indexes }: StoredTable, item: Item): void {
  if (indexes.every(({ description }) => surelyFits(description, item))) return
  for (const { name: index, partitionKeys, sortKeys } of byName(indexes)) {
    for (const { name: attribute, type } of [...partitionKeys, ...sortKeys]) {
      const value = ownValue(item, attribute)
      const empty = isKeyValue(value, type) ? emptyKind(value) : undefined
      if (empty !== undefined) throw indexKeyEmpty(empty, { index, attribute })
    }
  }
}

/** Throws a `ValidationException` if an update sets an attribute to an empty value, and an index has it as a key. */
export function refuseEmptyIndexKeyLiterals(
  { indexes }: StoredTable,
  update: { literal(name: string): AttributeValue | undefined },
): void {
  if (indexes.length === 0) return
  for (const { partitionKeys, sortKeys } of byName(indexes)) {
    for (const { name, type } of [...partitionKeys, ...sortKeys]) {
      const value = update.literal(name)
      const empty = isKeyValue(value, type) ? emptyKind(value) : undefined
      if (empty !== undefined) throw indexKeyUpdatedToEmpty(empty)
    }
  }
}

/**
 * Throws a `ValidationException` if an update brings into an attribute what is of another type than an index has it, as the
 * request alone tells.
 */
export function refuseIndexKeyTypes(
  { indexes }: StoredTable,
  update: { assignedType(name: string): TypeTag | undefined },
): void {
  if (indexes.length === 0) return
  for (const { name, partitionKeys, sortKeys } of byName(indexes)) {
    for (const key of [...partitionKeys, ...sortKeys]) {
      const type = update.assignedType(key.name)
      if (type !== undefined && type !== key.type) throw typeMismatch(name, key, type)
    }
  }
}

/** Throws a `ValidationException` if an update makes of an attribute what an index can't have as a key. */
export function refuseIndexKeysOfUpdate(
  { indexes }: StoredTable,
  before: Item | undefined,
  after: Item,
): void {
  if (indexes.length === 0) return
  for (const { partitionKeys, sortKeys } of byName(indexes)) {
    const isChanged = ({ name }: KeyAttribute): boolean =>
      !equalValues(before && ownValue(before, name), ownValue(after, name))
    for (const key of [...partitionKeys, ...sortKeys]) {
      const value = ownValue(after, key.name)
      if (value === undefined || !isChanged(key)) continue
      if (!isKeyValue(value, key.type)) throw indexKeyUpdatedToOtherType()
      const empty = emptyKind(value)
      if (empty !== undefined) throw indexKeyUpdatedToEmpty(empty)
    }
    for (const [keys, max] of [
      [partitionKeys, PARTITION_KEY_SIZE_MAX],
      [sortKeys, SORT_KEY_SIZE_MAX],
    ] as const) {
      if (sizeOf(keys, after) > max && keys.some(isChanged)) throw indexKeyUpdatedToTooLarge()
    }
  }
}

/** Four strings of this length, in UTF-8, are no larger than a sort key may be. */
const SHORT_MAX = 85

/** A quick look: true only if an item fits an index. */
function surelyFits({ partitionKeys, sortKeys }: IndexDescription, item: Item): boolean {
  return surelyFit(partitionKeys, item) && surelyFit(sortKeys, item)
}

function surelyFit(keys: readonly KeyAttribute[], item: Item): boolean {
  for (const { name, type } of keys) {
    const value = ownValue(item, name)
    if (value === undefined) continue
    if (!isKeyValue(value, type)) return false
    if (typeof value !== 'string' && !isBinary(value)) continue
    if (value.length === 0 || value.length > SHORT_MAX) return false
  }
  return true
}

/** Of several indexes that an item does not fit, the service names the first in the order of their names. */
function byName(indexes: StoredTable['indexes']): readonly IndexDescription[] {
  const descriptions = indexes.map(({ description }) => description)
  if (descriptions.length === 1) return descriptions
  return descriptions.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function typeMismatch(index: string, { name, type }: KeyAttribute, actual: TypeTag): Error {
  return indexKeyTypeMismatch({ index, attribute: name, expected: type, actual })
}

function emptyKind(value: KeyValue): 'string' | 'binary' | undefined {
  if (value === '') return 'string'
  return isBinary(value) && value.length === 0 ? 'binary' : undefined
}

/** Bytes of those key attributes that are there. */
function sizeOf(keys: readonly KeyAttribute[], item: Item): number {
  let size = 0
  for (const { name, type } of keys) {
    const value = ownValue(item, name)
    if (isKeyValue(value, type)) size += textOf(value).length
  }
  return size
}

function textOf(value: KeyValue): string {
  if (typeof value === 'string' || isBinary(value)) return sortableKey(value)
  return sortableKey(normalizeNumber(value))
}
