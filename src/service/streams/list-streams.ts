/** ListStreams. */

import type { Outcome } from '../../api/write-one.js'
import { streamArnInvalid } from '../../errors/stream-errors.js'
import { type StreamContext, streamLabelOf } from './region-streams.js'

interface ListStreamsRequest {
  readonly TableName?: string
  readonly Limit?: number
  /** There need not be such a stream any more. */
  readonly ExclusiveStartStreamArn?: string
}

const PAGE_MAX = 100

/** Tells the streams of all tables, or of one, a page at a time. */
export function listStreams(
  { streams }: StreamContext,
  { TableName, Limit = PAGE_MAX, ExclusiveStartStreamArn: start }: ListStreamsRequest,
): Outcome<object> {
  const all = streams.list().map(stream => ({
    TableName: stream.tableName,
    StreamLabel: streamLabelOf(stream),
    StreamArn: streams.arnOf(stream.tableName, stream),
  }))
  const asked = TableName === undefined ? all : all.filter(one => one.TableName === TableName)
  const after = start === undefined ? undefined : placeOf(start)
  const rest = after === undefined ? asked : asked.filter(one => isAfter(one, after))
  const page = rest.slice(0, Limit)
  const last = rest.length > page.length ? page.at(-1)?.StreamArn : undefined
  const result = { Streams: page, ...(last !== undefined && { LastEvaluatedStreamArn: last }) }
  return { result, durable: undefined }
}

/** Where a stream stands in the list. */
interface ListPlace {
  readonly TableName: string
  readonly StreamLabel: string
}

function placeOf(arn: string): ListPlace {
  const match = /^arn:aws:dynamodb:[^:]*:[^:]*:table\/([^/:]+)\/stream\/([^/]+)$/.exec(arn)
  const [, TableName, StreamLabel] = match ?? []
  if (TableName === undefined || StreamLabel === undefined) throw streamArnInvalid()
  return { TableName, StreamLabel }
}

function isAfter(one: ListPlace, other: ListPlace): boolean {
  if (one.TableName !== other.TableName) return one.TableName > other.TableName
  return one.StreamLabel > other.StreamLabel
}
