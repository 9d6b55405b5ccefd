/** What compressed bytes are handed to, slice by slice. */

import type { Transform } from 'node:stream'

/** How long the pieces are, at most, that a stream makes. */
export const PIECE_LENGTH = 65_536

/** Takes compressed bytes, and makes of them what they stand for. */
export interface Decoder {
  /** What has been made, and has not been taken yet. */
  readonly made: Uint8Array[]
  /** Fulfilled when all is made of a slice that can be. Rejects if the bytes are damaged. */
  push(slice: Uint8Array): Promise<void>
  /** There are no more slices. */
  end(): Promise<void>
  close(): void
}

/** A stream of Node. It flows, so what a slice becomes is all made when the slice has been taken. */
export class StreamDecoder implements Decoder {
  readonly made: Uint8Array[] = []
  readonly #stream: Transform
  #failure: Error | undefined
  #isEnded = false
  /** Rejects what is waited for. */
  #fail: (error: Error) => void = () => {}
  #finish: () => void = () => {}

  constructor(stream: Transform) {
    this.#stream = stream
    stream.on('data', (piece: Uint8Array) => this.made.push(piece))
    stream.on('end', () => {
      this.#isEnded = true
      this.#finish()
    })
    stream.on('error', error => {
      this.#failure = error
      this.#fail(error)
    })
  }

  push(slice: Uint8Array): Promise<void> {
    return this.#done(done => this.#stream.write(slice, () => done()))
  }

  end(): Promise<void> {
    return this.#done(done => {
      this.#finish = done
      this.#stream.end()
      if (this.#isEnded) done()
    })
  }

  close(): void {
    this.#stream.destroy()
  }

  #done(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      if (this.#failure === undefined) start(resolve)
      else reject(this.#failure)
    })
  }
}
