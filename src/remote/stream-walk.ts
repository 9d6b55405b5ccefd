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
import { sleep } from './sleep.js'
import {
  positionOfNow,
  type ShardPosition,
  type StreamPositions,
  startOf,
  withListed,
} from './stream-positions.js'
import {
  type AnyStreamRecord,
  type ListedShard,
  nameOf,
  type StreamDoor,
  StreamRequests,
} from './stream-requests.js'

/** Which stream is walked, from where on, and how. */
export interface WalkOptions {
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

/** Milliseconds between two reads of a shard that has nothing: from the first it doubles up to the last. */
const PAUSE_FIRST = 200
const PAUSE_LAST = 1_000
/** After so many records at once there may be more behind them. */
const MANY_RECORDS = 100
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

/** A shard that is not read to its end. */
interface Reading {
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

interface Page {
  readonly reading: Reading
  readonly askedAt: number
  readonly records: readonly AnyStreamRecord[]
  /** Undefined if it is to be asked again; null at the end of the shard. */
  readonly next: string | null | undefined
}

class StreamWalk {
  readonly #from: WalkOptions['from']
  readonly #clock: Clock
  readonly #requests: StreamRequests
  readonly #signal: AbortSignal | undefined
  #positions: StreamPositions
  readonly #readings = new Map<string, Reading>()
  #listed: readonly ListedShard[] = []
  #isOff = false
  /** Whether a shard is read to its end that none goes on from yet, as far as is known. */
  #hasOrphanedEnd = false
  #lookAt: number
  #lookPause = PAUSE_FIRST
  #asOf: number | undefined

  constructor(options: WalkOptions) {
    const { clock, requests, signal } = partsOf(options)
    this.#from = options.from
    this.#clock = clock
    this.#requests = requests
    this.#signal = signal
    this.#positions = typeof options.from === 'string' ? {} : options.from
    this.#lookAt = clock.now()
  }

  async *batches(): AsyncGenerator<StreamBatch<AnyStreamRecord>, void, undefined> {
    await this.#begin()
    yield this.#batch([], undefined)
    while (this.#signal?.aborted !== true) {
      if (this.#clock.now() >= this.#lookAt) await this.#look()
      if (this.#isAtEnd) return
      const due = this.#due()
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
    for (const group of groupsOf([...this.#readings.values()])) {
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
    this.#positions = withListed(this.#positions, shards)
    this.#listed = shards
    this.#isOff = isOff
    const now = this.#clock.now()
    for (const shard of shards) {
      const { ShardId } = shard
      const reading = this.#readings.get(ShardId)
      if (reading !== undefined) reading.shard = shard
      else if (this.#positions[ShardId]?.isDone !== true) {
        const made = { iterator: undefined, pause: 0, dueAt: now, emptyAt: undefined }
        this.#readings.set(ShardId, { shard, ...made })
      }
    }
    // A shard that has ended is followed by others, but perhaps not at once.
    this.#hasOrphanedEnd = this.#findOrphanedEnd()
    this.#lookPause = this.#hasOrphanedEnd ? longer(this.#lookPause) : PAUSE_FIRST
    this.#lookAt = now + (this.#hasOrphanedEnd ? this.#lookPause : LOOK_EVERY)
  }

  #findOrphanedEnd(): boolean {
    if (this.#isOff) return false
    const parents = new Set(this.#listed.map(({ ParentShardId }) => ParentShardId))
    return this.#listed.some(
      ({ ShardId }) => this.#positions[ShardId]?.isDone === true && !parents.has(ShardId),
    )
  }

  /** Shards that may be read now. */
  #due(): readonly Reading[] {
    const now = this.#clock.now()
    const due: Reading[] = []
    for (const reading of this.#readings.values()) {
      if (reading.dueAt <= now && !this.#isBehindParent(reading)) due.push(reading)
    }
    // Those that wait longest come first, so that none waits for ever.
    return due.sort((left, right) => left.dueAt - right.dueAt).slice(0, READS_MAX)
  }

  #isBehindParent({ shard: { ParentShardId } }: Reading): boolean {
    return ParentShardId !== undefined && this.#readings.has(ParentShardId)
  }

  #wait(): Promise<void> {
    let time = this.#lookAt
    for (const reading of this.#readings.values()) {
      if (!this.#isBehindParent(reading)) time = Math.min(time, reading.dueAt)
    }
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
    const asOf = this.#caughtUpAsOf()
    if (asOf === undefined || asOf === this.#asOf) return
    this.#asOf = asOf
    yield this.#batch([], undefined)
  }

  async #page(reading: Reading): Promise<Page> {
    const { ShardId } = reading.shard
    const askedAt = this.#clock.now()
    try {
      reading.iterator ??= await this.#requests.iterator(
        ShardId,
        startOf(reading.shard, this.#positions[ShardId] ?? {}, askedAt),
      )
      const { records, next } = await this.#requests.records(reading.iterator)
      return { reading, askedAt, records, next: next ?? null }
    } catch (error) {
      await this.#recover(reading, error)
      return { reading, askedAt, records: [], next: undefined }
    }
  }

  /** Makes it read on with a new iterator, where that is of use. */
  async #recover(reading: Reading, error: unknown): Promise<void> {
    const { ShardId } = reading.shard
    const position: ShardPosition = this.#positions[ShardId] ?? {}
    const hadIterator = reading.iterator !== undefined
    reading.iterator = undefined
    switch (nameOf(error)) {
      case 'ExpiredIteratorException':
        return
      case 'TrimmedDataAccessException':
        // The horizon has moved since the iterator was given out: from there on all is told that there still is.
        if (hadIterator && position.since !== undefined) return
        throw changesLost(ShardId, position.after)
      case 'ResourceNotFoundException':
        // The stream is gone, or the shard, which is told better.
        await this.#look()
        throw error
      default:
        throw error
    }
  }

  /** Goes on behind a page. */
  #turn({ reading, askedAt, records, next }: Page): void {
    const { ShardId } = reading.shard
    const after = records.at(-1)?.dynamodb?.SequenceNumber
    if (after !== undefined) this.#positions = { ...this.#positions, [ShardId]: { after } }
    if (next === undefined) return
    if (next === null) {
      this.#positions = { ...this.#positions, [ShardId]: { isDone: true } }
      this.#readings.delete(ShardId)
      this.#hasOrphanedEnd = true
      this.#lookAt = this.#clock.now()
      return
    }
    reading.iterator = next
    reading.emptyAt = records.length === 0 ? askedAt : undefined
    reading.pause = records.length === 0 ? longer(reading.pause) : PAUSE_FIRST
    reading.dueAt = this.#clock.now() + (records.length >= MANY_RECORDS ? 0 : reading.pause)
  }

  /** Since when nothing is left to be told; undefined if there may be something. */
  #caughtUpAsOf(): number | undefined {
    if (this.#hasOrphanedEnd || this.#readings.size === 0) return undefined
    let asOf = Number.POSITIVE_INFINITY
    for (const { emptyAt } of this.#readings.values()) {
      if (emptyAt === undefined) return undefined
      asOf = Math.min(asOf, emptyAt)
    }
    return asOf
  }

  #batch(
    records: readonly AnyStreamRecord[],
    shardId: string | undefined,
  ): StreamBatch<AnyStreamRecord> {
    const asOf = records.length === 0 ? this.#caughtUpAsOf() : undefined
    const positions = this.#positions
    return { records, shardId, positions, isCaughtUp: asOf !== undefined, asOf }
  }
}

function longer(pause: number): number {
  return Math.min(PAUSE_LAST, Math.max(PAUSE_FIRST, pause * 2))
}

/** In groups of as many as are read at a time. */
function groupsOf(readings: readonly Reading[]): Reading[][] {
  const groups: Reading[][] = []
  for (let first = 0; first < readings.length; first += READS_MAX) {
    groups.push(readings.slice(first, first + READS_MAX))
  }
  return groups
}
