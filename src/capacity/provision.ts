/** What a table, or a global index of it, is set to take, now and once the changes that are under way are done. */

import { changesAt, settingsDuring, WARM_ON_DEMAND } from '../engine/table-settings.js'
import { assert } from '../errors/assert.js'
import type { TableDescription, TableSettings, Units } from '../types/table.js'

/** What something is set to take. */
export interface Provision {
  /** Units a second; undefined if it is paid for by the request. */
  readonly throughput: Units | undefined
  /** What it takes at the most if it is paid for by the request. */
  readonly max: Partial<Units>
  /** What it takes at once if it is paid for by the request. */
  readonly warm: Units
}

/** What something is set to take from some time on. */
export interface PlannedProvision {
  /** Milliseconds since 1970. */
  readonly from: number
  readonly provision: Provision
}

/**
 * What is set from `now` on, in order. The first of them is in force at `now`.
 *
 * @param index the name of a global index; undefined for the table itself
 */
export function provisionsOf(
  description: TableDescription,
  now: number,
  index: string | undefined,
): readonly [PlannedProvision, ...PlannedProvision[]] {
  const ends = changesAt(description, now).map(({ until }) => until)
  const later = [...new Set(ends)].sort((left, right) => left - right)
  const plan = (from: number): PlannedProvision => {
    const settings = settingsDuring(changesAt(description, from), description.settings)
    return { from, provision: provisionOf(settings, index) }
  }
  return [plan(now), ...later.map(plan)]
}

function provisionOf(settings: TableSettings, name: string | undefined): Provision {
  const found = name === undefined ? settings : settings.indexes?.find(index => index.name === name)
  assert(found !== undefined, 'an index is in the description of its table')
  const { throughput, onDemandMax = {}, warmThroughput = WARM_ON_DEMAND } = found
  // On its way from one billing mode to the other, a table has no throughput yet.
  const isProvisioned = settings.billingMode === 'PROVISIONED' && (throughput?.read ?? 0) > 0
  return {
    throughput: isProvisioned ? throughput : undefined,
    max: onDemandMax,
    warm: warmThroughput,
  }
}
