/** Directories of databases, as commands open them: to look at one, nobody writes to it meanwhile, and the command does not either. */

import { join } from 'node:path'
import { Database } from '../database.js'
import { takeLock } from '../disk/lock.js'
import { MANIFEST_NAME } from '../disk/manifest.js'
import { loadHashOfLongTexts } from '../encoding/hash.js'
import { systemFiles } from '../env/files.js'
import { systemProcesses } from '../env/processes.js'
import { systemRandom } from '../env/random.js'
import { untouched } from '../env/untouched-files.js'
import { NotADatabase } from '../errors/storage-errors.js'
import { openingOf } from '../native/database-options.js'
import { keyIn } from './key-file.js'

/**
 * Does something while nobody else may open the directory.
 *
 * @throws DatabaseLocked if somebody has it open, and NotADatabase if it is not there
 */
export async function holding<Result>(
  directory: string,
  act: () => Promise<Result>,
): Promise<Result> {
  if (!(await systemFiles.exists(directory))) throw new NotADatabase(directory)
  const system = { files: systemFiles, processes: systemProcesses, random: systemRandom }
  const lock = await takeLock({ ...system, directory })
  try {
    return await act()
  } finally {
    await lock.release()
  }
}

/** The database of a directory that is held, in memory: nothing that is done to it reaches the disk. */
export async function openUntouched(
  directory: string,
  key: Uint8Array | undefined,
): Promise<Database> {
  await loadHashOfLongTexts()
  const disk = {
    files: untouched(systemFiles),
    processes: systemProcesses,
    random: systemRandom,
    directory,
    key,
    durability: 'none' as const,
    checkpointBytes: Number.POSITIVE_INFINITY,
    onProgress: () => {},
  }
  return Database.openOn(disk, openingOf({}))
}

interface DirectoryOpening {
  readonly directory: string
  readonly keyFile: string | undefined
  readonly readOnly?: boolean | undefined
}

/**
 * Opens the database of a directory, which must be there.
 *
 * @throws NotADatabase if it is not
 */
export async function openDirectory(
  { directory, keyFile, readOnly }: DirectoryOpening,
  readBytes: (path: string) => Promise<Uint8Array>,
): Promise<Database> {
  const encryptionKey = keyFile === undefined ? undefined : await keyIn(keyFile, readBytes)
  if (!(await systemFiles.exists(join(directory, MANIFEST_NAME)))) throw new NotADatabase(directory)
  return await Database.open({ path: directory, encryptionKey, readOnly })
}
