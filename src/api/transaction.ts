/** What the two transactional operations have in common: the keys of their actions. */

import { primaryKeyOfItem, primaryKeyOfKey } from '../engine/keys.js'
import { DynamoError } from '../errors/dynamo-error.js'
import { duplicateTransactionItems, transactionCanceled } from '../errors/request-errors.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { hasDuplicates } from './duplicates.js'
import { refuseTransactionOfStrong } from './strong-replicas.js'

/** What an action has to tell its key: the whole item, or the key attributes. */
interface KeyedAction {
  readonly table: StoredTable
  readonly item?: Item | undefined
  readonly key?: Item | undefined
}

/**
 * The primary keys of the actions. `check` does what else depends on the schema of an action's table.
 *
 * @throws TransactionCanceledException if a key does not fit the schema: only the first such action is at fault
 * @throws ValidationException if two actions have the same table and key, or a table is strongly consistent in several regions
 */
export function keysOfActions<Action extends KeyedAction>(
  actions: readonly Action[],
  check: (action: Action) => void = () => {},
): readonly PrimaryKey[] {
  refuseTransactionOfStrong(actions)
  const keys = actions.map((action, index) => {
    try {
      const key = primaryKeyOfAction(action)
      check(action)
      return key
    } catch (error) {
      if (!(error instanceof DynamoError)) throw error
      throw transactionCanceled(actions.map((_, place) => (place === index ? error : undefined)))
    }
  })
  if (hasDuplicates(actions, keys)) throw duplicateTransactionItems()
  return keys
}

function primaryKeyOfAction({ table, item, key = {} }: KeyedAction): PrimaryKey {
  return item === undefined
    ? primaryKeyOfKey(table.keySchema, key)
    : primaryKeyOfItem(table.keySchema, item)
}
