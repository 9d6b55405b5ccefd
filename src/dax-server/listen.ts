/** A server for clients of DAX: listening, and what all of its connections share. */

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../env/clock.js'
import type { Random } from '../env/random.js'
import { after } from '../env/timers.js'
import type { Answer } from '../transport/exchange.js'
import { requestIds } from '../transport/request-id.js'
import type { KnownCredential } from '../transport/sigv4.js'
import { asyncDispose } from '../types/dispose.js'
import { AttributeLists } from './attribute-lists.js'
import { believing, verifying } from './authorization.js'
import { type CacheSettings, Caches } from './caches.js'
import { Connection } from './connection.js'
import { Requests } from './requests.js'

/** Where a server listens, what it answers from, and whom. */
export interface DaxListenOptions {
  readonly answer: Answer
  /** Whether each access key has a database of its own. */
  readonly isByKey: boolean
  /** 0 is any free port. */
  readonly port: number
  readonly host: string
  /** Undefined if every key is believed. */
  readonly credentials: readonly KnownCredential[] | undefined
  readonly caches: CacheSettings
  /** The time by which signatures are valid. */
  readonly clock: Clock
  readonly random: Random
  readonly onBug: (error: unknown) => void
}

/** A server that listens for clients of DAX. */
export interface DaxServer {
  /** The port that it listens on. */
  readonly port: number
  /** Such as `dax://127.0.0.1:8111`: the `endpoint` of a client. */
  readonly url: string
  /** Forgets all that is cached. */
  flush(): void
  /** Takes no more requests, answers those that have begun, and resolves when all connections are closed. */
  close(): Promise<void>
  /** `await using server = await serveDax(db)` closes it at the end of the block. */
  [asyncDispose](): Promise<void>
}

/** Milliseconds that a client may be silent in the middle of a message, or not read an answer. */
const SILENCE = 60_000
/** Milliseconds that a shutdown gives to requests that have begun. */
const SHUTDOWN_TIMEOUT = 5000
/** Bytes of requests that are held for all clients together. */
const HELD_BYTES_MAX = 256 * 1024 * 1024

/** Listens. Rejects if the port is taken. */
export async function listenForDax(options: DaxListenOptions): Promise<DaxServer> {
  const { credentials, clock, onBug } = options
  const caches = new Caches(options.answer, options.caches, options.isByKey)
  const service = {
    caches,
    lists: new AttributeLists(),
    authorize: credentials === undefined ? believing() : verifying(credentials, clock),
    nextRequestId: requestIds(options.random),
    onBug,
  }
  const held = { total: 0, max: HELD_BYTES_MAX }
  const connections = new Map<Socket, Connection>()
  const server = createServer(socket => {
    const { localAddress: address = '127.0.0.1', localPort: port = 0 } = socket
    const requests = new Requests(service, { address, port })
    connections.set(socket, new Connection(socket, { requests, held, onBug }))
    socket.setTimeout(SILENCE)
    socket.once('close', () => connections.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port, address, family } = server.address() as AddressInfo
  const close = (): Promise<void> => closeGracefully(server, connections)
  const url = `dax://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  return { port, url, flush: () => caches.flush(), close, [asyncDispose]: close }
}

function closeGracefully(
  server: Server,
  connections: ReadonlyMap<Socket, Connection>,
): Promise<void> {
  return new Promise(resolve => {
    const stop = after(SHUTDOWN_TIMEOUT, () => {
      for (const socket of connections.keys()) socket.destroy()
    })
    server.close(() => {
      stop()
      resolve()
    })
    for (const connection of connections.values()) connection.end()
  })
}
