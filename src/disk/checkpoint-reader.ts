/** Reads a checkpoint into memory. No item is decoded: records are copied, a block at a time, and lie in order. */

import { unpack } from '../encoding/msgpack.js'
import { openTables } from '../engine/catalog.js'
import type { KeepingFollower } from '../engine/follower.js'
import { isOfEachRegion, type Regions } from '../engine/regions.js'
import type { FileSystem, OpenFile } from '../env/files.js'
import { codeOf } from '../env/files.js'
import { assert } from '../errors/assert.js'
import { CorruptCheckpoint, MissingFile } from '../errors/storage-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStore } from '../storage/table-store.js'
import type { TableId } from '../types/table.js'
import {
  CHECKPOINT_KIND,
  type CheckpointHead,
  HEAD_KIND,
  KEPT_KIND,
  type KeptPart,
  RECORDS_KIND,
  STORE_KIND,
  type StoredPart,
} from './checkpoint-form.js'
import { type FileIdentity, HEADER_BYTES, readFileHeader } from './file-header.js'
import { END_KIND } from './frame.js'
import { FrameReader, type ReadFrame } from './frame-reader.js'

/** Where what is read goes: regions without tables, and followers that keep nothing yet. */
export interface CheckpointTarget {
  readonly regions: Regions
  readonly keepers: readonly KeepingFollower[]
}

interface CheckpointReading extends FileIdentity {
  readonly files: FileSystem
  readonly path: string
  readonly sequenceNumber: number
  /** Is told how many bytes of how many have been read. */
  readonly onProgress: (bytes: number, of: number) => void
}

interface ReadCheckpoint {
  /** When its last commit was made, in milliseconds since 1970. */
  readonly time: number
  readonly byteLength: number
}

/**
 * Reads a checkpoint.
 *
 * @throws CorruptCheckpoint, MissingFile, MisplacedFile, UnknownFormat, and what the file system throws
 */
export async function readCheckpoint(
  options: CheckpointReading,
  target: CheckpointTarget,
): Promise<ReadCheckpoint> {
  const file = await openFile(options)
  try {
    const size = await file.size()
    const head = Buffer.alloc(HEADER_BYTES)
    const header = head.subarray(0, await file.read(head, 0))
    const { path, sequenceNumber: number } = options
    const form = readFileHeader(CHECKPOINT_KIND, header, options, { file: path, number })
    const frames = new FrameReader(file, form, size)
    const loader = new Loader(target)
    for (;;) {
      const frame = await frames.next()
      if (frame === undefined) {
        throw new CorruptCheckpoint({ file: path, offset: frames.offset }, 'no whole block')
      }
      if (frame.kind === END_KIND) return { time: loader.end().time, byteLength: size }
      loader.take(frame)
      options.onProgress(frames.offset, size)
    }
  } finally {
    await file.close()
  }
}

async function openFile({ files, path }: CheckpointReading): Promise<OpenFile> {
  try {
    return await files.open(path, 'read')
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? new MissingFile(path) : error
  }
}

/** Puts the parts of a checkpoint where they belong. What is not as it must be is a bug: the checksums were right. */
class Loader {
  readonly #regions: Regions
  readonly #keepers: ReadonlyMap<string, KeepingFollower>
  readonly #tables = new Map<TableId, StoredTable>()
  #head: CheckpointHead | undefined
  /** Where records go, and what has been said of it. */
  #store: TableStore | undefined
  #part: StoredPart | undefined

  constructor({ regions, keepers }: CheckpointTarget) {
    this.#regions = regions
    this.#keepers = new Map(keepers.map(keeper => [keeper.name, keeper]))
  }

  take({ kind, bytes, start, end }: ReadFrame): void {
    if (kind === RECORDS_KIND) {
      assert(this.#store !== undefined, 'records come after what says whose they are')
      this.#store.loadRecords(bytes, start, end)
      return
    }
    const part: unknown = unpack(bytes.subarray(start, end))
    this.#endStore()
    if (kind === HEAD_KIND) this.#head = part as CheckpointHead
    else if (kind === STORE_KIND) this.#beginStore(part as StoredPart)
    else {
      assert(kind === KEPT_KIND, 'there are no other kinds')
      const { follower, piece } = part as KeptPart
      this.#keepers.get(follower)?.load(piece as Parameters<KeepingFollower['load']>[0])
    }
  }

  end(): CheckpointHead {
    assert(this.#head !== undefined, 'a checkpoint has a head')
    this.#endStore()
    this.#regions.reserveTableIds(this.#head.nextTableId)
    return this.#head
  }

  #beginStore(part: StoredPart): void {
    const table = this.#tableOf(part)
    const { index } = part
    const store = index === undefined ? table.store : indexOf(table, index).store
    if (part.shapes !== undefined) store.restoreShapes(0, part.shapes)
    store.beginLoading(part.records)
    this.#store = store
    this.#part = part
  }

  #endStore(): void {
    if (this.#store === undefined || this.#part === undefined) return
    this.#store.endLoading(this.#part.partitions)
    assert(this.#store.items === this.#part.records, 'a store has the records that were written')
    this.#store = undefined
  }

  #tableOf(part: StoredPart): StoredTable {
    const region: string = JSON.parse(part.region)
    if (isOfEachRegion(part.table)) return this.#regions.systemTable(region, part.table)
    if (!this.#tables.has(part.table)) {
      for (const table of openTables(this.#regions.region(region)))
        this.#tables.set(table.id, table)
    }
    const table = this.#tables.get(part.table)
    assert(table !== undefined, 'the table of tables has been read before')
    return table
  }
}

function indexOf(
  { indexes }: StoredTable,
  { name, createdAt }: NonNullable<StoredPart['index']>,
): { readonly store: TableStore } {
  const index = indexes.find(one => one.name === name && one.description.createdAt === createdAt)
  assert(index !== undefined, 'a table has the indexes of its description')
  return index
}
