/** BatchWriteItem: many puts and deletes, each by itself. */

import { itemSize } from '../encoding/size.js'
import { ownValue } from '../encoding/value.js'
import type { Committer } from '../engine/commit.js'
import { isKeyValue } from '../engine/keys.js'
import { keySchemaMismatch } from '../errors/key-errors.js'
import { duplicateKeys } from '../errors/request-errors.js'
import { itemTooLarge } from '../errors/value-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { ITEM_SIZE_MAX } from '../types/limits.js'
import type { KeySchema } from '../types/table.js'
import { DeleteWrite } from './delete-item.js'
import { hasDuplicates } from './duplicates.js'
import { PutWrite } from './put-item.js'
import { type Outcome, type SingleWrite, writeOne } from './write-one.js'

/** A put of an item in normal form, or a delete by key attributes. */
type BatchWrite = { readonly table: StoredTable } & (
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
  const writes = requests.map(writeOf)
  if (
    hasDuplicates(
      requests,
      writes.map(({ key }) => key),
    )
  )
    throw duplicateKeys()
  let durable: Promise<void> | undefined
  for (const write of writes) {
    // A later commit lasts no sooner than an earlier one.
    durable = writeOne(committer, write).durable ?? durable
  }
  return { result: undefined, durable }
}

function writeOf(request: BatchWrite): SingleWrite {
  if (request.kind === 'delete') return new DeleteWrite(request)
  if (itemSize(request.item) > ITEM_SIZE_MAX) throw itemTooLarge()
  refuseOtherTypes(request.table.keySchema, request.item)
  return new PutWrite(request)
}

/** Of a key attribute of another type, this operation says what others say of a `Key`. */
function refuseOtherTypes({ partitionKey, sortKey }: KeySchema, item: Item): void {
  for (const { name, type } of sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]) {
    const value = ownValue(item, name)
    if (value !== undefined && !isKeyValue(value, type)) throw keySchemaMismatch()
  }
}
