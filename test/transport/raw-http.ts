/** HTTP by hand, so that a test can send what no client would. */

import { connect, type Socket } from 'node:net'
import { systemRandom } from '../../src/env/random.js'
import type { Answer } from '../../src/transport/exchange.js'
import { type HttpServer, listen } from '../../src/transport/http-server.js'
import { JsonProtocol } from '../../src/transport/json-protocol.js'
import { believer } from '../../src/transport/sigv4.js'

export const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=KEY/20261122/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00'

/** The headers of a request that is in order, but for its body. */
export const HEADERS: Readonly<Record<string, string>> = {
  host: 'localhost',
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  'x-amz-date': '20261122T145100Z',
  authorization: AUTHORIZATION,
}

type HttpServerOptions = Parameters<typeof listen>[1]
type ProtocolOptions = ConstructorParameters<typeof JsonProtocol>[0]

export interface Served extends HttpServer {
  readonly bugs: unknown[]
}

export async function serveStandIn(
  answer: Answer,
  options: Partial<HttpServerOptions & ProtocolOptions> = {},
): Promise<Served> {
  const bugs: unknown[] = []
  const protocol = new JsonProtocol({
    answer,
    random: systemRandom,
    authenticate: believer(),
    ...options,
  })
  const server = await listen(protocol, {
    port: 0,
    host: '127.0.0.1',
    allowedHosts: [],
    cors: [],
    onBug: error => bugs.push(error),
    ...options,
  })
  return { ...server, bugs }
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A connection. Answers are read one by one. */
export class RawConnection {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #ended = false
  #wake: () => void = () => {}

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('data', chunk => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#wake()
    })
    const end = () => {
      this.#ended = true
      this.#wake()
    }
    this.socket.on('end', end).on('error', end).on('close', end)
  }

  write(text: string | Uint8Array): this {
    this.socket.write(text)
    return this
  }

  /** True once the other side has closed the connection. */
  async closed(): Promise<true> {
    while (!this.#ended) await this.#more()
    return true
  }

  async answer(): Promise<RawAnswer> {
    const { status, headers } = await this.head()
    const chunked = headers['transfer-encoding'] === 'chunked'
    const length = chunked ? 5 : Number(headers['content-length'] ?? 0)
    while (this.#received.length < length) {
      if (this.#ended) throw new Error('closed in the body')
      await this.#more()
    }
    const body = this.#received.subarray(0, length)
    this.#received = this.#received.subarray(length)
    if (chunked && body.toString() !== '0\r\n\r\n') throw new Error('a chunk that is not the last')
    return { status, headers, body: chunked ? Buffer.alloc(0) : body }
  }

  /** An answer up to its body. */
  async head(): Promise<Omit<RawAnswer, 'body'>> {
    let end = this.#received.indexOf('\r\n\r\n')
    while (end === -1) {
      if (this.#ended) throw new Error(`closed after ${this.#received.length} bytes`)
      await this.#more()
      end = this.#received.indexOf('\r\n\r\n')
    }
    const [first = '', ...lines] = this.#received.subarray(0, end).toString().split('\r\n')
    const headers = Object.fromEntries(
      lines.map(line => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ]),
    )
    this.#received = this.#received.subarray(end + 4)
    return { status: Number(first.split(' ')[1]), headers }
  }

  #more(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }
}

export interface RawRequest {
  readonly method?: string
  readonly path?: string
  /** Beside those that a request in order has; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: string | Uint8Array
}

/** The bytes of a request. */
export function rawRequest({
  method = 'POST',
  path = '/',
  headers = {},
  body = '{}',
}: RawRequest): Buffer {
  const bytes = Buffer.from(body)
  const all = { ...HEADERS, 'content-length': String(bytes.length), ...headers }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map(text => `${name}: ${text}`),
  )
  return Buffer.concat([
    Buffer.from(`${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`),
    bytes,
  ])
}

/** Sends one request on a connection of its own. */
export async function exchange(port: number, request: RawRequest): Promise<RawAnswer> {
  const connection = new RawConnection(port)
  const answer = await connection.write(rawRequest(request)).answer()
  connection.socket.destroy()
  return answer
}
