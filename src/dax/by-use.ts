/**
 * Entries by key and by when they were last looked at: a map, and through its entries a ring in which the newest stands before the
 * one that was looked at longest ago.
 */

/** What is held under a key, between those that were looked at after and before it. */
class Link<Value> {
  newer: Link<Value> = this
  older: Link<Value> = this
  readonly key: string
  readonly value: Value | undefined
  readonly bytes: number

  constructor(key: string, value: Value | undefined, bytes: number) {
    this.key = key
    this.value = value
    this.bytes = bytes
  }
}

/** What is held, with the bytes that it is said to take. */
export class ByUse<Value> {
  readonly #linkByKey = new Map<string, Link<Value>>()
  /** Holds nothing: older than it is the newest, newer than it is the oldest. */
  readonly #ends = new Link<Value>('', undefined, 0)
  #bytes = 0

  /** Of all values. */
  get bytes(): number {
    return this.#bytes
  }

  keys(): Iterable<string> {
    return this.#linkByKey.keys()
  }

  /** The value, which then is the newest. */
  use(key: string): Value | undefined {
    const link = this.#linkByKey.get(key)
    if (link === undefined) return undefined
    if (link !== this.#ends.older) {
      unlink(link)
      this.#linkAsNewest(link)
    }
    return link.value
  }

  /** The value, which keeps its place. */
  peek(key: string): Value | undefined {
    return this.#linkByKey.get(key)?.value
  }

  /** Puts a value in the place of what is held under its key. It is the newest. */
  set(key: string, value: Value, bytes: number): void {
    this.delete(key)
    const link = new Link(key, value, bytes)
    this.#linkAsNewest(link)
    this.#linkByKey.set(key, link)
    this.#bytes += bytes
  }

  delete(key: string): void {
    const link = this.#linkByKey.get(key)
    if (link === undefined) return
    unlink(link)
    this.#linkByKey.delete(key)
    this.#bytes -= link.bytes
  }

  /** Takes away what was looked at longest ago, as long as there are more bytes than this. Returns how many that took. */
  shrinkTo(bytesMax: number): number {
    const before = this.#bytes
    while (this.#bytes > bytesMax) this.delete(this.#ends.newer.key)
    return before - this.#bytes
  }

  #linkAsNewest(link: Link<Value>): void {
    const ends = this.#ends
    link.newer = ends
    link.older = ends.older
    ends.older.newer = link
    ends.older = link
  }
}

function unlink<Value>({ newer, older }: Link<Value>): void {
  newer.older = older
  older.newer = newer
}
