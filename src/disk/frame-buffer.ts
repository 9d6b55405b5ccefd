/** Frames that wait to be written, one after another in one buffer, so that one write takes them all. */

import { assert } from '../errors/assert.js'
import type { ByteRange } from './checksum.js'
import { beginFrame, FRAME_HEADER_BYTES, type FrameForm, frameBytesOf, KIND_MAX } from './frame.js'
import { TAG_BYTES } from './seal.js'

const BYTES_FIRST = 64 * 1024
/** A buffer that has become larger is given back once it is empty. */
const KEPT_BYTES_MAX = 4 * 1024 * 1024

/** What stands in a frame. */
export interface Payload {
  /** From 1 to `KIND_MAX`. */
  readonly kind: number
  /** Bytes that are made free for it. */
  readonly byteLengthMax: number
  /** Writes it into `target` from `at` on, and returns where it ends. Called at once. Nothing has happened if it throws. */
  readonly write: (target: Buffer, at: number) => number
}

export class FrameBuffer {
  #bytes = Buffer.alloc(0)
  #used = 0
  #count = 0

  /** All that has been added. */
  get bytes(): Buffer {
    return this.#bytes
  }

  get used(): number {
    return this.#used
  }

  /** Frames. */
  get count(): number {
    return this.#count
  }

  /** Adds a frame that is to be stamped. `isSealed` makes room for the tag of its encryption. */
  add({ kind, byteLengthMax, write }: Payload, isSealed: boolean): void {
    assert(kind <= KIND_MAX, 'a kind has 8 bits')
    const tagBytes = isSealed ? TAG_BYTES : 0
    const at = this.#used
    const start = at + FRAME_HEADER_BYTES
    this.#makeRoom(at + frameBytesOf(byteLengthMax + tagBytes))
    const end = write(this.#bytes, start)
    assert(end >= start, 'a payload ends after it begins')
    assert(end <= start + byteLengthMax, 'a payload takes no more room than it was given')
    this.#used = beginFrame(this.#bytes, at, { kind, payloadLength: end - start + tagBytes })
    this.#count += 1
  }

  /**
   * Stamps frames for the segment in which they will stand.
   *
   * @param at where the first of them begins
   * @returns where the last of them ends
   */
  stamp(at: number, form: FrameForm, { count, index, behind }: StampedFrames): number {
    let end = at
    for (let nth = 0; nth < count; nth += 1) {
      end = form.stamp(this.#bytes, end, { index: index + nth, behind: behind + nth })
    }
    return end
  }

  /** The bytes of a range, which stay in the buffer. */
  slice({ start, end }: ByteRange): Buffer {
    return this.#bytes.subarray(start, end)
  }

  clear(): void {
    this.#used = 0
    this.#count = 0
    if (this.#bytes.length > KEPT_BYTES_MAX) this.#bytes = Buffer.alloc(0)
  }

  #makeRoom(length: number): void {
    if (length <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#bytes.length, BYTES_FIRST))
    this.#bytes.copy(larger, 0, 0, this.#used)
    this.#bytes = larger
  }
}

/** `index` and `behind` are those of the first of them. */
interface StampedFrames {
  readonly count: number
  readonly index: number
  readonly behind: number
}
