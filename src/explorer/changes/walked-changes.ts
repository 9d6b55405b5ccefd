/**
 * The changes of a table that is elsewhere: its stream is walked, and what a page shows is kept until it is told. A walk that fails
 * is begun again where it was, and meanwhile it is told why.
 */

import { systemClock } from '../../env/clock.js'
import { isRefusal } from '../../errors/dynamo-error.js'
import { sleep } from '../../remote/sleep.js'
import type { StreamPositions } from '../../remote/stream-positions.js'
import type { StreamDoor } from '../../remote/stream-requests.js'
import { type StreamBatch, walkStream } from '../../remote/stream-walk.js'
import type { Explorable } from '../explorable.js'
import {
  CHANGES_SHOWN_MAX,
  type ChangesNews,
  type StreamRecord,
} from '../page/time/changes-wire.js'
import { problemOf, sameProblem } from '../problem.js'
import { type ChangeReading, TOLD_BYTES_MAX } from './change-reading.js'

/** Milliseconds before a stream that could not be read is read again. */
const RETRY_DURATION = 2_000

const NOTHING: ChangesNews = {
  isStart: false,
  count: 0,
  records: [],
  isCut: false,
  problem: null,
}

type WalkStart = 'LATEST' | StreamPositions

/** Which stream is walked, and how. */
interface WalkedOptions {
  readonly source: Explorable
  readonly region: string
  readonly streamArn: string
  /** Is told of what was thrown that is no refusal. */
  readonly onBug: (error: unknown) => void
}

export class WalkedChanges implements ChangeReading {
  readonly #options: WalkedOptions
  readonly #ending = new AbortController()
  #news = NOTHING
  #told = NOTHING

  constructor(options: WalkedOptions) {
    this.#options = options
    void this.#walk()
  }

  async take(): Promise<ChangesNews | undefined> {
    const news = this.#news
    const isNew = news.isStart || news.count > 0 || news.isCut
    if (!isNew && sameProblem(news.problem, this.#told.problem)) return undefined
    this.#told = news
    this.#news = { ...NOTHING, problem: news.problem }
    return news
  }

  end(): void {
    this.#ending.abort()
  }

  async #walk(): Promise<void> {
    const { streamArn, onBug } = this.#options
    const { signal } = this.#ending
    const start = systemClock.now()
    const door = this.#door()
    const onLost = (): void => this.#tell({ isCut: true })
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
          if (from === 'LATEST') this.#tell({ isStart: true })
          from = positions
          const wanted = records.filter(
            ({ dynamodb }) => dynamodb.ApproximateCreationDateTime >= since,
          )
          if (wanted.length > 0) this.#tell({ records: wanted })
        }
        return // It is turned off, and all is told.
      } catch (error) {
        if (!isRefusal(error)) onBug(error)
        this.#tell({ problem: problemOf(error) })
      }
      await sleep(systemClock, RETRY_DURATION, signal)
    }
  }

  /** The walk itself sends again what is throttled: why it waits is told all the same. */
  #door(): StreamDoor {
    const { source, region } = this.#options
    const send: StreamDoor['send'] = async (operation, json) => {
      try {
        const answer = await source.answer({ region, operation, json })
        this.#tell({ problem: null })
        return answer
      } catch (error) {
        this.#tell({ problem: problemOf(error) })
        throw error
      }
    }
    return { send }
  }

  #tell({ records = [], ...more }: Partial<Omit<ChangesNews, 'count'>>): void {
    if (this.#ending.signal.aborted) return
    const { count, records: before } = this.#news
    this.#news = {
      ...this.#news,
      ...more,
      count: count + records.length,
      records: records.length === 0 ? before : newestOf(before, records),
    }
  }
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
    return bytes <= TOLD_BYTES_MAX
  })
}

/** By their numbers, which have no leading zeros. */
function fromNewest({ dynamodb: left }: StreamRecord, { dynamodb: right }: StreamRecord): number {
  const [a, b] = [right.SequenceNumber, left.SequenceNumber]
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : Number(a > b)
}
