/** The doors of the interface: an embedded database, and `connect` to such a one and to other implementations of the service. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Database } from '../../src/index.js'
import { connect } from '../../src/remote/connect.js'
import { type RunningServer, serve } from '../../src/server.js'
import { contentsOf as embeddedContentsOf } from '../native/harness.js'
import { WaitlessClock } from '../remote/world.js'
import { Peer, type PeerName } from './peers.js'
import {
  type AnyDatabase,
  contentsOf,
  makeWorld,
  remakeWorld,
  restoreWorld,
  type Site,
  siteOf,
} from './world.js'

/** A door, with a site behind it that is the world as it was made. */
export interface Door {
  readonly name: string
  /** Undefined where the library answers. */
  readonly peer?: PeerName
  open(): Promise<void>
  /** The site for the next row: the world as it was made, unless the last one left it so. */
  site(isAsMade: boolean): Promise<Site>
  /** What is in it, of whichever site was given last. */
  contents(): Promise<unknown>
  /** How many requests have been sent. Undefined where none are. */
  readonly sentCount?: number
  close(): Promise<void>
}

const REGION = 'us-east-1'
/** Few, as nothing but the rows is at work. */
const ATTEMPTS = 2

function connected(client: DynamoDBClient): AnyDatabase {
  return connect(client, {
    attempts: ATTEMPTS,
    clock: new WaitlessClock(),
  }) as unknown as AnyDatabase
}

let made: Promise<Database> | undefined

async function makeDatabase(): Promise<Database> {
  const database = await Database.open()
  await makeWorld(database as unknown as AnyDatabase)
  return database
}

/** Forks of one database, each for a row. */
abstract class ForkDoor implements Door {
  abstract readonly name: string
  #fork: Database | undefined
  #site: Site | undefined

  async open(): Promise<void> {
    made ??= makeDatabase()
    await made
  }

  async site(isAsMade: boolean): Promise<Site> {
    if (isAsMade && this.#site !== undefined) return this.#site
    made ??= makeDatabase()
    this.#fork = (await made).fork()
    this.#site = siteOf(this.reach(this.#fork))
    return this.#site
  }

  /** Looks behind the door, also at the sizes that the tables tell. */
  async contents(): Promise<unknown> {
    return embeddedContentsOf(this.#fork as Database)
  }

  async close(): Promise<void> {}

  protected abstract reach(fork: Database): AnyDatabase
}

export class EmbeddedDoor extends ForkDoor {
  readonly name = 'embedded'

  protected reach(fork: Database): AnyDatabase {
    return fork as unknown as AnyDatabase
  }
}

type Handler = ReturnType<Database['clientConfig']>['requestHandler']

/** By a client with what a database gives to clients. */
export class InProcessDoor extends ForkDoor {
  readonly name = 'connect, in process'
  sentCount = 0
  #handler: Handler | undefined
  #db: AnyDatabase | undefined

  protected reach(fork: Database): AnyDatabase {
    const { requestHandler, ...config } = fork.clientConfig({ maxAttempts: 1 })
    this.#handler = requestHandler
    this.#db ??= connected(new DynamoDBClient({ ...config, requestHandler: this.#counting() }))
    return this.#db
  }

  /** To make a client takes longer than most rows: there is one, and each row has another database. */
  #counting(): Handler {
    return {
      metadata: { handlerProtocol: 'h1' },
      handle: (...request: Parameters<Handler['handle']>) => {
        this.sentCount += 1
        return (this.#handler as Handler).handle(...request)
      },
    } as Handler
  }
}

/** By a server, whose database the access key names. */
export class HttpDoor extends ForkDoor {
  readonly name = 'connect, over HTTP'
  #server: RunningServer | undefined
  #current: Database | undefined
  #client: DynamoDBClient | undefined
  #db: AnyDatabase | undefined

  override async open(): Promise<void> {
    await super.open()
    this.#server = await serve(() => this.#current as Database, { port: 0 })
    this.#client = clientOf(this.#server.url)
  }

  override async close(): Promise<void> {
    this.#client?.destroy()
    await this.#server?.close()
  }

  protected reach(fork: Database): AnyDatabase {
    this.#current = fork
    this.#db ??= connected(this.#client as DynamoDBClient)
    return this.#db
  }
}

/** By a server of somebody else, in whose database what a row has done is undone. */
export class PeerDoor implements Door {
  readonly name: string
  readonly peer: PeerName
  #running: Peer | undefined
  #client: DynamoDBClient | undefined
  #site: Site | undefined

  constructor(peer: PeerName) {
    this.peer = peer
    this.name = `connect, to ${peer}`
  }

  async open(): Promise<void> {
    this.#running = await Peer.start(this.peer)
    this.#client = clientOf(this.#running.url)
    const db = connected(this.#client)
    this.#site = siteOf(db)
    await makeWorld(db)
  }

  async site(isAsMade: boolean): Promise<Site> {
    const site = this.#site as Site
    // What a peer has taken that it should not have may be more than it can give or remove.
    if (!isAsMade) await restoreWorld(site.db).catch(() => remakeWorld(site.db))
    return site
  }

  contents(): Promise<unknown> {
    return contentsOf((this.#site as Site).db)
  }

  async close(): Promise<void> {
    this.#client?.destroy()
    await this.#running?.stop()
  }
}

function clientOf(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: 'KEY', secretAccessKey: 'SECRET' }
  return new DynamoDBClient({ endpoint, region: REGION, credentials, maxAttempts: 1 })
}
