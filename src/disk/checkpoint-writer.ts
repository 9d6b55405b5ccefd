/**
 * Writes a checkpoint, a block at a time, between which others have their turn. What it reads is a copy that nobody writes
 * to, so it takes no notice of writes that go on meanwhile.
 */

import { pack } from '../encoding/msgpack.js'
import type { KeepingFollower } from '../engine/follower.js'
import type { Region, Regions } from '../engine/regions.js'
import type { FileSystem, OpenFile } from '../env/files.js'
import type { Random } from '../env/random.js'
import { HASH_SPACE, positionOfHash } from '../storage/primary-key.js'
import { NO_RECORD, type RecordRef } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStore } from '../storage/table-store.js'
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
import { type FileIdentity, newFileHeader } from './file-header.js'
import { beginFrame, END_KIND, FRAME_HEADER_BYTES, type FrameForm, frameBytesOf } from './frame.js'
import type { Pace } from './pace.js'
import { SALT_BYTES, TAG_BYTES } from './seal.js'

/** Bytes of records in a frame, but for one that is larger by itself: four of them fill a slab, but for its first bytes. */
const BLOCK_BYTES = (2 ** 20 - 32) / 4
/** Bytes that are written between two syncs: more would hold up the log, whose syncs wait for the same disk. */
const UNSYNCED_BYTES_MAX = 2 ** 20
/** So many can be told from each other, which is enough to tell one from the next. */
const PARTS_MAX = 2 ** 24
const EVERYTHING = { from: positionOfHash(0), to: positionOfHash(HASH_SPACE) }

/** What a database held at a commit. Nobody writes to it. */
export interface CheckpointSource {
  readonly sequenceNumber: number
  /** When that commit was made, in milliseconds since 1970. */
  readonly time: number
  readonly regions: Regions
  readonly keepers: readonly KeepingFollower[]
  /** By default as fast as can be. */
  readonly pace?: Pace | undefined
}

interface CheckpointFile extends FileIdentity {
  readonly files: FileSystem
  readonly random: Random
  readonly path: string
}

/**
 * Writes a file that is not there yet. It lasts when this has been fulfilled, but for its name.
 *
 * @returns its bytes
 */
export async function writeCheckpoint(
  options: CheckpointFile,
  source: CheckpointSource,
): Promise<number> {
  const salt = options.random.bytes(SALT_BYTES)
  const { header, form } = newFileHeader(CHECKPOINT_KIND, options, {
    number: source.sequenceNumber,
    salt,
  })
  const file = await options.files.create(options.path)
  try {
    await file.write(header, 0)
    const writer = new CheckpointWriter(file, form, { isSealed: options.key !== undefined })
    writer.position = header.length
    await writer.writeAll(source)
    await file.dataSync()
    return writer.position
  } finally {
    await file.close()
  }
}

class CheckpointWriter {
  position = 0
  readonly #file: OpenFile
  readonly #form: FrameForm
  readonly #tagBytes: number
  #bytes = Buffer.allocUnsafeSlow(frameBytesOf(BLOCK_BYTES + TAG_BYTES))
  #frames = 0
  #parts = 0
  #unsynced = 0
  #pace: Pace | undefined

  constructor(file: OpenFile, form: FrameForm, { isSealed }: { readonly isSealed: boolean }) {
    this.#file = file
    this.#form = form
    this.#tagBytes = isSealed ? TAG_BYTES : 0
  }

  async writeAll({ regions, keepers, time, pace }: CheckpointSource): Promise<void> {
    this.#pace = pace
    const tables = [...regions.all].flatMap(tablesOf)
    const records = tables.reduce((sum, table) => sum + recordsOf(table), 0)
    const head: CheckpointHead = { time, nextTableId: regions.nextTableId, records }
    await this.#writePacked(HEAD_KIND, head)
    for (const table of tables) await this.#writeTable(table)
    for (const keeper of keepers) {
      for (const piece of keeper.save()) {
        const part: KeptPart = { follower: keeper.name, piece }
        await this.#writePacked(KEPT_KIND, part)
      }
    }
    await this.#writeFrame(END_KIND, 0)
  }

  async #writeTable({ region, id, store, indexes }: StoredTable): Promise<void> {
    const place = { region: JSON.stringify(region), table: id }
    await this.#writeStore({ ...place, shapes: store.shapesFrom(0) }, store)
    for (const { name, description, store: entries } of indexes) {
      const index = { name, createdAt: description.createdAt }
      await this.#writeStore({ ...place, index }, entries)
    }
  }

  async #writeStore(
    place: Omit<StoredPart, 'partitions' | 'records'>,
    store: TableStore,
  ): Promise<void> {
    const { bytesMax } = store.partitionLimits
    const partitions = store.partitions.map(({ low, bytesToSplit }) =>
      bytesToSplit === bytesMax ? { low } : { low, bytesToSplit },
    )
    const part: StoredPart = { ...place, partitions, records: store.items }
    this.#parts += 1
    await this.#writePacked(STORE_KIND, part)
    const walk = new RecordWalk(store, EVERYTHING, false, Number.POSITIVE_INFINITY)
    for (let ref = walk.next(); ref !== NO_RECORD; ) {
      const block = this.#gather(store, walk, ref)
      await this.#writeFrame(RECORDS_KIND, block.length)
      ref = block.next
    }
  }

  /** Copies records to where the payload of a frame stands, as many as there is room for: one at least. */
  #gather(
    store: TableStore,
    walk: RecordWalk,
    first: RecordRef,
  ): { readonly length: number; readonly next: RecordRef } {
    this.#makeRoom(store.recordBytes(first))
    const end = FRAME_HEADER_BYTES + BLOCK_BYTES
    let at = FRAME_HEADER_BYTES
    let ref = first
    while (ref !== NO_RECORD) {
      const next = at + store.recordBytes(ref)
      if (next > end && at > FRAME_HEADER_BYTES) break
      store.copyRecord(ref, this.#bytes, at)
      at = next
      ref = walk.next()
    }
    return { length: at - FRAME_HEADER_BYTES, next: ref }
  }

  #writePacked(kind: number, part: object): Promise<void> {
    const packed = pack(part as Parameters<typeof pack>[0])
    this.#makeRoom(packed.length)
    this.#bytes.set(packed, FRAME_HEADER_BYTES)
    return this.#writeFrame(kind, packed.length)
  }

  /** Writes a frame whose payload stands in its place. */
  async #writeFrame(kind: number, length: number): Promise<void> {
    const payloadLength = length + this.#tagBytes
    const end = beginFrame(this.#bytes, 0, { kind, payloadLength })
    this.#form.stamp(this.#bytes, 0, { index: this.#frames, behind: this.#parts % PARTS_MAX })
    this.#frames += 1
    await this.#file.write(this.#bytes.subarray(0, end), this.position)
    this.position += end
    this.#unsynced += end
    if (this.#unsynced < UNSYNCED_BYTES_MAX) return
    this.#unsynced = 0
    await this.#file.dataSync()
    await this.#pace?.rest()
  }

  #makeRoom(length: number): void {
    const needed = frameBytesOf(length + TAG_BYTES)
    if (needed > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(needed)
  }
}

/** The tables of a region, those that describe the others first. */
function tablesOf({ system, triggers, tables }: Region): readonly StoredTable[] {
  return [system, triggers, ...tables.all]
}

function recordsOf({ store, indexes }: StoredTable): number {
  return indexes.reduce((sum, index) => sum + index.store.items, store.items)
}
