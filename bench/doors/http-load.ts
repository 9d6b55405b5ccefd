// How many requests does a server answer in a second? Connections that are kept alive, each with
// one request at a time, their bytes made before the clock starts. The client does as little as it
// can, so that the server is what is measured.

import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Request } from './orders.js'

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

/** What the SDK for JavaScript sends, but for the signature's digits. */
const CREDENTIAL = 'bench/20261122/us-east-1/dynamodb/aws4_request'
const SIGNED_HEADERS =
  'amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-content-sha256;' +
  'x-amz-date;x-amz-target;x-amz-user-agent'
const USER_AGENT = 'aws-sdk-js/3.0.0 ua/2.1 os/linux lang/js md/nodejs#20 api/dynamodb#3.0.0 m/E,b'
const HASH = '0123456789abcdef'.repeat(4)
const END_OF_HEAD = '\r\n\r\n'

/** The bytes of a request as it goes to a server at `port` of this machine. */
export function requestBytes({ operation, input }: Request, port: number): Buffer {
  const body = JSON.stringify(input)
  const head = [
    'POST / HTTP/1.1',
    `x-amz-target: DynamoDB_20120810.${operation}`,
    'content-type: application/x-amz-json-1.0',
    `x-amz-user-agent: ${USER_AGENT}`,
    `user-agent: ${USER_AGENT}`,
    `host: 127.0.0.1:${port}`,
    'amz-sdk-invocation-id: 01234567-89ab-4def-8123-456789abcdef',
    'amz-sdk-request: attempt=1; max=3',
    'x-amz-date: 20261122T145100Z',
    `x-amz-content-sha256: ${HASH}`,
    `authorization: AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=${SIGNED_HEADERS}, Signature=${HASH}`,
    'connection: keep-alive',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}${END_OF_HEAD}${body}`)
}

/** Connections to one server. */
export class HttpLoad {
  readonly #port: number
  readonly #connections: readonly Connection[]

  private constructor(port: number, connections: readonly Connection[]) {
    this.#port = port
    this.#connections = connections
  }

  static async connect(port: number, connectionCount: number): Promise<HttpLoad> {
    const opened = Array.from({ length: connectionCount }, () => Connection.open(port))
    return new HttpLoad(port, await Promise.all(opened))
  }

  /** Sends one request on the first connection. */
  async exchange(request: Request): Promise<HttpAnswer> {
    const [connection] = this.#connections
    if (connection === undefined) throw new Error('there is no connection')
    return connection.exchange(requestBytes(request, this.#port))
  }

  /** Sends the requests for so long, again and again, each connection the next one; the rate in a second. */
  async requestsPerSecond(requests: readonly Request[], milliseconds: number): Promise<number> {
    const all = requests.map(request => requestBytes(request, this.#port))
    let sentCount = 0
    const start = performance.now()
    const work = async (connection: Connection): Promise<void> => {
      while (performance.now() - start < milliseconds) {
        const bytes = all[sentCount % all.length]
        sentCount += 1
        if (bytes === undefined) throw new Error('there are no requests')
        const { status, body } = await connection.exchange(bytes)
        if (status !== 200) throw new Error(`answered ${status}: ${body}`)
      }
    }
    await Promise.all(this.#connections.map(work))
    return sentCount / ((performance.now() - start) / 1_000)
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }
}

interface Waiting {
  readonly resolve: (answer: HttpAnswer) => void
  readonly reject: (error: Error) => void
}

class Connection {
  readonly #socket: Socket
  #received = ''
  #waiting: Waiting | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    // A character for a byte, so that lengths are those of the protocol.
    socket.setEncoding('latin1')
    socket.setNoDelay(true)
    socket.on('data', (chunk: string) => this.#read(chunk))
    socket.on('error', error => this.#waiting?.reject(error))
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')))
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new Connection(socket))
      })
    })
  }

  exchange(bytes: Buffer): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(bytes)
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  #read(chunk: string): void {
    this.#received = this.#received === '' ? chunk : this.#received + chunk
    const end = this.#received.indexOf(END_OF_HEAD)
    if (end === -1) return
    const head = this.#received.slice(0, end)
    const length = /\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) {
      this.#waiting?.reject(new Error(`an answer without a length: ${head}`))
      return
    }
    const start = end + END_OF_HEAD.length
    if (this.#received.length < start + Number(length)) return
    const body = this.#received.slice(start)
    this.#received = ''
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve({ status: Number(head.slice(9, 12)), body })
  }
}
