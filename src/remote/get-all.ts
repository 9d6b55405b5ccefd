/** Many items by their keys, in the order of the keys. */

import { duplicateKeys } from '../errors/request-errors.js'
import type { AnyProjection } from '../native/options.js'
import type { Item } from '../types/attribute.js'
import { type BatchDoor, getAll } from './batches.js'
import { keepingKeys } from './kept-keys.js'
import { keyTextOf } from './key-text.js'
import { RequestParts } from './request-parts.js'
import { itemOfSdk, type SdkMap } from './values.js'

/** What of the items is read, and how. */
interface Asked {
  readonly consistentRead: boolean
  readonly projection: AnyProjection<Item>
}

/**
 * Undefined where there is no item.
 *
 * @throws ValidationException if a key comes twice, or is refused by the service
 */
export async function itemsOf(
  door: BatchDoor,
  keys: readonly SdkMap[],
  { consistentRead, projection }: Asked,
): Promise<(Item | undefined)[]> {
  const [first] = keys
  if (first === undefined) return []
  const names = Object.keys(first)
  const texts = keys.map(key => keyTextOf(key, names))
  // A key of other attributes than the first one is for the service to refuse.
  const areAlike = keys.every(key => Object.keys(key).length === names.length)
  if (areAlike && new Set(texts).size < keys.length) throw duplicateKeys()
  const parts = new RequestParts()
  // An answer is known by its key.
  const { text, asked } = keepingKeys(parts, projection, names)
  const found = await getAll(door, keys, {
    ConsistentRead: consistentRead,
    ...(text === undefined ? {} : { ProjectionExpression: text }),
    ...parts.bindings(),
  })
  const byText = new Map(found.map(map => [keyTextOf(map, names), map]))
  return texts.map(one => {
    const map = byText.get(one)
    return map && asked(itemOfSdk(map))
  })
}
