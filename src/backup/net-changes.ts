/** What changed in a table between two moments, all in all. */

import type { ItemCodec } from '../encoding/item-codec.js'
import type { ItemImage } from '../storage/item-image.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import { Entries } from './entries.js'
import type { Journal } from './journal.js'
import { forEachKey, KeySet } from './key-set.js'

/** Milliseconds since 1970: after `from`, and up to `to`. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/** An item that was changed, and was there before or after, or both. */
export interface NetChange {
  readonly key: PrimaryKey
  readonly before: ItemImage | undefined
  /** Valid until the next write to the table. */
  readonly after: ItemImage | undefined
  /** When it was changed last, in milliseconds since 1970. */
  readonly time: number
}

const COPIES_BYTES_MAX = 1 << 20

/** The items that were changed in a span of time, each once. */
export function netChanges(
  table: StoredTable,
  journal: Journal,
  { from, to }: TimeSpan,
): readonly NetChange[] {
  const codec = table.store.newCodec()
  const [befores, afters] = [new Images(codec), new Images(codec)]
  const keys = new KeySet()
  const times: number[] = []
  for (const run of journal.runs(from, to)) {
    const { entries } = run
    forEachKey(keys, run, (index, fingerprint) => {
      const number = keys.add(entries.slab, entries.startAt(index), fingerprint)
      befores.take(number, entries, index)
      times[number] = entries.timeAt(index)
    })
  }
  for (const run of journal.runs(to)) {
    const { entries } = run
    forEachKey(keys, run, (index, fingerprint) => {
      const number = keys.find(entries.slab, entries.startAt(index), fingerprint)
      if (number >= 0) afters.take(number, entries, index)
    })
  }
  const changes: NetChange[] = []
  for (const [number, time] of times.entries()) {
    const key = keys.keyAt(number)
    const before = befores.get(number)
    // What was not changed since then is as it is now.
    const after = afters.has(number) ? afters.get(number) : table.store.imageOf(key)
    if (before !== undefined || after !== undefined) changes.push({ key, before, after, time })
  }
  return changes
}

/** What items were, by the numbers of their keys. Copies, so that no chunk is held in memory for one record. */
class Images {
  readonly #codec: ItemCodec
  readonly #images: (ItemImage | 'none' | undefined)[] = []
  #copies = new Entries(COPIES_BYTES_MAX)

  constructor(codec: ItemCodec) {
    this.#codec = codec
  }

  has(number: number): boolean {
    return this.#images[number] !== undefined
  }

  /** Undefined if there was no item. */
  get(number: number): ItemImage | undefined {
    const image = this.#images[number]
    return image === 'none' ? undefined : image
  }

  /** Takes what an entry tells, unless there is something already. */
  take(number: number, entries: Entries, index: number): void {
    if (this.#images[number] !== undefined) return
    const image = entries.imageAt(index, this.#codec)
    this.#images[number] = image === undefined ? 'none' : this.#copyOf(image)
  }

  #copyOf(image: ItemImage): ItemImage {
    if (!this.#copies.append(0, image, 'modify')) {
      this.#copies = new Entries(COPIES_BYTES_MAX)
      this.#copies.append(0, image, 'modify')
    }
    return this.#copies.imageAt(this.#copies.count - 1, this.#codec) ?? image
  }
}
