/** The changes of a table from now on, as its stream tells them: all shards, those that begin meanwhile too. */

import type { Item } from '../items/attribute.js'
import { call } from '../service.js'

/** One change, as the stream has it. */
export interface StreamRecord {
  readonly eventID: string
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly dynamodb: {
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number
    readonly Keys: Item
    readonly OldImage?: Item
    readonly NewImage?: Item
    /** Digits. */
    readonly SequenceNumber: string
  }
}

interface Shard {
  readonly ShardId: string
  readonly SequenceNumberRange: { readonly EndingSequenceNumber?: string }
}

interface ShardPage {
  readonly StreamDescription: {
    readonly Shards: readonly Shard[]
    readonly LastEvaluatedShardId?: string
  }
}

interface RecordPage {
  readonly Records: readonly StreamRecord[]
  readonly NextShardIterator?: string
}

/** Source: DynamoDB Streams API reference, GetRecords. */
const RECORDS_MAX = 1000
/** Pages of a shard that are read at once: who is further behind is told that something was left out. */
const PAGES_MAX = 3
/** Reads between two looks for shards that have begun. */
const READS_OF_SHARDS = 10

/** Reads one stream. */
export class StreamReader {
  readonly #arn: string
  readonly #region: string
  /** Where the next records of each shard are; undefined of those that have ended. */
  readonly #iterators = new Map<string, string | undefined>()
  #reads = 0

  constructor(arn: string, region: string) {
    this.#arn = arn
    this.#region = region
  }

  /** What is new, the newest first, and whether some of it was left out. The first time it is nothing, and begins there. */
  async read(): Promise<{ readonly records: readonly StreamRecord[]; readonly isCut: boolean }> {
    const isFirst = this.#reads === 0
    if (this.#reads % READS_OF_SHARDS === 0) await this.#findShards(isFirst)
    this.#reads += 1
    const records: StreamRecord[] = []
    let isCut = false
    for (const shard of this.#iterators.keys()) {
      if (await this.#readShard(shard, records)) continue
      isCut = true
      this.#iterators.set(shard, await this.#iteratorOf(shard, 'LATEST'))
    }
    records.sort((left, right) => compare(right, left))
    return { records, isCut }
  }

  /** Says whether all that there is of a shard has been read. */
  async #readShard(shard: string, records: StreamRecord[]): Promise<boolean> {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const ShardIterator = this.#iterators.get(shard)
      if (ShardIterator === undefined) return true
      const input = { ShardIterator, Limit: RECORDS_MAX }
      const answer = await call<RecordPage>('GetRecords', input, { region: this.#region })
      this.#iterators.set(shard, answer.NextShardIterator)
      records.push(...answer.Records)
      // Where one has ended, others go on.
      if (answer.NextShardIterator === undefined) this.#reads = READS_OF_SHARDS
      if (answer.Records.length < RECORDS_MAX) return true
    }
    return false
  }

  async #findShards(isFirst: boolean): Promise<void> {
    let ExclusiveStartShardId: string | undefined
    do {
      const input = { StreamArn: this.#arn, ExclusiveStartShardId }
      const { StreamDescription } = await call<ShardPage>('DescribeStream', input, {
        region: this.#region,
      })
      for (const { ShardId, SequenceNumberRange } of StreamDescription.Shards) {
        if (this.#iterators.has(ShardId)) continue
        const hasEnded = SequenceNumberRange.EndingSequenceNumber !== undefined
        const isOver = isFirst && hasEnded
        const type = isFirst ? 'LATEST' : 'TRIM_HORIZON'
        this.#iterators.set(ShardId, isOver ? undefined : await this.#iteratorOf(ShardId, type))
      }
      ExclusiveStartShardId = StreamDescription.LastEvaluatedShardId
    } while (ExclusiveStartShardId !== undefined)
  }

  async #iteratorOf(ShardId: string, ShardIteratorType: string): Promise<string> {
    const input = { StreamArn: this.#arn, ShardId, ShardIteratorType }
    const { ShardIterator } = await call<{ readonly ShardIterator: string }>(
      'GetShardIterator',
      input,
      { region: this.#region },
    )
    return ShardIterator
  }
}

/** By their numbers, which have no leading zeros. */
function compare(left: StreamRecord, right: StreamRecord): number {
  const [a, b] = [left.dynamodb.SequenceNumber, right.dynamodb.SequenceNumber]
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : Number(a > b)
}
