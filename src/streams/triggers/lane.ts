/**
 * A lane of a shard: batches that are handled one after another. A shard has one lane, or several with records of
 * different partition keys each.
 */

import type { StreamPosition } from '../stream-position.js'
import { Batch, type GivenUp, type Pending } from './batch.js'
import type { StreamEvent } from './event.js'
import { failureOf } from './failure.js'
import { invoke } from './invocation.js'
import { firstFailureOf } from './response.js'
import type { TriggerRun } from './run.js'
import { type Progress, Tumbling } from './tumbling.js'

/** JSON of the records of one event, as the service limits what it hands to a function. */
const EVENT_BYTES_MAX = 6 * 1024 * 1024
/** The pause before the first retry; it doubles with each, up to a minute. */
const PAUSE_FIRST_MS = 1000
const PAUSE_MAX_MS = 60_000

export class Lane {
  readonly #run: TriggerRun
  readonly #shardId: string
  readonly #tumbling: Tumbling | undefined
  #queue: Pending[] = []
  #queuedBytes = 0
  #batch: Batch | undefined
  /** The batch is not tried before: milliseconds since 1970. */
  #notBefore = 0
  #running: Promise<void> | undefined
  #lastRequestId: string | undefined
  #lastError: 'Unhandled' | null = null
  /** How often the handler has failed at the end of a window. */
  #failuresAtEnd = 0
  /** The handler has failed while the trigger was to stop: what is behind is left. */
  #isLeft = false
  /** The first record that is left. */
  #left: StreamPosition | undefined
  /** The first record of the window that is open: its state is lost if another trigger goes on. */
  #windowFrom: StreamPosition | undefined

  constructor(run: TriggerRun, shardId: string) {
    this.#run = run
    this.#shardId = shardId
    const { tumblingWindowDuration: duration } = run.settings
    const { streamArn } = run.source
    this.#tumbling = duration === 0 ? undefined : new Tumbling(duration, { shardId, streamArn })
  }

  /** Records that are not in a batch yet. */
  get queued(): number {
    return this.#queue.length
  }

  /** Whether a batch is on its way. */
  get isBusy(): boolean {
    return this.#batch !== undefined
  }

  get isEmpty(): boolean {
    return (
      !this.#isLeft &&
      this.#batch === undefined &&
      this.#queue.length === 0 &&
      this.#tumbling?.end === undefined
    )
  }

  /** The position of the first record that is not done with, or whose window is still open; undefined if there is none. */
  get oldest(): StreamPosition | undefined {
    return this.#left ?? this.#windowFrom ?? (this.#batch?.records[0] ?? this.#queue[0])?.position
  }

  /** Fulfilled when the handler is done with what it was last given; undefined if it is not at work. */
  get running(): Promise<void> | undefined {
    return this.#running
  }

  /** Adds a record that came after all before. */
  add(record: Pending): void {
    if (this.#isLeft) return
    this.#queue.push(record)
    this.#queuedBytes += record.byteLength
  }

  /** Begins what is due. Returns when something will be, if nothing else happens before: milliseconds since 1970. */
  step(now: number, progress: Progress): number | undefined {
    if (this.#running !== undefined || this.#isLeft) return undefined
    if (this.#batch === undefined) {
      if (this.#tumbling?.isOver(now, this.#queue[0]?.time, progress) === true) {
        return this.#stepEnd(now, this.#tumbling)
      }
      const due = this.#batchDue() ?? this.#endDue(now)
      if (due === undefined || now < due) return due
      this.#batch = new Batch(this.#take(), this.#run.retryRule)
      this.#notBefore = now
    }
    const batch = this.#batch
    const givenUp = batch.expire(now - this.#run.ageMax)
    if (givenUp !== undefined) {
      this.#start(() => this.#giveUp(givenUp))
      return undefined
    }
    if (now >= this.#notBefore || this.#isStopping) {
      this.#start(() => this.#handle(batch))
      return undefined
    }
    const expiry = (batch.records[0]?.time ?? now) + this.#run.ageMax
    return Math.min(this.#notBefore, expiry)
  }

  /** The window is over: the handler is told as soon as it may be. */
  #stepEnd(now: number, tumbling: Tumbling): number | undefined {
    if (now < this.#notBefore && !this.#isStopping) return this.#notBefore
    this.#start(() => this.#end(tumbling))
    return undefined
  }

  /** When a window that is open ends. Once it has, what is left to read is read before it is over. */
  #endDue(now: number): number | undefined {
    const end = this.#tumbling?.end
    return end !== undefined && end > now ? end : undefined
  }

  /** When the queued records are to be handed over; undefined if there are none. */
  #batchDue(): number | undefined {
    const first = this.#queue[0]
    if (first === undefined) return undefined
    const { batchSize, windowDuration } = this.#run.settings
    const isFull =
      this.#isStopping || this.#queue.length >= batchSize || this.#queuedBytes >= EVENT_BYTES_MAX
    return isFull ? first.readAt : first.readAt + windowDuration
  }

  #take(): Pending[] {
    const { batchSize } = this.#run.settings
    let count = 0
    let bytes = 0
    const first = this.#queue[0]?.time ?? 0
    for (const { byteLength, time } of this.#queue) {
      if (count === batchSize || (count > 0 && bytes + byteLength > EVENT_BYTES_MAX)) break
      if (this.#tumbling?.isSame(first, time) === false) break
      count += 1
      bytes += byteLength
    }
    this.#queuedBytes -= bytes
    return this.#queue.splice(0, count)
  }

  /** The task begins at the end of this turn, when everyone can see that it runs. */
  #start(task: () => Promise<void>): void {
    this.#running = Promise.resolve()
      .then(task)
      .then(() => {
        this.#running = undefined
        if (this.#batch?.isDone === true) this.#batch = undefined
        this.#run.goOn()
      })
  }

  async #handle(batch: Batch): Promise<void> {
    const { counts, settings, clock } = this.#run
    const { records } = batch
    const window = this.#tumbling?.tell(records[0]?.time ?? 0)
    if (window !== undefined) this.#windowFrom ??= records[0]?.position
    const failedFrom = await this.#call({ ...eventOf(records), ...window }, response => {
      const from = settings.reportsItemFailures
        ? firstFailureOf(response, records.map(sequenceNumberOf))
        : undefined
      this.#tumbling?.keep(response, from !== undefined)
      return from
    })
    counts.recordsHandled += failedFrom ?? records.length
    if (failedFrom === undefined) {
      batch.succeed()
      return
    }
    const givenUp = batch.fail(failedFrom)
    this.#notBefore = clock.now() + pauseAfter(batch.failures)
    if (givenUp !== undefined) await this.#giveUp(givenUp)
    else if (this.#isStopping) this.#leave()
  }

  get #isStopping(): boolean {
    return this.#run.end !== undefined
  }

  /** Nobody waits until the next try is due. */
  #leave(): void {
    this.#isLeft = true
    this.#left = this.oldest
    this.#batch = undefined
    this.#queue = []
  }

  /** Tells the handler that a window is over. Its state is lost if it fails too often, or for too long. */
  async #end(tumbling: Tumbling): Promise<void> {
    const { ageMax, clock, settings } = this.#run
    const end = tumbling.end ?? 0
    const failedFrom = await this.#call({ Records: [], ...tumbling.tellEnd() }, () => undefined)
    const now = clock.now()
    this.#failuresAtEnd += 1
    const isLost = this.#failuresAtEnd > settings.retriesMax || now >= end + ageMax
    this.#notBefore = now + pauseAfter(this.#failuresAtEnd)
    if (failedFrom !== undefined && !isLost) {
      if (this.#isStopping) this.#leave()
      return
    }
    this.#failuresAtEnd = 0
    this.#notBefore = now
    tumbling.close()
    this.#windowFrom = undefined
  }

  /** Calls the handler. Returns the index of the first record that it has not handled, if there is one. */
  async #call(
    event: StreamEvent,
    failedFromOf: (response: unknown) => number | undefined,
  ): Promise<number | undefined> {
    const { counts, settings, called } = this.#run
    const requestId = this.#run.newRequestId()
    this.#lastRequestId = requestId
    this.#lastError = null
    counts.invocations += 1
    let failedFrom: number | undefined
    try {
      failedFrom = failedFromOf(await invoke(settings.handler, event, { requestId, called }))
    } catch (error) {
      this.#run.lastError = error
      this.#lastError = 'Unhandled'
      failedFrom = 0
    }
    if (failedFrom !== undefined) counts.failedInvocations += 1
    return failedFrom
  }

  async #giveUp(givenUp: GivenUp): Promise<void> {
    const { counts, settings, called, clock, source } = this.#run
    counts.recordsGivenUp += givenUp.records.length
    if (settings.onFailure === undefined) return
    const failure = failureOf(givenUp, {
      requestId: this.#lastRequestId ?? this.#run.newRequestId(),
      functionArn: called.arn,
      functionError: this.#lastError,
      shardId: this.#shardId,
      streamArn: source.streamArn,
      now: clock.now(),
    })
    try {
      await settings.onFailure(failure, eventOf(givenUp.records))
    } catch (error) {
      // As in the service, what cannot be told is not told: the records behind do not wait for it.
      counts.failedReports += 1
      this.#run.lastError = error
    }
  }
}

function sequenceNumberOf({ sequenceNumber }: Pending): string {
  return sequenceNumber
}

/** Each event is made anew, so that a handler that changes one finds it as it was when it is tried again. */
function eventOf(records: readonly Pending[]): StreamEvent {
  return JSON.parse(`{"Records":[${records.map(({ json }) => json).join(',')}]}`)
}

/** Milliseconds to wait after so many failures. */
function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(PAUSE_FIRST_MS * 2 ** (failures - 1), PAUSE_MAX_MS)
}
