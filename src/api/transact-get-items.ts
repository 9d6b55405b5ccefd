/** TransactGetItems: up to 100 reads of one moment. */

import { readRefusals } from '../capacity/admission.js'
import { countAnswered } from '../capacity/answered.js'
import { TRANSACTIONAL } from '../capacity/units.js'
import { transactionCanceled, transactionTooLarge } from '../errors/request-errors.js'
import type { Projection } from '../expressions/projection.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { TRANSACTION_SIZE_MAX } from '../types/limits.js'
import { checkProjection, readItem } from './get-item.js'
import { DECODED, type ItemTaker } from './item-taker.js'
import { keysOfActions } from './transaction.js'

export interface TransactGet {
  readonly table: StoredTable
  /** The key attributes. */
  readonly key: Item
  readonly projection?: Projection | undefined
}

/**
 * @returns for each action the item, or what the projection takes of it; undefined if there is none
 * @throws TransactionCanceledException if a key does not fit the schema of its table, a projected path goes into it, or
 *   a table has no capacity for the reads
 * @throws ValidationException if two actions have the same table and key, or the items are larger than 4 MB together
 */
export function transactGetItems(actions: readonly TransactGet[]): readonly (Item | undefined)[] {
  return takeItems(actions, DECODED)
}

/** As `transactGetItems`, with what is made of the items. */
export function takeItems<Taken>(
  actions: readonly TransactGet[],
  taker: ItemTaker<Taken>,
): readonly (Taken | undefined)[] {
  const keys = keysOfActions(actions, checkProjection)
  const refusals = readRefusals({ actions, keys })
  if (refusals !== undefined) throw transactionCanceled(refusals)
  let bytes = 0
  for (const [index, key] of keys.entries()) {
    bytes += actions[index]?.table.store.imageOf(key)?.size ?? 0
  }
  if (bytes > TRANSACTION_SIZE_MAX) throw transactionTooLarge()
  const items = actions.map(({ table, projection }, index) =>
    readItem({ table, projection, costFactor: TRANSACTIONAL }, keys[index] as PrimaryKey, taker),
  )
  countAnswered(actions, 'TransactGetItems')
  return items
}
