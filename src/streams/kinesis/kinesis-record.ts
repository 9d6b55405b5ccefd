/**
 * A change as the service tells a Kinesis data stream of it: always with both versions of the item.
 *
 * Source: DynamoDB developer guide, "Using Kinesis Data Streams to capture changes to DynamoDB".
 */

import { itemSize } from '../../encoding/size.js'
import { ownValue } from '../../encoding/value.js'
import { wireOfItem } from '../../encoding/wire-value.js'
import type { Change, Commit } from '../../engine/change.js'
import { assert } from '../../errors/assert.js'
import type { AttributeValue, Item } from '../../types/attribute.js'
import type { KeySchema, TimePrecision } from '../../types/table.js'
import type { StreamEventItem } from '../triggers/event.js'
import { EVENT_NAMES } from '../wire-record.js'

/** One change of one item. */
export interface KinesisRecord {
  awsRegion: string
  /** A UUID, of this record alone. */
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  /** Null but of items that were removed because their time to live had ended. */
  userIdentity: { type: string; principalId: string } | null
  recordFormat: 'application/json'
  tableName: string
  dynamodb: {
    /** Since 1970-01-01T00:00:00Z, in milliseconds, or in microseconds if the record says so. */
    ApproximateCreationDateTime: number
    Keys: StreamEventItem
    /** The item after the change, if there is one. */
    NewImage?: StreamEventItem
    /** The item before the change, if there was one. */
    OldImage?: StreamEventItem
    /** Bytes of the key and of both versions, by the service's rules. */
    SizeBytes: number
    ApproximateCreationDateTimePrecision?: 'MICROSECOND'
  }
  eventSource: 'aws:dynamodb'
}

const EXPIRY = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
const MICROSECONDS = 1000

interface RecordOptions {
  readonly eventID: string
  readonly precision: TimePrecision | undefined
}

/** The record of a change. The images of a commit are valid until the next write, so it is made before that. */
export function kinesisRecordOf(
  { time, origin }: Commit,
  { table, kind, before, after }: Change,
  { eventID, precision }: RecordOptions,
): KinesisRecord {
  const { keySchema, name: tableName } = table.description
  const [oldItem, newItem] = [before?.decode(), after?.decode()]
  const item = newItem ?? oldItem
  assert(item !== undefined, 'a change has an item before or after it')
  const key = keyOf(item, keySchema)
  const isMicro = precision === 'MICROSECOND'
  return {
    awsRegion: table.region,
    eventID,
    eventName: EVENT_NAMES[kind],
    userIdentity: origin === 'ttl' ? { ...EXPIRY } : null,
    recordFormat: 'application/json',
    tableName,
    dynamodb: {
      ApproximateCreationDateTime: isMicro ? time * MICROSECONDS : time,
      Keys: wireOf(key),
      ...(newItem && { NewImage: wireOf(newItem) }),
      ...(oldItem && { OldImage: wireOf(oldItem) }),
      SizeBytes: itemSize(key) + (before?.size ?? 0) + (after?.size ?? 0),
      ...(isMicro && { ApproximateCreationDateTimePrecision: precision }),
    },
    eventSource: 'aws:dynamodb',
  }
}

function keyOf(item: Item, { partitionKey, sortKey }: KeySchema): Item {
  const names = sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name]
  // Entries of `fromEntries` are own members, whatever their names are.
  return Object.fromEntries(names.map(name => [name, ownValue(item, name) as AttributeValue]))
}

/** Receivers may change what they are given: it is made for each record. */
function wireOf(item: Item): StreamEventItem {
  return wireOfItem(item) as StreamEventItem
}
