/** DeleteBackup. */

import { deleteBackup as removeBackup } from '../../api/backups.js'
import type { Outcome } from '../../api/write-one.js'
import { backupFeedsRestore, systemBackupStays } from '../../errors/backup-errors.js'
import type { BackupRequest } from './describe-backup.js'
import { backupDescription } from './description.js'
import type { BackupContext } from './region-backups.js'
import { feedsRestore } from './restores-under-way.js'

/** Removes a backup that somebody made, unless a table is being restored from it. */
export function deleteBackup(
  { backups }: BackupContext,
  { BackupArn }: BackupRequest,
): Outcome<object> {
  const record = backups.named(BackupArn)
  if (record.expiresAt !== undefined) throw systemBackupStays(BackupArn, record.expiresAt)
  if (feedsRestore(backups.tables, BackupArn)) throw backupFeedsRestore(BackupArn)
  const { durable } = removeBackup(backups, record)
  const result = { BackupDescription: backupDescription(backups, record, 'DELETED') }
  return { result, durable }
}
