/**
 * What is new in a stream: how many records, and the newest of them, for somebody who shows no more. Takes time for those that are
 * told, however many have come.
 */

import type { ChangeRecord } from './change-record.js'
import type { Shard } from './shard.js'
import type { Stream } from './stream.js'
import { comparePositions, type StreamPosition } from './stream-position.js'

interface NewRecords {
  /** Those that can be read. */
  readonly count: number
  /** The newest first. */
  readonly records: readonly ChangeRecord[]
  /** Whether some were trimmed. */
  readonly isCut: boolean
  /** After all of them: where to go on. */
  readonly upTo: StreamPosition
}

/** What is told at the most. */
interface NewestLimits {
  readonly count: number
  /** Of keys and items, as records tell their sizes. */
  readonly bytes: number
}

/** What can be read of a stream after a position. */
export function newestRecords(
  stream: Stream,
  after: StreamPosition,
  limits: NewestLimits,
): NewRecords {
  const shards = stream.shardsAfter(after)
  return {
    count: shards.reduce((sum, shard) => sum + shard.countAfter(after), 0),
    records: firstOf(mergedFromNewest(shards, after), limits),
    isCut: comparePositions(after, stream.horizon) < 0,
    upTo: stream.latestDurable,
  }
}

function firstOf(all: Iterable<ChangeRecord>, limits: NewestLimits): ChangeRecord[] {
  const records: ChangeRecord[] = []
  let bytes = 0
  for (const record of all) {
    bytes += record.sizeBytes
    if (bytes > limits.bytes) break
    records.push(record)
    if (records.length === limits.count) break
  }
  return records
}

/** The newest record of a shard that is not told yet, and those before it. */
interface Head {
  readonly record: ChangeRecord
  readonly at: StreamPosition
  readonly older: Iterator<ChangeRecord, void>
}

function* mergedFromNewest(
  shards: readonly Shard[],
  after: StreamPosition,
): Generator<ChangeRecord, void, undefined> {
  const heads = new Set<Head>()
  for (const shard of shards) {
    const older = shard.newestFirst(after)
    const first = older.next().value
    if (first !== undefined) heads.add({ record: first, at: first.position, older })
  }
  for (let head = newestOf(heads); head !== undefined; head = newestOf(heads)) {
    yield head.record
    const next = head.older.next().value
    heads.delete(head)
    if (next !== undefined) heads.add({ record: next, at: next.position, older: head.older })
  }
}

function newestOf(heads: Iterable<Head>): Head | undefined {
  let newest: Head | undefined
  for (const head of heads) {
    if (newest === undefined || comparePositions(head.at, newest.at) > 0) newest = head
  }
  return newest
}
