/**
 * Caches of what was made from texts, within one bound for all of them: the bytes that they keep. They forget by
 * generations: texts that are used stay, and keeping order costs nothing on a hit.
 */

/** What caches may keep together: about so many bytes in one of two generations, so up to twice as many. */
export class CacheBudget {
  readonly #bytesMax: number
  readonly #caches: TextCache<unknown>[] = []
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** A cache that keeps to this budget. It lasts as long as the budget does. */
  newCache<Value>(): TextCache<Value> {
    const cache = new TextCache<Value>(bytes => this.#spend(bytes))
    this.#caches.push(cache as TextCache<unknown>)
    return cache
  }

  #spend(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes <= this.#bytesMax) return
    this.#bytes = bytes
    for (const cache of this.#caches) cache.age()
  }
}

interface Entry<Value> {
  readonly value: Value
  bytes: number
}

class TextCache<Value> {
  readonly #spend: (bytes: number) => void
  #young = new Map<string, Entry<Value>>()
  #old = new Map<string, Entry<Value>>()

  /** For `CacheBudget` only. `spend` is told of bytes that become a part of the young generation. */
  constructor(spend: (bytes: number) => void) {
    this.#spend = spend
  }

  get(text: string): Value | undefined {
    const young = this.#young.get(text)
    if (young !== undefined) return young.value
    const old = this.#old.get(text)
    if (old === undefined) return undefined
    this.#add(text, old)
    return old.value
  }

  /** Remembers a value that takes about so many bytes, its text included. */
  set(text: string, value: Value, bytes: number): void {
    this.#add(text, { value, bytes })
  }

  /** The value of a text takes so many bytes more than before. */
  grow(text: string, bytes: number): void {
    const entry = this.#young.get(text)
    if (entry === undefined) return // forgotten meanwhile
    entry.bytes += bytes
    this.#spend(bytes)
  }

  /** Forgets what has not been used since the last time. */
  age(): void {
    this.#old = this.#young
    this.#young = new Map()
  }

  /** How many texts are remembered; one that is in both generations counts twice. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  #add(text: string, entry: Entry<Value>): void {
    this.#spend(entry.bytes)
    this.#young.set(text, entry)
  }
}
