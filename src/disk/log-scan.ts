/**
 * The log as it is read: from the oldest frame that is wanted to where it ends, and whether it ends as a crash may leave it.
 *
 * A crash leaves the last group of frames in any state, whole frames behind torn ones too: disks write in any order. What
 * comes before that group is durable, as the frames of the group say (`behind` in `frame.ts`). So a bad frame is where the log
 * ends unless a whole one behind it shows that it was durable; then the log is damaged.
 */

import { join } from 'node:path'
import { type FileSystem, sizeOf } from '../env/files.js'
import { CorruptLog, MisplacedFile, MissingFile } from '../errors/storage-errors.js'
import { type FileIdentity, HEADER_BYTES, readFileHeader } from './file-header.js'
import { ALIGNMENT, END_KIND, FRAME_HEADER_BYTES, type FrameForm } from './frame.js'
import { SEGMENT_KIND, segmentName } from './segment.js'
import { segmentsOf } from './segment-file.js'

/** A frame that is read. Its payload is overwritten by that of others later: copy what is kept. */
export interface LoggedFrame {
  readonly sequenceNumber: number
  readonly kind: number
  /** The payload stands in them from `start` to `end`. */
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

export interface LogScanOptions extends FileIdentity {
  readonly files: FileSystem
  readonly directory: string
  /** The first sequence number that is wanted. */
  readonly from: number
  /** Segments that begin before it are passed over. */
  readonly firstSegment?: number | undefined
  /** The log goes up to this sequence number at least. */
  readonly lastKnown?: number | undefined
  /** Is told how many bytes of how many have been read. */
  readonly onProgress?: ((bytes: number, of: number) => void) | undefined
  /** Is given each frame, in order. Their sequence numbers have no gap. The next one waits for what it returns. */
  readonly take: (frame: LoggedFrame) => Promise<void> | undefined
}

/** What a crash has left of frames that were never acknowledged. */
export interface TornTail {
  readonly file: string
  /** Where it begins, in bytes from the start of the file, and how many bytes it has. */
  readonly offset: number
  readonly byteLength: number
}

/** The last segment, up to where it is good. All in bytes from the start of the file. */
export interface LastSegment {
  readonly file: string
  readonly size: number
  /** Where the log ends. */
  readonly end: number
  /** From here on what is good is not known to be durable. */
  readonly uncertain: number
  /** The log was closed, and all of it is durable. */
  readonly isClosed: boolean
}

export interface LogEnd {
  /** How many segments have been read. */
  readonly segments: number
  /** That of the frame after the last one. */
  readonly nextSequenceNumber: number
  /** Undefined if there is none. */
  readonly last: LastSegment | undefined
  readonly torn: TornTail | undefined
}

/**
 * Reads the log, and changes nothing.
 *
 * @throws CorruptLog, MissingFile, MisplacedFile, UnknownFormat, and what the file system throws
 */
export async function scanLog(options: LogScanOptions): Promise<LogEnd> {
  const { files, directory, from } = options
  const firsts = await wantedSegments(options)
  const paths = firsts.map(first => join(directory, segmentName(first)))
  let nextSequenceNumber = from
  const size = options.onProgress === undefined ? 0 : await sizeOfAll(files, paths)
  let read = 0
  let last: LastSegment | undefined
  let torn: TornTail | undefined
  let buffer: Buffer = Buffer.alloc(0)
  for (const [nth, first] of firsts.entries()) {
    const file = paths[nth] as string
    const bytes = await readInto(buffer, files, file)
    if (bytes.length > buffer.length) buffer = bytes
    const form = readFileHeader(SEGMENT_KIND, bytes, options, { file, number: first })
    const segment = { file, first, bytes, form }
    const walked = await walk(segment, options)
    nextSequenceNumber = first + walked.count
    read += bytes.length
    options.onProgress?.(read, size)
    const following = firsts[nth + 1]
    if (following !== undefined) {
      checkFollowing(segment, { walked, following, directory })
      continue
    }
    const { end, uncertain, isClosed } = walked
    last = { file, size: bytes.length, end, uncertain, isClosed }
    if (!isClosed) torn = tornTail(segment, walked)
  }
  nextSequenceNumber = Math.max(nextSequenceNumber, from)
  if (nextSequenceNumber <= (options.lastKnown ?? 0)) {
    throw missingEnd(join(directory, segmentName(nextSequenceNumber)), last)
  }
  return { segments: firsts.length, nextSequenceNumber, last, torn }
}

/** The sequence numbers with which the segments begin that have what is wanted. */
async function wantedSegments(options: LogScanOptions): Promise<number[]> {
  const { files, directory, from, firstSegment = 0 } = options
  const firsts = (await segmentsOf(files, directory)).filter(first => first >= firstSegment)
  const start = firsts.findLastIndex(first => first <= from)
  if (start === -1 && firsts.length > 0) throw new MissingFile(join(directory, segmentName(from)))
  return firsts.slice(Math.max(start, 0))
}

interface ReadSegment {
  readonly file: string
  readonly first: number
  readonly bytes: Buffer
  readonly form: FrameForm
}

/** How far a segment is good. */
interface Walked {
  /** Frames. */
  readonly count: number
  readonly end: number
  readonly uncertain: number
  readonly isClosed: boolean
}

async function walk(segment: ReadSegment, { from, take }: LogScanOptions): Promise<Walked> {
  const { file, first, bytes, form } = segment
  let end = HEADER_BYTES
  let uncertain = end
  for (let index = 0; ; index += 1) {
    const frame = form.read(bytes, end, { index, indexMax: index })
    if (frame === undefined) return { count: index, end, uncertain, isClosed: false }
    const { kind, behind, next } = frame
    if (!form.open(bytes, frame)) {
      throw new CorruptLog({ file, offset: end }, 'a frame that its key does not open')
    }
    if (behind === 0) uncertain = end
    const sequenceNumber = first + index
    if (kind === END_KIND) return { count: index, end: next, uncertain: next, isClosed: true }
    if (sequenceNumber >= from) {
      const taken = take({ sequenceNumber, kind, bytes, start: frame.start, end: frame.end })
      if (taken !== undefined) await taken // few have to wait
    }
    end = next
  }
}

interface Following {
  readonly walked: Walked
  /** The sequence number with which the next segment begins. */
  readonly following: number
  readonly directory: string
}

/** A segment is begun when the one before it is durable, so the one must go on where the other ends. */
function checkFollowing(
  { file, first, bytes }: ReadSegment,
  { walked, following, directory }: Following,
): void {
  const next = first + walked.count
  if (following === next) return
  if (following < next) throw new MisplacedFile(join(directory, segmentName(following)))
  const isCleanEnd = walked.isClosed || usedBytes(bytes) <= walked.end
  if (isCleanEnd && walked.count > 0) throw new MissingFile(join(directory, segmentName(next)))
  throw badFrame(file, walked)
}

/** @throws CorruptLog if what follows was not left by a crash */
function tornTail(segment: ReadSegment, walked: Walked): TornTail | undefined {
  const { file, bytes } = segment
  const { end, count } = walked
  // The first frames of a segment are durable when it gets its name.
  if (count === 0 || isDurableThough(segment, walked)) throw badFrame(file, walked)
  const byteLength = usedBytes(bytes) - end
  return byteLength <= 0 ? undefined : { file, offset: end, byteLength }
}

/** Whether a frame behind the end shows that the one that is missing there was durable. */
function isDurableThough({ bytes, form }: ReadSegment, { end, count }: Walked): boolean {
  const used = usedBytes(bytes)
  const indexMax = count + Math.ceil((used - end) / FRAME_HEADER_BYTES)
  for (let at = end; at < used; at += ALIGNMENT) {
    const frame = form.read(bytes, at, { index: count + 1, indexMax })
    if (frame !== undefined && frame.index - frame.behind > count) return true
  }
  return false
}

/** What was there when the log was closed is not there. */
function missingEnd(following: string, last: LastSegment | undefined): Error {
  if (last === undefined || last.isClosed) return new MissingFile(following)
  return new CorruptLog(
    { file: last.file, offset: last.end },
    'no whole frame, where there was one',
  )
}

function badFrame(file: string, { end, count }: Walked): CorruptLog {
  return new CorruptLog({ file, offset: end }, `no whole frame number ${count} of the segment`)
}

/** Bytes up to the last that is not zero. */
function usedBytes(bytes: Buffer): number {
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0) length -= 1
  return length
}

/** Bytes of some files. */
async function sizeOfAll(files: FileSystem, paths: readonly string[]): Promise<number> {
  let bytes = 0
  for (const path of paths) bytes += await sizeOf(files, path)
  return bytes
}

/** The bytes of a file, in the buffer if it is large enough. */
async function readInto(buffer: Buffer, files: FileSystem, path: string): Promise<Buffer> {
  const file = await files.open(path, 'read')
  try {
    const size = await file.size()
    const target = size > buffer.length ? Buffer.allocUnsafeSlow(size) : buffer
    return target.subarray(0, await file.read(target.subarray(0, size), 0))
  } finally {
    await file.close()
  }
}
