/**
 * The log as it is written: group commit. What is appended while the disk is busy is collected, and taken by the next write
 * and sync together; only one is under way at a time. So the sequence of the frames is that in which they last.
 *
 * After a write or a sync that failed nothing is tried again: nobody knows what the disk has, and the operating system may
 * take for written what is not. No further frame is taken, and whoever waits is told. Opening the log anew finds out.
 */

import { PoisonedDatabase } from '../engine/log.js'
import { codeOf, type FileSystem, type OpenFile } from '../env/files.js'
import type { Random } from '../env/random.js'
import { endOfTurn } from '../env/timers.js'
import { assert } from '../errors/assert.js'
import { DiskFailed, DiskFull } from '../errors/storage-errors.js'
import { type FileIdentity, HEADER_BYTES, newFileHeader } from './file-header.js'
import { END_KIND, type FrameForm, frameEnd } from './frame.js'
import { FrameBuffer, type Payload } from './frame-buffer.js'
import { SALT_BYTES } from './seal.js'
import { SEGMENT_KIND } from './segment.js'
import {
  discardSegment,
  type PreparedSegment,
  prepareSegment,
  publishSegment,
} from './segment-file.js'
import { Waiters } from './waiters.js'

/**
 * What an acknowledged frame is worth.
 *
 * - `group`: it lasts. All that waits is written and synced together.
 * - `each`: it lasts. Each frame has a write and a sync of its own.
 * - `none`: it is written soon, and lasts when the operating system says so: it survives the end of the process once it is
 *   written, and a loss of power perhaps. A segment is synced when the next one begins, and when the log is flushed.
 */
export type Durability = 'group' | 'each' | 'none'

/** Sizes of segments, in bytes: each is twice as large as the one before, up to the largest. */
export interface SegmentSizes {
  readonly first: number
  readonly max: number
}

/** A small database needs little room; a large one begins a new segment rarely. */
const SEGMENT_SIZES: SegmentSizes = { first: 64 * 1024, max: 16 * 1024 * 1024 }
/** With more, the frames of a segment could not say how far behind the durable ones are. */
const SEGMENT_BYTES_MAX = 2 ** 28

/** Bytes that are collected without anybody waiting. */
const BACKLOG_BYTES_MAX = 2 ** 22

/** Stands for the sequence number of the last frame of the group that is collected. */
const COLLECTED = Number.POSITIVE_INFINITY

export interface LogWriterOptions extends FileIdentity {
  readonly files: FileSystem
  readonly directory: string
  readonly random: Random
  readonly durability: Durability
  /** That of the first frame that is appended. */
  readonly nextSequenceNumber: number
  /** By default from 64 KB to 16 MB. A larger group of frames makes a larger segment. */
  readonly segmentSizes?: SegmentSizes | undefined
}

interface CurrentSegment {
  readonly file: OpenFile
  readonly form: FrameForm
  /** The sequence number of its first frame. */
  readonly first: number
  /** In bytes, as `used` is: all that is written, and all that there is room for. */
  readonly size: number
  used: number
}

/** Frames in the buffer that are written at once. */
interface Batch {
  readonly start: number
  readonly end: number
  readonly count: number
}

export class LogWriter {
  readonly #options: LogWriterOptions
  readonly #waiters = new Waiters()
  readonly #listeners: (() => void)[] = []
  #collecting = new FrameBuffer()
  #writing = new FrameBuffer()
  #next: number
  /** Sequence numbers of the last frame that is being written, that is written, and that is synced. */
  #lastTaken: number
  #lastWritten: number
  #lastSynced: number
  #segment: CurrentSegment | undefined
  #prepared: Promise<PreparedSegment> | undefined
  #segmentBytes: number
  #byteLength = 0
  #isFlushWanted = false
  #isClosed = false
  /** Settles when there is nothing left to write. */
  #work: Promise<void> | undefined
  #failure: PoisonedDatabase | undefined

  constructor(options: LogWriterOptions) {
    const { nextSequenceNumber, segmentSizes = SEGMENT_SIZES } = options
    assert(segmentSizes.max <= SEGMENT_BYTES_MAX, 'a segment has less than 256 MB')
    this.#options = options
    this.#segmentBytes = segmentSizes.first
    this.#next = nextSequenceNumber
    this.#lastTaken = nextSequenceNumber - 1
    this.#lastWritten = nextSequenceNumber - 1
    this.#lastSynced = nextSequenceNumber - 1
  }

  /** The sequence number of the next frame. */
  get nextSequenceNumber(): number {
    return this.#next
  }

  /** The last frame that is, with all before it, as durable as the log makes it. */
  get durableSequenceNumber(): number {
    return this.#options.durability === 'none' ? this.#next - 1 : this.#lastSynced
  }

  /** Bytes of the frames that have been appended. */
  get byteLength(): number {
    return this.#byteLength
  }

  /**
   * Bytes that are appended and not written. No append is refused because of them: they are bounded by what callers append
   * without waiting for it.
   */
  get pendingBytes(): number {
    return this.#collecting.used + this.#writing.used
  }

  /**
   * Appends a frame. Its payload is copied at once, its bytes are written after this turn of the event loop.
   *
   * @returns its sequence number
   * @throws PoisonedDatabase if writing has failed before
   */
  append(payload: Payload): number {
    this.throwIfPoisoned()
    assert(!this.#isClosed, 'nothing is appended to a log that is closed')
    assert(payload.kind !== END_KIND, 'the end of the log is not appended')
    const { used } = this.#collecting
    this.#collecting.add(payload, this.#options.key !== undefined)
    this.#byteLength += this.#collecting.used - used
    this.#next += 1
    this.#start()
    return this.#next - 1
  }

  /**
   * Settles when the frame, and so all before it, is as durable as the log makes it; undefined if it is so already.
   *
   * @returns what is rejected with a `PoisonedDatabase` if writing fails before
   */
  whenDurable(sequenceNumber: number): Promise<void> | undefined {
    assert(sequenceNumber < this.#next, 'only what has been appended is waited for')
    // Where nothing is waited for, whoever writes faster than the disk waits for it now and then all the same.
    if (this.#options.durability === 'none' && this.#collecting.used > BACKLOG_BYTES_MAX) {
      return this.#work
    }
    if (sequenceNumber <= this.durableSequenceNumber) return undefined
    return this.#whenSynced(sequenceNumber)
  }

  /** Calls `listener` each time after `durableSequenceNumber` has advanced, but not while a frame is appended. */
  onDurable(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /**
   * Settles when all frames so far are on the disk, whatever the log promises of each; undefined if they are.
   *
   * @returns what is rejected with a `PoisonedDatabase` if writing fails, or has failed before
   */
  flush(): Promise<void> | undefined {
    if (this.#failure === undefined && this.#lastSynced === this.#next - 1) return undefined
    const synced = this.#whenSynced(this.#next - 1)
    this.#isFlushWanted = true
    this.#start()
    return synced
  }

  throwIfPoisoned(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  /**
   * Makes all frames durable, and ends the log: what stands in it after that can only be damage.
   *
   * @throws PoisonedDatabase if writing fails, or has failed before. The files are closed all the same.
   */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    try {
      await this.flush()
      await this.#work
      this.throwIfPoisoned()
      if (this.#segment !== undefined) await this.#endSegment(this.#segment)
    } finally {
      await this.#work
      await this.#discardPrepared()
      await this.#segment?.file.close()
    }
  }

  #whenSynced(sequenceNumber: number): Promise<void> {
    if (this.#failure !== undefined) return handledRejection(this.#failure)
    if (this.#options.durability === 'each') return this.#waiters.at(sequenceNumber)
    return this.#waiters.at(sequenceNumber > this.#lastTaken ? COLLECTED : this.#lastTaken)
  }

  /** From the end of this turn on, so that all that is appended in it is one group. */
  #start(): void {
    if (this.#work !== undefined || this.#failure !== undefined) return
    this.#work = this.#writeAll()
  }

  async #writeAll(): Promise<void> {
    try {
      await endOfTurn()
      while (this.#collecting.count > 0 || this.#isFlushWanted) {
        await this.#writeGroup()
        await endOfTurn() // who has been told may append to the next group
      }
    } catch (error) {
      this.#fail(error)
    }
    this.#work = undefined
  }

  /** Writes and syncs what has been collected. */
  async #writeGroup(): Promise<void> {
    const buffer = this.#collecting
    this.#collecting = this.#writing
    this.#writing = buffer
    this.#lastTaken = this.#next - 1
    this.#waiters.move(COLLECTED, this.#lastTaken)
    const isSynced = this.#options.durability !== 'none' || this.#isFlushWanted
    this.#isFlushWanted = false
    if (this.#options.durability === 'each') await this.#writeEach(buffer)
    else {
      if (buffer.count > 0) await this.#write({ start: 0, end: buffer.used, count: buffer.count })
      if (isSynced) await this.#sync()
      else this.#tell()
    }
    buffer.clear()
  }

  async #writeEach(buffer: FrameBuffer): Promise<void> {
    for (let start = 0; start < buffer.used; ) {
      const end = frameEnd(buffer.bytes, start)
      await this.#write({ start, end, count: 1 })
      await this.#sync()
      start = end
    }
  }

  async #write(batch: Batch): Promise<void> {
    const length = batch.end - batch.start
    const current = this.#segment
    if (current === undefined || current.used + length > current.size) {
      await this.#writeToNextSegment(batch)
      return
    }
    await this.#writeTo(current, batch)
    const isHalfUsed = current.used > current.size / 2
    if (isHalfUsed) this.#prepared ??= this.#prepare(this.#segmentBytes)
  }

  async #writeTo(segment: CurrentSegment, { start, end, count }: Batch): Promise<void> {
    const sequenceNumber = this.#lastWritten + 1
    this.#writing.stamp(start, segment.form, {
      count,
      index: sequenceNumber - segment.first,
      behind: this.#lastWritten - this.#lastSynced,
    })
    await segment.file.write(this.#writing.slice({ start, end }), segment.used)
    segment.used += end - start
    this.#lastWritten += count
  }

  /** Everything before it is durable when a segment begins, and so are its first frames when it has its name. */
  async #writeToNextSegment(batch: Batch): Promise<void> {
    const { files, directory, random } = this.#options
    const old = this.#segment
    if (old !== undefined) await this.#sync()
    const first = this.#lastWritten + 1
    const { header, form } = newFileHeader(SEGMENT_KIND, this.#options, {
      number: first,
      salt: random.bytes(SALT_BYTES),
    })
    const used = HEADER_BYTES
    const { file, size } = await this.#nextFile(used + batch.end - batch.start)
    const segment = { file, form, first, size, used }
    this.#segment = segment
    await old?.file.close()
    await file.write(header, 0)
    await this.#writeTo(segment, batch)
    await file.dataSync()
    await publishSegment(files, directory, first)
    this.#synced()
  }

  /** The file that has been prepared, if it is large enough, else a new one. */
  async #nextFile(bytes: number): Promise<PreparedSegment> {
    const { files, directory, segmentSizes = SEGMENT_SIZES } = this.#options
    const prepared = await this.#prepared?.catch(() => undefined)
    this.#prepared = undefined
    const size = Math.max(bytes, this.#segmentBytes)
    this.#segmentBytes = Math.min(2 * this.#segmentBytes, segmentSizes.max)
    if (prepared !== undefined && prepared.size >= bytes) return prepared
    if (prepared !== undefined) await discardSegment(files, directory, prepared)
    return this.#newFile(size)
  }

  /** That it fails is found when the file is needed, and tried again: by then there may be space. */
  #prepare(size: number): Promise<PreparedSegment> {
    const prepared = this.#newFile(size)
    prepared.catch(() => {})
    return prepared
  }

  #newFile(size: number): Promise<PreparedSegment> {
    const { files, directory, durability } = this.#options
    return prepareSegment(files, directory, { size, isFilled: durability !== 'none' })
  }

  async #discardPrepared(): Promise<void> {
    const prepared = await this.#prepared?.catch(() => undefined)
    const { files, directory } = this.#options
    if (prepared !== undefined) await discardSegment(files, directory, prepared)
  }

  async #sync(): Promise<void> {
    if (this.#lastSynced === this.#lastWritten) return
    await this.#segment?.file.dataSync()
    this.#synced()
  }

  #synced(): void {
    this.#lastSynced = this.#lastWritten
    this.#tell()
    this.#waiters.resolveThrough(this.#lastSynced)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  /** All before the end is durable when it is written: whatever is bad then, and has been good, is damaged. */
  async #endSegment({ file, form, first, used }: CurrentSegment): Promise<void> {
    const end = new FrameBuffer()
    const payload = { kind: END_KIND, byteLengthMax: 0, write: (_: Buffer, at: number) => at }
    end.add(payload, this.#options.key !== undefined)
    end.stamp(0, form, { count: 1, index: this.#next - first, behind: 0 })
    await file.write(end.slice({ start: 0, end: end.used }), used)
    await file.truncate(used + end.used)
    await file.dataSync()
  }

  #fail(error: unknown): void {
    this.#failure = new PoisonedDatabase(causeOf(error, this.#options.directory))
    this.#waiters.rejectAll(this.#failure)
    this.#collecting.clear()
    this.#writing.clear()
  }
}

/** What goes with the poison. What no disk has said is a bug, and stays what it is. */
function causeOf(error: unknown, directory: string): unknown {
  switch (codeOf(error)) {
    case undefined:
      return error
    case 'ENOSPC':
    case 'EDQUOT':
      return new DiskFull(directory, error)
    default:
      return new DiskFailed(directory, error)
  }
}

/** Whoever does not care need not handle it. */
function handledRejection(error: unknown): Promise<never> {
  const rejected = Promise.reject(error)
  rejected.catch(() => {})
  return rejected
}
