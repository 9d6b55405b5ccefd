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
import type { TimeToLiveSetting } from '../../types/table.js'
import type { TableContext } from './region-tables.js'
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

/** Lets items of a table expire by an attribute, or no longer. */
export function updateTimeToLive(
  { tables }: TableContext,
  { TableName, TimeToLiveSpecification: specification }: UpdateTimeToLiveRequest,
): Outcome<object> {
  const table = tables.named(TableName)
  for (const { kind } of tables.changesOf(table)) {
    if (kind === 'create') throw expiryOfTableBeing('created', table.description.name)
    if (kind === 'delete') throw expiryOfTableBeing('deleted', table.description.name)
  }
  const { settings } = table.description
  if (specification.Enabled && isStrong(settings)) throw notOfStrong('Time to Live is')
  const timeToLive = changedSetting(settings.timeToLive, specification, tables.now())
  const { durable } = tables.changeShared(table, { ...settings, timeToLive })
  const { Enabled, AttributeName } = specification
  return { result: { TimeToLiveSpecification: { Enabled, AttributeName } }, durable }
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
