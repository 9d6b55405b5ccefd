/** Records of several shards, in the order of the log. */

import type { ChangeRecord } from './change-record.js'
import type { Shard } from './shard.js'
import { comparePositions, type StreamPosition } from './stream-position.js'

/** Records that are read of a shard at least, if there are so many. */
const EACH_MIN = 8

/**
 * The first records after a position, the oldest first: up to `countMax`, and one at least if there is any. Of many shards
 * only a few records each are looked at.
 */
export function mergeRecords(
  shards: readonly Shard[],
  after: StreamPosition,
  countMax: number,
): ChangeRecord[] {
  const [only] = shards
  if (only === undefined) return []
  if (shards.length === 1) return only.read(after, countMax)
  const each = Math.min(countMax, EACH_MIN + Math.ceil((2 * countMax) / shards.length))
  const all: { readonly record: ChangeRecord; readonly at: StreamPosition }[] = []
  // Behind the last record that was read of a shard there may be others of it.
  let end: StreamPosition | undefined
  for (const shard of shards) {
    const records = shard.read(after, each)
    for (const record of records) all.push({ record, at: record.position })
    const last = all.at(-1)?.at
    if (records.length < each || last === undefined) continue
    if (end === undefined || comparePositions(last, end) < 0) end = last
  }
  all.sort((left, right) => comparePositions(left.at, right.at))
  const known = end === undefined ? all : all.filter(({ at }) => comparePositions(at, end) <= 0)
  return known.slice(0, countMax).map(({ record }) => record)
}
