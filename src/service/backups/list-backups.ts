/** ListBackups. */

import type { Outcome } from '../../api/write-one.js'
import { startBackupOfElsewhere, timeRangeReversed } from '../../errors/backup-errors.js'
import type { BackupRecord } from '../../types/backup.js'
import { tableNameOf } from '../tables/arn.js'
import { millisecondsOf } from '../tables/wire.js'
import { backupNameOf } from './backup-arn.js'
import { backupSummary } from './description.js'
import type { BackupContext, RegionBackups } from './region-backups.js'

interface ListBackupsRequest {
  readonly TableName?: string
  readonly Limit?: number
  /** Seconds since 1970. */
  readonly TimeRangeLowerBound?: number
  readonly TimeRangeUpperBound?: number
  /** There need not be such a backup any more. */
  readonly ExclusiveStartBackupArn?: string
  readonly BackupType?: 'USER' | 'SYSTEM' | 'AWS_BACKUP' | 'ALL'
}

const PAGE_MAX = 100

/** Tells the backups of all tables, or of one, which need not be there any more, a page at a time. */
export function listBackups(
  { backups }: BackupContext,
  request: ListBackupsRequest,
): Outcome<object> {
  const isAsked = filterOf(backups, request)
  const start = placeOf(backups, request)
  const rest = backups.all().filter(record => isAsked(record) && record.id > start)
  const page = rest.slice(0, request.Limit ?? PAGE_MAX)
  const last = rest.length > page.length ? page.at(-1) : undefined
  const result = {
    BackupSummaries: page.map(record => backupSummary(backups, record)),
    ...(last !== undefined && { LastEvaluatedBackupArn: backups.arnOf(last) }),
  }
  return { result, durable: undefined }
}

function filterOf(
  { tables }: RegionBackups,
  request: ListBackupsRequest,
): (record: BackupRecord) => boolean {
  const { TableName, TimeRangeLowerBound, TimeRangeUpperBound, BackupType = 'USER' } = request
  const lower = boundOf(TimeRangeLowerBound) ?? Number.NEGATIVE_INFINITY
  const upper = boundOf(TimeRangeUpperBound) ?? Number.POSITIVE_INFINITY
  if (lower > upper) throw timeRangeReversed()
  const name = TableName === undefined ? undefined : tableNameOf(TableName, tables.place)
  return ({ table, type, createdAt }) =>
    (name === undefined || table.name === name) &&
    (BackupType === 'ALL' || type === BackupType) &&
    createdAt >= lower &&
    createdAt < upper
}

function boundOf(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : millisecondsOf(seconds)
}

/** The id behind which the page begins: ids are in the order of their times. */
function placeOf({ tables }: RegionBackups, { ExclusiveStartBackupArn: arn }: ListBackupsRequest) {
  if (arn === undefined) return ''
  const { region, id } = backupNameOf(arn, tables.place)
  if (region !== tables.place.region) throw startBackupOfElsewhere()
  return id
}
