/**
 * What is told of records that are given up.
 *
 * Source: AWS Lambda developer guide, "Retain discarded batch records for a DynamoDB event source in Lambda".
 */

import type { GivenUp, Pending } from './batch.js'

/** The document that the service sends to the destination of a function's failures. */
export interface TriggerFailure {
  requestContext: {
    /** Of the last invocation, or of its own where there was none. */
    requestId: string
    functionArn: string
    condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
    approximateInvokeCount: number
  }
  /** Absent if the records were never handed over. */
  responseContext?: {
    statusCode: number
    executedVersion: string
    /** Null where the handler itself reported the failure. */
    functionError: 'Unhandled' | null
  }
  version: string
  /** When the records were given up. */
  timestamp: string
  DDBStreamBatchInfo: {
    shardId: string
    startSequenceNumber: string
    endSequenceNumber: string
    approximateArrivalOfFirstRecord: string
    approximateArrivalOfLastRecord: string
    batchSize: number
    streamArn: string
  }
}

/** Where and how the records failed. */
interface FailureContext {
  readonly requestId: string
  readonly functionArn: string
  readonly functionError: 'Unhandled' | null
  readonly shardId: string
  readonly streamArn: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The document for records that are given up. */
export function failureOf(givenUp: GivenUp, context: FailureContext): TriggerFailure {
  const { records, condition, invokeCount } = givenUp
  const first = records[0] as Pending
  const last = records.at(-1) as Pending
  const { functionError } = context
  return {
    requestContext: {
      requestId: context.requestId,
      functionArn: context.functionArn,
      condition,
      approximateInvokeCount: invokeCount,
    },
    ...(invokeCount > 0 && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError },
    }),
    version: '1.0',
    timestamp: new Date(context.now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: context.shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: secondText(first.time),
      approximateArrivalOfLastRecord: secondText(last.time),
      batchSize: records.length,
      streamArn: context.streamArn,
    },
  }
}

/** A time in whole seconds, as `2026-07-13T13:48:01Z`. */
export function secondText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
