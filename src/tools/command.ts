/** The command `hashrange`. */

import { type RunningServer, type Servable, type ServeOptions, serve } from '../server.js'
import { lineOfNote } from '../transport/request-log.js'
import { HELP, type ServeWish, WrongArguments, wishOf } from './arguments.js'
import { databasesByKey } from './databases-by-key.js'
import { sow, WrongSeed } from './seed.js'
import { welcomeOf } from './welcome.js'

/** What the command needs of the process that it runs in. */
interface Surroundings {
  readonly version: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
  /** Opens an empty database. */
  readonly open: (options: OpenWish) => Promise<Servable>
  /** What is in a file. */
  readonly readText: (path: string) => Promise<string>
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
    if (!(error instanceof WrongSeed) && !isOfNode(error)) throw error
    writeError(`hashrange: ${error.message}\n`)
    return { exitCode: 1 }
  }
}

async function serveAsWished(
  wish: ServeWish,
  { open, readText, write, writeError }: Surroundings,
): Promise<RunningServer> {
  const { databasePerKey, delayTransientStatuses, throttle, seed, isLogging } = wish
  const seedText = seed === undefined ? undefined : await readText(seed)
  const openOne = async (): Promise<Servable> => {
    const database = await open({ delayTransientStatuses, throttle })
    if (seedText !== undefined) await sow(database, seedText)
    return database
  }
  // Whether the seed is in order is told now, and not to the first client.
  const first = await openOne()
  const server = await serve(databasePerKey ? databasesByKey(openOne) : first, {
    port: wish.port,
    host: wish.host,
    allowedHosts: wish.allowedHosts,
    cors: wish.cors,
    credentials: wish.credentials,
    sharedRegions: wish.sharedRegions,
    log: line => writeError(`${line}\n`),
    ...(isLogging ? { onRequest: note => write(`${lineOfNote(note)}\n`) } : {}),
  } satisfies ServeOptions)
  write(welcomeOf(server, wish))
  return server
}

/** Such as that a port is taken. */
function isOfNode(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
