/**
 * A record in wire form, as all who read a stream get it. Who made a change is told by each of them in words of their own.
 *
 * Source: DynamoDB Streams API reference, "Record" and "StreamRecord".
 */

import { createHash } from 'node:crypto'
import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import type { ItemImage } from '../storage/item-image.js'
import type { StreamViewType } from '../types/table.js'
import type { ChangeRecord } from './change-record.js'

/** What the records of one stream have in common. */
export interface RecordSource {
  readonly streamArn: string
  readonly awsRegion: string
  readonly viewType: StreamViewType
}

interface WireRecord<Image> {
  readonly eventID: string
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly eventVersion: string
  readonly eventSource: string
  readonly awsRegion: string
  readonly dynamodb: {
    /** Whole seconds since 1970-01-01T00:00:00Z. */
    readonly ApproximateCreationDateTime: number
    readonly Keys: WireMap
    readonly NewImage?: Image
    readonly OldImage?: Image
    readonly SequenceNumber: string
    readonly SizeBytes: number
    readonly StreamViewType: StreamViewType
  }
}

/** What kinds of changes are called in records. */
export const EVENT_NAMES = { insert: 'INSERT', modify: 'MODIFY', remove: 'REMOVE' } as const

/** A version of an item in wire form. */
export const wireOfImage = (image: ItemImage): WireMap => wireOfItem(image.decode())

/**
 * A record in wire form, but for `userIdentity`.
 *
 * @param tell makes of a version of the item what stands in the record
 */
export function wireRecordOf<Image>(
  record: ChangeRecord,
  { streamArn, awsRegion, viewType }: RecordSource,
  tell: (image: ItemImage) => Image,
): WireRecord<Image> {
  const { sequenceNumber, oldVersion, newVersion } = record
  return {
    eventID: eventIdOf(streamArn, sequenceNumber),
    eventName: EVENT_NAMES[record.kind],
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(record.time / 1000),
      Keys: wireOfItem(record.key),
      ...(newVersion !== undefined && { NewImage: tell(newVersion) }),
      ...(oldVersion !== undefined && { OldImage: tell(oldVersion) }),
      SequenceNumber: sequenceNumber,
      SizeBytes: record.sizeBytes,
      StreamViewType: viewType,
    },
  }
}

/** 32 hexadecimal digits: the same whenever the record is read. */
function eventIdOf(streamArn: string, sequenceNumber: string): string {
  const hash = createHash('sha256').update(`${streamArn} ${sequenceNumber}`)
  return hash.digest('hex').slice(0, 32)
}
