/**
 * A partition: the items whose partition keys hash into one range. They stand in the pages of their table, by hash, so a
 * partition is a range of these, with its own count of what is in it and of what it is asked for. As in the service, a partition that grows beyond a
 * size, or that is read or written faster than one partition may be, becomes two.
 *
 * Sources: 10 GB, 3,000 read and 1,000 write units a second (DynamoDB developer guide, "Partitions and data distribution");
 * a split for heat at a point chosen from the keys in use, and none for a single hot key (Elhemali et al., "Amazon
 * DynamoDB", USENIX ATC 2022, section 4).
 */

import type { Contents, HashRange, ItemCollections } from './item-collections.js'

/** When partitions split. */
export interface PartitionLimits {
  /** Bytes of items, by the service's rules. */
  readonly bytesMax: number
  /** Read capacity units a second. */
  readonly readUnitsMax: number
  /** Write capacity units a second. */
  readonly writeUnitsMax: number
  /** Seconds in a row above one of the two rates, after which a partition splits. */
  readonly hotSecondsMax: number
}

export const PARTITION_LIMITS: PartitionLimits = {
  bytesMax: 10 * 2 ** 30,
  readUnitsMax: 3000,
  writeUnitsMax: 1000,
  hotSecondsMax: 60,
}

/**
 * Accesses after which the clock is read and a key sampled: at each it would cost as much as the access. A prime, so that
 * keys asked for in turn are all sampled.
 */
const ACCESSES_PER_CHECK = 61
const SAMPLES = 64

/** Shared by all that have not been asked for much. */
const NO_SAMPLES = new Uint32Array(0)

/** Counts what a partition is asked for, and tells its rates by the clock. */
export class Meter {
  #accesses = 0
  #readUnits = 0
  #writeUnits = 0
  #secondStart = 0
  #readRate = 0
  #writeRate = 0
  /** Accesses that were refused, and how many of them had been when the second began. */
  #refused = 0
  #refusedBefore = 0
  #refusedForTable = 0
  #hotSeconds = 0
  /** Hashes of some of the keys asked for lately. */
  #samples = NO_SAMPLES
  #sampled = 0

  /** Counts an access; true if it is time to call `tick`. */
  count(hash: number, readUnits: number, writeUnits: number): boolean {
    this.#readUnits += readUnits
    this.#writeUnits += writeUnits
    return this.#sample(hash)
  }

  /** Counts an access that was refused because the partition gives all it can; true if it is time to call `tick`. */
  refuse(hash: number): boolean {
    this.#refused += 1
    return this.#sample(hash)
  }

  /** Counts an access that was refused because the table or the account gives all it can: that is no heat of the partition. */
  refuseForTable(): void {
    this.#refusedForTable += 1
  }

  #sample(hash: number): boolean {
    this.#accesses += 1
    if (this.#accesses % ACCESSES_PER_CHECK !== 0) return false
    if (this.#samples === NO_SAMPLES) this.#samples = new Uint32Array(SAMPLES)
    this.#samples[this.#sampled % SAMPLES] = hash
    this.#sampled += 1
    return true
  }

  /** Brings the rates up to date. `now` in milliseconds. */
  tick(now: number, limits: PartitionLimits): void {
    const elapsed = now - this.#secondStart
    // The first second begins, or one anew because the clock was set back.
    if (this.#secondStart === 0 || elapsed < 0) {
      this.#secondStart = now
      return
    }
    if (elapsed < 1000) return
    this.#readRate = (this.#readUnits * 1000) / elapsed
    this.#writeRate = (this.#writeUnits * 1000) / elapsed
    this.#readUnits = 0
    this.#writeUnits = 0
    this.#secondStart = now
    const isAbove = this.#readRate > limits.readUnitsMax || this.#writeRate > limits.writeUnitsMax
    const hot = isAbove || this.#refused > this.#refusedBefore
    this.#refusedBefore = this.#refused
    this.#hotSeconds = hot ? this.#hotSeconds + elapsed / 1000 : 0
  }

  /** Read units a second over the last full second or, if nothing came for longer, over that time. */
  get readRate(): number {
    return this.#readRate
  }

  /** Write units a second, likewise. */
  get writeRate(): number {
    return this.#writeRate
  }

  /** Accesses that were refused because the partition gives all it can, since there is this partition. */
  get refused(): number {
    return this.#refused
  }

  /** Accesses that were refused because the table or the account gives all it can, likewise. One may have been for both. */
  get refusedForTable(): number {
    return this.#refusedForTable
  }

  /** Seconds for which a rate has been above the limits, or would have been if nothing had been refused. */
  get hotSeconds(): number {
    return this.#hotSeconds
  }

  /** The hash that divides the recent accesses evenly, itself above the division; undefined if one key has them all. */
  hashOfEvenLoad(): number | undefined {
    const sorted = this.#samples.slice(0, Math.min(this.#sampled, SAMPLES)).sort()
    const lowest = sorted[0]
    const median = sorted[sorted.length >>> 1]
    if (lowest === undefined || median === undefined) return undefined
    if (median !== lowest) return median
    return sorted.find(hash => hash > median)
  }
}

const NOTHING: Contents = { items: 0, bytes: 0 }

export class Partition implements HashRange {
  /** The range of hashes: from `low`, inclusive, to `high`, exclusive. */
  readonly low: number
  readonly high: number
  readonly meter = new Meter()
  /** Bytes below which a split for size is not tried (again). */
  bytesToSplit: number
  #items: number
  #bytes: number

  constructor({ low, high }: HashRange, bytesToSplit: number, contents = NOTHING) {
    this.low = low
    this.high = high
    this.bytesToSplit = bytesToSplit
    this.#items = contents.items
    this.#bytes = contents.bytes
  }

  get items(): number {
    return this.#items
  }

  /** Sizes of the items by the service's rules, added up. */
  get bytes(): number {
    return this.#bytes
  }

  /** Takes notice of items that have come, or gone, and of the change of the bytes. */
  count(items: number, bytes: number): void {
    this.#items += items
    this.#bytes += bytes
  }

  /** Holds nothing from now on. */
  clear(bytesToSplit: number): void {
    this.#items = 0
    this.#bytes = 0
    this.bytesToSplit = bytesToSplit
  }

  /** A copy, without what the meter has counted. */
  fork(): Partition {
    return new Partition(this, this.bytesToSplit, this)
  }

  /** As many partitions for this one as asked for, of even widths, whether or not there are items in each. */
  spread(count: number, collections: ItemCollections, bytesToSplit: number): readonly Partition[] {
    const width = this.high - this.low
    const bounds = Array.from({ length: count + 1 }, (_, place) => {
      return this.low + Math.floor((width * place) / count)
    })
    // There are no more than one for each hash.
    return [...new Set(bounds)].slice(0, -1).map((low, place, lows) => {
      const range = { low, high: lows[place + 1] ?? this.high }
      return new Partition(range, bytesToSplit, collections.contentsOf(range))
    })
  }

  /** Two partitions for this one, divided before `hash`; undefined if one of them would be empty. */
  split(
    hash: number,
    collections: ItemCollections,
    bytesToSplit: number,
  ): [Partition, Partition] | undefined {
    if (hash <= this.low || hash >= this.high) return undefined
    const [left, right] = [
      { low: this.low, high: hash },
      { low: hash, high: this.high },
    ]
    const inLeft = collections.contentsOf(left)
    const inRight = { items: this.#items - inLeft.items, bytes: this.#bytes - inLeft.bytes }
    if (inLeft.items === 0 || inRight.items === 0) return undefined
    return [new Partition(left, bytesToSplit, inLeft), new Partition(right, bytesToSplit, inRight)]
  }
}
