/** The command `hashrange`. */

import { type RunningServer, type Servable, type ServeOptions, serve } from '../server.js'
import { HELP, type ServeWish, WrongArguments, wishOf } from './arguments.js'

/** What the command needs of the process that it runs in. */
interface Surroundings {
  readonly version: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
  /** Opens an empty database. */
  readonly open: (options: OpenWish) => Promise<Servable>
}

/** What the database is to be like. */
type OpenWish = Pick<ServeWish, 'delayTransientStatuses' | 'throttle'>

/** What became of the command: a server that runs, or the exit code of what is done. */
type Outcome = { readonly server: RunningServer } | { readonly exitCode: number }

/** Runs the command. `args` are those after the name of the program. */
export async function runCommand(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Outcome> {
  const { version, environment, write, writeError } = surroundings
  try {
    const wish = wishOf(args, environment.HASHRANGE_CREDENTIALS)
    switch (wish.kind) {
      case 'help':
        write(HELP)
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
    if (!isOfNode(error)) throw error
    writeError(`hashrange: ${error.message}\n`)
    return { exitCode: 1 }
  }
}

async function serveAsWished(
  wish: ServeWish,
  { open, write, writeError }: Surroundings,
): Promise<RunningServer> {
  const { databasePerKey, delayTransientStatuses, throttle, ...options } = wish
  const openOne = (): Promise<Servable> => open({ delayTransientStatuses, throttle })
  const database = databasePerKey ? databaseByKey(openOne) : await openOne()
  const log = (line: string): void => writeError(`${line}\n`)
  const server = await serve(database, { ...options, log } satisfies ServeOptions)
  write(`hashrange serves a database in memory on ${server.url}\n`)
  return server
}

function databaseByKey(open: () => Promise<Servable>): (accessKeyId: string) => Promise<Servable> {
  const databases = new Map<string, Promise<Servable>>()
  return accessKeyId => {
    const found = databases.get(accessKeyId)
    if (found !== undefined) return found
    const opened = open()
    databases.set(accessKeyId, opened)
    return opened
  }
}

/** Such as that a port is taken. */
function isOfNode(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
