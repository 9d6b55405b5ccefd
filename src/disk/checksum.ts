/** Checksums of what stands on disk. They find damage; whoever may write to the disk can make them match. */

import { xxh32OfBytes } from '../encoding/hash.js'

/** A part of a buffer, in bytes from its start. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** XXH32 of some bytes, as an unsigned 32-bit integer. The seed is one, too. */
export function checksumOf(bytes: Buffer, { start, end }: ByteRange, seed: number): number {
  return xxh32OfBytes(bytes, start, end, seed)
}
