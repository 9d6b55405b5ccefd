/** Refusals of backups, point-in-time recovery and restores, in the service's words. */

import {
  BackupNotFoundException,
  InvalidRestoreTimeException,
  PointInTimeRecoveryUnavailableException,
} from './backup-exceptions.js'
import { ValidationException } from './dynamo-error.js'
import { optionInvalid } from './option-errors.js'

export const backupNotFound = (arn: string): BackupNotFoundException =>
  new BackupNotFoundException(`Backup not found: ${arn}`)

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
