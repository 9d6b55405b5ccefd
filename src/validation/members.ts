/** Copies of objects that leave members out: members that are wanted are added, since none is ever removed quickly. */

import { setOwn } from '../encoding/value.js'
import type { AttributeValue } from '../types/attribute.js'

/** A copy with the members of `map` that come before one of them. */
export function membersBefore(
  map: Readonly<Record<string, unknown>>,
  end: string,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const name in map) {
    if (name === end) break
    if (Object.hasOwn(map, name)) addMember(copy, name, map[name])
  }
  return copy
}

/** Adds a member, also where its name is `__proto__`. */
export function addMember(map: Record<string, unknown>, name: string, value: unknown): void {
  // A type of JSON values would be one more name for what setOwn does with any property.
  setOwn(map as Record<string, AttributeValue>, name, value as AttributeValue)
}
