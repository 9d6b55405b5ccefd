/** Between which times a table can be had as it was. */

import { pointInTimeOff, timeNotRestorable } from '../errors/backup-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { PastOfTables } from './restored-table.js'

const DAY = 86_400_000
/**
 * Milliseconds for which the service does not restore the last changes yet.
 * Source: DynamoDB developer guide, "Point-in-time recovery": typically five minutes.
 */
const LAG = 300_000

/** Who is asked, and of which table. */
interface Asked {
  readonly past: Pick<PastOfTables, 'firstTimeOf'>
  readonly table: StoredTable
}

/**
 * The first time, in milliseconds since 1970; undefined while point-in-time recovery is off. That may be less long ago than the
 * days that are kept, where these were fewer before, or by a clock that has been set back.
 */
export function earliestRestorable({ past, table }: Asked, now: number): number | undefined {
  const { pointInTime } = table.description.settings
  if (pointInTime === undefined) return undefined
  const { days, since } = pointInTime
  return Math.max(since, now - days * DAY, past.firstTimeOf(table))
}

/** The last time for the service, which lags behind, in milliseconds since 1970; undefined while point-in-time recovery is off. */
export function latestRestorable(asked: Asked, now: number): number | undefined {
  const earliest = earliestRestorable(asked, now)
  return earliest === undefined ? undefined : Math.max(earliest, now - LAG)
}

/**
 * The time, if the table can be had as it was then.
 *
 * @param latest the last time that there is, in milliseconds since 1970, as all of these
 * @throws PointInTimeRecoveryUnavailableException while point-in-time recovery is off
 * @throws InvalidRestoreTimeException if the time is not between the first one and the last
 */
export function restorableTime(
  asked: Asked,
  {
    time,
    now,
    latest = now,
  }: { readonly time: number; readonly now: number; readonly latest?: number },
): number {
  const earliest = earliestRestorable(asked, now)
  if (earliest === undefined) throw pointInTimeOff(asked.table.description.name)
  if (time < earliest || time > latest) throw timeNotRestorable({ time, earliest, latest })
  return time
}
