/** CRC-32 as zlib computes it, for `x-amz-crc32`. Source: IEEE 802.3. */

import * as zlib from 'node:zlib'

/**
 * The checksum as an unsigned integer of 32 bits; undefined in the releases of Node 20 that do not have it. An answer
 * may go without, but not with a wrong one.
 */
export const crc32: ((bytes: Uint8Array) => number) | undefined = (
  zlib as { readonly crc32?: (bytes: Uint8Array) => number }
).crc32
