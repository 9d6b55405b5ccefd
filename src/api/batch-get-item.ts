/** BatchGetItem: reads the items with many keys. */

import { primaryKeyOfKey } from '../engine/keys.js'
import { duplicateKeys } from '../errors/request-errors.js'
import type { Item } from '../types/attribute.js'
import { hasDuplicates } from './duplicates.js'
import { type GetItem, getItem } from './get-item.js'

/**
 * @returns for each request the item, or what its projection takes of it; undefined if there is none
 * @throws ValidationException if a key does not fit the schema of its table, or comes twice
 */
export function batchGetItem(requests: readonly GetItem[]): readonly (Item | undefined)[] {
  const keys = requests.map(({ table, key }) => primaryKeyOfKey(table.keySchema, key))
  if (hasDuplicates(requests, keys)) throw duplicateKeys()
  return requests.map(getItem)
}
