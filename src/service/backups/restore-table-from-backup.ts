/** RestoreTableFromBackup. */

import { restoreBackup } from '../../api/backups.js'
import type { Outcome } from '../../api/write-one.js'
import { imageNameOf } from '../../backup/backups.js'
import { backupFeedsAnotherRestore, backupNotFound } from '../../errors/backup-errors.js'
import { tableArnOf } from '../tables/arn.js'
import { backupNameOf } from './backup-arn.js'
import type { BackupRequest } from './describe-backup.js'
import type { BackupContext } from './region-backups.js'
import {
  type RestoreRequest,
  refuseTarget,
  refuseUnlessEncrypted,
  restoreTable,
} from './restore.js'
import { feedsRestore } from './restores-under-way.js'

/** Makes a table of a backup, which may be of another region. */
export function restoreTableFromBackup(
  { backups }: BackupContext,
  request: RestoreRequest & BackupRequest,
): Outcome<object> | Promise<Outcome<object>> {
  const { BackupArn: backupArn, TargetTableName } = request
  const { tables } = backups
  const name = backupNameOf(backupArn, tables.place)
  refuseUnlessEncrypted(backups, name.region, request)
  const record = backups.in(name.region)?.find(name)
  if (record === undefined) throw backupNotFound(backupArn)
  refuseTarget(backups, TargetTableName)
  if (feedsRestore(tables, backupArn)) throw backupFeedsAnotherRestore(backupArn)
  const place = { ...tables.place, region: name.region }
  return restoreTable(backups, request, {
    of: record.table,
    source: { tableArn: tableArnOf(name.table, place), backupArn, time: record.createdAt },
    imageOf: () => imageNameOf(record),
    make: description => restoreBackup(backups, record, description),
  })
}
