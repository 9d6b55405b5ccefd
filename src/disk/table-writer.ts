/**
 * Writes tables into a file of frames, a block of records at a time, between which others have their turn. Nobody writes to the
 * tables meanwhile.
 */

import { pack } from '../encoding/msgpack.js'
import type { OpenFile } from '../env/files.js'
import { EVERYTHING } from '../storage/position-range.js'
import { NO_RECORD, type RecordRef } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStore } from '../storage/table-store.js'
import { RECORDS_KIND, STORE_KIND, type StoredPart } from './checkpoint-form.js'
import { beginFrame, END_KIND, FRAME_HEADER_BYTES, type FrameForm, frameBytesOf } from './frame.js'
import type { Pace } from './pace.js'
import { TAG_BYTES } from './seal.js'

/** Bytes of records in a frame, but for one that is larger by itself: four of them fill a slab, but for its first bytes. */
const BLOCK_BYTES = (2 ** 20 - 32) / 4
/** Bytes that are written between two syncs: more would hold up the log, whose syncs wait for the same disk. */
const UNSYNCED_BYTES_MAX = 2 ** 20
/** So many can be told from each other, which is enough to tell one from the next. */
const PARTS_MAX = 2 ** 24
interface TableWriterOptions {
  /** Whether payloads are encrypted. */
  readonly isSealed: boolean
  /** Where the first frame goes, in bytes from the start of the file. */
  readonly position: number
  /** By default as fast as can be. */
  readonly pace?: Pace | undefined
}

export class TableWriter {
  readonly #file: OpenFile
  readonly #form: FrameForm
  readonly #tagBytes: number
  #bytes = Buffer.allocUnsafeSlow(frameBytesOf(BLOCK_BYTES + TAG_BYTES))
  #frames = 0
  #parts = 0
  #unsynced = 0
  #position: number
  readonly #pace: Pace | undefined

  constructor(file: OpenFile, form: FrameForm, options: TableWriterOptions) {
    this.#file = file
    this.#form = form
    this.#tagBytes = options.isSealed ? TAG_BYTES : 0
    this.#position = options.position
    this.#pace = options.pace
  }

  /** Writes the items of a table and the entries of its indexes. */
  async table({ region, id, store, indexes }: StoredTable): Promise<void> {
    const place = { region: JSON.stringify(region), table: id }
    await this.#writeStore({ ...place, shapes: store.shapesFrom(0) }, store)
    for (const { name, description, store: entries } of indexes) {
      const index = { name, createdAt: description.createdAt }
      await this.#writeStore({ ...place, index }, entries)
    }
  }

  /** Writes a frame of another kind, which has a value. */
  async packed(kind: number, part: object): Promise<void> {
    const packed = pack(part as Parameters<typeof pack>[0])
    this.#makeRoom(packed.length)
    this.#bytes.set(packed, FRAME_HEADER_BYTES)
    await this.#writeFrame(kind, packed.length)
  }

  /**
   * Writes that the file is whole.
   *
   * @returns its bytes
   */
  async end(): Promise<number> {
    await this.#writeFrame(END_KIND, 0)
    return this.#position
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
    await this.packed(STORE_KIND, part)
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

  /** Writes a frame whose payload stands in its place. */
  async #writeFrame(kind: number, length: number): Promise<void> {
    const payloadLength = length + this.#tagBytes
    const end = beginFrame(this.#bytes, 0, { kind, payloadLength })
    this.#form.stamp(this.#bytes, 0, { index: this.#frames, behind: this.#parts % PARTS_MAX })
    this.#frames += 1
    await this.#file.write(this.#bytes.subarray(0, end), this.#position)
    this.#position += end
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
