/** `hashrange import`: a table that is made of files. */

import { Database } from '../database.js'
import { systemFiles } from '../env/files.js'
import type { ImportInfo } from '../native/imports.js'
import { bytesText, countText } from './amounts.js'
import { keyIn } from './key-file.js'
import type { Surroundings } from './surroundings.js'
import { toldText } from './told.js'
import type { ImportWish } from './transfer-arguments.js'
import { TransferLine } from './transfer-line.js'

/** Faults that are printed. */
const PRINTED_MAX = 20

/** Imports a table, and tells what is missing. Returns the exit code: 1 if something is. */
export async function importAsWished(
  wish: ImportWish,
  { readBytes, write, writeError, isTerminal }: Surroundings,
): Promise<number> {
  const { path, keyFile } = wish
  const encryptionKey = keyFile === undefined ? undefined : await keyIn(keyFile, readBytes)
  const source = await sourceOf(wish.source)
  const database = await Database.open({ path, encryptionKey })
  const line = new TransferLine(isTerminal ? writeError : undefined)
  try {
    const imported = await database.import({
      ...source,
      table: wish.table,
      schema: schemaOf(wish),
      format: wish.format,
      compression: wish.compression,
      ...(wish.format === 'CSV' && { csv: { delimiter: wish.delimiter, header: wish.header } }),
      onProgress: ({ items, bytes: done, of }) => line.show({ done, of, items }),
    })
    line.end()
    const { table, items, bytes, errors, faults } = imported
    if (!wish.isJson) writeError(faultsText(imported))
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
  if (errors === 0) return ''
  const printed = faults.slice(0, PRINTED_MAX)
  const lines = printed.map(
    ({ file, line, offset, reason }) =>
      `  ${file}, line ${line}${offset === undefined ? '' : `, byte ${offset}`}: ${reason}\n`,
  )
  const more = errors - printed.length
  const rest = more === 0 ? '' : `  and ${more} more\n`
  return `hashrange: ${countText(errors, 'row')} could not be imported:\n${lines.join('')}${rest}`
}
