/** Reads a checkpoint into memory. No item is decoded: records are copied, a block at a time, and lie in order. */

import { unpack } from '../encoding/msgpack.js'
import { openTables } from '../engine/catalog.js'
import type { KeepingFollower } from '../engine/follower.js'
import { isOfEachRegion, type Regions } from '../engine/regions.js'
import type { FileSystem } from '../env/files.js'
import { assert } from '../errors/assert.js'
import { CorruptCheckpoint } from '../errors/storage-errors.js'
import type { StoredTable } from '../storage/table.js'
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
import type { FileIdentity } from './file-header.js'
import type { ReadFrame } from './frame-reader.js'
import { StoreLoader } from './store-loader.js'
import { readTables } from './table-file.js'

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
  { sequenceNumber, onProgress, ...options }: CheckpointReading,
  target: CheckpointTarget,
): Promise<ReadCheckpoint> {
  const loader = new Loader(target)
  const byteLength = await readTables(
    { ...options, kind: CHECKPOINT_KIND, number: sequenceNumber },
    (frame, bytes, of) => {
      loader.take(frame)
      onProgress(bytes, of)
    },
    offset => new CorruptCheckpoint({ file: options.path, offset }, 'no whole block'),
  )
  return { time: loader.end().time, byteLength }
}

/** Puts the parts of a checkpoint where they belong. What is not as it must be is a bug: the checksums were right. */
class Loader {
  readonly #regions: Regions
  readonly #keepers: ReadonlyMap<string, KeepingFollower>
  readonly #tables = new Map<TableId, StoredTable>()
  #head: CheckpointHead | undefined
  readonly #stores = new StoreLoader()

  constructor({ regions, keepers }: CheckpointTarget) {
    this.#regions = regions
    this.#keepers = new Map(keepers.map(keeper => [keeper.name, keeper]))
  }

  take({ kind, bytes, start, end }: ReadFrame): void {
    if (kind === RECORDS_KIND) {
      this.#stores.add(bytes, start, end)
      return
    }
    const part: unknown = unpack(bytes.subarray(start, end))
    this.#stores.end()
    if (kind === HEAD_KIND) this.#head = part as CheckpointHead
    else if (kind === STORE_KIND) this.#begin(part as StoredPart)
    else {
      assert(kind === KEPT_KIND, 'there are no other kinds')
      const { follower, piece } = part as KeptPart
      this.#keepers.get(follower)?.load(piece as Parameters<KeepingFollower['load']>[0])
    }
  }

  end(): CheckpointHead {
    assert(this.#head !== undefined, 'a checkpoint has a head')
    this.#stores.end()
    this.#regions.reserveTableIds(this.#head.nextTableId)
    return this.#head
  }

  #begin(part: StoredPart): void {
    this.#stores.begin(this.#tableOf(part), part)
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
