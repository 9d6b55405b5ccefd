/**
 * The requests of all connections, and their answers: which are let in, in what order, and how much is held for all of
 * them together.
 *
 * A connection's requests are answered one after another, each when the client has taken the answer before it. So a
 * client that does not read costs one answer. What is held for all clients is bounded: a large body is not read, and an
 * answer not made, before there is room for it.
 *
 * Source of the answers outside of the protocol: those of the service's endpoints.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { internalServerError } from '../errors/auth-errors.js'
import { isLostReply } from '../errors/connection-errors.js'
import { ByteBudget } from './byte-budget.js'
import { EndOfTurn } from './end-of-turn.js'
import type { AnswerBody, WireAnswer, WireRequest } from './exchange.js'
import { bodyBytesAtMost, isDeclaredTooLarge, type ReceivedBody, receiveBody } from './http-body.js'
import { isExpectedHost, isLoopback, wrongHostText } from './http-hosts.js'
import {
  type AllowedOrigins,
  mayUse,
  pageHeadersOf,
  preflightHeadersOf,
  wrongPageText,
} from './http-pages.js'
import { type JsonProtocol, tooLarge } from './json-protocol.js'
import { answerToPeer, PEER_PATH } from './peer-client.js'
import { targetOf } from './request-target.js'

/** Whom a server answers, and how. */
export interface HttpExchangesOptions {
  /** The address or name that it listens on, such as `127.0.0.1`. */
  readonly host: string
  /** Names, beside those of the machine itself, that a server on the loopback interface answers to. */
  readonly allowedHosts: readonly string[]
  /** The origins whose pages may use the server: any, some, or none. */
  readonly cors: AllowedOrigins
  /** Takes what the processes of other regions send. Default: nobody does, and there is no such path. */
  readonly receive?: ((json: unknown) => Promise<object>) | undefined
  /** Is told of bugs: what an operation threw that is no refusal. */
  readonly onBug: (error: unknown) => void
  /** Milliseconds for which clients may be silent whose bytes are held while others wait for room. */
  readonly crowdedSilence: number
  /** Bytes of bodies, and of answers, that are held for all clients together. Default: 128 MiB of each. */
  readonly bytesMax?: number | undefined
}

/** As the service has it. */
export const SERVER_NAME = 'Server'

const BYTES_MAX = 128 * 1024 * 1024
/** Up to so many bytes of a body or an answer are not counted: a connection holds as much anyway. */
const SMALL_BYTES_MAX = 64 * 1024
/** Requests of a connection that may wait for their turn, before no more are read. */
const WAITING_MAX = 16

/** One connection: whether a request is being answered, and those that wait for it. */
interface Connection {
  isBusy: boolean
  readonly waiting: Exchange[]
}

/** A request and what answers it. */
class Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly path: string
  readonly host: string | undefined
  /** Whether the client waits to be told to send the body. */
  readonly isExpectant: boolean
  /** The origin of the page that sent it, once it is known that this page may. */
  page: string | undefined
  /** Whether it has been answered, or the client has gone away. */
  isOver = false
  /** What gives up waiting for room, if the client goes away meanwhile. */
  giveUp: (() => void) | undefined
  bodyBytes = 0
  answerBytes = 0

  constructor(request: IncomingMessage, response: ServerResponse, isExpectant: boolean) {
    const { path, host } = targetOf(request)
    this.request = request
    this.response = response
    this.path = path
    this.host = host
    this.isExpectant = isExpectant
  }
}

/** Answers the requests of all connections. */
export class HttpExchanges {
  isClosing = false
  readonly #protocol: JsonProtocol
  readonly #options: HttpExchangesOptions
  readonly #allowedHosts: ReadonlySet<string> | undefined
  readonly #endOfTurn = new EndOfTurn()
  readonly #connections = new Map<Socket, Connection>()
  readonly #bodies: ByteBudget
  readonly #answers: ByteBudget
  /** The connections for which bytes are held. */
  readonly #holders = new Set<Socket>()
  /** The last one that was as expected. */
  #lastHost: string | undefined

  constructor(protocol: JsonProtocol, options: HttpExchangesOptions) {
    this.#protocol = protocol
    this.#options = options
    const names = options.allowedHosts.map(name => name.toLowerCase())
    const isChecked = isLoopback(options.host) || names.length > 0
    this.#allowedHosts = isChecked ? new Set(names) : undefined
    const { bytesMax = BYTES_MAX } = options
    this.#bodies = new ByteBudget(bytesMax, this.#hurryHolders)
    this.#answers = new ByteBudget(bytesMax, this.#hurryHolders)
  }

  /** A connection, for as long as it is open. */
  join(socket: Socket): void {
    this.#connections.set(socket, { isBusy: false, waiting: [] })
    socket.once('close', () => this.#connections.delete(socket))
  }

  /** Answers a request when those before it on its connection have been answered. */
  serve(request: IncomingMessage, response: ServerResponse, isExpectant = false): void {
    const { socket } = request
    const connection = this.#connections.get(socket)
    if (connection === undefined) return
    const exchange = new Exchange(request, response, isExpectant)
    if (!connection.isBusy) {
      this.#begin(connection, exchange)
      return
    }
    connection.waiting.push(exchange)
    if (connection.waiting.length >= WAITING_MAX) socket.pause()
  }

  #begin(connection: Connection, exchange: Exchange): void {
    connection.isBusy = true
    exchange.response.once('close', () => {
      this.#end(exchange)
      // In another turn, so that a client with many requests does not keep those of others waiting.
      if (connection.waiting.length > 0) this.#endOfTurn.add(() => this.#next(connection))
      else connection.isBusy = false
    })
    this.#receive(exchange)
  }

  #next(connection: Connection): void {
    const next = connection.waiting.shift()
    if (next === undefined || next.request.socket.destroyed) return
    if (connection.waiting.length === 0) next.request.socket.resume()
    this.#begin(connection, next)
  }

  #end(exchange: Exchange): void {
    exchange.isOver = true
    exchange.giveUp?.()
    const { bodyBytes, answerBytes, request } = exchange
    if (bodyBytes + answerBytes > 0) this.#holders.delete(request.socket)
    if (bodyBytes > 0) this.#bodies.release(bodyBytes)
    if (answerBytes > 0) this.#answers.release(answerBytes)
  }

  #receive(exchange: Exchange): void {
    const { request, host } = exchange
    const { method = '', headers } = request
    if (!this.#isExpectedHost(host)) {
      this.#send(exchange, forbidden(wrongHostText(host)))
      return
    }
    if (!mayUse({ method, headers, host }, this.#options.cors)) {
      this.#send(exchange, forbidden(wrongPageText(headers.origin)))
      return
    }
    exchange.page = headers.origin
    const bytes = bodyBytesAtMost(request)
    if (bytes <= SMALL_BYTES_MAX) {
      this.#receiveBody(exchange)
      return
    }
    exchange.giveUp = this.#bodies.whenRoom(bytes, () => {
      exchange.bodyBytes = bytes
      this.#bodies.hold(bytes)
      this.#addHolder(request.socket)
      this.#receiveBody(exchange)
    })
  }

  #receiveBody(exchange: Exchange): void {
    const { request, response, isExpectant } = exchange
    if (isExpectant && !isDeclaredTooLarge(request)) response.writeContinue()
    receiveBody(request, body => {
      exchange.giveUp = this.#answers.whenRoom(0, () => void this.#answer(exchange, body))
    })
  }

  async #answer(exchange: Exchange, body: ReceivedBody): Promise<void> {
    const answer = body === 'too large' ? tooLarge() : await this.#answerOf(exchange, body)
    if (exchange.isOver) return
    if (answer === undefined) {
      exchange.request.socket.destroy()
      return
    }
    const byteCount = Buffer.byteLength(answer.body)
    if (byteCount > SMALL_BYTES_MAX) this.#holdAnswer(exchange, byteCount)
    const send = (): void => {
      try {
        this.#send(exchange, answer)
      } catch (error) {
        this.#options.onBug(error)
        exchange.response.destroy()
      }
    }
    // A client that is alone need not wait for the answers of others.
    if (this.#connections.size === 1) send()
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

  /** Undefined if the client is to see the connection break. */
  async #answerOf(
    { request, path, host }: Exchange,
    body: Uint8Array,
  ): Promise<WireAnswer | undefined> {
    const { method = '' } = request
    if ((method === 'GET' || method === 'HEAD') && (path === '/' || path.startsWith('/?'))) {
      return this.#protocol.plain(200, `healthy: ${host ?? 'localhost'} `)
    }
    if (method === 'OPTIONS' && request.headers.origin !== undefined) {
      const answer = this.#protocol.plain(200, '')
      Object.assign(answer.headers, preflightHeadersOf(request.headers))
      return answer
    }
    const wire = { method, path, headers: headersOf(request), body, connection: request.socket }
    const { receive } = this.#options
    try {
      if (path === PEER_PATH && receive !== undefined) return await answerToPeer(wire, receive)
      return await this.#protocol.exchange(wire, this.#holdText)
    } catch (error) {
      if (isLostReply(error)) return undefined
      this.#options.onBug(error)
      return this.#protocol.refusal(wire, internalServerError())
    }
  }

  #send({ response, page }: Exchange, { status, headers, body }: WireAnswer): void {
    if (page !== undefined) Object.assign(headers, pageHeadersOf(page, this.#options.cors))
    headers.server = SERVER_NAME
    if (this.isClosing) headers.connection = 'close'
    const byteCount = Buffer.byteLength(body)
    if (headers['transfer-encoding'] === undefined) headers['content-length'] = String(byteCount)
    response.writeHead(status, headers)
    if (byteCount === 0 || byteCount > SMALL_BYTES_MAX) response.end(body)
    else sendSmall(response, body, byteCount)
  }

  #holdAnswer(exchange: Exchange, byteCount: number): void {
    exchange.answerBytes = byteCount
    this.#answers.hold(byteCount)
    this.#addHolder(exchange.request.socket)
  }

  /** A text that is being compressed. Returns what lets go of it. */
  readonly #holdText = (byteCount: number): (() => void) => {
    this.#answers.hold(byteCount)
    return () => this.#answers.release(byteCount)
  }

  #addHolder(socket: Socket): void {
    this.#holders.add(socket)
    if (this.#bodies.isCrowded || this.#answers.isCrowded) this.#hurry(socket)
  }

  readonly #hurryHolders = (): void => {
    for (const socket of this.#holders) this.#hurry(socket)
  }

  /** Node hangs up if nothing moves for so long. With the next request its patience is as before. */
  #hurry(socket: Socket): void {
    socket.setTimeout(this.#options.crowdedSilence)
  }
}

/** The headers, with all values of those that were repeated. */
function headersOf(request: IncomingMessage): WireRequest['headers'] {
  const { headers, rawHeaders } = request
  const isPlain = 2 * Object.keys(headers).length === rawHeaders.length
  return isPlain ? (headers as WireRequest['headers']) : request.headersDistinct
}

/**
 * Sends headers and body as one text, which the kernel is handed as it is. What is given to `end`, or ended before it is
 * written, goes there in a list of pieces, the last of them empty: that takes longer.
 */
function sendSmall(response: ServerResponse, body: AnswerBody, byteCount: number): void {
  const end = (): unknown => response.end()
  if (typeof body !== 'string') response.write(latin1Of(body), 'latin1', end)
  else response.write(body, byteCount === body.length ? 'latin1' : 'utf8', end)
}

/** A character for a byte. */
function latin1Of({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
}

function forbidden(body: string): WireAnswer {
  return { status: 403, headers: { 'content-type': 'text/plain' }, body }
}
