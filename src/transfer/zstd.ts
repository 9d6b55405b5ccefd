/** Zstandard: by Node where it has that, else by a library that is loaded once it is asked for. */

import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { type Decoder, PIECE_LENGTH, StreamDecoder } from './decoder.js'
import { ZstdWindows } from './zstd-windows.js'

const NO_BYTES = new Uint8Array(0)

/** In Node from 22.15 on. */
type ZstdOfNode = { createZstdDecompress?(options: zlib.ZlibOptions): Transform }

/** A decoder of one file. */
export async function zstdDecoder(): Promise<Decoder> {
  const stream = (zlib as ZstdOfNode).createZstdDecompress?.({ chunkSize: PIECE_LENGTH })
  return stream === undefined ? libraryDecoder() : new StreamDecoder(stream)
}

/** It does not look at checksums, and reserves whatever memory a frame asks for. */
async function libraryDecoder(): Promise<Decoder> {
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
