/**
 * What a handler is given, as AWS Lambda gives it: types that those of `@types/aws-lambda` take, and records in that form.
 *
 * Source: AWS Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB"; DynamoDB Streams API reference, "Record".
 */

import type { StreamViewType } from '../../types/table.js'
import type { ChangeRecord } from '../change-record.js'
import { type RecordSource, wireOfImage, wireRecordOf } from '../wire-record.js'

/** The types of the values, by the tags of the service. */
interface StreamEventValues {
  S: string
  N: string
  B: string
  BOOL: boolean
  NULL: boolean
  SS: string[]
  NS: string[]
  BS: string[]
  L: StreamEventValue[]
  M: StreamEventItem
}

/** An attribute value in wire form, such as `{ S: 'Ada' }`; binary values are base64 text. */
export type StreamEventValue = {
  [Tag in keyof StreamEventValues]: { [Own in Tag]: StreamEventValues[Own] } & {
    [Other in Exclude<keyof StreamEventValues, Tag>]?: never
  }
}[keyof StreamEventValues]

/** An item or its key in wire form. */
export interface StreamEventItem {
  [name: string]: StreamEventValue
}

/** One change of one item. */
export interface StreamEventRecord {
  /** 32 hexadecimal digits, of this record alone. */
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  eventVersion: string
  eventSource: string
  awsRegion: string
  dynamodb: {
    /** Whole seconds since 1970-01-01T00:00:00Z. */
    ApproximateCreationDateTime: number
    Keys: StreamEventItem
    /** The item after the change, if there is one and the stream's view shows it. */
    NewImage?: StreamEventItem
    /** The item before the change, if there was one and the stream's view shows it. */
    OldImage?: StreamEventItem
    SequenceNumber: string
    SizeBytes: number
    StreamViewType: StreamViewType
  }
  eventSourceARN: string
  /** Of items that were removed because their time to live had ended. */
  userIdentity?: { type: string; principalId: string }
}

/** The window that a batch belongs to, and what the handler returned last: if the trigger has a `tumblingWindow`. */
export interface StreamEventWindow {
  /** As `2026-01-01T00:00:00Z`. */
  window: { start: string; end: string }
  /** What the handler has returned as `state` for the batch before; empty for the first of the window. */
  state: Record<string, unknown>
  shardId: string
  eventSourceARN: string
  /** The window is over: there are no records, and what the handler returns as `state` is dropped. */
  isFinalInvokeForWindow: boolean
  /** The window ends before its time, because the state has more than 1 MB. */
  isWindowTerminatedEarly: boolean
}

/** A batch of changes, in the order in which they were made. */
export interface StreamEvent extends Partial<StreamEventWindow> {
  Records: StreamEventRecord[]
}

/** A record as the handler gets it. */
export function eventRecordOf(record: ChangeRecord, source: RecordSource): StreamEventRecord {
  const wire = wireRecordOf(record, source, wireOfImage) as StreamEventRecord
  const event: StreamEventRecord = { ...wire, eventSourceARN: source.streamArn }
  if (record.isExpiry) {
    event.userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
  }
  return event
}
