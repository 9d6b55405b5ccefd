/**
 * The AWS SDK for JavaScript v3 in process: a `requestHandler` that answers without a socket, and the configuration of a
 * client that uses it. Nothing of the SDK is imported: its interfaces are met by structure.
 */

import { types } from 'node:util'
import { after } from '../env/timers.js'
import type { WireAnswer, WireRequest } from './exchange.js'
import { headerOf } from './exchange.js'
import type { JsonProtocol } from './json-protocol.js'
import type { Authenticate, Signer } from './sigv4.js'

/** What the SDK hands to a handler, as far as it is read here. */
export interface SdkRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Bytes, or a text; operations without an input may have none. */
  readonly body?: unknown
}

/** What the SDK is handed back. */
export interface SdkResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

/** The signal of an `AbortController`, be it that of Node or of a package. */
interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason?: unknown
  onabort?: unknown
  addEventListener?(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener?(type: 'abort', listener: () => void): void
}

/** What a call may set. */
export interface SdkHandlerOptions {
  readonly abortSignal?: unknown
  /** Milliseconds. 0 is no limit. */
  readonly requestTimeout?: number | undefined
}

/** Copies of this library know the handlers of each other by it. */
const IN_PROCESS = Symbol.for('hashrange.handler')

/** Whether a client's handler answers in this process. */
export function isInProcess(handler: object | undefined): boolean {
  return handler !== undefined && IN_PROCESS in handler
}

/** A `requestHandler` for the clients of the AWS SDK v3. */
export class SdkHandler {
  /** @internal */
  readonly [IN_PROCESS] = true
  readonly metadata = { handlerProtocol: 'http/1.1' }
  readonly #protocol: JsonProtocol
  #requestTimeout: number | undefined

  /** @internal Made by `Database.clientConfig`. */
  constructor(protocol: JsonProtocol) {
    this.#protocol = protocol
  }

  /**
   * Answers one request of a client.
   *
   * @throws an error named `AbortError` if the signal is aborted before the answer, `TimeoutError` if time is up before
   */
  async handle(
    request: SdkRequest,
    { abortSignal, requestTimeout = this.#requestTimeout }: SdkHandlerOptions = {},
  ): Promise<{ response: SdkResponse }> {
    const signal = (abortSignal ?? undefined) as AbortSignalLike | undefined
    if (signal?.aborted) throw abortErrorOf(signal)
    const answer = this.#protocol.exchange(wireRequestOf(request))
    const isUnbounded = signal === undefined && !requestTimeout
    return {
      response: responseOf(await (isUnbounded ? answer : first(answer, signal, requestTimeout))),
    }
  }

  /** There is nothing to let go: a client may be destroyed, and the others go on. */
  destroy(): void {}

  /** Called by the SDK for options that are set on a client. */
  updateHttpClientConfig(key: string, value: unknown): void {
    if (key === 'requestTimeout') this.#requestTimeout = value as number | undefined
  }

  /** The options that are set on a client. */
  httpHandlerConfigs(): { requestTimeout?: number } {
    return this.#requestTimeout === undefined ? {} : { requestTimeout: this.#requestTimeout }
  }
}

/** An answer as the SDK wants it. */
export function responseOf({ status, headers, body }: WireAnswer): SdkResponse {
  const bytes = bytesOf(body)
  headers['content-length'] = String(bytes.length)
  // The SDK asks whether it is an instance of the class that it sees itself, which need not be that of a Buffer.
  const isOfProgram = bytes instanceof Uint8Array
  return { statusCode: status, headers, body: isOfProgram ? bytes : new Uint8Array(bytes) }
}

/**
 * Finds who signed a request of a client in process, which is believed.
 *
 * @param unsigned whom requests are from that are not signed
 */
export function clientInProcess(unsigned: Signer): Authenticate {
  // Where the signature is left out, a client says the same each time.
  let lastHeader: string | undefined
  let lastSigner = unsigned
  return request => {
    const header = headerOf(request, 'authorization')
    if (header === lastHeader) return lastSigner
    lastSigner = header === undefined ? unsigned : (signerOf(header) ?? unsigned)
    lastHeader = header
    return lastSigner
  }
}

function signerOf(header: string): Signer | undefined {
  const [, accessKeyId, region] = /Credential=([^/]+)\/[^/]*\/([^/]+)\//.exec(header) ?? []
  return accessKeyId === undefined || region === undefined ? undefined : { accessKeyId, region }
}

function wireRequestOf({ method, path, headers, body }: SdkRequest): WireRequest {
  return { method, path, headers, body: bytesOf(body) }
}

/** Test runners may give a program another `Uint8Array` than Node's own modules have, so classes tell nothing. */
function bytesOf(body: unknown): Uint8Array {
  if (types.isUint8Array(body)) return body
  if (typeof body === 'string') return Buffer.from(body)
  if (body === undefined || body === null) return new Uint8Array(0)
  throw new TypeError('the body of a request must be bytes or a text')
}

/** The answer, or the error of what comes before it. An operation that has begun is not undone. */
function first(
  answer: Promise<WireAnswer>,
  signal: AbortSignalLike | undefined,
  timeout: number | undefined,
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const stop = timeout ? after(timeout, () => reject(timeoutErrorOf(timeout))) : undefined
    const abort = (): void => reject(abortErrorOf(signal))
    if (signal?.addEventListener !== undefined) {
      signal.addEventListener('abort', abort, { once: true })
    } else if (signal !== undefined) {
      signal.onabort = abort
    }
    answer.then(resolve, reject).finally(() => {
      stop?.()
      signal?.removeEventListener?.('abort', abort)
    })
  })
}

/** As the SDK's own handler makes it, so that the SDK does not try again. */
function abortErrorOf(signal: AbortSignalLike | undefined): Error {
  const reason = signal?.reason
  const error =
    reason instanceof Error
      ? new Error('Request aborted', { cause: reason })
      : new Error(reason === undefined ? 'Request aborted' : String(reason))
  error.name = 'AbortError'
  return error
}

function timeoutErrorOf(milliseconds: number): Error {
  const error = new Error(`the request has been in flight for ${milliseconds} milliseconds`)
  error.name = 'TimeoutError'
  return error
}
