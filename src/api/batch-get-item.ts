/** BatchGetItem: reads the items with many keys. */

import { admitRead } from '../capacity/admission.js'
import { countAnswered } from '../capacity/answered.js'
import { primaryKeyOfKey } from '../engine/keys.js'
import { duplicateKeys } from '../errors/request-errors.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { Item } from '../types/attribute.js'
import { hasDuplicates } from './duplicates.js'
import { checkProjection, type GetItem, readItem } from './get-item.js'
import { DECODED } from './item-taker.js'

/**
 * @returns for each request the item, or what its projection takes of it; undefined if there is none
 * @throws ValidationException if a key does not fit the schema of its table or comes twice, or a projected path goes into
 *   a key attribute
 * @throws what `admitRead` throws if a table has no capacity for all the reads
 */
export function batchGetItem(requests: readonly GetItem[]): readonly (Item | undefined)[] {
  const keys = requests.map(({ table, key }) => primaryKeyOfKey(table.keySchema, key))
  if (hasDuplicates(requests, keys)) throw duplicateKeys()
  for (const request of requests) checkProjection(request)
  const items = requests.map((request, place) => {
    const key = keys[place] as PrimaryKey
    admitRead(request.table, key.hash, 'BatchGetItem')
    return readItem(request, key, DECODED)
  })
  countAnswered(requests, 'BatchGetItem')
  return items
}
