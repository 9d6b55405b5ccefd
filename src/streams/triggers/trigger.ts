/**
 * A trigger: hands the changes of a table to a function, as the service's event source mapping does.
 *
 * Each shard is read by itself, a shard after the one that it goes on from. What is to be done later is done off the clock,
 * and nothing waits for the clock while there is nothing to do: then the trigger is kept by whoever holds it, or its
 * database, alone. While there is something to do the clock keeps both.
 *
 * Source: AWS Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB" and "CreateRecordSourceMapping".
 */

import { type Clock, wakeAt } from '../../env/clock.js'
import { type Random, uuidOf } from '../../env/random.js'
import { asyncDispose } from '../../types/dispose.js'
import { showAs } from '../../types/inspect.js'
import type { Shard } from '../shard.js'
import type { Stream } from '../stream.js'
import { comparePositions, type StreamPosition } from '../stream-position.js'
import type { RecordSource } from '../wire-record.js'
import { HashPositions } from './hash-positions.js'
import type { TriggerCounts, TriggerRun } from './run.js'
import { type TriggerOptions, triggerSettingsOf } from './settings.js'
import { ShardReader } from './shard-reader.js'
import type { TriggerPosition } from './trigger-positions.js'

/** What triggers work with. */
interface TriggerHost {
  readonly stream: Stream
  readonly source: RecordSource
  readonly clock: Clock
  readonly random: Random
  /**
   * Where the trigger of a name was, and keeps where it is.
   *
   * @throws ValidationException if a trigger of this name runs already
   */
  positionOf(name: string): TriggerPosition
  /** Whether the database has been closed. */
  isClosed(): boolean
}

/** Batches that are begun in one turn of the event loop, if the handler does not wait for anything outside. */
const BATCHES_A_TURN = 16

/** A trigger that runs until it is stopped, the database is closed, or the stream has ended and all of it is handled. */
export class Trigger {
  readonly #run: TriggerRun
  readonly #host: TriggerHost
  /** Undefined if it has no name. */
  readonly #position: TriggerPosition | undefined
  /** Where it begins. */
  readonly #start: HashPositions
  readonly #stopListening: () => void
  readonly #readers = new Map<string, ShardReader>()
  /** Those that have something to do, so that not all shards are looked at each time. */
  readonly #busy = new Map<string, ShardReader>()
  /** The position up to which those are known. */
  #seen: StreamPosition
  /** Shards that need not be read, or need not be read any more. */
  #finished = new Set<string>()
  /** The newest shard that is known. */
  #newest: string | undefined
  #isStreamClosed = false
  #cancelAlarm: (() => void) | undefined
  #alarmAt: number | undefined
  #batchesThisTurn = 0
  #isStopped = false
  #stopping: Promise<void> | undefined

  static {
    showAs<Trigger>(Trigger, 'Trigger', trigger => ({
      title: `'${trigger.#run.called.name}'`,
      members: { ...trigger.counts, lastError: trigger.lastError },
    }))
  }

  /** @internal Made by `Table.trigger`. */
  constructor(host: TriggerHost, handler: unknown, options: TriggerOptions) {
    const { stream, source, clock, random } = host
    const settings = triggerSettingsOf(handler, options)
    const name = settings.handler.name || 'handler'
    this.#host = host
    this.#run = {
      stream,
      source,
      clock,
      settings,
      retryRule: settings,
      ageMax: Math.min(settings.ageMax, stream.retention),
      called: { name, arn: functionArn(source, name) },
      counts: {
        recordsRead: 0,
        recordsLost: 0,
        recordsFiltered: 0,
        recordsHandled: 0,
        recordsGivenUp: 0,
        invocations: 0,
        failedInvocations: 0,
        failedReports: 0,
      },
      lastError: undefined,
      end: undefined,
      newRequestId: () => uuidOf(random),
      goOn: () => this.#goOn(),
    }
    this.#position = settings.name === undefined ? undefined : host.positionOf(settings.name)
    const first = settings.startsAtHorizon ? stream.horizon : stream.latest
    this.#start = this.#position?.saved ?? HashPositions.all(first)
    this.#keepStart()
    this.#seen = stream.latestDurable
    this.#begin()
    this.#stopListening = stream.listen(() => (host.isClosed() ? this.#end() : this.#soon()))
    // What is at rest sets no alarm, so that the clock does not keep it.
    if ([...this.#readers.values()].some(reader => !reader.isAtRest)) this.#soon()
  }

  /** What has been done so far. */
  get counts(): Readonly<TriggerCounts> {
    return { ...this.#run.counts }
  }

  /** What the handler, or `onFailure`, last threw; undefined if neither did. */
  get lastError(): unknown {
    return this.#run.lastError
  }

  /**
   * Begins what is due by the clock, and is fulfilled when the handler is at rest: what is left waits for the clock, or
   * there is nothing left. A test that has moved the clock awaits it if the handler waits for anything outside.
   */
  async idle(): Promise<void> {
    for (;;) {
      const isMoreDue = this.#go()
      const running = this.#running()
      if (running.length === 0 && !isMoreDue) return
      await Promise.all(running)
    }
  }

  /**
   * Hands over the changes made until now, and then ends. Fulfilled when the handler is done with them. Nothing waits for the
   * clock any more: batches are not gathered, and what fails is tried once, and if it fails again it is left, with the changes
   * of its shard behind it, unless `retries` says to give it up.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#drain()
    return this.#stopping
  }

  async #drain(): Promise<void> {
    if (!this.#isStopped) {
      const { stream } = this.#run
      const end = stream.latest
      this.#run.end = end
      const durable = stream.whenDurable(end)
      // What never comes to last is not handed over.
      if (durable !== undefined) await durable.catch(() => {})
      this.#stopListening()
      await this.idle()
    }
    this.#end()
    await Promise.all(this.#running())
    await this.#position?.release()
  }

  /** `await using` stops it at the end of the block. */
  [asyncDispose](): Promise<void> {
    return this.stop()
  }

  #running(): readonly Promise<void>[] {
    return [...this.#busy.values()].flatMap(reader => reader.running)
  }

  #end(): void {
    this.#isStopped = true
    this.#stopListening()
    this.#setAlarm(undefined)
    void this.#position?.release()
  }

  /** If it has a name, whoever goes on begins where it began, also if it never comes to handle anything. */
  #keepStart(): void {
    if (this.#position === undefined || this.#position.saved !== undefined) return
    try {
      // Whether it lasts is all one: if it does not, neither does what is to be read from there on.
      this.#position.save(this.#start)
    } catch (error) {
      void this.#position.release() // nothing is to be kept
      throw error
    }
  }

  /** Reads what comes after the start, also of shards that go on from those that end before it. */
  #begin(): void {
    for (const shard of this.#run.stream.shards) {
      if (shard.isAtEnd(this.#startOf(shard))) this.#finished.add(shard.id)
    }
    this.#startReaders()
  }

  #startOf(shard: Shard): StreamPosition {
    const start = this.#start.firstOf(shard)
    return comparePositions(start, shard.horizon) < 0 ? shard.horizon : start
  }

  /** There is something to do, but the caller is not to wait until it is done. */
  #soon(): void {
    const now = this.#run.clock.now()
    if (!this.#isStopped && !(this.#alarmAt !== undefined && this.#alarmAt <= now))
      this.#setAlarm(now)
  }

  /** A handler that never waits for anything outside must not keep the event loop from everything else. */
  #goOn(): void {
    this.#position?.saveSoon(() => this.#done)
    this.#batchesThisTurn += 1
    if (this.#batchesThisTurn % BATCHES_A_TURN !== 0) this.#go()
    else if (!this.#isStopped) this.#setAlarm(this.#run.clock.now())
  }

  /** Begins what is due, and returns whether more of it is due at once. */
  #go(): boolean {
    if (this.#host.isClosed()) this.#end()
    if (this.#isStopped) return false
    const now = this.#run.clock.now()
    const wakes: number[] = []
    for (;;) {
      this.#startReaders()
      this.#findBusy()
      wakes.length = 0
      let hasFinished = false
      for (const [id, reader] of this.#busy) {
        const wake = reader.step(now)
        if (wake !== undefined) wakes.push(wake)
        if (reader.isAtRest) this.#busy.delete(id)
        if (!reader.isFinished) continue
        this.#readers.delete(id)
        this.#finished.add(id)
        hasFinished = true
      }
      if (!hasFinished) break
      this.#newest = undefined // there may be shards that waited for this
    }
    const { stream } = this.#run
    if (this.#readers.size === 0 && stream.isAtEnd(stream.latest)) this.#end()
    else this.#setAlarm(wakes.length === 0 ? undefined : Math.min(...wakes))
    return this.#alarmAt !== undefined && this.#alarmAt <= now
  }

  /** Begins to read shards that are new, if those that they go on from are finished or gone. */
  #startReaders(): void {
    const { stream } = this.#run
    const newest = stream.newestShardId
    const isClosed = stream.closedAt !== undefined
    if (newest === this.#newest && isClosed === this.#isStreamClosed) return
    this.#newest = newest
    this.#isStreamClosed = isClosed
    // Where there are new shards others have been closed: each looks whether it is finished.
    for (const [id, reader] of this.#readers) this.#busy.set(id, reader)
    const { shards } = stream
    const ids = new Set(shards.map(({ id }) => id))
    for (const id of this.#finished) if (!ids.has(id)) this.#finished.delete(id)
    for (const shard of shards) {
      if (this.#readers.has(shard.id) || this.#finished.has(shard.id)) continue
      if (this.#mayStart(shard, ids)) {
        const reader = new ShardReader(this.#run, shard, this.#startOf(shard))
        this.#readers.set(shard.id, reader)
        this.#busy.set(shard.id, reader)
      }
    }
  }

  #findBusy(): void {
    const { stream } = this.#run
    for (const { id } of stream.shardsAfter(this.#seen)) {
      const reader = this.#readers.get(id)
      if (reader !== undefined) this.#busy.set(id, reader)
    }
    this.#seen = stream.latestDurable
  }

  /** Up to where all is done with. Shards that are not read yet go on from others that are. */
  get #done(): HashPositions {
    return HashPositions.from([...this.#readers.values()], this.#run.stream.latestDurable)
  }

  #mayStart({ parentId }: Shard, ids: ReadonlySet<string>): boolean {
    if (parentId === undefined || this.#finished.has(parentId)) return true
    return !ids.has(parentId) && !this.#readers.has(parentId)
  }

  /** One alarm at a time. */
  #setAlarm(time: number | undefined): void {
    if (time !== undefined && time === this.#alarmAt) return
    this.#cancelAlarm?.()
    this.#alarmAt = time
    this.#cancelAlarm = time === undefined ? undefined : this.#alarm(time)
  }

  #alarm(time: number): () => void {
    return wakeAt(this.#run.clock, time, () => {
      this.#alarmAt = undefined
      this.#cancelAlarm = undefined
      this.#batchesThisTurn = 0
      this.#go()
    })
  }
}

/** In the account and region of the stream. */
function functionArn({ streamArn }: RecordSource, name: string): string {
  const [, partition, , region, account] = streamArn.split(':')
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`
}
