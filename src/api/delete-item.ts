/** DeleteItem: removes the item with a key; succeeds as well if there is none. */

import type { Committer, Decision } from '../engine/commit.js'
import { primaryKeyOfKey } from '../engine/keys.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { refuseKeyPaths } from './key-paths.js'
import { type Conditional, type Outcome, SingleWrite, writeOne } from './write-one.js'

interface DeleteItem extends Conditional {
  readonly table: StoredTable
  /** The key attributes. */
  readonly key: Item
  readonly returnValues?: 'ALL_OLD' | undefined
}

/**
 * @returns the item before, if there was one and it is asked for
 * @throws ValidationException if the key does not fit the schema, or a path of the condition goes into a key attribute
 * @throws ConditionalCheckFailedException if the condition does not hold
 */
export function deleteItem(committer: Committer, request: DeleteItem): Outcome<Item | undefined> {
  const { result, durable } = writeOne(committer, new DeleteWrite(request), 'DeleteItem')
  return { result: request.returnValues && result.before?.decode(), durable }
}

/** Removes an item; also the delete of a batch. */
export class DeleteWrite extends SingleWrite {
  constructor(request: DeleteItem) {
    super(request.table, primaryKeyOfKey(request.table.keySchema, request.key), request)
    refuseKeyPaths(request.table, request.condition?.paths)
  }

  protected override next(): Decision {
    return 'remove'
  }
}
