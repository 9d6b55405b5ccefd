/** Files of segments: made ahead of use, put in the place of the one before, and removed. */

import { join } from 'node:path'
import type { FileSystem, OpenFile } from '../env/files.js'
import { removeIfThere } from '../env/lasting-files.js'
import { firstOfName, NEXT_SEGMENT_NAME, segmentName } from './segment.js'

/** The zeros of a segment are written in pieces of this size, so that other writes get their turn. */
const PIECE_BYTES = 256 * 1024

/** A file of zeros that is durable, but for its name. */
export interface PreparedSegment {
  readonly file: OpenFile
  /** In bytes. */
  readonly size: number
}

/**
 * Makes a file for a segment. Full of zeros, writing into it changes no length and no place of it, so that a sync has less to
 * do; where each write is not synced, that is not worth writing twice.
 */
export async function prepareSegment(
  files: FileSystem,
  directory: string,
  { size, isFilled }: { readonly size: number; readonly isFilled: boolean },
): Promise<PreparedSegment> {
  const path = join(directory, NEXT_SEGMENT_NAME)
  await removeIfThere(files, path)
  const file = await files.create(path)
  try {
    if (!isFilled) return { file, size }
    const zeros = new Uint8Array(Math.min(size, PIECE_BYTES))
    for (let position = 0; position < size; position += zeros.length) {
      await file.write(zeros.subarray(0, Math.min(zeros.length, size - position)), position)
    }
    await file.dataSync()
    return { file, size }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Takes back what has been prepared. */
export async function discardSegment(
  files: FileSystem,
  directory: string,
  { file }: PreparedSegment,
): Promise<void> {
  await file.close()
  await removeIfThere(files, join(directory, NEXT_SEGMENT_NAME))
}

/** Gives a prepared segment its name. What it has must be durable; that it is part of the log is so from now on. */
export async function publishSegment(
  files: FileSystem,
  directory: string,
  first: number,
): Promise<void> {
  await files.rename(join(directory, NEXT_SEGMENT_NAME), join(directory, segmentName(first)))
  await files.syncDirectory(directory)
}

/** The sequence numbers with which the segments of a directory begin, in order. */
export async function segmentsOf(files: FileSystem, directory: string): Promise<number[]> {
  const names = await files.list(directory)
  return names.map(firstOfName).filter(first => first !== undefined)
}

/**
 * Removes the segments that have nothing but frames before a sequence number. The last one stays, whatever it has.
 *
 * @returns how many those were
 */
export async function removeSegmentsBefore(
  files: FileSystem,
  directory: string,
  sequenceNumber: number,
): Promise<number> {
  const firsts = await segmentsOf(files, directory)
  const old = firsts.filter((_, index) => (firsts[index + 1] ?? Infinity) <= sequenceNumber)
  // From the oldest on, so that what a crash leaves has no gap.
  for (const first of old) await files.remove(join(directory, segmentName(first)))
  if (old.length > 0) await files.syncDirectory(directory)
  return old.length
}
