/** GetShardIterator. */

import type { Outcome } from '../../api/write-one.js'
import {
  dataTrimmed,
  sequenceNumberInvalid,
  sequenceNumberMissing,
  sequenceNumberUnwanted,
  shardNotFound,
} from '../../errors/stream-errors.js'
import type { Shard } from '../../streams/shard.js'
import {
  positionBefore,
  positionOfSequenceNumber,
  type StreamPosition,
} from '../../streams/stream-position.js'
import type { StreamContext } from './region-streams.js'
import { textOfIterator } from './shard-iterator.js'

interface GetShardIteratorRequest {
  readonly StreamArn: string
  readonly ShardId: string
  readonly ShardIteratorType:
    | 'TRIM_HORIZON'
    | 'LATEST'
    | 'AT_SEQUENCE_NUMBER'
    | 'AFTER_SEQUENCE_NUMBER'
  readonly SequenceNumber?: string
}

/** Tells from where on a shard can be read. */
export function getShardIterator(
  { streams, clock }: StreamContext,
  request: GetShardIteratorRequest,
): Outcome<object> {
  const { StreamArn: streamArn, ShardId: shardId } = request
  const given = positionOf(request)
  const shard = streams.find(streamArn).shards.find(({ id }) => id === shardId)
  if (shard === undefined) throw shardNotFound()
  if (given !== undefined && shard.isTrimmedAfter(given)) throw dataTrimmed()
  const after = given ?? endOf(shard, request.ShardIteratorType)
  const text = textOfIterator({ streamArn, shardId, after }, clock.now())
  return { result: { ShardIterator: text }, durable: undefined }
}

function endOf(shard: Shard, type: string): StreamPosition {
  return type === 'LATEST' ? shard.last : shard.horizon
}

/** The position that the request has a number for. */
function positionOf(request: GetShardIteratorRequest): StreamPosition | undefined {
  const { ShardIteratorType: type, SequenceNumber: number } = request
  if (type === 'TRIM_HORIZON' || type === 'LATEST') {
    if (number !== undefined) throw sequenceNumberUnwanted(type)
    return undefined
  }
  if (number === undefined) throw sequenceNumberMissing(type)
  const position = positionOfSequenceNumber(number)
  if (position === undefined) throw sequenceNumberInvalid()
  return type === 'AT_SEQUENCE_NUMBER' ? positionBefore(position) : position
}
