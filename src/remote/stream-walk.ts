/**
 * A walk over all shards of one stream: each shard is read after the one that it goes on from, so that the records of an item come
 * in their order, and shards that come are taken up. Each record is told once, unless the walk is begun again from positions before.
 *
 * Sources: DynamoDB developer guide, "DynamoDB Streams and KCL" and "Reading and processing a stream"; Streams API reference.
 */

import { type Clock, systemClock } from '../env/clock.js'
import { type Random, systemRandom } from '../env/random.js'
import { changesLost } from '../errors/stream-errors.js'
import { asNative } from './refusals.js'
import { longerPause, type Page, type Reading, ShardReadings } from './shard-readings.js'
import { sleep } from './sleep.js'
import {
  type Lose,
  positionOfNow,
  type StreamPositions,
  startOf,
  withListed,
} from './stream-positions.js'
import {
  type AnyStreamRecord,
  type IteratorStart,
  type ListedShard,
  nameOf,
  type StreamDoor,
  StreamRequests,
} from './stream-requests.js'

/** Which stream is walked, from where on, and how. */
interface WalkOptions {
  readonly door: StreamDoor
  readonly streamArn: string
  /**
   * `TRIM_HORIZON`: all that the stream still has; `LATEST`: what comes after the first batch, which has no records; or positions
   * that a walk has told, to go on from there.
   */
  readonly from: 'TRIM_HORIZON' | 'LATEST' | StreamPositions
  /** Default: the time of the machine. */
  readonly clock?: Clock | undefined
  /** Default: the chance of the machine. */
  readonly random?: Random | undefined
  /** How often a request is sent at the most that is throttled or fails. Default: until it is answered. */
  readonly attempts?: number | undefined
  /**
   * Is called where records are lost that were to be told, of the shard after a sequence number, and the walk goes on behind them.
   * Default: it fails.
   */
  readonly onLost?: Lose | undefined
  /** Ends the walk. */
  readonly signal?: AbortSignal | undefined
}

/** What a walk tells. */
export interface StreamBatch<Record extends AnyStreamRecord> {
  /** Records of one shard, in their order, as the door has answered them; or none. */
  readonly records: readonly Record[]
  /** Undefined where there are no records. */
  readonly shardId: string | undefined
  /** Up to where the stream is read, with these records: where to go on once they are handled. */
  readonly positions: StreamPositions
  /** Whether the last that was read of every shard was nothing. */
  readonly isCaughtUp: boolean
  /**
   * When it is caught up: what was in the stream at this time has been told, in milliseconds since 1970 by the clock of the walk.
   * Batches without records tell how it goes on.
   */
  readonly asOf: number | undefined
}

/** Shards that are read at a time, each with up to 1 MB of records. */
const READS_MAX = 8
/** Milliseconds between two looks at which shards there are, if none of them ends. */
const LOOK_EVERY = 60_000

/**
 * Walks a stream until there is a signal, or it is turned off and told. A request that fails is sent again, with waits that grow
 * and vary. The next records are read when those before have been taken.
 *
 * @throws TrimmedDataAccessException if records are lost that were to be told, because the stream keeps them for 24 hours only
 * @throws ResourceNotFoundException if there is no such stream
 */
export async function* walkStream<Record extends AnyStreamRecord = AnyStreamRecord>(
  options: WalkOptions,
): AsyncGenerator<StreamBatch<Record>, void, undefined> {
  try {
    yield* new StreamWalk(options).batches() as AsyncGenerator<StreamBatch<Record>>
  } catch (error) {
    if (options.signal?.aborted === true) return
    throw asNative(error)
  }
}

/**
 * The positions of now: every change that is made from now on is told by a walk from there, and some that were made before.
 * Those of the last hours are if their shards are still open; a walk from `LATEST` tells none of them, while it lasts.
 *
 * @throws ResourceNotFoundException if there is no such stream
 */
export async function notePositions(options: Omit<WalkOptions, 'from'>): Promise<StreamPositions> {
  const { clock, requests } = partsOf(options)
  const now = clock.now()
  try {
    const { shards } = await requests.describe()
    return Object.fromEntries(shards.map(shard => [shard.ShardId, positionOfNow(shard, now)]))
  } catch (error) {
    throw asNative(error)
  }
}

function partsOf(options: Omit<WalkOptions, 'from'>) {
  const { door, streamArn, signal } = options
  const {
    clock = systemClock,
    random = systemRandom,
    attempts = Number.POSITIVE_INFINITY,
  } = options
  const requests = new StreamRequests({ door, streamArn, clock, random, attempts, signal })
  return { clock, requests, signal }
}

type WalkPage = Page<AnyStreamRecord>

class StreamWalk {
  readonly #from: WalkOptions['from']
  readonly #clock: Clock
  readonly #requests: StreamRequests
  readonly #signal: AbortSignal | undefined
  readonly #lose: Lose
  #positions: StreamPositions
  readonly #readings = new ShardReadings()
  #listed: readonly ListedShard[] = []
  #isOff = false
  /** Whether a shard is read to its end that none goes on from yet, as far as is known. */
  #hasOrphanedEnd = false
  #lookAt: number
  #lookPause = 0
  #asOf: number | undefined

  constructor(options: WalkOptions) {
    const { clock, requests, signal } = partsOf(options)
    this.#from = options.from
    this.#clock = clock
    this.#requests = requests
    this.#signal = signal
    this.#lose =
      options.onLost ??
      ((shardId, after) => {
        throw changesLost(shardId, after)
      })
    this.#positions = typeof options.from === 'string' ? {} : options.from
    this.#lookAt = clock.now()
  }

  async *batches(): AsyncGenerator<StreamBatch<AnyStreamRecord>, void, undefined> {
    await this.#begin()
    yield this.#batch([], undefined)
    while (this.#signal?.aborted !== true) {
      if (this.#clock.now() >= this.#lookAt) await this.#look()
      if (this.#isAtEnd) return
      const due = this.#readings.due(this.#clock.now(), READS_MAX)
      if (due.length === 0) await this.#wait()
      else yield* this.#read(due)
    }
  }

  /** The stream is turned off, and all of it is told. */
  get #isAtEnd(): boolean {
    return this.#isOff && this.#readings.size === 0
  }

  /** Finds out where to begin, so that what comes later is told. */
  async #begin(): Promise<void> {
    const from = this.#from
    if (typeof from !== 'string') return this.#look()
    const now = this.#clock.now()
    const { shards, isOff } = await this.#requests.describe()
    const isLatest = from === 'LATEST'
    this.#positions = Object.fromEntries(
      shards.map(shard => [shard.ShardId, isLatest ? positionOfNow(shard, now) : { since: now }]),
    )
    this.#take(shards, isOff)
    if (!isLatest) return
    for (const group of groupsOf(this.#readings.all())) {
      await Promise.all(
        group.map(async reading => {
          const start = { ShardIteratorType: 'LATEST' } as const
          reading.iterator = await this.#requests.iterator(reading.shard.ShardId, start)
        }),
      )
    }
  }

  /** Looks which shards there are. */
  async #look(): Promise<void> {
    const { shards, isOff } = await this.#requests.describe()
    this.#take(shards, isOff)
  }

  #take(shards: readonly ListedShard[], isOff: boolean): void {
    this.#positions = withListed(this.#positions, shards, this.#lose)
    this.#listed = shards
    this.#isOff = isOff
    const now = this.#clock.now()
    this.#readings.take(shards, this.#positions, now)
    // A shard that has ended is followed by others, but perhaps not at once.
    this.#hasOrphanedEnd = this.#findOrphanedEnd()
    this.#lookPause = this.#hasOrphanedEnd ? longerPause(this.#lookPause) : 0
    this.#lookAt = now + (this.#hasOrphanedEnd ? this.#lookPause : LOOK_EVERY)
  }

  #findOrphanedEnd(): boolean {
    if (this.#isOff) return false
    const parents = new Set(this.#listed.map(({ ParentShardId }) => ParentShardId))
    return this.#listed.some(
      ({ ShardId }) => this.#positions[ShardId]?.isDone === true && !parents.has(ShardId),
    )
  }

  #wait(): Promise<void> {
    const time = Math.min(this.#lookAt, this.#readings.dueAt)
    return sleep(this.#clock, time - this.#clock.now(), this.#signal)
  }

  async *#read(
    due: readonly Reading[],
  ): AsyncGenerator<StreamBatch<AnyStreamRecord>, void, undefined> {
    // Where one fails, what the others have read is read again: the positions have not moved.
    const pages = await Promise.all(due.map(reading => this.#page(reading)))
    for (const page of pages) {
      const { records, next, reading } = page
      if (this.#signal?.aborted === true) return
      this.#turn(page)
      if (records.length > 0 || next === null) {
        yield this.#batch(records, reading.shard.ShardId)
      }
    }
    const asOf = this.#caughtUpAsOf
    if (asOf === undefined || asOf === this.#asOf) return
    this.#asOf = asOf
    yield this.#batch([], undefined)
  }

  async #page(reading: Reading): Promise<WalkPage> {
    const { ShardId } = reading.shard
    const askedAt = this.#clock.now()
    try {
      reading.iterator ??= await this.#requests.iterator(ShardId, this.#startOf(reading, askedAt))
      const { records, next } = await this.#requests.records(reading.iterator)
      return { reading, askedAt, records, next: next ?? null }
    } catch (error) {
      await this.#recover(reading, error)
      return { reading, askedAt, records: [], next: undefined }
    }
  }

  #startOf({ shard }: Reading, now: number): IteratorStart {
    const position = this.#positions[shard.ShardId] ?? {}
    return startOf(shard, position, now) ?? this.#behindLost(shard, now)
  }

  /** What comes before the oldest record of a shard is lost. */
  #behindLost({ ShardId }: ListedShard, now: number): IteratorStart {
    this.#lose(ShardId, this.#positions[ShardId]?.after)
    this.#positions = { ...this.#positions, [ShardId]: { since: now } }
    return { ShardIteratorType: 'TRIM_HORIZON' }
  }

  /** Makes it read on with a new iterator, where that is of use. */
  async #recover(reading: Reading, error: unknown): Promise<void> {
    const { ShardId } = reading.shard
    const hadIterator = reading.iterator !== undefined
    reading.iterator = undefined
    switch (nameOf(error)) {
      case 'ExpiredIteratorException':
        return
      case 'TrimmedDataAccessException':
        // The horizon has moved since the iterator was given out: from there on all is told that there still is.
        if (hadIterator && this.#positions[ShardId]?.since !== undefined) return
        this.#behindLost(reading.shard, this.#clock.now())
        return
      case 'ResourceNotFoundException':
        // The stream is gone, which this throws; or the shard.
        await this.#look()
        if (this.#readings.has(ShardId)) throw error
        return
      default:
        throw error
    }
  }

  /** Goes on behind a page. */
  #turn(page: WalkPage): void {
    const { reading, records, next } = page
    const { ShardId } = reading.shard
    const after = records.at(-1)?.dynamodb?.SequenceNumber
    if (after !== undefined) this.#positions = { ...this.#positions, [ShardId]: { after } }
    if (next === null) {
      this.#positions = { ...this.#positions, [ShardId]: { isDone: true } }
      this.#hasOrphanedEnd = true
      this.#lookAt = this.#clock.now()
    }
    this.#readings.turn(page, this.#clock.now())
  }

  /** Since when nothing is left to be told; undefined if there may be something. */
  get #caughtUpAsOf(): number | undefined {
    return this.#hasOrphanedEnd ? undefined : this.#readings.emptyAsOf
  }

  #batch(
    records: readonly AnyStreamRecord[],
    shardId: string | undefined,
  ): StreamBatch<AnyStreamRecord> {
    const asOf = records.length === 0 ? this.#caughtUpAsOf : undefined
    const positions = this.#positions
    return { records, shardId, positions, isCaughtUp: asOf !== undefined, asOf }
  }
}

/** In groups of as many as are read at a time. */
function groupsOf(readings: readonly Reading[]): (readonly Reading[])[] {
  const groups: (readonly Reading[])[] = []
  for (let first = 0; first < readings.length; first += READS_MAX) {
    groups.push(readings.slice(first, first + READS_MAX))
  }
  return groups
}
