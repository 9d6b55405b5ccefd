/**
 * Positions in a stream by the hashes of partition keys: up to where the records of some keys are done with, and up to where
 * those of others are. Unlike shards, hashes mean the same after a table has been opened anew.
 */

import { HASH_SPACE } from '../../storage/primary-key.js'
import { comparePositions, type StreamPosition } from '../stream-position.js'

/** Where a range of hashes begins, which goes on to where the next one does, and its position: `[low, commit, step]`. */
type Range = readonly [low: number, commit: number, step: number]

/** A range of hashes: from `low`, inclusive, to `high`, exclusive. */
interface HashRange {
  readonly low: number
  readonly high: number
}

export class HashPositions {
  /** In the order of the hashes. The first begins at 0. */
  readonly ranges: readonly Range[]

  private constructor(ranges: readonly Range[]) {
    this.ranges = ranges
  }

  /** One position for all hashes. */
  static all({ commit, step }: StreamPosition): HashPositions {
    return new HashPositions([[0, commit, step]])
  }

  /** From `ranges`, as they were kept. */
  static of(ranges: readonly (readonly number[])[]): HashPositions {
    return new HashPositions(ranges as readonly Range[])
  }

  /**
   * The positions of some ranges, which do not overlap.
   *
   * @param rest the position of all other hashes
   */
  static from(
    parts: readonly (HashRange & { readonly done: StreamPosition })[],
    rest: StreamPosition,
  ): HashPositions {
    const ranges: Range[] = []
    const add = (low: number, { commit, step }: StreamPosition): void => {
      const last = ranges.at(-1)
      // Where all is done up to the same place there is one range, however many partitions a table has.
      if (last !== undefined && last[1] === commit && last[2] === step) return
      ranges.push([low, commit, step])
    }
    let end = 0
    for (const { low, high, done } of [...parts].sort((left, right) => left.low - right.low)) {
      if (low > end) add(end, rest)
      add(low, done)
      end = high
    }
    if (end < HASH_SPACE) add(end, rest)
    return new HashPositions(ranges)
  }

  /** The first of the positions of a range of hashes. */
  firstOf({ low, high }: HashRange): StreamPosition {
    let first: StreamPosition | undefined
    for (const [place, [start, commit, step]] of this.ranges.entries()) {
      const end = this.ranges[place + 1]?.[0] ?? HASH_SPACE
      if (end <= low || start >= high) continue
      const position = { commit, step }
      if (first === undefined || comparePositions(position, first) < 0) first = position
    }
    return first ?? { commit: 0, step: 0 }
  }
}
