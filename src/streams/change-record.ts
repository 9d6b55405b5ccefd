/** One change of one item, as a stream tells it. */

import type { ItemImage } from '../storage/item-image.js'
import type { Item } from '../types/attribute.js'
import type { ChangeKind, Chunk } from './chunk.js'
import { type StreamPosition, sequenceNumberOf } from './stream-position.js'

/** Nothing of it is decoded before somebody asks, and then each time: whoever needs something twice keeps it. */
export class ChangeRecord {
  readonly #chunk: Chunk
  readonly #index: number

  constructor(chunk: Chunk, index: number) {
    this.#chunk = chunk
    this.#index = index
  }

  get kind(): ChangeKind {
    return this.#chunk.kindAt(this.#index)
  }

  /** When it was, in milliseconds since 1970-01-01T00:00:00Z. */
  get time(): number {
    return this.#chunk.timeAt(this.#index)
  }

  /** Its place among all records of the stream. */
  get position(): StreamPosition {
    return this.#chunk.positionAt(this.#index)
  }

  /** The position in the service's form: 28 digits, larger for later records. */
  get sequenceNumber(): string {
    return sequenceNumberOf(this.position)
  }

  /** Whether the item was removed because its time to live had ended. */
  get isExpiry(): boolean {
    return this.#chunk.isExpiryAt(this.#index)
  }

  /** The hash of the partition key, from 0 to 2³² - 1. */
  get hash(): number {
    return this.#chunk.hashAt(this.#index)
  }

  /** The key attributes, as a new object. */
  get key(): Item {
    return this.#chunk.keyAt(this.#index)
  }

  /** The item before the change, as a new object, if there was one and the view of the stream shows it. */
  get oldImage(): Item | undefined {
    return this.oldVersion?.decode()
  }

  /** The item after the change, as a new object, if there is one and the view of the stream shows it. */
  get newImage(): Item | undefined {
    return this.newVersion?.decode()
  }

  /** As `oldImage`, packed. */
  get oldVersion(): ItemImage | undefined {
    return this.#chunk.oldAt(this.#index)
  }

  /** As `newImage`, packed. */
  get newVersion(): ItemImage | undefined {
    return this.#chunk.newAt(this.#index)
  }

  /** Bytes of the key and of the items that are shown, by the service's rules. */
  get sizeBytes(): number {
    return this.#chunk.sizeAt(this.#index)
  }
}
