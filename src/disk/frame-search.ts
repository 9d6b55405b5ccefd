/**
 * Finds the frames of a file that may be damaged. Where no whole frame stands it looks for the next one: all begin at a
 * multiple of 8 bytes, and have an index that nobody who chooses payloads can know.
 */

import type { FileSystem, OpenFile } from '../env/files.js'
import { type FileKind, formsOf, HEADER_BYTES } from './file-header.js'
import { ALIGNMENT, FRAME_HEADER_BYTES, type FrameForm, frameEnd } from './frame.js'

const WINDOW_BYTES = 2 ** 22

/** A frame, whose payload stands in `bytes` from `start` to `end` until the next one is looked for. */
export interface FoundFrame {
  readonly kind: number
  readonly index: number
  readonly behind: number
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** Where in the file it begins. */
  readonly offset: number
  /** Where the frame before it ended. What lies between is damaged. */
  readonly from: number
}

export class FrameSearch {
  readonly #file: OpenFile
  readonly #form: FrameForm
  readonly #size: number
  #bytes = Buffer.alloc(0)
  /** Where in the file `#bytes` begin. */
  #start = 0
  #offset = HEADER_BYTES
  #index = 0

  /** @param size of the file, in bytes */
  constructor(file: OpenFile, form: FrameForm, size: number) {
    this.#file = file
    this.#form = form
    this.#size = size
  }

  /** Where the last frame ended. */
  get offset(): number {
    return this.#offset
  }

  /** The index of the frame that should stand there. */
  get index(): number {
    return this.#index
  }

  /** The next frame, after what is damaged; undefined if there is none. */
  async next(): Promise<FoundFrame | undefined> {
    const from = this.#offset
    const index = this.#index
    const indexMax = index + Math.ceil((this.#size - from) / FRAME_HEADER_BYTES)
    for (let offset = from; offset + FRAME_HEADER_BYTES <= this.#size; offset += ALIGNMENT) {
      if (!this.#holds(offset, FRAME_HEADER_BYTES)) await this.#fill(offset, WINDOW_BYTES)
      const claimed = this.#form.indexAt(this.#bytes, offset - this.#start)
      if (claimed < index || claimed > indexMax) continue
      const length = frameEnd(this.#bytes, offset - this.#start) - (offset - this.#start)
      if (offset + length > this.#size) continue
      if (!this.#holds(offset, length)) await this.#fill(offset, Math.max(length, WINDOW_BYTES))
      const frame = this.#form.read(this.#bytes, offset - this.#start, { index, indexMax })
      if (frame === undefined || !this.#form.open(this.#bytes, frame)) continue
      this.#offset = offset + length
      this.#index = frame.index + 1
      return { ...frame, bytes: this.#bytes, offset, from }
    }
    return undefined
  }

  /** Bytes up to the last one that is not zero, from the last frame on. */
  async rest(): Promise<number> {
    let end = this.#offset
    for (let offset = end; offset < this.#size; offset += WINDOW_BYTES) {
      await this.#fill(offset, WINDOW_BYTES)
      const last = this.#bytes.findLastIndex(byte => byte !== 0)
      if (last !== -1) end = offset + last + 1
    }
    return end - this.#offset
  }

  #holds(offset: number, length: number): boolean {
    return offset >= this.#start && offset + length <= this.#start + this.#bytes.length
  }

  async #fill(offset: number, length: number): Promise<void> {
    const bytes = Buffer.allocUnsafeSlow(Math.min(length, this.#size - offset))
    this.#bytes = bytes.subarray(0, await this.#file.read(bytes, offset))
    this.#start = offset
  }
}

interface SearchedFile {
  readonly files: FileSystem
  readonly path: string
  readonly kind: FileKind
  readonly key: Uint8Array | undefined
  readonly number: number
}

/** Opens a file that has at least a header, for as long as somebody looks at its frames. */
export async function withFramesOf(
  { files, path, kind, key, number }: SearchedFile,
  look: (frames: FrameSearch) => Promise<void>,
): Promise<void> {
  const file = await files.open(path, 'read')
  try {
    const header = Buffer.alloc(HEADER_BYTES)
    await file.read(header, 0)
    await look(await foundFrames(file, formsOf(kind, header, { key, number }), await file.size()))
  } finally {
    await file.close()
  }
}

/** The frames of a file that may have one of several forms: the one in which it has a frame, or the first. */
export async function foundFrames(
  file: OpenFile,
  forms: readonly FrameForm[],
  size: number,
): Promise<FrameSearch> {
  for (const form of forms) {
    if ((await new FrameSearch(file, form, size).next()) !== undefined) {
      return new FrameSearch(file, form, size)
    }
  }
  return new FrameSearch(file, forms[0] as FrameForm, size)
}
