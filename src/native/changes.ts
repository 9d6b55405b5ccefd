/** The changes of a table's items, as the native interface tells them. */

import { keyAttributesOf } from '../engine/keys.js'
import { streamMissing, streamStartInvalid } from '../errors/native-errors.js'
import { dataTrimmed } from '../errors/stream-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { ChangeRecord } from '../streams/change-record.js'
import type { Stream } from '../streams/stream.js'
import {
  positionOfSequenceNumber,
  type StreamPosition,
  sequenceNumberOf,
} from '../streams/stream-position.js'
import type { Streams } from '../streams/streams.js'
import { asyncDispose } from '../types/dispose.js'
import type { KeySchema } from '../types/table.js'
import { ANYTHING, FLAG, FUNCTION, objectWith, optionsOf } from '../validation/options.js'

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

/** Changes that the stream dropped before they could be told. What the table holds now can be read from it. */
export interface LostChanges {
  /** The checkpoint of the last change before them, or of where they began. */
  readonly after: string
  /** The checkpoint of the last of them. */
  readonly upTo: string
}

/** What a listener to changes can be told beside them. */
export interface ListenOptions {
  /**
   * Is called where changes are lost, between those before and those behind them: a listener that is told late, or whose
   * clock was moved on by a day at once, finds that the stream has dropped them.
   */
  readonly onLost?: ((lost: LostChanges) => void) | undefined
}

/** Which changes are told. */
export interface ChangesOptions extends ListenOptions {
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
  onLost: FUNCTION,
})

const listenOptions = optionsOf<ListenOptions>('on', { onLost: FUNCTION })

/** Records that are read at once, to be told one by one. */
const BATCH = 256

/**
 * The changes of a table, in the order in which they were made, each once it is durable. To be iterated once. The iteration ends when the stream is
 * turned off, the table dropped or the database closed, and all has been told; an iteration that waits does not keep the
 * process alive.
 */
export class Changes<Shape, KeyShape>
  implements AsyncIterableIterator<TableChange<Shape, KeyShape>>
{
  readonly #stream: Stream
  readonly #follows: boolean
  readonly #signal: AbortSignal | undefined
  readonly #onLost: ListenOptions['onLost']
  /** Whoever names a change to go on from is to have all that come after it. */
  #isStrict: boolean
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
    const { from = 'now', follow = true, signal, onLost } = changesOptions(options)
    this.#stream = stream
    this.#follows = follow
    this.#signal = signal
    this.#onLost = onLost
    this.#isStrict = from !== 'now' && from !== 'start' && onLost === undefined
    this.#after = startOf(stream, from)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Is fulfilled: changes that are made from the call on are told by `from: 'now'`. For code that runs on tables elsewhere, too. */
  started(): Promise<void> {
    return Promise.resolve()
  }

  /**
   * The next change. Where changes are lost, because the stream dropped them before they were told, `onLost` is told and the
   * iteration goes on behind them.
   *
   * @throws TrimmedDataAccessException if changes after the checkpoint to begin with are lost, and there is no `onLost`
   */
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

  /** `await using` ends the iteration at the end of the block. */
  async [asyncDispose](): Promise<void> {
    await this.return()
  }

  async #read(): Promise<IteratorResult<TableChange<Shape, KeyShape>, undefined>> {
    while (!this.#isEnded && this.#signal?.aborted !== true) {
      if (this.#next < this.#batch.length) return this.#take()
      const last = this.#batch.at(-1)
      if (last !== undefined) this.#after = last.position
      this.#readOn()
      if (this.#batch.length > 0) continue
      if (!this.#follows || this.#stream.isAtEnd(this.#after)) break
      await this.#more()
    }
    this.#isEnded = true
    return END
  }

  #readOn(): void {
    const { records, lostUpTo } = this.#stream.readOn(this.#after, BATCH)
    if (lostUpTo !== undefined && this.#isStrict) throw dataTrimmed()
    this.#isStrict = false
    const after = this.#after
    this.#after = lostUpTo ?? after
    this.#batch = records
    this.#next = 0
    if (lostUpTo !== undefined) this.#onLost?.(lostOf(after, lostUpTo))
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

function lostOf(after: StreamPosition, upTo: StreamPosition): LostChanges {
  return { after: sequenceNumberOf(after), upTo: sequenceNumberOf(upTo) }
}

/**
 * Calls `listener` with each change that is made from now on, soon after it. Returns what ends that. What the listener, or
 * `onLost`, throws is thrown where nobody catches it, and the next change is told all the same.
 */
export function listenToChanges<Shape, KeyShape>(
  stream: Stream,
  listener: (change: TableChange<Shape, KeyShape>) => void,
  options: ListenOptions,
): () => void {
  const { onLost } = listenOptions(options)
  let after = stream.latest
  let isListening = true
  const tellBatch = (): boolean => {
    const { records, lostUpTo } = stream.readOn(after, BATCH)
    if (lostUpTo !== undefined) {
      const lost = lostOf(after, lostUpTo)
      after = lostUpTo
      throwLater(() => onLost?.(lost))
    }
    for (const record of records) {
      if (!isListening) break
      after = record.position
      throwLater(() => listener(changeOf(record, stream.keySchema)))
    }
    return records.length > 0
  }
  const cancel = stream.listen(() => {
    while (isListening && tellBatch());
  })
  return () => {
    isListening = false
    cancel()
  }
}

/** What `tell` throws is thrown where nobody catches it. */
function throwLater(tell: () => void): void {
  try {
    tell()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
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
