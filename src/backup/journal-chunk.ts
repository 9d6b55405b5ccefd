/** Entries of a journal to which none are added any more: in memory, or in a file. Forks share them. */

import type { HistoryFiles } from '../engine/history-files.js'
import { assert } from '../errors/assert.js'
import type { TableId } from '../types/table.js'
import { Entries } from './entries.js'

/** A chunk without its entries, as plain data. */
export interface ChunkState {
  /** No chunk of any table has the same. */
  readonly number: number
  readonly count: number
  /** How many entries tell that an item was removed. */
  readonly removals: number
  /** Bytes that the entries take. */
  readonly byteLength: number
  /** Of the first entry and of the last one, in milliseconds since 1970. */
  readonly firstTime: number
  readonly lastTime: number
}

const NUMBER_DIGITS = 16

export class JournalChunk {
  readonly state: ChunkState
  /** By which the chunk is found if it is in a file. */
  readonly name: string
  readonly #bytesMax: number
  /** Those in memory. */
  #entries: Entries | undefined
  /** Where they last if they are not. */
  #files: HistoryFiles | undefined

  private constructor(tableId: TableId, state: ChunkState, bytesMax: number) {
    this.state = state
    this.name = `history-${tableId}-${String(state.number).padStart(NUMBER_DIGITS, '0')}`
    this.#bytesMax = bytesMax
  }

  /** One of entries in memory, of which there is one at least. */
  static of(tableId: TableId, number: number, entries: Entries): JournalChunk {
    const { count, removals, byteLength } = entries
    const [firstTime, lastTime] = [entries.timeAt(0), entries.timeAt(count - 1)]
    const state = { number, count, removals, byteLength, firstTime, lastTime }
    const chunk = new JournalChunk(tableId, state, entries.bytesMax)
    chunk.#entries = entries
    return chunk
  }

  /** One whose entries are in a file. */
  static in(
    files: HistoryFiles,
    tableId: TableId,
    { state, bytesMax }: { readonly state: ChunkState; readonly bytesMax: number },
  ): JournalChunk {
    const chunk = new JournalChunk(tableId, state, bytesMax)
    chunk.#files = files
    return chunk
  }

  /** Whether the entries are in memory alone. */
  get isInMemory(): boolean {
    return this.#entries !== undefined
  }

  /** The entries: read from their file each time, if they are in one. */
  get entries(): Entries {
    if (this.#entries !== undefined) return this.#entries
    assert(this.#files !== undefined, 'a chunk is in memory or in a file')
    const entries = Entries.from(this.#files.read(this.name), this.#bytesMax)
    assert(entries.count === this.state.count, 'a file has the entries that were written')
    return entries
  }

  /** Writes the entries to a file, if they are not in one, and gives their memory back once they last there. */
  async moveTo(files: HistoryFiles): Promise<void> {
    if (this.#entries === undefined) return
    await files.write(this.name, this.#entries.toBytes())
    this.#files = files
    this.#entries = undefined
  }
}
