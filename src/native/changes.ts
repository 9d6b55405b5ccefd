/** The changes of a table's items, as the native interface tells them. */

import { keyAttributesOf } from '../engine/keys.js'
import { streamMissing, streamStartInvalid } from '../errors/native-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { ChangeRecord } from '../streams/change-record.js'
import type { Stream } from '../streams/stream.js'
import { positionOfSequenceNumber, type StreamPosition } from '../streams/stream-position.js'
import type { Streams } from '../streams/streams.js'
import type { KeySchema } from '../types/table.js'
import { ANYTHING, FLAG, objectWith, optionsOf } from '../validation/options.js'

/** What all changes tell. */
interface AnyChange<KeyShape> {
  readonly key: KeyShape
  /** When it was, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number
  /** Where it stands among all changes: `changes({ from: checkpoint })` goes on with the next one. */
  readonly checkpoint: string
  /** Whether the item was removed because its time to live had ended. */
  readonly isExpiry: boolean
}

interface Inserted<Shape, KeyShape> extends AnyChange<KeyShape> {
  readonly kind: 'insert'
  readonly before: undefined
  /** Undefined where the view of the stream has no new images. */
  readonly after: Shape | undefined
}

interface Modified<Shape, KeyShape> extends AnyChange<KeyShape> {
  readonly kind: 'modify'
  /** Undefined where the view of the stream has no old images. */
  readonly before: Shape | undefined
  /** Undefined where the view of the stream has no new images. */
  readonly after: Shape | undefined
}

interface Removed<Shape, KeyShape> extends AnyChange<KeyShape> {
  readonly kind: 'remove'
  /** Undefined where the view of the stream has no old images. */
  readonly before: Shape | undefined
  readonly after: undefined
}

/** One item that has come, changed or gone. */
export type TableChange<Shape, KeyShape> =
  | Inserted<Shape, KeyShape>
  | Modified<Shape, KeyShape>
  | Removed<Shape, KeyShape>

/** Which changes are told. */
export interface ChangesOptions {
  /**
   * `start`: all that the stream still has, of the last 24 hours; `now`: those to come; or the checkpoint of a change, to go
   * on after it. Default: `now`.
   */
  readonly from?: 'start' | 'now' | (string & {}) | undefined
  /** False ends the iteration when all changes so far are told. Default: true, to wait for those to come. */
  readonly follow?: boolean | undefined
  /** Ends the iteration, also while it waits. */
  readonly signal?: AbortSignal | undefined
}

const changesOptions = optionsOf<ChangesOptions>('changes', {
  from: ANYTHING,
  follow: FLAG,
  signal: objectWith('addEventListener', 'removeEventListener'),
})

/** Records that are read at once, to be told one by one. */
const BATCH = 256

/**
 * The changes of a table, in the order in which they were made. To be iterated once. The iteration ends when the stream is
 * turned off, the table dropped or the database closed, and all has been told; an iteration that waits does not keep the
 * process alive.
 */
export class Changes<Shape, KeyShape>
  implements AsyncIterableIterator<TableChange<Shape, KeyShape>>
{
  readonly #stream: Stream
  readonly #follows: boolean
  readonly #signal: AbortSignal | undefined
  #after: StreamPosition
  #batch: readonly ChangeRecord[] = []
  #next = 0
  #isEnded = false
  /** Those who were promised a change that is not there yet, each after the one before. */
  #waiting = 0
  #lastPromise: Promise<unknown> = Promise.resolve()
  #wake: () => void = () => {}

  /** @internal Made by `Table.changes`. */
  constructor(stream: Stream, options: ChangesOptions) {
    const { from = 'now', follow = true, signal } = changesOptions(options)
    this.#stream = stream
    this.#follows = follow
    this.#signal = signal
    this.#after = startOf(stream, from)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** @throws TrimmedDataAccessException if changes that are still to be told are older than 24 hours */
  next(): Promise<IteratorResult<TableChange<Shape, KeyShape>, undefined>> {
    const isAtHand = this.#next < this.#batch.length && this.#waiting === 0 && !this.#isEnded
    if (isAtHand) return Promise.resolve(this.#take())
    this.#waiting += 1
    const result = this.#lastPromise.then(() => this.#read())
    this.#lastPromise = result
      .catch(() => {})
      .then(() => {
        this.#waiting -= 1
      })
    return result
  }

  /** Called when a loop is left. */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.#isEnded = true
    this.#wake()
    return Promise.resolve(END)
  }

  async #read(): Promise<IteratorResult<TableChange<Shape, KeyShape>, undefined>> {
    while (!this.#isEnded && this.#signal?.aborted !== true) {
      if (this.#next < this.#batch.length) return this.#take()
      const last = this.#batch.at(-1)
      if (last !== undefined) this.#after = last.position
      this.#batch = this.#stream.read(this.#after, BATCH)
      this.#next = 0
      if (this.#batch.length > 0) continue
      if (!this.#follows || this.#stream.closedAt !== undefined) break
      await this.#more()
    }
    this.#isEnded = true
    return END
  }

  #take(): IteratorYieldResult<TableChange<Shape, KeyShape>> {
    const record = this.#batch[this.#next] as ChangeRecord
    this.#next += 1
    return { done: false, value: changeOf(record, this.#stream.keySchema) }
  }

  /** Is fulfilled when there may be more, or nobody wants more. */
  #more(): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        cancel()
        this.#signal?.removeEventListener('abort', done)
        resolve()
      }
      const cancel = this.#stream.listen(done)
      this.#signal?.addEventListener('abort', done)
      this.#wake = done
    })
  }
}

const END: IteratorReturnResult<undefined> = { done: true, value: undefined }

/**
 * Calls `listener` with each change that is made from now on, soon after it. Returns what ends that. What the listener
 * throws is thrown where nobody catches it, and the next change is told all the same.
 */
export function listenToChanges<Shape, KeyShape>(
  stream: Stream,
  listener: (change: TableChange<Shape, KeyShape>) => void,
): () => void {
  let after = stream.latest
  let isListening = true
  const tell = (record: ChangeRecord): void => {
    after = record.position
    try {
      listener(changeOf(record, stream.keySchema))
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
  const cancel = stream.listen(() => {
    for (let batch = stream.read(after, BATCH); batch.length > 0; ) {
      for (const record of batch) if (isListening) tell(record)
      batch = isListening ? stream.read(after, BATCH) : []
    }
  })
  return () => {
    isListening = false
    cancel()
  }
}

/**
 * The stream of a table.
 *
 * @throws ValidationException if none is turned on
 */
export function streamOf(streams: Streams, { id, description }: StoredTable): Stream {
  const stream = streams.ofTable(id)
  if (stream === undefined) throw streamMissing(description.name)
  return stream
}

function startOf(stream: Stream, from: string): StreamPosition {
  if (from === 'now') return stream.latest
  if (from === 'start') return stream.horizon
  const position = positionOfSequenceNumber(String(from))
  if (position === undefined) throw streamStartInvalid(String(from))
  return position
}

function changeOf<Shape, KeyShape>(
  record: ChangeRecord,
  keySchema: KeySchema,
): TableChange<Shape, KeyShape> {
  const { kind, oldImage: before, newImage: after } = record
  const image = after ?? before
  // What is decoded need not be decoded again.
  const key = image === undefined ? record.key : keyAttributesOf(keySchema, image)
  const { time, sequenceNumber: checkpoint, isExpiry } = record
  const change: object = { kind, key, before, after, time, checkpoint, isExpiry }
  return change as TableChange<Shape, KeyShape>
}
