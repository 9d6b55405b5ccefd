/** TransactGetItems: up to 100 reads of one moment. */

import { TRANSACTIONAL } from '../capacity/units.js'
import { keyNamesOf } from '../engine/keys.js'
import { transactionTooLarge } from '../errors/request-errors.js'
import { refuseKeyDereference } from '../expressions/key-attributes.js'
import type { Projection } from '../expressions/projection.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { TRANSACTION_SIZE_MAX } from '../types/limits.js'
import { getItem } from './get-item.js'
import { keysOfActions } from './transaction.js'

export interface TransactGet {
  readonly table: StoredTable
  /** The key attributes. */
  readonly key: Item
  readonly projection?: Projection | undefined
}

/**
 * @returns for each action the item, or what the projection takes of it; undefined if there is none
 * @throws TransactionCanceledException if a key does not fit the schema of its table, or a projected path goes into it
 * @throws ValidationException if two actions have the same table and key, or the items are larger than 4 MB together
 */
export function transactGetItems(actions: readonly TransactGet[]): readonly (Item | undefined)[] {
  let bytes = 0
  for (const [index, key] of keysOfActions(actions, checkProjection).entries()) {
    bytes += actions[index]?.table.store.imageOf(key)?.size ?? 0
  }
  if (bytes > TRANSACTION_SIZE_MAX) throw transactionTooLarge()
  return actions.map(action => getItem({ ...action, costFactor: TRANSACTIONAL }))
}

function checkProjection({ table, projection }: TransactGet): void {
  if (projection === undefined) return
  refuseKeyDereference(projection.paths, keyNamesOf(table.keySchema), 'Key')
}
