/** A client of a server's address: requests in wire form, over a few connections that are kept. */

import { createHash } from 'node:crypto'
import { Agent, request } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import type { Clock } from '../env/clock.js'
import { ServiceFailure, wrongAddress } from '../errors/migration-errors.js'
import type { Ask } from '../remote/sender.js'
import { basicDateOf, type KnownCredential, signatureOfText } from '../transport/sigv4.js'
import { parseWithRawItems, stringifyWithRawItems } from './raw-items.js'

interface WireClientOptions {
  readonly url: string
  readonly region: string
  readonly credential: KnownCredential
  readonly clock: Clock
}

/** Milliseconds without a byte, after which a request is taken to be lost. */
const SILENCE_MAX = 60_000
/** More are not on their way at a time, by far. */
const SOCKETS_MAX = 64
const SERVICE = 'dynamodb'
const TARGETS: Readonly<Record<string, string>> = {
  DescribeStream: 'DynamoDBStreams_20120810',
  GetShardIterator: 'DynamoDBStreams_20120810',
  GetRecords: 'DynamoDBStreams_20120810',
  ListStreams: 'DynamoDBStreams_20120810',
}
const TARGET = 'DynamoDB_20120810'
const RAW_ITEMS: Form = { stringify: stringifyWithRawItems, parse: parseWithRawItems }

/** Sends requests to one address. */
export class WireClient {
  readonly #options: WireClientOptions
  readonly #url: URL
  readonly #agent: Agent
  readonly #request: typeof request

  /** Throws a ValidationException if the address is none. */
  constructor(options: WireClientOptions) {
    this.#options = options
    this.#url = urlOf(options.url)
    const isSecure = this.#url.protocol === 'https:'
    const kept = { keepAlive: true, maxSockets: SOCKETS_MAX }
    this.#agent = isSecure ? new SecureAgent(kept) : new Agent(kept)
    this.#request = isSecure ? secureRequest : request
  }

  /** Throws a `ServiceFailure` for what the service refuses, and what Node has if there is no answer. */
  readonly ask: Ask = (operation, input) => this.#ask(operation, input, JSON)

  /** As `ask`; but items that are scanned are raw, and items that are put by a batch may be. */
  readonly askInRawItems: Ask = (operation, input) => this.#ask(operation, input, RAW_ITEMS)

  close(): void {
    this.#agent.destroy()
  }

  async #ask(operation: string, input: object, form: Form): Promise<object> {
    const body = Buffer.from(form.stringify(input))
    const { status, text } = await this.#exchange(this.#headersOf(operation, body), body)
    const json = jsonOf(text, form)
    if (status === 200 && json !== undefined) return json
    throw failureOf(status, json)
  }

  /** Source: Signature Version 4, IAM user guide, "Create a signed AWS API request". */
  #headersOf(operation: string, body: Buffer): Record<string, string> {
    const { region, credential, clock } = this.#options
    const date = basicDateOf(clock.now())
    const { sessionToken } = credential
    // In the order of their names.
    const signed: Readonly<Record<string, string>> = {
      'content-type': 'application/x-amz-json-1.0',
      host: this.#url.host,
      'x-amz-date': date,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
      'x-amz-target': `${TARGETS[operation] ?? TARGET}.${operation}`,
    }
    const names = Object.keys(signed)
    const scope = [date.slice(0, 8), region, SERVICE, 'aws4_request']
    const canonical = [
      'POST',
      '/',
      '',
      ...names.map(name => `${name}:${signed[name]}`),
      '',
      names.join(';'),
      hexOf(body),
    ].join('\n')
    const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), hexOf(canonical)].join('\n')
    const signature = signatureOfText(toSign, { scope, secret: credential.secretAccessKey })
    const whose = `Credential=${credential.accessKeyId}/${scope.join('/')}`
    return {
      ...signed,
      authorization: `AWS4-HMAC-SHA256 ${whose}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
      'content-length': String(body.length),
    }
  }

  #exchange(headers: Record<string, string>, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.#agent, headers, timeout: SILENCE_MAX }
      const sent = this.#request(this.#url, options, answer => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() })
        })
        answer.on('error', reject)
      })
      sent.on('timeout', () => sent.destroy(timedOut()))
      sent.on('error', reject)
      sent.end(body)
    })
  }
}

/** How what is sent and what is answered become text and come from it. */
interface Form {
  stringify(input: object): string
  parse(text: string): unknown
}

interface Answer {
  readonly status: number
  readonly text: string
}

function urlOf(text: string): URL {
  let url: URL | undefined
  try {
    url = new URL(text)
  } catch {}
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw wrongAddress(text)
  url.pathname = '/'
  return url
}

function hexOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function jsonOf(text: string, { parse }: Form): object | undefined {
  try {
    const json = parse(text)
    return typeof json === 'object' && json !== null ? json : undefined
  } catch {
    return undefined
  }
}

function failureOf(status: number, json: object = {}): ServiceFailure {
  const { __type, message, Message } = json as Readonly<Record<string, unknown>>
  // As in `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`.
  const name = String(__type ?? `Status${status}`).replace(/^.*#/, '')
  const text = String(message ?? Message ?? `it answered with status ${status}`)
  return new ServiceFailure(name, text, status)
}

/** As the operating system has it. */
function timedOut(): Error {
  return Object.assign(new Error(`no answer within ${SILENCE_MAX / 1000} seconds`), {
    code: 'ETIMEDOUT',
    syscall: 'read',
  })
}
