/**
 * Makes checkpoints in the background, when the log has grown by so much that it pays: a checkpoint takes as long as its
 * database is large, and the log that it replaces is at least as large as the last one was.
 */

import type { CheckpointSource } from './checkpoint-writer.js'
import type { DatabaseDirectory } from './directory.js'
import type { DiskLog } from './disk-log.js'
import { Pace } from './pace.js'

/** Bytes of the log after which a checkpoint is made, unless the last one was larger. */
export const CHECKPOINT_BYTES = 32 * 2 ** 20
/** Bytes of the log for which a checkpoint is made when the database is closed: less is read again soon enough. */
const BYTES_AT_CLOSE = 64 * 1024

/** And the share of the checkpoint that it must have: a large one takes longer to write than a little log to read. */
const SHARE_AT_CLOSE = 1 / 16

/** A copy of what a database holds, made in no time. */
export interface Capture extends Omit<CheckpointSource, 'sequenceNumber'> {
  /** Settles when what is not in the checkpoint lasts that it refers to. */
  readonly settle: () => Promise<void>
  /** A checkpoint up to a commit has been made of the copy. */
  readonly published: (sequenceNumber: number) => void
  /** The names of all attached files that are needed, by the copy or since. */
  readonly inUse: () => ReadonlySet<string>
  /** Nobody reads the copy any more. */
  readonly release: () => void
}

interface CheckpointerOptions {
  readonly directory: DatabaseDirectory
  readonly log: DiskLog
  /** Bytes that the log had behind the last checkpoint when it was opened. */
  readonly replayedBytes: number
  /** Bytes of the checkpoint that there is; 0 if there is none. */
  readonly checkpointBytes: number
  /** Bytes of the log after which a checkpoint is made, or more if the last one was larger. */
  readonly bytes: number
  readonly capture: () => Capture
}

export class Checkpointer {
  readonly #options: CheckpointerOptions
  /** Bytes of the log that the last checkpoint made needless, and those of the checkpoint. */
  #logBytes: number
  #checkpointBytes: number
  #running: Promise<void> | undefined
  #isClosed = false
  /** Others write meanwhile, until it is closed. */
  readonly #pace = new Pace()

  constructor(options: CheckpointerOptions) {
    this.#options = options
    this.#logBytes = -options.replayedBytes
    this.#checkpointBytes = options.checkpointBytes
    options.log.onDurable(() => this.#look())
  }

  /** Makes a checkpoint of what there is now, once the one that is being made is done. */
  async make(): Promise<void> {
    const capture = this.#capture()
    await this.#running?.catch(() => {})
    this.#running = this.#write(capture).finally(() => {
      this.#running = undefined
    })
    await this.#running
  }

  /** Makes one more checkpoint, of what there is now, if there is enough in the log, and no further ones. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#pace.hurry()
    if (this.#growth >= Math.max(BYTES_AT_CLOSE, this.#checkpointBytes * SHARE_AT_CLOSE))
      await this.make().catch(warn)
    await this.stop()
  }

  /** Makes no further ones, once the one that is being made is done. */
  async stop(): Promise<void> {
    this.#isClosed = true
    this.#pace.hurry()
    await this.#running?.catch(() => {})
  }

  #look(): void {
    if (this.#isClosed || this.#running !== undefined) return
    if (this.#growth >= Math.max(this.#options.bytes, this.#checkpointBytes)) {
      this.make().catch(warn)
    }
  }

  /** Bytes by which the log has grown since the last checkpoint, whether or not that could be made. */
  get #growth(): number {
    return this.#options.log.byteLength - this.#logBytes
  }

  #capture(): Numbered {
    const { log, capture } = this.#options
    log.throwIfPoisoned()
    this.#logBytes = log.byteLength
    return { ...capture(), sequenceNumber: log.nextSequenceNumber - 1 }
  }

  async #write({ release, settle, published, inUse, ...source }: Numbered): Promise<void> {
    const { directory, log } = this.#options
    try {
      if (directory.checkpoint?.sequenceNumber === source.sequenceNumber) return
      this.#checkpointBytes = await directory.replaceCheckpoint(
        { ...source, pace: this.#pace },
        async () => {
          await settle()
          await log.flush() // what is in a checkpoint lasts: so the log goes on behind it
        },
      )
      published(source.sequenceNumber)
      await directory.attached.sweep(inUse())
    } finally {
      release()
    }
  }
}

/** A capture, and the last commit that is in it. */
type Numbered = Capture & CheckpointSource

/** A checkpoint that can't be made is no loss, but the log goes on growing. */
function warn(error: unknown): void {
  process.emitWarning(`A checkpoint could not be made: ${String(error)}`, { type: 'hashrange' })
}
