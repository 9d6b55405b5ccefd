/** Parts of half-open ranges of positions. */

import type { PositionRange } from './key-tree.js'
import { after, comparePositions, type Position } from './primary-key.js'

/** What of a range lies behind a position in it, on the way forward or in reverse. */
export function rangeBehind(
  { from, to }: PositionRange,
  { hash, pk, sk }: Position,
  reverse: boolean,
): PositionRange {
  return reverse ? { from, to: { hash, pk, sk } } : { from: { hash, pk, sk: after(sk) }, to }
}

/** Whether there is no position in a range. */
export function isEmptyRange({ from, to }: PositionRange): boolean {
  return comparePositions(from, to) >= 0
}
