/** `hashrange shell`: a prompt for a database. */

import { Readable } from 'node:stream'
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
import { ShellHistory } from './shell-history.js'
import type { Surroundings, Typing } from './surroundings.js'
import { errorText } from './told.js'

/** Columns of a terminal that does not tell how many it has. */
const COLUMNS = 80
const NOTHING_TYPED: Typing = { input: Readable.from([]), terminal: undefined }

/** Answers what is typed until that ends. Returns the exit code. */
export async function runShell(wish: ShellWish, surroundings: Surroundings): Promise<number> {
  const { environment, screen, write, writeError, isTerminal } = surroundings
  const { input, terminal } = surroundings.typing ?? NOTHING_TYPED
  const door = await doorOf(wish, surroundings)
  try {
    const isForPeople = terminal !== undefined
    const width = isForPeople && !wish.isJson ? (screen?.columns ?? COLUMNS) : undefined
    const styles = stylesOf(width !== undefined && takesColours(true, environment))
    const session = new Session({ door, width, styles, write, stopwatch })
    const { error } = stylesOf(takesColours(isTerminal, environment))
    const kept = isForPeople ? new ShellHistory(surroundings) : undefined
    const { history, isDone } = await runPrompt({
      session,
      input,
      terminal,
      title: door.title,
      styles,
      // Whoever types knows who answers.
      refuse: (reason, line) =>
        writeError(
          isForPeople ? `${error(reason)}\n` : errorText(`line ${line}: ${reason}`, surroundings),
        ),
      history: (await kept?.read()) ?? [],
    })
    await kept?.write(history)
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
