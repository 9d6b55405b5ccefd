/** UpdateTimeToLive. */

import type { Outcome } from '../../api/write-one.js'
import { isStrong } from '../../engine/table-settings.js'
import { notOfStrong } from '../../errors/strong-replica-errors.js'
import {
  expiryChangedTooOften,
  expiryDisabledAlready,
  expiryEnabledAlready,
  expiryOfTableBeing,
  expiryOnAnotherAttribute,
} from '../../errors/ttl-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { TableSettings, TimeToLiveSetting } from '../../types/table.js'
import type { RegionTables, TableContext } from './region-tables.js'
import type { TableRequest } from './wire.js'

interface TimeToLiveSpecification {
  readonly Enabled: boolean
  readonly AttributeName: string
}

interface UpdateTimeToLiveRequest extends TableRequest {
  readonly TimeToLiveSpecification: TimeToLiveSpecification
}

/** Documented as an hour; the service has been seen to take another change after half of that. */
const CHANGE_INTERVAL_MS = 31 * 60_000

/**
 * Lets items of a table expire by an attribute, or no longer.
 *
 * @param isAlone whether replicas in other processes know of it already
 */
export function updateTimeToLive(
  { tables }: TableContext,
  request: UpdateTimeToLiveRequest,
  isAlone = false,
): Outcome<object> | Promise<Outcome<object>> {
  const { table, settings } = plannedTimeToLive(tables, request)
  const shared = isAlone ? undefined : tables.peers?.share(table, 'UpdateTimeToLive', request)
  const { Enabled, AttributeName } = request.TimeToLiveSpecification
  const result = { TimeToLiveSpecification: { Enabled, AttributeName } }
  const changed = (wanted: TableSettings): Outcome<object> => {
    const { durable } = tables.changeShared(table, wanted)
    return { result, durable }
  }
  if (shared === undefined) return changed(settings)
  return shared.then(() => changed(plannedTimeToLive(tables, request).settings))
}

/** What becomes of the settings of a table. Throws what the request is refused with. */
export function plannedTimeToLive(
  tables: RegionTables,
  { TableName, TimeToLiveSpecification: specification }: UpdateTimeToLiveRequest,
): { readonly table: StoredTable; readonly settings: TableSettings } {
  const table = tables.named(TableName)
  for (const { kind } of tables.changesOf(table)) {
    if (kind === 'create') throw expiryOfTableBeing('created', table.description.name)
    if (kind === 'delete') throw expiryOfTableBeing('deleted', table.description.name)
  }
  const { settings } = table.description
  if (specification.Enabled && isStrong(settings)) throw notOfStrong('Time to Live is')
  const timeToLive = changedSetting(settings.timeToLive, specification, tables.now())
  return { table, settings: { ...settings, timeToLive } }
}

function changedSetting(
  { attribute, changedAt }: TimeToLiveSetting = { changedAt: [] },
  { Enabled, AttributeName }: TimeToLiveSpecification,
  now: number,
): TimeToLiveSetting {
  if (attribute !== undefined && attribute !== AttributeName) {
    throw expiryOnAnotherAttribute(attribute)
  }
  if (Enabled && attribute !== undefined) throw expiryEnabledAlready()
  if (!Enabled && attribute === undefined) throw expiryDisabledAlready()
  if (changedAt.some(time => now < time + CHANGE_INTERVAL_MS)) throw expiryChangedTooOften()
  return { attribute: Enabled ? AttributeName : undefined, changedAt: [now] }
}
