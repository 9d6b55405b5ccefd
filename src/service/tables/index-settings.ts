/** Secondary indexes as they are kept with their table, and what of them follows the table's billing mode. */

import { WARM_ON_DEMAND } from '../../engine/table-settings.js'
import {
  onDemandWhenProvisioned,
  onDemandWhenProvisionedInUpdate,
} from '../../errors/table-setting-errors.js'
import type { IndexDescription, Units } from '../../types/table.js'
import type { IndexDefinition, WireGlobalIndex } from './index-definitions.js'
import {
  changedOnDemand,
  checkMaximum,
  checkOnDemand,
  checkOnDemandMaximum,
  largerUnits,
  warmThroughputOf,
} from './throughput.js'
import type { WireOnDemandThroughput, WireThroughput } from './wire.js'

/** The members of a new global index that say what it can take. */
export type WireIndexThroughput = Pick<
  WireGlobalIndex,
  'IndexName' | 'ProvisionedThroughput' | 'OnDemandThroughput' | 'WarmThroughput'
>

/** Units in wire form as the settings have them. */
export function unitsOf({
  ReadCapacityUnits: read,
  WriteCapacityUnits: write,
}: WireThroughput): Units {
  return { read, write }
}

/** Throws a `ValidationException` if a new index, or table, is limited as if it were paid for by the request. */
export function refuseOnDemand(wire: WireOnDemandThroughput = {}, index?: string): void {
  for (const member of ON_DEMAND) {
    if (wire[member] !== undefined) throw onDemandWhenProvisioned(member, index)
  }
}

/** As `refuseOnDemand`, in the words of UpdateTable. */
export function refuseOnDemandInUpdate(wire: WireOnDemandThroughput = {}, index?: string): void {
  for (const member of ON_DEMAND) {
    if (wire[member] !== undefined) throw onDemandWhenProvisionedInUpdate(member, index)
  }
}

const ON_DEMAND = ['MaxReadRequestUnits', 'MaxWriteRequestUnits'] as const

/**
 * A new index.
 *
 * @param wire what a global index can take; undefined for a local one, which has none of its own
 * @param now milliseconds since 1970
 * @throws ValidationException if limits are none, or the warm throughput is less than the index has anyway
 */
export function newIndex(
  definition: IndexDefinition,
  wire: WireIndexThroughput | undefined,
  now: number,
): IndexDescription {
  if (wire === undefined) return { ...definition, createdAt: now }
  const { IndexName: index, ProvisionedThroughput, OnDemandThroughput = {} } = wire
  const provisioned = ProvisionedThroughput && unitsOf(ProvisionedThroughput)
  checkOnDemand(OnDemandThroughput, { canRemove: false, index })
  return {
    ...definition,
    createdAt: now,
    throughput: { read: 0, write: 0, ...provisioned, decreases: 0 },
    onDemandMax: changedOnDemand({}, OnDemandThroughput),
    warmThroughput: warmThroughputOf(wire.WarmThroughput, provisioned, index),
  }
}

/** Throws a `LimitExceededException` if an index cannot have so much. */
export function checkMaximumOfIndex(
  { IndexName: index, ProvisionedThroughput, OnDemandThroughput = {} }: WireIndexThroughput,
  region: string,
): void {
  if (ProvisionedThroughput !== undefined) checkMaximum(ProvisionedThroughput, region)
  checkOnDemandMaximum(OnDemandThroughput, { region, index })
}

/** An index of a table that is switched to PAY_PER_REQUEST. */
export function indexOnDemand(index: IndexDescription): IndexDescription {
  if (index.throughput === undefined) return index
  return {
    ...index,
    throughput: { ...index.throughput, read: 0, write: 0 },
    warmThroughput: largerUnits(index.warmThroughput ?? WARM_ON_DEMAND, WARM_ON_DEMAND),
  }
}

/** An index of a table that is switched to PROVISIONED. The limits are forgotten. */
export function indexProvisioned(index: IndexDescription, units: Units): IndexDescription {
  return {
    ...index,
    throughput: { decreases: 0, ...index.throughput, ...units },
    onDemandMax: {},
    warmThroughput: largerUnits(index.warmThroughput ?? units, units),
  }
}
