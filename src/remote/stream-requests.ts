/**
 * Requests to the streams of tables elsewhere, which are all reads: what is throttled, cut or fails in the service is sent again,
 * after waits that grow and vary.
 */

import type { Clock } from '../env/clock.js'
import type { Random } from '../env/random.js'
import { failureOf } from './refusals.js'
import { backOffOf, sleep } from './sleep.js'

/** Whatever answers the operations on streams: a client of the SDK, or a database. */
export interface StreamDoor {
  /** In wire form or in that of the SDK: records are handed on as they are. */
  send(operation: StreamOperation, input: object): Promise<object>
}

type StreamOperation = 'DescribeStream' | 'GetShardIterator' | 'GetRecords'

/** A record, as far as the walk looks at it. */
export interface AnyStreamRecord {
  readonly dynamodb?: { readonly SequenceNumber?: string | undefined } | undefined
}

/** A shard as DescribeStream tells it. */
export interface ListedShard {
  readonly ShardId: string
  readonly ParentShardId?: string
  readonly SequenceNumberRange?: {
    readonly StartingSequenceNumber?: string
    readonly EndingSequenceNumber?: string
  }
}

interface ListedStream {
  /** In the order of their ids: a shard stands behind its parent. */
  readonly shards: readonly ListedShard[]
  /** Whether it is turned off: no shards come any more. */
  readonly isOff: boolean
}

/** From where on a shard is read. */
export type IteratorStart =
  | { readonly ShardIteratorType: 'TRIM_HORIZON' | 'LATEST' }
  | {
      readonly ShardIteratorType: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER'
      readonly SequenceNumber: string
    }

/** How requests are sent. */
interface StreamRequestOptions {
  readonly door: StreamDoor
  readonly streamArn: string
  readonly clock: Clock
  readonly random: Random
  /** How often a request is sent at the most. */
  readonly attempts: number
  /** Ends the waits between them. */
  readonly signal?: AbortSignal | undefined
}

interface RecordPage {
  readonly Records?: readonly AnyStreamRecord[]
  readonly NextShardIterator?: string | null
}

export class StreamRequests {
  readonly #options: StreamRequestOptions

  constructor(options: StreamRequestOptions) {
    this.#options = options
  }

  /** All shards that there are. Throws a `ResourceNotFoundException` if there is no such stream. */
  async describe(): Promise<ListedStream> {
    const shards: ListedShard[] = []
    for (let last: string | undefined; ; ) {
      const { StreamDescription } = await this.#send<{
        readonly StreamDescription?: {
          readonly StreamStatus?: string
          readonly Shards?: readonly ListedShard[]
          readonly LastEvaluatedShardId?: string
        }
      }>('DescribeStream', last === undefined ? {} : { ExclusiveStartShardId: last })
      shards.push(...(StreamDescription?.Shards ?? []))
      last = StreamDescription?.LastEvaluatedShardId
      if (last !== undefined) continue
      const isOff = StreamDescription?.StreamStatus === 'DISABLED'
      return { shards, isOff }
    }
  }

  /** An iterator, which can be used for 15 minutes. */
  async iterator(shardId: string, start: IteratorStart): Promise<string> {
    const { ShardIterator = '' } = await this.#send<{ readonly ShardIterator?: string }>(
      'GetShardIterator',
      { ShardId: shardId, ...start },
    )
    return ShardIterator
  }

  /** What comes after an iterator, and that to go on with, unless the end of a closed shard is reached. */
  async records(iterator: string): Promise<{
    readonly records: readonly AnyStreamRecord[]
    readonly next: string | undefined
  }> {
    const input = { ShardIterator: iterator }
    const { Records, NextShardIterator } = await this.#tried<RecordPage>('GetRecords', input)
    return { records: Records ?? [], next: NextShardIterator ?? undefined }
  }

  #send<Output extends object>(operation: StreamOperation, input: object): Promise<Output> {
    return this.#tried(operation, { StreamArn: this.#options.streamArn, ...input })
  }

  async #tried<Output extends object>(operation: StreamOperation, input: object): Promise<Output> {
    const { door, clock, random, attempts, signal } = this.#options
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await door.send(operation, input)) as Output
      } catch (error) {
        if (!isWorthIt(error) || attempt >= attempts || signal?.aborted === true) throw error
      }
      await sleep(clock, backOffOf(random, attempt), signal)
    }
  }
}

/** Of an operation on streams, `LimitExceededException` says that there are too many of them at a time. */
function isWorthIt(error: unknown): boolean {
  return failureOf(error) !== 'refused' || nameOf(error) === 'LimitExceededException'
}

/** The name of an error, in whichever form the door throws it. */
export function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null ? String(Reflect.get(error, 'name')) : ''
}
