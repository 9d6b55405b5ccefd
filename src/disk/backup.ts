/** A backup: a directory of its own, with what a database held at one moment. It is a database like any other. */

import { DirectoryInUse } from '../errors/storage-errors.js'
import type { CheckpointSource } from './checkpoint-writer.js'
import { DatabaseDirectory, type DirectoryOptions } from './directory.js'
import { segmentsOf } from './segment-file.js'

/**
 * Writes what `source` holds into a directory, which must be empty or not there yet.
 *
 * @throws DirectoryInUse if there is a database in it, DatabaseLocked, NotADatabase, and what the file system throws
 */
export async function writeBackup(
  options: DirectoryOptions,
  source: CheckpointSource,
): Promise<void> {
  const directory = await DatabaseDirectory.open(options)
  try {
    const segments = await segmentsOf(directory.files, directory.directory)
    if (directory.checkpoint !== undefined || segments.length > 0) {
      throw new DirectoryInUse(directory.directory)
    }
    await directory.replaceCheckpoint(source, async () => {
      for (const { copyTo } of source.attachments()) await copyTo(directory.attached)
    })
  } finally {
    await directory.release()
  }
}
