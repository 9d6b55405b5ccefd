/** `hashrange verify`: whether what is on disk is what was written. */

import { surveyDirectory } from '../disk/survey.js'
import { systemFiles } from '../env/files.js'
import { DatabaseLocked, isStorageError, WrongKey } from '../errors/storage-errors.js'
import { countText } from './amounts.js'
import type { DirectoryWish } from './directory-arguments.js'
import { holding, openUntouched } from './held-directory.js'
import { filesText } from './inspect-command.js'
import { keyIn } from './key-file.js'
import { tornText } from './opening-report.js'
import type { Surroundings } from './surroundings.js'
import { tablesOf } from './tables-report.js'

/** Verifies a directory. Returns the exit code: 1 if it is damaged. */
export async function verify(
  { directory, keyFile }: DirectoryWish,
  { readBytes, write }: Surroundings,
): Promise<number> {
  const key = keyFile === undefined ? undefined : await keyIn(keyFile, readBytes)
  return holding(directory, async () => {
    const survey = await surveyDirectory({ files: systemFiles, directory, key })
    if (survey.isEncrypted && key === undefined)
      throw new WrongKey(directory, { isGiven: false, isNeeded: true })
    const damages = survey.damages.map(
      ({ file, offset, meaning }) => `${file} at byte ${offset}: ${meaning}`,
    )
    const found = damages.length > 0 ? { damages } : await recovered(directory, key)
    if ('damages' in found) {
      const lines = found.damages.map(line => `  ${line}\n`).join('')
      write(`${directory} is damaged:\n${lines}hashrange salvage reads what can still be read.\n`)
      return 1
    }
    write(`${directory} is intact: ${found.summary}\n${filesText(survey)}`)
    return 0
  })
}

/** What the database has that is recovered, or why it can't be. */
async function recovered(
  directory: string,
  key: Uint8Array | undefined,
): Promise<{ readonly summary: string } | { readonly damages: readonly string[] }> {
  try {
    const database = await openUntouched(directory, key)
    const tables = await tablesOf(database)
    const items = tables.reduce((sum, table) => sum + table.items, 0)
    const { torn } = database.recovery ?? {}
    const missing = database.missingImages()
    await database.close()
    if (missing.length > 0) {
      return { damages: missing.map(name => `the file of the image ${name} is missing`) }
    }
    const left = torn && `; ${tornText(torn)}`
    const summary = `${countText(tables.length, 'table')}, ${countText(items, 'item')}${left ?? ''}`
    return { summary }
  } catch (error) {
    if (error instanceof DatabaseLocked || error instanceof WrongKey) throw error
    if (!(error instanceof Error)) throw error
    const { message } = error
    return { damages: [isStorageError(error) ? message : `it can't be recovered: ${message}`] }
  }
}
