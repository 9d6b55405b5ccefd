/** Refusals of exports and imports. */

import { requestInvalid } from './backup-errors.js'
import {
  ExportConflictException,
  ExportNotFoundException,
  ImportConflictException,
  ImportNotFoundException,
  InvalidExportTimeException,
  TableNotFoundException,
} from './backup-exceptions.js'
import { type DynamoError, ValidationException } from './dynamo-error.js'
import { parametersInvalid } from './table-setting-errors.js'

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

export const exportWindowTooShort = (): InvalidExportTimeException =>
  new InvalidExportTimeException(
    'Difference between export period from time and export period to time is less than 15 minutes',
  )

export const exportWindowTooLong = (): InvalidExportTimeException =>
  new InvalidExportTimeException(
    'Difference between export period from time and export period to time is greater than 24 hours',
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

export const tableOfExportNotNamed = (): ValidationException =>
  parametersInvalid('tableArn is not a valid ARN')

export const tableOfExportOfWrongForm = (): ValidationException =>
  requestInvalid('Table ARN is invalid.')

export const tableOfExportNotFound = (arn: string): TableNotFoundException =>
  new TableNotFoundException(`Table not found: ${arn}`)

export const exportSpecificationMissing = (): ValidationException =>
  requestInvalid(
    'Incremental Export Specification expected when export type is set as Incremental Export',
  )

export const exportFromMissing = (): ValidationException =>
  requestInvalid('ExportFromTime must be provided in IncrementalExportSpecification')

export const exportTypeMissing = (): ValidationException =>
  requestInvalid(
    'Export Type expected to be Incremental Export when incremental export specification is provided',
  )

export const exportSpecificationUnwanted = (): ValidationException =>
  requestInvalid(
    'When Export Type is Full Export , Incremental Export Specification should not be provided',
  )

export const exportKeyUnwanted = (): ValidationException =>
  requestInvalid('KMS Key Id is not supported for this encryption type')

export const exportConflict = (): ExportConflictException =>
  new ExportConflictException(
    'Export conflict: Duplicate request detected with conflicting parameters',
  )

export const importConflict = (): ImportConflictException =>
  new ImportConflictException(
    'Import conflict: Duplicate request detected with conflicting parameters',
  )

export const inputOptionsUnwanted = (format: string): ValidationException =>
  requestInvalid(`Unsupported InputFormatOptions for the given input format: ${format}.`)

export const nextTokenInvalid = (token: string): ValidationException =>
  requestInvalid(`Provided nextToken is invalid: ${token}`)

export const jobArnInvalid = (kind: 'export' | 'import'): ValidationException =>
  new ValidationException(kind === 'export' ? 'Invalid Export ARN' : 'Invalid Import ARN')

/** The service says of exports twice that there is none. */
export const jobNotFound = (kind: 'export' | 'import', arn: string): DynamoError =>
  kind === 'export'
    ? new ExportNotFoundException(`Export not found: Export not found: ${arn}`)
    : new ImportNotFoundException(`Import not found: ${arn}`)

function isoOf(time: number): string {
  return new Date(time).toISOString()
}
