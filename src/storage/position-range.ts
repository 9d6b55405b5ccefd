/** Half-open ranges of positions, and parts of them. */

import {
  after,
  comparePositions,
  HASH_SPACE,
  type Position,
  positionOfHash,
} from './primary-key.js'

/** A half-open range of positions. */
export interface PositionRange {
  readonly from: Position
  readonly to: Position
}

/** Wherever an item can be. */
export const EVERYTHING: PositionRange = {
  from: positionOfHash(0),
  to: positionOfHash(HASH_SPACE),
}

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
