/** Files of the machine. */

import { readFile } from 'node:fs/promises'

/** The text of a file in UTF-8. Rejects with an error of Node, such as that of code `ENOENT`. */
export function readText(path: string): Promise<string> {
  return readFile(path, 'utf8')
}
