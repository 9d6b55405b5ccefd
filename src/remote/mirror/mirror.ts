/** `Mirror`: a local copy of a table elsewhere, which follows its changes. */

import { mirrorClosed, mirrorNeedsImages } from '../../errors/mirror-errors.js'
import { streamMissing } from '../../errors/native-errors.js'
import type { AnyIndex } from '../../native/index-types.js'
import type { ReadableTable } from '../../native/readable-table.js'
import type { Item } from '../../types/attribute.js'
import { asyncDispose } from '../../types/dispose.js'
import { showAs } from '../../types/inspect.js'
import { keyTextOf } from '../key-text.js'
import type { RemotePlace } from '../remote-place.js'
import type { RemoteTable } from '../remote-table.js'
import { backOffOf, sleep } from '../sleep.js'
import type { StreamPositions } from '../stream-positions.js'
import { changeOfRecord, type SdkRecord, timeOfRecord } from '../stream-records.js'
import { nameOf } from '../stream-requests.js'
import { type StreamBatch, walkStream } from '../stream-walk.js'
import { describeTable, type SdkTable } from '../table-facts.js'
import { type CopyOptions, copyTable } from './first-copy.js'
import type { LocalTable, MirrorState, MirrorWrites } from './local-table.js'
import { mirrorSchemaOf } from './mirror-schema.js'

/** What a mirror is made of. */
interface MirrorParts extends Omit<CopyOptions, 'signal' | 'schema'> {
  readonly source: RemoteTable
  readonly place: RemotePlace
  readonly local: LocalTable
  readonly onError: ((error: unknown) => void) | undefined
}

type Walk = AsyncGenerator<StreamBatch<SdkRecord>, void, undefined>

/** Somebody who waits until what was in the stream at a time is in the mirror. */
interface Waiting {
  readonly time: number
  resolve(): void
  reject(error: unknown): void
}

/**
 * A local copy of a table elsewhere, made by `follow`. It is read as any embedded table, and written to by nobody but the stream of
 * that table.
 *
 * It goes on until it is closed, and keeps the process alive as long. What fails is tried again, after waits that grow to 20 seconds.
 * If it was away for more than 24 hours, or the stream is another one by now, the table is copied anew, and can be read meanwhile.
 */
export class Mirror<
  Shape extends object = Item,
  PartitionKey extends string = string,
  SortKey extends string = string,
  Indexes extends AnyIndex = AnyIndex,
> {
  readonly #parts: MirrorParts
  readonly #closing = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #waiting: Waiting[] = []
  #asOf = Number.NEGATIVE_INFINITY
  #isWhole = false
  /** The ARN of the stream. */
  #stream = ''
  /** Those that are kept. */
  #positions: StreamPositions | undefined
  /** Why it has ended by itself: the local database fails. */
  #failure: { readonly error: unknown } | undefined

  static {
    showAs<Mirror>(Mirror, 'Mirror', mirror => ({
      title: `'${mirror.#parts.local.name}'`,
      members: { lag: mirror.lag },
    }))
  }

  private constructor(parts: MirrorParts) {
    this.#parts = parts
  }

  /** @internal Made by `follow`: once there is a copy. */
  static async begin(parts: MirrorParts): Promise<Mirror> {
    const mirror = new Mirror(parts)
    const { local } = parts
    const { state } = local
    try {
      if (state?.isWhole === true) {
        local.take()
        mirror.#isWhole = true
        mirror.#asOf = state.asOf
        mirror.#running = mirror.#run(undefined)
        return mirror
      }
      mirror.#running = mirror.#run(await mirror.#copy())
      await mirror.caughtUp()
      return mirror
    } catch (error) {
      await mirror.close()
      throw error
    }
  }

  /** The copy, with the indexes that the table elsewhere had when it was copied. Whoever writes to it is refused. */
  get table(): ReadableTable<Shape, PartitionKey, SortKey, Indexes> {
    const { table }: { table: unknown } = this.#parts.local
    return table as ReadableTable<Shape, PartitionKey, SortKey, Indexes>
  }

  /**
   * Milliseconds since the time up to which changes are in the copy: when nothing was left in the stream, or else when the last change
   * was made that was taken, by the service's clock, to the second. It grows while the stream cannot be read.
   */
  get lag(): number {
    return Math.max(0, this.#parts.place.sender.clock.now() - this.#asOf)
  }

  /**
   * Is fulfilled when all that was in the stream when this was called is in the copy, soon after it was: an idle stream is looked at
   * once a second. The service puts changes into the stream within about a second.
   *
   * @throws what keeps the stream from being read, if that is no failure on the way, and what says that the mirror is closed
   */
  caughtUp(): Promise<void> {
    const { sender } = this.#parts.place
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error)
    if (this.#closing.signal.aborted) return Promise.reject(this.#closed())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ time: sender.clock.now(), resolve, reject })
    })
  }

  /** Ends it, once what it has read is in the copy. With a database on disk, `follow` goes on from there later. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#reject(this.#closed())
    await this.#running
    this.#parts.local.release()
  }

  /** `await using` closes it at the end of the block. */
  [asyncDispose](): Promise<void> {
    return this.close()
  }

  #closed(): Error {
    return mirrorClosed(this.#parts.local.name)
  }

  #reject(error: unknown): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { reject } of waiting) reject(error)
  }

  /** Follows until it is closed, or the local database fails. */
  async #run(begun: Walk | undefined): Promise<void> {
    const { clock, random } = this.#parts.place.sender
    const { signal } = this.#closing
    let walk = begun
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        walk ??= await this.#resume()
        for await (const batch of walk) {
          await this.#take(batch)
          attempt = 1
        }
        // Where it was not closed the stream is turned off; there may be another one.
        this.#isWhole = false
      } catch (error) {
        if (signal.aborted) return
        this.#stumble(error)
      }
      walk = undefined
      await sleep(clock, backOffOf(random, attempt), signal)
    }
  }

  /** Something went wrong on the way, or what was to be read is not there any more. */
  #stumble(error: unknown): void {
    const name = nameOf(error)
    if (ENDING.has(name)) {
      this.#failure = { error }
      this.#closing.abort()
    }
    // Where all can be copied anew, whoever waits goes on waiting.
    const canCopy = this.#isWhole && LOST.has(name)
    if (canCopy) this.#isWhole = false
    else this.#reject(error)
    const { onError } = this.#parts
    // What it throws is thrown where nobody catches it, and the mirror goes on.
    if (onError !== undefined) queueMicrotask(() => onError(error))
  }

  /** Goes on from where it was. */
  #resume(): Promise<Walk> | Walk {
    const { state } = this.#parts.local
    if (!this.#isWhole || state === undefined) return this.#copy()
    return this.#walk(state.stream, state.positions)
  }

  /** Copies the table. Changes from before the copy are walked after it. */
  async #copy(): Promise<Walk> {
    const { source, place, local, segments, unitsPerSecond } = this.#parts
    const { signal } = this.#closing
    const described = await describeTable(place.sender, place.name)
    const stream = followableStreamOf(described)
    const schema = mirrorSchemaOf(described)
    await local.make(schema)
    const walk = this.#walk(stream, 'LATEST')
    const { value } = await walk.next()
    const asOf = place.sender.clock.now()
    const state = { stream, positions: value?.positions ?? {}, asOf, isWhole: false }
    await local.save(state)
    await copyTable(source, local, { schema, segments, unitsPerSecond, signal })
    if (signal.aborted) throw this.#closed()
    await local.save({ ...state, isWhole: true })
    this.#isWhole = true
    this.#asOf = asOf
    return walk
  }

  #walk(streamArn: string, from: MirrorState['positions'] | 'LATEST'): Walk {
    const { clock, random, streams: door } = this.#parts.place.sender
    this.#stream = streamArn
    return walkStream<SdkRecord>({
      door,
      streamArn,
      from,
      clock,
      random,
      signal: this.#closing.signal,
    })
  }

  /** Takes changes, and then up to where they go: if only the first lasts, they are taken again, which changes nothing. */
  async #take({ records, positions, asOf }: StreamBatch<SdkRecord>): Promise<void> {
    const { local } = this.#parts
    const last = records.at(-1)
    const time = asOf ?? (last === undefined ? undefined : timeOfRecord(last))
    if (time !== undefined) this.#asOf = Math.max(this.#asOf, time)
    const writing = records.length > 0 && local.write(writesOf(records))
    const state = { stream: this.#stream, positions, isWhole: true, asOf: this.#asOf }
    await Promise.all([writing, positions !== this.#positions && local.save(state)])
    this.#positions = positions
    if (asOf === undefined) return
    const ready = this.#waiting.filter(one => one.time < asOf)
    this.#waiting = this.#waiting.filter(one => one.time >= asOf)
    for (const { resolve } of ready) resolve()
  }
}

/** What says that the stream, or what is to be read of it, is not there any more. */
const LOST: ReadonlySet<string> = new Set([
  'TrimmedDataAccessException',
  'ResourceNotFoundException',
])
/** What says that the local database takes no further writes. */
const ENDING: ReadonlySet<string> = new Set(['DatabaseClosed', 'PoisonedDatabase'])

/**
 * The ARN of the stream of a table.
 *
 * @throws ValidationException if there is none, or it does not show what items become
 */
function followableStreamOf(table: SdkTable): string {
  const { TableName = '', LatestStreamArn, StreamSpecification = {} } = table
  const { StreamEnabled, StreamViewType = '' } = StreamSpecification
  if (StreamEnabled !== true || LatestStreamArn === undefined) throw streamMissing(TableName)
  if (!StreamViewType.startsWith('NEW_')) throw mirrorNeedsImages(TableName, StreamViewType)
  return LatestStreamArn
}

/** What has become of the items in the end. */
function writesOf(records: readonly SdkRecord[]): MirrorWrites {
  const lastOf = new Map<string, SdkRecord>()
  for (const record of records) {
    const keys = record.dynamodb?.Keys ?? {}
    lastOf.set(keyTextOf(keys, Object.keys(keys).sort()), record)
  }
  const puts: Item[] = []
  const deletes: Item[] = []
  for (const record of lastOf.values()) {
    const { key, after } = changeOfRecord(record)
    if (after === undefined) deletes.push(key)
    else puts.push(after)
  }
  return { puts, deletes }
}
