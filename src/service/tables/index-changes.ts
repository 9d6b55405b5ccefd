/** What becomes of a global index by an Update of GlobalSecondaryIndexUpdates. */

import { WARM_ON_DEMAND } from '../../engine/table-settings.js'
import { indexUpdateOnDemand } from '../../errors/index-definition-errors.js'
import type { BillingMode, IndexDescription, Throughput } from '../../types/table.js'
import {
  indexProvisioned,
  refuseOnDemandInUpdate,
  unitsOf,
  type WireIndexThroughput,
} from './index-settings.js'
import type { Begun } from './shared-changes.js'
import {
  changedOnDemand,
  changedThroughput,
  changedWarmThroughput,
  checkBounds,
  checkMaximum,
  checkOnDemandMaximum,
  largerUnits,
} from './throughput.js'
import { decreasesToday } from './throughput-wire.js'
import type { WireThroughput } from './wire.js'

/** When, in milliseconds since 1970, and where an index is changed, and how its table is paid for then. */
interface Occasion {
  readonly now: number
  readonly region: string
  readonly billingMode: BillingMode
  /** Whether the request switches the table to its billing mode. */
  readonly isSwitched: boolean
}

interface ChangedIndex {
  readonly index: IndexDescription
  readonly begun: readonly Begun[]
}

/**
 * @throws ValidationException if the change does not fit the billing mode, or would change nothing
 * @throws LimitExceededException if the index is to have too much, or is decreased too often
 */
export function changedIndex(
  index: IndexDescription,
  wire: WireIndexThroughput,
  occasion: Occasion,
): ChangedIndex {
  const { ProvisionedThroughput, OnDemandThroughput = {}, WarmThroughput = {} } = wire
  const { name } = index
  if (ProvisionedThroughput !== undefined) checkBounds(ProvisionedThroughput, name)
  if (occasion.billingMode === 'PROVISIONED') refuseOnDemandInUpdate(OnDemandThroughput, name)
  else if (ProvisionedThroughput !== undefined) throw indexUpdateOnDemand(name)
  checkOnDemandMaximum(OnDemandThroughput, { region: occasion.region, index: name })
  const { index: provisioned, begun } =
    ProvisionedThroughput === undefined
      ? { index, begun: [] }
      : provisionedIndex(index, ProvisionedThroughput, occasion)
  const onDemandMax = changedOnDemand(provisioned.onDemandMax ?? {}, OnDemandThroughput)
  const limited = { ...provisioned, onDemandMax }
  if (Object.keys(WarmThroughput).length === 0) return { index: limited, begun }
  const { warmThroughput: warm = WARM_ON_DEMAND } = limited
  return {
    index: { ...limited, warmThroughput: changedWarmThroughput(warm, WarmThroughput, name) },
    begun: [...begun, { kind: 'index warm throughput', index: name, before: { indexes: [index] } }],
  }
}

/** While the units change, the old ones are told, with the new times. */
function provisionedIndex(
  index: IndexDescription,
  wire: WireThroughput,
  { now, region, isSwitched }: Occasion,
): ChangedIndex {
  const { name, throughput: current = NOTHING } = index
  if (isSwitched) {
    checkMaximum(wire, region)
    const changed = indexProvisioned(index, unitsOf(wire))
    return { index: changed, begun: [begunWith(index)] }
  }
  const throughput = changedThroughput(current, wire, { now, region, index: name })
  const { increasedAt, decreasedAt } = throughput
  const decreases = decreasesToday(current, now)
  const before = { ...index, throughput: { ...current, increasedAt, decreasedAt, decreases } }
  return {
    index: {
      ...index,
      throughput,
      warmThroughput: largerUnits(index.warmThroughput ?? throughput, throughput),
    },
    begun: [begunWith(before)],
  }
}

const NOTHING: Throughput = { read: 0, write: 0, decreases: 0 }

function begunWith(before: IndexDescription): Begun {
  return { kind: 'index throughput', index: before.name, before: { indexes: [before] } }
}
