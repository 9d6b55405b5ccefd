/**
 * An image: a file with one table, such as that of a backup.
 *
 * ```
 * image = header head store records* (store records*)* end     as in `checkpoint-form.ts`, with the magic `hrimage`
 * head  = kind 1, MessagePack: ImageHead
 * ```
 *
 * The number in the header is the XXH32 of its name.
 */

import { unpack } from '../encoding/msgpack.js'
import type { FileSystem, OpenFile } from '../env/files.js'
import type { Random } from '../env/random.js'
import { assert } from '../errors/assert.js'
import { CorruptImage } from '../errors/storage-errors.js'
import { StoredTable } from '../storage/table.js'
import type { TableStoreOptions } from '../storage/table-store.js'
import type { TableDescription } from '../types/table.js'
import { HEAD_KIND, RECORDS_KIND, type StoredPart } from './checkpoint-form.js'
import { checksumOf } from './checksum.js'
import type { FileIdentity, FileKind } from './file-header.js'
import type { ReadFrame } from './frame-reader.js'
import { StoreLoader } from './store-loader.js'
import { readTables, writeTables } from './table-file.js'

export const IMAGE_KIND: FileKind = {
  magic: 'hrimage',
  version: 1,
  purpose: 'image',
  damaged: (file, found) => new CorruptImage({ file, offset: 0 }, found),
}

/** Both as JSON. */
interface ImageHead {
  readonly region: string
  readonly description: string
}

interface ImageFile extends FileIdentity {
  readonly files: FileSystem
  readonly path: string
  /** What the image is called. */
  readonly name: string
}

/** Fills a file that is empty. */
export async function writeImage(
  file: OpenFile,
  options: FileIdentity & { readonly name: string; readonly random: Random },
  table: StoredTable,
): Promise<void> {
  const head: ImageHead = {
    region: JSON.stringify(table.region),
    description: JSON.stringify(table.description),
  }
  const form = { ...options, kind: IMAGE_KIND, number: numberOfName(options.name) }
  await writeTables(file, form, async writer => {
    await writer.packed(HEAD_KIND, head)
    await writer.table(table)
  })
}

/**
 * Reads the table of an image.
 *
 * @throws CorruptImage, MissingFile, MisplacedFile, UnknownFormat, and what the file system throws
 */
export async function readImage(file: ImageFile, options: TableStoreOptions): Promise<StoredTable> {
  const loader = new ImageLoader(options)
  await readTables(
    { ...file, kind: IMAGE_KIND, number: numberOfName(file.name) },
    frame => loader.take(frame),
    offset => new CorruptImage({ file: file.path, offset }, 'no whole block'),
  )
  return loader.end()
}

/** What the header of a file has as its number that is told by a name. */
export function numberOfName(name: string): number {
  const bytes = Buffer.from(name)
  return checksumOf(bytes, { start: 0, end: bytes.length }, 0)
}

class ImageLoader {
  readonly #options: TableStoreOptions
  readonly #stores = new StoreLoader()
  #table: StoredTable | undefined

  constructor(options: TableStoreOptions) {
    this.#options = options
  }

  take({ kind, bytes, start, end }: ReadFrame): void {
    if (kind === RECORDS_KIND) {
      this.#stores.add(bytes, start, end)
      return
    }
    const part: unknown = unpack(bytes.subarray(start, end))
    this.#stores.end()
    if (kind === HEAD_KIND) this.#begin(part as ImageHead)
    else this.#stores.begin(this.#begun, part as StoredPart)
  }

  end(): StoredTable {
    this.#stores.end()
    return this.#begun
  }

  #begin({ region, description }: ImageHead): void {
    const described = JSON.parse(description) as TableDescription
    this.#table = new StoredTable(JSON.parse(region) as string, described, this.#options)
  }

  get #begun(): StoredTable {
    assert(this.#table !== undefined, 'an image has a head')
    return this.#table
  }
}
