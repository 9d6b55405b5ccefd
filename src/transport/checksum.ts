/** CRC-32 as zlib computes it, for `x-amz-crc32`. Source: IEEE 802.3. */

import * as zlib from 'node:zlib'

/**
 * The checksum of bytes, or of a text in UTF-8, as an unsigned integer of 32 bits; undefined in the releases of Node 20 that do not have it. An answer
 * may go without, but not with a wrong one.
 */
export const crc32: ((body: string | Uint8Array) => number) | undefined = (
  zlib as { readonly crc32?: (body: string | Uint8Array) => number }
).crc32
