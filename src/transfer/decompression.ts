/**
 * Compressed files, as they were before. They are taken in slices so small that what becomes of one fits in memory, however
 * it was made. A file may have several members, or frames, one after another. What was made of a file before it turns out to
 * be damaged comes first, up to the slice with the damage.
 */

import { createGunzip } from 'node:zlib'
import { type Decoder, PIECE_LENGTH, StreamDecoder } from './decoder.js'
import { causeOf, UnreadableFile } from './import-row.js'
import { zstdDecoder } from './zstd.js'

export type Compression = 'NONE' | 'GZIP' | 'ZSTD'

/** The bytes of a file, chunk by chunk. Each is good until the next one is asked for. */
export type Chunks = AsyncGenerator<Uint8Array, void, undefined>

/** At most 8 MB come of it: deflate makes a thousand bytes of one. */
const GZIP_SLICE_LENGTH = 8192
/** At most 16 MB come of it: a block of four bytes may stand for 128 KB. */
const ZSTD_SLICE_LENGTH = 512

/** Throws `UnreadableFile` where the bytes are not of this compression, or end too early. */
export function decompressed(chunks: Chunks, compression: Compression): Chunks {
  switch (compression) {
    case 'NONE':
      return chunks
    case 'GZIP':
      return piecesOf(slicesOf(chunks, GZIP_SLICE_LENGTH), async () => {
        return new StreamDecoder(createGunzip({ chunkSize: PIECE_LENGTH }))
      })
    case 'ZSTD':
      return piecesOf(slicesOf(chunks, ZSTD_SLICE_LENGTH), zstdDecoder)
  }
}

async function* piecesOf(slices: Chunks, open: () => Promise<Decoder>): Chunks {
  const decoder = await open()
  try {
    for await (const slice of slices) yield* madeBy(decoder, () => decoder.push(slice))
    yield* madeBy(decoder, () => decoder.end())
  } finally {
    decoder.close()
  }
}

/** What is made before it fails comes first. */
async function* madeBy(decoder: Decoder, work: () => Promise<void>): Chunks {
  let failure: unknown
  try {
    await work()
  } catch (error) {
    failure = error
  }
  yield* decoder.made.splice(0)
  if (failure === undefined) return
  throw new UnreadableFile(`The file can't be decompressed from here on: ${causeOf(failure)}.`)
}

async function* slicesOf(chunks: Chunks, length: number): Chunks {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += length) {
      yield chunk.subarray(start, start + length)
    }
  }
}
