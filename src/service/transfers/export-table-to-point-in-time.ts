/** ExportTableToPointInTime. */

import { createHash } from 'node:crypto'
import { startExport } from '../../api/exports.js'
import { earliestRestorable } from '../../api/point-in-time.js'
import type { ExportRecord } from '../../api/transfer-records.js'
import type { Outcome } from '../../api/write-one.js'
import { canonicalText } from '../../encoding/canonical.js'
import { pointInTimeOff } from '../../errors/backup-errors.js'
import {
  exportConflict,
  exportFromMissing,
  exportFromTooEarly,
  exportKeyUnwanted,
  exportSpecificationMissing,
  exportSpecificationUnwanted,
  exportTimeInvalid,
  exportToTooLate,
  exportTypeMissing,
  exportWindowTooLong,
  exportWindowTooShort,
  tableOfExportNotFound,
  tableOfExportNotNamed,
  tableOfExportOfWrongForm,
} from '../../errors/transfer-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { ExportFormat } from '../../transfer/export-layout.js'
import type { ExportView, FullSpan, IncrementalSpan } from '../../transfer/export-manifest.js'
import { isTableName, type Place, tableArnOf } from '../tables/arn.js'
import { millisecondsOf } from '../tables/wire.js'
import { exportDescription } from './export-description.js'
import type { RegionTransfers, TransferContext } from './region-transfers.js'

interface ExportRequest {
  readonly TableArn: string
  readonly S3Bucket: string
  readonly S3Prefix?: string
  readonly S3BucketOwner?: string
  readonly S3SseAlgorithm?: 'AES256' | 'KMS'
  readonly S3SseKmsKeyId?: string
  /** Seconds since 1970, as all times. */
  readonly ExportTime?: number
  readonly ClientToken?: string
  readonly ExportFormat?: ExportFormat
  readonly ExportType?: 'FULL_EXPORT' | 'INCREMENTAL_EXPORT'
  readonly IncrementalExportSpecification?: WireSpan
}

interface WireSpan {
  readonly ExportFromTime?: number
  readonly ExportToTime?: number
  readonly ExportViewType?: ExportView
}

const MINUTE = 60_000
const WINDOW_MIN = 15 * MINUTE
const WINDOW_MAX = 24 * 60 * MINUTE

/** Begins to export a table that has point-in-time recovery. Whether the bucket is there turns out later. */
export function exportTableToPointInTime(
  { transfers }: TransferContext,
  { ClientToken, ...request }: ExportRequest,
): Outcome<object> {
  checkMembers(request)
  const digest = createHash('sha256').update(canonicalText(request)).digest('base64')
  const known = ClientToken === undefined ? undefined : transfers.withToken('export', ClientToken)
  if (known !== undefined) {
    if (known.token?.digest !== digest) throw exportConflict()
    return answerOf(known, undefined)
  }
  const table = tableOf(transfers, request.TableArn)
  const now = transfers.tables.now()
  const wish = {
    tableArn: request.TableArn,
    span: spanOf(transfers, table, request),
    format: request.ExportFormat ?? 'DYNAMODB_JSON',
    bucket: request.S3Bucket,
    bucketOwner: request.S3BucketOwner,
    prefix: request.S3Prefix,
    encryption: encryptionOf(request),
    directory: transfers.buckets.get(request.S3Bucket),
    token: ClientToken === undefined ? undefined : { token: ClientToken, digest },
  } as const
  const { result, durable } = startExport(transfers, table, wish, { now })
  result.ended.catch(() => {}) // the record tells
  return answerOf(result.record, durable)
}

function answerOf(record: ExportRecord, durable: Promise<void> | undefined): Outcome<object> {
  return { result: { ExportDescription: exportDescription(record) }, durable }
}

/** Throws a `ValidationException` if members don't go together. */
function checkMembers(request: ExportRequest): void {
  const { ExportType, IncrementalExportSpecification: span } = request
  if (request.S3SseKmsKeyId !== undefined && request.S3SseAlgorithm !== 'KMS') {
    throw exportKeyUnwanted()
  }
  if (ExportType === 'INCREMENTAL_EXPORT') {
    if (span === undefined) throw exportSpecificationMissing()
    if (span.ExportFromTime === undefined) throw exportFromMissing()
  } else if (span !== undefined) {
    throw ExportType === undefined ? exportTypeMissing() : exportSpecificationUnwanted()
  }
}

/** The name of the table of an ARN. Throws a `ValidationException` if it is none of a table that is here. */
export function exportedNameOf(arn: string, place: Place): string {
  const [prefix, , , , , resource = ''] = arn.split(':')
  if (prefix !== 'arn') throw tableOfExportNotNamed()
  const [, name = ''] = resource.split('/')
  if (!isTableName(name) || arn !== tableArnOf(name, place)) throw tableOfExportOfWrongForm()
  return name
}

function tableOf({ tables }: RegionTransfers, arn: string): StoredTable {
  const table = tables.lookUp(exportedNameOf(arn, tables.place))
  if (table === undefined) throw tableOfExportNotFound(arn)
  return table
}

function spanOf(
  { past, tables }: RegionTransfers,
  table: StoredTable,
  { ExportTime, IncrementalExportSpecification: span }: ExportRequest,
): FullSpan | IncrementalSpan {
  const now = tables.now()
  const earliest = earliestRestorable({ past, table }, now)
  if (earliest === undefined) throw pointInTimeOff(table.description.name)
  if (span === undefined) {
    const exportTime = ExportTime === undefined ? now : millisecondsOf(ExportTime)
    if (exportTime < earliest || exportTime > now) throw exportTimeInvalid()
    return { type: 'full', exportTime }
  }
  const { ExportFromTime = 0, ExportToTime, ExportViewType: view = 'NEW_AND_OLD_IMAGES' } = span
  const fromTime = millisecondsOf(ExportFromTime)
  const toTime = ExportToTime === undefined ? now : millisecondsOf(ExportToTime)
  if (fromTime < earliest) throw exportFromTooEarly(earliest)
  if (toTime - fromTime < WINDOW_MIN) throw exportWindowTooShort()
  if (toTime - fromTime > WINDOW_MAX) throw exportWindowTooLong()
  if (toTime > now) throw exportToTooLate(now)
  return { type: 'incremental', fromTime, toTime, view }
}

function encryptionOf({
  S3SseAlgorithm: algorithm,
  S3SseKmsKeyId: keyId,
}: ExportRequest): ExportRecord['encryption'] {
  if (algorithm === undefined) return undefined
  return keyId === undefined ? { algorithm } : { algorithm, keyId }
}
