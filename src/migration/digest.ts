/** What a side has, in little room: for ranges of hashes of keys, how many items there are, and what they come to together. */

import * as crypto from 'node:crypto'
import { xxh32OfBytes } from '../encoding/hash.js'
import type { WireMap } from '../encoding/wire-value.js'
import { mapText } from './item-text.js'

/** Ranges of hashes. Of two sides that differ in one item, one in so many is looked at more closely. */
export const BUCKETS = 4096
/** 128 bits of SHA-256: no two items of any table have the same, and the sum of others is never that of those. */
const WORDS = 4
const SEED = 0
const BUCKET_BITS = 12

/** Counts and sums of items by bucket. */
export class Digest {
  readonly #counts = new Float64Array(BUCKETS)
  readonly #sums = new Uint32Array(BUCKETS * WORDS)
  #items = 0

  /** How many items there are. */
  get items(): number {
    return this.#items
  }

  /** Adds an item; the order does not count. */
  add(keyText: string, item: WireMap): void {
    const bucket = bucketOf(keyText)
    const hash = hashOf(item)
    this.#items += 1
    this.#counts[bucket] = this.countIn(bucket) + 1
    for (let word = 0; word < WORDS; word += 1) {
      const place = bucket * WORDS + word
      this.#sums[place] = (this.#sums[place] ?? 0) ^ wordOf(hash, 4 * word)
    }
  }

  countIn(bucket: number): number {
    return this.#counts[bucket] ?? 0
  }

  /** The buckets in which two sides differ. */
  differing(other: Digest): readonly number[] {
    const buckets: number[] = []
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      if (!this.#isAsIn(other, bucket)) buckets.push(bucket)
    }
    return buckets
  }

  #isAsIn(other: Digest, bucket: number): boolean {
    if (this.countIn(bucket) !== other.countIn(bucket)) return false
    for (let place = bucket * WORDS; place < (bucket + 1) * WORDS; place += 1) {
      if (this.#sums[place] !== other.#sums[place]) return false
    }
    return true
  }
}

/** The bucket of a key. */
export function bucketOf(keyText: string): number {
  const bytes = Buffer.from(keyText)
  return xxh32OfBytes(bytes, 0, bytes.length, SEED) >>> (32 - BUCKET_BITS)
}

/** What an item comes to, whatever server tells it: SHA-256, a character for each byte. */
export function hashOf(item: WireMap): string {
  return sha256(mapText(item))
}

/** An object for each item would take longer to be collected than to hash with. Before Node 20.12 there is no other way. */
const sha256: (text: string) => string =
  crypto.hash === undefined
    ? text => crypto.createHash('sha256').update(text).digest('binary')
    : text => crypto.hash('sha256', text, 'binary')

function wordOf(bytes: string, at: number): number {
  const byte = (place: number): number => bytes.charCodeAt(at + place)
  return byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)
}
