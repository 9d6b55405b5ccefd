/** Which entries of an index a change of an item touches: what needs write capacity of the index. */

import type { Change } from '../engine/change.js'
import type { IndexDescription } from '../types/table.js'
import { entryKeyOf, haveSameProjection } from './entry.js'

/** The hashes of the partition keys of the entries that are removed, changed or added. */
export function hashesOfTouchedEntries(
  { table, key, before, after }: Change,
  index: IndexDescription,
): readonly number[] {
  const keyBefore = before && entryKeyOf(index, before, key)
  const keyAfter = after && entryKeyOf(index, after, key)
  const isInPlace = keyBefore?.pk === keyAfter?.pk && keyBefore?.sk === keyAfter?.sk
  if (!isInPlace) return [keyBefore, keyAfter].flatMap(entry => entry?.hash ?? [])
  if (keyAfter === undefined || before === undefined || after === undefined) return []
  return haveSameProjection(table.keySchema, index, before, after) ? [] : [keyAfter.hash]
}
