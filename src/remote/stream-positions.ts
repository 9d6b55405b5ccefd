/**
 * Up to where a stream is read, shard by shard: plain JSON, to be kept by whoever reads it.
 *
 * A position without a number is one of a shard of which no record has been seen. The service tells no numbers of places between
 * records, so such a shard is read from its beginning when the walk goes on from there later; what it tells of before is told
 * again, which are the changes of four hours at the most, since shards are replaced then.
 */

import type { IteratorStart, ListedShard } from './stream-requests.js'

/** Up to where one shard is read. */
interface ShardPosition {
  /** The sequence number of the last record that was read. */
  readonly after?: string
  /**
   * Where no record has been read: from when on changes are wanted, in milliseconds since 1970, if not all that the shard has.
   */
  readonly since?: number
  /** The shard is closed, and read to its end. */
  readonly isDone?: true
}

/** By the ids of the shards that there are, and were when it was read last. */
export interface StreamPositions {
  readonly [shardId: string]: ShardPosition
}

/** Milliseconds for which streams keep records. Source: DynamoDB developer guide, "Change data capture for DynamoDB Streams". */
const RETENTION = 24 * 3_600_000

/** What a walk begins with in a shard that is there when it begins, and whose changes are wanted from now on. */
export function positionOfNow({ SequenceNumberRange }: ListedShard, now: number): ShardPosition {
  // What is made from now on goes to open shards, and to those that will come of them.
  const isClosed = SequenceNumberRange?.EndingSequenceNumber !== undefined
  return isClosed ? { isDone: true } : { since: now }
}

/** Is told of changes that are lost: throws, or the walk goes on behind them. */
export type Lose = (shardId: string, after: string | undefined) => void

/** From where on a shard is to be read. Undefined if what is wanted of it may be lost. */
export function startOf(
  { SequenceNumberRange }: ListedShard,
  { after, since }: ShardPosition,
  now: number,
): IteratorStart | undefined {
  if (after !== undefined) {
    return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
  }
  if (since !== undefined) {
    return now - since < RETENTION ? { ShardIteratorType: 'TRIM_HORIZON' } : undefined
  }
  // By number, and not from the horizon, it is refused where the first records are trimmed.
  const first = SequenceNumberRange?.StartingSequenceNumber
  if (first === undefined) return { ShardIteratorType: 'TRIM_HORIZON' }
  return { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: first }
}

/** Takes new shards up, leaves out those that are done and gone, and tells of those that are gone and were not read to their ends. */
export function withListed(
  positions: StreamPositions,
  listed: readonly ListedShard[],
  lose: Lose,
): StreamPositions {
  const ids = new Set(listed.map(({ ShardId }) => ShardId))
  const next: Record<string, ShardPosition> = {}
  for (const [shardId, position] of Object.entries(positions)) {
    if (ids.has(shardId)) next[shardId] = position
    else if (position.isDone !== true) lose(shardId, position.after)
  }
  for (const { ShardId, ParentShardId } of listed) {
    if (next[ShardId] !== undefined) continue
    const isParentKnown =
      ParentShardId === undefined || ids.has(ParentShardId) || ParentShardId in positions
    // Between a shard that was read and this one there was another.
    if (!isParentKnown) lose(ParentShardId, undefined)
    next[ShardId] = {}
  }
  return next
}
