/**
 * The changes of one table for a page that looks at them: the table's stream is walked from now on, and what a page shows is kept
 * until it is told. A walk that fails is begun again where it was, and meanwhile it is told why.
 */

import { systemClock } from '../env/clock.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { sleep } from '../remote/sleep.js'
import type { StreamPositions } from '../remote/stream-positions.js'
import type { StreamDoor } from '../remote/stream-requests.js'
import { type StreamBatch, walkStream } from '../remote/stream-walk.js'
import type { Explorable } from './explorable.js'
import {
  CHANGES_SHOWN_MAX,
  type ChangesNews,
  type StreamRecord,
  type ToldProblem,
} from './page/time/changes-wire.js'

/** Milliseconds before a stream that could not be read is read again. */
const RETRY_DURATION = 2_000
/** Bytes of items that are kept for a page: of large items it is told fewer. */
const BYTES_MAX = 4 * 1024 * 1024

const NOTHING: ChangesNews = {
  isStart: false,
  count: 0,
  records: [],
  isCut: false,
  problem: null,
}

type WalkStart = 'LATEST' | StreamPositions

/** What a watch goes by. */
interface WatchOptions {
  readonly source: Explorable
  readonly region: string
  /** Is told of what was thrown that is no refusal. */
  readonly onBug: (error: unknown) => void
}

/** Follows the stream that a table has, if it has one. */
export class ChangeWatch {
  readonly #options: WatchOptions
  #streamArn: string | undefined
  #ending = new AbortController()
  #isEnded = false
  #news = NOTHING
  #told = NOTHING

  constructor(options: WatchOptions) {
    this.#options = options
  }

  /** Follows the stream of a table as DescribeTable has it now; that of before no more, if it is another. */
  follow(table: object | null): void {
    const arn = streamArnOf(table)
    if (arn === this.#streamArn || this.#isEnded) return
    this.#ending.abort()
    this.#streamArn = arn
    this.#ending = new AbortController()
    this.#news = NOTHING
    if (arn !== undefined) void this.#walk(arn, this.#ending.signal)
  }

  /** What is new since this was called last; undefined if nothing is. */
  take(): ChangesNews | undefined {
    const news = this.#news
    const isNew = news.isStart || news.count > 0 || news.isCut
    if (!isNew && sameProblem(news.problem, this.#told.problem)) return undefined
    this.#told = news
    this.#news = { ...NOTHING, problem: news.problem }
    return news
  }

  /** Follows nothing any more. */
  end(): void {
    this.#isEnded = true
    this.#ending.abort()
  }

  async #walk(streamArn: string, signal: AbortSignal): Promise<void> {
    const start = systemClock.now()
    const door = this.#door(signal)
    const onLost = (): void => this.#tell(signal, { isCut: true })
    let from: WalkStart = 'LATEST'
    while (!signal.aborted) {
      try {
        const walk: AsyncGenerator<StreamBatch<StreamRecord>> = walkStream({
          door,
          streamArn,
          from,
          onLost,
          signal,
        })
        // A walk that goes on where it knows no number tells some changes of before it was begun.
        const since = from === 'LATEST' ? 0 : Math.floor(start / 1000)
        for await (const { records, positions } of walk) {
          if (from === 'LATEST') this.#tell(signal, { isStart: true })
          from = positions
          const wanted = records.filter(
            ({ dynamodb }) => dynamodb.ApproximateCreationDateTime >= since,
          )
          if (wanted.length > 0) this.#tell(signal, { records: wanted })
        }
        return // It is turned off, and all is told.
      } catch (error) {
        if (!isRefusal(error)) this.#options.onBug(error)
        this.#tell(signal, { problem: problemOf(error) })
      }
      await sleep(systemClock, RETRY_DURATION, signal)
    }
  }

  /** The walk itself sends again what is throttled: why it waits is told all the same. */
  #door(signal: AbortSignal): StreamDoor {
    const { source, region } = this.#options
    const send: StreamDoor['send'] = async (operation, json) => {
      try {
        const answer = await source.answer({ region, operation, json })
        this.#tell(signal, { problem: null })
        return answer
      } catch (error) {
        this.#tell(signal, { problem: problemOf(error) })
        throw error
      }
    }
    return { send }
  }

  #tell(signal: AbortSignal, { records = [], ...more }: Partial<Omit<ChangesNews, 'count'>>): void {
    if (signal.aborted) return
    const { count, records: before } = this.#news
    this.#news = {
      ...this.#news,
      ...more,
      count: count + records.length,
      records: records.length === 0 ? before : newestOf(before, records),
    }
  }
}

/** The stream that a table has turned on. */
function streamArnOf(table: object | null): string | undefined {
  const { LatestStreamArn, StreamSpecification } = (table ?? {}) as {
    readonly LatestStreamArn?: string
    readonly StreamSpecification?: { readonly StreamEnabled?: boolean }
  }
  return StreamSpecification?.StreamEnabled === true ? LatestStreamArn : undefined
}

/** As many as are shown, the newest first. Those of one shard are in their order, so that only its last ones can be among them. */
function newestOf(
  before: readonly StreamRecord[],
  ofShard: readonly StreamRecord[],
): readonly StreamRecord[] {
  const records = [...before, ...ofShard.slice(-CHANGES_SHOWN_MAX)]
  const sorted = records.sort(fromNewest).slice(0, CHANGES_SHOWN_MAX)
  let bytes = 0
  return sorted.filter(({ dynamodb: { SizeBytes = 0 } }) => {
    bytes += SizeBytes
    return bytes <= BYTES_MAX
  })
}

/** By their numbers, which have no leading zeros. */
function fromNewest({ dynamodb: left }: StreamRecord, { dynamodb: right }: StreamRecord): number {
  const [a, b] = [right.SequenceNumber, left.SequenceNumber]
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : Number(a > b)
}

/** The words of an error, for a page. */
export function problemOf(error: unknown): ToldProblem {
  const { name, message } = (error ?? {}) as Partial<Error>
  return { name: String(name ?? 'Error'), message: String(message ?? error) }
}

function sameProblem(left: ToldProblem | null, right: ToldProblem | null): boolean {
  return left?.name === right?.name && left?.message === right?.message
}
