/** The Kinesis data streams of a table, as requests name and change them. */

import type { Outcome } from '../../api/write-one.js'
import type { StoredTable } from '../../storage/table.js'
import { destinationStatus } from '../../streams/kinesis/destination.js'
import type { KinesisDestination, TimePrecision } from '../../types/table.js'
import type { RegionTables } from '../tables/region-tables.js'
import type { TableRequest } from '../tables/wire.js'

/** A request about a table and a Kinesis data stream. */
export interface DestinationRequest extends TableRequest {
  readonly StreamArn: string
}

/** The configuration of a destination, in wire form. */
export interface WireConfiguration {
  readonly ApproximateCreationDateTimePrecision?: TimePrecision
}

/** All that a table has, also those that are disabled. */
export function destinationsOf({ description }: StoredTable): readonly KinesisDestination[] {
  return description.settings.kinesis ?? []
}

/** The one that a request names, if the table has it. */
export function destinationNamed(
  table: StoredTable,
  { StreamArn }: DestinationRequest,
): KinesisDestination | undefined {
  return destinationsOf(table).find(({ streamArn }) => streamArn === StreamArn)
}

/** The status now. */
export function statusOf(
  tables: RegionTables,
  destination: KinesisDestination,
): ReturnType<typeof destinationStatus> {
  return destinationStatus(destination, tables.kinesis, tables.now())
}

/** Puts a destination in the place of the one that has its ARN, or behind all others. */
export function withDestination(
  destinations: readonly KinesisDestination[],
  changed: KinesisDestination,
): readonly KinesisDestination[] {
  const isNew = !destinations.some(({ streamArn }) => streamArn === changed.streamArn)
  if (isNew) return [...destinations, changed]
  return destinations.map(one => (one.streamArn === changed.streamArn ? changed : one))
}

/**
 * Gives a table other destinations, and answers a request about one of them.
 *
 * @param told what the answer has beside the names
 */
export function changeDestinations(
  tables: RegionTables,
  table: StoredTable,
  {
    kinesis,
    StreamArn,
    told,
  }: {
    readonly kinesis: readonly KinesisDestination[]
    readonly StreamArn: string
    readonly told: object
  },
): Outcome<object> {
  const { settings, name: TableName } = table.description
  const { durable } = tables.change(table, { ...settings, kinesis })
  return { result: { TableName, StreamArn, ...told }, durable }
}
