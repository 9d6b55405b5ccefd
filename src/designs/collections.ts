/** How large the item collections of a table are: the items of one partition key each. */

import { HASH_SPACE, positionOfHash } from '../storage/primary-key.js'
import type { TableStore } from '../storage/table-store.js'

/** The item collections of a table, or of an index. */
export interface CollectionSizes {
  /** Partition keys that have items. */
  readonly count: number
  /** Bytes, by the service's rules, that half of the collections do not exceed. */
  readonly p50: number
  /** Bytes of the largest one. */
  readonly max: number
}

/** Items that are looked at together, as far as keys are distributed evenly. */
const SLICE_ITEMS = 10_000

/** Of two keys with one hash, which is rare, the items count as one collection. */
export function collectionSizesOf(store: TableStore): CollectionSizes {
  const sizes: number[] = []
  const slices = Math.max(1, Math.ceil(store.items / SLICE_ITEMS))
  const edge = (slice: number): number => Math.floor((slice / slices) * HASH_SPACE)
  for (let slice = 0; slice < slices; slice += 1) {
    const range = { from: positionOfHash(edge(slice)), to: positionOfHash(edge(slice + 1)) }
    let current = Number.NaN
    for (const ref of store.collect(range, Number.POSITIVE_INFINITY, false)) {
      const { hash } = store.positionOf(ref)
      if (hash !== current) sizes.push(0)
      current = hash
      sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + store.sizeOf(ref)
    }
  }
  const sorted = Float64Array.from(sizes).sort()
  return {
    count: sorted.length,
    p50: sorted[Math.ceil(sorted.length / 2) - 1] ?? 0,
    max: sorted.at(-1) ?? 0,
  }
}
