/** Reading a directory that somebody else writes to. */

import { codeOf } from '../env/files.js'
import { CorruptCheckpoint, CorruptLog, MissingFile } from '../errors/storage-errors.js'

/** A writer replaces files rarely, and a frame is soon written. */
const TRIES = 5

/**
 * Reads again if a file was gone or damaged: while it is read, a writer may remove a file, or go on behind bytes that have been
 * read already. What is still so in the end is.
 */
export async function withoutRaces<Result>(read: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read()
    } catch (error) {
      if (tries === TRIES || !mayBeRace(error)) throw error
    }
  }
}

function mayBeRace(error: unknown): boolean {
  return (
    error instanceof CorruptLog ||
    error instanceof CorruptCheckpoint ||
    error instanceof MissingFile ||
    codeOf(error) === 'ENOENT'
  )
}
