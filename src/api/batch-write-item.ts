/** BatchWriteItem: many puts and deletes, each by itself. */

import { itemSize } from '../encoding/size.js'
import { ownValue } from '../encoding/value.js'
import type { Committer } from '../engine/commit.js'
import { isKeyValue, primaryKeyOfItem, primaryKeyOfKey } from '../engine/keys.js'
import { keySchemaMismatch } from '../errors/key-errors.js'
import { duplicateKeys } from '../errors/request-errors.js'
import { itemTooLarge } from '../errors/value-errors.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { ITEM_SIZE_MAX } from '../types/limits.js'
import type { KeySchema } from '../types/table.js'
import { hasDuplicates } from './duplicates.js'
import { type Outcome, writeOne } from './write-one.js'

/** A put of an item in normal form, or a delete by key attributes. */
export type BatchWrite = { readonly table: StoredTable } & (
  | { readonly kind: 'put'; readonly item: Item }
  | { readonly kind: 'delete'; readonly key: Item }
)

/**
 * Writes one after another. If any is refused, none is done; but a crash can come between two of them.
 *
 * @throws ValidationException if a key does not fit the schema of its table or comes twice, or an item is over 400 KB
 */
export function batchWriteItem(
  committer: Committer,
  requests: readonly BatchWrite[],
): Outcome<void> {
  const keys = requests.map(keyOf)
  if (hasDuplicates(requests, keys)) throw duplicateKeys()
  let durable: Promise<void> | undefined
  for (const [index, request] of requests.entries()) {
    const { table } = request
    const key = keys[index] as PrimaryKey
    const decision = request.kind === 'put' ? { item: request.item } : 'remove'
    const outcome = writeOne(committer, { table, key, decide: () => decision })
    durable = outcome.durable ?? durable // a later commit lasts no sooner than an earlier one
  }
  return { result: undefined, durable }
}

function keyOf(request: BatchWrite): PrimaryKey {
  const { keySchema } = request.table
  if (request.kind === 'delete') return primaryKeyOfKey(keySchema, request.key)
  if (itemSize(request.item) > ITEM_SIZE_MAX) throw itemTooLarge()
  refuseOtherTypes(keySchema, request.item)
  return primaryKeyOfItem(keySchema, request.item)
}

/** Of a key attribute of another type, this operation says what others say of a `Key`. */
function refuseOtherTypes({ partitionKey, sortKey }: KeySchema, item: Item): void {
  for (const { name, type } of sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]) {
    const value = ownValue(item, name)
    if (value !== undefined && !isKeyValue(value, type)) throw keySchemaMismatch()
  }
}
