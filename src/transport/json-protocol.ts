/**
 * The service's protocol: one request of method, path, headers and body in, one answer of status, headers and body out,
 * whatever carries the two. What is not of this protocol, such as health and CORS, is the server's.
 *
 * The checks have an order: size, method and content type, JSON, target, signature, empty body; then the operation's
 * own. Source: DynamoDB developer guide, "DynamoDB low-level API" and "Error handling"; the service's answers.
 */

import { isUtf8 } from 'node:buffer'
import { jsonOf } from '../encoding/json-text.js'
import type { Random } from '../env/random.js'
import { type DynamoError, isRefusal, SerializationException } from '../errors/dynamo-error.js'
import { unknownOperation } from '../errors/request-errors.js'
import { DAX_PREFIX } from '../validation/dax-operations.js'
import { keptPartsOf } from '../validation/request.js'
import { crc32 } from './checksum.js'
import { deflated, inflated } from './content-coding.js'
import { envelopeOf } from './error-envelope.js'
import {
  type Answer,
  type AnswerBody,
  BODY_BYTES_MAX,
  headerOf,
  type WireAnswer,
  type WireRequest,
} from './exchange.js'
import { parseLongJson } from './long-json.js'
import { requestIds } from './request-id.js'
import type { Authenticate } from './sigv4.js'

/** What a protocol is made of. */
export interface ProtocolOptions {
  readonly answer: Answer
  readonly random: Random
  /** Who sent a request. */
  readonly authenticate: Authenticate
  /** Whether there is an operation of this name. Default: whether `answer` refuses it, which is after the signature. */
  readonly knows?: ((operation: string) => boolean) | undefined
  /** Whether the address that DescribeEndpoints tells is the one that the client has asked. Default: false. */
  readonly isEndpoint?: boolean | undefined
  /** Is told of requests that were refused before their operation was called. */
  readonly onRefused?: ((request: WireRequest, error: DynamoError) => void) | undefined
}

/** Is told of so many bytes that are held until what it returns is called. */
type HoldBytes = (bytes: number) => () => void

const NATIVE_TYPE = 'application/x-amz-json-1.0'
/** That of the operations on clusters of DAX. */
const DAX_TYPE = 'application/x-amz-json-1.1'
const PLAIN_TYPE = 'application/json'
/** Bodies of more bytes are read in slices. */
const LONG_BYTES = 1024 * 1024
const NOT_FOUND_BODY = '<UnknownOperationException/>\n'

const PREFIX = 'DynamoDB_20120810.'
const STREAMS_PREFIX = 'DynamoDBStreams_20120810.'
const STREAMS_OPERATIONS: ReadonlySet<string> = new Set([
  'DescribeStream',
  'GetRecords',
  'GetShardIterator',
  'ListStreams',
])
/** Their answers have no body at all. */
const SILENT_OPERATIONS: ReadonlySet<string> = new Set(['TagResource', 'UntagResource'])

interface AnswerJson {
  readonly status: number
  readonly body: AnswerBody
  readonly hold?: HoldBytes | undefined
}

/** Answers requests in the service's protocol. */
export class JsonProtocol {
  readonly #options: ProtocolOptions
  readonly #nextRequestId: () => string
  /** By the values of the header that have been seen; only those that are known, so that there are few. */
  readonly #operations = new Map<string, string>()
  /** Done when the last long body has been parsed. */
  #lastLong: Promise<void> = Promise.resolve()

  constructor(options: ProtocolOptions) {
    this.#options = options
    this.#nextRequestId = requestIds(options.random)
  }

  /**
   * Answers one request, refusals included.
   *
   * @param hold is told of an answer while it is being compressed
   * @throws whatever is not a refusal: a fault of the caller's program, or of this one
   */
  async exchange(request: WireRequest, hold?: HoldBytes): Promise<WireAnswer> {
    if (request.body.length > BODY_BYTES_MAX) return tooLarge()
    if (!isApiRequest(request)) return this.notFound()
    let isCalled = false
    try {
      const coding = codingOf(request)
      const body = coding === undefined ? request.body : await inflated(request.body, coding)
      if (body === undefined) return tooLarge()
      const json = body.length > LONG_BYTES ? await this.#parsedInTurn(body, request) : parsed(body)
      const operation = this.#operationOf(request)
      const { region, accessKeyId } = this.#options.authenticate(request)
      checkBody(json)
      isCalled = true
      const result = await this.#options.answer({
        region,
        operation,
        json,
        accessKeyId,
        connection: request.connection,
        asJson: true,
      })
      const told = operation === 'DescribeEndpoints' ? this.#endpointsOf(request, result) : result
      const answer = { status: 200, body: bodyOfAnswer(operation, told), hold }
      return this.#answer(request, answer)
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (!isCalled) this.#options.onRefused?.(request, error)
      return this.refusal(request, error)
    }
  }

  /** The answer of an operation. */
  success(
    request: WireRequest,
    operation: string,
    result: object,
  ): WireAnswer | Promise<WireAnswer> {
    return this.#answer(request, { status: 200, body: bodyOfAnswer(operation, result) })
  }

  /** The answer that tells of a refusal. */
  refusal(request: WireRequest, error: DynamoError): WireAnswer | Promise<WireAnswer> {
    const body = JSON.stringify(envelopeOf(error))
    return this.#answer(request, { status: error.statusCode, body })
  }

  /** The answer to a request that is none of the protocol. */
  notFound(): WireAnswer {
    return this.plain(404, NOT_FOUND_BODY)
  }

  /** An answer with an id and a checksum, of no declared type. */
  plain(status: number, body: string): WireAnswer {
    return { status, headers: this.#headersOf(body), body }
  }

  /** One after another, so that what is made of several long bodies is not in memory at once. */
  #parsedInTurn(body: Uint8Array, request: WireRequest): Promise<unknown> {
    // Whether there is such an operation is found out later.
    const target = headerOf(request, 'x-amz-target') ?? ''
    const kept = keptPartsOf(target.slice(target.indexOf('.') + 1))
    const parsing = this.#lastLong.then(() => parseLongJson(wellFormedTextOf(body), { kept }))
    const refused = parsing.catch(() => {
      throw new SerializationException('')
    })
    // What has been parsed is not kept.
    this.#lastLong = parsing.then(
      () => {},
      () => {},
    )
    return refused
  }

  #operationOf(request: WireRequest): string {
    const target = headerOf(request, 'x-amz-target') ?? ''
    const found = this.#operations.get(target)
    if (found !== undefined) return found
    const isDax = target.startsWith(DAX_PREFIX)
    const isStreams = target.startsWith(STREAMS_PREFIX)
    if (!isDax && !isStreams && !target.startsWith(PREFIX)) throw unknownOperation('')
    const prefix = isStreams ? STREAMS_PREFIX : PREFIX
    const operation = isDax ? target : target.slice(prefix.length)
    const { knows } = this.#options
    const isKnown =
      STREAMS_OPERATIONS.has(operation) === isStreams &&
      operation.startsWith(DAX_PREFIX) === isDax &&
      operation !== '' &&
      (knows === undefined || knows(operation))
    if (!isKnown) throw unknownOperation(isStreams || isDax ? '' : operation)
    if (knows !== undefined) this.#operations.set(target, operation)
    return operation
  }

  #endpointsOf(request: WireRequest, result: object): object {
    const Address = this.#options.isEndpoint === true ? headerOf(request, 'host') : undefined
    if (Address === undefined) return result
    const { Endpoints } = result as { readonly Endpoints: readonly object[] }
    return { Endpoints: Endpoints.map(endpoint => ({ ...endpoint, Address })) }
  }

  #answer(request: WireRequest, json: AnswerJson): WireAnswer | Promise<WireAnswer> {
    const accepted = headerOf(request, 'accept-encoding')
    if (accepted !== undefined) return this.#compressed(request, json, accepted)
    const { status, body } = json
    return { status, headers: this.#headersOf(body, answerTypeOf(request)), body }
  }

  async #compressed(
    request: WireRequest,
    { status, body, hold }: AnswerJson,
    accepted: string,
  ): Promise<WireAnswer> {
    const letGo = hold?.(body.length)
    const compressed = await deflated(body, accepted).finally(letGo)
    const sent = compressed?.body ?? body
    const headers = this.#headersOf(sent, answerTypeOf(request))
    if (compressed !== undefined) headers['content-encoding'] = compressed.coding
    return { status, headers, body: sent }
  }

  #headersOf(body: AnswerBody, type?: string): Record<string, string> {
    const headers: Record<string, string> = { 'x-amzn-requestid': this.#nextRequestId() }
    if (crc32 !== undefined) headers['x-amz-crc32'] = String(crc32(body))
    if (type !== undefined) headers['content-type'] = type
    return headers
  }
}

/** The answer to a request whose body is over the limit. It has neither id nor body. */
export function tooLarge(): WireAnswer {
  return { status: 413, headers: { 'transfer-encoding': 'chunked' }, body: '' }
}

function bodyOfAnswer(operation: string, result: object): AnswerBody {
  return SILENT_OPERATIONS.has(operation) ? '' : jsonOf(result)
}

/** The codings of the body. A header that is repeated is one list. */
function codingOf({ headers }: WireRequest): string | undefined {
  const value = headers['content-encoding']
  return value === undefined || typeof value === 'string' ? value : value.join(', ')
}

function isApiRequest(request: WireRequest): boolean {
  const { method, path, body } = request
  if (method !== 'POST' || !(path === '/' || path.startsWith('/?'))) return false
  if (body.length === 0) return true
  const type = contentTypeOf(request)
  return type === NATIVE_TYPE || type === PLAIN_TYPE || (type === DAX_TYPE && isOfDax(request))
}

function isOfDax(request: WireRequest): boolean {
  return headerOf(request, 'x-amz-target')?.startsWith(DAX_PREFIX) === true
}

function contentTypeOf(request: WireRequest): string {
  const type = headerOf(request, 'content-type')
  if (type === NATIVE_TYPE || type === undefined) return type ?? ''
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase()
}

function answerTypeOf(request: WireRequest): string {
  const type = contentTypeOf(request)
  if (type === DAX_TYPE) return DAX_TYPE
  return type === '' || type === PLAIN_TYPE ? PLAIN_TYPE : NATIVE_TYPE
}

/** Undefined if there is nothing. */
function parsed(body: Uint8Array): unknown {
  if (body.length === 0) return undefined
  try {
    return JSON.parse(wellFormedTextOf(body))
  } catch {
    throw new SerializationException('')
  }
}

function wellFormedTextOf(body: Uint8Array): string {
  if (!isUtf8(body)) throw new SerializationException('')
  if (body.constructor === Buffer) return body.toString()
  const { buffer, byteOffset, byteLength } = body
  return Buffer.from(buffer, byteOffset, byteLength).toString()
}

/** An input is an object; `null` is none. */
function checkBody(json: unknown): void {
  if (json === undefined || json === null) throw new SerializationException('')
  if (Array.isArray(json)) {
    throw new SerializationException('Start of list found where not expected')
  }
  if (typeof json !== 'object') throw new SerializationException('Unexpected field type')
}
