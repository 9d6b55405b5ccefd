/** Many items by their keys, in the order of the keys. */

import { duplicateKeys } from '../errors/request-errors.js'
import type { AnyProjection } from '../native/options.js'
import type { Item } from '../types/attribute.js'
import { type BatchDoor, getAll } from './batches.js'
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
  if (new Set(texts).size < keys.length) throw duplicateKeys()
  const parts = new RequestParts()
  const wanted = parts.projection(projection)
  // An answer is known by its key: what of that was not asked for is taken away again.
  const added = wanted === undefined ? [] : names.filter(name => !isProjected(projection, name))
  const text = [wanted, ...added.map(name => parts.name(name))].filter(Boolean).join(', ')
  const found = await getAll(door, keys, {
    ConsistentRead: consistentRead,
    ...(wanted === undefined ? {} : { ProjectionExpression: text }),
    ...parts.bindings(),
  })
  const byText = new Map(found.map(map => [keyTextOf(map, names), map]))
  return texts.map(one => {
    const map = byText.get(one)
    return map && without(itemOfSdk(map), added)
  })
}

/** Whether a projection names an attribute by itself: to name it twice would be refused. */
function isProjected(projection: AnyProjection<Item>, name: string): boolean {
  if (Array.isArray(projection)) return projection.includes(name)
  const { text = '', names = {} } = (projection ?? {}) as {
    readonly text?: string
    readonly names?: Readonly<Record<string, string>>
  }
  return text.split(',').some(path => {
    const said = path.trim()
    return (Object.hasOwn(names, said) ? names[said] : said) === name
  })
}

function without(item: Item, names: readonly string[]): Item {
  if (names.length === 0) return item
  const left: Record<string, Item[string]> = { ...item }
  for (const name of names) delete left[name]
  return left
}
