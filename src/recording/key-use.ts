/**
 * How many units went to which partition keys, in bounded memory: the sketch "Space-Saving", with its counters thrown out in
 * batches. A key with more units than any that was thrown out is there, and what is told of it is too much by no more than
 * `base`, which is 0 as long as there was room for all.
 *
 * Source: Metwally, Agrawal, El Abbadi, "Efficient Computation of Frequent and Top-k Elements in Data Streams", 2005.
 */

/** One partition key. */
export interface KeyCounter {
  /** Its attributes, as a text. */
  readonly label: string
  /** Since it has been here. */
  units: number
  /** What it may have had before. */
  readonly base: number
  /** When it was written last, in milliseconds since the recording began. */
  writtenAt: number | undefined
}

/** So many keys are there before some are thrown out. */
const COUNTERS_MAX = 512
/** So many stay then: any key with more than 1/128 of the units is among them. */
const COUNTERS_KEPT = 128

export class KeyUse {
  readonly #counters = new Map<number, KeyCounter>()
  /** The most units that any key had which was thrown out. */
  #floor = 0
  #added = 0

  /** How many keys there were; those that were thrown out and came again count again. */
  get distinct(): number {
    return this.#added
  }

  /** Whether each key since the beginning is there. */
  get isComplete(): boolean {
    return this.#floor === 0
  }

  find(hash: number): KeyCounter | undefined {
    return this.#counters.get(hash)
  }

  add(hash: number, label: string): KeyCounter {
    if (this.#counters.size >= COUNTERS_MAX) this.#throwOut()
    const counter: KeyCounter = { label, units: 0, base: this.#floor, writtenAt: undefined }
    this.#counters.set(hash, counter)
    this.#added += 1
    return counter
  }

  /** The keys with the most units that they had for certain, these first. */
  hottest(countMax: number): readonly KeyCounter[] {
    return [...this.#counters.values()].sort((a, b) => b.units - a.units).slice(0, countMax)
  }

  #throwOut(): void {
    const sorted = [...this.#counters].sort(([, a], [, b]) => b.units + b.base - a.units - a.base)
    for (const [hash, { units, base }] of sorted.slice(COUNTERS_KEPT)) {
      this.#floor = Math.max(this.#floor, units + base)
      this.#counters.delete(hash)
    }
  }
}
