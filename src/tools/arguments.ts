/**
 * The arguments of `hashrange serve`, in GNU spelling and in that of DynamoDB Local, whose long options have one dash.
 *
 * Source: DynamoDB developer guide, "DynamoDB local usage notes".
 */

import { parseArgs } from 'node:util'
import type { ServerCredential } from '../server.js'

/** What the command is asked to do. */
export type Wish =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | ({ readonly kind: 'serve' } & ServeWish)

/** How to serve. */
export interface ServeWish {
  readonly port: number
  readonly host: string
  readonly allowedHosts: readonly string[]
  readonly cors: '*' | readonly string[]
  readonly credentials: readonly ServerCredential[] | undefined
  readonly sharedRegions: boolean
  readonly databasePerKey: boolean
  readonly delayTransientStatuses: boolean
  readonly throttle: boolean
  /** The path of a file of tables and items to begin with. */
  readonly seed: string | undefined
  /** Whether each request is told. */
  readonly isLogging: boolean
}

/** What is wrong with the arguments, in words for whoever typed them. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments'
}

export const HELP = `Usage: hashrange serve [options]

Serves a database in memory to DynamoDB clients, over HTTP.

  --port <number>             port to listen on; 0 is any free port (default: 8000)
  --host <address>            address to listen on (default: 127.0.0.1, this machine only)
  --allowed-host <name>       another name that requests may be for; can be repeated
  --cors <origins>            origins whose pages may use the database, separated by commas; * is any
                              (default: none)
  --credentials <key:secret>  refuse requests that are not signed with this key; can be repeated
                              (also HASHRANGE_CREDENTIALS, separated by commas)
  --shared-db                 all regions have the same tables
  --db-per-key                each access key has a database of its own
  --delay-transient-statuses  tables are CREATING, UPDATING and DELETING for a while
  --throttle                  tables refuse requests beyond their capacity, as the service's do
  --seed <file>               begin with the tables and items of a file of JSON: a document
                              { "tables": [CreateTable inputs], "items": { "Table": [items] } },
                              or lines that are inputs of CreateTable and PutItem; items may be plain
  --log                       print a line for each request: operation, tables, status,
                              milliseconds, capacity units
  --in-memory                 keep everything in memory, as is the case anyway
  --help                      show this text
  --version                   show the version

The options of DynamoDB Local are understood as well: -port, -inMemory, -sharedDb, -cors,
-delayTransientStatuses, -disableTelemetry, -optimizeDbBeforeStartup (there is nothing to
optimize), -help, -version. -dbPath is refused: nothing is kept on disk yet.
`

const OPTIONS = {
  port: { type: 'string', default: '8000' },
  host: { type: 'string', default: '127.0.0.1' },
  'allowed-host': { type: 'string', multiple: true, default: [] as string[] },
  cors: { type: 'string', default: '' },
  credentials: { type: 'string', multiple: true, default: [] as string[] },
  'shared-db': { type: 'boolean', default: false },
  'db-per-key': { type: 'boolean', default: false },
  'db-path': { type: 'string' },
  'delay-transient-statuses': { type: 'boolean', default: false },
  throttle: { type: 'boolean', default: false },
  seed: { type: 'string' },
  log: { type: 'boolean', default: false },
  'in-memory': { type: 'boolean', default: false },
  'disable-telemetry': { type: 'boolean', default: false },
  'optimize-db-before-startup': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const

const PORT_MAX = 65_535

/**
 * What the arguments ask for.
 *
 * @param args without the program
 * @param credentialsInEnvironment the value of HASHRANGE_CREDENTIALS
 * @throws WrongArguments if they can't be understood or done
 */
export function wishOf(
  args: readonly string[],
  credentialsInEnvironment?: string | undefined,
): Wish {
  const { values, positionals } = parsed(args.map(withTwoDashes))
  if (values.help || args.length === 0) return { kind: 'help' }
  if (values.version) return { kind: 'version' }
  const [command, ...more] = positionals
  if (command !== 'serve') throw new WrongArguments(`unknown command: ${command ?? 'none'}`)
  if (more.length > 0) throw new WrongArguments(`unexpected: ${more.join(' ')}`)
  if (values['db-path'] !== undefined) {
    throw new WrongArguments(
      '--db-path: nothing is kept on disk yet; leave it out to serve a database in memory',
    )
  }
  const inEnvironment = listOf(credentialsInEnvironment ?? '')
  const credentials = [...values.credentials, ...inEnvironment].map(credentialOf)
  return {
    kind: 'serve',
    port: portOf(values.port),
    host: values.host,
    allowedHosts: values['allowed-host'],
    cors: values.cors === '*' ? '*' : listOf(values.cors),
    credentials: credentials.length === 0 ? undefined : credentials,
    sharedRegions: values['shared-db'],
    databasePerKey: values['db-per-key'],
    delayTransientStatuses: values['delay-transient-statuses'],
    throttle: values.throttle,
    seed: values.seed,
    isLogging: values.log,
  }
}

/** `-sharedDb` is `--shared-db`. An option of one letter, and a value, stays as it is. */
function withTwoDashes(argument: string): string {
  const [, name, value = ''] = /^--?([a-z][A-Za-z]+)(=.*)?$/s.exec(argument) ?? []
  if (name === undefined) return argument
  const kebab = name.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`)
  if (Object.hasOwn(OPTIONS, kebab)) return `--${kebab}${value}`
  // Node would take it for many options of one letter.
  if (!argument.startsWith('--')) throw new WrongArguments(`unknown option: ${argument}`)
  return argument
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : String(error))
  }
}

/** What stands between commas. */
function listOf(text: string): string[] {
  const parts = text.split(',').map(part => part.trim())
  return parts.filter(part => part !== '')
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= PORT_MAX)) {
    throw new WrongArguments(`--port: ${text} is not a number from 0 to ${PORT_MAX}`)
  }
  return port
}

function credentialOf(text: string): ServerCredential {
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) {
    throw new WrongArguments('--credentials: expected an access key and a secret, as key:secret')
  }
  return { accessKeyId: text.slice(0, colon), secretAccessKey: text.slice(colon + 1) }
}
