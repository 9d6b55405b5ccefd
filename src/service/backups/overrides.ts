/** What a restored table has otherwise than the table that it is restored from. */

import { WARM_ON_DEMAND, withIndexes } from '../../engine/table-settings.js'
import {
  onDemandNotOverridable,
  onDemandOverrideOutOfRange,
  throughputNotOverridable,
  throughputNotOverridden,
  throughputOverriddenOnDemand,
} from '../../errors/restore-errors.js'
import { notSupportedYet } from '../../errors/table-setting-errors.js'
import type { BillingMode, TableDescription, TableSettings } from '../../types/table.js'
import type { Place } from '../tables/arn.js'
import { checkEncryption, keyArnOf } from '../tables/encryption.js'
import { unitsOf } from '../tables/index-settings.js'
import {
  changedOnDemand,
  checkBounds,
  checkMaximum,
  checkOnDemandMaximum,
  largerUnits,
} from '../tables/throughput.js'
import type { WireEncryption, WireOnDemandThroughput, WireThroughput } from '../tables/wire.js'
import { type IndexOverrides, overriddenIndexes } from './index-overrides.js'

/** The members of a restore that say what is to be otherwise. */
export interface Overrides extends IndexOverrides {
  readonly ProvisionedThroughputOverride?: WireThroughput
  readonly OnDemandThroughputOverride?: WireOnDemandThroughput
  readonly SSESpecificationOverride?: WireEncryption
  readonly VectorIndexOverride?: readonly object[]
}

/**
 * The settings of a restored table.
 *
 * @param restored as it would be if nothing were to be otherwise
 * @throws ValidationException if an index is none of the source, or if capacity does not fit the billing mode
 * @throws LimitExceededException if a table can't have so much
 */
export function overriddenSettings(
  restored: TableDescription,
  overrides: Overrides,
  place: Place,
): TableSettings {
  if (overrides.VectorIndexOverride !== undefined) throw notSupportedYet('VectorIndexOverride')
  const { SSESpecificationOverride: encryption } = overrides
  if (encryption !== undefined) checkEncryption(encryption)
  const indexes = overriddenIndexes(restored, overrides, place.region)
  const settings = overriddenBilling(restored, overrides, place.region)
  const { keySchema } = restored
  return {
    // Tables without indexes have no list of them.
    ...(settings.indexes === undefined ? settings : withIndexes({ keySchema, settings }, indexes)),
    ...(encryption && { encryption: { keyArn: keyArnOf(encryption, place), changedAt: [] } }),
  }
}

function overriddenBilling(
  { settings, createdAt }: TableDescription,
  overrides: Overrides,
  region: string,
): TableSettings {
  const { BillingModeOverride, ProvisionedThroughputOverride: wire } = overrides
  const { OnDemandThroughputOverride: limits } = overrides
  checkThroughput(settings.billingMode, overrides)
  if (limits !== undefined) checkLimits(limits, BillingModeOverride)
  if (wire !== undefined) checkMaximum(wire, region)
  checkOnDemandMaximum(limits ?? {}, { region })
  const billingMode = BillingModeOverride ?? settings.billingMode
  const units = wire === undefined ? settings.throughput : unitsOf(wire)
  if (billingMode === 'PROVISIONED') {
    return {
      ...settings,
      billingMode,
      onDemandSince: undefined,
      throughput: { ...units, decreases: 0 },
      onDemandMax: {},
      warmThroughput: largerUnits(settings.warmThroughput, units),
    }
  }
  return {
    ...settings,
    billingMode,
    onDemandSince: createdAt,
    throughput: { read: 0, write: 0, decreases: 0 },
    onDemandMax: changedOnDemand(settings.onDemandMax, limits ?? {}),
    warmThroughput: largerUnits(settings.warmThroughput, WARM_ON_DEMAND),
  }
}

function checkThroughput(
  ofSource: BillingMode,
  { BillingModeOverride, ProvisionedThroughputOverride: wire }: Overrides,
): void {
  if (wire === undefined) {
    if (BillingModeOverride === 'PROVISIONED') throw throughputNotOverridden()
    return
  }
  if (BillingModeOverride === 'PAY_PER_REQUEST') throw throughputOverriddenOnDemand()
  if ((BillingModeOverride ?? ofSource) !== 'PROVISIONED') throw throughputNotOverridable()
  checkBounds(wire)
}

function checkLimits(wire: WireOnDemandThroughput, override: BillingMode | undefined): void {
  for (const member of ['MaxReadRequestUnits', 'MaxWriteRequestUnits'] as const) {
    const units = wire[member]
    if (units === undefined) continue
    if (override !== 'PAY_PER_REQUEST') throw onDemandNotOverridable(member)
    if (units < 1) throw onDemandOverrideOutOfRange(member)
  }
}
