/**
 * The protocol over HTTP/1.1: bodies within limits, CORS, health, time limits, and a shutdown that finishes what has
 * begun. What a request means is not known here: see `json-protocol.ts`.
 *
 * Source of the answers outside of the protocol: those of the service's endpoints.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { after } from '../env/timers.js'
import { internalServerError } from '../errors/auth-errors.js'
import { EndOfTurn } from './end-of-turn.js'
import type { WireAnswer, WireRequest } from './exchange.js'
import { isDeclaredTooLarge, type ReceivedBody, receiveBody } from './http-body.js'
import { isExpectedHost, isLoopback } from './http-hosts.js'
import { type JsonProtocol, tooLarge } from './json-protocol.js'

/** Where and how a server listens. */
export interface HttpServerOptions {
  /** 0 is any free port. */
  readonly port: number
  /** An address or a name, such as `127.0.0.1`. */
  readonly host: string
  /** Names, beside those of the machine itself, that a server on the loopback interface answers to. */
  readonly allowedHosts: readonly string[]
  /** The origins whose pages may read answers: any, some, or none. */
  readonly cors: '*' | readonly string[]
  /** Is told of bugs: what an operation threw that is no refusal. */
  readonly onBug: (error: unknown) => void
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
}

/** Bytes of the request line and all headers together. */
const HEADER_BYTES_MAX = 16 * 1024
const PATIENCE: Patience = {
  headers: 10_000,
  request: 60_000,
  silence: 120_000,
  keepAlive: 65_000,
  goodbye: 2000,
  interval: 1000,
}
/** Milliseconds that a shutdown gives to requests that have begun. */
const SHUTDOWN_TIMEOUT = 5000

const CORS_MAX_AGE = '172800'
const EXPOSED_HEADERS =
  'x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,x-amz-crc32,Date'

/** Listens. Rejects if the port is taken. */
export async function listen(
  protocol: JsonProtocol,
  options: HttpServerOptions,
): Promise<HttpServer> {
  const exchanges = new HttpExchanges(protocol, options)
  const patience = { ...PATIENCE, ...options.patience }
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
  server.on('connection', socket => exchanges.count(socket))
  server.on('clientError', (error, socket) => refuseMalformed(error, socket as Socket, patience))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port, address, family } = server.address() as AddressInfo
  return {
    port,
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () => {
      exchanges.isClosing = true
      return closeGracefully(server)
    },
  }
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
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  socket.once(
    'close',
    after(goodbye, () => socket.destroy()),
  )
}

/** Answers the requests of all connections. */
class HttpExchanges {
  isClosing = false
  readonly #protocol: JsonProtocol
  readonly #options: HttpServerOptions
  readonly #allowedHosts: ReadonlySet<string> | undefined
  readonly #endOfTurn = new EndOfTurn()
  #connectionCount = 0
  /** The last one that was as expected. */
  #lastHost: string | undefined

  constructor(protocol: JsonProtocol, options: HttpServerOptions) {
    this.#protocol = protocol
    this.#options = options
    const names = options.allowedHosts.map(name => name.toLowerCase())
    const isChecked = isLoopback(options.host) || names.length > 0
    this.#allowedHosts = isChecked ? new Set(names) : undefined
  }

  /** Counts a connection for as long as it is open. */
  count(socket: Socket): void {
    this.#connectionCount += 1
    socket.once('close', () => {
      this.#connectionCount -= 1
    })
  }

  /** `isExpectant` is true where the client waits to be told to send the body. */
  serve(request: IncomingMessage, response: ServerResponse, isExpectant = false): void {
    if (!this.#isExpectedHost(request.headers.host)) {
      this.#send(request, response, wrongHost())
      return
    }
    if (isExpectant && !isDeclaredTooLarge(request)) response.writeContinue()
    receiveBody(request, body => void this.#exchange(request, response, body))
  }

  async #exchange(
    request: IncomingMessage,
    response: ServerResponse,
    body: ReceivedBody,
  ): Promise<void> {
    const { method = '', url: path = '', headers } = request
    const answer =
      body === 'too large' ? tooLarge() : await this.#answer({ method, path, headers, body })
    const send = (): void => {
      try {
        this.#send(request, response, answer)
      } catch (error) {
        this.#options.onBug(error)
        response.destroy()
      }
    }
    // A client that is alone need not wait for the answers of others.
    if (this.#connectionCount === 1) send()
    else this.#endOfTurn.add(send)
  }

  /** The same host comes again and again. */
  #isExpectedHost(host: string | undefined): boolean {
    if (this.#allowedHosts === undefined) return true
    if (host !== undefined && host === this.#lastHost) return true
    if (!isExpectedHost(host, this.#allowedHosts)) return false
    this.#lastHost = host
    return true
  }

  async #answer(request: WireRequest): Promise<WireAnswer> {
    const { method, path, headers } = request
    if (method === 'GET' && path === '/') {
      return this.#protocol.plain(200, `healthy: ${headers.host ?? 'localhost'} `)
    }
    if (method === 'OPTIONS' && headers.origin !== undefined) {
      const answer = this.#protocol.plain(200, '')
      Object.assign(answer.headers, preflightHeadersOf(request))
      return answer
    }
    try {
      return await this.#protocol.exchange(request)
    } catch (error) {
      this.#options.onBug(error)
      return this.#protocol.refusal(request, internalServerError())
    }
  }

  #send(
    request: IncomingMessage,
    response: ServerResponse,
    { status, headers, body }: WireAnswer,
  ): void {
    const { origin } = request.headers
    if (origin !== undefined) this.#allowOrigin(request, headers)
    if (this.isClosing) headers.connection = 'close'
    const byteCount = Buffer.byteLength(body)
    if (headers['transfer-encoding'] === undefined) headers['content-length'] = String(byteCount)
    response.writeHead(status, headers)
    // A text goes out in one write with the headers; where a character is a byte, it is written as it is.
    if (typeof body !== 'string') response.end(body)
    else response.end(body, byteCount === body.length ? 'latin1' : 'utf8')
  }

  #allowOrigin(
    { method, headers: { origin = '' } }: IncomingMessage,
    headers: Record<string, string>,
  ): void {
    const { cors } = this.#options
    if (cors !== '*') {
      headers.vary = 'Origin'
      if (!cors.includes(origin)) return
    }
    headers['access-control-allow-origin'] = cors === '*' ? '*' : origin
    if (method !== 'OPTIONS') headers['access-control-expose-headers'] = EXPOSED_HEADERS
  }
}

/** What a browser is told that asks whether a page may send a request. */
function preflightHeadersOf({ headers }: WireRequest): Record<string, string> {
  const wanted = headers['access-control-request-headers']
  const method = headers['access-control-request-method']
  return {
    'access-control-max-age': CORS_MAX_AGE,
    ...(wanted === undefined ? {} : { 'access-control-allow-headers': String(wanted) }),
    ...(method === undefined ? {} : { 'access-control-allow-methods': String(method) }),
  }
}

function wrongHost(): WireAnswer {
  const body = 'The Host header names another server. See the option allowedHosts.\n'
  return { status: 403, headers: { 'content-type': 'text/plain' }, body }
}
