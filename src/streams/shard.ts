/** A shard: the records of one partition of a table, over a few hours, in the order of the changes. */

import type { Change, Commit } from '../engine/change.js'
import type { DurableLog } from '../engine/log.js'
import { assert } from '../errors/assert.js'
import { ChangeRecord } from './change-record.js'
import { Chunk, type RecordForm } from './chunk.js'
import {
  PART_BYTES_MAX,
  type RecordsPart,
  type ShardOptions,
  type ShardState,
  type StreamPart,
} from './stream-parts.js'
import { comparePositions, durablePosition, type StreamPosition } from './stream-position.js'

export class Shard implements ShardOptions {
  readonly id: string
  readonly parentId: string | undefined
  readonly start: StreamPosition
  readonly openedAt: number
  readonly low: number
  readonly high: number
  readonly #form: RecordForm
  readonly #log: DurableLog
  #chunks: Chunk[] = []
  /** Records at the beginning of the first chunk that are trimmed, though the chunk is still there. */
  #skipped: number
  /** After the last record that was trimmed. */
  #horizon: StreamPosition
  /** No fork shares the last chunk, so that it can take records. */
  #isTailOwn = false
  #closedAt: number | undefined
  #byteLength = 0
  #trimmedCount: number
  /** Its neighbours in the order of their newest records (`recent-shards.ts`). */
  newer: Shard | undefined
  older: Shard | undefined

  /** @param log what is durable there can be read */
  constructor(form: RecordForm, state: ShardState, log: DurableLog) {
    this.#form = form
    this.#log = log
    this.id = state.id
    this.parentId = state.parentId
    this.start = state.start
    this.openedAt = state.openedAt
    this.low = state.low
    this.high = state.high
    this.#closedAt = state.closedAt
    this.#horizon = state.horizon ?? state.start
    this.#skipped = state.skipped
    this.#trimmedCount = state.trimmedCount
  }

  /** A new one. */
  static open(form: RecordForm, options: ShardOptions, log: DurableLog): Shard {
    return new Shard(form, { ...options, trimmedCount: 0, skipped: 0 }, log)
  }

  /** A copy that shares the records so far, for a database with a log of its own. */
  fork(log: DurableLog): Shard {
    this.#isTailOwn = false
    const fork = new Shard(this.#form, this.#state, log)
    fork.#chunks = this.#chunks.slice()
    fork.#byteLength = this.#byteLength
    return fork
  }

  /** All of it, in parts. */
  *save(): Generator<StreamPart, void, undefined> {
    yield { kind: 'shard', state: this.#state }
    for (const chunk of this.#chunks) {
      let chunkBytes: number | undefined = chunk.byteLength
      for (const records of chunk.slices(PART_BYTES_MAX)) {
        yield { kind: 'records', chunkBytes, records }
        chunkBytes = undefined
      }
    }
  }

  /** Takes back some of its records. Returns the bytes of memory that they took, beyond those it had. */
  load({ chunkBytes = 0, records }: RecordsPart): number {
    if (chunkBytes > 0) this.#chunks.push(new Chunk(this.#form, chunkBytes))
    const chunk = this.#chunks.at(-1)
    assert(chunk !== undefined, 'records stand in a chunk')
    chunk.appendSlice(records)
    this.#byteLength += chunkBytes
    return chunkBytes
  }

  get #state(): ShardState {
    const { id, parentId, start, openedAt, low, high } = this
    return {
      id,
      parentId,
      start,
      openedAt,
      low,
      high,
      closedAt: this.#closedAt,
      horizon: this.#horizon === start ? undefined : this.#horizon,
      trimmedCount: this.#trimmedCount,
      skipped: this.#skipped,
    }
  }

  /** Whether it takes no further records. Some that it has may not be durable yet. */
  get isClosed(): boolean {
    return this.#closedAt !== undefined
  }

  /** Bytes of memory that its records take. */
  get byteLength(): number {
    return this.#byteLength
  }

  /** Records that are there. */
  get recordCount(): number {
    return this.#chunks.reduce((sum, { count }) => sum + count, -this.#skipped)
  }

  /** Records that are there up to a position, and including it. */
  countUpTo(position: StreamPosition): number {
    const place = this.#placeOf(position)
    let count = this.#chunks[place]?.indexAfter(position) ?? 0
    for (const chunk of this.#chunks.slice(0, place)) count += chunk.count
    return Math.max(0, count - this.#skipped)
  }

  /** Records that were there once. */
  get trimmedCount(): number {
    return this.#trimmedCount
  }

  /** The position of the newest record, be it durable or not, or `start`. */
  get newest(): StreamPosition {
    const chunk = this.#chunks.at(-1)
    return chunk === undefined ? this.#horizon : chunk.positionAt(chunk.count - 1)
  }

  /** The position of the newest record that can be read, or `start`. */
  get last(): StreamPosition {
    const { newest } = this
    const limit = durablePosition(newest, this.#log)
    if (limit === newest) return newest
    for (let place = this.#placeOf(limit); place >= 0; place -= 1) {
      const chunk = this.#chunks[place]
      const count = chunk?.indexAfter(limit) ?? 0
      if (chunk !== undefined && count > (place === 0 ? this.#skipped : 0)) {
        return chunk.positionAt(count - 1)
      }
    }
    return this.#horizon
  }

  /** The position after which the oldest record comes that is still there. What comes after an earlier one is trimmed. */
  get horizon(): StreamPosition {
    return this.#horizon
  }

  /** Adds a record of the change at `index` of a commit. Returns the bytes of memory that it took, beyond those it had. */
  append(commit: Commit, change: Change, index: number): number {
    const tail = this.#isTailOwn ? this.#chunks.at(-1) : undefined
    if (tail?.append(commit, change, index) === true) return 0
    const chunk = Chunk.after(tail, this.#form, change)
    chunk.append(commit, change, index)
    this.#chunks.push(chunk)
    this.#isTailOwn = true
    this.#byteLength += chunk.byteLength
    return chunk.byteLength
  }

  /** Takes no further records, nor memory for them. `time` is in milliseconds since 1970. */
  close(time: number): void {
    if (this.isClosed) return
    this.#closedAt = time
    const tail = this.#chunks.pop()
    if (tail === undefined) return
    const compact = tail.compacted()
    this.#chunks.push(compact)
    this.#byteLength += compact.byteLength - tail.byteLength
  }

  /**
   * Up to `countMax` records after a position, the oldest first. Those that are trimmed are left out, and those that are not
   * durable yet.
   */
  read(after: StreamPosition, countMax: number): ChangeRecord[] {
    const records: ChangeRecord[] = []
    const { newest } = this
    if (comparePositions(after, newest) >= 0) return records
    const limit = durablePosition(newest, this.#log)
    let place = this.#placeOf(after)
    for (; place < this.#chunks.length && records.length < countMax; place += 1) {
      const chunk = this.#chunks[place] as Chunk
      const first = Math.max(chunk.indexAfter(after), place === 0 ? this.#skipped : 0)
      const count = limit === newest ? chunk.count : chunk.indexAfter(limit)
      const end = Math.min(count, first + countMax - records.length)
      for (let index = first; index < end; index += 1) records.push(new ChangeRecord(chunk, index))
    }
    return records
  }

  /** Those that `read` has after a position, the newest first, as long as somebody takes them. */
  *newestFirst(after: StreamPosition): Generator<ChangeRecord, void, undefined> {
    const limit = durablePosition(this.newest, this.#log)
    for (let place = this.#placeOf(limit); place >= 0; place -= 1) {
      const chunk = this.#chunks[place]
      if (chunk === undefined) return
      const first = Math.max(chunk.indexAfter(after), place === 0 ? this.#skipped : 0)
      for (let index = chunk.indexAfter(limit) - 1; index >= first; index -= 1) {
        yield new ChangeRecord(chunk, index)
      }
      if (first > 0) return
    }
  }

  /** How many `read` has after a position. */
  countAfter(after: StreamPosition): number {
    return this.countUpTo(this.last) - this.countUpTo(after)
  }

  /** Whether there were records after a position that are trimmed. */
  isTrimmedAfter(after: StreamPosition): boolean {
    return this.#horizon !== this.start && comparePositions(after, this.#horizon) < 0
  }

  /** Whether there is nothing after a position, and never will be. */
  isAtEnd(after: StreamPosition): boolean {
    return this.isClosed && comparePositions(after, this.newest) >= 0
  }

  /** Forgets records of `time`, in milliseconds since 1970, and before. Returns whether there were any. */
  trim(time: number): boolean {
    for (let isTrimmed = false; ; isTrimmed = true) {
      const chunk = this.#chunks[0]
      if (chunk === undefined || chunk.timeAt(this.#skipped) > time) return isTrimmed
      this.#horizon = chunk.positionAt(this.#skipped)
      this.#skipped += 1
      this.#trimmedCount += 1
      if (this.#skipped === chunk.count) this.#drop(chunk)
    }
  }

  /** The position of the last record of the oldest chunk; undefined if there is none. */
  get endOfOldest(): StreamPosition | undefined {
    const chunk = this.#chunks[0]
    return chunk?.positionAt(chunk.count - 1)
  }

  /** Forgets the records of the oldest chunk, which there must be. */
  dropOldest(): void {
    const chunk = this.#chunks[0]
    assert(chunk !== undefined, 'there is a chunk to drop')
    this.#horizon = chunk.positionAt(chunk.count - 1)
    this.#trimmedCount += chunk.count - this.#skipped
    this.#drop(chunk)
  }

  #drop(first: Chunk): void {
    this.#chunks.shift()
    this.#skipped = 0
    this.#byteLength -= first.byteLength
  }

  /**
   * Whether nothing of it is left after `trim(time)`, and readers that were at its end have had as long as records are kept to learn
   * that it is closed: an idle shard may have lost its records before.
   */
  isGone(time: number): boolean {
    if (this.#closedAt === undefined || this.#chunks.length > 0) return false
    return this.#closedAt <= time
  }

  /** The `time` at which `trim` drops the oldest chunk, or the shard is gone; undefined if there is nothing to drop. */
  get nextTrim(): number | undefined {
    const chunk = this.#chunks[0]
    return chunk === undefined ? this.#closedAt : chunk.timeAt(chunk.count - 1)
  }

  /** The chunk that holds the first record after a position. */
  #placeOf(after: StreamPosition): number {
    let low = 0
    let high = this.#chunks.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      const chunk = this.#chunks[middle] as Chunk
      if (comparePositions(chunk.positionAt(chunk.count - 1), after) > 0) high = middle
      else low = middle + 1
    }
    return low
  }
}
