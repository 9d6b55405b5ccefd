/** `hashrange export`: a table as files. */

import { join } from 'node:path'
import { Database } from '../database.js'
import { MANIFEST_NAME } from '../disk/manifest.js'
import { systemFiles } from '../env/files.js'
import { NotADatabase } from '../errors/storage-errors.js'
import { bytesText, countText } from './amounts.js'
import { keyIn } from './key-file.js'
import type { Surroundings } from './surroundings.js'
import { toldText } from './told.js'
import type { ExportWish } from './transfer-arguments.js'
import { TransferLine } from './transfer-line.js'

/** Exports a table, and tells where to. */
export async function exportAsWished(
  { path, keyFile, table, to, prefix, format, isJson }: ExportWish,
  { readBytes, write, writeError, isTerminal }: Surroundings,
): Promise<void> {
  const encryptionKey = keyFile === undefined ? undefined : await keyIn(keyFile, readBytes)
  // It is not to be made here.
  if (!(await systemFiles.exists(join(path, MANIFEST_NAME)))) throw new NotADatabase(path)
  const database = await Database.open({ path, encryptionKey })
  const line = new TransferLine(isTerminal ? writeError : undefined)
  try {
    const { items, bytes, manifest } = await database.export({
      table,
      directory: to,
      prefix,
      format,
      onProgress: ({ items, of = items }) => line.show({ done: items, of, items }),
    })
    line.end()
    const text = () =>
      `${countText(items, 'item')} of ${table}, ${bytesText(bytes)}, are in ${manifest}\n`
    write(toldText(isJson, () => ({ table, items, bytes, manifest }), text))
  } finally {
    line.end()
    await database.close()
  }
}
