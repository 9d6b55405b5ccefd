/** `hashrange export`: a table as files. */

import { bytesText, countText } from './amounts.js'
import { openDirectory } from './held-directory.js'
import type { Surroundings } from './surroundings.js'
import { toldText } from './told.js'
import type { ExportWish } from './transfer-arguments.js'
import { TransferLine } from './transfer-line.js'

/** Exports a table, and tells where to. */
export async function exportAsWished(
  { path, keyFile, table, to, prefix, format, isJson }: ExportWish,
  { readBytes, write, writeError, isTerminal }: Surroundings,
): Promise<void> {
  const database = await openDirectory({ directory: path, keyFile }, readBytes)
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
