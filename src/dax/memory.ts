/**
 * The memory of a node: entries of the item cache and of the query cache under one bound. Whichever was looked at longest ago
 * leaves first, and what has expired leaves when it is next looked for.
 */

import { LRUCache } from 'lru-cache'
import type { WireMap } from '../encoding/wire-value.js'
import type { Clock } from '../env/clock.js'
import type { Stencil } from './stencil.js'

/** One page of a Query or a Scan, in wire form. */
export type Page = Readonly<Record<string, unknown>>

/** What is kept under a key: an item or that there is none, or a page. */
export interface Entry {
  readonly item: WireMap | undefined
  readonly page: Page | undefined
  /** The item for copies, once it has been asked for. */
  stencil: Stencil | undefined
  /** The number of the last write that it shows, so that older news does not replace it. */
  readonly version: number
  /** Milliseconds since 1970, or infinity. */
  readonly expiresAt: number
}

/** Bytes that an entry takes besides its texts. */
const ENTRY_OVERHEAD = 100

interface NewEntry {
  /** Milliseconds; 0 is no end. */
  readonly ttl: number
  /** From when on, in milliseconds since 1970. Default: now. */
  readonly since?: number
  readonly item?: WireMap | undefined
  readonly page?: Page
  readonly version?: number
}

interface Settings {
  readonly bytesMax: number
  readonly clock: Clock
}

export class Memory {
  readonly #entries: LRUCache<string, Entry>
  readonly #clock: Clock
  readonly #bytesMax: number
  #evictedBytes = 0

  constructor({ bytesMax, clock }: Settings) {
    this.#clock = clock
    this.#bytesMax = bytesMax
    this.#entries = new LRUCache<string, Entry>({
      maxSize: bytesMax,
      sizeCalculation: ({ item, page }, key) => bytesOf(item ?? page, key),
      dispose: ({ item, page }, key, reason) => {
        if (reason === 'evict') this.#evictedBytes += bytesOf(item ?? page, key)
      },
    })
  }

  now(): number {
    return this.#clock.now()
  }

  /** The entry, which then is the one that leaves last; undefined if there is none that is still valid. */
  get(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.expiresAt > this.#clock.now()) return entry
    this.#entries.delete(key)
    return undefined
  }

  /** The number of the last write that the entry shows; 0 if there is none. It is not looked at by this. */
  versionOf(key: string): number {
    return this.#entries.peek(key)?.version ?? 0
  }

  /** What is greater than all of the memory is not kept. */
  set(key: string, { ttl, item, page, version = 0, since }: NewEntry): void {
    const expiresAt = ttl === 0 ? Number.POSITIVE_INFINITY : (since ?? this.now()) + ttl
    this.#entries.set(key, { item, page, stencil: undefined, version, expiresAt })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  /** Takes away the entries whose keys begin with this. */
  deleteAll(prefix: string): void {
    for (const key of [...this.#entries.keys()]) if (key.startsWith(prefix)) this.delete(key)
  }

  get bytes(): number {
    return this.#entries.calculatedSize
  }

  /** Of all that has left because there was no room. */
  get evictedBytes(): number {
    return this.#evictedBytes
  }

  /** In percent. */
  get utilization(): number {
    return (100 * this.bytes) / this.#bytesMax
  }
}

/** Nearly what it takes, by the length of its JSON. */
function bytesOf(value: object | undefined, key: string): number {
  return ENTRY_OVERHEAD + key.length + (value === undefined ? 0 : JSON.stringify(value).length)
}
