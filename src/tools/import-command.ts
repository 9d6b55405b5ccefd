/** `hashrange import`: a table that is made of files. */

import { Database } from '../database.js'
import { systemFiles } from '../env/files.js'
import type { ImportInfo } from '../native/imports.js'
import { bytesText, countText } from './amounts.js'
import { keyIn } from './key-file.js'
import { progressLineOn } from './progress-line.js'
import type { Surroundings } from './surroundings.js'
import { errorText, toldText } from './told.js'
import type { ImportWish } from './transfer-arguments.js'

/** Faults that are printed. */
const PRINTED_MAX = 20

/** Imports a table, and tells what is missing. Returns the exit code: 1 if something is. */
export async function importAsWished(
  wish: ImportWish,
  surroundings: Surroundings,
): Promise<number> {
  const { readBytes, write, writeError } = surroundings
  const { path, keyFile } = wish
  const encryptionKey = keyFile === undefined ? undefined : await keyIn(keyFile, readBytes)
  const source = await sourceOf(wish.source)
  const line = progressLineOn(surroundings, wish.isJson)
  const opening = Database.open({ path, encryptionKey, onProgress: line.showOpening })
  const database = await opening.finally(() => line.end())
  try {
    const imported = await database.import({
      ...source,
      table: wish.table,
      schema: schemaOf(wish),
      format: wish.format,
      compression: wish.compression,
      ...(wish.format === 'CSV' && { csv: { delimiter: wish.delimiter, header: wish.header } }),
      onProgress: ({ bytes: done, of }) =>
        line.show({ what: `importing ${wish.table}`, done, of, unit: 'bytes' }),
    })
    line.end()
    const { table, items, bytes, errors, faults } = imported
    if (!wish.isJson && errors > 0) writeError(errorText(faultsText(imported), surroundings))
    const json = () => ({ table, items, bytes, errors, faults: faults.slice(0, PRINTED_MAX) })
    const text = () => `${countText(items, 'row')} of ${bytesText(bytes)} became ${table}\n`
    write(toldText(wish.isJson, json, text))
    return imported.errors === 0 ? 0 : 1
  } finally {
    line.end()
    await database.close()
  }
}

async function sourceOf(
  path: string,
): Promise<{ readonly file?: string; readonly directory?: string }> {
  try {
    await systemFiles.entries(path)
    return { directory: path }
  } catch {
    return { file: path } // which tells what is wrong, if that is none either
  }
}

function schemaOf({ partitionKey, sortKey }: ImportWish) {
  return {
    partitionKey: { [partitionKey.name]: partitionKey.type },
    ...(sortKey && { sortKey: { [sortKey.name]: sortKey.type } }),
  }
}

function faultsText({ errors, faults }: ImportInfo): string {
  const printed = faults.slice(0, PRINTED_MAX)
  const lines = printed.map(
    ({ file, line, offset, reason }) =>
      `\n  ${file}, line ${line}${offset === undefined ? '' : `, byte ${offset}`}: ${reason}`,
  )
  const more = errors - printed.length
  const rest = more === 0 ? '' : `\n  and ${more} more`
  return `${countText(errors, 'row')} could not be imported:${lines.join('')}${rest}`
}
