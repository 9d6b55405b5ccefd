/**
 * A stream: the changes of one table while it is turned on. Its shards follow the partitions of the table, and each has the
 * changes of a few hours, so that all changes of one item stand in one line of shards, in their order.
 *
 * A record is kept when its commit is applied, for the images of a commit are valid for no longer, and can be read once the
 * commit is durable. Whoever waits is woken then.
 *
 * Sources: records are kept for 24 hours, shards are replaced about every four (DynamoDB developer guide, "Change data
 * capture for DynamoDB Streams").
 */

import { ItemCodec } from '../encoding/item-codec.js'
import type { Change, Commit } from '../engine/change.js'
import type { DurableLog } from '../engine/log.js'
import type { Clock } from '../env/clock.js'
import { assert, unreachable } from '../errors/assert.js'
import { dataTrimmed } from '../errors/stream-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { KeySchema, StreamSetting, StreamViewType, TableId } from '../types/table.js'
import type { ChangeRecord } from './change-record.js'
import { CHUNK_BYTES_MAX, type RecordForm } from './chunk.js'
import { mergeRecords } from './merge.js'
import { RecentShards } from './recent-shards.js'
import { Shard } from './shard.js'
import {
  type FurtherPart,
  PART_SHAPES_MAX,
  type ShardOrder,
  type StreamIdentity,
  type StreamPart,
  type StreamState,
} from './stream-parts.js'
import {
  comparePositions,
  durablePosition,
  positionAfter,
  type StreamPosition,
} from './stream-position.js'

/** How long streams keep what. */
export interface StreamLimits {
  /** Milliseconds for which a record can be read. Default: 24 hours. */
  readonly retention: number
  /** Milliseconds after which a shard takes no further records, and a new one goes on from it. Default: 4 hours. */
  readonly shardDuration: number
  /**
   * Bytes of memory that the records of one table's stream may take: beyond that, the oldest are forgotten before their time.
   * Default: no limit.
   */
  readonly bytesMax: number
}

export const STREAM_LIMITS: StreamLimits = {
  retention: 24 * 3_600_000,
  shardDuration: 4 * 3_600_000,
  bytesMax: Number.POSITIVE_INFINITY,
}

/** Of the bytes that it may take, a stream keeps so much when it has to forget something. */
const FILL_AFTER = 7 / 8
/** A stream with a limit has so many chunks at least, so that not much is forgotten at once. */
const CHUNKS_MIN = 32

export interface StreamOptions {
  readonly clock: Clock
  /** Records can be read once their commits are durable. */
  readonly log: DurableLog
  readonly limits: StreamLimits
}

/** Records that were read, and up to where those before them were trimmed before they could be. */
interface ReadOn {
  readonly records: ChangeRecord[]
  readonly lostUpTo: StreamPosition | undefined
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
  /** Those that have records, or had some, by the newest of them. */
  readonly #recent = new RecentShards()
  #byteLength = 0
  /** Those that take records, in the order of their hashes. */
  #open: Shard[] = []
  #shardsOpened: number
  #lastOpenedAt: number
  /** After all records, after the beginnings of all shards, and at the end of the stream if it has one. */
  #last: StreamPosition
  /** After all records that are trimmed. */
  #horizon: StreamPosition
  /** The position of the newest record, or where the stream began. */
  #newest: StreamPosition
  /** Nobody is told of what comes to last from now on. */
  #isAbandoned = false
  readonly #listeners = new Set<() => void>()
  #isWaking = false

  private constructor(options: StreamOptions, state: StreamState, form: RecordForm) {
    this.#options = options
    this.region = state.region
    this.tableName = state.tableName
    this.createdAt = state.createdAt
    this.#form = form
    this.#closedAt = state.closedAt
    this.#shardsOpened = state.shardsOpened
    this.#lastOpenedAt = state.lastOpenedAt
    this.#last = state.last
    this.#newest = state.newest
    this.#horizon = state.horizon
  }

  /** Turns on a stream for a table, after `position` in the log. */
  static open(
    options: StreamOptions,
    table: StoredTable,
    { viewType, createdAt }: StreamSetting,
    position: StreamPosition,
  ): Stream {
    const { keySchema, name: tableName } = table.description
    const stream = Stream.restored(
      options,
      {
        region: table.region,
        tableName,
        createdAt,
        viewType,
        keySchema,
        shardsOpened: 0,
        lastOpenedAt: 0,
        last: position,
        horizon: position,
        newest: position,
      },
      table,
    )
    for (const { low, high } of table.store.partitions) {
      stream.#open.push(stream.#newShard({ low, high, parentId: undefined }, createdAt))
    }
    return stream
  }

  /** One without its shards, which `load` adds. The table is that whose changes it takes, if it is on. */
  static restored(
    options: StreamOptions,
    state: StreamState,
    table: StoredTable | undefined,
  ): Stream {
    const { viewType, keySchema } = state
    const bytes = Math.min(CHUNK_BYTES_MAX, options.limits.bytesMax / CHUNKS_MIN)
    const chunkBytesMax = bytes - (bytes % 8)
    const codec = table?.store.newCodec() ?? new ItemCodec()
    const stream = new Stream(options, state, { viewType, keySchema, codec, chunkBytesMax })
    stream.#table = table
    return stream
  }

  /** A copy for a fork of the table, which shares the records so far. Whoever waits for records does so here alone. */
  fork(options: StreamOptions, table: StoredTable | undefined): Stream {
    const fork = new Stream(options, this.#state, this.#form)
    fork.#table = this.#table && table
    fork.#isAbandoned = this.#isAbandoned
    fork.#byteLength = this.#byteLength
    fork.#shards = this.#shards.map(shard => shard.fork(options.log))
    fork.#arrange(this.#order)
    return fork
  }

  /** All of it, in parts. The table is that whose changes it takes, if it is on. */
  *save(tableId: TableId | undefined): Generator<StreamPart, void, undefined> {
    yield { kind: 'stream', tableId, state: this.#state }
    if (tableId === undefined) yield* shapePartsOf(this.#form.codec)
    for (const shard of this.#shards) yield* shard.save()
    yield { kind: 'order', order: this.#order }
  }

  /** Takes back a part, in the order of `save`. */
  load(part: FurtherPart): void {
    switch (part.kind) {
      case 'shapes':
        this.#form.codec.restoreShapes(part.first, part.names)
        break
      case 'shard':
        this.#shards.push(new Shard(this.#form, part.state, this.#options.log))
        break
      case 'records':
        this.#byteLength += this.#shards.at(-1)?.load(part) ?? 0
        break
      case 'order':
        this.#arrange(part.order)
        break
      default:
        unreachable(part)
    }
  }

  get #state(): StreamState {
    const { region, tableName, createdAt, viewType, keySchema, closedAt } = this
    return {
      region,
      tableName,
      createdAt,
      viewType,
      keySchema,
      closedAt,
      shardsOpened: this.#shardsOpened,
      lastOpenedAt: this.#lastOpenedAt,
      last: this.#last,
      horizon: this.#horizon,
      newest: this.#newest,
    }
  }

  get #order(): ShardOrder {
    const places = new Map(this.#shards.map((shard, place) => [shard, place]))
    const recent: number[] = []
    for (let shard = this.#recent.first; shard !== undefined; shard = shard.older) {
      recent.push(places.get(shard) as number)
    }
    return { open: this.#open.map(shard => places.get(shard) as number), recent: recent.reverse() }
  }

  #arrange({ open, recent }: ShardOrder): void {
    this.#open = open.map(place => this.#shards[place] as Shard)
    for (const place of recent) this.#recent.raise(this.#shards[place] as Shard)
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

  /** Bytes of memory that the records take. */
  get byteLength(): number {
    return this.#byteLength
  }

  /** Records that are kept, also those that cannot be read yet. */
  get recordCount(): number {
    return this.shards.reduce((sum, { recordCount }) => sum + recordCount, 0)
  }

  /** When it was turned off, in milliseconds since 1970; undefined while it is on. */
  get closedAt(): number | undefined {
    return this.#closedAt
  }

  /** The shards that there are, the oldest first. A shard is to be read to its end before those that go on from it. */
  get shards(): readonly Shard[] {
    this.trim(this.#look())
    return this.#shards
  }

  /** After all records that are trimmed: where to begin to read all that there are. */
  get horizon(): StreamPosition {
    this.trim(this.#look())
    return this.#horizon
  }

  /** After the newest record, be it durable or not: where to begin to read those to come. */
  get latest(): StreamPosition {
    return this.#last
  }

  /** After the newest record that can be read. */
  get latestDurable(): StreamPosition {
    return durablePosition(this.#last, this.#options.log)
  }

  /**
   * Settles when all records up to a position can be read; undefined if they can already.
   *
   * @returns what is rejected with a `PoisonedDatabase` if some of them never will be
   */
  whenDurable({ commit }: StreamPosition): Promise<void> | undefined {
    return this.#options.log.whenDurable(commit)
  }

  /** Whether there is nothing after a position, and never will be: the stream is turned off, or the database closed. */
  isAtEnd(after: StreamPosition): boolean {
    if (this.#closedAt === undefined) return false
    if (this.#isAbandoned) return true
    return this.latestDurable === this.#last && comparePositions(after, this.#newest) >= 0
  }

  /**
   * Records of one shard after a position, the oldest first.
   *
   * @param countMax 1 or more
   * @throws TrimmedDataAccessException if there were records after the position that are trimmed
   */
  readShard(shard: Shard, after: StreamPosition, countMax: number): ChangeRecord[] {
    const { records, lostUpTo } = this.readShardOn(shard, after, countMax)
    if (lostUpTo !== undefined) throw dataTrimmed()
    return records
  }

  /** The same, but going on behind what is trimmed. */
  readShardOn(shard: Shard, after: StreamPosition, countMax: number): ReadOn {
    this.#trimShard(shard, this.#look())
    const lostUpTo = shard.isTrimmedAfter(after) ? shard.horizon : undefined
    return { records: shard.read(lostUpTo ?? after, countMax), lostUpTo }
  }

  /**
   * Records of all shards after a position, in the order of the log: one at least, if there is any.
   *
   * @param countMax 1 or more
   * @throws TrimmedDataAccessException if there were records after the position that are trimmed
   */
  read(after: StreamPosition, countMax: number): ChangeRecord[] {
    const { records, lostUpTo } = this.readOn(after, countMax)
    if (lostUpTo !== undefined) throw dataTrimmed()
    return records
  }

  /** The same, but going on behind what is trimmed. */
  readOn(after: StreamPosition, countMax: number): ReadOn {
    const now = this.#look()
    const shards = this.#shardsAfter(after, now)
    if (comparePositions(after, this.#horizon) >= 0) {
      return { records: mergeRecords(shards, after, countMax), lostUpTo: undefined }
    }
    this.trim(now)
    const lostUpTo = this.#horizon
    const left = this.#shardsAfter(lostUpTo, now)
    return { records: mergeRecords(left, lostUpTo, countMax), lostUpTo }
  }

  /** The shards that have records after a position. Takes time for those alone. */
  shardsAfter(after: StreamPosition): readonly Shard[] {
    return this.#shardsAfter(after, this.#look())
  }

  /** The shard that was opened last, by its id; undefined if there is none any more. */
  get newestShardId(): string | undefined {
    this.#look()
    return this.#shards.at(-1)?.id
  }

  /** Calls `listener` soon after records can be read, or the stream is turned off. Returns what ends that. */
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
      this.#closeShard(shard, commit.time)
      shard = this.#newShard({ low: shard.low, high: shard.high, parentId: shard.id }, commit.time)
      this.#open[place] = shard
    }
    const bytes = shard.append(commit, change, index)
    this.#recent.raise(shard)
    this.#newest = shard.newest
    this.#last = this.#newest
    if (bytes > 0) this.#grow(bytes)
    this.#haveChanged()
  }

  /** Turns it off by a change at a position: what is there can still be read. `time` is in milliseconds since 1970. */
  close(time: number, position = this.#last): void {
    if (this.#closedAt !== undefined) return
    this.#followPartitions(time)
    for (const shard of this.#open) this.#closeShard(shard, time)
    this.#closedAt = time
    this.#last = position
    this.#table = undefined
    this.#open = []
    this.#haveChanged()
  }

  /** Nobody is to wait for records any more: the database has been closed. `time` is in milliseconds since 1970. */
  abandon(time: number): void {
    this.close(time)
    this.#isAbandoned = true
    this.wake()
  }

  /** Calls the listeners soon, for what is durable has become more. */
  wake(): void {
    if (this.#isWaking || this.#listeners.size === 0) return
    this.#isWaking = true
    queueMicrotask(() => {
      this.#isWaking = false
      for (const listener of this.#listeners) listener()
    })
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
    for (const shard of this.#shards) this.#trimShard(shard, now)
    if (this.#shards.some(shard => shard.isGone(time))) {
      const gone = this.#shards.filter(shard => shard.isGone(time))
      for (const shard of gone) this.#recent.remove(shard)
      this.#shards = this.#shards.filter(shard => !shard.isGone(time))
    }
  }

  /** Whoever listens is called soon, or else when the change is durable. */
  #haveChanged(): void {
    if (this.#listeners.size > 0 && this.latestDurable === this.#last) this.wake()
  }

  /** Follows the partitions. Returns the time. */
  #look(): number {
    const now = this.#options.clock.now()
    this.#followPartitions(now)
    return now
  }

  #trimShard(shard: Shard, now: number): void {
    const { byteLength } = shard
    if (shard.trim(now - this.#options.limits.retention)) this.#haveTrimmed(shard, byteLength)
  }

  /** Some records of a shard are gone, which took so many bytes before. */
  #haveTrimmed(shard: Shard, byteLength: number): void {
    this.#byteLength += shard.byteLength - byteLength
    if (comparePositions(shard.horizon, this.#horizon) > 0) this.#horizon = shard.horizon
  }

  /** The shards that have records after a position; what is too old has been trimmed there. */
  #shardsAfter(after: StreamPosition, now: number): readonly Shard[] {
    const shards: Shard[] = []
    let shard = this.#recent.first
    for (; shard !== undefined && comparePositions(shard.newest, after) > 0; shard = shard.older) {
      // Its newest record may be one that can't be read yet, while others behind it have some that can.
      if (comparePositions(shard.last, after) <= 0) continue
      this.#trimShard(shard, now)
      shards.push(shard)
    }
    return shards
  }

  /** The records take more memory. If it is too much, the oldest that could be read are forgotten, chunk by chunk, but for the newest. */
  #grow(bytes: number): void {
    const { bytesMax } = this.#options.limits
    this.#byteLength += bytes
    if (this.#byteLength <= bytesMax) return
    while (this.#byteLength > bytesMax * FILL_AFTER) {
      const shard = this.#shardOfOldest()
      if (shard?.endOfOldest === undefined) return
      if (comparePositions(shard.endOfOldest, this.#newest) === 0) return
      if (shard.endOfOldest.commit > this.#options.log.durableSequenceNumber) return
      const { byteLength } = shard
      shard.dropOldest()
      this.#haveTrimmed(shard, byteLength)
    }
  }

  #shardOfOldest(): Shard | undefined {
    let oldest: Shard | undefined
    let first: StreamPosition | undefined
    for (const shard of this.#shards) {
      const end = shard.endOfOldest
      if (end === undefined || (first !== undefined && comparePositions(end, first) >= 0)) continue
      oldest = shard
      first = end
    }
    return oldest
  }

  #closeShard(shard: Shard, time: number): void {
    const { byteLength } = shard
    shard.close(time)
    this.#byteLength += shard.byteLength - byteLength
  }

  /** Closes the shards of partitions that have split, and opens one for each of the new ones. */
  #followPartitions(time: number): void {
    const store = this.#table?.store
    if (store === undefined || store.partitionCount === this.#open.length) return
    this.#open = store.partitions.map(({ low, high }) => {
      const parent = this.#open[this.#placeOf(low)]
      assert(parent !== undefined, 'shards cover all hashes')
      if (parent.low === low && parent.high === high) return parent
      this.#closeShard(parent, time)
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
    const start = this.#last
    const { log } = this.#options
    const shard = Shard.open(this.#form, { ...range, id, start, openedAt: time }, log)
    this.#shards.push(shard)
    return shard
  }
}

function shardIdOf(time: number, count: number): string {
  return `shardId-${String(time).padStart(20, '0')}-${count.toString(16).padStart(8, '0')}`
}

function* shapePartsOf(codec: ItemCodec): Generator<StreamPart, void, undefined> {
  const names = codec.shapesFrom(0)
  for (let first = 0; first < names.length; first += PART_SHAPES_MAX) {
    yield { kind: 'shapes', first, names: names.slice(first, first + PART_SHAPES_MAX) }
  }
}
