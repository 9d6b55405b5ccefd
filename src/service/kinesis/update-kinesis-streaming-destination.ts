/** UpdateKinesisStreamingDestination. */

import type { Outcome } from '../../api/write-one.js'
import {
  destinationNotFound,
  destinationNotUpdatable,
  destinationUpdateEmpty,
  precisionSetAlready,
} from '../../errors/kinesis-errors.js'
import type { TableContext } from '../tables/region-tables.js'
import {
  changeDestinations,
  type DestinationRequest,
  destinationNamed,
  destinationsOf,
  statusOf,
  type WireConfiguration,
  withDestination,
} from './destinations.js'

interface UpdateRequest extends DestinationRequest {
  readonly UpdateKinesisStreamingConfiguration?: WireConfiguration
}

/** Changes the unit in which records tell the time. */
export function updateKinesisStreamingDestination(
  { tables }: TableContext,
  request: UpdateRequest,
): Outcome<object> {
  const { StreamArn, UpdateKinesisStreamingConfiguration: configuration } = request
  const precision = configuration?.ApproximateCreationDateTimePrecision
  if (precision === undefined) throw destinationUpdateEmpty()
  const table = tables.named(request.TableName)
  const { name, uuid } = table.description
  const names = { table: name, streamArn: StreamArn }
  const active = destinationNamed(table, request)
  if (active === undefined) throw destinationNotFound(names)
  if (statusOf(tables, active) !== 'ACTIVE') throw destinationNotUpdatable(names)
  if ((active.precision ?? 'MILLISECOND') === precision) {
    throw precisionSetAlready({ precision, tableId: uuid, streamArn: StreamArn })
  }
  const updated = { ...active, change: 'update', precision, ...tables.passing } as const
  return changeDestinations(tables, table, {
    kinesis: withDestination(destinationsOf(table), updated),
    StreamArn,
    told: {
      DestinationStatus: 'UPDATING',
      UpdateKinesisStreamingConfiguration: configuration,
    },
  })
}
