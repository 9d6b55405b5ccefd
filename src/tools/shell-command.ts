/** `hashrange shell`: a prompt for a database. */

import { homedir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { writePrivateText } from '../env/append.js'
import { codeOf } from '../env/files.js'
import { stopwatch } from '../env/timers.js'
import type { ShellDoor } from '../shell/door.js'
import { embeddedDoor } from '../shell/embedded-door.js'
import { runPrompt } from '../shell/prompt.js'
import { remoteDoor } from '../shell/remote-door.js'
import { Session } from '../shell/session.js'
import { stylesOf, takesColours } from '../shell/styles.js'
import { isElsewhere, openElsewhere } from './elsewhere.js'
import { openDirectory } from './held-directory.js'
import { progressLineOn } from './progress-line.js'
import type { ShellWish } from './shell-arguments.js'
import type { Surroundings, Typing } from './surroundings.js'
import { errorText } from './told.js'

/** Columns of a terminal that does not tell how many it has. */
const COLUMNS = 80
const NOTHING_TYPED: Typing = { input: Readable.from([]), terminal: undefined }

/** Answers what is typed until that ends. Returns the exit code. */
export async function runShell(wish: ShellWish, surroundings: Surroundings): Promise<number> {
  const { environment, screen, write, writeError, readBytes } = surroundings
  const { input, terminal } = surroundings.typing ?? NOTHING_TYPED
  const door = await doorOf(wish, surroundings)
  try {
    const isForPeople = terminal !== undefined
    const width = isForPeople && !wish.isJson ? (screen?.columns ?? COLUMNS) : undefined
    const styles = stylesOf(width !== undefined && takesColours(true, environment))
    const session = new Session({ door, width, styles, write, stopwatch })
    const file = isForPeople ? historyFileOf(environment) : undefined
    const before = file === undefined ? [] : await linesOf(file, readBytes)
    const { history, isDone } = await runPrompt({
      session,
      input,
      terminal,
      title: door.title,
      styles,
      refuse: (reason, line) =>
        writeError(errorText(isForPeople ? reason : `line ${line}: ${reason}`, surroundings)),
      history: before,
    })
    if (file !== undefined) await writePrivateText(file, history.map(line => `${line}\n`).join(''))
    return isDone ? 0 : 1
  } finally {
    await door.close()
  }
}

async function doorOf(wish: ShellWish, surroundings: Surroundings): Promise<ShellDoor> {
  const { target, keyFile, isReadOnly, isJson } = wish
  if (isElsewhere(target)) return remoteDoor(await openElsewhere(wish))
  const line = progressLineOn(surroundings, isJson)
  const options = { directory: target, keyFile, readOnly: isReadOnly, line }
  const opening = openDirectory(options, surroundings.readBytes)
  return embeddedDoor(await opening.finally(() => line.end()), target)
}

function historyFileOf({
  HASHRANGE_HISTORY: file,
}: Surroundings['environment']): string | undefined {
  if (file === undefined) return join(homedir(), '.hashrange_history')
  return file === '' ? undefined : file
}

/** The lines of a file; none if it is not there. */
async function linesOf(file: string, readBytes: Surroundings['readBytes']): Promise<string[]> {
  try {
    const text = Buffer.from(await readBytes(file)).toString()
    return text.split('\n').filter(line => line !== '')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
