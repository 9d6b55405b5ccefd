/** The Kinesis data streams of a table, by the clock. */

import { isUnderWay } from '../../engine/table-settings.js'
import type { KinesisDestination } from '../../types/table.js'
import type { KinesisTargets } from './targets.js'

type DestinationStatus =
  | 'ENABLING'
  | 'ACTIVE'
  | 'UPDATING'
  | 'DISABLING'
  | 'DISABLED'
  | 'ENABLE_FAILED'

const STATUS_DURING = { enable: 'ENABLING', update: 'UPDATING', disable: 'DISABLING' } as const

/**
 * The status at a time, in milliseconds since 1970. A destination to which this database has no way is never told to be
 * ACTIVE, whatever another one had that it was enabled in.
 */
export function destinationStatus(
  destination: KinesisDestination,
  targets: KinesisTargets,
  now: number,
): DestinationStatus {
  if (isUnderWay(destination, now)) return STATUS_DURING[destination.change]
  if (destination.change === 'disable') return 'DISABLED'
  const isThere = !destination.hasFailed && targets.of(destination.streamArn) !== undefined
  return isThere ? 'ACTIVE' : 'ENABLE_FAILED'
}

/** Whether a destination is told of a change that is made at a time, in milliseconds since 1970. */
export function isTold(destination: KinesisDestination, now: number): boolean {
  const { change, hasFailed } = destination
  if (hasFailed || change === 'disable') return false
  return change === 'update' || !isUnderWay(destination, now)
}
