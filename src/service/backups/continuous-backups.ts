/** What is told of the continuous backups of a table, and so of its point-in-time recovery, in wire form. */

import { earliestRestorable, latestRestorable } from '../../api/point-in-time.js'
import type { StoredTable } from '../../storage/table.js'
import { secondsOf } from '../tables/wire.js'
import type { RegionBackups } from './region-backups.js'

/** Continuous backups are always on: it is the recovery that is turned on and off. */
export function continuousBackups(backups: RegionBackups, table: StoredTable): object {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery(backups, table),
    },
  }
}

function recovery({ past, tables }: RegionBackups, table: StoredTable): object {
  const { pointInTime: setting } = table.description.settings
  if (setting === undefined) return { PointInTimeRecoveryStatus: 'DISABLED' }
  const earliest = earliestRestorable({ past, table }, tables.now())
  const latest = latestRestorable({ past, table }, tables.now())
  return {
    PointInTimeRecoveryStatus: 'ENABLED',
    RecoveryPeriodInDays: setting.days,
    ...(earliest !== undefined && { EarliestRestorableDateTime: secondsOf(earliest) }),
    ...(latest !== undefined && { LatestRestorableDateTime: secondsOf(latest) }),
  }
}
