/** GetRecords. */

import type { Outcome } from '../../api/write-one.js'
import { dataTrimmed } from '../../errors/stream-errors.js'
import { STREAM_READS } from '../../storage/usage-slots.js'
import type { ChangeRecord } from '../../streams/change-record.js'
import { type RecordSource, wireRecordOf } from '../../streams/wire-record.js'
import type { ItemContext } from '../context.js'
import type { ItemForm } from '../item-form.js'
import type { TableContext } from '../tables/region-tables.js'
import type { StreamContext } from './region-streams.js'
import { iteratorOfText, textOfIterator } from './shard-iterator.js'

interface GetRecordsRequest {
  readonly ShardIterator: string
  readonly Limit?: number
}

const RECORDS_MAX = 1000
/** Bytes of records, as they tell their sizes. */
const BYTES_MAX = 2 ** 20

/** Tells the records after an iterator, and the iterator to go on with, if more can come. */
export function getRecords(
  { streams, clock, tables, form }: StreamContext & TableContext & Pick<ItemContext, 'form'>,
  { ShardIterator, Limit = RECORDS_MAX }: GetRecordsRequest,
): Outcome<object> {
  const now = clock.now()
  const { streamArn, shardId, after } = iteratorOfText(ShardIterator, now)
  const stream = streams.find(streamArn)
  const shard = stream.shards.find(({ id }) => id === shardId)
  // It was there when the iterator was given out.
  if (shard === undefined) throw dataTrimmed()
  const page = upToBytes(stream.readShard(shard, after, Limit))
  const end = page.at(-1)?.position ?? after
  const next = textOfIterator({ streamArn, shardId, after: end }, now)
  // A stream may outlive its table.
  tables.lookUp(stream.tableName)?.usage.count(STREAM_READS)
  const { awsRegion } = streams
  const { viewType } = stream
  const result = {
    Records: page.map(record => tellRecord(record, { streamArn, awsRegion, viewType }, form)),
    ...(!shard.isAtEnd(end) && { NextShardIterator: next }),
  }
  return { result, durable: undefined }
}

/** As many as there is room for, and one at least. */
function upToBytes(records: readonly ChangeRecord[]): readonly ChangeRecord[] {
  let bytes = 0
  const end = records.findIndex((record, index) => {
    bytes += record.sizeBytes
    return index > 0 && bytes > BYTES_MAX
  })
  return end === -1 ? records : records.slice(0, end)
}

function tellRecord(record: ChangeRecord, source: RecordSource, form: ItemForm): object {
  const wire = wireRecordOf(record, source, form.image)
  if (!record.isExpiry) return wire
  return { ...wire, userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } }
}
