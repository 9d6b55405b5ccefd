/** Files that others read while they grow. */

import { appendFile } from 'node:fs/promises'

/** Adds a text at the end of a file of this machine, which is made if it is not there. Rejects with an error of Node. */
export function appendText(path: string, text: string): Promise<void> {
  return appendFile(path, text)
}
