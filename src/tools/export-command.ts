/** `hashrange export`: a table as files. */

import { bytesText, countText } from './amounts.js'
import { openDirectory } from './held-directory.js'
import { progressLineOn } from './progress-line.js'
import type { Surroundings } from './surroundings.js'
import { toldText } from './told.js'
import type { ExportWish } from './transfer-arguments.js'

/** Exports a table, and tells where to. */
export async function exportAsWished(
  { path, keyFile, table, to, prefix, format, isJson }: ExportWish,
  surroundings: Surroundings,
): Promise<void> {
  const line = progressLineOn(surroundings, isJson)
  const opening = openDirectory({ directory: path, keyFile, line }, surroundings.readBytes)
  const database = await opening.finally(() => line.end())
  try {
    const { items, bytes, manifest } = await database.export({
      table,
      directory: to,
      prefix,
      format,
      onProgress: ({ items, of }) =>
        line.show({ what: `exporting ${table}`, done: items, of, unit: 'items' }),
    })
    line.end()
    const text = () =>
      `${countText(items, 'item')} of ${table}, ${bytesText(bytes)}, are in ${manifest}\n`
    surroundings.write(toldText(isJson, () => ({ table, items, bytes, manifest }), text))
  } finally {
    line.end()
    await database.close()
  }
}
