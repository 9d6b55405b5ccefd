/** EnableKinesisStreamingDestination. */

import type { Outcome } from '../../api/write-one.js'
import { destinationNotDisabled } from '../../errors/kinesis-errors.js'
import type { KinesisDestination } from '../../types/table.js'
import type { TableContext } from '../tables/region-tables.js'
import { refuseWhileComingOrGoing } from '../tables/statuses.js'
import {
  changeDestinations,
  type DestinationRequest,
  destinationsOf,
  statusOf,
  type WireConfiguration,
  withDestination,
} from './destinations.js'

interface EnableRequest extends DestinationRequest {
  readonly EnableKinesisStreamingConfiguration?: WireConfiguration
}

const ENDED: ReadonlySet<string> = new Set(['DISABLED', 'ENABLE_FAILED'])

/** Lets a Kinesis data stream be told of the changes of a table. Whether there is such a stream turns out later. */
export function enableKinesisStreamingDestination(
  { tables }: TableContext,
  request: EnableRequest,
): Outcome<object> {
  const { StreamArn, EnableKinesisStreamingConfiguration: configuration } = request
  const table = tables.named(request.TableName)
  refuseWhileComingOrGoing(tables, table)
  const destinations = destinationsOf(table)
  if (destinations.some(one => !ENDED.has(statusOf(tables, one)))) throw destinationNotDisabled()
  const enabled: KinesisDestination = {
    streamArn: StreamArn,
    change: 'enable',
    hasFailed: tables.kinesis.of(StreamArn) === undefined,
    precision: configuration?.ApproximateCreationDateTimePrecision,
    ...tables.passing,
  }
  return changeDestinations(tables, table, {
    kinesis: withDestination(destinations.map(given), enabled),
    StreamArn,
    told: {
      DestinationStatus: 'ENABLING',
      ...(configuration && { EnableKinesisStreamingConfiguration: configuration }),
    },
  })
}

/** One that is enabled, but not in this database, gives way: it must not come back where it is known beside another one. */
function given(one: KinesisDestination): KinesisDestination {
  return one.change === 'disable' ? one : { ...one, hasFailed: true }
}
