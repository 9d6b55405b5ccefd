/** PutItem: puts an item in the place of the one with its key, or where there was none. */

import { itemSize } from '../encoding/size.js'
import type { Committer, Decision } from '../engine/commit.js'
import { primaryKeyOfItem } from '../engine/keys.js'
import { itemTooLarge } from '../errors/value-errors.js'
import { refuseIndexKeysOfPut } from '../indexes/index-keys.js'
import { refuseTooLargeWithEntries } from '../indexes/item-collections.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { ITEM_SIZE_MAX } from '../types/limits.js'
import { refuseKeyPaths } from './key-paths.js'
import { type Conditional, type Outcome, SingleWrite, writeOne } from './write-one.js'

interface PutItem extends Conditional {
  readonly table: StoredTable
  /** In normal form. */
  readonly item: Item
  readonly returnValues?: 'ALL_OLD' | undefined
}

/**
 * @returns the item before, if there was one and it is asked for
 * @throws ValidationException if the key attributes do not fit the schema, or those of an index, the item is too large or too deep, or a path
 *   of the condition goes into a key attribute
 * @throws ConditionalCheckFailedException if the condition does not hold
 */
export function putItem(committer: Committer, request: PutItem): Outcome<Item | undefined> {
  const { result, durable } = writeOne(committer, new PutWrite(request), 'PutItem')
  return { result: request.returnValues && result.before?.decode(), durable }
}

/** Puts an item; also the put of a batch. */
export class PutWrite extends SingleWrite {
  readonly #item: Item

  constructor(request: PutItem) {
    super(request.table, keyOf(request), request)
    refuseKeyPaths(request.table, request.condition?.paths)
    this.#item = request.item
  }

  protected override next(): Decision {
    return this.#item
  }
}

/**
 * The size is judged before the key and the condition. It is known for nothing once the item has been packed, so it is
 * worked out here only where one of the two might be told in its place.
 */
function keyOf({ table, item, condition }: PutItem): PrimaryKey {
  if (condition !== undefined) refuseTooLarge(item)
  try {
    const key = primaryKeyOfItem(table.keySchema, item)
    refuseIndexKeysOfPut(table, item)
    if (condition !== undefined) refuseTooLargeWithEntries(table, key, item)
    return key
  } catch (error) {
    refuseTooLarge(item)
    throw error
  }
}

function refuseTooLarge(item: Item): void {
  if (itemSize(item) > ITEM_SIZE_MAX) throw itemTooLarge()
}
