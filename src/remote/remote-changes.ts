/** The changes of a table elsewhere, as the native interface tells them. */

import { streamMissing, streamStartInvalid } from '../errors/native-errors.js'
import type { ChangesOptions, TableChange } from '../native/changes.js'
import { asyncDispose } from '../types/dispose.js'
import { ANYTHING, FLAG, FUNCTION, objectWith, optionsOf } from '../validation/options.js'
import type { RemotePlace } from './remote-place.js'
import type { StreamPositions } from './stream-positions.js'
import { changeOfRecord, numberOfRecord, type SdkRecord, timeOfRecord } from './stream-records.js'
import { type StreamBatch, walkStream } from './stream-walk.js'
import { describeTable } from './table-facts.js'

const changesOptions = optionsOf<ChangesOptions>('changes', {
  from: ANYTHING,
  follow: FLAG,
  signal: objectWith('addEventListener', 'removeEventListener'),
  onLost: FUNCTION,
})

type Walk = AsyncGenerator<StreamBatch<SdkRecord>, void, undefined>

/** A walk that is begun, and when. */
interface Begun {
  readonly walk: Walk
  readonly streamArn: string
  readonly time: number
}

/**
 * The changes of a table elsewhere, those of an item in the order in which they were made. To be iterated once. The iteration ends
 * when the stream is turned off, and all has been told; the process does not end before.
 */
export class RemoteChanges<Shape, KeyShape>
  implements AsyncIterableIterator<TableChange<Shape, KeyShape>>
{
  readonly #place: RemotePlace
  readonly #options: ChangesOptions
  readonly #ending = new AbortController()
  readonly #begun: Promise<Begun>
  /** Up to where all is told, or lost. */
  #positions: StreamPositions = {}
  /** Whether something is lost behind that. */
  #hasLost = false
  #waiting: AsyncGenerator<TableChange<Shape, KeyShape>, undefined, undefined> | undefined

  /** @internal Made by `RemoteTable.changes`. */
  constructor(place: RemotePlace, options: ChangesOptions) {
    this.#place = place
    this.#options = changesOptions(options)
    const { from = 'now', signal } = this.#options
    const checkpoint = from === 'now' || from === 'start' ? undefined : checkpointOf(from)
    if (signal?.aborted === true) this.#ending.abort()
    else signal?.addEventListener('abort', this.#end)
    this.#begun = this.#begin(checkpoint)
    this.#begun.catch(() => {}) // whoever asks for a change is told
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /**
   * Is fulfilled once the service has said where to begin: changes that are made from then on are told by `from: 'now'`.
   *
   * @throws ValidationException if the table has no stream
   */
  async started(): Promise<void> {
    await this.#begun
  }

  /**
   * The next change. Where changes are lost, because the stream dropped them before they were told, `onLost` is told and the
   * iteration goes on behind them.
   *
   * @throws TrimmedDataAccessException if changes are lost, and there is no `onLost`
   * @throws ValidationException if the table has no stream
   */
  next(): Promise<IteratorResult<TableChange<Shape, KeyShape>, undefined>> {
    this.#waiting ??= this.#changes()
    return this.#waiting.next()
  }

  /** Called when a loop is left. */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.#end()
    return Promise.resolve({ done: true, value: undefined })
  }

  /** `await using` ends the iteration at the end of the block. */
  async [asyncDispose](): Promise<void> {
    await this.return()
  }

  readonly #end = (): void => {
    this.#options.signal?.removeEventListener('abort', this.#end)
    this.#ending.abort()
  }

  async #begin(checkpoint: Checkpoint | undefined): Promise<Begun> {
    const { sender, name } = this.#place
    const { clock, random, attempts } = sender
    const { LatestStreamArn, StreamSpecification } = await describeTable(sender, name)
    if (StreamSpecification?.StreamEnabled !== true || LatestStreamArn === undefined) {
      throw streamMissing(name)
    }
    const { onLost, from } = this.#options
    const streamArn = checkpoint?.stream ?? LatestStreamArn
    this.#positions = checkpoint?.shards ?? {}
    const walk: Walk = walkStream<SdkRecord>({
      door: sender.streams,
      streamArn,
      from: checkpoint?.shards ?? (from === 'start' ? 'TRIM_HORIZON' : 'LATEST'),
      clock,
      random,
      attempts,
      signal: this.#ending.signal,
      ...(onLost && {
        onLost: () => {
          this.#hasLost = true
        },
      }),
    })
    const time = clock.now()
    await walk.next() // tells nothing but that it has begun
    return { walk, streamArn, time }
  }

  async *#changes(): AsyncGenerator<TableChange<Shape, KeyShape>, undefined, undefined> {
    try {
      const { walk, streamArn, time } = await this.#begun
      const { follow = true } = this.#options
      for await (const batch of walk) {
        if (this.#hasLost) this.#tellLost({ batch, streamArn })
        for (const record of batch.records) {
          if (this.#ending.signal.aborted) return undefined
          yield toldChange(record, { batch, streamArn }) as TableChange<Shape, KeyShape>
        }
        this.#positions = batch.positions
        if (!follow && batch.asOf !== undefined && batch.asOf >= time) return undefined
      }
      return undefined
    } finally {
      this.#end()
    }
  }

  #tellLost({ batch: { positions, shardId }, streamArn: stream }: BatchPlace): void {
    this.#hasLost = false
    const now = this.#place.sender.clock.now()
    // Whoever goes on from there has what this batch tells, too.
    const shards = shardId === undefined ? positions : { ...positions, [shardId]: { since: now } }
    const after = textOf({ stream, shards: this.#positions })
    this.#options.onLost?.({ after, upTo: textOf({ stream, shards }) })
  }
}

interface BatchPlace {
  readonly batch: StreamBatch<SdkRecord>
  readonly streamArn: string
}

function toldChange(record: SdkRecord, { batch, streamArn }: BatchPlace): object {
  return {
    ...changeOfRecord(record),
    time: timeOfRecord(record),
    /** It names all shards: it is made when it is asked for. */
    get checkpoint(): string {
      return textOf({ stream: streamArn, shards: positionsAfter(record, batch) })
    },
  }
}

function positionsAfter(record: SdkRecord, { records, shardId, positions }: BatchPlace['batch']) {
  if (shardId === undefined || record === records.at(-1)) return positions
  return { ...positions, [shardId]: { after: numberOfRecord(record) } }
}

/** A place in a stream. */
interface Checkpoint {
  /** The ARN of the stream. */
  readonly stream: string
  readonly shards: StreamPositions
}

const textOf = (checkpoint: Checkpoint): string => JSON.stringify(checkpoint)

/** Throws a ValidationException for a text that is none. */
function checkpointOf(text: string): Checkpoint {
  try {
    const { stream, shards } = JSON.parse(text) as Checkpoint
    const isOne = typeof stream === 'string' && typeof shards === 'object' && shards !== null
    if (isOne) return { stream, shards }
  } catch {
    // It is told below.
  }
  throw streamStartInvalid(String(text))
}
