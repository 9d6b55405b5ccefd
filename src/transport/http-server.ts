/**
 * The protocol over HTTP/1.1: listening, time limits, and a shutdown that finishes what has begun. How requests are
 * answered is told by `http-exchanges.ts`, and what they mean by `json-protocol.ts`.
 */

import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { after } from '../env/timers.js'
import { asyncDispose } from '../types/dispose.js'
import { HttpExchanges, type HttpExchangesOptions, SERVER_NAME } from './http-exchanges.js'
import type { JsonProtocol } from './json-protocol.js'

/** Where and how a server listens. */
export interface HttpServerOptions extends Omit<HttpExchangesOptions, 'crowdedSilence'> {
  /** 0 is any free port. */
  readonly port: number
  /** How long the server waits for a client, where it is not as long as usual. */
  readonly patience?: Partial<Patience> | undefined
}

/** Milliseconds that a server waits for a client. */
interface Patience {
  /** For the headers of a request, from its first byte, or that of the connection, on. */
  readonly headers: number
  /** For a whole request. */
  readonly request: number
  /** Without a byte either way, while a request is under way: for a client that does not read its answer. */
  readonly silence: number
  /** The same for clients whose bytes are held, while others wait for room for theirs. */
  readonly crowdedSilence: number
  /** For another request on a connection. */
  readonly keepAlive: number
  /** For a client to close a connection whose last answer has been sent. */
  readonly goodbye: number
  /** Between looks at the clock for requests that are late. */
  readonly interval: number
}

/** A server that listens. */
export interface HttpServer {
  /** The port that it listens on. */
  readonly port: number
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string
  /** Takes no more requests, answers those that have begun, and resolves when all connections are closed. */
  close(): Promise<void>
  /** `await using server = await serve(db)` closes it at the end of the block. */
  [asyncDispose](): Promise<void>
}

/** Bytes of the request line and all headers together. */
const HEADER_BYTES_MAX = 16 * 1024
const PATIENCE: Patience = {
  headers: 10_000,
  request: 60_000,
  silence: 120_000,
  crowdedSilence: 2000,
  keepAlive: 65_000,
  goodbye: 2000,
  interval: 1000,
}
/** Milliseconds that a shutdown gives to requests that have begun. */
const SHUTDOWN_TIMEOUT = 5000

/** Listens. Rejects if the port is taken. */
export async function listen(
  protocol: JsonProtocol,
  options: HttpServerOptions,
): Promise<HttpServer> {
  const patience = { ...PATIENCE, ...options.patience }
  const { crowdedSilence } = patience
  const exchanges = new HttpExchanges(protocol, { ...options, crowdedSilence })
  const server = createServer({
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: patience.headers,
    requestTimeout: patience.request,
    keepAliveTimeout: patience.keepAlive,
    connectionsCheckingInterval: patience.interval,
  })
  server.setTimeout(patience.silence)
  server.on('request', (request, response) => exchanges.serve(request, response))
  server.on('checkContinue', (request, response) => exchanges.serve(request, response, true))
  server.on('connection', socket => exchanges.join(socket))
  server.on('clientError', (error, socket) => refuseMalformed(error, socket as Socket, patience))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port, address, family } = server.address() as AddressInfo
  const close = (): Promise<void> => {
    exchanges.isClosing = true
    return closeGracefully(server)
  }
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  return { port, url, close, [asyncDispose]: close }
}

function closeGracefully(server: Server): Promise<void> {
  return new Promise(resolve => {
    const stop = after(SHUTDOWN_TIMEOUT, () => server.closeAllConnections())
    server.close(() => {
      stop()
      resolve()
    })
    server.closeIdleConnections()
  })
}

/** What cannot be read as HTTP, is too long or too slow. Whoever does not hang up is hung up on. */
function refuseMalformed(
  error: NodeJS.ErrnoException,
  socket: Socket,
  { goodbye }: Patience,
): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const status = isLate ? '408 Request Timeout' : '400 Bad Request'
  const headers = ['Connection: close', 'Content-Length: 0', `Server: ${SERVER_NAME}`]
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n`)
  socket.once(
    'close',
    after(goodbye, () => socket.destroy()),
  )
}
