/** `hashrange compact`: a database on disk without a log, perhaps encrypted by another key. */

import { join } from 'node:path'
import { Database } from '../database.js'
import { MANIFEST_NAME } from '../disk/manifest.js'
import { bytesIn } from '../disk/survey.js'
import { systemFiles } from '../env/files.js'
import { NotADatabase } from '../errors/storage-errors.js'
import { bytesText } from './amounts.js'
import type { CompactWish } from './directory-arguments.js'
import { keyIn } from './key-file.js'
import { progressLineOn } from './progress-line.js'
import type { Surroundings } from './surroundings.js'
import { toldText } from './told.js'

/** Compacts a directory, and tells how large it was and is. */
export async function compact(
  { directory, keyFile, newKeyFile, isJson }: CompactWish,
  surroundings: Surroundings,
): Promise<void> {
  const { readBytes, write } = surroundings
  const keyOf = (path: string | undefined) =>
    path === undefined ? undefined : keyIn(path, readBytes)
  const encryptionKey = await keyOf(keyFile)
  const newKey = await keyOf(newKeyFile)
  // It is not to be made here.
  if (!(await systemFiles.exists(join(directory, MANIFEST_NAME)))) throw new NotADatabase(directory)
  const before = await bytesIn(systemFiles, directory)
  const line = progressLineOn(surroundings, isJson)
  const compacting = async (): Promise<void> => {
    const onProgress = line.showOpening
    const database = await Database.open({ path: directory, encryptionKey, onProgress })
    line.show({ what: 'writing the checkpoint', done: 0, of: undefined, unit: 'bytes' })
    await database.compact(newKey)
  }
  await compacting().finally(() => line.end())
  const after = await bytesIn(systemFiles, directory)
  const how = newKey === undefined ? 'not encrypted' : 'encrypted'
  const isEncrypted = newKey !== undefined
  write(
    toldText(
      isJson,
      () => ({ directory, bytesBefore: before, bytes: after, isEncrypted }),
      () => `${directory} had ${bytesText(before)}, and has ${bytesText(after)}, ${how}\n`,
    ),
  )
}
