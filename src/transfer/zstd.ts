/**
 * Zstandard, by a library that is loaded once it is asked for. Node has some of its own from 22.15 on, which is not used:
 * it leaves out whatever is behind the first frame of a slice, and some versions take a file that is cut off for a whole one.
 *
 * The library does not look at checksums, and reserves whatever memory a frame asks for.
 */

import type { Decoder } from './decoder.js'
import { ZstdWindows } from './zstd-windows.js'

const NO_BYTES = new Uint8Array(0)

/** A decoder of one file. */
export async function zstdDecoder(): Promise<Decoder> {
  const { Decompress } = await import('fzstd')
  const made: Uint8Array[] = []
  const decoder = new Decompress(piece => made.push(piece))
  const windows = new ZstdWindows()
  return {
    made,
    push: async slice => {
      windows.check(slice)
      // It keeps what it is handed.
      decoder.push(slice.slice())
    },
    end: async () => decoder.push(NO_BYTES, true),
    close: () => {},
  }
}
