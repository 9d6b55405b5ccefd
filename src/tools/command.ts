/** The command `hashrange`. */

import { PoisonedDatabase } from '../engine/log.js'
import { isStorageError } from '../errors/storage-errors.js'
import { wishOf } from './arguments.js'
import { WrongKeyFile } from './key-file.js'
import { WrongArguments } from './options.js'
import { WrongSeed } from './seed.js'
import { type Serving, serveAsWished } from './serve-command.js'
import type { Surroundings } from './surroundings.js'

/** What became of the command: a server that runs, or the exit code of what is done. */
type Outcome = { readonly server: Serving } | { readonly exitCode: number }

/** Runs the command. `args` are those after the name of the program. */
export async function runCommand(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Outcome> {
  const { version, environment, write, writeError } = surroundings
  try {
    const wish = wishOf(args, environment)
    switch (wish.kind) {
      case 'help':
        write(wish.text)
        return { exitCode: 0 }
      case 'version':
        write(`${version}\n`)
        return { exitCode: 0 }
      default:
        return { server: await serveAsWished(wish, surroundings) }
    }
  } catch (error) {
    if (error instanceof WrongArguments) {
      writeError(`hashrange: ${error.message}\nSee hashrange --help.\n`)
      return { exitCode: 2 }
    }
    writeError(failureText(error))
    return { exitCode: 1 }
  }
}

/**
 * A line on what has failed.
 *
 * @throws what it is given, if that is a bug, for which nobody but its stack has words
 */
export function failureText(error: unknown): string {
  const isTold =
    isStorageError(error) ||
    error instanceof PoisonedDatabase ||
    error instanceof WrongSeed ||
    error instanceof WrongKeyFile ||
    isOfNode(error)
  if (!isTold) throw error
  return `hashrange: ${error.message}\n`
}

/** Such as that a port is taken. */
function isOfNode(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
