/** Projections of items that must be known by their keys, or known to be there, however little of them is asked for. */

import type { AnyProjection } from '../native/options.js'
import type { Item } from '../types/attribute.js'
import type { RequestParts } from './request-parts.js'

/** A projection in a request, and what was asked for of the items that it is answered with. */
interface KeptKeys {
  /** Undefined where whole items are asked for. */
  readonly text: string | undefined
  /** The item without what of its key was added. */
  readonly asked: (item: Item) => Item
}

/**
 * The projection with those key attributes added that it does not name itself.
 *
 * @param projection as callers give it
 * @param names the names of the key attributes
 * @throws ValidationException if it is no projection
 */
export function keepingKeys(
  parts: RequestParts,
  projection: AnyProjection<Item>,
  names: readonly string[],
): KeptKeys {
  if (projection === undefined) return { text: undefined, asked: item => item }
  const wanted = parts.projection(projection)
  const added = names.filter(name => !isProjected(projection, name))
  const text = [wanted, ...added.map(name => parts.name(name))].join(', ')
  return { text, asked: item => without(item, added) }
}

/** Whether a projection names an attribute, or a path into it: to name it twice would be refused for that. */
function isProjected(projection: AnyProjection<Item>, name: string): boolean {
  if (Array.isArray(projection)) return projection.includes(name)
  const { text = '', names = {} } = (projection ?? {}) as {
    readonly text?: string
    readonly names?: Readonly<Record<string, string>>
  }
  return text.split(',').some(path => {
    const [root = ''] = path.trim().split(/[.[]/)
    return (Object.hasOwn(names, root) ? names[root] : root) === name
  })
}

function without(item: Item, names: readonly string[]): Item {
  if (names.length === 0) return item
  const left: Record<string, Item[string]> = { ...item }
  for (const name of names) delete left[name]
  return left
}
