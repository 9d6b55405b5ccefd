/** Directories of databases, as commands open them: to look at one, nobody writes to it meanwhile, and the command does not either. */

import { join } from 'node:path'
import { Database } from '../database.js'
import type { OpenProgress } from '../disk/disk.js'
import { takeLock } from '../disk/lock.js'
import { MANIFEST_NAME } from '../disk/manifest.js'
import { bytesIn, type Survey, surveyDirectory } from '../disk/survey.js'
import { loadHashOfLongTexts } from '../encoding/hash.js'
import { type FileSystem, systemFiles } from '../env/files.js'
import { systemProcesses } from '../env/processes.js'
import { systemRandom } from '../env/random.js'
import { untouched } from '../env/untouched-files.js'
import { NotADatabase } from '../errors/storage-errors.js'
import { openingOf } from '../native/database-options.js'
import { keyIn } from './key-file.js'
import type { ProgressLine } from './progress-line.js'
import { watchedFiles } from './watched-files.js'

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

/**
 * Looks at all files of a database, and shows how far it is.
 *
 * @throws what `surveyDirectory` does
 */
export async function surveyed(
  directory: string,
  key: Uint8Array | undefined,
  line: ProgressLine,
): Promise<Survey> {
  const files = await filesShownBy(line, { directory, what: 'checking the files' })
  return surveyDirectory({ files, directory, key })
}

/** Files that show on a line how much of a directory has been read. */
export async function filesShownBy(
  line: ProgressLine,
  { directory, what }: { readonly directory: string; readonly what: string },
): Promise<FileSystem> {
  const of = await bytesIn(systemFiles, directory)
  return watchedFiles(bytes => line.show({ what, done: Math.min(bytes, of), of, unit: 'bytes' }))
}

/** The database of a directory that is held, in memory: nothing that is done to it reaches the disk. */
export async function openUntouched(
  directory: string,
  key: Uint8Array | undefined,
  onProgress: (progress: OpenProgress) => void,
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
    onProgress,
  }
  return Database.openOn(disk, openingOf({}))
}

interface DirectoryOpening {
  readonly directory: string
  readonly keyFile: string | undefined
  readonly readOnly?: boolean | undefined
  readonly line: ProgressLine
}

/**
 * Opens the database of a directory, which must be there. The line shows how far it is, and stays.
 *
 * @throws NotADatabase if it is not
 */
export async function openDirectory(
  { directory, keyFile, readOnly, line }: DirectoryOpening,
  readBytes: (path: string) => Promise<Uint8Array>,
): Promise<Database> {
  const encryptionKey = keyFile === undefined ? undefined : await keyIn(keyFile, readBytes)
  if (!(await systemFiles.exists(join(directory, MANIFEST_NAME)))) throw new NotADatabase(directory)
  const onProgress = line.showOpening
  return await Database.open({ path: directory, encryptionKey, readOnly, onProgress })
}
