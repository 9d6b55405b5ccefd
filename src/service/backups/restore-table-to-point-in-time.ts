/** RestoreTableToPointInTime. */

import { adoptTable, ownImageOf } from '../../api/backups.js'
import { latestRestorable, restorableTime } from '../../api/point-in-time.js'
import type { Outcome } from '../../api/write-one.js'
import { tableNotBackedUp } from '../../errors/backup-errors.js'
import {
  restoreTimeMissing,
  twoRestoreSources,
  twoRestoreTimes,
} from '../../errors/restore-errors.js'
import { tableNameMissing } from '../../errors/table-errors.js'
import type { StoredTable } from '../../storage/table.js'
import { type Place, tableArnOf } from '../tables/arn.js'
import { millisecondsOf } from '../tables/wire.js'
import { sourceTableOf } from './backup-arn.js'
import type { BackupContext, RegionBackups } from './region-backups.js'
import {
  type RestoreRequest,
  refuseTarget,
  refuseUnlessEncrypted,
  restoreTable,
} from './restore.js'

interface RestoreTableToPointInTimeRequest extends RestoreRequest {
  readonly SourceTableName?: string
  readonly SourceTableArn?: string
  readonly UseLatestRestorableTime?: boolean
  /** Seconds since 1970. */
  readonly RestoreDateTime?: number
}

/** Makes a table of what another one held at a time, with the settings that that one has now. */
export function restoreTableToPointInTime(
  { backups }: BackupContext,
  request: RestoreTableToPointInTimeRequest,
): Outcome<object> | Promise<Outcome<object>> {
  const { place } = backups.tables
  const { region, name } = sourceOf(request, place)
  checkTimes(request)
  refuseUnlessEncrypted(backups, region, request)
  const table = backups.in(region)?.table(name)
  if (table === undefined) throw tableNotBackedUp(name)
  const time = timeOf(backups, table, request)
  refuseTarget(backups, request.TargetTableName)
  return restoreTable(backups, request, {
    of: table.description,
    source: { tableArn: tableArnOf(name, { ...place, region }), time },
    imageOf: id => ownImageOf({ id }),
    make: description => adoptTable(backups, description, backups.past.tableAt(table, time)),
  })
}

/**
 * The table whose past is restored.
 *
 * @throws ValidationException if it is not named, or by a name and an ARN, or by a malformed ARN
 */
export function sourceOf(
  {
    SourceTableName: name,
    SourceTableArn: arn,
  }: Pick<RestoreTableToPointInTimeRequest, 'SourceTableName' | 'SourceTableArn'>,
  place: Place,
): { readonly region: string; readonly name: string } {
  if (arn === undefined) {
    if (name === undefined) throw tableNameMissing()
    return { region: place.region, name }
  }
  if (name !== undefined) throw twoRestoreSources()
  return sourceTableOf(arn, place)
}

function checkTimes(request: RestoreTableToPointInTimeRequest): void {
  const { RestoreDateTime, UseLatestRestorableTime: isLatest = false } = request
  if (isLatest && RestoreDateTime !== undefined) throw twoRestoreTimes()
  if (!isLatest && RestoreDateTime === undefined) throw restoreTimeMissing()
}

/** The time that the table is restored to, in milliseconds since 1970. Throws if it can't be. */
function timeOf(
  { past, tables }: RegionBackups,
  table: StoredTable,
  { RestoreDateTime }: RestoreTableToPointInTimeRequest,
): number {
  const asked = { past, table }
  const now = tables.now()
  const latest = latestRestorable(asked, now) ?? now
  const time = RestoreDateTime === undefined ? latest : millisecondsOf(RestoreDateTime)
  return restorableTime(asked, { time, now, latest })
}
