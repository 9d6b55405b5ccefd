/** DescribeKinesisStreamingDestination. */

import type { Outcome } from '../../api/write-one.js'
import { destinationUnknownText } from '../../errors/kinesis-errors.js'
import type { TableContext } from '../tables/region-tables.js'
import type { TableRequest } from '../tables/wire.js'
import { destinationsOf, statusOf } from './destinations.js'

/** Tells which Kinesis data streams are told of the changes of a table, or were. */
export function describeKinesisStreamingDestination(
  { tables }: TableContext,
  { TableName }: TableRequest,
): Outcome<object> {
  const table = tables.named(TableName)
  const destinations = destinationsOf(table).map(destination => {
    const { streamArn, precision } = destination
    const status = statusOf(tables, destination)
    return {
      StreamArn: streamArn,
      DestinationStatus: status,
      ...(status === 'ENABLE_FAILED' && {
        DestinationStatusDescription: destinationUnknownText(streamArn),
      }),
      ...(precision && { ApproximateCreationDateTimePrecision: precision }),
    }
  })
  const result = {
    TableName: table.description.name,
    KinesisDataStreamDestinations: destinations,
  }
  return { result, durable: undefined }
}
