/** Files and directories that are there as a whole or not at all, and last once they are. */

import { dirname } from 'node:path'
import { codeOf, type FileSystem, type OpenFile } from './files.js'

/** The path of a file that is not in use yet. */
export function newPathOf(path: string): string {
  return `${path}.new`
}

/**
 * Puts a file in the place of the one that has its path, if there is one. It lasts when this has been fulfilled; if it fails,
 * either may be there.
 *
 * @param write writes the file, which is synced and closed after it
 */
export async function writeWhole<Result>(
  files: FileSystem,
  path: string,
  write: (file: OpenFile) => Promise<Result>,
): Promise<Result> {
  const newPath = newPathOf(path)
  await removeIfThere(files, newPath)
  const file = await files.create(newPath)
  let result: Result
  try {
    result = await write(file)
    await file.dataSync()
  } finally {
    await file.close()
  }
  await files.rename(newPath, path)
  await files.syncDirectory(dirname(path))
  return result
}

/**
 * Makes a directory, and those above it that are missing, and their names last. Who did so before may have ended between the
 * two, so the name of one that is there is made to last as well.
 */
export async function makeLasting(files: FileSystem, directory: string): Promise<void> {
  const parent = dirname(directory)
  if (!(await files.exists(directory))) {
    if (parent !== directory) await makeLasting(files, parent)
    await files.makeDirectory(directory)
  }
  try {
    await files.syncDirectory(parent)
  } catch (error) {
    // Where nobody may look, nobody has made anything.
    if (codeOf(error) !== 'EACCES') throw error
  }
}

/** Takes a name from a file, if there is one of that name. */
export async function removeIfThere(files: FileSystem, path: string): Promise<void> {
  try {
    await files.remove(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}
