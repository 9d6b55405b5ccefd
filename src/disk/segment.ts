/**
 * A segment: one file of the log, and its name.
 *
 * ```
 * segment = header frame+ zeros             the zeros are there ahead of use, and are cut off when the log is closed
 * ```
 *
 * The header (`file-header.ts`) has the sequence number of the first frame (`frame.ts`), and the magic `hrlog`.
 *
 * A segment is written under another name, and has its own once its header and first frames are durable. Nothing is ever
 * added to a segment by a process that did not make it: each opening of a database begins a new one with its first commit. So
 * a nonce is never used twice, and what an earlier process could not sync is never built on.
 */

import { CorruptLog } from '../errors/storage-errors.js'
import type { FileKind } from './file-header.js'

/** The name of a segment that is not in use yet. Whoever opens the database removes one that was left. */
export const NEXT_SEGMENT_NAME = 'log-next.new'

export const SEGMENT_KIND: FileKind = {
  magic: 'hrlog',
  version: 1,
  purpose: 'log',
  damaged: (file, found) => new CorruptLog({ file, offset: 0 }, found),
}

/** The name of the segment whose first frame has this sequence number. */
export function segmentName(first: number): string {
  return `log-${String(first).padStart(16, '0')}.hrl`
}

/** The sequence number in the name of a segment; undefined if it is none. */
export function firstOfName(name: string): number | undefined {
  const digits = /^log-(\d{16})\.hrl$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
