/** Changes of the billing mode and of what goes with each: provisioned throughput, limits of paying by the request. */

import { WARM_ON_DEMAND } from '../../engine/table-settings.js'
import { throughputOnDemand } from '../../errors/table-setting-errors.js'
import type { TableSettings } from '../../types/table.js'
import { indexOnDemand, refuseOnDemandInUpdate, unitsOf } from './index-settings.js'
import type { Updated } from './shared-changes.js'
import {
  changedOnDemand,
  changedThroughput,
  checkMaximum,
  checkOnDemandMaximum,
  largerUnits,
} from './throughput.js'
import { decreasesToday } from './throughput-wire.js'
import type { UpdateTableRequest } from './update-rules.js'
import type { WireThroughput } from './wire.js'

/** When, in milliseconds since 1970, and where. */
interface Moment {
  readonly now: number
  readonly region: string
}

/**
 * What becomes of a table.
 *
 * @throws ValidationException if the request does not fit the billing mode, or would change nothing
 * @throws LimitExceededException if it asks for too much, or decreases it too often
 */
export function updatedBilling(
  settings: TableSettings,
  request: UpdateTableRequest,
  moment: Moment,
): Updated {
  const { BillingMode, ProvisionedThroughput, OnDemandThroughput = {} } = request
  const isOnDemand = settings.billingMode === 'PAY_PER_REQUEST'
  if (BillingMode === 'PAY_PER_REQUEST') return onDemand(settings, request, moment)
  if (ProvisionedThroughput === undefined) {
    if (!isOnDemand) refuseOnDemandInUpdate(OnDemandThroughput)
    checkOnDemandMaximum(OnDemandThroughput, moment)
    const onDemandMax = changedOnDemand(settings.onDemandMax, OnDemandThroughput)
    return { settings: { ...settings, onDemandMax } }
  }
  if (!isOnDemand) return reprovisioned(settings, ProvisionedThroughput, moment)
  if (BillingMode === undefined) throw throughputOnDemand()
  return provisioned(settings, ProvisionedThroughput, moment)
}

/** Switched to PAY_PER_REQUEST, which is told at once; asked for again, it changes nothing. */
function onDemand(
  settings: TableSettings,
  { OnDemandThroughput = {} }: UpdateTableRequest,
  { now, region }: Moment,
): Updated {
  checkOnDemandMaximum(OnDemandThroughput, { region })
  const onDemandMax = changedOnDemand(settings.onDemandMax, OnDemandThroughput)
  const begun = [{ kind: 'billing mode', before: {} } as const]
  if (settings.billingMode === 'PAY_PER_REQUEST') {
    return { settings: { ...settings, onDemandMax }, begun }
  }
  return {
    settings: {
      ...settings,
      billingMode: 'PAY_PER_REQUEST',
      onDemandSince: now,
      throughput: { ...settings.throughput, read: 0, write: 0 },
      onDemandMax,
      warmThroughput: largerUnits(settings.warmThroughput, WARM_ON_DEMAND),
      indexes: settings.indexes?.map(indexOnDemand),
    },
    begun,
  }
}

/** Switched to PROVISIONED: the limits are forgotten. */
function provisioned(settings: TableSettings, wire: WireThroughput, { region }: Moment): Updated {
  checkMaximum(wire, region)
  const units = unitsOf(wire)
  return {
    settings: {
      ...settings,
      billingMode: 'PROVISIONED',
      throughput: { ...settings.throughput, ...units },
      onDemandMax: {},
      warmThroughput: largerUnits(settings.warmThroughput, units),
    },
    begun: [{ kind: 'billing mode', before: { throughput: settings.throughput } }],
  }
}

/** Other numbers for a table that is PROVISIONED. While they change, the old ones are told, with the new times. */
function reprovisioned(settings: TableSettings, wire: WireThroughput, moment: Moment): Updated {
  const throughput = changedThroughput(settings.throughput, wire, moment)
  const { increasedAt, decreasedAt } = throughput
  const decreases = decreasesToday(settings.throughput, moment.now)
  const before = { ...settings.throughput, increasedAt, decreasedAt, decreases }
  return {
    settings: {
      ...settings,
      throughput,
      warmThroughput: largerUnits(settings.warmThroughput, throughput),
    },
    begun: [{ kind: 'throughput', before: { throughput: before } }],
  }
}
