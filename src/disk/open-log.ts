/** Opening the log: what is in it is read and made to last, and then it is written on. */

import { join } from 'node:path'
import type { FileSystem } from '../env/files.js'
import { removeIfThere } from '../env/lasting-files.js'
import { type LastSegment, type LogEnd, type LogScanOptions, scanLog } from './log-scan.js'
import { LogWriter, type LogWriterOptions } from './log-writer.js'
import { NEXT_SEGMENT_NAME } from './segment.js'

type OpenLogOptions = LogScanOptions & Omit<LogWriterOptions, 'nextSequenceNumber'>

export interface OpenedLog {
  readonly writer: LogWriter
  /** Where the log ended, and what has been cut there. */
  readonly end: LogEnd
}

/**
 * Reads the log and opens it for writing. Nobody else may have it open. What a crash has left of frames that were never
 * acknowledged is cut off.
 *
 * @throws CorruptLog, MissingFile, MisplacedFile, UnknownFormat, and what the file system throws
 */
export async function openLog(options: OpenLogOptions): Promise<OpenedLog> {
  const { files, directory } = options
  await removeIfThere(files, join(directory, NEXT_SEGMENT_NAME))
  const end = await scanLog(options)
  if (end.last !== undefined && !end.last.isClosed) await settle(files, directory, end.last)
  const { nextSequenceNumber } = end
  return { writer: new LogWriter({ ...options, nextSequenceNumber }), end }
}

/**
 * Makes what has been read last, before anything is built on it. It may be in memory only, and a sync alone does not help if
 * one failed before: Linux takes for written what it could not write. So it is written again.
 */
async function settle(files: FileSystem, directory: string, last: LastSegment): Promise<void> {
  const { end, uncertain } = last
  const file = await files.open(last.file, 'write')
  try {
    const bytes = Buffer.alloc(end - uncertain)
    await file.read(bytes, uncertain)
    await file.write(bytes, uncertain)
    if (last.size > end) await file.truncate(end)
    await file.dataSync()
  } finally {
    await file.close()
  }
  await files.syncDirectory(directory)
}
