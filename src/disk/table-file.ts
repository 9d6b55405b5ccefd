/** Files that tables are written into and read from: checkpoints and images. */

import type { FileSystem, OpenFile } from '../env/files.js'
import { codeOf } from '../env/files.js'
import type { Random } from '../env/random.js'
import { MissingFile } from '../errors/storage-errors.js'
import {
  type FileIdentity,
  type FileKind,
  HEADER_BYTES,
  newFileHeader,
  readFileHeader,
} from './file-header.js'
import { END_KIND } from './frame.js'
import { FrameReader, type ReadFrame } from './frame-reader.js'
import type { Pace } from './pace.js'
import { SALT_BYTES } from './seal.js'
import { TableWriter } from './table-writer.js'

interface TablesForm extends FileIdentity {
  readonly kind: FileKind
  /** Stands in the header. */
  readonly number: number
}

interface NewTablesFile extends TablesForm {
  readonly random: Random
  readonly pace?: Pace | undefined
}

interface TablesFile extends TablesForm {
  readonly files: FileSystem
  readonly path: string
}

/**
 * Fills a file that is empty.
 *
 * @param write is given what writes the frames between the header and the end
 * @returns its bytes
 */
export async function writeTables(
  file: OpenFile,
  { kind, number, random, pace, ...identity }: NewTablesFile,
  write: (writer: TableWriter) => Promise<void>,
): Promise<number> {
  const { header, form } = newFileHeader(kind, identity, { number, salt: random.bytes(SALT_BYTES) })
  await file.write(header, 0)
  const isSealed = identity.key !== undefined
  const writer = new TableWriter(file, form, { isSealed, position: header.length, pace })
  await write(writer)
  return writer.end()
}

/**
 * Reads a file.
 *
 * @param take is given each frame between the header and the end, and how many bytes of how many have been read then
 * @returns its bytes
 * @throws MissingFile, MisplacedFile, UnknownFormat, what `kind.damaged` and `damagedAt` make, and what the file system throws
 */
export async function readTables(
  { kind, files, path, number, ...identity }: TablesFile,
  take: (frame: ReadFrame, bytes: number, of: number) => void,
  damagedAt: (offset: number) => Error,
): Promise<number> {
  const file = await openFile(files, path)
  try {
    const size = await file.size()
    const head = Buffer.alloc(HEADER_BYTES)
    const header = head.subarray(0, await file.read(head, 0))
    const form = readFileHeader(kind, header, identity, { file: path, number })
    const frames = new FrameReader(file, form, size)
    for (;;) {
      const frame = await frames.next()
      if (frame === undefined) throw damagedAt(frames.offset)
      if (frame.kind === END_KIND) return size
      take(frame, frames.offset, size)
    }
  } finally {
    await file.close()
  }
}

async function openFile(files: FileSystem, path: string): Promise<OpenFile> {
  try {
    return await files.open(path, 'read')
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? new MissingFile(path) : error
  }
}
