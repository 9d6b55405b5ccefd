/** The shards of a stream that are not read to their ends, and when each is read again. */

import type { StreamPositions } from './stream-positions.js'
import type { ListedShard } from './stream-requests.js'

/** A shard that is not read to its end. */
export interface Reading {
  shard: ListedShard
  /** Undefined where there is to be a new one. */
  iterator: string | undefined
  /** Milliseconds until it is read again. */
  pause: number
  /** When it is read again, in milliseconds since 1970. */
  dueAt: number
  /** When there was nothing in it, the last time that it was read. */
  emptyAt: number | undefined
}

/** What one read of a shard has come to. */
export interface Page<Record> {
  readonly reading: Reading
  /** When it was asked for, in milliseconds since 1970. */
  readonly askedAt: number
  readonly records: readonly Record[]
  /** The iterator to go on with; null at the end of the shard; undefined if nothing was read, and it is to be tried again. */
  readonly next: string | null | undefined
}

/** Milliseconds between two reads of a shard that has nothing: from the first it doubles up to the last. */
const PAUSE_FIRST = 200
const PAUSE_LAST = 1_000
/** After so many records at once there may be more behind them. */
const MANY_RECORDS = 100

/** The pause after another one that was of no use, in milliseconds. */
export function longerPause(pause: number): number {
  return Math.min(PAUSE_LAST, Math.max(PAUSE_FIRST, pause * 2))
}

export class ShardReadings {
  readonly #byId = new Map<string, Reading>()

  get size(): number {
    return this.#byId.size
  }

  has(shardId: string): boolean {
    return this.#byId.has(shardId)
  }

  all(): readonly Reading[] {
    return [...this.#byId.values()]
  }

  /** Has all shards that there are and are not done, and no others. */
  take(shards: readonly ListedShard[], positions: StreamPositions, now: number): void {
    const wanted = shards.filter(({ ShardId }) => positions[ShardId]?.isDone !== true)
    const ids = new Set(wanted.map(({ ShardId }) => ShardId))
    for (const id of this.#byId.keys()) if (!ids.has(id)) this.#byId.delete(id)
    for (const shard of wanted) {
      const reading = this.#byId.get(shard.ShardId)
      const made = { iterator: undefined, pause: 0, dueAt: now, emptyAt: undefined }
      if (reading === undefined) this.#byId.set(shard.ShardId, { shard, ...made })
      else reading.shard = shard
    }
  }

  /** Up to so many shards that may be read now, those first that have waited longest. */
  due(now: number, countMax: number): readonly Reading[] {
    const due: Reading[] = []
    for (const reading of this.#byId.values()) {
      if (reading.dueAt <= now && !this.#isBehindParent(reading)) due.push(reading)
    }
    return due.sort((left, right) => left.dueAt - right.dueAt).slice(0, countMax)
  }

  /** When the next shard is to be read, in milliseconds since 1970. */
  get dueAt(): number {
    let time = Number.POSITIVE_INFINITY
    for (const reading of this.#byId.values()) {
      if (!this.#isBehindParent(reading)) time = Math.min(time, reading.dueAt)
    }
    return time
  }

  /** A page has been told: its shard is read again later, or no more. */
  turn({ reading, askedAt, records, next }: Page<unknown>, now: number): void {
    if (next === null) this.#byId.delete(reading.shard.ShardId)
    if (next === undefined) reading.dueAt = now + PAUSE_FIRST
    if (typeof next !== 'string') return
    const isEmpty = records.length === 0
    reading.iterator = next
    reading.emptyAt = isEmpty ? askedAt : undefined
    reading.pause = isEmpty ? longerPause(reading.pause) : PAUSE_FIRST
    reading.dueAt = now + (records.length >= MANY_RECORDS ? 0 : reading.pause)
  }

  /** Since when nothing is left in any of them, in milliseconds since 1970; undefined if there may be something. */
  get emptyAsOf(): number | undefined {
    let asOf = Number.POSITIVE_INFINITY
    for (const { emptyAt } of this.#byId.values()) {
      if (emptyAt === undefined) return undefined
      asOf = Math.min(asOf, emptyAt)
    }
    return asOf === Number.POSITIVE_INFINITY ? undefined : asOf
  }

  #isBehindParent({ shard: { ParentShardId } }: Reading): boolean {
    return ParentShardId !== undefined && this.#byId.has(ParentShardId)
  }
}
