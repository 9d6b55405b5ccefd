/** From the key attributes of items and requests to primary keys, checked against the schema of the table. */

import { normalizeNumber } from '../encoding/number.js'
import { sortableKey } from '../encoding/sortable.js'
import { ownValue, setOwn, typeOf } from '../encoding/value.js'
import {
  type KeyMismatch,
  keyAttributeMissing,
  keyAttributeMistyped,
  keyMissingInItem,
  keySchemaMismatch,
  keyTypeMismatch,
  keyValueEmpty,
  notAKeyAttribute,
  partitionKeyTooLarge,
  sortKeyTooLarge,
} from '../errors/key-errors.js'
import { PrimaryKey } from '../storage/primary-key.js'
import {
  type AttributeValue,
  type Item,
  isBinary,
  type KeyType,
  type KeyValue,
  NumberValue,
} from '../types/attribute.js'
import { PARTITION_KEY_SIZE_MAX, SORT_KEY_SIZE_MAX } from '../types/limits.js'
import type { KeyAttribute, KeySchema } from '../types/table.js'

/**
 * The primary key of an item that is put.
 *
 * @throws ValidationException if a key attribute is missing, of another type, empty, or too large
 */
export function primaryKeyOfItem(schema: KeySchema, item: Item): PrimaryKey {
  const { partitionKey, sortKey } = schema
  const partition = keyValueIn(item, partitionKey)
  const sort = sortKey === undefined ? undefined : keyValueIn(item, sortKey)
  return primaryKeyOf(schema, partition, sort)
}

/**
 * The primary key that a request's `Key` names.
 *
 * @param key the key attributes and nothing else
 * @throws ValidationException if it has other attributes, or one is of another type, empty, or too large
 */
export function primaryKeyOfKey(schema: KeySchema, key: Item): PrimaryKey {
  const { partitionKey, sortKey } = schema
  let count = 0
  for (const _ in key) count += 1
  if (count !== (sortKey === undefined ? 1 : 2)) throw keyMismatch(schema, key)
  const partition = ownValue(key, partitionKey.name)
  if (!isKeyValue(partition, partitionKey.type)) throw keyMismatch(schema, key)
  if (sortKey === undefined) return primaryKeyOf(schema, partition, undefined)
  const sort = ownValue(key, sortKey.name)
  if (!isKeyValue(sort, sortKey.type)) throw keyMismatch(schema, key)
  return primaryKeyOf(schema, partition, sort)
}

/** The refusal of a key that has not just the key attributes, of the right types. */
function keyMismatch(schema: KeySchema, key: Item): KeyMismatch {
  return keySchemaMismatch(keyFaultOf(keyAttributes(schema), key))
}

/** What is wrong with a key that has not just these attributes, of their types. */
export function keyFaultOf(attributes: readonly KeyAttribute[], key: Item): string {
  const others = Object.keys(key).filter(other => attributes.every(({ name }) => name !== other))
  return [...misfitsIn(attributes, key), ...others.map(notAKeyAttribute)].join(', ')
}

/** What of these attributes is missing, or of another type. */
export function misfitsIn(attributes: readonly KeyAttribute[], key: Item): readonly string[] {
  const faults: string[] = []
  for (const { name, type } of attributes) {
    const value = ownValue(key, name)
    if (value === undefined) faults.push(keyAttributeMissing(name))
    else if (!isKeyValue(value, type)) {
      faults.push(keyAttributeMistyped(name, { expected: type, actual: typeOf(value) }))
    }
  }
  return faults
}

/** Throws a `ValidationException` if one of the key attributes is there, and is empty. */
export function refuseEmptyKeyValues({ partitionKey, sortKey }: KeySchema, item: Item): void {
  for (const { name, type } of sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]) {
    const value = ownValue(item, name)
    if (type === 'S' && value === '') throw keyValueEmpty(name, 'string')
    if (type === 'B' && isBinary(value) && value.length === 0) {
      throw keyValueEmpty(name, 'binary')
    }
  }
}

/** The key attributes of an item: what LastEvaluatedKey has, and what an update of a new item starts from. */
export function keyAttributesOf({ partitionKey, sortKey }: KeySchema, item: Item): Item {
  const key: Record<string, AttributeValue> = {}
  setOwn(key, partitionKey.name, item[partitionKey.name] as AttributeValue)
  if (sortKey !== undefined) setOwn(key, sortKey.name, item[sortKey.name] as AttributeValue)
  return key
}

/** The partition key, and the sort key if there is one. */
export function keyAttributes({ partitionKey, sortKey }: KeySchema): readonly KeyAttribute[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]
}

/** The names of the key attributes. */
export function keyNamesOf({ partitionKey, sortKey }: KeySchema): readonly string[] {
  return sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name]
}

/** Whether a value is of the type of a key attribute. */
export function isKeyValue(value: AttributeValue | undefined, type: KeyType): value is KeyValue {
  switch (type) {
    case 'S':
      return typeof value === 'string'
    case 'N':
      return typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberValue
    case 'B':
      return isBinary(value)
  }
}

function keyValueIn(item: Item, { name, type }: KeyAttribute): KeyValue {
  const value = ownValue(item, name)
  if (isKeyValue(value, type)) return value
  if (value === undefined) throw keyMissingInItem(name)
  throw keyTypeMismatch(name, { expected: type, actual: typeOf(value) })
}

function primaryKeyOf(
  { partitionKey, sortKey }: KeySchema,
  partition: KeyValue,
  sort: KeyValue | undefined,
): PrimaryKey {
  const pk = textOf(partition)
  const sk = sort === undefined ? '' : textOf(sort)
  if (pk === '') throw keyValueEmpty(partitionKey.name, emptyKind(partition))
  if (sk === '' && sort !== undefined && sortKey !== undefined) {
    throw keyValueEmpty(sortKey.name, emptyKind(sort))
  }
  if (pk.length > PARTITION_KEY_SIZE_MAX) throw partitionKeyTooLarge()
  if (sk.length > SORT_KEY_SIZE_MAX) throw sortKeyTooLarge()
  return new PrimaryKey(pk, sk)
}

function textOf(value: KeyValue): string {
  if (typeof value === 'string' || isBinary(value)) return sortableKey(value)
  return sortableKey(normalizeNumber(value))
}

function emptyKind(value: KeyValue): 'string' | 'binary' {
  return typeof value === 'string' ? 'string' : 'binary'
}
