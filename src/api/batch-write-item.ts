/** BatchWriteItem: many puts and deletes, each by itself. */

import { countThrottled } from '../capacity/admission.js'
import { countAnswered } from '../capacity/answered.js'
import { itemSize } from '../encoding/size.js'
import type { Committer } from '../engine/commit.js'
import { keyAttributes, misfitsIn } from '../engine/keys.js'
import { type DynamoError, ThrottledError } from '../errors/dynamo-error.js'
import { keySchemaMismatch } from '../errors/key-errors.js'
import { ReplicatedWriteConflictException } from '../errors/replica-errors.js'
import { duplicateKeys } from '../errors/request-errors.js'
import { itemTooLarge } from '../errors/value-errors.js'
import { refuseTooLargeWithEntries } from '../indexes/item-collections.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { ITEM_SIZE_MAX } from '../types/limits.js'
import type { KeySchema } from '../types/table.js'
import { DeleteWrite } from './delete-item.js'
import { hasDuplicates } from './duplicates.js'
import { PutWrite } from './put-item.js'
import {
  Lasting,
  type Outcome,
  type SingleWrite,
  type Versions,
  writeAdmitted,
} from './write-one.js'

/** A put of an item in normal form, or a delete by key attributes. */
type BatchWrite = { readonly table: StoredTable } & (
  | { readonly kind: 'put'; readonly item: Item }
  | { readonly kind: 'delete'; readonly key: Item }
)

/** What of a batch was throttled, or is being written to in another region, while the rest took effect. */
interface BatchResult {
  /** The places of the requests that were not done. */
  readonly unprocessed: readonly number[]
  /** Why the first of them was not. */
  readonly refusal: DynamoError | undefined
}

/**
 * Writes one after another. If any is refused, none is done; but a crash can come between two of them, and tables may
 * have capacity for some only. What was done before an item collection was full stays, too: how full it is shows only then.
 *
 * @throws ValidationException if a key does not fit the schema of its table or comes twice, or an item is over 400 KB
 * @throws ItemCollectionSizeLimitExceededException if an item collection has no room for an item
 * @throws what `admitWrite` throws if there is capacity for none
 * @throws ReplicatedWriteConflictException if all are being written to in another region
 * @throws InternalServerError if the region of a strongly consistent table is cut off
 */
export function batchWriteItem(
  committer: Committer,
  requests: readonly BatchWrite[],
): Outcome<BatchResult> {
  const writes = requests.map(writeOf)
  if (
    hasDuplicates(
      requests,
      writes.map(({ key }) => key),
    )
  )
    throw duplicateKeys()
  const unprocessed: number[] = []
  let refusal: DynamoError | undefined
  const lasting = new Lasting()
  for (const [place, write] of writes.entries()) {
    try {
      lasting.add(writeElement(committer, write).durable, write.table)
    } catch (error) {
      if (!isForLater(error)) throw error
      refusal ??= error
      unprocessed.push(place)
    }
  }
  if (refusal !== undefined && unprocessed.length === writes.length) {
    if (refusal instanceof ThrottledError) countThrottled(requests, 'BatchWriteItem')
    throw refusal
  }
  countAnswered(requests, 'BatchWriteItem')
  return { result: { unprocessed, refusal }, durable: lasting.durable }
}

/** Of a conflict the service may refuse the whole batch as well: that is not known. */
function isForLater(error: unknown): error is DynamoError {
  return error instanceof ThrottledError || error instanceof ReplicatedWriteConflictException
}

function writeElement(committer: Committer, write: SingleWrite): Outcome<Versions> {
  const refusal = write.table.limiter?.writeRefusal(write.key.hash)
  if (refusal !== undefined) throw refusal
  return writeAdmitted(committer, write)
}

function writeOf(request: BatchWrite): SingleWrite {
  if (request.kind === 'delete') return new DeleteWrite(request)
  if (itemSize(request.item) > ITEM_SIZE_MAX) throw itemTooLarge()
  refuseOtherKeys(request.table.keySchema, request.item)
  const write = new PutWrite(request)
  refuseTooLargeWithEntries(request.table, write.key, request.item)
  return write
}

/** Of a key attribute that is missing or of another type, this operation says what others say of a `Key`. */
function refuseOtherKeys(schema: KeySchema, item: Item): void {
  const misfits = misfitsIn(keyAttributes(schema), item)
  if (misfits.length > 0) throw keySchemaMismatch(misfits.join(', '))
}
