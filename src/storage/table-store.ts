/**
 * The items of one table: records in slabs; item collections, which keep them in order; an index for point reads, which a
 * table without a sort key does without; and the partitions, which count. The only place that changes them together.
 */

import { ItemCodec } from '../encoding/item-codec.js'
import type { Clock } from '../env/clock.js'
import { assert } from '../errors/assert.js'
import type { Item } from '../types/attribute.js'
import { BulkLoad } from './bulk-load.js'
import { Compaction } from './compaction.js'
import { ItemCollections } from './item-collections.js'
import type { ItemImage } from './item-image.js'
import { KeyIndex } from './key-index.js'
import { Partition, type PartitionLimits } from './partition.js'
import type { PositionRange } from './position-range.js'
import { HASH_SPACE, type Position, PrimaryKey } from './primary-key.js'
import { NO_RECORD, type RecordRef } from './record-ref.js'
import { Slabs } from './slabs.js'

export interface TableStoreOptions {
  readonly clock: Clock
  readonly partitionLimits: PartitionLimits
}

/** What a store of some slabs consists of beside them. */
interface StoreParts {
  readonly collections: ItemCollections
  readonly index: KeyIndex
  readonly partitions: Partition[]
}

export class TableStore {
  readonly #options: TableStoreOptions
  #slabs: Slabs
  #collections: ItemCollections
  /** Of the items with a sort key. */
  #index: KeyIndex
  readonly #partitions: Partition[]
  #compaction: Compaction
  #version = 0
  /** While it is read from a checkpoint. */
  #loading: BulkLoad | undefined

  constructor(
    options: TableStoreOptions,
    slabs = new Slabs(new ItemCodec()),
    parts = partsOfEmpty(options, slabs),
  ) {
    this.#options = options
    this.#slabs = slabs
    this.#collections = parts.collections
    this.#index = parts.index
    this.#partitions = parts.partitions
    this.#compaction = new Compaction(slabs, ref => this.#relocate(ref))
  }

  /** A copy that shares everything until one side writes to it. Takes no longer for a larger table. */
  fork(options: TableStoreOptions): TableStore {
    const slabs = this.#slabs.fork()
    return new TableStore(options, slabs, {
      collections: this.#collections.fork(slabs),
      index: this.#index.fork(),
      partitions: this.#partitions.map(partition => partition.fork()),
    })
  }

  /** `fork`, if it was the last one made of this, is not read any more: records that it shares may be written over again. */
  takeBack(fork: TableStore): void {
    this.#slabs.takeBack(fork.#slabs)
  }

  /** An empty one whose items have the same shapes, so that it can copy those of this one as they are packed: of an index. */
  newWithShapes(options: TableStoreOptions): TableStore {
    return new TableStore(options, new Slabs(this.newCodec()))
  }

  /** Removes all items at once, however many there are. Copies of records stay readable; the partitions stay as they are. */
  clear(): void {
    this.#version += 1
    this.#slabs = new Slabs(this.#slabs.codec)
    this.#collections = new ItemCollections(this.#slabs)
    this.#index = new KeyIndex()
    this.#compaction = new Compaction(this.#slabs, ref => this.#relocate(ref))
    const { bytesMax } = this.#options.partitionLimits
    for (const partition of this.#partitions) partition.clear(bytesMax)
  }

  /** Changes whenever records do, so that whoever holds references knows to look again. */
  get version(): number {
    return this.#version
  }

  get items(): number {
    return this.#partitions.reduce((sum, { items }) => sum + items, 0)
  }

  /** Sizes of all items, by the service's rules, added up. */
  get bytes(): number {
    return this.#partitions.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Grows with each split: partitions never merge. */
  get partitionCount(): number {
    return this.#partitions.length
  }

  /** Unpacks the items, for whoever keeps copies of records: it may outlive the table, whose memory it does not hold. */
  newCodec(): ItemCodec {
    return this.#slabs.codec.another()
  }

  /** How many lists of names its items have as shapes. Only ever grows. */
  get shapeCount(): number {
    return this.#slabs.codec.shapeCount
  }

  /** The lists of names from one shape on. */
  shapesFrom(first: number): readonly (readonly string[])[] {
    return this.#slabs.codec.shapesFrom(first)
  }

  /** Takes over the shapes with these numbers from `first` on, before the items that have them. */
  restoreShapes(first: number, names: readonly (readonly string[])[]): void {
    this.#slabs.codec.restoreShapes(first, names)
  }

  /** Whether lists of names that are not shapes yet may become some. */
  learnShapes(isLearning: boolean): void {
    this.#slabs.codec.learnShapes(isLearning)
  }

  get partitions(): readonly Partition[] {
    const now = this.#options.clock.now()
    for (const { meter } of this.#partitions) meter.tick(now, this.#options.partitionLimits)
    return this.#partitions
  }

  /** The record of the item with this key, or `NO_RECORD`. */
  find(key: PrimaryKey): RecordRef {
    return key.sk === '' ? this.#collections.find(key) : this.#index.find(key, this.#slabs)
  }

  /** The item with this key, or undefined. */
  imageOf(key: PrimaryKey): ItemImage | undefined {
    const ref = this.find(key)
    return ref === NO_RECORD ? undefined : this.image(ref)
  }

  /** The item at `ref`, as a new object. */
  decode(ref: RecordRef): Item {
    return this.#slabs.decode(ref)
  }

  /** The item at `ref` as a version that stays readable whatever happens to the table. */
  image(ref: RecordRef): ItemImage {
    return this.#slabs.image(ref)
  }

  sizeOf(ref: RecordRef): number {
    return this.#slabs.sizeOf(ref)
  }

  /** Where the item at `ref` stands in the order of the table. */
  positionOf(ref: RecordRef): Position {
    return this.#slabs.positionOf(ref)
  }

  /** Up to `countMax` records of the range, in order, or from its end backwards if `reverse`; about to be decoded. */
  collect(range: PositionRange, countMax: number, reverse: boolean): RecordRef[] {
    const refs: RecordRef[] = []
    this.#collections.collect(range, countMax, reverse, refs)
    this.#slabs.touch(refs)
    return refs
  }

  /**
   * Packs an item for `put`, which nothing refers to until then. Returns undefined if it is over 400 KB.
   *
   * @param item an object, or an item of a table with the same shapes (`newWithShapes`)
   * @throws ValidationException if the item is nested too deeply
   */
  prepare(key: PrimaryKey, item: Item | ItemImage): ItemImage | undefined {
    const ref = this.#slabs.write(key, item)
    return ref === NO_RECORD ? undefined : this.#slabs.image(ref)
  }

  /** Prepares an item that stands as a record of the same table in other bytes: it is copied as it is. */
  prepareRecord(bytes: Buffer, start: number, length: number): ItemImage {
    return this.#slabs.image(this.#slabs.writeRecord(bytes, start, length))
  }

  /** Bytes that the record at `ref` takes. */
  recordBytes(ref: RecordRef): number {
    return this.#slabs.recordBytes(ref)
  }

  /** Copies the record at `ref` to other bytes. */
  copyRecord(ref: RecordRef, target: Buffer, at: number): void {
    this.#slabs.copyRecord(ref, target, at)
  }

  /**
   * Takes over records that stand one after another in other bytes, in the order of the table and behind all that are there.
   * They are part of it once `endLoading` has been called.
   */
  loadRecords(bytes: Buffer, start: number, end: number): void {
    this.#loading?.add(bytes, start, end)
  }

  /** There is nothing in the table. So many records are going to be loaded. */
  beginLoading(records: number): void {
    this.#loading = new BulkLoad(this.#slabs, records)
  }

  /** All records are there, and these are the partitions. `bytesToSplit` is by default what the limits say. */
  endLoading(
    loaded: readonly { readonly low: number; readonly bytesToSplit?: number | undefined }[],
  ): void {
    assert(this.#loading !== undefined, 'what is ended has begun')
    const { collections, index } = this.#loading.end()
    this.#loading = undefined
    this.#slabs.endLoading()
    this.#collections = collections
    this.#index = index
    this.#version += 1
    const { bytesMax } = this.#options.partitionLimits
    const partitions = loaded.map(({ low, bytesToSplit = bytesMax }, place) => {
      const range = { low, high: loaded[place + 1]?.low ?? HASH_SPACE }
      return new Partition(range, bytesToSplit, this.#collections.contentsOf(range))
    })
    this.#partitions.splice(0, this.#partitions.length, ...partitions)
  }

  /** Takes back what was prepared; of several, the last first. */
  discard(prepared: ItemImage): void {
    this.#slabs.discard(prepared.ref)
  }

  /** Whether two versions are equal items. */
  sameItem(left: ItemImage, right: ItemImage): boolean {
    return this.#slabs.sameItem(left.ref, right.ref)
  }

  /** Makes a prepared item the one of its key, in the place of `before` if there is one. */
  put(key: PrimaryKey, before: ItemImage | undefined, after: ItemImage): void {
    if (before === undefined) this.#insert(key, after)
    else if (this.#slabs.exchange(before.ref, after.ref)) this.#exchanged(key, before, after)
    else this.#replace(key, before, after)
  }

  /** Removes the item of a key. */
  remove(key: PrimaryKey, before: ItemImage): void {
    this.#version += 1
    if (key.sk !== '') this.#index.remove(key.fingerprint, before.ref)
    this.#collections.remove(key, before.ref, before.size)
    this.partitionOf(key.hash).count(-1, -before.size)
    this.#slabs.free(before.ref)
  }

  /** A small piece of what keeps the slabs compact, to be done before each commit: never while one is prepared. */
  compact(): void {
    this.#slabs.reclaim()
    this.#compaction.step()
  }

  /** Counts capacity units against the partition of a hash, which splits if it has been hot for too long. */
  meter(hash: number, readUnits: number, writeUnits: number): void {
    const place = this.#route(hash)
    const { meter } = this.#partitions[place] as Partition
    if (meter.count(hash, readUnits, writeUnits)) this.#look(place)
  }

  /** Counts an access that was refused because the partition of a hash gives all it can: that is heat, too. */
  refuse(hash: number): void {
    const place = this.#route(hash)
    const { meter } = this.#partitions[place] as Partition
    if (meter.refuse(hash)) this.#look(place)
  }

  /** What the partition of a hash may be asked for. */
  get partitionLimits(): PartitionLimits {
    return this.#options.partitionLimits
  }

  /** The partition that owns a hash. */
  partitionOf(hash: number): Partition {
    return this.#partitions[this.#route(hash)] as Partition
  }

  /** Sees to it that there are at least so many partitions, as the service makes them for throughput in advance. */
  spread(countMin: number): void {
    const parts = Math.ceil(countMin / this.#partitions.length)
    if (parts <= 1) return
    const { bytesMax } = this.#options.partitionLimits
    const spread = this.#partitions.flatMap(partition =>
      partition.spread(parts, this.#collections, bytesMax),
    )
    this.#partitions.splice(0, this.#partitions.length, ...spread)
  }

  /** Splits a partition that has been hot for too long. */
  #look(place: number): void {
    const { meter } = this.#partitions[place] as Partition
    const limits = this.#options.partitionLimits
    meter.tick(this.#options.clock.now(), limits)
    if (meter.hotSeconds >= limits.hotSecondsMax) this.#splitForHeat(place)
  }

  /** Place of the partition that owns a hash. */
  #route(hash: number): number {
    let low = 0
    let high = this.#partitions.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#partitions[middle] as Partition).low <= hash) low = middle
      else high = middle - 1
    }
    return low
  }

  #insert(key: PrimaryKey, item: ItemImage): void {
    this.#version += 1
    this.#slabs.keep(item)
    if (key.sk !== '') this.#index.add(key.fingerprint, item.ref)
    this.#collections.insert(key, item.ref, item.size)
    this.#count(key.hash, 1, item.size)
  }

  /** The records of both have changed places. */
  #exchanged(key: PrimaryKey, before: ItemImage, after: ItemImage): void {
    before.exchange(after)
    const growth = after.size - before.size
    if (growth === 0) return
    this.#collections.resize(key, growth)
    this.#count(key.hash, 0, growth)
  }

  #replace(key: PrimaryKey, before: ItemImage, after: ItemImage): void {
    this.#version += 1
    this.#slabs.keep(after)
    const growth = after.size - before.size
    if (key.sk !== '') this.#index.replace(key.fingerprint, before.ref, after.ref)
    this.#collections.replace(key, before.ref, after.ref, growth)
    this.#slabs.free(before.ref)
    // So that a partition splits at the same commit as where the item could be exchanged, which depends on forks.
    if (growth !== 0) this.#count(key.hash, 0, growth)
  }

  /** Moves a record, if it is still that of its item. */
  #relocate(ref: RecordRef): void {
    if (!this.#slabs.isRecord(ref)) return
    const at = this.#slabs.positionOf(ref)
    if (!this.#collections.has(at, ref)) return
    const moved = this.#slabs.move(ref)
    this.#version += 1
    if (at.sk !== '') this.#index.replace(new PrimaryKey(at.pk, at.sk).fingerprint, ref, moved)
    this.#collections.replace(at, ref, moved, 0)
  }

  /** Takes notice of items that a partition has gained, and of bytes: it may have to split. */
  #count(hash: number, items: number, bytes: number): void {
    const place = this.#route(hash)
    const partition = this.#partitions[place] as Partition
    partition.count(items, bytes)
    if (partition.bytes > partition.bytesToSplit) this.#splitForSize(place)
  }

  #splitForSize(place: number): void {
    const partition = this.#partitions[place] as Partition
    const middle = this.#collections.middleHash(partition)
    assert(middle !== undefined, 'a partition that is too large holds items')
    const { bytesMax } = this.#options.partitionLimits
    const halves =
      partition.split(middle, this.#collections, bytesMax) ??
      partition.split(middle + 1, this.#collections, bytesMax)
    if (halves !== undefined) this.#partitions.splice(place, 1, ...halves)
    // One item collection stays in one partition, so ask again only when others have joined it.
    else partition.bytesToSplit = partition.bytes * 1.25
  }

  #splitForHeat(place: number): void {
    const partition = this.#partitions[place] as Partition
    const hash = partition.meter.hashOfEvenLoad()
    if (hash === undefined) return
    const halves = partition.split(hash, this.#collections, partition.bytesToSplit)
    if (halves !== undefined) this.#partitions.splice(place, 1, ...halves)
  }
}

function partsOfEmpty({ partitionLimits }: TableStoreOptions, slabs: Slabs): StoreParts {
  const everything = { low: 0, high: HASH_SPACE }
  return {
    collections: new ItemCollections(slabs),
    index: new KeyIndex(),
    partitions: [new Partition(everything, partitionLimits.bytesMax)],
  }
}
