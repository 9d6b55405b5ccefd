/** CreateBackup. */

import { createBackup as makeBackup } from '../../api/backups.js'
import type { Outcome } from '../../api/write-one.js'
import type { TableRequest } from '../tables/wire.js'
import { backupDetails } from './description.js'
import type { BackupContext } from './region-backups.js'

interface CreateBackupRequest extends TableRequest {
  /** Need not be unique. */
  readonly BackupName: string
}

/** Makes a backup of a table as it is now. It is answered once its image lasts. */
export function createBackup(
  { backups }: BackupContext,
  { TableName, BackupName: name }: CreateBackupRequest,
): Outcome<object> | Promise<Outcome<object>> {
  const table = backups.table(TableName)
  const { result, durable } = makeBackup(backups, table, { name, now: backups.tables.now() })
  const answer = {
    result: { BackupDetails: backupDetails(backups, result, 'CREATING') },
    durable: undefined,
  }
  return durable === undefined ? answer : durable.then(() => answer)
}
