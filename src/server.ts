/** `hashrange/server`: a database over HTTP, for every client of DynamoDB, or over DAX's own protocol for clients of that. */

import type { Policies } from './access/policies-file.js'
import type { DaxServer } from './dax-server/listen.js'
import { type Clock, clockOf, systemClock } from './env/clock.js'
import { systemRandom } from './env/random.js'
import { peerUnknown } from './errors/peer-errors.js'
import { atDoor } from './errors/stack.js'
import type { Explorable } from './explorer/explorable.js'
import type { Explorer } from './explorer/listen.js'
import type { ConnectableClient } from './remote/connect.js'
import { DEFAULT_REGION } from './transport/client-config.js'
import type { Answer, Call } from './transport/exchange.js'
import { type HttpServer, listen } from './transport/http-server.js'
import { JsonProtocol } from './transport/json-protocol.js'
import { forKnown, onlyKnown } from './transport/known-callers.js'
import { notingRegions } from './transport/region-notes.js'
import { noted, noteOfRefused, type RequestNote } from './transport/request-log.js'
import { believer, type KnownCredential, verifier } from './transport/sigv4.js'
import {
  ARRAY,
  FLAG,
  FUNCTION,
  numberFrom,
  objectWith,
  optionsOf,
  TEXT,
} from './validation/options.js'

/** What can be served: a `Database`. */
export interface Servable extends Explorable {
  regions(): readonly string[]
  /** Does what the process of another region has sent that has replicas of its tables. */
  receive?(json: unknown): Promise<object>
}

/** How a database is served. */
export interface ServeOptions {
  /** Default: 8000. 0 is any free port. */
  readonly port?: number | undefined
  /** The address to listen on. Default: `127.0.0.1`, which only this machine can connect to. */
  readonly host?: string | undefined
  /** The keys that requests must be signed with. Default: any key, and the signature is not looked at. */
  readonly credentials?: readonly ServerCredential[] | undefined
  /**
   * The origins whose pages may use the server, such as `['http://localhost:3000']`; `*` is any page of the web, as the
   * service has it. Default: none, so that no page can read or change the database of whoever looks at it.
   */
  readonly cors?: '*' | readonly string[] | undefined
  /**
   * Names that requests may be for. By default, a server on the loopback interface answers to this machine's names and
   * the service's, so that no page of the web can reach it by a name of its own; any other server answers to all.
   */
  readonly allowedHosts?: readonly string[] | undefined
  /**
   * Who may call, known by their access keys, and what their policies allow: other keys are refused, and the policies of tables and
   * streams are enforced, too. `readPolicies` of `hashrange` makes them. Default: everybody may do everything.
   */
  readonly policies?: Policies | undefined
  /** Whether all regions have the same tables, those of `us-east-1`. Default: false. */
  readonly sharedRegions?: boolean | undefined
  /** Is given notes of a line for whoever runs the server. Default: nobody is told. */
  readonly log?: ((line: string) => void) | undefined
  /** Is told of each request: the operation, the tables, the status, how long it took, and the units it consumed. */
  readonly onRequest?: ((request: ServedRequest) => void) | undefined
}

/** One request and what came of it. */
export type ServedRequest = RequestNote

/** A server that listens. */
export type RunningServer = HttpServer

/** A server for clients of DAX that listens. */
export type RunningDaxServer = DaxServer

/** How a database is served to clients of DAX, and what is cached in front of it. */
export interface ServeDaxOptions
  extends Pick<ServeOptions, 'host' | 'credentials' | 'sharedRegions' | 'log' | 'onRequest'> {
  /** Default: 8111. 0 is any free port. */
  readonly port?: number | undefined
  /** Milliseconds that an item is cached, as for `accelerate` of `hashrange/dax`. Default: 300,000. */
  readonly itemTtl?: number | undefined
  /** Milliseconds that a page of a Query or a Scan is cached. Default: 300,000. */
  readonly queryTtl?: number | undefined
  /** Bytes that both caches of a region have together, nearly. Default: 100 MiB. */
  readonly maxBytes?: number | undefined
  /** Whose time counts for what is cached, such as `db.clock`. Default: that of the machine. */
  readonly clock?: Clock | undefined
}

/** How a database is explored. */
export interface ExploreOptions {
  /** Default: any free port. */
  readonly port?: number | undefined
  /** Is given notes of a line for whoever runs the explorer. Default: nobody is told. */
  readonly log?: ((line: string) => void) | undefined
}

/** An explorer that listens. */
export type RunningExplorer = Explorer

/** A key that requests may be signed with. */
export type ServerCredential = KnownCredential

const serveOptions = optionsOf<ServeOptions>('serve', {
  port: { allowed: 'a whole number from 0 to 65535', accepts: isPort },
  host: TEXT,
  credentials: ARRAY,
  cors: {
    allowed: "'*' or an array of origins",
    accepts: value => value === '*' || ARRAY.accepts(value),
  },
  allowedHosts: ARRAY,
  policies: {
    allowed: 'policies, as readPolicies makes them',
    accepts: value => objectWith('resourceControlOf').accepts(value),
  },
  sharedRegions: FLAG,
  log: FUNCTION,
  onRequest: FUNCTION,
})

const serveDaxOptions = optionsOf<ServeDaxOptions>('serveDax', {
  port: { allowed: 'a whole number from 0 to 65535', accepts: isPort },
  host: TEXT,
  credentials: ARRAY,
  sharedRegions: FLAG,
  log: FUNCTION,
  onRequest: FUNCTION,
  itemTtl: numberFrom(0),
  queryTtl: numberFrom(0),
  maxBytes: numberFrom(1),
  clock: objectWith('now'),
})

const exploreOptions = optionsOf<ExploreOptions>('explore', {
  port: { allowed: 'a whole number from 0 to 65535', accepts: isPort },
  log: FUNCTION,
})

const DEFAULT_DAX_PORT = 8111
const DEFAULT_TTL = 300_000
const DEFAULT_CACHE_BYTES = 100 * 2 ** 20
const DEFAULT_PORT = 8000
const DEFAULT_HOST = '127.0.0.1'
const SHARED_REGION = DEFAULT_REGION

/**
 * Serves a database over HTTP.
 *
 * ```ts
 * const server = await serve(db, { port: 0 })
 * const client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials })
 * await server.close()
 * ```
 *
 * @param database the one that all requests are for, or a function that gives one for an access key
 * @throws an error of Node, such as that of code `EADDRINUSE`, if the server can't listen
 */
export async function serve(database: Served, options: ServeOptions = {}): Promise<RunningServer> {
  const given = atDoor(serve, () => serveOptions(options))
  const { credentials, log = () => {}, cors = [], allowedHosts = [], onRequest, policies } = given
  const authenticate = credentials === undefined ? believer() : verifier(credentials, systemClock)
  const answer = servedAnswer(database, given)
  const protocol = new JsonProtocol({
    answer: policies === undefined ? answer : forKnown(answer, policies),
    random: systemRandom,
    authenticate: policies === undefined ? authenticate : onlyKnown(authenticate, policies),
    knows: typeof database === 'function' ? undefined : operation => database.knows(operation),
    isEndpoint: true,
    onRefused: onRequest && ((request, error) => onRequest(noteOfRefused(request, error))),
  })
  return await listen(protocol, {
    port: given.port ?? DEFAULT_PORT,
    host: given.host ?? DEFAULT_HOST,
    allowedHosts,
    cors,
    receive: typeof database === 'function' ? undefined : json => receivedBy(database, json),
    onBug: bugTeller(log),
  })
}

function receivedBy(database: Servable, json: unknown): Promise<object> {
  return database.receive?.(json) ?? Promise.reject(peerUnknown('a peer', 'this process'))
}

/**
 * Serves a database to programs that use the client of DAX (`@amazon-dax-sdk/client-dax`), over its own protocol. Reads are cached
 * as DAX caches them, stale answers and all; what goes to the database otherwise, such as over `serve`, goes around the cache.
 *
 * ```ts
 * const server = await serveDax(db, { port: 0, clock: db.clock })
 * const dax = new DaxDocument({ endpoint: server.url, region: 'us-east-1' })
 * ```
 *
 * @param database as for `serve`
 * @throws an error of Node, such as that of code `EADDRINUSE`, if the server can't listen
 */
export async function serveDax(
  database: Served,
  options: ServeDaxOptions = {},
): Promise<RunningDaxServer> {
  const given = atDoor(serveDax, () => serveDaxOptions(options))
  // Who serves no clients of DAX has nothing of it in memory.
  const { listenForDax } = await import('./dax-server/listen.js')
  return await listenForDax({
    answer: servedAnswer(database, given),
    isByKey: typeof database === 'function',
    port: given.port ?? DEFAULT_DAX_PORT,
    host: given.host ?? DEFAULT_HOST,
    credentials: given.credentials,
    caches: {
      clock: clockOf(given.clock ?? systemClock),
      itemTtl: given.itemTtl ?? DEFAULT_TTL,
      queryTtl: given.queryTtl ?? DEFAULT_TTL,
      bytesMax: given.maxBytes ?? DEFAULT_CACHE_BYTES,
    },
    clock: systemClock,
    random: systemRandom,
    onBug: bugTeller(given.log ?? (() => {})),
  })
}

/**
 * Serves a page for a browser on this machine that shows the tables and items of a database, and changes them. It is for whoever
 * has its address: others are refused, and so are other machines and other pages.
 *
 * ```ts
 * const explorer = await explore(db)
 * console.log(explorer.url)
 * await explorer.close()
 * ```
 *
 * @param database a database, or a client of the AWS SDK for JavaScript v3, whose tables are shown then
 * @throws an error of Node, such as that of code `EADDRINUSE`, if it can't listen
 */
export async function explore(
  database: Explorable | ConnectableClient,
  options: ExploreOptions = {},
): Promise<RunningExplorer> {
  const { port = 0, log = () => {} } = atDoor(explore, () => exploreOptions(options))
  // Who explores nothing has nothing of it in memory.
  const { listenForExplorer } = await import('./explorer/listen.js')
  const source = 'answer' in database ? database : await explorableClient(database)
  return await listenForExplorer(source, { port, onBug: bugTeller(log) })
}

async function explorableClient(client: ConnectableClient): Promise<Explorable> {
  const { explorableOf } = await import('./explorer/client-source.js')
  return explorableOf(client)
}

type Served = Servable | ((accessKeyId: string) => Servable | Promise<Servable>)

/** What answers the calls of clients, as the options have it. */
function servedAnswer(
  database: Served,
  {
    log = () => {},
    sharedRegions,
    onRequest,
  }: Pick<ServeOptions, 'log' | 'sharedRegions' | 'onRequest'>,
): Answer {
  const own = typeof database === 'function' ? answerByKey(database) : answerOf(database, log)
  const answer = sharedRegions === true ? inOneRegion(own) : own
  return onRequest === undefined ? answer : noted(answer, onRequest)
}

function bugTeller(log: (line: string) => void): (error: unknown) => void {
  return error => log(error instanceof Error ? String(error.stack) : String(error))
}

function isPort(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
}

function answerOf(database: Servable, log: (line: string) => void): Answer {
  return notingRegions(
    call => database.answer(call),
    () => database.regions(),
    log,
  )
}

function answerByKey(databaseOf: (accessKeyId: string) => Servable | Promise<Servable>): Answer {
  return async call => (await databaseOf(call.accessKeyId ?? '')).answer(call)
}

function inOneRegion(answer: Answer): Answer {
  return (call: Call) => answer({ ...call, region: SHARED_REGION })
}
