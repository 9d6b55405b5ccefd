/** Refusals of exports and imports. */

import { InvalidExportTimeException } from './backup-exceptions.js'
import { ValidationException } from './dynamo-error.js'

/** The service has no words for it: its buckets are no directories. */
export const exportPrefixInvalid = (prefix: string): ValidationException =>
  new ValidationException(
    `An export can't be written under the prefix ${JSON.stringify(prefix)}: its parts name folders, so none may be empty, ` +
      "'.' or '..', or have a backslash or a zero character",
  )

/** Nothing stands for a bucket. A request that names it is accepted: its job fails with this. */
export class BucketMissing extends Error {
  override readonly name = 'BucketMissing'
  readonly code = 'S3NoSuchBucket'

  constructor(bucket: string) {
    super(
      `The specified bucket does not exist: nothing stands for ${JSON.stringify(bucket)}. Name a directory for it with the ` +
        "option 'buckets', or --bucket.",
    )
  }
}

export const exportTimeInvalid = (): InvalidExportTimeException =>
  new InvalidExportTimeException('Export Time is invalid')

/** Times are in milliseconds since 1970. */
export const exportFromTooEarly = (earliest: number): InvalidExportTimeException =>
  new InvalidExportTimeException(
    `Incremental export period from time cannot be less than the table creation time : ${isoOf(earliest)}`,
  )

export const exportToTooLate = (now: number): InvalidExportTimeException =>
  new InvalidExportTimeException(
    `Incremental export period to time cannot be greater than the current time : ${isoOf(now)}`,
  )

/** Of the native interface. */
export const exportTargetUnclear = (): ValidationException =>
  new ValidationException('export needs either bucket or directory: where the files are to be')

export const exportSpanUnclear = (): ValidationException =>
  new ValidationException('export takes either at or incremental: one moment, or a span of time')

export const importSourceUnclear = (): ValidationException =>
  new ValidationException('import needs one of file, directory and bucket: what is to be read')

function isoOf(time: number): string {
  return new Date(time).toISOString()
}
