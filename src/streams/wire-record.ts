/**
 * A record in wire form, as all who read a stream get it. Who made a change is told by each of them in words of their own.
 *
 * Source: DynamoDB Streams API reference, "Record" and "StreamRecord".
 */

import { createHash } from 'node:crypto'
import { type WireMap, wireOfItem } from '../encoding/wire-value.js'
import type { StreamViewType } from '../types/table.js'
import type { ChangeRecord } from './change-record.js'

/** What the records of one stream have in common. */
export interface RecordSource {
  readonly streamArn: string
  readonly awsRegion: string
  readonly viewType: StreamViewType
}

interface WireRecord {
  readonly eventID: string
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly eventVersion: string
  readonly eventSource: string
  readonly awsRegion: string
  readonly dynamodb: {
    /** Whole seconds since 1970-01-01T00:00:00Z. */
    readonly ApproximateCreationDateTime: number
    readonly Keys: WireMap
    readonly NewImage?: WireMap
    readonly OldImage?: WireMap
    readonly SequenceNumber: string
    readonly SizeBytes: number
    readonly StreamViewType: StreamViewType
  }
}

const EVENT_NAMES = { insert: 'INSERT', modify: 'MODIFY', remove: 'REMOVE' } as const

/** A record in wire form, but for `userIdentity`. */
export function wireRecordOf(
  record: ChangeRecord,
  { streamArn, awsRegion, viewType }: RecordSource,
): WireRecord {
  const { sequenceNumber, oldImage, newImage } = record
  return {
    eventID: eventIdOf(streamArn, sequenceNumber),
    eventName: EVENT_NAMES[record.kind],
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(record.time / 1000),
      Keys: wireOfItem(record.key),
      ...(newImage !== undefined && { NewImage: wireOfItem(newImage) }),
      ...(oldImage !== undefined && { OldImage: wireOfItem(oldImage) }),
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
