/**
 * Tells Kinesis data streams of the changes of their tables: of each once it lasts, in the order of the log, and once in an
 * opening. What was written in former openings was told then; what a crash came between is told to nobody.
 */

import type { Change, Commit, SequenceNumber } from '../../engine/change.js'
import type { Follower } from '../../engine/follower.js'
import type { DurableLog } from '../../engine/log.js'
import { type Random, uuidOf } from '../../env/random.js'
import { isTold } from './destination.js'
import { type KinesisRecord, kinesisRecordOf } from './kinesis-record.js'
import type { KinesisTargets, Receiver } from './targets.js'

interface KinesisStreamingOptions {
  readonly log: DurableLog
  readonly random: Random
  readonly targets: KinesisTargets
}

/** A record that waits until its commit lasts. */
interface Waiting {
  readonly sequenceNumber: SequenceNumber
  readonly receiver: Receiver
  readonly record: KinesisRecord
}

export class KinesisStreaming implements Follower {
  readonly name = 'Kinesis streaming'
  readonly #options: KinesisStreamingOptions
  #isStarted = false
  /** In the order of the log. */
  #waiting: Waiting[] = []
  #willDeliver = false

  constructor(options: KinesisStreamingOptions) {
    this.#options = options
    options.log.onDurable(() => this.#deliverSoon())
  }

  /** Commits are new from now on, and no longer those of former openings. */
  start(): void {
    this.#isStarted = true
  }

  apply(commit: Commit): void {
    if (!this.#isStarted) return
    for (const change of commit.changes) this.#take(commit, change)
    this.#deliverSoon()
  }

  /** Delivers what lasts once the database is closed, and waits until it is where it belongs. */
  async closeAfter(closing: Promise<void>): Promise<void> {
    try {
      await closing
    } finally {
      this.#deliver()
      await this.#options.targets.settled()
    }
  }

  #take(commit: Commit, change: Change): void {
    const { kinesis } = change.table.description.settings
    if (kinesis === undefined) return
    const { targets, random } = this.#options
    const destination = kinesis.find(one => isTold(one, commit.time))
    const receiver = destination && targets.of(destination.streamArn)
    if (receiver === undefined) return
    const { sequenceNumber } = commit
    const options = { eventID: uuidOf(random), precision: destination?.precision }
    const record = kinesisRecordOf(commit, change, options)
    this.#waiting.push({ sequenceNumber, receiver, record })
  }

  /** Not at once: targets may write to the database, which is in the middle of a commit. */
  #deliverSoon(): void {
    if (this.#willDeliver || this.#waiting.length === 0) return
    this.#willDeliver = true
    queueMicrotask(() => {
      this.#willDeliver = false
      this.#deliver()
    })
  }

  #deliver(): void {
    const durable = this.#options.log.durableSequenceNumber
    const count = this.#waiting.findIndex(({ sequenceNumber }) => sequenceNumber > durable)
    const due = this.#waiting.splice(0, count === -1 ? this.#waiting.length : count)
    for (const { receiver, record } of due) receiver.take(record)
  }
}
