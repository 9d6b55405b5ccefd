/** DescribeStream. */

import type { Outcome } from '../../api/write-one.js'
import { shardFilterIdInvalid, shardFilterIncomplete } from '../../errors/stream-errors.js'
import type { Shard } from '../../streams/shard.js'
import { sequenceNumberOf } from '../../streams/stream-position.js'
import { wireKeySchema } from '../tables/index-descriptions.js'
import { secondsOf } from '../tables/wire.js'
import { type StreamContext, streamLabelOf } from './region-streams.js'

interface DescribeStreamRequest {
  readonly StreamArn: string
  readonly Limit?: number
  /** There need not be such a shard any more. */
  readonly ExclusiveStartShardId?: string
  readonly ShardFilter?: { readonly Type?: string; readonly ShardId?: string }
}

const PAGE_MAX = 100
const SHARD_ID = /^shardId-\d{20}-[0-9a-f]{8}$/

/** Tells what a stream is, and its shards, a page at a time, the oldest first. */
export function describeStream(
  { streams }: StreamContext,
  request: DescribeStreamRequest,
): Outcome<object> {
  const { Limit = PAGE_MAX, ExclusiveStartShardId: start } = request
  const parentId = parentIdOf(request)
  const stream = streams.find(request.StreamArn)
  const { partitionKey, sortKey } = stream.keySchema
  const rest = stream.shards.filter(
    shard =>
      (start === undefined || shard.id > start) &&
      (parentId === undefined || shard.parentId === parentId),
  )
  const page = rest.slice(0, Limit)
  const last = rest.length > page.length ? page.at(-1)?.id : undefined
  const description = {
    StreamArn: streams.arnOf(stream.tableName, stream),
    StreamLabel: streamLabelOf(stream),
    StreamStatus: streams.statusOf(stream),
    StreamViewType: stream.viewType,
    CreationRequestDateTime: secondsOf(stream.createdAt),
    TableName: stream.tableName,
    KeySchema: wireKeySchema([partitionKey], sortKey === undefined ? [] : [sortKey]),
    Shards: page.map(wireShard),
    ...(last !== undefined && { LastEvaluatedShardId: last }),
  }
  return { result: { StreamDescription: description }, durable: undefined }
}

/** The shard whose children are asked for, if any are. */
function parentIdOf({ ShardFilter }: DescribeStreamRequest): string | undefined {
  if (ShardFilter === undefined) return undefined
  const { Type, ShardId } = ShardFilter
  if (Type === undefined) throw shardFilterIncomplete('Type')
  if (ShardId === undefined) throw shardFilterIncomplete('ShardId')
  if (!SHARD_ID.test(ShardId)) throw shardFilterIdInvalid()
  return ShardId
}

function wireShard(shard: Shard): object {
  const { id, parentId, start, last } = shard
  // Before its last record is durable, a shard has no end that anybody can rely on.
  const hasEnd = shard.isAtEnd(last)
  return {
    ShardId: id,
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumberOf(start),
      ...(hasEnd && { EndingSequenceNumber: sequenceNumberOf(last) }),
    },
    ...(parentId !== undefined && { ParentShardId: parentId }),
  }
}
