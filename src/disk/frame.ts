/**
 * A frame: one commit as it stands in a segment of the log. Integers are unsigned and little-endian.
 *
 * ```
 * frame  = header payload zeros                    a multiple of 8 bytes
 * header = checksum length index behind-and-kind   32 bits each
 * ```
 *
 * - `checksum` is of all that follows it in the frame. Its seed is the checksum of the segment's header, so that no frame of
 *   another file, or of an earlier use of the disk, is taken for one of this segment.
 * - `length` is that of the payload, in bytes. In an encrypted segment the tag is the end of the payload.
 * - `index` counts the frames of the segment from 0 on. It stands there combined with the seed by exclusive or, so that
 *   nobody who chooses payloads can make them look like frames.
 * - `behind`, 24 bits, is how many of the frames before this one were not known to be durable when it was written. All that
 *   come before those were: if one of them is bad, it has been damaged, and is not the trace of a crash.
 * - `kind`, the low 8 bits, is that of the payload; 0 is the end of a log that was closed in good order.
 */

import { assert } from '../errors/assert.js'
import { checksumOf } from './checksum.js'
import { type Seal, type Sealed, TAG_BYTES } from './seal.js'

export const FRAME_HEADER_BYTES = 16
/** The kind of the frame that ends a log. It has no sequence number, and no payload. */
export const END_KIND = 0
export const KIND_MAX = 0xff
/** All frames begin at a multiple of it. */
export const ALIGNMENT = 8

const LENGTH_AT = 4
const INDEX_AT = 8
const BEHIND_AT = 12
const BEHIND_SHIFT = 8
const BEHIND_MAX = 2 ** 24 - 1

interface Frame {
  readonly kind: number
  readonly index: number
  readonly behind: number
  /** Where the payload begins and ends, without the tag. */
  readonly start: number
  readonly end: number
  /** Where the next frame begins. */
  readonly next: number
}

/** What a frame is told when it is known where in the log it will stand. */
type Stamp = Pick<Frame, 'index' | 'behind'>

/** Bytes of a frame with a payload of so many, its tag included. */
export function frameBytesOf(payloadLength: number): number {
  return roundUp(FRAME_HEADER_BYTES + payloadLength)
}

/**
 * Begins the frame whose payload stands `FRAME_HEADER_BYTES` after `at`. It is to be stamped before it is written.
 *
 * @param payloadLength includes the room for the tag, if there will be one
 * @returns where the next frame begins
 */
export function beginFrame(
  bytes: Buffer,
  at: number,
  { kind, payloadLength }: { readonly kind: number; readonly payloadLength: number },
): number {
  const next = at + frameBytesOf(payloadLength)
  bytes.writeUInt32LE(payloadLength, at + LENGTH_AT)
  bytes.writeUInt32LE(kind, at + BEHIND_AT)
  bytes.fill(0, at + FRAME_HEADER_BYTES + payloadLength, next)
  return next
}

/** Where a frame that has been begun ends, and the next one begins. */
export function frameEnd(bytes: Buffer, at: number): number {
  return at + frameBytesOf(bytes.readUInt32LE(at + LENGTH_AT))
}

/** The frames of one segment. */
export class FrameForm {
  readonly #seed: number
  readonly #seal: Seal | undefined

  /** `seed` is the checksum of the segment's header. Payloads are encrypted if there is a seal. */
  constructor(seed: number, seal: Seal | undefined) {
    this.#seed = seed
    this.#seal = seal
  }

  /** Completes a frame that has been begun. Returns where the next one begins. */
  stamp(bytes: Buffer, at: number, { index, behind }: Stamp): number {
    assert(behind <= BEHIND_MAX, 'a segment has fewer frames than that')
    const length = bytes.readUInt32LE(at + LENGTH_AT)
    const next = at + frameBytesOf(length)
    const kind = bytes.readUInt8(at + BEHIND_AT)
    bytes.writeUInt32LE((index ^ this.#seed) >>> 0, at + INDEX_AT)
    bytes.writeUInt32LE(((behind << BEHIND_SHIFT) | kind) >>> 0, at + BEHIND_AT)
    this.#seal?.close(bytes, sealedOf(at, { length, index }))
    bytes.writeUInt32LE(checksumOf(bytes, { start: at + LENGTH_AT, end: next }, this.#seed), at)
    return next
  }

  /** The index that a frame at a place has, if there is one. */
  indexAt(bytes: Buffer, at: number): number {
    return (bytes.readUInt32LE(at + INDEX_AT) ^ this.#seed) >>> 0
  }

  /** The frame at a place if there is a whole one with this index or, up to `indexMax`, a later one. */
  read(
    bytes: Buffer,
    at: number,
    { index, indexMax }: { readonly index: number; readonly indexMax: number },
  ): Frame | undefined {
    if (at + FRAME_HEADER_BYTES > bytes.length) return undefined
    const found = this.indexAt(bytes, at)
    if (found < index || found > indexMax) return undefined
    const length = bytes.readUInt32LE(at + LENGTH_AT)
    const next = at + frameBytesOf(length)
    if (next > bytes.length) return undefined
    const checksum = checksumOf(bytes, { start: at + LENGTH_AT, end: next }, this.#seed)
    if (bytes.readUInt32LE(at) !== checksum) return undefined
    const word = bytes.readUInt32LE(at + BEHIND_AT)
    const start = at + FRAME_HEADER_BYTES
    const end = start + length - (this.#seal === undefined ? 0 : TAG_BYTES)
    return { kind: word & KIND_MAX, index: found, behind: word >>> BEHIND_SHIFT, start, end, next }
  }

  /** Decrypts the payload of a frame where it stands. False if it can't be. */
  open(bytes: Buffer, { start, end, index }: Frame): boolean {
    if (this.#seal === undefined) return true
    if (end < start) return false
    const at = start - FRAME_HEADER_BYTES
    return this.#seal.open(bytes, sealedOf(at, { length: end + TAG_BYTES - start, index }))
  }
}

/** All of the header but the checksum is part of what is sealed. Each index is used once in a segment. */
function sealedOf(
  at: number,
  { length, index }: { readonly length: number; readonly index: number },
): Sealed {
  const start = at + FRAME_HEADER_BYTES
  return {
    content: { start, end: start + length - TAG_BYTES },
    head: { start: at + LENGTH_AT, end: start },
    counter: index,
  }
}

function roundUp(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}
