/** The directory of a database that a command looks at: nobody writes to it meanwhile, and the command does not either. */

import { Database } from '../database.js'
import { takeLock } from '../disk/lock.js'
import { loadHashOfLongTexts } from '../encoding/hash.js'
import { systemFiles } from '../env/files.js'
import { systemProcesses } from '../env/processes.js'
import { systemRandom } from '../env/random.js'
import { untouched } from '../env/untouched-files.js'
import { NotADatabase } from '../errors/storage-errors.js'
import { openingOf } from '../native/database-options.js'

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
