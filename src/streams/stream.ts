/**
 * A stream: the changes of one table while it is turned on. Its shards follow the partitions of the table, and each has the
 * changes of a few hours, so that all changes of one item stand in one line of shards, in their order.
 *
 * Sources: records are kept for 24 hours, shards are replaced about every four (DynamoDB developer guide, "Change data
 * capture for DynamoDB Streams").
 */

import type { Change, Commit } from '../engine/change.js'
import type { Clock } from '../env/clock.js'
import { assert } from '../errors/assert.js'
import { dataTrimmed } from '../errors/stream-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { KeySchema, StreamSetting, StreamViewType } from '../types/table.js'
import type { ChangeRecord } from './change-record.js'
import type { RecordForm } from './chunk.js'
import { Shard } from './shard.js'
import { comparePositions, positionAfter, type StreamPosition } from './stream-position.js'

/** How long streams keep what. */
export interface StreamLimits {
  /** Milliseconds for which a record can be read. Default: 24 hours. */
  readonly retention: number
  /** Milliseconds after which a shard takes no further records, and a new one goes on from it. Default: 4 hours. */
  readonly shardDuration: number
}

export const STREAM_LIMITS: StreamLimits = {
  retention: 24 * 3_600_000,
  shardDuration: 4 * 3_600_000,
}

export interface StreamOptions {
  readonly clock: Clock
  readonly limits: StreamLimits
}

/** What a stream is, as long as it is there. */
interface StreamIdentity {
  readonly region: string
  readonly tableName: string
  /** Milliseconds since 1970. With the other two, it tells the stream from all others. */
  readonly createdAt: number
}

export class Stream implements StreamIdentity {
  readonly region: string
  readonly tableName: string
  readonly createdAt: number
  readonly #options: StreamOptions
  readonly #form: RecordForm
  /** Undefined once the stream is turned off. */
  #table: StoredTable | undefined
  #closedAt: number | undefined
  /** Those that are still there, in the order in which they were opened. */
  #shards: Shard[] = []
  /** Those that take records, in the order of their hashes. */
  #open: Shard[] = []
  #shardsOpened = 0
  #lastOpenedAt = 0
  /** After all records, and after the beginnings of all shards. */
  #last: StreamPosition
  /** After all records that are trimmed. */
  #horizon: StreamPosition
  readonly #listeners = new Set<() => void>()
  #isWaking = false

  private constructor(
    options: StreamOptions,
    { region, tableName, createdAt }: StreamIdentity,
    form: RecordForm,
    start: StreamPosition,
  ) {
    this.#options = options
    this.region = region
    this.tableName = tableName
    this.createdAt = createdAt
    this.#form = form
    this.#last = start
    this.#horizon = start
  }

  /** Turns on a stream for a table, after `position` in the log. */
  static open(
    options: StreamOptions,
    table: StoredTable,
    { viewType, createdAt }: StreamSetting,
    position: StreamPosition,
  ): Stream {
    const { keySchema, name: tableName } = table.description
    const form = { viewType, keySchema, codec: table.store.codec }
    const stream = new Stream(
      options,
      { region: table.region, tableName, createdAt },
      form,
      position,
    )
    stream.#table = table
    for (const { low, high } of table.store.partitions) {
      stream.#open.push(stream.#newShard({ low, high, parentId: undefined }, createdAt))
    }
    return stream
  }

  /** A copy for a fork of the table, which shares the records so far. Whoever waits for records does so here alone. */
  fork(options: StreamOptions, table: StoredTable | undefined): Stream {
    const fork = new Stream(options, this, this.#form, this.#last)
    const copies = new Map(this.#shards.map(shard => [shard, shard.fork()]))
    fork.#table = this.#table && table
    fork.#closedAt = this.#closedAt
    fork.#shards = [...copies.values()]
    fork.#open = this.#open.map(shard => copies.get(shard) ?? shard)
    fork.#shardsOpened = this.#shardsOpened
    fork.#lastOpenedAt = this.#lastOpenedAt
    fork.#horizon = this.#horizon
    return fork
  }

  /** The key attributes of the table. */
  get keySchema(): KeySchema {
    return this.#form.keySchema
  }

  /** What records show of items. */
  get viewType(): StreamViewType {
    return this.#form.viewType
  }

  /** Milliseconds for which a record can be read. */
  get retention(): number {
    return this.#options.limits.retention
  }

  /** When it was turned off, in milliseconds since 1970; undefined while it is on. */
  get closedAt(): number | undefined {
    return this.#closedAt
  }

  /** The shards that there are, the oldest first. A shard is to be read to its end before those that go on from it. */
  get shards(): readonly Shard[] {
    this.#refresh()
    return this.#shards
  }

  /** After all records that are trimmed: where to begin to read all that there are. */
  get horizon(): StreamPosition {
    this.#refresh()
    return this.#horizon
  }

  /** After the newest record: where to begin to read those to come. */
  get latest(): StreamPosition {
    return this.#last
  }

  /**
   * Records of one shard after a position, the oldest first.
   *
   * @param countMax 1 or more
   * @throws TrimmedDataAccessException if there were records after the position that are trimmed
   */
  readShard(shard: Shard, after: StreamPosition, countMax: number): ChangeRecord[] {
    this.#refresh()
    if (shard.isTrimmedAfter(after)) throw dataTrimmed()
    return shard.read(after, countMax)
  }

  /**
   * Records of all shards after a position, in the order of the log.
   *
   * @param countMax 1 or more
   * @throws TrimmedDataAccessException if there were records after the position that are trimmed
   */
  read(after: StreamPosition, countMax: number): ChangeRecord[] {
    this.#refresh()
    if (comparePositions(after, this.#horizon) < 0) throw dataTrimmed()
    const lists = this.#shards.map(shard => shard.read(after, countMax)).filter(isNotEmpty)
    const [first = [], ...others] = lists
    if (others.length === 0) return first
    const all = lists.flatMap(records => records.map(record => ({ record, at: record.position })))
    all.sort((left, right) => comparePositions(left.at, right.at))
    return all.slice(0, countMax).map(({ record }) => record)
  }

  /** Calls `listener` soon after records have come, or the stream is turned off. Returns what ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Adds a record of the change at `index` of a commit. */
  append(commit: Commit, change: Change, index: number): void {
    this.#followPartitions(commit.time)
    const place = this.#placeOf(change.key.hash)
    let shard = this.#open[place] as Shard
    if (commit.time - shard.openedAt >= this.#options.limits.shardDuration) {
      shard.close(commit.time)
      shard = this.#newShard({ low: shard.low, high: shard.high, parentId: shard.id }, commit.time)
      this.#open[place] = shard
    }
    shard.append(commit, change, index)
    this.#last = shard.last
    this.#wake()
  }

  /** Turns it off. `time` is in milliseconds since 1970. */
  close(time: number): void {
    if (this.#closedAt !== undefined) return
    this.#followPartitions(time)
    for (const shard of this.#open) shard.close(time)
    this.#closedAt = time
    this.#table = undefined
    this.#open = []
    this.#wake()
  }

  /** Whether it was turned off so long ago that nothing can be read any more. */
  isGone(now: number): boolean {
    return this.#closedAt !== undefined && this.#closedAt + this.#options.limits.retention <= now
  }

  /** When the memory of some records, or of the whole stream, is to be given back; undefined if nothing is to be. */
  get nextTrim(): number | undefined {
    const times = this.#shards.flatMap(({ nextTrim }) => nextTrim ?? [])
    if (this.#closedAt !== undefined) times.push(this.#closedAt)
    return times.length === 0 ? undefined : Math.min(...times) + this.#options.limits.retention
  }

  /** Forgets what is too old. */
  trim(now: number): void {
    const time = now - this.#options.limits.retention
    for (const shard of this.#shards) {
      if (!shard.trim(time)) continue
      if (comparePositions(shard.horizon, this.#horizon) > 0) this.#horizon = shard.horizon
    }
    if (this.#shards.some(shard => shard.isGone(time))) {
      this.#shards = this.#shards.filter(shard => !shard.isGone(time))
    }
  }

  #refresh(): void {
    const now = this.#options.clock.now()
    this.#followPartitions(now)
    this.trim(now)
  }

  /** Closes the shards of partitions that have split, and opens one for each of the new ones. */
  #followPartitions(time: number): void {
    const store = this.#table?.store
    if (store === undefined || store.partitionCount === this.#open.length) return
    this.#open = store.partitions.map(({ low, high }) => {
      const parent = this.#open[this.#placeOf(low)]
      assert(parent !== undefined, 'shards cover all hashes')
      if (parent.low === low && parent.high === high) return parent
      parent.close(time)
      return this.#newShard({ low, high, parentId: parent.id }, time)
    })
  }

  /** The open shard that a hash belongs to. */
  #placeOf(hash: number): number {
    let low = 0
    let high = this.#open.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#open[middle] as Shard).low <= hash) low = middle
      else high = middle - 1
    }
    return low
  }

  #newShard(range: Pick<Shard, 'low' | 'high' | 'parentId'>, time: number): Shard {
    // Ids sort as shards were opened, also if the clock was set back.
    this.#lastOpenedAt = Math.max(this.#lastOpenedAt, time)
    this.#last = positionAfter(this.#last)
    const id = shardIdOf(this.#lastOpenedAt, this.#shardsOpened)
    this.#shardsOpened += 1
    const shard = new Shard(this.#form, { ...range, id, start: this.#last, openedAt: time })
    this.#shards.push(shard)
    return shard
  }

  #wake(): void {
    if (this.#isWaking || this.#listeners.size === 0) return
    this.#isWaking = true
    queueMicrotask(() => {
      this.#isWaking = false
      for (const listener of this.#listeners) listener()
    })
  }
}

function shardIdOf(time: number, count: number): string {
  return `shardId-${String(time).padStart(20, '0')}-${count.toString(16).padStart(8, '0')}`
}

function isNotEmpty(records: readonly ChangeRecord[]): boolean {
  return records.length > 0
}
