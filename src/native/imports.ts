/** Tables that are made of files. */

import { basename, dirname, resolve } from 'node:path'
import { lookUpTable } from '../api/create-table.js'
import type { ImportFault } from '../api/import-filler.js'
import { type CsvImportOptions, importFormatOf } from '../api/import-format.js'
import { startImport } from '../api/imports.js'
import { replicasNotImported } from '../errors/replica-errors.js'
import { tableExists } from '../errors/request-errors.js'
import { importSourceUnclear } from '../errors/transfer-errors.js'
import type { Compression } from '../transfer/decompression.js'
import { type ImportFormat, type ImportSource, sourceBytes } from '../transfer/import-reader.js'
import type { Item } from '../types/attribute.js'
import { ARRAY, FUNCTION, OBJECT, oneOf, optionsOf, TEXT } from '../validation/options.js'
import { type CreateDoor, describedBy } from './create.js'
import { bucketNamed, type TransferDoor } from './exports.js'
import { wantedReplicasOf } from './replicas.js'
import type { TableSchema } from './schema.js'

/** Which table is made, and what of. One of `file`, `directory` and `bucket` says what is read. */
export interface ImportTableOptions {
  /** The name of the table, which is not there yet. */
  readonly table: string
  /** Its schema, as for `createTable`. */
  readonly schema: TableSchema<Item>
  /** The path of one file. */
  readonly file?: string | undefined
  /** The path of a directory, all of whose files are read, also those in folders. */
  readonly directory?: string | undefined
  /** A bucket of those that the database was opened with. */
  readonly bucket?: string | undefined
  /** What the paths of files start with, from the directory or the bucket on. Default: nothing, so all are read. */
  readonly prefix?: string | undefined
  /** Default: `DYNAMODB_JSON`, a line `{"Item":{…}}` for each item, as exports have them. */
  readonly format?: ImportFormat['kind'] | undefined
  /** Default: `NONE`. */
  readonly compression?: Compression | undefined
  /** How files in CSV are written. */
  readonly csv?: CsvImportOptions | undefined
  /** Is told how far the import is, again and again. */
  readonly onProgress?: ((progress: ImportTableProgress) => void) | undefined
}

/** How far an import is. */
export interface ImportTableProgress {
  /** Rows that were put into the table. */
  readonly items: number
  /** Bytes of the files that have been read. */
  readonly bytes: number
  /** Bytes that the files had when it began. */
  readonly of: number
}

/** An import that has ended: the table is there. */
export interface ImportInfo {
  /** By which the service's API knows it. */
  readonly arn: string
  /** The name of the table. */
  readonly table: string
  /** Rows that were put into the table. Of those with the same key the last one is there. */
  readonly items: number
  /** Rows that could not be, and files that could not be read on. */
  readonly errors: number
  /** The first hundred of them: file, line, and what is wrong. */
  readonly faults: readonly ImportFault[]
  /** Bytes that were read, before they were compressed. */
  readonly bytes: number
}

const importOptions = optionsOf<ImportTableOptions>('import', {
  table: TEXT,
  schema: OBJECT,
  file: TEXT,
  directory: TEXT,
  bucket: TEXT,
  prefix: TEXT,
  format: oneOf('DYNAMODB_JSON', 'ION', 'CSV'),
  compression: oneOf('NONE', 'GZIP', 'ZSTD'),
  csv: OBJECT,
  onProgress: FUNCTION,
})

const csvOptions = optionsOf<CsvImportOptions>('csv', {
  delimiter: oneOf(',', ';', ':', '|', '\t', ' '),
  header: ARRAY,
})

/** Makes a table of files, and tells which rows could not be taken. */
export async function importTable(
  door: TransferDoor & CreateDoor,
  options: ImportTableOptions,
): Promise<ImportInfo> {
  const given = importOptions(options)
  const { format = 'DYNAMODB_JSON', compression = 'NONE', onProgress, table, prefix } = given
  const description = describedBy(door, { name: table, schema: given.schema })
  if (wantedReplicasOf(given.schema, door.region.name).regions.length > 0) {
    throw replicasNotImported()
  }
  if (lookUpTable(door, table, description.createdAt) !== undefined) throw tableExists(table)
  const { source, bucket } = sourceOf(door, given)
  const csv = csvOptions(given.csv ?? {})
  const of = onProgress === undefined ? 0 : await sourceBytes({ files: door.files, source })
  const tell =
    onProgress &&
    (({ items, readBytes }: { readonly items: number; readonly readBytes: number }) =>
      onProgress({ items, bytes: readBytes, of }))
  const tableArn = door.arnOf(table)
  const { result } = startImport(
    door,
    { tableArn, bucket, prefix, format, compression },
    { description, source, format: importFormatOf(format, csv, description), compression, tell },
  )
  const { record, faults } = await result.ended
  const { importedRows: items = 0, errors = 0, processedBytes: bytes = 0 } = record.end ?? {}
  return { arn: `${tableArn}/import/${record.id}`, table, items, errors, faults, bytes }
}

function sourceOf(
  { buckets }: TransferDoor,
  { file, directory, bucket, prefix = '' }: ImportTableOptions,
): { readonly bucket: string; readonly source: ImportSource } {
  const given = [file, directory, bucket].filter(one => one !== undefined)
  if (given.length !== 1 || (file !== undefined && prefix !== '')) throw importSourceUnclear()
  if (file !== undefined) {
    const path = resolve(file)
    return { bucket: basename(dirname(path)), source: { kind: 'file', path } }
  }
  if (bucket !== undefined) {
    const { directory: path } = bucketNamed(buckets, bucket)
    return { bucket, source: { kind: 'directory', path, prefix } }
  }
  const path = resolve(directory ?? '')
  return { bucket: basename(path), source: { kind: 'directory', path, prefix } }
}
