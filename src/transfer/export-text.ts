/** The text of the data files of an export: lines, in chunks, with an end to each file. */

import type { JsonOutput } from '../encoding/json-output.js'
import { atEndOfTurn } from '../env/timers.js'
import type { Batches } from './export-source.js'

/** Bytes of text that are handed on together, but for what the last batch adds to them. */
const CHUNK_BYTES = 2 ** 17

/** Writes what stands for an entry to the output that there is for it. Returns the bytes that are paid for. */
export type EntryWriter<Entry> = (entry: Entry) => number

interface TextOptions<Entry> {
  readonly out: JsonOutput
  readonly write: EntryWriter<Entry>
  /** Bytes of text after which a file ends, with the batch that they are of. */
  readonly fileBytesMax: number
  /** Throws if the export has been stopped. Asked between batches. */
  readonly checkStopped: () => void
}

/** The text of what one partition has. */
export class PartText<Entry> {
  readonly #options: TextOptions<Entry>
  readonly #batches: AsyncIterator<readonly Entry[]> | Iterator<readonly Entry[]>
  /** The first batch of the next file; undefined if it is not asked for yet. */
  #first: readonly Entry[] | undefined
  #isAtEnd = false
  #itemCount = 0
  #billedBytes = 0

  constructor(batches: Batches<Entry>, options: TextOptions<Entry>) {
    this.#options = options
    this.#batches =
      Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]()
  }

  /** Whether all of it is written. */
  get isAtEnd(): boolean {
    return this.#isAtEnd
  }

  /** Entries that have been written. */
  get itemCount(): number {
    return this.#itemCount
  }

  /** Bytes of them that are paid for. */
  get billedBytes(): number {
    return this.#billedBytes
  }

  /** The text of the next file. Batches are asked for as it is read. */
  async *nextFile(): AsyncGenerator<Uint8Array> {
    const { out, fileBytesMax } = this.#options
    let fileBytes = 0
    let batch = this.#first ?? (await this.#nextBatch())
    while (batch !== undefined && fileBytes + out.at < fileBytesMax) {
      this.#add(batch)
      if (out.at >= CHUNK_BYTES) {
        fileBytes += out.at
        yield taken(out)
      }
      batch = await this.#nextBatch()
    }
    if (out.at > 0) yield taken(out)
    this.#first = batch
    this.#isAtEnd = batch === undefined
  }

  /** Lets the source know that no more is read, unless all was. */
  async close(): Promise<void> {
    if (!this.#isAtEnd) await this.#batches.return?.()
  }

  /** Others have their turn before it. Undefined at the end. */
  async #nextBatch(): Promise<readonly Entry[] | undefined> {
    await new Promise<void>(atEndOfTurn)
    this.#options.checkStopped()
    const { done, value } = await this.#batches.next()
    return done ? undefined : value
  }

  #add(batch: readonly Entry[]): void {
    for (const entry of batch) this.#billedBytes += this.#options.write(entry)
    this.#itemCount += batch.length
  }
}

function taken(out: JsonOutput): Uint8Array {
  const bytes = out.copyFrom(0)
  out.clear()
  return bytes
}
