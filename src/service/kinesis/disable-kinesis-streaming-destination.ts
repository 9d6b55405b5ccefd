/** DisableKinesisStreamingDestination. */

import type { Outcome } from '../../api/write-one.js'
import { destinationNotActive, disabledWithConfiguration } from '../../errors/kinesis-errors.js'
import type { TableContext } from '../tables/region-tables.js'
import { refuseWhileComingOrGoing } from '../tables/statuses.js'
import {
  changeDestinations,
  type DestinationRequest,
  destinationNamed,
  destinationsOf,
  statusOf,
  type WireConfiguration,
  withDestination,
} from './destinations.js'

interface DisableRequest extends DestinationRequest {
  readonly EnableKinesisStreamingConfiguration?: WireConfiguration
}

/** Lets a Kinesis data stream no longer be told of the changes of a table. It stays listed. */
export function disableKinesisStreamingDestination(
  { tables }: TableContext,
  request: DisableRequest,
): Outcome<object> {
  if (request.EnableKinesisStreamingConfiguration !== undefined) throw disabledWithConfiguration()
  const table = tables.named(request.TableName)
  refuseWhileComingOrGoing(tables, table)
  const active = destinationNamed(table, request)
  if (active === undefined || statusOf(tables, active) !== 'ACTIVE') throw destinationNotActive()
  const disabled = { ...active, change: 'disable', ...tables.passing } as const
  return changeDestinations(tables, table, {
    kinesis: withDestination(destinationsOf(table), disabled),
    StreamArn: request.StreamArn,
    told: { DestinationStatus: 'DISABLING' },
  })
}
