/**
 * A database on disk, from its opening to its end: what is there comes into memory, and what is committed goes into the log,
 * and from time to time into a checkpoint.
 */

import type { Committer } from '../engine/commit.js'
import type { TableImages } from '../engine/table-images.js'
import { codeOf } from '../env/files.js'
import type { RecoveryClock } from '../env/recovery-clock.js'
import { DirectoryNotAccessible } from '../errors/storage-errors.js'
import type { AttachedFiles } from './attached-files.js'
import { type CheckpointTarget, readCheckpoint } from './checkpoint-reader.js'
import { type Capture, Checkpointer } from './checkpointer.js'
import { checkpointPath, DatabaseDirectory, type DirectoryOptions } from './directory.js'
import { DiskLog } from './disk-log.js'
import { type LogEnd, type LoggedFrame, scanLog, type TornTail } from './log-scan.js'
import type { Durability, SegmentSizes } from './log-writer.js'
import { openLog } from './open-log.js'
import { Replay } from './replay.js'

/** How far the opening of a database is. */
export interface OpenProgress {
  /** `checkpoint`: what the database held some time ago is read; `log`: what was committed since then is made again. */
  readonly phase: 'checkpoint' | 'log'
  /** Bytes that have been read. */
  readonly bytes: number
  /** Bytes that there are. */
  readonly of: number
}

/** What was found in the log when a database was opened. */
export interface Recovery {
  /** Commits that were made again: those that the last checkpoint has not. */
  readonly commits: number
  /** What a crash had left of writes that were never acknowledged. It has been cut off. */
  readonly torn?: TornTail | undefined
}

export interface DiskOptions extends DirectoryOptions {
  readonly durability: Durability
  /** Nothing is written, and somebody else may have the directory open. */
  readonly readOnly?: boolean | undefined
  readonly onProgress: (progress: OpenProgress) => void
  /** Bytes of the log after which a checkpoint is made. */
  readonly checkpointBytes: number
  readonly segmentSizes?: SegmentSizes | undefined
}

/** The parts of a database that is recovered. */
interface Recovering extends CheckpointTarget {
  readonly clock: RecoveryClock
  readonly images: TableImages
}

/** Bytes of a log that take as long to read as that there is one segment more: each opening begins a new one. */
const SEGMENT_COST = 8 * 1024

export class Disk {
  readonly log = new DiskLog()
  readonly #options: DiskOptions
  readonly #directory: DatabaseDirectory
  #checkpointer: Checkpointer | undefined
  #checkpointBytes = 0
  /** What the log is when it has been read, as a checkpointer counts it. */
  #replayedBytes = 0
  #recovery: Recovery | undefined

  private constructor(options: DiskOptions, directory: DatabaseDirectory) {
    this.#options = options
    this.#directory = directory
  }

  /**
   * Takes the directory of a database, or looks into it if it is to be read only.
   *
   * @throws DirectoryNotAccessible, and as `DatabaseDirectory.open` and `look`
   */
  static async open(options: DiskOptions): Promise<Disk> {
    const { readOnly } = options
    try {
      const directory =
        readOnly === true
          ? await DatabaseDirectory.look(options)
          : await DatabaseDirectory.open(options)
      return new Disk(options, directory)
    } catch (error) {
      throw explained(error, options.directory)
    }
  }

  /**
   * Reads the checkpoint, if there is one. To be called once, before anything follows the log.
   *
   * @throws as `readCheckpoint`
   */
  async load({ clock, images: _, ...target }: Recovering): Promise<void> {
    const { files, directory, databaseId, key, checkpoint } = this.#directory
    if (checkpoint === undefined) return
    const { sequenceNumber } = checkpoint
    const path = checkpointPath(directory, sequenceNumber)
    const onProgress = (bytes: number, of: number): void =>
      this.#options.onProgress({ phase: 'checkpoint', bytes, of })
    const options = { files, databaseId, key, path, sequenceNumber, onProgress }
    this.log.skipTo(sequenceNumber)
    const { time, byteLength } = await readCheckpoint(options, target)
    this.#checkpointBytes = byteLength
    clock.replay(time)
  }

  /**
   * Makes what stands in the log behind the checkpoint again. From then on the log is written.
   *
   * @throws as `openLog`
   */
  async replay({ regions, clock, images }: Recovering, committer: Committer): Promise<void> {
    const { files, random, directory, databaseId, key, firstSequenceNumber } = this.#directory
    const { durability, segmentSizes, readOnly } = this.#options
    const replay = new Replay({ regions, committer, images, clock })
    const scan = {
      files,
      directory,
      databaseId,
      key,
      from: firstSequenceNumber,
      firstSegment: this.#directory.firstSegment,
      lastKnown: this.#directory.lastSequenceNumber,
      take: (frame: LoggedFrame) => {
        this.#replayedBytes += frame.end - frame.start
        return replay.take(frame)
      },
      onProgress: (bytes: number, of: number) =>
        this.#options.onProgress({ phase: 'log', bytes, of }),
    }
    let end: LogEnd
    if (readOnly === true) {
      end = await scanLog(scan)
      this.log.refuseWrites()
    } else {
      const opened = await openLog({ ...scan, random, durability, segmentSizes })
      end = opened.end
      this.log.begin(opened.writer)
    }
    replay.end()
    this.#replayedBytes += Math.max(0, end.segments - 1) * SEGMENT_COST
    clock.end()
    const commits = end.nextSequenceNumber - firstSequenceNumber
    this.#recovery = { commits, torn: end.torn }
  }

  /** Of 32 bytes. Undefined if nothing is encrypted. */
  get key(): Uint8Array | undefined {
    return this.#directory.key
  }

  /** Undefined before `replay`. */
  get recovery(): Recovery | undefined {
    return this.#recovery
  }

  /** Where images and history last. */
  get attached(): AttachedFiles {
    return this.#directory.attached
  }

  /**
   * Makes checkpoints from now on, of what `capture` hands out.
   *
   * @param inUse the names of the attached files that are needed: others are what a crash has left
   */
  async makeCheckpoints(capture: () => Capture, inUse: ReadonlySet<string>): Promise<void> {
    if (this.#options.readOnly) return
    await this.#directory.attached.sweep(inUse)
    this.#checkpointer = new Checkpointer({
      directory: this.#directory,
      log: this.log,
      replayedBytes: this.#replayedBytes,
      checkpointBytes: this.#checkpointBytes,
      bytes: this.#options.checkpointBytes,
      capture,
    })
  }

  /** Makes a checkpoint now. */
  async checkpoint(): Promise<void> {
    await this.#checkpointer?.make()
  }

  /**
   * Puts a checkpoint in the place of all that there is on disk, encrypted by a key, or by none. Nobody may write any more,
   * and it is to be closed.
   */
  async compact(capture: () => Capture, key: Uint8Array | undefined): Promise<void> {
    await this.#checkpointer?.stop()
    this.#checkpointer = undefined
    const { release, settle, ...source } = capture()
    try {
      await settle()
      // It counts as a commit, so that no file has the name of another one.
      const sequenceNumber = this.log.nextSequenceNumber
      await this.#directory.replaceAll({ ...source, sequenceNumber }, key)
    } finally {
      release()
    }
  }

  /**
   * Makes all commits last, and lets others open the directory.
   *
   * @throws PoisonedDatabase if some of them don't. The directory is free all the same.
   */
  async close(): Promise<void> {
    try {
      await this.#checkpointer?.close()
      await this.#directory.attached.close()
      await this.log.close()
      if (this.#recovery !== undefined && this.#options.readOnly !== true) {
        await this.#directory.noteEnd(this.log.nextSequenceNumber - 1)
      }
    } finally {
      await this.#directory.release()
    }
  }
}

/** The error, or if it is of the file system and there is something to do about it, one that says what. */
function explained(error: unknown, directory: string): unknown {
  switch (codeOf(error)) {
    case 'EROFS':
      return new DirectoryNotAccessible(directory, true, error)
    case 'EACCES':
    case 'EPERM':
      return new DirectoryNotAccessible(directory, false, error)
    default:
      return error
  }
}
