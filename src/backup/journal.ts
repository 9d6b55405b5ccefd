/**
 * The journal of one table: for each change, when it was and what the item was before. So what the table was at some time is
 * the table as it is now, with the first of these put back that come after the time, for each item that was changed since; and to
 * forget the oldest changes is to drop the oldest chunks.
 *
 * An entry is never earlier than the one before, whatever the clock does.
 */

import type { Change } from '../engine/change.js'
import type { HistoryFiles } from '../engine/history-files.js'
import { assert } from '../errors/assert.js'
import type { ItemImage } from '../storage/item-image.js'
import type { TableId } from '../types/table.js'
import { Entries } from './entries.js'
import { JournalChunk } from './journal-chunk.js'
import { type EntriesPart, type JournalPart, type JournalState, partsOf } from './journal-parts.js'

/** What the journals of a database have in common. */
export interface JournalOptions {
  /** Bytes of the records of a chunk, unless it is one large record. */
  readonly chunkBytes: number
  /** The number of a chunk that begins with the changes of a commit. */
  readonly takeNumber: (sequenceNumber: number) => number
  /** Is told of each chunk that takes no further entries. */
  readonly onSealed: (chunk: JournalChunk) => void
}

/** Entries of a journal that stand together: those from `first` on, up to `end`. */
interface Run {
  readonly entries: Entries
  readonly first: number
  readonly end: number
}

/** A chunk of which parts have come. */
interface Loading {
  readonly part: EntriesPart
  readonly bytes: Uint8Array
  filled: number
}

export class Journal {
  readonly tableId: TableId
  readonly since: number
  /** How much is kept. */
  days: number
  readonly #options: JournalOptions
  #horizon: number
  #lastTime: number
  #chunks: JournalChunk[] = []
  /** The entries behind the chunks, and the number of the chunk that they will be. */
  #tail: Entries | undefined
  #tailNumber = 0
  #loading: Loading | undefined

  constructor(options: JournalOptions, state: JournalState) {
    this.#options = options
    this.tableId = state.tableId
    this.days = state.days
    this.since = state.since
    this.#horizon = state.horizon
    this.#lastTime = state.lastTime
  }

  /** One that begins now. */
  static begun(
    options: JournalOptions,
    { tableId, days, since }: Pick<JournalState, 'tableId' | 'days' | 'since'>,
  ): Journal {
    return new Journal(options, { tableId, days, since, horizon: since, lastTime: since })
  }

  /** A copy that shares the entries so far. Neither side sees what the other adds. */
  fork(options: JournalOptions): Journal {
    const fork = new Journal(options, this.#state)
    fork.#chunks = this.#chunks.slice()
    fork.#tail = this.#tail?.share()
    fork.#tailNumber = this.#tailNumber
    return fork
  }

  /** All of it, in parts. */
  *save(): Generator<JournalPart, void, undefined> {
    yield { kind: 'journal', state: this.#state }
    for (const chunk of this.#chunks) {
      const { state, isInMemory } = chunk
      if (isInMemory) {
        yield* partsOf(chunk.entries.toBytes(), { number: state.number, isTail: false })
      } else yield { kind: 'file', state }
    }
    if (this.#tail === undefined) return
    yield* partsOf(this.#tail.toBytes(), { number: this.#tailNumber, isTail: true })
  }

  /** Takes back a part behind the first one. */
  load(part: JournalPart, files: HistoryFiles | undefined): void {
    const { tableId } = this
    const bytesMax = this.#options.chunkBytes
    if (part.kind === 'file') {
      assert(files !== undefined, 'who has written files can read them')
      this.#chunks.push(JournalChunk.in(files, tableId, { state: part.state, bytesMax }))
    } else if (part.kind === 'entries') {
      this.#loading = { part, bytes: new Uint8Array(part.byteLength), filled: 0 }
    } else {
      assert(part.kind === 'bytes' && this.#loading !== undefined, 'bytes are those of entries')
      this.#fill(part.bytes, this.#loading)
    }
  }

  #fill(bytes: Uint8Array, loading: Loading): void {
    loading.bytes.set(bytes, loading.filled)
    loading.filled += bytes.length
    if (loading.filled < loading.bytes.length) return
    this.#loading = undefined
    const { number, isTail } = loading.part
    const entries = Entries.from(loading.bytes, this.#options.chunkBytes)
    if (isTail) {
      this.#tail = entries
      this.#tailNumber = number
    } else this.#chunks.push(JournalChunk.of(this.tableId, number, entries))
  }

  get #state(): JournalState {
    const { tableId, days, since } = this
    return { tableId, days, since, horizon: this.#horizon, lastTime: this.#lastTime }
  }

  /** The chunks that take no further entries, the oldest first. */
  get chunks(): readonly JournalChunk[] {
    return this.#chunks
  }

  /** The first time at which the table is known, in milliseconds since 1970. */
  get firstTime(): number {
    return this.#horizon
  }

  /** The time of the newest entry, in milliseconds since 1970; `since` if there was none. */
  get lastTime(): number {
    return this.#lastTime
  }

  /** How many there are, in memory and in files. */
  get entryCount(): number {
    return this.#chunks.reduce((sum, { state }) => sum + state.count, this.#tail?.count ?? 0)
  }

  /** Bytes that they take, there and there. */
  get byteLength(): number {
    return this.memoryByteLength + this.fileByteLength
  }

  /** Bytes that they take in memory. */
  get memoryByteLength(): number {
    const ofTail = this.#tail?.byteLength ?? 0
    return byteLengthOf(this.#chunks.filter(chunk => chunk.isInMemory)) + ofTail
  }

  /** Bytes that they take in files. */
  get fileByteLength(): number {
    return byteLengthOf(this.#chunks.filter(chunk => !chunk.isInMemory))
  }

  /**
   * Adds an entry.
   *
   * @param image what the item was before the change; if that inserted it, what it is after it
   */
  append(
    commit: { readonly time: number; readonly sequenceNumber: number },
    image: ItemImage,
    kind: Change['kind'],
  ): void {
    if (commit.time > this.#lastTime) this.#lastTime = commit.time
    if (this.#tail?.append(this.#lastTime, image, kind) === true) return
    this.#tail = this.#sealed(this.#tail)
    this.#tailNumber = this.#options.takeNumber(commit.sequenceNumber)
    this.#tail.append(this.#lastTime, image, kind)
  }

  /** Makes a chunk of the entries behind the others. Returns those that go on behind it. */
  #sealed(tail: Entries | undefined): Entries {
    const { chunkBytes } = this.#options
    if (tail === undefined) return new Entries(chunkBytes)
    const chunk = JournalChunk.of(this.tableId, this.#tailNumber, tail)
    this.#chunks.push(chunk)
    this.#options.onSealed(chunk)
    // As many will come as came before: they need not grow to that once more.
    return new Entries(chunkBytes, { byteLength: chunkBytes, countMax: tail.count })
  }

  /**
   * Forgets what was before a time, in milliseconds since 1970: the table as it was at that time is known still. The tail is
   * kept, so that where chunks begin depends on their entries alone.
   *
   * @returns the chunks that are not needed any more
   */
  trim(time: number): readonly JournalChunk[] {
    if (time <= this.#horizon) return []
    this.#horizon = time
    const first = this.#chunks.findIndex(({ state }) => state.lastTime > time)
    return this.#chunks.splice(0, first === -1 ? this.#chunks.length : first)
  }

  /**
   * The entries after a time, and up to another one, in milliseconds since 1970; the oldest first.
   *
   * @param isOver is asked before those that stand together are read from where they are: whether there is nothing new in them
   *   and in those behind them, `removals` of which tell that an item was removed
   */
  *runs(
    after: number,
    upTo = Number.POSITIVE_INFINITY,
    isOver: (removals: number) => boolean = () => false,
  ): Generator<Run, void, undefined> {
    const tail = this.#tail
    let removals = this.#chunks.reduce(
      (sum, { state }) => sum + state.removals,
      tail?.removals ?? 0,
    )
    for (const chunk of this.#chunks) {
      const { firstTime, lastTime } = chunk.state
      if (lastTime > after && firstTime <= upTo) {
        if (isOver(removals)) return
        yield runOf(chunk.entries, after, upTo)
      }
      removals -= chunk.state.removals
    }
    if (tail !== undefined && !isOver(removals)) yield runOf(tail, after, upTo)
  }
}

function byteLengthOf(chunks: readonly JournalChunk[]): number {
  return chunks.reduce((sum, { state }) => sum + state.byteLength, 0)
}

function runOf(entries: Entries, after: number, upTo: number): Run {
  return { entries, first: entries.indexAfter(after), end: entries.indexAfter(upTo) }
}
