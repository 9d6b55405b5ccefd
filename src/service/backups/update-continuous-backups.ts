/** UpdateContinuousBackups. */

import type { Outcome } from '../../api/write-one.js'
import { recoveryPeriodUnwanted } from '../../errors/backup-errors.js'
import type { TableRequest } from '../tables/wire.js'
import { continuousBackups } from './continuous-backups.js'
import type { BackupContext } from './region-backups.js'

interface RecoverySpecification {
  readonly PointInTimeRecoveryEnabled: boolean
  readonly RecoveryPeriodInDays?: number
}

interface UpdateContinuousBackupsRequest extends TableRequest {
  readonly PointInTimeRecoverySpecification: RecoverySpecification
}

const DAYS_DEFAULT = 35

/** Lets a table be restored to points in time, or no longer: then its history is forgotten. */
export function updateContinuousBackups(
  { backups }: BackupContext,
  { TableName, PointInTimeRecoverySpecification: wanted }: UpdateContinuousBackupsRequest,
): Outcome<object> {
  const { PointInTimeRecoveryEnabled: isEnabled, RecoveryPeriodInDays } = wanted
  if (!isEnabled && RecoveryPeriodInDays !== undefined) throw recoveryPeriodUnwanted()
  const { tables } = backups
  const table = backups.table(TableName)
  const { settings } = table.description
  const enabled = {
    days: RecoveryPeriodInDays ?? DAYS_DEFAULT,
    // Turned on again, it goes on since when it was turned on first.
    since: settings.pointInTime?.since ?? tables.now(),
  }
  const pointInTime = isEnabled ? enabled : undefined
  const { durable } = tables.change(table, { ...settings, pointInTime })
  return { result: continuousBackups(backups, table), durable }
}
