/** DescribeBackup. */

import type { Outcome } from '../../api/write-one.js'
import { backupDescription } from './description.js'
import type { BackupContext } from './region-backups.js'

/** A request about one backup. */
export interface BackupRequest {
  readonly BackupArn: string
}

/** Tells what a backup is, and what its table was. */
export function describeBackup(
  { backups }: BackupContext,
  { BackupArn }: BackupRequest,
): Outcome<object> {
  const record = backups.named(BackupArn)
  const result = { BackupDescription: backupDescription(backups, record, 'AVAILABLE') }
  return { result, durable: undefined }
}
