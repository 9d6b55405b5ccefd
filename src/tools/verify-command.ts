/** `hashrange verify`: whether what is on disk is what was written. */

import type { Database } from '../database.js'
import type { Survey } from '../disk/survey.js'
import { DatabaseLocked, isStorageError, WrongKey } from '../errors/storage-errors.js'
import { countText } from './amounts.js'
import type { DirectoryWish } from './directory-arguments.js'
import { holding, openUntouched, surveyed } from './held-directory.js'
import { filesText } from './inspect-command.js'
import { keyIn } from './key-file.js'
import { tornText } from './opening-report.js'
import { progressLineOn } from './progress-line.js'
import type { Surroundings } from './surroundings.js'
import { tablesOf } from './tables-report.js'
import { toldText } from './told.js'

/** Verifies a directory. Returns the exit code: 1 if it is damaged. */
export async function verify(
  { directory, keyFile, isJson }: DirectoryWish,
  surroundings: Surroundings,
): Promise<number> {
  const { readBytes, write } = surroundings
  const key = keyFile === undefined ? undefined : await keyIn(keyFile, readBytes)
  const line = progressLineOn(surroundings, isJson)
  const verifying = holding(directory, async () => {
    const survey = await surveyed(directory, key, line)
    if (survey.isEncrypted && key === undefined)
      throw new WrongKey(directory, { isGiven: false, isNeeded: true })
    const damages = survey.damages.map(
      ({ file, offset, meaning }) => `${file} at byte ${offset}: ${meaning}`,
    )
    const found: Found =
      damages.length > 0
        ? { damages }
        : await recovered(() => openUntouched(directory, key, line.showOpening))
    line.end()
    const json = () => ({ directory, isIntact: !('damages' in found), ...found })
    write(toldText(isJson, json, () => textOf(directory, found, survey)))
    return 'damages' in found ? 1 : 0
  })
  return await verifying.finally(() => line.end())
}

type Found = Recovered | { readonly damages: readonly string[] }

interface Recovered {
  readonly tables: number
  readonly items: number
  /** What of a crash is cut off when it is opened. */
  readonly torn: string | undefined
}

function textOf(directory: string, found: Found, survey: Survey): string {
  if ('damages' in found) {
    const lines = found.damages.map(line => `  ${line}\n`).join('')
    return `${directory} is damaged:\n${lines}hashrange salvage reads what can still be read.\n`
  }
  const { tables, items, torn } = found
  const left = torn === undefined ? '' : `; ${torn}`
  const summary = `${countText(tables, 'table')}, ${countText(items, 'item')}${left}`
  return `${directory} is intact: ${summary}\n${filesText(survey)}`
}

/** What the database has that is recovered, or why it can't be. */
async function recovered(open: () => Promise<Database>): Promise<Found> {
  try {
    const database = await open()
    const tables = await tablesOf(database)
    const items = tables.reduce((sum, table) => sum + table.items, 0)
    const { torn } = database.recovery ?? {}
    const missing = database.missingImages()
    await database.close()
    if (missing.length > 0) {
      return { damages: missing.map(name => `the file of the image ${name} is missing`) }
    }
    return { tables: tables.length, items, torn: torn && tornText(torn) }
  } catch (error) {
    if (error instanceof DatabaseLocked || error instanceof WrongKey) throw error
    if (!(error instanceof Error)) throw error
    const { message } = error
    return { damages: [isStorageError(error) ? message : `it can't be recovered: ${message}`] }
  }
}
