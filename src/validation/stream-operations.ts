/** The operations on streams, which have a protocol prefix and a client of their own. */

import { NAME, STREAM_ARN } from './common-shapes.js'
import type { Operation } from './operation.js'
import {
  INTEGER,
  type NumberShape,
  oneOf,
  required,
  STRING,
  type StringShape,
  structure,
} from './shape.js'

const SHARD_ID: StringShape = { kind: 'string', length: { min: 28, max: 65 } }
const UP_TO_100: NumberShape = { ...INTEGER, range: { min: 1, max: 100 } }

export const LIST_STREAMS: Operation = {
  members: { TableName: NAME, Limit: UP_TO_100, ExclusiveStartStreamArn: STREAM_ARN },
}

export const DESCRIBE_STREAM: Operation = {
  members: {
    StreamArn: required(STREAM_ARN),
    Limit: UP_TO_100,
    ExclusiveStartShardId: SHARD_ID,
    // That a member is absent or none is judged by the operation, in words of its own.
    ShardFilter: structure('ShardFilter', { Type: oneOf('CHILD_SHARDS'), ShardId: STRING }),
  },
}

export const GET_SHARD_ITERATOR: Operation = {
  members: {
    StreamArn: required(STREAM_ARN),
    ShardId: required(SHARD_ID),
    ShardIteratorType: required(
      oneOf('AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'),
    ),
    SequenceNumber: { kind: 'string', length: { min: 21, max: 40 } },
  },
}

export const GET_RECORDS: Operation = {
  members: {
    ShardIterator: { kind: 'string', required: true, length: { min: 1, max: 2048 } },
    Limit: { ...INTEGER, range: { min: 1, max: 1000 } },
  },
}
