/** Reads the frames of a file one after another, while the disk fetches what comes next. */

import type { OpenFile } from '../env/files.js'
import { HEADER_BYTES } from './file-header.js'
import { FRAME_HEADER_BYTES, type FrameForm, frameEnd } from './frame.js'

const CHUNK_BYTES = 2 ** 22
/** A frame is shorter. */
const FRAME_BYTES_MAX = 2 ** 28

/** A frame, whose payload stands in `bytes` from `start` to `end` until the next one is read. */
export interface ReadFrame {
  readonly kind: number
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** Where the frame begins in the file. */
  readonly offset: number
}

export class FrameReader {
  readonly #file: OpenFile
  readonly #form: FrameForm
  readonly #size: number
  /** What has been read and not been handed on, from `#at` to `#end`. */
  #bytes = Buffer.alloc(0)
  #at = 0
  #end = 0
  /** Where `#at` is in the file, and up to where that has been asked for. */
  #offset = HEADER_BYTES
  #asked = HEADER_BYTES
  /** What is being fetched, into one of two buffers that take turns. */
  #fetching: Promise<Buffer> | undefined
  #spare: Buffer
  #other: Buffer
  #index = 0

  /** @param size of the file, in bytes */
  constructor(file: OpenFile, form: FrameForm, size: number) {
    this.#file = file
    this.#form = form
    this.#size = size
    // One that is larger than a small file would take longer to make than the file to read.
    this.#spare = Buffer.allocUnsafeSlow(Math.min(size, CHUNK_BYTES))
    this.#other = Buffer.allocUnsafeSlow(Math.min(size, CHUNK_BYTES))
  }

  /** Where in the file the next frame begins, in bytes. */
  get offset(): number {
    return this.#offset
  }

  /** The next frame; undefined if no whole one stands there. */
  async next(): Promise<ReadFrame | undefined> {
    while (!this.#hasWhole && (await this.#fetchMore()));
    const bytes = this.#bytes.subarray(0, this.#end)
    const frame = this.#form.read(bytes, this.#at, { index: this.#index, indexMax: this.#index })
    if (frame === undefined || !this.#form.open(bytes, frame)) return undefined
    const offset = this.#offset
    this.#offset += frame.next - this.#at
    this.#at = frame.next
    this.#index += 1
    return { kind: frame.kind, bytes, start: frame.start, end: frame.end, offset }
  }

  /** Whether the frame has been read that begins here, if it is one. */
  get #hasWhole(): boolean {
    const known = this.#end - this.#at
    if (known < FRAME_HEADER_BYTES) return false
    const length = frameEnd(this.#bytes, this.#at) - this.#at
    return known >= length || length > FRAME_BYTES_MAX
  }

  async #fetchMore(): Promise<boolean> {
    const chunk = await (this.#fetching ?? this.#fetch())
    this.#fetching = undefined
    if (chunk.length === 0) return false
    this.#take(chunk)
    this.#fetching = this.#fetch()
    this.#fetching.catch(() => {}) // it is told to whoever needs it
    return true
  }

  #fetch(): Promise<Buffer> {
    const length = Math.min(CHUNK_BYTES, this.#size - this.#asked)
    if (length <= 0) return Promise.resolve(Buffer.alloc(0))
    const target = this.#spare.subarray(0, length)
    const position = this.#asked
    const [spare, other] = [this.#other, this.#spare]
    this.#spare = spare
    this.#other = other
    this.#asked += length
    return this.#file.read(target, position).then(count => target.subarray(0, count))
  }

  /** Puts a chunk behind what is left. */
  #take(chunk: Buffer): void {
    const rest = this.#end - this.#at
    const needed = rest + chunk.length
    const target = needed > this.#bytes.length ? Buffer.allocUnsafeSlow(2 * needed) : this.#bytes
    this.#bytes.copy(target, 0, this.#at, this.#end)
    chunk.copy(target, rest)
    this.#bytes = target
    this.#at = 0
    this.#end = needed
  }
}
