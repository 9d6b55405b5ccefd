/** Refusals of backups, point-in-time recovery and restores, in the service's words. */

import {
  BackupInUseException,
  BackupNotFoundException,
  InvalidRestoreTimeException,
  PointInTimeRecoveryUnavailableException,
  TableNotFoundException,
} from './backup-exceptions.js'
import { ValidationException } from './dynamo-error.js'
import { optionInvalid } from './option-errors.js'
import { parametersInvalid } from './table-setting-errors.js'

/** What many refusals of backups and restores begin with. */
export const requestInvalid = (fault: string): ValidationException =>
  new ValidationException(`Invalid Request: ${fault}`)

/** What operations on backups and restores say. */
export const tableNotBackedUp = (table: string): TableNotFoundException =>
  new TableNotFoundException(`Table not found: ${table}`)

export const backupNotFound = (arn: string): BackupNotFoundException =>
  new BackupNotFoundException(`Backup not found: ${arn}`)

export const backupArnInvalid = (): ValidationException =>
  new ValidationException('Invalid Backup ARN')

/** The ARN is of a backup elsewhere. */
export const backupArnOfElsewhere = (): ValidationException =>
  requestInvalid('BackupArn is not valid')

export const backupFeedsRestore = (arn: string): BackupInUseException =>
  new BackupInUseException(`Backup is being used to restore table: ${arn}`)

/** What a second restore says. */
export const backupFeedsAnotherRestore = (arn: string): BackupInUseException =>
  new BackupInUseException(`Backup is being used to restore another table: ${arn}`)

/** How the service writes the time is not known. */
export const systemBackupStays = (arn: string, expiresAt: number): ValidationException =>
  requestInvalid(
    `User is not allowed to delete the system backup with arn ${arn}. ` +
      `It will automatically expire on ${isoOf(expiresAt)}`,
  )

export const timeRangeReversed = (): ValidationException =>
  parametersInvalid('Time range lower bound must be less than or equal to upper bound')

export const startBackupOfElsewhere = (): ValidationException =>
  requestInvalid('The supplied ExclusiveStartBackupArn does not match the region')

export const recoveryPeriodUnwanted = (): ValidationException =>
  requestInvalid('Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.')

export const backupNameInvalid = (name: string): ValidationException =>
  optionInvalid('name', { value: name, allowed: '3 to 255 of a-z A-Z 0-9 _ . -' })

export const pointInTimeOff = (table: string): PointInTimeRecoveryUnavailableException =>
  new PointInTimeRecoveryUnavailableException(
    `Point in time recovery is not enabled for table '${table}'`,
  )

/** Times are in milliseconds since 1970. */
export const timeNotRestorable = ({
  time,
  earliest,
  latest,
}: {
  readonly time: number
  readonly earliest: number
  readonly latest: number
}): InvalidRestoreTimeException =>
  new InvalidRestoreTimeException(
    `RestoreDateTime '${isoOf(time)}' must be within EarliestRestorableDateTime '${isoOf(earliest)}' and LatestRestorableDateTime '${isoOf(latest)}'`,
  )

/** Of the native interface. */
export const restoreUnclear = (): ValidationException =>
  new ValidationException(
    'restore needs either backup, or table and to: what is restored, and as what',
  )

function isoOf(time: number): string {
  return new Date(time).toISOString()
}
