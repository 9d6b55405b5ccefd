/**
 * Changes at the source, made again at the target. They begin with those from before the first item was read, so the items that were
 * copied may be newer; but each record has the whole item as it was then, and those of an item come in their order: after
 * the last of them the item is as it is at the source.
 */

import type { WireMap } from '../encoding/wire-value.js'
import { streamEnded } from '../errors/migration-errors.js'
import { writeAll } from '../remote/batches.js'
import type { StreamPositions } from '../remote/stream-positions.js'
import { walkStream } from '../remote/stream-walk.js'
import type { TableWay } from './copy.js'
import { mapText } from './item-text.js'
import type { SourceStream, Step } from './steps.js'

/** A record of a stream in wire form, as far as it is read here. */
interface ChangeRecord {
  readonly dynamodb?: {
    readonly SequenceNumber?: string
    readonly Keys?: WireMap
    readonly NewImage?: WireMap
    /** Seconds since 1970. */
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime?: number
  }
}

interface ReplayOptions {
  readonly stream: SourceStream
  /** Changes are made again until this is fulfilled, and then as far as they were made before that. */
  readonly until: Promise<void>
  /**
   * Whether the stream must have nothing left in the end, as it has once the writers are stopped. If not, and it never has because
   * they are not, it is enough to be close behind them.
   */
  readonly isExact: boolean
  /** Writes a step down. */
  readonly done: (step: Step) => Promise<void>
  /** Is told how many milliseconds ago the last of some changes was made at the source. */
  readonly onLag: (lag: number) => void
}

/** Milliseconds for which a stream is read that always has something, and how far behind it is then close enough. */
const PATIENCE = 1_500
const CLOSE = 2_000

/**
 * Makes changes again.
 *
 * @throws TrimmedDataAccessException if the stream does not have all of them any more, which it keeps for 24 hours
 * @throws MigrationFailed if the stream is turned off
 */
export async function replay(
  way: TableWay,
  { stream, until, isExact, done, onLag }: ReplayOptions,
): Promise<void> {
  const { source, table, signal } = way
  const { clock, random, streams, attempts } = source.sender
  let ending = Number.POSITIVE_INFINITY
  let failure: { readonly error: unknown } | undefined
  until.then(
    () => {
      ending = clock.now() + (isExact ? source.settleTime : 0)
    },
    (error: unknown) => {
      failure = { error }
    },
  )
  const batches = walkStream<ChangeRecord>({
    door: streams,
    streamArn: stream.arn,
    from: stream.positions as StreamPositions,
    clock,
    random,
    attempts,
    signal,
  })
  for await (const { records, positions, asOf } of batches) {
    if (records.length > 0) {
      await make(way, records)
      await done({ table, kind: 'replayed', positions, changes: records.length })
      const now = clock.now()
      const lag = Math.max(0, now - timeOf(records.at(-1)))
      onLag(lag)
      if (!isExact && now > ending + PATIENCE && lag <= CLOSE) return
    }
    if (failure !== undefined) throw failure.error
    if (asOf !== undefined && asOf > ending) return
  }
  signal?.throwIfAborted()
  throw streamEnded(table)
}

/** Milliseconds since 1970. */
function timeOf({ dynamodb }: ChangeRecord = {}): number {
  return (dynamodb?.ApproximateCreationDateTime ?? Number.NaN) * 1000
}

/** Of records of one shard the last of each item counts. */
async function make(
  { table, target, writePace }: TableWay,
  records: readonly ChangeRecord[],
): Promise<void> {
  const writes = new Map<string, object>()
  for (const { dynamodb: { Keys = {}, NewImage } = {} } of records) {
    const write =
      NewImage === undefined ? { DeleteRequest: { Key: Keys } } : { PutRequest: { Item: NewImage } }
    writes.set(mapText(Keys), write)
  }
  await writeAll({ sender: target.sender, table, pace: writePace }, [...writes.values()])
}
