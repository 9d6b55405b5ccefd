/** The body of an HTTP request, in memory, within the limit. */

import type { IncomingMessage } from 'node:http'
import { BODY_BYTES_MAX } from './exchange.js'

/** `too large` as soon as the bytes are known to exceed the limit, without keeping any. */
export type ReceivedBody = Uint8Array | 'too large'

/**
 * Receives a body, and calls back once; not at all if the client goes away before it has sent all. What comes after the
 * limit is read and dropped by the server, once it has answered.
 */
export function receiveBody(
  request: IncomingMessage,
  received: (body: ReceivedBody) => void,
): void {
  if (isDeclaredTooLarge(request)) {
    received('too large')
    return
  }
  // Let go as soon as it is too large: the request may go on for as long as the server has patience.
  let bytes: GrowingBytes | undefined = new GrowingBytes()
  request.on('data', (chunk: Buffer) => {
    if (bytes === undefined) return
    if (bytes.length + chunk.length <= BODY_BYTES_MAX) {
      bytes.append(chunk)
      return
    }
    bytes = undefined
    received('too large')
  })
  request.on('end', () => {
    if (bytes !== undefined) received(bytes.bytes)
  })
}

/** Whether the headers tell that the body is over the limit. */
export function isDeclaredTooLarge({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > BODY_BYTES_MAX
}

/**
 * The most bytes that are held for a body, as far as its headers tell: none of one that is too large, and as many as there
 * may be of one whose length, or whose length without compression, is not told.
 */
export function bodyBytesAtMost(request: IncomingMessage): number {
  if (isDeclaredTooLarge(request)) return 0
  const { headers } = request
  const isTold =
    headers['transfer-encoding'] === undefined && headers['content-encoding'] === undefined
  return isTold ? Number(headers['content-length'] ?? 0) : BODY_BYTES_MAX
}

const NO_BYTES = Buffer.alloc(0)

/** Bytes that come in chunks: one chunk is kept as it is; many small ones do not take more room than they need. */
class GrowingBytes {
  #bytes: Buffer = NO_BYTES
  #length = 0

  get length(): number {
    return this.#length
  }

  get bytes(): Buffer {
    return this.#length === this.#bytes.length ? this.#bytes : this.#bytes.subarray(0, this.#length)
  }

  append(chunk: Buffer): void {
    const length = this.#length + chunk.length
    if (this.#length === 0) {
      this.#bytes = chunk
    } else {
      if (length > this.#bytes.length) this.#grow(length)
      chunk.copy(this.#bytes, this.#length)
    }
    this.#length = length
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(2 * length, 1024), BODY_BYTES_MAX))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
