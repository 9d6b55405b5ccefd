/** A data file of an export: text, compressed as it comes, with the checksums of what is in the file. */

import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { OpenFile } from '../env/files.js'

/** Of the nine, the last that compresses as fast as lines are made. The default takes twice the time to save a sixth. */
const GZIP_LEVEL = 3
/** Bytes that compressed text is written in. */
const PIECE_BYTES = 2 ** 17
/** Bytes that are written between two syncs: more would hold up others, whose syncs wait for the same disk. */
const UNSYNCED_BYTES_MAX = 2 ** 20

/** Of a file as it is. */
interface Checksums {
  /** In base64. */
  readonly md5: string
  /** As the service's buckets have it of a file that came in one part. */
  readonly etag: string
}

/** Writes text into an empty file. No more of the text is asked for than the disk has taken, but for a few pieces. */
export async function writeCompressed(
  file: OpenFile,
  text: AsyncIterable<Uint8Array>,
): Promise<Checksums> {
  const hash = createHash('md5')
  let position = 0
  let unsynced = 0
  const write = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const piece of pieces) {
      hash.update(piece)
      await file.write(piece, position)
      position += piece.length
      unsynced += piece.length
      if (unsynced < UNSYNCED_BYTES_MAX) continue
      unsynced = 0
      await file.dataSync()
    }
  }
  await pipeline(text, createGzip({ level: GZIP_LEVEL, chunkSize: PIECE_BYTES }), write)
  const md5 = hash.digest()
  return { md5: md5.toString('base64'), etag: `${md5Of(md5).toString('hex')}-1` }
}

/** The MD5 of some bytes. */
export function md5Of(bytes: Uint8Array | string): Buffer {
  return createHash('md5').update(bytes).digest()
}
