/**
 * How many units went to which partition keys, in bounded memory: the sketch "Space-Saving", with its counters thrown out in
 * batches. A key with more units than any that was thrown out is there, and what is told of it is too much by no more than
 * `base`, which is 0 as long as there was room for all.
 *
 * Source: Metwally, Agrawal, El Abbadi, "Efficient Computation of Frequent and Top-k Elements in Data Streams", 2005.
 */

import { type KeyLabel, textOfLabel } from './key-label.js'

/** One partition key. */
export class KeyCounter {
  /** Since it has been here. */
  units = 0
  /** What it may have had before. */
  readonly base: number
  /** When it was written last, in milliseconds since the recording began. */
  writtenAt = Number.NaN
  #label: KeyLabel

  constructor(label: KeyLabel, base: number) {
    this.#label = label
    this.base = base
  }

  /** Its attributes, as a text. */
  get label(): string {
    this.#label = textOfLabel(this.#label)
    return this.#label
  }
}

/** So many keys are there before some are thrown out. */
const COUNTERS_MAX = 512
/** So many stay then: any key with more than 1/128 of the units is among them. */
const COUNTERS_KEPT = 128

export class KeyUse {
  /** By the hash as a signed number, which is looked up faster. */
  #counters = new Map<number, KeyCounter>()
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
    return this.#counters.get(hash | 0)
  }

  add(hash: number, label: KeyLabel): KeyCounter {
    if (this.#counters.size >= COUNTERS_MAX) this.#throwOut()
    const counter = new KeyCounter(label, this.#floor)
    this.#counters.set(hash | 0, counter)
    this.#added += 1
    return counter
  }

  /** The keys with the most units that they had for certain, these first. */
  hottest(countMax: number): readonly KeyCounter[] {
    return [...this.#counters.values()].sort((a, b) => b.units - a.units).slice(0, countMax)
  }

  #throwOut(): void {
    const ascending = Float64Array.from(this.#counters.values(), mostOf).sort()
    const least = ascending[ascending.length - COUNTERS_KEPT] ?? 0
    const kept = new Map<number, KeyCounter>()
    for (const entry of this.#counters) if (mostOf(entry[1]) > least) kept.set(...entry)
    // Of those that have just as much, as many as there is room for.
    for (const entry of this.#counters) {
      if (kept.size >= COUNTERS_KEPT) break
      if (mostOf(entry[1]) === least) kept.set(...entry)
    }
    this.#counters = kept
    this.#floor = ascending[ascending.length - COUNTERS_KEPT - 1] ?? 0
  }
}

/** The most that a key can have had. */
function mostOf({ units, base }: KeyCounter): number {
  return units + base
}
