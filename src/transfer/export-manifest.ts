/**
 * The manifests of an export: what it is of, and which data files it has. Their members stand in the order in which the
 * service has them.
 *
 * Source: DynamoDB developer guide, "DynamoDB table export output format".
 */

import type { ExportFormat } from './export-layout.js'

/** Which images of changed items an incremental export has. */
export type ExportView = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE'

/** That an export is of what a table had at a time. Times are in milliseconds since 1970. */
export interface FullSpan {
  readonly type: 'full'
  readonly exportTime: number
}

/** That an export is of what changed from one time, inclusive, to another, exclusive. */
export interface IncrementalSpan {
  readonly type: 'incremental'
  readonly fromTime: number
  readonly toTime: number
  readonly view: ExportView
}

/** What an export is, as it was asked for. */
export interface ExportDescription<Span extends FullSpan | IncrementalSpan> {
  readonly exportArn: string
  /** The last part of the ARN. */
  readonly id: string
  readonly tableArn: string
  /** The id of the table as the service tells it. */
  readonly tableId: string
  /** When it began, in milliseconds since 1970. */
  readonly startTime: number
  readonly span: Span
  readonly format: ExportFormat
  readonly bucket: string
  readonly prefix?: string | undefined
  /** By default `AES256`. Nothing is encrypted: it is only told. */
  readonly encryption?:
    | { readonly algorithm: 'AES256' | 'KMS'; readonly keyId?: string }
    | undefined
}

/** A data file that is there. */
export interface DataFile {
  readonly key: string
  readonly itemCount: number
  /** Of the file as it is, in base64. */
  readonly md5: string
  readonly etag: string
}

/** What an export has come to. */
export interface ExportTotals {
  readonly endTime: number
  readonly itemCount: number
  readonly billedSizeBytes: number
}

/** The text of `manifest-summary.json`. `filesKey` is the key of the other manifest. */
export function summaryText(
  description: ExportDescription<FullSpan | IncrementalSpan>,
  totals: ExportTotals,
  filesKey: string,
): string {
  const { exportArn, startTime, tableArn, tableId, bucket, prefix, encryption } = description
  const { version, times, type } = spanMembers(description.span)
  return JSON.stringify({
    version,
    exportArn,
    startTime: timeText(startTime),
    endTime: timeText(totals.endTime),
    tableArn,
    tableId,
    ...times,
    s3Bucket: bucket,
    s3Prefix: prefix ?? null,
    s3SseAlgorithm: encryption?.algorithm ?? 'AES256',
    s3SseKmsKeyId: encryption?.keyId ?? null,
    manifestFilesS3Key: filesKey,
    billedSizeBytes: totals.billedSizeBytes,
    itemCount: totals.itemCount,
    outputFormat: description.format,
    ...type,
  })
}

/** The text of `manifest-files.json`, a line for each file. */
export function filesText(files: readonly DataFile[]): string {
  const lines = files.map(({ key, itemCount, md5, etag }) =>
    JSON.stringify({ itemCount, md5Checksum: md5, etag, dataFileS3Key: key }),
  )
  return lines.map(line => `${line}\n`).join('')
}

/** The members of the summary that differ between full and incremental exports. */
function spanMembers(span: FullSpan | IncrementalSpan): {
  readonly version: string
  readonly times: object
  readonly type: object
} {
  if (span.type === 'full') {
    return {
      version: '2020-06-30',
      times: { exportTime: timeText(span.exportTime) },
      type: { exportType: 'FULL_EXPORT' },
    }
  }
  return {
    version: '2023-08-01',
    times: { exportFromTime: timeText(span.fromTime), exportToTime: timeText(span.toTime) },
    type: { exportType: 'INCREMENTAL_EXPORT', outputView: span.view },
  }
}

function timeText(time: number): string {
  return new Date(time).toISOString()
}
