/** The command `hashrange`. */

import { PoisonedDatabase } from '../engine/log.js'
import { unreachable } from '../errors/assert.js'
import { isDesignFailed } from '../errors/design-errors.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { FileFailed } from '../errors/file-errors.js'
import { MigrationFailed, ServiceFailure } from '../errors/migration-errors.js'
import { ClientMissing } from '../errors/remote-errors.js'
import { WrongSeed } from '../errors/seed-errors.js'
import { isStorageError } from '../errors/storage-errors.js'
import { helpOf, wishOf } from './arguments.js'
import { compact } from './compact-command.js'
import { compareAsWished } from './compare-command.js'
import { type Exploring, exploreAsWished } from './explore-command.js'
import { exportAsWished } from './export-command.js'
import { WrongFaults } from './faults-file.js'
import { importAsWished } from './import-command.js'
import { inspect } from './inspect-command.js'
import { WrongKeyFile } from './key-file.js'
import { migrateAsWished } from './migrate-command.js'
import { WrongArguments } from './options.js'
import { WrongPolicies } from './policies-file.js'
import { pullAsWished } from './pull-command.js'
import { salvageTo } from './salvage-command.js'
import { type Serving, serveAsWished } from './serve-command.js'
import { runShell } from './shell-command.js'
import type { Surroundings } from './surroundings.js'
import { errorText } from './told.js'
import { verify } from './verify-command.js'

/** What became of the command: a server or a page that is there, or the exit code of what is done. */
type Outcome =
  | { readonly server: Serving }
  | { readonly page: Exploring }
  | { readonly exitCode: number }

/** Runs the command. `args` are those after the name of the program. */
export async function runCommand(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Outcome> {
  const { version, environment, write, writeError } = surroundings
  try {
    const wish = wishOf(args, environment)
    switch (wish.kind) {
      case 'text':
        write(wish.text)
        return { exitCode: 0 }
      case 'version':
        write(`${version}\n`)
        return { exitCode: 0 }
      case 'serve':
        return { server: await serveAsWished(wish, surroundings) }
      case 'verify':
        return { exitCode: await verify(wish, surroundings) }
      case 'inspect':
        await inspect(wish, surroundings)
        return { exitCode: 0 }
      case 'salvage':
        await salvageTo(wish, surroundings)
        return { exitCode: 0 }
      case 'compact':
        await compact(wish, surroundings)
        return { exitCode: 0 }
      case 'export':
        await exportAsWished(wish, surroundings)
        return { exitCode: 0 }
      case 'import':
        return { exitCode: await importAsWished(wish, surroundings) }
      case 'compare':
        await compareAsWished(wish, surroundings)
        return { exitCode: 0 }
      case 'pull':
        await pullAsWished(wish, surroundings)
        return { exitCode: 0 }
      case 'migrate':
        return { exitCode: await migrateAsWished(wish, surroundings) }
      case 'explore':
        return { page: await exploreAsWished(wish, surroundings) }
      case 'shell':
        return { exitCode: await runShell(wish, surroundings) }
      default:
        return unreachable(wish)
    }
  } catch (error) {
    if (error instanceof WrongArguments) {
      writeError(errorText(`${error.message}\nSee ${helpOf(args)}.`, surroundings))
      return { exitCode: 2 }
    }
    writeError(failureText(error, surroundings))
    // Of `verify`, 1 says that it is damaged.
    return { exitCode: args[0] === 'verify' ? 2 : 1 }
  }
}

/**
 * A line on what has failed.
 *
 * @throws what it is given, if that is a bug, for which nobody but its stack has words
 */
export function failureText(
  error: unknown,
  surroundings: Pick<Surroundings, 'isTerminal' | 'environment'>,
): string {
  const isTold =
    isStorageError(error) ||
    error instanceof PoisonedDatabase ||
    error instanceof WrongSeed ||
    error instanceof WrongFaults ||
    error instanceof WrongPolicies ||
    error instanceof WrongKeyFile ||
    error instanceof FileFailed ||
    error instanceof MigrationFailed ||
    error instanceof ServiceFailure ||
    error instanceof ClientMissing ||
    isDesignFailed(error) ||
    isRefusal(error) ||
    isOfNode(error)
  if (!isTold) throw error
  return errorText(error.message, surroundings)
}

/** Such as that a port is taken. */
function isOfNode(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
