/** DescribeContinuousBackups. */

import type { Outcome } from '../../api/write-one.js'
import type { TableRequest } from '../tables/wire.js'
import { continuousBackups } from './continuous-backups.js'
import type { BackupContext } from './region-backups.js'

/** Tells whether a table can be restored to points in time, and to which. */
export function describeContinuousBackups(
  { backups }: BackupContext,
  { TableName }: TableRequest,
): Outcome<object> {
  return { result: continuousBackups(backups, backups.table(TableName)), durable: undefined }
}
