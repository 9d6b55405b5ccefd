/** The requests to the explorer: the files of its page, the service's protocol, the stream of events, and the rest. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Random } from '../env/random.js'
import { internalServerError } from '../errors/auth-errors.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import { envelopeOf } from '../transport/error-envelope.js'
import { headerOf, type WireAnswer, type WireRequest } from '../transport/exchange.js'
import { type ReceivedBody, receiveBody } from '../transport/http-body.js'
import { JsonProtocol, tooLarge } from '../transport/json-protocol.js'
import { REGION, type Signer } from '../transport/sigv4.js'
import { EventStream } from './event-stream.js'
import type { Explorable } from './explorable.js'
import { EXTRAS } from './extras.js'
import type { Guard } from './guard.js'
import { CHANGES_QUERY, EVENTS_PATH, EXTRA_PATH, REGION_HEADER } from './page/wire.js'
import type { PageFiles } from './page-files.js'

/** What requests are answered from. */
interface RequestsOptions {
  readonly source: Explorable
  readonly guard: Guard
  readonly files: PageFiles
  readonly random: Random
  /** Is told of bugs: what was thrown that is no refusal. */
  readonly onBug: (error: unknown) => void
}

/** With every answer. The page has no other origin, frame, script or style than its own, and nothing is kept of it. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}
const TEXT_TYPE = { 'content-type': 'text/plain; charset=utf-8' }
const JSON_TYPE = { 'content-type': 'application/json' }
/** Pages that are told of events at once. */
const STREAMS_MAX = 64

/** Answers all requests. */
export class ExplorerRequests {
  readonly #options: RequestsOptions
  readonly #protocol: JsonProtocol
  readonly #streams = new Set<EventStream>()

  constructor(options: RequestsOptions) {
    this.#options = options
    const { source, random } = options
    this.#protocol = new JsonProtocol({
      answer: call => source.answer(call),
      random,
      authenticate: signerOf,
      knows: operation => source.knows(operation),
    })
  }

  /** Answers one request. */
  serve(request: IncomingMessage, response: ServerResponse): void {
    this.#answer(request, response).catch(error => {
      this.#options.onBug(error)
      if (response.headersSent) response.destroy()
      else send(response, { status: 500, headers: TEXT_TYPE, body: 'The server has failed.\n' })
    })
  }

  /** Ends the answers that would go on. */
  close(): void {
    for (const stream of this.#streams) stream.end()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers, url = '/' } = request
    const { guard, files } = this.#options
    const { pathname: path, searchParams: query } = new URL(url, 'http://localhost')
    const isGet = method === 'GET'
    const file = isGet && !path.startsWith(EXTRA_PATH) && (await files.at(path))
    const refusal = file ? guard.refusalOfPage(headers) : guard.refusalOfData(headers)
    if (refusal !== undefined) {
      send(response, { status: 403, headers: TEXT_TYPE, body: `${refusal}\n` })
    } else if (file) {
      send(response, { status: 200, headers: { 'content-type': file.type }, body: file.body })
    } else if (isGet && path === EVENTS_PATH) {
      this.#stream(query, response)
    } else if (isGet && path.startsWith(EXTRA_PATH)) {
      send(response, await this.#extra(path.slice(EXTRA_PATH.length), query))
    } else if (method === 'POST' && path.startsWith(EXTRA_PATH)) {
      send(response, await this.#longExtra(path.slice(EXTRA_PATH.length), request))
    } else {
      receiveBody(request, body => {
        void this.#exchange(request, body).then(answer => send(response, answer))
      })
    }
  }

  #stream(query: URLSearchParams, response: ServerResponse): void {
    if (this.#streams.size >= STREAMS_MAX) {
      const body = `So many pages are told of events already: ${STREAMS_MAX}.\n`
      send(response, { status: 503, headers: TEXT_TYPE, body })
      return
    }
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream; charset=utf-8' })
    response.flushHeaders()
    // A page that only listens is no page that is gone.
    response.socket?.setTimeout(0)
    const subject = {
      region: query.get('region') ?? DEFAULT_REGION,
      table: query.get('table') ?? undefined,
      isWatched: query.has(CHANGES_QUERY),
    }
    const stream = new EventStream(this.#options, subject, response)
    this.#streams.add(stream)
    response.once('close', () => this.#streams.delete(stream))
  }

  async #extra(name: string, query: URLSearchParams): Promise<WireAnswer> {
    const extra = EXTRAS.get(name)
    if (extra === undefined) {
      return { status: 404, headers: { ...TEXT_TYPE }, body: 'There is nothing of this name.\n' }
    }
    try {
      const told = await extra(this.#options.source, query)
      return { status: 200, headers: { ...JSON_TYPE }, body: JSON.stringify(told) }
    } catch (error) {
      if (!isRefusal(error)) throw error
      const body = JSON.stringify(envelopeOf(error))
      return { status: error.statusCode, headers: { ...JSON_TYPE }, body }
    }
  }

  /** What is too long for an address is asked in the body. */
  async #longExtra(name: string, request: IncomingMessage): Promise<WireAnswer> {
    const body = await new Promise<ReceivedBody>(resolve => receiveBody(request, resolve))
    if (body === 'too large') return tooLarge()
    return await this.#extra(name, new URLSearchParams(Buffer.from(body).toString()))
  }

  async #exchange(request: IncomingMessage, body: ReceivedBody): Promise<WireAnswer> {
    if (body === 'too large') return tooLarge()
    const { method = '', url = '/', headers } = request
    const wire = { method, path: url, headers: headers as WireRequest['headers'], body }
    try {
      return await this.#protocol.exchange(wire)
    } catch (error) {
      this.#options.onBug(error)
      return await this.#protocol.refusal(wire, internalServerError())
    }
  }
}

/** Whoever has the token may do everything. */
function signerOf(request: WireRequest): Signer {
  const region = headerOf(request, REGION_HEADER) ?? DEFAULT_REGION
  return { accessKeyId: 'explorer', region: REGION.test(region) ? region : DEFAULT_REGION }
}

function send(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  response.writeHead(status, { ...headers, ...HEADERS, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
