/** Texts that are written for others to read: files, and what goes to the terminal. */

import { appendFile, writeFile } from 'node:fs/promises'

/** Adds a text at the end of a file of this machine, which is made if it is not there. Rejects with an error of Node. */
export function appendText(path: string, text: string): Promise<void> {
  return appendFile(path, text)
}

/** Makes a file of this machine that has this text, in the place of what was there. Rejects with an error of Node. */
export function writeText(path: string, text: string): Promise<void> {
  return writeFile(path, text)
}

/** As `writeText`, a file that only its owner may read. */
export function writePrivateText(path: string, text: string): Promise<void> {
  return writeFile(path, text, { mode: 0o600 })
}

/** Writes to the terminal of whoever runs the process, apart from its output. */
export function tellUser(text: string): void {
  process.stderr.write(text)
}
