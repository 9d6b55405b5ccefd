/**
 * Reads the files of an import, one after another, and no more of them than a chunk at a time: how large they are does not
 * matter. A row that is bad, or a file, is told of, and reading goes on behind it.
 */

import { type FileSystem, sizeOf } from '../env/files.js'
import { type CsvOptions, csvReader } from './csv-reader.js'
import { type Chunks, type Compression, decompressed } from './decompression.js'
import { type BucketEntry, bucketEntries } from './import-files.js'
import {
  causeOf,
  type FaultRow,
  type ImportBatch,
  type ImportRow,
  type RowReader,
  UnreadableFile,
} from './import-row.js'
import { ionReader } from './ion-reader.js'
import { jsonReader } from './json-reader.js'

export interface ImportOptions {
  readonly files: FileSystem
  readonly source: ImportSource
  readonly compression: Compression
  readonly format: ImportFormat
}

/** The files of a directory whose keys, which are the paths in there, start with a prefix; or one file. */
export type ImportSource =
  | { readonly kind: 'directory'; readonly path: string; readonly prefix: string }
  | { readonly kind: 'file'; readonly path: string }

export type ImportFormat =
  | { readonly kind: 'DYNAMODB_JSON' }
  | { readonly kind: 'ION' }
  | ({ readonly kind: 'CSV' } & CsvOptions)

const CHUNK_LENGTH = 65_536

/** So much has been read. */
interface Progress {
  readBytes: number
  processedBytes: number
}

/**
 * The rows of all files, file by file in the order of their keys, each batch about what a chunk of a file has. A batch may
 * have no rows: then it tells how far reading has come.
 *
 * Rejects with an error of Node if the directory can't be read, and with `UnreadableFile` if the header that is given for
 * CSV is none. A file that can't be read is a fault in its place.
 */
export async function* readImport(options: ImportOptions): AsyncGenerator<ImportBatch> {
  const progress: Progress = { readBytes: 0, processedBytes: 0 }
  for await (const file of filesOf(options)) {
    for await (const rows of rowsOf(file, options, progress)) {
      yield { file: file.key, rows, ...progress }
    }
  }
}

/** Bytes of all files that `readImport` would read, as they are, and as far as they can be asked for it. */
export async function sourceBytes(
  options: Pick<ImportOptions, 'files' | 'source'>,
): Promise<number> {
  let bytes = 0
  for await (const { path, fault } of filesOf(options)) {
    if (fault === undefined) bytes += await sizeOf(options.files, path).catch(() => 0)
  }
  return bytes
}

async function* filesOf({
  files,
  source,
}: Pick<ImportOptions, 'files' | 'source'>): AsyncGenerator<BucketEntry> {
  if (source.kind === 'file') yield { key: source.path, path: source.path }
  else yield* bucketEntries({ files, path: source.path, prefix: source.prefix })
}

async function* rowsOf(
  { path, fault }: BucketEntry,
  options: ImportOptions,
  progress: Progress,
): AsyncGenerator<readonly ImportRow[]> {
  const reader = await readerOf(options.format)
  const readBefore = progress.readBytes
  try {
    if (fault !== undefined) throw new UnreadableFile(fault)
    const chunks = chunksOf(options.files, path, progress)
    for await (const chunk of decompressed(chunks, options.compression)) {
      progress.processedBytes += chunk.length
      yield reader.read(chunk)
    }
    yield reader.end()
  } catch (error) {
    yield [faultOf(error, reader, progress.readBytes - readBefore)]
  }
}

function faultOf(error: unknown, reader: RowReader, offset: number): FaultRow {
  if (!(error instanceof UnreadableFile)) throw error
  return { kind: 'fault', line: error.line ?? reader.line, offset, reason: error.message }
}

async function readerOf(format: ImportFormat): Promise<RowReader> {
  switch (format.kind) {
    case 'DYNAMODB_JSON':
      return jsonReader()
    case 'ION':
      return ionReader()
    case 'CSV':
      return csvReader(format)
  }
}

/** The chunks of a file, all in the same memory. */
async function* chunksOf(files: FileSystem, path: string, progress: Progress): Chunks {
  const file = await reading(() => files.open(path, 'read'))
  const chunk = new Uint8Array(CHUNK_LENGTH)
  try {
    for (let position = 0; ; ) {
      const length = await reading(() => file.read(chunk, position))
      position += length
      progress.readBytes += length
      if (length > 0) yield chunk.subarray(0, length)
      if (length < chunk.length) return
    }
  } finally {
    await reading(() => file.close())
  }
}

async function reading<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    throw new UnreadableFile(`The file can't be read: ${causeOf(error)}.`)
  }
}
