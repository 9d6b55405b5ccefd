/** From key conditions and scan segments to ranges of positions, all of them half-open. */

import { sortableKey } from '../encoding/sortable.js'
import type { KeyRange, SortCondition } from '../expressions/key-condition.js'
import type { PositionRange } from '../storage/position-range.js'
import { AFTER_ALL, after, HASH_SPACE, PrimaryKey, positionOfHash } from '../storage/primary-key.js'

/** The part of one item collection that a key condition means. */
export function rangeOfKeys({ partition, sort }: KeyRange): PositionRange {
  const { hash, pk } = new PrimaryKey(sortableKey(partition), '')
  const [from, to] = sort === undefined ? ['', AFTER_ALL] : boundsOf(sort)
  return { from: { hash, pk, sk: from }, to: { hash, pk, sk: to } }
}

/**
 * The items of one scan segment: those whose partition keys hash into its part of the hash space.
 *
 * @param segment from 0 to `totalSegments - 1`
 */
export function rangeOfSegment(segment: number, totalSegments: number): PositionRange {
  const share = HASH_SPACE / totalSegments
  return {
    from: positionOfHash(Math.ceil(segment * share)),
    to: positionOfHash(Math.ceil((segment + 1) * share)),
  }
}

/** The sort key texts from the first, inclusive, to the second, exclusive. */
function boundsOf(sort: SortCondition): readonly [string, string] {
  if (sort.operator === 'BETWEEN') return [sortableKey(sort.lower), after(sortableKey(sort.upper))]
  const text = sortableKey(sort.value)
  switch (sort.operator) {
    case '=':
      return [text, after(text)]
    case '<':
      return ['', text]
    case '<=':
      return ['', after(text)]
    case '>':
      return [after(text), AFTER_ALL]
    case '>=':
      return [text, AFTER_ALL]
    case 'begins_with':
      return [text, `${text}${AFTER_ALL}`]
  }
}
